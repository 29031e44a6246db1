#pragma once
// Inside of the line, seen by the room's own files only. One event is handled in two steps: the
// handler moves agents and contacts and notes whom it touched; settle() then closes rounds, matches
// the free with the waiting, and explains.
#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "contact/routing/deadlines.hpp"
#include "contact/routing/ranked_set.hpp"
#include "contact/routing/routing.hpp"

namespace ol::routing {

/// Where a contact is; exactly one. In the line are `open` (looks for an agent) and `ringing`.
enum class Place { outside, open, ringing, joining, talking };
BOOST_DESCRIBE_ENUM(Place, outside, open, ringing, joining, talking)
constexpr bool in_line(Place place) { return place == Place::open || place == Place::ringing; }

/// What a queue counts of its members. `busy`: reserved, talking or wrapping up, and stays
/// afterwards.
enum class Availability {
    signed_out,
    paused,
    not_responding,
    leaving,
    unreachable,
    busy,
    backing_off,
    free
};
inline constexpr std::size_t availability_count = 8;
/// Will take a contact sooner or later.
constexpr bool is_working(Availability a) { return a >= Availability::busy; }

enum class AfterContact { stay, pause, sign_out };
BOOST_DESCRIBE_ENUM(AfterContact, stay, pause, sign_out)

enum class WhyWaiting {
    unknown,
    no_one_signed_in,
    all_paused,
    all_not_responding,
    all_unreachable,
    after_refusal,
    everyone_busy,
    excluded,
    excluded_after_no_answer
};
BOOST_DESCRIBE_ENUM(WhyWaiting, unknown, no_one_signed_in, all_paused, all_not_responding,
                    all_unreachable, after_refusal, everyone_busy, excluded,
                    excluded_after_no_answer)

struct Contact;
struct Agent;
struct Queue;

/// Order of service: those sent to the head, then by priority, then by age, then by id (A1).
struct LineKey {
    bool at_head = false;
    int priority = 0;
    Time entered_at{};
    ContactId id;
    Contact* contact = nullptr;  // payload, not part of the order
    friend bool operator<(const LineKey& a, const LineKey& b) {
        if (a.at_head != b.at_head) return a.at_head;
        if (a.priority != b.priority) return a.priority > b.priority;
        if (a.entered_at != b.entered_at) return a.entered_at < b.entered_at;
        return a.id < b.id;
    }
};

/// Longest idle first, ties by id (A9g).
struct IdleKey {
    Time idle_since{};
    PersonId id;
    Agent* agent = nullptr;  // payload
    friend bool operator<(const IdleKey& a, const IdleKey& b) {
        return std::tie(a.idle_since, a.id) < std::tie(b.idle_since, b.id);
    }
};

struct Contact {
    ContactId id;
    QueueId queue_id;
    Queue* queue = nullptr;  // null once the queue was removed
    Channel channel = Channel::call;
    int priority = 0;
    bool at_head = false;
    Time entered_at{}, joined_at{};  // the kept age, and the start of this visit
    std::vector<PersonId> excluded;  // sorted
    std::vector<PersonId> tried;     // sorted: asked in this round, not again before all others
    bool refused_by_person = false;  // in this round somebody declined or let it ring
    int rounds = 0, attempts = 0, entered_position = 0;
    Place place = Place::outside;
    PersonId agent;
    Time offered_at{}, accepted_at{}, connected_at{};
    Ms ring_timeout{0};                    // of the offer
    Ms wrap_up{0}, wrap_up_extend_max{0};  // as at connect, should the queue be gone at the end
    WhyWaiting why = WhyWaiting::unknown;
    Deadline deadline;

    LineKey key() { return {at_head, priority, entered_at, id, this}; }
    bool may_be_offered_to(PersonId who) const {
        return !std::binary_search(tried.begin(), tried.end(), who) &&
               !std::binary_search(excluded.begin(), excluded.end(), who);
    }
};

struct Agent {
    PersonId id;
    AgentState state = AgentState::signed_out;
    std::string reason;
    Time since{};
    std::optional<Time> until;
    ContactId contact;
    bool reachable = false;
    AfterContact after = AfterContact::stay;
    std::string after_reason;
    Time idle_since{};  // since the last contact's end on any queue; before the first, since ready
    bool had_contact = false;
    int no_answers = 0;  // in a row
    Ms extension_left{0};
    Availability counted = Availability::signed_out;  // as the queues have it
    bool idle_in_queues = false;                      // stands in the ready sets
    bool touched = false;
    std::vector<Queue*> queues;  // by queue id
    Deadline deadline;

    IdleKey key() { return {idle_since, id, this}; }
};

struct Queue {
    QueueConfig config;
    std::vector<Agent*> members;  // by agent id
    RankedSet<LineKey> line;      // open and ringing: positions
    RankedSet<LineKey> open;
    RankedSet<LineKey> asked;  // open and already tried by somebody: their round may close
    RankedSet<IdleKey> ready;
    std::array<int, availability_count> counts{};
    Time empty_since{};  // nobody signed in since then
    WhyWaiting why = WhyWaiting::unknown;
    bool touched = false;

    int count(Availability a) const { return counts[static_cast<std::size_t>(a)]; }
    int signed_in() const {
        return static_cast<int>(members.size()) - count(Availability::signed_out);
    }
    int working() const {
        return count(Availability::busy) + count(Availability::backing_off) +
               count(Availability::free);
    }
};

/// Rows by id with fixed addresses. Looked up by hash, walked only in order of id, so that nothing
/// depends on hashing.
template <class IdT, class Row>
class Table {
public:
    Row* find(IdT id) {
        const auto it = rows_.find(id);
        return it == rows_.end() ? nullptr : &it->second;
    }
    Row& add(IdT id) { return rows_[id]; }
    void erase(IdT id) { rows_.erase(id); }
    std::vector<const Row*> sorted() const {
        std::vector<std::pair<IdT, const Row*>> order;
        order.reserve(rows_.size());
        for (const auto& [id, row] : rows_) order.emplace_back(id, &row);
        std::sort(order.begin(), order.end());
        std::vector<const Row*> rows;
        rows.reserve(order.size());
        for (const auto& [id, row] : order) rows.push_back(row);
        return rows;
    }
    std::size_t size() const { return rows_.size(); }

private:
    std::unordered_map<IdT, Row> rows_;
};

struct Router::State {
    Time now{};
    Table<ContactId, Contact> contacts;
    Table<PersonId, Agent> agents;
    Table<QueueId, Queue> queues;
    Deadlines deadlines;
    std::optional<Time> asked_timer;
    std::vector<Command> out;

    // touched by the event in hand; empty between events
    std::vector<Agent*> agents_touched;
    std::vector<Queue*> queues_touched;
    std::vector<ContactId> contacts_opened;

    std::vector<Command> handle(Time at, const Event& event);
    void fire_due();

    // queues.cpp
    void on(const QueueConfigured&);
    void on(const QueueRemoved&);
    void add_member(Queue&, PersonId);
    void remove_member(Queue&, Agent&);
    void rearm_line(Queue&);
    // line.cpp: contacts
    void on(const ContactQueued&);
    void on(const ContactLeft&);
    void on(const ContactResumed&);
    void on(const OfferAccepted&);
    void on(const OfferRefused&);
    void on(const ContactConnected&);
    void on(const ContactDone&);
    void move(Contact&, Place);
    void offer(Contact&, Agent&, std::size_t of);
    void cancel(Contact&, OfferFailure);  // tells the shell to stop ringing; no state
    void fail(Contact&, OfferFailure);    // the offer came to nothing; back to its place
    void connect(Contact&);
    void finish(Contact&, bool wrap_up, std::string_view info);
    void leave(Contact&, Exit);  // the one exit of a visit that was not answered
    void arm(Contact&);
    void contact_due(Contact&);
    bool wait_is_over(const Contact&) const;
    // agents.cpp
    void on(const AgentSignedIn&);
    void on(const AgentSignedOut&);
    void on(const AgentReady&);
    void on(const AgentPaused&);
    void on(const AgentReachable&);
    void on(const WrapUpEnded&);
    void on(const WrapUpExtended&);
    void on(const TimerDue&) {}
    void set_agent(Agent&, AgentState, std::string_view reason, std::optional<Time> until);
    void accept(Contact&, Agent&);
    void punish(Agent&, OfferFailure, const QueueConfig&);  // back-off by cause, RONA (A18)
    void agent_free(Agent&);  // nothing in hand any more: ready, or the wish to leave comes true
    void leave_now(Agent&, AfterContact);  // paused or signed out, with its record
    bool ringing(const Agent&);
    Agent& agent_row(PersonId);
    void agent_due(Agent&);
    void tell(const Agent&);
    void touch(Agent&);
    void touch(Queue&);
    Availability availability(const Agent&) const;
    void recount(Agent&, Availability);
    void enter_ready_sets(Agent&);
    void leave_ready_sets(Agent&);
    // match.cpp
    void settle();
    void close_rounds(Queue&);
    void close_round(Contact&);
    std::vector<Agent*> collect_freed();
    void match(const std::vector<Agent*>& freed);
    void match_agent(Agent&);
    void match_contact(Contact&);
    void match_many(const std::vector<Agent*>& freed);
    Agent* best_agent(const Contact&) const;
    std::size_t eligible_now(const Contact&);
    // explain.cpp
    Reason why_this(const Contact&, const Agent&, std::size_t of) const;
    WhyWaiting why_waiting(const Queue&) const;
    WhyWaiting why_waiting(const Contact&) const;
    Reason told(const Contact&, WhyWaiting) const;
    void explain_waiting(Contact&);
    void explain_line(Queue&);

    template <class T>
    void emit(T&& command) {
        out.emplace_back(std::forward<T>(command));
    }
    void record(std::string verb, const Contact*, const Agent*, const Queue*,
                std::string info = {});
    void ignore(std::string_view why, ContactId = {}, PersonId = {}, QueueId = {});
};

}  // namespace ol::routing
