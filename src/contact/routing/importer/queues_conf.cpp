// queues.conf: each option by its name, in the words of app_queue; where it differs from ours, the
// note says how. Rule numbers A.. and traps: the specification of the line.
#include <algorithm>

#include "contact/routing/importer/asterisk.hpp"
#include "platform/base/names.hpp"
#include "platform/base/text.hpp"

namespace ol::importer {

using routing::EmptyWhen;
using routing::Estimate;
using routing::Strategy;
using routing::TellPosition;

namespace {

/// No number of unanswered rings takes anybody out.
constexpr int never_taken_out = 1'000'000;
constexpr int timeout_default_s = 15, retry_default_s = 5;

/// A queue in the making: some options mean something only together.
struct QueueDraft {
    Draft& draft;
    ImportedQueue queue;
    QueueConfig& config = queue.config;
    Notes& notes = draft.notes;
    int announce_every_s = 0, periodic_every_s = 0;
    // What app_queue says once announce-frequency is set.
    TellPosition position = TellPosition::yes;
    bool estimate = true, estimate_once = false;
    std::vector<Option> announcing;  // what has no effect without announce-frequency
    std::optional<Option> holdtime, wrap_up, rule, autopause_delay;
    bool ring_in_use_told = false;
    std::vector<Option> members;
};

void changed(QueueDraft& q, const Option& o, ImportReason why, Params params = {}) {
    q.notes.add(NoteCode::changed, why, o, std::move(params));
}
void no_equal(QueueDraft& q, const Option& o, ImportReason why) {
    q.notes.add(NoteCode::no_equal, why, o);
}
void outside(QueueDraft& q, const Option& o, ImportReason why) {
    q.notes.add(NoteCode::outside, why, o);
}
void bad(QueueDraft& q, const Option& o, ImportReason why, std::string used) {
    q.notes.add(NoteCode::bad_value, why, o, {{"used", std::move(used)}});
}

void prompt(QueueDraft& q, const Option& o) { outside(q, o, ImportReason::prompts); }
void music(QueueDraft& q, const Option& o) { outside(q, o, ImportReason::music); }
void recording(QueueDraft& q, const Option& o) { outside(q, o, ImportReason::recording); }
void events(QueueDraft& q, const Option& o) { outside(q, o, ImportReason::events); }
void exit_keys(QueueDraft& q, const Option& o) { outside(q, o, ImportReason::keys); }
void whisper(QueueDraft& q, const Option& o) { no_equal(q, o, ImportReason::whisper); }
void dialplan(QueueDraft& q, const Option& o) { no_equal(q, o, ImportReason::dialplan_code); }
void service_level(QueueDraft& q, const Option& o) { outside(q, o, ImportReason::service_level); }
/// What is only worth a word when it is switched on.
template <ImportReason why>
void missing_if_yes(QueueDraft& q, const Option& o) {
    if (yes(o, q.notes)) no_equal(q, o, why);
}

void strategy(QueueDraft& q, const Option& o) {
    struct Row {
        std::string_view name;
        Strategy ours;
        std::optional<ImportReason> differs;
    };
    static constexpr Row rows[] = {
        {"ringall", Strategy::ring_all, {}},
        {"leastrecent", Strategy::least_recent, ImportReason::never_called_first},
        {"fewestcalls", Strategy::fewest_calls, ImportReason::newcomer_at_minimum},
        {"random", Strategy::random, {}},
        {"rrmemory", Strategy::round_robin, ImportReason::order_of_file},
        {"roundrobin", Strategy::round_robin, ImportReason::order_of_file},
        {"rrordered", Strategy::round_robin, {}},
        {"linear", Strategy::linear, {}},
        {"wrandom", Strategy::weighted_by_penalty, {}},
    };
    for (const Row& row : rows)
        if (same_word(row.name, o.value)) {
            q.config.strategy = row.ours;
            if (row.differs) changed(q, o, *row.differs);
            return;
        }
    bad(q, o, ImportReason::not_a_choice, "ringall");
}

void timeout(QueueDraft& q, const Option& o) {
    int s = number_of(o, timeout_default_s, q.notes);
    if (s < 0) bad(q, o, ImportReason::out_of_range, std::to_string(s = timeout_default_s));
    constexpr int long_ring_s = 3600;
    if (s == 0)
        changed(q, o, ImportReason::rings_long, {{"used", std::to_string(s = long_ring_s)}});
    q.config.ring_timeout = seconds(s);
}

void retry(QueueDraft& q, const Option& o) {
    int s = number_of(o, retry_default_s, q.notes);
    if (s <= 0) {
        s = retry_default_s;
        changed(q, o, ImportReason::retry_default, {{"used", std::to_string(s)}});
    }
    q.config.retry = seconds(s);
}

void timeout_priority(QueueDraft& q, const Option& o) {
    const bool conf = same_word(o.value, "conf");
    if (!conf && !same_word(o.value, "app")) bad(q, o, ImportReason::not_a_choice, "app");
    q.config.ring_limit = conf ? routing::RingLimit::conf : routing::RingLimit::app;
}

/// Numbers that may not be negative.
int at_least_0(QueueDraft& q, const Option& o) {
    const int value = number_of(o, 0, q.notes);
    if (value >= 0) return value;
    bad(q, o, ImportReason::out_of_range, "0");
    return 0;
}

void maxlen(QueueDraft& q, const Option& o) { q.config.max_waiting = at_least_0(q, o); }
void penalty_limit(QueueDraft& q, const Option& o) { q.config.penalty_limit = at_least_0(q, o); }
void wrap_up(QueueDraft& q, const Option& o) {
    q.config.wrap_up = seconds(at_least_0(q, o));
    q.wrap_up = o;
}
void weight(QueueDraft& q, const Option& o) {
    q.config.weight = number_of(o, 0, q.notes);
    if (q.config.weight != 0) changed(q, o, ImportReason::weight_only_servable);
}
void autofill(QueueDraft& q, const Option& o) { q.config.one_at_a_time = !yes(o, q.notes); }
void ring_in_use(QueueDraft& q, const Option& o) {
    q.ring_in_use_told = true;
    if (yes(o, q.notes)) changed(q, o, ImportReason::busy_never_rung);
}

void autopause(QueueDraft& q, const Option& o) {
    const auto answer = yes_or_no(o.value);
    const bool all = same_word(o.value, "all");
    if (!answer && !all) bad(q, o, ImportReason::not_a_choice, "no");
    if (!all && !answer.value_or(false)) return;
    q.config.no_answer_max = 1;
    q.config.no_answer_scope = all ? routing::RonaScope::all : routing::RonaScope::queue;
}
void autopause_delay(QueueDraft& q, const Option& o) {
    q.config.no_answer_mercy = seconds(at_least_0(q, o));
}

void empty_conditions(QueueDraft& q, const Option& o, std::vector<EmptyWhen>& into, bool join) {
    const std::vector<EmptyWhen> loose{EmptyWhen::penalty, EmptyWhen::invalid};
    const std::vector<EmptyWhen> usual{EmptyWhen::paused, EmptyWhen::penalty, EmptyWhen::invalid};
    const std::vector<EmptyWhen> strict{EmptyWhen::paused, EmptyWhen::penalty,
                                        EmptyWhen::unavailable, EmptyWhen::invalid};
    for (const std::string& part : split(o.value, ',')) {
        const std::string word = lower_ascii(trim(part));
        const auto answer = yes_or_no(word);
        if (const auto when = from_name<EmptyWhen>(word)) {
            if (std::find(into.begin(), into.end(), *when) == into.end()) into.push_back(*when);
        } else if (word == "loose") {
            into = loose;
        } else if (word == "strict") {
            into = strict;
        } else if (answer) {  // joinempty=no and leavewhenempty=yes mean the same set
            into = *answer == join ? std::vector<EmptyWhen>{} : usual;
        } else if (!word.empty() || part.size() == o.value.size()) {
            q.notes.add(NoteCode::bad_value, ImportReason::not_a_choice, o,
                        {{"word", word}, {"used", "-"}});
        }
    }
}
void join_empty(QueueDraft& q, const Option& o) {
    empty_conditions(q, o, q.config.join_empty, true);
}
void leave_empty(QueueDraft& q, const Option& o) {
    empty_conditions(q, o, q.config.leave_empty, false);
}

// ---- announcements
void announce_frequency(QueueDraft& q, const Option& o) { q.announce_every_s = at_least_0(q, o); }
void announce_apart(QueueDraft& q, const Option& o) {
    q.config.announcements.at_least_apart = seconds(at_least_0(q, o));
    q.announcing.push_back(o);
}
void announce_holdtime(QueueDraft& q, const Option& o) {
    q.estimate_once = same_word(o.value, "once");
    q.estimate = q.estimate_once || yes(o, q.notes);
    if (q.estimate) q.holdtime = o, q.announcing.push_back(o);
}
void announce_position(QueueDraft& q, const Option& o) {
    const bool limit = same_word(o.value, "limit"), more = same_word(o.value, "more");
    q.position = limit             ? TellPosition::up_to
                 : more            ? TellPosition::more_than
                 : yes(o, q.notes) ? TellPosition::yes
                                   : TellPosition::no;
    if (q.position != TellPosition::no) q.announcing.push_back(o);
}
void position_limit(QueueDraft& q, const Option& o) {
    q.config.announcements.position_limit = at_least_0(q, o);
}
void position_only_up(QueueDraft& q, const Option& o) {
    q.config.announcements.position_only_up = yes(o, q.notes);
}
void announce_to_first(QueueDraft& q, const Option& o) {
    if (yes(o, q.notes)) changed(q, o, ImportReason::not_while_ringing);
}
void announce_round(QueueDraft& q, const Option& o) {
    int s = number_of(o, 0, q.notes);
    constexpr int choices[] = {0, 5, 10, 15, 20, 30};
    if (std::find(std::begin(choices), std::end(choices), s) == std::end(choices))
        bad(q, o, ImportReason::not_a_choice, std::to_string(s = 0));
    q.config.announcements.round_up_to = seconds(s == 0 ? 60 : s);  // 0: in whole minutes
    changed(q, o, ImportReason::rounds_up, {{"used", std::to_string(s == 0 ? 60 : s)}});
}
void periodic_files(QueueDraft& q, const Option& o) {
    constexpr std::ptrdiff_t most = 10;
    outside(q, o, ImportReason::prompts);
    if (std::count(o.value.begin(), o.value.end(), ',') >= most)
        bad(q, o, ImportReason::too_many, std::to_string(most));
}
void periodic_frequency(QueueDraft& q, const Option& o) {
    q.config.announcements.periodic_every = seconds(at_least_0(q, o));
}
void periodic_start(QueueDraft& q, const Option& o) {
    q.config.announcements.periodic_from = seconds(at_least_0(q, o));
}
void periodic_relative(QueueDraft& q, const Option& o) {
    if (yes(o, q.notes)) changed(q, o, ImportReason::periodic_from_start);
}

void default_rule(QueueDraft& q, const Option& o) {
    if (!o.value.empty()) q.rule = o;
}
void member_delay(QueueDraft& q, const Option& o) {
    if (at_least_0(q, o) > 0) no_equal(q, o, ImportReason::connect_delay);
}
void member(QueueDraft& q, const Option& o) { q.members.push_back(o); }

constexpr Known<QueueDraft> queue_options[] = {
    {"strategy", strategy},
    {"timeout", timeout},
    {"retry", retry},
    {"timeoutpriority", timeout_priority},
    {"maxlen", maxlen},
    {"weight", weight},
    {"wrapuptime", wrap_up},
    {"autofill", autofill},
    {"ringinuse", ring_in_use},
    {"autopause", autopause},
    {"autopausedelay", autopause_delay},
    {"autopausebusy", missing_if_yes<ImportReason::busy_not_paused>},
    {"autopauseunavail", missing_if_yes<ImportReason::busy_not_paused>},
    {"timeoutrestart", missing_if_yes<ImportReason::ring_not_restarted>},
    {"memberdelay", member_delay},
    {"servicelevel", service_level},
    {"joinempty", join_empty},
    {"leavewhenempty", leave_empty},
    {"penaltymemberslimit", penalty_limit},
    {"defaultrule", default_rule},
    {"context", exit_keys},
    {"musicclass", music},
    {"music", music},
    {"musiconhold", music},
    {"announce", whisper},
    {"queue-callerannounce", prompt},
    {"reportholdtime", missing_if_yes<ImportReason::whisper>},
    {"announce-frequency", announce_frequency},
    {"min-announce-frequency", announce_apart},
    {"announce-holdtime", announce_holdtime},
    {"announce-position", announce_position},
    {"announce-position-limit", position_limit},
    {"announce-position-only-up", position_only_up},
    {"announce-to-first-user", announce_to_first},
    {"announce-round-seconds", announce_round},
    {"periodic-announce", periodic_files},
    {"periodic-announce-frequency", periodic_frequency},
    {"periodic-announce-startdelay", periodic_start},
    {"random-periodic-announce", missing_if_yes<ImportReason::random_order>},
    {"relative-periodic-announce", periodic_relative},
    {"queue-youarenext", prompt},
    {"queue-thereare", prompt},
    {"queue-callswaiting", prompt},
    {"queue-quantity1", prompt},
    {"queue-quantity2", prompt},
    {"queue-holdtime", prompt},
    {"queue-minute", prompt},
    {"queue-minutes", prompt},
    {"queue-seconds", prompt},
    {"queue-lessthan", prompt},
    {"queue-thankyou", prompt},
    {"queue-reporthold", prompt},
    {"membergosub", dialplan},
    {"membermacro", dialplan},
    {"setinterfacevar", missing_if_yes<ImportReason::channel_variables>},
    {"setqueueentryvar", missing_if_yes<ImportReason::channel_variables>},
    {"setqueuevar", missing_if_yes<ImportReason::channel_variables>},
    {"monitor-format", recording},
    {"monitor-type", recording},
    {"monitor-join", recording},
    {"eventwhencalled", events},
    {"eventmemberstatus", events},
    {"member", member},
};

/// The settings of a queue that says nothing: app_queue's defaults, not ours.
QueueConfig defaults(const Draft& draft) {
    QueueConfig c;
    c.strategy = Strategy::ring_all;
    c.ring_timeout = seconds(timeout_default_s);
    c.retry = seconds(retry_default_s);
    c.wrap_up = Ms{0};
    c.no_answer_max = never_taken_out;
    c.no_answer_delay = c.reject_delay = c.busy_delay = Ms{0};
    c.rounds_max = 0;
    c.one_at_a_time = !draft.general.autofill;
    c.penalties_sign_out = draft.general.negative_signs_out;
    c.announcements.position_limit = 10;
    c.announcements.round_up_to = seconds(60);
    return c;
}

void finish_announcements(QueueDraft& q) {
    auto& a = q.config.announcements;
    if (q.announce_every_s == 0) {  // nothing is said at all, whatever else stands
        for (const Option& o : q.announcing)
            q.notes.add(NoteCode::no_effect, ImportReason::announcements_off, o);
        return;
    }
    a.every = seconds(q.announce_every_s);
    a.position = q.position;
    a.estimate = q.estimate ? Estimate::by_waits : Estimate::no;
    a.estimate_once = q.estimate_once;
    if (q.holdtime) changed(q, *q.holdtime, ImportReason::estimate_of_rest);
}

void finish(QueueDraft& q) {
    finish_announcements(q);
    if (q.wrap_up && q.config.wrap_up > Ms{0} && !q.draft.general.shared_lastcall)
        changed(q, *q.wrap_up, ImportReason::wrap_up_everywhere);
    if (!q.ring_in_use_told) q.draft.ring_in_use_by_default = true;
    if (q.rule) {
        const auto it = q.draft.rules.find(lower_ascii(q.rule->value));
        if (it == q.draft.rules.end()) return bad(q, *q.rule, ImportReason::rule_unknown, "-");
        it->second.used = true;
        q.config.penalty_rules = it->second.rules;
        if (!it->second.rules.empty()) changed(q, *q.rule, ImportReason::rule_same_moment);
    }
}

void read_queue(const ConfSection& section, Draft& draft) {
    const auto [known, fresh] = draft.queue_places.try_emplace(section.name, section.place);
    if (!fresh)
        return draft.notes.add(
            NoteCode::skipped, ImportReason::section_again, section.place, {}, {},
            {{"first", known->second.file + ':' + std::to_string(known->second.line)},
             {"options", std::to_string(section.options.size())}});
    if (draft.out.queues.size() >= queues_max)
        return draft.fail("import.too_many_queues", section.place,
                          "An import has at most 5,000 queues; divide it.");
    QueueDraft q{draft, {section.place.file, section.place.line, defaults(draft), {}}};
    q.config.id = QueueId{static_cast<std::int64_t>(draft.out.queues.size()) + 1};
    q.config.name = section.name;
    for (const Option& option :
         effective(section, {"member", "joinempty", "leavewhenempty"}, draft.notes)) {
        if (const auto* known_option = find_option(queue_options, option.name))
            known_option->apply(q, option);
        else
            draft.notes.add(NoteCode::unknown_option, ImportReason::unknown, option);
    }
    finish(q);
    read_members(q.members, q.queue, draft);
    draft.out.queues.push_back(std::move(q.queue));
}

}  // namespace

// ---- [general]
namespace {

void log_only(Draft& d, const Option& o) {
    d.notes.add(NoteCode::outside, ImportReason::queue_log, o);
}
void general_autofill(Draft& d, const Option& o) { d.general.autofill = yes(o, d.notes); }
void shared_last_call(Draft& d, const Option& o) { d.general.shared_lastcall = yes(o, d.notes); }
void negative_penalty(Draft& d, const Option& o) { d.general.negative_signs_out = yes(o, d.notes); }
void persistent(Draft& d, const Option& o) {
    if (!yes(o, d.notes)) d.notes.add(NoteCode::changed, ImportReason::always_kept, o);
}
void force_longest(Draft& d, const Option& o) {
    using routing::CrossQueue;
    if (same_word(o.value, "prio")) {
        d.out.router.cross_queue = CrossQueue::priority;
    } else if (yes(o, d.notes)) {
        d.out.router.cross_queue = CrossQueue::wait;
    } else {
        d.notes.add(NoteCode::changed, ImportReason::order_defined, o);
    }
}
void general_recording(Draft& d, const Option& o) {
    d.notes.add(NoteCode::outside, ImportReason::recording, o);
}
void realtime(Draft& d, const Option& o) {
    d.notes.add(NoteCode::no_equal, ImportReason::realtime, o);
}

constexpr Known<Draft> general_options[] = {
    {"persistentmembers", persistent},
    {"keepstats", log_only},
    {"autofill", general_autofill},
    {"monitor-type", general_recording},
    {"shared_lastcall", shared_last_call},
    {"negative_penalty_invalid", negative_penalty},
    {"log_membername_as_agent", log_only},
    {"log-caller-id-name", log_only},
    {"enable_cidname_logging", log_only},
    {"log-restricted-caller-id", log_only},
    {"log_unpause_on_reason_change", log_only},
    {"force_longest_waiting_caller", force_longest},
    {"updatecdr", log_only},
    {"realtime_ringinuse_field", realtime},
};

}  // namespace

void Draft::fail(const char* code, const Place& place, std::string detail) {
    if (fault.code.empty())
        fault = invalid(code, place.file + ':' + std::to_string(place.line), std::move(detail));
}

void read_queues(const Conf& conf, Draft& draft) {
    for (const ConfSection& section : conf.sections) {
        if (section.is_template || !same_word(section.name, "general")) continue;
        for (const Option& option : effective(section, {}, draft.notes))
            if (const auto* known = find_option(general_options, option.name))
                known->apply(draft, option);
            else
                draft.notes.add(NoteCode::unknown_option, ImportReason::unknown, option);
    }
    for (const ConfSection& section : conf.sections) {
        if (section.is_template || same_word(section.name, "general")) continue;
        if (!draft.fault.code.empty() || draft.notes.full()) return;
        read_queue(section, draft);
    }
}

std::vector<std::string> known_queue_options() { return names_of(queue_options); }
std::vector<std::string> known_general_options() { return names_of(general_options); }

}  // namespace ol::importer
