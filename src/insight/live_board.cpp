// Today and the last half hour, kept as visits happen. Every change takes the visit's old share out
// of the windows and puts the new one in, so a step told twice, late or out of order leaves the
// same figures.
#include <map>
#include <mutex>
#include <set>

#include "insight/tally.hpp"

namespace ol::insight {

namespace {

constexpr Ms recent{30 * 60 * 1000};
constexpr Ms shortest_day{23 * 60 * 60 * 1000};  // no need to ask the zone before that

struct Key {
    Time entered_at{};
    ContactId contact;
    friend auto operator<=>(const Key&, const Key&) = default;
};

struct Row {
    Visit visit;
    bool entry_today = false, entry_recent = false, done_today = false, done_recent = false;
};

enum class VisitStep { entered, answered, exited, done };

/// What is known of the visit after this step. The first exit stands (A28).
void learn(Visit& known, const Visit& told, VisitStep step) {
    const bool open = !known.exited_at;
    switch (step) {
        case VisitStep::entered: return;
        case VisitStep::answered:
            if (!open) return;
            known.answered_at = told.answered_at;
            known.agent = told.agent;
            known.rings = told.rings;
            return;
        case VisitStep::exited:
            if (!open) return;
            known.exit = told.exit;
            known.wait_ms = told.wait_ms;
            known.agent = told.agent;
            known.rings = told.rings;
            known.callback_met = told.callback_met;
            if (told.answered_at) known.answered_at = told.answered_at;
            known.exited_at = told.exited_at ? *told.exited_at : told.entered_at + Ms{told.wait_ms};
            return;
        case VisitStep::done:
            known.talk_ms = told.talk_ms;
            known.hold_ms = told.hold_ms;
            known.wrap_ms = told.wrap_ms;
            known.callback_met |= told.callback_met;
            const Time left = known.exited_at.value_or(told.entered_at + Ms{told.wait_ms});
            known.done_at = told.done_at ? *told.done_at
                                         : left + Ms{told.talk_ms + told.hold_ms + told.wrap_ms};
            return;
    }
}

bool finished(const Visit& v) {
    return v.exited_at && (v.exit != routing::Exit::answered || v.done_at);
}

class QueueFigures {
public:
    void configure(const QueueInfo& info, Time now) {
        const bool same = info.tz == info_.tz &&
                          info.limits.service_level == info_.limits.service_level &&
                          info.limits.short_abandon == info_.limits.short_abandon;
        // With rows forgotten a new count would be wrong: then changed limits begin at midnight.
        if (same || forgotten_today_)
            pending_ = info;
        else
            info_ = pending_ = info;
        if (!same && !forgotten_today_) begin_day(now);
    }
    const Limits& limits() const { return info_.limits; }
    bool forgotten() const { return forgotten_today_; }

    void tell(const Visit& told, VisitStep step) {
        auto [it, fresh] = rows_.try_emplace({told.entered_at, told.contact});
        Row& row = it->second;
        if (fresh) {
            row.visit = told;
            row.visit.answered_at.reset(), row.visit.exited_at.reset(), row.visit.done_at.reset();
        } else {
            share(it->first, row, Tally::Way::out);
        }
        learn(row.visit, told, step);
        share(it->first, row, Tally::Way::in);
    }

    void put(const Visit& visit) {
        auto [it, fresh] = rows_.try_emplace({visit.entered_at, visit.contact});
        if (!fresh) share(it->first, it->second, Tally::Way::out);
        it->second.visit = visit;
        share(it->first, it->second, Tally::Way::in);
    }

    void advance(Time now) {
        if (now >= day_ + shortest_day && day_start(now, info_.tz) != day_) begin_day(now);
        const Time from = now - recent;
        if (from <= recent_from_) return;
        for (auto it = rows_.lower_bound({recent_from_, {}});
             it != rows_.end() && it->first.entered_at < from; ++it)
            if (std::exchange(it->second.entry_recent, false))
                recent_.entry(it->second.visit, Tally::Way::out);
        for (auto it = done_.lower_bound({recent_from_, {}}); it != done_.end() && it->first < from;
             ++it) {
            Row& row = rows_.at(it->second);
            if (std::exchange(row.done_recent, false)) recent_.handled(row.visit, Tally::Way::out);
        }
        recent_from_ = from;
    }

    Figures figures(Window window) const {
        switch (window) {
            case Window::today: return today_.figures();
            case Window::last_30_min: return recent_.figures();
        }
        return {};
    }
    Span span(Window window) const {
        return {window == Window::today ? day_ : recent_from_, Time::max()};
    }

    void collect(Figure figure, Window window, std::size_t limit, std::vector<Visit>& out) const {
        for (auto it = rows_.rbegin(); it != rows_.rend() && out.size() < limit; ++it)
            if (selects(figure, it->second.visit, span(window), info_.limits))
                out.push_back(it->second.visit);
    }

    /// Forgets the oldest finished row that no sliding window needs. Looks at few: what is old is
    /// mostly finished.
    bool forget_one() {
        int looked_at = 0;
        for (auto it = rows_.begin(); it != rows_.end() && looked_at < 16; ++it, ++looked_at) {
            const Row& row = it->second;
            if (!finished(row.visit) || row.entry_recent || row.done_recent) continue;
            if (row.entry_today || row.done_today) forgotten_today_ = true;
            if (row.visit.done_at) done_.erase({*row.visit.done_at, it->first});
            rows_.erase(it);
            return true;
        }
        return false;
    }
    std::size_t size() const { return rows_.size(); }

private:
    void share(const Key& key, Row& row, Tally::Way way) {
        const bool in = way != Tally::Way::out;
        const Visit& v = row.visit;
        if (in) {
            row.entry_today = v.entered_at >= day_;
            row.entry_recent = v.entered_at >= recent_from_;
            row.done_today = v.done_at && *v.done_at >= day_;
            row.done_recent = v.done_at && *v.done_at >= recent_from_;
        }
        if (row.entry_today) today_.entry(v, way);
        if (row.entry_recent) recent_.entry(v, way);
        if (row.done_today) today_.handled(v, way);
        if (row.done_recent) recent_.handled(v, way);
        if (!v.done_at) return;
        if (in)
            done_.insert({*v.done_at, key});
        else
            done_.erase({*v.done_at, key});
    }

    /// A new day, or new limits: everything is counted again from the rows, and those of former
    /// days are dropped.
    void begin_day(Time now) {
        info_ = pending_;
        day_ = day_start(now, info_.tz);
        recent_from_ = now - recent;
        forgotten_today_ = false;
        const Time oldest = std::min(day_, recent_from_);
        std::erase_if(rows_, [&](const auto& entry) {
            const Visit& v = entry.second.visit;
            return finished(v) && v.entered_at < oldest &&
                   v.done_at.value_or(*v.exited_at) < oldest;
        });
        today_ = recent_ = Tally(info_.limits);
        done_.clear();
        for (auto& [key, row] : rows_) share(key, row, Tally::Way::in_bulk);
        today_.settle();
        recent_.settle();
    }

    QueueInfo info_, pending_;
    Time day_{}, recent_from_{};
    Tally today_{Limits{}}, recent_{Limits{}};
    std::map<Key, Row> rows_;
    std::set<std::pair<Time, Key>> done_;
    bool forgotten_today_ = false;
};

}  // namespace

struct LiveBoard::State {
    std::mutex mutex;
    std::map<QueueId, QueueFigures> queues;
    std::size_t rows_max;
    std::size_t rows = 0;

    template <class Change>
    void change(QueueId queue, Change&& with) {
        const std::lock_guard lock(mutex);
        QueueFigures& figures = queues[queue];
        const std::size_t before = figures.size();
        with(figures);
        rows = rows - before + figures.size();
        while (rows > rows_max && figures.forget_one()) --rows;
    }
};

LiveBoard::LiveBoard(std::size_t rows_max) : state_(std::make_unique<State>()) {
    state_->rows_max = rows_max;
}
LiveBoard::~LiveBoard() = default;

void LiveBoard::configure(const QueueInfo& info, Time now) {
    state_->change(info.queue, [&](QueueFigures& queue) {
        queue.configure(info, now);
        queue.advance(now);
    });
}

void LiveBoard::load(std::span<const Visit> visits, Time now) {
    for (const Visit& visit : visits)
        state_->change(visit.queue, [&](QueueFigures& queue) { queue.put(visit); });
    const std::lock_guard lock(state_->mutex);
    for (auto& [id, queue] : state_->queues) queue.advance(now);
}

void LiveBoard::visit_entered(const Visit& v) {
    state_->change(v.queue, [&](QueueFigures& queue) { queue.tell(v, VisitStep::entered); });
}
void LiveBoard::visit_answered(const Visit& v) {
    state_->change(v.queue, [&](QueueFigures& queue) { queue.tell(v, VisitStep::answered); });
}
void LiveBoard::visit_exited(const Visit& v) {
    state_->change(v.queue, [&](QueueFigures& queue) { queue.tell(v, VisitStep::exited); });
}
void LiveBoard::visit_done(const Visit& v) {
    state_->change(v.queue, [&](QueueFigures& queue) { queue.tell(v, VisitStep::done); });
}

Figures LiveBoard::figures(QueueId queue, Window window, Time now) {
    Figures out;
    state_->change(queue, [&](QueueFigures& figures) {
        figures.advance(now);
        out = figures.figures(window);
    });
    return out;
}

LiveBoard::Rows LiveBoard::rows(Figure figure, QueueId queue, Window window, Time now,
                                std::size_t limit) {
    Rows out;
    state_->change(queue, [&](QueueFigures& figures) {
        figures.advance(now);
        figures.collect(figure, window, limit, out.visits);
        out.complete =
            out.visits.size() < limit && !(window == Window::today && figures.forgotten());
    });
    return out;
}

Time day_start(Time now, std::string_view tz) {
    const auto local = local_time(now, tz);
    if (local) {
        const auto midnight = from_local({local->year, local->month, local->day, 0, 0, 0}, tz);
        if (midnight) return *midnight;
    }
    return std::chrono::floor<std::chrono::days>(now);
}

}  // namespace ol::insight
