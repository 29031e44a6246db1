// A day's contacts become a plan: when they came, how long they took, how long they waited before
// they went, who was there. What too few contacts tell is taken from the whole day, or assumed and
// said so.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "insight/whatif/whatif.hpp"

namespace ol::whatif {
namespace {

using insight::Visit;
using simulator::Shape;
using simulator::SimModel;
using simulator::SimQueue;
using simulator::SimSpread;
using simulator::SimTeam;

constexpr int quarter_min = 15, few_lengths = 20, few_left = 5;
constexpr double usual_handle_s = 180, usual_wrap_up_s = 20, usual_patience_s = 180;
constexpr double usual_answer_s = 5;

std::string clock_text(int minutes) {
    const auto two = [](int n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
    return two(minutes / 60) + ":" + two(minutes % 60);
}

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
    Builder(Time midnight, std::span<const QueueOfDay> queues) : midnight_(midnight) {
        for (const QueueOfDay& q : queues) by_id_[q.id] = &q;
    }
    BaseDay out;

    void take(const Visit& v) {
        const auto queue = by_id_.find(v.queue);
        if (queue == by_id_.end() || v.exit == routing::Exit::closed) return;
        count(v, *queue->second);
        if (v.exit == routing::Exit::full && v.exited_at) return;
        const auto minute = static_cast<int>((v.entered_at - midnight_).count() / 60000);
        first_ = std::min(first_, minute / quarter_min);
        last_ = std::max(last_, minute / quarter_min);
        ++arrivals_[v.queue][minute / quarter_min];
        seen_[v.queue].add(v);
        all_.add(v);
        if (!v.agent || !v.answered_at) return;
        Worked& w = worked_.try_emplace(v.agent, Worked{INT32_MAX, 0, {}}).first->second;
        const Time end = v.done_at.value_or(*v.answered_at);
        w.from = std::min(w.from, static_cast<int>((*v.answered_at - midnight_).count() / 60000));
        w.to = std::max(w.to, static_cast<int>((end - midnight_).count() / 60000) + 1);
        w.queues.insert(v.queue);
    }

    Result<BaseDay> finish(const std::string& name) {
        if (arrivals_.empty())
            return not_found("whatif.nobody_came",
                             "On that day nobody came to these queues; choose another.");
        SimModel& m = out.model;
        m.name = name;
        m.opens = clock_text(first_ * quarter_min);
        m.closes = clock_text(std::min((last_ + 1) * quarter_min, 47 * 60));
        for (const auto& [id, queue] : by_id_)
            if (arrivals_.contains(id)) m.queues.push_back(queue_of(*queue));
        add_teams();
        for (const auto& assumed : {"shifts_from_contacts", "no_breaks"}) assume(assumed, "");
        assume("answer_assumed", "", usual_answer_s);
        finish_figures();
        return std::move(out);
    }

private:
    struct Worked {
        int from = 0, to = 0;  // minutes
        std::set<QueueId> queues;
    };

    void assume(const char* code, const std::string& queue, std::optional<double> value = {}) {
        Assumption a{code, queue, {}};
        if (value)
            a.params.emplace_back("seconds",
                                  std::to_string(static_cast<std::int64_t>(std::llround(*value))));
        out.assumptions.push_back(std::move(a));
    }

    void count(const Visit& v, const QueueOfDay& queue) {
        if (v.exit == routing::Exit::full && v.exited_at) return;
        RecordedFigures& r = out.recorded;
        ++r.offered;
        const bool left = v.exited_at && !v.answered_at && v.exit == routing::Exit::abandoned;
        r.abandoned += left;
        short_left_ += left && Ms{v.wait_ms} <= queue.short_abandon;
        if (!v.answered_at) return;
        ++r.answered;
        in_time_ += Ms{v.wait_ms} <= queue.service_level;
        wait_answered_ms_ += v.wait_ms;
    }
    void finish_figures() {
        RecordedFigures& r = out.recorded;
        if (r.offered > short_left_)
            r.sl_strict =
                static_cast<double>(in_time_) / static_cast<double>(r.offered - short_left_);
        if (r.answered > 0)
            r.asa_s =
                static_cast<double>(wait_answered_ms_) / 1000 / static_cast<double>(r.answered);
    }

    SimQueue queue_of(const QueueOfDay& queue) {
        SimQueue q;
        q.name = queue.name;
        q.settings = queue.config;
        q.settings->members.clear();
        q.settings->memberships.clear();
        // Other queues are meant by number; the record names none of them.
        q.settings->overflow.clear();
        q.settings->yields_to.clear();
        if (!queue.config.overflow.empty()) assume("overflow_left_out", queue.name);
        q.threshold_s = static_cast<double>(queue.service_level.count()) / 1000;
        q.short_abandon_s = static_cast<double>(queue.short_abandon.count()) / 1000;
        int last = 0;
        for (int quarter = first_; quarter <= last_; ++quarter) {
            const auto& counts = arrivals_[queue.id];
            const auto at = counts.find(quarter);
            const int now = at == counts.end() ? 0 : at->second;
            if (now != last)
                q.arrivals.push_back({clock_text(quarter * quarter_min), now * 60.0 / quarter_min});
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
    SimSpread length_of(const std::vector<double>& own, const std::vector<double>& whole,
                        double usual, const std::string& what, const std::string& queue) {
        if (own.size() >= few_lengths) return lengths(own);
        if (whole.size() >= few_lengths) {
            assume((what + "_of_all").c_str(), queue);
            return lengths(whole);
        }
        assume((what + "_assumed").c_str(), queue, usual);
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
        assume("patience_assumed", queue, usual_patience_s);
        return {Shape::exponential, usual_patience_s, 1};
    }

    /// People with the same queues and the same half-hours from first to last contact.
    void add_teams() {
        constexpr int half = 30;
        const int opens = first_ * quarter_min, closes = (last_ + 1) * quarter_min;
        std::map<std::tuple<std::set<QueueId>, int, int>, int> teams;
        for (const auto& [person, w] : worked_) {
            const int from = std::max(w.from / half * half, opens);
            const int to = std::max(std::min((w.to + half - 1) / half * half, closes), from + half);
            ++teams[{w.queues, from, to}];
        }
        for (const auto& [key, agents] : teams) {
            const auto& [queues, from, to] = key;
            SimTeam team;
            team.from = clock_text(from);
            team.to = clock_text(to);
            team.agents = agents;
            for (const QueueId id : queues) team.queues.push_back(by_id_.at(id)->name);
            team.name = *team.from + "-" + *team.to;
            for (const std::string& queue : team.queues)
                if (team.name.size() + queue.size() < 90) team.name += " " + queue;
            const auto same = [&](const SimTeam& t) { return t.name == team.name; };
            while (std::any_of(out.model.teams.begin(), out.model.teams.end(), same))
                team.name += "+";
            team.answer = {Shape::lognormal, usual_answer_s, 0.5};
            out.model.teams.push_back(std::move(team));
        }
    }

    Time midnight_;
    std::map<QueueId, const QueueOfDay*> by_id_;
    std::map<QueueId, std::map<int, int>> arrivals_;  // by quarter of an hour
    std::map<QueueId, Seen> seen_;
    std::map<PersonId, Worked> worked_;
    Seen all_;
    int first_ = INT32_MAX, last_ = 0;
    std::int64_t short_left_ = 0, in_time_ = 0, wait_answered_ms_ = 0;
};

}  // namespace

Result<BaseDay> recorded_day(const std::string& name, Time midnight, Time end,
                             std::span<const QueueOfDay> queues, std::span<const Visit> visits) {
    Builder builder(midnight, queues);
    for (const Visit& v : visits)
        if (v.entered_at >= midnight && v.entered_at < end) builder.take(v);
    return builder.finish(name);
}

}  // namespace ol::whatif
