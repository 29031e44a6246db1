// Parcels as reports see them, moved by what couriers really tell.
#include "shop/logistics/moments/moments.hpp"

#include "shop/logistics/test_world.hpp"

namespace ol::logistics {
namespace {

std::vector<ParcelFacts> handed(World& w, Time from, Time to) {
    std::vector<ParcelFacts> out;
    const auto done = w.db.read([&](db::Conn& c) -> Result<> {
        parcels_handed(c, {from, to, {kettles.value}},
                       [&](const ParcelFacts& p) { out.push_back(p); });
        return {};
    });
    EXPECT_TRUE(done);
    return out;
}

TEST(parcel_moments, a_parcel_counts_from_its_hand_over_once_with_its_failed_tries) {
    on_each([](db::Database& db) {
        World w(db);
        w.ship();
        EXPECT_TRUE(handed(w, report - minute * 2000, report + minute * 2000).empty())
            << "a waybill alone is not handed over";
        w.event("5", report - minute * 100);
        w.event("101", report - minute * 50);
        w.event("111", report);
        auto all = handed(w, report - minute * 100, report - minute * 99);
        ASSERT_EQ(all.size(), 1u);
        EXPECT_EQ(all[0].handed_at, report - minute * 100) << "not moved by what came later";
        EXPECT_EQ(all[0].status, Status::attempt_failed);
        EXPECT_EQ(all[0].failures, std::vector{Fault::customer});
        EXPECT_EQ(all[0].order, w.order);
        EXPECT_EQ(all[0].courier, "novaposhta");
        EXPECT_TRUE(handed(w, report - minute * 99, report + minute).empty());
    });
}

TEST(parcel_moments, under_a_further_number_it_is_still_one_parcel) {
    on_each([](db::Database& db) {
        World w(db);
        w.ship();
        w.event("5", report - minute * 100);
        w.event("101", report - minute * 50);
        ASSERT_EQ(w.event("103", report, "20400048799111"), 1) << "refused, goes back";
        ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
            tx.exec(
                "update shipment set status = 'returned', status_at = ?1, handed_at = ?1 where "
                "before_id is not null",
                report + minute * 60);
            return {};
        }));
        const auto all = handed(w, report - minute * 200, report + minute * 200);
        ASSERT_EQ(all.size(), 1u);
        EXPECT_EQ(all[0].status, Status::returned);
        EXPECT_EQ(all[0].status_at, report + minute * 60);
    });
}

}  // namespace
}  // namespace ol::logistics
