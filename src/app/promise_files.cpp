// The kept-rate as a file, in the form of the other reports.
#include "app/parts.hpp"
#include "insight/export.hpp"
#include "platform/base/names.hpp"
#include "shop/promises/figures.hpp"

namespace ol::app {
namespace {

using Words = std::map<std::string, std::string>;

constexpr const char* columns[] = {"made", "kept", "late", "broken", "open", "cancelled"};

insight::ReportRow row_of(const promises::Tally& t) {
    insight::ReportRow row;
    row.values = {t.kept_permille, t.made, t.kept, t.late, t.broken, t.open, t.cancelled};
    return row;
}

std::string day_of(Time at, const std::string& tz) {
    const auto local = local_time(at, tz);
    if (!local) return "";
    char text[16];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", local->year, local->month, local->day);
    return text;
}

insight::Report report_of(const promises::KeptRates& f, const std::string& tz, const Words& words) {
    insight::Report out;
    out.from = day_of(f.from, tz), out.to = day_of(f.to, tz), out.as_of = system_clock().now();
    insight::ReportColumn rate;
    rate.code = "promises_kept_rate", rate.id = "promises_kept_rate/1";
    rate.formula = "kept / (kept + late + broken)", rate.kind = insight::Kind::permille;
    out.columns.push_back(rate);
    for (const std::string name : columns) {
        insight::ReportColumn c;
        c.code = "promises_" + name, c.id = c.code + "/1";
        c.formula = name == "made" ? "open + kept + late + broken" : name;
        out.columns.push_back(c);
    }
    for (const auto& group : f.rows) {
        auto row = row_of(group.tally);
        const auto word = words.find(group.group_id.empty() ? "none" : group.group_id);
        row.group_id = group.group_id;
        row.group_name = !group.group_name.empty() ? group.group_name
                         : word != words.end()     ? word->second
                                                   : group.group_id;
        if (f.by == promises::By::day) row.period = group.group_id;
        out.rows.push_back(std::move(row));
    }
    out.total = row_of(f.total);
    return out;
}

http::Response file_of(const insight::Report& report, std::string body, const char* type,
                       const std::string& ending) {
    http::Response out;
    out.body = std::move(body);
    out.content_type = type;
    out.headers.emplace_back(
        "Content-Disposition",
        "attachment; filename=\"promises-" + report.from + "-" + report.to + "." + ending + "\"");
    return out;
}

http::Response answer(Centre::Parts& p, const http::Request& r) {
    const auto query = promises::figure_query_of(r, p.promises->deps());
    if (!query) return http::problem(query.error());
    const auto found = p.db->read_as<promises::KeptRates>([&](db::Conn& c) {
        return Result<promises::KeptRates>(promises::figures(c, *query, p.promise_directory()));
    });
    if (!found) return http::problem(found.error());
    const auto words = insight::words_of(r.query_text("words"));
    const auto report = report_of(*found, query->tz, words);
    if (r.query_text("format") != "xlsx")
        return file_of(report, insight::to_csv(report), "text/csv; charset=utf-8", "csv");
    auto book = insight::to_xlsx(report, words);
    if (!book) return http::problem(book.error());
    return file_of(report, std::move(*book),
                   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx");
}

}  // namespace

void add_promise_files(Centre::Parts& parts) {
    http::Route route;
    route.method = http::Method::get;
    route.path = "/api/v1/promises/figures/file";
    route.summary = "The kept-rate as CSV or XLSX";
    route.tag = "promises";
    route.permission = "reports.export";
    route.query = promises::figure_params();
    route.query.push_back(http::choice_param("format", {"csv", "xlsx"}));
    route.query.emplace_back("words");
    route.handler = [&parts](http::Request& r) { return answer(parts, r); };
    parts.router.add(std::move(route));
}

}  // namespace ol::app
