// A month of 100,000 orders in a temporary SQLite, and what a trade report over it costs.
//   bench_trade FOLDER    prints JSON; exit code 1: a number is wrong
// Each order has ten entries in its timeline; nine of ten are confirmed, one of ten is cancelled.
#include <cstdio>
#include <ctime>

#include "insight/trade/trade.hpp"
#include "shop/orders/confirming/efforts.hpp"
#include "shop/orders/orders.hpp"

namespace ol::trade {
namespace {

constexpr std::int64_t orders_count = 100'000;

void fill(db::Database& db, std::int64_t first_ms) {
    const auto done = db.write([&](db::Tx& tx) -> Result<> {
        const std::string numbers =
            "with recursive n(i) as (select 0 union all select i + 1 from n "
            "where i < " +
            std::to_string(orders_count - 1) + ") ";
        tx.exec(numbers +
                    "insert into shop_order (id, shop_id, number, customer_id, desk_state, "
                    "pay_state, pay_method, ship_state, currency, total, cod_due, paid, extra, "
                    "recipient, phone, phone_reversed, delivery_method, address, city, owner_id, "
                    "source, external_id, note, searched, checks_done, created_at, version) select "
                    "i + 1, 1 + i % 3, 'D' || i, 1, 'confirmed', 'unpaid', 'cod', 'none', 'UAH', "
                    "100000 + i, 0, 0, 0, '', '', '', 'branch', '', 'City ' || (i % 300), 1 + i % "
                    "40, 'csv', i, '', '', 7, ?1 + i * 25900, 1 from n",
                first_ms);
        tx.exec(
            numbers +
                ", k(j) as (select 0 union all select j + 1 from k where j < 9) insert into "
                "order_timeline (id, order_id, at, kind, person_id, params) select i * 10 + j + "
                "1, i + 1, ?1 + i * 25900 + j * 60000, case when j < 9 then 'check_confirmed' "
                "when i % 10 = 0 then 'cancel' else 'confirm' end, 1 + i % 40, "
                "'{\"params\":[[\"reason\",\"price\"]]}' from n, k",
            first_ms);
        return {};
    });
    if (!done) std::fprintf(stderr, "%s\n", done.error().detail.c_str());
}

struct Cost {
    std::int64_t count = 0;
    double cpu_ms = 0;  // other work on the machine blurs that least
};
template <class Work>
Cost cost(const Work& work) {
    const auto cpu = std::clock();
    Cost out;
    out.count = work();
    out.cpu_ms = 1000.0 * static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC;
    return out;
}

int run(const std::string& folder) {
    const Time first = insight::start_of(20261101, "Europe/Kyiv");
    const ManualClock clock(first);
    auto db = db::Database::open({"sqlite:" + folder + "/trade.db"}, clock);
    if (!db) return 1;
    std::vector<db::Migration> all;
    for (const auto& list : {customers::migrations(), promises::migrations(), orders::migrations(),
                             orders::effort_migrations()})
        all.insert(all.end(), list.begin(), list.end());
    if (!(*db)->migrate(all)) return 1;
    fill(**db, to_ms(first));
    Trade trade({**db,
                 clock,
                 {[](ShopId) { return std::string("Europe/Kyiv"); },
                  [](PersonId p) { return DepartmentId{1 + p.value % 4}; },
                  [](ShopId) { return std::string("Shop"); },
                  [](DepartmentId) { return std::string("Department"); },
                  [](PersonId) { return std::string("Person"); }}});
    http::Principal who;
    who.permissions = {"people.view", "board.view"};
    bool right = true;
    const auto tell = [&](const char* name, std::int64_t wanted, const Cost& c) {
        right = right && c.count == wanted;
        std::printf("{\"report\":\"%s\",\"count\":%lld,\"cpu_ms\":%.0f}\n", name,
                    static_cast<long long>(c.count), c.cpu_ms);
    };
    TradeQuery q;
    q.from = 20261101, q.to = 20261201;
    for (const Cut by : {Cut::none, Cut::city, Cut::person}) {
        q.by = by, q.step = by == Cut::none ? Step::day : Step::month;
        tell(to_name(by).data(), orders_count, cost([&] {
                 const auto r = trade.report(who, q);
                 return r ? r->total.values[0].value_or(-1) : -1;
             }));
    }
    q.by = Cut::none, q.only = {{Cut::city, "absent"}};
    tell("nothing", 0, cost([&] { return trade.report(who, q)->total.values[0].value_or(-1); }));
    q.only.clear();
    tell("rows of cancelled", orders_count / 10,
         cost([&] { return trade.rows(who, {q, "desk_cancelled", "", "", 50})->count; }));
    return right ? 0 : 1;
}

}  // namespace
}  // namespace ol::trade

int main(int count, char** given) {
    return count == 2 ? ol::trade::run(given[1]) : (std::puts("bench_trade FOLDER"), 2);
}
