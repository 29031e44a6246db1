// Any bytes, any charset, any chunking: rows stay within their limits and nothing crashes; and the
// cut of the input into chunks never changes the rows.
#include <cstdlib>

#include "shop/stores/csv.hpp"
#include "shop/stores/csv_orders.hpp"

using namespace ol::stores;

namespace {

std::vector<std::vector<std::string>> rows_of(std::string_view bytes, const std::string& charset,
                                              std::size_t chunk) {
    std::vector<std::vector<std::string>> out;
    Utf8Stream text(charset);
    CsvParser parser(';', [&](CsvRow& row) {
        if (row.cells.size() > CsvParser::cells_max) std::abort();
        out.push_back(row.cells);
        return out.size() < 1000;
    });
    for (std::size_t at = 0; at < bytes.size(); at += chunk)
        parser.feed(text.feed(bytes.substr(at, chunk)));
    parser.feed(text.finish());
    parser.finish();
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size < 2) return 0;
    static const std::string charsets[] = {"utf-8", "utf-16le", "utf-16be", "windows-1251"};
    const std::string& charset = charsets[data[0] % 4];
    const std::string_view bytes(reinterpret_cast<const char*>(data + 2), size - 2);
    const auto rows = rows_of(bytes, charset, bytes.size() + 1);
    if (rows != rows_of(bytes, charset, data[1] % 7 + 1u)) std::abort();
    detect_separator(bytes);
    RowReader reader(
        {"number", "phone", "price", "quantity", "product", "created_at", "delivery_from", "total"},
        {ol::ShopId{1}, {"Europe/Kyiv", "UAH", "UA"}});
    for (const auto& cells : rows) (void)reader.read({1, cells, ""});
    return 0;
}
