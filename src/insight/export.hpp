#pragma once
// A report as a file: CSV (RFC 4180, UTF-8 with a mark for spreadsheets) and XLSX.
#include <map>
#include <string>

#include "insight/report.hpp"

namespace ol::insight {

/// Heads are the columns' codes with their unit: "sl_strict_permille", "aht_ms". A text that a
/// spreadsheet would take for a formula gets an apostrophe in front.
std::string to_csv(const Report& report);
/// Without pauses, sums and times of recounting: of a report that has none of them.
std::string to_plain_csv(const Report& report);

/// Two sheets: the figures (times as times, ratios as percent, so that they can be reckoned with),
/// and the definitions with the limits they were counted with. `words` translates codes of heads;
/// what it lacks stays a code. Errors: insight.xlsx (the file could not be made).
Result<std::string> to_xlsx(const Report& report, const std::map<std::string, std::string>& words);

}  // namespace ol::insight
