// RetailCRM on the wire: every public sample parses, and what orders, history and references mean
// is asserted.
#include "shop/stores/retailcrm.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "shop/stores/foreign.hpp"

namespace ol::stores::retailcrm_wire {
namespace retailcrm_test {

const Time read_at = from_ms(1'795'000'000'000);
const Source source{ShopId{1}, 5, {"Europe/Kyiv", "UAH", "UA"}, read_at};

std::filesystem::path samples() {
    const char* root = std::getenv("OL_SOURCE_DIR");
    return std::filesystem::path(root ? root : ".") / "../shared/data/retailcrm";
}
std::string text_in(const std::string& file) {
    std::ifstream in(samples() / file, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}
#define NEEDS_SAMPLES()                              \
    if (!std::filesystem::exists(samples())) {       \
        std::printf("skipped: no ../shared/data\n"); \
        return;                                      \
    }

TEST(RetailCrm, TheSampleOrdersMeanWhatTheySay) {
    NEEDS_SAMPLES();
    auto got = order(text_in("orders/get.json"), source);
    ASSERT_TRUE(got) << got.error().code;
    const auto& e = got->order;
    EXPECT_EQ(e.external_id, "6722");
    EXPECT_EQ(e.number, "8123522898559160");
    EXPECT_EQ(e.currency, "RUB");
    EXPECT_EQ(e.total_minor, 100);
    EXPECT_EQ(e.paid_minor, 0) << "a payment of 0, though it has a date";
    EXPECT_EQ(e.pay_method, orders::PayMethod::card);
    EXPECT_EQ(e.status, "delivering");
    EXPECT_FALSE(got->meaning) << "only the account's reference knows";
    EXPECT_EQ(iso8601(e.created_at), "2020-12-29T15:35:08.000Z") << "the account's clock";
    EXPECT_EQ(e.modified_at, read_at);
    EXPECT_EQ(e.recipient, "Pavel Kovalenko");
    EXPECT_EQ(e.city, "Rostov-Na-Donu");
    EXPECT_EQ(e.postcode, "344065");
    EXPECT_EQ(e.address, "ул. 50-летия Ростсельмаша, 2/6");
    ASSERT_EQ(e.lines.size(), 1u);
    EXPECT_EQ(e.lines[0].total_minor, 100);
    EXPECT_EQ(e.lines[0].sku, "1005001690749727");

    auto list = orders_page(text_in("orders/list.json"), source);
    ASSERT_TRUE(list);
    EXPECT_TRUE(list->refused.empty());
    ASSERT_FALSE(list->orders.empty());
    const auto& first = list->orders[0].order;
    EXPECT_EQ(first.number, "7141C");
    EXPECT_EQ(first.customer_email, "andrey@andrey.ru");
    EXPECT_EQ(first.recipient, "М Андрей В") << "names stay as written";
    EXPECT_EQ(first.phone, "+79515151515");
    EXPECT_EQ(first.city, "г. Ростов-на-Дону");
    for (const auto& f : list->orders) {
        auto kept = orders::from_external(f.order);
        ASSERT_TRUE(kept) << f.order.external_id;
        EXPECT_TRUE(orders::recompute(*kept));
        EXPECT_EQ(kept->order.total.minor, f.order.total_minor);
    }
    for (const auto* file : {"orders/create.json", "orders/edit.json"})
        EXPECT_TRUE(order(text_in(file), source)) << file;
}

TEST(RetailCrm, TheHistoryNamesEachChangedOrderOnce) {
    NEEDS_SAMPLES();
    auto page = history(text_in("orders/history.json"));
    ASSERT_TRUE(page);
    EXPECT_EQ(page->feed, "7137");
    ASSERT_FALSE(page->next.empty());
    const auto& ids = page->next[0];
    int named = 0;
    for (std::size_t at = 0; (at = ids.find("%5D%5B%5D=", at)) != ids.npos; ++at) ++named;
    EXPECT_EQ(named, 23) << "orders 2031 to 2053";
    EXPECT_NE(ids.find("=2031&"), ids.npos);
    EXPECT_TRUE(page->gone.empty());
    auto gone = history(R"({"success":true,"history":[{"id":1,"order":{"id":5}},
        {"id":2,"deleted":true,"order":{"id":5}},
        {"id":3,"combinedTo":{"id":9},"order":{"id":6}}]})");
    ASSERT_TRUE(gone);
    EXPECT_EQ(gone->gone, (std::vector<std::string>{"5", "6"}));
    EXPECT_TRUE(gone->next.empty());
}

TEST(RetailCrm, StatusesMeanWhatTheirGroupSays) {
    NEEDS_SAMPLES();
    auto page = statuses(text_in("references/statuses.json"));
    ASSERT_TRUE(page);
    const auto meaning = [&](std::string_view code) {
        const auto it = std::ranges::find(page->statuses, code, &ForeignStatus::code);
        return it == page->statuses.end() ? std::nullopt : it->meaning;
    };
    EXPECT_EQ(meaning("new"), StatusMeaning::open);
    EXPECT_EQ(meaning("client-confirmed"), StatusMeaning::open);
    EXPECT_EQ(meaning("complete"), StatusMeaning::completed);
    EXPECT_EQ(meaning("delyvery-did-not-suit"), StatusMeaning::cancelled) << "spelt so";
    EXPECT_EQ(meaning("3"), StatusMeaning::completed) << "the account's own";
}

TEST(RetailCrm, CatalogueAndBuyers) {
    NEEDS_SAMPLES();
    auto goods = products(text_in("store/products.json"), source);
    ASSERT_TRUE(goods);
    ASSERT_EQ(goods->products.size(), 1u);
    EXPECT_EQ(goods->products[0].sku, "38311");
    EXPECT_EQ(goods->products[0].name, "Test #1");
    EXPECT_EQ(goods->products[0].price_minor, 62400);
    EXPECT_EQ(goods->products[0].stock, 0);
    auto people = customers_page(text_in("customers/customers-list.json"), source);
    ASSERT_TRUE(people);
    EXPECT_FALSE(people->buyers.empty());
}

TEST(RetailCrm, EverySampleParses) {
    NEEDS_SAMPLES();
    int files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(samples())) {
        if (!entry.is_regular_file()) continue;
        const auto name = std::filesystem::relative(entry.path(), samples()).string();
        const auto text = text_in(name);
        EXPECT_TRUE(foreign::parse(text)) << name;
        (void)order(text, source);
        (void)history(text);
        (void)orders_page(text, source);
        (void)statuses(text);
        (void)products(text, source);
        (void)customers_page(text, source);
        ++files;
    }
    EXPECT_GE(files, 94);
}

std::string answer(const std::string& more) {
    return R"({"success":true,"order":{"id":"7","status":"new","currency":"UAH",)" + more + "}}";
}

TEST(RetailCrm, MoneyOfNumbersWithoutFloats) {
    auto f = order(answer(R"("createdAt":"2026-10-25 03:30:00","totalSumm":1395.16,"payments":
        {"9":{"type":"cash","status":"paid","amount":616.16},
        "10":{"type":"cash","status":"not-paid",
        "amount":779,"paidAt":"2026-10-25 00:00:00"}},"items":{"1":{"id":1,"quantity":0.5,
        "initialPrice":99.99,"discountTotal":0.01,"offer":{"name":"Tea"}},
        "2":{"id":2,"quantity":"3",
        "prices":[{"price":100.1,"quantity":2},{"price":90,"quantity":1}]}})"),
                   source);
    ASSERT_TRUE(f) << f.error().code << f.error().field;
    const auto& e = f->order;
    EXPECT_EQ(e.total_minor, 139516);
    EXPECT_EQ(e.paid_minor, 61616);
    EXPECT_EQ(e.pay_method, orders::PayMethod::cod);
    ASSERT_EQ(e.lines.size(), 2u);
    EXPECT_EQ(e.lines[0].quantity, 1);
    EXPECT_EQ(e.lines[0].name, "0.5 x Tea");
    EXPECT_EQ(e.lines[0].total_minor, 4999);
    EXPECT_EQ(e.lines[1].quantity, 3);
    EXPECT_EQ(e.lines[1].total_minor, 29020);
    auto whole = order(answer(R"("totalSumm":10,"fullPaidAt":"2026-10-25 00:00:00")"), source);
    EXPECT_EQ(whole->order.paid_minor, 1000);
}

/// 03:30 of the night when the clock goes back is two moments, and 03:30 of the night when it goes
/// forward is none: both are read, and the age of the order does not hang on them.
TEST(RetailCrm, NightsOfTheChangingClock) {
    for (const auto* text : {"2026-10-25 03:30:00", "2026-03-29 03:30:00"}) {
        auto f = order(answer(R"("totalSumm":1,"createdAt":")" + std::string(text) + "\""), source);
        ASSERT_TRUE(f) << text;
        EXPECT_EQ(f->order.modified_at, read_at);
        EXPECT_GT(to_ms(f->order.created_at), 0);
    }
}

TEST(RetailCrm, BrokenAnswersAreRefusedByCode) {
    struct Row {
        std::string body;
        const char* code;
    };
    const Row rows[] = {
        {"", "stores.json"},
        {R"({"success":false,"errorMsg":"no"})", "stores.json"},
        {R"({"success":true,"order":{"id":"a/b"}})", "stores.id"},
        {answer(R"("totalSumm":"x")"), "stores.money"},
        {answer(R"("totalSumm":-1)"), "stores.money"},
        {answer(R"("createdAt":"soon")"), "stores.date"},
        {answer(R"("items":[{"quantity":"many"}])"), "stores.quantity"},
        {answer(R"("items":[{"quantity":1000000,"initialPrice":90000000000000}])"), "stores.money"},
    };
    for (const auto& r : rows) {
        auto e = order(r.body, source);
        ASSERT_FALSE(e) << r.body;
        EXPECT_EQ(e.error().code, r.code) << r.body;
    }
}

}  // namespace retailcrm_test
}  // namespace ol::stores::retailcrm_wire
