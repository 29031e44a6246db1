// Prom.ua on the wire: what orders, goods and buyers of its documents mean.
#include "shop/stores/prom.hpp"

#include "shop/stores/foreign.hpp"
#include "shop/stores/test_world.hpp"

namespace ol::stores::prom_wire {
namespace prom_test {

const Time read_at = from_ms(1'795'000'000'000);
const Source source{ShopId{1}, 5, {"Europe/Kyiv", "UAH", "UA"}, read_at};
const std::string first = "/api/v1/orders/list?limit=100";

TEST(Prom, TheSampleOrdersMeanWhatTheySay) {
    auto page = orders_page(first, sample("prom/orders.json"), source);
    ASSERT_TRUE(page) << page.error().code;
    EXPECT_TRUE(page->refused.empty());
    ASSERT_EQ(page->orders.size(), 2u);
    const auto& f = page->orders[0];
    const auto& e = f.order;
    EXPECT_EQ(e.external_id, "421136171");
    EXPECT_EQ(e.currency, "UAH");
    EXPECT_EQ(e.total_minor, 171300);
    EXPECT_EQ(e.paid_minor, 171300) << "Prom has the money";
    EXPECT_EQ(e.pay_method, orders::PayMethod::card);
    EXPECT_EQ(f.meaning, StatusMeaning::open);
    EXPECT_EQ(f.status_name, "Новий");
    EXPECT_EQ(iso8601(e.created_at), "2026-07-20T18:10:44.174Z");
    EXPECT_EQ(iso8601(e.modified_at), "2026-07-20T19:02:10.500Z");
    EXPECT_EQ(e.customer_name, "Мельник Ірина Олегівна");
    EXPECT_EQ(e.recipient, "Мельник Олег") << "another than who ordered";
    EXPECT_EQ(e.phone, "+380501112233");
    EXPECT_EQ(e.customer_phone, "+380671234567");
    EXPECT_EQ(e.city, "Львів");
    EXPECT_EQ(e.delivery_method, orders::DeliveryMethod::locker) << "the word is in the address";
    ASSERT_EQ(e.lines.size(), 2u);
    EXPECT_EQ(e.lines[0].sku, "CUP-1");
    EXPECT_EQ(e.lines[0].quantity, 2);
    EXPECT_EQ(e.lines[0].price_minor, 19950);
    EXPECT_EQ(e.lines[1].quantity, 1);
    EXPECT_EQ(e.lines[1].name, "1.5 x Тканина");
    EXPECT_EQ(e.lines[1].total_minor, 131400);

    const auto& own = page->orders[1];
    EXPECT_FALSE(own.meaning) << "a seller's own status";
    EXPECT_EQ(own.status_name, "На відправлення");
    EXPECT_EQ(own.order.status, "custom-172548");
    EXPECT_EQ(own.order.pay_method, orders::PayMethod::cod);
    EXPECT_EQ(own.order.paid_minor, 0);
    EXPECT_EQ(own.order.delivery_method, orders::DeliveryMethod::pickup);
    EXPECT_EQ(own.order.customer_phone, "+380931112233");
    EXPECT_EQ(own.order.note, "Не передзвонювати");
    EXPECT_EQ(own.order.lines[0].sku, "PL-000009");
    EXPECT_EQ(iso8601(own.order.created_at), "2026-07-15T08:00:00.000Z") << "zone-less is UTC";
    EXPECT_EQ(own.order.modified_at, read_at);
    for (const auto& one : page->orders) {
        auto kept = orders::from_external(one.order);
        ASSERT_TRUE(kept);
        EXPECT_TRUE(orders::recompute(*kept));
        EXPECT_EQ(kept->order.total.minor, one.order.total_minor);
    }
}

TEST(Prom, EachPageBeginsWithTheLastOfBefore) {
    const auto body = sample("prom/orders.json");
    auto page = orders_page(first, body, source);
    ASSERT_EQ(page->next.size(), 1u);
    EXPECT_EQ(page->next[0], first + "&last_id=414634349");
    auto second = orders_page(first + "&last_id=421136171", body, source);
    EXPECT_EQ(second->orders.size(), 1u) << "the one of before is not taken twice";
    EXPECT_EQ(second->next[0], first + "&last_id=414634349");
    auto end =
        orders_page(first + "&last_id=414634349", R"({"orders":[{"id":414634349}]})", source);
    EXPECT_TRUE(end->next.empty());
    EXPECT_TRUE(end->refused.empty());
}

TEST(Prom, CatalogueStockAndBuyers) {
    auto goods = products(first, sample("prom/products.json"), source);
    ASSERT_TRUE(goods);
    ASSERT_EQ(goods->products.size(), 2u);
    EXPECT_EQ(goods->products[0].name, "Кружка біла");
    EXPECT_EQ(goods->products[0].price_minor, 19950);
    EXPECT_EQ(goods->products[0].stock, 14);
    EXPECT_TRUE(goods->products[0].active);
    EXPECT_EQ(goods->products[1].stock, 0) << "not counted, and not there";
    EXPECT_FALSE(goods->products[1].active);
    EXPECT_EQ(goods->products[1].sku, "1811774011");
    auto people = clients(first, sample("prom/clients.json"), source);
    ASSERT_TRUE(people);
    EXPECT_EQ(people->buyers[0].name, "Мельник Ірина Олегівна");
    EXPECT_EQ(people->buyers[0].phone, "+380671234567");
    EXPECT_EQ(people->buyers[0].email, "iryna@example.com");
}

TEST(Prom, AmountsAsPeopleWriteThem) {
    struct Row {
        const char* text;
        std::int64_t minor;
    };
    const Row rows[] = {{"1 713 грн", 171300}, {"1\u00a0234,50 грн.", 123450},
                        {"1,234.50", 123450},  {"1.234.567,8 ₴", 123456780},
                        {"12 345", 1234500},   {"0,5", 50},
                        {"1,234", 123400},     {"", 0}};
    for (const auto& row : rows) {
        auto value = foreign::parse("{\"a\":" + json::quote(row.text) + "}");
        auto got = foreign::written_money_at(value->as_object(), "a", "UAH");
        ASSERT_TRUE(got) << row.text;
        EXPECT_EQ(*got, row.minor) << row.text;
    }
}

TEST(Prom, BrokenAnswersAreRefusedByCode) {
    const auto with = [](const std::string& more) {
        return R"({"order":{"id":7,"status":"pending","full_price":"10 грн",)" + more + "}}";
    };
    struct Row {
        std::string body;
        const char* code;
    };
    const Row rows[] = {
        {"", "stores.json"},
        {R"({"error":"Not found"})", "stores.json"},
        {R"({"order":{"id":"a/b"}})", "stores.id"},
        {with(R"("price":"","full_price":"gratis")"), "stores.money"},
        {with(R"("full_price":"-5 грн")"), "stores.money"},
        {with(R"("date_created":"soon")"), "stores.date"},
        {with(R"("products":[{"quantity":"many"}])"), "stores.quantity"},
        {with(R"("products":[{"quantity":1000000,"price":90000000000000}])"), "stores.money"},
    };
    for (const auto& r : rows) {
        auto e = order(r.body, source);
        ASSERT_FALSE(e) << r.body;
        EXPECT_EQ(e.error().code, r.code) << r.body;
    }
    EXPECT_EQ(
        orders_page(first, R"({"error":"This status value is not allowed"})", source).error().code,
        "stores.json")
        << "an error comes with 200";
}

}  // namespace prom_test
}  // namespace ol::stores::prom_wire
