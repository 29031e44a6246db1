// Trade reports over orders that really went through the desk, on SQLite and PostgreSQL: every
// number is known by hand, opens to its rows, and adds up.
#include "insight/trade/trade.hpp"

#include <gtest/gtest.h>

#include "insight/export.hpp"
#include "platform/base/names.hpp"
#include "platform/db/test_db.hpp"
#include "shop/approvals/approvals.hpp"
#include "shop/catalogue/catalogue.hpp"
#include "shop/logistics/logistics.hpp"
#include "shop/orders/confirming/efforts.hpp"
#include "shop/orders/orders.hpp"

namespace ol::trade {
namespace {

using orders::DeskEvent;
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;

constexpr ShopId kettles{1}, toys{2};
constexpr PersonId ann{11}, bob{12};
constexpr DepartmentId sales{3}, care{4};
Time utc(const std::string& text) { return *parse_iso8601(text); }

ManualClock the_clock(utc("2026-11-22T08:00:00Z"));

std::vector<db::Migration> all_migrations() {
    std::vector<db::Migration> out;
    for (const auto& list :
         {customers::migrations(), promises::migrations(), approvals::migrations(),
          orders::migrations(), orders::effort_migrations(), catalogue::migrations(),
          logistics::migrations()})
        out.insert(out.end(), list.begin(), list.end());
    return out;
}

struct World {
    explicit World(db::Database& d)
        : db(d),
          clock(the_clock),
          buyers({d, ids, clock, {}, {}}),
          promises({d, ids, clock, buyers, {}, {}}),
          orders({d,
                  ids,
                  clock,
                  buyers,
                  promises,
                  [](db::Conn&, ShopId) { return orders::ShopFacts{"Europe/Kyiv", "UAH", "UA"}; },
                  {},
                  {},
                  {}}),
          trade({d,
                 clock,
                 {[](ShopId s) { return std::string(s == kettles ? "Europe/Kyiv" : "Asia/Tokyo"); },
                  [](PersonId p) { return p == ann ? sales : care; },
                  [](ShopId s) { return std::string(s == kettles ? "Kettles" : "Toys"); },
                  [](DepartmentId x) { return std::string(x == sales ? "Sales" : "Care"); },
                  [](PersonId p) { return std::string(p == ann ? "Ann" : "Bob"); }}}) {
        head.permissions = {"people.view", "board.view", "reports.export"};
    }

    struct Placed {
        std::string at, city = "Kyiv", source = "csv";
        std::int64_t total_minor = 100000;
        PersonId owner = ann;
        ShopId shop = kettles;
        std::string currency = "UAH";
    };
    OrderId place(const Placed& p) {
        orders::ExternalOrder in;
        in.shop_id = p.shop, in.source = p.source, in.origin = p.source + ":1";
        in.external_id = in.number = "N" + std::to_string(++placed);
        in.currency = p.currency, in.total_minor = p.total_minor, in.city = p.city;
        in.customer_name = in.recipient = "Olena", in.customer_phone = in.phone = "+380501112233";
        in.created_at = in.modified_at = utc(p.at);
        in.lines = {{"1", "K2", "Kettle", 1, p.total_minor, p.total_minor}};
        const auto done = db.write_as<OrderId>([&](db::Tx& tx) -> Result<OrderId> {
            const auto up = orders.upsert_external(tx, in);
            if (!up) return up.error();
            tx.exec("update shop_order set owner_id = ?2 where id = ?1", up->id, p.owner);
            return up->id;
        });
        EXPECT_TRUE(done) << (done ? "" : done.error().detail);
        return done ? *done : OrderId{};
    }
    /// What the desk does, at that moment.
    void at(const std::string& time, const std::function<Result<>(db::Tx&)>& act) {
        clock.set(utc(time));
        const auto done = db.write(act);
        EXPECT_TRUE(done) << (done ? "" : done.error().detail);
    }
    void move(const std::string& time, OrderId id, DeskEvent on) {
        at(time, [&](db::Tx& tx) { return orders.advance(tx, id, {}, on, ann); });
    }
    /// Seven checks are another room's test: here the moment matters.
    void confirm(const std::string& time, OrderId id) {
        at(time, [&](db::Tx& tx) -> Result<> {
            tx.exec("update shop_order set desk_state = 'confirmed' where id = ?1", id);
            tx.exec(
                "insert into order_timeline (id, order_id, at, kind, person_id, params) values "
                "(?1, ?2, ?3, 'confirm', ?4, '{\"params\":[]}')",
                ids.next(), id, tx.now, ann);
            return {};
        });
    }
    void cancel(const std::string& time, OrderId id, const std::string& why) {
        at(time, [&](db::Tx& tx) { return orders.cancel(tx, id, {}, why, ann); });
    }
    void hold(const std::string& time, OrderId id, const std::string& why) {
        at(time, [&](db::Tx& tx) { return orders.hold(tx, id, {}, {why, {}, {}}, ann); });
    }

    static TradeQuery query(Day from, Day to, Step step = Step::none, Cut by = Cut::none) {
        TradeQuery q;
        q.from = from, q.to = to, q.step = step, q.by = by;
        return q;
    }
    TradeReport report(const TradeQuery& q) { return report(head, q); }
    TradeReport report(const http::Principal& who, const TradeQuery& q) {
        auto r = trade.report(who, q);
        EXPECT_TRUE(r) << (r ? "" : r.error().detail);
        return r ? *r : TradeReport{};
    }
    TradeRows rows(TradeQuery q, const std::string& figure, const std::string& currency = "",
                   int limit = 50, const std::string& cursor = "") {
        auto r = trade.rows(head, {std::move(q), figure, currency, cursor, limit});
        EXPECT_TRUE(r) << (r ? "" : r.error().detail);
        return r ? *r : TradeRows{};
    }

    db::Database& db;
    ManualClock& clock;
    IdSource ids;
    customers::Customers buyers;
    promises::Promises promises;
    orders::Orders orders;
    Trade trade;
    http::Principal head;
    int placed = 0;
};

std::optional<std::int64_t> value(const TradeReport& report, const insight::ReportRow& row,
                                  std::string_view code, std::string_view currency = "") {
    for (std::size_t i = 0; i < report.columns.size(); ++i)
        if (report.columns[i].code == code && report.columns[i].currency == currency)
            return row.values.at(i);
    ADD_FAILURE() << code << " " << currency;
    return {};
}
std::optional<std::int64_t> total(const TradeReport& report, std::string_view code,
                                  std::string_view currency = "") {
    return value(report, report.total, code, currency);
}

void on_each(const std::function<void(World&)>& body) {
    db::for_each_database(
        all_migrations(),
        [&body](db::Database& db) {
            the_clock.set(utc("2026-11-22T08:00:00Z"));
            World world(db);
            body(world);
        },
        the_clock);
}

/// Sunday 22 November 2026 in Kyiv (UTC+2): seven orders, each with a story of its own.
struct Sunday {
    explicit Sunday(World& w) {
        // Confirmed after 10, 30 and 80 minutes, one of them twice.
        const auto a = w.place({"2026-11-22T08:00:00Z", "Kyiv", "csv", 100000});
        const auto b = w.place({"2026-11-22T09:00:00Z", "Київ", "csv", 50050, bob});
        const auto c = w.place({"2026-11-22T10:00:00Z", "Lviv", "woocommerce", 25025});
        const auto d = w.place({"2026-11-22T11:00:00Z", "Lviv", "woocommerce", 10000});
        const auto e = w.place({"2026-11-22T12:00:00Z", "Kiev", "csv", 1});
        const auto f = w.place({"2026-11-22T13:00:00Z", "Odesa", "csv", 999, {}});
        w.place({"2026-11-22T21:59:59Z", "Kyiv", "csv", 7});   // 23:59:59 in Kyiv
        w.place({"2026-11-22T22:00:00Z", "Kyiv", "csv", 70});  // already Monday
        w.confirm("2026-11-22T08:10:00Z", a);
        w.move("2026-11-22T08:20:00Z", a, DeskEvent::reopen);
        w.confirm("2026-11-23T08:00:00Z", a);  // again on Monday: Sunday's stands
        w.confirm("2026-11-22T09:30:00Z", b);
        w.confirm("2026-11-22T11:20:00Z", c);
        w.hold("2026-11-22T11:30:00Z", d, "no_stock");
        w.cancel("2026-11-22T11:40:00Z", d, "no_stock");
        w.cancel("2026-11-22T12:10:00Z", e, "=HYPERLINK(\"http://x\")");
        w.move("2026-11-22T14:00:00Z", f, DeskEvent::no_contact);
        w.clock.set(utc("2026-11-23T10:00:00Z"));
    }
};

TEST(trade, a_day_of_the_order_desk_counted_by_hand) {
    on_each([](World& w) {
        Sunday day(w);
        const auto r = w.report(World::query(20261122, 20261123, Step::day));
        EXPECT_EQ(total(r, "desk_came"), 7);
        EXPECT_EQ(total(r, "desk_confirmed"), 3);
        EXPECT_EQ(total(r, "desk_not_reached"), 1);
        EXPECT_EQ(total(r, "desk_cancelled"), 2);
        EXPECT_EQ(total(r, "desk_held"), 1);
        EXPECT_EQ(total(r, "desk_short"), 1);
        EXPECT_EQ(total(r, "desk_reopened"), 1);
        EXPECT_EQ(total(r, "desk_duplicate"), 0);
        EXPECT_EQ(total(r, "desk_confirmed_share"), 500);  // 3 of 6
        EXPECT_EQ(total(r, "desk_confirm_average"), (10 + 30 + 80) * 60'000 / 3);
        EXPECT_EQ(total(r, "desk_confirm_median"), 30 * 60'000);
        EXPECT_EQ(total(r, "desk_confirm_p90"), 80 * 60'000);
        EXPECT_EQ(total(r, "desk_first_try_median"), std::nullopt);  // nobody was called
        EXPECT_EQ(total(r, "desk_came_sum", "UAH"), 100000 + 50050 + 25025 + 10000 + 1 + 999 + 7);
        EXPECT_EQ(total(r, "desk_confirmed_sum", "UAH"), 175075);
        EXPECT_EQ(total(r, "desk_cancelled_sum", "UAH"), 10001);
        ASSERT_EQ(r.rows.size(), 1u);
        EXPECT_EQ(r.rows[0].period, "2026-11-22");
        EXPECT_EQ(r.rows[0].values, r.total.values);
    });
}

TEST(trade, every_number_opens_to_its_rows) {
    on_each([](World& w) {
        Sunday day(w);
        const auto q = World::query(20261122, 20261124, Step::day, Cut::source);
        const auto r = w.report(q);
        int opened = 0;
        for (const auto& row : r.rows)
            for (std::size_t i = 0; i < r.columns.size(); ++i) {
                const auto& column = r.columns[i];
                const Day from = *insight::parse_day(row.period, "from");
                auto cell = World::query(from, insight::next_day(from));
                cell.only = {{Cut::source, row.group_id}};
                const auto behind = w.rows(cell, column.code, column.currency);
                if (column.kind == insight::Kind::count) {
                    EXPECT_EQ(behind.count, row.values[i]) << row.period << " " << column.code;
                }
                if (column.kind == insight::Kind::money) {
                    const auto sum = behind.sums.empty() ? 0 : behind.sums.at(0).minor;
                    EXPECT_EQ(sum, row.values[i]) << row.period << " " << column.code;
                }
                EXPECT_EQ(behind.items.size(), static_cast<std::size_t>(behind.count));
                opened += static_cast<int>(behind.count);
            }
        EXPECT_GT(opened, 30);
        const auto cancelled = w.rows(World::query(20261122, 20261123), "desk_cancelled");
        ASSERT_EQ(cancelled.items.size(), 2u);
        EXPECT_EQ(cancelled.items[0].order_number, "N5");  // newest first
        EXPECT_EQ(cancelled.items[1].reason, "no_stock");
        EXPECT_EQ(cancelled.items[1].owner_name, "Ann");
        EXPECT_EQ(cancelled.items[1].took_ms, 40 * 60'000);
    });
}

TEST(trade, rows_come_in_pages_that_fit_together) {
    on_each([](World& w) {
        Sunday day(w);
        const auto q = World::query(20261122, 20261123);
        std::string cursor, numbers;
        for (int page = 0; page < 4; ++page) {
            const auto rows = w.rows(q, "desk_came", "", 3, cursor);
            EXPECT_EQ(rows.count, 7);
            for (const auto& row : rows.items) numbers += row.order_number;
            if (!rows.next) break;
            cursor = *rows.next;
        }
        EXPECT_EQ(numbers, "N7N6N5N4N3N2N1");
        EXPECT_EQ(w.trade.rows(w.head, {q, "desk_came", "", "x", 50}).error().code,
                  "insight.cursor");
        EXPECT_EQ(w.trade.rows(w.head, {q, "lost", "", "", 50}).error().code, "insight.figure");
    });
}

TEST(trade, cut_by_city_spellings_are_one_and_by_reason_only_what_has_one) {
    on_each([](World& w) {
        Sunday day(w);
        const auto cities = w.report(World::query(20261122, 20261123, Step::none, Cut::city));
        ASSERT_EQ(cities.rows.size(), 3u);
        EXPECT_EQ(cities.rows[0].group_name, "Kyiv");  // the spelling that is used most
        EXPECT_EQ(value(cities, cities.rows[0], "desk_came"), 4);
        EXPECT_EQ(value(cities, cities.rows[1], "desk_came"), 2);
        const auto reasons = w.report(World::query(20261122, 20261123, Step::none, Cut::reason));
        ASSERT_EQ(reasons.rows.size(), 2u);
        EXPECT_EQ(total(reasons, "desk_came"), std::nullopt);
        EXPECT_EQ(total(reasons, "desk_cancelled"), 2);
        for (const auto& row : reasons.rows) EXPECT_EQ(value(reasons, row, "desk_cancelled"), 1);
        auto only = World::query(20261122, 20261123);
        only.only = {{Cut::city, cities.rows[0].group_id}, {Cut::person, "12"}};
        EXPECT_EQ(total(w.report(only), "desk_came"), 1);
    });
}

TEST(trade, days_are_the_shops_own_also_in_the_nights_of_the_change) {
    on_each([](World& w) {
        // Kyiv leaves summer time on 25 October 2026: that day has 25 hours.
        w.place({"2026-10-24T20:59:59Z"});  // 23:59:59 of the 24th
        w.place({"2026-10-24T21:00:00Z"});  // 00:00 of the 25th
        w.place({"2026-10-25T00:30:00Z"});  // 03:30, the first time
        w.place({"2026-10-25T01:30:00Z"});  // 03:30, the second time
        w.place({"2026-10-25T21:59:59Z"});  // 23:59:59
        w.place({"2026-10-25T22:00:00Z"});  // the 26th
        // And gives an hour on 29 March: 23 hours.
        w.place({"2026-03-28T22:00:00Z"});  // 00:00 of the 29th
        w.place({"2026-03-29T20:59:59Z"});  // 23:59:59
        w.place({"2026-03-29T21:00:00Z"});  // the 30th
        // In Tokyo it is the next day by then.
        w.place({"2026-10-25T15:00:00Z", "Tokyo", "csv", 500, ann, toys, "JPY"});
        const auto autumn = w.report(World::query(20261024, 20261027, Step::day));
        ASSERT_EQ(autumn.rows.size(), 3u);
        EXPECT_EQ(value(autumn, autumn.rows[0], "desk_came"), 1);
        EXPECT_EQ(value(autumn, autumn.rows[1], "desk_came"), 4);
        EXPECT_EQ(value(autumn, autumn.rows[2], "desk_came"), 2);  // one of them Tokyo's
        EXPECT_EQ(total(autumn, "desk_came_sum", "UAH"), 600000);
        EXPECT_EQ(total(autumn, "desk_came_sum", "JPY"), 500);
        const auto spring = w.report(World::query(20260329, 20260330, Step::day));
        EXPECT_EQ(total(spring, "desk_came"), 2);
        // A quiet day stands in the table; weeks and months add up to the same.
        const auto month = w.report(World::query(20261001, 20261101, Step::month));
        ASSERT_EQ(month.rows.size(), 1u);
        EXPECT_EQ(value(month, month.rows[0], "desk_came"), 7);
        EXPECT_EQ(w.report(World::query(20261001, 20261101, Step::day)).rows.size(), 31u);
        EXPECT_TRUE(w.report(World::query(20250101, 20250201, Step::day)).rows.empty());
    });
}

TEST(trade, a_reader_sees_his_shops_and_departments_and_people_only_with_the_right) {
    on_each([](World& w) {
        Sunday day(w);
        w.place({"2026-11-22T09:00:00Z", "Tokyo", "csv", 500, bob, toys, "JPY"});
        const auto q = World::query(20261122, 20261123);
        http::Principal reader;
        reader.permissions = {"board.view"};
        reader.shops = {toys.value};
        EXPECT_EQ(total(w.report(reader, q), "desk_came"), 1);
        auto others = q;
        others.only = {{Cut::shop, "1"}};
        EXPECT_EQ(total(w.report(reader, others), "desk_came"), 0);
        reader.shops = {};
        reader.departments = {sales.value};
        EXPECT_EQ(total(w.report(reader, q), "desk_came"), 5);  // Ann's alone
        auto people = q;
        people.by = Cut::person;
        EXPECT_EQ(w.trade.report(reader, people).error().code, "insight.people");
        EXPECT_EQ(w.trade.rows(reader, {people, "desk_came", "", "", 9}).error().code,
                  "insight.people");
        people.by = Cut::none, people.only = {{Cut::person, "11"}};
        EXPECT_FALSE(w.trade.report(reader, people));
        reader.person = ann;  // her own
        EXPECT_EQ(total(w.report(reader, people), "desk_came"), 5);
    });
}

TEST(trade, files_hold_exact_sums_and_no_formulas) {
    on_each([](World& w) {
        Sunday day(w);
        w.place({"2026-11-22T09:00:00Z", "=1+1", "csv", 12});
        w.place({"2026-11-22T09:00:00Z", "@SUM(A1)", "csv", 34});
        const auto file = [&](const TradeQuery& q) {
            const auto r = w.report(q);
            insight::Report sheet;
            sheet.columns = r.columns, sheet.rows = r.rows, sheet.total = r.total;
            return std::pair{insight::to_plain_csv(sheet), insight::to_xlsx(sheet, {})};
        };
        for (const Cut by : {Cut::city, Cut::reason}) {
            const auto [csv, book] = file(World::query(20261122, 20261123, Step::none, by));
            EXPECT_TRUE(csv.starts_with("\xEF\xBB\xBFperiod,group_id,group,desk_came"));
            for (const char* start : {",=", ",@", ",\"=", ",\"@", "\n=", "\n@"})
                EXPECT_EQ(csv.find(start), std::string::npos) << start << " in " << csv;
            ASSERT_TRUE(book);
            EXPECT_TRUE(book->starts_with("PK"));
        }
        const auto [csv, book] = file(World::query(20261122, 20261123, Step::day));
        EXPECT_NE(csv.find("desk_came_sum_UAH_minor"), std::string::npos);
        EXPECT_NE(csv.find(",186128,175075,10001\r\n"), std::string::npos) << csv;
    });
}

/// A parcel as it stands: with whom, in what state, handed over and (if so) there when.
void parcel(World& w, OrderId order, const std::string& courier, const std::string& status,
            const std::string& handed, const std::string& there,
            const std::vector<std::string>& faults = {}) {
    const auto done = w.db.write([&](db::Tx& tx) -> Result<> {
        const auto id = w.ids.next();
        tx.exec(
            "insert into shipment (id, order_id, shop_id, courier, service, city, waybill, "
            "courier_ref, send_state, send_error, status, status_at, code, next_poll_at, "
            "created_at, version, handed_at) values (?1, ?2, ?3, ?4, 'door', '', ?5, '', "
            "'external', '', ?6, ?7, '', 0, 0, 1, ?8)",
            id, order, kettles, courier, std::to_string(id), status, utc(there), utc(handed));
        std::int64_t no = 0;
        for (const auto& fault : faults)
            tx.exec(
                "insert into delivery_attempt (id, shipment_id, no, at, result, fault, "
                "told_by) values (?1, ?2, ?3, ?4, 'attempt_failed', ?5, '')",
                w.ids.next(), id, ++no, utc(there), fault);
        return {};
    });
    EXPECT_TRUE(done) << (done ? "" : done.error().detail);
}

TEST(trade, parcels_are_each_somewhere_and_the_parts_add_up) {
    on_each([](World& w) {
        const auto a = w.place({"2026-11-20T08:00:00Z", "Kyiv"});
        const auto b = w.place({"2026-11-20T08:00:00Z", "Lviv"});
        const std::string handed = "2026-11-22T10:00:00Z", day = "2026-11-23T10:00:00Z";
        parcel(w, a, "novaposhta", "delivered", handed, day);
        parcel(w, a, "novaposhta", "delivered", handed, "2026-11-24T10:00:00Z",
               {"courier", "customer"});
        parcel(w, b, "novaposhta", "refused", handed, day, {"customer"});
        parcel(w, b, "ukrposhta", "returned", handed, day);
        parcel(w, b, "ukrposhta", "at_point", handed, day);
        parcel(w, b, "ukrposhta", "lost", "2026-11-22T21:59:59Z", day);
        parcel(w, b, "ukrposhta", "delivered", "2026-11-22T22:00:00Z", day);  // Monday's
        auto q = World::query(20261122, 20261123, Step::none, Cut::courier);
        q.table = Table::deliveries;
        const auto r = w.report(q);
        EXPECT_EQ(total(r, "parcel_handed"), 6);
        EXPECT_EQ(total(r, "parcel_delivered"), 2);
        EXPECT_EQ(total(r, "parcel_coming_back"), 1);
        EXPECT_EQ(total(r, "parcel_returned"), 1);
        EXPECT_EQ(total(r, "parcel_lost"), 1);
        EXPECT_EQ(total(r, "parcel_under_way"), 1);
        EXPECT_EQ(total(r, "parcel_delivered_share"), 400);  // 2 of the 5 that have ended
        EXPECT_EQ(total(r, "parcel_refused_share"), 400);
        EXPECT_EQ(total(r, "parcel_at_once_share"), 500);
        EXPECT_EQ(total(r, "parcel_failed_tries"), 3);
        EXPECT_EQ(total(r, "parcel_fault_courier"), 1);
        EXPECT_EQ(total(r, "parcel_fault_customer"), 2);
        EXPECT_EQ(total(r, "parcel_days_median"), 24 * 3'600'000);
        EXPECT_EQ(total(r, "parcel_days_p90"), 48 * 3'600'000);
        ASSERT_EQ(r.rows.size(), 2u);
        EXPECT_EQ(*value(r, r.rows[0], "parcel_part") + *value(r, r.rows[1], "parcel_part"), 1000);
        q.by = Cut::none, q.only = {{Cut::courier, "novaposhta"}};
        EXPECT_EQ(w.rows(q, "parcel_failed_tries").count, 3);
        EXPECT_EQ(w.rows(q, "parcel_handed").items.at(0).order_id, b);
        q.by = Cut::city, q.only = {};
        EXPECT_EQ(w.report(q).rows.size(), 2u);
    });
}

/// What sale stands in which state, by the state itself: the ways there are another room's test.
void stands(World& w, OrderId id, const std::string& state) {
    const auto done = w.db.write([&](db::Tx& tx) -> Result<> {
        tx.exec("update shop_order set desk_state = ?2 where id = ?1", id, state);
        return {};
    });
    EXPECT_TRUE(done);
}

TEST(trade, a_month_of_online_sales_whose_sums_agree_however_they_are_cut) {
    on_each([](World& w) {
        stands(w, w.place({"2026-11-01T00:00:00Z", "Kyiv", "csv", 100000}), "completed");
        stands(w, w.place({"2026-11-05T00:00:00Z", "Kyiv", "csv", 50050}), "delivered");
        stands(w, w.place({"2026-11-06T00:00:00Z", "Lviv", "woocommerce", 333}), "returned");
        stands(w, w.place({"2026-11-07T00:00:00Z", "Lviv", "woocommerce", 10}), "cancelled");
        stands(w, w.place({"2026-11-30T21:59:59Z", "Lviv", "woocommerce", 7}), "in_transit");
        stands(w, w.place({"2026-11-08T00:00:00Z", "Lviv", "csv", 5000}), "merged");
        stands(w, w.place({"2026-11-08T00:00:00Z", "Lviv", "csv", 6000}), "duplicate");
        const auto dear =
            w.place({"2026-11-09T00:00:00Z", "Lviv", "csv", 900, ann, kettles, "EUR"});
        w.place({"2026-11-30T22:00:00Z", "Kyiv", "csv", 1});  // December
        ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
            // Two articles, and 100 of the sum are delivery.
            tx.exec("update order_line set quantity = 3, total = 500 where order_id = ?1", dear);
            tx.exec(
                "insert into order_line (id, order_id, line_no, sku, name, quantity, price, "
                "total) values (?1, ?2, 2, 'T1', 'Tea', 2, 150, 300)",
                w.ids.next(), dear);
            return {};
        }));
        auto q = World::query(20261101, 20261201, Step::month);
        q.table = Table::online_sales;
        const auto whole = w.report(q);
        EXPECT_EQ(total(whole, "sale_placed"), 6);
        EXPECT_EQ(total(whole, "sale_closed"), 2);
        EXPECT_EQ(total(whole, "sale_returned"), 1);
        EXPECT_EQ(total(whole, "sale_cancelled"), 1);
        EXPECT_EQ(total(whole, "sale_open"), 2);
        EXPECT_EQ(total(whole, "sale_units"), 10);
        EXPECT_EQ(total(whole, "sale_closed_share"), 500);
        EXPECT_EQ(total(whole, "sale_returned_share"), 333);
        EXPECT_EQ(total(whole, "sale_placed_sum", "UAH"), 150400);
        EXPECT_EQ(total(whole, "sale_placed_sum", "EUR"), 900);
        const auto sum = [](const TradeReport& r, const insight::ReportRow& row,
                            const std::string& what, const std::string& currency) {
            for (std::size_t i = 0; i < r.columns.size(); ++i)
                if (r.columns[i].code == what && r.columns[i].currency == currency)
                    return row.values[i].value_or(0);
            return std::int64_t{0};
        };
        for (const Cut by : definition(Table::online_sales).cuts) {
            q.by = by;
            const auto r = w.report(q);
            EXPECT_EQ(total(r, "sale_placed"), 6) << to_name(by);
            for (const std::string currency : {"UAH", "EUR"}) {
                std::int64_t rows = 0, parts = 0;
                for (const auto& row : r.rows) rows += sum(r, row, "sale_placed_sum", currency);
                for (const char* part : {"closed", "returned", "cancelled", "open"})
                    parts += sum(r, r.total, std::string("sale_") + part + "_sum", currency);
                EXPECT_EQ(rows, sum(whole, whole.total, "sale_placed_sum", currency))
                    << to_name(by);
                EXPECT_EQ(parts, rows) << to_name(by);
            }
        }
        q.by = Cut::product;
        const auto products = w.report(q);
        ASSERT_EQ(products.rows.size(), 3u);  // kettles, tea, and what is no product
        EXPECT_EQ(products.rows[0].group_name, "Kettle");
        EXPECT_EQ(value(products, products.rows[0], "sale_placed"), 6);
        q.by = Cut::none, q.only = {{Cut::product, "T1"}};
        const auto tea = w.rows(q, "sale_placed_sum", "EUR");
        EXPECT_EQ(tea.count, 1);
        EXPECT_EQ(tea.sums.at(0).minor, 300);
        EXPECT_EQ(tea.items.at(0).order_id, dear);
    });
}

TEST(trade, questions_are_read_and_refused_by_name) {
    using Given = std::map<std::string, std::string>;
    const Given good{{"report", "order_desk"}, {"from", "2026-11-01"},
                     {"to", "2026-12-01"},     {"step", "month"},
                     {"by", "city"},           {"only", "shop:3\nsource:a:b"}};
    const auto read = read_trade_query(good);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->by, Cut::city);
    ASSERT_EQ(read->only.size(), 2u);
    EXPECT_EQ(read->only[1].group, "a:b");
    const std::vector<std::tuple<std::string, std::string, std::string>> bad{
        {"report", "everything", "report"},
        {"step", "hour", "step"},
        {"by", "moon", "by"},
        {"only", "shop", "only"},
        {"only", "moon:1", "only"},
        {"from", "2026-02-30", "from"},
        {"to", "2026-10-01", "to"}};
    for (const auto& [name, text, field] : bad) {
        Given given = good;
        given[name] = text;
        const auto refused = read_trade_query(given);
        ASSERT_FALSE(refused) << name << "=" << text;
        EXPECT_EQ(refused.error().field, field);
    }
}

TEST(trade, sums_beyond_what_can_be_counted_are_absent) {
    Houses houses{[](ShopId) { return std::string("UTC"); }, [](PersonId) { return sales; },
                  [](ShopId) { return std::string(); }, [](DepartmentId) { return std::string(); },
                  [](PersonId) { return std::string(); }};
    const auto q = World::query(20261122, 20261123);
    Tabulator table(q, {}, houses);
    Fact fact;
    fact.at = utc("2026-11-22T10:00:00Z"), fact.amount = {INT64_MAX, "UAH"};
    table.take(fact);
    table.take(fact);
    const auto r = table.finish({});
    ASSERT_TRUE(r);
    EXPECT_EQ(total(*r, "desk_came"), 2);
    EXPECT_EQ(total(*r, "desk_came_sum", "UAH"), std::nullopt);
}

}  // namespace
}  // namespace ol::trade
