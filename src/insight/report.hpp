#pragma once
// A report: which days, cut how, of whom; and its answer. Days are those of each shop's own zone,
// [from, to): the last day is not inside.
#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

#include "insight/calendar.hpp"
#include "insight/definitions.hpp"
#include "platform/http/http.hpp"

namespace ol::insight {

enum class Step { none, hour, day, week, month };
enum class By { none, queue, department, person, shop, channel };
BOOST_DESCRIBE_ENUM(Step, none, hour, day, week, month)
BOOST_DESCRIBE_ENUM(By, none, queue, department, person, shop, channel)

struct ReportQuery {
    Day from = 0, to = 0;
    Step step = Step::day;
    By by = By::none;
    ShopId shop;  // filters; 0 = all
    QueueId queue;
    DepartmentId department;
    PersonId person;
    std::string channel = "call";  // "" = all
    bool as_closed = false;        // without what was learned after a day had closed
};
inline constexpr std::size_t report_rows_max = 5000;

/// Errors: insight.day, insight.range, insight.too_long (too many days for this step),
/// insight.unknown (step, by, channel), insight.id; each names its field.
Result<ReportQuery> read_query(const std::map<std::string, std::string>& query);

/// The days that rows of one grain answer. Whole months come from month rows where days are not
/// asked for, so that a year of a large centre stays cheap.
struct Stretch {
    std::string_view grain;  // "half_hour", "day", "month"
    Day from = 0, to = 0;
};
std::vector<Stretch> stretches_of(const ReportQuery& query);

// ---- the answer ----
struct ReportColumn {
    std::string code;  // "sl_strict"
    std::string id;    // "sl_strict/1": which definition, for whoever keeps the number
    std::string formula;
    Kind kind = Kind::count;
    Part part = Part::line;
    Moment moment = Moment::entry;
    std::string opens;
    std::string currency;  // of money: each currency has a column of its own, in minor units
};
BOOST_DESCRIBE_STRUCT(ReportColumn, (),
                      (code, id, formula, kind, part, moment, opens, currency))

struct ReportMoney {
    std::string currency;
    std::int64_t confirmed_minor = 0, cancelled_minor = 0;
};
BOOST_DESCRIBE_STRUCT(ReportMoney, (), (currency, confirmed_minor, cancelled_minor))
struct ReportPause {
    std::string reason;
    std::int64_t ms = 0;
};
BOOST_DESCRIBE_STRUCT(ReportPause, (), (reason, ms))

struct ReportRow {
    std::string period;  // "2026-11-22": its day, or the first day of its week or month; "" of all
    std::optional<int> hour;  // of the local day
    bool again = false;       // the hour that autumn gives twice, the second time
    std::string group_id, group_name;
    std::vector<std::optional<std::int64_t>> values;  // in the order of the columns
    std::vector<ReportPause> pauses;
    std::vector<ReportMoney> money;
    bool corrected = false;             // holds what was learned after its day had closed
    std::optional<Time> recomputed_at;  // when the last of that was learned
};
BOOST_DESCRIBE_STRUCT(ReportRow, (),
                      (period, hour, again, group_id, group_name, values, pauses, money, corrected,
                       recomputed_at))

struct ReportLimits {
    std::int64_t service_level_ms = 0, short_abandon_ms = 0;
};
BOOST_DESCRIBE_STRUCT(ReportLimits, (), (service_level_ms, short_abandon_ms))

struct Report {
    std::string from, to;
    Step step = Step::day;
    By by = By::none;
    std::string channel;
    Time as_of{};                      // facts up to then are in it
    std::vector<ReportLimits> limits;  // T and s of the days: more than one when they changed
    std::vector<ReportColumn> columns;
    std::vector<ReportRow> rows;
    ReportRow total;
};
BOOST_DESCRIBE_STRUCT(Report, (),
                      (from, to, step, by, channel, as_of, limits, columns, rows, total))

// ---- its rows ----
struct VisitRow {
    ContactId contact_id;
    Time at{};  // entered the line
    std::string channel, kind, queue_name, exit, person_name;
    std::int64_t wait_ms = 0, talk_ms = 0, hold_ms = 0, wrap_up_ms = 0;
    int rings = 0;
    std::optional<int> rating;  // by the buyer, where ratings were asked for
};
BOOST_DESCRIBE_STRUCT(VisitRow, (),
                      (contact_id, at, channel, kind, queue_name, exit, person_name, wait_ms,
                       talk_ms, hold_ms, wrap_up_ms, rings, rating))
struct IntervalRow {
    PersonId person_id;
    std::string person_name, state, reason;
    Time from{}, to{};
    bool open = false;  // still going on
};
BOOST_DESCRIBE_STRUCT(IntervalRow, (), (person_id, person_name, state, reason, from, to, open))
struct ReportedOrder {
    OrderId order_id;
    Time at{};
    std::string person_name, currency;
    std::int64_t total_minor = 0;
};
BOOST_DESCRIBE_STRUCT(ReportedOrder, (), (order_id, at, person_name, currency, total_minor))
struct ReportRows {
    std::vector<VisitRow> contacts;
    std::vector<IntervalRow> intervals;
    std::vector<ReportedOrder> orders;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(ReportRows, (), (contacts, intervals, orders, next))

struct CorrectionRow {
    Time at{};
    std::string day, queue_name, person_name, subject, change;  // "answered:1 waiting:-1"
};
BOOST_DESCRIBE_STRUCT(CorrectionRow, (), (at, day, queue_name, person_name, subject, change))
struct CorrectionList {
    std::vector<CorrectionRow> items;
};
BOOST_DESCRIBE_STRUCT(CorrectionList, (), (items))

}  // namespace ol::insight
