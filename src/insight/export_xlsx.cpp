// XLSX by libxlsxwriter, whose only home this file is. The workbook is held in memory (a report has
// at most 5,000 rows) and written once.
#include <unistd.h>
#include <xlsxwriter.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "insight/export.hpp"
#include "platform/base/money.hpp"
#include "platform/base/names.hpp"
#include "platform/base/text.hpp"

namespace ol::insight {

namespace {

/// The library writes to a path only: a file of ours alone in the folder for passing files.
class Book {
public:
    Book() {
        const int fd = ::mkstemp(path_.data());
        if (fd < 0) return;
        ::close(fd);
        book_ = workbook_new(path_.c_str());
    }
    ~Book() {
        if (book_) (void)workbook_close(book_);
        ::unlink(path_.c_str());
    }
    Book(const Book&) = delete;
    Book& operator=(const Book&) = delete;

    explicit operator bool() const { return book_ != nullptr; }
    lxw_workbook* operator*() const { return book_; }
    lxw_format* format(const char* number, bool bold = false) const {
        lxw_format* f = workbook_add_format(book_);
        if (number) format_set_num_format(f, number);
        if (bold) format_set_bold(f);
        return f;
    }
    Result<std::string> close() {
        const lxw_error error = book_ ? workbook_close(book_) : LXW_ERROR_CREATING_XLSX_FILE;
        book_ = nullptr;
        std::ifstream in(path_, std::ios::binary);
        std::string bytes((std::istreambuf_iterator<char>(in)), {});
        if (error == LXW_NO_ERROR && !bytes.empty()) return bytes;
        return unavailable("insight.xlsx",
                           std::string("The file could not be made: ") + lxw_strerror(error));
    }

private:
    lxw_workbook* book_ = nullptr;
    std::string path_ =
        (std::filesystem::temp_directory_path() / "orderline-report-XXXXXX").string();
};

class Sheets {
public:
    Sheets(Book& book, const Report& report, const std::map<std::string, std::string>& words)
        : book_(book), report_(report), words_(words) {
        bold_ = book.format(nullptr, true);
        percent_ = book.format("0.0%");
        tenths_ = book.format("0.0");
        duration_ = book.format("[h]:mm:ss");
        money_ = book.format("# ##0.00");
        whole_money_ = book.format("# ##0");
    }

    void figures() {
        sheet_ = workbook_add_worksheet(*book_, sheet_name("figures").c_str());
        text(0, 0, word("period"), bold_);
        text(0, 1, word("group"), bold_);
        for (std::size_t i = 0; i < report_.columns.size(); ++i)
            text(0, static_cast<int>(i) + 2, head(report_.columns[i]), bold_);
        collect_extras();
        lxw_row_t at = 1;
        for (const auto& row : report_.rows) write_row(at++, row, period_of(row));
        write_row(at, report_.total, word("total"));
        worksheet_freeze_panes(sheet_, 1, 2);
        worksheet_set_column(sheet_, 0, 1, 18, nullptr);
        worksheet_set_column(sheet_, 2, static_cast<lxw_col_t>(extras_at() + extras_.size()), 12,
                             nullptr);
    }

    void definitions() {
        sheet_ = workbook_add_worksheet(*book_, sheet_name("definitions").c_str());
        lxw_row_t at = 0;
        for (const auto& c : report_.columns) {
            text(at, 0, word(c.code), bold_);
            text(at, 1, c.id, nullptr);
            text(at++, 2, c.formula, nullptr);
        }
        for (const auto& l : report_.limits) {
            text(at, 0, "T, s", bold_);
            number(at, 1, static_cast<double>(l.service_level_ms) / 86400000.0, duration_);
            number(at++, 2, static_cast<double>(l.short_abandon_ms) / 86400000.0, duration_);
        }
        worksheet_set_column(sheet_, 0, 2, 32, nullptr);
    }

private:
    std::string word(const std::string& code) const {
        const auto it = words_.find(code);
        return it == words_.end() ? code : it->second;
    }
    /// At most 31 characters, cut between characters of UTF-8.
    std::string sheet_name(const std::string& code) const {
        std::string name = word(code).substr(0, 31);
        if (valid_utf8(name)) return name;
        while (!name.empty() && (static_cast<unsigned char>(name.back()) & 0xC0) == 0x80)
            name.pop_back();
        if (!name.empty()) name.pop_back();
        return name;
    }
    int extras_at() const { return static_cast<int>(report_.columns.size()) + 2; }

    /// A column for each reason of a pause and each currency that occurs.
    void collect_extras() {
        for (const auto& p : report_.total.pauses) extras_.push_back("pause " + p.reason);
        for (const auto& m : report_.total.money) extras_.push_back(m.currency);
        for (std::size_t i = 0; i < extras_.size(); ++i)
            text(0, extras_at() + static_cast<int>(i), word(extras_[i]), bold_);
        if (report_.total.corrected) text(0, recomputed_column(), word("recomputed"), bold_);
    }
    int recomputed_column() const { return extras_at() + static_cast<int>(extras_.size()); }
    void write_row(lxw_row_t at, const ReportRow& row, const std::string& period) {
        text(at, 0, period, nullptr);
        text(at, 1, row.group_name, nullptr);
        for (std::size_t i = 0; i < row.values.size(); ++i)
            if (row.values[i])
                value(at, static_cast<int>(i) + 2, report_.columns[i],
                      static_cast<double>(*row.values[i]));
        for (const auto& p : row.pauses)
            extra(at, "pause " + p.reason, static_cast<double>(p.ms) / 86400000.0, duration_);
        if (row.recomputed_at) text(at, recomputed_column(), iso8601(*row.recomputed_at), nullptr);
        for (const auto& m : row.money)
            extra(at, m.currency, static_cast<double>(m.confirmed_minor) / 100.0, money_);
    }
    std::string head(const ReportColumn& c) const {
        return word(c.code) + (c.currency.empty() ? "" : ", " + c.currency);
    }
    void value(lxw_row_t at, int column, const ReportColumn& c, double v) {
        switch (c.kind) {
            case Kind::count: return number(at, column, v, nullptr);
            case Kind::money: return sum(at, column, c.currency, v);
            case Kind::permille: return number(at, column, v / 1000.0, percent_);
            case Kind::average_tenths: return number(at, column, v / 10.0, tenths_);
            case Kind::average_ms:
            case Kind::total_ms:
            case Kind::percentile_ms:
            case Kind::longest_ms: return number(at, column, v / 86400000.0, duration_);
        }
    }
    /// In whole units with the currency's own digits: cells are numbers, exact up to 2^53 minor.
    void sum(lxw_row_t at, int column, const std::string& currency, double minor) {
        const int digits = minor_digits(currency);
        const double unit = digits == 0 ? 1.0 : digits == 3 ? 1000.0 : 100.0;
        number(at, column, minor / unit, digits == 0 ? whole_money_ : money_);
    }
    void extra(lxw_row_t at, const std::string& name, double v, lxw_format* format) {
        for (std::size_t i = 0; i < extras_.size(); ++i)
            if (extras_[i] == name) number(at, extras_at() + static_cast<int>(i), v, format);
    }
    static std::string period_of(const ReportRow& row) {
        if (!row.hour) return row.period;
        return row.period + (*row.hour < 10 ? " 0" : " ") + std::to_string(*row.hour) +
               (row.again ? ":00 (2)" : ":00");
    }
    // Strings are written as strings, never as formulas.
    void text(lxw_row_t row, int column, const std::string& s, lxw_format* format) {
        worksheet_write_string(sheet_, row, static_cast<lxw_col_t>(column), s.c_str(), format);
    }
    void number(lxw_row_t row, int column, double v, lxw_format* format) {
        worksheet_write_number(sheet_, row, static_cast<lxw_col_t>(column), v, format);
    }

    Book& book_;
    const Report& report_;
    const std::map<std::string, std::string>& words_;
    lxw_worksheet* sheet_ = nullptr;
    lxw_format *bold_, *percent_, *tenths_, *duration_, *money_, *whole_money_;
    std::vector<std::string> extras_;
};

}  // namespace

Result<std::string> to_xlsx(const Report& report, const std::map<std::string, std::string>& words) {
    Book book;
    if (!book) return book.close();
    Sheets sheets(book, report, words);
    sheets.figures();
    sheets.definitions();
    return book.close();
}

}  // namespace ol::insight
