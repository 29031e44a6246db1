// Letters into threads on both databases: what is taken is kept with the mailbox's place in one
// commit, twice is once, robots wake nobody, an answer finds its thread, a bounce marks ours.
#include "contact/letters/letters.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>

#include "platform/base/crypto.hpp"
#include "platform/db/test_db.hpp"

namespace ol::letters {
namespace letters_test {

constexpr ShopId kettles{1};
constexpr PersonId oksana{7};

class QuietLine final : public calls::ChatLine {
public:
    void listen(calls::ChatEvents) override {}
    void queue(calls::Chat chat) override { queued.push_back(chat.contact); }
    void over(ContactId) override {}
    Result<> accept(ContactId, PersonId) override { return {}; }
    Result<> decline(ContactId, PersonId) override { return {}; }
    Result<> give(calls::Chat, PersonId) override { return {}; }
    void restore(calls::Chat, PersonId) override {}
    void rest(ContactId, bool) override {}
    std::vector<Ringing> ringing(PersonId) override { return {}; }
    void seen(PersonId) override {}
    std::vector<ContactId> queued;
};

struct House {
    db::Database& db;
    IdSource ids;
    QuietLine line;
    Loop loop;
    std::filesystem::path dir;
    std::unique_ptr<files::Files> files;
    std::unique_ptr<conversations::Conversations> conversations;
    std::unique_ptr<Letters> room;
    http::Router router;
    MailboxId box;

    House(db::Database& d, ManualClock& clock)
        : db(d),
          loop(clock, {.name = "chats", .inline_mode = true}),
          dir(std::filesystem::temp_directory_path() / ("letters-" + std::to_string(::getpid()))) {
        std::filesystem::remove_all(dir);
        conversations::Deps deps{db, ids, clock, loop, line, nullptr, nullptr,
                                 {}, {},  {},    {},   {},   {}};
        deps.shop = [](ShopId) {
            return conversations::ShopFacts{"Kettles", "uk", {"uk"}, true, std::nullopt};
        };
        files::Settings kept;
        kept.dir = (dir / "files").string(), kept.key32 = std::string(32, 'k');
        files = std::make_unique<files::Files>(files::Deps{db, ids, clock, kept});
        deps.files = files.get();
        conversations = std::make_unique<conversations::Conversations>(std::move(deps));
        Deps mine{db, ids, clock, *conversations, std::string(32, 'k'), dir.string()};
        mine.files = files.get();
        mine.has_shop = [](ShopId shop) { return shop == kettles; };
        mine.has_queue = [](db::Conn&, QueueId, ShopId) { return true; };
        room = std::make_unique<Letters>(std::move(mine));
        conversations->carries(room->carrier());
        room->add_routes(router);
        conversations->add_routes(router);
        files->add_routes(router);
        const auto made = room->add(who(), mailbox());
        EXPECT_TRUE(made) << made.error().field;
        box = made ? made->id : MailboxId{};
    }
    ~House() {
        loop.run_until(loop.now());  // what was posted needs the rooms
        std::filesystem::remove_all(dir);
    }

    static http::Principal who() {
        http::Principal p;
        p.person = oksana, p.shops = {1};
        p.permissions = {"contacts.view", "desk.work", "settings.view", "settings.edit"};
        return p;
    }
    static MailboxIn mailbox() {
        MailboxIn in;
        in.shop_id = kettles, in.address = "help@shop.example", in.name = "Kettles";
        in.imap_host = "imap.shop.example", in.smtp_host = "smtp.shop.example";
        in.user = "help", in.secret = "very secret";
        in.enabled = false;  // nothing is fetched: letters are handed over
        return in;
    }
    rows::Box row() {
        return *db.read_as<rows::Box>(
            [&](db::Conn& conn) -> Result<rows::Box> { return *rows::box(conn, box); });
    }
    conversations::Arrived take(const std::string& bytes, std::int64_t uid) {
        auto taken = room->take(row(), bytes, {17, uid, bytes.size(), false});
        EXPECT_TRUE(taken) << taken.error().code;
        loop.run_until(loop.now());
        return taken ? *taken : conversations::Arrived{};
    }
    std::int64_t count(const std::string& sql) {
        return *db.read_as<std::int64_t>(
            [&](db::Conn& conn) -> Result<std::int64_t> { return conn.query(sql).i64(0, 0); });
    }
    std::string text(const std::string& sql) {
        return *db.read_as<std::string>(
            [&](db::Conn& conn) -> Result<std::string> { return conn.query(sql).text(0, 0); });
    }
    http::Response ask(http::Method method, std::string path, std::string body = {},
                       std::string version = {}) {
        http::Request r;
        r.method = method, r.path = std::move(path), r.body = std::move(body), r.who = who();
        if (!version.empty()) r.headers["if-match"] = version;
        return router.handle(r);
    }
};

std::string letter(const std::string& id, const std::string& more = {},
                   const std::string& text = "Where is my kettle?") {
    return "From: Olha <olha@example.com>\r\nTo: help@shop.example\r\nMessage-ID: <" + id +
           ">\r\n" + more + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n";
}

void in_houses(const std::function<void(House&)>& body) {
    std::vector<db::Migration> all;
    for (const auto& list :
         {files::migrations(), conversations::migrations(), letters::migrations()})
        all.insert(all.end(), list.begin(), list.end());
    ManualClock clock;
    db::for_each_database(
        all,
        [&](db::Database& database) {
            clock.set(parse_iso8601("2026-11-16T12:00:00Z").value());
            House house(database, clock);
            body(house);
        },
        clock);
}

TEST(Letters, one_waits_in_the_line_and_its_place_is_kept_with_it) {
    in_houses([](House& h) {
        const auto taken = h.take(letter("1@x", "Subject: Kettle\r\n"), 5);
        EXPECT_EQ(h.line.queued.size(), 1u);
        EXPECT_EQ(h.row().last_uid, 5);
        EXPECT_EQ(h.row().validity, 17);
        EXPECT_EQ(h.text("select text from message"), "Where is my kettle?");
        EXPECT_EQ(h.text("select buyer_contact from conversation"), "olha@example.com");
        EXPECT_EQ(h.text("select state from conversation"), "waiting_us");
        const auto path = "/api/v1/conversations/" + std::to_string(taken.conversation.value);
        const auto told = h.ask(http::Method::get, path + "/letters");
        EXPECT_NE(told.body.find(R"("subject":"Kettle")"), std::string::npos) << told.body;
    });
}

TEST(Letters, fetched_again_is_the_same_letter_under_any_number) {
    in_houses([](House& h) {
        const auto first = h.take(letter("1@x"), 5);
        const auto again = h.take(letter("1@x", "Received: from elsewhere\r\n"), 9);
        EXPECT_TRUE(again.twice);
        EXPECT_EQ(again.message, first.message);
        EXPECT_EQ(h.row().last_uid, 9);
        EXPECT_FALSE(h.take(letter("1@x", "", "A forged id"), 10).twice);
        EXPECT_EQ(h.count("select count(*) from message where direction = 'in'"), 2);
        EXPECT_EQ(h.line.queued.size(), 2u);
    });
}

TEST(Letters, an_answer_is_found_by_ids_then_token_then_subject_and_sender) {
    in_houses([](House& h) {
        const auto first = h.take(letter("1@x", "Subject: Kettle\r\n"), 1).conversation;
        EXPECT_EQ(h.take(letter("2@x", "Subject: Other\r\nReferences: <1@x>\r\n"), 2).conversation,
                  first);
        EXPECT_EQ(h.take(letter("3@x", "Subject: RE: kettle\r\n", "And?"), 3).conversation, first);
        EXPECT_NE(h.take(letter("4@x", "Subject: Lamp\r\n"), 4).conversation, first);
        EXPECT_TRUE(h.db.write([&](db::Tx& tx) -> Result<> {
            rows::token_of(tx, kettles, first, "k7q2m9x4ab");
            return {};
        }));
        const std::string mark = "Subject: Hello [#k7q2m9x4ab]\r\n";
        EXPECT_EQ(h.take(letter("5@x", mark, "by token"), 5).conversation, first);
        EXPECT_EQ(
            h.take(letter("6@x", "Cc: help+K7q2m9x4ab@shop.example\r\n", "plus"), 6).conversation,
            first);
    });
}

TEST(Letters, robots_wake_nobody) {
    in_houses([](House& h) {
        const auto first = h.take(letter("1@x", "Subject: Kettle\r\n"), 1);
        const std::string away = "Auto-Submitted: auto-replied\r\nIn-Reply-To: <1@x>\r\n";
        EXPECT_EQ(h.take(letter("2@x", away, "I am away"), 2).conversation, first.conversation);
        const std::string list = "List-Unsubscribe: <mailto:x@x>\r\nPrecedence: bulk\r\n";
        h.take(letter("3@x", list + "Subject: Sale\r\n", "Buy"), 3);
        EXPECT_EQ(h.line.queued.size(), 1u);
        EXPECT_EQ(h.count("select count(*) from conversation where state = 'closed' and place = "
                          "'none' and unread = 0"),
                  1);
        EXPECT_EQ(h.count("select count(*) from message where direction = 'out'"), 0);
    });
}

TEST(Letters, what_is_too_large_or_no_letter_is_told_of) {
    in_houses([](House& h) {
        auto headers =
            h.room->take(h.row(), "From: a@b.ua\r\nSubject: Big\r\n\r\n", {17, 1, 99u << 20, true});
        ASSERT_TRUE(headers);
        h.loop.run_until(h.loop.now());
        EXPECT_EQ(h.text("select left_out from letter"), "too_large");
        EXPECT_EQ(h.text("select text from message"), "Big");
        EXPECT_EQ(h.line.queued.size(), 1u);
    });
}

/// `letter_one_subject`: as a letter whose own content the database refuses, on both databases.
void refuses_twice_the_same_subject(House& h) {
    EXPECT_TRUE(h.db.write([](db::Tx& tx) -> Result<> {
        tx.exec("create unique index letter_one_subject on letter (subject)");
        return {};
    }));
}

TEST(Letters, one_that_cannot_be_taken_is_a_notice_and_the_next_one_comes) {
    in_houses([](House& h) {
        refuses_twice_the_same_subject(h);
        const auto fetched = [&](const std::string& bytes, std::int64_t uid) {
            auto taken = h.room->take_or_note(h.row(), bytes, {17, uid, bytes.size(), false});
            h.loop.run_until(h.loop.now());
            return taken;
        };
        const std::string about = "Subject: Kettle\r\nReferences: <1@x>\r\n";
        const std::string poison = letter("2@x", about, "And?");
        ASSERT_TRUE(fetched(letter("1@x", "Subject: Kettle\r\n"), 5));
        ASSERT_FALSE(h.room->take(h.row(), poison, {17, 6, 0, false}));
        const auto noted = fetched(poison, 6);
        ASSERT_TRUE(noted) << noted.error().code;
        EXPECT_EQ(h.row().last_uid, 6);
        EXPECT_EQ(h.text("select left_out from letter where sort = 'letter' order by id desc"),
                  "unreadable");
        EXPECT_EQ(h.line.queued.size(), 2u);  // somebody is to look at it
        const auto raw = h.ask(http::Method::get,
                               "/api/v1/letters/" + std::to_string(noted->message.value) + "/raw");
        EXPECT_EQ(raw.body, poison);
        EXPECT_EQ(raw.content_type, "application/octet-stream");
        EXPECT_TRUE(fetched(poison, 6)->twice);  // fetched again: the same notice
        ASSERT_TRUE(fetched(letter("3@x", "Subject: Lamp\r\n"), 7));
        EXPECT_EQ(h.row().last_uid, 7);
        EXPECT_EQ(h.count("select count(*) from letter"), 3);
    });
}

TEST(Letters, a_notice_says_who_wrote_and_what_about_when_that_can_be_read) {
    in_houses([](House& h) {
        EXPECT_TRUE(h.db.write([](db::Tx& tx) -> Result<> {
            tx.exec("create unique index letter_one_id on letter (rfc_id)");
            return {};
        }));
        h.take(letter("1@x", "Subject: Kettle\r\n"), 1);
        const auto noted = h.room->take_or_note(
            h.row(), letter("1@x", "Subject: =?utf-8?B?0KfQsNC50L3QuNC6?=\r\n", "other"),
            {17, 2, 0, false});
        ASSERT_TRUE(noted) << noted.error().code;
        EXPECT_EQ(h.text("select subject from letter where left_out = 'unreadable'"), "Чайник");
        EXPECT_EQ(h.text("select from_address from letter where left_out = 'unreadable'"),
                  "olha@example.com");
    });
}

TEST(Letters, one_that_no_disk_takes_is_fetched_again) {
    in_houses([](House& h) {
        std::filesystem::remove_all(h.dir);
        std::ofstream(h.dir) << "a file where the folder should be";
        const auto taken = h.room->take_or_note(h.row(), letter("1@x"), {17, 5, 0, false});
        ASSERT_FALSE(taken);
        EXPECT_EQ(taken.error().code, "letters.disk");
        EXPECT_EQ(h.row().last_uid, 0);
        EXPECT_EQ(h.count("select count(*) from letter"), 0);
        std::filesystem::remove(h.dir);
    });
}

const std::string picture =
    std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\b\2", 26);

std::string with_files() {
    return "From: Olha <olha@example.com>\r\nSubject: Kettle\r\nMessage-ID: <f@x>\r\n"
           "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
           "Content-Type: text/plain\r\n\r\nSee\r\n--b\r\nContent-Type: text/plain\r\n"
           "Content-Disposition: attachment; filename=\"../broken.txt\"\r\n"
           "Content-Transfer-Encoding: base64\r\n\r\n" +
           crypto::base64(picture) +
           "\r\n--b\r\nContent-Type: image/png\r\n"
           "Content-Disposition: attachment; filename=\"photo.png\"\r\n\r\n"
           "<svg onload=x()>\r\n--b--\r\n";
}

TEST(Letters, attachments_stand_with_their_message_as_what_they_are) {
    in_houses([](House& h) {
        const auto taken = h.take(with_files(), 1);
        const auto path = "/api/v1/conversations/" + std::to_string(taken.conversation.value);
        const auto seen =
            json::read<conversations::ConversationView>(h.ask(http::Method::get, path).body);
        ASSERT_TRUE(seen);
        const auto& files = seen->messages.at(0).files;
        ASSERT_EQ(files.size(), 2u);
        EXPECT_EQ(files[0].name, "broken.txt");
        EXPECT_EQ(files[0].type, "image/png");
        EXPECT_TRUE(files[0].shown);
        EXPECT_EQ(files[1].sort, files::FileSort::page);
        EXPECT_FALSE(files[1].shown);
        h.take(with_files(), 2);  // the same letter again
        EXPECT_EQ(h.count("select count(*) from message_file"), 2);
    });
}

TEST(Letters, an_answer_takes_its_files_along_in_one_letter) {
    in_houses([](House& h) {
        const auto taken = h.take(letter("1@x", "Subject: Kettle\r\n"), 1);
        const auto path = "/api/v1/conversations/" + std::to_string(taken.conversation.value);
        const auto up = [&](const std::string& bytes) {
            const auto made = h.ask(http::Method::post, path + "/files", bytes);
            auto file = json::read<files::FileView>(made.body);
            EXPECT_TRUE(file) << made.body;
            return file ? "\"" + std::to_string(file->id.value) + "\"" : "";
        };
        const auto list = up(picture) + "," + up("%PDF-1.4");
        EXPECT_EQ(h.ask(http::Method::post, path + "/accept", "{}").status, 200);
        h.loop.run_until(h.loop.now());
        const auto said =
            h.ask(http::Method::post, path + "/reply",
                  R"({"client_id":"answer-01","text":"Here","files":[)" + list + "]}",
                  "\"" + std::to_string(h.count("select version from conversation")) + "\"");
        ASSERT_EQ(said.status, 200) << said.body;
        EXPECT_EQ(h.count("select count(*) from message where direction = 'out'"), 1);
        EXPECT_EQ(h.count("select count(distinct message_id) from message_file"), 1);
        EXPECT_EQ(h.count("select count(*) from message_file where message_id <> 0"), 2);
    });
}

TEST(Letters, a_page_can_do_nothing_and_a_file_is_only_downloaded) {
    in_houses([](House& h) {
        const auto taken = h.take(
            "From: a@b.ua\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n"
            "\r\n--b\r\nContent-Type: text/html\r\n\r\n<p onclick=x()>Hi<script>y()</script><img "
            "src=\"https://spy.example/p.png\"></p>\r\n--b\r\nContent-Type: text/html\r\n"
            "Content-Disposition: attachment; filename=\"a\\\"b.html\"\r\n\r\n<script>z()</script>"
            "\r\n--b--\r\n",
            1);
        const auto path = "/api/v1/letters/" + std::to_string(taken.message.value);
        const auto page = h.ask(http::Method::get, path + "/page");
        EXPECT_EQ(page.status, 200);
        EXPECT_EQ(page.body.find("script"), std::string::npos);
        EXPECT_EQ(page.body.find("spy.example"), std::string::npos);
        const auto csp = std::ranges::find(page.headers, std::string("Content-Security-Policy"),
                                           &std::pair<std::string, std::string>::first);
        ASSERT_NE(csp, page.headers.end());
        EXPECT_NE(csp->second.find("default-src 'none'"), std::string::npos);
        EXPECT_NE(csp->second.find("sandbox"), std::string::npos);
        const auto file = h.ask(http::Method::get, path + "/files/1");
        EXPECT_EQ(file.content_type, "application/octet-stream");
        EXPECT_NE(file.headers[0].second.find("attachment; filename=\"a_b.html\""),
                  std::string::npos)
            << file.headers[0].second;
        EXPECT_EQ(h.ask(http::Method::get, path + "/files/7").status, 404);
    });
}

TEST(Letters, a_mailbox_never_tells_its_secret_and_refuses_by_field) {
    in_houses([](House& h) {
        const auto list = h.ask(http::Method::get, "/api/v1/mailboxes");
        EXPECT_NE(list.body.find(R"("has_secret":true)"), std::string::npos);
        EXPECT_EQ(list.body.find("very secret"), std::string::npos);
        EXPECT_EQ(h.count("select count(*) from mailbox where sealed like '%secret%'"), 0);
        const auto refused = [&](auto change) {
            auto in = House::mailbox();
            in.address = "other@shop.example";
            change(in);
            const auto made = h.room->add(House::who(), in);
            return made ? std::string("made") : made.error().field;
        };
        EXPECT_EQ(refused([](MailboxIn& in) { in.address = "nobody"; }), "address");
        EXPECT_EQ(refused([](MailboxIn& in) { in.imap_tls = mail::Tls::none; }), "imap_tls");
        EXPECT_EQ(refused([](MailboxIn& in) { in.smtp_port = 0; }), "smtp_port");
        EXPECT_EQ(refused([](MailboxIn& in) { in.imap_host = "x/y"; }), "imap_host");
        EXPECT_EQ(refused([](MailboxIn& in) { in.folder = "A\r\nB"; }), "folder");
        EXPECT_EQ(h.room->add(House::who(), House::mailbox()).error().code,
                  "letters.address_taken");
        auto foreign = House::who();
        foreign.shops = {2};
        EXPECT_EQ(h.room->change(foreign, h.box, 1, House::mailbox()).error().code,
                  "letters.no_mailbox");
        auto kept = House::mailbox();
        kept.secret.reset();
        EXPECT_TRUE(h.room->change(House::who(), h.box, 1, kept)->has_secret);
        EXPECT_EQ(h.room->change(House::who(), h.box, 1, kept).error().code,
                  "letters.version_conflict");
    });
}

TEST(Letters, a_password_goes_to_no_server_that_it_was_not_entered_for) {
    in_houses([](House& h) {
        const auto moved = [&](auto change) {
            auto in = House::mailbox();
            in.secret.reset();
            change(in);
            const auto done = h.room->change(House::who(), h.box, 1, in);
            return done ? std::string("changed") : done.error().code + " " + done.error().field;
        };
        const std::string again = "letters.secret_again secret";
        EXPECT_EQ(moved([](MailboxIn& in) { in.imap_host = "imap.thief.example"; }), again);
        EXPECT_EQ(moved([](MailboxIn& in) { in.smtp_host = "smtp.thief.example"; }), again);
        EXPECT_EQ(h.row().imap_host, "imap.shop.example") << "nothing is half changed";
        EXPECT_EQ(
            moved([](MailboxIn& in) { in.imap_host = "imap.new.example", in.secret = "its own"; }),
            "changed");
    });
}

TEST(Letters, erased_are_words_addresses_and_bytes) {
    in_houses([](House& h) {
        h.take(letter("1@x", "Subject: Kettle\r\n"), 1);
        EXPECT_TRUE(h.db.write([&](db::Tx& tx) -> Result<> {
            tx.exec("update conversation set customer_id = 44");
            erase_buyer(tx, CustomerId{44}, h.dir.string());
            return {};
        }));
        EXPECT_TRUE(std::filesystem::is_empty(h.dir)) << "also no folder of files";
        EXPECT_EQ(h.text("select from_address || subject || raw from letter"), "");
    });
}

}  // namespace letters_test
}  // namespace ol::letters
