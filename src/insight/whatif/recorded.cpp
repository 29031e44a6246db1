// A day's contacts become a plan: when they came, how long they took, how long they waited before
// they went. What too few contacts tell is taken from the whole day, or assumed and said so; what
// cannot be carried over is said too.
#include <algorithm>
#include <cmath>

#include "insight/whatif/parts.hpp"

namespace ol::whatif {
namespace {

using insight::KnownVisit;
using insight::Visit;
using simulator::Shape;
using simulator::SimModel;
using simulator::SimQueue;
using simulator::SimSpread;

constexpr int few_lengths = 20, few_left = 5;
constexpr double usual_handle_s = 180, usual_wrap_up_s = 20, usual_patience_s = 180;

struct Seen {  // of one queue, or of the whole day
    std::vector<double> handle_s, wrap_up_s;
    double waited_s = 0;  // of all who came, until answered, gone, or the record's end
    int left = 0;
    void add(const Visit& v) {
        waited_s += static_cast<double>(v.wait_ms) / 1000;
        left += v.exit == routing::Exit::abandoned && v.exited_at && !v.answered_at;
        if (!v.answered_at || !v.done_at) return;
        handle_s.push_back(static_cast<double>(v.talk_ms + v.hold_ms) / 1000);
        wrap_up_s.push_back(static_cast<double>(v.wrap_ms) / 1000);
    }
};

/// The mean as it was; the spread by the logarithms, so that one endless talk does not make it
/// wide.
SimSpread lengths(const std::vector<double>& seen) {
    double sum = 0, logs = 0, squares = 0;
    for (const double s : seen) sum += s;
    const auto n = static_cast<double>(seen.size());
    for (const double s : seen) logs += std::log(std::max(s, 1.0));
    for (const double s : seen) {
        const double d = std::log(std::max(s, 1.0)) - logs / n;
        squares += d * d;
    }
    const double cv = std::sqrt(std::expm1(std::min(squares / std::max(n - 1, 1.0), 2.3)));
    return {Shape::lognormal, sum / n, std::clamp(cv, 0.0, 3.0)};
}

class Builder {
public:
    Builder(insight::Day day, const Standing& standing)
        : wall_(day, standing.queues.empty() ? "UTC" : standing.queues.front().tz),
          standing_(standing) {
        for (const QueueOfDay& q : standing.queues) by_id_[q.id] = &q;
    }

    /// In order of entry: a contact came where it is met first, wherever it overflowed to.
    void take(const KnownVisit& known) {
        const Visit& v = known.visit;
        const bool here = by_id_.contains(v.queue) && known.channel == "call";
        if (!here) other_work_ += v.answered_at && v.agent;
        if (!here || v.exit == routing::Exit::closed) return;
        if (v.exit == routing::Exit::full && v.exited_at) return;
        const auto [home, came] = home_.emplace(v.contact, v.queue);
        if (came) {
            const int quarter = wall_.minute(v.entered_at) / quarter_min;
            first_ = std::min(first_, quarter);
            last_ = std::max(last_, quarter);
            ++arrivals_[v.queue][quarter];
        }
        seen_[home->second].add(v);
        all_.add(v);
        if (!v.agent || !v.answered_at) return;
        Worked& w =
            worked_.try_emplace(v.agent, Worked{Time::max(), Time::min(), {}}).first->second;
        w.from = std::min(w.from, *v.answered_at);
        w.to = std::max(w.to, v.done_at.value_or(*v.answered_at));
        w.queues.insert(v.queue);
    }

    Result<BaseDay> finish(const std::string& name, const insight::Record& record) {
        if (arrivals_.empty())
            return not_found("whatif.nobody_came",
                             "On that day nobody came to these queues; choose another.");
        SimModel& m = out_.model;
        m.name = name;
        m.opens = clock_text(first_ * quarter_min);
        m.closes = clock_text((last_ + 1) * quarter_min);
        m.router = standing_.router;
        for (const auto& [id, queue] : by_id_)
            if (arrivals_.contains(id)) in_plan_.emplace(id, in_plan_.size());
        for (const auto& [id, place] : in_plan_) m.queues.push_back(queue_of(*by_id_.at(id)));
        Shifts shifts = shifts_of(wall_, standing_, in_plan_, record.presence, worked_);
        m.teams = std::move(shifts.teams);
        assume("settings_of_now", "");
        if (shifts.guessed) assume("shifts_from_contacts", "", "people", shifts.guessed);
        if (shifts.unanswered) assume("misses_as_pauses", "");
        assume("answer_assumed", "", "seconds", usual_answer_s);
        if (other_work_) assume("other_work_left_out", "", "contacts", other_work_);
        if (wall_.turned()) assume(wall_.longer() ? "hour_twice" : "hour_left_out", "");
        out_.recorded = figures_of_record(wall_, standing_, in_plan_, record, worked_,
                                          first_ * quarter_min, (last_ + 1) * quarter_min);
        return std::move(out_);
    }
    insight::Span span() const { return wall_.span(); }

private:
    void assume(const std::string& code, const std::string& queue, const char* what = nullptr,
                double value = 0) {
        Assumption a{code, queue, {}};
        if (what)
            a.params.emplace_back(what,
                                  std::to_string(static_cast<std::int64_t>(std::llround(value))));
        out_.assumptions.push_back(std::move(a));
    }

    SimQueue queue_of(const QueueOfDay& queue) {
        SimQueue q;
        q.name = queue.name;
        q.settings = settings_of(queue);
        q.threshold_s = static_cast<double>(queue.service_level.count()) / 1000;
        q.short_abandon_s = static_cast<double>(queue.short_abandon.count()) / 1000;
        double last = 0;
        for (int quarter = first_; quarter <= last_; ++quarter) {
            const auto& counts = arrivals_[queue.id];
            const auto at = counts.find(quarter);
            const double now =
                at == counts.end() ? 0 : double(at->second) / std::max(wall_.times(quarter), 1);
            if (now != last)
                q.arrivals.push_back({clock_text(quarter * quarter_min), now * 60 / quarter_min});
            last = now;
        }
        const Seen& seen = seen_[queue.id];
        q.handle = length_of(seen.handle_s, all_.handle_s, usual_handle_s, "handle", queue.name);
        q.handle.mean_s = std::max(q.handle.mean_s, 1.0);
        q.wrap_up =
            length_of(seen.wrap_up_s, all_.wrap_up_s, usual_wrap_up_s, "wrap_up", queue.name);
        q.patience = patience_of(seen, queue.name);
        return q;
    }

    /// Its people become teams; other queues are meant by their place in the plan, and those that
    /// are not in it cannot be meant.
    routing::QueueConfig settings_of(const QueueOfDay& queue) {
        routing::QueueConfig c = queue.config;
        c.members.clear();
        c.memberships.clear();
        const auto number = [&](QueueId id) {
            const auto at = in_plan_.find(id);
            return QueueId{at == in_plan_.end() ? 0 : static_cast<std::int64_t>(at->second) + 1};
        };
        const auto moves = [](const routing::OverflowStep& s) {
            return s.action == routing::StepAction::to_queue ||
                   s.action == routing::StepAction::add_queue;
        };
        for (routing::OverflowStep& step : c.overflow)
            if (moves(step)) step.queue = number(step.queue);
        for (QueueId& id : c.yields_to) id = number(id);
        if (std::erase_if(c.overflow, [&](const auto& s) { return moves(s) && !s.queue; }) > 0)
            assume("overflow_left_out", queue.name);
        if (std::erase(c.yields_to, QueueId{}) > 0) assume("yields_left_out", queue.name);
        return c;
    }
    SimSpread length_of(const std::vector<double>& own, const std::vector<double>& whole,
                        double usual, const std::string& what, const std::string& queue) {
        if (own.size() >= few_lengths) return lengths(own);
        if (whole.size() >= few_lengths) {
            assume(what + "_of_all", queue);
            return lengths(whole);
        }
        assume(what + "_assumed", queue, "seconds", usual);
        return {Shape::lognormal, usual, 1};
    }
    /// Exponential, by all the time that was waited for each who left: those who were answered
    /// before their patience ended count with what they waited (censored), so the estimate is the
    /// most likely one.
    SimSpread patience_of(const Seen& own, const std::string& queue) {
        if (own.left >= few_left) return {Shape::exponential, own.waited_s / own.left, 1};
        if (all_.left >= few_left) {
            assume("patience_of_all", queue);
            return {Shape::exponential, all_.waited_s / all_.left, 1};
        }
        assume("patience_assumed", queue, "seconds", usual_patience_s);
        return {Shape::exponential, usual_patience_s, 1};
    }

    Wall wall_;
    const Standing& standing_;
    BaseDay out_;
    std::map<QueueId, const QueueOfDay*> by_id_;
    InPlan in_plan_;
    std::map<ContactId, QueueId> home_;
    std::map<QueueId, std::map<int, int>> arrivals_;  // by quarter of an hour
    std::map<QueueId, Seen> seen_;
    std::map<PersonId, Worked> worked_;
    Seen all_;
    int first_ = INT32_MAX, last_ = 0, other_work_ = 0;
};

}  // namespace

Wall::Wall(insight::Day day, std::string zone)
    : day_(day),
      zone_(std::move(zone)),
      midnight_(insight::start_of(day, zone_)),
      end_(insight::start_of(insight::next_day(day), zone_)),
      times_(24 * 60 / quarter_min) {
    for (Time t = midnight_; t < end_; t += std::chrono::minutes{quarter_min})
        if (const auto at = static_cast<std::size_t>(minute(t) / quarter_min); at < times_.size())
            ++times_[at];
}

int Wall::minute(Time t) const {
    const insight::Slot slot = insight::slot_of(t, zone_);
    const auto since = std::chrono::floor<std::chrono::minutes>(t - slot.start).count();
    return insight::days_between(day_, slot.day) * 1440 + slot.minute % 1440 +
           static_cast<int>(since);
}

int Wall::times(int quarter) const {
    const auto at = static_cast<std::size_t>(quarter);
    return at < times_.size() ? times_[at] : 1;
}

std::string clock_text(int minutes) {
    const auto two = [](int n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
    return two(minutes / 60) + ":" + two(minutes % 60);
}

Result<BaseDay> recorded_day(insight::Day day, const Standing& standing,
                             const insight::Record& record) {
    Builder builder(day, standing);
    for (const KnownVisit& v : record.visits)
        if (builder.span().holds(v.visit.entered_at)) builder.take(v);
    return builder.finish(insight::to_text(day), record);
}

}  // namespace ol::whatif
