// When a talk is recorded: at once, after he has heard so, or when her key asks for it. Whether is
// decided by the rules (contact/recordings); here is the order of things.
#include "contact/calls/core_turn.hpp"

namespace ol::calls {

void Core::Turn::operator()(const RecordPlanned& e) {
    Call* c = find(e.contact);
    if (c && c->state != CallState::talking) c->plan = e.plan;
}

void Core::Turn::operator()(const BeginRecording& e) {
    Call* c = find(e.contact);
    if (!c || c->state != CallState::talking || !c->plan.on_demand) return;
    c->plan.start = true;
    begin_recording(*c);
    say(Changed{c->contact});
}

/// Also called when something cut the announcement short: it is said again from its beginning.
void Core::Turn::begin_recording(Call& c) {
    if (!c.record || !c.plan.start || c.recording || c.recording_erased) return;
    if (c.plan.announce && !c.told_recorded) {
        const PlayTo notice{c.buyer, {"recording_notice"}, false, "recording_notice"};
        say(notice);
        // She hears it too, so that nobody talks into it; his hearing it is what counts.
        say(PlayTo{c.agent_leg, notice.prompts, false, "recording_notice_hers"});
        return;
    }
    c.recording = true;
    say(StartRecord{c.contact, c.buyer, c.agent_leg, false});
    for (const Seating& seat : c.seats)  // more than two: whom he hears just now
        if (seat.leg == c.buyer) say(RecordVoices{c.contact, c.buyer, seat.hears});
}

/// While nobody of ours is with him, silence is written instead of what he hums to the music.
void Core::Turn::rest_recording(Call& c) {
    if (c.state == CallState::voicemail) return stop_recording(c);  // a message is its own
    const bool waits = c.recording && c.state != CallState::talking;
    if (std::exchange(c.recording_waits, waits) == waits || c.recording_paused) return;
    say(PauseRecord{c.contact, waits});
}

void Core::Turn::stop_recording(Call& c) {
    c.recording_waits = false;
    if (std::exchange(c.recording, false)) say(StopRecord{c.contact});
}

void Core::Turn::told_of_recording(Call& c) {
    if (c.state != CallState::talking) return;
    c.told_recorded = true;
    begin_recording(c);
    say(Changed{c.contact});
}

}  // namespace ol::calls
