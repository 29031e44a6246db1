// Flows: kept as one draft and all that was ever published; read once, then answered from memory.
#include "contact/flows/call_flows.hpp"

#include <algorithm>

#include "platform/base/json.hpp"
#include "platform/base/text.hpp"

namespace ol::flows {

namespace {

constexpr std::size_t name_letters_max = 100, note_bytes_max = 300, uses_max = 50;
constexpr std::size_t hook_threads = 4, hook_waiting_max = 50;

constexpr auto select_flows =
    "select id, shop_id, name, version, published, draft from flow order by id";
constexpr auto select_published =
    "select body from flow_version where flow_id = ?1 and version = ?2";
constexpr auto update_flow =
    "update flow set name = ?3, version = ?4, published = ?5, draft = ?6 "
    "where id = ?1 and version = ?2";

Error unknown_flow() { return not_found("flows.unknown", "There is no such flow."); }
Error version_conflict() {
    return conflict("flows.version_conflict",
                    "Somebody changed this flow meanwhile; look, then save again.");
}
bool in_scope(const http::Principal& who, ShopId shop) {
    return who.shops.empty() || who.shops.contains(shop.value);
}

FlowBody body_of(const std::string& text) {
    auto body = json::read<FlowBody>(text);
    if (!body)
        throw db::Fault(db::Fault::Kind::other, "flow cannot be read: " + body.error().detail);
    return std::move(*body);
}

/// What is dialled, in one form: a number in E.164, or a short number or a name of the centre's
/// own.
std::optional<std::string> place_of(std::string_view typed, std::string_view region) {
    constexpr std::size_t short_digits_max = 6, name_max_bytes = 32;
    const std::string text(trim(typed));
    const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
    if (!text.empty() && digits && text.size() <= short_digits_max) return text;
    if (auto number = normal_phone(text, region)) return number;
    const bool name = !text.empty() && text.size() <= name_max_bytes &&
                      ((text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z')) &&
                      text.find_first_not_of(
                          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                          "0123456789._-") == std::string::npos;
    return name ? std::optional(text) : std::nullopt;
}

/// What a new flow begins with: a greeting, a menu, the line.
FlowBody beginning(const std::string& language) {
    FlowBody flow{"greeting", {language.empty() ? "en" : language}, {}};
    Step greeting{.name = "greeting", .kind = StepKind::say, .exits = {{"next", "line"}}};
    Step line{.name = "line", .kind = StepKind::queue};
    greeting.say.prompt = "greeting";
    flow.steps = {greeting, line};
    return flow;
}

Result<> fits(const std::string& name, const FlowBody& body) {
    if (trim(name).empty()) return invalid("flows.name_empty", "name", "Give the flow a name.");
    if (utf8_length(name) > name_letters_max)
        return invalid("flows.name_long", "name", "A flow has a name of at most 100 letters.");
    if (body.steps.size() > steps_max)
        return invalid("flows.too_many_steps", "body.steps", "A flow has at most 300 steps.");
    return {};
}

}  // namespace

CallFlows::CallFlows(Deps deps)
    : d_(std::move(deps)),
      speech_(d_.clock, d_.folder, d_.engine ? std::move(d_.engine) : espeak_ng()) {
    for (std::size_t i = 0; i < hook_threads; ++i)
        hooks_.push_back(std::make_unique<Loop>(
            d_.clock, Loop::Options{.name = "hook", .mailbox_max = hook_waiting_max}));
}
CallFlows::~CallFlows() { stop(); }

void CallFlows::stop() {
    for (auto& hook : hooks_) hook->stop();
    speech_.stop();
}

Result<> CallFlows::load() {
    std::map<FlowId, Kept> flows;
    std::map<std::pair<UseKind, std::string>, FlowId> uses;
    std::vector<Prompt> prompts;
    auto done = d_.db.read([&](db::Conn& conn) -> Result<> {
        const db::Rows r = conn.query(select_flows);
        for (std::size_t i = 0; i < r.size(); ++i) {
            Kept k;
            FlowView& v = k.view;
            v.id = FlowId{r.i64(i, 0)};
            v.shop_id = ShopId{r.i64(i, 1)};
            v.name = r.text(i, 2);
            v.version = r.i64(i, 3);
            v.published = r.i64(i, 4);
            v.body = body_of(r.text(i, 5));
            const db::Rows live = conn.query(select_published, v.id, v.published);
            if (!live.empty())
                k.live = std::make_shared<Script>(
                    Script{v.id, v.name, v.published, body_of(live.text(0, 0))});
            const db::Rows u = conn.query(
                "select kind, value from flow_use where flow_id = ?1 order by kind, value", v.id);
            for (std::size_t j = 0; j < u.size(); ++j) {
                const auto kind = from_name<UseKind>(u.text(j, 0)).value_or(UseKind::number);
                const bool shop = kind == UseKind::shop;
                // Kept as it was typed, by versions before: made equal here.
                const std::string value =
                    kind == UseKind::number
                        ? place_of(u.text(j, 1), region_of(v.shop_id)).value_or(u.text(j, 1))
                        : u.text(j, 1);
                v.uses.push_back({kind, shop ? "" : value});
                uses[{kind, value}] = v.id;
            }
            flows.emplace(v.id, std::move(k));
        }
        const db::Rows p = conn.query("select prompt from flow_prompt order by id");
        for (std::size_t i = 0; i < p.size(); ++i) {
            auto prompt = json::read<Prompt>(p.text(i, 0));
            if (!prompt) return prompt.error();
            prompts.push_back(std::move(*prompt));
        }
        return {};
    });
    if (!done) return done;
    const std::scoped_lock lock(mutex_);
    flows_ = std::move(flows);
    uses_ = std::move(uses);
    prompts_ = std::move(prompts);
    return {};
}

// ---- for calls ----

std::string CallFlows::region_of(ShopId shop) const {
    const auto people = d_.staff.directory();
    const auto at = people->shops.find(shop);
    if (at == people->shops.end()) return {};
    return at->second.default_region.empty() ? at->second.country : at->second.default_region;
}

std::shared_ptr<const Script> CallFlows::script_for(const std::string& dialled, QueueId queue,
                                                    ShopId shop) const {
    const std::scoped_lock lock(mutex_);
    // On the floor, for each call: a number is parsed only where a flow is met by one.
    const auto by_number = uses_.lower_bound({UseKind::number, ""});
    const bool parse = by_number != uses_.end() && by_number->first.first == UseKind::number;
    const std::string number =
        parse ? place_of(dialled, region_of(shop)).value_or(dialled) : dialled;
    for (const auto& key : {std::pair{UseKind::number, number},
                            std::pair{UseKind::queue, std::to_string(queue.value)},
                            std::pair{UseKind::shop, std::to_string(shop.value)}}) {
        const auto used = uses_.find(key);
        const auto flow = used == uses_.end() ? flows_.end() : flows_.find(used->second);
        if (flow != flows_.end() && flow->second.live) return flow->second.live;
    }
    return nullptr;
}

std::vector<std::shared_ptr<const Script>> CallFlows::published(ShopId shop) const {
    std::vector<std::shared_ptr<const Script>> out;
    {
        const std::scoped_lock lock(mutex_);
        for (const auto& [id, k] : flows_)
            if (k.live && k.view.shop_id == shop) out.push_back(k.live);
    }
    std::ranges::sort(out, [](const auto& a, const auto& b) {
        return std::tie(a->name, a->id) < std::tie(b->name, b->id);
    });
    return out;
}

Result<std::shared_ptr<const Script>> CallFlows::published(FlowId id, ShopId shop) const {
    const std::scoped_lock lock(mutex_);
    const auto at = flows_.find(id);
    if (at == flows_.end() || at->second.view.shop_id != shop)
        return std::shared_ptr<const Script>{};
    if (at->second.live) return at->second.live;
    Error error = conflict("flows.not_published",
                           "The flow \"" + at->second.view.name +
                               "\" is not published: publish it in the settings first.");
    error.params = {{"flow", at->second.view.name}};
    return error;
}

void CallFlows::keep(db::Tx& tx, ContactId contact, const FlowRecord& record) {
    tx.exec(
        "insert into flow_visit (contact_id, flow_id, at, record) values (?1, ?2, ?3, ?4) "
        "on conflict (contact_id) do update set record = excluded.record",
        contact, record.flow_id, tx.now, json::write(record));
    if (record.rating)  // also of who hung up while he was thanked
        tx.exec(
            "insert into flow_rating (contact_id, flow_id, at, score) values (?1, ?2, ?3, ?4) "
            "on conflict (contact_id) do update set score = excluded.score",
            contact, record.flow_id, tx.now, *record.rating);
}

std::optional<FlowRecord> CallFlows::record_of(db::Conn& conn, ContactId contact) {
    const db::Rows r = conn.query("select record from flow_visit where contact_id = ?1", contact);
    if (r.empty()) return std::nullopt;
    auto record = json::read<FlowRecord>(r.text(0, 0));
    return record ? std::optional(std::move(*record)) : std::nullopt;
}

// ---- for editors ----

Result<CallFlows::Kept> CallFlows::kept(const http::Principal& who, FlowId id,
                                        std::int64_t version) const {
    const std::scoped_lock lock(mutex_);
    const auto at = flows_.find(id);
    if (at == flows_.end() || !in_scope(who, at->second.view.shop_id)) return unknown_flow();
    if (version && version != at->second.view.version) return version_conflict();
    return at->second;
}

FlowView CallFlows::shown(const Kept& k) const {
    FlowView out = k.view;
    out.changed = !k.live || !(k.live->body == k.view.body);
    out.findings = check_for(out.shop_id, out.body).findings;
    return out;
}

Result<FlowList> CallFlows::list(const http::Principal& who) const {
    FlowList out;
    const std::scoped_lock lock(mutex_);
    for (const auto& [id, k] : flows_) {
        const FlowView& v = k.view;
        if (!in_scope(who, v.shop_id)) continue;
        out.items.push_back({id, v.shop_id, v.name, v.version, v.published,
                             !k.live || !(k.live->body == v.body),
                             static_cast<int>(v.body.steps.size()), v.uses});
    }
    return out;
}

Result<FlowView> CallFlows::view(const http::Principal& who, FlowId id) const {
    auto k = kept(who, id);
    if (!k) return k.error();
    return shown(*k);
}

Result<FlowView> CallFlows::create(const http::Principal& who, const NewFlow& in) {
    auto shop = d_.staff.shop(who, in.shop_id);
    if (!shop) return shop.error();
    Kept k;
    k.view.id = d_.ids.next_id<FlowId>();
    k.view.shop_id = in.shop_id;
    k.view.name = in.name;
    k.view.body = in.body.value_or(beginning(shop->greeting_language));
    if (auto ok = fits(in.name, k.view.body); !ok) return ok.error();
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        tx.exec(
            "insert into flow (id, shop_id, name, version, published, draft) "
            "values (?1, ?2, ?3, 0, 0, ?4)",
            k.view.id, k.view.shop_id, k.view.name, json::write(k.view.body));
        return {};
    });
    if (!done) return done.error();
    return put(who, std::move(k), "flow.created", std::nullopt);
}

Result<FlowView> CallFlows::save(const http::Principal& who, FlowId id, std::int64_t version,
                                 const FlowIn& in) {
    auto k = kept(who, id, version);
    if (!k) return k.error();
    if (auto ok = fits(in.name, in.body); !ok) return ok.error();
    k->view.name = in.name;
    k->view.body = in.body;
    return put(who, std::move(*k), "flow.changed", std::nullopt);
}

/// One more version of the draft's row; with a note it is published too. After commit the memory
/// follows, and calls that come from now on meet it; those that run keep what they have.
Result<FlowView> CallFlows::put(const http::Principal& who, Kept k, const char* what,
                                const std::optional<std::string>& published_note) {
    const std::int64_t seen = k.view.version++;
    if (published_note) {
        k.view.published++;
        k.live =
            std::make_shared<Script>(Script{k.view.id, k.view.name, k.view.published, k.view.body});
    }
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        const std::string body = json::write(k.view.body);
        if (tx.exec(update_flow, k.view.id, seen, k.view.name, k.view.version, k.view.published,
                    body) != 1)
            return version_conflict();
        if (published_note)
            tx.exec(
                "insert into flow_version (flow_id, version, at, by_id, note, body) "
                "values (?1, ?2, ?3, ?4, ?5, ?6)",
                k.view.id, k.view.published, tx.now, who.person, *published_note, body);
        tx.exec("delete from flow_use where flow_id = ?1", k.view.id);
        for (const FlowUse& use : k.view.uses)
            tx.exec("insert into flow_use (kind, value, flow_id) values (?1, ?2, ?3)", use.kind,
                    use.kind == UseKind::shop ? std::to_string(k.view.shop_id.value) : use.value,
                    k.view.id);
        d_.staff.audit(tx, who.person, what, k.view.id.value, "{}");
        tx.journal({what, k.view.id.value, who.person.value,
                    "{\"version\":" + std::to_string(k.view.version) +
                        ",\"published\":" + std::to_string(k.view.published) + "}"});
        return {};
    });
    if (!done) return done.error();
    {
        const std::scoped_lock lock(mutex_);
        Kept& mine = flows_[k.view.id];
        if (mine.view.version < k.view.version) mine = k;
        std::erase_if(uses_, [&](const auto& use) { return use.second == k.view.id; });
        for (const FlowUse& use : mine.view.uses)
            uses_[{use.kind, use.kind == UseKind::shop ? std::to_string(mine.view.shop_id.value)
                                                       : use.value}] = k.view.id;
    }
    warm(k);
    return shown(k);
}

Result<FlowView> CallFlows::publish(const http::Principal& who, FlowId id, std::int64_t version,
                                    const std::string& note) {
    auto k = kept(who, id, version);
    if (!k) return k.error();
    if (note.size() > note_bytes_max)
        return invalid("flows.note", "note", "A note has at most 300 bytes.");
    for (const FlowFinding& f : check_for(k->view.shop_id, k->view.body).findings) {
        if (f.severity != Severity::error) continue;
        Error error = conflict("flows.faults", "Not published: " + f.code + " at step " + f.step +
                                                   ", " + f.field + ".");
        error.field = f.field;
        error.params = {{"code", f.code}, {"step", f.step}};
        return error;
    }
    return put(who, std::move(*k), "flow.published", note);
}

Result<FlowView> CallFlows::go_back(const http::Principal& who, FlowId id, std::int64_t version,
                                    const FlowBack& back) {
    auto k = kept(who, id, version);
    if (!k) return k.error();
    auto found = d_.db.read([&](db::Conn& conn) -> Result<> {
        const db::Rows r = conn.query(select_published, id, back.to);
        if (r.empty()) return not_found("flows.no_version", "There is no such version.");
        k->view.body = body_of(r.text(0, 0));
        return {};
    });
    if (!found) return found.error();
    auto saved = put(who, std::move(*k), "flow.changed", std::nullopt);
    if (!saved) return saved;
    return publish(who, id, saved->version, back.note);
}

/// Each place as calls will be held against it: E.164, a queue of the shop.
Result<std::vector<FlowUse>> CallFlows::places(ShopId shop, std::vector<FlowUse> uses) const {
    if (uses.size() > uses_max)
        return invalid("flows.uses", "uses", "A flow is used in at most 50 places.");
    const auto queues = d_.queues_of ? d_.queues_of(shop) : std::set<QueueId>{};
    for (std::size_t i = 0; i < uses.size(); ++i) {
        FlowUse& use = uses[i];
        const std::string field = "uses[" + std::to_string(i) + "].value";
        if (use.kind == UseKind::shop) {
            use.value.clear();
        } else if (use.kind == UseKind::queue) {
            if (std::ranges::none_of(
                    queues, [&](QueueId q) { return std::to_string(q.value) == use.value; }))
                return invalid("flows.use_queue", field, "The shop has no such queue.");
        } else {
            auto place = place_of(use.value, region_of(shop));
            if (!place)
                return invalid("flows.use_value", field,
                               "Write the number with its country code: +380441234567.");
            use.value = std::move(*place);
        }
    }
    for (std::size_t i = 0; i < uses.size(); ++i)
        if (std::count(uses.begin(), uses.end(), uses[i]) > 1)
            return invalid("flows.use_twice", "uses[" + std::to_string(i) + "]",
                           "The same place stands here twice.");
    return uses;
}

Result<FlowView> CallFlows::use(const http::Principal& who, FlowId id, std::int64_t version,
                                const std::vector<FlowUse>& typed) {
    auto k = kept(who, id, version);
    if (!k) return k.error();
    auto uses = places(k->view.shop_id, typed);
    if (!uses) return uses.error();
    for (const FlowUse& use : *uses) {
        const std::scoped_lock lock(mutex_);
        const auto taken =
            uses_.find({use.kind, use.kind == UseKind::shop ? std::to_string(k->view.shop_id.value)
                                                            : use.value});
        if (taken != uses_.end() && taken->second != id) {
            Error error = conflict("flows.use_taken", "Another flow is used there already.");
            error.params = {{"flow", flows_.at(taken->second).view.name}};
            return error;
        }
    }
    k->view.uses = std::move(*uses);
    return put(who, std::move(*k), "flow.used", std::nullopt);
}

Result<Gone> CallFlows::remove(const http::Principal& who, FlowId id, std::int64_t version) {
    auto k = kept(who, id, version);
    if (!k) return k.error();
    if (!k->view.uses.empty())
        return conflict("flows.in_use", "Calls still meet this flow: take its uses away first.");
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        if (tx.exec("delete from flow where id = ?1 and version = ?2", id, version) != 1)
            return version_conflict();
        tx.exec("delete from flow_version where flow_id = ?1", id);
        d_.staff.audit(tx, who.person, "flow.removed", id.value, "{}");
        tx.journal({"flow.removed", id.value, who.person.value, "{}"});
        return {};
    });
    if (!done) return done.error();
    const std::scoped_lock lock(mutex_);
    flows_.erase(id);
    return Gone{};
}

Result<FlowVersions> CallFlows::versions(const http::Principal& who, FlowId id) const {
    auto k = kept(who, id);
    if (!k) return k.error();
    FlowVersions out;
    auto done = d_.db.read([&](db::Conn& conn) -> Result<> {
        const db::Rows r = conn.query(
            "select version, at, by_id, note, body from flow_version where flow_id = ?1 "
            "order by version desc limit 51",
            id);
        const auto people = d_.staff.directory();
        for (std::size_t i = 0; i < r.size(); ++i) {
            FlowVersion v{r.i64(i, 0),
                          from_ms(r.i64(i, 1)),
                          people->name_of(PersonId{r.i64(i, 2)}),
                          r.text(i, 3),
                          {},
                          body_of(r.text(i, 4))};
            out.items.push_back(std::move(v));
        }
        return {};
    });
    if (!done) return done.error();
    for (std::size_t i = 0; i + 1 < out.items.size(); ++i)
        out.items[i].changes = step_changes(out.items[i + 1].body, out.items[i].body);
    if (out.items.size() > 50) out.items.pop_back();
    return out;
}

FlowCheck CallFlows::check_for(ShopId shop, const FlowBody& body) const {
    FlowSurroundings around;
    if (d_.queues_of)
        around.queue_known = [queues = d_.queues_of(shop)](QueueId q) {
            return queues.contains(q);
        };
    around.person_known = [&](PersonId p) { return !d_.staff.directory()->name_of(p).empty(); };
    around.skills_fault = d_.skills_fault;
    around.number_possible = [region = region_of(shop)](const std::string& number) {
        return normal_phone(number, region).has_value();
    };
    std::vector<Prompt> prompts;
    {
        const std::scoped_lock lock(mutex_);
        prompts = prompts_;
    }
    const auto known = [&](const std::string& name, const std::string* language) {
        if (name == "greeting") return true;  // one of those that come with the centre
        return std::ranges::any_of(prompts, [&](const Prompt& p) {
            return p.name == name && p.approved && (!p.shop_id || p.shop_id == shop) &&
                   (!language || p.language == *language);
        });
    };
    around.prompt_known = [&](const std::string& name) { return known(name, nullptr); };
    around.prompt_speaks = [&](const std::string& name, const std::string& language) {
        return known(name, &language);
    };
    return check(body, around);
}

Result<DryRunOut> CallFlows::try_out(const http::Principal& who, FlowId id,
                                     const DryRunIn& in) const {
    auto k = kept(who, id);
    if (!k) return k.error();
    if (in.events.size() > dry_events_max)
        return invalid("flows.too_long", "events", "A dry run has at most 500 events.");
    const FlowBody& body = in.body ? *in.body : k->view.body;
    if (auto ok = fits(k->view.name, body); !ok) return ok.error();
    auto shop = d_.staff.shop(who, k->view.shop_id);
    if (!shop) return shop.error();
    RunFacts facts;
    facts.shop = k->view.shop_id;
    facts.tz = shop->tz;
    facts.language = in.language.empty() ? shop->greeting_language : in.language;
    if (d_.hours) facts.hours = d_.hours(k->view.shop_id).hours;
    facts.number_known = in.number_known;
    facts.chance = static_cast<std::uint64_t>(in.chance);
    return dry_run({id, k->view.name, k->view.published, body}, facts, in,
                   in.at.value_or(d_.clock.now()));
}

}  // namespace ol::flows
