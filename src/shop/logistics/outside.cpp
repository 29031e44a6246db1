// Couriers tell: polling with back-off, and pushes.
#include <algorithm>

#include "shop/logistics/asking.hpp"
#include "shop/logistics/parcel.hpp"

namespace ol::logistics {
namespace {

/// 30 s, 1 min, 2 min ... 1 h.
Ms delay_after(std::int64_t failures) {
    const auto shift = std::clamp<std::int64_t>(failures - 1, 0, 7);
    return std::min(Ms{30'000} * (std::int64_t{1} << shift), Ms{3'600'000});
}

/// getStatusDocuments takes a hundred; CDEK is asked parcel by parcel.
int batch_of(Courier c) { return c == Courier::cdek ? 20 : 100; }

bool trackable(Courier c) {
    return c == Courier::novaposhta || c == Courier::ukrposhta || c == Courier::cdek;
}

}  // namespace

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

Access Logistics::access(const OpenAccount& a) const {
    return {a.courier, a.url, a.key, d_.allow_private};
}

/// CDEK's key opens for an hour at a time; it is asked for anew a minute before that ends.
Result<Token> Logistics::token(const OpenAccount& a) {
    auto& kept = tokens_[a.id.value];
    const Time now = d_.clock.now();
    if (!kept.token.text.empty() && kept.key == a.key && now < kept.until) return kept.token;
    const auto answer = d_.fetch(asking::cdek_token(access(a)));
    auto body = asking::answer_of(answer);
    if (!body) return body.error();
    auto fresh = asking::read_token(*body);
    if (!fresh) return fresh.error();
    kept = {*fresh, a.key, now + Ms{(fresh->valid_s - 60) * 1000}};
    return fresh;
}

/// Parcel by parcel; one that it does not know is a problem of that parcel alone.
Result<TrackAnswer> Logistics::ask_cdek(const OpenAccount& a,
                                        const std::vector<std::string>& waybills) {
    const auto opened = token(a);
    if (!opened) return opened.error();
    TrackAnswer all;
    for (const auto& number : waybills) {
        const auto answer = d_.fetch(asking::cdek(access(a), http::Method::get,
                                                  "/v2/orders?cdek_number=" + number, *opened));
        if (answer && answer->status == 401) tokens_.erase(a.id.value);
        if (answer && (answer->status == 400 || answer->status == 404)) {
            all.problems.push_back({number, "not_found", true});
            continue;
        }
        const auto body = asking::answer_of(answer);
        if (!body) return body.error();
        auto one = read_tracking(Courier::cdek, *body);
        if (!one) return one.error();
        for (auto& event : one->events) all.events.push_back(std::move(event));
    }
    return all;
}

Result<TrackAnswer> Logistics::ask(const OpenAccount& a, const std::vector<std::string>& waybills) {
    if (a.courier == Courier::cdek) return ask_cdek(a, waybills);
    http::ClientRequest r;
    if (a.courier == Courier::novaposhta) {
        r = asking::novaposhta(access(a), "TrackingDocument", "getStatusDocuments",
                               tracking_properties(waybills));
    } else {
        std::string list;
        for (const auto& number : waybills)
            list += (list.empty() ? "[" : ",") + json::quote(number);
        r = asking::ukrposhta(access(a), http::Method::post, "/statuses", list + "]");
    }
    const auto body = asking::answer_of(d_.fetch(r));
    if (!body) return body.error();
    return read_tracking(a.courier, *body);
}

int Logistics::poll(const OpenAccount& a, Time now) {
    std::vector<std::string> waybills;
    (void)d_.db.read([&](db::Conn& c) -> Result<> {
        const auto r = c.query(R"(select waybill from shipment where shop_id = ?1 and courier = ?2
            and waybill is not null and next_poll_at <= ?3
            and status not in ('delivered', 'partly_delivered', 'returned', 'cancelled', 'lost')
            order by next_poll_at, id limit ?4)",
                               a.shop, a.courier, now, batch_of(a.courier));
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
    mark(a, "ok", "", std::ssize(waybills) == batch_of(a.courier) ? now : now + Ms{60'000});
    return *moved;
}

void Logistics::mark(const OpenAccount& a, std::string_view state, std::string_view error,
                     Time next) const {
    (void)d_.db.write([&](db::Tx& tx) -> Result<> {
        if (state.empty())
            tx.exec("update courier_account set next_poll_at = ?2 where id = ?1", a.id, next);
        else
            tx.exec(R"(update courier_account set state = ?2, last_error = ?3, last_poll_at = ?4,
                next_poll_at = ?5, failures = case when ?2 = 'ok' then 0 else failures + 1 end,
                ok_at = case when ?2 = 'ok' then ?4 else ok_at end where id = ?1)",
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

}  // namespace ol::logistics
