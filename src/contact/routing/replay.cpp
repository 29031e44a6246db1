// Yesterday again: the events of a floor log through a fresh router, its commands against those
// that were logged.
#include <filesystem>
#include <fstream>

#include "contact/routing/routing.hpp"

namespace ol::routing {

namespace {

namespace fs = std::filesystem;

bool is_start(const std::string& line) {
    return line.starts_with("# ") && line.ends_with(" start");
}

/// The file, and before it those that it goes on from.
std::vector<fs::path> chain_of(const fs::path& file) {
    std::vector<fs::path> days;
    std::error_code fault;
    for (const auto& entry :
         fs::directory_iterator(file.parent_path().empty() ? "." : file.parent_path(), fault))
        if (entry.path().extension() == ".log" && entry.path().filename() < file.filename())
            days.push_back(entry.path());
    std::sort(days.begin(), days.end());
    std::vector<fs::path> chain{file};
    for (;;) {
        std::ifstream in(chain.front());
        std::string first;
        std::getline(in, first);
        if (is_start(first) || days.empty()) return chain;
        chain.insert(chain.begin(), days.back());
        days.pop_back();
    }
}

class Replay {
public:
    void line(const std::string& where, const std::string& text) {
        if (text.empty()) return;
        if (!torn_.empty() && !is_start(text)) differ(torn_);
        torn_.clear();
        if (text.starts_with("> ")) {
            if (trusted_) check(where, text.substr(2));
            return;
        }
        if (is_start(text)) {
            router_ = Router{};
            expected_.clear();
            trusted_ = known_ = true;
            return;
        }
        end_of_event(where);
        auto decoded =
            text.starts_with("# ") ? Result<std::pair<Time, Event>>(Error{}) : decode(text);
        if (!decoded && !text.starts_with("# ")) ++result_.unreadable;
        if (!decoded)
            trusted_ = false;  // something is missing from here: what follows cannot be judged
        else
            event(decoded->first, decoded->second);
    }
    bool known() const { return known_; }
    ReplayResult take() { return std::move(result_); }

private:
    void event(Time now, const Event& event) {
        ++result_.events;
        if (!trusted_) {
            ++result_.not_compared;
            return;
        }
        for (const Command& command : router_.handle(now, event))
            expected_.push_back(to_text(command));
        next_ = 0;
    }
    void check(const std::string& where, const std::string& logged) {
        const std::string replayed = next_ < expected_.size() ? expected_[next_++] : "nothing";
        if (replayed == logged) return;
        const std::string told = told_difference(where, logged, replayed);
        if (replayed.starts_with(logged))
            torn_ = told;  // cut by a kill, if nothing but a start follows
        else
            differ(told);
    }
    /// Not called at the end of a file or before a start: there the last batch may be cut short by
    /// a kill.
    void end_of_event(const std::string& where) {
        if (trusted_)
            for (; next_ < expected_.size(); ++next_)
                differ(told_difference(where, "nothing", expected_[next_]));
        expected_.clear();
        next_ = 0;
    }
    static std::string told_difference(const std::string& where, const std::string& logged,
                                       const std::string& replayed) {
        return where + ": logged \"" + logged + "\", replayed \"" + replayed + '"';
    }
    void differ(const std::string& told) {
        if (result_.differences++ == 0) result_.first_difference = told;
    }

    Router router_;
    std::vector<std::string> expected_;
    std::size_t next_ = 0;
    bool trusted_ = false, known_ = false;
    std::string torn_;  // a difference that is none if the file ends here
    ReplayResult result_;
};

}  // namespace

Result<ReplayResult> replay(const std::string& log_file) {
    Replay replay;
    for (const fs::path& path : chain_of(log_file)) {
        std::ifstream in(path);
        if (!in)
            return invalid("routing.log_unreadable", "file",
                           "Cannot read " + path.string() + "; name a floor log.");
        std::size_t number = 0;
        for (std::string line; std::getline(in, line);)
            replay.line(path.filename().string() + ':' + std::to_string(++number), line);
    }
    if (!replay.known())
        return invalid("routing.no_log", "file",
                       log_file + " is no floor log: no line starts in it. Floor logs lie in the "
                                  "folder floor/ beside the database, one file a day.");
    return replay.take();
}

}  // namespace ol::routing
