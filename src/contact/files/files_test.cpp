// Files on both databases: what is kept is whole, what is not named goes, what a scanner refuses is
// never given out; fetched with patience, uploaded, sent, linked. A kill at any moment.
#include "contact/files/files.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>

#include "contact/files/scanner.hpp"
#include "platform/base/crypto.hpp"
#include "platform/db/test_db.hpp"

namespace ol::files {
namespace files_test {

using http::Method;
using std::string_literals::operator""s;

constexpr PersonId oksana{7}, petro{8};
constexpr ConversationId ira{20};
constexpr ChannelAccountId bot{30};
const std::string picture = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\2"s;

/// Not in the source as one word: scanners read sources too.
std::string eicar() {
    return std::string("X5O!P%@AP[4\\PZX54(P^)7CC)7}$") + "EICAR-STANDARD-" +
           "ANTIVIRUS-TEST-FILE!$H+H*";
}

std::string fresh_dir(const char* name) {
    const auto dir = std::filesystem::temp_directory_path() /
                     (std::string(name) + "-" + std::to_string(::getpid()));
    std::filesystem::remove_all(dir);
    std::filesystem::create_directories(dir);
    return dir.string();
}

/// A small peer that speaks clamd's INSTREAM and finds EICAR.
class Clamd {
public:
    explicit Clamd(std::string path) : path_(std::move(path)) { listen(); }
    ~Clamd() { stop(); }
    void listen() {
        fd_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un at{};
        at.sun_family = AF_UNIX;
        path_.copy(at.sun_path, sizeof at.sun_path - 1);
        ::unlink(path_.c_str());
        EXPECT_EQ(::bind(fd_, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
        EXPECT_EQ(::listen(fd_, 8), 0);
        thread_ = std::thread([this] { serve(); });
    }
    void stop() {
        if (!thread_.joinable()) return;
        ::shutdown(fd_, SHUT_RDWR);
        thread_.join();
        ::close(fd_);
        ::unlink(path_.c_str());
    }
    std::atomic<int> asked = 0;
    std::string answers;  // instead of looking, before start

private:
    static std::string take(int fd, std::size_t n) {
        std::string out(n, '\0');
        std::size_t have = 0;
        while (have < n) {
            const auto got = ::recv(fd, out.data() + have, n - have, 0);
            if (got <= 0) return {};
            have += static_cast<std::size_t>(got);
        }
        return out;
    }
    void serve() {
        for (;;) {
            const int peer = ::accept(fd_, nullptr, nullptr);
            if (peer < 0) return;
            ++asked;
            std::string all;
            EXPECT_EQ(take(peer, 10), "zINSTREAM\0"s);
            for (;;) {
                const auto head = take(peer, 4);
                if (head.size() < 4) break;
                const auto n = static_cast<std::size_t>(static_cast<unsigned char>(head[0]) << 24 |
                                                        static_cast<unsigned char>(head[1]) << 16 |
                                                        static_cast<unsigned char>(head[2]) << 8 |
                                                        static_cast<unsigned char>(head[3]));
                if (n == 0) break;
                all += take(peer, n);
            }
            std::string says = all.find(eicar()) != all.npos
                                   ? "stream: Win.Test.EICAR_HDB-1 FOUND\0"s
                                   : "stream: OK\0"s;
            if (!answers.empty()) says = answers;
            ::send(peer, says.data(), says.size(), MSG_NOSIGNAL);
            ::close(peer);
        }
    }
    std::string path_;
    int fd_ = -1;
    std::thread thread_;
};

struct House {
    db::Database& db;
    ManualClock& clock;
    std::string dir = fresh_dir("files");
    IdSource ids;
    std::unique_ptr<Files> room;
    http::Router router;
    std::vector<Wanted> asked;
    std::vector<Result<Fetched>> gives;  // the channel's answers, in order; the last one stays
    int changed = 0;

    House(db::Database& d, ManualClock& c, std::string scanner = {}, bool passes = false)
        : db(d), clock(c) {
        Settings s{
            dir, 1000, std::move(scanner), passes, std::string(32, 'k'), "https://desk.example"};
        room = std::make_unique<Files>(Deps{db, ids, clock, s});
        Ties ties;
        ties.fetch = [this](const Wanted& w) -> Result<Fetched> {
            asked.push_back(w);
            if (gives.empty()) return unavailable("files.unreachable", "");
            auto out = gives.front();
            if (gives.size() > 1) gives.erase(gives.begin());
            return out;
        };
        ties.may_see = [](const http::Principal& who, ConversationId) -> Result<> {
            if (who.shops.contains(1)) return {};
            return not_found("conversations.not_found", "");
        };
        ties.may_send = [](const http::Principal&, ConversationId) -> Result<std::int64_t> {
            return 1000;
        };
        ties.changed = [this](ConversationId, MessageId) { ++changed; };
        room->tie(std::move(ties));
        room->add_routes(router);
    }
    ~House() { std::filesystem::remove_all(dir); }

    static http::Principal who(PersonId person = oksana, std::int64_t shop = 1) {
        http::Principal p;
        p.person = person, p.shops = {shop};
        p.permissions = {"contacts.view", "desk.work"};
        return p;
    }
    http::Response ask(Method m, const std::string& path, std::string body = {},
                       http::Principal as = who()) {
        http::Request r;
        const auto cut = path.find('?');
        r.method = m, r.path = path.substr(0, cut), r.body = std::move(body), r.who = as;
        if (cut != path.npos) r.query["name"] = path.substr(cut + 6);
        return router.handle(r);
    }
    FileView upload(const std::string& name, const std::string& bytes) {
        const auto made = ask(Method::post, "/api/v1/conversations/20/files?name=" + name, bytes);
        EXPECT_EQ(made.status, 200) << made.body;
        auto out = json::read<FileView>(made.body);
        return out ? *out : FileView{};
    }
    void expect(std::int64_t message, const std::string& name = "x.png") {
        EXPECT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            room->expect(tx, {ira, MessageId{message}, bot}, 1, name, 9, "the source");
            return {};
        }));
    }
    Result<std::vector<FileView>> send(std::int64_t message, std::vector<FileId> files) {
        return db.write_as<std::vector<FileView>>([&](db::Tx& tx) {
            return room->send(tx, who(), {ira, MessageId{message}, bot}, files);
        });
    }
    FileView one(std::int64_t message) {
        return *db.read_as<FileView>([&](db::Conn& conn) -> Result<FileView> {
            return room->of(conn, MessageId{message}, 1).value_or(FileView{});
        });
    }
    std::int64_t count(const std::string& sql) {
        return *db.read_as<std::int64_t>(
            [&](db::Conn& conn) -> Result<std::int64_t> { return conn.query(sql).i64(0, 0); });
    }
    int on_disk() {
        int out = 0;
        for (const auto& f : std::filesystem::recursive_directory_iterator(dir))
            out += f.is_regular_file();
        return out;
    }
};

std::string path_of(const FileView& f) { return "/api/v1/files/" + std::to_string(f.id.value); }
std::string header(const http::Response& r, const std::string& name) {
    for (const auto& [key, value] : r.headers)
        if (key == name) return value;
    return {};
}

void in_houses(const std::function<void(House&)>& body, const std::string& scanner = {},
               bool passes = false) {
    ManualClock clock;
    db::for_each_database(
        migrations(),
        [&](db::Database& database) {
            clock.set(parse_iso8601("2026-11-16T12:00:00Z").value());
            House house(database, clock, scanner, passes);
            body(house);
        },
        clock);
}

TEST(files, an_upload_is_hers_until_it_is_sent_and_then_the_conversations) {
    in_houses([](House& h) {
        const auto f = h.upload("../чек.png", picture);
        EXPECT_EQ(f.name, "чек.png");
        EXPECT_EQ(f.type, "image/png");
        EXPECT_EQ(f.width, 16);
        EXPECT_TRUE(f.given && f.shown);
        EXPECT_EQ(h.ask(Method::get, path_of(f), {}, House::who(petro)).status, 404);
        ASSERT_TRUE(h.send(50, {f.id}));
        EXPECT_FALSE(h.send(51, {f.id}));  // once
        const auto whole = h.ask(Method::get, path_of(f), {}, House::who(petro));
        EXPECT_EQ(whole.status, 200);
        EXPECT_EQ(whole.content_type, "application/octet-stream");
        EXPECT_TRUE(header(whole, "Content-Disposition").starts_with("attachment"));
        EXPECT_NE(header(whole, "Content-Security-Policy").find("sandbox"), std::string::npos);
        EXPECT_EQ(header(whole, "X-Content-Type-Options"), "nosniff");
        EXPECT_EQ(h.ask(Method::get, path_of(f), {}, House::who(petro, 2)).status, 404);
        EXPECT_EQ(h.ask(Method::get, path_of(f) + "/preview").content_type, "image/png");
        EXPECT_EQ(h.ask(Method::del, path_of(f)).status, 404);  // it is the message's now
    });
}

TEST(files, what_a_browser_would_run_is_only_downloaded) {
    in_houses([](House& h) {
        const auto f = h.upload("photo.png", "<svg onload='x()'>");
        EXPECT_EQ(f.sort, FileSort::page);
        EXPECT_FALSE(f.shown);
        EXPECT_EQ(h.ask(Method::get, path_of(f) + "/preview").status, 409);
        EXPECT_EQ(h.ask(Method::get, path_of(f)).content_type, "application/octet-stream");
    });
}

TEST(files, limits_are_told_with_their_numbers) {
    in_houses([](House& h) {
        const auto large =
            h.ask(Method::post, "/api/v1/conversations/20/files?name=a", std::string(1001, 'a'));
        EXPECT_EQ(large.status, 413) << large.body;
        EXPECT_NE(large.body.find("1000"), std::string::npos);
        EXPECT_EQ(h.ask(Method::post, "/api/v1/conversations/20/files?name=a").status, 400);
        EXPECT_FALSE(h.send(50, std::vector<FileId>(11, FileId{1})));
        EXPECT_EQ(h.count("select count(*) from message_file"), 0);
        EXPECT_EQ(h.on_disk(), 0);
    });
}

TEST(files, bytes_stand_once_and_go_when_nobody_names_them) {
    in_houses([](House& h) {
        const auto a = h.upload("a.txt", "same"), b = h.upload("b.txt", "same");
        EXPECT_EQ(h.on_disk(), 1);
        EXPECT_EQ(h.ask(Method::del, path_of(a)).status, 200);
        h.room->sweep();
        EXPECT_EQ(h.on_disk(), 1);
        ASSERT_TRUE(h.send(50, {b.id}));
        EXPECT_TRUE(h.db.write([](db::Tx& tx) -> Result<> {
            erase(tx, ira);
            return {};
        }));
        h.room->sweep();
        EXPECT_EQ(h.on_disk(), 0);
        EXPECT_EQ(h.count("select count(*) from file_blob"), 0);
        EXPECT_EQ(h.one(50).state, FileState::gone);
        EXPECT_EQ(h.one(50).name, "");
    });
}

TEST(files, an_upload_that_nobody_sends_goes_after_a_day) {
    in_houses([](House& h) {
        h.upload("a.txt", "words");
        h.clock.set(h.clock.now() + unsent_for + Ms{1});
        h.room->sweep();
        h.room->sweep();  // its row went first
        EXPECT_EQ(h.count("select count(*) from message_file"), 0);
        EXPECT_EQ(h.on_disk(), 0);
    });
}

TEST(files, what_is_held_is_not_swept_before_its_row_comes) {
    in_houses([](House& h) {
        auto kept = h.room->put("on its way");
        ASSERT_TRUE(kept);
        h.room->sweep();
        EXPECT_EQ(h.on_disk(), 1);
        *kept = Kept{};
        h.room->sweep();
        EXPECT_EQ(h.on_disk(), 0);
    });
}

TEST(files, a_disk_that_refuses_leaves_no_row) {
    in_houses([](House& h) {
        std::filesystem::remove_all(h.dir);
        std::ofstream(h.dir) << "a file where the folder should be";
        const auto made = h.ask(Method::post, "/api/v1/conversations/20/files?name=a", "words");
        EXPECT_EQ(made.status, 503);
        EXPECT_NE(made.body.find("files.disk"), std::string::npos);
        EXPECT_EQ(h.count("select count(*) from message_file"), 0);
        h.gives = {Fetched{"words", ""}};
        h.expect(50);
        EXPECT_TRUE(h.room->step());
        EXPECT_EQ(h.one(50).state, FileState::waiting);  // until there is room
        EXPECT_EQ(h.one(50).trouble->code, "files.disk");
        std::filesystem::remove(h.dir);
        h.clock.set(h.clock.now() + Ms{60'000});
        EXPECT_TRUE(h.room->step());
        EXPECT_EQ(h.one(50).state, FileState::kept);
    });
}

TEST(files, fetched_with_patience_and_given_up_with_its_reason) {
    in_houses([](House& h) {
        h.expect(50);
        EXPECT_EQ(h.one(50).state, FileState::waiting);
        EXPECT_EQ(h.count("select count(*) from message_file where source like '%source%'"), 0);
        for (int i = 1; i < tries_most; ++i) {
            EXPECT_TRUE(h.room->step());
            EXPECT_FALSE(h.room->step());  // not before its time
            ASSERT_TRUE(h.one(50).trouble);
            EXPECT_EQ(h.one(50).trouble->next_at, h.clock.now() + again_after(i));
            h.clock.set(h.clock.now() + again_after(i));
        }
        EXPECT_TRUE(h.room->step());
        EXPECT_EQ(h.one(50).state, FileState::failed);
        EXPECT_EQ(h.asked.size(), std::size_t(tries_most));
        EXPECT_EQ(h.asked[0].source, "the source");
        EXPECT_EQ(h.changed, tries_most);
        h.gives = {Fetched{picture, ""}};
        EXPECT_EQ(h.ask(Method::post, path_of(h.one(50)) + "/again", "{}").status, 200);
        EXPECT_TRUE(h.room->step());
        EXPECT_EQ(h.one(50).state, FileState::kept);
        EXPECT_FALSE(h.one(50).trouble);
        EXPECT_EQ(h.ask(Method::post, path_of(h.one(50)) + "/again", "{}").status, 409);
    });
}

TEST(files, an_address_that_is_over_is_told_at_once) {
    in_houses([](House& h) {
        h.gives = {not_found("files.expired", "")};
        h.expect(50);
        EXPECT_TRUE(h.room->step());
        EXPECT_EQ(h.one(50).state, FileState::failed);
        EXPECT_EQ(h.one(50).trouble->code, "files.expired");
        EXPECT_EQ(h.asked.size(), 1u);
    });
}

TEST(files, erased_while_it_is_fetched_it_stays_erased) {
    in_houses([](House& h) {
        h.expect(50);
        EXPECT_TRUE(h.db.write([](db::Tx& tx) -> Result<> {
            erase(tx, ira);
            return {};
        }));
        h.gives = {Fetched{"late", ""}};
        EXPECT_FALSE(h.room->step());
        EXPECT_TRUE(h.asked.empty());
        EXPECT_EQ(h.one(50).state, FileState::gone);
    });
}

TEST(files, a_link_opens_its_file_alone_and_ends) {
    in_houses([](House& h) {
        const auto f = h.upload("чек 1.png", picture);
        ASSERT_TRUE(h.send(50, {f.id}));
        const std::string link = h.room->link(f.id, f.name);
        const auto got = h.ask(Method::get, link, {}, {});
        EXPECT_EQ(got.status, 200) << link;
        EXPECT_EQ(got.content_type, "image/png");
        EXPECT_NE(header(got, "Content-Security-Policy").find("sandbox"), std::string::npos);
        auto other = link;
        const auto at = other.find(std::to_string(f.id.value));
        other[at] = other[at] == '9' ? '8' : static_cast<char>(other[at] + 1);
        EXPECT_EQ(h.ask(Method::get, other, {}, {}).status, 404);
        EXPECT_EQ(h.ask(Method::get, "/public/v1/files/1-2-3/x", {}, {}).status, 404);
        EXPECT_EQ(h.ask(Method::get, "/public/v1/files/-9-x-/x", {}, {}).status, 404);
        h.clock.set(h.clock.now() + link_for + Ms{1});
        EXPECT_EQ(h.ask(Method::get, link, {}, {}).status, 404);
        const auto page = h.upload("page.html", "<html>");
        EXPECT_EQ(h.ask(Method::get, h.room->link(page.id, "page.html"), {}, {}).content_type,
                  "application/octet-stream");
    });
}

TEST(files, what_the_scanner_finds_is_never_given_out) {
    const std::string socket = fresh_dir("clamd") + "/clamd.ctl";
    Clamd clamd(socket);
    in_houses(
        [&](House& h) {
            const auto bad = h.upload("bill.pdf", "before " + eicar());
            EXPECT_EQ(bad.check, Check::infected);
            EXPECT_EQ(bad.trouble->params[0].value, "Win.Test.EICAR_HDB-1");
            EXPECT_EQ(h.ask(Method::get, path_of(bad)).status, 403);
            EXPECT_EQ(h.ask(Method::get, h.room->link(bad.id, "x"), {}, {}).status, 403);
            EXPECT_EQ(h.send(50, {bad.id}).error().code, "files.infected");
            EXPECT_EQ(h.room->bytes(bad.id).error().code, "files.infected");
            const auto good = h.upload("good.png", picture);
            EXPECT_EQ(good.check, Check::clean);
            EXPECT_TRUE(good.shown);
            h.gives = {Fetched{eicar(), "x.png"}};
            h.expect(60);
            EXPECT_TRUE(h.room->step());  // fetched
            EXPECT_FALSE(h.one(60).given);
            EXPECT_TRUE(h.room->step());  // looked at
            EXPECT_EQ(h.one(60).check, Check::infected);
            EXPECT_EQ(h.changed, 2);
        },
        socket);
}

TEST(files, while_the_scanner_is_away_files_wait_or_pass_as_it_is_set) {
    const std::string socket = fresh_dir("clamd") + "/clamd.ctl";
    for (const bool passes : {false, true}) {
        in_houses(
            [&](House& h) {
                const auto f = h.upload("a.png", picture);
                EXPECT_EQ(f.check, Check::unchecked);
                EXPECT_EQ(f.given, passes);
                EXPECT_EQ(h.ask(Method::get, path_of(f)).status, passes ? 200 : 503);
                EXPECT_EQ(h.send(50, {f.id}).has_value(), passes);
                EXPECT_FALSE(h.room->step());
                Clamd clamd(socket);
                h.clock.set(h.clock.now() + Ms{30'000});
                EXPECT_TRUE(h.room->step());
                EXPECT_EQ(h.ask(Method::get, path_of(f)).status, 200);
                EXPECT_EQ(clamd.asked, 1);
            },
            socket, passes);
    }
}

TEST(scanner, answers_mean_what_clamd_says) {
    EXPECT_EQ(scan_answer("stream: OK")->threat, "");
    EXPECT_EQ(scan_answer("stream: Eicar-Test-Signature FOUND\n")->threat, "Eicar-Test-Signature");
    for (const auto* odd : {"", "stream: OK OK", "INSTREAM size limit exceeded. ERROR",
                            "stream:  FOUND", "stream: OK FOUND?"})
        EXPECT_EQ(scan_answer(odd).error().code, "files.scanner_away") << odd;
}

TEST(scanner, a_large_file_goes_in_chunks) {
    const std::string dir = fresh_dir("clamd"), socket = dir + "/clamd.ctl";
    Clamd clamd(socket);
    std::ofstream(dir + "/big", std::ios::binary) << std::string(3'000'001, 'x') << eicar();
    EXPECT_EQ(scan(socket, dir + "/big")->threat, "Win.Test.EICAR_HDB-1");
    EXPECT_EQ(scan(dir + "/nobody.ctl", dir + "/big").error().code, "files.scanner_away");
}

// ---- kill -9 between the bytes and their row ----

/// Writes file after file with its row, and tells each that was acknowledged.
[[noreturn]] void write_many(const std::string& url, const std::string& dir, int to, int round) {
    auto db = db::Database::open({url}, system_clock());
    if (!db) ::_exit(2);
    IdSource ids;
    Settings s{dir, 1 << 20, "", false, std::string(32, 'k'), ""};
    Files room(Deps{**db, ids, system_clock(), s});
    Ties ties;
    ties.may_send = [](const http::Principal&, ConversationId) -> Result<std::int64_t> {
        return 1 << 20;
    };
    room.tie(std::move(ties));
    http::Principal who;
    who.person = oksana;
    for (int i = 0;; ++i) {
        const std::string bytes = std::to_string(round) + "/" + std::to_string(i) + " " +
                                  std::string(static_cast<std::size_t>(i % 7) * 9000, 'x');
        const auto made = room.upload(who, ira, "a.txt", bytes);
        if (!made) ::_exit(3);
        const std::string line = std::to_string(made->id.value) + "\n";
        if (::write(to, line.data(), line.size()) < 0) ::_exit(0);
    }
}

TEST(files_kill, nothing_acknowledged_is_lost_and_no_row_is_unreadable) {
    db::TestDatabase database(migrations());
    database.close();
    const std::string dir = fresh_dir("files-kill");
    std::vector<std::int64_t> told;
    std::mt19937 dice(11);
    constexpr int rounds = 25;
    for (int round = 0; round < rounds; ++round) {
        int ends[2];
        ASSERT_EQ(::pipe(ends), 0);
        const pid_t child = ::fork();
        if (child == 0) write_many(database.url(), dir, ends[1], round);
        ::close(ends[1]);
        std::string line;
        int left = 1 + static_cast<int>(dice() % 6);
        for (char c = 0; left > 0 && ::read(ends[0], &c, 1) == 1;)
            if (c != '\n')
                line += c;
            else
                told.push_back(std::stoll(std::exchange(line, {}))), --left;
        for (volatile unsigned spin = dice() % 2'000'000; spin > 0;) spin = spin - 1;
        ::kill(child, SIGKILL);
        ::close(ends[0]);
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_TRUE(WIFSIGNALED(status)) << status;
    }
    database.reopen();
    ManualClock clock;
    clock.set(system_clock().now());
    IdSource ids;
    Files room(Deps{*database, ids, clock, {dir, 1 << 20, "", false, std::string(32, 'k'), ""}});
    room.start(0);
    room.sweep();
    std::vector<std::int64_t> rows;
    ASSERT_TRUE(database->read([&](db::Conn& c) -> Result<> {
        const auto r = c.query("select id from message_file");
        for (std::size_t i = 0; i < r.size(); ++i) rows.push_back(r.i64(i, 0));
        return {};
    }));
    for (const auto id : told) EXPECT_NE(std::ranges::find(rows, id), rows.end()) << id;
    for (const auto id : rows) EXPECT_TRUE(room.bytes(FileId{id})) << id;
    std::size_t files = 0;
    for (const auto& f : std::filesystem::recursive_directory_iterator(dir))
        files += f.is_regular_file();
    EXPECT_EQ(files, rows.size());  // what was begun is gone
    std::printf("%d kills, %zu acknowledged, %zu rows\n", rounds, told.size(), rows.size());
    std::filesystem::remove_all(dir);
}

}  // namespace files_test
}  // namespace ol::files
