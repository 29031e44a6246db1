// The CSV reader: RFC 4180 and spreadsheets' habits, charsets, chunk borders, bounded memory.
#include "shop/stores/csv.hpp"

#include <gtest/gtest.h>

namespace ol::stores {
namespace csv_test {

using Rows = std::vector<std::vector<std::string>>;

Rows read(std::string_view text, char separator = ',', std::size_t chunk = 1 << 20) {
    Rows out;
    CsvParser p(separator, [&](CsvRow& r) {
        if (!r.error.empty()) r.cells = {r.error};
        out.push_back(r.cells);
        return true;
    });
    for (std::size_t at = 0; at < text.size(); at += chunk) p.feed(text.substr(at, chunk));
    p.finish();
    return out;
}

TEST(Csv, Table) {
    struct Case {
        const char* text;
        Rows rows;
    };
    const Case cases[] = {
        {"a,b\r\nc,d\r\n", {{"a", "b"}, {"c", "d"}}},
        {"a,b\nc,d", {{"a", "b"}, {"c", "d"}}},
        {"a,b\rc,d\r", {{"a", "b"}, {"c", "d"}}},
        {"\"a,b\",\"c\"\"d\"\n", {{"a,b", "c\"d"}}},
        {"\"two\r\nlines\",x\n", {{"two\r\nlines", "x"}}},
        {"a,,\n", {{"a", "", ""}}},
        {",\n", {{"", ""}}},
        {"\n\n a \n\n", {{" a "}}},
        {"5\" pipe,x\n", {{"5\" pipe", "x"}}},
        {"\"a\"b,c\n", {{"ab", "c"}}},
        {"\"\",\"\"\n", {{"", ""}}},
        {"\"open,x\ny", {{"csv.quote"}}},
        {"", {}},
    };
    for (const auto& c : cases)
        for (const std::size_t chunk : {1u, 2u, 3u, 100u})
            EXPECT_EQ(read(c.text, ',', chunk), c.rows) << c.text << chunk;
}

TEST(Csv, OneLostQuoteDoesNotSwallowTheFile) {
    std::string text = "a,b\n\"lost,";
    for (int i = 0; i < 20000; ++i) text += "x,1\n";
    const auto rows = read(text);
    ASSERT_GT(rows.size(), 100u);
    EXPECT_EQ(rows[1], std::vector<std::string>{"csv.cell_too_long"});
    EXPECT_EQ(rows.back(), (std::vector<std::string>{"x", "1"}));
    EXPECT_EQ(read(std::string(300, ',') + "\na,b\n"), (Rows{{"csv.too_many_cells"}, {"a", "b"}}));
}

TEST(Csv, ManyRowsInAFewKilobytes) {
    std::int64_t rows = 0, cells = 0;
    CsvParser p(';', [&](CsvRow& r) {
        rows = r.number;
        cells += static_cast<std::int64_t>(r.cells.size());
        return true;
    });
    std::string chunk;
    for (int i = 0; i < 1000; ++i) chunk += "10482;Oksana;\"Kyiv; Main 7\"\r\n";
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(p.feed(chunk));
    ASSERT_TRUE(p.finish());
    EXPECT_EQ(rows, 100'000);
    EXPECT_EQ(cells, 300'000);
}

TEST(Csv, StopsWhenTold) {
    int rows = 0;
    CsvParser p(',', [&](CsvRow&) { return ++rows < 3; });
    EXPECT_FALSE(p.feed("a\nb\nc\nd\ne\n"));
    EXPECT_EQ(rows, 3);
    EXPECT_FALSE(p.finish());
}

TEST(Csv, SeparatorByEvenness) {
    EXPECT_EQ(detect_separator("number,name\n1,a\n2,b\n"), ',');
    EXPECT_EQ(detect_separator("number;price\n1;12,50\n2;7,00\n3;\"a;b\"\n"), ';');
    EXPECT_EQ(detect_separator("number\tname\n1\ta, b\n"), '\t');
    EXPECT_EQ(detect_separator("number|name\n1|a\n"), '|');
    EXPECT_EQ(detect_separator("one column\n1\n"), ',');
    EXPECT_EQ(detect_separator(""), ',');
}

std::string decode(const std::string& charset, std::string_view bytes, std::size_t chunk) {
    Utf8Stream s(charset);
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += chunk) out += s.feed(bytes.substr(at, chunk));
    return out + s.finish();
}

TEST(Csv, CharsetsAtEveryChunkBorder) {
    using std::string_view_literals::operator""sv;
    struct Case {
        const char* charset;
        std::string_view bytes;
        const char* text;
    };
    const Case cases[] = {
        {"utf-8", "\xEF\xBB\xBFКиїв\n"sv, "Київ\n"},
        {"utf-8", "a\n"sv, "a\n"},
        {"windows-1251", "\xCA\xE8\xBF\xE2\n\xCB\xFC\xE2\xB3\xE2"sv, "Київ\nЛьвів"},
        {"utf-16le", "\xFF\xFE\x1A\x04\x38\x04\x3D\xD8\x00\xDE\n\0"sv, "Ки\xF0\x9F\x98\x80\n"},
        {"utf-16be", "\xFE\xFF\x04\x1A\0\n"sv, "К\n"},
        {"utf-16le",
         "\x00\xDC"
         "a\0"sv,
         "\xEF\xBF\xBD"
         "a"},
        {"gb18030", "\xC4\xE3\xBA\xC3\n"sv, "你好\n"},
    };
    for (const auto& c : cases)
        for (const std::size_t chunk : {1u, 2u, 3u, 64u})
            EXPECT_EQ(decode(c.charset, c.bytes, chunk), c.text) << c.charset << chunk;
}

}  // namespace csv_test
}  // namespace ol::stores
