// The calls core's commands towards voice, and voice's facts towards the core.
#include "contact/calls/floor.hpp"
#include "contact/calls/phone_key.hpp"
#include "contact/calls/take_floor.hpp"
#include "platform/base/log.hpp"
#include "platform/base/text.hpp"

namespace ol::calls {

// ---- commands ----

void Calls::Impl::run(const PlayTo& c) {
    std::string language = "en";
    const Call* call = core.of_buyer(c.leg);
    if (const auto hers = browser_legs.find(c.leg); !call && hers != browser_legs.end())
        call = core.of_agent(hers->second.who.person);
    if (const auto* live = call ? find(call->contact) : nullptr) {
        const auto shop = shops.find(live->row.shop);
        if (shop != shops.end()) language = shop->second.language;
        if (!live->language.empty()) language = live->language;  // his flow chose it
    }
    voice.play(c.leg, {c.prompts, language, c.loop, c.token});
}
void Calls::Impl::run(const StopPlay& c) {
    voice.with_media([leg = c.leg](media::Engine& m) { m.stop_play(leg); });
}

void Calls::Impl::run(const RingAgent& c) {
    auto* live = find(c.contact);
    auto* a = agent(c.agent);
    if (!live || !a) return;
    const Call* call = core.call(c.contact);
    const bool dials = call && call->dial;  // her own phone, for her call
    if (c.phone == PhoneKind::sip)
        ring_phone(c.leg, *a, *live, dials ? device_now(*a).outside : c.outside);
    if (deps.answer_everyone) return;
    if (dials) return push_card(c.contact, "contact");
    if (!c.second) push_card(c.contact, "offer");
    // A browser rings when the desk has the offer: delivery to a connected desk is its ring event
    // (R31).
    if (c.phone == PhoneKind::browser && c.leg && deps.hub && deps.hub->connected(c.agent))
        apply(AgentRinging{c.contact});
}

void Calls::Impl::run(const StopRinging& c) {
    if (c.phone != PhoneKind::sip) return;
    agent_legs.erase(c.leg);
    if (c.cause == routing::OfferFailure::lost_race) return voice.taken_elsewhere(c.leg);
    voice.drop(c.leg);
}
void Calls::Impl::run(const BridgeLegs& c) {
    voice.with_media([c](media::Engine& m) { m.bridge(c.buyer, c.agent); });
}
void Calls::Impl::run(const UnbridgeLeg& c) {
    voice.with_media([leg = c.leg](media::Engine& m) { m.unbridge(leg); });
}
void Calls::Impl::run(const DropLeg& c) {
    const int status = own_call_status(c.leg);
    own_calls.erase(c.leg);
    agent_legs.erase(c.leg);
    if (!browser_legs.contains(c.leg)) voice.drop(c.leg, status);
}
void Calls::Impl::run(const HoldBuyer& c) {
    const Call* call = core.of_buyer(c.leg);
    auto* live = call ? find(call->contact) : nullptr;
    if (live && live->web_conn == 0) voice.hold(c.leg, c.on);
}

void Calls::Impl::run(const RecordLegs& c) {
    if (auto* live = find(c.contact))
        voice.with_media([id = live->row.recording, c](media::Engine& m) {
            m.record_legs(id, c.buyer, c.agent);
        });
}
void Calls::Impl::run(const PauseRecord& c) {
    if (auto* live = find(c.contact))
        voice.with_media(
            [id = live->row.recording, on = c.on](media::Engine& m) { m.record_pause(id, on); });
}
void Calls::Impl::run(const StopRecord& c) {
    if (auto* live = find(c.contact))
        voice.with_media([id = live->row.recording](media::Engine& m) { m.record_stop(id); });
}

void Calls::Impl::run(const EraseRecord& c) {
    auto* live = find(c.contact);
    if (!live) return;
    recordings.erase(live->row.recording);  // nothing more is heard of it
    voice.with_media([id = live->row.recording](media::Engine& m) { m.record_erase(id); });
}

void Calls::Impl::run(const ToLine& c) {
    routing::Event event = c.event;
    // She may have lost one of two devices only.
    if (auto* lost = std::get_if<routing::AgentReachable>(&event))
        if (const auto* a = agent(lost->agent); a && a->info.second)
            lost->reachable = reachable(*a);
    if (auto* queued = std::get_if<routing::ContactQueued>(&event)) {
        if (auto* live = find(queued->contact)) {
            queued->identity = identity_of(*live);
            if (!queues.contains(queued->queue)) queued->queue = live->row.queue;  // it is gone
            live->row.queue = queued->queue;
            live->in_line = true;
            const bool again = live->row.exit == "answered";  // transferred, or her leg was lost
            if (again) live->row.queue = queued->queue;
            if (!queued->at_head && !again) live->row.queued_at = queued->entered_at;
            if (deps.visits && !queued->at_head && !again) deps.visits->entered(visit_of(*live));
            if (!queued->at_head && !again) visit_fact("entered", live->row);
            touch(queued->contact);
            board_dirty = true;
        }
    }
    to_line(std::move(event));
}

void Calls::Impl::run(const SetTimer& c) {
    floor.at(c.at,
             [this, contact = c.contact, token = c.token] { apply(CallTimer{contact, token}); });
}

void Calls::Impl::run(const MakeTask& c) {
    const auto* live = find(c.contact);
    const Call* call = core.call(c.contact);
    if (!live || !call) return;
    if (live->row.channel == "task" && call->dial &&
        call->dial->outcome == trunks::Outcome::unattended)
        return;  // it goes on
    const char* reason = call->exit == routing::Exit::closed     ? "closed"
                         : call->exit == routing::Exit::callback ? "callback"
                         : c.voicemail                           ? "voicemail"
                         : !call->lost                           ? "missed"
                         : call->answered_once                   ? "interrupted"
                         : call->queued_at == Time{}             ? "before_line"
                                                                 : "abandoned";
    make_task(c.contact, c.voicemail, reason);
}

void Calls::Impl::run(const Changed& c) {
    const Call* call = core.call(c.contact);
    auto* live = find(c.contact);
    if (!call || !live) return;
    answer_own(*call);
    keep_parts(*call, *live);
    if (call->dial && call->queued_at == Time{}) return changed_out(*call, *live);
    auto& row = live->row;
    if (call->state == CallState::waiting) becomes_call(*live);
    const bool rings_only = call->state == CallState::offered && row.answered_at == Time{};
    row.state = name(call->state);
    if (call->hung_up_at) row.state = "wrap_up";  // nobody is owed anything after a restart
    if (call->exit == routing::Exit::closed) row.exit = name(call->exit);
    row.rings = call->rings;
    row.hold_ms = call->held.count();
    if (call->state == CallState::talking && call->agent) live->offered_to = *call->agent;
    if (call->state == CallState::talking && row.answered_at == Time{}) {
        row.answered_at = call->answered_at;
        if (call->agent) row.agent = *call->agent;
        if (deps.visits) deps.visits->answered(visit_of(*live));
        number_reached(*live, row.agent);
    } else if (call->state == CallState::talking && call->agent) {
        // The wrap-up of who had him before stands with her part; this talk has none yet.
        if (row.agent != *call->agent) row.disposition = row.cause = row.note = "";
        row.agent = *call->agent;
    }
    note_marks(*call, *live);
    rings_only ? touch_late(c.contact) : touch(c.contact);
    if (live->web_conn) web_state(*live);
    if (call->agent && call->state != CallState::ended && call->state != CallState::offered)
        push_card(c.contact, "contact");
    if (call->state == CallState::offered && call->ringing) push_card(c.contact, "contact");
    board_dirty = true;
}

void Calls::Impl::run(const Ended& c) {
    const Call* call = core.call(c.contact);
    auto* live = find(c.contact);
    if (!call || !live) return core.forget(c.contact);
    auto& row = live->row;
    live->in_call = false;
    note_marks(*call, *live);
    row.ended_at = call->ended_at;
    row.hold_ms = call->held.count();
    row.hang_up_by = call->hang_up_by == HangUpBy::buyer       ? "buyer"
                     : call->hang_up_by == HangUpBy::operator_ ? "operator"
                                                               : "system";
    row.talk_ms = 0;
    for (const TalkSpan& span : call->spans) row.talk_ms += (span.to - span.from).count();
    if (row.answered_at == Time{} && row.queued_at == Time{})
        row.exit = name(call->exit);  // abandoned: left during the greeting; or closed
    bool talked = call->agent.has_value() && call->answered_once;
    if (call->dial) {
        note_outcome(*call, *live);
        talked = call->agent && call->dial->outcome != trunks::Outcome::cancelled;
    }
    if (talked) {
        row.state = "wrap_up";
        live->wrapping = true;
        live->talk_ended_at = call->ended_at;
        if (auto* a = agent(*call->agent)) a->wrapping = c.contact;
        push_card(c.contact, "contact");
    }
    if (live->web_conn) {
        web_state(*live);
        web_legs.erase(live->web_conn);
    }
    const bool unattended = call->dial && call->dial->outcome == trunks::Outcome::unattended;
    const bool owed_by_task = unattended && row.channel == "task";  // which goes on
    if (!call->dial || ((call->lost || unattended) && !owed_by_task)) note_lost(*call, *live);
    keep_line(c.contact);
    touch(c.contact);
    if (live->shared && live->wrapping) row.state = "wrap_up";
    std::erase_if(asked, [&](const auto& part) { return part.second == c.contact; });
    forget_outside(c.contact);
    core.forget(c.contact);
    maybe_done(c.contact);
}

// ---- facts ----

sip::Events Calls::sip_events() {
    auto* i = impl_.get();
    sip::Events e;
    e.incoming = [i](const sip::Incoming& in) { i->on_incoming(in); };
    e.progress = [i](LegId leg, int status, const std::string& sdp) {
        i->floor.post([i, leg, status, sdp] {
            if (i->out_progress(leg, status, sdp)) return;
            if (auto it = i->agent_legs.find(leg); it != i->agent_legs.end())
                i->apply(AgentRinging{it->second});
        });
    };
    e.answered = [i](LegId leg, const std::string& sdp) {
        i->floor.post([i, leg, sdp] {
            if (!i->out_answered(leg, sdp)) i->phone_answered(leg, sdp);
        });
    };
    e.reoffer = [i](LegId leg, const std::string& sdp) {
        i->voice.reoffer(leg, sdp, [i, leg](bool held) {
            i->floor.post([i, leg, held] {
                if (auto it = i->agent_legs.find(leg); it != i->agent_legs.end()) {
                    const Call* call = i->core.call(it->second);
                    if (call && call->agent_leg == leg) i->apply(Hold{it->second, held});
                    if (call && call->second_leg == leg) i->apply(SecondHeld{it->second, held});
                } else
                    i->apply(BuyerHeld{leg, held});
            });
        });
    };
    e.reanswered = [i](LegId leg, bool accepted, const std::string& sdp) {
        if (accepted)
            i->voice.with_media([leg, sdp](media::Engine& m) { (void)m.accept(leg, sdp); });
    };
    e.info_digit = [i](LegId leg, char key) {
        i->floor.post([i, leg, key] { i->key_pressed(leg, key); });
    };
    e.refer = [i](const sip::Refer& key) { i->floor.post([i, key] { phone_key(*i, key); }); };
    e.ended = [i](LegId leg, sip::EndCause cause, int status) {
        i->floor.post([i, leg, cause, status] {
            if (!i->out_ended(leg, cause, status)) i->leg_ended(leg, cause);
        });
    };
    e.trunk = [i](const std::string& trunk, const sip::TrunkState& state) {
        if (i->deps.trunks) i->deps.trunks->heard(trunk, state);
    };
    e.registered = [i](const std::string& endpoint, bool reachable) {
        i->floor.post([i, endpoint, reachable] { i->set_sip_reachable(endpoint, reachable); });
    };
    e.confirmed = [](LegId) {};
    return e;
}

namespace {
/// The call goes on; that some of it will be missing is said at once, to her and on record.
void record_lost(Calls::Impl& i, RecordingId id, const std::string& code) {
    log::error("calls", "recording_failed",
               {{"recording", std::to_string(id.value)}, {"code", code}});
    if (i.takes->record_failed(id, code)) return;
    const auto of = i.recordings.find(id);
    if (of == i.recordings.end()) return;
    const ContactId contact = of->second;
    const auto* live = i.find(contact);
    const Ms at = live ? i.floor.now() - live->record_began : Ms{0};
    i.later([id, code, at, mark = i.deps.ids.next()](db::Tx& tx) {
        recordings::lost(tx, mark, id, std::max<std::int64_t>(0, at.count()), code);
    });
    // Her card reads what the next batch of rows will have written.
    i.floor.at(i.floor.now() + Ms{500}, [&i, contact] {
        if (i.find(contact)) i.push_card(contact, "contact");
    });
}
}  // namespace

media::Events Calls::media_events() {
    auto* i = impl_.get();
    media::Events e;
    e.digit = [i](LegId leg, char key) {
        i->floor.post([i, leg, key] { i->key_pressed(leg, key); });
    };
    e.played = [i](LegId leg, std::string token) {
        i->floor.post([i, leg, token] {
            if (!i->takes->played(leg, token) && !i->own_call_played(leg, token))
                i->apply(PromptPlayed{leg, token});
        });
    };
    e.connected = [i](LegId leg) { i->floor.post([i, leg] { i->leg_connected(leg); }); };
    e.lost = [i](LegId leg) { i->floor.post([i, leg] { i->leg_lost(leg); }); };
    e.hushed = [i](LegId leg, bool on) { i->floor.post([i, leg, on] { i->leg_hushed(leg, on); }); };
    e.recorded = [i](RecordingId id, std::int64_t duration_ms, std::string sha256) {
        i->floor.post(
            [i, id, duration_ms, sha256] { i->recorded(id, duration_ms, sha256, sha256.empty()); });
    };
    e.record_failed = [i](RecordingId id, std::string code) {
        i->floor.post([i, id, code] { record_lost(*i, id, code); });
    };
    return e;
}

void Calls::Impl::on_incoming(const sip::Incoming& in) {
    if (in.origin == sip::Origin::endpoint) {
        floor.post([this, in] { phone_dials(in, ""); });
        return;
    }
    voice.post([this, in] {
        // An INVITE without an offer gets ours; its answer comes with the ACK (RFC 3261
        // section 13.2.1).
        const auto terms = voice.terms ? voice.terms(in.trunk) : media::LegOptions{};
        auto sdp = in.sdp.empty() ? voice.media_->offer(in.leg, media::LegKind::rtp, terms)
                                  : voice.media_->answer(in.leg, in.sdp, terms);
        // No port left is our trouble, and passes; 488 is about his description.
        if (!sdp)
            return voice.sip_->reject(in.leg, sdp.error().code == "media.ports_used" ? 503 : 488);
        floor.post([this, in, answer = *sdp] { arrive(in, answer); });
    });
}

void Calls::Impl::arrive(const sip::Incoming& in, std::string answer_sdp) {
    LiveContact c;
    const auto own =
        deps.trunks ? deps.trunks->queue_of(in.trunk, in.to_user) : std::optional<QueueId>{};
    c.row.queue = own && queues.contains(*own) ? *own : queue_for(in.to_user);
    if (!c.row.queue || stopping) {
        return voice.post([this, leg = in.leg] {
            voice.sip_->reject(leg, 480);
            voice.media_->close(leg);
        });
    }
    c.row.shop = queues[c.row.queue].shop_id;
    c.row.came_by = in.trunk == "demo" ? "demo" : "sip";
    c.row.number = in.from_user == "anonymous" ? "" : in.from_user.substr(0, 64);
    c.row.caller_name = in.from_display.substr(0, 128);
    c.dialled = in.to_user;
    if (auto shop = shops.find(c.row.shop); shop != shops.end() && !deps.answer_everyone)
        if (auto normal = normal_phone(in.from_user, shop->second.region)) c.row.number = *normal;
    voice.answer(in.leg, std::move(answer_sdp));
    start_call(std::move(c), in.leg);
}

void Calls::Impl::start_call(LiveContact c, LegId leg) {
    const auto shop = shops.find(c.row.shop);
    c.row.id = deps.ids.next_id<ContactId>();
    c.row.entered_at = floor.now();
    c.buyer = leg;
    c.in_call = true;
    const ContactId id = c.row.id;
    BuyerArrived arrived;
    arrived.contact = id;
    arrived.leg = leg;
    arrived.queue = c.row.queue;
    arrived.number_known =
        !c.row.number.empty() && (deps.answer_everyone || !dear_phone(c.row.number));
    arrived.callable = deps.answer_everyone || can_call_back(c);
    arrived.greeting = !deps.answer_everyone;
    if (shop != shops.end()) {
        arrived.greeting = arrived.greeting && shop->second.greeting;
        arrived.record = shop->second.record;
        arrived.missed = shop->second.missed;
        arrived.ring_cadence = shop->second.ring_cadence;
    }
    arrived.plan = record_plan(c);
    fact("contact.arrived", id.value, {});
    const bool minds_hours = draw_flow(c, arrived);
    if (const auto hours = hours_now(c.row.shop); !hours.open && minds_hours) {
        if (hours.until) c.row.due_at = *hours.until;  // a call-back waits for the opening
    } else if (!hours.open) {
        arrived.closed = shop->second.hours.closed_goes_to;
        turn_away(c, hours, *arrived.closed);
    }
    auto& live = contacts.emplace(id, std::move(c)).first->second;
    if (!deps.answer_everyone) swallow(live.row.number, live, false);
    apply(arrived);
    touch(id);
    if (!deps.answer_everyone) identify(id);
}

/// On the record: counted as closed, never as abandoned, with the reason and what became of him.
/// The hour of the next opening stands in his row before anything is said: a crash keeps it.
void Calls::Impl::turn_away(LiveContact& c, const flows::HoursState& hours,
                            flows::AfterHours what) {
    if (hours.until && what != flows::AfterHours::hang_up) c.row.due_at = *hours.until;
    fact("contact.closed", c.row.id.value, {}, "{\"goes_to\":" + json::quote(to_name(what)) + "}");
    routing::Reason why{"shop_closed", {}};
    if (hours.until) why.params.emplace_back("opens_at", std::to_string(to_ms(*hours.until)));
    pending.explains.push_back({deps.ids.next(), c.row.id, floor.now(), {}, why});
    auto told = c.row;
    told.exit = name(routing::Exit::closed);
    if (told.queued_at == Time{}) told.queued_at = told.entered_at;
    visit_fact("exited", told);
    if (!deps.visits) return;
    auto visit = visit_of(c);
    deps.visits->entered(visit);
    visit.exit = routing::Exit::closed;
    deps.visits->exited(visit);
}

void Calls::Impl::identify(ContactId id) {
    auto* c = find(id);
    if (!c || c->row.number.empty()) return;
    std::string region = "UA";
    if (auto shop = shops.find(c->row.shop); shop != shops.end()) region = shop->second.region;
    cards.post([this, id, number = c->row.number, region] {
        auto caller = deps.customers.identify(number, region);
        if (!caller) return;
        floor.post([this, id, found = *caller] {
            if (auto* live = find(id)) return identified(*live, found);
            // He hung up before we knew him; the task that is left of his call learns it.
            for (auto& [task, left] : contacts)
                if (left.row.source == id && !left.row.customer) {
                    identified(left, found);
                    if (left.row.task_reason == "closed") promise_call_back(left);
                }
        });
    });
}

void Calls::Impl::identified(LiveContact& live, const customers::Caller& found) {
    live.caller = found;
    live.row.caller_who = to_name(found.who);
    if (!found.name.empty()) live.row.caller_name = found.name;
    if (found.who != customers::Who::ambiguous && found.customer_ids.size() == 1)
        live.row.customer = found.customer_ids[0];
    touch(live.row.id);
    flow_caller(live);
    if (!holders(live).empty()) push_card(live.row.id, "contact");
    board_dirty = true;
}

namespace {
routing::OfferFailure failure_of(sip::EndCause cause) {
    switch (cause) {
        case sip::EndCause::busy: return routing::OfferFailure::busy;
        case sip::EndCause::normal:
        case sip::EndCause::declined: return routing::OfferFailure::declined;
        case sip::EndCause::no_answer:
        case sip::EndCause::cancelled: return routing::OfferFailure::no_answer;
        case sip::EndCause::unreachable:
        case sip::EndCause::not_found:
        case sip::EndCause::media:
        case sip::EndCause::failed:
        case sip::EndCause::session_lost: return routing::OfferFailure::unreachable;
    }
    return routing::OfferFailure::unreachable;
}
}  // namespace

void Calls::Impl::phone_answered(LegId leg, const std::string& sdp) {
    if (takes->answered(leg, sdp)) return;
    voice.accept(leg, sdp, [this, leg](bool ok) {
        floor.post([this, leg, ok] {
            if (!ok) return leg_ended(leg, sip::EndCause::media);
            leg_taken(leg);
        });
    });
}

/// Without an ACK it never was a call; but see leg_ended().
Gone gone_of(sip::EndCause cause) {
    if (cause == sip::EndCause::session_lost) return Gone::vanished;
    return cause == sip::EndCause::unreachable ? Gone::never_there : Gone::hung_up;
}

void Calls::Impl::leg_ended(LegId leg, sip::EndCause cause) {
    if (takes->ended(leg, cause)) return;
    own_calls.erase(leg);
    auto it = agent_legs.find(leg);
    if (it == agent_legs.end()) {
        // Forged calls send no ACK and no sound. A router that eats his ACK cuts a true buyer off
        // after 32 s, whose sound we have: he is owed his call-back.
        return voice.post([this, leg, how = gone_of(cause)] {
            auto* media = voice.media_;
            const bool was_there = media && media->stats(leg).packets_in > 0;
            floor.post([this, leg, how, was_there] {
                apply(BuyerGone{leg, how == Gone::never_there && was_there ? Gone::vanished : how});
            });
            if (media) media->close(leg);
        });
    }
    const ContactId id = it->second;
    agent_legs.erase(it);
    voice.with_media([leg](media::Engine& m) { m.close(leg); });
    if (company_leg_gone(id, leg, failure_of(cause))) return;
    const Call* call = core.call(id);
    if (call && call->moving && call->moving->leg == leg) return apply(MoveFailed{id, leg});
    if (call && call->second_leg == leg) return apply(CancelConsult{id});
    const auto phone = call ? call->phone_at(leg) : std::nullopt;
    if (!phone) return;
    if (call->state == CallState::offered)
        apply(AgentRefused{id, phone->agent, failure_of(cause), leg});
    else if (call->agent != phone->agent)
        return;  // it lost the race; the line's word is on its way
    else if (cause == sip::EndCause::session_lost)
        apply(AgentLegLost{*call->agent, leg});
    else
        she_hangs_up(id);
}

void Calls::Impl::leg_hushed(LegId leg, bool on) {
    if (const auto hers = browser_legs.find(leg); hers != browser_legs.end())
        return apply(AgentHushed{hers->second.who.person, leg, on});
    const auto it = agent_legs.find(leg);
    const Call* call = it == agent_legs.end() ? nullptr : core.call(it->second);
    if (call && call->agent && call->agent_leg == leg) apply(AgentHushed{*call->agent, leg, on});
}

void Calls::Impl::leg_lost(LegId leg) {
    if (takes->ended(leg, sip::EndCause::session_lost)) return;
    if (auto it = browser_legs.find(leg); it != browser_legs.end())
        return browser_gone(it->second.who.person, leg, "media_lost");
    if (auto it = agent_legs.find(leg); it != agent_legs.end()) {
        const Call* call = core.call(it->second);
        if (company_leg_gone(it->second, leg, routing::OfferFailure::unreachable)) return;
        if (call && call->moving && call->moving->leg == leg)
            return apply(MoveFailed{it->second, leg});
        if (call && call->second_leg == leg) return apply(CancelConsult{call->contact});
        if (const auto phone = call ? call->phone_at(leg) : std::nullopt)
            apply(AgentLegLost{phone->agent, leg});
        return;
    }
    if (auto out = out_legs.find(leg); out != out_legs.end() && out->second.outside) {
        voice.drop(leg);
        return apply(OutsideGone{leg, sip::EndCause::session_lost, 0});
    }
    apply(BuyerGone{leg, Gone::vanished});  // without BYE
}

}  // namespace ol::calls
