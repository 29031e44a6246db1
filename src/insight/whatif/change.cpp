// A plan with a change: each kind says what it lacks by its path.
#include <algorithm>

#include "insight/whatif/whatif.hpp"
#include "platform/base/names.hpp"

namespace ol::whatif {
namespace {

using simulator::SimModel;
using simulator::SimQueue;
using simulator::SimTeam;

class Changer {
public:
    explicit Changer(SimModel& model) : model_(model) {}
    std::optional<Error> error;

    void make(const Change& c, const std::string& at) {
        at_ = at;
        if (c.what == "agents") return agents(c);
        if (c.what == "rule") return rule(c);
        if (c.what == "strategy") return strategy(c);
        if (c.what == "serve") return serve(c);
        if (c.what == "skill") return skill(c);
        if (c.what == "volume") return volume(c);
        fail("what", "A change is one of agents, rule, strategy, serve, skill, volume.");
    }

private:
    void fail(const char* field, std::string detail) {
        if (!error) error = invalid("whatif.change", at_ + "." + field, std::move(detail));
    }
    SimTeam* team(const Change& c) {
        for (SimTeam& t : model_.teams)
            if (t.name == c.team) return &t;
        fail("team", "The plan has no team of this name.");
        return nullptr;
    }
    SimQueue* queue(const Change& c) {
        for (SimQueue& q : model_.queues)
            if (q.name == c.queue) return &q;
        fail("queue", "The plan has no queue of this name.");
        return nullptr;
    }
    routing::QueueConfig* settings(const Change& c) {
        SimQueue* q = queue(c);
        if (!q) return nullptr;
        if (!q->settings) q->settings.emplace();
        return &*q->settings;
    }

    void agents(const Change& c) {
        if (c.count < -agents_limit || c.count > agents_limit)
            return fail("count", "At most 500 people more or fewer.");
        if (!c.team.empty()) {
            if (SimTeam* t = team(c)) t->agents = std::max(0, t->agents + c.count);
            return;
        }
        if (c.count < 0) return fail("team", "Say of which team there are fewer.");
        if (!queue(c) || c.count == 0) return;
        SimTeam more = like_the_others(c.queue);
        more.queues = {c.queue};
        more.from = c.from;
        more.to = c.to;
        more.agents = c.count;
        more.name = "+" + std::to_string(c.count) + " " + c.queue.substr(0, 60);
        while (std::any_of(model_.teams.begin(), model_.teams.end(),
                           [&](const SimTeam& t) { return t.name == more.name; }))
            more.name += "+";
        model_.teams.push_back(std::move(more));
    }

    /// Who comes in addition can do what the largest team of that queue can: people without the
    /// skills that it asks for would change nothing.
    SimTeam like_the_others(const std::string& queue) const {
        const SimTeam* most = nullptr;
        for (const SimTeam& t : model_.teams) {
            const bool serves =
                std::find(t.queues.begin(), t.queues.end(), queue) != t.queues.end();
            if (serves && (!most || t.agents > most->agents)) most = &t;
        }
        if (!most && model_.teams.empty()) return {};
        SimTeam more = most ? *most : model_.teams.front();
        more.breaks.clear();
        std::erase_if(more.terms, [&](const auto& terms) { return terms.queue != queue; });
        for (auto& terms : more.terms) terms.position = 0;
        return more;
    }

    void rule(const Change& c) {
        if (c.value < 0 || c.value > 86400000)
            return fail("value", "It is 0 to 86400000 (a day in milliseconds).");
        if (c.field == "priority") {
            if (SimQueue* q = queue(c)) q->priority = static_cast<int>(c.value);
            return;
        }
        routing::QueueConfig* s = settings(c);
        if (!s) return;
        const int number = static_cast<int>(std::min<std::int64_t>(c.value, 1000000));
        if (c.field == "ring_timeout")
            s->ring_timeout = Ms{std::max<std::int64_t>(c.value, 1000)};
        else if (c.field == "max_wait")
            s->max_wait = Ms{c.value};
        else if (c.field == "max_waiting")
            s->max_waiting = number;
        else if (c.field == "rounds_max")
            s->rounds_max = number;
        else if (c.field == "weight")
            s->weight = number;
        else
            fail("field",
                 "One of ring_timeout, max_wait, max_waiting, rounds_max, priority, weight.");
    }

    void strategy(const Change& c) {
        const auto wanted = from_name<routing::Strategy>(c.text);
        if (!wanted) return fail("text", "No strategy has this name.");
        if (routing::QueueConfig* s = settings(c)) s->strategy = *wanted;
    }

    void serve(const Change& c) {
        SimTeam* t = team(c);
        if (!t || !queue(c)) return;
        std::erase(t->queues, c.queue);
        std::erase_if(t->terms, [&](const auto& terms) { return terms.queue == c.queue; });
        if (c.value >= 0) t->queues.push_back(c.queue);
    }

    void skill(const Change& c) {
        SimTeam* t = team(c);
        if (!t) return;
        if (c.text.empty() || c.text.size() > 100 || c.value < 0 || c.value > 1000000)
            return fail("text", "A skill has a name of 1 to 100 bytes and a level.");
        std::erase_if(t->skills, [&](const routing::Skill& s) { return s.name == c.text; });
        if (c.value > 0) t->skills.push_back({c.text, static_cast<int>(c.value)});
    }

    void volume(const Change& c) {
        if (c.value < 0 || c.value > 1000) return fail("value", "In per cent, 0 to 1000.");
        model_.volume *= static_cast<double>(c.value) / 100;
    }

    SimModel& model_;
    std::string at_;
};

}  // namespace

Result<simulator::SimModel> changed(simulator::SimModel model, std::span<const Change> changes) {
    Changer changer(model);
    for (std::size_t i = 0; i < changes.size() && !changer.error; ++i)
        changer.make(changes[i], "change[" + std::to_string(i) + "]");
    if (changer.error) return *changer.error;
    return model;
}

}  // namespace ol::whatif
