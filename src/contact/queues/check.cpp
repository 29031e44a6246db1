// What is wrong with a queue before it is saved: numbers out of range, contradictions, and what
// would never happen. The line's own check knows its rules; here are those that need the people.
#include <algorithm>

#include "contact/queues/queues.hpp"
#include "contact/queues/ranges.hpp"
#include "contact/routing/skills.hpp"
#include "platform/base/text.hpp"

namespace ol::queues {

namespace {

/// What the line calls a field, and what the API calls it.
std::string api_field(const std::string& field) {
    const auto bracket = field.find('[');
    const std::string head = field.substr(0, bracket);
    const std::string tail = bracket == std::string::npos ? "" : field.substr(bracket);
    if (head == "ring_timeout" || head == "max_wait") return head + "_ms";
    if (head == "members") return "member_ids";
    if (head == "memberships") return "rules.members" + tail;
    if (head == "promote_after") return "rules.promote_after_ms";
    return "rules." + head + tail;
}

constexpr std::string_view prompt_letters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-/";

/// Saving these would keep what cannot be meant; the line's other findings are let through.
bool contradiction(const std::string& code) {
    for (const char* one : {"window_is_empty", "member_twice", "yields_to_itself", "queue_unknown",
                            "overflows_to_itself", "raise_over_window", "too_many_steps"})
        if (code == one) return true;
    return false;
}

class Check {
public:
    Check(const QueueSettings& queue, const Surroundings& around) : q_(queue), around_(around) {}

    CheckResult run() {
        ranges(q_, out_.findings);
        of_the_line();
        names();
        people();
        tiers();
        skills();
        steps();
        windows();
        std::stable_sort(
            out_.findings.begin(), out_.findings.end(),
            [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
        return std::move(out_);
    }

private:
    void note(std::string code, std::string field, Severity severity = Severity::warning,
              std::vector<std::pair<std::string, std::string>> params = {}) {
        out_.findings.push_back({std::move(code), std::move(field), std::move(params), severity});
    }
    static std::string at(const char* list, std::size_t i) {
        return std::string(list) + '[' + std::to_string(i) + ']';
    }

    void of_the_line() {
        std::vector<routing::QueueConfig> all{line_of(q_)};
        for (const QueueSettings* other : led_to()) all.push_back(line_of(*other));
        for (const routing::ConfigProblem& p : routing::check(all)) {
            if (p.queue != q_.id) continue;
            const bool error = p.refused || contradiction(p.reason.code);
            note(p.reason.code, api_field(p.field), error ? Severity::error : Severity::warning,
                 p.reason.params);
        }
    }
    /// The queues that this one leads to, from step to step: a circle needs no others.
    std::vector<const QueueSettings*> led_to() const {
        std::vector<const QueueSettings*> out;
        const auto follow = [&](const QueueSettings& from) {
            for (const QueueSettings& other : around_.queues) {
                const bool yields = std::count(from.rules.yields_to.begin(),
                                               from.rules.yields_to.end(), other.id) > 0;
                const bool flows =
                    std::any_of(from.rules.overflow.begin(), from.rules.overflow.end(),
                                [&](const WaitingStep& step) { return step.queue_id == other.id; });
                if ((yields || flows) && other.id != q_.id &&
                    std::find(out.begin(), out.end(), &other) == out.end())
                    out.push_back(&other);
            }
        };
        const bool leads = !q_.rules.yields_to.empty() || !q_.rules.overflow.empty();
        if (leads) follow(q_);
        for (std::size_t i = 0; i < out.size(); ++i) follow(*out[i]);
        return out;
    }
    void names() {
        if (!plain_line(q_.name)) note("name_characters", "name", Severity::error);
        for (const QueueSettings& other : around_.queues)
            if (other.id != q_.id && other.shop_id == q_.shop_id &&
                fold(other.name) == fold(q_.name))
                note("name_taken", "name", Severity::error);
        for (std::size_t i = 0; i < q_.rules.yields_to.size(); ++i)
            if (q_.rules.yields_to[i] != q_.id && !exists(q_.rules.yields_to[i]))
                note("queue_unknown", at("rules.yields_to", i), Severity::error);
    }
    bool exists(QueueId id) const {
        return std::any_of(around_.queues.begin(), around_.queues.end(),
                           [&](const QueueSettings& q) { return q.id == id; });
    }
    /// Somebody who has left since may stand in a queue until it is changed for another reason.
    bool served_before(PersonId person) const {
        return std::any_of(around_.queues.begin(), around_.queues.end(), [&](const auto& q) {
            return q.id == q_.id && std::find(q.member_ids.begin(), q.member_ids.end(), person) !=
                                        q.member_ids.end();
        });
    }
    bool serves(PersonId person) const {
        return std::find(q_.member_ids.begin(), q_.member_ids.end(), person) != q_.member_ids.end();
    }

    void people() {
        for (std::size_t i = 0; i < q_.member_ids.size(); ++i)
            if (around_.known && !around_.known(q_.member_ids[i]))
                note("person_unknown", at("member_ids", i),
                     served_before(q_.member_ids[i]) ? Severity::warning : Severity::error);
        for (std::size_t i = 0; i < q_.rules.members.size(); ++i) {
            const QueueMember& m = q_.rules.members[i];
            if (!serves(m.person_id)) continue;
            const std::string field = at("rules.members", i);
            if (q_.max_wait_ms > 0 && m.delay_ms >= q_.max_wait_ms)
                note("member_never_reached", field + ".delay_ms");
            if (out_of_window(m)) note("member_outside_window", field + ".penalty");
        }
        if (!q_.member_ids.empty() && all_paused()) note("all_members_paused", "member_ids");
    }
    /// No rule moves the window, and she stands outside it.
    bool out_of_window(const QueueMember& m) const {
        const QueueRules& r = q_.rules;
        if (!r.penalty_rules.empty()) return false;
        if (static_cast<int>(q_.member_ids.size()) <= r.penalty_limit) return false;
        return (r.penalty_max && m.penalty > *r.penalty_max) ||
               (r.penalty_min && m.penalty < *r.penalty_min);
    }
    bool all_paused() const {
        return std::all_of(q_.member_ids.begin(), q_.member_ids.end(), [&](PersonId person) {
            return std::any_of(
                q_.rules.members.begin(), q_.rules.members.end(),
                [&](const QueueMember& m) { return m.person_id == person && m.paused; });
        });
    }

    /// A12: tier L opens after L waits (or one), the lowest at once.
    void tiers() {
        const QueueRules& r = q_.rules;
        if (r.tier_wait_ms <= 0 || q_.max_wait_ms <= 0 || r.tier_skip_empty) return;
        int lowest = r.members.size() == q_.member_ids.size() ? 1000 : 0;
        for (const QueueMember& m : r.members) lowest = std::min(lowest, m.tier);
        for (std::size_t i = 0; i < r.members.size(); ++i) {
            const int tier = r.members[i].tier;
            if (tier <= lowest) continue;
            if (r.tier_wait_ms * (r.tier_multiply ? tier : 1) >= q_.max_wait_ms)
                note("tier_never_opens", at("rules.members", i) + ".tier");
        }
    }

    void match(const std::string& text, const std::string& field) {
        const auto asked = routing::Expression::parse(text);
        if (!asked || asked->anybody()) return;
        SkillMatch found{field, static_cast<int>(q_.member_ids.size()), 0};
        for (const PersonId person : q_.member_ids) {
            routing::Levels levels;
            for (const AgentRouting& agent : around_.agents)
                if (agent.person_id == person) levels = line_of(agent).skills;
            std::sort(levels.begin(), levels.end(),
                      [](const auto& a, const auto& b) { return a.name < b.name; });
            found.matching += asked->matches(levels);
        }
        if (found.matching == 0 && found.of > 0) note("nobody_matches", field);
        out_.skills.push_back(std::move(found));
    }
    void skills() {
        std::int64_t begins = 0;
        for (std::size_t i = 0; i < q_.rules.skill_steps.size(); ++i) {
            const std::string field = at("rules.skill_steps", i);
            match(q_.rules.skill_steps[i].skills, field);
            if (i > 0 && q_.max_wait_ms > 0 && begins >= q_.max_wait_ms)
                note("step_never_reached", field);
            begins += q_.rules.skill_steps[i].lasts_ms;
        }
    }
    void argument(const WaitingStep& step, const std::string& field) {
        const auto all = [&](std::string_view allowed) {
            return step.argument.find_first_not_of(allowed) == std::string::npos;
        };
        const std::size_t n = step.argument.size();
        if (step.action == routing::StepAction::external &&
            (n < 3 || n > 32 || !all("+0123456789 ()-")))
            note("step_number", field, Severity::error);
        if (step.action == routing::StepAction::play &&
            (n == 0 || n > 64 ||
             step.argument.find_first_not_of(prompt_letters) != std::string::npos))
            note("step_prompt", field, Severity::error);
    }
    /// A link is sent once to who waits; and a queue stands only where a step leads to one.
    void offers_and_queues() {
        const auto& all = q_.rules.overflow;
        bool offered = false;
        for (std::size_t i = 0; i < all.size(); ++i) {
            using enum routing::StepAction;
            const bool leads = all[i].action == to_queue || all[i].action == add_queue;
            const std::string field = at("rules.overflow", i);
            if (!leads && all[i].queue_id)
                note("step_needs_no_queue", field + ".queue_id");
            if (all[i].action != offer_chat) continue;
            if (offered) note("chat_offered_twice", field, Severity::error);
            offered = true;
        }
    }
    void windows() {
        const auto& rules = q_.rules.penalty_rules;
        for (std::size_t i = 0; i < rules.size(); ++i)
            if (!rules[i].relative && rules[i].min && rules[i].max && *rules[i].min > *rules[i].max)
                note("window_is_empty", at("rules.penalty_rules", i), Severity::error);
    }
    void steps() {
        const QueueRules& r = q_.rules;
        for (std::size_t i = 0; i < r.overflow.size(); ++i) {
            const std::string field = at("rules.overflow", i);
            if (r.overflow[i].action == routing::StepAction::change_skills)
                match(r.overflow[i].argument, field);
            argument(r.overflow[i], field + ".argument");
            if (i > 0 && r.overflow[i].after_ms < r.overflow[i - 1].after_ms)
                note("steps_out_of_order", field);
        }
        offers_and_queues();
        if (r.strategy == routing::Strategy::ring_progressively &&
            r.progress_every_ms >= q_.ring_timeout_ms)
            note("second_phone_never_rings", "rules.progress_every_ms");
        if (r.no_agent_grace_ms > 0 && r.no_agent_exit_ms == 0)
            note("grace_without_exit", "rules.no_agent_grace_ms");
    }

    const QueueSettings& q_;
    const Surroundings& around_;
    CheckResult out_;
};

}  // namespace

CheckResult check(const QueueSettings& queue, const Surroundings& around) {
    return Check(queue, around).run();
}

}  // namespace ol::queues
