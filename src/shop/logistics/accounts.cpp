// Accounts at couriers: the key is sealed, the test says in a code what is wrong, and a status that
// nobody explained is asked about once, by name.
#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"
#include "shop/logistics/asking.hpp"
#include "shop/logistics/parcel.hpp"

namespace ol::logistics {
namespace {

constexpr std::string_view push_prefix = "/public/v1/couriers/";
constexpr Ms late_after{2 * 60'000};  // what is due is asked about within a minute
constexpr std::size_t key_max = 500, url_max = 300, sender_max = 4000;
constexpr std::string_view under_way =
    " status not in ('delivered', 'partly_delivered', 'returned', 'cancelled', 'lost')";

Result<> check_url(const std::string& url, bool allow_private) {
    const bool known = url.starts_with("https://") || (allow_private && url.starts_with("http://"));
    if (known && url.size() <= url_max && plain_line(url)) return {};
    return invalid("logistics.url", "url", "The courier's address begins with https://.");
}

/// An object or nothing.
Result<std::string> sender_text(const json::Raw& sender) {
    const auto& text = sender.text;
    if (text.empty() || text == "null") return std::string("{}");
    if (!text.starts_with("{") || text.size() > sender_max)
        return invalid("logistics.sender", "sender",
                       "An object of your references, such as {\"CitySender\": \"...\"}.");
    return text;
}

Result<> check_key(const std::string& key) {
    if (key.size() <= key_max && plain_line(key)) return {};
    return invalid("logistics.key", "key", "A key is one line of at most 500 bytes.");
}

std::optional<Time> time_at(const db::Rows& r, std::size_t row, int col) {
    return r.is_null(row, col) ? std::nullopt : std::optional(from_ms(r.i64(row, col)));
}

AccountTest told_by(const Result<http::ClientResponse>& answer, Courier courier) {
    if (!answer) return {TestOutcome::no_answer, answer.error().code};
    if (answer->status == 429) return {TestOutcome::limited, "429"};
    if (answer->status >= 500) return {TestOutcome::down, std::to_string(answer->status)};
    if (answer->status == 401 || answer->status == 403)
        return {TestOutcome::key, std::to_string(answer->status)};
    if (courier == Courier::cdek) {
        if (answer->status == 400) return {TestOutcome::key, "400"};  // invalid_client
        const bool ok = answer->status == 200 && asking::read_token(answer->body);
        return {ok ? TestOutcome::ok : TestOutcome::address, ""};
    }
    if (courier == Courier::ukrposhta) {
        const bool json = answer->body.starts_with("{") || answer->body.starts_with("[");
        const bool ok = answer->status == 200 || (answer->status == 404 && json);
        return {ok ? TestOutcome::ok : TestOutcome::address, ""};
    }
    if (answer->status != 200) return {TestOutcome::address, std::to_string(answer->status)};
    const auto list = read_waybill_list(answer->body);
    if (list) return {TestOutcome::ok, ""};
    if (list.error().code != "logistics.refused") return {TestOutcome::address, ""};
    const auto code = list.error().params.empty() ? "" : list.error().params.front().second;
    // Nova Poshta's "API auth fail".
    return {code == "20000200068" ? TestOutcome::key : TestOutcome::refused, code};
}

}  // namespace

Result<AccountId> Logistics::add_account(const NewAccount& in, PersonId by) {
    if (auto ok = check_url(in.url, d_.allow_private); !ok) return ok.error();
    if (auto ok = check_key(in.key); !ok) return ok.error();
    const auto sender = sender_text(in.sender);
    if (!sender) return sender.error();
    return d_.db.write_as<AccountId>([&](db::Tx& tx) -> Result<AccountId> {
        const auto had =
            tx.query("select id from courier_account where shop_id = ?1 and courier = ?2",
                     in.shop_id, in.courier);
        if (!had.empty())
            return conflict("logistics.account_there", "This shop has an account there already.");
        const auto id = d_.ids.next_id<AccountId>();
        tx.exec(R"(insert into courier_account (id, shop_id, courier, url, key_sealed, sender,
            push_token, state, last_error, last_poll_at, next_poll_at, failures, version)
            values (?1,?2,?3,?4,?5,?6,?7,'new','',null,?8,0,1))",
                id, in.shop_id, in.courier, in.url, crypto::seal(d_.key32, in.key), *sender,
                crypto::random_token(), tx.now);
        tx.journal({"courier.account_added", id.value, by.value, "{}"});
        return id;
    });
}

Result<> Logistics::change_account(AccountId id, std::int64_t version, const ChangeAccount& in,
                                   PersonId by) {
    if (in.url)
        if (auto ok = check_url(*in.url, d_.allow_private); !ok) return ok;
    if (in.key && in.key->empty())
        return invalid("logistics.key", "key", "Type the new key, or leave the old one.");
    if (in.key)
        if (auto ok = check_key(*in.key); !ok) return ok;
    const auto sender = sender_text(in.sender.value_or(json::Raw{}));
    if (!sender) return sender.error();
    return d_.db.write([&](db::Tx& tx) -> Result<> {
        const auto r = tx.query("select version from courier_account where id = ?1", id);
        if (r.empty()) return not_found("logistics.unknown", "No such account.");
        if (r.i64(0, 0) != version) {
            auto e = conflict("logistics.account_changed", "Somebody changed it meanwhile.");
            e.params = {{"version", std::to_string(r.i64(0, 0))}};
            return e;
        }
        if (in.url) tx.exec("update courier_account set url = ?2 where id = ?1", id, *in.url);
        if (in.key)
            tx.exec("update courier_account set key_sealed = ?2 where id = ?1", id,
                    crypto::seal(d_.key32, *in.key));
        if (in.sender) tx.exec("update courier_account set sender = ?2 where id = ?1", id, *sender);
        // A mended account is asked with at once, whatever it waited for.
        tx.exec(R"(update courier_account set version = version + 1, failures = 0, next_poll_at = ?2
            where id = ?1)",
                id, tx.now);
        tx.journal({"courier.account_changed", id.value, by.value, "{}"});
        return {};
    });
}

std::vector<Account> Logistics::accounts(db::Conn& c, const std::set<std::int64_t>& shops) const {
    const auto r = c.query(R"(select id, shop_id, courier, url, state, last_error, push_token,
        last_poll_at, version, ok_at, failures, sender from courier_account order by id)");
    std::vector<Account> out;
    for (std::size_t i = 0; i < r.size(); ++i) {
        if (!shops.empty() && !shops.contains(r.i64(i, 1))) continue;
        Account a{{r.i64(i, 0)}, {r.i64(i, 1)}, {}, r.text(i, 3), r.text(i, 4), r.text(i, 5), true};
        a.courier = from_name<Courier>(r.text(i, 2)).value_or(Courier::novaposhta);
        a.push_path = std::string(push_prefix) + r.text(i, 6);
        a.last_poll_at = time_at(r, i, 7);
        a.version = r.i64(i, 8);
        a.last_ok_at = time_at(r, i, 9);
        a.failures = r.i64(i, 10);
        a.sender.text = r.text(i, 11);
        const auto open = c.query(
            "select count(*) from shipment where shop_id = ?1 and courier = "
            "?2 and waybill is not null and" +
                std::string(under_way),
            a.shop_id, a.courier);
        const auto late = c.query(
            "select count(*), min(next_poll_at) from shipment where shop_id "
            "= ?1 and courier = ?2 and waybill is not null and next_poll_at "
            "< ?3 and" +
                std::string(under_way),
            a.shop_id, a.courier, d_.clock.now() - late_after);
        a.parcels = open.i64(0, 0), a.late = late.i64(0, 0), a.behind_since = time_at(late, 0, 1);
        out.push_back(std::move(a));
    }
    return out;
}

std::optional<Logistics::OpenAccount> Logistics::account(db::Conn& c, ShopId shop,
                                                         Courier courier) const {
    const auto r = c.query(R"(select id, url, key_sealed, sender, failures from courier_account
        where shop_id = ?1 and courier = ?2)",
                           shop, courier);
    if (r.empty()) return std::nullopt;
    const auto key = crypto::unseal(d_.key32, r.text(0, 2));
    return OpenAccount{{r.i64(0, 0)},   shop,         courier,    r.text(0, 1),
                       key ? *key : "", r.text(0, 3), r.i64(0, 4)};
}

Result<AccountTest> Logistics::test_account(AccountId id) {
    Access access;
    auto known = d_.db.read([&](db::Conn& c) -> Result<> {
        const auto r = c.query("select shop_id, courier from courier_account where id = ?1", id);
        const auto courier = r.empty() ? std::nullopt : from_name<Courier>(r.text(0, 1));
        const auto a = courier ? account(c, {r.i64(0, 0)}, *courier) : std::nullopt;
        if (!a) return not_found("logistics.unknown", "No such account.");
        access = {a->courier, a->url, a->key, d_.allow_private};
        return {};
    });
    if (!known) return known.error();
    const Time begun = d_.clock.now();
    const auto answer = d_.fetch(asking::test(access, begun));
    auto told = told_by(answer, access.courier);
    told.took_ms = (d_.clock.now() - begun).count();
    return told;
}

std::optional<ShopId> Logistics::shop_of(db::Conn& c, AccountId id) const {
    const auto r = c.query("select shop_id from courier_account where id = ?1", id);
    return r.empty() ? std::nullopt : std::optional(ShopId{r.i64(0, 0)});
}

std::vector<UnknownCode> Logistics::unknown_codes(db::Conn& c) const {
    const auto r = c.query(R"(select k.courier, k.code, k.first_seen_at, k.status,
        (select count(distinct e.shipment_id) from track_event e join shipment s on
            s.id = e.shipment_id where e.code = k.code and s.courier = k.courier)
        from courier_code k order by k.first_seen_at, k.code)");
    std::vector<UnknownCode> out;
    for (std::size_t i = 0; i < r.size(); ++i) {
        UnknownCode u{from_name<Courier>(r.text(i, 0)).value_or(Courier::novaposhta),
                      r.text(i, 1),
                      from_ms(r.i64(i, 2)),
                      {}};
        if (!r.is_null(i, 3)) u.status = from_name<Status>(r.text(i, 3));
        u.parcels = r.i64(i, 4);
        out.push_back(std::move(u));
    }
    return out;
}

/// The code means that from now on, and for the events that waited for the answer: a parcel that
/// stands behind one of them moves on.
Result<> Logistics::explain(const ExplainCode& in, PersonId by) {
    if (in.status == Status::unknown)
        return invalid("logistics.code", "status", "Say what the code means.");
    Told told;
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        told = {};
        if (!tx.exec(R"(update courier_code set status = ?3, person_id = ?4
            where courier = ?1 and code = ?2)",
                     in.courier, in.code, in.status, by))
            return not_found("logistics.code", "This code was never seen.");
        tx.journal(
            {"courier.code_explained", 0, by.value, R"({"code":)" + json::quote(in.code) + "}"});
        const auto kept = tx.query(R"(select e.id, e.shipment_id, e.at, e.place from track_event e
            join shipment s on s.id = e.shipment_id where s.courier = ?1 and e.code = ?2
            and e.status = 'unknown' order by e.at, e.id)",
                                   in.courier, in.code);
        for (std::size_t i = 0; i < kept.size(); ++i) {
            auto p = parcel(tx.conn, "id", kept.i64(i, 1));
            TrackEvent event{p->waybill, in.status, in.code};
            if (kept.i64(i, 2)) event.at = from_ms(kept.i64(i, 2));
            event.place = kept.text(i, 3);
            event.fault = fault_of(in.courier, in.code, "");
            const auto to = moved(p->standing, in.status, event.at);
            tx.exec("update track_event set status = ?2, moved = ?3 where id = ?1", kept.i64(i, 0),
                    in.status, to.has_value());
            told.orders.insert(p->order.value);
            if (to) move(tx, *p, *to, event, told);
        }
        return {};
    });
    if (done) tell(told);
    return done;
}

}  // namespace ol::logistics
