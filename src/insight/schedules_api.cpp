// Routes of reports by mail.
#include "insight/schedules.hpp"

namespace ol::insight {

namespace {

http::Route route(http::Method method, const char* path, const char* summary) {
    http::Route r;
    r.method = method;
    r.path = path;
    r.summary = summary;
    r.tag = "insight";
    r.permission = "reports.export";
    return r;
}
Result<ScheduleId> id_of(const http::Request& r) {
    if (const auto id = r.id_param("id")) return ScheduleId{*id};
    return not_found("insight.schedule_unknown", "There is no such report by mail.");
}

}  // namespace

void add_routes(http::Router& router, Schedules& schedules) {
    using http::Method;
    using http::Request;
    router.get<ReportScheduleList>(
        route(Method::get, "/api/v1/reports/schedules",
              "Reports by mail: one's own, with settings.edit everybody's"),
        [&schedules](Request& r) { return schedules.list(r.who); });
    router.on<NewReportSchedule, ReportSchedule>(
        route(Method::post, "/api/v1/reports/schedules", "Mail a report each day, week or month"),
        [&schedules](Request& r, const NewReportSchedule& in) {
            return schedules.create(r.who, in);
        });
    router.on<NewReportSchedule, ReportSchedule>(
        route(Method::put, "/api/v1/reports/schedules/{id}",
              "Change it and take it over (If-Match)"),
        [&schedules](Request& r, const NewReportSchedule& in) -> Result<ReportSchedule> {
            const auto id = id_of(r);
            if (!id) return id.error();
            const auto version = http::if_match(r);
            if (!version) return version.error();
            return schedules.change(r.who, *id, *version, in);
        });
    router.get<ReportSchedule>(
        route(Method::del, "/api/v1/reports/schedules/{id}", "Stop and remove it"),
        [&schedules](Request& r) -> Result<ReportSchedule> {
            const auto id = id_of(r);
            if (!id) return id.error();
            return schedules.remove(r.who, *id);
        });
    router.get<ReportSchedule>(
        route(Method::post, "/api/v1/reports/schedules/{id}/send",
              "Mail the last whole period once more, now"),
        [&schedules](Request& r) -> Result<ReportSchedule> {
            const auto id = id_of(r);
            if (!id) return id.error();
            return schedules.send_now(r.who, *id);
        });
}

}  // namespace ol::insight
