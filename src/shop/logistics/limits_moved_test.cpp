// The shop's limit of an earlier version becomes everybody's of the approvals room, with the rows
// that shops have, on both databases.
#include "shop/logistics/test_world.hpp"

namespace ol::logistics {
namespace limits_moved_test {

/// All that there was before limits moved, and what came with it and after.
struct Versions {
    std::vector<db::Migration> before, all;
};

Versions versions() {
    Versions out;
    out.all = all_migrations();
    for (const auto& m : out.all) {
        const bool moved =
            std::string_view(m.sql).find("drop table decision_limit") != std::string_view::npos;
        if (moved) continue;
        const bool later = m.room == std::string_view("logistics") && m.number > 5;
        if (!later) out.before.push_back(m);
    }
    return out;
}

TEST(LimitsMovedTest, a_shops_limit_holds_for_everybody_and_nought_was_none) {
    const auto v = versions();
    ASSERT_LT(v.before.size(), v.all.size());
    the_clock.set(report);
    db::for_each_database(
        v.before,
        [&](db::Database& db) {
            const auto kept = [&](std::int64_t shop, std::int64_t money, std::int64_t attempts,
                                  std::int64_t days) {
                EXPECT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
                    tx.exec(R"(insert into decision_limit (shop_id, money, attempts, days,
                        person_id, at) values (?1,?2,?3,?4,?5,?6))",
                            shop, money, attempts, days, olha, report);
                    return {};
                }));
            };
            kept(1, 15000, 2, 0), kept(2, 0, 0, 0), kept(3, 0, 1, 3);
            ASSERT_TRUE(db.migrate(v.all));
            IdSource ids;
            approvals::Approvals desk(
                {db,
                 ids,
                 the_clock,
                 {},
                 {},
                 {},
                 [](PersonId p, Time) { return p == ann ? std::optional(olha) : std::nullopt; },
                 {},
                 {}});
            const auto most = [&](std::int64_t shop) {
                return db
                    .read_as<approvals::OwnMost>([&](db::Conn& c) -> Result<approvals::OwnMost> {
                        return desk.holds(c, {shop}, ann, report).most;
                    })
                    .value();
            };
            EXPECT_EQ(most(1), (approvals::OwnMost{15000, 2, {}})) << "0 days was no limit of days";
            EXPECT_EQ(most(2), (approvals::OwnMost{})) << "a shop without limits has none";
            EXPECT_EQ(most(3), (approvals::OwnMost{{}, 1, 3}));
            EXPECT_EQ(most(4), (approvals::OwnMost{}));
            EXPECT_TRUE(db.read([&](db::Conn& c) -> Result<> {
                const auto r = c.query(
                    "select added_by, added_at, valid_from from own_limit where shop_id = 1");
                EXPECT_EQ(r.i64(0, 0), olha.value);
                EXPECT_EQ(from_ms(r.i64(0, 1)), report);
                EXPECT_LT(r.text(0, 2), "2026-01-01") << "in force at once";
                return {};
            }));
            ASSERT_TRUE(desk.add_limit({kettles, "", {}, {20000, {}, {}}, 30, "2026-11-19"}, olha));
            EXPECT_EQ(most(1), (approvals::OwnMost{20000, {}, {}})) << "and is replaced like any";
            EXPECT_TRUE(db.migrate(v.all)) << "a second start changes nothing";
            EXPECT_EQ(most(3), (approvals::OwnMost{{}, 1, 3}));
        },
        the_clock);
}

}  // namespace limits_moved_test
}  // namespace ol::logistics
