// A model is checked and made ready; what is wrong is named by its path and says the way out.
#include "contact/routing/simulator/plan.hpp"

#include "contact/routing/routing.hpp"

#include <algorithm>
#include <map>

namespace ol::simulator {
namespace {

constexpr double contacts_limit = 2'000'000;  // a day
constexpr double length_limit_s = 7 * 86400;

Error wrong(std::string code, std::string field, std::string detail) {
    return invalid("simulator." + std::move(code), std::move(field), std::move(detail));
}

/// "HH:MM" or "HH:MM:SS" as microseconds of the day.
Result<std::int64_t> time_of_day(const std::string& text, const std::string& field) {
    int part[3] = {}, count = 0, digits = 0;
    bool good = !text.empty() && text.size() <= 8;
    for (const char c : text) {
        if (c == ':' && digits == 2 && ++count < 3)
            digits = 0;
        else if (c >= '0' && c <= '9' && ++digits <= 2)
            part[count] = part[count] * 10 + (c - '0');
        else
            good = false;
        if (!good) break;
    }
    good = good && count >= 1 && digits == 2 && part[0] < 48 && part[1] < 60 && part[2] < 60;
    if (!good)
        return wrong("time", field,
                     "A time of day is HH:MM or HH:MM:SS, from 00:00 to 47:59 (beyond midnight).");
    return (part[0] * 3600 + part[1] * 60 + part[2]) * std::int64_t{1'000'000};
}

Result<Draw> draw_of(const SimSpread& spread, const std::string& field, bool may_be_endless) {
    if (spread.shape == Shape::endless) {
        if (!may_be_endless)
            return wrong("spread", field + ".shape", "Only patience may be endless.");
        return Draw(spread);
    }
    if (!(spread.mean_s >= 0 && spread.mean_s <= length_limit_s))
        return wrong("spread", field + ".mean_s", "A mean is 0 to 604800 seconds (a week).");
    if (spread.shape == Shape::lognormal && !(spread.cv >= 0 && spread.cv <= 10))
        return wrong("spread", field + ".cv",
                     "cv is standard deviation / mean, from 0 to 10; 1 is usual.");
    return Draw(spread);
}

Result<void> in_range(double value, double least, double most, const std::string& field) {
    if (value >= least && value <= most) return {};
    const auto text = [](double v) { return std::to_string(static_cast<std::int64_t>(v)); };
    return wrong("count", field, "It is " + text(least) + " to " + text(most) + ".");
}

std::uint64_t hash_of(std::string_view name) {
    std::uint64_t h = 0xcbf29ce484222325u;
    for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return h;
}

/// Reads values one after another and keeps the first error: the checks below stay in a row.
class Reader {
public:
    std::optional<Error> error;
    std::int64_t time(const std::string& text, const std::string& field) {
        return take(time_of_day(text, field), std::int64_t{0});
    }
    Draw draw(const SimSpread& spread, const std::string& field, bool may_be_endless = false) {
        return take(draw_of(spread, field, may_be_endless), Draw{});
    }
    void range(double value, double least, double most, const std::string& field) {
        if (auto ok = in_range(value, least, most, field); !ok) fail(ok.error());
    }
    void require(bool good, std::string code, std::string field, std::string detail) {
        if (!good) fail(wrong(std::move(code), std::move(field), std::move(detail)));
    }

private:
    void fail(Error e) {
        if (!error) error = std::move(e);
    }
    template <class T>
    T take(Result<T> result, T otherwise) {
        if (result) return std::move(*result);
        fail(result.error());
        return otherwise;
    }
};

Rates rates_of(const SimQueue& queue, const Plan& plan, Reader& read, const std::string& at) {
    Rates rates;
    double expected = 0, per_us = 0;
    std::int64_t from = plan.opens_us;
    read.require(queue.arrivals.size() <= 2000, "too_large", at + ".arrivals",
                 "At most 2000 rates a day.");
    const auto step = [&](std::int64_t until, double next_per_us) {
        until = std::clamp(until, plan.opens_us, plan.closes_us);
        expected += per_us * static_cast<double>(until - from);
        rates.steps.push_back({until, expected, next_per_us});
        from = until;
        per_us = next_per_us;
    };
    std::int64_t last = -1;
    for (std::size_t i = 0; i < queue.arrivals.size() && !read.error; ++i) {
        const std::string field = at + ".arrivals[" + std::to_string(i) + "]";
        const std::int64_t begins = read.time(queue.arrivals[i].from, field + ".from");
        read.range(queue.arrivals[i].per_hour, 0, 1'000'000, field + ".per_hour");
        read.require(begins > last, "rate", field + ".from",
                     "Rates stand in order of time, each later than the one before.");
        last = begins;
        if (begins >= plan.closes_us) continue;
        step(begins, queue.arrivals[i].per_hour / 3.6e9);
    }
    step(plan.closes_us, 0);
    return rates;
}

void add_needs(const SimQueue& queue, PlannedQueue& q, Reader& read, const std::string& at) {
    read.require(queue.needs.size() <= 8, "too_large", at + ".needs", "At most 8 kinds of need.");
    double up_to = 0;
    for (std::size_t i = 0; i < queue.needs.size() && !read.error; ++i) {
        const SimNeed& need = queue.needs[i];
        const std::string field = at + ".needs[" + std::to_string(i) + "]";
        up_to += need.share;
        read.require(need.share >= 0 && up_to <= 1 + 1e-9, "share", field + ".share",
                     "A share is between 0 and 1, and so is the sum of the shares.");
        read.range(need.priority, -1'000'000, 1'000'000, field + ".priority");
        q.needs.push_back({up_to, {}, need.priority});
        if (!need.skills.empty()) q.needs.back().skills = {{Ms{0}, need.skills}};
    }
}

PlannedQueue queue_of(const SimQueue& queue, const Plan& plan, Reader& read,
                      const std::string& at) {
    PlannedQueue q;
    q.whose = hash_of(queue.name);
    q.channel = queue.channel;
    q.priority = queue.priority;
    read.require(!queue.name.empty() && queue.name.size() <= 100, "name", at + ".name",
                 "A queue has a name of 1 to 100 bytes.");
    q.rates = rates_of(queue, plan, read, at);
    q.handle = read.draw(queue.handle, at + ".handle");
    q.wrap_up = read.draw(queue.wrap_up, at + ".wrap_up");
    q.patience = read.draw(queue.patience, at + ".patience", true);
    read.require(queue.handle.mean_s > 0, "spread", at + ".handle.mean_s",
                 "A contact takes time: give the mean of talk and hold in seconds.");
    read.range(queue.threshold_s, 0, length_limit_s, at + ".threshold_s");
    read.range(queue.short_abandon_s, 0, length_limit_s, at + ".short_abandon_s");
    q.threshold_us = std::llround(queue.threshold_s * 1e6);
    q.short_us = std::llround(queue.short_abandon_s * 1e6);
    add_needs(queue, q, read, at);
    if (queue.settings) q.config = *queue.settings;
    q.config.name.clear();
    q.config.members.clear();
    q.config.memberships.clear();
    q.config.version = 1;
    // The simulator ends the wrap-up itself, at the length that it drew, and nobody in it asks for
    // one or comes back to one queue alone.
    if (q.config.wrap_up_mode == routing::WrapUpMode::none)
        q.wrap_up = Draw{};
    else
        q.config.wrap_up_mode = routing::WrapUpMode::timed;
    q.config.wrap_up = Ms{std::chrono::hours(24 * 8)};
    q.config.no_answer_scope = routing::RonaScope::all;
    // Nobody listens; how an estimate is made stays, since it may close the door (A5).
    q.config.announcements.position = routing::TellPosition::no;
    q.config.announcements.every = q.config.announcements.periodic_every = Ms{0};
    return q;
}

void add_agents(const SimTeam& team, std::uint32_t index, Plan& plan, Reader& read,
                const std::string& at) {
    PlannedAgent agent;
    agent.team = index;
    agent.from_us = team.from ? read.time(*team.from, at + ".from") : plan.opens_us;
    agent.to_us = team.to ? read.time(*team.to, at + ".to") : plan.closes_us;
    read.require(agent.to_us > agent.from_us, "time", at + ".to",
                 "A shift ends after it begins; past midnight the hours go on: 30:00 is six.");
    read.require(team.breaks.size() <= breaks_limit, "too_large", at + ".breaks",
                 "At most 16 breaks in a shift.");
    for (int i = 0; i < team.agents && !read.error; ++i) {
        agent.breaks.clear();
        for (std::size_t b = 0; b < team.breaks.size(); ++b) {
            const SimBreak& pause = team.breaks[b];
            const std::string field = at + ".breaks[" + std::to_string(b) + "]";
            read.range(pause.minutes, 0.01, 24 * 60, field + ".minutes");
            read.range(pause.waves, 1, 1000, field + ".waves");
            if (read.error) return;
            const std::int64_t length = std::llround(pause.minutes * 60e6);
            const std::int64_t begins =
                read.time(pause.from, field + ".from") + i % pause.waves * length;
            if (begins >= agent.from_us && begins < agent.to_us)
                agent.breaks.push_back({begins, length});
        }
        plan.agents.push_back(agent);
    }
}

PlannedTeam team_of(const SimTeam& team, Reader& read, const std::string& at) {
    PlannedTeam t;
    t.whose = hash_of(team.name) | 1;
    read.require(!team.name.empty() && team.name.size() <= 100, "name", at + ".name",
                 "A team has a name of 1 to 100 bytes.");
    read.range(team.agents, 0, agents_limit, at + ".agents");
    t.answer = read.draw(team.answer, at + ".answer");
    read.require(team.misses >= 0 && team.misses <= 1, "share", at + ".misses",
                 "A share is between 0 and 1.");
    t.misses = team.misses;
    read.range(team.back_after_s, 1, 86400, at + ".back_after_s");
    t.back_after_us = std::llround(team.back_after_s * 1e6);
    read.require(team.skills.size() <= 256, "too_large", at + ".skills", "At most 256 skills.");
    read.require(team.limits.size() <= 16, "too_large", at + ".limits", "At most 16 limits.");
    if (!team.skills.empty() || !team.limits.empty())
        t.config = routing::AgentConfig{{}, team.skills, team.limits, {}, {}};
    return t;
}

void add_members(const SimTeam& team, std::size_t first_agent, Plan& plan, Reader& read,
                 const std::map<std::string, std::size_t>& queues, const std::string& at) {
    for (std::size_t i = 0; i < team.queues.size(); ++i) {
        const auto known = queues.find(team.queues[i]);
        read.require(known != queues.end(), "unknown_queue",
                     at + ".queues[" + std::to_string(i) + "]",
                     "No queue of the model has this name.");
        if (read.error) return;
        routing::Membership terms;
        int position = 0;
        for (std::size_t t = 0; t < team.terms.size(); ++t) {
            const SimTerms& own = team.terms[t];
            if (own.queue != team.queues[i]) continue;
            terms.tier = own.tier, terms.penalty = own.penalty, terms.grade = own.grade;
            terms.priority = own.priority;
            terms.delay = Ms{std::llround(std::clamp(own.delay_s, 0.0, length_limit_s) * 1000)};
            position = own.position;
            if (own.lent_by.empty()) continue;
            const auto lender = queues.find(own.lent_by);
            read.require(lender != queues.end(), "unknown_queue",
                         at + ".terms[" + std::to_string(t) + "].lent_by",
                         "No queue of the model has this name.");
            if (read.error) return;
            terms.lent_by = {static_cast<std::int64_t>(lender->second) + 1};
            terms.lent_up_to = own.lent_up_to;
        }
        auto& members = plan.queues[known->second].config.memberships;
        for (std::size_t a = first_agent; a < plan.agents.size(); ++a) {
            terms.agent = PersonId{static_cast<std::int64_t>(a) + 1};
            terms.position = position ? position : static_cast<int>(members.size());
            members.push_back(terms);
        }
    }
    for (std::size_t i = 0; i < team.terms.size(); ++i)
        read.require(std::find(team.queues.begin(), team.queues.end(), team.terms[i].queue) !=
                         team.queues.end(),
                     "unknown_queue", at + ".terms[" + std::to_string(i) + "].queue",
                     "The team does not serve a queue of this name.");
}

/// What the line itself would refuse: an expression that nobody can read, for example.
void refuse(const std::vector<routing::QueueConfig>& configs, const std::string& at, Reader& read) {
    for (const routing::ConfigProblem& problem : routing::check(configs)) {
        if (!problem.refused) continue;
        std::string detail = "The line would not take this: " + problem.reason.code;
        for (const auto& [name, value] : problem.reason.params) detail += ", " + name + " " + value;
        read.require(false, "settings", at + problem.field, detail + ".");
    }
}

void check_rules(const SimModel& model, const Plan& plan, Reader& read) {
    for (std::size_t i = 0; i < plan.queues.size() && !read.error; ++i) {
        const std::string at = "queues[" + std::to_string(i) + "]";
        routing::QueueConfig config = plan.queues[i].config;
        for (const routing::OverflowStep& step : config.overflow) {
            const bool moves = step.action == routing::StepAction::to_queue ||
                               step.action == routing::StepAction::add_queue;
            const auto to = static_cast<std::size_t>(step.queue.value);
            read.require(!moves || (to >= 1 && to <= model.queues.size()), "unknown_queue",
                         at + ".settings.overflow",
                         "A step means a queue by its place in the model; the first is 1.");
        }
        config.memberships.clear();
        refuse({config}, at + ".settings.", read);
        for (std::size_t n = 0; n < plan.queues[i].needs.size(); ++n) {
            routing::QueueConfig asks;
            asks.id = config.id;
            asks.skill_steps = plan.queues[i].needs[n].skills;
            refuse({asks}, at + ".needs[" + std::to_string(n) + "].", read);
        }
    }
}

void read_centre(const SimModel& model, Plan& plan, Reader& read) {
    plan.opens_us = read.time(model.opens, "opens");
    plan.closes_us = read.time(model.closes, "closes");
    read.require(plan.closes_us > plan.opens_us, "time", "closes",
                 "The centre closes after it opens; past midnight the hours go on: 26:00 is two.");
    read.range(model.warm_up_s, 0, 47 * 3600, "warm_up_s");
    plan.counts_from_us = plan.opens_us + std::llround(model.warm_up_s * 1e6);
    read.require(plan.counts_from_us < plan.closes_us, "time", "warm_up_s",
                 "The warm-up ends before the centre closes.");
    read.range(model.volume, 0, 1000, "volume");
    plan.volume = model.volume;
    read.range(model.day_spread, 0, 3, "day_spread");
    plan.day_factor = Draw({Shape::lognormal, 1, model.day_spread});
    read.range(model.days, 1, days_limit, "days");
    read.require(model.name.size() <= 200, "name", "name", "A name has at most 200 bytes.");
    read.require(!model.queues.empty() && model.queues.size() <= queues_limit, "too_large",
                 "queues", "A model has 1 to 1000 queues.");
    read.require(model.teams.size() <= 1000, "too_large", "teams", "At most 1000 teams.");
}

}  // namespace

std::int64_t Rates::when(double expected, std::size_t& step) const {
    while (step + 1 < steps.size() && steps[step + 1].before <= expected) ++step;
    if (step + 1 >= steps.size()) return Draw::never;
    return steps[step].from_us +
           static_cast<std::int64_t>((expected - steps[step].before) / steps[step].per_us);
}

Result<Plan> plan_of(const SimModel& model, bool by_hour) {
    Plan plan;
    Reader read;
    read_centre(model, plan, read);
    std::map<std::string, std::size_t> queues, teams;
    double expected = 0;
    for (std::size_t i = 0; i < model.queues.size() && !read.error; ++i) {
        const std::string at = "queues[" + std::to_string(i) + "]";
        read.require(queues.emplace(model.queues[i].name, i).second, "name", at + ".name",
                     "Two queues have this name.");
        plan.queues.push_back(queue_of(model.queues[i], plan, read, at));
        plan.queues.back().config.id = {static_cast<std::int64_t>(i) + 1};
        if (!read.error) expected += plan.queues.back().rates.expected() * plan.volume;
    }
    read.require(expected <= contacts_limit, "too_large", "queues",
                 "More than 2,000,000 contacts a day are expected; lower rates or volume.");
    for (std::size_t i = 0; i < model.teams.size() && !read.error; ++i) {
        const std::string at = "teams[" + std::to_string(i) + "]";
        const std::size_t first = plan.agents.size();
        read.require(teams.emplace(model.teams[i].name, i).second, "name", at + ".name",
                     "Two teams have this name.");
        plan.teams.push_back(team_of(model.teams[i], read, at));
        if (!read.error) add_agents(model.teams[i], static_cast<std::uint32_t>(i), plan, read, at);
        add_members(model.teams[i], first, plan, read, queues, at);
        read.require(plan.agents.size() <= agents_limit, "too_large", at + ".agents",
                     "At most 20,000 agents in all.");
    }
    if (!read.error) check_rules(model, plan, read);
    if (read.error) return *read.error;
    plan.router = model.router;
    if (by_hour) {
        constexpr std::int64_t hour_us = 3'600'000'000;
        plan.first_hour = static_cast<int>(plan.opens_us / hour_us);
        plan.hours = static_cast<int>((plan.closes_us + hour_us - 1) / hour_us) - plan.first_hour;
    }
    return plan;
}

Result<void> check(const SimModel& model) {
    auto plan = plan_of(model);
    if (!plan) return plan.error();
    return {};
}

}  // namespace ol::simulator
