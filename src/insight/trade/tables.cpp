#include "insight/trade/tables.hpp"

#include <array>

namespace ol::trade {
namespace {

using enum What;
using enum Measure;

constexpr Mask decided = of(confirmed, not_reached, cancelled, duplicate);

constexpr auto order_desk_columns = std::to_array<Column>({
    {"desk_came", "orders placed", count, of(came)},
    {"desk_confirmed", "first confirmations", count, of(confirmed)},
    {"desk_confirmed_share", "confirmed / (confirmed + not reached + cancelled + duplicate)", share,
     of(confirmed), decided},
    {"desk_not_reached", "given up as not reached, first time", count, of(not_reached)},
    {"desk_cancelled", "first cancellations", count, of(cancelled)},
    {"desk_duplicate", "found to be duplicates", count, of(duplicate)},
    {"desk_held", "held, first time", count, of(held, ran_short)},
    {"desk_short", "held, first time, because out of stock", count, of(ran_short)},
    {"desk_merged", "merged into another order", count, of(merged)},
    {"desk_reopened", "reopened, first time", count, of(reopened)},
    {"desk_first_try_median", "median(first attempt - placed)", median, of(tried)},
    {"desk_first_try_p90", "P90(first attempt - placed)", p90, of(tried)},
    {"desk_confirm_average", "sum(first confirmation - placed) / confirmed", average,
     of(confirmed)},
    {"desk_confirm_median", "median(first confirmation - placed)", median, of(confirmed)},
    {"desk_confirm_p90", "P90(first confirmation - placed)", p90, of(confirmed)},
    {"desk_came_sum", "sum of orders placed, as they stand now", money, of(came)},
    {"desk_confirmed_sum", "sum of orders confirmed, as they stand now", money, of(confirmed)},
    {"desk_cancelled_sum", "sum of orders cancelled, as they stand now", money, of(cancelled)},
});
constexpr auto order_desk_cuts = std::to_array<Cut>(
    {Cut::none, Cut::shop, Cut::department, Cut::person, Cut::source, Cut::city, Cut::reason});

constexpr Definition order_desk{Table::order_desk, order_desk_columns, order_desk_cuts,
                                of(held, ran_short, cancelled)};

}  // namespace

insight::Kind kind_of(Measure measure) {
    switch (measure) {
        case count: return insight::Kind::count;
        case share: return insight::Kind::permille;
        case average: return insight::Kind::average_ms;
        case median:
        case p90: return insight::Kind::percentile_ms;
        case money: return insight::Kind::money;
    }
    return insight::Kind::count;
}

const Definition& definition(Table table) {
    switch (table) {
        case Table::order_desk: return order_desk;
    }
    return order_desk;
}

const Column* find_column(const Definition& d, std::string_view code) {
    for (const auto& column : d.columns)
        if (column.code == code) return &column;
    return nullptr;
}

}  // namespace ol::trade
