#pragma once
// The parts that a recorded day is made of. For the room's own files.
#include <map>
#include <set>

#include "insight/whatif/whatif.hpp"

namespace ol::whatif {

inline constexpr int quarter_min = 15;      // the step of a plan
inline constexpr double usual_answer_s = 5;  // assumed where nobody answered

/// The plan's clock: minutes of the local day as a clock on the wall shows them, also when it is
/// turned that night. The hour that autumn gives twice stands once, the one that spring leaves out
/// is empty.
class Wall {
public:
    Wall(insight::Day day, std::string zone);
    int minute(Time t) const;  // beyond midnight it goes on
    /// How often the wall had that quarter of an hour: 1; of a turned clock 2 or 0.
    int times(int quarter) const;
    bool turned() const { return end_ - midnight_ != std::chrono::hours{24}; }
    bool longer() const { return end_ - midnight_ > std::chrono::hours{24}; }
    insight::Span span() const { return {midnight_, end_}; }

private:
    insight::Day day_;
    std::string zone_;
    Time midnight_, end_;
    std::vector<int> times_;
};

std::string clock_text(int minutes);

/// A queue of the plan: its place there is its number for the simulator, less one.
using InPlan = std::map<QueueId, std::size_t>;

/// What people did, made into teams.
struct Shifts {
    std::vector<simulator::SimTeam> teams;
    int guessed = 0;          // people whose shift had to be taken from their contacts
    bool unanswered = false;  // somebody let the phone ring out
};

/// What is known of one person's work from the contacts alone.
struct Worked {
    Time from{}, to{};
    std::set<QueueId> queues;
};

/// People who could take contacts of the plan, with the terms, skills and limits of each; alike
/// ones stand together.
Shifts shifts_of(const Wall& wall, const Standing& standing, const InPlan& in_plan,
                 std::span<const insight::Interval> presence,
                 const std::map<PersonId, Worked>& worked);

/// The record's own figures. `opens`, `closes`: of the plan, in minutes; people's time outside
/// counts in neither.
RecordedFigures figures_of_record(const Wall& wall, const Standing& standing, const InPlan& in_plan,
                                  const insight::Record& record,
                                  const std::map<PersonId, Worked>& worked, int opens, int closes);

std::optional<routing::Membership> membership_of(const routing::QueueConfig& queue,
                                                 PersonId person);

}  // namespace ol::whatif
