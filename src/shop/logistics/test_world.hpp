#pragma once
// A shop with one confirmed order and a courier on the other side, for the room's tests.
#include <gtest/gtest.h>

#include "platform/db/test_db.hpp"
#include "shop/catalogue/catalogue.hpp"
#include "shop/logistics/logistics.hpp"

namespace ol::logistics {

inline constexpr ShopId kettles{1};
inline constexpr PersonId ann{7}, olha{8};  // Olha is Ann's superior

inline std::vector<db::Migration> all_migrations() {
    std::vector<db::Migration> out;
    for (const auto& list : {customers::migrations(), promises::migrations(),
                             catalogue::migrations(), approvals::migrations(), orders::migrations(),
                             migrations()})
        out.insert(out.end(), list.begin(), list.end());
    return out;
}

/// 14:20 in Kyiv on Thursday 19 November 2026.
inline const Time report = *parse_iso8601("2026-11-19T12:20:00Z");
inline constexpr Ms minute{60'000};

inline ManualClock the_clock(report);  // the database's and the room's

inline void on_each(const std::function<void(db::Database&)>& body) {
    db::for_each_database(
        all_migrations(),
        [&body](db::Database& db) {
            the_clock.set(report);
            body(db);
        },
        the_clock);
}

struct World {
    explicit World(db::Database& d)
        : db(d),
          clock(the_clock),
          buyers({d, ids, clock, {}, {}}),
          promises({d, ids, clock, buyers, {}, {}}),
          desk({d, ids, clock, [](ShopId) { return std::string("Europe/Kyiv"); }, {}, {},
                [](PersonId p, Time) {
                    return p == ann ? std::optional(olha) : std::nullopt;
                },
                {}, {}}),
          orders({d,
                  ids,
                  clock,
                  buyers,
                  promises,
                  [](db::Conn&, ShopId) { return orders::ShopFacts{"Europe/Kyiv", "UAH", "UA"}; },
                  {},
                  {},
                  {}}) {
        Deps deps{d,
                  ids,
                  clock,
                  orders,
                  promises,
                  [this](const http::ClientRequest& r) { return courier(r); },
                  std::string(32, 'k'),
                  true,
                  [](ShopId) { return std::string("Europe/Kyiv"); }};
        deps.stock = [](db::Conn&, const orders::Order&) { return 3; };
        deps.leaving = [this](db::Conn&, OrderId) { return Deps::Leaving{bar, "Kyiv"}; };
        deps.audit = [this](db::Tx&, PersonId, std::string_view what, std::int64_t,
                            std::string_view) { audited.emplace_back(what); };
        deps.on_duty = [this](const ContactDuty& x) { duties.push_back(x.reason); };
        deps.approvals = &desk;
        room = std::make_unique<Logistics>(std::move(deps));
        desk.carries(approvals::Subject::decision,
                     [this](db::Tx& tx, const approvals::Approval& a, const std::string& what) {
                         return room->carry_option(tx, a, what);
                     });
        CourierRule r;
        r.courier = "novaposhta", r.valid_from = "2026-01-01";
        r.blind_fee = 6000, r.extra_attempt_fee = 6000, r.redirect_fee = 4000;
        r.dc_fee = 6000, r.second_fee = 9000, r.post_fee = 7000;
        EXPECT_TRUE(room->add_rule({kettles, r}, ann).has_value());
        EXPECT_TRUE(desk.add_limit({kettles, "", ann, {15000, {}, {}}, 30, "2026-11-19"}, olha)
                        .has_value());
        order = make_order();
    }

    /// Confirmed by Ann and promised for today 14-18, cash on delivery 1890.
    OrderId make_order() {
        orders::ExternalOrder in;
        in.shop_id = kettles, in.source = "csv", in.origin = "csv:1", in.external_id = "KET-17";
        in.number = "KET-17", in.currency = "UAH", in.total_minor = 189000;
        in.pay_method = orders::PayMethod::cod;
        in.customer_name = in.recipient = "Olena Shevchenko";
        in.customer_phone = in.phone = "+380501112233";
        in.address = "Saksahanskoho 12", in.city = "Kyiv";
        in.created_at = in.modified_at = report - Ms{86'400'000};
        in.lines = {{"1", "K2", "Kettle", 1, 189000, 189000}};
        auto made = db.write_as<OrderId>([&](db::Tx& tx) -> Result<OrderId> {
            const auto up = orders.upsert_external(tx, in);
            if (!up) return up.error();
            // Confirming field by field is another room's test; here the owner and state matter.
            tx.exec(
                "update shop_order set desk_state = 'confirmed', owner_id = ?2, "
                "delivery_from = ?3, delivery_to = ?4 where id = ?1",
                up->id, ann, report - minute * 20, report + minute * 220);
            const auto o = orders.order(tx.conn, up->id);
            promises::NewPromise p{promises::Kind::delivery, o->customer_id, up->id};
            p.due_at = report + minute * 220, p.due_from = report - minute * 20;
            if (auto kept = promises.make(tx, p, "order", ann); !kept) return kept.error();
            return up->id;
        });
        EXPECT_TRUE(made.has_value()) << made.error().detail;
        return *made;
    }

    ShipmentId ship(const std::string& waybill = "20400048799000") {
        const auto id = room->add(order, {Courier::novaposhta, "door", waybill}, ann);
        EXPECT_TRUE(id.has_value()) << id.error().detail;
        return *id;
    }
    int event(const std::string& code, Time at, const std::string& next = "") {
        TrackAnswer a;
        TrackEvent e{"20400048799000",
                     status_of(Courier::novaposhta, code).value_or(Status::unknown), code};
        e.at = at, e.next_waybill = next;
        e.fault = fault_of(Courier::novaposhta, code, "");
        a.events = {e};
        return *room->apply(Courier::novaposhta, a);
    }
    Shipment parcel(std::size_t n = 0) {
        return *db.read_as<Shipment>(
            [&](db::Conn& c) -> Result<Shipment> { return room->of_order(c, order).at(n); });
    }
    std::string desk_state() {
        return *db.read_as<std::string>([&](db::Conn& c) -> Result<std::string> {
            return std::string(to_name(orders.order(c, order)->desk_state));
        });
    }
    Decision decision(DecisionId id) {
        return *db.read_as<Decision>(
            [&](db::Conn& c) { return room->decision(c, id, clock.now()); });
    }
    std::string text(const std::string& sql) {
        return *db.read_as<std::string>([&](db::Conn& c) -> Result<std::string> {
            const auto r = c.query(sql);
            std::string out;
            for (std::size_t i = 0; i < r.size(); ++i)
                for (int n = 0; n < static_cast<int>(r.columns.size()); ++n)
                    out += (out.empty() ? "" : " ") + r.text(i, n);
            return out;
        });
    }
    std::int64_t number(const std::string& sql) {
        return *db.read_as<std::int64_t>(
            [&](db::Conn& c) -> Result<std::int64_t> { return c.query(sql).i64(0, 0); });
    }

    /// The courier on the other side: what it was sent, and what it answers.
    Result<http::ClientResponse> courier(const http::ClientRequest& r) {
        sent.push_back(r.body);
        if (other_side) return other_side(r);
        if (answers.empty()) return unavailable("http.lost", "no answer");
        auto first = answers.front();
        answers.erase(answers.begin());
        if (first.empty()) return unavailable("http.lost", "no answer");
        return http::ClientResponse{200, first, {}};
    }
    void account() {
        const auto id = room->add_account(
            {kettles, Courier::novaposhta, "http://127.0.0.1:1/np", "secret", {}}, ann);
        EXPECT_TRUE(id.has_value()) << id.error().detail;
    }

    db::Database& db;
    ManualClock& clock;
    IdSource ids;
    customers::Customers buyers;
    promises::Promises promises;
    approvals::Approvals desk;
    orders::Orders orders;
    std::unique_ptr<Logistics> room;
    std::vector<std::string> sent, answers, duties, audited;
    std::string bar;  // why the order may not leave
    /// Instead of the answers: a courier that behaves as its documents say.
    std::function<Result<http::ClientResponse>(const http::ClientRequest&)> other_side;
    OrderId order;
};

}  // namespace ol::logistics
