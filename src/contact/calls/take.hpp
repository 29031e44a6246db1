#pragma once
// A prompt is recorded by phone: what is said, what a key or a hang-up means, when it is over.
// Pure: events in, commands out; sound, files and rows are take_floor.cpp's.
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "platform/base/time.hpp"

namespace ol::calls::take {

constexpr Ms longest{120'000}, shortest{500};  // of a take
constexpr Ms ring_max{45'000}, key_max{10'000}, words_max{60'000}, save_max{30'000};
constexpr int attempts_max = 5;   // takes of one call
constexpr int reminders_max = 3;  // of the keys, then nothing is kept

// ---- events ----
struct Answered {};
struct Played {
    int token = 0;
};
struct Key {
    char key = 0;
};
/// The file is whole. fault: "disk_full" or "disk"; silent: nobody was heard in it.
struct Stopped {
    Ms length{0};
    bool silent = false;
    std::string fault;
};
struct Kept {
    std::string fault;  // the code of the refusal; empty: it is there
};
struct Alarm {
    int token = 0;
};
struct Gone {
    std::string
        why;  // no_answer, busy, declined, unreachable, cancelled; of who had answered: anything
};
using Event = std::variant<Answered, Played, Key, Stopped, Kept, Alarm, Gone>;

// ---- commands ----
/// Names of spoken words and "beep"; `take` stands for what she has just recorded.
struct Say {
    std::vector<std::string> words;
    int token = 0;
};
struct Record {};
struct Stop {};
struct Keep {};
struct Wait {
    Ms length{0};
    int token = 0;
};
struct HangUp {};
using Command = std::variant<Say, Record, Stop, Keep, Wait, HangUp>;

enum class State { ringing, asking, telling, recording, stopping, choosing, saving, closing, over };

class Take {
public:
    /// `sure`: a number outside, where a mailbox may answer: key 1 comes first.
    explicit Take(bool sure) : sure_(sure) {}
    std::vector<Command> begin();
    std::vector<Command> handle(const Event& event);
    State state() const { return state_; }
    /// Once it is over or closing: kept, no_answer, busy, declined, unreachable, cancelled, left,
    /// silent, disk_full, disk, or the code for which it was not kept. Empty before.
    const std::string& outcome() const { return outcome_; }

private:
    struct Turn;
    bool sure_;
    State state_ = State::ringing;
    std::string outcome_;
    int token_ = 0, attempts_ = 0, reminders_ = 0;
    bool gone_ = false, cut_ = false;
};

}  // namespace ol::calls::take
