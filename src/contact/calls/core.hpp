#pragma once
// The life of a call, decided without a clock, sockets or locks (style Y1): handle(now, event) ->
// commands. The floor's shell (floor.cpp) turns SIP, media, desk and router facts into events and
// performs the commands.
//
//   in_flow -> greeting, or wherever it leads
//   greeting -> waiting -> offered -> talking -> ended          voicemail: left the line, or came
//   to
//                  ^          |          |                      a closed shop: leaves a message
//                  +- refused-+          +-> interrupted        closing: hears a last sentence
//   dialling (core_out.cpp): she calls out; then talking, or ended with an outcome
//   interrupted: her leg vanished; 15 s, then head of the line
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "contact/flows/flows.hpp"
#include "contact/routing/routing.hpp"
#include "contact/trunks/trunks.hpp"

namespace ol::calls {

enum class CallState {
    in_flow,  // walks through a drawn flow (contact/flows) before the line
    greeting,
    waiting,
    offered,
    talking,
    interrupted,
    voicemail,
    closing,
    ended,
    dialling,
    passing,  // rings at an outside number, without an operator (core_outside.cpp)
    passed    // talks there
};
enum class PhoneKind { browser, sip };
enum class HangUpBy { none, buyer, operator_, system };
enum class Missed { voicemail, callback };  // the shop's setting for a call nobody took

constexpr Ms interrupted_max{15000};  // issue 2: a lost browser leg keeps its bridge for 15 s
constexpr Ms voicemail_max{120000};
constexpr Ms outside_rings{40000};    // a number outside that is asked, or that he is sent to
constexpr Ms wanted_held{20000};      // for whom a flow asked by name; then whoever is free
constexpr Ms buyer_waits_max{20000};  // he was called first and answered: until she lifts her phone

/// What the rules of recording (contact/recordings) say of a call.
struct RecordPlan {
    bool start = true;       // from the first word
    bool on_demand = false;  // not now, but her key begins it
    bool announce = false;   // he hears it before
};

// ---- events ----
struct BuyerArrived {
    ContactId contact;
    LegId leg;
    QueueId queue;
    bool greeting = true;
    bool record = true;
    RecordPlan plan;
    Missed missed = Missed::callback;
    bool number_known = true;
    bool callable = true;  // and we may dial it: he can be promised a call-back
    Ms ring_cadence{5000};
    std::optional<flows::AfterHours> closed;    // set: the shop is closed, and this is done then
    std::shared_ptr<const flows::Script> flow;  // set: he meets this first
    flows::RunFacts facts;
};
struct PromptPlayed {
    LegId leg;
    std::string token;
};
/// How his leg ended: he hung up; it fell silent or its session died; it was never confirmed.
enum class Gone { hung_up, vanished, never_there };
struct BuyerGone {
    LegId leg;
    Gone how = Gone::hung_up;
};
/// A phone that rings for a call, or that talks. A browser's may be without a leg for now.
struct RingingPhone {
    PersonId agent;
    PhoneKind phone = PhoneKind::browser;
    LegId leg;
    bool outside = false;  // a number outside, answered by key
};
struct OfferGiven {
    ContactId contact;
    PersonId agent;
    PhoneKind phone = PhoneKind::browser;
    LegId agent_leg;
    bool outside = false;
    std::optional<RingingPhone> second;  // her second device (core_devices.cpp)
};
struct OfferTaken {
    ContactId contact;
    PersonId agent;
};  // the router took the offer back
struct AgentRinging {
    ContactId contact;
};  // one of the phones
/// `leg`: at which of her devices; none = at her desk, by her browser.
struct AgentAnswered {
    ContactId contact;
    PersonId agent;
    LegId leg = {};
};
/// `leg`: this device of hers only, another one rings on; none = she herself.
struct AgentRefused {
    ContactId contact;
    PersonId agent;
    routing::OfferFailure cause = routing::OfferFailure::declined;
    LegId leg = {};
};
struct AgentHungUp {
    ContactId contact;
};
struct AgentLegLost {
    PersonId agent;
    LegId leg;
};
struct AgentLegBack {
    PersonId agent;
    LegId leg;
};
/// Her phone is not heard any more, or is again: dead air for the buyer, long before it is lost.
struct AgentHushed {
    PersonId agent;
    LegId leg;
    bool on = true;
};
struct Hold {
    ContactId contact;
    bool on = true;
};  // by the operator
struct BuyerHeld {
    LegId leg;
    bool on = true;
};  // a re-INVITE put us on hold
struct EraseRecording {
    ContactId contact;
};
struct PauseRecording {
    ContactId contact;
    bool on = true;
};
/// Recording (core_record.cpp): the rules looked at anew, as its queue may be another; her key.
struct RecordPlanned {
    ContactId contact;
    RecordPlan plan;
};
struct BeginRecording {
    ContactId contact;
};
struct LineLeft {
    ContactId contact;
    routing::Exit exit = routing::Exit::timeout;
};
struct CallTimer {
    ContactId contact;
    std::uint32_t token = 0;
};
/// The line has something to say to who waits (A24, A25): never while a phone rings for him.
struct SayToWaiting {
    ContactId contact;
    std::vector<std::string> prompts;
    bool callback_offered = false;  // from now on key 1 asks for a call-back (A26)
    bool times_offered = false;     // and key 2 for the times at which he can be called
    bool chat_offered = false;      // and key 9 for a link to the shop's chat, by SMS
};
/// The answer to AskChat. `sent`: it is on its way, and he leaves the line for it.
struct ChatSent {
    ContactId contact;
    bool sent = false;
};
/// The answer to AskTimes, and to a BookTime that came too late.
struct TimesTold {
    ContactId contact;
    std::vector<std::string> prompts;
    int times = 0;  // so many are told in these words, by keys 2 and on; 0: there is none
};
/// His time is booked, the task is there: he leaves the line.
struct TimeTaken {
    ContactId contact;
};
/// An overflow step that ends the waiting in its own way; LineLeft follows.
struct StepTaken {
    ContactId contact;
    routing::StepAction action = routing::StepAction::voicemail;
    ContactId line;  // external: its part, and a leg for each way there
    std::vector<LegId> legs;
};
struct KeyPressed {
    LegId leg;
    char key = '0';
};

// calling out (core_out.cpp)
/// She calls out: by the ways in order, a leg for each. A SIP phone of hers is rung first, or, when
/// `buyer_first`, once the buyer has answered; `her_leg_up`: she dialled on it, it is there
/// already.
struct DialAsked {
    ContactId contact;
    PersonId agent;
    PhoneKind phone = PhoneKind::browser;
    LegId agent_leg;
    QueueId queue;
    std::vector<LegId> legs;
    bool record = true;
    RecordPlan plan;
    bool in_hand = false;  // a task that she has taken already; else the line is told now
    Ms her_ring_max{30000}, ring_max{60000};
    bool buyer_first = false, her_leg_up = false;
};
struct BuyerRings {
    LegId leg;
    bool early_media = false;  // his side's own sound comes before the answer
};
struct BuyerAnswered {
    LegId leg;
};
struct BuyerFailed {
    LegId leg;
    sip::EndCause cause = sip::EndCause::failed;
    int status = 0;
};
// ---- events: more than two in a call (core_talk.cpp) ----
enum class PartyState { waiting, ringing, consulting, joined };
enum class WatchMode { listen, whisper, join };
/// The operator asks a colleague, or anybody of a queue. `line`: the line's name for that part.
struct Consult {
    ContactId contact, line;
    PersonId by, agent;  // agent or queue
    QueueId queue;
    bool joins = false;  // three-way as soon as she answers; the buyer is not left alone meanwhile
    bool keep_age = true;
    std::int64_t identity = 0;
    LegId second;  // she asks by a second line of her own phone; the first has the buyer
};
struct ColleagueOffered {
    ContactId line;
    PersonId agent;
    PhoneKind phone = PhoneKind::browser;
    LegId leg;
};
struct ColleagueAnswered {
    ContactId line;
};
struct ColleagueRefused {
    ContactId line;
    routing::OfferFailure cause = routing::OfferFailure::declined;
};
/// The line took her offer back, or gave up.
struct ColleagueTaken {
    ContactId line;
    PersonId agent;
    routing::OfferFailure cause = routing::OfferFailure::no_answer;
};
struct ColleagueLineLeft {
    ContactId line;
};
struct ColleagueGone {
    ContactId line;
};  // hung up, or her leg vanished
struct Swap {
    ContactId contact;
};
/// The second line of her phone is held by her, or is taken up again.
struct SecondHeld {
    ContactId contact;
    bool on = true;
};
struct JoinAll {
    ContactId contact;
};  // the consulted colleague and the buyer hear each other
struct CancelConsult {
    ContactId contact;
};
/// Attended: the buyer is hers now; the operator is free.
struct HandOver {
    ContactId contact;
    std::int64_t identity = 0;
};
struct BlindTransfer {
    ContactId contact;
    PersonId agent;  // agent or queue
    QueueId queue;
    bool keep_age = true;
    std::int64_t identity = 0;
};
struct Supervise {
    ContactId contact;
    PersonId person;
    PhoneKind phone = PhoneKind::browser;
    LegId leg;
    WatchMode mode = WatchMode::listen;
};
struct WatcherUp {
    ContactId contact;
    PersonId person;
};  // her SIP phone was answered
struct StopSupervising {
    PersonId person;
};
struct TakeOver {
    ContactId contact;
    PersonId person;
    PhoneKind phone = PhoneKind::browser;
    LegId leg;
};

// ---- events: numbers outside (core_outside.cpp) ----
/// The operator asks somebody outside. `legs`: one for each trunk to try, in order.
struct ConsultOutside {
    ContactId contact, line;
    PersonId by;
    std::vector<LegId> legs;
    bool joins = false;
    LegId second;  // as Consult's
};
/// The buyer is sent to a number outside: by the operator, or by his flow's step `serial`.
struct SendOutside {
    ContactId contact, line;
    std::vector<LegId> legs;
    std::uint32_t serial = 0;
};
struct OutsideRings {
    LegId leg;
};
/// Her live call goes to another phone of hers. `leg`: a browser's is up already, others are rung.
struct MoveAsked {
    ContactId contact;
    PersonId agent;
    PhoneKind phone = PhoneKind::sip;
    LegId leg;
    bool outside = false;
};
struct MoveAnswered {
    ContactId contact;
    LegId leg;
};
struct MoveFailed {
    ContactId contact;
    LegId leg;
};
struct OutsideAnswered {
    LegId leg;
};
/// It could not be reached, or has hung up.
struct OutsideGone {
    LegId leg;
    sip::EndCause cause = sip::EndCause::normal;
    int status = 0;
};

/// An answer from outside that his flow waits for.
struct FlowTold {
    ContactId contact;
    flows::FlowEvent event;
};
/// The buyer leaves her for a drawn flow. `after_talk`: she hung up, and her queue asks him how it
/// was; else she sends him there.
struct SendToFlow {
    ContactId contact;
    std::shared_ptr<const flows::Script> flow;
    flows::RunFacts facts;
    bool after_talk = false;
};

using CallEvent =
    std::variant<BuyerArrived, PromptPlayed, BuyerGone, OfferGiven, OfferTaken, AgentRinging,
                 AgentAnswered, AgentRefused, AgentHungUp, AgentLegLost, AgentLegBack, AgentHushed,
                 Hold, BuyerHeld, EraseRecording, PauseRecording, LineLeft, CallTimer, SayToWaiting,
                 ChatSent, TimesTold, TimeTaken, StepTaken, KeyPressed, DialAsked, BuyerRings,
                 BuyerAnswered, BuyerFailed, Consult, ColleagueOffered, ColleagueAnswered,
                 ColleagueRefused, ColleagueTaken, ColleagueLineLeft, ColleagueGone, Swap, JoinAll,
                 CancelConsult, HandOver, BlindTransfer, Supervise, WatcherUp, StopSupervising,
                 TakeOver, ConsultOutside, SendOutside, OutsideRings, OutsideAnswered, OutsideGone,
                 MoveAsked, MoveAnswered, MoveFailed, FlowTold, RecordPlanned, BeginRecording,
                 SendToFlow, SecondHeld>;

// ---- commands ----
struct PlayTo {
    LegId leg;
    std::vector<std::string> prompts;
    bool loop = false;
    std::string token;
};
struct StopPlay {
    LegId leg;
};
struct RingAgent {
    ContactId contact;
    PersonId agent;
    PhoneKind phone = PhoneKind::browser;
    LegId leg;
    bool outside = false;
    bool second = false;  // her second device: her desk has heard of it already
};
/// `cause` lost_race: somebody, or she herself elsewhere, has taken the call.
struct StopRinging {
    ContactId contact;
    PersonId agent;
    PhoneKind phone = PhoneKind::browser;
    LegId leg;
    routing::OfferFailure cause{};
};
struct BridgeLegs {
    LegId buyer, agent;
};
struct UnbridgeLeg {
    LegId leg;
};
struct DropLeg {
    LegId leg;
};  // BYE and close its media; never a nailed-up browser leg
struct HoldBuyer {
    LegId leg;
    bool on = true;
};  // re-INVITE sendonly / sendrecv where the leg is SIP
struct StartRecord {
    ContactId contact;
    LegId buyer, agent;
    bool voicemail = false;
};
struct RecordLegs {
    ContactId contact;
    LegId buyer, agent;
};
struct PauseRecord {
    ContactId contact;
    bool on = true;
};
struct StopRecord {
    ContactId contact;
};
struct EraseRecord {
    ContactId contact;
};
struct ToLine {
    routing::Event event;
};
struct SetTimer {
    ContactId contact;
    std::uint32_t token = 0;
    Time at{};
};
struct MakeTask {
    ContactId contact;
    bool voicemail = false;
};  // call-back or voicemail task with this call's place
struct AskCallback {
    ContactId contact;
};  // he chose to be called back: his place goes on as a task
struct AskTimes {
    ContactId contact;
};  // he wants to hear the times at which he can be called
struct AskChat {
    ContactId contact;
};  // he wants to write instead: a link to his number
struct BookTime {
    ContactId contact;
    int which = 0;  // of those told last, from 0
};
struct Changed {
    ContactId contact;
};  // cards and rows: the shell reads call()
struct Ended {
    ContactId contact;
};

// calling out
struct InviteBuyer {
    ContactId contact;
    LegId leg;
    std::size_t way = 0;  // index of the asked-for legs
};
// ---- commands: more than two in a call ----
/// One leg's seat: whom it hears (media::Seat).
struct Seating {
    LegId leg;
    std::vector<LegId> hears;
    friend bool operator==(const Seating&, const Seating&) = default;
};
struct SeatLegs {
    std::vector<Seating> seats;
};
struct RecordVoices {
    ContactId contact;
    LegId buyer;
    std::vector<LegId> said;  // all that is said to the buyer; never a whisper
};
struct RingColleague {
    ContactId contact;
    PersonId agent;
    PhoneKind phone = PhoneKind::browser;
    LegId leg;
    bool watches = false;  // her own phone, to listen with
};
/// Her part of the call is over and her wrap-up begins; the call goes on without her.
struct Released {
    ContactId contact;
    PersonId agent;
};
/// For the history: who did what, from when to when. `what`: talk, consult, conference, transfer,
/// swap, listen, whisper, join, take_over, and "<what>_failed".
struct Part {
    ContactId contact;
    std::string what;
    PersonId person, by;
    QueueId queue;
    Time from{}, to{};
};

/// How an operator's span of a talk ended; `open`: she has him.
enum class SpanEnd { open, buyer, operator_, lost, transfer, take_over, system };
/// A stretch in which one operator had the buyer: from the bridge until she left, whatever phone of
/// hers it went over. The talk of a contact is the list of these; between them he waited.
struct TalkSpan {
    PersonId agent;
    QueueId queue;
    Time from{}, to{};  // to: once it has ended
    Ms hold{0};         // within it; once it has ended
    SpanEnd ended = SpanEnd::open;
};
/// The last of Call::spans has begun, or ended.
struct SpanChanged {
    ContactId contact;
    TalkSpan span;
};

/// Another phone of hers rings for the call that she has.
struct RingMove {
    ContactId contact;
    PersonId agent;
    LegId leg;
    bool outside = false;
};
/// Rings a number outside by the way that was planned for this leg.
struct InviteOutside {
    ContactId contact;
    LegId leg;
};

/// What his flow wants done outside: words, questions, or that its record is looked at anew.
struct FlowDo {
    ContactId contact;
    flows::FlowCommand command;
};

using CallCommand =
    std::variant<PlayTo, StopPlay, RingAgent, StopRinging, BridgeLegs, UnbridgeLeg, DropLeg,
                 HoldBuyer, StartRecord, RecordLegs, PauseRecord, StopRecord, EraseRecord, ToLine,
                 SetTimer, MakeTask, AskCallback, AskTimes, AskChat, BookTime, Changed, Ended,
                 InviteBuyer, SeatLegs, RecordVoices, RingColleague, Released, Part, InviteOutside,
                 RingMove, FlowDo, SpanChanged>;

enum class DialStage { her_phone, trunk, ringing, early_media, buyer_waits, over };
BOOST_DESCRIBE_ENUM(DialStage, her_phone, trunk, ringing, early_media, buyer_waits, over)
/// What a call out has beside other calls.
struct Dialled {
    DialStage stage = DialStage::trunk;
    std::vector<LegId> legs;
    std::size_t tried = 0;
    bool in_hand = false;  // it continues a task of hers
    Ms ring_max{60000};
    std::optional<trunks::Outcome> outcome;
    int status = 0;  // of the last failure
    bool buyer_first = false;
    Time since{};  // this way was tried
};
/// A colleague's part in a call.
struct Party {
    ContactId line;
    PersonId agent;  // none while a queue looks for somebody
    PhoneKind phone = PhoneKind::browser;
    LegId leg;
    QueueId queue;  // asked for anybody of it
    PartyState state = PartyState::waiting;
    /// In the talk, but her browser leg is gone for now (a reload); it may come back.
    bool away() const {
        return !leg && (state == PartyState::consulting || state == PartyState::joined);
    }
    bool joins = false;
    Time since{};
    // A number outside: no agent, the line knows nothing of it; `leg` is the one that rings.
    bool outside = false, rang = false;
    std::vector<LegId> further;     // ways not yet tried
    std::uint32_t flow_serial = 0;  // the flow's step that waits for it
};
/// A supervisor beside a call.
struct Watcher {
    PersonId person;
    PhoneKind phone = PhoneKind::browser;
    LegId leg;
    WatchMode mode = WatchMode::listen;
    bool up = true;  // her phone is answered
    Time since{};
    /// Her browser leg is gone for now (a reload); it may come back.
    bool away() const { return !leg; }
};

struct Call {
    ContactId contact;
    LegId buyer;
    QueueId queue;
    CallState state = CallState::greeting;
    bool record = true, number_known = true, callable = true;
    Missed missed = Missed::callback;
    Ms ring_cadence{5000};
    std::optional<PersonId> agent;  // offered to, or talking
    PhoneKind phone = PhoneKind::browser;
    LegId agent_leg;
    bool agent_outside = false;         // `agent_leg` is a number outside
    std::vector<RingingPhone> others;   // ring beside `agent` (ring-all); the first answer wins
    std::vector<RingingPhone> seconds;  // second devices of those whose phones ring
    std::vector<PersonId> declined;     // at one of two devices; the other rings on
    Time arrived_at{}, queued_at{}, answered_at{}, ended_at{}, held_since{};
    Ms held{0};
    std::vector<TalkSpan> spans;  // in order; at most the last is open
    Ms held_before{0};            // `held` when the open one began
    bool hush_music = false;      // he hears music because she is not heard
    Time lost_at{};               // her leg vanished then; her span ends there if she stays away
    int rings = 0, attempt = 0;
    bool callback_offered = false;                 // key 1 asks for it while he waits
    bool times_offered = false, booked = false;    // key 2 asks for times; he has one
    bool chat_offered = false, chat_sent = false;  // key 9 asks for a link; he has it
    int times = 0;                                 // told last
    bool times_asked = false;                      // they are looked for, or one is being booked
    bool times_missed = false;                     // they came while a phone rang
    bool hears_times = false;                      // the line says nothing of its own meanwhile
    std::optional<routing::StepAction> leaves_by;  // the line's last step for him
    bool callback_owed = false;                    // a task is made when the call ends
    bool lost = false;                             // nobody of ours talked to the end with him
    bool ringing = false, held_by_agent = false, held_by_buyer = false, recording = false,
         recording_paused = false, recording_erased = false, answered_once = false,
         recording_waits = false;  // nobody of ours is with him: silence is written
    // ---- what his flow left him with (core_flow.cpp) ----
    int priority = 0;
    std::string skills;
    std::optional<PersonId> wanted;  // asked for by name
    std::uint32_t flow_alarm = 0;
    RecordPlan plan;
    bool told_recorded = false;      // he has heard that he is recorded
    bool served = false;             // got what he called for from the flow itself
    std::optional<Time> hung_up_at;  // she did; he is asked how it was
    // More than two (core_talk.cpp)
    std::vector<Party> parties;
    std::vector<Watcher> watchers;
    bool aside = false;     // the operator talks to her colleague, the buyer hears music
    LegId second_leg;       // her phone's second line, by which she talks aside
    bool arranged = false;  // seats are told one by one
    std::vector<Seating> seats;
    bool alone = false;                  // the buyer hears music
    std::optional<PersonId> comes_from;  // a blind transfer's, until somebody has it
    bool recalled = false, by_name = false;
    std::optional<RingingPhone> moving;  // rings at another phone of hers (core_move.cpp)
    ContactId way_line;                  // the line's last step sends him outside
    std::vector<LegId> ways_out;
    Ms ring_limit{25000};  // a colleague who is called by name
    std::string word;  // what came of the last thing she asked for: no_answer, declined, busy...
    HangUpBy hang_up_by = HangUpBy::none;
    routing::Exit exit = routing::Exit::abandoned;
    std::uint32_t timer = 0;  // the token of the only timer that counts

    std::optional<Dialled> dial;  // she called out

    /// Her phone in this call, whether it rings or talks.
    std::optional<RingingPhone> phone_of(PersonId person) const;
    std::optional<RingingPhone> phone_at(LegId leg) const;
    const RingingPhone* second_of(PersonId person) const;  // her second device, while both ring
    /// Which of her ringing devices is this browser; none = she answers at her telephone.
    std::optional<RingingPhone> browser_of(PersonId person) const;
    const Party* party_of(PersonId person) const;
    const Party* party_at(LegId leg) const;
    const Watcher* watcher_of(PersonId person) const;
    const Watcher* watcher_at(LegId leg) const;
    /// The one the operator asks or talks to aside.
    const Party* consulted() const;
};

/// All live calls of a centre. Deterministic; unknown ids are ignored (a late event of an ended
/// call).
class Core {
public:
    std::vector<CallCommand> handle(Time now, const CallEvent& event);
    const Call* call(ContactId contact) const;
    const Call* of_buyer(LegId leg) const;
    const Call* of_agent(PersonId agent) const;
    const Call* of_line(ContactId line) const;      // of a colleague's part
    const Call* of_watcher(PersonId person) const;  // whom she listens to
    std::vector<ContactId> all() const;
    const flows::Runner* flow_of(ContactId contact) const;  // while he is in it
    void forget(ContactId contact);                         // after Ended was performed

private:
    class Turn;
    std::map<ContactId, Call> calls_;
    std::map<LegId, ContactId> by_buyer_;
    std::map<PersonId, ContactId> by_agent_;
    std::map<ContactId, flows::Runner> flows_;
    std::map<ContactId, ContactId> by_line_;
    std::map<PersonId, ContactId> by_watcher_;
    std::map<LegId, ContactId> by_outside_;
};

std::string_view name(CallState state);
std::string_view name(SpanEnd how);
/// The words of a flow by the token of their play: "flow:7" is 7; anything else 0.
std::uint32_t flow_token(std::string_view token);
std::string_view name(PartyState state);
std::string_view name(WatchMode mode);
/// Who hears whom in a call as it stands. Pure; left out = hears and is heard by nobody.
std::vector<Seating> seats_of(const Call& call);

}  // namespace ol::calls
