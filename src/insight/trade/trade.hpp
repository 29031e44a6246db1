#pragma once
// Trade reports: what became of orders, in numbers that open to their orders. Read from the orders'
// own rows whenever asked, so that they can always be counted anew.
#include <functional>

#include "insight/trade/tabulate.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"

namespace ol::trade {

/// Tells every fact that a report counts from [from, to), wider than its days by a zone's width.
/// `now`: up to which promises have fallen due.
void read_facts(db::Conn& c, const TradeQuery& query, Time from, Time to,
                const std::set<std::int64_t>& shops, Time now,
                const std::function<void(const Fact&)>& take);
/// Of what is written with buyers (written.cpp).
void read_written(db::Conn& c, Time from, Time to, const std::set<std::int64_t>& shops, Time now,
                  const std::function<void(const Fact&)>& take);

/// Thread-safe; blocks on the database (worker threads).
class Trade {
public:
    struct Deps {
        db::Database& db;
        const Clock& clock;
        Houses houses;
    };
    explicit Trade(Deps deps) : d_(std::move(deps)) {}

    /// Within the asker's shops; who is bound to departments sees orders that their people own.
    /// Errors: insight.too_many_rows, insight.people.
    Result<TradeReport> report(const http::Principal& who, const TradeQuery& query) const;
    /// The rows behind a number of such a report, newest first.
    struct RowsQuery {
        TradeQuery report;  // of the cell: its days, and its group in `only`
        std::string figure, currency, cursor;
        int limit = 50;
    };
    /// Errors: insight.figure, insight.cursor, insight.people.
    Result<TradeRows> rows(const http::Principal& who, const RowsQuery& query) const;

    /// What she did in what is written, today, this month or the last: the report "written"
    /// of herself alone.
    Result<TradeReport> mine(const http::Principal& who, MyPeriod period) const;

private:
    TradeRow row_of(const Fact& fact) const;
    Deps d_;
};

/// /api/v1/reports/trade and its rows. Needs board.view; CSV and XLSX need reports.export as well.
void add_routes(http::Router& router, Trade& trade);

}  // namespace ol::trade
