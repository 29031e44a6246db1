#pragma once
// Private to the core: one event's turn. Its handlers are split by what the call is about: core.cpp
// the way from arrival to the end.
#include "contact/calls/core.hpp"

namespace ol::calls {

/// One event's work: the calls it may touch and the commands it gathers.
class Core::Turn {
public:
    Turn(Core& core, Time now) : core_(core), now_(now) {}
    std::vector<CallCommand> out;

    void operator()(const BuyerArrived& e);
    void operator()(const PromptPlayed& e);
    void operator()(const BuyerGone& e);
    void operator()(const OfferGiven& e);
    void operator()(const OfferTaken& e);
    void operator()(const AgentRinging& e);
    void operator()(const AgentAnswered& e);
    void operator()(const AgentRefused& e);
    void operator()(const AgentHungUp& e);
    void operator()(const AgentLegLost& e);
    void operator()(const AgentLegBack& e);
    void operator()(const AgentHushed& e);
    void operator()(const Hold& e);
    void operator()(const BuyerHeld& e);
    void operator()(const EraseRecording& e);
    void operator()(const PauseRecording& e);
    void operator()(const RecordPlanned& e);  // core_record.cpp
    void operator()(const BeginRecording& e);
    void operator()(const LineLeft& e);
    void operator()(const CallTimer& e);
    void operator()(const SayToWaiting& e);
    void operator()(const ChatSent& e);
    void operator()(const TimesTold& e);
    void operator()(const TimeTaken& e);
    void waiting_key(Call& c, char key);
    void operator()(const StepTaken& e);
    void operator()(const KeyPressed& e);
    void operator()(const DialAsked& e);  // core_out.cpp
    void operator()(const BuyerRings& e);
    void operator()(const BuyerAnswered& e);
    void operator()(const BuyerFailed& e);
    void operator()(const FlowTold& e);
    void operator()(const SendToFlow& e);  // core_flow.cpp
    // core_talk.cpp: more than two in a call
    void operator()(const Consult& e);
    void operator()(const ColleagueOffered& e);
    void operator()(const ColleagueAnswered& e);
    void operator()(const ColleagueRefused& e);
    void operator()(const ColleagueTaken& e);
    void operator()(const ColleagueLineLeft& e);
    void operator()(const ColleagueGone& e);
    void operator()(const Swap& e);
    void operator()(const SecondHeld& e);
    void operator()(const JoinAll& e);
    void operator()(const CancelConsult& e);
    void operator()(const HandOver& e);
    void operator()(const BlindTransfer& e);
    // core_supervise.cpp
    void operator()(const Supervise& e);
    void operator()(const WatcherUp& e);
    void operator()(const StopSupervising& e);
    void operator()(const TakeOver& e);
    // core_move.cpp
    void operator()(const MoveAsked& e);
    void operator()(const MoveAnswered& e);
    void operator()(const MoveFailed& e);
    // core_outside.cpp
    void operator()(const ConsultOutside& e);
    void operator()(const SendOutside& e);
    void operator()(const OutsideRings& e);
    void operator()(const OutsideAnswered& e);
    void operator()(const OutsideGone& e);

private:
    Core& core_;
    Time now_;

    Call* find(ContactId id) {
        auto it = core_.calls_.find(id);
        return it == core_.calls_.end() || it->second.state == CallState::ended ? nullptr
                                                                                : &it->second;
    }
    Call* find_buyer(LegId leg) {
        auto it = core_.by_buyer_.find(leg);
        return it == core_.by_buyer_.end() ? nullptr : find(it->second);
    }
    // ---- more than two (core_talk.cpp, core_supervise.cpp) ----
    Call* find_line(ContactId line) {
        auto it = core_.by_line_.find(line);
        return it == core_.by_line_.end() ? nullptr : find(it->second);
    }
    static Party* party(Call& c, ContactId line);
    static Party* party(Call& c, LegId leg);
    void arrange(Call& c);
    void make_alone(Call& c, bool alone);
    void unhold(Call& c);
    Time queued_at(const Call& c) const { return c.queued_at == Time{} ? now_ : c.queued_at; }
    void release_party(Call& c, ContactId line, bool line_knows);
    void party_lost(Call& c, ContactId line);
    bool release_away(Call& c);
    void watcher_lost(Call& c, PersonId person);
    void party_failed(Call& c, ContactId line, routing::OfferFailure cause, bool line_knows);
    void release_owner(Call& c, const char* what, SpanEnd how = SpanEnd::transfer);
    void hand_over(Call& c, ContactId line, std::int64_t identity, SpanEnd how);
    void one_line(Call& c);       // of two lines of her phone the one that she talks by stays
    void drop_second(Call& c);    // her second line ends
    void leave_company(Call& c);  // parties and watchers, at the end or when he goes to the line
    void call_by_name(Call& c, PersonId agent, std::int64_t identity);
    bool transfer_failed(Call& c);
    bool company_goes_on(Call& c, SpanEnd how);  // the operator left a three-way: the rest stay
    void move_leg(Call& c, PersonId person, LegId leg);
    void stop_watching(Call& c, PersonId person);
    void stop_watching(PersonId person);
    void moved(Call& c);
    void drop_moving(Call& c);
    // ---- numbers outside (core_outside.cpp) ----
    void ring_outside(Call& c, ContactId line, std::vector<LegId> legs, bool joins);
    void drop_outside(Call& c, const Party& p);
    void outside_failed(Call& c, Party& p, const OutsideGone& why);
    void outside_over(Call& c, ContactId line, std::string word);
    void pass_on(Call& c);
    void message_or_callback(Call& c);
    void part(const Call& c, std::string what, PersonId person, PersonId by, QueueId queue,
              Time from);
    Call* find_outside(LegId leg) {
        auto it = core_.by_outside_.find(leg);
        return it == core_.by_outside_.end() ? nullptr : find(it->second);
    }
    Call* find_agent(PersonId agent) {
        auto it = core_.by_agent_.find(agent);
        return it == core_.by_agent_.end() ? nullptr : find(it->second);
    }
    template <class C>
    void say(C command) {
        out.emplace_back(std::move(command));
    }

    void enter(Call& c, CallState state) {  // the one place that assigns the state
        c.state = state;
        c.ringing = state == CallState::offered && c.ringing;
        if (state != CallState::waiting && state != CallState::offered)
            c.hears_times = c.times_asked = c.times_missed = false;
        rest_recording(c);
        say(Changed{c.contact});
    }
    void end_hush(Call& c) {  // another phone, or another operator, is heard from now on
        if (std::exchange(c.hush_music, false)) say(StopPlay{c.buyer});
    }
    void set_timer(Call& c, Ms after) { say(SetTimer{c.contact, ++c.timer, now_ + after}); }
    void music(const Call& c) { say(PlayTo{c.buyer, {"music"}, true, "music"}); }
    void join_line(Call& c, bool at_head) {
        if (c.queued_at == Time{}) c.queued_at = now_;
        // The state first: the router may offer within the same turn of the floor.
        enter(c, CallState::waiting);
        music(c);
        // A buyer whose operator vanished goes first by at_head; his second visit's wait begins
        // now.
        const Time entered_at = at_head ? now_ : c.queued_at;
        routing::ContactQueued queued{
            c.contact, c.queue, routing::Channel::call, c.priority, entered_at, {}, at_head};
        if (!c.skills.empty()) queued.skills = {{Ms{0}, c.skills}};
        if (c.wanted && !at_head) {
            queued.preferred = {*c.wanted};
            queued.prefer_for = wanted_held;
        }
        say(ToLine{std::move(queued)});
    }
    /// The shop is closed: he hears so, and what was promised is written down when he has gone, so
    /// that the task knows who he is. Without a number a call-back would be an empty promise.
    void turn_away(Call& c, flows::AfterHours what) {
        c.exit = routing::Exit::closed;
        const bool no_number = what == flows::AfterHours::callback && !c.callable;
        if (what == flows::AfterHours::voicemail || no_number) {
            enter(c, CallState::voicemail);
            return say(PlayTo{c.buyer, {"closed_voicemail", "beep"}, false, "voicemail"});
        }
        c.callback_owed = what == flows::AfterHours::callback;
        enter(c, CallState::closing);
        say(PlayTo{c.buyer, {c.callback_owed ? "closed" : "closed_bye"}, false, "closing"});
    }
    // ---- spans of the talk (core_spans.cpp) ----
    void open_span(Call& c);
    void close_span(Call& c, SpanEnd how);
    void begin_recording(Call& c);  // core_record.cpp
    void rest_recording(Call& c);
    void stop_recording(Call& c);
    void told_of_recording(Call& c);
    // ---- flows (core_flow.cpp) ----
    void begin_flow(Call& c, std::shared_ptr<const flows::Script> script, flows::RunFacts facts);
    void flow_step(Call& c, const flows::FlowEvent& event);
    void flow_command(Call& c, const flows::FlowCommand& command);
    void leave_flow(Call& c, const flows::Leave& how);
    void flow_hung_up(Call& c);
    void take_first(Call& c, const RingingPhone& phone) {
        c.agent = phone.agent;
        c.phone = phone.phone;
        c.agent_leg = phone.leg;
        c.agent_outside = phone.outside;
    }
    // ---- two devices of one operator (core_devices.cpp) ----
    void swap_devices(Call& c, PersonId agent);
    void stop_second(Call& c, PersonId agent, routing::OfferFailure cause);
    bool settle_device(Call& c, const AgentAnswered& e);
    bool device_fails(Call& c, const AgentRefused& e);
    bool browser_away(Call& c, const AgentLegLost& e);
    /// She is asked no more; when others are, one of them stands first.
    void stop_ringing(Call& c, const RingingPhone& phone, routing::OfferFailure cause) {
        say(StopRinging{c.contact, phone.agent, phone.phone, phone.leg, cause});
        stop_second(c, phone.agent, cause);
        core_.by_agent_.erase(phone.agent);
        std::erase_if(c.others, [&](const auto& other) { return other.agent == phone.agent; });
        if (c.agent != phone.agent) return;
        if (c.others.empty()) {
            ++c.timer;
            c.agent.reset();
            c.agent_leg = LegId{};
            c.ringing = false;
            return;
        }
        take_first(c, c.others.front());
        c.others.erase(c.others.begin());
    }
    void stop_all(Call& c, routing::OfferFailure cause) {
        while (!c.others.empty()) stop_ringing(c, c.others.back(), cause);
        if (c.agent) stop_ringing(c, *c.phone_of(*c.agent), cause);
    }
    /// To the line again when no phone rings.
    void rest(Call& c) {
        if (c.agent) return say(Changed{c.contact});
        enter(c, CallState::waiting);
        if (std::exchange(c.times_missed, false)) say(AskTimes{c.contact});
    }
    // calling out (core_out.cpp)
    void next_way(Call& c);
    void end_dial(Call& c, trunks::Outcome outcome);
    void dial_timer(Call& c);
    Ms patience(const Call& c) const;
    void silent_way(Call& c);
    void buyer_waits(Call& c);
    void meet(Call& c);
    void leave_unattended(Call& c);
    void release_unattended(Call& c);
    void gives_up(Call& c);
    void dialling_leg_lost(Call& c);
    void dialling_leg_back(Call& c, LegId leg);

    void release_agent(Call& c) {
        drop_moving(c);
        if (c.agent) core_.by_agent_.erase(*c.agent);
        c.agent.reset();
        c.agent_leg = LegId{};
        c.ringing = false;
    }
    void end_hold(Call& c) {
        if (c.held_by_agent || c.held_by_buyer) c.held += now_ - c.held_since;
        c.held_by_agent = c.held_by_buyer = false;
    }
    void end_talk(Call& c, bool wrap_up) {
        end_hold(c);
        say(UnbridgeLeg{c.buyer});
        if (c.phone == PhoneKind::sip) say(DropLeg{c.agent_leg});
        say(ToLine{routing::ContactDone{c.contact, *c.agent, wrap_up}});
    }
    void end(Call& c, HangUpBy by, bool drop_buyer) {
        drop_moving(c);
        leave_company(c);
        close_span(c, by == HangUpBy::buyer       ? SpanEnd::buyer
                      : by == HangUpBy::operator_ ? SpanEnd::operator_
                                                  : SpanEnd::system);
        stop_recording(c);
        // Who hung up before anybody talked to him, or lost her in the talk, is called back.
        c.lost |=
            by == HangUpBy::buyer && !c.answered_once && c.state != CallState::closing && !c.served;
        c.callback_owed |= c.lost && c.number_known && c.state != CallState::voicemail;
        if (c.callback_owed) say(MakeTask{c.contact, false});
        c.callback_owed = false;
        c.hang_up_by = c.hung_up_at ? HangUpBy::operator_ : by;
        c.ended_at = now_;
        while (!c.others.empty())
            stop_ringing(c, c.others.back(), routing::OfferFailure::caller_left);
        if (c.agent) core_.by_agent_.erase(*c.agent);
        if (drop_buyer) say(DropLeg{c.buyer});
        core_.by_buyer_.erase(c.buyer);
        ++c.timer;
        enter(c, CallState::ended);
        say(Ended{c.contact});
    }
};

}  // namespace ol::calls
