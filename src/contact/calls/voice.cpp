#include "contact/calls/voice.hpp"

#include "platform/base/log.hpp"

namespace ol::calls {

void Voice::ring(Ring ring) {
    post([this, ring = std::move(ring)] {
        auto sdp = media_->offer(ring.leg, media::LegKind::rtp);
        if (!sdp) {
            log::warn("calls", "no_media_for_offer", {{"code", sdp.error().code}});
            ring.failed(sip::EndCause::failed);
            return;
        }
        sip::Invite invite;
        invite.leg = ring.leg;
        invite.endpoint = ring.endpoint;
        invite.from_user = ring.from_user;
        invite.from_display = ring.from_display;
        invite.sdp = *sdp;
        sip_->invite(std::move(invite));
    });
}

void Voice::dial(Dial dial) {
    post([this, dial = std::move(dial)] {
        auto sdp = media_->offer(dial.leg, media::LegKind::rtp,
                                 terms ? terms(dial.trunk) : media::LegOptions{});
        if (!sdp) {
            log::warn("calls", "no_media_for_offer", {{"code", sdp.error().code}});
            return dial.failed();
        }
        sip::Invite invite;
        invite.leg = dial.leg;
        invite.trunk = dial.trunk;
        invite.number = dial.number;
        invite.from_user = dial.from_user;
        invite.sdp = *sdp;
        invite.silent_max_ms = 4000;
        if (!dial.asserted.empty())
            invite.headers.emplace_back("P-Asserted-Identity", dial.asserted);
        sip_->invite(std::move(invite));
    });
}

/// Sound before the answer. SDP that we cannot use is no reason to end the call: the answer may
/// bring better.
void Voice::early(LegId leg, std::string sdp, std::function<void(bool)> done) {
    post([this, leg, sdp = std::move(sdp), done = std::move(done)] {
        done(media_->accept(leg, sdp).has_value());
    });
}

void Voice::accept(LegId leg, std::string sdp, std::function<void(bool)> done) {
    post([this, leg, sdp = std::move(sdp), done = std::move(done)] {
        auto ok = media_->accept(leg, sdp);
        if (!ok) sip_->hang_up(leg);
        done(ok.has_value());
    });
}

void Voice::answer(LegId leg, std::string sdp) {
    post([this, leg, sdp = std::move(sdp)] { sip_->answer(leg, sdp); });
}

void Voice::progress(LegId leg, std::string sdp) {
    post([this, leg, sdp = std::move(sdp)] {
        if (sdp.empty())
            sip_->ring(leg);
        else
            sip_->progress(leg, sdp);
    });
}

void Voice::drop(LegId leg, int status) {
    post([this, leg, status] {
        if (sip_) sip_->hang_up(leg, status);
        if (media_) media_->close(leg);
    });
}

void Voice::taken_elsewhere(LegId leg) {
    post([this, leg] {
        if (sip_) sip_->taken_elsewhere(leg);
        if (media_) media_->close(leg);
    });
}

void Voice::play(LegId leg, media::Play play) {
    with_media([leg, play = std::move(play)](media::Engine& m) { m.play(leg, play); });
}

void Voice::hold(LegId leg, bool on) {
    post([this, leg, on] {
        // Music is sent on, so the buyer's side is asked to listen only (RFC 3264 section 8.4).
        auto sdp =
            media_->redirect(leg, on ? media::Direction::sendonly : media::Direction::sendrecv);
        if (sdp && sip_) sip_->reinvite(leg, *sdp);
    });
}

void Voice::reoffer(LegId leg, std::string sdp, std::function<void(bool)> done) {
    post([this, leg, sdp = std::move(sdp), done = std::move(done)] {
        auto answer = media_->reoffer(leg, sdp);
        sip_->reanswer(leg, answer ? answer->sdp : std::string());
        if (answer) done(answer->held);
    });
}

void Voice::with_media(std::function<void(media::Engine&)> fn) {
    post([this, fn = std::move(fn)] {
        if (media_) fn(*media_);
    });
}

}  // namespace ol::calls
