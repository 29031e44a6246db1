// PrestaShop on the wire: what is asked along with an order, and what it all means.
#include "shop/stores/prestashop.hpp"

#include <algorithm>

#include "shop/stores/fake_shop.hpp"

namespace ol::stores {
namespace prestashop_test {

namespace wire = prestashop_wire;
const Time read_at = from_ms(1'795'000'000'000);
const Source source{ShopId{1}, 5, {"Europe/Kyiv", "UAH", "UA"}, read_at};
const std::string path = wire::path_of("orders") + "&limit=0,50";

TEST(PrestaShop, AnOrderIsReadWithWhatItNames) {
    const auto body = sample("prestashop/orders.json");
    const auto more = wire::along(path, body, 0);
    ASSERT_EQ(more.size(), 5u);
    EXPECT_NE(more[0].find("/api/addresses?output_format=JSON"), std::string::npos);
    EXPECT_TRUE(more[0].ends_with("filter%5Bid%5D=%5B5%7C6%5D")) << more[0];
    EXPECT_TRUE(wire::along(path, body, 1).empty());
    auto page = wire::page(path, wire::together(body, {sample("prestashop/beside.json")}), source);
    ASSERT_TRUE(page) << page.error().code;
    EXPECT_TRUE(page->refused.empty());
    ASSERT_EQ(page->orders.size(), 2u);
    const auto& f = page->orders[0];
    const auto& e = f.order;
    EXPECT_EQ(e.external_id, "7");
    EXPECT_EQ(e.number, "XKBKNABJK") << "what the buyer knows it by";
    EXPECT_EQ(f.meaning, StatusMeaning::open);
    EXPECT_EQ(f.status_name, "Очікує підтвердження");
    EXPECT_EQ(e.currency, "UAH");
    EXPECT_EQ(e.total_minor, 125050);
    EXPECT_EQ(e.paid_minor, 0);
    EXPECT_EQ(e.pay_method, orders::PayMethod::cod);
    EXPECT_EQ(iso8601(e.created_at), "2026-05-09T05:00:00.000Z") << "the shop's clock";
    EXPECT_EQ(iso8601(e.modified_at), "2026-05-09T05:05:30.000Z");
    EXPECT_EQ(e.recipient, "Мельник Олег");
    EXPECT_EQ(e.phone, "+380501112233");
    EXPECT_EQ(e.customer_name, "Мельник Ірина");
    EXPECT_EQ(e.customer_phone, "+380671234567");
    EXPECT_EQ(e.customer_email, "iryna@example.com");
    EXPECT_EQ(e.address, "Відділення №11, вул. Зелена, 1");
    EXPECT_EQ(e.delivery_method, orders::DeliveryMethod::branch);
    ASSERT_EQ(e.lines.size(), 1u);
    EXPECT_EQ(e.lines[0].external_id, "42-7");
    EXPECT_EQ(e.lines[0].quantity, 3);
    EXPECT_EQ(e.lines[0].price_minor, 39683);
    const auto& other = page->orders[1];
    EXPECT_EQ(other.order.currency, "EUR");
    EXPECT_EQ(other.order.paid_minor, 1000);
    EXPECT_EQ(other.order.pay_method, orders::PayMethod::prepaid);
    EXPECT_EQ(other.meaning, StatusMeaning::cancelled);
    for (const auto& one : page->orders) {
        auto kept = orders::from_external(one.order);
        ASSERT_TRUE(kept);
        EXPECT_TRUE(orders::recompute(*kept));
        EXPECT_EQ(kept->order.total.minor, one.order.total_minor);
    }
    ASSERT_EQ(page->next.size(), 1u);
    EXPECT_TRUE(page->next[0].ends_with("&limit=2,50"));
    auto end = wire::page(page->next[0], "[]", source);
    ASSERT_TRUE(end) << "nothing is a list without an object";
    EXPECT_TRUE(end->next.empty());
}

TEST(PrestaShop, OnlyStatesThatMayBeTheEndAreAskedAbout) {
    auto page = wire::page(path, sample("prestashop/beside.json"), source);
    ASSERT_TRUE(page);
    const auto of = [&](std::string_view code) {
        return std::ranges::find(page->statuses, code, &ForeignStatus::code);
    };
    EXPECT_FALSE(of("5")->meaning) << "shipped or delivered: the shop's people know";
    EXPECT_EQ(of("5")->name, "Delivered");
    EXPECT_EQ(of("4")->meaning, StatusMeaning::open);
    EXPECT_EQ(of("6")->meaning, StatusMeaning::cancelled);
    EXPECT_EQ(of("7")->meaning, StatusMeaning::refunded);
}

TEST(PrestaShop, GoodsAreSoldAsTheirCombinations) {
    const auto goods_path = wire::path_of("products") + "&limit=0,50";
    const auto body = sample("prestashop/products.json");
    EXPECT_EQ(wire::along(goods_path, body, 0).size(), 2u);
    const auto values = wire::along(goods_path, body, 1);
    ASSERT_EQ(values.size(), 1u);
    EXPECT_TRUE(values[0].ends_with("filter%5Bid%5D=%5B3%7C4%5D")) << values[0];
    auto page = wire::page(goods_path, body, source);
    ASSERT_TRUE(page);
    ASSERT_EQ(page->products.size(), 3u);
    EXPECT_EQ(page->products[0].external_id, "42-7");
    EXPECT_EQ(page->products[0].sku, "TS-M");
    EXPECT_EQ(page->products[0].name, "Футболка, M");
    EXPECT_EQ(page->products[0].price_minor, 33069);
    EXPECT_EQ(page->products[0].stock, 9);
    EXPECT_EQ(page->products[1].name, "Футболка, XL");
    EXPECT_EQ(page->products[1].price_minor, 35069);
    EXPECT_EQ(page->products[1].stock, 0) << "sold below nothing";
    EXPECT_EQ(page->products[2].sku, "43");
    EXPECT_EQ(page->products[2].stock, 4);
    EXPECT_FALSE(page->products[2].active);
}

TEST(PrestaShop, BuyersHaveTheirNumbersInTheirAddresses) {
    const auto people = wire::path_of("customers") + "&limit=0,50";
    auto page = wire::page(people, sample("prestashop/beside.json"), source);
    ASSERT_TRUE(page);
    ASSERT_EQ(page->buyers.size(), 1u);
    EXPECT_EQ(page->buyers[0].name, "Мельник Ірина");
    EXPECT_EQ(page->buyers[0].phone, "+380671234567");
    EXPECT_EQ(page->buyers[0].address.city, "Львів");
}

TEST(PrestaShop, BrokenAnswersAreRefusedByCode) {
    const auto with = [](const std::string& more) {
        return R"({"order":{"id":7,"current_state":"1","total_paid":"10",)" + more + "}}";
    };
    struct Row {
        std::string body;
        const char* code;
    };
    const Row rows[] = {
        {"", "stores.json"},
        {"[]", "stores.json"},
        {R"({"errors":[{"code":87,"message":"no"}]})", "stores.json"},
        {R"({"order":{"id":"a/b"}})", "stores.id"},
        {with(R"("total_paid":"x")"), "stores.money"},
        {with(R"("total_paid":"-1")"), "stores.money"},
        {with(R"("date_add":"soon")"), "stores.date"},
        {with(R"("associations":{"order_rows":[{"product_quantity":"1.5"}]})"), "stores.quantity"},
        {with(R"("associations":{"order_rows":[{"product_quantity":"1000000",
            "unit_price_tax_incl":"90000000000000"}]})"),
         "stores.money"},
    };
    for (const auto& r : rows) {
        auto e = wire::order(r.body, source);
        ASSERT_FALSE(e) << r.body;
        EXPECT_EQ(e.error().code, r.code) << r.body;
    }
    EXPECT_FALSE(
        wire::page(path, wire::together(sample("prestashop/orders.json"), {"<html>"}), source))
        << "half of what belongs together is nothing";
}

}  // namespace prestashop_test
}  // namespace ol::stores
