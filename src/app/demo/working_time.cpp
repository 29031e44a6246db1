#include "app/demo/working_time.hpp"

#include <algorithm>

namespace ol::app {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

class Diary {
public:
    Diary(const Duty& duty, std::vector<db::Fact>& facts)
        : duty_(duty), free_at_(duty.from), facts_(facts) {
        state("ready", duty.from);
    }

    /// When she could be rung for a call of `entered`; nothing after her duty.
    std::optional<Time> free_for(Time entered) {
        take_breaks(entered);
        const Time at = std::max(free_at_, entered);
        return at < duty_.to ? std::optional(at) : std::nullopt;
    }
    Time free_since() const { return free_at_; }

    void take(Time rings, const AskedCall& call) {
        const Time answered = rings + call.ring;
        state("reserved", rings);
        state("talking", answered);
        state("wrap_up", answered + call.past->talk);
        free_at_ = answered + call.past->talk + call.past->wrap_up;
        state("ready", free_at_);
        call.past->agent = duty_.person;
    }
    void finish() {
        take_breaks(duty_.to - Ms{1});
        state("signed_out", std::max(free_at_ + Ms{1000}, duty_.to));
    }

private:
    void state(const char* name, Time at, const char* reason = "") {
        const auto person = duty_.person.value;
        facts_.push_back(
            {std::string("agent.") + name, person, person,
             "{\"at\":" + std::to_string(to_ms(at)) + ",\"reason\":\"" + reason + "\"}"});
    }
    void take_breaks(Time until) {
        for (; next_ < duty_.breaks.size(); ++next_) {
            const Break& pause = duty_.breaks[next_];
            const Time begins = std::max(pause.from, free_at_);
            if (begins > std::max(until, free_at_)) return;
            if (begins + pause.length >= duty_.to) continue;
            state("paused", begins, pause.length > minutes{15} ? "meal" : "break");
            free_at_ = begins + pause.length;
            state("ready", free_at_);
        }
    }

    const Duty& duty_;
    Time free_at_;
    std::size_t next_ = 0;
    std::vector<db::Fact>& facts_;
};

void lost(calls::Calls::Past& p, Ms wait, const char* exit) {
    p.agent = {};
    p.exit = exit;
    p.wait = wait;
    p.talk = p.wrap_up = Ms{0};
    p.rings = 0;
    p.disposition.clear();
}

}  // namespace

std::vector<db::Fact> play_day(std::span<AskedCall> calls, std::span<const Duty> people,
                               Ms max_wait, Time latest) {
    std::vector<std::vector<db::Fact>> facts(people.size());
    std::vector<Diary> diaries;
    for (std::size_t i = 0; i < people.size(); ++i) diaries.emplace_back(people[i], facts[i]);
    for (const AskedCall& call : calls) {
        auto& past = *call.past;
        Diary* who = nullptr;
        Time rings = Time::max();
        for (Diary& one : diaries) {
            const auto at = one.free_for(past.entered_at);
            if (!at || *at > rings) continue;
            if (who && *at == rings && one.free_since() >= who->free_since()) continue;
            who = &one;
            rings = *at;
        }
        const Ms stays = std::min({call.patience, max_wait, latest - past.entered_at});
        if (!who || rings - past.entered_at >= stays ||
            rings + call.ring + past.talk + past.wrap_up > latest) {
            lost(past, stays, stays == max_wait ? "overflow" : "abandoned");
            continue;
        }
        who->take(rings, call);
        past.exit = "answered";
        past.wait = rings + call.ring - past.entered_at;
        past.rings = static_cast<int>(call.ring.count() / 5000) + 1;
    }
    std::vector<db::Fact> out;
    for (std::size_t i = 0; i < people.size(); ++i) {
        diaries[i].finish();
        std::move(facts[i].begin(), facts[i].end(), std::back_inserter(out));
    }
    return out;
}

std::vector<Duty> duties(const std::vector<PersonId>& operators, int day, Time opens, Time closes,
                         Time from, Time to) {
    std::vector<Duty> out;
    const auto add = [&](Time begins, Time ends) {
        begins = std::max(begins, from);
        ends = std::min(ends, to);
        if (operators.empty() || out.size() >= operators.size() || ends - begins < minutes{10})
            return;
        const auto who = (static_cast<std::size_t>(day) * 5 + out.size()) % operators.size();
        const Ms late{static_cast<std::int64_t>(out.size()) * 60000};  // not all at one minute
        Duty duty{operators[who], begins + late, ends, {}};
        if (ends - begins > hours{3}) {
            const Ms apart = Ms{minutes{25}} * static_cast<int>(out.size());
            duty.breaks = {{begins + hours{1} + apart, minutes{10}},
                           {begins + hours{3} + apart, minutes{25}}};
        }
        out.push_back(std::move(duty));
    };
    for (int i = 0; i < 2; ++i) add(opens, opens + hours{6});
    add(opens + hours{2}, closes - hours{3});
    for (int i = 0; i < 2; ++i) add(closes - hours{6}, closes);
    for (int i = 0; i < 2; ++i)
        add(from, std::min(opens, to));  // before and after the hours: today
    for (int i = 0; i < 2; ++i) add(std::max(closes, from), to);
    return out;
}

}  // namespace ol::app
