// Stores as rows: secrets sealed, states, and the webhook's door.
#include "shop/stores/stores.hpp"

#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/base/names.hpp"
#include "platform/base/text.hpp"
#include "shop/stores/connected.hpp"

namespace ol::stores {

const char* const sql_store =
    R"(select id, shop_id, kind, name, url, token, state, last_event_at, last_poll_at, cursor_at,
    events, gaps_repaired, last_error, version, key_sealed, secret_sealed, webhook_secret_sealed,
    created_at from store)";

namespace {

constexpr auto sql_insert =
    R"(insert into store (id, shop_id, kind, name, url, key_sealed, secret_sealed,
    webhook_secret_sealed, token, state, events, gaps_repaired, last_error, created_at, version)
    values (?1,?2,?3,?4,?5,?6,?7,?8,?9,'never',0,0,'',?10,1))";
constexpr auto sql_event =
    R"(insert into external_event (id, store_id, source, topic, ext_key, body_hash, body,
    received_at,
    state, attempts, next_at, error) values (?1,?2,?3,?4,?5,?6,?7,?8,?9,0,0,?10)
    on conflict (source, topic, ext_key, body_hash) do nothing)";

std::optional<Time> time_at(const db::Rows& r, std::size_t row, int col) {
    return r.is_null(row, col) ? std::nullopt : std::optional(from_ms(r.i64(row, col)));
}

Error unknown_store() { return not_found("stores.unknown", "No such store."); }

Result<std::string> checked_url(std::string_view typed, bool allow_private) {
    std::string url(trim(typed));
    while (url.ends_with('/')) url.pop_back();
    const bool https = url.starts_with("https://"), http = url.starts_with("http://");
    // Basic credentials travel with each read: plain http only where private addresses are allowed
    // at all.
    if ((!https && !(http && allow_private)) || url.size() < 11 || url.size() > 500 ||
        url.find_first_of(" \r\n?#@") != url.npos)
        return invalid(
            "stores.url", "url",
            "Write the shop's address like https://shop.example, without a question mark.");
    return url;
}

std::string sealed(const std::string& key32, std::string_view plain) {
    return crypto::base64(crypto::seal(key32, plain));
}

std::string opened(const std::string& key32, const std::string& text) {
    auto raw = crypto::unbase64(text);
    if (!raw) return {};
    auto plain = crypto::unseal(key32, *raw);
    return plain ? *plain : std::string();  // another key file: the store will say "unauthorised"
}

}  // namespace

Store read_store(const db::Rows& r, std::size_t i, const std::string& public_url) {
    Store s;
    s.id = {r.i64(i, 0)};
    s.shop_id = {r.i64(i, 1)};
    s.kind = r.text(i, 2);
    s.name = r.text(i, 3);
    s.url = r.text(i, 4);
    s.webhook_url = public_url + "/public/v1/hooks/woocommerce/" + r.text(i, 5);
    s.state = from_name<StoreState>(r.text(i, 6)).value_or(StoreState::never);
    s.last_event_at = time_at(r, i, 7);
    s.last_poll_at = time_at(r, i, 8);
    s.cursor_at = time_at(r, i, 9);
    s.events = r.i64(i, 10);
    s.gaps_repaired = r.i64(i, 11);
    s.last_error = r.text(i, 12);
    s.version = r.i64(i, 13);
    return s;
}

Stores::Stores(Deps deps) : d_(std::move(deps)) {}

std::optional<Stores::Connected> Stores::connected(db::Conn& c, std::string_view column,
                                                   const db::Value& key) const {
    const std::vector<db::Value> args{key};
    const auto r = c.run(std::string(sql_store) + " where " + std::string(column) + " = ?1", args);
    if (r.empty()) return std::nullopt;
    Connected s{read_store(r, 0, d_.public_url), opened(d_.key32, r.text(0, 14)),
                opened(d_.key32, r.text(0, 15)), opened(d_.key32, r.text(0, 16)),
                from_ms(r.i64(0, 17)),           {}};
    s.facts = d_.orders.deps().shop(c, s.row.shop_id);
    return s;
}

Result<std::vector<Store>> Stores::list(const http::Principal& who) const {
    return d_.db.read_as<std::vector<Store>>([&](db::Conn& c) -> Result<std::vector<Store>> {
        const auto rows = c.query(std::string(sql_store) + " order by id");
        std::vector<Store> out;
        const std::lock_guard lock(mutex_);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            auto s = read_store(rows, i, d_.public_url);
            if (!who.shops.empty() && !who.shops.contains(s.shop_id.value)) continue;
            if (const auto it = refused_.find(s.id.value); it != refused_.end())
                s.refused = it->second;
            out.push_back(std::move(s));
        }
        return out;
    });
}

Result<Store> Stores::store(StoreId id) const {
    auto all = list({});
    if (!all) return all.error();
    for (auto& s : *all)
        if (s.id == id) return std::move(s);
    return unknown_store();
}

Result<StoreId> Stores::create(const NewStore& in, PersonId by) {
    if (in.kind != "woocommerce")
        return invalid("stores.kind", "kind", "Only woocommerce is known.");
    if (!in.shop_id) return invalid("stores.shop", "shop_id", "Say for which shop.");
    if (trim(in.name).empty() || in.name.size() > 200)
        return invalid("stores.name", "name", "Give it a name.");
    if (in.webhook_secret.empty())
        return invalid("stores.secret", "webhook_secret",
                       "Copy the webhook's secret from the shop.");
    auto url = checked_url(in.url, d_.allow_private);
    if (!url) return url.error();
    const auto id = d_.ids.next_id<StoreId>();
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        tx.exec(sql_insert, id, in.shop_id, in.kind, in.name, *url, sealed(d_.key32, in.key),
                sealed(d_.key32, in.secret),
                sealed(d_.key32, woo::decoded_secret(in.webhook_secret)), crypto::random_token(),
                tx.now);
        tx.journal({"store.connected", id.value, by.value});
        return {};
    });
    if (!done) return done.error();
    return id;
}

Result<> Stores::patch(StoreId id, std::int64_t version, const StorePatch& in, PersonId by) {
    std::optional<std::string> url;
    if (in.url) {
        auto checked = checked_url(*in.url, d_.allow_private);
        if (!checked) return checked.error();
        url = *checked;
    }
    return d_.db.write([&](db::Tx& tx) -> Result<> {
        if (tx.exec("update store set version = version + 1 where id = ?1 and version = ?2", id,
                    version) != 1) {
            const auto now = tx.query("select version from store where id = ?1", id);
            if (now.empty()) return unknown_store();
            auto e = conflict("stores.version_conflict",
                              "Somebody changed this store meanwhile; look again.");
            e.params = {{"version", std::to_string(now.i64(0, 0))}};
            return e;
        }
        if (in.name) tx.exec("update store set name = ?2 where id = ?1", id, *in.name);
        if (url) tx.exec("update store set url = ?2, cursor_at = null where id = ?1", id, *url);
        if (in.key)
            tx.exec("update store set key_sealed = ?2 where id = ?1", id,
                    sealed(d_.key32, *in.key));
        if (in.secret)
            tx.exec("update store set secret_sealed = ?2 where id = ?1", id,
                    sealed(d_.key32, *in.secret));
        if (in.webhook_secret)
            tx.exec("update store set webhook_secret_sealed = ?2 where id = ?1", id,
                    sealed(d_.key32, woo::decoded_secret(*in.webhook_secret)));
        tx.journal({"store.changed", id.value, by.value});
        return {};
    });
}

void Stores::mark(StoreId id, StoreState state, std::string_view error) {
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        const auto was = tx.query("select state from store where id = ?1", id);
        tx.exec("update store set state = ?2, last_error = ?3 where id = ?1", id, to_name(state),
                error);
        if (!was.empty() && was.text(0, 0) != to_name(state))
            tx.journal({"store." + std::string(to_name(state)), id.value, 0});
        return {};
    });
    if (!done)
        log::warn("stores", "state_not_saved",
                  {{"store", std::to_string(id.value)}, {"code", done.error().code}});
}

void Stores::tell(const std::vector<OrderId>& touched) const {
    if (!d_.on_order) return;
    for (const auto id : touched) d_.on_order(id);
}

// ---- the webhook's door ----
namespace {

http::Response refused(Errc kind, std::string code, std::string detail) {
    return http::problem({kind, std::move(code), {}, std::move(detail), {}});
}

/// "order.updated"; only what could be a topic is kept.
std::string topic_of(const http::Request& r) {
    auto topic = r.header("x-wc-webhook-topic");
    if (topic.empty())
        topic = r.header("x-wc-webhook-resource") + "." + r.header("x-wc-webhook-event");
    const bool sane =
        topic.size() <= 64 &&
        topic.find_first_not_of(
            "abcdefghijklmnopqrstuvwxyz_.ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == topic.npos;
    return sane ? topic : "unknown";
}

}  // namespace

http::Response Stores::receive(http::Request& r) {
    const auto token = r.params["token"];
    auto found = d_.db.read_as<std::optional<Connected>>(
        [&](db::Conn& c) -> Result<std::optional<Connected>> {
            return connected(c, "token", db::to_value(token));
        });
    if (!found) return http::problem(found.error());
    if (!*found)
        return refused(Errc::not_found, "stores.unknown",
                       "No store listens at this address; copy it again from the settings.");
    const Connected& s = **found;
    const auto signature = r.header("x-wc-webhook-signature");
    // The ping of a webhook just saved is unsigned by design, and everything but 200 is shown to
    // the shop as an error.
    if (signature.empty() && woo::is_ping(r.header("content-type"), r.body))
        return http::json_response("{}");
    if (!woo::signature_right(s.webhook_secret, r.body, signature)) {
        const std::lock_guard lock(mutex_);
        ++refused_[s.row.id.value];  // kept in memory: a stranger's request writes nothing
        return refused(Errc::unauthenticated, "stores.signature",
                       "The signature does not fit; compare the webhook's secret.");
    }
    const auto topic = topic_of(r);
    const auto key = woo::id_of(r.body);
    const bool order = topic.starts_with("order.");
    // Signed but unreadable is answered 200 all the same: seven refusals in a row switch the shop's
    // webhook off (T1).
    const char* state = !order ? "ignored" : key ? "waiting" : "failed";
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        const auto hash = crypto::hex(crypto::sha256(r.body));
        tx.exec(sql_event, d_.ids.next(), s.row.id, woo::origin_of(s.row.id.value), topic,
                key ? *key : "", hash, order && key ? std::string_view(r.body) : std::string_view(),
                tx.now, state, key ? "" : key.error().code);
        tx.exec("update store set events = events + 1, last_event_at = ?2 where id = ?1", s.row.id,
                tx.now);
        return {};
    });
    if (!done) return http::problem(done.error());
    {
        const std::lock_guard lock(mutex_);
        event_waits_ = true;
    }
    wake_.notify_one();
    return http::json_response("{}");
}

}  // namespace ol::stores
