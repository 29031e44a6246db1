#pragma once
// One scenario file against the pure core. The language: docs/guide/scenarios.md.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "contact/routing/routing.hpp"

namespace ol::routing::scenario {

using Words = std::vector<std::string>;

/// "12", "12.5", "90s", "5m", "2h", "1d"; a bare number is seconds. Nothing when it is no time.
std::optional<Ms> read_time(std::string_view text);
std::optional<std::int64_t> read_number(std::string_view text);
std::string told(Ms time);  // seconds with as many decimals as needed, at least one
Words split_words(std::string_view text);
std::vector<std::string> split_on(std::string_view text, char separator);

/// Names of a file stand for ids; "#7" is the id 7 itself.
class Names {
public:
    std::int64_t id(const std::string& name);
    std::string name(std::int64_t id) const;

private:
    std::map<std::string, std::int64_t> ids_;
    std::map<std::int64_t, std::string> names_;
};

/// The words of a line: plain ones in order, name=value ones by name. Notes what nobody asked for.
class Args {
public:
    explicit Args(const Words& words, std::size_t from);
    std::string at(std::size_t i) const { return i < plain_.size() ? plain_[i] : ""; }
    bool has(const std::string& word);
    const std::string* named(const std::string& key);
    std::string fault;  // the first thing that could not be read

    void take(const std::string& key, Ms& into);
    void take(const std::string& key, int& into);
    void take(const std::string& key, std::int64_t& into);
    void take(const std::string& key, bool& into);
    void take(const std::string& key, std::string& into);
    template <class T>
    void take(const std::string& key, std::optional<T>& into) {
        if (!named_.contains(key)) return;
        T value{};
        take(key, value);
        into = value;
    }
    template <class E>
    void take_name(const std::string& key, E& into);
    void note(const std::string& what) {
        if (fault.empty()) fault = what;
    }
    /// What is left over is a mistake of the writer.
    void done(std::size_t plain_used);

private:
    std::vector<std::string> plain_;
    std::map<std::string, std::string> named_;
};

/// Builds the events of a line; keeps what was configured so far.
class Teller {
public:
    explicit Teller(Names& names) : names_(names) {}
    /// Empty and args.fault set when the line cannot be read.
    std::vector<Event> events(const std::string& what, Args& args, Time now, Time start);
    std::vector<QueueConfig> configured() const;

private:
    Event queue(Args& args);
    Event member(Args& args);
    Event rule(Args& args);
    Event skill_step(Args& args);
    Event overflow(Args& args);
    Event agent(Args& args);
    Event router(Args& args);
    Event channel(Args& args);
    Event queued(Args& args, Time now);
    Event changed(Args& args);
    Event membership(Args& args);
    std::vector<Event> simple(const std::string& what, Args& args, Time start);
    std::vector<Event> of_two(const std::string& what, Args& args, Time start);
    Event saved(QueueConfig& config);
    QueueConfig* known(Args& args);
    std::vector<PersonId> people(const std::string& list);
    std::vector<QueueId> queue_list(const std::string& list);
    PersonId person(const std::string& name) { return {names_.id(name)}; }
    ContactId contact(const std::string& name) { return {names_.id(name)}; }
    QueueId queue_id(const std::string& name) { return {names_.id(name)}; }

    Names& names_;
    std::map<std::string, QueueConfig> queues_;
    RouterConfig router_;
};

/// A command as words: kind, names, then name=value pairs.
Words words_of(const Command& command, const Names& names, Time start);

}  // namespace ol::routing::scenario
