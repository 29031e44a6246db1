#pragma once
// One day of a plan through a Router of its own. For the room's own files.
#include <vector>

#include "contact/routing/routing.hpp"
#include "contact/routing/simulator/calendar.hpp"
#include "contact/routing/simulator/plan.hpp"

namespace ol::simulator {

/// Who came in one hour.
struct QueueHour {
    std::int64_t offered = 0, answered = 0, abandoned = 0, abandoned_short = 0, answered_in_t = 0;
    std::int64_t wait_answered_us = 0, wait_us = 0;
};
struct TeamHour {
    std::int64_t busy_us = 0, free_us = 0;
};

/// What a queue's day came to; counted are contacts that came after the warm-up.
struct QueueDay {
    std::int64_t offered = 0, answered = 0, abandoned = 0, flow_out = 0, refused = 0, unserved = 0;
    std::int64_t answered_in_t = 0, abandoned_in_t = 0, abandoned_short = 0, waited = 0;
    std::int64_t wait_answered_us = 0, wait_us = 0;
    std::int64_t line_us = 0;  // contacts x time in the line while the centre was open and counted
    std::vector<std::int64_t> waits_us;  // of the answered
    std::vector<QueueHour> hours;        // none when not by hour
};
struct TeamDay {
    std::int64_t busy_us = 0, free_us = 0, missed = 0;
    std::vector<TeamHour> hours;
};
struct DayResult {
    std::vector<QueueDay> queues;
    std::vector<TeamDay> teams;
    std::int64_t events = 0;
    bool too_long = false;
};

class Day {
public:
    Day(const Plan& plan, std::int64_t seed, int day);
    DayResult run();

private:
    enum class Stage : std::uint8_t { waiting, ringing, talking, gone };
    static constexpr std::uint32_t none = UINT32_MAX;
    struct Contact {
        std::int64_t came_us = 0;
        std::uint32_t queue = 0, ordinal = 0;
        std::uint32_t agent = 0;     // who answered
        std::uint32_t rings = none;  // its phones: a chain through offers_
        std::uint16_t attempts = 0;
        Stage stage = Stage::waiting;
    };
    struct Offer {  // one phone that rings for one contact
        std::int64_t answer_us = 0;
        std::uint32_t contact = none, agent = 0, next = none;
    };
    struct Agent {
        routing::AgentState state = routing::AgentState::signed_out;
        std::int64_t since_us = 0;
        std::int64_t back_us = 0, break_us = 0;
    };
    struct Streams {
        Stream arrival, handle, wrap_up, patience, answer, miss, need;
        double expected = 0, factor = 1;
        std::size_t step = 0;
        std::uint32_t next = 0;  // ordinal of the contact to come
    };

    void post(const routing::Event& event);
    void take(const routing::OfferContact&);
    void take(const routing::CancelOffer&);
    void take(const routing::LeaveQueue&);
    void take(const routing::AgentChanged&);
    void take(const routing::StartTimer&);
    void take(const routing::Explain&) {}
    void take(const routing::Record&) {}
    void take(const routing::Announce&) {}
    void take(const routing::TakeStep&) {}
    void happen(const Calendar::Entry& entry);
    void plan_arrival(std::uint32_t queue);
    void arrive(std::uint32_t queue);
    void answer(std::uint32_t offer);
    std::uint32_t new_offer(std::uint32_t contact, std::uint32_t agent);
    bool drop_offer(std::uint32_t contact, std::uint32_t agent);
    void talk_ends(std::uint32_t contact);
    void patience_ends(std::uint32_t contact);
    void start_shift(std::uint32_t agent);
    void break_due(std::uint32_t agent, std::uint32_t which);
    void come_back(std::uint32_t agent);
    void end_wrap_up(std::uint32_t contact);
    void left_line(const Contact& contact);
    QueueHour& hour_of(const Contact& contact);
    void spent(TeamDay& team, const Agent& agent);
    void close_books();
    std::int64_t counted(std::int64_t from_us, std::int64_t to_us) const;
    static PersonId person(std::uint32_t agent) { return {std::int64_t{agent} + 1}; }

    const Plan& plan_;
    routing::Router router_;
    std::vector<routing::Command> commands_;
    Calendar calendar_;
    std::vector<Contact> contacts_;
    std::vector<Agent> agents_;
    std::vector<Streams> streams_;
    std::uint64_t chance_ = 0;  // of the line's own draws
    std::vector<Offer> offers_;
    std::vector<std::uint32_t> offers_free_;
    std::vector<std::uint32_t> to_answer_;  // offers answered at once, not yet told
    std::size_t answered_ = 0;              // of them
    std::int64_t now_us_ = 0;
    std::int64_t timer_ms_ = never_ms;
    DayResult result_;
    QueueHour no_hour_;
    static constexpr std::int64_t never_ms = INT64_MAX;
};

}  // namespace ol::simulator
