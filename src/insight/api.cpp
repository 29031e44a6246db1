// Routes of reports: figures, their rows, their corrections, and files.
#include "insight/export.hpp"
#include "insight/reports.hpp"
#include "insight/schedule.hpp"

namespace ol::insight {

namespace {

using http::Request;
using http::Response;

http::Route route(const char* path, const char* summary, std::vector<http::Param> more = {}) {
    http::Route r;
    r.method = http::Method::get;
    r.path = path;
    r.summary = summary;
    r.tag = "insight";
    r.permission = "board.view";
    r.query = {"from",
               "to",
               http::choice_param<Step>("step"),
               http::choice_param<By>("by"),
               http::id_param("shop_id"),
               http::id_param("queue_id"),
               http::id_param("department_id"),
               http::id_param("person_id"),
               http::choice_param("channel", {"call", "task", "chat", "letter", "all"}),
               http::choice_param("as_closed", {"true", "false"})};
    r.query.insert(r.query.end(), more.begin(), more.end());
    return r;
}

std::string field_of(const Request& r, const char* name) {
    const auto it = r.query.find(name);
    return it == r.query.end() ? std::string() : it->second;
}

Result<Reports::RowsQuery> rows_query(const Request& r) {
    Reports::RowsQuery q;
    const auto report = read_query(r.query);
    if (!report) return report.error();
    q.report = *report;
    q.figure = field_of(r, "figure");
    q.cursor = field_of(r, "cursor");
    if (!field_of(r, "hour").empty()) q.hour = static_cast<int>(r.query_number("hour"));
    q.again = field_of(r, "again") == "true";
    q.limit = static_cast<int>(r.query_number("limit", 50));
    return q;
}

Response file_of(const Report& report, std::string body, const char* type, const char* ending) {
    Response out;
    out.body = std::move(body);
    out.content_type = type;
    out.headers.emplace_back("Content-Disposition", "attachment; filename=\"report-" + report.from +
                                                        "-" + report.to + "." + ending + "\"");
    return out;
}

Response answer(Reports& reports, Request& r) {
    const std::string format = field_of(r, "format");
    const bool file = format == "csv" || format == "xlsx";
    if (file && !r.who.may("reports.export"))
        return http::problem(forbidden("insight.export", "Files need the right reports.export."));
    const auto query = read_query(r.query);
    if (!query) return http::problem(query.error());
    const auto report = reports.report(r.who, *query);
    if (!report) return http::problem(report.error());
    if (format == "csv") return file_of(*report, to_csv(*report), "text/csv; charset=utf-8", "csv");
    if (format != "xlsx") return http::json_of(*report);
    auto book = to_xlsx(*report, words_of(field_of(r, "words")));
    if (!book) return http::problem(book.error());
    return file_of(*report, std::move(*book),
                   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx");
}

}  // namespace

void add_routes(http::Router& router, Reports& reports) {
    auto all = route("/api/v1/reports/figures",
                     "Figures by time and group, [from, to) in days of the shop",
                     {http::choice_param("format", {"json", "csv", "xlsx"}), "words"});
    all.out = json::schema<Report>();
    all.handler = [&reports](Request& r) { return answer(reports, r); };
    router.add(std::move(all));
    router.get<ReportRows>(
        route("/api/v1/reports/rows", "The rows behind a figure of a report, newest first",
              {"figure", http::number_param("hour", 0, 23),
               http::choice_param("again", {"true", "false"}), http::cursor_param(2),
               http::limit_param(200, 50)}),
        [&reports](Request& r) -> Result<ReportRows> {
            const auto query = rows_query(r);
            if (!query) return query.error();
            return reports.rows(r.who, *query);
        });
    router.get<CorrectionList>(
        route("/api/v1/reports/corrections", "What was learned after a day had closed"),
        [&reports](Request& r) -> Result<CorrectionList> {
            const auto query = read_query(r.query);
            if (!query) return query.error();
            return reports.corrections(r.who, *query);
        });
}

}  // namespace ol::insight
