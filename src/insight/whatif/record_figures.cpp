// The record's own figures, by the definitions that reports use, in the shape of the simulated
// ones.
#include "insight/definitions.hpp"
#include "insight/whatif/parts.hpp"

namespace ol::whatif {
namespace {

using insight::Sums;
using simulator::SimFigure;
using simulator::SimSubject;

using Quarter = std::chrono::duration<std::int64_t, std::ratio<900>>;

struct Told {
    const char* name;  // the simulator's
    const char* code;  // of the definition
    double per;        // one of theirs is so many of ours
};
constexpr Told line[] = {{"offered", "offered", 1},       {"answered", "answered", 1},
                         {"abandoned", "abandoned", 1},   {"flow_out", "flow_out", 1},
                         {"sl_strict", "sl_strict", 1e3}, {"abandon_rate", "abandon_rate", 1e3},
                         {"asa_s", "asa", 1e3},           {"p90_wait_s", "wait_p90", 1e3}};
constexpr Told people[] = {{"occupancy", "occupancy", 1e3}};

void tell(std::vector<SimFigure>& out, std::span<const Told> what, const Sums& sums) {
    for (const Told& one : what) {
        SimFigure figure;
        figure.name = one.name;
        if (const auto value = insight::value_of(*insight::find_definition(one.code), sums))
            figure.mean = static_cast<double>(*value) / one.per;
        out.push_back(std::move(figure));
    }
}

struct Sheet {  // of all, or of one queue
    Sums day;
    std::map<int, Sums> hours;
    void add(int minute, const Sums& sums) {
        day.add(sums);
        hours[minute / 60].add(sums);
    }
    void tell(std::vector<SimSubject>& out, const std::string& name) const {
        const auto subject = [&](std::optional<int> hour, const Sums& sums) {
            SimSubject s{name.empty() ? "all" : "queue", name, hour, {}};
            whatif::tell(s.figures, line, sums);
            if (name.empty()) whatif::tell(s.figures, people, sums);
            out.push_back(std::move(s));
        };
        subject({}, day);
        for (const auto& [hour, sums] : hours) subject(hour, sums);
    }
};

}  // namespace

RecordedFigures figures_of_record(const Wall& wall, const Standing& standing, const InPlan& in_plan,
                                  const insight::Record& record,
                                  const std::map<PersonId, Worked>& worked, int opens, int closes) {
    Sheet all;
    std::map<QueueId, Sheet> queues;
    for (const insight::KnownVisit& k : record.visits) {
        if (!in_plan.contains(k.visit.queue) || k.channel != "call") continue;
        if (!wall.span().holds(k.visit.entered_at)) continue;
        const Sums sums = insight::entry_sums(k.visit, k.limits);
        const int minute = wall.minute(k.visit.entered_at);
        all.add(minute, sums);
        queues[k.visit.queue].add(minute, sums);
    }
    const auto serves = [&](PersonId person) {
        if (worked.contains(person)) return true;
        for (const QueueOfDay& queue : standing.queues)
            if (in_plan.contains(queue.id) && membership_of(queue.config, person)) return true;
        return false;
    };
    for (const insight::Interval& i : record.presence) {
        if (!serves(i.person)) continue;
        const Time to = std::min(i.to, wall.span().to);
        for (Time at = std::max(i.from, wall.span().from); at < to;) {
            const Time next = std::min<Time>(to, std::chrono::floor<Quarter>(at) + Quarter{1});
            if (const int minute = wall.minute(at); minute >= opens && minute < closes)
                all.add(minute, insight::time_sums(i.state, next - at));
            at = next;
        }
    }
    RecordedFigures out;
    all.tell(out.subjects, "");
    for (const QueueOfDay& queue : standing.queues)
        if (in_plan.contains(queue.id)) queues[queue.id].tell(out.subjects, queue.name);
    out.offered = all.day[insight::Sum::offered];
    out.answered = all.day[insight::Sum::answered];
    out.abandoned = all.day[insight::Sum::abandoned];
    for (const SimFigure& figure : out.subjects.front().figures) {
        if (figure.name == "sl_strict") out.sl_strict = figure.mean;
        if (figure.name == "asa_s") out.asa_s = figure.mean;
    }
    return out;
}

}  // namespace ol::whatif
