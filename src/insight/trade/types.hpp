#pragma once
// What a trade report is asked, and its answer. Days are those of each shop's own zone, [from, to).
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "contact/conversations/rounds/rounds.hpp"
#include "insight/report.hpp"
#include "insight/trade/tables.hpp"

namespace ol::trade {

using insight::Day;
using insight::Step;

/// A value of a cut: "city" and its normal form, "source" and "woocommerce".
struct Only {
    Cut cut = Cut::none;
    std::string group;
};
struct TradeQuery {
    Table table = Table::order_desk;
    Day from = 0, to = 0;
    Step step = Step::day;  // never hour
    Cut by = Cut::none;
    std::vector<Only> only;  // all of them must fit
};

/// `only` is a list of cut:value, one a line: "shop:3\nsource:csv".
/// Errors: insight.day, insight.range, insight.too_long, insight.unknown; each names its field.
Result<TradeQuery> read_trade_query(const std::map<std::string, std::string>& query);

enum class MyPeriod { today, month, last_month };
BOOST_DESCRIBE_ENUM(MyPeriod, today, month, last_month)

struct TradeReport {
    Table report = Table::order_desk;
    std::string from, to;
    Step step = Step::day;
    Cut by = Cut::none;
    std::vector<Cut> cuts;  // by which it can be cut
    Time as_of{};
    std::vector<insight::ReportColumn> columns;
    std::vector<insight::ReportRow> rows;
    insight::ReportRow total;
};
BOOST_DESCRIBE_STRUCT(TradeReport, (),
                      (report, from, to, step, by, cuts, as_of, columns, rows, total))

/// One of the rows behind a number.
struct TradeRow {
    OrderId order_id;
    std::string order_number;
    Time at{};
    What what = What::came;
    std::string reason, owner_name;
    Money amount;
    std::optional<std::int64_t> took_ms;
    std::optional<conversations::ConversationId> conversation_id;  // the order may be none (0) then
    std::string channel;
};
BOOST_DESCRIBE_STRUCT(TradeRow, (),
                      (order_id, order_number, at, what, reason, owner_name, amount, took_ms,
                       conversation_id, channel))
struct TradeRows {
    std::vector<TradeRow> items;  // newest first
    std::int64_t count = 0;       // of all pages
    std::vector<Money> sums;      // of all pages, by currency
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(TradeRows, (), (items, count, sums, next))

}  // namespace ol::trade
