// Questions, and what the caller's keys mean.
#include "contact/flows/runner_turn.hpp"

namespace ol::flows {

namespace {
constexpr std::size_t tail_digits = 4;  // of the telephone in the order
constexpr int order_wait_ms = 5000;

std::string_view default_terminator(const Step& step) {
    return step.kind == StepKind::order_lookup && step.terminator.empty()
               ? std::string_view("#")
               : std::string_view(step.terminator);
}
}  // namespace

bool Runner::Turn::collecting(const Step& step) const {
    if (step.kind == StepKind::digits) return r.phase_ == Phase::ask;
    return step.kind == StepKind::order_lookup;
}

Way Runner::Turn::ask(const Step& step, std::vector<Utterance> before) {
    auto words = question(step);
    before.insert(before.end(), words.begin(), words.end());
    return speak(std::move(before), "");
}

std::vector<Utterance> Runner::Turn::question(const Step& step) const {
    if (r.phase_ == Phase::tail) return {own(Word::ask_tail)};
    if (r.phase_ == Phase::confirm) {
        Utterance digits = own(Word::read_back);
        digits.text += " " + spelled(r.digits_) + ".";
        return {digits, own(Word::right_or_again)};
    }
    // A call-back's own words are said at its end.
    const auto words = step.kind == StepKind::callback ? std::nullopt : spoken(step.say);
    if (words) return {*words};
    if (step.kind == StepKind::order_lookup) return {own(Word::ask_number)};
    if (step.kind == StepKind::order_confirm) return {own(Word::ask_confirm)};
    if (step.kind == StepKind::order_cancel) return {own(Word::ask_cancel)};
    if (step.kind == StepKind::rate) return {own(Word::ask_rating)};
    if (step.kind == StepKind::callback)
        return times_words(r.times_, now_, r.facts_.tz, r.record_.language);
    return {};
}

Way Runner::Turn::wait_for_key(const Step&, int ms) {
    r.wait_ = Wait::key;
    alarm(ms);
    return std::nullopt;
}

/// What was typed before the question: the question need not be put.
Way Runner::Turn::take_typed(const Step& step) {
    if (r.typed_.empty()) return std::nullopt;
    wait_for_key(step, step.timeout_ms);
    while (!r.typed_.empty() && r.wait_ == Wait::key) {
        const char first = r.typed_.front();
        r.typed_.erase(0, 1);
        if (auto way = key(step, first)) return way;
    }
    return std::nullopt;
}

Way Runner::Turn::key(const Step& step, char key) {
    switch (step.kind) {
        case StepKind::menu: return menu_key(step, key);
        case StepKind::digits:
        case StepKind::order_lookup: return digit_key(step, key);
        case StepKind::rate:
            if (key < '1' || key > '5') return wrong(step, Word::wrong_key);
            r.record_.rating = key - '0';
            set(step.variable, std::string(1, key));
            out.emplace_back(Noted{});
            return "next";
        case StepKind::order_confirm:
        case StepKind::order_cancel:
            if (key == '1') return act(step);
            if (key == '2') return "declined";
            return wrong(step, Word::wrong_key);
        case StepKind::callback: return time_key(step, key);
        case StepKind::say:
        case StepKind::hours:
        case StepKind::language:
        case StepKind::priority:
        case StepKind::skill:
        case StepKind::queue:
        case StepKind::voicemail:
        case StepKind::transfer:
        case StepKind::webhook:
        case StepKind::branch:
        case StepKind::random:
        case StepKind::set:
        case StepKind::hang_up: return std::nullopt;
    }
    return std::nullopt;
}

Way Runner::Turn::menu_key(const Step& step, char key) {
    std::string on(1, key);
    if (exit_of(step, on).empty()) return wrong(step, Word::wrong_key);
    return on;
}

Way Runner::Turn::digit_key(const Step& step, char key) {
    if (r.phase_ == Phase::confirm) {
        if (key == '1') {
            set(step.variable, r.digits_);
            return "next";
        }
        if (key != '2') return wrong(step, Word::wrong_key);
        r.digits_.clear();
        r.phase_ = Phase::ask;
        return ask(step);
    }
    if (default_terminator(step).find(key) != std::string_view::npos)
        return r.digits_.empty() ? wrong(step, Word::wrong_key) : complete(step);
    if (key < '0' || key > '9') return wrong(step, Word::wrong_key);
    r.digits_ += key;
    const std::size_t most =
        r.phase_ == Phase::tail ? tail_digits : static_cast<std::size_t>(step.digits_max);
    if (r.digits_.size() >= most) return complete(step);
    return wait_for_key(step, step.between_ms);
}

Way Runner::Turn::complete(const Step& step) {
    if (r.phase_ == Phase::tail) {
        if (r.digits_.size() != tail_digits) return wrong(step, Word::wrong_key);
        r.wait_ = Wait::order;
        alarm(order_wait_ms);
        out.emplace_back(AskOrder{++r.serial_, r.number_, r.digits_});
        r.digits_.clear();
        return std::nullopt;
    }
    if (r.digits_.size() < static_cast<std::size_t>(step.digits_min))
        return wrong(step, Word::wrong_key);
    if (step.kind == StepKind::order_lookup) {
        r.number_ = r.digits_;
        r.digits_.clear();
        r.phase_ = Phase::tail;
    } else if (step.confirm) {
        r.phase_ = Phase::confirm;
    } else {
        set(step.variable, r.digits_);
        return "next";
    }
    if (r.typed_.empty()) return ask(step);
    return wait_for_key(step, step.timeout_ms);  // take_typed goes on
}

/// Not understood: asked again, so many times; what was typed ahead was typed for another question.
Way Runner::Turn::wrong(const Step& step, Word why) {
    r.typed_.clear();
    r.digits_.clear();
    r.number_.clear();
    if (r.phase_ == Phase::tail || step.kind == StepKind::digits) r.phase_ = Phase::ask;
    if (++r.attempt_ >= step.attempts)
        return step.kind == StepKind::callback ? call_now(step) : given_up(step, why);
    const Say& own_words = why == Word::no_key ? step.say_timeout : step.say_invalid;
    const auto told = spoken(own_words);
    return ask(step, {told && why != Word::no_such_order ? *told : own(why)});
}

std::string Runner::Turn::given_up(const Step& step, Word why) {
    if (step.kind == StepKind::menu) return why == Word::no_key ? "timeout" : "invalid";
    if (step.kind == StepKind::order_lookup) return "not_found";
    if (step.kind == StepKind::rate) return "none";
    return "failed";
}

Way Runner::Turn::act(const Step& step) {
    r.wait_ = Wait::act;
    alarm(order_wait_ms);
    out.emplace_back(
        ActOnOrder{++r.serial_, *r.record_.order_id, step.kind == StepKind::order_confirm});
    return std::nullopt;
}

}  // namespace ol::flows
