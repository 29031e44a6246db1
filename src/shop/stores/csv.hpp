#pragma once
// A streaming CSV reader (RFC 4180 and what spreadsheets really write): bytes in, rows out, memory
// bounded by one row. Decoding and splitting are apart: Utf8Stream turns any charset into UTF-8,
// CsvParser cuts UTF-8 into cells.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ol::stores {

struct CsvRow {
    std::int64_t number = 0;         // of the record in the file; 1 = the first
    std::vector<std::string> cells;  // quotes removed
    std::string error;  // "", "csv.cell_too_long", "csv.too_many_cells", "csv.quote" (never closed)
};

/// Quotes, doubled quotes, line breaks inside quotes; CRLF, LF and lone CR end a row; empty rows
/// are left out. A quote inside an unquoted cell is an ordinary character. An overlong row is
/// reported and skipped to its line's end, so that one lost quote does not swallow the file.
class CsvParser {
public:
    static constexpr std::size_t row_bytes_max = 64 << 10, cells_max = 200;
    using OnRow = std::function<bool(CsvRow&)>;  // false = stop reading

    CsvParser(char separator, OnRow on_row) : separator_(separator), on_row_(std::move(on_row)) {}
    bool feed(std::string_view utf8);  // false after on_row said stop
    bool finish();                     // the last row may lack its line end

private:
    enum class State { cell_start, plain, quoted, quote_seen, skipping };
    void put(char c);
    void end_cell();
    bool end_row();
    bool step(char c);
    std::size_t ordinary(std::string_view s) const;
    void fail(const char* code);

    char separator_;
    OnRow on_row_;
    State state_ = State::cell_start;
    CsvRow row_;
    std::string cell_;
    std::size_t bytes_ = 0;
    bool last_was_cr_ = false, begun_ = false, stopped_ = false;
    std::int64_t number_ = 0;
};

/// Bytes of a charset ("utf-8", "utf-16le", "windows-1251", ...) to UTF-8, chunk by chunk; a byte
/// order mark is dropped. Bytes that the charset does not have become U+FFFD (in UTF-8 input they
/// stay, for the row to be refused).
class Utf8Stream {
public:
    explicit Utf8Stream(std::string charset);
    std::string feed(std::string_view bytes);
    std::string finish();

private:
    std::string utf16(std::string_view bytes);
    std::string lines(std::string_view bytes, bool all);
    std::string charset_;
    std::string rest_;  // an unfinished character or line
    bool first_ = true;
};

/// ',', ';', tab or '|': the one that cuts the first rows most evenly.
char detect_separator(std::string_view utf8_head);

}  // namespace ol::stores
