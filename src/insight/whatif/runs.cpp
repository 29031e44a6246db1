// Runs in the background: one at a time, on a thread that yields to calls; a short queue; the last
// results are kept. A first answer comes after a tenth of the days.
#include <sys/resource.h>

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "insight/calendar.hpp"
#include "insight/whatif/whatif.hpp"

namespace ol::whatif {
namespace {

using simulator::SimModel;

double expected_contacts(const SimModel& model) {
    double sum = 0;  // an upper bound is enough: the highest rate all day
    for (const auto& queue : model.queues) {
        double most = 0;
        for (const auto& rate : queue.arrivals) most = std::max(most, rate.per_hour);
        sum += most;
    }
    return sum * 24 * model.volume;
}

Result<> bounded(const SimModel& model) {
    int agents = 0;
    for (const auto& team : model.teams) agents += std::clamp(team.agents, 0, agents_limit + 1);
    const auto large = [](const char* field, std::string detail) {
        return invalid("whatif.too_large", field, std::move(detail));
    };
    if (model.queues.size() > static_cast<std::size_t>(queues_limit))
        return large("queues", "At most 50 queues at once; choose fewer.");
    if (agents > agents_limit || model.teams.size() > static_cast<std::size_t>(agents_limit))
        return large("teams", "At most 500 people; orderline simulate takes more from a file.");
    if (expected_contacts(model) > contacts_limit * 10)
        return large("queues",
                     "At most about 20,000 contacts a day; orderline simulate takes more.");
    return simulator::check(model);
}

struct Run {
    Simulation shown;
    PersonId whose;
    SimModel base, other;
    std::stop_source stop;
    Time began{};
};

}  // namespace

struct WhatIf::Impl {
    explicit Impl(Deps d) : deps(std::move(d)) {}
    Deps deps;
    mutable std::mutex mutex;
    std::condition_variable_any woken;
    std::map<std::int64_t, std::shared_ptr<Run>> runs;
    std::deque<std::shared_ptr<Run>> waiting;
    std::shared_ptr<Run> current;
    std::int64_t last_id = 0;
    std::jthread worker;

    void work(const std::stop_token& stop) {
        // Threads of Linux have a niceness of their own: the simulation takes what calls leave.
        setpriority(PRIO_PROCESS, 0, 15);
        while (!stop.stop_requested()) {
            std::shared_ptr<Run> run;
            {
                std::unique_lock lock(mutex);
                if (!woken.wait(lock, stop, [&] { return !waiting.empty(); })) return;
                run = current = waiting.front();
                waiting.pop_front();
                run->shown.state = RunState::running;
                run->began = deps.clock.steady();
            }
            const std::stop_callback end(stop, [run] { run->stop.request_stop(); });
            const int first = run->shown.days / 10;
            bool goes_on = true;
            if (first >= 10) goes_on = part(*run, first);
            if (goes_on) part(*run, run->shown.days);
            std::unique_lock lock(mutex);
            current.reset();
            if (run->shown.state == RunState::running)
                run->shown.state =
                    run->shown.result && run->shown.result->base.days == run->shown.days
                        ? RunState::done
                        : RunState::cancelled;
            lock.unlock();
            if (deps.ended) deps.ended(run->whose, run->shown.id);
        }
    }

    /// So many days of both plans; false when there is no need to go on.
    bool part(Run& run, int days) {
        simulator::Options options;
        options.by_hour = true;
        options.stop = run.stop.get_token();
        options.progress = [&](int done, int) {
            const std::lock_guard lock(mutex);
            run.shown.days_done = std::max(run.shown.days_done, done);
            if (deps.clock.steady() - run.began > longest_run) run.stop.request_stop();
        };
        run.base.days = days;
        auto result = simulator::compare(run.base, run.other, options);
        const std::lock_guard lock(mutex);
        if (result) {
            const bool more = !run.shown.result || result->base.days > run.shown.result->base.days;
            if (more) run.shown.result = std::move(*result);
            return !run.stop.stop_requested();
        }
        if (run.stop.stop_requested()) return false;
        run.shown.state = RunState::failed;
        run.shown.error_code = result.error().code;
        run.shown.error_detail = result.error().detail;
        return false;
    }

    /// Under the lock. Her own run, with its place in the queue.
    Result<Simulation> shown(const http::Principal& who, std::int64_t id) const {
        const auto at = runs.find(id);
        if (at == runs.end() || at->second->whose != who.person)
            return not_found("whatif.not_found",
                             "There is no such simulation of yours (any more).");
        Simulation out = at->second->shown;
        if (out.state == RunState::waiting) {
            out.ahead = current ? 1 : 0;
            for (const auto& run : waiting) {
                if (run->shown.id == id) break;
                ++out.ahead;
            }
        }
        return out;
    }
};

WhatIf::WhatIf(Deps deps) : impl_(std::make_unique<Impl>(std::move(deps))) {
    impl_->worker = std::jthread([i = impl_.get()](const std::stop_token& stop) { i->work(stop); });
}
WhatIf::~WhatIf() = default;

Result<BaseDay> WhatIf::base(const http::Principal& who, const RecordedDay& wanted) const {
    const auto day = insight::parse_day(wanted.day, "day");
    if (!day) return day.error();
    auto standing = impl_->deps.standing();
    if (!standing) return standing.error();
    std::vector<QueueOfDay>& queues = standing->queues;
    const auto hers = [&](const QueueOfDay& q) {
        const bool asked = wanted.queue_ids.empty() ||
                           std::find(wanted.queue_ids.begin(), wanted.queue_ids.end(), q.id) !=
                               wanted.queue_ids.end();
        return asked && (who.shops.empty() || who.shops.contains(q.shop.value));
    };
    std::erase_if(queues, [&](const QueueOfDay& q) { return !hers(q); });
    if (queues.empty() || queues.size() < wanted.queue_ids.size())
        return not_found("whatif.no_queue", "There is no such queue.");
    // Names make the plan readable and must differ.
    for (std::size_t i = 0; i < queues.size(); ++i)
        for (std::size_t k = 0; k < i; ++k)
            if (queues[k].name == queues[i].name)
                queues[i].name += " " + std::to_string(queues[i].id.value % 1000);
    const Time from = insight::start_of(*day, queues.front().tz);
    const Time to = insight::start_of(insight::next_day(*day), queues.front().tz);
    const auto record = impl_->deps.record({from, to});
    if (!record) return record.error();
    return recorded_day(*day, *standing, *record);
}

Result<Simulation> WhatIf::start(const http::Principal& who, const SimulationIn& in) {
    if (in.recorded.has_value() == in.model.has_value())
        return invalid("whatif.base", "recorded",
                       "Give a recorded day or a model, one of the two.");
    if (in.days < 2 || in.days > days_limit)
        return invalid("whatif.days", "days", "It is 2 to 1000 days.");
    if (in.change.size() > static_cast<std::size_t>(changes_limit))
        return invalid("whatif.too_large", "change", "At most 50 changes at once.");
    auto run = std::make_shared<Run>();
    if (in.recorded) {
        auto found = base(who, *in.recorded);
        if (!found) return found.error();
        run->base = std::move(found->model);
        run->shown.assumptions = std::move(found->assumptions);
        run->shown.recorded = found->recorded;
    } else {
        run->base = *in.model;
    }
    run->base.seed = in.seed;
    run->base.days = in.days;
    auto other = changed(run->base, in.change);
    if (!other) return other.error();
    run->other = std::move(*other);
    for (const SimModel* model : {&run->base, &run->other})
        if (auto ok = bounded(*model); !ok) return ok.error();
    run->whose = who.person;
    run->shown.days = in.days;
    Impl& i = *impl_;
    const std::lock_guard lock(i.mutex);
    if (i.waiting.size() >= static_cast<std::size_t>(waiting_limit))
        return unavailable("whatif.busy", "Eight simulations wait already; try again in a minute.");
    run->shown.id = ++i.last_id;
    i.runs[run->shown.id] = run;
    i.waiting.push_back(run);
    while (i.runs.size() > static_cast<std::size_t>(kept_limit)) {
        const auto ended = std::find_if(i.runs.begin(), i.runs.end(), [](const auto& entry) {
            const RunState s = entry.second->shown.state;
            return s != RunState::waiting && s != RunState::running;
        });
        if (ended == i.runs.end()) break;
        i.runs.erase(ended);
    }
    i.woken.notify_one();
    return i.shown(who, run->shown.id);
}

Result<Simulation> WhatIf::find(const http::Principal& who, std::int64_t id) const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->shown(who, id);
}

Result<Simulation> WhatIf::cancel(const http::Principal& who, std::int64_t id) {
    Impl& i = *impl_;
    const std::lock_guard lock(i.mutex);
    auto shown = i.shown(who, id);
    if (!shown) return shown;
    Run& run = *i.runs.at(id);
    run.stop.request_stop();
    if (std::erase_if(i.waiting, [&](const auto& w) { return w->shown.id == id; }) > 0)
        run.shown.state = RunState::cancelled;
    return i.shown(who, id);
}

}  // namespace ol::whatif
