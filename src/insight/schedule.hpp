#pragma once
// A report by mail on a schedule: which period is due when, and what the letter says. Pure.
#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

#include "insight/report.hpp"
#include "platform/mail/mail.hpp"

namespace ol::insight {

using ScheduleId = Id<struct ScheduleTag>;
enum class Every { day, week, month };
enum class Files { xlsx, csv, both };
enum class SendState { waiting, sent, failed };
BOOST_DESCRIBE_ENUM(Every, day, week, month)
BOOST_DESCRIBE_ENUM(Files, xlsx, csv, both)
BOOST_DESCRIBE_ENUM(SendState, waiting, sent, failed)

/// What is mailed to whom. The period is the last whole day, week or month.
struct NewReportSchedule {
    std::string name;
    Every every = Every::day;
    int at_minute = 480;  // of the local day after the period, 240 (days close at 4:00) to 1439
    Files files = Files::xlsx;
    Step step = Step::day;
    By by = By::none;
    std::string channel = "call";  // or "all"
    std::optional<ShopId> shop_id;
    std::optional<QueueId> queue_id;
    std::optional<DepartmentId> department_id;
    std::optional<PersonId> person_id;
    std::vector<std::string> to;  // 1 to 20 addresses
    std::string words;            // "code=text" lines: heads in the words of who made it
    bool active = true;
};
BOOST_DESCRIBE_STRUCT(NewReportSchedule, (),
                      (name, every, at_minute, files, step, by, channel, shop_id, queue_id,
                       department_id, person_id, to, words, active))

struct ReportSending {
    std::string from, to;  // the period, [from, to)
    SendState state = SendState::waiting;
    int attempts = 0;
    Time at{};       // of the last attempt
    Time next_at{};  // of the next one, while waiting
    std::string code;  // of the last error
};
BOOST_DESCRIBE_STRUCT(ReportSending, (), (from, to, state, attempts, at, next_at, code))

struct ReportSchedule {
    ScheduleId id;
    std::int64_t version = 1;
    PersonId owner_id;  // made or changed it last; the report is made with her rights
    std::string owner_name;
    NewReportSchedule what;
    Time next_at{};                    // of the next letter; zero while not active
    std::vector<ReportSending> sendings;  // the last five, newest first
};
BOOST_DESCRIBE_STRUCT(ReportSchedule, (),
                      (id, version, owner_id, owner_name, what, next_at, sendings))
struct ReportScheduleList {
    bool mail_ready = false;  // a mail server is known
    std::vector<ReportSchedule> items;
};
BOOST_DESCRIBE_STRUCT(ReportScheduleList, (), (mail_ready, items))

/// Tidied. Errors: insight.schedule (field: name, at_minute, to, to[n], words), and those of
/// read_query.
Result<NewReportSchedule> checked(NewReportSchedule in);

struct Period {
    Day from = 0, to = 0;
    friend bool operator==(const Period&, const Period&) = default;
};
/// The last whole period before that day.
Period period_before(Every every, Day day);
Period period_after(Every every, const Period& period);
/// When its letter goes: at_minute of the local day after it.
Time moment_of(const Period& period, int at_minute, std::string_view zone);
/// Periods whose moment lies in (since, now], oldest first; of a long absence the last seven.
std::vector<Period> due_periods(const NewReportSchedule& what, std::string_view zone, Time since,
                                Time now);
Time next_moment(const NewReportSchedule& what, std::string_view zone, Time now);

ReportQuery query_of(const NewReportSchedule& what, const Period& period);
/// How long after the attempt with this number (1 ...) the next one comes; nullopt: no more. The
/// last one is about a day after the first.
std::optional<Ms> wait_after(int attempts);

std::map<std::string, std::string> words_of(const std::string& text);
/// "2026-11-22", or "2026-11-16 - 2026-11-22": the last day inside.
std::string title_of(const Period& period);
/// Subject and text; `address`: where the desk is, may be empty. Attachments are the caller's.
mail::Letter letter_of(const NewReportSchedule& what, const Period& period, const Report& report,
                       const std::string& address);

}  // namespace ol::insight
