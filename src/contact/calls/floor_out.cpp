// Calling out: whom, by which trunk, by whose phone; the trunks' legs; the outcome on the record.
#include <algorithm>
#include <future>

#include "contact/calls/floor.hpp"
#include "platform/base/log.hpp"
#include "platform/base/names.hpp"
#include "platform/base/text.hpp"

namespace ol::calls {
namespace {

/// What the outcome says of the buyer; she may say better. Nothing where it says nothing.
std::string_view disposition_of(trunks::Outcome outcome) {
    switch (outcome) {
        case trunks::Outcome::busy: return "busy";
        case trunks::Outcome::no_answer:
        case trunks::Outcome::refused: return "no_answer";
        case trunks::Outcome::wrong_number: return "wrong_number";
        case trunks::Outcome::unreachable: return "unreachable";
        case trunks::Outcome::unattended: return "dropped";
        case trunks::Outcome::answered:
        case trunks::Outcome::cancelled: return "";
    }
    return "";
}

Error no_way(const trunks::Choice& choice) {
    const auto all = [&](trunks::Refusal why) {
        for (const auto& r : choice.refused)
            if (r.why == why) return true;
        return false;
    };
    if (all(trunks::Refusal::premium))
        return forbidden("calls.premium", "premium numbers are never called: a call there is dear");
    if (all(trunks::Refusal::country))
        return forbidden("calls.country",
                         "calls to this country are not allowed; the head can allow it per trunk");
    if (all(trunks::Refusal::calls_full))
        return conflict("calls.trunks_full", "all lines out are taken; try again in a moment");
    if (all(trunks::Refusal::day_full))
        return conflict("calls.day_full", "the trunks have carried what they may in 24 hours");
    return conflict("calls.no_trunk", "no trunk carries calls to this number");
}

}  // namespace

/// Her state allows it: signed in, in no contact but the task that she calls for.
Result<> Calls::Impl::free_to_call(PersonId by, const DialTarget& to) const {
    const auto it = agents.find(by);
    if (it == agents.end()) return not_found("calls.agent", "this person is not known to the line");
    const LiveAgent& a = it->second;
    if (core.of_agent(by)) return conflict("calls.in_contact", "end the call that you have first");
    const bool hers = to.task && (a.view.contact == to.task || a.wrapping == to.task);
    switch (a.view.state) {
        case routing::AgentState::signed_out:
            return conflict("calls.signed_out", "sign in first: be ready, or on a break");
        case routing::AgentState::reserved:
            if (hers) return {};
            return conflict("calls.rings", "a contact rings for you: take or decline it first");
        case routing::AgentState::talking:
            if (hers) return {};
            return conflict("calls.in_contact", "end the contact that you have first");
        case routing::AgentState::wrap_up:
            return conflict("calls.in_wrap_up", "save the wrap-up first");
        case routing::AgentState::paused:
        case routing::AgentState::ready:
        case routing::AgentState::not_responding: return {};
    }
    return {};
}

Result<LegId> Calls::Impl::phone_for_call(const LiveAgent& a) const {
    if (device_now(a).phone == PhoneKind::browser) {
        if (a.browser_leg) return a.browser_leg;
        return conflict("calls.phone_down", "your browser phone is not connected; reload the page");
    }
    if (reachable(a)) return LegId{};
    return conflict("calls.phone_down", "your SIP phone is not registered");
}

QueueId Calls::Impl::queue_of_hers(PersonId by, ShopId shop) const {
    QueueId any;
    for (const auto& [id, queue] : queues) {
        if (shop && queue.shop_id != shop) continue;
        if (std::find(queue.member_ids.begin(), queue.member_ids.end(), by) !=
            queue.member_ids.end())
            return id;
        if (!any && shop) any = id;
    }
    return any;
}

Result<Calls::Impl::Plan> Calls::Impl::plan_call(PersonId by, const DialTarget& to) const {
    Plan plan;
    const auto task = contacts.find(to.task);
    if (to.task && task == contacts.end())
        return not_found("calls.contact_over", "this contact is over");
    plan.queue = to.task ? task->second.row.queue : queue_of_hers(by, to.shop);
    const auto queue = queues.find(plan.queue);
    if (queue == queues.end())
        return conflict("calls.no_queue", "make a queue first: it gives the call its wrap-up");
    plan.shop = to.shop ? to.shop : queue->second.shop_id;
    const auto shop = shops.find(plan.shop);
    const std::string region = shop == shops.end() ? "" : shop->second.region;
    if (auto found = plan_ways(plan, to.number); !found) return found.error();
    plan.quiet = trunks::quiet_at(
        floor.now(),
        trunks::zone_of(plan.country, region, shop == shops.end() ? "" : shop->second.tz, to.zone));
    return plan;
}

/// The number in its normal form, and the trunks that carry it from this shop, in order.
Result<> Calls::Impl::plan_ways(Plan& plan, const std::string& typed) const {
    const auto shop = shops.find(plan.shop);
    const std::string region = shop == shops.end() ? "" : shop->second.region;
    const auto number = normal_phone(typed, region);
    if (!number)
        return invalid("calls.number", "number",
                       "this is no number that can be called; begin with + and the country code");
    plan.number = *number;
    plan.country = phone_region(plan.number);
    if (!deps.trunks) return conflict("calls.no_trunk", "no trunk carries calls to this number");
    const auto choice = deps.trunks->choose(plan.number, region);
    for (const auto id : choice.candidates)
        if (auto way = deps.trunks->way(id, plan.number, plan.shop))
            plan.ways.push_back(std::move(*way));
    if (plan.ways.empty()) return no_way(choice);
    return {};
}

/// `own`: the leg of hers that dialled (phone_dial.cpp); none = from her desk.
Result<ContactId> Calls::Impl::dial(PersonId by, const DialTarget& to, const DialIn& in,
                                    LegId own) {
    if (stopping) return unavailable("calls.stopping", "the centre is stopping");
    if (auto may = free_to_call(by, to); !may) return may.error();
    LiveAgent& a = agents.at(by);
    const auto phone = own ? Result<LegId>(own) : phone_for_call(a);
    if (!phone) return phone.error();
    if (to.task && core.call(to.task))
        return conflict("calls.in_contact", "this contact is being called already");
    auto plan = plan_call(by, to);
    if (!plan) return plan.error();
    if (to.do_not_call && !in.confirm_do_not_call)
        return conflict("calls.do_not_call", "this buyer asked not to be called");
    if (plan->quiet.quiet && !in.confirm_quiet)
        return conflict("calls.quiet_hours", "it is no hour to call there; confirm to call anyway");
    auto* task = to.task ? find(to.task) : nullptr;
    const ContactId id = task ? to.task : new_out_contact(by, to, *plan);
    DialAsked ask;
    ask.contact = id;
    ask.agent = by;
    ask.phone = own ? PhoneKind::sip : device_now(a).phone;
    ask.her_leg_up = bool(own);
    ask.agent_leg = *phone ? *phone : deps.ids.next_id<LegId>();
    ask.queue = plan->queue;
    for (std::size_t n = 0; n < plan->ways.size(); ++n)
        ask.legs.push_back(deps.ids.next_id<LegId>());
    ask.in_hand = task && take_task(by, *task);
    if (const auto shop = shops.find(plan->shop); shop != shops.end()) {
        ask.record = shop->second.record;
        // Her mobile rings for seconds and is answered by key: too long for who is on the line.
        ask.buyer_first = shop->second.buyer_first && !own && !device_now(a).outside;
    }
    if (const auto* live = find(id)) ask.plan = record_plan(*live);
    if (ask.phone == PhoneKind::sip) agent_legs[ask.agent_leg] = id;
    ways[id] = std::move(plan->ways);
    auto& live = contacts.at(id);
    live.in_call = true;
    live.offered_to = by;
    live.dial = DialView{};
    set_visible(by, id);
    apply(ask);
    touch(id);
    if (!live.row.customer) identify(id);
    return id;
}

ContactId Calls::Impl::new_out_contact(PersonId by, const DialTarget& to, const Plan& plan) {
    LiveContact c;
    c.row.id = deps.ids.next_id<ContactId>();
    c.row.kind = "outbound_call";
    c.row.direction = "out";
    c.row.came_by = "dial";
    c.row.shop = plan.shop;
    c.row.queue = plan.queue;
    c.row.number = plan.number;
    c.row.caller_name = to.name;
    c.row.customer = to.customer;
    if (to.customer) {
        c.caller.who = customers::Who::buyer;
        c.caller.name = to.name;
        c.caller.customer_ids = {to.customer};
        c.row.caller_who = "buyer";
    }
    c.row.entered_at = floor.now();
    c.row.agent = by;
    const ContactId id = c.row.id;
    contacts.emplace(id, std::move(c));
    return id;
}

bool Calls::Impl::take_task(PersonId by, LiveContact& task) {
    const auto& a = agents.at(by);
    const bool rings =
        std::find(task.ringing_at.begin(), task.ringing_at.end(), by) != task.ringing_at.end();
    const bool hers = task.row.state == "talking" && a.view.contact == task.row.id;
    task.ringing_at.clear();
    task.row.agent = by;
    if (task.row.answered_at == Time{}) task.row.answered_at = floor.now();
    if (rings) {
        to_line(routing::OfferAccepted{task.row.id, by});
        to_line(routing::ContactConnected{task.row.id, by});
    }
    return rings || hers;
}

void Calls::Impl::run(const InviteBuyer& c) {
    auto* live = find(c.contact);
    const auto found = ways.find(c.contact);
    if (!live || found == ways.end() || c.way >= found->second.size()) return;
    live->buyer = c.leg;
    const trunks::Way& way = found->second[c.way];
    invite_way(c.leg, {c.contact, way.id, deps.ids.next(), floor.now()}, way);
}

void Calls::Impl::invite_way(LegId leg, const OutLeg& out, const trunks::Way& way) {
    out_legs[leg] = out;
    deps.trunks->began(way.id);
    later([out](db::Tx& tx) {
        trunks::Trunks::note(tx, out.note, out.contact, out.trunk, out.at, "", 0);
    });
    const auto* live = find(out.contact);
    fact(out.outside ? "contact.dialled_outside" : "contact.dialled", out.contact.value,
         live ? live->offered_to : PersonId{},
         "{\"trunk\":\"" + std::to_string(way.id.value) + "\"}");
    voice.dial({leg, way.sip_name, way.number, way.from_user, way.asserted, [this, leg] {
                    floor.post([this, leg] { out_ended(leg, sip::EndCause::failed, 500); });
                }});
}

bool Calls::Impl::out_progress(LegId leg, int status, const std::string& sdp) {
    if (const auto test = test_legs.find(leg); test != test_legs.end()) {
        test->second({"call", true, "call.rang", {}});
        return true;
    }
    const auto it = out_legs.find(leg);
    if (it == out_legs.end()) return false;
    it->second.rang = true;
    if (it->second.hers) return false;  // it rings: an operator's phone like any other
    if (it->second.outside && status >= 180) apply(OutsideRings{leg});
    if (sdp.empty()) {
        if (!it->second.outside && status >= 180) apply(BuyerRings{leg, false});
        return true;
    }
    voice.early(leg, sdp, [this, leg](bool ok) {
        floor.post([this, leg, ok] {
            if (const auto out = out_legs.find(leg); out != out_legs.end() && ok)
                out->second.early = true;
            apply(BuyerRings{leg, ok});  // nobody's, when it is a number outside
        });
    });
    return true;
}

bool Calls::Impl::out_answered(LegId leg, const std::string& sdp) {
    if (test_legs.contains(leg)) {
        voice.accept(leg, sdp, [this, leg](bool ok) {
            floor.post(
                [this, leg, ok] { test_over(leg, ok, ok ? "call.answered" : "call.codec"); });
        });
        return true;
    }
    const auto it = out_legs.find(leg);
    if (it == out_legs.end()) return false;
    it->second.answered = true;
    if (it->second.hers) {
        answered_outside(leg, sdp);
        return true;
    }
    const bool outside = it->second.outside;
    // An answer without SDP stands by what the early one said (RFC 3261 13.2.1, loosely).
    if (sdp.empty() && it->second.early) {
        outside ? apply(OutsideAnswered{leg}) : apply(BuyerAnswered{leg});
        return true;
    }
    voice.accept(leg, sdp, [this, leg, outside](bool ok) {
        floor.post([this, leg, outside, ok] {
            if (ok)
                outside ? apply(OutsideAnswered{leg}) : apply(BuyerAnswered{leg});
            else if (outside)
                apply(OutsideGone{leg, sip::EndCause::media, 488});
            else
                apply(BuyerFailed{leg, sip::EndCause::media, 488});
        });
    });
    return true;
}

/// Every leg that was invited ends once, whoever ended it.
bool Calls::Impl::out_ended(LegId leg, sip::EndCause cause, int status) {
    if (test_legs.contains(leg)) {
        const auto outcome = trunks::outcome_of(cause, status, false);
        const bool codec = cause == sip::EndCause::media;
        test_over(leg, false, codec ? "call.codec" : "call." + std::string(to_name(outcome)),
                  status);
        return true;
    }
    const auto it = out_legs.find(leg);
    if (it == out_legs.end()) return false;
    const OutLeg out = it->second;
    out_legs.erase(it);
    deps.trunks->ended(out.trunk);
    voice.with_media([leg](media::Engine& m) { m.close(leg); });
    const Call* call = core.of_buyer(leg);
    const bool dialling =
        call && call->state == CallState::dialling && call->dial->stage != DialStage::buyer_waits;
    // Our own cancel is no outcome of theirs.
    const bool ours =
        !dialling && (cause == sip::EndCause::cancelled || cause == sip::EndCause::normal);
    const auto outcome = out.answered ? trunks::Outcome::answered
                         : ours       ? trunks::Outcome::cancelled
                                      : trunks::outcome_of(cause, status, out.rang);
    later([out, outcome, status](db::Tx& tx) {
        trunks::Trunks::note(tx, out.note, out.contact, out.trunk, out.at, to_name(outcome),
                             status);
    });
    key_legs.erase(leg);
    if (out.hers)
        leg_ended(leg, cause);
    else if (out.outside)
        apply(OutsideGone{leg, cause, status});
    else if (dialling)
        apply(BuyerFailed{leg, cause, status});
    else
        apply(BuyerGone{leg, gone_of(cause)});
    return true;
}

/// A task that was called and goes on with somebody else is a call like any other from then on: its
/// phone rings for whom the line chooses, and who hangs up meanwhile is owed a call-back.
void Calls::Impl::becomes_call(LiveContact& live) {
    if (live.row.channel != "task") return;
    forget_callback(live.row);
    live.row.channel = "call";
    live.row.kind = "outbound_call";
    live.row.due_at = Time{};
    live.ringing_at.clear();
}

void Calls::Impl::changed_out(const Call& call, LiveContact& live) {
    const bool leaves_her = call.state == CallState::passing || call.state == CallState::in_flow;
    if (leaves_her) becomes_call(live);
    auto& row = live.row;
    row.state = name(call.state);
    row.hold_ms = call.held.count();
    const bool met = call.state == CallState::talking && (!live.dial || live.dial->stage != "over");
    live.dial = DialView{std::string(to_name(call.dial->stage)),
                         call.dial->outcome ? std::string(to_name(*call.dial->outcome)) : "",
                         call.dial->status, call.dial->buyer_first};
    // On the record before she is there: after a crash he is owed a call.
    if (call.dial->stage == DialStage::buyer_waits) row.answered_at = call.dial->since;
    if (met) {
        row.answered_at = call.answered_at;
        number_reached(live, *call.agent);
    }
    if (call.state == CallState::closing) return left_unattended(live);
    if (call.agent) row.agent = live.offered_to = *call.agent;
    touch(row.id);
    if (call.state != CallState::ended) push_card(row.id, "contact");
    board_dirty = true;
}

/// Her part is over; he hears that he is called again, and whose task it is.
void Calls::Impl::left_unattended(LiveContact& live) {
    const PersonId person = live.offered_to;
    if (live.row.channel == "task") {
        live.row.state = "talking";
        push_card(live.row.id, "contact");
    } else if (person) {
        clear_visible(person);
        if (deps.hub)
            deps.hub->to_person(person, "contact_over",
                                "{\"contact_id\":\"" + std::to_string(live.row.id.value) +
                                    "\",\"cause\":\"unattended\"}");
        live.offered_to = {};
    }
    touch(live.row.id);
    board_dirty = true;
}

/// Noted by itself. Who gave up herself on a task has it in her hands as before.
void Calls::Impl::note_outcome(const Call& call, LiveContact& live) {
    auto& row = live.row;
    const auto outcome = call.dial->outcome.value_or(trunks::Outcome::cancelled);
    ways.erase(row.id);
    const bool task = row.channel == "task";
    const bool hers_still =
        task && (outcome == trunks::Outcome::cancelled || outcome == trunks::Outcome::unattended);
    if (!task && call.queued_at == Time{}) row.exit = to_name(outcome);
    if (outcome != trunks::Outcome::answered) {
        row.disposition = hers_still ? "" : disposition_of(outcome);
        if (!task) row.answered_at = Time{};
        row.talk_ms = 0;
    }
    if (hers_still) {
        row.state = "talking";
        row.hang_up_by.clear();
        row.ended_at = Time{};
        push_card(row.id, "contact");
    }
    if (!task && outcome == trunks::Outcome::cancelled && deps.hub && call.agent) {
        deps.hub->to_person(*call.agent, "contact_over",
                            "{\"contact_id\":\"" + std::to_string(row.id.value) + "\"}");
        clear_visible(*call.agent);
    }
    if (outcome == trunks::Outcome::unattended) left_unattended(live);
    fact("contact.dial_over", row.id.value, row.agent,
         "{\"outcome\":" + json::quote(std::string(to_name(outcome))) +
             ",\"status\":" + std::to_string(call.dial->status) + "}");
}

// ---- a trunk's test call ----

void Calls::Impl::test_over(LegId leg, bool ok, std::string code, int status) {
    const auto it = test_legs.find(leg);
    if (it == test_legs.end()) return;
    auto done = std::move(it->second);
    test_legs.erase(it);
    voice.drop(leg);
    trunks::TestStep step{"call", ok, std::move(code), {}};
    if (status) step.params = {{"status", std::to_string(status)}};
    done(std::move(step));
}

trunks::TestStep Calls::test_call(const trunks::Way& way) {
    auto* i = impl_.get();
    auto promise = std::make_shared<std::promise<trunks::TestStep>>();
    auto future = promise->get_future();
    auto rang = std::make_shared<std::atomic<bool>>(false);
    const LegId leg = i->deps.ids.next_id<LegId>();
    i->floor.post([i, leg, way, promise, rang] {
        i->test_legs[leg] = [promise, rang](trunks::TestStep step) {
            if (step.code == "call.rang")
                *rang = true;  // on its way; not over
            else
                promise->set_value(std::move(step));
        };
        i->voice.dial({leg, way.sip_name, way.number, way.from_user, way.asserted, [i, leg] {
                           i->floor.post([i, leg] { i->test_over(leg, false, "call.codec"); });
                       }});
    });
    if (future.wait_for(std::chrono::seconds(20)) != std::future_status::ready)
        i->floor.post(
            [i, leg, rang] { i->test_over(leg, false, *rang ? "call.no_answer" : "call.silent"); });
    if (future.wait_for(std::chrono::seconds(2)) != std::future_status::ready)
        return {"call", false, "call.no_answer", {}};
    return future.get();
}

}  // namespace ol::calls
