// Carries out what a call's flow wants: words, orders, webhooks; and brings the answers back.
#include <algorithm>

#include "contact/calls/floor.hpp"
#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"

namespace ol::calls {

namespace {

constexpr Ms lookups_window{60 * 60'000};
constexpr std::size_t lookups_per_window = 12, numbers_max = 20'000;

std::uint64_t chance() {
    std::uint64_t out = 0;
    for (const char c : crypto::random_bytes(8)) out = out << 8 | static_cast<unsigned char>(c);
    return out;
}

/// What he did in two flows of one call, as one way.
flows::FlowRecord joined(const flows::FlowRecord& before, flows::FlowRecord now) {
    now.steps.insert(now.steps.begin(), before.steps.begin(), before.steps.end());
    for (const auto& old : before.answers)
        if (std::ranges::none_of(now.answers, [&](const auto& a) { return a.name == old.name; }))
            now.answers.push_back(old);
    if (!now.order_id) now.order_id = before.order_id, now.order_number = before.order_number;
    if (!now.rating) now.rating = before.rating;
    now.fallback_spoken |= before.fallback_spoken;
    return now;
}

bool has_hours(const flows::Script& script) {
    return std::ranges::any_of(script.body.steps, [](const flows::Step& step) {
        return step.kind == flows::StepKind::hours;
    });
}

}  // namespace

/// Gives the call its flow, if one is drawn for it. True when that flow itself asks for the hours.
bool Calls::Impl::draw_flow(const LiveContact& c, BuyerArrived& arrived) const {
    if (!deps.flows || deps.answer_everyone) return false;
    arrived.flow = deps.flows->script_for(c.dialled, c.row.queue, c.row.shop);
    if (!arrived.flow) return false;
    arrived.facts = run_facts(c);
    return has_hours(*arrived.flow);
}

flows::RunFacts Calls::Impl::run_facts(const LiveContact& c) const {
    flows::RunFacts facts;
    facts.shop = c.row.shop;
    if (const auto shop = shops.find(c.row.shop); shop != shops.end()) {
        facts.tz = shop->second.tz;
        facts.language = shop->second.language;
        facts.hours = shop->second.hours.hours;
    }
    if (!c.language.empty()) facts.language = c.language;  // that he chose in a flow before
    facts.number_known = !c.row.number.empty();
    facts.chance = chance();
    return facts;
}

// ---- from the operator into a flow ----

Result<> Calls::Impl::send_to_flow(ContactId id, flows::FlowId flow) {
    const auto unknown = not_found("calls.flow", "there is no such flow in this shop");
    if (!deps.flows) return unknown;
    auto script = deps.flows->published(flow, contacts.at(id).row.shop);
    if (!script) return script.error();
    if (!*script) return unknown;
    leaves_for(id, *script, false);
    return {};
}

/// She hung up: where her queue wants it so, he is asked how it was.
void Calls::Impl::she_hangs_up(ContactId id) {
    const auto* live = find(id);
    const auto queue = live ? queues.find(live->row.queue) : queues.end();
    const flows::FlowId asks =
        queue == queues.end() ? flows::FlowId{} : queue->second.rules.after_talk_flow_id;
    if (!asks || !deps.flows) return apply(AgentHungUp{id});
    const auto script = deps.flows->published(asks, live->row.shop);
    if (!script || !*script) return apply(AgentHungUp{id});
    leaves_for(id, *script, true);
}

void Calls::Impl::leaves_for(ContactId id, std::shared_ptr<const flows::Script> flow,
                             bool after_talk) {
    auto& live = contacts.at(id);
    live.flow_before = live.flow;
    apply(SendToFlow{id, std::move(flow), run_facts(live), after_talk});
    if (const auto* still = find(id)) flow_caller(*still);
}

void Calls::Impl::flow_told(ContactId id, flows::FlowEvent event) {
    floor.post([this, id, event = std::move(event)] { apply(FlowTold{id, event}); });
}

void Calls::Impl::run(const FlowDo& c) {
    auto* live = find(c.contact);
    if (!live) return;
    const ContactId id = c.contact;
    if (const auto* speak = std::get_if<flows::Speak>(&c.command)) return flow_words(id, *speak);
    if (const auto* language = std::get_if<flows::SpeakLanguage>(&c.command)) {
        live->language = language->language;
    } else if (std::holds_alternative<flows::Hush>(c.command)) {
        live->flow_speaking = 0;
        voice.with_media([leg = live->buyer](media::Engine& m) { m.stop_play(leg); });
    } else if (const auto* ask = std::get_if<flows::AskOrder>(&c.command)) {
        flow_order(id, *ask);
    } else if (const auto* act = std::get_if<flows::ActOnOrder>(&c.command)) {
        flow_act(id, *act);
    } else if (const auto* hook = std::get_if<flows::AskHook>(&c.command)) {
        deps.flows->ask_hook(*hook, id, live->language,
                             [this, id](flows::HookCame came) { flow_told(id, std::move(came)); });
    } else if (const auto* dial = std::get_if<flows::Dial>(&c.command)) {
        flow_dials(id, *dial);
    } else if (const auto* times = std::get_if<flows::AskTimes>(&c.command)) {
        flow_times(id, times->serial, times->queue.value_or(live->row.queue));
    } else if (const auto* book = std::get_if<flows::BookTime>(&c.command)) {
        flow_books(id, *book);
    } else if (std::holds_alternative<flows::Noted>(c.command)) {
        flow_noted(id);
    }
}

/// The words are made on the speech thread; when they are ready and still wanted, they are played.
void Calls::Impl::flow_words(ContactId id, const flows::Speak& speak) {
    auto* live = find(id);
    live->flow_speaking = speak.token;
    const auto ready = [this, id, token = speak.token](std::vector<std::string> names, bool) {
        floor.post([this, id, token, names = std::move(names)] {
            auto* now = find(id);
            if (!now || now->flow_speaking != token) return;
            voice.play(now->buyer, {names, now->language, false, "flow:" + std::to_string(token)});
        });
    };
    deps.flows->prepare(live->row.shop, speak.what, ready);
}

void Calls::Impl::flow_caller(const LiveContact& c) {
    if (!core.flow_of(c.row.id)) return;
    cards.post([this, id = c.row.id, found = c.caller] {
        flows::CallerFacts facts;
        facts.known = found.who == customers::Who::buyer || found.who == customers::Who::trusted;
        facts.language = found.language;
        for (const CustomerId customer : found.customer_ids)
            if (auto known = deps.customers.customer(customer, customers::Visibility::masked))
                facts.orders = std::max(facts.orders, static_cast<int>(known->order_count));
        flow_told(id, flows::CallerCame{facts});
    });
}

/// Nobody tries numbers out: so many questions an hour for each calling number.
bool Calls::Impl::lookup_allowed(const std::string& number) {
    const Time now = floor.now();
    if (lookups.size() > numbers_max) lookups.clear();
    auto& asked = lookups[number];
    std::erase_if(asked, [&](Time at) { return at + lookups_window < now; });
    if (asked.size() >= lookups_per_window) return false;
    asked.push_back(now);
    return true;
}

void Calls::Impl::flow_order(ContactId id, const flows::AskOrder& ask) {
    auto* live = find(id);
    if (!lookup_allowed(live->row.number)) {
        fact("flow.lookups_exceeded", id.value, {});
        return flow_told(id,
                         flows::OrderCame{ask.serial, flows::Outcome::failed, {}, {}, {}, {}, {}});
    }
    cards.post([this, id, ask, shop = live->row.shop] {
        flows::OrderCame came{ask.serial, flows::Outcome::failed, {}, {}, {}, {}, {}};
        (void)deps.db.read([&](db::Conn& conn) -> Result<> {
            const auto found = deps.orders.of_caller(conn, shop, ask.number, ask.tail);
            came.outcome = found ? flows::Outcome::found : flows::Outcome::not_found;
            if (!found) return {};
            auto order = deps.orders.order(conn, *found);
            if (!order) return order.error();
            came.order = *found;
            came.number = ask.number;
            came.state = to_name(order->desk_state);
            came.delivery_from = order->delivery_from;
            came.delivery_to = order->delivery_to;
            return {};
        });
        flow_told(id, came);
    });
}

/// By key: what is not confirmed yet is confirmed by his word, then the order as a whole. The call
/// is the evidence; nobody of ours did it.
void Calls::Impl::flow_act(ContactId id, const flows::ActOnOrder& act) {
    const auto job = [this, id, act](db::Tx& tx) -> Result<> {
        if (!act.confirm) return deps.orders.cancel(tx, act.order, std::nullopt, "by_key", {});
        auto order = deps.orders.order(tx.conn, act.order);
        for (const auto field : orders::check_fields) {
            if (!order) return order.error();
            const auto open = std::ranges::any_of(order->checks, [&](const auto& check) {
                return check.field == field && check.state == orders::CheckState::open;
            });
            if (!open) continue;
            orders::CheckRequest request;
            request.field = field;
            request.contact_id = id;
            if (auto ok = deps.orders.check(tx, act.order, order->version, request, {}); !ok)
                return ok;
            order = deps.orders.order(tx.conn, act.order);
        }
        if (!order) return order.error();
        auto confirmed = deps.orders.confirm(tx, act.order, order->version, id, {});
        if (!confirmed) return confirmed.error();
        return {};
    };
    deps.db.post(job, [this, id, act](Result<> done) {
        if (!done)
            log::info("calls", "not_by_key",
                      {{"order", std::to_string(act.order.value)}, {"code", done.error().code}});
        flow_told(id, flows::OrderCame{act.serial,
                                       done ? flows::Outcome::done : flows::Outcome::failed,
                                       act.order,
                                       {},
                                       {},
                                       {},
                                       {}});
        if (done && deps.orders.deps().on_changed)
            cards.post([this, act] { deps.orders.deps().on_changed(act.order, 0); });
    });
}

void Calls::Impl::flow_noted(ContactId id) {
    auto* live = find(id);
    const auto* runner = core.flow_of(id);
    if (!live || !runner) return;
    live->flow =
        live->flow_before ? joined(*live->flow_before, runner->record()) : runner->record();
    const Call* call = core.call(id);
    if (call && call->state == CallState::in_flow && !runner->over()) return;  // kept at its end
    live->flow_speaking = 0;
    if (live->wrapping) push_card(id, "contact");  // she sees how he rated the talk
    fact("flow.left", id.value, {},
         "{\"flow\":\"" + std::to_string(live->flow->flow_id.value) +
             "\",\"version\":" + std::to_string(live->flow->version) + "}");
    later([id, record = *live->flow](db::Tx& tx) { flows::CallFlows::keep(tx, id, record); });
    rated(*live, runner->record());
}

/// Whether this flow asked how it was, and what he said: of the last talk before the question,
/// whoever had him earlier. Figures count it by this fact alone.
void Calls::Impl::rated(LiveContact& live, const flows::FlowRecord& flow) {
    const bool asked = std::ranges::any_of(
        flow.steps, [](const auto& step) { return step.kind == flows::StepKind::rate; });
    if (!asked || live.row.came_by == "test") return;
    const auto talk = std::find_if(live.spans.rbegin(), live.spans.rend(),
                                   [](const spans::Row& span) { return !span.open(); });
    const bool talked = talk != live.spans.rend();
    if (flow.rating) {
        live.row.rating = *flow.rating;
        touch(live.row.id);
        if (talked) talk->rating = *flow.rating, keep_span(*talk);
    }
    fact("rating.asked", live.row.id.value, {},
         rating_data(live.row, floor.now(), talked ? talk->agent : PersonId{},
                     talked ? talk->queue : live.row.queue, flow.rating));
}

}  // namespace ol::calls
