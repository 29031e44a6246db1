#include "insight/export.hpp"
#include "platform/base/names.hpp"

namespace ol::insight {

namespace {

std::string quoted(const std::string& text) {
    std::string safe = text;
    if (!safe.empty() && std::string_view("=+-@\t\r").find(safe[0]) != std::string_view::npos)
        safe.insert(safe.begin(), '\'');
    if (safe.find_first_of(",\"\r\n") == std::string::npos) return safe;
    std::string out = "\"";
    for (const char c : safe) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

const char* unit_of(Kind kind) {
    switch (kind) {
        case Kind::count: return "";
        case Kind::money: return "_minor";
        case Kind::permille: return "_permille";
        case Kind::average_tenths: return "_tenths";
        case Kind::average_ms:
        case Kind::total_ms:
        case Kind::percentile_ms:
        case Kind::longest_ms: return "_ms";
    }
    return "";
}

std::string period_text(const ReportRow& row) {
    std::string out = row.period;
    if (!row.hour) return out;
    out += (*row.hour < 10 ? " 0" : " ") + std::to_string(*row.hour) + ":00";
    return row.again ? out + " (2)" : out;
}

/// Pauses and money stand in one field each, "lunch 1800000; training 600000": their kinds differ
/// from row to row.
std::string pauses_text(const ReportRow& row) {
    std::string out;
    for (const auto& p : row.pauses)
        out += (out.empty() ? "" : "; ") + p.reason + " " + std::to_string(p.ms);
    return out;
}
std::string money_text(const ReportRow& row) {
    std::string out;
    for (const auto& m : row.money)
        out += (out.empty() ? "" : "; ") + m.currency + " " + std::to_string(m.confirmed_minor);
    return out;
}

std::string line_of(const ReportRow& row, const std::string& period) {
    std::string out = quoted(period) + "," + quoted(row.group_id) + "," + quoted(row.group_name);
    for (const auto& value : row.values) out += value ? "," + std::to_string(*value) : ",";
    return out;
}
std::string extras_of(const ReportRow& row) {
    return "," + quoted(pauses_text(row)) + "," + quoted(money_text(row)) + "," +
           (row.recomputed_at ? iso8601(*row.recomputed_at) : "");
}

std::string csv_of(const Report& report, bool extras) {
    std::string out = "\xEF\xBB\xBFperiod,group_id,group";
    for (const auto& c : report.columns)
        out += "," + c.code + (c.currency.empty() ? "" : "_" + c.currency) + unit_of(c.kind);
    out += extras ? ",pauses_ms,confirmed_minor,recomputed_at\r\n" : "\r\n";
    for (const auto& row : report.rows)
        out += line_of(row, period_text(row)) + (extras ? extras_of(row) : "") + "\r\n";
    return out + line_of(report.total, "total") + (extras ? extras_of(report.total) : "") + "\r\n";
}

}  // namespace

std::string to_csv(const Report& report) { return csv_of(report, true); }
std::string to_plain_csv(const Report& report) { return csv_of(report, false); }

}  // namespace ol::insight
