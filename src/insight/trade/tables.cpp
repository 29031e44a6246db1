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

// A parcel is in exactly one of these.
constexpr Mask parcels =
    of(delivered, delivered_at_once, coming_back, brought_back, lost, under_way);
constexpr Mask arrived = of(delivered, delivered_at_once);
constexpr Mask ended = arrived | of(coming_back, brought_back, lost);
constexpr Mask faults = of(fault_courier, fault_customer, fault_store, fault_other);

constexpr auto deliveries_columns = std::to_array<Column>({
    {"parcel_handed", "parcels handed over", count, parcels},
    {"parcel_part", "handed over / all handed over in this report", part, parcels},
    {"parcel_delivered", "of them delivered", count, arrived},
    {"parcel_coming_back", "of them refused or on their way back", count, of(coming_back)},
    {"parcel_returned", "of them back at the store", count, of(brought_back)},
    {"parcel_lost", "of them lost", count, of(lost)},
    {"parcel_under_way", "of them under way", count, of(under_way)},
    {"parcel_delivered_share", "delivered / (delivered + coming back + returned + lost)", share,
     arrived, ended},
    {"parcel_refused_share",
     "(coming back + returned) / (delivered + coming back + returned + lost)", share,
     of(coming_back, brought_back), ended},
    {"parcel_at_once_share", "delivered without a failed try / delivered", share,
     of(delivered_at_once), arrived},
    {"parcel_failed_tries", "tries that failed", count, faults},
    {"parcel_fault_courier", "of them the courier's fault", count, of(fault_courier)},
    {"parcel_fault_customer", "of them the buyer's fault", count, of(fault_customer)},
    {"parcel_fault_store", "of them the store's fault", count, of(fault_store)},
    {"parcel_fault_other", "of them nobody's or unknown fault", count, of(fault_other)},
    {"parcel_days_median", "median(delivered - handed over)", median, arrived},
    {"parcel_days_p90", "P90(delivered - handed over)", p90, arrived},
});
constexpr auto deliveries_cuts = std::to_array<Cut>(
    {Cut::none, Cut::courier, Cut::city, Cut::shop, Cut::department, Cut::person, Cut::source});

// A sale is in exactly one of these.
constexpr Mask sales = of(sale_open, sale_closed, sale_returned, sale_cancelled);

constexpr auto online_sales_columns = std::to_array<Column>({
    {"sale_placed", "orders placed", count, sales},
    {"sale_part", "placed / all placed in this report", part, sales},
    {"sale_closed", "of them delivered or completed", count, of(sale_closed)},
    {"sale_returned", "of them refused, coming back or returned", count, of(sale_returned)},
    {"sale_cancelled", "of them cancelled", count, of(sale_cancelled)},
    {"sale_open", "of them open", count, of(sale_open)},
    {"sale_closed_share", "closed / (closed + returned + cancelled)", share, of(sale_closed),
     of(sale_closed, sale_returned, sale_cancelled)},
    {"sale_returned_share", "returned / (closed + returned)", share, of(sale_returned),
     of(sale_closed, sale_returned)},
    {"sale_units", "units in them", units, sales},
    {"sale_placed_sum", "sum placed = closed + returned + cancelled + open", money, sales},
    {"sale_closed_sum", "sum closed", money, of(sale_closed)},
    {"sale_returned_sum", "sum returned", money, of(sale_returned)},
    {"sale_cancelled_sum", "sum cancelled", money, of(sale_cancelled)},
    {"sale_open_sum", "sum open", money, of(sale_open)},
});
constexpr auto online_sales_cuts = std::to_array<Cut>(
    {Cut::none, Cut::source, Cut::shop, Cut::product, Cut::city, Cut::department, Cut::person});

constexpr Mask began = of(round_began, round_came_again);
constexpr Mask resolved = of(round_resolved, round_resolved_at_once);

constexpr auto written_columns = std::to_array<Column>({
    {"written_began", "episodes by the buyer's first word", count, began},
    {"written_again_share", "began within 7 days after a close / all that began", share,
     of(round_came_again), began},
    {"written_answered", "first answers of a person", count, of(round_answered)},
    {"written_first_median", "median(first answer - first word)", median, of(round_answered)},
    {"written_first_p90", "P90(first answer - first word)", p90, of(round_answered)},
    {"written_first_average", "sum(first answer - first word) / first answers", average,
     of(round_answered)},
    {"written_first_open_median", "median of the same, within the shop's hours", median,
     of(round_answered_open)},
    {"written_first_open_p90", "P90 of the same, within the shop's hours", p90,
     of(round_answered_open)},
    {"written_first_open_average", "average of the same, within the shop's hours", average,
     of(round_answered_open)},
    {"written_kept_share", "answered by the promised time / promises that fell due", share,
     of(round_kept), of(round_kept, round_broken)},
    {"written_broken", "promises that fell due without an answer", count, of(round_broken)},
    {"written_resolved", "closed after an answer", count, resolved},
    {"written_at_once_share", "closed after a single answer / closed after an answer", share,
     of(round_resolved_at_once), resolved},
    {"written_resolve_median", "median(close - first word)", median, resolved},
    {"written_resolve_p90", "P90(close - first word)", p90, resolved},
    {"written_resolve_average", "sum(close - first word) / closed after an answer", average,
     resolved},
    {"written_resolve_open_median", "median of our turns within the shop's hours", median,
     of(round_resolved_open)},
    {"written_resolve_open_p90", "P90 of our turns within the shop's hours", p90,
     of(round_resolved_open)},
    {"written_resolve_open_average", "average of our turns within the shop's hours", average,
     of(round_resolved_open)},
    {"written_dropped", "closed without an answer, spam apart", count, of(round_dropped)},
    {"written_spam", "closed as spam", count, of(round_spam)},
    {"written_rated", "marks that buyers gave", count, of(round_rated)},
    {"written_mark", "sum of marks (1 to 5) / marks", mark, of(round_rated)},
    {"written_orders", "orders taken in conversations", count, of(chat_order)},
    {"written_orders_sum", "sum of orders taken in conversations, as they stand now", money,
     of(chat_order)},
});
constexpr auto written_cuts =
    std::to_array<Cut>({Cut::none, Cut::channel, Cut::shop, Cut::department, Cut::person});

constexpr Definition written{Table::written, written_columns, written_cuts};
constexpr Definition deliveries{Table::deliveries, deliveries_columns, deliveries_cuts};
constexpr Definition online_sales{Table::online_sales, online_sales_columns, online_sales_cuts};
constexpr Definition order_desk{Table::order_desk, order_desk_columns, order_desk_cuts,
                                of(held, ran_short, cancelled)};

}  // namespace

insight::Kind kind_of(Measure measure) {
    switch (measure) {
        case units:
        case count: return insight::Kind::count;
        case part:
        case share: return insight::Kind::permille;
        case average: return insight::Kind::average_ms;
        case median:
        case p90: return insight::Kind::percentile_ms;
        case mark: return insight::Kind::average_tenths;
        case money: return insight::Kind::money;
    }
    return insight::Kind::count;
}

const Definition& definition(Table table) {
    switch (table) {
        case Table::order_desk: return order_desk;
        case Table::deliveries: return deliveries;
        case Table::online_sales: return online_sales;
        case Table::written: return written;
    }
    return order_desk;
}

const Column* find_column(const Definition& d, std::string_view code) {
    for (const auto& column : d.columns)
        if (column.code == code) return &column;
    return nullptr;
}

}  // namespace ol::trade
