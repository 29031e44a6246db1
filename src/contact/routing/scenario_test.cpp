// Runs scenarios/*.txt: what a supervisor can read and review, line by line, against the pure core.
// The language is described in README.md. All offers, cancels and leaves must be written down;
// other commands are checked when written.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "contact/routing/routing.hpp"
#include "platform/base/names.hpp"

namespace ol::routing {
namespace {

using Tokens = std::vector<std::string>;

Tokens split_words(const std::string& text) {
    std::istringstream in(text);
    Tokens words;
    for (std::string word; in >> word;) words.push_back(word);
    return words;
}

std::vector<std::string> split_on(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
    return parts;
}

Ms seconds(const std::string& text) { return Ms{std::llround(std::stod(text) * 1000)}; }

std::string told(Ms ms) {
    const auto tenths = ms.count() / 100;
    std::string text = std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10);
    if (ms.count() % 100) text += std::to_string(ms.count() % 100);
    return text;
}

struct Names {
    std::map<std::string, std::int64_t> ids;
    std::map<std::int64_t, std::string> names;
    std::int64_t id(const std::string& name) {
        const auto [it, fresh] = ids.try_emplace(name, static_cast<std::int64_t>(ids.size()) + 1);
        if (fresh) names[it->second] = name;
        return it->second;
    }
    std::string name(std::int64_t id) const {
        const auto it = names.find(id);
        return it == names.end() ? "?" : it->second;
    }
};

class Scenario {
public:
    explicit Scenario(std::string file) : file_(std::move(file)) {}
    void run();

private:
    struct Args {
        Tokens plain;
        std::map<std::string, std::string> named;
        bool has(const std::string& word) const {
            return std::find(plain.begin(), plain.end(), word) != plain.end();
        }
        std::string at(std::size_t i) const { return i < plain.size() ? plain[i] : ""; }
    };

    void step(int line, const std::string& text);
    std::vector<Event> events(const std::string& what, const Args& args, Time now);
    Event queue_event(const Args& args);
    Event queued_event(const Args& args, Time now);
    std::vector<Tokens> post(Time now, const Event& event);
    std::vector<Tokens> looked_up(const std::string& what, const Args& args, Time now) const;
    void wake_until(int line, Time until);
    void compare(int line, std::vector<Tokens> actual, const std::string& expected);

    Tokens tokens(const Command& command) const;
    std::vector<PersonId> people(const std::string& list) {
        std::vector<PersonId> out;
        for (const auto& name : split_on(list, ',')) out.push_back(person(name));
        return out;
    }
    PersonId person(const std::string& name) { return {names_.id(name)}; }
    ContactId contact(const std::string& name) { return {names_.id(name)}; }
    QueueId queue(const std::string& name) { return {names_.id(name)}; }
    template <class IdT>
    std::string name(IdT id) const {
        return names_.name(id.value);
    }
    std::string clock(Time t) const { return told(t - start_); }

    std::string file_;
    Names names_;
    Router router_;
    const Time start_ = from_ms(1767225600000);
    Time now_ = start_;
    std::optional<Time> timer_;
    std::map<std::string, QueueConfig> queues_;
};

void add_reason(Tokens& out, const Reason& reason) {
    for (const auto& [key, value] : reason.params)
        out.push_back(key == "idle_ms" ? "idle=" + told(Ms{std::stoll(value)}) : key + "=" + value);
}

Tokens Scenario::tokens(const Command& command) const {
    struct Teller {
        const Scenario& s;
        Tokens operator()(const OfferContact& c) {
            Tokens out{"offer",
                       s.name(c.contact),
                       s.name(c.agent),
                       "queue=" + s.name(c.queue),
                       "expires=" + s.clock(c.expires_at),
                       "attempt=" + std::to_string(c.attempt),
                       "why=" + c.why.code};
            add_reason(out, c.why);
            return out;
        }
        Tokens operator()(const CancelOffer& c) {
            return {"cancel", s.name(c.contact), s.name(c.agent), std::string(to_name(c.cause))};
        }
        Tokens operator()(const LeaveQueue& c) {
            return {"leave", s.name(c.contact), std::string(to_name(c.exit)),
                    "waited=" + told(c.waited), "position=" + std::to_string(c.position)};
        }
        Tokens operator()(const AgentChanged& c) {
            Tokens out{"agent",
                       s.name(c.agent),
                       std::string(to_name(c.state)),
                       "reason=" + c.reason,
                       "since=" + s.clock(c.since),
                       "until=" + (c.until ? s.clock(*c.until) : "")};
            if (c.finishing) out.push_back("finishing=yes");
            if (!c.reachable) out.push_back("reachable=no");
            return out;
        }
        Tokens operator()(const StartTimer& c) { return {"timer", s.clock(c.at)}; }
        Tokens operator()(const Explain& c) {
            Tokens out{"explain", s.name(c.contact), c.reason.code};
            if (c.agent) out.push_back("agent=" + s.name(c.agent));
            add_reason(out, c.reason);
            return out;
        }
        Tokens operator()(const Record& c) {
            Tokens out{"record", c.verb};
            if (c.contact) out.push_back("contact=" + s.name(c.contact));
            if (c.agent) out.push_back("agent=" + s.name(c.agent));
            if (c.queue) out.push_back("queue=" + s.name(c.queue));
            out.push_back("wait=" + told(c.wait));
            out.push_back("ring=" + told(c.ring));
            out.push_back("talk=" + told(c.talk));
            out.push_back("position=" + std::to_string(c.position));
            out.push_back("entered_position=" + std::to_string(c.entered_position));
            out.push_back("info=" + c.info);
            return out;
        }
    };
    return std::visit(Teller{*this}, command);
}

Event Scenario::queue_event(const Args& args) {
    QueueConfig& q = queues_[args.at(0)];
    q.id = queue(args.at(0));
    q.name = args.at(0);
    const std::map<std::string, Ms*> times{{"ring", &q.ring_timeout},
                                           {"max_wait", &q.max_wait},
                                           {"wrap", &q.wrap_up},
                                           {"extend", &q.wrap_up_extend_max},
                                           {"no_answer_delay", &q.no_answer_delay},
                                           {"reject_delay", &q.reject_delay},
                                           {"busy_delay", &q.busy_delay},
                                           {"unreachable_delay", &q.unreachable_delay},
                                           {"no_agent_exit", &q.no_agent_exit}};
    const std::map<std::string, int*> counts{{"max_waiting", &q.max_waiting},
                                             {"no_answer_max", &q.no_answer_max},
                                             {"rounds", &q.rounds_max}};
    ++q.version;
    for (const auto& [key, value] : args.named) {
        if (times.contains(key))
            *times.at(key) = seconds(value);
        else if (counts.contains(key))
            *counts.at(key) = std::stoi(value);
        else if (key == "members")
            q.members = people(value);
        else if (key == "version")
            q.version = std::stoll(value);
        else
            ADD_FAILURE() << file_ << ": unknown setting " << key;
    }
    return QueueConfigured{q};
}

Event Scenario::queued_event(const Args& args, Time now) {
    ContactQueued e;
    e.contact = contact(args.at(0));
    e.at_head = args.has("head");
    e.entered_at = now;
    for (const auto& [key, value] : args.named) {
        if (key == "queue")
            e.queue = queue(value);
        else if (key == "priority")
            e.priority = std::stoi(value);
        else if (key == "age")
            e.entered_at = now - seconds(value);
        else if (key == "excluded")
            e.excluded = people(value);
        else if (key == "channel")
            e.channel = *from_name<Channel>(value);
        else
            ADD_FAILURE() << file_ << ": unknown argument " << key;
    }
    return e;
}

std::vector<Event> Scenario::events(const std::string& what, const Args& args, Time now) {
    const std::string first = args.at(0), second = args.at(1);
    if (what == "queue") return {queue_event(args)};
    if (what == "queue-gone") return {QueueRemoved{queue(first)}};
    if (what == "contact-queued") return {queued_event(args, now)};
    if (what == "contact-left")
        return {ContactLeft{contact(first),
                            second.empty() ? Exit::abandoned : from_name<Exit>(second).value()}};
    if (what == "agent-on")
        return {AgentSignedIn{person(first)}, AgentReachable{person(first)},
                AgentReady{person(first)}};
    if (what == "agent-signs-in") return {AgentSignedIn{person(first)}};
    if (what == "agent-signs-out") return {AgentSignedOut{person(first)}};
    if (what == "agent-ready") return {AgentReady{person(first)}};
    if (what == "agent-paused") return {AgentPaused{person(first), second, false}};
    if (what == "agent-finishes") return {AgentPaused{person(first), second, true}};
    if (what == "agent-reachable") return {AgentReachable{person(first), true}};
    if (what == "agent-unreachable") return {AgentReachable{person(first), false}};
    if (what == "accepted") return {OfferAccepted{contact(first), person(second)}};
    if (what == "refused")
        return {OfferRefused{contact(first), person(second),
                             from_name<OfferFailure>(args.at(2)).value()}};
    if (what == "connected") return {ContactConnected{contact(first), person(second)}};
    if (what == "answered")  // both at once
        return {OfferAccepted{contact(first), person(second)},
                ContactConnected{contact(first), person(second)}};
    if (what == "done")
        return {ContactDone{contact(first), person(second), !args.has("no-wrap-up")}};
    if (what == "wrap-up-ended") return {WrapUpEnded{person(first)}};
    if (what == "wrap-up-more") return {WrapUpExtended{person(first), seconds(second)}};
    if (what == "timer") return {TimerDue{}};
    ADD_FAILURE() << file_ << ": unknown event " << what;
    return {};
}

std::vector<Tokens> Scenario::looked_up(const std::string& what, const Args& args, Time now) const {
    const View view = router_.view();
    if (what == "line") {
        Tokens out{"line"};
        for (const auto& row : view.waiting)
            if (name(row.queue) == args.at(0))
                out.push_back(name(row.contact) + (row.ringing ? "*" : ""));
        return {out};
    }
    if (what == "why")
        for (const auto& row : view.waiting)
            if (name(row.contact) == args.at(0)) {
                Tokens out{"why", row.why_waiting.code};
                add_reason(out, row.why_waiting);
                return {out};
            }
    for (const auto& row : view.agents)
        if (name(row.agent) == args.at(0))
            return {{"state", std::string(to_name(row.state)), "reason=" + row.reason,
                     "left=" + (row.until ? told(*row.until - now) : ""),
                     "contact=" + (row.contact ? name(*row.contact) : "")}};
    return {{what, "nobody"}};
}

std::vector<Tokens> Scenario::post(Time now, const Event& event) {
    std::vector<Tokens> out;
    if (timer_ && *timer_ <= now) timer_.reset();
    for (const Command& command : router_.handle(now, event)) {
        if (const auto* timer = std::get_if<StartTimer>(&command)) timer_ = timer->at;
        out.push_back(tokens(command));
    }
    EXPECT_EQ(router_.broken_invariant(now), "") << file_ << " at " << clock(now);
    return out;
}

bool strict(const Tokens& tokens) {
    static const std::set<std::string> kinds{"offer", "cancel", "leave", "line", "why", "state"};
    return kinds.contains(tokens[0]);
}

bool fits(const Tokens& actual, const Tokens& wanted) {
    std::size_t position = 0;
    for (const std::string& word : wanted) {
        if (word.find('=') == word.npos) {
            if (position >= actual.size() || actual[position] != word) return false;
            ++position;
        } else if (std::find(actual.begin(), actual.end(), word) == actual.end()) {
            return false;
        }
    }
    return wanted[0] != "line" || wanted.size() == actual.size();
}

std::string joined(const std::vector<Tokens>& commands) {
    std::string out;
    for (const Tokens& command : commands) {
        out += "\n    ";
        for (const auto& word : command) (out += word) += ' ';
    }
    return out;
}

void Scenario::compare(int line, std::vector<Tokens> actual, const std::string& expected) {
    const std::string got = joined(actual);
    for (const std::string& part : split_on(expected, '|')) {
        const Tokens wanted = split_words(part);
        if (wanted.empty()) continue;
        const auto found = std::find_if(actual.begin(), actual.end(),
                                        [&](const Tokens& a) { return fits(a, wanted); });
        if (found == actual.end())
            ADD_FAILURE() << file_ << ':' << line << ": missing:" << part << "\n  got:" << got;
        else
            actual.erase(found);
    }
    for (const Tokens& left : actual)
        if (strict(left))
            ADD_FAILURE() << file_ << ':' << line << ": not expected:" << joined({left})
                          << "\n  got:" << got;
}

/// Time passes: what the line does by itself between two lines of the scenario must not be a
/// decision.
void Scenario::wake_until(int line, Time until) {
    while (timer_ && *timer_ < until) {
        now_ = *timer_;
        compare(line, post(now_, TimerDue{}), "");
    }
}

void Scenario::step(int line, const std::string& text) {
    const auto arrow = text.find("->");
    const Tokens words = split_words(text.substr(0, arrow));
    if (words.size() < 2) {
        ADD_FAILURE() << file_ << ':' << line << ": wanted: TIME EVENT ARGUMENTS -> COMMANDS";
        return;
    }
    const Time now = start_ + seconds(words[0]);
    wake_until(line, now);
    EXPECT_GE(now, now_) << file_ << ':' << line << ": time goes back";
    now_ = now;
    Args args;
    for (std::size_t i = 2; i < words.size(); ++i) {
        const auto equals = words[i].find('=');
        if (equals == std::string::npos)
            args.plain.push_back(words[i]);
        else
            args.named[words[i].substr(0, equals)] = words[i].substr(equals + 1);
    }
    static const std::set<std::string> questions{"line", "why", "state"};
    std::vector<Tokens> actual;
    if (questions.contains(words[1]))
        actual = looked_up(words[1], args, now);
    else
        for (const Event& event : events(words[1], args, now))
            for (Tokens& command : post(now, event)) actual.push_back(std::move(command));
    compare(line, std::move(actual), arrow == std::string::npos ? "" : text.substr(arrow + 2));
}

void Scenario::run() {
    std::ifstream in(file_);
    ASSERT_TRUE(in) << file_;
    std::string whole;
    int number = 0, started = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (const auto comment = line.find('#'); comment != line.npos) line.resize(comment);
        const Tokens words = split_words(line);
        if (words.empty()) continue;
        if (words[0] == "|" || words[0] == "->") {  // a long line goes on
            whole += ' ' + line;
            continue;
        }
        if (!whole.empty()) step(started, whole);
        whole = line;
        started = number;
    }
    if (!whole.empty()) step(started, whole);
}

std::vector<std::string> scenario_files() {
    const char* source = std::getenv("OL_SOURCE_DIR");
    const std::filesystem::path root = source
                                           ? std::filesystem::path(source) / "src/contact/routing"
                                           : std::filesystem::path(__FILE__).parent_path();
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(root / "scenarios"))
        if (entry.path().extension() == ".txt") files.push_back(entry.path().string());
    std::sort(files.begin(), files.end());
    return files;
}

class ScenarioTest : public testing::TestWithParam<std::string> {};

TEST_P(ScenarioTest, goes_as_written) { Scenario(GetParam()).run(); }

INSTANTIATE_TEST_SUITE_P(scenarios, ScenarioTest, testing::ValuesIn(scenario_files()),
                         [](const auto& info) {
                             return std::filesystem::path(info.param).stem().string();
                         });

TEST(scenarios, are_there) { EXPECT_GE(scenario_files().size(), 25u); }

}  // namespace
}  // namespace ol::routing
