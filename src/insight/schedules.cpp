#include "insight/schedules.hpp"

#include "insight/export.hpp"
#include "insight/store.hpp"
#include "platform/base/log.hpp"
#include "platform/base/names.hpp"
#include "platform/base/text.hpp"

namespace ol::insight {

namespace {

constexpr std::string_view row_columns =
    "id, version, owner_id, since, name, every, at_minute, files, step, cut, channel, shop_id, "
    "queue_id, department_id, person_id, recipients, words, active";
constexpr std::string_view insert_sql =
    "insert into insight_schedule (id, version, owner_id, since, name, every, at_minute, files, "
    "step, cut, channel, shop_id, queue_id, department_id, person_id, recipients, words, active) "
    "values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";
constexpr std::string_view plan_sql =
    "insert into insight_sending (schedule_id, from_day, to_day, state, attempts, at, next_at, "
    "code) values (?1, ?2, ?3, 'waiting', 0, 0, ?4, '') on conflict (schedule_id, from_day) ";

constexpr int letters_at_once = 20;

std::string joined(const std::vector<std::string>& to) {
    std::string out;
    for (const auto& one : to) out += (out.empty() ? "" : "\n") + one;
    return out;
}
template <class T>
std::optional<T> id_or_none(std::int64_t value) {
    return value ? std::optional(T{value}) : std::nullopt;
}

}  // namespace

struct Schedules::Kept {
    ScheduleId id;
    std::int64_t version = 1;
    PersonId owner;
    Time since{};  // what was due before then is not sent
    NewReportSchedule what;

    static Kept of(const db::Rows& r, std::size_t i) {
        Kept k;
        k.id = ScheduleId{r.i64(i, 0)};
        k.version = r.i64(i, 1);
        k.owner = PersonId{r.i64(i, 2)};
        k.since = from_ms(r.i64(i, 3));
        auto& w = k.what;
        w.name = r.text(i, 4);
        w.every = from_name<Every>(r.text(i, 5)).value_or(Every::day);
        w.at_minute = static_cast<int>(r.i64(i, 6));
        w.files = from_name<Files>(r.text(i, 7)).value_or(Files::xlsx);
        w.step = from_name<Step>(r.text(i, 8)).value_or(Step::day);
        w.by = from_name<By>(r.text(i, 9)).value_or(By::none);
        w.channel = r.text(i, 10);
        w.shop_id = id_or_none<ShopId>(r.i64(i, 11));
        w.queue_id = id_or_none<QueueId>(r.i64(i, 12));
        w.department_id = id_or_none<DepartmentId>(r.i64(i, 13));
        w.person_id = id_or_none<PersonId>(r.i64(i, 14));
        w.to = split(r.text(i, 15), '\n');
        w.words = r.text(i, 16);
        w.active = r.flag(i, 17);
        return k;
    }
    void insert(db::Tx& tx) const {
        tx.exec(insert_sql, id, version, owner, since, what.name, what.every, what.at_minute,
                what.files, what.step, what.by, what.channel, what.shop_id.value_or(ShopId{}),
                what.queue_id.value_or(QueueId{}), what.department_id.value_or(DepartmentId{}),
                what.person_id.value_or(PersonId{}), joined(what.to), what.words, what.active);
    }
};

struct Schedules::Job {
    ScheduleId id;
    Period period;
    int attempts = 0;
};

Time Schedules::now() const { return d_.reports.deps().rollups.deps().clock.now(); }

std::string Schedules::zone_of(const Kept& kept) const {
    const auto& deps = d_.reports.deps().rollups.deps();
    const std::string zone =
        kept.what.shop_id ? deps.zone(*kept.what.shop_id) : deps.person(kept.owner).zone;
    return zone.empty() ? "UTC" : zone;
}

std::vector<Schedules::Kept> Schedules::all(db::Conn& conn) const {
    static const std::string sql =
        "select " + std::string(row_columns) + " from insight_schedule order by id";
    const auto r = conn.query(sql);
    std::vector<Kept> out;
    for (std::size_t i = 0; i < r.size(); ++i) out.push_back(Kept::of(r, i));
    return out;
}

Result<Schedules::Kept> Schedules::mine(db::Conn& conn, const http::Principal& who,
                                        ScheduleId id) const {
    static const std::string sql =
        "select " + std::string(row_columns) + " from insight_schedule where id = ?1";
    const auto r = conn.query(sql, id);
    if (r.empty() || (PersonId{r.i64(0, 2)} != who.person && !who.may("settings.edit")))
        return not_found("insight.schedule_unknown", "There is no such report by mail.");
    return Kept::of(r, 0);
}

ReportSchedule Schedules::shown(db::Conn& conn, const Kept& k) const {
    ReportSchedule out{k.id, k.version, k.owner, d_.reports.deps().person_name(k.owner),
                       k.what, {},      {}};
    if (k.what.active) out.next_at = next_moment(k.what, zone_of(k), now());
    const auto r = conn.query(
        "select from_day, to_day, state, attempts, at, next_at, code from insight_sending where "
        "schedule_id = ?1 order by from_day desc limit 5",
        k.id);
    for (std::size_t i = 0; i < r.size(); ++i)
        out.sendings.push_back(
            {to_text(static_cast<Day>(r.i64(i, 0))), to_text(static_cast<Day>(r.i64(i, 1))),
             from_name<SendState>(r.text(i, 2)).value_or(SendState::failed),
             static_cast<int>(r.i64(i, 3)), from_ms(r.i64(i, 4)), from_ms(r.i64(i, 5)),
             r.text(i, 6)});
    return out;
}

namespace {
Result<> may_export(const http::Principal& who) {
    if (who.may("board.view") && who.may("reports.export")) return {};
    return forbidden("insight.export", "Files need the right export.");
}
}  // namespace

Result<ReportScheduleList> Schedules::list(const http::Principal& who) const {
    return d_.reports.deps().rollups.deps().db.read_as<ReportScheduleList>(
        [&](db::Conn& conn) -> Result<ReportScheduleList> {
            ReportScheduleList out;
            out.mail_ready = static_cast<bool>(d_.send);
            for (const auto& k : all(conn))
                if (k.owner == who.person || who.may("settings.edit"))
                    out.items.push_back(shown(conn, k));
            return out;
        });
}

Result<ReportSchedule> Schedules::create(const http::Principal& who, const NewReportSchedule& in) {
    if (auto ok = may_export(who); !ok) return ok.error();
    if (!d_.send)
        return conflict("insight.no_mail_server",
                        "No mail server is known; set mail.server and mail.from.");
    auto what = checked(in);
    if (!what) return what.error();
    return d_.reports.deps().rollups.deps().db.write_as<ReportSchedule>(
        [&](db::Tx& tx) -> Result<ReportSchedule> {
            const Kept k{d_.ids.next_id<ScheduleId>(), 1, who.person, now(), *what};
            k.insert(tx);
            d_.audit(tx, who.person, "report.schedule_made", k.id.value, "{}");
            return shown(tx.conn, k);
        });
}

Result<ReportSchedule> Schedules::change(const http::Principal& who, ScheduleId id,
                                         std::int64_t version, const NewReportSchedule& in) {
    if (auto ok = may_export(who); !ok) return ok.error();
    auto what = checked(in);
    if (!what) return what.error();
    return d_.reports.deps().rollups.deps().db.write_as<ReportSchedule>(
        [&](db::Tx& tx) -> Result<ReportSchedule> {
            auto k = mine(tx.conn, who, id);
            if (!k) return k.error();
            if (k->version != version)
                return conflict("insight.version_conflict",
                                "Somebody else changed it meanwhile; load it anew.");
            const bool begins = what->active && (!k->what.active || k->what.every != what->every);
            const Kept next{id, version + 1, who.person, begins ? now() : k->since, *what};
            tx.exec("delete from insight_schedule where id = ?1", id);
            next.insert(tx);
            d_.audit(tx, who.person, "report.schedule_changed", id.value, "{}");
            return shown(tx.conn, next);
        });
}

Result<ReportSchedule> Schedules::remove(const http::Principal& who, ScheduleId id) {
    return d_.reports.deps().rollups.deps().db.write_as<ReportSchedule>(
        [&](db::Tx& tx) -> Result<ReportSchedule> {
            const auto k = mine(tx.conn, who, id);
            if (!k) return k.error();
            auto last = shown(tx.conn, *k);
            tx.exec("delete from insight_sending where schedule_id = ?1", id);
            tx.exec("delete from insight_schedule where id = ?1", id);
            d_.audit(tx, who.person, "report.schedule_removed", id.value, "{}");
            return last;
        });
}

Result<ReportSchedule> Schedules::send_now(const http::Principal& who, ScheduleId id) {
    if (auto ok = may_export(who); !ok) return ok.error();
    if (!d_.send)
        return conflict("insight.no_mail_server",
                        "No mail server is known; set mail.server and mail.from.");
    auto out = d_.reports.deps().rollups.deps().db.write_as<ReportSchedule>(
        [&](db::Tx& tx) -> Result<ReportSchedule> {
            const auto k = mine(tx.conn, who, id);
            if (!k) return k.error();
            const auto p = period_before(k->what.every, slot_of(now(), zone_of(*k)).day);
            static const std::string sql =
                std::string(plan_sql) +
                "do update set state = 'waiting', attempts = 0, next_at = excluded.next_at";
            tx.exec(sql, id, std::int64_t{p.from}, std::int64_t{p.to}, now());
            return shown(tx.conn, *k);
        });
    if (out && d_.wake) d_.wake();
    return out;
}

int Schedules::work() {
    if (!d_.send) return 0;
    auto& database = d_.reports.deps().rollups.deps().db;
    std::vector<Kept> kept;
    std::vector<Job> jobs;
    const auto planned = database.write([&](db::Tx& tx) -> Result<> {
        static const std::string sql = std::string(plan_sql) + "do nothing";
        kept = all(tx.conn);
        for (const auto& k : kept) {
            if (!k.what.active) continue;
            for (const auto& p : due_periods(k.what, zone_of(k), k.since, now()))
                tx.exec(sql, k.id, std::int64_t{p.from}, std::int64_t{p.to}, now());
        }
        const auto r = tx.query(
            "select schedule_id, from_day, to_day, attempts from insight_sending where state = "
            "'waiting' and next_at <= ?1 order by next_at, schedule_id, from_day limit ?2",
            now(), letters_at_once);
        for (std::size_t i = 0; i < r.size(); ++i)
            jobs.push_back({ScheduleId{r.i64(i, 0)},
                            {static_cast<Day>(r.i64(i, 1)), static_cast<Day>(r.i64(i, 2))},
                            static_cast<int>(r.i64(i, 3))});
        return {};
    });
    if (!planned) return 0;
    int sent = 0;
    for (const auto& job : jobs) {
        const auto k = std::find_if(kept.begin(), kept.end(),
                                    [&](const Kept& one) { return one.id == job.id; });
        if (k == kept.end()) continue;
        const auto done = attempt(*k, job.period);
        if (!done && done.error().code == "mail.stopped") break;
        if (done) ++sent;
        note(*k, job, done);
    }
    return sent;
}

/// Makes the report with her rights of today and hands the letter over.
Result<> Schedules::attempt(const Kept& k, const Period& period) {
    const auto who = d_.principal(k.owner);
    if (!who || !may_export(*who))
        return forbidden("insight.owner_right", "Who made it may not take reports out any more.");
    const auto report = d_.reports.report(*who, query_of(k.what, period));
    if (!report) return report.error();
    mail::Letter letter = letter_of(k.what, period, *report, d_.address);
    letter.from = d_.from;
    letter.key = "report." + std::to_string(k.id.value) + "." + std::to_string(period.from);
    const std::string name = "report-" + report->from + "-" + report->to;
    if (k.what.files != Files::xlsx)
        letter.attachments.push_back({name + ".csv", "text/csv", to_csv(*report)});
    if (k.what.files != Files::csv) {
        auto book = to_xlsx(*report, words_of(k.what.words));
        if (!book) return book.error();
        letter.attachments.push_back(
            {name + ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
             std::move(*book)});
    }
    return d_.send(letter);
}

/// What cannot get better by waiting is not tried again.
void Schedules::note(const Kept& k, const Job& job, const Result<>& done) {
    const int attempts = job.attempts + 1;
    const auto wait = !done && done.error().kind == Errc::unavailable ? wait_after(attempts)
                                                                      : std::nullopt;
    const auto state = done ? SendState::sent : wait ? SendState::waiting : SendState::failed;
    const std::string code = done ? "" : done.error().code;
    (void)d_.reports.deps().rollups.deps().db.write([&](db::Tx& tx) -> Result<> {
        tx.exec(
            "update insight_sending set state = ?3, attempts = ?4, at = ?5, next_at = ?6, code = "
            "?7 where schedule_id = ?1 and from_day = ?2",
            k.id, std::int64_t{job.period.from}, state, attempts, now(),
            wait ? now() + *wait : Time{}, code);
        // Ids, days and numbers only: addresses are nobody's business here.
        const std::string detail = "{\"period\":\"" + title_of(job.period) +
                                   "\",\"recipients\":" + std::to_string(k.what.to.size()) +
                                   ",\"attempt\":" + std::to_string(attempts) +
                                   (code.empty() ? "}" : ",\"code\":\"" + code + "\"}");
        if (state != SendState::waiting)
            d_.audit(tx, k.owner, done ? "report.mailed" : "report.mail_failed", k.id.value,
                     detail);
        return {};
    });
    if (!done) log::warn("insight", "report_not_mailed", {{"code", code}});
}

}  // namespace ol::insight
