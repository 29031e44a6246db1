// The documented webhook and the OpenCart extension: signature, mapping, and what is refused.
#include "shop/stores/generic.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

namespace ol::stores::generic_wire {
namespace generic_test {

const Source source{ShopId{1}, 5, {"Europe/Kyiv", "UAH", "UA"}, from_ms(1'795'000'000'000)};

TEST(GenericWire, TheSignatureIsTheOneThatTheExtensionMakes) {
    EXPECT_EQ(signature("secret", "msg_1", "1795000000", "{\"a\":1}"),
              "v1,7OjWIJ6JBmsAFfv7VWDTvBSPoPlpqt5uYOq/ukBtpD8=");
    http::Request r;
    r.body = "{\"a\":1}";
    r.headers = {
        {"webhook-id", "msg_1"},
        {"webhook-timestamp", "1795000000"},
        {"webhook-signature", "v1,b3RoZXI= " + signature("secret", "msg_1", "1795000000", r.body)}};
    EXPECT_TRUE(signature_right("secret", r, source.read_at)) << "one of several fits";
    EXPECT_FALSE(signature_right("other", r, source.read_at));
    EXPECT_FALSE(signature_right("secret", r, source.read_at + Ms{301'000}));
    EXPECT_FALSE(signature_right("", r, source.read_at));
    r.headers["webhook-timestamp"] = "1795000000x";
    EXPECT_FALSE(signature_right("secret", r, source.read_at));
}

TEST(GenericWire, AnOrderOfTheGuideMeansWhatItSays) {
    auto f = order(R"({"type":"order.saved","data":{"id":"A-17","number":"17","status":"open",
      "created_at":"2026-11-20T10:00:00+02:00","modified_at":"2026-11-20 10:00:07","currency":"UAH",
      "total":"1390.00","paid":200,"payment":"cod","buyer":{"name":"Petro Koval",
      "phone":"067 111 22 44","email":"p@example.com","language":"uk"},"recipient":{"name":"Oksana",
      "phone":"050 111 22 33"},"delivery":{"method":"branch","country":"UA","address":"Branch 12",
      "city":"Kyiv","date":"2026-11-22","time":"14:00-18:00"},"note":"ring",
      "lines":[{"sku":"X2","name":"Kettle","quantity":2,"price":"660.00"}]}})",
                   source, "generic");
    ASSERT_TRUE(f) << f.error().code << f.error().field;
    const auto& e = f->order;
    EXPECT_EQ(e.origin, "generic:5");
    EXPECT_EQ(e.external_id, "A-17");
    EXPECT_EQ(f->meaning, StatusMeaning::open);
    EXPECT_EQ(e.total_minor, 139000);
    EXPECT_EQ(e.paid_minor, 20000);
    EXPECT_EQ(e.pay_method, orders::PayMethod::cod);
    EXPECT_EQ(e.lines[0].total_minor, 132000);
    EXPECT_EQ(e.customer_phone, "+380671112244");
    EXPECT_EQ(e.phone, "+380501112233");
    EXPECT_EQ(e.delivery_method, orders::DeliveryMethod::branch);
    EXPECT_EQ(iso8601(e.created_at), "2026-11-20T08:00:00.000Z");
    EXPECT_EQ(iso8601(e.modified_at), "2026-11-20T08:00:07.000Z") << "without a zone: the shop's";
    EXPECT_EQ(iso8601(*e.delivery_from), "2026-11-22T12:00:00.000Z");
}

TEST(GenericWire, BrokenBodiesAreRefusedByCode) {
    struct Row {
        std::string body;
        const char* code;
    };
    const Row rows[] = {
        {"{", "stores.json"},
        {"[]", "stores.json"},
        {R"({"data":{"id":""}})", "stores.id"},
        {R"({"data":{"id":"1","currency":"HRYVNIA"}})", "stores.currency"},
        {R"({"data":{"id":"1","currency":"UAH","total":"1,5"}})", "stores.money"},
        {R"({"data":{"id":"1","currency":"UAH","paid":-1}})", "stores.money"},
        {R"({"data":{"id":"1","currency":"UAH","created_at":"soon"}})", "stores.date"},
        {R"({"data":{"id":"1","currency":"UAH","lines":[{"quantity":-1}]}})", "stores.quantity"},
        {R"({"data":{"id":"1","currency":"UAH","lines":[{"quantity":1000000,
            "price":"9999999999999999"}]}})",
         "stores.money"},
    };
    for (const auto& r : rows) {
        auto e = order(r.body, source, "generic");
        ASSERT_FALSE(e) << r.body;
        EXPECT_EQ(e.error().code, r.code) << r.body;
    }
    EXPECT_EQ(hint(R"({"type":"order.saved","data":{"id":"../x"}})").error().code, "stores.id");
    EXPECT_EQ(hint(R"({"type":"product.saved","data":{"id":"1"}})")->what, Hint::What::ignored);
}

/// The tables that OpenCart installs: ids have gaps, and one name stands for two ids. So no id
/// means anything by itself; each is asked about.
TEST(GenericWire, NoOpenCartStatusMeansAnythingByItself) {
    const char* root = std::getenv("OL_SOURCE_DIR");
    const auto dir = std::filesystem::path(root ? root : ".") / "../shared/data/opencart";
    if (!std::filesystem::exists(dir)) {
        std::printf("skipped: no ../shared/data\n");
        return;
    }
    for (const auto* file : {"order_status.en-gb.csv", "order_status.fr-fr.csv"}) {
        std::ifstream in(dir / file);
        std::string line, json;
        std::set<std::string> ids;
        std::getline(in, line);
        while (std::getline(in, line)) {
            const auto id = line.substr(0, line.find(','));
            const auto name = line.substr(line.rfind(',') + 1);
            ids.insert(id);
            json +=
                (json.empty() ? "" : ",") + (R"({"code":")" + id) + R"(","name":")" + name + "\"}";
            auto f = order(R"({"id":"1","currency":"UAH","status":")" + id +
                               R"(","status_name":")" + name + "\"}",
                           source, "opencart");
            ASSERT_TRUE(f) << line;
            EXPECT_FALSE(f->meaning) << line;
            EXPECT_EQ(f->status_name, name);
        }
        EXPECT_EQ(ids.size(), 14u) << file;
        auto listed = page("{\"statuses\":[" + json + "]}", source, "opencart");
        ASSERT_TRUE(listed) << file;
        EXPECT_EQ(listed->statuses.size(), 14u) << file;
    }
}

}  // namespace generic_test
}  // namespace ol::stores::generic_wire
