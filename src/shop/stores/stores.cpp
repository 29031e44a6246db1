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
    events, gaps_repaired, last_error, version, hooks_restored, key_sealed, secret_sealed,
    webhook_secret_sealed, created_at, former_secret_sealed, former_until, feed, write_back,
    history_only, send_orders from store)";

namespace {

constexpr Ms former_kept = Ms{86'400'000} * 7, checkout_kept = Ms{86'400'000} * 30;
constexpr auto sql_insert =
    R"(insert into store (id, shop_id, kind, name, url, key_sealed, secret_sealed,
    webhook_secret_sealed, token, state, events, gaps_repaired, last_error, created_at, write_back,
    history_only, send_orders, version)
    values (?1,?2,?3,?4,?5,?6,?7,?8,?9,'never',0,0,'',?10,?11,?12,?13,1))";
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
    s.webhook_url = public_url + "/public/v1/hooks/" + s.kind + "/" + r.text(i, 5);
    s.state = from_name<StoreState>(r.text(i, 6)).value_or(StoreState::never);
    s.last_event_at = time_at(r, i, 7);
    s.last_poll_at = time_at(r, i, 8);
    s.cursor_at = time_at(r, i, 9);
    s.events = r.i64(i, 10);
    s.gaps_repaired = r.i64(i, 11);
    s.last_error = r.text(i, 12);
    s.version = r.i64(i, 13);
    s.hooks_restored = r.i64(i, 14);
    s.write_back = r.flag(i, 22);
    s.history_only = r.flag(i, 23);
    s.send_orders = r.flag(i, 24);
    if (const auto* c = connector_of(s.kind))
        s.sends = c->sends(), s.reads = c->can_read(), s.writes = c->can_write(OutKind::cancel),
        s.takes_orders = c->takes_orders(), s.by_status = c->by_status();
    return s;
}

namespace {

/// What waits, what is asked, what could not be taken.
void count_in(db::Conn& c, Time now, std::vector<Store>& stores) {
    const auto each = [&](const db::Rows& rows, auto put) {
        for (std::size_t i = 0; i < rows.size(); ++i)
            for (auto& s : stores)
                if (s.id.value == rows.i64(i, 0)) put(s, i);
    };
    const auto waiting = c.query(R"(select store_id, count(*), min(received_at) from external_event
        where state = 'waiting' group by store_id)");
    each(waiting, [&](Store& s, std::size_t i) {
        s.waiting = waiting.i64(i, 1);
        s.waiting_since = time_at(waiting, i, 2);
    });
    const auto asked =
        c.query("select store_id, count(*) from store_status where meaning = '' group by store_id");
    each(asked, [&](Store& s, std::size_t i) { s.statuses_asked = asked.i64(i, 1); });
    const auto refused =
        c.query("select store_id, count(*) from store_order where error <> '' group by store_id");
    each(refused, [&](Store& s, std::size_t i) { s.refused_orders = refused.i64(i, 1); });
    const auto out = c.query(R"(select store_id, count(*) from store_outbox
        where state <> 'done' group by store_id)");
    each(out, [&](Store& s, std::size_t i) { s.outgoing = out.i64(i, 1); });
    const auto carts = c.query(R"(select store_id, count(*) from store_checkout
        where completed = ?2 and updated_at > ?1 group by store_id)",
                               now - checkout_kept, false);
    each(carts, [&](Store& s, std::size_t i) { s.open_checkouts = carts.i64(i, 1); });
}

Error field_missing(std::string_view field) {
    return invalid("stores.secret", std::string(field),
                   "Copy it from the shop; the guide names the place.");
}

Result<> check_secrets(const NewStore& in, const Connector& connector) {
    for (const auto need : connector.needs()) {
        const auto& typed = need == "key"      ? in.key
                            : need == "secret" ? in.secret
                                               : in.webhook_secret;
        if (trim(typed).empty()) return field_missing(need);
    }
    for (const auto* text : {&in.key, &in.secret, &in.webhook_secret})
        if (text->size() > 500 || text->find_first_of("\r\n") != text->npos)
            return invalid("stores.secret", "secret", "At most 500 characters on one line.");
    return {};
}

}  // namespace

Stores::Stores(Deps deps) : d_(std::move(deps)) {}

std::optional<Stores::Connected> Stores::connected(db::Conn& c, std::string_view column,
                                                   const db::Value& key) const {
    const std::vector<db::Value> args{key};
    const auto r = c.run(std::string(sql_store) + " where " + std::string(column) + " = ?1", args);
    if (r.empty()) return std::nullopt;
    Connected s;
    s.row = read_store(r, 0, d_.public_url);
    s.connector = connector_of(s.row.kind);
    if (!s.connector) return std::nullopt;
    s.secrets = {opened(d_.key32, r.text(0, 15)),
                 opened(d_.key32, r.text(0, 16)),
                 opened(d_.key32, r.text(0, 17)),
                 {}};
    s.created_at = from_ms(r.i64(0, 18));
    if (r.i64(0, 20) > to_ms(d_.clock.now()))
        s.secrets.former_secret = opened(d_.key32, r.text(0, 19));
    s.feed = r.text(0, 21);
    s.facts = d_.orders.deps().shop(c, s.row.shop_id);
    const auto known = c.query(
        "select code, meaning from store_status where store_id = ?1 and meaning <> ''", s.row.id);
    for (std::size_t i = 0; i < known.size(); ++i)
        if (auto meaning = from_name<StatusMeaning>(known.text(i, 1)))
            s.meanings[known.text(i, 0)] = *meaning;
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
        count_in(c, d_.clock.now(), out);
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
    const auto* connector = connector_of(in.kind);
    if (!connector) return invalid("stores.kind", "kind", "This platform is not known here.");
    if (!in.shop_id) return invalid("stores.shop", "shop_id", "Say for which shop.");
    if (trim(in.name).empty() || in.name.size() > 200)
        return invalid("stores.name", "name", "Give it a name.");
    if (auto ok = check_secrets(in, *connector); !ok) return ok.error();
    const auto typed = trim(in.url).empty() ? connector->usual_address() : std::string_view(in.url);
    auto url = !connector->can_read() && typed.empty() ? Result<std::string>(std::string())
                                                       : checked_url(typed, d_.allow_private);
    if (!url) return url.error();
    const auto id = d_.ids.next_id<StoreId>();
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        tx.exec(sql_insert, id, in.shop_id, in.kind, in.name, *url, sealed(d_.key32, in.key),
                sealed(d_.key32, in.secret),
                sealed(d_.key32, connector->stored_secret(in.webhook_secret)),
                crypto::random_token(), tx.now, in.write_back, in.history_only,
                in.send_orders && connector->takes_orders());
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
    {
        const std::lock_guard lock(mutex_);  // another address or key: what was begun with the old
        walks_.erase(id.value);              // is over
        sessions_.erase(id.value);
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
        if (in.write_back)
            tx.exec("update store set write_back = ?2 where id = ?1", id, *in.write_back);
        if (in.send_orders) {
            const auto kind = tx.query("select kind from store where id = ?1", id).text(0, 0);
            const auto* connector = connector_of(kind);
            if (*in.send_orders && (!connector || !connector->takes_orders()))
                return invalid("stores.takes_no_orders", "send_orders",
                               "This platform takes no orders from us.");
            tx.exec("update store set send_orders = ?2 where id = ?1", id, *in.send_orders);
        }
        if (in.history_only)
            tx.exec("update store set history_only = ?2 where id = ?1", id, *in.history_only);
        if (in.webhook_secret && !in.webhook_secret->empty()) {
            const auto kind = tx.query("select kind from store where id = ?1", id).text(0, 0);
            const auto* connector = connector_of(kind);
            // Deliveries signed with the old secret are still on their way, and are retried for
            // hours.
            tx.exec(R"(update store set former_secret_sealed = webhook_secret_sealed,
                former_until = ?3, webhook_secret_sealed = ?2 where id = ?1)",
                    id,
                    sealed(d_.key32, connector ? connector->stored_secret(*in.webhook_secret)
                                               : *in.webhook_secret),
                    tx.now + former_kept);
        }
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

}  // namespace

http::Response Stores::receive(http::Request& r) {
    const auto token = r.params["token"];
    auto found = d_.db.read_as<std::optional<Connected>>(
        [&](db::Conn& c) -> Result<std::optional<Connected>> {
            return connected(c, "token", db::to_value(token));
        });
    if (!found) return http::problem(found.error());
    if (!*found ||
        (!r.path.empty() && !r.path.starts_with("/public/v1/hooks/" + (*found)->row.kind + "/")))
        return refused(Errc::not_found, "stores.unknown",
                       "No store listens at this address; copy it again from the settings.");
    const Connected& s = **found;
    const auto door = s.connector->knock(s.secrets, r, d_.clock.now());
    if (door == Connector::Door::ping) return http::json_response("{}");
    if (door == Connector::Door::refused) {
        const std::lock_guard lock(mutex_);
        ++refused_[s.row.id.value];  // kept in memory: a stranger's request writes nothing
        return refused(Errc::unauthenticated, "stores.signature",
                       "The signature does not fit; compare the webhook's secret.");
    }
    const auto hint = s.connector->hint(r);
    const bool wanted = hint && hint->what != Hint::What::ignored;
    // Signed but unreadable is answered 200 all the same: refusals in a row switch the shop's
    // webhook off (T1, T3).
    const char* state = !hint ? "failed" : wanted ? "waiting" : "ignored";
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        const auto hash = crypto::hex(crypto::sha256(r.body));
        tx.exec(sql_event, d_.ids.next(), s.row.id, s.origin(), hint ? hint->topic : "unknown",
                wanted ? hint->key : "", hash,
                wanted ? std::string_view(r.body) : std::string_view(), tx.now, state,
                hint ? "" : hint.error().code);
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
