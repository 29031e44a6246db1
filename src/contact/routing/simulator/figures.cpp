#include "contact/routing/simulator/figures.hpp"

#include <algorithm>
#include <cmath>

namespace ol::simulator {
namespace {

constexpr const char* contact_figures[] = {
    "offered",   "answered",   "abandoned",   "flow_out",     "refused",
    "unserved",  "sl_strict",  "sl_answered", "sl_negative",  "sl_positive",
    "sl_ignore", "sl_genesys", "sl_connect",  "abandon_rate", "wait_share",
    "asa_s",     "wait_s",     "p90_wait_s",  "queue"};
constexpr const char* hour_figures[] = {"offered",      "answered", "abandoned", "sl_strict",
                                        "abandon_rate", "asa_s",    "wait_s"};
constexpr const char* agent_figures[] = {"occupancy", "missed", "present_h", "busy_h"};
constexpr double us_per_s = 1e6, us_per_h = 3.6e9;

SimSubject named(std::string kind, std::string name, bool contacts, bool agents) {
    SimSubject subject{std::move(kind), std::move(name), {}, {}};
    const auto add = [&](const char* figure) {
        subject.figures.push_back({figure, {}, {}, {}, {}});
    };
    if (contacts) std::for_each(std::begin(contact_figures), std::end(contact_figures), add);
    if (agents) std::for_each(std::begin(agent_figures), std::end(agent_figures), add);
    return subject;
}

SimSubject of_hour(const char* kind, const std::string& name, int hour, bool contacts,
                   bool agents) {
    SimSubject subject{kind, name, hour, {}};
    const auto add = [&](const char* figure) {
        subject.figures.push_back({figure, {}, {}, {}, {}});
    };
    if (contacts) std::for_each(std::begin(hour_figures), std::end(hour_figures), add);
    if (agents) add("occupancy");
    return subject;
}

void add_hour(DayRow& row, const QueueHour& h) {
    const auto n = [](std::int64_t count) { return static_cast<double>(count); };
    const double an = n(h.answered), ab = n(h.abandoned), of = n(h.offered);
    const double ab_s = n(h.abandoned_short);
    row.emplace_back(of, 1);
    row.emplace_back(an, 1);
    row.emplace_back(ab, 1);
    row.emplace_back(n(h.answered_in_t), of - ab_s);
    row.emplace_back(ab - ab_s, of - ab_s);
    row.emplace_back(n(h.wait_answered_us) / us_per_s, an);
    row.emplace_back(n(h.wait_us) / us_per_s, of);
}
void add_hour(DayRow& row, const TeamHour& h) {
    row.emplace_back(static_cast<double>(h.busy_us), static_cast<double>(h.busy_us + h.free_us));
}

QueueHour sum(const std::vector<QueueDay>& queues, std::size_t hour) {
    QueueHour all;
    for (const QueueDay& day : queues) {
        const QueueHour& h = day.hours[hour];
        all.offered += h.offered, all.answered += h.answered, all.abandoned += h.abandoned;
        all.abandoned_short += h.abandoned_short, all.answered_in_t += h.answered_in_t;
        all.wait_answered_us += h.wait_answered_us, all.wait_us += h.wait_us;
    }
    return all;
}
TeamHour sum(const std::vector<TeamDay>& teams, std::size_t hour) {
    TeamHour all;
    for (const TeamDay& day : teams)
        all.busy_us += day.hours[hour].busy_us, all.free_us += day.hours[hour].free_us;
    return all;
}

/// Nearest rank.
double p90_s(std::vector<std::int64_t>& waits) {
    const std::size_t rank = (waits.size() * 9 + 9) / 10 - 1;
    const auto at = waits.begin() + static_cast<std::ptrdiff_t>(rank);
    std::nth_element(waits.begin(), at, waits.end());
    return static_cast<double>(*at) / us_per_s;
}

/// The definitions of src/insight (specified there rule by rule); `open_us` = time counted.
void add_contacts(DayRow& row, QueueDay& q, double open_us) {
    const auto n = [](std::int64_t count) { return static_cast<double>(count); };
    const double an = n(q.answered), ab = n(q.abandoned), in_t = n(q.answered_in_t);
    const double ab_t = n(q.abandoned_in_t), ab_s = n(q.abandoned_short), of = n(q.offered);
    for (const std::int64_t count :
         {q.offered, q.answered, q.abandoned, q.flow_out, q.refused, q.unserved})
        row.emplace_back(n(count), 1);
    row.emplace_back(in_t, of - ab_s);
    row.emplace_back(in_t, an);
    row.emplace_back(in_t, an + ab);
    row.emplace_back(in_t + ab_t, an + ab);
    row.emplace_back(in_t, an + ab - ab_t);
    row.emplace_back(in_t, an + ab + n(q.flow_out));
    row.emplace_back(in_t + ab_t, of);
    row.emplace_back(ab - ab_s, of - ab_s);
    row.emplace_back(n(q.waited), of);
    row.emplace_back(n(q.wait_answered_us) / us_per_s, an);
    row.emplace_back(n(q.wait_us) / us_per_s, of);
    row.emplace_back(q.waits_us.empty() ? 0 : p90_s(q.waits_us), q.waits_us.empty() ? 0 : 1);
    row.emplace_back(n(q.line_us), open_us);
}

void add_agents(DayRow& row, const TeamDay& t) {
    const auto busy = static_cast<double>(t.busy_us);
    const auto present = static_cast<double>(t.busy_us + t.free_us);
    row.emplace_back(busy, present);
    row.emplace_back(static_cast<double>(t.missed), 1);
    row.emplace_back(present / us_per_h, 1);
    row.emplace_back(busy / us_per_h, 1);
}

QueueDay sum(const std::vector<QueueDay>& queues) {
    QueueDay all;
    for (const QueueDay& q : queues) {
        all.offered += q.offered, all.answered += q.answered, all.abandoned += q.abandoned;
        all.flow_out += q.flow_out, all.refused += q.refused, all.unserved += q.unserved;
        all.answered_in_t += q.answered_in_t, all.abandoned_in_t += q.abandoned_in_t;
        all.abandoned_short += q.abandoned_short, all.waited += q.waited;
        all.wait_answered_us += q.wait_answered_us, all.wait_us += q.wait_us;
        all.line_us += q.line_us;
        all.waits_us.insert(all.waits_us.end(), q.waits_us.begin(), q.waits_us.end());
    }
    return all;
}

/// Mean, and what each day adds to it: ratio of totals r = X / Y, day's share (x - r y) / mean y.
struct Spread {
    std::optional<double> mean;
    std::vector<double> residual;
};

Spread spread_of(std::span<const DayRow> days, std::size_t column) {
    double x = 0, y = 0;
    for (const DayRow& day : days) x += day[column].first, y += day[column].second;
    Spread s;
    if (y <= 0) return s;
    s.mean = x / y;
    const double mean_y = y / static_cast<double>(days.size());
    s.residual.reserve(days.size());
    for (const DayRow& day : days)
        s.residual.push_back((day[column].first - *s.mean * day[column].second) / mean_y);
    return s;
}

void fill(SimFigure& figure, double mean, const std::vector<double>& residual) {
    figure.mean = mean;
    const auto n = static_cast<double>(residual.size());
    if (residual.size() < 2) return;
    double sum = 0, squares = 0;
    for (const double r : residual) sum += r;
    for (const double r : residual) squares += (r - sum / n) * (r - sum / n);
    figure.error = std::sqrt(squares / (n - 1) / n);
    const double half = student_95(residual.size() - 1) * *figure.error;
    figure.low = mean - half;
    figure.high = mean + half;
}

std::size_t column_of(const Layout& layout, const SimSubject& wanted) {
    std::size_t column = 0;
    for (const SimSubject& subject : layout.subjects) {
        if (subject.kind == wanted.kind && subject.name == wanted.name &&
            subject.hour == wanted.hour)
            return column;
        column += subject.figures.size();
    }
    return static_cast<std::size_t>(-1);
}

}  // namespace

Layout layout_of(const SimModel& model, int first_hour, int hours) {
    Layout layout;
    layout.subjects.push_back(named("all", "", true, true));
    for (const SimQueue& queue : model.queues)
        layout.subjects.push_back(named("queue", queue.name, true, false));
    for (const SimTeam& team : model.teams)
        layout.subjects.push_back(named("team", team.name, false, true));
    for (int hour = first_hour; hour < first_hour + hours; ++hour) {
        layout.subjects.push_back(of_hour("all", "", hour, true, true));
        for (const SimQueue& queue : model.queues)
            layout.subjects.push_back(of_hour("queue", queue.name, hour, true, false));
        for (const SimTeam& team : model.teams)
            layout.subjects.push_back(of_hour("team", team.name, hour, false, true));
    }
    return layout;
}

DayRow row_of(DayResult& day, double open_us) {
    DayRow row;
    QueueDay all = sum(day.queues);
    TeamDay everyone;
    for (const TeamDay& t : day.teams)
        everyone.busy_us += t.busy_us, everyone.free_us += t.free_us, everyone.missed += t.missed;
    add_contacts(row, all, open_us);
    add_agents(row, everyone);
    for (QueueDay& q : day.queues) add_contacts(row, q, open_us);
    for (const TeamDay& t : day.teams) add_agents(row, t);
    const std::size_t hours = day.queues.empty() ? 0 : day.queues[0].hours.size();
    for (std::size_t h = 0; h < hours; ++h) {
        add_hour(row, sum(day.queues, h));
        add_hour(row, sum(day.teams, h));
        for (const QueueDay& q : day.queues) add_hour(row, q.hours[h]);
        for (const TeamDay& t : day.teams) add_hour(row, t.hours[h]);
    }
    return row;
}

std::vector<SimSubject> figures(const Layout& layout, std::span<const DayRow> days) {
    std::vector<SimSubject> subjects = layout.subjects;
    std::size_t column = 0;
    for (SimSubject& subject : subjects)
        for (SimFigure& figure : subject.figures) {
            const Spread s = spread_of(days, column++);
            if (s.mean) fill(figure, *s.mean, s.residual);
        }
    return subjects;
}

std::vector<SimSubject> changes(const Layout& base, std::span<const DayRow> base_days,
                                const Layout& other, std::span<const DayRow> other_days) {
    std::vector<SimSubject> subjects;
    std::size_t column = 0;
    for (const SimSubject& subject : base.subjects) {
        const std::size_t theirs = column_of(other, subject), first = column;
        column += subject.figures.size();
        if (theirs == static_cast<std::size_t>(-1)) continue;
        subjects.push_back(subject);
        for (std::size_t i = 0; i < subject.figures.size(); ++i) {
            const Spread a = spread_of(base_days, first + i), b = spread_of(other_days, theirs + i);
            if (!a.mean || !b.mean) continue;
            std::vector<double> residual(a.residual.size());
            for (std::size_t d = 0; d < residual.size(); ++d)
                residual[d] = b.residual[d] - a.residual[d];
            fill(subjects.back().figures[i], *b.mean - *a.mean, residual);
        }
    }
    return subjects;
}

double student_95(std::size_t freedom) {
    constexpr double few[] = {12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060};
    if (freedom >= 1 && freedom <= std::size(few)) return few[freedom - 1];
    // Cornish and Fisher's expansion in 1/freedom; right to 4 digits from nine on.
    const double z = 1.959963984540054, v = static_cast<double>(freedom);
    return z + (z * z * z + z) / (4 * v) +
           (5 * std::pow(z, 5) + 16 * std::pow(z, 3) + 3 * z) / (96 * v * v) +
           (3 * std::pow(z, 7) + 19 * std::pow(z, 5) + 17 * std::pow(z, 3) - 15 * z) /
               (384 * v * v * v);
}

}  // namespace ol::simulator
