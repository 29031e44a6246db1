#include <algorithm>

#include "contact/flows/runner_turn.hpp"

namespace ol::flows {

namespace {
// Words that never end (a lost leg, a prompt of hours) must not keep a call for ever.
constexpr int words_max_ms = 5 * 60'000;
}  // namespace

Runner::Runner(std::shared_ptr<const Script> script, RunFacts facts)
    : script_(std::move(script)), facts_(std::move(facts)) {
    record_.flow_id = script_->id;
    record_.flow_name = script_->name;
    record_.version = script_->version;
    const auto& known = script_->body.languages;
    const bool speaks = std::find(known.begin(), known.end(), facts_.language) != known.end();
    record_.language = speaks || known.empty() ? facts_.language : known.front();
}

std::vector<FlowCommand> Runner::handle(Time now, const FlowEvent& event) {
    if (record_.over) return {};
    Turn turn(*this, now);
    std::visit(turn, event);
    return std::move(turn.out);
}

std::string_view Runner::waits_for() const {
    switch (wait_) {
        case Wait::nothing: return "";
        case Wait::words:
        case Wait::last_words: return "words";
        case Wait::key: return "key";
        case Wait::order:
        case Wait::act: return "order";
        case Wait::hook: return "hook";
        case Wait::caller: return "caller";
        case Wait::dial: return "dial";
        case Wait::times: return "times";
        case Wait::booking: return "booking";
    }
    return "";
}

// ---- events ----

void Runner::Turn::operator()(const Begin&) {
    if (!r.at_.empty()) return;
    r.began_ = now_;
    out.emplace_back(SpeakLanguage{r.record_.language});
    take(enter(r.script_->body.start));
}

void Runner::Turn::operator()(const Said& e) {
    const Step* step = here();
    if (e.token != r.speaking_ || !step) return;
    if (r.wait_ == Wait::last_words) {
        r.record_.over = true;
        r.wait_ = Wait::nothing;
        out.emplace_back(*r.leave_);
        return;
    }
    if (r.wait_ != Wait::words) return;
    if (!r.then_.empty()) return take(r.then_);
    wait_for_key(*step, step->timeout_ms);
    take(take_typed(*step));
}

void Runner::Turn::operator()(const Pressed& e) {
    const Step* step = here();
    const bool known = (e.key >= '0' && e.key <= '9') || e.key == '*' || e.key == '#';
    if (!step || !known) return;
    if (r.wait_ == Wait::key) return take(key(*step, e.key));
    const bool cuts_short = r.wait_ == Wait::words && step->interruptible;
    if (cuts_short && r.then_.empty()) {  // the answer to a question that is still being put
        out.emplace_back(Hush{});
        return take(key(*step, e.key));
    }
    if (r.typed_.size() < typed_max) r.typed_ += e.key;  // typed ahead: for the next question
    if (!cuts_short) return;
    out.emplace_back(Hush{});
    take(r.then_);
}

void Runner::Turn::operator()(const Alarm& e) {
    const Step* step = here();
    if (e.token != r.alarm_ || !step) return;
    switch (r.wait_) {
        case Wait::nothing: return;
        case Wait::words:
        case Wait::last_words: return (*this)(Said{r.speaking_});
        case Wait::key:
            if (collecting(*step) && !r.digits_.empty()) return take(complete(*step));
            return take(wrong(*step, Word::no_key));
        case Wait::caller: r.facts_.caller = CallerFacts{}; return take(branch(*step));
        case Wait::times:
        case Wait::booking: ++r.serial_; return take(call_now(*step));
        case Wait::order:
        case Wait::act:
        case Wait::hook:
        case Wait::dial: ++r.serial_; return take("failed");
    }
}

void Runner::Turn::operator()(const CallerCame& e) {
    r.facts_.caller = e.caller;
    const Step* step = here();
    if (r.wait_ == Wait::caller && step) take(branch(*step));
}

void Runner::Turn::operator()(const OrderCame& e) {
    const Step* step = here();
    if (e.serial != r.serial_ || !step) return;
    if (r.wait_ == Wait::act) {
        const bool done = e.outcome == Outcome::done;
        const Word told = !done                                   ? Word::not_now
                          : step->kind == StepKind::order_confirm ? Word::confirmed
                                                                  : Word::cancelled;
        return take(speak({own(told)}, done ? "done" : "failed"));
    }
    if (r.wait_ != Wait::order) return;
    if (e.outcome == Outcome::not_found) return take(wrong(*step, Word::no_such_order));
    if (e.outcome != Outcome::found) return take("failed");
    r.record_.order_id = e.order;
    r.record_.order_number = e.number;
    set("order", e.number);
    set("order_state", e.state);
    std::vector<Utterance> told{order_state_words(e.state, r.record_.language)};
    if (e.delivery_from && e.delivery_to && *e.delivery_to > now_)
        told.push_back(
            delivery_words(*e.delivery_from, *e.delivery_to, r.facts_.tz, r.record_.language));
    take(speak(std::move(told), "found"));
}

void Runner::Turn::operator()(const HookCame& e) {
    const Step* step = here();
    if (r.wait_ != Wait::hook || e.serial != r.serial_ || !step) return;
    if (!e.ok) return take("failed");
    for (const auto& [name, value] : e.set) set(name, value);
    const bool drawn = !e.branch.empty() && !exit_of(*step, e.branch).empty();
    take(drawn ? e.branch : std::string("otherwise"));
}

void Runner::Turn::operator()(const DialEnded& e) {
    if (r.wait_ == Wait::dial && e.serial == r.serial_) take("failed");
}

// ---- from step to step ----

void Runner::Turn::take(const Way& first) {
    Way way = first;
    for (int passed = 0; way; ++passed) {
        const Step* step = here();
        const bool enough = passed >= steps_per_event_max || r.passed_ >= steps_per_call_max ||
                            now_ - r.began_ > run_max;
        if (!step || enough) return fault();
        note_exit(*way);
        const std::string to{exit_of(*step, *way)};
        if (to.empty()) return fault();
        way = enter(to);
    }
}

Way Runner::Turn::enter(std::string_view name) {
    const Step* step = find_step(r.script_->body, name);
    if (!step) {
        fault();
        return std::nullopt;
    }
    r.at_ = step->name;
    ++r.passed_;
    r.wait_ = Wait::nothing;
    r.phase_ = Phase::ask;
    r.attempt_ = 0;
    r.digits_.clear();
    r.number_.clear();
    if (r.record_.steps.size() < recorded_steps_max)
        r.record_.steps.push_back({step->name, step->title, step->kind, "", now_});
    out.emplace_back(Noted{});
    return begin(*step);
}

void Runner::Turn::note_exit(std::string_view on) {
    auto& steps = r.record_.steps;
    if (!steps.empty() && steps.back().step == r.at_) steps.back().exit = on;
}

/// Nowhere to go: into the line, where a person helps.
void Runner::Turn::fault() {
    r.record_.over = true;
    r.wait_ = Wait::nothing;
    note_exit("fault");
    Leave how;
    how.priority = r.priority_;
    how.skills = r.skills_;
    how.fault = true;
    out.emplace_back(how);
}

Way Runner::Turn::leave(const Step& step, Leave how) {
    how.priority = r.priority_;
    how.skills = r.skills_;
    const auto words = spoken(step.say);
    if (!words) {
        r.record_.over = true;
        out.emplace_back(how);
        return std::nullopt;
    }
    r.leave_ = how;
    speak({*words}, "");
    r.wait_ = Wait::last_words;
    return std::nullopt;
}

// ---- words ----

Way Runner::Turn::speak(std::vector<Utterance> what, std::string then) {
    std::erase_if(what, [](const Utterance& u) { return u.prompt.empty() && u.text.empty(); });
    for (auto& u : what) {
        u.text = filled(u.text);
        r.record_.fallback_spoken |= u.fallback;
    }
    r.then_ = std::move(then);
    if (what.empty() && !r.then_.empty()) return r.then_;
    r.wait_ = Wait::words;
    out.emplace_back(Speak{++r.speaking_, std::move(what)});
    alarm(words_max_ms);
    return std::nullopt;
}

std::optional<Utterance> Runner::Turn::spoken(const Say& say) const {
    if (!say.prompt.empty()) return Utterance{say.prompt, r.record_.language, "", false};
    const auto in = [&](std::string_view language) -> const Spoken* {
        for (const Spoken& s : say.texts)
            if (s.language == language && !s.text.empty()) return &s;
        return nullptr;
    };
    if (const auto* s = in(r.record_.language)) return Utterance{"", s->language, s->text, false};
    for (const auto& language : r.script_->body.languages)
        if (const auto* s = in(language)) return Utterance{"", s->language, s->text, true};
    for (const Spoken& s : say.texts)
        if (!s.text.empty()) return Utterance{"", s.language, s.text, true};
    return std::nullopt;
}

std::string Runner::Turn::filled(std::string_view text) const {
    std::string out_text;
    for (std::size_t i = 0; i < text.size();) {
        const auto close = text[i] == '{' ? text.find('}', i) : std::string_view::npos;
        if (close == std::string_view::npos) {
            out_text += text[i++];
            continue;
        }
        const auto found = r.variables_.find(std::string(text.substr(i + 1, close - i - 1)));
        if (found != r.variables_.end()) {
            const bool number = found->second.find_first_not_of("0123456789") == std::string::npos;
            out_text += number ? spelled(found->second) : found->second;
        }
        i = close + 1;
    }
    return out_text;
}

Utterance Runner::Turn::own(Word what) const { return word(what, r.record_.language); }

void Runner::Turn::alarm(int ms) {
    out.emplace_back(SetAlarm{++r.alarm_, now_ + Ms{std::max(ms, 1)}});
}

void Runner::Turn::set(const std::string& name, std::string value) {
    constexpr std::size_t variables_max = 40, value_max = 200;
    if (name.empty() || value.size() > value_max) return;
    if (!r.variables_.contains(name) && r.variables_.size() >= variables_max) return;
    r.variables_[name] = std::move(value);
    r.record_.answers.clear();
    for (const auto& [key, kept] : r.variables_) r.record_.answers.push_back({key, kept});
    out.emplace_back(Noted{});
}

}  // namespace ol::flows
