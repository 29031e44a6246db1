// WooCommerce on the wire: signature, ping, secrets, money, and the mapping of orders (T1, T2, T4,
// T12).
#include "shop/stores/woo.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "platform/base/crypto.hpp"
#include "shop/stores/foreign.hpp"
#include "shop/stores/slot.hpp"

namespace ol::stores::woo {
namespace woo_test {

const Source source{ShopId{1}, 5, {"Europe/Kyiv", "UAH", "UA"}, {}};

TEST(Woo, SignatureIsOfTheRawBytes) {
    const std::string secret = "a&b\"c", body = "{\"id\": 727 }";
    const auto right = crypto::base64(crypto::hmac_sha256(secret, body));
    EXPECT_TRUE(signature_right(secret, body, right));
    EXPECT_FALSE(signature_right(secret, "{\"id\":727}", right)) << "the same JSON, other bytes";
    EXPECT_FALSE(signature_right("other", body, right));
    EXPECT_FALSE(signature_right(secret, body, ""));
    EXPECT_FALSE(signature_right("", body, crypto::base64(crypto::hmac_sha256("", body))));
    EXPECT_FALSE(signature_right(secret, body, right.substr(1)));
}

TEST(Woo, SecretIsEntityDecodedOnce) {
    struct Row {
        const char *typed, *used;
    };
    const Row rows[] = {{"plain", "plain"},
                        {"a&amp;b", "a&b"},
                        {"a&b", "a&b"},
                        {"&quot;&#039;&lt;&gt;", "\"'<>"},
                        {"&amp;quot;", "&quot;"},
                        {"&#x27;", "'"},
                        {"&#65;", "&#65;"},
                        {"&eacute;", "&eacute;"},
                        {"&", "&"}};
    for (const auto& r : rows) EXPECT_EQ(decoded_secret(r.typed), r.used) << r.typed;
}

TEST(Woo, PingIsAFormAndNothingElse) {
    EXPECT_TRUE(is_ping("application/x-www-form-urlencoded", "webhook_id=12"));
    EXPECT_TRUE(is_ping("application/x-www-form-urlencoded; charset=UTF-8", "webhook_id=12"));
    EXPECT_FALSE(is_ping("application/json", "webhook_id=12"));
    EXPECT_FALSE(is_ping("application/x-www-form-urlencoded", "webhook_id=12&x=1"));
    EXPECT_FALSE(is_ping("application/x-www-form-urlencoded", "webhook_id="));
}

TEST(Woo, MoneyWithoutFloats) {
    struct Row {
        const char *text, *currency;
        std::int64_t minor;
    };
    const Row rows[] = {{"29.35", "USD", 2935},
                        {"0.1", "USD", 10},
                        {"-12.50", "USD", -1250},
                        {"1000", "UAH", 100000},
                        {"1000.00", "JPY", 1000},
                        {"0.455", "USD", 46},
                        {"0.454", "USD", 45},
                        {".5", "USD", 50},
                        {"90071992547409.93", "USD", 9007199254740993}};
    for (const auto& r : rows) {
        auto m = foreign::minor_units(r.text, r.currency);
        ASSERT_TRUE(m) << r.text;
        EXPECT_EQ(*m, r.minor) << r.text;
    }
    for (const auto* bad :
         {"", "-", ".", "1,5", "1e3", "1.2.3", " 1", "99999999999999999999", "0x1"})
        EXPECT_FALSE(foreign::minor_units(bad, "USD")) << bad;
}

std::string order_json(const std::string& more) {
    return R"({"id":727,"number":"A-727","status":"processing","currency":"UAH",
    "date_created_gmt":"2026-11-20T10:00:00",
        "date_modified_gmt":"2026-11-20T10:00:05","total":"1390.00","customer_id":0,
        "customer_note":"ring",
        "billing":{"first_name":"Petro","last_name":"Koval","address_1":"Main 7","city":"Lviv",
        "country":"UA",
                   "email":"p@example.com","phone":"067 111 22 44"},
        "line_items":[{"id":1,"name":"Kettle &amp; lid &ndash; X2","product_id":9,"quantity":2,
        "total":"1100.00","total_tax":"220.00","sku":"","price":550.0}])" +
           more + "}";
}

TEST(Woo, ProcessingIsNotPaid) {
    struct Row {
        const char* more;
        orders::PayMethod method;
        std::int64_t paid;
        bool refunded;
    };
    using orders::PayMethod;
    const Row rows[] = {
        {R"(,"payment_method":"cod","date_paid_gmt":null)", PayMethod::cod, 0, false},
        {R"(,"payment_method":"cod","date_paid_gmt":"2026-11-21T10:00:00")", PayMethod::cod, 139000,
         false},
        {R"(,"payment_method":"liqpay","date_paid_gmt":"2026-11-20T10:01:00")", PayMethod::card,
         139000, false},
        {R"(,"payment_method":"liqpay")", PayMethod::card, 0, false},
        {R"(,"payment_method":"bacs")", PayMethod::prepaid, 0, false},
        {R"(,"payment_method":"novaposhta_cod")", PayMethod::cod, 0, false},
        {R"(,"payment_method":"")", PayMethod::other, 0, false},
        {R"(,"payment_method":"stripe","date_paid_gmt":"2026-11-20T10:01:00","refunds":[{"id":1,
        "total":"-1390.00"}])",
         PayMethod::card, 139000, true},
        {R"(,"payment_method":"stripe","date_paid_gmt":"2026-11-20T10:01:00","refunds":[{"id":1,
        "total":"-90.00"}])",
         PayMethod::card, 139000, false},
    };
    for (const auto& r : rows) {
        auto f = order(order_json(r.more), source);
        ASSERT_TRUE(f) << f.error().detail << r.more;
        const auto* e = &f->order;
        EXPECT_EQ(e->pay_method, r.method) << r.more;
        EXPECT_EQ(e->paid_minor, r.paid) << r.more;
        EXPECT_EQ(e->refunded, r.refunded) << r.more;
    }
}

TEST(Woo, MapsWhatIsThere) {
    auto f =
        order(order_json(
                  R"(,"shipping":{"first_name":"Oksana","last_name":"Koval","address_1":"Branch 12",
            "address_2":"floor 2","city":"Kyiv"},
        "shipping_lines":[{"method_id":"nova_poshta","method_title":"Нова Пошта, відділення"}],
        "meta_data":[{"id":1,"key":"_delivery_date","value":"2026-11-22"},{"id":2,
        "key":"_delivery_time","value":"14:00-18:00"},{"id":3,"key":"odd","value":{"a":[1]}}])"),
              source);
    ASSERT_TRUE(f) << f.error().detail;
    const auto* e = &f->order;
    EXPECT_EQ(e->external_id, "727");
    EXPECT_EQ(e->number, "A-727");
    EXPECT_EQ(e->origin, "woocommerce:5");
    EXPECT_EQ(iso8601(e->modified_at), "2026-11-20T10:00:05.000Z") << "no zone means GMT";
    EXPECT_EQ(e->customer_name, "Petro Koval");
    EXPECT_EQ(e->customer_phone, "+380671112244");
    EXPECT_EQ(e->recipient, "Oksana Koval");
    EXPECT_EQ(e->phone, "");
    EXPECT_EQ(e->address, "Branch 12, floor 2");
    EXPECT_EQ(e->city, "Kyiv");
    EXPECT_EQ(e->delivery_method, orders::DeliveryMethod::branch);
    ASSERT_TRUE(e->delivery_from);
    EXPECT_EQ(iso8601(*e->delivery_from), "2026-11-22T12:00:00.000Z");
    EXPECT_EQ(iso8601(*e->delivery_to), "2026-11-22T16:00:00.000Z");
    ASSERT_EQ(e->lines.size(), 1u);
    EXPECT_EQ(e->lines[0].name, "Kettle & lid – X2");
    EXPECT_EQ(e->lines[0].sku, "9");
    EXPECT_EQ(e->lines[0].total_minor, 132000);
    EXPECT_EQ(e->lines[0].price_minor, 66000);
    auto kept = orders::from_external(*e);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->extra_minor, 7000);
}

TEST(Woo, BrokenBodiesAreRefusedByCode) {
    struct Row {
        std::string body;
        const char* code;
    };
    const Row rows[] = {
        {"", "stores.json"},
        {"{", "stores.json"},
        {"[]", "stores.json"},
        {"{}", "stores.id"},
        {std::string(100, '['), "stores.json"},
        {R"({"id":1})", "stores.currency"},
        {R"({"id":1,"currency":"UAH","total":"12,5"})", "stores.money"},
        {R"({"id":1,"currency":"UAH","total":[29.35]})", "stores.money"},
        {R"({"id":1,"currency":"UAH","total":"1","date_modified_gmt":"yesterday"})", "stores.date"},
        {R"({"id":1,"currency":"UAH","total":"1","line_items":[{"quantity":1.5}]})",
         "stores.quantity"},
        {R"({"id":1,"currency":"UAH","total":"1","line_items":[7]})", "stores.json"},
    };
    for (const auto& r : rows) {
        auto e = order(r.body, source);
        ASSERT_FALSE(e) << r.body;
        EXPECT_EQ(e.error().code, r.code) << r.body;
    }
    EXPECT_EQ(*id_of(R"({"id":727})"), "727");
    EXPECT_FALSE(id_of(R"({"id":"7/../8"})"));
    auto page = woo::orders_page(
        "[" + order_json("") + R"(,{"id":2,"currency":"UAH","total":"x"}])", source);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->orders.size(), 1u);
    EXPECT_EQ(page->refused.size(), 1u);
}

TEST(Woo, SlotsAndDates) {
    const auto text = [](std::string_view date, std::string_view hours) {
        const auto s = parse_slot(date, hours, "Europe/Kyiv");
        return s ? iso8601(s->first).substr(0, 16) + " " + iso8601(s->second).substr(0, 16)
                 : std::string("-");
    };
    EXPECT_EQ(text("2026-11-22", "14:00-18:00"), "2026-11-22T12:00 2026-11-22T16:00");
    EXPECT_EQ(text("22.11.2026", "14 – 18"), "2026-11-22T12:00 2026-11-22T16:00");
    EXPECT_EQ(text("2026-11-22", ""), "2026-11-22T07:00 2026-11-22T19:00");
    EXPECT_EQ(text("2026-07-01", "9-12"), "2026-07-01T06:00 2026-07-01T09:00");  // summer time
    EXPECT_EQ(text("2026-11-22", "18-14"), "-");
    EXPECT_EQ(text("tomorrow", "14-18"), "-");
    EXPECT_EQ(iso8601(*parse_date("22.11.2026 14:30", "Europe/Kyiv")), "2026-11-22T12:30:00.000Z");
    EXPECT_EQ(iso8601(*parse_date("2026-11-22T14:30:00Z", "Europe/Kyiv")),
              "2026-11-22T14:30:00.000Z");
    for (const auto* bad : {"", "22.11.26", "11/22/2026", "2026-13-01", "2026-11-22 25:00", "x"})
        EXPECT_FALSE(parse_date(bad, "UTC")) << bad;
}

/// The platform's own documents, when they lie beside the repository.
TEST(Woo, SampleDocuments) {
    const char* root = std::getenv("OL_SOURCE_DIR");
    const auto dir = std::filesystem::path(root ? root : ".") / "../shared/data/woocommerce/order";
    if (!std::filesystem::exists(dir)) {
        std::printf("skipped: no ../shared/data\n");
        return;
    }
    int orders = 0;
    for (const auto& entry : std::filesystem::directory_iterator(dir)) {
        const auto name = entry.path().filename().string();
        if (name.find(".response.json") == name.npos) continue;
        std::ifstream in(entry.path(), std::ios::binary);
        std::stringstream text;
        text << in.rdbuf();
        if (name.starts_with("list-all")) {
            auto list = orders_page(text.str(), source);
            ASSERT_TRUE(list) << name;
            EXPECT_TRUE(list->refused.empty()) << name;
            orders += static_cast<int>(list->orders.size());
            for (const auto& f : list->orders) EXPECT_TRUE(orders::from_external(f.order)) << name;
            continue;
        }
        auto f = order(text.str(), source);
        ASSERT_TRUE(f) << name << " " << f.error().code;
        const auto* e = &f->order;
        auto kept = orders::from_external(*e);
        ASSERT_TRUE(kept) << name;
        EXPECT_TRUE(orders::recompute(*kept));
        EXPECT_EQ(kept->order.total.minor, e->total_minor) << name;
        ++orders;
    }
    EXPECT_GE(orders, 5);
}

}  // namespace woo_test
}  // namespace ol::stores::woo
