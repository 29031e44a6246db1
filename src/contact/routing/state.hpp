#pragma once
// Inside of the line, seen by the room's own files only. One event is handled in two steps: the
// handler moves agents and contacts and notes whom it touched; settle() then closes rounds, matches
// the free with the waiting, and explains.
#include "contact/routing/rows.hpp"
#include "contact/routing/table.hpp"

namespace ol::routing {

struct Router::State {
    Time now{};
    RouterConfig config;
    std::array<int, channel_count> units{100, 10, 25, 15};
    std::array<unsigned, channel_count> beside{};  // bits: may be offered while these are in hand
    bool fine_counts = false;
    bool quiet = false;  // nobody reads why, the records and what is said
    Record unheard;
    int lent_members = 0;  // memberships that another queue lends
    std::uint64_t draws = 0;
    std::vector<Expression> expressions;
    std::map<std::string, int> expression_numbers;
    Table<ContactId, Contact> contacts;
    Table<PersonId, Agent> agents;
    Table<QueueId, Queue> queues;
    std::map<std::int64_t, EmergencyBegan> emergencies;
    Deadlines deadlines;
    std::optional<Time> asked_timer;
    std::vector<Command> out;

    // touched by the event in hand; empty between events
    std::vector<Agent*> agents_touched;
    std::vector<Queue*> queues_touched, queues_unlocked;
    std::vector<ContactId> contacts_opened;
    std::vector<Agent*> freed;
    std::vector<std::unique_ptr<Hand>> spare_hands;

    State();
    void handle(Time at, const Event& event, std::vector<Command>& commands);
    void fire_due();

    // queues.cpp, members.cpp
    void on(const RouterConfigured&);
    void on(const QueueConfigured&);
    void on(const QueueRemoved&);
    void on(const MembershipChanged&);
    void add_member(Queue&, const Membership&);
    void remove_member(Queue&, Agent&);
    void take_index_down(Queue&);  // before terms, strategy or steps change
    void put_index_up(Queue&);
    void link_yields(Queue&);
    void link_lent(Member&);
    void unlink_lent(Member&);
    void link_all_lent_by(Queue&);
    void count_open(Queue&, int by);  // open contacts; lends members out and calls them home
    void choose_fine_counts();
    void arm(Queue&);
    void queue_due(Queue&);
    Member* member_of(const Agent&, const Queue&) const;
    void place_in_band(Queue&, Member&);
    void rebuild_bands(Queue&);
    // line.cpp: contacts
    void on(const ContactQueued&);
    void on(const ContactLeft&);
    void on(const ContactResumed&);
    void on(const ContactDeferred&);
    void on(const ContactChanged&);
    void on(const ContactRestored&);
    std::optional<Exit> refused_at_door(const ContactQueued&, const Queue&) const;
    Contact& contact_row(const ContactQueued&, Queue&);
    void join(Contact&);
    void leave(Contact&, Exit);  // the one exit of a visit that was not answered
    void forget(Contact&);
    // place.cpp
    void move(Contact&, Place);
    LineKey key_of(const Contact&, const Queue&) const;
    LineKey key_at(Contact&, Queue&, int position);
    void rekey(Contact&, Stand&, LineKey);
    void file(Contact&);
    void unfile(Contact&);
    int position_of(const Contact&) const;
    void add_stand(Contact&, Queue&);
    void drop_stand(Contact&, Queue&);
    void change_home(Contact&, Queue&, bool keep_age);
    ContactRestored row_of(const Contact&) const;
    void take_row(Contact&, const ContactRestored&);
    // waiting.cpp: what time does to a waiting contact
    void arm(Contact&);
    void contact_due(Contact&);
    bool wait_is_over(const Contact&) const;
    Time wait_end(const Contact&) const;
    bool advance(Stand&, Contact&);  // tier and step reached by now; true when changed
    Terms terms_of(const Stand&, const Contact&) const;
    std::optional<Time> next_change(const Stand&, const Contact&) const;
    int tier_open(const Queue&, Ms waited, int sticky) const;
    void refresh(Contact&);
    void hold_for_preferred(Contact&);
    void release_held(Agent&);
    bool fire_step(Contact&);  // true when the contact is gone
    std::optional<Time> next_step(const Contact&) const;
    // callbacks.cpp
    void on(const ContactToCallback&);
    bool resume_ghost(const ContactQueued&, Queue&);
    bool merge_callback(const ContactQueued&, Queue&);
    void bury(Queue&);
    // say.cpp
    void say(Contact&);
    std::optional<Time> next_saying(const Contact&) const;
    std::optional<Ms> estimate(const Queue&, int position) const;
    void learn_wait(Contact&);
    // emergency.cpp
    void on(const EmergencyBegan&);
    void on(const EmergencyEnded&);
    void call_back_to_work(Agent&);
    void stand_down(Agent&);
    void say_emergency(const Contact&);
    // offers.cpp
    void on(const OfferAccepted&);
    void on(const OfferRefused&);
    void on(const ContactConnected&);
    void on(const ContactDone&);
    void on(const ContactParked&);
    void on(const ContactPicked&);
    void on(const AgentDials&);  // dial.cpp
    void take_by_dialling(Contact&, Agent&);
    void new_dialled(const AgentDials&, Agent&);
    // directed.cpp: for one person by name
    void on(const ContactDirected&);
    void on(const ContactRenamed&);
    bool takes(const Agent&, const ContactDirected&) const;
    void ask(Contact&, Agent&, Ms ring_timeout);
    void accept_directed(Hand&);
    // offers.cpp
    Hand& offer(Contact&, Stand&, Agent&, Reason why);
    Hand& new_hand(Agent&);
    void accept(Hand&);
    void connect(Hand&);
    void finish(Hand&, const ContactDone&);
    void cancel(const Hand&, OfferFailure);  // tells the shell to stop ringing; no state
    void fail(Hand&, OfferFailure);          // the offer came to nothing; back to its place
    void drop(Hand&);
    void hand_due(Hand&);
    // agents.cpp
    void on(const AgentConfigured&);
    void on(const AgentSignedIn&);
    void on(const AgentSignedOut&);
    void on(const AgentReady&);
    void on(const AgentPaused&);
    void on(const AgentReachable&);
    void on(const AgentAtDesk&);
    void on(const WrapUpEnded&);
    void on(const WrapUpExtended&);
    void on(const TimerDue&) {}
    void set_base(Agent&, AgentState, std::string_view reason, std::optional<Time> backoff);
    void show(Agent&);                          // tells her state, with what she has in hand
    void punish(Agent&, OfferFailure, Queue&);  // back-off by cause, RONA (A18)
    void agent_free(Agent&);  // something left her hands: the wish to leave may come true
    void leave_now(Agent&, AfterContact);  // paused or signed out, with its record
    void take_from_ringing(Agent&, OfferFailure);
    void take_unreached(Agent&);
    Agent& agent_row(PersonId);
    void arm(Agent&);
    void agent_due(Agent&);
    void tell(const Agent&);
    void touch(Agent&);
    void touch(Queue&);
    // ready.cpp: who could take what
    unsigned room(const Agent&) const;  // bits of channels
    Availability availability(const Agent&) const;
    Availability availability(const Member&, Availability hers) const;
    void recount(Agent&, Availability);
    void count(Member&, Availability from, Availability to);
    static void fetch(const Agent&);
    void enter_ready_sets(Agent&, unsigned channels);
    void leave_ready_sets(Agent&);
    void enter(Member&, unsigned channels);
    void stand_in(Member&, Demand&);
    void leave_sets(Member&);
    PickKey key_of(const Member&) const;
    PickKey key_in(const Member&, const Demand&) const;
    Time idle_of(const Agent&, const Queue&) const;
    std::int64_t busy_lately(Agent&);
    // demands.cpp
    std::optional<int> expression(const std::string& text);
    bool skilled(Agent&, int expression);
    Demand* demand(Queue&, Channel, bool outbound, int expression);
    Demand* demand(Queue& queue, const Contact& contact, int expression) {
        return demand(queue, contact.channel, contact.outbound, expression);
    }
    Demand* make_demand(Queue&, Channel, bool outbound, int expression);
    bool serves(const Member&) const;  // not lent, or few wait at home
    bool serves(const Member&, const Demand&) const;
    Stage& stage(Queue&, Demand&, const Terms&);
    int expression_of(const Stand&, const Contact&) const;
    std::size_t steps_of(const Stand&, const Contact&) const;
    void open_empty_tiers(Queue&);
    void skip_empty_steps(Queue&, Demand&);
    // pick.cpp
    struct Choice {
        Stand* stand = nullptr;
        Member* member = nullptr;
        std::vector<Member*> others;  // who ring with her
        std::size_t of = 0;           // chosen from so many
        std::string_view by;          // owner, preferred; else the strategy
        explicit operator bool() const { return member != nullptr; }
    };
    bool suits(const Stage&, const Member&) const;
    bool may_choose(const Contact&, const Stand&) const;  // nothing outside of the pair forbids it
    Choice choose(Contact&);
    Choice choose_in(Contact&, Stand&);
    std::vector<std::size_t> left_out(const Contact&, const Stand&, const Group&);
    const PickKey* draw_from(const std::vector<const Group*>&, const Contact&, const Stand&);
    Choice choose_preferred(Contact&);
    bool anybody_for(const Contact&);
    bool ready_for(const Stage&) const;
    std::uint64_t draw(std::uint64_t below);
    // match.cpp
    void settle();
    void close_rounds(Queue&);
    void close_round(Contact&);
    void collect_freed();
    void match();
    void match_agent(Agent&);
    void match_contact(Contact&);
    void match_held(Queue&);
    void match_many(const std::vector<Agent*>& free);
    void offer_choice(Contact&, const Choice&);
    void leave_empty(Queue&);
    bool is_empty(const Queue&, const std::vector<EmptyWhen>&, const Terms&, Channel) const;
    void unlock(Queue&);
    // explain.cpp
    Reason why_this(const Stand&, const Member&, std::size_t of, std::string_view by) const;
    WhyWaiting why_waiting(const Queue&) const;
    WhyWaiting why_waiting(const Contact&) const;
    WhyWaiting why_not_offered(const Contact&) const;
    Reason told(const Contact&, WhyWaiting) const;
    // prospects.cpp
    Reason why_ahead(const LineKey& other, const LineKey& mine) const;
    Prospect prospect(const Contact&, const Stand&, const Terms&, const Member&) const;
    Reason in_the_way(const Contact&, const Stand&, const Terms&, const Member&) const;
    void explain_waiting(Contact&);
    void explain_line(Queue&);

    template <class T>
    void emit(T&& command) {
        out.emplace_back(std::forward<T>(command));
    }
    Record& record(std::string_view verb, const Contact*, const Agent*, const Queue*,
                   std::string info = {});
    void ignore(std::string_view why, ContactId = {}, PersonId = {}, QueueId = {});
};

}  // namespace ol::routing
