#pragma once
// Reports that go out by mail: kept, sent when due, tried again, seen. Each period of a schedule
// goes once; a server that dies between the mail server's "taken" and its own note sends it a
// second time, with the same Message-ID.
#include <functional>

#include "insight/reports.hpp"
#include "insight/schedule.hpp"

namespace ol::insight {

class Schedules {
public:
    struct Deps {
        Reports& reports;
        IdSource& ids;
        /// Rights as of now; empty when she has gone.
        std::function<std::optional<http::Principal>(PersonId)> principal;
        std::function<void(db::Tx&, PersonId, std::string_view what, std::int64_t subject,
                           std::string_view detail)>
            audit;
        std::function<Result<>(const mail::Letter&)> send;  // empty: no mail server is known
        std::string from;                                   // address of the sender
        std::string address;                                // of the desk, for the letter's text
        std::function<void()> wake;                         // work() is wanted now; may be empty
    };
    explicit Schedules(Deps deps) : d_(std::move(deps)) {}

    /// Her own; with settings.edit everybody's. Who changes one takes it over: it is made with her
    /// rights from then on. Errors: forbidden insight.export; not_found insight.schedule_unknown;
    /// conflict insight.version_conflict, insight.no_mail_server; those of checked().
    Result<ReportScheduleList> list(const http::Principal& who) const;
    Result<ReportSchedule> create(const http::Principal& who, const NewReportSchedule& in);
    Result<ReportSchedule> change(const http::Principal& who, ScheduleId id, std::int64_t version,
                                  const NewReportSchedule& in);
    Result<ReportSchedule> remove(const http::Principal& who, ScheduleId id);
    /// The last whole period once more, now.
    Result<ReportSchedule> send_now(const http::Principal& who, ScheduleId id);

    /// Sends what is due. Blocks on the mail server: a thread of its own. Returns how many letters
    /// went out.
    int work();

private:
    struct Kept;
    struct Job;
    Result<Kept> mine(db::Conn& conn, const http::Principal& who, ScheduleId id) const;
    ReportSchedule shown(db::Conn& conn, const Kept& kept) const;
    std::string zone_of(const Kept& kept) const;
    Time now() const;
    Result<> attempt(const Kept& kept, const Period& period);
    void note(const Kept& kept, const Job& job, const Result<>& done);
    std::vector<Kept> all(db::Conn& conn) const;

    Deps d_;
};

void add_routes(http::Router& router, Schedules& schedules);

}  // namespace ol::insight
