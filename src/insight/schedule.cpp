#include "insight/schedule.hpp"

#include <algorithm>
#include <map>

#include "platform/base/names.hpp"
#include "platform/base/text.hpp"

namespace ol::insight {

namespace {

constexpr int first_minute = 240, last_minute = 1439;  // days close four hours after midnight
constexpr std::size_t name_max = 100, to_max = 20, words_max = 16 << 10, periods_max = 7;

Error wrong(std::string field, std::string detail) {
    return invalid("insight.schedule", std::move(field), std::move(detail));
}

std::string text_of(Kind kind, std::int64_t v) {
    char out[64];
    switch (kind) {
        case Kind::count:
        case Kind::money: return std::to_string(v);  // minor units
        case Kind::permille:
            std::snprintf(out, sizeof out, "%lld.%lld %%", static_cast<long long>(v / 10),
                          static_cast<long long>(v % 10));
            return out;
        case Kind::average_tenths:
            std::snprintf(out, sizeof out, "%lld.%lld", static_cast<long long>(v / 10),
                          static_cast<long long>(v % 10));
            return out;
        case Kind::average_ms:
        case Kind::total_ms:
        case Kind::percentile_ms:
        case Kind::longest_ms: break;
    }
    const long long s = (v + 500) / 1000;
    std::snprintf(out, sizeof out, "%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
    return out;
}

}  // namespace

Result<NewReportSchedule> checked(NewReportSchedule in) {
    in.name = std::string(trim(in.name));
    if (in.name.empty() || utf8_length(in.name) > name_max || !valid_utf8(in.name))
        return wrong("name", "Give it a name of at most 100 characters.");
    if (in.at_minute < first_minute || in.at_minute > last_minute)
        return wrong("at_minute",
                     "Give a minute of the day from 240 to 1439: a day's figures stand at 4:00.");
    if (in.to.empty() || in.to.size() > to_max) return wrong("to", "Give 1 to 20 addresses.");
    for (std::size_t i = 0; i < in.to.size(); ++i) {
        in.to[i] = std::string(trim(in.to[i]));
        if (!mail::is_address(in.to[i]))
            return wrong("to[" + std::to_string(i) + "]",
                         "Write one plain address, like ann@shop.example.");
    }
    if (in.words.size() > words_max || !valid_utf8(in.words))
        return wrong("words", "At most 16 KiB of lines code=text.");
    std::map<std::string, std::string> query{{"from", "2026-10-01"},
                                             {"to", in.every == Every::day    ? "2026-10-02"
                                                    : in.every == Every::week ? "2026-10-08"
                                                                              : "2026-11-01"},
                                             {"channel", in.channel}};
    if (auto ok = read_query(query); !ok) return ok.error();
    return in;
}

Period period_before(Every every, Day day) {
    switch (every) {
        case Every::day: return {next_day(day, -1), day};
        case Every::week: return {next_day(week_of(day), -7), week_of(day)};
        case Every::month: return {month_of(next_day(month_of(day), -1)), month_of(day)};
    }
    return {};
}
Period period_after(Every every, const Period& p) {
    switch (every) {
        case Every::day: return {p.to, next_day(p.to)};
        case Every::week: return {p.to, next_day(p.to, 7)};
        case Every::month: return {p.to, month_of(next_day(p.to, 31))};
    }
    return {};
}

Time moment_of(const Period& p, int at_minute, std::string_view zone) {
    const LocalTime at{p.to / 10000,   p.to / 100 % 100, p.to % 100,
                       at_minute / 60, at_minute % 60,   0};
    if (const auto known = from_local(at, zone)) return *known;
    return start_of(p.to, zone) + std::chrono::minutes{at_minute};
}

std::vector<Period> due_periods(const NewReportSchedule& what, std::string_view zone, Time since,
                                Time now) {
    std::vector<Period> out;
    Period p = period_before(what.every, slot_of(now, zone).day);
    while (out.size() < periods_max && moment_of(p, what.at_minute, zone) > since) {
        if (moment_of(p, what.at_minute, zone) <= now) out.push_back(p);
        p = period_before(what.every, p.from);
    }
    std::reverse(out.begin(), out.end());
    return out;
}

Time next_moment(const NewReportSchedule& what, std::string_view zone, Time now) {
    Period p = period_before(what.every, slot_of(now, zone).day);
    while (moment_of(p, what.at_minute, zone) <= now) p = period_after(what.every, p);
    return moment_of(p, what.at_minute, zone);
}

ReportQuery query_of(const NewReportSchedule& what, const Period& period) {
    ReportQuery q;
    q.from = period.from, q.to = period.to;
    q.step = what.step, q.by = what.by;
    q.shop = what.shop_id.value_or(ShopId{});
    q.queue = what.queue_id.value_or(QueueId{});
    q.department = what.department_id.value_or(DepartmentId{});
    q.person = what.person_id.value_or(PersonId{});
    q.channel = what.channel == "all" || what.by == By::channel ? "" : what.channel;
    return q;
}

std::optional<Ms> wait_after(int attempts) {
    constexpr std::int64_t minutes[] = {1, 5, 15, 30, 60, 120, 240, 480, 480};
    if (attempts < 1 || attempts > static_cast<int>(std::size(minutes))) return std::nullopt;
    return Ms{minutes[attempts - 1] * 60000};
}

std::map<std::string, std::string> words_of(const std::string& text) {
    std::map<std::string, std::string> out;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto line = text.substr(at, end - at);
        const auto eq = line.find('=');
        if (eq != std::string::npos && out.size() < 200)
            out[line.substr(0, eq)] = line.substr(eq + 1, 200);
        at = end + 1;
    }
    return out;
}

std::string title_of(const Period& period) {
    const Day last = next_day(period.to, -1);
    return last == period.from ? to_text(last) : to_text(period.from) + " - " + to_text(last);
}

mail::Letter letter_of(const NewReportSchedule& what, const Period& period, const Report& report,
                       const std::string& address) {
    const auto words = words_of(what.words);
    const auto word = [&](const std::string& code) {
        const auto it = words.find(code);
        return it == words.end() ? code : it->second;
    };
    mail::Letter out;
    out.to = what.to;
    out.subject = what.name + ": " + title_of(period);
    out.text = what.name + "\n" + title_of(period) + "\n\n";
    for (std::size_t i = 0; i < report.columns.size() && i < report.total.values.size(); ++i)
        if (const auto v = report.total.values[i])
            out.text +=
                word(report.columns[i].code) + ": " + text_of(report.columns[i].kind, *v) + "\n";
    if (!address.empty()) out.text += "\n" + address + "/reports\n";
    return out;
}

}  // namespace ol::insight
