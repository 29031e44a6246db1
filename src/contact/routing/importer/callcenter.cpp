// mod_callcenter: settings, queues with their params, agents, tiers. Delays and ring times belong
// to agents there and to queues here, so a queue is finished when its tiers are known.
#include "contact/routing/importer/callcenter.hpp"

#include <algorithm>

#include "contact/routing/importer/people.hpp"
#include "contact/routing/importer/xml.hpp"
#include "platform/base/text.hpp"

namespace ol::importer {

using routing::Strategy;

namespace {

constexpr int never_taken_out = 1'000'000;
constexpr int seconds_max = 86'400, tier_max = 1'000;

struct AgentTerms {
    int ring_s = 0;  // 0: as the others
    int reject_s = 0, busy_s = 0, no_answer_s = 0;
};

struct QueueTerms {
    bool tiers_apply = false, multiply = false, no_agent_no_wait = true;
    int tier_wait_s = 0, discard_s = 60, announce_s = 0;
    bool resume = false, sound = false;
    std::optional<Option> apply, discard;
    std::vector<Option> tier_options;
};

struct Centre {
    Imported out;
    Notes notes;
    Agents agents{out.agents};
    std::map<std::string, std::size_t> queues;  // by name
    std::vector<QueueTerms> queue_terms;
    std::map<std::size_t, AgentTerms> agent_terms;
    std::map<std::size_t, Place> agent_places;
    std::vector<std::map<std::size_t, std::size_t>> members;  // queue: agent -> place in its list
    int ring_default_s = 60;
    Error fault;

    Centre() = default;
    Centre(const Centre&) = delete;
    void fail(const char* code, const Place& place, const char* detail) {
        if (fault.code.empty())
            fault = invalid(code, place.file + ':' + std::to_string(place.line), detail);
    }
};

int whole_seconds(const Option& o, int otherwise, Notes& notes) {
    const int value = number_of(o, otherwise, notes);
    if (value >= 0 && value <= seconds_max) return value;
    const int used = std::clamp(value, 0, seconds_max);
    notes.add(NoteCode::bad_value, ImportReason::out_of_range, o, {{"used", std::to_string(used)}});
    return used;
}

// ---- <settings>
void setting_database(Centre& c, const Option& o) {
    Option told = o;  // may hold a password
    told.value.clear();
    c.notes.add(NoteCode::outside, ImportReason::database, told);
}
void setting_reserve(Centre& c, const Option& o) {
    if (!yes(o, c.notes)) c.notes.add(NoteCode::changed, ImportReason::always_reserved, o);
}
void setting_ring(Centre& c, const Option& o) {
    c.ring_default_s = std::max(1, whole_seconds(o, 60, c.notes));
}

template <class Target>
struct Known {
    std::string_view name;
    void (*apply)(Target&, const Option&);
};
constexpr Known<Centre> settings[] = {
    {"odbc-dsn", setting_database},
    {"dbname", setting_database},
    {"reserve-agents", setting_reserve},
    {"cc-instance-id", setting_database},
    {"truncate-tiers-on-load", setting_database},
    {"truncate-agents-on-load", setting_database},
    {"global-database-lock", setting_database},
    {"debug", setting_database},
    {"agent-originate-timeout", setting_ring},
};

// ---- <queue>
struct QueueDraft {
    Notes& notes;
    QueueConfig& config;
    QueueTerms& terms;
};

void strategy(QueueDraft& q, const Option& o) {
    struct Row {
        std::string_view name;
        Strategy ours;
    };
    static constexpr Row rows[] = {
        {"longest-idle-agent", Strategy::longest_idle},
        {"ring-all", Strategy::ring_all},
        {"ring-progressively", Strategy::ring_progressively},
        {"top-down", Strategy::linear},
        {"round-robin", Strategy::round_robin},
        {"sequentially-by-agent-order", Strategy::sequential},
        {"agent-with-least-talk-time", Strategy::least_talk},
        {"agent-with-fewest-calls", Strategy::fewest_calls},
        {"random", Strategy::random},
    };
    for (const Row& row : rows) {
        if (!same_word(row.name, o.value)) continue;
        q.config.strategy = row.ours;
        if (row.ours == Strategy::fewest_calls)
            q.notes.add(NoteCode::changed, ImportReason::newcomer_at_minimum, o);
        return;
    }
    q.config.strategy = Strategy::sequential;  // what mod_callcenter does then
    q.notes.add(NoteCode::bad_value, ImportReason::not_a_choice, o,
                {{"used", "sequentially-by-agent-order"}});
}
void music(QueueDraft& q, const Option& o) {
    q.notes.add(NoteCode::outside, ImportReason::music, o);
}
void recording(QueueDraft& q, const Option& o) {
    if (!o.value.empty()) q.notes.add(NoteCode::outside, ImportReason::recording, o);
}
void announce_sound(QueueDraft& q, const Option& o) {
    q.terms.sound = !o.value.empty();
    if (q.terms.sound) q.notes.add(NoteCode::outside, ImportReason::prompts, o);
}
void announce_frequency(QueueDraft& q, const Option& o) {
    q.terms.announce_s = whole_seconds(o, 0, q.notes);
}
void time_base(QueueDraft& q, const Option& o) {
    if (same_word(o.value, "system"))
        q.notes.add(NoteCode::changed, ImportReason::from_queue_entry, o);
    else if (!same_word(o.value, "queue"))
        q.notes.add(NoteCode::bad_value, ImportReason::not_a_choice, o, {{"used", "queue"}});
}
void progressive(QueueDraft& q, const Option& o) {
    q.config.progress_every = seconds(whole_seconds(o, 10, q.notes));
}
void tiers_apply(QueueDraft& q, const Option& o) {
    q.terms.tiers_apply = yes(o, q.notes);
    q.terms.apply = o;
}
void tier_wait(QueueDraft& q, const Option& o) {
    q.terms.tier_wait_s = whole_seconds(o, 0, q.notes);
    q.terms.tier_options.push_back(o);
}
void tier_multiply(QueueDraft& q, const Option& o) {
    q.terms.multiply = yes(o, q.notes);
    q.terms.tier_options.push_back(o);
}
void tier_no_agent(QueueDraft& q, const Option& o) {
    q.terms.no_agent_no_wait = yes(o, q.notes);
    q.terms.tier_options.push_back(o);
}
void discard(QueueDraft& q, const Option& o) {
    q.terms.discard_s = whole_seconds(o, 60, q.notes);
    q.terms.discard = o;
}
void resume(QueueDraft& q, const Option& o) { q.terms.resume = yes(o, q.notes); }
void max_wait(QueueDraft& q, const Option& o) {
    q.config.max_wait = seconds(whole_seconds(o, 0, q.notes));
}
void no_agent(QueueDraft& q, const Option& o) {
    q.config.no_agent_exit = seconds(whole_seconds(o, 0, q.notes));
}
void no_agent_grace(QueueDraft& q, const Option& o) {
    q.config.no_agent_grace = seconds(whole_seconds(o, 5, q.notes));
}
void no_answer_status(QueueDraft& q, const Option& o) {
    q.notes.add(NoteCode::changed, ImportReason::silent_until_ready, o);
}
void external_calls(QueueDraft& q, const Option& o) {
    if (!yes(o, q.notes)) q.notes.add(NoteCode::changed, ImportReason::busy_never_rung, o);
}

constexpr Known<QueueDraft> queue_params[] = {
    {"strategy", strategy},
    {"moh-sound", music},
    {"announce-sound", announce_sound},
    {"announce-frequency", announce_frequency},
    {"record-template", recording},
    {"time-base-score", time_base},
    {"ring-progressively-delay", progressive},
    {"tier-rules-apply", tiers_apply},
    {"tier-rule-wait-second", tier_wait},
    {"tier-rule-wait-multiply-level", tier_multiply},
    {"tier-rule-no-agent-no-wait", tier_no_agent},
    {"discard-abandoned-after", discard},
    {"abandoned-resume-allowed", resume},
    {"max-wait-time", max_wait},
    {"max-wait-time-with-no-agent", no_agent},
    {"max-wait-time-with-no-agent-time-reached", no_agent_grace},
    {"agent-no-answer-status", no_answer_status},
    {"skip-agents-with-external-calls", external_calls},
};

/// The settings of a queue that says nothing: mod_callcenter's defaults, not ours.
QueueConfig queue_defaults() {
    QueueConfig c;
    c.strategy = Strategy::longest_idle;
    c.wrap_up = Ms{0};
    c.no_answer_max = never_taken_out;
    c.no_answer_delay = c.reject_delay = c.busy_delay = Ms{0};
    c.no_agent_grace = seconds(5);
    c.rounds_max = 0;
    c.score = routing::ScoreMode::additive;  // cc_base_score: a point is a second
    c.priority_worth = seconds(1);
    c.progress_every = seconds(10);
    c.tier_multiply = false;
    return c;
}

// ---- <agent>
struct AgentDraft {
    Centre& centre;
    std::size_t agent;
    Notes& notes = centre.notes;
    AgentConfig& config = centre.out.agents[agent].config;
    AgentTerms& terms = centre.agent_terms[agent];
};

void agent_name(AgentDraft&, const Option&) {}
void agent_type(AgentDraft& a, const Option& o) {
    if (same_word(o.value, "uuid-standby"))
        a.notes.add(NoteCode::changed, ImportReason::browser_line_open, o);
    else if (!same_word(o.value, "callback"))
        a.notes.add(NoteCode::bad_value, ImportReason::not_a_choice, o, {{"used", "callback"}});
}
void agent_contact(AgentDraft& a, const Option& o) {
    a.centre.agents.add_keys(a.agent, keys_of(o.value));
    const auto options = dial_options(o.value);
    std::size_t used = 0;
    for (const char* name : {"leg_timeout", "call_timeout", "originate_timeout"})
        if (const auto it = options.find(name); it != options.end()) {
            Option timeout = o;
            timeout.name = name, timeout.value = it->second;
            a.terms.ring_s = std::max(1, whole_seconds(timeout, 0, a.notes));
            ++used;
        }
    const std::string address = lower_ascii(o.value.substr(o.value.find_last_of("]}>") + 1));
    if (used < options.size() || !trim(address).starts_with("user/"))
        a.notes.add(NoteCode::outside, ImportReason::phone_address, o);
}
void agent_status(AgentDraft& a, const Option& o) {
    const bool known = same_word(o.value, "Available") || same_word(o.value, "On Break") ||
                       same_word(o.value, "Available (On Demand)");
    if (known)
        a.notes.add(NoteCode::no_equal, ImportReason::signs_in_herself, o);
    else if (!same_word(o.value, "Logged Out"))
        a.notes.add(NoteCode::bad_value, ImportReason::not_a_choice, o, {{"used", "Logged Out"}});
}
void agent_no_answer(AgentDraft& a, const Option& o) {
    const int most = std::max(0, number_of(o, 0, a.notes));
    a.config.no_answer_max = most == 0 ? never_taken_out : most;
}
void agent_wrap_up(AgentDraft& a, const Option& o) {
    a.config.wrap_up = seconds(whole_seconds(o, 0, a.notes));
}
void agent_reject(AgentDraft& a, const Option& o) {
    a.terms.reject_s = whole_seconds(o, 0, a.notes);
}
void agent_busy(AgentDraft& a, const Option& o) { a.terms.busy_s = whole_seconds(o, 0, a.notes); }
void agent_silent(AgentDraft& a, const Option& o) {
    a.terms.no_answer_s = whole_seconds(o, 0, a.notes);
}
void agent_running(AgentDraft& a, const Option& o) {  // a state of its running, not a setting
    a.notes.add(NoteCode::no_effect, ImportReason::reserved, o);
}

constexpr Known<AgentDraft> agent_attributes[] = {
    {"name", agent_name},
    {"type", agent_type},
    {"contact", agent_contact},
    {"status", agent_status},
    {"max-no-answer", agent_no_answer},
    {"wrap-up-time", agent_wrap_up},
    {"reject-delay-time", agent_reject},
    {"busy-delay-time", agent_busy},
    {"no-answer-delay-time", agent_silent},
    {"ready-time", agent_running},
    {"state", agent_running},
    {"uuid", agent_running},
    {"system", agent_running},
};

constexpr std::string_view tier_attributes[] = {"agent", "queue", "level", "position", "state"};

/// "max_no_answer" and "max-no-answer" are the same.
std::string dashed(std::string_view name) {
    std::string out(name);
    std::replace(out.begin(), out.end(), '_', '-');
    return out;
}

template <class Target, std::size_t n>
bool apply(const Known<Target> (&table)[n], Target& target, const Option& option, Notes& notes) {
    const std::string name = dashed(option.name);
    for (const Known<Target>& known : table)
        if (same_word(known.name, name)) {
            known.apply(target, option);
            return true;
        }
    notes.add(NoteCode::unknown_option, ImportReason::unknown, option);
    return false;
}

class Reader {
public:
    explicit Reader(Centre& centre) : c_(centre) {}

    void read(const Element& root, const std::string& file) {
        file_ = file;
        walk(root, "");
    }
    void tiers() {  // when every queue is known
        for (const auto& [element, file] : tiers_) {
            file_ = file;
            if (c_.fault.code.empty() && !c_.notes.full()) tier(element);
        }
    }

private:
    Place at(const Element& element, const std::string& section) const {
        return {file_, element.line, section};
    }
    void unknown(const Element& element, const std::string& parent) {
        const std::string* name = element.attribute("name");
        const std::string* value = element.attribute("value");
        c_.notes.add(NoteCode::unknown_option, ImportReason::unknown, at(element, parent),
                     name ? *name : '<' + element.name + '>', value ? *value : "");
    }

    void walk(const Element& element, const std::string& parent) {
        if (!c_.fault.code.empty() || c_.notes.full()) return;
        const std::string& tag = element.name;
        if (tag == "configuration") {
            const std::string* name = element.attribute("name");
            if (name && *name != "callcenter.conf")
                return c_.notes.add(NoteCode::skipped, ImportReason::other_configuration,
                                    at(element, ""), "name", *name);
        }
        if (tag == "queue") return queue(element);
        if (tag == "agent") return agent(element);
        if (tag == "tier") return tiers_.push_back({element, file_});
        if (tag == "param" && parent == "settings") return setting(element);
        if (lower_ascii(tag) == "x-pre-process") return preprocess(element, parent);
        const bool holds_others = tag == "document" || tag == "section" || tag == "configuration" ||
                                  tag == "include" || tag == "settings" || tag == "queues" ||
                                  tag == "agents" || tag == "tiers";
        if (!holds_others) return unknown(element, parent);
        for (const Element& child : element.children) walk(child, tag);
    }

    void preprocess(const Element& element, const std::string& parent) {
        const std::string* command = element.attribute("cmd");
        const std::string* data = element.attribute("data");
        c_.notes.add(NoteCode::not_read, ImportReason::preprocessor, at(element, parent),
                     command ? *command : "", data ? *data : "");
    }

    /// The last <param> of a name counts, as everywhere.
    std::vector<Option> params(const Element& parent, const std::string& section) {
        std::vector<Option> out;
        std::map<std::string, std::size_t> known;
        for (const Element& element : parent.children) {
            if (lower_ascii(element.name) == "x-pre-process") {
                preprocess(element, section);
                continue;
            }
            const std::string* name = element.attribute("name");
            const std::string* value = element.attribute("value");
            if (element.name != "param" || !name || !value) {
                unknown(element, section);
                continue;
            }
            Option option{*name, std::string(trim(*value)), at(element, section), false};
            const auto [it, fresh] = known.try_emplace(lower_ascii(*name), out.size());
            if (fresh) {
                out.push_back(std::move(option));
                continue;
            }
            c_.notes.add(NoteCode::repeated, ImportReason::overridden, out[it->second],
                         {{"by", file_ + ':' + std::to_string(element.line)}});
            out[it->second] = std::move(option);
        }
        return out;
    }

    void setting(const Element& element) {
        const std::string* name = element.attribute("name");
        const std::string* value = element.attribute("value");
        if (!name || !value) return unknown(element, "settings");
        apply(settings, c_, {*name, *value, at(element, "settings"), false}, c_.notes);
    }

    void variables(const std::string& text, const Place& place, const char* option) {
        if (text.find("${") != text.npos)
            c_.notes.add(NoteCode::not_read, ImportReason::variable, place, option, text);
    }

    void queue(const Element& element) {
        const std::string* name = element.attribute("name");
        if (!name || name->empty())
            return c_.notes.add(NoteCode::skipped, ImportReason::name_missing,
                                at(element, "queues"), "<queue>");
        const Place place = at(element, *name);
        const auto [it, fresh] = c_.queues.try_emplace(*name, c_.out.queues.size());
        if (!fresh) {
            const ImportedQueue& first = c_.out.queues[it->second];
            return c_.notes.add(NoteCode::skipped, ImportReason::section_again, place, {}, {},
                                {{"first", first.file + ':' + std::to_string(first.line)},
                                 {"options", std::to_string(element.children.size())}});
        }
        if (c_.out.queues.size() >= queues_max)
            return c_.fail("import.too_many_queues", place,
                           "An import has at most 5,000 queues; divide it.");
        variables(*name, place, "name");
        for (const auto& [key, value] : element.attributes)
            if (key != "name")
                c_.notes.add(NoteCode::unknown_option, ImportReason::unknown, place, key, value);
        ImportedQueue made{file_, element.line, queue_defaults(), {}};
        made.config.id = QueueId{static_cast<std::int64_t>(c_.out.queues.size()) + 1};
        made.config.name = *name;
        QueueTerms terms;
        QueueDraft draft{c_.notes, made.config, terms};
        for (const Option& option : params(element, *name))
            apply(queue_params, draft, option, c_.notes);
        c_.out.queues.push_back(std::move(made));
        c_.queue_terms.push_back(std::move(terms));
        c_.members.emplace_back();
    }

    std::optional<std::size_t> agent_of(const std::string& name, const Place& place) {
        const auto agent = c_.agents.of(name);
        if (!agent)
            c_.fail("import.too_many_agents", place,
                    "An import has at most 20,000 agents; divide it.");
        return agent;
    }

    void agent(const Element& element) {
        const std::string* name = element.attribute("name");
        if (!name || name->empty())
            return c_.notes.add(NoteCode::skipped, ImportReason::name_missing,
                                at(element, "agents"), "<agent>");
        const Place place = at(element, *name);
        const auto known = agent_of(*name, place);
        if (!known) return;
        const auto [it, fresh] = c_.agent_places.try_emplace(*known, place);
        if (!fresh)
            return c_.notes.add(NoteCode::skipped, ImportReason::section_again, place, {}, {},
                                {{"first", it->second.file + ':' + std::to_string(it->second.line)},
                                 {"options", std::to_string(element.attributes.size() - 1)}});
        variables(*name, place, "name");
        AgentDraft draft{c_, *known};
        draft.config.wrap_up = Ms{0};  // what holds there when nothing is said
        draft.config.no_answer_max = never_taken_out;
        for (const auto& [key, value] : element.attributes)
            apply(agent_attributes, draft, {key, value, place, false}, c_.notes);
        for (const Element& child : element.children) unknown(child, *name);
    }

    void tier(const Element& element) {
        const std::string* agent = element.attribute("agent");
        const std::string* queue = element.attribute("queue");
        if (!agent || agent->empty() || !queue || queue->empty())
            return c_.notes.add(NoteCode::skipped, ImportReason::name_missing, at(element, "tiers"),
                                "<tier>");
        const Place place = at(element, *queue);
        const auto known_queue = c_.queues.find(*queue);
        if (known_queue == c_.queues.end())
            return c_.notes.add(NoteCode::bad_value, ImportReason::queue_unknown, place, "tier",
                                *agent, {{"used", "-"}});
        const auto known_agent = agent_of(*agent, place);
        if (!known_agent) return;
        if (!c_.agent_places.contains(*known_agent))
            c_.notes.add(NoteCode::bad_value, ImportReason::agent_unknown, place, "tier", *agent,
                         {{"used", *agent}});
        ImportedMember made{*agent, {}, file_, element.line};
        made.terms.tier = tier_number(element, place, "level", tier_max);
        made.terms.position = tier_number(element, place, "position", 1'000'000);
        for (const auto& [key, value] : element.attributes)
            if (std::find(std::begin(tier_attributes), std::end(tier_attributes), key) ==
                std::end(tier_attributes))
                c_.notes.add(NoteCode::unknown_option, ImportReason::unknown, place, key, value);
        if (const std::string* state = element.attribute("state"))
            c_.notes.add(NoteCode::no_effect, ImportReason::reserved, place, "state", *state);
        enter(known_queue->second, *known_agent, std::move(made), place);
    }

    int tier_number(const Element& element, const Place& place, const char* name, int most) {
        const std::string* text = element.attribute(name);
        if (!text) return 1;
        const Option option{name, *text, place, false};
        const int value = number_of(option, 1, c_.notes);
        const int used = std::clamp(value, 0, most);
        if (used != value)
            c_.notes.add(NoteCode::bad_value, ImportReason::out_of_range, option,
                         {{"used", std::to_string(used)}});
        return used;
    }

    void enter(std::size_t queue, std::size_t agent, ImportedMember made, const Place& place) {
        auto& list = c_.out.queues[queue].members;
        const auto [it, fresh] = c_.members[queue].try_emplace(agent, list.size());
        if (fresh && list.size() >= members_max)
            return c_.fail("import.too_many_members", place,
                           "A queue has at most 5,000 members; divide it.");
        if (fresh) return list.push_back(std::move(made));
        ImportedMember& before = list[it->second];
        c_.notes.add(NoteCode::repeated, ImportReason::member_again, place, "tier", made.reference,
                     {{"first", before.file + ':' + std::to_string(before.line)}});
        before = std::move(made);
    }

    Centre& c_;
    std::string file_;
    std::vector<std::pair<Element, std::string>> tiers_;
};

// ---- what is known when everything was read

/// The value of a queue for what its agents have each: theirs when they agree, else the greatest.
int of_agents(Centre& c, std::size_t queue, const char* option, int AgentTerms::* value,
              int otherwise) {
    int least = seconds_max, most = 0;
    bool somebody = false;
    for (const auto& [agent, place] : c.members[queue]) {
        if (!c.agent_places.contains(agent)) continue;  // of her nothing is said
        somebody = true;
        const int own = c.agent_terms[agent].*value;
        least = std::min(least, own == 0 ? otherwise : own);
        most = std::max(most, own == 0 ? otherwise : own);
    }
    if (!somebody) return otherwise;
    const ImportedQueue& q = c.out.queues[queue];
    if (least != most)
        c.notes.add(NoteCode::changed, ImportReason::per_queue,
                    Place{q.file, q.line, q.config.name}, option,
                    std::to_string(least) + ".." + std::to_string(most),
                    {{"used", std::to_string(most)}});
    return most;
}

void finish_tiers(Centre& c, std::size_t index) {
    QueueConfig& config = c.out.queues[index].config;
    const QueueTerms& terms = c.queue_terms[index];
    if (!terms.tiers_apply) {
        for (const Option& option : terms.tier_options)
            c.notes.add(NoteCode::no_effect, ImportReason::tier_rules_off, option);
        return;
    }
    config.tier_wait = seconds(terms.tier_wait_s);
    config.tier_multiply = terms.multiply;
    config.tier_skip_empty = terms.no_agent_no_wait && terms.tier_wait_s > 0;
    if (terms.tier_wait_s == 0) return;
    int lowest = tier_max;
    for (const ImportedMember& member : c.out.queues[index].members)
        lowest = std::min(lowest, member.terms.tier);
    if (!terms.no_agent_no_wait && lowest > 0 && !c.out.queues[index].members.empty())
        c.notes.add(NoteCode::changed, ImportReason::first_tier_at_once, *terms.apply,
                    {{"level", std::to_string(lowest)},
                     {"wait", std::to_string(terms.tier_wait_s * (terms.multiply ? lowest : 1))}});
    if (terms.no_agent_no_wait)
        c.notes.add(NoteCode::changed, ImportReason::break_is_absent, *terms.apply);
}

void finish(Centre& c, std::size_t index) {
    QueueConfig& config = c.out.queues[index].config;
    const QueueTerms& terms = c.queue_terms[index];
    finish_tiers(c, index);
    if (terms.resume)
        config.resume_within = seconds(terms.discard_s);
    else if (terms.discard)
        c.notes.add(NoteCode::no_effect, ImportReason::resume_off, *terms.discard);
    if (terms.sound) config.announcements.periodic_every = seconds(terms.announce_s);
    config.ring_timeout =
        seconds(of_agents(c, index, "leg_timeout", &AgentTerms::ring_s, c.ring_default_s));
    config.reject_delay =
        seconds(of_agents(c, index, "reject-delay-time", &AgentTerms::reject_s, 0));
    config.busy_delay = seconds(of_agents(c, index, "busy-delay-time", &AgentTerms::busy_s, 0));
    config.no_answer_delay =
        seconds(of_agents(c, index, "no-answer-delay-time", &AgentTerms::no_answer_s, 0));
}

}  // namespace

Result<Imported> read_callcenter(const std::vector<ImportFile>& files) {
    Centre centre;
    centre.out.router.cross_queue = routing::CrossQueue::score;
    Reader reader(centre);
    for (const ImportFile& file : files) {
        auto root = read_xml(file, centre.notes);
        if (!root) return root.error();
        reader.read(*root, file.name);
    }
    reader.tiers();
    if (!centre.fault.code.empty()) return centre.fault;
    for (std::size_t i = 0; i < centre.out.queues.size(); ++i) finish(centre, i);
    if (!files.empty() && !centre.out.queues.empty()) {
        const Place nowhere{files.front().name, 0, {}};
        centre.notes.add(NoteCode::outside, ImportReason::queue_call, nowhere, "callcenter",
                         "cc_*");
        centre.notes.add(NoteCode::changed, ImportReason::lone_operator, nowhere);
    }
    centre.out.notes = centre.notes.take();
    return std::move(centre.out);
}

std::map<std::string, std::vector<std::string>> known_callcenter_options() {
    std::map<std::string, std::vector<std::string>> known;
    for (const auto& row : settings) known["callcenter settings"].emplace_back(row.name);
    for (const auto& row : queue_params) known["callcenter queue"].emplace_back(row.name);
    for (const auto& row : agent_attributes) known["callcenter agent"].emplace_back(row.name);
    for (const auto name : tier_attributes) known["callcenter tier"].emplace_back(name);
    return known;
}

}  // namespace ol::importer
