#include "insight/ledger.hpp"

#include <boost/json.hpp>

#include <charconv>

#include "platform/base/names.hpp"

namespace ol::insight {

namespace {

/// The data of a fact; fields that are absent or of another type read as nothing.
class Data {
public:
    explicit Data(const std::string& text) {
        boost::system::error_code error;
        auto value = boost::json::parse(text, error);
        if (!error && value.is_object()) object_ = value.as_object();
    }
    explicit Data(boost::json::object object) : object_(std::move(object)) {}
    std::string text(std::string_view name) const {
        const auto* v = object_.if_contains(name);
        return v && v->is_string() ? std::string(v->as_string()) : std::string();
    }
    /// Ids are strings in JSON, times and counts numbers.
    std::int64_t number(std::string_view name) const {
        const auto* v = object_.if_contains(name);
        if (!v) return 0;
        if (v->is_int64()) return v->as_int64();
        if (!v->is_string()) return 0;
        std::int64_t out = 0;
        const auto& s = v->as_string();
        std::from_chars(s.data(), s.data() + s.size(), out);
        return out;
    }
    bool flag(std::string_view name) const {
        const auto* v = object_.if_contains(name);
        return v && v->is_bool() && v->as_bool();
    }
    bool has(std::string_view name) const { return object_.contains(name); }
    std::vector<Data> list(std::string_view name) const {
        std::vector<Data> out;
        const auto* v = object_.if_contains(name);
        if (!v || !v->is_array()) return out;
        for (const auto& one : v->as_array())
            if (one.is_object()) out.push_back(Data(one.as_object()));
        return out;
    }

private:
    boost::json::object object_;
};

/// The moment it happened; a fact may be written later, when the database was away.
Time moment_of(const Data& data, const db::JournalRow& row) {
    return data.has("at") ? from_ms(data.number("at")) : row.at;
}

}  // namespace

bool operator==(const KnownVisit& a, const KnownVisit& b) {
    const auto rest = [](const KnownVisit& v) {
        return std::tie(v.visit.contact, v.visit.queue, v.visit.agent, v.visit.kind,
                        v.visit.entered_at, v.visit.answered_at, v.visit.exited_at, v.visit.done_at,
                        v.visit.exit, v.visit.wait_ms, v.visit.talk_ms, v.visit.hold_ms,
                        v.visit.wrap_ms, v.visit.rings, v.visit.callback_met, v.shop, v.channel,
                        v.limits.service_level, v.limits.short_abandon, v.department, v.source,
                        v.test, v.talks);
    };
    return rest(a) == rest(b);
}

Ledger::Ledger(Memory memory, Time live_since)
    : memory_(std::move(memory)), live_since_(live_since) {}

void Ledger::take(const db::JournalRow& row) {
    seq_ = row.seq;
    at_ = row.at;
    subject_ = row.fact.subject;
    const std::string_view kind = row.fact.kind;
    if (kind.starts_with("visit."))
        on_visit(kind.substr(6), row);
    else if (kind.starts_with("line."))
        on_line(kind.substr(5), row);
    else if (kind.starts_with("agent."))
        on_agent(kind.substr(6), row);
    else if (kind == "order.confirmed" || kind == "order.cancelled")
        on_order(kind == "order.confirmed", row);
    else if (kind == "rating.asked")
        on_rating(row);
    else if (kind == "floor.started")
        on_floor_started(row);
    settle_fact();
}

void Ledger::take_past(const KnownVisit& past) {
    if (visit(past.visit.contact, past.visit.queue)) return;
    seq_ = 0;
    at_ = live_since_;
    subject_ = past.visit.contact.value;
    visit_shares(past, 1);
    out_.visits[{past.visit.contact, past.visit.queue}] = past;
    settle_fact();
}

std::optional<KnownVisit> Ledger::visit(ContactId contact, QueueId queue) {
    if (const auto it = out_.visits.find({contact, queue}); it != out_.visits.end())
        return it->second;
    return memory_.visit(contact, queue);
}

std::optional<KnownOrder> Ledger::order(OrderId id) {
    if (const auto it = out_.orders.find(id); it != out_.orders.end()) return it->second;
    return memory_.order(id);
}

std::optional<KnownRating> Ledger::rating(ContactId contact, PersonId agent) {
    if (const auto it = out_.ratings.find({contact, agent}); it != out_.ratings.end())
        return it->second;
    return memory_.rating(contact, agent);
}

namespace {

void learn_exit(Visit& v, const Data& data) {
    const auto exit = from_name<routing::Exit>(data.text("exit"));
    if (!exit || v.exited_at) return;  // the first exit stands (A28)
    v.exit = *exit;
    v.wait_ms = std::max<std::int64_t>(0, data.number("wait_ms"));
    v.exited_at = v.entered_at + Ms{v.wait_ms};
    v.rings = static_cast<int>(data.number("rings"));
    v.agent = PersonId{data.number("agent")};
    if (v.exit == routing::Exit::answered) v.answered_at = v.exited_at;
}

std::int64_t length_of(const Data& data, const char* name) {
    return std::max<std::int64_t>(0, data.number(name));
}

void learn_end(Visit& v, const Data& data, Time at) {
    v.talk_ms = length_of(data, "talk_ms");
    v.hold_ms = length_of(data, "hold_ms");
    v.wrap_ms = length_of(data, "wrap_up_ms");
    v.done_at = at;
    if (!v.agent) v.agent = PersonId{data.number("agent")};
}

/// Each operator's spans together; the whole of the visit is the sum of them.
void learn_talks(KnownVisit& k, const Data& data,
                 const std::function<PersonFacts(PersonId)>& person) {
    std::map<PersonId, TalkShare> shares;
    for (const Data& talk : data.list("talks")) {
        const PersonId agent{talk.number("agent")};
        if (!agent) continue;
        TalkShare& share = shares[agent];
        share.talk_ms += length_of(talk, "talk_ms");
        share.hold_ms += length_of(talk, "hold_ms");
        share.wrap_ms += length_of(talk, "wrap_up_ms");
        share.beside_ms += length_of(talk, "beside_ms");
    }
    if (shares.empty()) return;
    const auto& [first, only] = *shares.begin();
    const bool alone = shares.size() == 1 && first == k.visit.agent && only.beside_ms == 0;
    Visit& v = k.visit;
    v.talk_ms = v.hold_ms = v.wrap_ms = 0;
    for (auto& [agent, share] : shares) {
        share.agent = agent;
        share.department = person(agent).department;
        v.talk_ms += share.talk_ms;
        v.hold_ms += share.hold_ms;
        v.wrap_ms += share.wrap_ms;
        if (!alone) k.talks.push_back(share);  // else the visit says all of it
    }
}

}  // namespace

void Ledger::on_visit(std::string_view step, const db::JournalRow& row) {
    const Data data(row.fact.data);
    const ContactId contact{row.fact.subject};
    const QueueId queue{data.number("queue")};
    const auto before = visit(contact, queue);
    KnownVisit now = before.value_or(KnownVisit{});
    Visit& v = now.visit;
    if (!before) {
        v.contact = contact;
        v.queue = queue;
        v.kind = data.text("kind");
        v.entered_at = from_ms(data.number("entered_at"));
        now.shop = ShopId{data.number("shop")};
        if (data.has("channel")) now.channel = data.text("channel");
        now.source = ContactId{data.number("source")};
        now.test = data.flag("test");
        if (data.has("sl_ms")) now.limits.service_level = Ms{data.number("sl_ms")};
        if (data.has("short_ms")) now.limits.short_abandon = Ms{data.number("short_ms")};
    }
    if (step == "exited" || step == "done") learn_exit(v, data);
    if (step == "done" && !v.done_at) {
        learn_end(v, data, moment_of(data, row));
        learn_talks(now, data, memory_.person);
    }
    if (data.flag("callback_met")) v.callback_met = true;
    if (v.agent && !now.department) now.department = memory_.person(v.agent).department;
    if (before && *before == now) return;
    if (before) visit_shares(*before, -1);
    visit_shares(now, 1);
    out_.visits[{contact, queue}] = now;
}

void Ledger::visit_shares(const KnownVisit& v, int sign) {
    if (v.test) return;
    Key key;
    key.shop = v.shop;
    key.queue = v.visit.queue;
    key.agent = v.visit.agent;
    key.department = v.department;
    key.channel = v.channel;
    const std::string zone = memory_.zone(v.shop);
    const Slot entry = slot_of(v.visit.entered_at, zone);
    put(key, entry, zone, entry_sums(v.visit, v.limits), sign);
    out_.limits.insert({entry.day, v.shop, v.visit.queue, v.limits.service_level.count(),
                        v.limits.short_abandon.count()});
    if (!v.visit.done_at) return;
    const Slot end = slot_of(*v.visit.done_at, zone);
    handle_shares(v, key, end, zone, sign);
    if (!v.source || !v.visit.agent) return;
    // A lost call counts as called back in the call's own channel, when the call-back is over.
    Sums back;
    back[Sum::called_back] = 1;
    key.channel = "call";
    put(key, end, zone, back, sign);
}

/// Handled once as a whole, once in each department and by each person that had a part in it.
void Ledger::handle_shares(const KnownVisit& v, const Key& base, Slot end, std::string_view zone,
                           int sign) {
    const std::int64_t units = units_of(v.channel);
    const Sums whole = handle_sums(v.visit, v.limits, units);
    if (v.talks.empty()) return put(base, end, zone, whole, sign);
    put_at(Level::whole, base, end, zone, whole, sign);
    std::map<DepartmentId, Visit> departments;
    std::map<DepartmentId, std::int64_t> beside;  // of departments that had the buyer only so
    const auto add = [](Visit& to, const TalkShare& share) {
        to.talk_ms += share.talk_ms;
        to.hold_ms += share.hold_ms;
        to.wrap_ms += share.wrap_ms;
    };
    Visit none = v.visit;
    none.talk_ms = none.hold_ms = none.wrap_ms = 0;
    Key key = base;
    for (const TalkShare& share : v.talks) {
        if (share.only_beside())
            beside[share.department] += share.beside_ms;
        else
            add(departments.try_emplace(share.department, none).first->second, share);
        Visit hers = none;
        add(hers, share);
        hers.talk_ms += share.beside_ms;
        key.agent = share.agent;
        key.department = share.department;
        put_at(Level::agent, key, end, zone, handle_sums(hers, v.limits, units), sign);
    }
    for (const auto& [department, ms] : beside)
        if (const auto at = departments.try_emplace(department, none); at.second)
            at.first->second.talk_ms = ms;
    for (const auto& [department, visit] : departments) {
        key.department = department;
        put_at(Level::department, key, end, zone, handle_sums(visit, v.limits, units), sign);
    }
}

void Ledger::on_line(std::string_view verb, const db::JournalRow& row) {
    const bool no_answer = verb == "no_answer";
    if (!no_answer && verb != "offer") return;
    const Data data(row.fact.data);
    const QueueId queue{data.number("queue")};
    const auto known = visit(ContactId{row.fact.subject}, queue);
    if (known && known->test) return;
    Offer offer{row.seq, moment_of(data, row),     ContactId{row.fact.subject},
                queue,   PersonId{row.fact.actor}, !no_answer};
    Key key;
    key.queue = queue;
    key.shop = known ? known->shop : ShopId{};
    key.channel = known ? known->channel : "call";
    key.agent = offer.agent;
    key.department = memory_.person(offer.agent).department;
    const std::string zone = memory_.zone(key.shop);
    Sums sums;
    sums[no_answer ? Sum::no_answers : Sum::offers] = 1;
    put(key, slot_of(offer.at, zone), zone, sums, 1);
    out_.offers.push_back(offer);
}

void Ledger::on_agent(std::string_view state, const db::JournalRow& row) {
    const Data data(row.fact.data);
    const PersonId person{row.fact.subject};
    const auto known = out_.states.find(person);
    const auto before =
        known != out_.states.end() ? std::optional(known->second) : memory_.state(person);
    KnownState now{person, std::string(state), data.text("reason"), moment_of(data, row),
                   memory_.person(person).department};
    if (now.state != "paused") now.reason.clear();
    if (before && before->state == now.state && before->reason == now.reason) return;
    if (before) {
        now.since = std::max(now.since, before->since);
        close_interval(*before, now.since);
    }
    out_.states[person] = now;
}

/// A server that died or was stopped ends what everybody was doing at its last sign of life.
void Ledger::on_floor_started(const db::JournalRow& row) {
    const Data data(row.fact.data);
    const Time died = from_ms(data.number("died_at"));
    std::map<PersonId, KnownState> open;
    for (auto& s : memory_.all_states()) open[s.person] = s;
    for (auto& [person, s] : out_.states) open[person] = s;
    for (auto& [person, s] : open) {
        if (s.state == "signed_out") continue;
        close_interval(s, std::max(died, s.since));
        out_.states[person] = {person, "signed_out", "", std::max(died, s.since), s.department};
    }
}

Sums time_sums(std::string_view state, Ms length) {
    constexpr std::pair<std::string_view, Sum> kept[] = {
        {"ready", Sum::ready_ms},     {"reserved", Sum::reserved_ms},
        {"talking", Sum::talking_ms}, {"wrap_up", Sum::after_talk_ms},
        {"paused", Sum::paused_ms},   {"not_responding", Sum::not_responding_ms}};
    Sums out;
    for (const auto& [name, sum] : kept)
        if (name == state) out[sum] = length.count();
    return out;
}

void Ledger::close_interval(const KnownState& known, Time to) {
    if (known.state == "signed_out" || to <= known.since) return;
    out_.intervals.push_back({known.person, known.state, known.reason, known.since, to});
    Key key;
    key.agent = known.person;
    key.department = known.department;
    if (known.state == "paused") key.tag = known.reason;
    const std::string zone = memory_.person(known.person).zone;
    // Reports count what goes on up to the moment of asking, so its end changes no closed day.
    for (const auto& piece : pieces_of(known.since, to, zone))
        put(key, piece.slot, zone, time_sums(known.state, piece.length), 1, News::seen_live);
}

/// An order counts once: a second confirmation moves it to who confirmed last.
void Ledger::on_order(bool confirmed, const db::JournalRow& row) {
    const Data data(row.fact.data);
    if (!data.has("currency")) return;
    const OrderId id{row.fact.subject};
    const auto before = order(id);
    KnownOrder now = before.value_or(KnownOrder{});
    now.order = id;
    now.shop = ShopId{data.number("shop")};
    now.currency = data.text("currency");
    now.total_minor = data.number("total_minor");
    const PersonId by{row.fact.actor};
    const DepartmentId department = by ? memory_.person(by).department : DepartmentId{};
    if (confirmed) {
        now.confirmed_by = by;
        now.confirmed_at = row.at;
        now.confirmed_department = department;
    } else {
        now.cancelled_by = by;
        now.cancelled_at = row.at;
        now.cancelled_department = department;
    }
    if (before) order_shares(*before, -1);
    order_shares(now, 1);
    out_.orders[id] = now;
}

void Ledger::order_shares(const KnownOrder& o, int sign) {
    Key key;
    key.shop = o.shop;
    key.tag = o.currency;
    const std::string zone = memory_.zone(o.shop);
    if (o.confirmed_at != Time{}) {
        key.agent = o.confirmed_by;
        key.department = o.confirmed_department;
        Sums sums;
        sums[Sum::confirmed] = 1;
        sums[Sum::confirmed_minor] = o.total_minor;
        put(key, slot_of(o.confirmed_at, zone), zone, sums, sign);
    }
    if (o.cancelled_at == Time{}) return;
    key.agent = o.cancelled_by;
    key.department = o.cancelled_department;
    Sums sums;
    sums[Sum::cancelled] = 1;
    sums[Sum::cancelled_minor] = o.total_minor;
    put(key, slot_of(o.cancelled_at, zone), zone, sums, sign);
}

/// Once for each operator who had him: asked again, what he said last stands, and no answer takes
/// none away.
void Ledger::on_rating(const db::JournalRow& row) {
    const Data data(row.fact.data);
    const std::int64_t score = data.number("score");
    if (score < 0 || score > rating_max) return;
    const ContactId contact{row.fact.subject};
    const PersonId agent{data.number("agent")};
    const auto before = rating(contact, agent);
    if (before && (score == 0 || score == before->score)) return;
    KnownRating now = before.value_or(KnownRating{});
    if (!before) {
        now.contact = contact;
        now.agent = agent;
        now.shop = ShopId{data.number("shop")};
        now.queue = QueueId{data.number("queue")};
        if (agent) now.department = memory_.person(agent).department;
        if (data.has("channel")) now.channel = data.text("channel");
        now.at = moment_of(data, row);
    } else {
        rating_shares(*before, -1);
    }
    now.score = static_cast<int>(score);
    rating_shares(now, 1);
    out_.ratings[{contact, agent}] = now;
}

void Ledger::rating_shares(const KnownRating& r, int sign) {
    Key key;
    key.shop = r.shop;
    key.queue = r.queue;
    key.agent = r.agent;
    key.department = r.department;
    key.channel = r.channel;
    const std::string zone = memory_.zone(r.shop);
    put(key, slot_of(r.at, zone), zone, rating_sums(r.score), sign);
}

/// One share on all grains and levels.
void Ledger::put(const Key& base, Slot slot, std::string_view zone, const Sums& sums, int sign,
                 News news) {
    for (const auto level : {Level::whole, Level::department, Level::agent})
        put_at(level, base, slot, zone, sums, sign, news);
}

void Ledger::put_at(Level level, const Key& base, Slot slot, std::string_view zone,
                    const Sums& sums, int sign, News news) {
    if (sums.empty()) return;
    Key key = base;
    key.late =
        news == News::may_be_late && slot.start >= live_since_ && at_ >= closing_of(slot.day, zone);
    key.level = level;
    key.department = level == Level::whole ? DepartmentId{} : base.department;
    key.agent = level == Level::agent ? base.agent : PersonId{};
    for (const auto grain : {Grain::half_hour, Grain::day, Grain::month}) {
        key.grain = grain;
        key.day = grain == Grain::month ? month_of(slot.day) : slot.day;
        key.minute = grain == Grain::half_hour ? slot.minute : 0;
        pending_[key].add(sums, sign);
    }
}

void Ledger::settle_fact() {
    for (auto& [key, sums] : pending_) {
        if (sums.empty()) continue;
        out_.sums[key].add(sums);
        if (key.late && key.grain == Grain::day && key.level == Level::agent)
            out_.corrections.push_back(
                {seq_, at_, key.day, key.shop, key.queue, key.agent, subject_, sums});
    }
    pending_.clear();
}

}  // namespace ol::insight
