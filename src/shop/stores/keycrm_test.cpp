// KeyCRM on the wire: what orders, goods, buyers and statuses of its documents mean.
#include "shop/stores/keycrm.hpp"

#include "shop/stores/fake_shop.hpp"

namespace ol::stores {
namespace keycrm_test {

namespace wire = keycrm_wire;
using std::chrono_literals::operator""s;
const Time read_at = from_ms(1'795'000'000'000);
const Source source{ShopId{1}, 5, {"Europe/Kyiv", "UAH", "UA"}, read_at};
const std::string path = "/v1/order?limit=50&page=1&sort=id";

TEST(KeyCrm, TheSampleOrdersMeanWhatTheySay) {
    auto page = wire::orders_page(path, sample("keycrm/orders.json"), source);
    ASSERT_TRUE(page) << page.error().code;
    EXPECT_TRUE(page->refused.empty());
    ASSERT_EQ(page->next.size(), 1u);
    EXPECT_EQ(page->next[0], "/v1/order?limit=50&page=2&sort=id") << "a number, no address";
    ASSERT_EQ(page->orders.size(), 2u);
    const auto& f = page->orders[0];
    const auto& e = f.order;
    EXPECT_EQ(e.external_id, "4021");
    EXPECT_EQ(f.meaning, StatusMeaning::open);
    EXPECT_EQ(f.status_name, "Доставку узгоджено");
    EXPECT_EQ(e.total_minor, 125050);
    EXPECT_EQ(e.paid_minor, 50000) << "what is promised and what was taken back is not paid";
    EXPECT_EQ(e.pay_method, orders::PayMethod::prepaid);
    EXPECT_EQ(iso8601(e.created_at), "2021-02-21T12:40:10.000Z") << "when it was ordered, in UTC";
    EXPECT_EQ(iso8601(e.modified_at), "2021-02-22T08:00:01.000Z");
    EXPECT_EQ(e.customer_phone, "+380671234567");
    EXPECT_EQ(e.recipient, "Шевчук Петро");
    EXPECT_EQ(e.phone, "+380501112233");
    EXPECT_EQ(e.city, "Львів");
    EXPECT_EQ(e.delivery_method, orders::DeliveryMethod::branch);
    EXPECT_EQ(e.note, "Без дзвінка у двері\nПросить до 14:00");
    ASSERT_EQ(e.lines.size(), 2u);
    EXPECT_EQ(e.lines[0].name, "Мереживо, Молочний");
    EXPECT_EQ(e.lines[0].quantity, 10);
    EXPECT_EQ(e.lines[0].total_minor, 95050) << "what it was sold for";
    EXPECT_EQ(e.lines[1].name, "1.5 x Тканина");
    EXPECT_EQ(e.lines[1].total_minor, 30000);
    EXPECT_EQ(page->orders[1].meaning, StatusMeaning::cancelled);
    for (const auto& one : page->orders) {
        auto kept = orders::from_external(one.order);
        ASSERT_TRUE(kept);
        EXPECT_TRUE(orders::recompute(*kept));
        EXPECT_EQ(kept->order.total.minor, one.order.total_minor);
    }
}

TEST(KeyCrm, CatalogueStockBuyersAndStatuses) {
    auto goods = wire::offers(path, sample("keycrm/offers.json"), source);
    ASSERT_TRUE(goods);
    EXPECT_TRUE(goods->next.empty());
    EXPECT_EQ(goods->products[0].name, "Мереживо, Молочний");
    EXPECT_EQ(goods->products[0].price_minor, 10050);
    EXPECT_EQ(goods->products[0].stock, 11) << "three of fourteen are promised";
    EXPECT_EQ(goods->products[0].barcode, "4820000000017");
    EXPECT_EQ(goods->products[1].stock, 0) << "more is promised than there is";
    EXPECT_FALSE(goods->products[1].active);
    auto people = wire::buyers(path, sample("keycrm/buyers.json"), source);
    ASSERT_TRUE(people);
    EXPECT_EQ(people->buyers[0].phone, "+380671234567");
    EXPECT_EQ(people->buyers[0].address.city, "Львів");
    auto known = wire::statuses(path, sample("keycrm/statuses.json"));
    ASSERT_TRUE(known);
    EXPECT_EQ(known->statuses[1].meaning, StatusMeaning::completed);
    EXPECT_EQ(known->statuses[2].meaning, StatusMeaning::cancelled);
    EXPECT_FALSE(known->statuses[3].meaning) << "a group that nobody explains is asked about";
}

TEST(KeyCrm, BrokenAnswersAreRefusedByCode) {
    const auto with = [](const std::string& more) {
        return R"({"id":7,"status_id":1,"status_group_id":1,"grand_total":10,)" + more + "}";
    };
    struct Row {
        std::string body;
        const char* code;
    };
    const Row rows[] = {
        {"", "stores.json"},
        {R"({"message":"Unauthenticated."})", "stores.id"},
        {R"({"id":"a/b"})", "stores.id"},
        {with(R"("grand_total":"x")"), "stores.money"},
        {with(R"("grand_total":-1)"), "stores.money"},
        {with(R"("ordered_at":"soon")"), "stores.date"},
        {with(R"("products":[{"quantity":null}])"), "stores.quantity"},
        {with(R"("products":[{"quantity":1000000,"price_sold":90000000000000}])"), "stores.money"},
        {with(R"("payments":[{"status":"paid","amount":"all"}])"), "stores.money"},
    };
    for (const auto& r : rows) {
        auto e = wire::order(r.body, source);
        ASSERT_FALSE(e) << r.body;
        EXPECT_EQ(e.error().code, r.code) << r.body;
    }
    EXPECT_EQ(wire::orders_page(path, R"({"message":"Too Many Attempts."})", source).error().code,
              "stores.json");
}

/// It counts 60 requests a minute: an import waits between its pages instead of being told so, and
/// a poll of many pages that was told goes on where it was, so that it ends.
TEST(KeyCrm, ManyPagesAMinute) {
    ManualClock clock(shop_time);
    db::TestDatabase db(all_migrations(), db::Dialect::sqlite, clock);
    Desk d(*db, clock, "keycrm");
    for (int i = 1; i <= 6; ++i) d.shop.put(i, shop_time + Ms{1000 * i}, "Main 7");
    ASSERT_TRUE(d.w.stores.start_job(d.store, {JobKind::import_, "", false}, PersonId{7}));
    EXPECT_EQ(d.w.stores.run_jobs(), 1);
    const int asked = d.shop.reads_seen;
    EXPECT_EQ(d.w.stores.run_jobs(), 1) << "still at it";
    EXPECT_EQ(d.shop.reads_seen, asked) << "and too early to ask";
    for (int i = 0; i < 20 && d.w.stores.run_jobs() > 0; ++i) clock.advance(2s);
    auto job = d.w.stores.jobs(d.store)->front();
    EXPECT_EQ(job.state, JobState::done);
    EXPECT_EQ(job.products, 2);
    EXPECT_EQ(job.buyers, 1) << "who has neither number nor address could not be found again";
    EXPECT_EQ(d.orders(), 6);
    EXPECT_EQ(d.w.number("select on_hand from stock order by on_hand desc limit 1"), 7);

    for (int i = 1; i <= 6; ++i) d.shop.put(i, shop_time + Ms{60'000 * i}, "New 8");
    d.shop.limit_after = 2;  // statuses and a page of two, then 429
    EXPECT_FALSE(d.w.stores.poll(d.store));
    EXPECT_EQ(d.row().state, StoreState::limited);
    const auto changed = [&] {
        return d.w.number("select count(*) from shop_order where address = 'New 8'");
    };
    EXPECT_EQ(changed(), 2);
    d.shop.limit_after = 2;
    EXPECT_TRUE(d.w.stores.poll(d.store)) << "two pages are left, not the whole list";
    EXPECT_EQ(changed(), 6);
    EXPECT_EQ(d.row().state, StoreState::ok);
}

TEST(KeyCrm, OnlyItsHistoryIsTakenWhenThatIsWanted) {
    ManualClock clock(shop_time);
    db::TestDatabase db(all_migrations(), db::Dialect::sqlite, clock);
    Desk d(*db, clock, "keycrm");
    StorePatch patch;
    patch.history_only = true;
    ASSERT_TRUE(d.w.stores.patch(d.store, 1, patch, {}));
    d.shop.put(1, shop_time, "Main 7");
    ASSERT_TRUE(d.w.stores.start_job(d.store, {JobKind::import_, "", false}, PersonId{7}));
    for (int i = 0; i < 20 && d.w.stores.run_jobs() > 0; ++i) clock.advance(2s);
    EXPECT_EQ(d.orders(), 1);
    EXPECT_EQ(d.row().state, StoreState::ok);
    EXPECT_TRUE(d.row().history_only);
    d.shop.put(2, shop_time + 60s, "Main 8");
    clock.advance(Ms{3'600'000});
    const int asked = d.shop.reads_seen;
    d.w.stores.poll_due();
    EXPECT_EQ(d.w.stores.poll(d.store)->found, 0);
    EXPECT_EQ(d.shop.reads_seen, asked) << "its new orders come from the shop itself";
    EXPECT_EQ(d.orders(), 1);
}

}  // namespace keycrm_test
}  // namespace ol::stores
