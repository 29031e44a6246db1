// What is written with buyers, in numbers known by hand, on both databases: each opens to its
// episodes, stands in its own day, and an own day needs no right to see others.
#include <gtest/gtest.h>

#include "contact/conversations/conversations.hpp"
#include "contact/conversations/rounds/rounds.hpp"
#include "insight/trade/trade.hpp"
#include "platform/db/test_db.hpp"
#include "shop/orders/orders.hpp"

namespace ol::trade {
namespace written_test {

namespace rounds = conversations::rounds;
using conversations::ChannelKind;
using rounds::Round;

constexpr ShopId kettles{1}, toys{2};
constexpr PersonId ann{11}, bob{12};
Time utc(const std::string& text) { return *parse_iso8601(text); }
ManualClock the_clock(utc("2026-11-23T12:00:00Z"));

std::vector<db::Migration> all_migrations() {
    std::vector<db::Migration> out;
    for (const auto& list : {customers::migrations(), orders::migrations(), files::migrations(),
                             conversations::migrations()})
        out.insert(out.end(), list.begin(), list.end());
    return out;
}

struct World {
    explicit World(db::Database& d)
        : db(d),
          trade({d,
                 the_clock,
                 {[](ShopId) { return std::string("Europe/Kyiv"); },
                  [](PersonId p) { return DepartmentId{p == ann ? 3 : 4}; },
                  [](ShopId s) { return std::string(s == kettles ? "Kettles" : "Toys"); },
                  [](DepartmentId) { return std::string("Care"); },
                  [](PersonId p) { return std::string(p == ann ? "Ann" : "Bob"); },
                  [](PersonId) { return std::string("Europe/Kyiv"); }}}) {
        head.permissions = {"people.view", "board.view"};
    }
    /// He wrote at `asked`; Ann answered after so many seconds (-1: nobody), of which half were
    /// open, and closed it after so many (-1: it is open).
    Round told(const std::string& asked, int answered_s, int closed_s,
               const std::function<void(Round&)>& more = {}) {
        Round r;
        r.id = ids.next(), r.conversation_id = conversations::ConversationId{ids.next()};
        r.shop_id = kettles, r.channel = ChannelKind::webchat;
        r.begun_at = utc(asked);
        const auto half = [](Time from, Time to) {
            return std::chrono::duration_cast<Ms>(to - from) / 2;
        };
        rounds::asks(r, r.begun_at, r.begun_at + Ms{120000});
        if (answered_s >= 0) rounds::answers(r, r.begun_at + Ms{answered_s * 1000}, ann, half);
        if (closed_s >= 0)
            rounds::ends(r, r.begun_at + Ms{closed_s * 1000}, ann, false, "answered", half);
        if (more) more(r);
        EXPECT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            rounds::insert(tx, r);
            return {};
        }));
        return r;
    }
    static TradeQuery query(Day from, Day to, Step step = Step::none, Cut by = Cut::none) {
        TradeQuery q{Table::written, from, to, step, by, {}};
        return q;
    }
    TradeReport report(const TradeQuery& q) { return *trade.report(head, q); }

    db::Database& db;
    IdSource ids;
    Trade trade;
    http::Principal head;
};

std::optional<std::int64_t> value(const TradeReport& report, const insight::ReportRow& row,
                                  std::string_view code) {
    for (std::size_t i = 0; i < report.columns.size(); ++i)
        if (report.columns[i].code == code) return row.values.at(i);
    ADD_FAILURE() << code;
    return {};
}
std::optional<std::int64_t> total(const TradeReport& report, std::string_view code) {
    return value(report, report.total, code);
}

void on_each(const std::function<void(World&)>& body) {
    db::for_each_database(
        all_migrations(),
        [&body](db::Database& db) {
            the_clock.set(utc("2026-11-23T12:00:00Z"));
            World world(db);
            body(world);
        },
        the_clock);
}

struct Sunday {
    explicit Sunday(World& w) {
        w.told("2026-11-22T08:00:00Z", 60, 600);
        w.told("2026-11-22T09:00:00Z", 100, 1000, [](Round& r) { r.answers = 3; });
        w.told("2026-11-22T10:00:00Z", 300, -1);   // late
        w.told("2026-11-22T10:30:00Z", -1, 60);    // closed before it was due, without an answer
        w.told("2026-11-22T11:00:00Z", -1, 5000);  // and after it
        w.told("2026-11-22T12:00:00Z", -1, 10, [](Round& r) { r.disposition = "spam"; });
        w.told("2026-11-22T12:30:00Z", -1, 5000, [](Round& r) { r.disposition = "spam"; });
        w.told("2026-11-22T13:00:00Z", 20, -1, [](Round& r) {
            r.channel = ChannelKind::telegram, r.shop_id = toys, r.answered_by = bob;
            r.reopened = true, r.rating = 4, r.rated_at = r.begun_at + Ms{1000};
        });
        w.told("2026-11-22T21:59:59Z", 3600, -1, [](Round& r) { r.due_at = {}; });  // till Monday
        // Under way before episodes were counted: open hours are not known.
        w.told("2026-11-22T14:00:00Z", 80, 160, [](Round& r) {
            r.answer_open_ms = r.resolve_open_ms = rounds::unknown_ms;
            r.rating = 5, r.rated_at = r.begun_at;
        });
        w.told("2026-11-23T11:59:00Z", -1, -1);  // Monday: due in a minute
    }
};

TEST(written, a_day_counted_by_hand) {
    on_each([](World& w) {
        Sunday day(w);
        const auto r = w.report(World::query(20261122, 20261123));
        EXPECT_EQ(total(r, "written_began"), 10);
        EXPECT_EQ(total(r, "written_again_share"), 100);
        EXPECT_EQ(total(r, "written_answered"), 5);  // that of 21:59 on Monday
        EXPECT_EQ(total(r, "written_first_median"), 80000);
        EXPECT_EQ(total(r, "written_first_p90"), 300000);
        EXPECT_EQ(total(r, "written_first_average"), (60 + 100 + 300 + 20 + 80) * 1000 / 5);
        EXPECT_EQ(total(r, "written_first_open_median"), 30000);  // of 10, 30, 50, 150
        EXPECT_EQ(total(r, "written_kept_share"), 667);           // 60, 100, 20, 80 of six
        EXPECT_EQ(total(r, "written_broken"), 2);
        EXPECT_EQ(total(r, "written_resolved"), 3);
        EXPECT_EQ(total(r, "written_at_once_share"), 667);
        EXPECT_EQ(total(r, "written_resolve_median"), 600000);
        EXPECT_EQ(total(r, "written_resolve_p90"), 1000000);
        EXPECT_EQ(total(r, "written_resolve_open_p90"), 50000);  // it was his turn after that
        EXPECT_EQ(total(r, "written_dropped"), 2);
        EXPECT_EQ(total(r, "written_spam"), 2);
        EXPECT_EQ(total(r, "written_rated"), 2);
        EXPECT_EQ(total(r, "written_mark"), 45);
        EXPECT_EQ(total(r, "written_orders"), 0);
        const auto monday = w.report(World::query(20261123, 20261124));
        EXPECT_EQ(total(monday, "written_began"), 1);
        EXPECT_EQ(total(monday, "written_answered"), 1);
        EXPECT_EQ(total(monday, "written_broken"), 0);
        the_clock.advance(Ms{61000});
        EXPECT_EQ(total(w.report(World::query(20261123, 20261124)), "written_broken"), 1);
    });
}

TEST(written, by_channel_shop_and_person_each_number_opens_to_its_episodes) {
    on_each([](World& w) {
        Sunday day(w);
        for (const Cut by : {Cut::channel, Cut::shop, Cut::person, Cut::department}) {
            const auto r = w.report(World::query(20261122, 20261123, Step::day, by));
            std::int64_t began = 0, opened = 0;
            for (const auto& row : r.rows)
                for (std::size_t i = 0; i < r.columns.size(); ++i) {
                    if (r.columns[i].code == "written_began") began += row.values[i].value_or(0);
                    if (r.columns[i].kind != insight::Kind::count) continue;
                    auto cell = World::query(20261122, 20261123);
                    cell.only = {{by, row.group_id}};
                    const auto behind =
                        w.trade.rows(w.head, {cell, r.columns[i].code, "", "", 100});
                    ASSERT_TRUE(behind);
                    EXPECT_EQ(behind->count, row.values[i]) << r.columns[i].code;
                    for (const auto& one : behind->items) EXPECT_TRUE(one.conversation_id);
                    opened += behind->count;
                }
            EXPECT_EQ(began, 10);
            EXPECT_GT(opened, 20);
        }
        const auto channels = w.report(World::query(20261122, 20261123, Step::none, Cut::channel));
        ASSERT_EQ(channels.rows.size(), 2u);
        EXPECT_EQ(channels.rows[1].group_id, "telegram");
        EXPECT_EQ(value(channels, channels.rows[1], "written_first_median"), 20000);
        auto only = World::query(20261122, 20261123);
        only.only = {{Cut::channel, "telegram"}};
        EXPECT_EQ(total(w.report(only), "written_began"), 1);
    });
}

TEST(written, what_we_opened_ourselves_counts_from_his_word) {
    on_each([](World& w) {
        w.told("2026-11-22T08:00:00Z", 60, 600, [](Round& r) {
            r.by_shop = true;
            r.asked_at = r.due_at = r.first_answer_at = {};  // he never wrote
        });
        const auto r = w.report(World::query(20261122, 20261123));
        EXPECT_EQ(total(r, "written_began"), 0);
        EXPECT_EQ(total(r, "written_resolved"), 0);
        EXPECT_EQ(total(r, "written_dropped"), 0);
    });
}

TEST(written, her_own_day_is_hers_alone_and_needs_no_other_right) {
    on_each([](World& w) {
        the_clock.set(utc("2026-11-22T14:10:00Z"));
        Sunday day(w);
        EXPECT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
            tx.exec(
                "insert into conversation_order (order_id, conversation_id, shop_id, channel, "
                "person_id, at) values (5, 6, 1, 'webchat', 11, ?1)",
                utc("2026-11-22T09:05:00Z"));
            return {};
        }));
        http::Principal her;
        her.person = ann, her.shops = {1}, her.permissions = {"desk.work"};
        const auto mine = w.trade.mine(her, MyPeriod::today);
        ASSERT_TRUE(mine);
        EXPECT_EQ(total(*mine, "written_answered"), 4);
        EXPECT_EQ(total(*mine, "written_rated"), 1);
        EXPECT_EQ(total(*mine, "written_orders"), 0);  // the order is not there any more
        the_clock.set(utc("2026-12-01T08:00:00Z"));
        EXPECT_EQ(total(*w.trade.mine(her, MyPeriod::month), "written_answered"), 0);
        EXPECT_EQ(total(*w.trade.mine(her, MyPeriod::last_month), "written_answered"), 5);
        the_clock.set(utc("2026-11-22T14:10:00Z"));
        her.person = bob, her.shops = {};
        EXPECT_EQ(total(*w.trade.mine(her, MyPeriod::today), "written_answered"), 1);
    });
}

}  // namespace written_test
}  // namespace ol::trade
