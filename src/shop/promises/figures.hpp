#pragma once
// The kept-rate (N5): of the promises that fell due in a period, how many were kept in time; by
// person, department, courier, kind, shop or day. Each number opens to its rows: the same filter
// given to Promises::list. Whole numbers only; the core is pure.
#include "shop/promises/promises.hpp"

namespace ol::promises {

enum class By { person, department, courier, kind, shop, day };
BOOST_DESCRIBE_ENUM(By, person, department, courier, kind, shop, day)

/// Promises due in the period by how they stand. made = all of them but the cancelled.
struct Tally {
    std::int64_t made = 0, open = 0, kept = 0, late = 0, broken = 0, cancelled = 0;
    /// kept of kept + late + broken, in 1/1000, rounded half up; absent while none has ended.
    std::optional<std::int64_t> kept_permille;
};
BOOST_DESCRIBE_STRUCT(Tally, (), (made, open, kept, late, broken, cancelled, kept_permille))

struct KeptRateRow {
    std::string group_id;    // id, courier's code, kind or "2026-11-22"; "" = nobody, none
    std::string group_name;  // of a person, department or shop
    Tally tally;
};
BOOST_DESCRIBE_STRUCT(KeptRateRow, (), (group_id, group_name, tally))
struct KeptRates {
    By by = By::person;
    Time from{}, to{};              // due in [from, to)
    std::vector<KeptRateRow> rows;  // worst kept-rate first; days in their order
    Tally total;                    // the sum of the rows
};
BOOST_DESCRIBE_STRUCT(KeptRates, (), (by, from, to, rows, total))

// ---- pure ----
/// `count` promises in one state.
void add(Tally& tally, State state, std::int64_t count);
/// The rate by what was counted.
void settle(Tally& tally);

struct FigureQuery {
    By by = By::person;
    Filter filter;           // due_from and due_before are the period; states are ignored
    std::string tz = "UTC";  // whose days
};
/// promises.period: it must begin before it ends, and last at most 400 days.
Result<> check_period(const FigureQuery& q);
KeptRates figures(db::Conn& c, const FigureQuery& query, const Directory& directory);

/// The filter of a request's query; a department becomes its people.
Filter filter_of(const http::Request& r, const Deps& deps);
std::vector<http::Param> filter_params();
Result<FigureQuery> figure_query_of(const http::Request& r, const Deps& deps);
std::vector<http::Param> figure_params();

}  // namespace ol::promises
