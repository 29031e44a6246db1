#include "contact/calls/floor.hpp"

#include "contact/calls/floor_chats.hpp"
#include "contact/calls/parts.hpp"
#include "contact/calls/take_floor.hpp"

#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/base/text.hpp"

namespace ol::calls {

std::string_view name(routing::Exit exit) {
    switch (exit) {
        case routing::Exit::answered: return "answered";
        case routing::Exit::abandoned: return "abandoned";
        case routing::Exit::timeout: return "timeout";
        case routing::Exit::overflow: return "overflow";
        case routing::Exit::key_exit: return "key_exit";
        case routing::Exit::callback: return "callback";
        case routing::Exit::empty: return "empty";
        case routing::Exit::full: return "full";
        case routing::Exit::withdrawn: return "withdrawn";
        case routing::Exit::system_fail: return "system_fail";
        case routing::Exit::closed: return "closed";
    }
    return "system_fail";
}

std::string_view name(routing::AgentState state) {
    switch (state) {
        case routing::AgentState::signed_out: return "signed_out";
        case routing::AgentState::paused: return "paused";
        case routing::AgentState::ready: return "ready";
        case routing::AgentState::reserved: return "reserved";
        case routing::AgentState::talking: return "talking";
        case routing::AgentState::wrap_up: return "wrap_up";
        case routing::AgentState::not_responding: return "not_responding";
    }
    return "signed_out";
}

Calls::Impl::Impl(Deps d)
    : deps(std::move(d)),
      floor(deps.clock, {.name = "floor"}),
      cards(deps.clock, {.name = "cards"}),
      voice(deps.clock),
      line(floor, deps.floor_log, *this) {
    voice.terms = [this](const std::string& trunk) {
        return deps.trunks ? deps.trunks->terms_of(trunk) : media::LegOptions{};
    };
    takes = std::make_shared<PromptTakes>(*this);
    chats = std::make_shared<Chats>(*this);
}

LiveContact* Calls::Impl::find(ContactId id) {
    auto it = contacts.find(id);
    return it == contacts.end() ? nullptr : &it->second;
}

LiveAgent* Calls::Impl::agent(PersonId id) {
    auto it = agents.find(id);
    return it == agents.end() ? nullptr : &it->second;
}

void Calls::Impl::apply(const CallEvent& event) {
    for (const auto& command : core.handle(floor.now(), event))
        std::visit([this](const auto& c) { run(c); }, command);
}

/// A contact is done when the call is over, the line has let it go and its wrap-up is saved or
/// over.
void Calls::Impl::maybe_done(ContactId id) {
    auto* c = find(id);
    if (!c || c->in_line || c->in_call || c->wrapping) return;
    if (c->row.channel == "task" && c->row.state != "done") return;
    c->row.state = "done";
    if (c->row.ended_at == Time{}) c->row.ended_at = floor.now();
    if (deps.visits && c->row.queued_at != Time{} && c->row.channel == "call")
        deps.visits->done(visit_of(*c));
    visit_fact("done", c->row, c->spans, c->beside);
    pending.contacts[id] = c->row;  // it goes: the last copy is made now
    dirty.erase(id);
    dirty_late.erase(id);
    ask_flush();
    forget_callback(c->row);
    place_over(id);
    task_over(*c);
    contacts.erase(id);
    board_dirty = true;
}

Visit Calls::Impl::visit_of(const LiveContact& c) const {
    Visit v;
    v.contact = c.row.id;
    v.queue = c.row.queue;
    v.agent = c.row.agent;
    v.kind = c.row.kind;
    v.entered_at = c.row.queued_at == Time{} ? c.row.entered_at : c.row.queued_at;
    v.answered_at = c.row.answered_at;
    v.exited_at = v.entered_at + Ms{c.row.wait_ms};
    v.rings = c.row.rings;
    v.talk = Ms{std::max<std::int64_t>(0, c.row.talk_ms - c.row.hold_ms)};
    v.hold = Ms{c.row.hold_ms};
    v.wrap_up = Ms{c.row.wrap_up_ms};
    return v;
}

QueueId Calls::Impl::queue_for(const std::string& to_user) const {
    for (const auto& [id, queue] : queues)
        if (queue.name == to_user) return id;
    return queues.empty() ? QueueId{} : queues.begin()->first;
}

/// The call-back keeps the place the caller had (A3, A26): its age counts from when he first
/// entered the line.
store::ContactRecord Calls::Impl::task_of(const LiveContact& c, bool voicemail,
                                          std::string reason) {
    store::ContactRecord task;
    task.id = deps.ids.next_id<ContactId>();
    task.channel = "task";
    task.kind = voicemail ? "voicemail" : "callback";
    task.direction = "out";
    task.came_by = c.row.came_by;
    task.shop = c.row.shop;
    task.queue = c.row.queue;
    task.state = "open";
    task.number = c.row.number;
    task.caller_name = c.row.caller_name;
    task.caller_who = c.row.caller_who;
    task.customer = c.row.customer;
    task.entered_at = task.queued_at =
        c.row.queued_at == Time{} ? c.row.entered_at : c.row.queued_at;
    task.source = c.row.id;
    task.task_reason = std::move(reason);
    task.due_at = c.row.due_at;
    task.recording = voicemail ? c.row.recording : RecordingId{};
    return task;
}

LiveContact& Calls::Impl::add_task(const LiveContact& from, const store::ContactRecord& task) {
    LiveContact live;
    live.row = task;
    live.caller = from.caller;
    LiveContact& added = contacts.emplace(task.id, std::move(live)).first->second;
    index_callback(task);
    touch(task.id);
    fact("task." + task.kind, task.id.value, {},
         "{\"source\":\"" + std::to_string(task.source.value) + "\"}");
    return added;
}

void Calls::Impl::make_task(ContactId from, bool voicemail, std::string reason) {
    auto* c = find(from);
    if (!c) return;
    if (auto* waiting = voicemail ? nullptr : callback_of(*c)) return join_callback(*waiting, *c);
    c->tasked = true;
    const auto task = task_of(*c, voicemail, std::move(reason));
    promise_call_back(add_task(*c, task));
    queue_task(task);
}

void Calls::Impl::ask_task(const AskedTask& asked) {
    auto queue = queues.find(asked.queue);
    if (queue == queues.end() || queue->second.shop_id != asked.shop)
        queue = std::find_if(queues.begin(), queues.end(),
                             [&](const auto& q) { return q.second.shop_id == asked.shop; });
    if (queue == queues.end() || asked.number.empty()) return;
    if (auto* known = asked.id ? find(asked.id) : nullptr) return keep_until(*known, asked.until);
    LiveContact about;
    about.caller = asked.caller;
    about.row.shop = asked.shop;
    about.row.queue = queue->first;
    about.row.number = asked.number;
    about.row.customer = asked.customer;
    about.row.caller_name = asked.caller.name;
    about.row.caller_who = to_name(asked.caller.who);
    about.row.entered_at = floor.now();
    if (auto* waiting = callback_of(about)) {  // one buyer, one effort: it speaks of this too
        if (!waiting->row.order) waiting->row.order = asked.order;
        return touch(waiting->row.id);
    }
    auto task = task_of(about, false, asked.reason);
    if (asked.id) task.id = asked.id;
    task.kind = asked.kind;
    task.order = asked.order;
    task.agent = asked.owner;
    keep_until(add_task(about, task), asked.until);
    queue_task(task);
}

/// He keeps his place and his age as a call-back (A26); the line lets his call go with
/// Exit::callback.
void Calls::Impl::run(const AskCallback& command) {
    auto* c = find(command.contact);
    if (!c || !c->in_line) return;
    auto& task = add_task(*c, task_of(*c, false, "callback"));
    task.in_line = true;
    to_line(routing::ContactToCallback{command.contact, task.row.id, routing::Channel::task, {}});
    tell_task(task);
}

/// Who called while the shop was closed is promised an answer soon after it opens. Unknown callers
/// have no thread to hang a promise on: their task alone stands.
void Calls::Impl::promise_call_back(const LiveContact& task) {
    if (!task.row.customer || task.row.due_at <= floor.now()) return;
    promises::NewPromise promise;
    promise.kind = promises::Kind::callback;
    promise.to_customer_id = task.row.customer;
    promise.contact_id = task.row.id;
    promise.shop_id = task.row.shop;
    promise.due_from = task.row.due_at;
    promise.due_at = task.row.due_at + call_back_within;
    later([this, promise](db::Tx& tx) {
        const auto made = deps.promises.make(tx, promise, "hours", {});
        if (made && deps.hub)
            deps.hub->to_permission("promises.view", "promise", json::write(*made),
                                    *promise.shop_id);
    });
}

void Calls::Impl::queue_task(const store::ContactRecord& row) {
    auto* c = find(row.id);
    if (!c) return;
    visit_fact("entered", row);
    if (row.due_at > floor.now())
        floor.at(row.due_at, [this, id = row.id] { task_due(id); });
    else
        task_to_line(row.id);
    tell_task(*c);
}

/// Its hour has come, unless it was put off meanwhile.
void Calls::Impl::task_due(ContactId id) {
    const auto* c = find(id);
    if (c && c->row.due_at <= floor.now()) task_to_line(id);
}

/// Into the line at its hour; earlier when the shop opens earlier, once.
void Calls::Impl::task_to_line(ContactId id) {
    auto* c = find(id);
    if (!c || c->in_line || c->wrapping || c->row.state != "open") return;
    c->in_line = true;
    routing::ContactQueued queued{id, c->row.queue, routing::Channel::task, 0, c->row.entered_at,
                                  {}, false};
    // One call-back per buyer, and it ends when he calls himself; a message must be heard anyhow.
    if (c->row.kind != "voicemail") queued.identity = identity_of(*c);
    // Tried before, asked for by its owner's room, or booked by her hand.
    const bool owned = c->row.tries > 0 || !c->row.source || c->row.task_reason == booked_reason;
    if (owned && c->row.agent) {
        queued.preferred = {c->row.agent};
        queued.prefer_for = held_for_who_tried;
    }
    to_line(std::move(queued));
    if (c->row.kind == "callback" && !deps.answer_everyone)
        floor.at(std::max(floor.now(), c->row.entered_at + awake_for),
                 [this, id] { keep_humane(id); });
    board_dirty = true;
}

flows::HoursState Calls::Impl::hours_now(ShopId id) const {
    const auto shop = shops.find(id);
    if (shop == shops.end() || deps.answer_everyone) return {};
    return flows::state_at(shop->second.hours.hours, floor.now(), shop->second.tz);
}

/// The hours were changed: what waits for an opening that is now does not wait for the old one.
void Calls::Impl::hours_changed() {
    std::vector<ContactId> waiting;
    for (const auto& [id, c] : contacts)
        if (c.row.channel == "task" && c.row.due_at > floor.now() && !booked_until.contains(id) &&
            hours_now(c.row.shop).open)
            waiting.push_back(id);
    for (const ContactId id : waiting) task_to_line(id);
}

void Calls::Impl::set_visible(PersonId person, ContactId id) {
    auto* c = find(id);
    if (!c || !person) return;
    std::set<CustomerId> who(c->caller.customer_ids.begin(), c->caller.customer_ids.end());
    if (c->row.customer) who.insert(c->row.customer);
    std::lock_guard lock(visible_mutex);
    visible[person] = {id, std::move(who)};
}

void Calls::Impl::clear_visible(PersonId person) {
    std::lock_guard lock(visible_mutex);
    visible.erase(person);
}

// ---- the public face ----

Calls::Calls(Deps deps) : impl_(std::make_unique<Impl>(std::move(deps))) {}
Calls::~Calls() { stop(); }

void Calls::attach(sip::Stack& stack, media::Engine& engine) { impl_->voice.attach(stack, engine); }
Loop& Calls::floor() { return impl_->floor; }
std::int64_t Calls::not_saved() const { return impl_->not_saved; }

void Calls::set_shops(std::vector<Shop> shops) {
    impl_->floor.post([i = impl_.get(), shops = std::move(shops)] {
        i->shops.clear();
        for (auto& shop : shops) i->shops[shop.id] = shop;
        i->hours_changed();
        i->board_dirty = true;
    });
}

void Calls::set_queues(std::vector<QueueSettings> queues) {
    impl_->floor.post([i = impl_.get(), queues = std::move(queues)] {
        for (auto& queue : queues) i->configure(queue);
    });
}

void Calls::set_agents(std::vector<Agent> people) {
    impl_->floor.post([i = impl_.get(), people = std::move(people)] {
        for (auto& [id, a] : i->agents) a.known = false;
        for (const auto& person : people) {
            auto& a = i->agents[person.id];
            a.info = person;
            a.known = true;
            a.view.agent = person.id;
            if (a.view.since == Time{}) a.view.since = i->floor.now();
            if (i->deps.answer_everyone) a.sip_reachable = true;  // fixed contacts never register
            i->update_reachable(a);
        }
        for (auto& [id, a] : i->agents)
            if (!a.known && a.in_router) i->chats->sign_out(id);
        i->board_dirty = true;
    });
}

void Calls::ask_task(AskedTask task) {
    impl_->floor.post([i = impl_.get(), task = std::move(task)] { i->ask_task(task); });
}

void Calls::begin_emergency(std::int64_t id, std::vector<PersonId> people,
                            std::vector<QueueId> queues) {
    impl_->floor.post(
        [i = impl_.get(), id, people = std::move(people), queues = std::move(queues)]() mutable {
            i->to_line(routing::EmergencyBegan{id, std::move(people), std::move(queues)});
            i->board_dirty = true;
        });
}

void Calls::end_emergency(std::int64_t id, Ms stagger) {
    impl_->floor.post([i = impl_.get(), id, stagger] {
        i->to_line(routing::EmergencyEnded{id, stagger});
        i->board_dirty = true;
    });
}

std::vector<QueueSettings> Calls::queue_settings() const {
    std::vector<QueueSettings> out;
    (void)impl_->deps.db.read([&](db::Conn& conn) -> Result<> {
        out = queues::load_queues(conn);
        return {};
    });
    return out;
}

void Calls::choose(PersonId person, std::string state, std::string reason) {
    impl_->floor.post(
        [i = impl_.get(), person, state, reason] { (void)i->choose(person, state, reason); });
}

Result<QueueSettings> Calls::create_queue(db::Tx& tx, const QueueSettings& draft) {
    QueueSettings queue = draft;
    queue.id = impl_->deps.ids.next_id<QueueId>();
    return queues::save(tx, queue, std::nullopt);
}

void Calls::add_past(db::Tx& tx, std::span<const Past> past) {
    for (const auto& p : past) {
        store::ContactRecord c;
        c.id = impl_->deps.ids.next_id<ContactId>();
        c.shop = p.shop;
        c.queue = p.queue;
        c.customer = p.customer;
        c.agent = p.agent;
        c.number = p.number;
        c.caller_name = p.caller_name;
        c.caller_who = p.customer ? "buyer" : "unknown";
        c.state = "done";
        c.exit = p.exit;
        c.disposition = p.disposition;
        c.note = p.note;
        c.entered_at = c.queued_at = p.entered_at;
        c.wait_ms = p.wait.count();
        if (p.exit == "answered") c.answered_at = p.entered_at + p.wait;
        c.ended_at = p.entered_at + p.wait + p.talk;
        c.talk_ms = p.talk.count();
        c.wrap_up_ms = p.wrap_up.count();
        c.rings = p.rings;
        c.attempts = p.rings > 0 ? 1 : 0;
        store::save(tx, c);
        if (p.agent)
            tx.journal({"line.offer", c.id.value, p.agent.value,
                        "{\"at\":" + std::to_string(to_ms(p.entered_at + p.wait)) +
                            ",\"queue\":\"" + std::to_string(p.queue.value) + "\"}"});
    }
}

namespace {
routing::Exit exit_named(const std::string& text) {
    for (int i = 0; i <= static_cast<int>(routing::Exit::closed); i++)
        if (name(static_cast<routing::Exit>(i)) == text) return static_cast<routing::Exit>(i);
    return routing::Exit::system_fail;
}
}  // namespace

std::vector<std::pair<Visit, bool>> Calls::visits_since(Time since) {
    std::vector<std::pair<Visit, bool>> out;
    (void)impl_->deps.db.read([&](db::Conn& conn) -> Result<> {
        for (const auto& c : store::visits_since(conn, since)) {
            LiveContact live;
            live.row = c;
            Visit v = impl_->visit_of(live);
            v.exit = exit_named(c.exit);
            out.emplace_back(v, c.exit.empty());
        }
        return {};
    });
    return out;
}

Result<std::vector<QueueSettings>> Calls::queues() const {
    return impl_->deps.db.read_as<std::vector<QueueSettings>>(
        [](db::Conn& conn) -> Result<std::vector<QueueSettings>> {
            return queues::load_queues(conn);
        });
}

void Calls::snapshot(std::function<void(LineSnapshot)> fn) {
    impl_->floor.post([i = impl_.get(), fn = std::move(fn)] { fn(i->snapshot_now()); });
}

bool Calls::works_with(PersonId person, ContactId contact, CustomerId customer) const {
    std::lock_guard lock(impl_->visible_mutex);
    auto it = impl_->visible.find(person);
    if (it == impl_->visible.end()) return false;
    return (!contact || it->second.first == contact) && it->second.second.contains(customer);
}

Result<Recovery> Calls::start() {
    auto& i = *impl_;
    Recovery found = i.recover(i.deps.clock.now());
    (void)i.deps.db.read([&i](db::Conn& conn) -> Result<> {
        i.unseen_shops = parts::unseen_shops(conn);
        return {};
    });
    i.started = true;
    if (i.deps.hub) {
        i.deps.hub->on_message(
            [p = &i](const http::Principal& who, std::string_view type, std::string_view data) {
                p->hub_message(who, type, data);
            });
        i.deps.hub->on_presence([p = &i](PersonId person, bool connected) {
            p->floor.post([p, person, connected] {
                if (connected) p->chats->at_desk(person);
                if (auto* a = p->agent(person)) {
                    if (!connected && a->browser_leg) p->check_leg(person, a->browser_leg);
                    p->push_agent(*a);
                }
            });
        });
    }
    if (i.deps.public_sockets) {
        http::PublicSockets::Events e;
        e.opened = [](std::int64_t, const http::Request&) {};
        e.message = [p = &i](std::int64_t conn, std::string_view text) {
            p->web_message(conn, text);
        };
        e.closed = [p = &i](std::int64_t conn) { p->web_closed(conn); };
        i.deps.public_sockets->serve("/public/v1/call", std::move(e));
    }
    i.floor.post([p = &i] {
        p->board_tick();
        if (!p->deps.answer_everyone) p->read_lines();
    });
    return found;
}

void Calls::stop() {
    auto& i = *impl_;
    if (i.stopping) return;
    i.stopping = true;
    i.floor.stop();
    i.voice.stop();
    i.cards.stop();
    if (!i.started) return;
    i.dirty.merge(i.dirty_late);
    i.gather_rows();
    (void)i.deps.db.write([&i](db::Tx& tx) -> Result<> {
        for (auto& [id, row] : i.pending.contacts) store::save(tx, row);
        for (auto& row : i.pending.explains) store::save(tx, row);
        for (auto& fact : i.pending.facts) tx.journal(fact);
        for (auto& job : i.pending.jobs) job(tx);
        // People stay as they had chosen; calls in talk are cut by this stop: they become
        // call-backs at the next start.
        store::end_run(tx, i.run_id);
        return {};
    });
}

}  // namespace ol::calls
