#pragma once
// The hands of the calls core: one loop that talks to SIP and media so that the floor never touches
// a socket. Commands are idempotent: a leg that has gone is ignored by both.
#include <atomic>
#include <functional>
#include <map>
#include <string>

#include "contact/calls/core.hpp"
#include "platform/media/media.hpp"
#include "platform/sip/sip.hpp"

namespace ol::calls {

class Voice {
public:
    explicit Voice(const Clock& clock) : loop_(clock, {.name = "voice"}) {}
    void attach(sip::Stack& stack, media::Engine& engine) {
        sip_ = &stack;
        media_ = &engine;
    }
    void stop() { loop_.stop(); }
    void post(Loop::Task task) { loop_.post(std::move(task)); }

    struct Ring {
        LegId leg;
        std::string endpoint, from_user, from_display;
        std::function<void(sip::EndCause)> failed;  // the phone could not even be invited
    };
    void ring(Ring ring);
    struct Dial {
        LegId leg;
        std::string trunk, number, from_user, asserted;
        std::function<void()> failed;
    };
    void dial(Dial dial);
    void early(LegId leg, std::string sdp, std::function<void(bool)> done);
    void accept(LegId leg, std::string sdp, std::function<void(bool)> done);
    void answer(LegId leg, std::string sdp);
    void progress(LegId leg, std::string sdp);  // 183, or 180 without
    void drop(LegId leg, int status = 0);       // status: of a call to us, not answered yet
    void taken_elsewhere(LegId leg);            // another has the call: no missed call of hers
    void play(LegId leg, media::Play play);
    void hold(LegId leg, bool on);
    void reoffer(LegId leg, std::string sdp, std::function<void(bool held)> done);
    void with_media(std::function<void(media::Engine&)> fn);

    sip::Stack* sip_ = nullptr;
    media::Engine* media_ = nullptr;
    /// How sound goes over a trunk of that SIP name; set before traffic.
    std::function<media::LegOptions(const std::string& trunk)> terms;

private:
    Loop loop_;
};

}  // namespace ol::calls
