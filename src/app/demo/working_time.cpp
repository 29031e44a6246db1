#include "app/demo/working_time.hpp"

#include <algorithm>
#include <map>

namespace ol::app {

namespace {

using Past = calls::Calls::Past;
constexpr Ms ring{5000}, minute{60000};

struct Busy {
    Time from{}, answered{}, hung_up{}, to{};
};
Busy busy_of(const Past& p) {
    const Time answered = p.entered_at + p.wait;
    return {answered - std::min(ring, p.wait), answered, answered + p.talk,
            answered + p.talk + p.wrap_up};
}

class Diary {
public:
    explicit Diary(PersonId person) : person_(person) {}
    void state(const char* name, Time at, const char* reason = "") {
        facts.push_back({std::string("agent.") + name, person_.value, person_.value,
                         "{\"at\":" + std::to_string(to_ms(at)) + ",\"reason\":\"" + reason +
                             "\"}"});
    }
    /// A pause in the middle of free time, when that is long enough.
    bool pause(const char* reason, Time from, Time to, Ms length) {
        if (to - from < length + 4 * minute) return false;
        const Time begin = from + (to - from - length) / 2;
        state("paused", begin, reason);
        state("ready", begin + length);
        return true;
    }
    std::vector<db::Fact> facts;

private:
    PersonId person_;
};

}  // namespace

void share_out(std::vector<Past*>& past, const std::vector<PersonId>& operators) {
    std::map<PersonId, Time> free_at;
    for (auto* p : past) {
        if (!p->agent || operators.empty()) continue;
        const Busy busy = busy_of(*p);
        const auto taken = [&](PersonId who) { return free_at[who] > busy.from; };
        if (taken(p->agent)) {
            const auto other =
                std::find_if(operators.begin(), operators.end(),
                             [&](PersonId who) { return !taken(who); });
            if (other != operators.end()) p->agent = *other;
        }
        auto& until = free_at[p->agent];
        until = std::max(until, busy.to);
    }
}

std::vector<db::Fact> working_time(PersonId person, const Shift& shift,
                                   const std::vector<const Past*>& taken) {
    if (taken.empty()) return {};
    Diary diary(person);
    const Ms apart{person.value % 17 * 60000};  // nobody signs in at the same minute
    Time at = std::min(shift.from + apart, busy_of(*taken.front()).from - minute);
    diary.state("ready", at);
    const Time noon = at + (shift.to - at) / 2;
    bool meal = false;
    int breaks = 0;
    for (const auto* p : taken) {
        const Busy busy = busy_of(*p);
        if (busy.from < at) continue;  // all were busy: it is in the figures of the line alone
        if (!meal && busy.from > noon)
            meal = diary.pause("meal", at, busy.from, 30 * minute);
        else if (breaks < 2 && busy.from - at > 40 * minute)
            breaks += diary.pause("break", at, busy.from, 10 * minute);
        diary.state("reserved", busy.from);
        diary.state("talking", busy.answered);
        diary.state("wrap_up", busy.hung_up);
        diary.state("ready", busy.to);
        at = busy.to;
    }
    diary.state("signed_out", std::max(at + minute, shift.to));
    return std::move(diary.facts);
}

}  // namespace ol::app
