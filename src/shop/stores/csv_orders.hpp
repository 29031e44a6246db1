#pragma once
// Rows of a CSV file to orders: which column means what, and a clear result for each row that
// cannot be read.
#include <array>
#include <map>
#include <string>
#include <vector>

#include "shop/orders/orders.hpp"
#include "shop/stores/csv.hpp"

namespace ol::stores {

/// What a column may mean. "" = the column is not used.
inline constexpr std::array import_fields{
    "number",      "created_at",    "customer",        "recipient",
    "phone",       "email",         "address",         "city",
    "region",      "postcode",      "delivery_method", "delivery_from",
    "delivery_to", "delivery_date", "delivery_hours",  "sku",
    "product",     "quantity",      "price",           "total",
    "paid",        "pay_method",    "currency",        "note"};

/// A first guess from the headings (en, uk, ru, zh); unknown headings map to "".
std::map<std::string, std::string> guess_map(const std::vector<std::string>& columns);
/// Fields that must be mapped and are not: number, phone, and price or total. Unknown field names:
/// imports.map.
Result<> check_map(const std::vector<std::string>& columns,
                   const std::map<std::string, std::string>& map);

/// "1 250,50", "1250.50", "1,250.50", "₴ 1250" -> minor units. "1,250" is refused: it may mean two
/// things.
Result<std::int64_t> parse_amount(std::string_view text, std::string_view currency);

struct ImportContext {
    ShopId shop;
    orders::ShopFacts facts;
};

/// Cells by meaning. Errors: imports.cells, imports.encoding, imports.number, imports.phone,
/// imports.amount, imports.quantity, imports.date, imports.pay_method, imports.delivery_method, or
/// the parser's csv.* codes.
class RowReader {
public:
    RowReader(std::vector<std::string> field_of_column, ImportContext context);
    /// An order of one line; rows of the same number that follow each other are joined with join().
    Result<orders::ExternalOrder> read(const CsvRow& row) const;
    static void join(orders::ExternalOrder& order, const orders::ExternalOrder& next_row);

private:
    std::string_view cell(const CsvRow& row, std::string_view field) const;
    Result<> money(const CsvRow& row, orders::ExternalOrder& e) const;
    Result<> dates(const CsvRow& row, orders::ExternalOrder& e) const;
    Result<> delivery(const CsvRow& row, orders::ExternalOrder& e) const;
    std::vector<std::string> fields_;
    ImportContext context_;
};

std::string csv_cell(
    std::string_view text);  // quoted where needed; a leading = + - @ is disarmed for spreadsheets

}  // namespace ol::stores
