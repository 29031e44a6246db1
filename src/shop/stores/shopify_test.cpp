// Shopify on the wire: every public sample parses, and what an order means is asserted (T3, T4,
// T12).
#include "shop/stores/shopify.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "platform/base/crypto.hpp"
#include "shop/stores/foreign.hpp"

namespace ol::stores::shopify_wire {
namespace shopify_test {

const Source source{ShopId{1}, 5, {"America/New_York", "USD", "US"}, {}};

std::filesystem::path samples() {
    const char* root = std::getenv("OL_SOURCE_DIR");
    return std::filesystem::path(root ? root : ".") / "../shared/data/shopify";
}
std::string text_in(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}
/// The member of a document, or the first of it when it is a list, as JSON again.
std::string inner(const std::string& text, const char* key) {
    const auto value = foreign::parse(text);
    const auto* list = foreign::array_at(value->get_object(), key);
    return boost::json::serialize(list ? list->front() : value->get_object().at(key));
}
#define NEEDS_SAMPLES()                              \
    if (!std::filesystem::exists(samples())) {       \
        std::printf("skipped: no ../shared/data\n"); \
        return;                                      \
    }

/// The whole that a paid, shipped, cancelled ... order has; `more` overrides by standing first.
std::string order_json(const std::string& more) {
    return "{" + more + R"("id":820982911946154508,"name":"#9999","currency":"UAH",
      "created_at":"2026-10-25T03:30:00+03:00","updated_at":"2026-10-25T03:30:00+02:00",
      "total_price":"1390.00","taxes_included":true,"line_items":[{"id":1,"title":"Kettle",
      "sku":"X2","quantity":2,"price":"660.00","tax_lines":[{"price":"220.00"}]}]})";
}

TEST(Shopify, TheSampleOrderMeansWhatItSays) {
    NEEDS_SAMPLES();
    auto f = order(text_in(samples() / "order.json"), source);
    ASSERT_TRUE(f) << f.error().code;
    const auto& e = f->order;
    EXPECT_EQ(e.external_id, "450789469");
    EXPECT_EQ(e.number, "#1001") << "what people say";
    EXPECT_EQ(e.origin, "shopify:5");
    EXPECT_EQ(e.currency, "USD");
    EXPECT_EQ(e.total_minor, 40994);
    EXPECT_EQ(e.paid_minor, 0) << "authorised is not paid";
    EXPECT_EQ(e.pay_method, orders::PayMethod::card);
    EXPECT_EQ(e.status, "authorized/unfulfilled");
    EXPECT_EQ(f->meaning, StatusMeaning::open);
    EXPECT_EQ(iso8601(e.created_at), "2008-01-10T16:00:00.000Z");
    EXPECT_EQ(e.customer_email, "bob.norman@hostmail.com");
    EXPECT_EQ(e.recipient, "Bob Norman");
    EXPECT_EQ(e.address, "Chestnut Street 92");
    EXPECT_EQ(e.city, "Louisville");
    EXPECT_EQ(e.region, "Kentucky");
    EXPECT_EQ(e.postcode, "40202");
    ASSERT_EQ(e.lines.size(), 3u);
    EXPECT_EQ(e.lines[0].sku, "IPOD2008GREEN");
    EXPECT_EQ(e.lines[0].name, "IPod Nano - 8gb - green");
    for (const auto& l : e.lines) EXPECT_EQ(l.total_minor, 19900);
    auto kept = orders::from_external(e);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->extra_minor, 40994 - 3 * 19900) << "discount and tax of the whole order";
    EXPECT_TRUE(orders::recompute(*kept));
    EXPECT_EQ(kept->order.total.minor, 40994);
}

TEST(Shopify, SampleListsAndParts) {
    NEEDS_SAMPLES();
    auto list = page(text_in(samples() / "orders.json"), source);
    ASSERT_TRUE(list);
    EXPECT_TRUE(list->refused.empty());
    ASSERT_EQ(list->orders.size(), 1u);
    for (const auto& f : list->orders) EXPECT_TRUE(orders::from_external(f.order));
    auto c = checkout(inner(text_in(samples() / "checkouts.json"), "checkouts"), source);
    ASSERT_TRUE(c) << c.error().code;
    EXPECT_EQ(c->key, "2a1ace52255252df566af0faaedfbfa7");
    EXPECT_EQ(c->total_minor, 40994);
    EXPECT_FALSE(c->completed);
    EXPECT_EQ(iso8601(c->updated_at), "2012-10-12T11:05:27.000Z");
    const auto about = [](std::string_view topic, const char* file) {
        auto h = hint(topic, text_in(samples() / file));
        return h ? h->key : h.error().code;
    };
    EXPECT_EQ(about("refunds/create", "refund.json"), "450789469");
    EXPECT_EQ(about("fulfillments/create", "fulfillment.json"), "450789469");
    EXPECT_EQ(about("fulfillment_events/create", "fulfillment_event.json"), "2776493818019");
    EXPECT_EQ(about("orders/updated", "order.json"), "450789469");
    auto products = page(
        "{\"products\":[" + inner(text_in(samples() / "product.json"), "product") + "]}", source);
    ASSERT_TRUE(products);
    ASSERT_EQ(products->products.size(), 4u);
    EXPECT_EQ(products->products[0].sku, "IPOD2008PINK");
    EXPECT_EQ(products->products[0].name, "IPod Nano - 8GB - Pink");
    EXPECT_EQ(products->products[0].price_minor, 19900);
    EXPECT_EQ(products->products[0].stock, 10);
    auto people = page(text_in(samples() / "customers_search.json"), source);
    ASSERT_TRUE(people);
    ASSERT_FALSE(people->buyers.empty());
    EXPECT_EQ(people->buyers[0].name, "Bob Norman");
    EXPECT_EQ(people->buyers[0].email, "bob.norman@hostmail.com");
}

/// Not one of the platform's documents breaks a reader, whatever it is asked to be.
TEST(Shopify, EverySampleParses) {
    NEEDS_SAMPLES();
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(samples())) {
        const auto text = text_in(entry.path());
        const auto name = entry.path().filename().string();
        EXPECT_TRUE(foreign::parse(text)) << name;
        (void)order(text, source);
        (void)checkout(text, source);
        (void)page(text, source);
        (void)hint("orders/updated", text);
        ++files;
    }
    EXPECT_GE(files, 45);
}

TEST(Shopify, MoneyAndGoodsAreTwoAxes) {
    struct Row {
        const char* more;
        const char* status;
        StatusMeaning meaning;
        std::int64_t paid;
        bool refunded;
    };
    using enum StatusMeaning;
    const Row rows[] = {
        {R"x("financial_status":"pending","gateway":"Cash on Delivery (COD)",)x",
         "pending/unfulfilled", open, 0, false},
        {R"("financial_status":"paid","fulfillment_status":null,)", "paid/unfulfilled", open,
         139000, false},
        {R"("financial_status":"paid","fulfillment_status":"fulfilled",)", "paid/fulfilled", open,
         139000, false},
        {R"("financial_status":"paid","fulfillment_status":"fulfilled",
            "fulfillments":[{"shipment_status":"delivered"}],)",
         "paid/fulfilled", completed, 139000, false},
        {R"("financial_status":"paid","fulfillment_status":"fulfilled",
            "closed_at":"2026-10-26T00:00:00Z",)",
         "paid/fulfilled", completed, 139000, false},
        {R"("financial_status":"partially_paid","total_outstanding":"390.00",)",
         "partially_paid/unfulfilled", open, 100000, false},
        {R"("financial_status":"authorized","total_outstanding":"0.00",)", "authorized/unfulfilled",
         open, 0, false},
        {R"("financial_status":"refunded","fulfillment_status":"fulfilled",)", "refunded/fulfilled",
         refunded, 139000, true},
        {R"("financial_status":"voided","cancelled_at":"2026-10-25T04:00:00Z",)", "cancelled",
         cancelled, 0, false},
    };
    for (const auto& r : rows) {
        auto f = order(order_json(r.more), source);
        ASSERT_TRUE(f) << f.error().code << r.more;
        EXPECT_EQ(f->order.status, r.status) << r.more;
        EXPECT_EQ(f->meaning, r.meaning) << r.more;
        EXPECT_EQ(f->order.paid_minor, r.paid) << r.more;
        EXPECT_EQ(f->order.refunded, r.refunded) << r.more;
        EXPECT_EQ(f->order.total_minor, 139000);
        ASSERT_EQ(f->order.lines.size(), 1u);
        EXPECT_EQ(f->order.lines[0].total_minor, 132000) << "tax lies within the price";
    }
    auto cod = order(order_json(R"("payment_gateway_names":["Накладений платіж"],)"), source);
    EXPECT_EQ(cod->order.pay_method, orders::PayMethod::cod);
    auto odd = order(order_json(R"("financial_status":"expired",)"), source);
    ASSERT_TRUE(odd);
    EXPECT_FALSE(odd->meaning) << "asked about";
    EXPECT_EQ(odd->order.status, "expired");
}

TEST(Shopify, TheNightTheClockGoesBackKeepsItsOrder) {
    auto f = order(order_json(""), source);  // 03:30+03:00, then 03:30+02:00 an hour later
    ASSERT_TRUE(f);
    EXPECT_EQ(iso8601(f->order.created_at), "2026-10-25T00:30:00.000Z");
    EXPECT_EQ(iso8601(f->order.modified_at), "2026-10-25T01:30:00.000Z");
}

TEST(Shopify, NumbersAsTextAndTextAsNumbers) {
    auto f = order(R"({"id":"77","name":12,"currency":"USD","total_price":20.5,"updated_at":
      "2026-03-08T01:59:59-05:00","created_at":"2026-03-08T01:59:59-05:00","line_items":[
      {"id":"1","title":"A","quantity":"2","price":10.25,"discount_allocations":[{"amount":"0.5"}],
       "tax_lines":[{"price":"1"}]}]})",
                   source);
    ASSERT_TRUE(f) << f.error().code << f.error().field;
    EXPECT_EQ(f->order.number, "12");
    EXPECT_EQ(f->order.total_minor, 2050);
    EXPECT_EQ(f->order.lines[0].quantity, 2);
    EXPECT_EQ(f->order.lines[0].total_minor, 2050 - 50 + 100);
}

TEST(Shopify, ARemovedLineIsLeftOutOfTheSum) {
    auto f = order(R"({"id":7,"currency":"USD","total_price":"30.00","current_total_price":"10.00",
      "created_at":"2026-01-01T00:00:00Z","line_items":[{"id":1,"title":"A","quantity":3,
      "current_quantity":1,"price":"10.00"}]})",
                   source);
    ASSERT_TRUE(f);
    EXPECT_EQ(f->order.total_minor, 1000);
    EXPECT_EQ(f->order.lines[0].quantity, 1);
    EXPECT_EQ(f->order.lines[0].total_minor, 1000);
}

TEST(Shopify, BrokenBodiesAreRefusedByCode) {
    struct Row {
        std::string body;
        const char* code;
    };
    const Row rows[] = {
        {"", "stores.json"},
        {R"({"order":{"id":1)", "stores.json"},
        {std::string(40, '[') + std::string(40, ']'), "stores.json"},
        {"[]", "stores.json"},
        {R"({"id":"../../1"})", "stores.id"},
        {R"({"id":1})", "stores.currency"},
        {R"({"id":1,"currency":"USD","total_price":"1,5"})", "stores.money"},
        {R"({"id":1,"currency":"USD","total_price":"-1"})", "stores.money"},
        {R"({"id":1,"currency":"USD","created_at":"soon"})", "stores.date"},
        {R"({"id":1,"currency":"USD","line_items":[{"quantity":-1,"price":"1"}]})",
         "stores.quantity"},
        {R"({"id":1,"currency":"USD","line_items":[{"quantity":900000,"price":"99999999999999"}]})",
         "stores.money"},
    };
    for (const auto& r : rows) {
        auto e = order(r.body, source);
        ASSERT_FALSE(e) << r.body;
        EXPECT_EQ(e.error().code, r.code) << r.body;
    }
}

TEST(Shopify, OnlyThisApisNextPageIsFollowed) {
    EXPECT_EQ(
        next_of(R"(<https://x.myshopify.com/admin/api/2025-07/a.json?page_info=p>; rel="previous",)"
                R"(<https://x.myshopify.com/admin/api/2025-07/orders.json?limit=2>; rel="next")"),
        "/admin/api/2025-07/orders.json?limit=2");
    EXPECT_EQ(next_of(R"(<https://x/admin/api/2025-07/orders.json?page_info=p>; rel="previous")"),
              std::nullopt);
    EXPECT_EQ(next_of(R"(<https://evil.example/steal>; rel="next")"), std::nullopt);
    EXPECT_EQ(next_of(R"(<https://x/admin/api/2025-07/a@evil.example>; rel="next")"), std::nullopt);
    for (const auto* bad : {"", "<", ">", "><", "<>", "<a>; rel=next", "<;,>"})
        EXPECT_EQ(next_of(bad), std::nullopt) << bad;
}

TEST(Shopify, OurOwnLinesAreNotTheBuyersNote) {
    EXPECT_EQ(foreign_note("ring twice\nConfirmed by phone [OL-7]\nleave at door"),
              "ring twice\nleave at door");
}

TEST(Shopify, ItsSubscriptionsAreBroughtBack) {
    const std::string ours = "https://desk.example/public/v1/hooks/shopify/t";
    const auto all = shopify().mend_hooks(R"({"webhooks":[]})", ours);
    EXPECT_EQ(all.size(), std::size(topics));
    const auto most = shopify().mend_hooks(
        R"({"webhooks":[{"topic":"orders/create","address":")" + ours +
            R"("},{"topic":"orders/updated","address":"https://other.example/"}]})",
        ours);
    EXPECT_EQ(most.size(), std::size(topics) - 1);
    EXPECT_TRUE(shopify().mend_hooks("not json", ours).empty())
        << "an answer that cannot be read subscribes nothing twice";
}

}  // namespace shopify_test
}  // namespace ol::stores::shopify_wire
