// The shell with its log: what is posted is decided, logged, performed and can be replayed; a cut
// log is told as such.
#include <gtest/gtest.h>

#include <unistd.h>
#include <filesystem>
#include <fstream>

#include "contact/routing/routing.hpp"

namespace ol::routing {
namespace service_test {

namespace fs = std::filesystem;

struct Folder {
    fs::path path =
        fs::temp_directory_path() / ("ol_routing_" + std::to_string(::getpid()) + "_" + unique());
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    static std::string unique() {
        static int count = 0;
        return std::to_string(++count);
    }
    std::string file(const std::string& name) const { return (path / name).string(); }
};

struct Seen final : Performer {
    std::vector<std::string> texts;
    bool throws = false;
    void perform(Time, const OfferContact& c) override { note(c); }
    void perform(Time, const CancelOffer& c) override { note(c); }
    void perform(Time, const LeaveQueue& c) override { note(c); }
    void perform(Time, const AgentChanged&) override {}
    void perform(Time, const Explain&) override {}
    void perform(Time, const Record&) override {}
    void note(const Command& command) {
        texts.push_back(to_text(command).substr(0, to_text(command).find(' ')));
        if (throws) throw std::runtime_error("performer");
    }
};

const Time evening = parse_iso8601("2026-03-01T23:59:50Z").value();

QueueConfig sales() {
    QueueConfig queue;
    queue.id = {7};
    queue.name = "sales";
    queue.members = {{3}};
    return queue;
}

/// A day's end: one contact rings when the date changes and is given up after midnight.
struct Night {
    Folder folder;
    ManualClock clock{evening};
    Seen seen;

    void pass() {
        Loop loop(clock, {.name = "floor", .inline_mode = true});
        const auto log = FloorLog::open(folder.path.string());
        Service service(loop, *log, seen);
        for (const Event& event : std::initializer_list<Event>{
                 QueueConfigured{sales()}, AgentSignedIn{{3}}, AgentReachable{{3}, true},
                 AgentReady{{3}}, ContactQueued{{1}, {7}, Channel::call, 0, evening, {}, false}})
            service.post(event);
        loop.run_until(clock.now());
        clock.advance(Ms{20000});
        loop.run_until(clock.now());
        EXPECT_EQ(service.view().agents.at(0).state, AgentState::not_responding);
    }
};

std::string read_file(const std::string& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(service, performs_wakes_and_logs_by_day) {
    Night night;
    night.pass();
    EXPECT_EQ(night.seen.texts, (std::vector<std::string>{"offer", "cancel", "leave"}));
    const std::string first = read_file(night.folder.file("2026-03-01.log"));
    const std::string second = read_file(night.folder.file("2026-03-02.log"));
    EXPECT_TRUE(first.starts_with("# 1772409590000 start\n")) << first;
    EXPECT_NE(first.find("\n> offer contact=1 agent=3"), first.npos);
    EXPECT_TRUE(second.starts_with("1772409610000 {\"TimerDue\":{}}\n> cancel")) << second;
}

TEST(service, replay_gives_the_same_commands_also_over_midnight) {
    Night night;
    night.pass();
    const auto result = replay(night.folder.file("2026-03-02.log"));
    ASSERT_TRUE(result);
    EXPECT_EQ(result->events, 6u);
    EXPECT_EQ(result->differences, 0u) << result->first_difference;
    EXPECT_EQ(result->not_compared, 0u);
}

TEST(service, a_second_start_in_the_same_file_begins_anew) {
    Night night;
    night.pass();
    night.clock.set(evening);
    night.pass();
    const auto result = replay(night.folder.file("2026-03-01.log"));
    ASSERT_TRUE(result);
    EXPECT_EQ(result->events, 10u);
    EXPECT_EQ(result->differences, 0u) << result->first_difference;
}

TEST(service, a_failing_performer_stops_nothing) {
    Night night;
    night.seen.throws = true;
    night.pass();
    EXPECT_EQ(night.seen.texts.size(), 3u);
}

TEST(replay, tells_the_first_difference) {
    Night night;
    night.pass();
    const std::string path = night.folder.file("2026-03-01.log");
    std::string text = read_file(path);
    const auto at = text.find("why=only_one_ready");
    ASSERT_NE(at, text.npos);
    text.replace(at, 18, "why=longest_idle  ");
    std::ofstream(path) << text;
    const auto result = replay(path);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->differences, 1u);
    EXPECT_NE(result->first_difference.find("why=longest_idle"), std::string::npos);
    EXPECT_TRUE(result->first_difference.starts_with("2026-03-01.log:"));
}

TEST(replay, what_is_no_floor_log_is_said_to_be_none) {
    Night night;
    night.pass();
    const std::string other = night.folder.file("0000-notes.log");
    std::ofstream(other) << "\x01\x02 any bytes\nand a text\n";
    const auto refused = replay(other);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "routing.no_log");
    const std::string path = night.folder.file("2026-03-01.log");
    std::ofstream(path, std::ios::app) << "neither event nor command\n";
    const auto result = replay(path);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->unreadable, 1u);
}

TEST(replay, a_line_cut_by_a_kill_is_no_difference_and_the_next_start_is_clean) {
    Night night;
    night.pass();
    const std::string path = night.folder.file("2026-03-01.log");
    const std::string text = read_file(path);
    std::ofstream(path) << text.substr(0, text.rfind("> ") + 9);
    night.clock.set(evening);
    night.pass();  // the next server appends to the torn file
    const auto result = replay(path);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->events, 10u);
    EXPECT_EQ(result->differences, 0u) << result->first_difference;
}

TEST(replay, after_a_gap_nothing_is_compared_until_the_next_start) {
    Night night;
    night.pass();
    const std::string path = night.folder.file("2026-03-01.log");
    std::string text = read_file(path);
    text.insert(text.find("1772409590000 {\"AgentSignedIn"), "# 1772409590000 lost 3\n");
    std::ofstream(path) << text;
    const auto result = replay(path);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->events, 5u);
    EXPECT_EQ(result->not_compared, 4u);
    EXPECT_EQ(result->differences, 0u) << result->first_difference;
}

TEST(replay, a_missing_file_is_an_error_with_the_way_out) {
    const auto result = replay("/nowhere/2026-03-01.log");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, "routing.log_unreadable");
}

TEST(floor_log, a_folder_that_cannot_be_written_costs_lines_not_calls) {
    Folder folder;
    std::ofstream(folder.file("not_a_folder")) << "x";
    const auto log = FloorLog::open(folder.file("not_a_folder"));
    log->append("1772409590000 {\"TimerDue\":{}}");  // must neither throw nor hang at the end
}

TEST(floor_log, says_what_is_missing_once_it_can_write_again) {
    Folder folder;
    fs::create_directories(
        folder.file("2026-03-01.log"));  // a folder where the first day's file should be
    {
        const auto log = FloorLog::open(folder.path.string());
        log->append("1772409599999 {\"TimerDue\":{}}\n> timer at=1772409600000");
        log->append("1772409600000 {\"TimerDue\":{}}");
    }
    EXPECT_EQ(read_file(folder.file("2026-03-02.log")),
              "\n# 1772409600000 lost 1\n1772409600000 {\"TimerDue\":{}}\n");
}

}  // namespace service_test
}  // namespace ol::routing
