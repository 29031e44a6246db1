#pragma once
// What the line is made of: contacts, agents, memberships, queues, and the sets by which a free
// agent and a waiting contact find each other without a walk over all.
#include <algorithm>
#include <array>
#include <boost/container/small_vector.hpp>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "contact/routing/deadlines.hpp"
#include "contact/routing/ranked_set.hpp"
#include "contact/routing/routing.hpp"
#include "contact/routing/skills.hpp"

namespace ol::routing {

/// Where a contact is; exactly one. In the line are `open` (looks for an agent) and `ringing`.
enum class Place { outside, open, ringing, joining, talking };
BOOST_DESCRIBE_ENUM(Place, outside, open, ringing, joining, talking)
constexpr bool in_line(Place place) { return place == Place::open || place == Place::ringing; }

/// What a queue counts of its members. `at_desk`: without a phone, takes what is written; `busy`:
/// has contacts in hand, and stays afterwards; `inuse`, `ringing`, `wrapping` stand for it when
/// some queue's empty-conditions ask for the difference.
enum class Availability {
    signed_out,
    paused,
    not_responding,
    leaving,
    unreachable,
    at_desk,
    unknown,
    busy,
    inuse,
    ringing,
    wrapping,
    backing_off,
    free
};
inline constexpr std::size_t availability_count = 13;
/// Will take a contact sooner or later.
constexpr bool is_working(Availability a) { return a >= Availability::busy; }
/// What is written reaches a desk; everything else needs her phone.
constexpr bool is_written(Channel channel) {
    return channel == Channel::chat || channel == Channel::letter;
}
constexpr bool is_working(Availability a, Channel channel) {
    return is_working(a) || (a == Availability::at_desk && is_written(channel));
}
constexpr bool is_busy(Availability a) {
    return a >= Availability::busy && a <= Availability::wrapping;
}
using Counts = std::array<int, availability_count>;

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
    excluded_after_no_answer,
    nobody_has_skills,
    skilled_busy,
    tier_closed,
    penalty_outside,
    not_yet,
    no_room_on_channel,
    held_for_preferred,
    deferred,
    emergency,
    yields,
    not_first
};
BOOST_DESCRIBE_ENUM(WhyWaiting, unknown, no_one_signed_in, all_paused, all_not_responding,
                    all_unreachable, after_refusal, everyone_busy, excluded,
                    excluded_after_no_answer, nobody_has_skills, skilled_busy, tier_closed,
                    penalty_outside, not_yet, no_room_on_channel, held_for_preferred, deferred,
                    emergency, yields, not_first)

struct Contact;
struct Agent;
struct Member;
struct Queue;
struct Stage;

/// Order of service (A1, A2): `band` holds head (0), promoted (1) or normal (2) and, when priority
/// is strict, the priority; `when` the age, which in additive mode priority makes older; `slot`
/// puts a wanted position between two of the same age; then id.
struct LineKey {
    std::int64_t band = 0;
    Time when{};
    std::int64_t slot = 0;
    ContactId id;
    Contact* contact = nullptr;  // payload, not part of the order
    static constexpr std::int64_t rank_size = std::int64_t{1} << 40;
    std::int64_t rank() const { return (band + rank_size / 2) / rank_size; }
    friend bool operator<(const LineKey& a, const LineKey& b) {
        if (a.band != b.band) return a.band < b.band;
        if (a.when != b.when) return a.when < b.when;
        if (a.slot != b.slot) return a.slot < b.slot;
        return a.id < b.id;
    }
};

/// Order of choice within one group: the strategy's number first, then position, idle time, id.
struct PickKey {
    std::int64_t first = 0, second = 0;
    int position = 0;
    Time idle{};
    PersonId id;
    Member* member = nullptr;  // payload
    friend bool operator<(const PickKey& a, const PickKey& b) {
        return std::tie(a.first, a.second, a.position, a.idle, a.id) <
               std::tie(b.first, b.second, b.position, b.idle, b.id);
    }
};

/// Free members of one tier, penalty and delay.
struct Group {
    int tier = 0, penalty = 0, grade = 0;
    Ms delay{0};
    RankedSet<PickKey> ready;
    std::tuple<int, int, int, Ms> terms() const { return {tier, penalty, grade, delay}; }
};

/// What contacts of a queue ask for: a channel and an expression. All members who could take such a
/// contact now stand in its groups.
struct Demand {
    Channel channel = Channel::call;
    bool outbound = false;
    int skills = 0;  // number of the expression
    std::size_t number = 0;
    int matching = 0;  // signed in and skilled
    boost::container::small_vector<Group, 1> groups;
    bool any_ready() const {
        return std::any_of(groups.begin(), groups.end(),
                           [](const Group& g) { return !g.ready.empty(); });
    }
};

/// Who a contact may be offered to at this point of its waiting.
struct Terms {
    int tier = 0;  // the highest open
    Ms delay{0};   // the longest of the members' delays that is over
    int penalty_min = 0, penalty_max = 0, raise = 0;
    bool raise_order_only = false;
    friend bool operator==(const Terms&, const Terms&) = default;
};

/// Open contacts of one queue with the same demand and the same terms.
struct Stage {
    Demand* demand = nullptr;
    Terms terms;
    RankedSet<LineKey> open;
};

/// A contact's place in one queue.
struct Stand {
    Queue* queue = nullptr;  // null once the queue was removed
    QueueId id;
    Stage* stage = nullptr;  // while it is open and may be offered
    LineKey key;
    int tier = std::numeric_limits<int>::min(), step = 0;  // once reached, kept
};

/// A live offer, a talk or a wrap-up: what an agent has in hand. Owned by her.
struct Hand {
    enum class State { ringing, joining, talking, wrap_up };
    State state = State::ringing;
    Contact* contact = nullptr;  // null in wrap-up
    ContactId contact_id;
    Agent* agent = nullptr;
    Queue* queue = nullptr;  // null once removed
    QueueId queue_id;
    Channel channel = Channel::call;
    bool parked = false, outbound = false, cut_short = false;
    WrapUpScope scope = WrapUpScope::agent;
    WrapUpMode mode = WrapUpMode::timed;
    Time offered_at{}, connected_at{};
    Ms ring_timeout{0}, wrap_up{0}, wrap_up_extend_max{0}, extension_left{0}, shortest_talk{0};
    std::optional<Time> until;
    Deadline deadline;
};

/// What few contacts need.
struct Wishes {
    std::vector<PersonId> preferred;
    Time prefer_until{};
    Agent* held_for = nullptr;
    std::vector<SkillStep> skills;
    std::optional<Time> expires_at, deferred_until;
    std::vector<std::pair<QueueId, int>> fired;            // overflow steps
    std::vector<std::pair<QueueId, LineKey>> places_left;  // to come back to the same place (A23)
    int said_position = 0;
    std::optional<Ms> said_estimate;
    Time said_estimate_at{}, last_said{}, last_periodic{};
    int said_estimate_position = 0;
    std::int64_t periodic_count = 0;
};

struct Contact {
    ContactId id;
    Stand home;
    std::vector<Stand> also;
    Channel channel = Channel::call;
    int priority = 0;
    bool at_head = false, promoted = false, outbound = false, refused_by_person = false;
    bool directed = false;  // for one person by name: never in a line
    Time entered_at{}, joined_at{};  // the kept age, and the start of this visit
    Ms frozen{0};                    // emergencies do not count as waiting for max_wait
    std::int64_t identity = 0;
    std::vector<PersonId> excluded;  // sorted
    std::vector<PersonId> tried;     // sorted: asked in this round, not again before all others
    int rounds = 0, attempts = 0, entered_position = 0;
    std::pair<int, PersonId> cursor{std::numeric_limits<int>::min(), {}};  // linear
    Place place = Place::outside;
    std::vector<Hand*> hands;  // ringing: one or several; from joining on: one
    Time accepted_at{};
    WhyWaiting why = WhyWaiting::unknown;
    std::unique_ptr<Wishes> wishes_;
    Deadline deadline;

    Wishes& wishes() {
        if (!wishes_) wishes_ = std::make_unique<Wishes>();
        return *wishes_;
    }
    Queue* queue() const { return home.queue; }
    Hand* hand_of(PersonId who) const;
    bool may_be_offered_to(PersonId who) const {
        return !std::binary_search(tried.begin(), tried.end(), who) &&
               !std::binary_search(excluded.begin(), excluded.end(), who);
    }
    template <class Do>
    void each_stand(Do&& act) {
        act(home);
        for (Stand& stand : also) act(stand);
    }
};

inline void recycle(Contact& row) {
    std::vector<Hand*> hands = std::move(row.hands);
    hands.clear();
    row = Contact{};
    row.hands = std::move(hands);
}

/// An agent in a queue.
struct Member {
    Queue* queue = nullptr;
    Agent* agent = nullptr;
    QueueId queue_id;
    std::uint64_t stands_in = 0;  // bits: numbers of the demands in whose groups she stands
    PickKey key;                  // as it stands there
    Membership terms;
    int band = 0;  // index of her tier and penalty in the queue's counts
    Time last_end{}, last_offer{};
    bool had_contact = false;
    std::int64_t answered = 0, talk_ms = 0;
    int no_answers = 0;
    std::string pause_reason;
    bool counted_in = false;  // in the queue's numbers of answered calls
    std::int64_t counted_answered = 0;
};

inline constexpr std::size_t channel_count = 4;
/// Calls, tasks, chats, letters in one person's hands at once unless she has limits of her own.
inline constexpr std::array<int, channel_count> limits_unless_set{1, 1, 3, 3};

struct Agent {
    PersonId id;
    AgentState base = AgentState::signed_out;   // signed_out, paused, ready, not_responding
    AgentState state = AgentState::signed_out;  // as told: with what she has in hand
    std::string base_reason, reason;
    Time since{};
    std::optional<Time> until;    // as told
    std::optional<Time> backoff;  // not before
    bool reachable = false, reachable_known = false, long_break = false;
    bool at_desk = false;
    bool reached_by(Channel channel) const { return reachable || (at_desk && is_written(channel)); }
    AfterContact after = AfterContact::stay;
    std::string after_reason;
    bool after_long = false;
    Time idle_since{};  // since the last contact's end on any queue; before the first, since ready
    Time ready_since{}, last_start{}, last_inbound_end{};
    bool had_contact = false;
    int no_answers = 0;  // in a row
    AgentConfig config;
    std::array<int, channel_count> limits = limits_unless_set;
    std::vector<std::int8_t> skilled;  // by expression: 1 yes, -1 no, 0 not looked at
    std::vector<std::unique_ptr<Hand>> hands;
    std::vector<std::pair<Time, Time>> busy_spans;  // of the last half hour (A9j)
    std::vector<std::int64_t> emergencies;
    bool back_after_emergency = false;
    std::optional<Time> emergency_return;
    RankedSet<LineKey> held;                          // contacts that wait for her alone
    Availability counted = Availability::signed_out;  // as the queues have it
    unsigned standing = 0;  // bits: channels for which she stands in the ready groups
    std::array<int, channel_count> load_key{};
    int handled_in = 0, handled_out = 0;  // since she signed in (A31)
    bool touched = false;
    std::vector<Member*> memberships;  // by queue id
    Deadline deadline;
};

inline Hand* Contact::hand_of(PersonId who) const {
    for (Hand* hand : hands)
        if (hand->agent->id == who) return hand;
    return nullptr;
}

/// Members of one tier and penalty, by availability.
struct Band {
    int tier = 0, penalty = 0;
    Counts counts{};
    int working() const {
        int sum = 0;
        for (std::size_t i = 0; i < availability_count; ++i)
            if (is_working(static_cast<Availability>(i))) sum += counts[i];
        return sum;
    }
};

/// A caller who hung up and may come back to her place (A27).
struct Ghost {
    ContactRestored row;
    Time left_at{}, dies_at{};
    int position = 0;
};

struct Queue {
    QueueConfig config;
    std::vector<std::unique_ptr<Member>> members;  // by agent id
    RankedSet<LineKey> line;                       // open and ringing: positions
    RankedSet<LineKey> asked;  // open and already tried by somebody: their round may close
    boost::container::small_vector<std::unique_ptr<Demand>, 1>
        demands;  // by number; null = free number
    std::vector<std::unique_ptr<Stage>> stages;
    int open_count = 0;
    int held_count = 0;  // open ones that wait for one agent alone, in no stage
    Counts counts{};
    std::vector<Band> bands;  // by tier, penalty
    std::vector<int> tiers;   // present, ascending
    std::vector<Ms> delays;   // of the members, ascending, without 0
    std::vector<int> skills;  // expressions of the steps
    Time empty_since{};       // nobody signed in since then
    WhyWaiting why = WhyWaiting::unknown;
    bool told_emergency = false;  // it is over: the front of the line hears why it waits now
    bool touched = false, unlocked = false, empty = false, counts_empty = false;
    std::pair<int, PersonId> cursor{std::numeric_limits<int>::min(),
                                    {}};   // round robin: last offered
    std::map<std::int64_t, int> answered;  // fewest calls: how many signed in have so many
    std::map<std::int64_t, Ghost> ghosts;  // by identity
    std::map<std::int64_t, ContactId> by_identity;
    std::vector<std::int64_t> emergencies;
    Time frozen_since{};
    std::int64_t effective_milli = 0;  // working members, each by 1 / (number of her queues)
    std::int64_t wait_average = -1, handle_average = -1;  // ms
    int handled = 0;
    std::int64_t estimates = 0, estimate_error_sum = 0;
    std::array<std::int64_t, 64> estimate_errors{};  // by classes of half an octave of seconds
    std::vector<Queue*> yielding;                    // queues that yield to this one
    std::vector<Member*> lent;                       // members elsewhere, while few wait here (A15)
    Deadline deadline;

    int count(Availability a) const { return counts[static_cast<std::size_t>(a)]; }
    int busy() const {
        return count(Availability::busy) + count(Availability::inuse) +
               count(Availability::ringing) + count(Availability::wrapping);
    }
    int signed_in() const {
        return static_cast<int>(members.size()) - count(Availability::signed_out);
    }
    int working() const {
        return busy() + count(Availability::backing_off) + count(Availability::free);
    }
    bool frozen() const { return !emergencies.empty(); }
};

inline void insert_sorted(std::vector<PersonId>& ids, PersonId id) {
    const auto at = std::lower_bound(ids.begin(), ids.end(), id);
    if (at == ids.end() || *at != id) ids.insert(at, id);
}

QueueView estimate_quality(const Queue& queue);  // only the estimates' part

}  // namespace ol::routing
