#include "shop/stores/csv.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "platform/base/text.hpp"

namespace ol::stores {

void CsvParser::fail(const char* code) {
    if (row_.error.empty()) row_.error = code;
    state_ = State::skipping;
}

void CsvParser::put(char c) {
    begun_ = true;
    if (bytes_ >= row_bytes_max) return fail("csv.cell_too_long");
    ++bytes_;
    cell_ += c;
}

void CsvParser::end_cell() {
    if (row_.cells.size() >= cells_max) return fail("csv.too_many_cells");
    row_.cells.push_back(std::exchange(cell_, {}));
    begun_ = true;
    if (state_ != State::skipping) state_ = State::cell_start;
}

bool CsvParser::end_row() {
    const bool empty = !begun_ && row_.cells.empty();
    if (!empty) {
        if (state_ != State::skipping) end_cell();
        const bool blank =
            row_.error.empty() && row_.cells.size() == 1 && trim(row_.cells[0]).empty();
        if (!blank) {
            row_.number = ++number_;
            if (!on_row_(row_)) stopped_ = true;
        }
    }
    row_ = {};
    cell_.clear();
    bytes_ = 0;
    begun_ = false;
    state_ = State::cell_start;
    return !stopped_;
}

bool CsvParser::step(char c) {
    const bool line_end = c == '\n' || c == '\r';
    if (std::exchange(last_was_cr_, c == '\r' && state_ != State::quoted) && c == '\n') return true;
    switch (state_) {
        case State::skipping: return line_end ? end_row() : true;
        case State::quoted:
            if (c == '"')
                state_ = State::quote_seen;
            else
                put(c);
            return true;
        case State::quote_seen:
            if (c == '"') {
                state_ = State::quoted;
                put('"');
                return true;
            }
            state_ = State::plain;  // text behind the closing quote is kept as it stands
            [[fallthrough]];
        case State::plain:
        case State::cell_start: break;
    }
    if (line_end) return end_row();
    if (c == separator_) {
        end_cell();
    } else if (c == '"' && state_ == State::cell_start) {
        state_ = State::quoted;
        begun_ = true;
    } else {
        state_ = State::plain;
        put(c);
    }
    return true;
}

/// How many characters from here on are ordinary in this state: most of a file, taken in one piece.
std::size_t CsvParser::ordinary(std::string_view s) const {
    const char a = state_ == State::quoted ? '"' : '\n', b = state_ == State::quoted ? '"' : '\r';
    const char c = state_ == State::plain ? separator_ : a;
    const char *p = s.data(), *const end = p + s.size();
    while (p != end && *p != a && *p != b && *p != c) ++p;
    return static_cast<std::size_t>(p - s.data());
}

bool CsvParser::feed(std::string_view utf8) {
    while (!utf8.empty() && !stopped_) {
        const bool in_run =
            state_ == State::plain || state_ == State::quoted || state_ == State::skipping;
        const auto run = in_run ? ordinary(utf8) : 0;
        if (run == 0) {
            step(utf8[0]);
            utf8.remove_prefix(1);
            continue;
        }
        last_was_cr_ = false;
        const bool skips = state_ == State::skipping;
        const auto fits = skips ? run : std::min(run, row_bytes_max - bytes_);
        if (!skips) cell_.append(utf8.substr(0, fits)), bytes_ += fits;
        // Too long: from here to the line's end is skipped, not to the next quote, which may be
        // lost.
        if (fits < run) fail("csv.cell_too_long");
        utf8.remove_prefix(fits);
    }
    return !stopped_;
}

bool CsvParser::finish() {
    if (stopped_) return false;
    if (state_ == State::quoted) fail("csv.quote");
    return end_row();
}

// ---- charsets ----

Utf8Stream::Utf8Stream(std::string charset) : charset_(lower_ascii(charset)) {}

std::string Utf8Stream::feed(std::string_view bytes) {
    if (charset_.starts_with("utf-16")) return utf16(bytes);
    if (charset_ != "utf-8" && charset_ != "us-ascii") return lines(bytes, false);
    if (!first_) return std::string(bytes);
    rest_ += bytes;  // the mark may come in pieces
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (rest_.size() < mark.size() && mark.starts_with(rest_)) return {};
    first_ = false;
    if (rest_.starts_with(mark)) rest_.erase(0, mark.size());
    return std::exchange(rest_, {});
}

std::string Utf8Stream::finish() {
    if (charset_.starts_with("utf-16")) return rest_.empty() ? "" : "\xEF\xBF\xBD";
    if (charset_ != "utf-8" && charset_ != "us-ascii") return lines({}, true);
    return std::exchange(rest_, {});
}

namespace {

void append_utf8(std::string& out, std::uint32_t c) {
    if (c < 0x80)
        out += static_cast<char>(c);
    else if (c < 0x800)
        (out += static_cast<char>(0xC0 | c >> 6)) += static_cast<char>(0x80 | (c & 63));
    else if (c < 0x10000)
        ((out += static_cast<char>(0xE0 | c >> 12)) += static_cast<char>(0x80 | (c >> 6 & 63))) +=
            static_cast<char>(0x80 | (c & 63));
    else
        (((out += static_cast<char>(0xF0 | c >> 18)) += static_cast<char>(0x80 | (c >> 12 & 63))) +=
         static_cast<char>(0x80 | (c >> 6 & 63))) += static_cast<char>(0x80 | (c & 63));
}

}  // namespace

std::string Utf8Stream::utf16(std::string_view bytes) {
    rest_ += bytes;
    const bool big = charset_ == "utf-16be";
    const auto unit = [&](std::size_t i) -> std::uint32_t {
        const auto a = static_cast<unsigned char>(rest_[i]),
                   b = static_cast<unsigned char>(rest_[i + 1]);
        return big ? a << 8 | b : b << 8 | a;
    };
    std::string out;
    std::size_t i = 0;
    for (; i + 2 <= rest_.size(); i += 2) {
        const std::uint32_t u = unit(i);
        if (std::exchange(first_, false) && u == 0xFEFF) continue;
        if (u < 0xD800 || u > 0xDFFF) {
            append_utf8(out, u);
            continue;
        }
        if (u >= 0xDC00) {  // a low half without its high one
            append_utf8(out, 0xFFFD);
            continue;
        }
        if (i + 4 > rest_.size()) break;  // the pair is not complete yet
        const std::uint32_t low = unit(i + 2);
        const bool pair = low >= 0xDC00 && low <= 0xDFFF;
        append_utf8(out, pair ? 0x10000 + ((u - 0xD800) << 10) + (low - 0xDC00) : 0xFFFD);
        if (pair) i += 2;
    }
    rest_.erase(0, i);
    return out;
}

/// Whole lines only: 0x0A is no part of a longer character in any charset that a spreadsheet writes
/// but UTF-16.
std::string Utf8Stream::lines(std::string_view bytes, bool all) {
    rest_ += bytes;
    constexpr std::size_t line_max = 1 << 20;
    const auto end = all || rest_.size() > line_max ? rest_.size() : rest_.rfind('\n') + 1;
    if (end == 0) return {};
    const std::string whole = rest_.substr(0, end);
    rest_.erase(0, end);
    if (auto text = to_utf8(whole, charset_)) return std::move(*text);
    std::string out;
    for (std::size_t at = 0; at < whole.size();) {
        const auto stop = std::min(whole.find('\n', at), whole.size() - 1) + 1;
        auto line = to_utf8(std::string_view(whole).substr(at, stop - at), charset_);
        out += line ? *line : "\xEF\xBF\xBD\n";
        at = stop;
    }
    return out;
}

char detect_separator(std::string_view head) {
    char best = ',';
    std::size_t best_fit = 0;
    for (const char candidate : {',', ';', '\t', '|'}) {
        std::map<std::size_t, int> widths;
        int rows = 0;
        CsvParser parser(candidate, [&](CsvRow& row) {
            ++widths[row.cells.size()];
            return ++rows < 20;
        });
        if (parser.feed(head)) parser.finish();
        for (const auto& [width, count] : widths) {
            if (width < 2) continue;
            // Evenness counts first; more columns decide between equally even ones.
            const std::size_t fit =
                static_cast<std::size_t>(count) * 1000 / static_cast<std::size_t>(rows) * 1000 +
                width;
            if (fit > best_fit) best_fit = fit, best = candidate;
        }
    }
    return best;
}

}  // namespace ol::stores
