#include "contact/calls/take.hpp"

namespace ol::calls::take {

struct Take::Turn {
    Take& t;
    std::vector<Command> out;

    void wait(Ms length) { out.emplace_back(Wait{length, ++t.token_}); }
    /// The alarm stands behind the words: a phone that plays nothing ends all the same.
    void say(std::vector<std::string> words) {
        out.emplace_back(Say{std::move(words), ++t.token_});
        out.emplace_back(Wait{words_max, t.token_});
    }
    void enter(State state) { t.state_ = state; }
    void over(std::string outcome) {
        t.outcome_ = std::move(outcome);
        enter(State::over);
    }
    void hang_up() {
        out.emplace_back(HangUp{});
        enter(State::over);
    }
    /// Last words, unless nobody is there to hear them.
    void close(std::string outcome, const char* words) {
        t.outcome_ = std::move(outcome);
        if (t.gone_) return enter(State::over);
        enter(State::closing);
        say({words});
    }
    void tell(const char* words) {
        if (++t.attempts_ > attempts_max) return close("left", "take_not_kept");
        t.cut_ = false;
        enter(State::telling);
        say({words, "beep"});
    }
    void stop(bool cut) {
        t.cut_ = cut;
        enter(State::stopping);
        out.emplace_back(Stop{});
        wait(save_max);
    }
    void keep() {
        enter(State::saving);
        out.emplace_back(Keep{});
        wait(save_max);
    }
    void choose(std::vector<std::string> words) {
        words.emplace_back("take_choice");
        enter(State::choosing);
        say(std::move(words));
    }

    void operator()(const Answered&) {
        if (t.state_ != State::ringing) return;
        if (!t.sure_) return tell("take_intro");
        enter(State::asking);
        say({"take_sure"});
    }

    void operator()(const Played& e) {
        if (e.token != t.token_) return;
        switch (t.state_) {
            case State::telling:
                enter(State::recording);
                out.emplace_back(Record{});
                return wait(longest);
            case State::asking:
            case State::choosing: return wait(key_max);
            case State::closing: return hang_up();
            case State::ringing:
            case State::recording:
            case State::stopping:
            case State::saving:
            case State::over: return;
        }
    }

    void operator()(const Key& e) {
        if (t.state_ == State::asking && e.key == '1') return tell("take_intro");
        if (t.state_ == State::recording && e.key == '#') return stop(false);
        if (t.state_ != State::choosing) return;
        if (e.key == '1') return keep();
        if (e.key == '2') return tell("take_again");
    }

    void operator()(const Stopped& e) {
        if (t.state_ == State::recording) enter(State::stopping);  // the disk ended it
        if (t.state_ != State::stopping) return;
        if (e.fault == "disk_full") return close(e.fault, "take_disk_full");
        if (!e.fault.empty()) return close(e.fault, "take_failed");
        const bool nothing = e.silent || e.length < shortest;
        if (nothing && (t.gone_ || t.attempts_ >= attempts_max))
            return close("silent", "take_not_kept");
        if (nothing) return tell("take_silent");
        if (t.gone_) return keep();
        t.reminders_ = 0;
        if (t.cut_) return choose({"take_cut", "take"});
        choose({"take"});
    }

    void operator()(const Kept& e) {
        if (t.state_ != State::saving) return;
        if (e.fault.empty()) return close("kept", "take_kept");
        close(e.fault, "take_failed");
    }

    void operator()(const Alarm& e) {
        if (e.token != t.token_) return;
        switch (t.state_) {
            case State::ringing: t.outcome_ = "no_answer"; return hang_up();
            case State::recording: return stop(true);
            case State::asking:
            case State::choosing: return remind();
            case State::telling:  // no sound of ours goes there
                t.outcome_ = "unreachable";
                return hang_up();
            case State::stopping: return close("disk", "take_failed");
            case State::saving: return close("unknown", "take_failed");
            case State::closing: return hang_up();
            case State::over: return;
        }
    }
    void remind() {
        if (++t.reminders_ >= reminders_max) return close("left", "take_not_kept");
        if (t.state_ == State::choosing) return choose({});
        say({"take_sure"});
    }

    /// A hang-up ends the words as # does: they are kept, and wait to be heard and approved. Who
    /// hangs up when she is asked keeps nothing.
    void operator()(const Gone& e) {
        if (t.gone_ || t.state_ == State::over) return;
        t.gone_ = true;
        switch (t.state_) {
            case State::ringing: return over(e.why);
            case State::recording: return stop(false);
            case State::stopping:
            case State::saving: return;
            case State::asking:
            case State::telling:
            case State::choosing: return over("left");
            case State::closing: return enter(State::over);
            case State::over: return;
        }
    }
};

std::vector<Command> Take::begin() {
    Turn turn{*this, {}};
    turn.wait(ring_max);
    return std::move(turn.out);
}

std::vector<Command> Take::handle(const Event& event) {
    Turn turn{*this, {}};
    std::visit(turn, event);
    return std::move(turn.out);
}

}  // namespace ol::calls::take
