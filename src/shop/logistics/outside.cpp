// Conversations with couriers: accounts and rules, polling with back-off, pushes, and waybills that
// are made once.
#include <algorithm>

#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/base/text.hpp"
#include "shop/logistics/parcel.hpp"

namespace ol::logistics {
namespace {

constexpr int batch = 100;  // getStatusDocuments takes as many
constexpr std::string_view push_prefix = "/public/v1/couriers/";

std::string scope(const std::set<std::int64_t>& shops) {
    std::string list;
    for (const auto shop : shops) list += (list.empty() ? "" : ",") + std::to_string(shop);
    return list.empty() ? std::string(" where 1 = 1") : " where shop_id in (" + list + ")";
}

/// 30 s, 1 min, 2 min ... 1 h.
Ms delay_after(std::int64_t failures) {
    const auto shift = std::clamp<std::int64_t>(failures - 1, 0, 7);
    return std::min(Ms{30'000} * (std::int64_t{1} << shift), Ms{3'600'000});
}

std::string our_reference(ShipmentId id) { return "OL" + std::to_string(id.value); }

std::string np_call(std::string_view key, std::string_view method, std::string_view properties) {
    return R"({"apiKey":)" + json::quote(key) +
           R"(,"modelName":"InternetDocument","calledMethod":)" + json::quote(method) +
           R"(,"methodProperties":)" + std::string(properties) + "}";
}

bool trackable(Courier c) { return c == Courier::novaposhta || c == Courier::ukrposhta; }

}  // namespace

// ---- rules and accounts ----

OwnLimits Logistics::limits(db::Conn& c, ShopId shop) const {
    const auto r =
        c.query("select money, attempts, days from decision_limit where shop_id = ?1", shop);
    if (r.empty()) return {};
    return {r.i64(0, 0), static_cast<int>(r.i64(0, 1)), static_cast<int>(r.i64(0, 2))};
}

Result<> Logistics::set_limits(const ShopLimits& in, PersonId by) {
    const auto& l = in.limits;
    if (l.money < 0 || l.attempts < 0 || l.days < 0 || l.attempts > 100 || l.days > 366)
        return invalid("logistics.limits", "limits", "No limit is below zero; 0 means none.");
    return d_.db.write([&](db::Tx& tx) -> Result<> {
        tx.exec(R"(insert into decision_limit (shop_id, money, attempts, days, person_id, at)
            values (?1,?2,?3,?4,?5,?6) on conflict (shop_id) do update set money = ?2,
            attempts = ?3, days = ?4, person_id = ?5, at = ?6)",
                in.shop_id, l.money, l.attempts, l.days, by, tx.now);
        tx.journal({"decision.limits", in.shop_id.value, by.value, json::write(in)});
        return {};
    });
}

Result<RuleRow> Logistics::add_rule(const NewRule& in, PersonId by) {
    if (auto ok = check_rule(in.rule); !ok) return ok.error();
    if (!from_name<Courier>(in.rule.courier))
        return invalid("logistics.rule", "courier", "No such courier.");
    return d_.db.write_as<RuleRow>([&](db::Tx& tx) -> Result<RuleRow> {
        RuleRow row{d_.ids.next_id<RuleId>(), in.shop_id, in.rule};
        row.rule.version =
            tx.query("select count(*) from courier_rule where shop_id = ?1", in.shop_id).i64(0, 0) +
            1;
        tx.exec(R"(insert into courier_rule (id, shop_id, courier, valid_from, rule, person_id, at)
            values (?1,?2,?3,?4,?5,?6,?7))",
                row.id, row.shop_id, row.rule.courier, row.rule.valid_from, json::write(row.rule),
                by, tx.now);
        tx.journal({"courier.rule_added", row.id.value, by.value, "{}"});
        return row;
    });
}

std::vector<RuleRow> Logistics::rules(db::Conn& c, const std::set<std::int64_t>& shops) const {
    const std::vector<db::Value> none;
    const auto r = c.run("select id, shop_id, rule from courier_rule" + scope(shops) +
                             " order by courier, valid_from, id",
                         none);
    std::vector<RuleRow> out;
    for (std::size_t i = 0; i < r.size(); ++i)
        if (auto rule = json::read<CourierRule>(r.text(i, 2)))
            out.push_back({{r.i64(i, 0)}, {r.i64(i, 1)}, std::move(*rule)});
    return out;
}

Result<AccountId> Logistics::add_account(const NewAccount& in, PersonId by) {
    if (!in.url.starts_with("https://") && !(d_.allow_private && in.url.starts_with("http://")))
        return invalid("logistics.url", "url", "The courier's address begins with https://.");
    const auto& sender = in.sender.text;
    if (!sender.empty() && sender != "null" && !sender.starts_with("{"))
        return invalid("logistics.sender", "sender", "The sender is an object.");
    return d_.db.write_as<AccountId>([&](db::Tx& tx) -> Result<AccountId> {
        const auto had =
            tx.query("select id from courier_account where shop_id = ?1 and courier = ?2",
                     in.shop_id, in.courier);
        if (!had.empty())
            return conflict("logistics.account", "This shop has an account there already.");
        const auto id = d_.ids.next_id<AccountId>();
        tx.exec(R"(insert into courier_account (id, shop_id, courier, url, key_sealed, sender,
            push_token, state, last_error, last_poll_at, next_poll_at, failures, version)
            values (?1,?2,?3,?4,?5,?6,?7,'new','',null,?8,0,1))",
                id, in.shop_id, in.courier, in.url, crypto::seal(d_.key32, in.key),
                sender.empty() || sender == "null" ? "{}" : sender, crypto::random_token(), tx.now);
        tx.journal({"courier.account_added", id.value, by.value, "{}"});
        return id;
    });
}

std::vector<Account> Logistics::accounts(db::Conn& c, const std::set<std::int64_t>& shops) const {
    const std::vector<db::Value> none;
    const auto r = c.run(R"(select id, shop_id, courier, url, state, last_error, push_token,
        last_poll_at, version from courier_account)" +
                             scope(shops) + " order by id",
                         none);
    std::vector<Account> out;
    for (std::size_t i = 0; i < r.size(); ++i) {
        Account a{{r.i64(i, 0)}, {r.i64(i, 1)}, {}, r.text(i, 3), r.text(i, 4), r.text(i, 5), true};
        a.courier = from_name<Courier>(r.text(i, 2)).value_or(Courier::novaposhta);
        a.push_path = std::string(push_prefix) + r.text(i, 6);
        if (!r.is_null(i, 7)) a.last_poll_at = from_ms(r.i64(i, 7));
        a.version = r.i64(i, 8);
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

// ---- polling ----

std::vector<Logistics::OpenAccount> Logistics::due_accounts(Time now) const {
    std::vector<OpenAccount> out;
    (void)d_.db.read([&](db::Conn& c) -> Result<> {
        const auto r = c.query(
            "select shop_id, courier from courier_account where next_poll_at <= ?1 order by id",
            now);
        for (std::size_t i = 0; i < r.size(); ++i) {
            const auto courier = from_name<Courier>(r.text(i, 1));
            if (!courier || !trackable(*courier)) continue;
            if (auto a = account(c, {r.i64(i, 0)}, *courier)) out.push_back(std::move(*a));
        }
        return {};
    });
    return out;
}

Result<TrackAnswer> Logistics::ask(const OpenAccount& a,
                                   const std::vector<std::string>& waybills) const {
    http::ClientRequest r;
    r.url = a.url;
    r.allow_private = d_.allow_private;
    if (a.courier == Courier::novaposhta) {
        r.method = http::Method::post;
        r.headers = {{"Content-Type", "application/json"}};
        r.body = tracking_request(a.key, waybills);
    } else {
        r.method = http::Method::post;
        r.url += "/statuses";
        r.headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + a.key}};
        for (const auto& number : waybills)
            r.body += (r.body.empty() ? "[" : ",") + json::quote(number);
        r.body += "]";
    }
    auto answer = d_.fetch(r);
    if (!answer || answer->status == 429 || answer->status >= 500)
        return unavailable("logistics.unreachable",
                           "The courier does not answer; it is asked again.");
    if (answer->status != 200)
        return conflict("logistics.refused", "The courier refused the request.");
    return read_tracking(a.courier, answer->body);
}

int Logistics::poll(const OpenAccount& a, Time now) {
    std::vector<std::string> waybills;
    (void)d_.db.read([&](db::Conn& c) -> Result<> {
        const auto r = c.query(R"(select waybill from shipment where shop_id = ?1 and courier = ?2
            and waybill is not null and next_poll_at <= ?3
            and status not in ('delivered', 'partly_delivered', 'returned', 'cancelled', 'lost')
            order by next_poll_at, id limit ?4)",
                               a.shop, a.courier, now, batch);
        for (std::size_t i = 0; i < r.size(); ++i) waybills.push_back(r.text(i, 0));
        return {};
    });
    if (waybills.empty()) {
        mark(a, "", "", now + Ms{60'000});
        return 0;
    }
    const auto answer = ask(a, waybills);
    if (!answer) {
        const bool refused = answer.error().code == "logistics.refused";
        mark(a, refused ? "refused" : "unreachable", answer.error().code,
             now + delay_after(a.failures + 1));
        return 0;
    }
    const auto moved = apply(a.courier, *answer);
    if (!moved) return 0;
    (void)d_.db.write([&](db::Tx& tx) -> Result<> {
        for (const auto& number : waybills)
            tx.exec("update shipment set next_poll_at = ?3 where courier = ?1 and waybill = ?2",
                    a.courier, number, now + d_.poll_every);
        return {};
    });
    // A full batch: there is more to ask about now.
    mark(a, "ok", "", waybills.size() == batch ? now : now + Ms{60'000});
    return *moved;
}

void Logistics::mark(const OpenAccount& a, std::string_view state, std::string_view error,
                     Time next) const {
    (void)d_.db.write([&](db::Tx& tx) -> Result<> {
        if (state.empty())
            tx.exec("update courier_account set next_poll_at = ?2 where id = ?1", a.id, next);
        else
            tx.exec(R"(update courier_account set state = ?2, last_error = ?3, last_poll_at = ?4,
                next_poll_at = ?5, failures = case when ?2 = 'ok' then 0 else failures + 1 end
                where id = ?1)",
                    a.id, state, error, tx.now, next);
        return {};
    });
}

int Logistics::poll_due() {
    const std::lock_guard lock(outside_);
    const Time now = d_.clock.now();
    int moved = 0;
    for (const auto& a : due_accounts(now)) moved += poll(a, now);
    return moved;
}

http::Response Logistics::push(http::Request& request) {
    const auto courier = d_.db.read_as<std::string>([&](db::Conn& c) -> Result<std::string> {
        const auto r = c.query("select courier from courier_account where push_token = ?1",
                               request.params["token"]);
        if (r.empty()) return not_found("logistics.unknown", "No such address.");
        return r.text(0, 0);
    });
    if (!courier) return http::problem(courier.error());
    const auto known = from_name<Courier>(*courier).value_or(Courier::novaposhta);
    const auto answer = read_tracking(known, request.body);
    if (!answer) return http::problem(answer.error());
    if (auto moved = apply(known, *answer); !moved) return http::problem(moved.error());
    return http::json_response("{}");
}

// ---- waybills ----

/// From the confirmed fields of the order (R16), in Nova Poshta's words.
Result<std::string> Logistics::waybill_body(db::Conn& c, const OpenAccount& a,
                                            const Parcel& p) const {
    const auto order = d_.orders.order(c, p.order);
    if (!order) return order.error();
    const auto cod = order->cod_due.minor > 0 ? R"(,"AfterpaymentOnGoodsCost":)" +
                                                    json::quote(to_decimal(order->cod_due))
                                              : std::string();
    std::string sender = a.sender;
    sender.pop_back();  // the object is left open
    const std::string fields =
        sender + (sender.size() > 1 ? "," : "") +
        R"("NewAddress":"1","RecipientType":"PrivatePerson","InfoRegClientBarcodes":)" +
        json::quote(our_reference(p.id)) + R"(,"RecipientName":)" + json::quote(order->recipient) +
        R"(,"RecipientsPhone":)" + json::quote(order->phone) + R"(,"RecipientAddressName":)" +
        json::quote(order->address) + R"(,"ServiceType":)" +
        json::quote(p.service == "door" ? "WarehouseDoors" : "WarehouseWarehouse") + R"(,"Cost":)" +
        json::quote(to_decimal(order->total)) + R"(,"Description":)" + json::quote(order->number) +
        cod + "}";
    return np_call(a.key, "save", fields);
}

Result<> Logistics::send(ShipmentId id, PersonId by) {
    const std::lock_guard lock(outside_);
    http::ClientRequest request;
    auto begun = d_.db.write([&](db::Tx& tx) -> Result<> {
        const auto p = parcel(tx.conn, "id", id.value);
        if (!p) return not_found("logistics.unknown", "No such parcel.");
        if (p->send != SendState::draft && p->send != SendState::failed)
            return conflict("logistics.state",
                            "This parcel has a waybill, or may have one already.");
        const auto a = account(tx.conn, p->shop, p->courier);
        if (!a || a->courier != Courier::novaposhta)
            return conflict("logistics.account",
                            "Set up the shop's account at this courier first.");
        auto body = waybill_body(tx.conn, *a, *p);
        if (!body) return body.error();
        request.method = http::Method::post;
        request.url = a->url;
        request.headers = {{"Content-Type", "application/json"}};
        request.body = std::move(*body);
        request.allow_private = d_.allow_private;
        tx.exec(
            "update shipment set send_state = 'sending', send_error = '', version = version + 1 "
            "where id = ?1",
            id);
        tx.journal({"shipment.sending", id.value, by.value, "{}"});
        return {};
    });
    if (!begun) return begun;
    const auto answer = d_.fetch(request);
    if (!answer || answer->status != 200) {
        settle(id, SendState::perhaps_sent, "logistics.unreachable", {});
        return unavailable(
            "logistics.unreachable",
            "The courier's answer was lost; it is asked whether the waybill stands.");
    }
    const auto made = read_waybill(answer->body);
    if (made) {
        settle(id, SendState::sent, "", *made);
        return {};
    }
    const bool refused = made.error().code == "logistics.refused";
    settle(id, refused ? SendState::failed : SendState::perhaps_sent, made.error().code, {});
    return made.error();
}

void Logistics::settle(ShipmentId id, SendState state, std::string_view error,
                       const Waybill& w) const {
    OrderId order;
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        const auto p = parcel(tx.conn, "id", id.value);
        if (!p) return {};
        order = p->order;
        tx.exec(R"(update shipment set send_state = ?2, send_error = ?3, waybill = ?4,
            courier_ref = ?5, next_poll_at = ?6, version = version + 1 where id = ?1)",
                id, state, error,
                w.number.empty() ? std::optional<std::string>() : std::optional(w.number), w.ref,
                tx.now);
        tx.journal({"shipment." + std::string(to_name(state)), id.value, 0, "{}"});
        return {};
    });
    if (!done) log::warn("logistics", "waybill_not_settled", {{"code", done.error().code}});
    if (done && d_.on_shipment) d_.on_shipment(order);
}

/// Whether it could be found out. Found: it was sent. Not in the courier's whole list of the days
/// since: it never arrived there, and a person may send it again.
bool Logistics::look_up(ShipmentId id) {
    http::ClientRequest request;
    auto known = d_.db.read([&](db::Conn& c) -> Result<> {
        const auto p = parcel(c, "id", id.value);
        const auto a = account(c, p->shop, p->courier);
        if (!a) return not_found("logistics.account", "The account is gone.");
        const auto date = [](Time t) {
            const auto text = iso8601(t);
            return text.substr(8, 2) + "." + text.substr(5, 2) + "." + text.substr(0, 4);
        };
        request.method = http::Method::post;
        request.url = a->url;
        request.headers = {{"Content-Type", "application/json"}};
        request.allow_private = d_.allow_private;
        request.body = np_call(a->key, "getDocumentList",
                               R"({"GetFullList":"1","DateTimeFrom":")" +
                                   date(p->created_at - Ms{86'400'000}) + R"(","DateTimeTo":")" +
                                   date(d_.clock.now() + Ms{86'400'000}) + R"("})");
        return {};
    });
    if (!known) return false;
    const auto answer = d_.fetch(request);
    if (!answer || answer->status != 200) return false;
    const auto list = read_waybill_list(answer->body);
    if (!list) return false;
    const auto found = std::ranges::find(*list, our_reference(id), &ListedWaybill::our_reference);
    if (found != list->end()) {
        settle(id, SendState::sent, "", found->waybill);
        return true;
    }
    // A document without a reference that is none of ours may be this one: a person looks.
    bool unclear = false;
    (void)d_.db.read([&](db::Conn& c) -> Result<> {
        for (const auto& listed : *list)
            if (listed.our_reference.empty() && !parcel(c, "waybill", listed.waybill.number))
                unclear = true;
        return {};
    });
    if (unclear) return false;
    settle(id, SendState::failed, "logistics.not_sent", {});
    return true;
}

int Logistics::settle_sent() {
    const std::lock_guard lock(outside_);
    std::vector<ShipmentId> unsure;
    (void)d_.db.read([&](db::Conn& c) -> Result<> {
        const auto r = c.query(
            "select id from shipment where send_state in ('sending', 'perhaps_sent') order by id");
        for (std::size_t i = 0; i < r.size(); ++i) unsure.push_back({r.i64(i, 0)});
        return {};
    });
    int settled = 0;
    for (const auto id : unsure) settled += look_up(id) ? 1 : 0;
    return settled;
}

}  // namespace ol::logistics
