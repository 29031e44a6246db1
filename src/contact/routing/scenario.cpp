// Runs scenarios: what a supervisor can read and review, line by line, against the pure core.
#include "contact/routing/scenario.hpp"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "platform/base/names.hpp"

namespace ol::routing::scenario {

void add_reason(Words& out, const Reason& reason, const Names& names);

namespace {

/// Every one of these must be written down; the others are compared where they are written.
bool strict(const Words& words) {
    static const std::set<std::string> kinds{
        "offer", "cancel",   "leave",   "line",     "why",     "state",  "announce",
        "take",  "position", "figures", "estimate", "problem", "rebuilt"};
    return kinds.contains(words[0]);
}

bool fits(const Words& actual, const Words& wanted) {
    std::size_t position = 0;
    for (const std::string& word : wanted) {
        if (word.find('=') == word.npos) {
            if (position >= actual.size() || actual[position] != word) return false;
            ++position;
        } else if (std::find(actual.begin(), actual.end(), word) == actual.end()) {
            return false;
        }
    }
    const bool whole = wanted[0] == "line" || wanted[0] == "rebuilt";
    return !whole || wanted.size() == actual.size();
}

std::string joined(const std::vector<Words>& commands) {
    std::string out;
    for (const Words& command : commands) {
        out += "\n    ";
        for (const auto& word : command) (out += word) += ' ';
    }
    return out;
}

class Run {
public:
    explicit Run(std::string name) : names_{}, teller_(names_) { result_.file = std::move(name); }

    ScenarioResult whole(std::string_view text) {
        std::string line_in_hand;
        int number = 0, started = 0;
        for (const std::string& raw : split_on(text, '\n')) {
            ++number;
            std::string line = raw;
            if (const auto comment = find_comment(line); comment != line.npos) line.resize(comment);
            const Words words = split_words(line);
            if (words.empty()) continue;
            if (words[0] == "|" || words[0] == "->") {  // a long line goes on
                line_in_hand += ' ' + line;
                continue;
            }
            if (!line_in_hand.empty()) step(started, line_in_hand);
            line_in_hand = line;
            started = number;
        }
        if (!line_in_hand.empty()) step(started, line_in_hand);
        return result_;
    }

private:
    /// '#' begins a comment at the start of a line or after a blank; "#7" is an id.
    static std::size_t find_comment(const std::string& line) {
        for (std::size_t i = 0; i < line.size(); ++i)
            if (line[i] == '#' && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t') &&
                !(i + 1 < line.size() && line[i + 1] >= '0' && line[i + 1] <= '9'))
                return i;
        return std::string::npos;
    }

    void differ(int line, const std::string& what) {
        if (result_.first_difference.empty())
            result_.first_difference = result_.file + ':' + std::to_string(line) + ": " + what;
    }

    void step(int line, const std::string& text) {
        if (!result_.first_difference.empty()) return;
        ++result_.steps;
        const auto arrow = text.find("->");
        const Words words = split_words(std::string_view(text).substr(0, arrow));
        const auto at = words.size() < 2 ? std::nullopt : read_time(words[0]);
        if (!at) return differ(line, "wanted: TIME EVENT ARGUMENTS -> COMMANDS");
        const Time now = start_ + *at;
        if (now < now_) return differ(line, "time goes back");
        wake_until(line, now);
        now_ = now;
        Args args(words, 2);
        std::vector<Words> actual;
        if (is_question(words[1])) {
            actual = looked_up(words[1], args);
        } else if (words[1] == "event") {
            const auto brace = text.find('{');
            const auto json = brace == text.npos ? "" : text.substr(brace, arrow - brace);
            const auto decoded = decode("0 " + trimmed(json));
            if (!decoded) return differ(line, "no event: " + decoded.error().detail);
            actual = post(line, decoded->second);
        } else {
            const auto events = teller_.events(words[1], args, now, start_);
            if (!args.fault.empty()) return differ(line, args.fault);
            for (const Event& event : events)
                for (Words& command : post(line, event)) actual.push_back(std::move(command));
        }
        compare(line, std::move(actual), arrow == text.npos ? "" : text.substr(arrow + 2));
    }

    static std::string trimmed(std::string text) {
        while (!text.empty() && text.back() == ' ') text.pop_back();
        return text;
    }

    /// Time passes: what the line does by itself between two lines of the scenario must not be a
    /// decision.
    void wake_until(int line, Time until) {
        for (int guard = 0; timer_ && *timer_ < until && guard < 1000000; ++guard) {
            now_ = std::max(now_, *timer_);
            const Time told_at = now_;
            compare(line, post(line, TimerDue{}), "", told_at);
            if (!result_.first_difference.empty()) return;
        }
    }

    std::vector<Words> post(int line, const Event& event) {
        std::vector<Words> out;
        if (timer_ && *timer_ <= now_) timer_.reset();
        for (const Command& command : router_.handle(now_, event)) {
            if (const auto* timer = std::get_if<StartTimer>(&command)) timer_ = timer->at;
            count(command);
            out.push_back(words_of(command, names_, start_));
        }
        const std::string broken = router_.broken_invariant(now_);
        if (!broken.empty()) differ(line, "the line is broken: " + broken);
        return out;
    }

    void count(const Command& command) {
        if (const auto* leave = std::get_if<LeaveQueue>(&command))
            ++figures_[leave->queue.value][std::string(to_name(leave->exit))];
        const auto* record = std::get_if<Record>(&command);
        if (!record) return;
        auto& figures = figures_[record->queue.value];
        if (record->verb == "enter" && record->info != "merged" && record->info != "restored")
            ++figures["offered"];
        if (record->verb == "no_answer") ++figures["no_answer"];
        if (record->verb == "flow_out") ++figures["flow_out"];
        if (record->verb == "full" || (record->verb == "empty" && record->position == 0))
            ++figures["offered"];
    }

    void compare(int line, std::vector<Words> actual, const std::string& expected, Time at = {}) {
        const std::string got = joined(actual);
        for (const std::string& part : split_on(expected, '|')) {
            const Words wanted = split_words(part);
            if (wanted.empty()) continue;
            const auto found = std::find_if(actual.begin(), actual.end(),
                                            [&](const Words& a) { return fits(a, wanted); });
            if (found == actual.end()) {
                const auto from = part.find_first_not_of(' ');
                return differ(line, "missing: " + part.substr(from) + "\n  got:" + got);
            }
            actual.erase(found);
        }
        for (const Words& left : actual)
            if (strict(left))
                return differ(line, "not expected" +
                                        (at == Time{} ? "" : " (at " + told(at - start_) + ")") +
                                        ":" + joined({left}) + "\n  got:" + got);
    }

    static bool is_question(const std::string& word) {
        static const std::set<std::string> questions{"line",    "why",      "state", "position",
                                                     "figures", "estimate", "check", "rebuilt"};
        return questions.contains(word);
    }

    std::vector<Words> looked_up(const std::string& what, Args& args) {
        const std::string about = args.at(0);
        if (what == "check") return problems();
        if (what == "rebuilt") {
            Router fresh;
            for (const Event& event : router_.rebuild()) fresh.handle(now_, event);
            return {line_of(fresh.view(), "rebuilt", about)};
        }
        const View view = router_.view();
        if (what == "line") return {line_of(view, "line", about)};
        if (what == "figures") {
            Words out{"figures"};
            auto figures = figures_[names_.id(about)];
            for (const char* name :
                 {"offered", "answered", "abandoned", "timeout", "overflow", "key_exit", "callback",
                  "empty", "full", "withdrawn", "system_fail", "no_answer", "flow_out"})
                out.push_back(std::string(name) + '=' + std::to_string(figures[name]));
            for (const QueueView& row : view.queues)
                if (row.queue.value == names_.id(about))
                    for (auto& word : Words{"waiting=" + std::to_string(row.waiting),
                                            "free=" + std::to_string(row.free),
                                            "busy=" + std::to_string(row.busy),
                                            "estimates=" + std::to_string(row.estimates),
                                            "mean_error=" + told(row.mean_error),
                                            "p90_error=" + told(row.p90_error)})
                        out.push_back(word);
            return {out};
        }
        for (const auto& row : view.waiting) {
            if (names_.name(row.contact.value) != about) continue;
            if (what == "position") return {{"position", std::to_string(row.position)}};
            if (what == "estimate")
                return {{"estimate", row.estimate ? told(*row.estimate) : "none"}};
            if (what == "why") {
                Words out{"why", row.why_waiting.code};
                add_reason(out, row.why_waiting, names_);
                return {out};
            }
        }
        for (const auto& row : view.agents)
            if (names_.name(row.agent.value) == about)
                return {{"state", std::string(to_name(row.state)), "reason=" + row.reason,
                         "left=" + (row.until ? told(*row.until - now_) : ""),
                         "contact=" + (row.contact ? names_.name(row.contact->value) : ""),
                         "load=" + std::to_string(row.load)}};
        return {{what, "nobody"}};
    }

    Words line_of(const View& view, const std::string& word, const std::string& queue) const {
        Words out{word};
        for (const auto& row : view.waiting)
            if (names_.name(row.queue.value) == queue)
                out.push_back(names_.name(row.contact.value) + (row.ringing ? "*" : ""));
        return out;
    }

    std::vector<Words> problems() const {
        std::vector<Words> out;
        for (const ConfigProblem& problem : check(teller_.configured()))
            out.push_back({"problem", names_.name(problem.queue.value), problem.reason.code,
                           "field=" + problem.field});
        return out;
    }

    ScenarioResult result_;
    Names names_;
    Teller teller_;
    Router router_;
    const Time start_ = from_ms(1767225600000);
    Time now_ = start_;
    std::optional<Time> timer_;
    std::map<std::int64_t, std::map<std::string, int>> figures_;
};

}  // namespace

}  // namespace ol::routing::scenario

namespace ol::routing {

ScenarioResult run_scenario(const std::string& name, std::string_view text) {
    return scenario::Run(name).whole(text);
}

Result<std::vector<ScenarioResult>> check_scenarios(const std::string& folder) {
    namespace fs = std::filesystem;
    std::vector<fs::path> files;
    std::error_code fault;
    for (const auto& entry : fs::directory_iterator(folder, fault))
        if (entry.path().extension() == ".txt") files.push_back(entry.path());
    if (fault || files.empty())
        return invalid("routing.no_scenarios", "folder",
                       "No *.txt in " + folder + "; name a folder of scenarios.");
    std::sort(files.begin(), files.end());
    std::vector<ScenarioResult> results;
    for (const fs::path& path : files) {
        std::ifstream in(path);
        std::stringstream text;
        text << in.rdbuf();
        results.push_back(run_scenario(path.filename().string(), text.str()));
        if (!in) results.back().first_difference = path.filename().string() + ": cannot be read";
    }
    return results;
}

}  // namespace ol::routing
