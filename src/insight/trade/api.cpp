// Routes of trade reports: the table, its rows, and files.
#include "insight/export.hpp"
#include "insight/schedule.hpp"
#include "insight/trade/trade.hpp"
#include "platform/base/names.hpp"

namespace ol::trade {
namespace {

using http::Request;
using http::Response;

http::Route route(const char* path, const char* summary, std::vector<http::Param> more) {
    http::Route r;
    r.method = http::Method::get;
    r.path = path;
    r.summary = summary;
    r.tag = "insight";
    r.permission = "board.view";
    r.query = {http::choice_param<Table>("report"),
               "from",
               "to",
               http::choice_param("step", {"none", "day", "week", "month"}),
               http::choice_param<Cut>("by"),
               "only"};
    r.query.insert(r.query.end(), more.begin(), more.end());
    return r;
}

/// In the form of the other reports; codes of groups become words where the asker gave some.
insight::Report sheet_of(const TradeReport& report,
                         const std::map<std::string, std::string>& words) {
    insight::Report out;
    out.from = report.from, out.to = report.to, out.step = report.step, out.as_of = report.as_of;
    out.columns = report.columns, out.rows = report.rows, out.total = report.total;
    for (auto& row : out.rows) {
        const auto word = words.find(std::string(to_name(report.by)) + " " + row.group_id);
        if (word != words.end()) row.group_name = word->second;
    }
    return out;
}

Response file_of(const TradeReport& report, std::string body, const char* type,
                 const std::string& ending) {
    Response out;
    out.body = std::move(body);
    out.content_type = type;
    out.headers.emplace_back("Content-Disposition",
                             "attachment; filename=\"" + std::string(to_name(report.report)) + "-" +
                                 report.from + "-" + report.to + "." + ending + "\"");
    return out;
}

Response answer(Trade& trade, Request& r) {
    const std::string format = r.query_text("format");
    const bool file = format == "csv" || format == "xlsx";
    if (file && !r.who.may("reports.export"))
        return http::problem(forbidden("insight.export", "Files need the right reports.export."));
    const auto query = read_trade_query(r.query);
    if (!query) return http::problem(query.error());
    const auto report = trade.report(r.who, *query);
    if (!report) return http::problem(report.error());
    if (!file) return http::json_of(*report);
    const auto words = insight::words_of(r.query_text("words"));
    const auto sheet = sheet_of(*report, words);
    if (format == "csv")
        return file_of(*report, insight::to_plain_csv(sheet), "text/csv; charset=utf-8", "csv");
    auto book = insight::to_xlsx(sheet, words);
    if (!book) return http::problem(book.error());
    return file_of(*report, std::move(*book),
                   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx");
}

}  // namespace

void add_routes(http::Router& router, Trade& trade) {
    auto all = route("/api/v1/reports/trade",
                     "What became of orders, by time and group, [from, to) in days of the shop",
                     {http::choice_param("format", {"json", "csv", "xlsx"}), "words"});
    all.out = json::schema<TradeReport>();
    all.handler = [&trade](Request& r) { return answer(trade, r); };
    router.add(std::move(all));
    http::Route mine;
    mine.method = http::Method::get;
    mine.path = "/api/v1/reports/mine";
    mine.summary = "Her own day or month in what is written: answers, times, marks, orders";
    mine.tag = "insight";
    mine.permission = "desk.work";
    mine.query = {http::choice_param<MyPeriod>("period")};
    router.get<TradeReport>(mine, [&trade](Request& r) -> Result<TradeReport> {
        const auto period = from_name<MyPeriod>(r.query_text("period"));
        return trade.mine(r.who, period.value_or(MyPeriod::today));
    });
    router.get<TradeRows>(
        route("/api/v1/reports/trade/rows", "The orders behind a number of such a report",
              {"figure", "currency", "cursor", http::limit_param(200, 50)}),
        [&trade](Request& r) -> Result<TradeRows> {
            const auto query = read_trade_query(r.query);
            if (!query) return query.error();
            return trade.rows(
                r.who, {*query, r.query_text("figure"), r.query_text("currency"),
                        r.query_text("cursor"), static_cast<int>(r.query_number("limit", 50))});
        });
}

}  // namespace ol::trade
