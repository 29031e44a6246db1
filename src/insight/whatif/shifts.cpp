// Who was there from when to when: presence becomes shifts with breaks. People with the same
// queues, terms, skills and quarter-hours become a team, so that a plan stays readable.
#include <algorithm>
#include <cmath>

#include "insight/whatif/parts.hpp"

namespace ol::whatif {
namespace {

using insight::Interval;
using simulator::Shape;
using simulator::SimBreak;
using simulator::SimTeam;
using simulator::SimTerms;

constexpr Ms longest_gap{std::chrono::hours{1}};  // signed out for longer: two shifts
constexpr Ms shortest_shift{std::chrono::minutes{5}};
constexpr Ms shortest_pause{std::chrono::minutes{1}};
constexpr std::size_t breaks_limit = 16;  // of the simulator

bool takes_contacts(const Interval& i) {
    return i.state == "ready" || i.state == "reserved" || i.state == "talking" ||
           i.state == "wrap_up";
}

struct Stay {
    Time from{}, to{};
    std::vector<insight::Span> away;  // pauses, not responding, signed out for a moment
};

/// A long pause is a pause: only signing out for long ends a shift.
Ms signed_out(std::span<const Interval> presence, insight::Span gap) {
    Ms rest = gap.to - gap.from;
    for (const Interval& i : presence)
        rest -= std::max(Ms{0}, std::min(i.to, gap.to) - std::max(i.from, gap.from));
    return rest;
}

/// Of one person, in order of time. A stay begins and ends with time in which she took contacts.
std::vector<Stay> stays_of(std::span<const Interval> presence, insight::Span day) {
    std::vector<Stay> stays;
    for (const Interval& i : presence) {
        const Time from = std::max(i.from, day.from), to = std::min(i.to, day.to);
        if (to <= from || !takes_contacts(i)) continue;
        if (stays.empty() || signed_out(presence, {stays.back().to, from}) > longest_gap)
            stays.push_back({from, from, {}});
        Stay& stay = stays.back();
        if (from - stay.to >= shortest_pause) stay.away.push_back({stay.to, from});
        stay.to = std::max(stay.to, to);
    }
    std::erase_if(stays, [](const Stay& s) { return s.to - s.from < shortest_shift; });
    return stays;
}

/// One shift of one person, ready to stand beside others.
struct Shift {
    SimTeam team;
    std::vector<insight::Span> away;
    int from = 0, to = 0;  // minutes
    int place = 0;         // in her first queue
};

bool alike(const SimTeam& a, const SimTeam& b) {
    const auto same_limits = [&] {
        return std::equal(a.limits.begin(), a.limits.end(), b.limits.begin(), b.limits.end());
    };
    return a.from == b.from && a.to == b.to && a.queues == b.queues && a.terms == b.terms &&
           a.skills == b.skills && same_limits();
}

/// The strategies that go by the list ask who stands where; for the others it is no difference
/// between two people.
bool goes_by_list(routing::Strategy s) {
    return s == routing::Strategy::linear || s == routing::Strategy::sequential;
}

std::optional<SimTerms> terms_of(const QueueOfDay& queue, const routing::Membership& m,
                                 const Standing& standing, const InPlan& in_plan) {
    SimTerms t;
    t.queue = queue.name;
    t.tier = m.tier, t.penalty = m.penalty, t.grade = m.grade, t.priority = m.priority;
    t.delay_s = static_cast<double>(m.delay.count()) / 1000;
    if (goes_by_list(queue.config.strategy)) t.position = m.position;
    for (const QueueOfDay& home : standing.queues)
        if (home.id == m.lent_by && in_plan.contains(home.id))
            t.lent_by = home.name, t.lent_up_to = m.lent_up_to;
    const SimTerms none{queue.name, 0, 0, 1, 0, 0, 0, {}, 0};
    return t == none ? std::nullopt : std::optional(t);
}

class Maker {
public:
    Maker(const Wall& wall, const Standing& standing, const InPlan& in_plan)
        : wall_(wall), standing_(standing), in_plan_(in_plan) {}

    /// False: she serves no queue of the plan.
    bool add(PersonId person, const std::vector<Stay>& stays, const Worked* worked) {
        Shift one;
        for (const QueueOfDay& queue : standing_.queues) {
            if (!in_plan_.contains(queue.id)) continue;
            const auto m = membership_of(queue.config, person);
            const bool answered = worked && worked->queues.contains(queue.id);
            if (!answered && (!m || m->paused)) continue;
            if (one.team.queues.empty() && m) one.place = m->position;
            one.team.queues.push_back(queue.name);
            if (!m) continue;
            if (auto terms = terms_of(queue, *m, standing_, in_plan_))
                one.team.terms.push_back(std::move(*terms));
        }
        if (one.team.queues.empty()) return false;
        for (const routing::AgentConfig& agent : standing_.agents)
            if (agent.agent == person)
                one.team.skills = agent.skills, one.team.limits = agent.limits;
        for (const Stay& stay : stays) {
            const auto quarter = [&](Time t) {
                return (wall_.minute(t) + quarter_min / 2) / quarter_min * quarter_min;
            };
            one.from = quarter(stay.from);
            one.to = std::max(quarter(stay.to), one.from + quarter_min);
            one.team.from = clock_text(one.from);
            one.team.to = clock_text(one.to);
            one.away = stay.away;
            shifts_.push_back(one);
        }
        return true;
    }

    std::vector<SimTeam> teams() {
        std::stable_sort(shifts_.begin(), shifts_.end(), [](const Shift& a, const Shift& b) {
            return std::tie(a.from, a.to, a.place) < std::tie(b.from, b.to, b.place);
        });
        std::vector<SimTeam> out;
        std::vector<std::vector<const Shift*>> members;
        for (const Shift& shift : shifts_) {
            const auto same = std::find_if(out.begin(), out.end(),
                                           [&](const SimTeam& t) { return alike(t, shift.team); });
            const auto at = static_cast<std::size_t>(same - out.begin());
            if (same == out.end()) out.push_back(shift.team), members.emplace_back();
            members[at].push_back(&shift);
        }
        for (std::size_t i = 0; i < out.size(); ++i) {
            out[i].agents = static_cast<int>(members[i].size());
            out[i].breaks = breaks_of(members[i]);
            out[i].answer = {Shape::lognormal, usual_answer_s, 0.5};
            name(out, i);
        }
        return out;
    }

private:
    /// Their pauses by number: the first ones of all are the first break, and so on. Everybody has
    /// the mean length, so that the time away in all stays what it was; as many waves as lie
    /// between the earliest and the latest.
    std::vector<SimBreak> breaks_of(const std::vector<const Shift*>& members) const {
        std::size_t count = 0;
        for (const Shift* m : members) count += m->away.size();
        const auto people = static_cast<double>(members.size());
        if (count == 0) return {};
        const auto groups = std::clamp<std::size_t>(
            static_cast<std::size_t>(std::llround(static_cast<double>(count) / people)), 1,
            breaks_limit);
        std::vector<SimBreak> breaks;
        for (std::size_t g = 0; g < groups; ++g) {
            Ms sum{0};
            int first = INT32_MAX, last = 0;
            for (const Shift* m : members)
                for (std::size_t i = 0; i < m->away.size(); ++i) {
                    if (i * groups / m->away.size() != g) continue;
                    sum += m->away[i].to - m->away[i].from;
                    const int at = wall_.minute(m->away[i].from);
                    first = std::min(first, at), last = std::max(last, at);
                }
            const double minutes = static_cast<double>(sum.count()) / 60000 / people;
            if (minutes < 0.1) continue;
            const int waves =
                static_cast<int>(std::clamp(std::floor((last - first) / minutes) + 1, 1.0, people));
            // Quarter-hours may have moved the shift's ends past a pause.
            first = std::clamp(first, members[0]->from, members[0]->to - 1);
            breaks.push_back({clock_text(first), std::min(minutes, 1440.0), waves});
        }
        return breaks;
    }

    static void name(std::vector<SimTeam>& teams, std::size_t which) {
        SimTeam& team = teams[which];
        team.name = *team.from + "-" + *team.to;
        for (const std::string& queue : team.queues)
            if (team.name.size() + queue.size() < 80) team.name += " " + queue;
        const std::string first = team.name;
        const auto taken = [&] {
            return std::any_of(teams.begin(), teams.begin() + static_cast<std::ptrdiff_t>(which),
                               [&](const SimTeam& t) { return t.name == team.name; });
        };
        for (int n = 2; taken(); ++n) team.name = first + " (" + std::to_string(n) + ")";
    }

    const Wall& wall_;
    const Standing& standing_;
    const InPlan& in_plan_;
    std::vector<Shift> shifts_;
};

}  // namespace

std::optional<routing::Membership> membership_of(const routing::QueueConfig& queue,
                                                 PersonId person) {
    for (const routing::Membership& m : queue.memberships)
        if (m.agent == person) return m;
    const auto listed = std::find(queue.members.begin(), queue.members.end(), person);
    if (listed == queue.members.end()) return std::nullopt;
    routing::Membership plain;
    plain.agent = person;
    plain.position = static_cast<int>(listed - queue.members.begin()) + 1;
    return plain;
}

Shifts shifts_of(const Wall& wall, const Standing& standing, const InPlan& in_plan,
                 std::span<const Interval> presence, const std::map<PersonId, Worked>& worked) {
    Shifts out;
    std::map<PersonId, std::vector<Interval>> of_person;
    for (const Interval& i : presence)
        if (i.to > wall.span().from && i.from < wall.span().to) of_person[i.person].push_back(i);
    Maker maker(wall, standing, in_plan);
    for (const auto& [person, intervals] : of_person) {
        const auto found = worked.find(person);
        if (!maker.add(person, stays_of(intervals, wall.span()),
                       found == worked.end() ? nullptr : &found->second))
            continue;
        for (const Interval& i : intervals) out.unanswered |= i.state == "not_responding";
    }
    for (const auto& [person, w] : worked) {
        if (of_person.contains(person)) continue;
        ++out.guessed;
        maker.add(person, {{w.from, std::max(w.to, w.from + shortest_shift), {}}}, &w);
    }
    out.teams = maker.teams();
    return out;
}

}  // namespace ol::whatif
