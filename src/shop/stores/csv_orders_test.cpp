// Columns to orders: headings in four languages, amounts, and a clear refusal for each bad row.
#include "shop/stores/csv_orders.hpp"

#include <gtest/gtest.h>

namespace ol::stores {
namespace csv_orders_test {

const ImportContext context{ShopId{1}, {"Europe/Kyiv", "UAH", "UA"}};

TEST(CsvOrders, HeadingsInFourLanguages) {
    struct Row {
        std::vector<std::string> columns;
        std::vector<std::string> fields;
    };
    const Row rows[] = {
        {{"Order Number", "Phone", "Price", "Qty", "whatever"},
         {"number", "phone", "price", "quantity", ""}},
        {{"Номер замовлення", "Телефон", "Ціна", "Кількість", "Місто"},
         {"number", "phone", "price", "quantity", "city"}},
        {{"Номер заказа", "ФИО", "Телефон", "Сумма", "Адрес"},
         {"number", "recipient", "phone", "total", "address"}},
        {{"订单号", "收件人", "手机号", "总价", "数量"},
         {"number", "recipient", "phone", "total", "quantity"}},
        {{"delivery_date", "number", "id", "PHONE", "sku"},
         {"delivery_date", "number", "", "phone", "sku"}},
    };
    for (const auto& r : rows) {
        const auto map = guess_map(r.columns);
        for (std::size_t i = 0; i < r.columns.size(); ++i)
            EXPECT_EQ(map.at(r.columns[i]), r.fields[i]) << r.columns[i];
    }
}

TEST(CsvOrders, MissingColumnsAreNamed) {
    const std::vector<std::string> columns{"a", "b", "c"};
    auto missing = check_map(columns, {{"a", "number"}});
    EXPECT_EQ(missing.error().code, "imports.columns");
    ASSERT_EQ(missing.error().params.size(), 2u);
    EXPECT_EQ(missing.error().params[0].second, "phone");
    EXPECT_TRUE(check_map(columns, {{"a", "number"}, {"b", "phone"}, {"c", "total"}}));
    EXPECT_EQ(check_map(columns, {{"d", "number"}}).error().code, "imports.map");
    EXPECT_EQ(check_map(columns, {{"a", "colour"}}).error().code, "imports.map");
    EXPECT_EQ(check_map(columns, {{"a", "phone"}, {"b", "phone"}}).error().code, "imports.map");
}

TEST(CsvOrders, Amounts) {
    struct Row {
        const char* text;
        std::int64_t minor;
    };
    const Row rows[] = {{"1250.50", 125050},
                        {"1250,50", 125050},
                        {"1 250,50", 125050},
                        {"1,250.50", 125050},
                        {"1.250,50", 125050},
                        {"1250", 125000},
                        {"₴ 1250", 125000},
                        {"1\xC2\xA0"
                         "250",
                         125000},
                        {"1,250,000", 125000000},
                        {"-5,5", -550},
                        {"0", 0}};
    for (const auto& r : rows) {
        auto m = parse_amount(r.text, "UAH");
        ASSERT_TRUE(m) << r.text;
        EXPECT_EQ(*m, r.minor) << r.text;
    }
    for (const auto* bad :
         {"", "abc", "1,250", "1.250", "12.5.0,1", "1e5", "--5", "99999999999999999999"})
        EXPECT_FALSE(parse_amount(bad, "UAH")) << bad;
}

TEST(CsvOrders, EachBadRowHasItsCode) {
    const RowReader reader({"number", "recipient", "phone", "price", "quantity", "created_at",
                            "pay_method", "delivery_method"},
                           context);
    struct Row {
        std::vector<std::string> cells;
        const char* code;
    };
    const std::vector<std::string> good{"1", "Oksana",     "0501112233", "12,50",
                                        "2", "22.11.2026", "готівка",    "відділення"};
    const auto with = [&](std::size_t i, std::string v) {
        auto cells = good;
        cells[i] = std::move(v);
        return cells;
    };
    const Row rows[] = {
        {with(0, ""), "imports.number"},
        {with(1, "\xCE\xEA\xF1"), "imports.encoding"},
        {with(1, "a\xEF\xBF\xBD"), "imports.encoding"},
        {with(2, "12"), "imports.phone"},
        {with(3, "12,5,0,1x"), "imports.amount"},
        {with(3, "-5"), "imports.amount"},
        {with(3, ""), "imports.amount"},
        {with(4, "0"), "imports.quantity"},
        {with(4, "1.5"), "imports.quantity"},
        {with(5, "soon"), "imports.date"},
        {with(6, "seashells"), "imports.pay_method"},
        {with(7, "by dragon"), "imports.delivery_method"},
        {{"1", "x"}, "imports.cells"},
    };
    for (const auto& r : rows) {
        auto e = reader.read({2, r.cells, ""});
        ASSERT_FALSE(e) << r.code;
        EXPECT_EQ(e.error().code, r.code);
    }
    EXPECT_EQ(reader.read({2, {}, "csv.quote"}).error().code, "csv.quote");
    auto e = reader.read({2, good, ""});
    ASSERT_TRUE(e) << e.error().code;
    EXPECT_EQ(e->total_minor, 2500);
    EXPECT_EQ(e->pay_method, orders::PayMethod::cod);
    EXPECT_EQ(e->delivery_method, orders::DeliveryMethod::branch);
    EXPECT_EQ(e->customer_phone, "+380501112233");
    EXPECT_EQ(e->customer_name, "Oksana");
}

TEST(CsvOrders, RowsOfOneNumberMakeOneOrder) {
    const RowReader own({"number", "phone", "price", "total"}, context),
        lines({"number", "phone", "price", "quantity"}, context);
    auto a = *own.read({2, {"1", "0501112233", "100", "270"}, ""});
    RowReader::join(a, *own.read({3, {"1", "0501112233", "100", "270"}, ""}));
    EXPECT_EQ(a.total_minor, 27000);  // the order's own total, delivery within
    auto b = *lines.read({2, {"1", "0501112233", "100", "2"}, ""});
    RowReader::join(b, *lines.read({3, {"1", "0501112233", "50", "1"}, ""}));
    EXPECT_EQ(b.total_minor, 25000);
    EXPECT_EQ(b.lines.size(), 2u);
}

TEST(CsvOrders, ReportCellsAreSafeInSpreadsheets) {
    EXPECT_EQ(csv_cell("plain"), "plain");
    EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
    EXPECT_EQ(csv_cell("say \"x\""), "\"say \"\"x\"\"\"");
    EXPECT_EQ(csv_cell("=1+1"), "'=1+1");
}

}  // namespace csv_orders_test
}  // namespace ol::stores
