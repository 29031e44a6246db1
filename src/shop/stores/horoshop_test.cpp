// Horoshop on the wire, and its tokens.
#include "shop/stores/horoshop.hpp"

#include <algorithm>

#include "shop/stores/fake_shop.hpp"

namespace ol::stores {
namespace horoshop_test {

namespace wire = horoshop_wire;
using std::chrono_literals::operator""h;
const Time read_at = from_ms(1'795'000'000'000);
const Source source{ShopId{1}, 5, {"Europe/Kyiv", "UAH", "UA"}, read_at};
const std::string path = std::string(wire::orders_url) + R"({"from":"x","limit":100,"offset":0})";

TEST(Horoshop, TheSampleOrdersMeanWhatTheySay) {
    auto page = wire::page(path, sample("horoshop/orders.json"), source);
    ASSERT_TRUE(page) << page.error().code;
    EXPECT_TRUE(page->refused.empty());
    ASSERT_EQ(page->next.size(), 1u);
    EXPECT_NE(page->next[0].find("\"offset\":2"), std::string::npos) << page->next[0];
    ASSERT_EQ(page->orders.size(), 2u);
    const auto& f = page->orders[0];
    const auto& e = f.order;
    EXPECT_EQ(e.external_id, "123");
    EXPECT_EQ(f.meaning, StatusMeaning::completed);
    EXPECT_EQ(iso8601(e.created_at), "2026-04-15T07:30:00.000Z") << "the shop's clock";
    EXPECT_EQ(e.modified_at, read_at) << "it keeps none";
    EXPECT_EQ(e.total_minor, 120050) << "a delivery price of -1 is no price";
    EXPECT_EQ(e.paid_minor, 120050);
    EXPECT_EQ(e.pay_method, orders::PayMethod::card);
    EXPECT_EQ(e.phone, "+380501112233");
    EXPECT_EQ(e.delivery_method, orders::DeliveryMethod::branch);
    EXPECT_EQ(e.note, "Подарункова упаковка");
    ASSERT_EQ(e.lines.size(), 2u);
    EXPECT_EQ(e.lines[0].price_minor, 60025);
    EXPECT_EQ(e.lines[1].total_minor, 0) << "a gift is packed too";
    EXPECT_FALSE(page->orders[1].meaning) << "the shop's own status";
    EXPECT_EQ(page->orders[1].order.pay_method, orders::PayMethod::cod);
    EXPECT_EQ(page->orders[1].order.delivery_method, orders::DeliveryMethod::pickup);
    auto kept = orders::from_external(e);
    ASSERT_TRUE(kept);
    EXPECT_TRUE(orders::recompute(*kept));
    EXPECT_EQ(kept->order.total.minor, e.total_minor);
}

TEST(Horoshop, CatalogueStockAndStatuses) {
    auto goods =
        wire::page(std::string(wire::goods_url) + "{}", sample("horoshop/products.json"), source);
    ASSERT_TRUE(goods);
    ASSERT_EQ(goods->products.size(), 2u);
    EXPECT_EQ(goods->products[0].name, "Чайник");
    EXPECT_EQ(goods->products[0].stock, 7) << "over all places";
    EXPECT_FALSE(goods->products[1].stock);
    EXPECT_FALSE(goods->products[1].active);
    const auto url = std::string(wire::statuses_url) + "{}";
    auto known = wire::page(url, R"({"status":"OK","response":{"statuses":{
        "3":{"id":3,"title":{"ua":"Доставлено"},"is_successful":1},
        "8":{"id":8,"title":{"ua":"Видано"},"is_successful":1},
        "9":{"id":9,"title":{"ua":"На паузі"},"is_successful":0}}}})",
                            source);
    ASSERT_TRUE(known);
    ASSERT_EQ(known->statuses.size(), 3u);
    EXPECT_EQ(known->statuses[1].meaning, StatusMeaning::completed);
    EXPECT_EQ(known->statuses[2].name, "На паузі");
    EXPECT_FALSE(known->statuses[2].meaning);
    EXPECT_TRUE(wire::page(url, R"({"status":"UNDEFINED_FUNCTION","response":[]})", source))
        << "an older shop";
}

TEST(Horoshop, BrokenAnswersAreRefusedByCode) {
    const auto with = [](const std::string& more) {
        return R"({"status":"OK","response":{"orders":[{"order_id":7,"stat_status":1,
            "currency":"UAH",)" +
               more + "}]}}";
    };
    struct Row {
        std::string body;
        const char* code;
    };
    const Row rows[] = {
        {"", "stores.json"},
        {R"({"status":"EXCEPTION","response":{"message":"no"}})", "stores.json"},
        {R"({"response":{"orders":[]}})", "stores.json"},
        {R"({"status":"EMPTY"})", "stores.order_gone"},
        {R"({"status":"OK","response":{"orders":[{"order_id":"a/b"}]}})", "stores.id"},
        {with(R"("total_sum":"x")"), "stores.money"},
        {with(R"("total_sum":-1)"), "stores.money"},
        {with(R"("stat_created":"soon")"), "stores.date"},
        {with(R"("products":[{"quantity":"many"}])"), "stores.quantity"},
    };
    for (const auto& r : rows) {
        auto e = wire::order(r.body, source);
        ASSERT_FALSE(e) << r.body;
        EXPECT_EQ(e.error().code, r.code) << r.body;
    }
}

/// A token lives ten minutes (here: five calls). When it is over a new one is asked for once, and
/// the call is made again; a wrong password is told as such.
TEST(Horoshop, ATokenThatIsOverIsRenewed) {
    ManualClock clock(shop_time);
    db::TestDatabase db(all_migrations(), db::Dialect::sqlite, clock);
    Desk d(*db, clock, "horoshop");
    for (int i = 1; i <= 9; ++i) d.shop.put(i, shop_time, "Main 7");
    ASSERT_TRUE(d.w.stores.poll(d.store)) << "more pages than a token lasts";
    EXPECT_EQ(d.orders(), 9);
    EXPECT_EQ(d.shop.sign_ins, 2);
    StorePatch patch;
    patch.secret = "another";
    ASSERT_TRUE(d.w.stores.patch(d.store, 1, patch, {}));
    EXPECT_FALSE(d.w.stores.poll(d.store));
    EXPECT_EQ(d.row().state, StoreState::unauthorised);
    EXPECT_EQ(d.row().last_error, "stores.unauthorised");
}

/// What changes on an order of last week is seen within the hour, since nobody can ask for it.
TEST(Horoshop, AMonthIsReadOnceAnHour) {
    const auto& connector = horoshop();
    const auto month = connector.changes_paths(read_at, "", source);
    ASSERT_EQ(month.size(), 2u);
    EXPECT_NE(month[0].find("2026-10-19"), std::string::npos) << month[0];
    http::ClientResponse answer;
    answer.status = 200;
    answer.body = R"({"status":"EMPTY"})";
    auto page = connector.page(month[0], answer, source);
    ASSERT_TRUE(page);
    const auto soon = connector.changes_paths(read_at, page->feed, source);
    EXPECT_NE(soon[0].find("2026-11-16"), std::string::npos) << soon[0];
    auto later = source;
    later.read_at += 1h;
    EXPECT_NE(connector.changes_paths(read_at, page->feed, later)[0].find("2026-10-19"),
              std::string::npos);
    EXPECT_NE(connector.changes_paths(read_at - 24h * 40, page->feed, source)[0].find("2026-10-09"),
              std::string::npos)
        << "and whatever was missed while it was down";
}

}  // namespace horoshop_test
}  // namespace ol::stores
