// What happens behind the webhook's 200: reading orders back, polling for what no webhook brought,
// waiting politely when the shop does not answer.
#include <algorithm>

#include "platform/base/log.hpp"
#include "platform/base/names.hpp"
#include "shop/stores/connected.hpp"

namespace ol::stores {
namespace {

constexpr int batch_max = 500, pages_max = 10'000, attempts_max = 12;

/// 30 s, 1 min, 2 min ... 1 h.
Ms delay_after(std::int64_t failures) {
    const auto shift = std::clamp<std::int64_t>(failures - 1, 0, 7);
    return std::min(Ms{30'000} * (std::int64_t{1} << shift), Ms{3'600'000});
}

bool reachable(const Result<http::ClientResponse>& answer) {
    return answer && answer->status != 429 && answer->status < 500;
}

/// WooCommerce's own "no such order", not a web server's missing page.
bool says_gone(const http::ClientResponse& answer) {
    return (answer.status == 404 || answer.status == 410) &&
           answer.body.find("_invalid_id") != std::string::npos;
}

std::int64_t header_number(const http::ClientResponse& answer, const char* name) {
    const auto it = answer.headers.find(name);
    return it == answer.headers.end() ? 0 : std::strtoll(it->second.c_str(), nullptr, 10);
}

void end_events(db::Tx& tx, const std::vector<WaitingEvent>& events, std::string_view state,
                std::string_view error) {
    for (const auto& e : events)
        tx.exec("update external_event set state = ?2, body = '', error = ?3 where id = ?1", e.id,
                state, error);
}

}  // namespace

http::ClientRequest Stores::request(const Connected& s, const std::string& path) const {
    http::ClientRequest r;
    r.url = s.row.url + path;
    r.basic_user = s.key;
    r.basic_password = s.secret;
    r.allow_private = d_.allow_private;
    r.headers = {{"Accept", "application/json"}};
    return r;
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

int Stores::process_events() {
    int finished = 0;
    std::map<std::int64_t, bool>
        down;  // after one failure the others of this round do not wait for the same shop
    for (const auto& group : waiting()) {
        {
            const std::lock_guard lock(mutex_);
            if (stopping_) break;  // what waits stays stored; the next start takes it up
        }
        auto s = d_.db.read_as<std::optional<Connected>>(
            [&](db::Conn& c) -> Result<std::optional<Connected>> {
                return connected(c, "id", db::to_value(group.store));
            });
        if (!s || !*s) continue;
        bool& shop_down = down[group.store.value];
        handle(**s, group, shop_down, shop_down);
        finished += static_cast<int>(group.events.size());
    }
    return finished;
}

void Stores::handle(const Connected& s, const Group& group, bool skip_rest, bool& down) {
    Result<http::ClientResponse> answer =
        unavailable("stores.unreachable", "The shop did not answer a moment ago.");
    if (!skip_rest) {
        const std::lock_guard lock(network_);
        answer = d_.fetch(request(s, woo::order_path(group.ext_key)));
    }
    const bool denied = answer && (answer->status == 401 || answer->status == 403);
    const bool gone = answer && says_gone(*answer);
    const bool read = answer && answer->status == 200;
    std::vector<OrderId> touched;
    std::string error = denied ? "stores.unauthorised" : "stores.unreachable";
    auto order =
        read ? woo::order(answer->body, s.source()) : Result<orders::ExternalOrder>(Error{});
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        touched.clear();
        if (gone) {
            auto r = d_.orders.external_deleted(tx, woo::origin_of(s.row.id.value), group.ext_key);
            if (!r) return r.error();
            if (r->result == orders::Upsert::changed) touched.push_back(r->id);
            end_events(tx, group.events, "done", "");
            return {};
        }
        if (read && order) {
            auto r = woo::is_draft(*order) ? Result<orders::Upserted>(orders::Upserted{})
                                           : d_.orders.upsert_external(tx, *order);
            if (r && r->result != orders::Upsert::unchanged) touched.push_back(r->id);
            end_events(tx, group.events, r ? "done" : "failed", r ? "" : r.error().code);
            return {};
        }
        if (read) {
            end_events(tx, group.events, "failed", order.error().code);
            return {};
        }
        apply_bodies(tx, s, group, touched);
        const auto attempts = group.events.back().attempts + 1;
        if (attempts >= attempts_max)
            end_events(tx, group.events, "done", error);
        else
            for (const auto& e : group.events)
                tx.exec(
                    "update external_event set attempts = ?2, next_at = ?3, error = ?4 where id = "
                    "?1",
                    e.id, attempts, tx.now + delay_after(attempts), error);
        return {};
    });
    if (!done) {
        log::warn("stores", "event_not_applied",
                  {{"store", std::to_string(s.row.id.value)}, {"code", done.error().code}});
        return;
    }
    tell(touched);
    if (!read && !gone) {
        down = true;
        if (!skip_rest)
            mark(s.row.id, denied ? StoreState::unauthorised : StoreState::unreachable, error);
    } else if (s.row.state != StoreState::ok) {
        mark(s.row.id, StoreState::ok, "");
    }
}

/// The shop cannot be asked: its signed word counts until it can. Older than what stands changes
/// nothing (the time of modification decides, not the order of arrival).
void Stores::apply_bodies(db::Tx& tx, const Connected& s, const Group& group,
                          std::vector<OrderId>& touched) const {
    for (const auto& e : group.events) {
        if (e.attempts > 0) continue;  // applied at the first try
        const bool deleted = e.topic == "order.deleted";
        auto order =
            deleted ? Result<orders::ExternalOrder>(Error{}) : woo::order(e.body, s.source());
        if (!deleted && (!order || woo::is_draft(*order))) continue;
        auto r = deleted
                     ? d_.orders.external_deleted(tx, woo::origin_of(s.row.id.value), group.ext_key)
                     : d_.orders.upsert_external(tx, *order);
        if (r && r->result != orders::Upsert::unchanged) touched.push_back(r->id);
    }
}

// ---- polling ----

Result<PollResult> Stores::poll(StoreId id) {
    auto found = d_.db.read_as<std::optional<Connected>>(
        [&](db::Conn& c) -> Result<std::optional<Connected>> {
            return connected(c, "id", db::to_value(id));
        });
    if (!found) return found.error();
    if (!*found) return not_found("stores.unknown", "No such store.");
    const Connected& s = **found;
    const Time since =
        s.row.cursor_at ? *s.row.cursor_at - d_.poll_overlap : s.created_at - d_.first_look_back;
    PollResult total;
    Time newest = s.row.cursor_at.value_or(Time{});
    for (int page = 1; page <= pages_max; ++page) {
        Result<http::ClientResponse> answer = [&] {
            const std::lock_guard lock(network_);
            return d_.fetch(request(s, woo::page_path(since, page)));
        }();
        const bool denied = answer && (answer->status == 401 || answer->status == 403);
        if (denied || !reachable(answer) || answer->status != 200) {
            const std::string code = denied ? "stores.unauthorised" : "stores.unreachable";
            mark(id, denied ? StoreState::unauthorised : StoreState::unreachable, code);
            const std::lock_guard lock(mutex_);
            auto& [failures, next] = backoff_[id.value];
            next = d_.clock.now() + delay_after(++failures);
            return unavailable(code,
                               denied ? "The shop refuses the key; make a new one with read rights."
                                      : "The shop does not answer; it will be asked again.");
        }
        auto more = take_page(s, *answer, total, newest);
        if (!more) return more.error();
        if (!*more || page >= header_number(*answer, "x-wp-totalpages")) break;
    }
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        const auto cursor = to_ms(newest) ? std::optional(newest) : s.row.cursor_at;
        tx.exec(
            "update store set state = 'ok', last_error = '', last_poll_at = ?2, cursor_at = ?3 "
            "where id = ?1",
            id, tx.now, cursor);
        return {};
    });
    const std::lock_guard lock(mutex_);
    backoff_.erase(id.value);
    if (!done) return done.error();
    return total;
}

/// One page in one transaction; false = it was empty.
Result<bool> Stores::take_page(const Connected& s, const http::ClientResponse& answer,
                               PollResult& total, Time& newest) {
    auto page = woo::page(answer.body, s.source());
    if (!page) {
        mark(s.row.id, StoreState::unreachable, page.error().code);
        return page.error();
    }
    PollResult here;
    std::vector<OrderId> touched;
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        here = {}, touched.clear();
        std::int64_t gaps = 0;
        for (const auto& order : page->orders) {
            auto r = d_.orders.upsert_external(tx, order);
            if (!r) {
                page->refused.push_back(r.error());
                continue;
            }
            if (r->result == orders::Upsert::unchanged) continue;
            touched.push_back(r->id);
            ++(r->result == orders::Upsert::created ? here.new_ : here.changed);
            gaps += order.modified_at >=
                    s.created_at;  // what lies before the connection is a first import, not a gap
        }
        tx.exec("update store set gaps_repaired = gaps_repaired + ?2 where id = ?1", s.row.id,
                gaps);
        return {};
    });
    if (!done) return done.error();
    for (const auto& order : page->orders) newest = std::max(newest, order.modified_at);
    for (const auto& e : page->refused)
        log::warn(
            "stores", "order_refused",
            {{"store", std::to_string(s.row.id.value)}, {"code", e.code}, {"field", e.field}});
    total.found += static_cast<std::int64_t>(page->orders.size());
    total.new_ += here.new_;
    total.changed += here.changed;
    tell(touched);
    return !page->orders.empty() || !page->refused.empty();
}

void Stores::poll_due() {
    auto all = list({});
    if (!all) return;
    for (const auto& s : *all) {
        const Time now = d_.clock.now();
        Time due = s.last_poll_at ? *s.last_poll_at + d_.poll_every : now;
        {
            const std::lock_guard lock(mutex_);
            if (stopping_) return;
            if (const auto it = backoff_.find(s.id.value); it != backoff_.end())
                due = std::max(due, it->second.second);
        }
        if (due <= now) (void)poll(s.id);  // the state and the reason stand in the store's row
    }
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
        poll_due();
        std::unique_lock lock(mutex_);
        // A webhook wakes it at once; every 15 s it looks for retries and polls that are due.
        wake_.wait_for(lock, std::chrono::seconds(15), [&] { return stopping_ || event_waits_; });
        if (stopping_) return;
        event_waits_ = false;
    }
}

}  // namespace ol::stores
