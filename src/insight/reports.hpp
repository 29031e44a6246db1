#pragma once
// Reads the roll-ups for reports: figures by time and group, and the rows behind each. Thread-safe;
// blocks on the database (worker threads).
#include <functional>
#include <map>
#include <set>

#include "insight/report.hpp"
#include "insight/rollups.hpp"

namespace ol::insight {

/// A stretch of time as it was. Presence is cut at neither end; what goes on now ends now.
struct Record {
    std::vector<KnownVisit> visits;  // without test calls, by their entry
    std::vector<Interval> presence;  // of one person in order of time
};

class Reports {
public:
    struct Deps {
        Rollups& rollups;
        std::function<std::string(PersonId)> person_name;
        std::function<std::string(QueueId)> queue_name;
        std::function<std::string(ShopId)> shop_name;
        std::function<std::string(DepartmentId)> department_name;
        /// Who works for one of these shops; who works for all of them does.
        std::function<std::set<std::int64_t>(const std::set<std::int64_t>& shops)> people_of;
    };
    explicit Reports(Deps deps) : d_(std::move(deps)) {}

    /// Within the asker's shops and departments. Figures of a queue are whole; whoever is bound to
    /// departments or shops sees people, their time and orders of those alone. Errors:
    /// insight.too_many_rows.
    Result<Report> report(const http::Principal& who, const ReportQuery& query) const;
    /// The rows behind a figure of such a report, newest first. `hour`: of one hour alone. Errors:
    /// insight.figure, insight.cursor.
    struct RowsQuery {
        ReportQuery report;
        std::string figure, cursor;
        std::optional<int> hour;
        bool again = false;
        int limit = 50;
    };
    Result<ReportRows> rows(const http::Principal& who, const RowsQuery& query) const;
    Result<CorrectionList> corrections(const http::Principal& who, const ReportQuery& query) const;

    /// For whoever makes a plan of it (insight/whatif); of all shops, not bound to a reader.
    Result<Record> record(Span span) const;

    const Deps& deps() const { return d_; }

private:
    Deps d_;
};

/// Routes of reports. Needs board.view; CSV and XLSX need export as well.
void add_routes(http::Router& router, Reports& reports);

}  // namespace ol::insight
