// What happens behind the webhook's 200: reading orders back, believing a signed word while the
// shop does not answer, and asking again politely.
#include <algorithm>

#include "platform/base/log.hpp"
#include "platform/base/names.hpp"
#include "shop/stores/connected.hpp"
#include "shop/stores/foreign.hpp"

namespace ol::stores {
namespace {

constexpr int batch_max = 500, attempts_max = 12;
constexpr std::int64_t statuses_max = 200;
constexpr auto sql_known = R"(insert into store_order (store_id, ext_key, order_id, number, status,
    created_at, total_minor, currency, error) values (?1,?2,?3,?4,?5,?6,?7,?8,?9)
    on conflict (store_id, ext_key) do update set order_id = excluded.order_id,
    number = excluded.number, status = excluded.status, created_at = excluded.created_at,
    total_minor = excluded.total_minor, currency = excluded.currency, error = excluded.error)";

Ms retry_after(const http::ClientResponse& answer) {
    const auto it = answer.headers.find("retry-after");
    if (it == answer.headers.end()) return {};
    // Shopify writes "2.0"; a date is not worth a parser: the usual delay stands then.
    const auto seconds = std::strtoll(it->second.c_str(), nullptr, 10);
    return Ms{std::clamp<std::int64_t>(seconds, 0, 3600) * 1000};
}

void end_events(db::Tx& tx, const std::vector<WaitingEvent>& events, std::string_view state,
                std::string_view error) {
    for (const auto& e : events)
        tx.exec("update external_event set state = ?2, body = '', error = ?3 where id = ?1", e.id,
                state, error);
}

bool deletes(const std::string& topic) {
    return topic == "order.deleted" || topic == "orders/delete";
}

}  // namespace

Ms delay_after(std::int64_t failures) {
    const auto shift = std::clamp<std::int64_t>(failures - 1, 0, 7);
    return std::min(Ms{30'000} * (std::int64_t{1} << shift), Ms{3'600'000});
}

std::string_view Stores::Answer::code() const {
    return is == Is::denied    ? "stores.unauthorised"
           : is == Is::limited ? "stores.limited"
           : is == Is::down    ? "stores.unreachable"
                               : "";
}

StoreState Stores::Answer::state() const {
    return is == Is::denied    ? StoreState::unauthorised
           : is == Is::limited ? StoreState::limited
           : is == Is::down    ? StoreState::unreachable
                               : StoreState::ok;
}

Error Stores::Answer::error() const {
    return unavailable(std::string(code()),
                       is == Is::denied
                           ? "The shop refuses the key; make a new one with read rights."
                       : is == Is::limited ? "The shop asks for patience; it will be asked again."
                                           : "The shop does not answer; it will be asked again.");
}

Stores::Answer Stores::send(const Connected& s, http::ClientRequest r, const std::string& session) {
    Answer out;
    if (!r.url.starts_with('/')) return out;
    r.url = s.row.url + r.url;
    r.allow_private = d_.allow_private;
    r.headers.emplace_back("Accept", "application/json");
    auto secrets = s.secrets;
    secrets.session = session;
    s.connector->authorise(r, secrets, d_.clock.now());
    if (!r.body.empty() && std::ranges::none_of(r.headers, [](const auto& h) {
            return h.first == "Content-Type";
        }))
        r.headers.emplace_back("Content-Type", "application/json");
    Result<http::ClientResponse> answer = [&] {
        const std::lock_guard lock(network_);
        return d_.fetch(r);
    }();
    if (!answer) return out;
    const int status = answer->status;
    out.wait = retry_after(*answer);
    out.is = status == 401 || status == 403                             ? Answer::Is::denied
             : status == 429 || (status == 503 && out.wait.count() > 0) ? Answer::Is::limited
             : status >= 200 && status < 300                            ? Answer::Is::ok
             : s.connector->says_gone(*answer)                          ? Answer::Is::gone
                                                                        : Answer::Is::down;
    out.http = std::move(*answer);
    return out;
}

/// The kept token, or a new one. "": the platform wants none, or `refused` says why there is none.
std::string Stores::session_for(const Connected& s, bool fresh, Answer& refused) {
    auto request = s.connector->sign_in(s.secrets);
    if (!request) return {};
    {
        const std::lock_guard lock(mutex_);
        if (const auto it = sessions_.find(s.row.id.value); it != sessions_.end() && !fresh)
            return it->second;
    }
    refused = send(s, std::move(*request), {});
    if (refused.is != Answer::Is::ok) return {};
    auto token = s.connector->session_of(refused.http.body);
    const std::lock_guard lock(mutex_);
    if (token.empty()) {
        // Half an answer refuses nothing.
        refused.is = foreign::root_of(refused.http.body) ? Answer::Is::denied : Answer::Is::down;
        sessions_.erase(s.row.id.value);
    } else {
        sessions_[s.row.id.value] = token;
    }
    return token;
}

Stores::Answer Stores::ask(const Connected& s, http::ClientRequest r) {
    if (!s.connector->sign_in(s.secrets)) return send(s, std::move(r), {});
    Answer out;
    for (const bool fresh : {false, true}) {
        const auto session = session_for(s, fresh, out);
        if (session.empty() && out.is != Answer::Is::ok) return out;
        out = send(s, r, session);
        if (out.is != Answer::Is::denied && !s.connector->session_over(out.http)) return out;
    }
    out.is = Answer::Is::denied;
    return out;
}

Stores::Answer Stores::ask(const Connected& s, const std::string& path) {
    auto out = ask(s, s.connector->asking(path));
    for (int round = 0; out.is == Answer::Is::ok; ++round) {
        const auto more = s.connector->along(path, out.http.body, round);
        if (more.empty()) break;
        std::vector<std::string> answers;
        for (const auto& one : more) {
            auto answer = ask(s, s.connector->asking(one));
            if (answer.is != Answer::Is::ok) return answer;
            answers.push_back(std::move(answer.http.body));
        }
        out.http.body = s.connector->together(std::move(out.http.body), answers);
    }
    return out;
}

std::int64_t Stores::waiting_events() const {
    auto n = d_.db.read_as<std::int64_t>([](db::Conn& c) -> Result<std::int64_t> {
        return c.query("select count(*) from external_event where state = 'waiting'").i64(0, 0);
    });
    return n ? *n : 0;
}

std::vector<Stores::Group> Stores::waiting() const {
    std::vector<Group> out;
    auto done = d_.db.read([&](db::Conn& c) -> Result<> {
        const auto r =
            c.query(R"(select id, store_id, ext_key, topic, body, attempts from external_event
            where state = 'waiting' and next_at <= ?1 order by id limit ?2)",
                    d_.clock.now(), batch_max);
        for (std::size_t i = 0; i < r.size(); ++i) {
            const StoreId store{r.i64(i, 1)};
            const auto key = r.text(i, 2);
            auto group = std::ranges::find_if(
                out, [&](const Group& g) { return g.store == store && g.ext_key == key; });
            if (group == out.end()) group = out.insert(out.end(), Group{store, key, {}});
            group->events.push_back({r.i64(i, 0), r.text(i, 3), r.text(i, 4), r.i64(i, 5)});
        }
        return {};
    });
    if (!done) log::warn("stores", "events_not_read", {{"code", done.error().code}});
    return out;
}

Result<Stores::Connected> Stores::opened_store(StoreId id) const {
    auto found = d_.db.read_as<std::optional<Connected>>(
        [&](db::Conn& c) -> Result<std::optional<Connected>> {
            return connected(c, "id", db::to_value(id));
        });
    if (!found) return found.error();
    if (!*found) return not_found("stores.unknown", "No such store.");
    return std::move(**found);
}

int Stores::process_events() {
    int finished = 0;
    std::map<std::int64_t, Answer>
        down;  // after one failure the others of this round do not wait for the same shop
    for (const auto& group : waiting()) {
        {
            const std::lock_guard lock(mutex_);
            if (stopping_) break;  // what waits stays stored; the next start takes it up
        }
        auto s = opened_store(group.store);
        if (!s) continue;
        const auto before = down.find(group.store.value);
        const bool skip = before != down.end();
        const bool own_word = !s->connector->can_read() ||
                              std::ranges::all_of(group.events, [](const WaitingEvent& e) {
                                  return e.topic.starts_with("checkouts/");
                              });
        Answer answer;
        if (own_word)
            answer.is = Answer::Is::ok;
        else
            answer = skip ? before->second : ask(*s, s->connector->order_path(group.ext_key));
        bool failed_now = false;
        handle(*s, group, answer, failed_now);
        if (failed_now && !skip) {
            mark(s->row.id, answer.state(), answer.code());
            down.emplace(group.store.value, answer);
        }
        finished += static_cast<int>(group.events.size());
    }
    return finished;
}

void Stores::handle(const Connected& s, const Group& group, Answer& answer, bool& down) {
    std::vector<OrderId> touched;
    const bool checkout = group.events.back().topic.starts_with("checkouts/");
    const bool word = answer.is == Answer::Is::ok && answer.http.status == 0;
    auto order = answer.is == Answer::Is::ok && !word
                     ? s.connector->order(answer.http.body, s.source(d_.clock.now()))
                     : Result<ForeignOrder>(Error{});
    // Half a body is no answer: the order is asked for again, it is not given up.
    if (answer.is == Answer::Is::ok && !word && !order && order.error().code == "stores.json")
        answer.is = Answer::Is::down;
    if (!order && order.error().code == "stores.order_gone") answer.is = Answer::Is::gone;
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        touched.clear();
        if (checkout && word) return apply_checkout(tx, s, group);
        if (word) {
            apply_bodies(tx, s, group, touched);
            end_events(tx, group.events, "done", "");
            return {};
        }
        if (answer.is == Answer::Is::gone) {
            if (auto r = apply_gone(tx, s, group.ext_key, touched); !r) return r.error();
            end_events(tx, group.events, "done", "");
            return {};
        }
        if (answer.is == Answer::Is::ok) {
            apply_truth(tx, s, group, order, touched);
            return {};
        }
        apply_bodies(tx, s, group, touched);
        const auto attempts = group.events.back().attempts + 1;
        if (attempts >= attempts_max) {
            end_events(tx, group.events, "done", answer.code());
            return {};
        }
        const Time next = tx.now + std::max(delay_after(attempts), answer.wait);
        for (const auto& e : group.events)
            tx.exec(
                "update external_event set attempts = ?2, next_at = ?3, error = ?4 where id = ?1",
                e.id, attempts, next, answer.code());
        return {};
    });
    if (!done) {
        log::warn("stores", "event_not_applied",
                  {{"store", std::to_string(s.row.id.value)}, {"code", done.error().code}});
        return;
    }
    tell(touched);
    down = answer.is != Answer::Is::ok && answer.is != Answer::Is::gone;
    const bool heard =
        !word || !s.connector->can_read();  // one that only sends is known by its word
    if (!down && heard && s.row.state != StoreState::ok) mark(s.row.id, StoreState::ok, "");
}

void Stores::apply_truth(db::Tx& tx, const Connected& s, const Group& group,
                         Result<ForeignOrder>& order, std::vector<OrderId>& touched) const {
    auto r = order ? take(tx, s, *order) : Result<orders::Upserted>(order.error());
    if (r && r->result != orders::Upsert::unchanged) touched.push_back(r->id);
    if (!r) refuse(tx, s, group.ext_key, order ? order->order.number : "", r.error());
    end_events(tx, group.events, r ? "done" : "failed", r ? "" : r.error().code);
}

/// The shop cannot be asked: its signed word counts until it can. Older than what stands changes
/// nothing (the time of modification decides, not the order of arrival).
void Stores::apply_bodies(db::Tx& tx, const Connected& s, const Group& group,
                          std::vector<OrderId>& touched) const {
    for (const auto& e : group.events) {
        if (e.attempts > 0 || e.body.empty()) continue;  // applied at the first try
        if (deletes(e.topic)) {
            (void)apply_gone(tx, s, group.ext_key, touched);
            continue;
        }
        auto order = s.connector->body(e.body, s.source(tx.now));
        if (!order || order->order.external_id != group.ext_key) {
            if (!s.connector->can_read() && !order) refuse(tx, s, group.ext_key, "", order.error());
            continue;
        }
        auto r = take(tx, s, *order);
        if (r && r->result != orders::Upsert::unchanged) touched.push_back(r->id);
        if (!r) refuse(tx, s, group.ext_key, order->order.number, r.error());
    }
}

Result<> Stores::apply_checkout(db::Tx& tx, const Connected& s, const Group& group) const {
    for (const auto& e : group.events) {
        auto c = s.connector->checkout(e.body, s.source(tx.now));
        if (c)
            tx.exec(R"(insert into store_checkout (store_id, ext_key, phone, email, currency,
                recover_url, total_minor, line_count, created_at, updated_at, completed)
                values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)
                on conflict (store_id, ext_key) do update set phone = excluded.phone,
                email = excluded.email, recover_url = excluded.recover_url,
                total_minor = excluded.total_minor, line_count = excluded.line_count,
                updated_at = excluded.updated_at, completed = excluded.completed
                where excluded.updated_at >= store_checkout.updated_at)",
                    s.row.id, c->key, c->phone, c->email, c->currency, c->recover_url,
                    c->total_minor, c->lines, c->created_at, c->updated_at, c->completed);
        end_events(tx, {e}, c ? "done" : "failed", c ? "" : c.error().code);
    }
    // Nobody writes to a month-old basket: what identifies its owner goes.
    tx.exec("delete from store_checkout where updated_at < ?1", tx.now - Ms{86'400'000} * 30);
    return {};
}

Result<> Stores::apply_gone(db::Tx& tx, const Connected& s, const std::string& key,
                            std::vector<OrderId>& touched) const {
    auto r = d_.orders.external_deleted(tx, s.origin(), key);
    if (!r) return r.error();
    if (r->result == orders::Upsert::changed) touched.push_back(r->id);
    tx.exec("delete from store_order where store_id = ?1 and ext_key = ?2", s.row.id, key);
    return {};
}

Result<orders::Upserted> Stores::take(db::Tx& tx, const Connected& s, ForeignOrder& f) const {
    bool draft = false;
    const bool unknown = settle(f, s.meanings, draft);
    if (draft) return orders::Upserted{};
    const auto& o = f.order;
    const bool joined = join_made_here(tx, s, f);
    auto r = d_.orders.upsert_external(tx, o);
    if (!r) return r;
    if (joined && r->result == orders::Upsert::unchanged) r->result = orders::Upsert::changed;
    tx.exec(sql_known, s.row.id, o.external_id, r->id, o.number, o.status, o.created_at,
            o.total_minor, o.currency, "");
    if (!unknown || o.status.empty() || o.status.size() > 100) return r;
    const auto asked =
        tx.query("select count(*) from store_status where store_id = ?1 and meaning = ''", s.row.id)
            .i64(0, 0);
    if (asked < statuses_max &&
        tx.exec(R"(insert into store_status (store_id, code, name, meaning, asked_at, answered_at,
            answered_by) values (?1,?2,?3,'',?4,0,0) on conflict (store_id, code) do nothing)",
                s.row.id, o.status, f.status_name.substr(0, 200), tx.now) == 1)
        tx.journal({"store.status_asked", s.row.id.value, 0});
    return r;
}

void Stores::refuse(db::Tx& tx, const Connected& s, const std::string& key,
                    const std::string& number, const Error& why) const {
    log::warn(
        "stores", "order_refused",
        {{"store", std::to_string(s.row.id.value)}, {"code", why.code}, {"field", why.field}});
    if (key.empty() || key.size() > 100) return;
    // An order that was taken before keeps its row; the error says that news of it was not.
    if (tx.exec("update store_order set error = ?3 where store_id = ?1 and ext_key = ?2", s.row.id,
                key, why.code) == 0)
        tx.exec(sql_known, s.row.id, key, 0, number.substr(0, 100), "", tx.now, 0, "", why.code);
}

// ---- the slow-work thread ----

Stores::~Stores() { stop(); }

void Stores::start() {
    thread_ = std::thread([this] { work(); });
}

void Stores::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Stores::work() {
    for (;;) {
        process_events();
        send_outbox();
        poll_due();
        const bool busy = run_jobs() > 0;
        std::unique_lock lock(mutex_);
        // A webhook wakes it at once; every 15 s it looks for retries and polls that are due.
        wake_.wait_for(lock, busy ? next_page_in_ : Ms{15'000},
                       [&] { return stopping_ || event_waits_; });
        if (stopping_) return;
        event_waits_ = false;
    }
}

}  // namespace ol::stores
