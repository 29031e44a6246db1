#pragma once
// Private to the room: the state that lives on the floor's loop. One method per fact that comes in,
// one per command that goes out; decisions are in core.cpp and routing. Split by what it talks to:
// floor_line, floor_voice, floor_desk, rows.
#include <deque>
#include <map>
#include <set>

#include "contact/calls/calls.hpp"
#include "contact/calls/line_meter.hpp"
#include "contact/calls/parts.hpp"
#include "contact/calls/spans.hpp"
#include "contact/calls/store.hpp"
#include "contact/calls/voice.hpp"
#include "contact/calls/web_message.hpp"

namespace ol::calls {

struct LiveContact {
    store::ContactRecord row;
    customers::Caller caller;
    routing::Reason why;
    Time offered_at{}, expires_at{};
    PersonId offered_to;               // the last; who talks, once somebody does
    std::vector<PersonId> ringing_at;  // of a task: whose desks show it now
    LegId buyer;
    std::int64_t web_conn = 0;
    bool muted = false, in_line = false, in_call = false, wrapping = false;
    std::optional<flows::FlowRecord> flow;         // what he did before the line
    std::optional<flows::FlowRecord> flow_before;  // in the one before this one
    std::string language;                          // that his flow chose
    std::string dialled;                           // the number or name he called
    std::uint32_t flow_speaking = 0;               // whose words are being made or played
    bool tasked = false;                           // a task goes on with what he wanted
    bool shared = false;  // has passed from one operator to another: several may wrap up
    std::vector<flows::CallTime> times;  // he can be called at, as told last
    bool again = false;    // a call-back that reached nobody: waits once more after her wrap-up
    std::string over_how;  // a task: swallowed (the buyer came by himself), by_hand
    std::uint64_t until_timer = 0;  // of a task that is withdrawn when its hours end
    Time wrap_up_until{}, talk_ended_at{};
    std::optional<DialView> dial;  // called out
    Time record_began{};
    std::map<std::string, recordings::MarkRow> marks;  // of its recording, not over yet
    std::vector<spans::Row> spans;                     // who talked to him, in order of time
    std::vector<spans::Beside> beside;                 // and who did beside her, in three-ways
    std::vector<parts::Row> standing;                  // parts of who stands beside her now
};

/// Whom she calls, found out before the floor is asked.
struct DialTarget {
    std::string number;  // as typed, or E.164
    ShopId shop;         // 0 = that of her queue
    CustomerId customer;
    std::string name, zone;  // of the buyer
    ContactId task;
    bool do_not_call = false;
};

Gone gone_of(sip::EndCause cause);

/// How long after the opening a promised call-back may take.
constexpr Ms call_back_within{60 * 60000};
/// A call-back that reached nobody: the gap, and after how many tries it is given up (A26).
constexpr Ms try_again_after{30 * 60000};
/// A call-back that nobody took: it comes to the line again after so long.
constexpr Ms rings_again_after{10 * 60000};
constexpr int tries_max = 5;
/// A call-back at a time that he chose: two tries, so far apart (store.md, story 5); what nobody
/// was free for is tried once more while the time lasts.
constexpr Ms booked_again_after{15 * 60000}, booked_last_chance{5 * 60000};
constexpr int booked_tries_max = 2;
constexpr const char* booked_reason = "booked";
/// Who has just called may be called for so long at any hour.
constexpr Ms awake_for{30 * 60000};
/// Its first chance goes to who tried before (issue 4): held so long for her.
constexpr Ms held_for_who_tried{60000};
constexpr std::size_t identities_max = 200000;

/// A browser phone: the person, and the session and tab that its words go to.
struct BrowserPhone {
    http::Principal who;
    std::string phone;
    bool same_tab(const BrowserPhone& o) const {
        return who.session == o.who.session && phone == o.phone;
    }
};

struct LiveAgent {
    Agent info;
    std::string chosen = "signed_out", chosen_reason;
    routing::AgentView view;
    LegId browser_leg, pending_leg;
    bool sip_reachable = false, finishing = false, in_router = false, known = true;
    ContactId wrapping;
    std::string work;  // AgentView::work
};

/// Everything a card needs, copied on the floor; the card itself is built on the cards loop from
/// the database.
struct CardSource {
    LiveContact contact;
    std::optional<Call> call;
    std::string shop_name;
    std::map<PersonId, std::string> names;
    // The reader's own view of it (card_for)
    bool wraps = false;  // the call went on to another, she wraps up
    bool seen = true;    // she sees who listens
    std::vector<TalkParty> parties;
    std::vector<TalkWatcher> watchers;
};

class PromptTakes;
class Chats;

struct Calls::Impl final : routing::Performer {
    explicit Impl(Deps d);

    Deps deps;
    Loop floor, cards;  // cards: reads the database and builds what the desk shows, in order
    Voice voice;
    Core core;
    routing::Service line;
    std::map<ContactId, LiveContact> contacts;
    std::map<PersonId, LiveAgent> agents;
    std::map<ShopId, Shop> shops;
    std::map<QueueId, QueueSettings> queues;
    std::map<LegId, ContactId> agent_legs;       // SIP legs of offers and talks
    std::map<LegId, BrowserPhone> browser_legs;  // nailed-up legs, also those not yet connected
    std::map<std::int64_t, LegId> web_legs;      // buyer's page: connection -> leg
    std::map<RecordingId, ContactId> recordings;
    std::int64_t run_id = 0;
    bool board_dirty = false, stopping = false;
    std::chrono::sys_time<std::chrono::minutes> board_minute{};

    // ---- rows waiting for the writer (rows.cpp) ----
    struct Pending {
        std::map<ContactId, store::ContactRecord> contacts;  // copied when written or when over
        std::vector<store::ExplainRow> explains;
        std::vector<db::Fact> facts;
        std::vector<std::function<void(db::Tx&)>> jobs;
        bool empty() const {
            return contacts.empty() && explains.empty() && facts.empty() && jobs.empty();
        }
        std::size_t size() const {
            return contacts.size() + explains.size() + facts.size() + jobs.size();
        }
    } pending;
    std::set<ContactId> dirty, dirty_late;
    bool flushing = false, flush_asked = false, late_asked = false;
    std::atomic<std::int64_t> not_saved{0};
    std::string save_fault;
    std::int64_t dropped = 0, told_not_saved = 0;  // dropped: over pending_max, gone for good
    bool beat_waiting = false;
    void touch(ContactId id);       // a restart needs it: written with the next batch, in 20 ms
    void touch_late(ContactId id);  // a restart can do without: with the next touch, or in 1 s
    void gather_rows();
    void later(std::function<void(db::Tx&)> job);
    void fact(std::string kind, std::int64_t subject, PersonId actor, std::string data = "{}");
    void ask_flush(Ms after = Ms{20});
    void flush();
    void flushed(Pending batch, const Result<>& result);
    void count_not_saved(bool saved);

    // ---- life of a contact (floor.cpp) ----
    LiveContact* find(ContactId id);
    LiveAgent* agent(PersonId id);
    void apply(const CallEvent& event);
    void to_line(routing::Event event) { line.post(std::move(event)); }
    void maybe_done(ContactId id);
    store::ContactRecord task_of(const LiveContact& c, bool voicemail, std::string reason);
    LiveContact& add_task(const LiveContact& from, const store::ContactRecord& task);
    void make_task(ContactId from, bool voicemail, std::string reason);
    void ask_task(const AskedTask& asked);
    // ---- tasks about orders (floor_asked.cpp) ----
    std::multimap<std::string, ContactId> order_tasks;  // that are not over, by number
    void keep_until(LiveContact& task, Time until);
    void withdraw_task(ContactId id);
    void swallow(const std::string& number, LiveContact& by, bool talks);
    void cancel_dial(LiveContact& task);
    void task_over(const LiveContact& c);
    void buyer_talks(const LiveContact& talk);
    void queue_task(const store::ContactRecord& row);
    void tell_task(const LiveContact& task);
    // What lists show of each open task, as desks were told it last (floor_tasks.cpp).
    std::map<ContactId, std::string> told_tasks;
    void tell_tasks(const std::map<ContactId, store::ContactRecord>& written);
    void task_to_line(ContactId id);
    void task_due(ContactId id);
    void promise_call_back(const LiveContact& task);

    // ---- quality of the line (floor_quality.cpp) ----
    struct LineMeters {
        LineMeter buyer, agent;
        LegId agent_leg;
    };
    std::map<ContactId, LineMeters> lines;  // of talks
    void read_lines();
    void line_read(ContactId id, LegId agent, const media::LegStats& from_buyer,
                   const media::LegStats& from_agent);
    void tell_line(ContactId id, const char* side, LineFault fault);
    void keep_line(ContactId id);

    // ---- lost calls (floor_lost.cpp) ----
    std::map<std::string, std::int64_t> identities;  // number -> the buyer in the line (A26, A27)
    std::int64_t identity_of(const LiveContact& c);
    void note_lost(const Call& call, const LiveContact& live);
    void becomes_call(LiveContact& live);
    void rings_again(LiveContact& task);
    ContactId over_for(const LiveAgent& a, const routing::AgentChanged& e) const;
    void wrap_up_over(ContactId id, PersonId person, Time now);
    // Call-backs that are not done, by number: every answer asks for them, among thousands.
    std::multimap<std::string, ContactId> callbacks;
    void index_callback(const store::ContactRecord& task);
    void forget_callback(const store::ContactRecord& task);
    LiveContact* callback_of(const LiveContact& c);
    void join_callback(LiveContact& task, const LiveContact& again);
    void number_reached(const LiveContact& talk, PersonId by);
    void close_callback(ContactId id);
    bool try_again(LiveContact& task, const std::string& disposition);
    void wait_again(LiveContact& task);
    void keep_humane(ContactId id);
    void work_task(PersonId person, Ms each);
    void task_served(const LiveContact& task, const std::string& disposition);
    flows::HoursState hours_now(ShopId shop) const;
    void hours_changed();
    void turn_away(LiveContact& c, const flows::HoursState& hours, flows::AfterHours what);
    QueueId queue_for(const std::string& to_user) const;
    Visit visit_of(const LiveContact& c) const;
    /// The visit as known now, whole: "visit.entered", "visit.exited", "visit.done" (facts.cpp).
    void visit_fact(const char* step, const store::ContactRecord& row,
                    std::span<const spans::Row> talks = {},
                    std::span<const spans::Beside> beside = {});

    // ---- commands of the calls core (floor_voice.cpp) ----
    void run(const PlayTo& c);
    void run(const StopPlay& c);
    void run(const RingAgent& c);
    void run(const StopRinging& c);
    void run(const BridgeLegs& c);
    void run(const UnbridgeLeg& c);
    void run(const DropLeg& c);
    void run(const HoldBuyer& c);
    void run(const StartRecord& c);
    void run(const RecordLegs& c);
    void run(const PauseRecord& c);
    void run(const StopRecord& c);
    void run(const EraseRecord& c);
    void run(const ToLine& c);
    void run(const SetTimer& c);
    void run(const MakeTask& c);
    void run(const AskCallback& c);
    void run(const AskTimes& c);
    void run(const AskChat& c);  // floor_chat_link.cpp
    void run(const BookTime& c);
    void run(const Changed& c);
    void run(const Ended& c);

    // ---- flows (floor_flow.cpp) ----
    void run(const FlowDo& c);
    bool draw_flow(const LiveContact& c, BuyerArrived& arrived) const;
    void flow_caller(const LiveContact& c);
    flows::RunFacts run_facts(const LiveContact& c) const;
    Result<> send_to_flow(ContactId id, flows::FlowId flow);
    void leaves_for(ContactId id, std::shared_ptr<const flows::Script> flow, bool after_talk);
    void she_hangs_up(ContactId id);
    void flow_words(ContactId id, const flows::Speak& speak);
    void flow_order(ContactId id, const flows::AskOrder& ask);
    void flow_act(ContactId id, const flows::ActOnOrder& act);
    void flow_noted(ContactId id);
    void rated(LiveContact& live, const flows::FlowRecord& flow);
    void flow_told(ContactId id, flows::FlowEvent event);  // any thread
    bool lookup_allowed(const std::string& number);
    std::map<std::string, std::vector<Time>> lookups;  // by the caller's number, of the last hour

    // ---- call-backs at a time (floor_times.cpp) ----
    std::map<ContactId, Time> booked_until;  // tasks that hold a place, and when their slot ends
    using BookDone = std::function<void(const Result<callbacks::Booking>&)>;
    void book(LiveContact about, Time from, PersonId by, BookDone done);
    void booked(const LiveContact& about, const store::ContactRecord& task,
                const callbacks::Booking& place);
    void free_times(ShopId shop, QueueId queue,
                    std::function<void(std::vector<flows::CallTime>)> done);
    void tell_times(ContactId id, bool gone);
    void say_times(ContactId id, const std::vector<flows::CallTime>& times, bool gone);
    void no_times(ContactId id);
    void rest_booked(ContactId id);
    void place_over(ContactId id);
    void flow_times(ContactId id, std::uint32_t serial, QueueId queue);
    void flow_books(ContactId id, const flows::BookTime& book);
    bool offers_times(const LiveContact& c) const;
    Result<> may_call_back(const std::string& number, ShopId shop) const;
    bool can_call_back(const LiveContact& c) const;
    void offer_callback(ContactId id);
    void offer_chat(ContactId id);

    // ---- more than two in a call (floor_talk.cpp, floor_supervise.cpp) ----
    std::map<ContactId, ContactId> asked;  // the line's name of a colleague's part -> the contact
    std::set<std::int64_t> unseen_shops;   // whose operators do not see who listens
    void run(const SeatLegs& c);
    void run(const RecordVoices& c);
    void run(const RingColleague& c);
    void run(const Released& c);
    void run(const Part& c);
    void keep_parts(const Call& call, LiveContact& live);
    parts::Row ended_part(const Part& c);
    ContactId whole(ContactId id) const;  // of a part
    void offer_part(const routing::OfferContact& o, ContactId contact);
    void part_cancelled(const routing::CancelOffer& o, ContactId contact);
    bool company_leg_gone(ContactId id, LegId leg, routing::OfferFailure cause);
    bool company_answered(const Call& call, LegId leg);
    Result<> may_be_called(PersonId by, PersonId person) const;
    Result<> may_be_asked(PersonId by, const TransferIn& in) const;
    Result<> talk(PersonId who, ContactId id, const std::string& verb, const TransferIn& in,
                  LegId second = {});
    std::optional<Result<>> act_beside(PersonId person, const Call& call, const std::string& verb);
    CardSource card_for(PersonId person, ContactId id) const;
    void push_card_to(PersonId person, ContactId id, const char* type);
    std::vector<TalkParty> parties_of(const Call& call) const;
    std::vector<TalkWatcher> watchers_of(const Call& call) const;
    /// `shops`: of the queues told; empty = all.
    TransferTargets transfer_targets(PersonId who, const std::set<std::int64_t>& shops) const;
    LiveCalls live_calls(const http::Principal& who) const;
    bool in_department(const http::Principal& who, PersonId person) const;
    Result<PersonId> operator_of(const http::Principal& who, ContactId id) const;
    Result<> supervise(const http::Principal& who, ContactId id, const std::string& mode);
    static bool operators_see(db::Conn& conn, ContactId id);

    // ---- spans of the talk (floor_spans.cpp) ----
    void run(const SpanChanged& c);
    void keep_span(const spans::Row& row);
    void spoke(const LiveContact& live, PersonId person);
    void span_wrapped(LiveContact& live, PersonId person, Time now);

    // ---- recordings (floor_record.cpp) ----
    RecordPlan record_plan(const LiveContact& c) const;
    void mark(LiveContact& live, const std::string& what, bool on, PersonId person);
    void note_marks(const Call& call, LiveContact& live);
    void mark_part(const Part& part);

    // ---- facts from SIP, media, browsers (floor_voice.cpp) ----
    void on_incoming(const sip::Incoming& in);
    void arrive(const sip::Incoming& in, std::string answer_sdp);
    struct WebCall {
        std::int64_t conn;
        LegId leg;
        std::string sdp, name, phone;
        ShopId shop;
    };
    void arrive_web(const WebCall& call);
    void start_call(LiveContact contact, LegId leg);
    void identify(ContactId id);
    void identified(LiveContact& live, const customers::Caller& found);
    void phone_answered(LegId leg, const std::string& sdp);
    void leg_ended(LegId leg, sip::EndCause cause);
    void leg_lost(LegId leg);
    void leg_hushed(LegId leg, bool on);
    void leg_connected(LegId leg);
    void browser_offer(const BrowserPhone& from, std::string sdp);
    void browser_offered(LegId leg, const BrowserPhone& from);
    void browser_close(const BrowserPhone& from);
    void browser_replaced(LegId leg, const BrowserPhone& by);
    void tell_phone(const BrowserPhone& to, const char* type, PhoneWord word);
    void browser_gone(PersonId person, LegId leg, const char* why);
    void web_message(std::int64_t conn, std::string_view text);
    void web_closed(std::int64_t conn);
    void check_leg(PersonId person,
                   LegId leg);  // her desk's socket closed: does her voice still come?
    void web_state(const LiveContact& c);
    void set_sip_reachable(const std::string& endpoint, bool reachable);
    void recorded(RecordingId id, std::int64_t duration_ms, std::string sha256, bool failed);

    // ---- calling out (floor_out.cpp) ----
    struct OutLeg {
        ContactId contact;
        trunks::TrunkId trunk;
        std::int64_t note = 0;  // its row
        Time at{};
        bool early = false, rang = false, answered = false;
        bool outside = false;  // no buyer's: somebody she asked, or he was sent to
        bool hers = false;     // an operator's own phone outside
    };
    std::map<LegId, OutLeg> out_legs;                    // buyers' legs that we invited
    std::map<ContactId, std::vector<trunks::Way>> ways;  // of calls that are on their way
    std::map<LegId, std::function<void(trunks::TestStep)>> test_legs;
    struct Plan {  // all that a call needs, checked
        std::string number, code;
        ShopId shop;
        QueueId queue;
        std::optional<std::string> country;
        trunks::Quiet quiet;
        std::vector<trunks::Way> ways;
    };
    Result<Plan> plan_call(PersonId by, const DialTarget& to) const;
    Result<> plan_ways(Plan& plan, const std::string& number) const;
    // ---- numbers outside (floor_outside.cpp) ----
    struct OutsideWay {
        ContactId contact;
        trunks::Way way;
    };
    std::map<LegId, OutsideWay> outside_ways;  // planned, not yet rung
    std::map<ContactId, std::pair<ContactId, std::string>> outside_numbers;  // by the part's name
    void run(const InviteOutside& c);
    void invite_way(LegId leg, const OutLeg& out, const trunks::Way& way);
    Result<std::vector<LegId>> plan_outside(ContactId id, ContactId line,
                                            const std::string& number);
    Result<> talk_outside(ContactId id, bool asks, const TransferIn& in, LegId second = {});
    void flow_dials(ContactId id, const flows::Dial& dial);
    void forget_outside(ContactId id);
    // ---- operators' phones, also outside and in mid-call (floor_phones.cpp) ----
    std::set<LegId> key_legs;  // answered outside; a person presses 1, a voicemail does not
    void ring_phone(LegId leg, const LiveAgent& a, LiveContact& live, bool outside);
    bool reachable(const LiveAgent& a) const;
    bool there(const LiveAgent& a, Device device) const;
    Device device_now(const LiveAgent& a) const;
    std::optional<Device> second_now(const LiveAgent& a) const;
    RingingPhone ringing_phone(const LiveAgent& a, Device device, ContactId contact);
    void answered_outside(LegId leg, const std::string& sdp);
    bool taken_by_key(LegId leg, char key);
    std::string language_at(LegId leg) const;
    void leg_taken(LegId leg);
    void key_pressed(LegId leg, char key);
    void run(const RingMove& c);
    Result<> move_call(PersonId person, ContactId id, const std::string& to);
    Result<LegId> phone_for_call(const LiveAgent& a) const;  // none: her SIP phone is rung
    Result<> free_to_call(PersonId by, const DialTarget& to) const;
    Result<ContactId> dial(PersonId by, const DialTarget& to, const DialIn& in, LegId own = {});
    ContactId new_out_contact(PersonId by, const DialTarget& to, const Plan& plan);
    bool take_task(PersonId by, LiveContact& task);  // true: it was in her hands
    QueueId queue_of_hers(PersonId by, ShopId shop) const;
    void run(const InviteBuyer& c);
    bool out_progress(LegId leg, int status, const std::string& sdp);
    bool out_answered(LegId leg, const std::string& sdp);
    bool out_ended(LegId leg, sip::EndCause cause, int status);
    void changed_out(const Call& call, LiveContact& live);
    void note_outcome(const Call& call, LiveContact& live);
    void left_unattended(LiveContact& live);
    void test_over(LegId leg, bool ok, std::string code, int status = 0);

    // ---- calls that operators' SIP phones make by themselves (phone_dial.cpp) ----
    struct OwnCall {
        PersonId person;
        std::string number, sdp;
        int refused = 0;        // it hears why, then is told so
        bool asks_key = false;  // she presses 1 to call all the same
        bool answered = false;
    };
    std::map<LegId, OwnCall> own_calls;  // until they are answered, and talk or are over
    void phone_dials(const sip::Incoming& in, std::string sdp);
    void answer_own(const Call& call);
    bool own_call_played(LegId leg, const std::string& token);
    bool own_call_key(LegId leg, char key);
    void drop_own(LegId leg, int status);
    int own_call_status(LegId leg) const;

    std::shared_ptr<PromptTakes> takes;  // prompts recorded by phone (take_floor.hpp)
    std::shared_ptr<Chats> chats;        // in the same line (floor_chats.hpp)

    // ---- commands of the router (floor_line.cpp) ----
    void perform(Time now, const routing::OfferContact&) override;
    void perform(Time now, const routing::CancelOffer&) override;
    void perform(Time now, const routing::LeaveQueue&) override;
    void perform(Time now, const routing::AgentChanged&) override;
    void perform(Time now, const routing::Explain&) override;
    void perform(Time now, const routing::Record&) override;
    void announce(Time now, const routing::Announce&) override;
    void take_step(Time now, const routing::TakeStep&) override;
    void note_record(const routing::Record& record);
    void configure(const QueueSettings& queue);
    void remove_queue(QueueId gone, QueueId instead);  // floor_queues.cpp
    int waiting_in(QueueId queue) const;
    void update_reachable(LiveAgent& a);
    Result<AgentView> choose(PersonId person, const std::string& state, const std::string& reason);

    // ---- what the desk asks and sees (floor_desk.cpp) ----
    AgentView view_of(const LiveAgent& a) const;
    void push_agent(const LiveAgent& a);
    void push_card(ContactId id, const char* type);
    std::vector<PersonId> holders(const LiveContact& c) const;
    CardSource card_source(ContactId id) const;
    LineSnapshot snapshot_now();
    Result<ProspectsView> prospects(const http::Principal& who, ContactId id) const;
    void board_tick();
    void hub_message(const http::Principal& who, std::string_view type, std::string_view data);
    Result<> act(PersonId person, ContactId id, const std::string& verb, const std::string& text);
    static void task_rings_no_more(LiveContact& task, PersonId person);
    Result<> finish_wrap_up(PersonId person, ContactId id, const WrapUpIn& in);
    Result<Time> more_time(PersonId person, ContactId id);
    std::optional<ContactId> current_of(PersonId person) const;
    Result<> with_contact(PersonId person, ContactId id) const;

    void beat();                 // server_run.beat_at every 5 s: when did we die?
    Recovery recover(Time now);  // rows.cpp; called before the loops carry traffic
    std::atomic<bool> started{false};

    /// Runs on the floor and waits (bounded): for HTTP workers only.
    template <class T>
    Result<T> ask(std::function<Result<T>()> fn);

    // (person, contact, customer) of live contacts, for the visibility rule; guarded for HTTP
    // workers.
    mutable std::mutex visible_mutex;
    std::map<PersonId, std::pair<ContactId, std::set<CustomerId>>> visible;
    void set_visible(PersonId person, ContactId id);
    void clear_visible(PersonId person);
};

/// The data of a visit's fact: ids, codes and numbers only. `queue` adds the limits of its day.
/// `talks`: who talked, once it is done; each has her own share of the handle time, as who talked
/// `beside` her in three-ways.
std::string visit_data(const store::ContactRecord& row, Time at, const QueueSettings* queue,
                       std::span<const spans::Row> talks = {},
                       std::span<const spans::Beside> beside = {});
/// The data of "rating.asked": of whose talk in which queue; without a score he did not answer.
std::string rating_data(const store::ContactRecord& row, Time at, PersonId agent, QueueId queue,
                        std::optional<int> score);
/// A call-back or voicemail as lists show it; state open, taken or done.
Task task_view(const store::ContactRecord& row);
/// The data of "task.over".
std::string over_data(OrderId order, std::string_view how);
ContactCard build_card(const CardSource& source, const Deps& deps);
std::string_view name(routing::Exit exit);
std::string_view name(routing::AgentState state);

}  // namespace ol::calls
