// A call-back at a time: the free ones are asked for, spoken, taken by key. Whoever says nothing is
// called back as soon as somebody is free.
#include "contact/flows/runner_turn.hpp"

namespace ol::flows {

namespace {
constexpr int times_wait_ms = 5000;
}  // namespace

Way Runner::Turn::ask_times(const Step& step) {
    r.wait_ = Wait::times;
    alarm(times_wait_ms);
    out.emplace_back(AskTimes{++r.serial_, step.queue_id});
    return std::nullopt;
}

void Runner::Turn::operator()(const TimesCame& e) {
    const Step* step = here();
    const bool taken = r.wait_ == Wait::booking;  // somebody was quicker
    if ((!taken && r.wait_ != Wait::times) || e.serial != r.serial_ || !step) return;
    r.times_ = e.times;
    if (r.times_.size() > times_spoken) r.times_.resize(times_spoken);
    if (r.times_.empty()) return take(call_now(*step));
    if (taken) return take(ask(*step, {own(Word::time_gone)}));
    take(r.typed_.empty() ? ask(*step) : take_typed(*step));
}

Way Runner::Turn::time_key(const Step& step, char key) {
    if (key == '1') return call_now(step);
    const auto at = static_cast<std::size_t>(key - '2');
    if (key < '2' || at >= r.times_.size()) return wrong(step, Word::wrong_key);
    r.chosen_ = at;
    r.typed_.clear();
    r.wait_ = Wait::booking;
    alarm(times_wait_ms);
    out.emplace_back(BookTime{++r.serial_, r.times_[at], step.queue_id});
    return std::nullopt;
}

void Runner::Turn::operator()(const TimeBooked& e) {
    const Step* step = here();
    if (r.wait_ != Wait::booking || e.serial != r.serial_ || !step) return;
    Leave how;
    how.how = step->kind;
    how.queue = step->queue_id;
    how.booked = true;
    how.priority = r.priority_;
    how.skills = r.skills_;
    r.leave_ = how;
    std::vector<Utterance> told{
        booked_words(r.times_[r.chosen_], now_, r.facts_.tz, r.record_.language)};
    if (const auto words = spoken(step->say)) told.push_back(*words);
    (void)speak(std::move(told), "");
    r.wait_ = Wait::last_words;
}

/// As soon as somebody is free: what the step does without times.
Way Runner::Turn::call_now(const Step& step) {
    r.typed_.clear();
    r.wait_ = Wait::nothing;
    Leave how;
    how.how = step.kind;
    how.queue = step.queue_id;
    return leave(step, how);
}

}  // namespace ol::flows
