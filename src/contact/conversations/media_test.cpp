// Files of messages from both ends on both databases: what a messenger tells of is fetched after
// the message is stored; what an operator attaches leaves as her channel takes it.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "contact/conversations/channel_types.hpp"
#include "contact/conversations/conversations.hpp"
#include "contact/conversations/messengers/media.hpp"
#include "platform/base/crypto.hpp"
#include "platform/db/test_db.hpp"

namespace ol::conversations {
namespace media_test {

using http::Method;
using std::string_literals::operator""s;

constexpr PersonId oksana{7};
const std::string picture = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\2"s;

class Line final : public calls::ChatLine {
public:
    void listen(calls::ChatEvents) override {}
    void queue(calls::Chat) override {}
    void over(ContactId) override {}
    Result<> accept(ContactId, PersonId) override { return {}; }
    Result<> decline(ContactId, PersonId) override { return {}; }
    Result<> give(calls::Chat, PersonId) override { return {}; }
    void restore(calls::Chat, PersonId) override {}
    void rest(ContactId, bool) override {}
    std::vector<Ringing> ringing(PersonId) override { return {}; }
    void seen(PersonId) override {}
};

struct House {
    db::Database& db;
    ManualClock& clock;
    std::string dir;
    IdSource ids;
    Line line;
    Loop loop;
    http::Router router;
    std::vector<http::ClientRequest> asked;
    std::vector<Result<http::ClientResponse>> answers;  // in order; the last one stays
    std::unique_ptr<files::Files> files;
    std::unique_ptr<Conversations> room;
    ChannelAccount channel;

    House(db::Database& d, ManualClock& c)
        : db(d),
          clock(c),
          dir((std::filesystem::temp_directory_path() / ("media-" + std::to_string(::getpid())))
                  .string()),
          loop(c, {.name = "chats", .inline_mode = true}) {
        std::filesystem::remove_all(dir);
        files::Settings s;
        s.dir = dir, s.most_bytes = 5000, s.key32 = std::string(32, 'k');
        s.public_url = "https://desk.example";
        files = std::make_unique<files::Files>(files::Deps{db, ids, clock, s});
        Deps deps{db, ids, clock, loop, line};
        deps.shop = [](ShopId) { return ShopFacts{"Kettles", "uk", {"uk"}, true, {}}; };
        deps.channels.fetch = [this](const http::ClientRequest& r) {
            asked.push_back(r);
            Result<http::ClientResponse> out =
                answers.empty()
                    ? http::ClientResponse{200, R"({"ok":true,"result":{"message_id":1}})", {}}
                    : answers.front();
            if (answers.size() > 1) answers.erase(answers.begin());
            return out;
        };
        deps.channels.key32 = std::string(32, 'k');
        deps.channels.public_url = "https://desk.example";
        deps.files = files.get();
        deps.letter_files_most = 40;
        room = std::make_unique<Conversations>(std::move(deps));
        room->carry_messengers();
        room->add_routes(router);
        files->add_routes(router);
        EXPECT_TRUE(room->start());
    }
    ~House() {
        run();
        std::filesystem::remove_all(dir);
    }
    void run() {
        for (int i = 0; i < 4; ++i) {
            EXPECT_TRUE(db.write([](db::Tx&) -> Result<> { return {}; }));
            loop.run_until(clock.now());
        }
    }
    http::Response api(Method m, const std::string& path, std::string body = "",
                       std::int64_t version = 0, const std::string& name = {}) {
        http::Request r;
        r.method = m, r.path = path, r.body = std::move(body);
        r.who.person = oksana, r.who.shops = {1};
        r.who.permissions = {"contacts.view", "desk.work", "settings.view", "settings.edit"};
        if (version) r.headers["if-match"] = "\"" + std::to_string(version) + "\"";
        if (!name.empty()) r.query["name"] = name;
        auto out = router.handle(r);
        run();
        return out;
    }
    void add(const char* kind, const char* credentials) {
        const auto made = api(Method::post, "/api/v1/channel-accounts",
                              std::string(R"({"shop_id":"1","name":"Ours","kind":")") + kind +
                                  "\"," + credentials + "}");
        ASSERT_EQ(made.status, 200) << made.body;
        channel = json::read<ChannelAccount>(made.body).value();
    }
    void telegram() { add("telegram", R"("token":"12:abc","secret":"word")"); }
    http::Response tells(const std::string& body, std::map<std::string, std::string> headers) {
        http::Request r;
        r.method = Method::post, r.body = body, r.headers = std::move(headers);
        r.path = channel.webhook_url.substr(std::string("https://desk.example").size());
        auto out = router.handle(r);
        run();
        return out;
    }
    void photo(int id = 1) {
        const auto told = tells(
            R"({"update_id":)" + std::to_string(id) + R"(,"message":{"message_id":)" +
                std::to_string(id) +
                R"(,"from":{"id":5,"first_name":"Ira"},"chat":{"id":5,"type":"private"},)"
                R"("date":1700000000,"caption":"Look","photo":[{"file_id":"small","file_size":9},)"
                R"({"file_id":"LARGE","file_size":28}]}})",
            {{"x-telegram-bot-api-secret-token", "word"}});
        ASSERT_EQ(told.status, 200) << told.body;
    }
    void partner(const std::string& files) {
        const std::string body =
            R"({"events":[{"type":"message","id":"m1","thread":"u42","sender":{"id":"u42"},)"
            R"("files":[)" +
            files + "]}]}";
        const auto told =
            tells(body, {{"x-orderline-signature",
                          "sha256=" + crypto::hex(crypto::hmac_sha256("shared", body))}});
        ASSERT_EQ(told.status, 200) << told.body;
    }
    std::string text(const std::string& sql) {
        return *db.read_as<std::string>([&](db::Conn& c) -> Result<std::string> {
            const auto r = c.query(sql);
            return r.empty() ? "" : r.text(0, 0);
        });
    }
    std::int64_t number(const std::string& sql) {
        return *db.read_as<std::int64_t>(
            [&](db::Conn& c) -> Result<std::int64_t> { return c.query(sql).i64(0, 0); });
    }
    std::string conversation() {
        return "/api/v1/conversations/" +
               std::to_string(number("select max(id) from conversation"));
    }
    ConversationView view() {
        auto out = json::read<ConversationView>(api(Method::get, conversation()).body);
        return out ? *out : ConversationView{};
    }
    std::vector<Message> messages() { return view().messages; }
    files::FileView file() {
        for (const auto& m : messages())
            if (!m.files.empty()) return m.files.front();
        return {};
    }
    files::FileId upload(const std::string& name, const std::string& bytes) {
        const auto made = api(Method::post, conversation() + "/files", bytes, 0, name);
        EXPECT_EQ(made.status, 200) << made.body;
        auto out = json::read<files::FileView>(made.body);
        return out ? out->id : files::FileId{};
    }
    http::Response reply(const std::string& words, const std::string& list) {
        if (text("select place from conversation") == "line") {
            EXPECT_EQ(api(Method::post, conversation() + "/accept", "{}").status, 200);
        }
        return api(Method::post, conversation() + "/reply",
                   R"({"client_id":"reply-0001","text":")" + words + R"(","files":[)" + list + "]}",
                   number("select max(version) from conversation"));
    }
};

void in_houses(const std::function<void(House&)>& body) {
    std::vector<db::Migration> all;
    for (const auto& list : {files::migrations(), migrations()})
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

http::ClientResponse ok(std::string body) { return {200, std::move(body), {}}; }
http::ClientResponse moved(std::string to) { return {302, "", {{"location", std::move(to)}}}; }
const char* partners = R"("account":"https://partner.example/in","secret":"shared")";

TEST(media, telegrams_photo_is_told_at_once_and_fetched_afterwards) {
    in_houses([](House& h) {
        h.telegram();
        h.photo();
        EXPECT_TRUE(h.asked.empty());  // stored first
        EXPECT_EQ(h.messages().at(0).text, "Look");
        EXPECT_EQ(h.file().state, files::FileState::waiting);
        EXPECT_EQ(h.file().bytes, 28);
        h.answers = {ok(R"({"ok":true,"result":{"file_path":"photos/file_5.jpg"}})"), ok(picture)};
        EXPECT_TRUE(h.files->step());
        h.run();
        ASSERT_EQ(h.asked.size(), 2u);
        EXPECT_EQ(h.asked[0].url, "https://api.telegram.org/bot12:abc/getFile");
        EXPECT_EQ(h.asked[0].body, R"({"file_id":"LARGE"})");
        EXPECT_EQ(h.asked[1].url, "https://api.telegram.org/file/bot12:abc/photos/file_5.jpg");
        EXPECT_EQ(h.asked[1].response_max, 5000u);
        EXPECT_FALSE(h.asked[1].allow_private);
        EXPECT_EQ(h.file().type, "image/png");
        EXPECT_TRUE(h.file().shown);
        EXPECT_EQ(h.file().name, "file.png");
        h.photo();  // told twice
        EXPECT_EQ(h.number("select count(*) from message_file"), 1);
    });
}

TEST(media, whatsapps_token_goes_to_metas_servers_alone) {
    in_houses([](House& h) {
        h.add("whatsapp",
              R"("account":"100","token":"meta-token","secret":"s","verify_token":"v")");
        const std::string body =
            R"({"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":)"
            R"("messages","value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":)"
            R"("100"},"contacts":[{"wa_id":"380501112233","profile":{"name":"Ira"}}],"messages":[)"
            R"({"from":"380501112233","id":"w1","timestamp":"1700000000","type":"document",)"
            R"("document":{"id":"777","filename":"../bill.pdf","mime_type":"image/png"}}]}}]}]})";
        ASSERT_EQ(h.tells(body, {{"x-hub-signature-256",
                                  "sha256=" + crypto::hex(crypto::hmac_sha256("s", body))}})
                      .status,
                  200);
        h.answers = {ok(R"({"url":"https://evil.example/x"})")};
        EXPECT_TRUE(h.files->step());
        EXPECT_EQ(h.asked.size(), 1u);
        EXPECT_EQ(h.file().state, files::FileState::failed);
        EXPECT_EQ(h.file().trouble->code, "files.address");
        h.asked.clear();
        h.answers = {ok(R"({"url":"https://lookaside.fbsbx.com/m?x=1"})"),
                     moved("https://cdn.example/y"), ok("%PDF-1.4 words")};
        const auto again = "/api/v1/files/" + std::to_string(h.file().id.value) + "/again";
        EXPECT_EQ(h.api(Method::post, again, "{}").status, 200);
        EXPECT_TRUE(h.files->step());
        ASSERT_EQ(h.asked.size(), 3u);
        EXPECT_EQ(h.asked[0].headers.at(0).second, "Bearer meta-token");
        EXPECT_EQ(h.asked[1].headers.at(0).second, "Bearer meta-token");
        EXPECT_TRUE(h.asked[2].headers.empty());
        EXPECT_EQ(h.file().name, "bill.pdf");
        EXPECT_EQ(h.file().sort, files::FileSort::document);  // whatever it was called
    });
}

/// What one answer of the file's server means.
std::string told(House& h, std::vector<Result<http::ClientResponse>> answers) {
    h.answers = std::move(answers);
    h.asked.clear();
    const auto again = "/api/v1/files/" + std::to_string(h.file().id.value) + "/again";
    EXPECT_EQ(h.api(Method::post, again, "{}").status, 200);
    EXPECT_TRUE(h.files->step());
    const auto f = h.file();
    return std::string(to_name(f.state)) + " " + (f.trouble ? f.trouble->code : "");
}

TEST(media, what_an_address_answers_is_told_and_nothing_leads_astray) {
    in_houses([](House& h) {
        h.add("generic", partners);
        h.partner(R"({"url":"https://files.example/a","name":"a\u202egpj.exe","bytes":9})");
        EXPECT_EQ(h.file().name, "agpj.exe");
        const auto failing = [](const char* code, Errc kind = Errc::unavailable) {
            return Result<http::ClientResponse>(Error{kind, code, {}, "", {}});
        };
        EXPECT_EQ(told(h, {http::ClientResponse{404, "", {}}}), "failed files.expired");
        EXPECT_EQ(told(h, {http::ClientResponse{403, "", {}}}), "failed files.expired");
        EXPECT_EQ(told(h, {http::ClientResponse{500, "", {}}}), "waiting files.unreachable");
        EXPECT_EQ(told(h, {http::ClientResponse{206, "x", {}}}), "failed files.refused");
        EXPECT_EQ(told(h, {ok("")}), "waiting files.unreachable");
        EXPECT_EQ(told(h, {failing("http.client_too_large", Errc::too_large)}),
                  "failed files.too_large");
        EXPECT_EQ(h.file().trouble->params.at(0).value, "5000");
        EXPECT_EQ(told(h, {failing("http.client_private", Errc::forbidden)}),
                  "failed files.private");
        EXPECT_EQ(told(h, {failing("http.client_timeout")}), "waiting files.unreachable");
        for (const auto* to : {"file:///etc/passwd", "http://plain.example/", "gopher://x/", "",
                               "//other.example/x", "https://user@x.example/", "javascript:x"})
            EXPECT_EQ(told(h, {moved(to)}), "failed files.redirects") << to;
        EXPECT_EQ(told(h, {moved("/again")}), "failed files.redirects");  // round and round
        EXPECT_EQ(h.asked.size(), 4u);
        EXPECT_EQ(told(h, {moved("/b"), ok(picture)}), "kept ");
        EXPECT_EQ(h.asked[1].url, "https://files.example/b");
    });
}

TEST(media, places_and_cards_stay_lines_and_no_address_is_no_file) {
    in_houses([](House& h) {
        h.add("generic", partners);
        h.partner(R"({"url":"ftp://files.example/a","name":"a.txt"})");
        EXPECT_EQ(h.number("select count(*) from message_file"), 0);
        EXPECT_NE(h.messages().at(0).text.find("a.txt"), std::string::npos);
    });
}

TEST(media, deleted_by_the_buyer_its_files_are_gone) {
    in_houses([](House& h) {
        h.add("generic", partners);
        h.partner(R"({"url":"https://files.example/a","name":"a.png"})");
        h.answers = {ok(picture)};
        EXPECT_TRUE(h.files->step());
        const std::string body = R"({"events":[{"type":"deleted","id":"m1","thread":"u42"}]})";
        h.tells(body, {{"x-orderline-signature",
                        "sha256=" + crypto::hex(crypto::hmac_sha256("shared", body))}});
        EXPECT_EQ(h.file().state, files::FileState::gone);
        EXPECT_EQ(h.api(Method::get, "/api/v1/files/" + std::to_string(h.file().id.value)).status,
                  404);
    });
}

TEST(media, an_answer_with_files_leaves_as_words_and_then_each_file) {
    in_houses([](House& h) {
        h.telegram();
        h.photo();
        EXPECT_EQ(h.view().conversation.files_most, 5000);
        const auto a = h.upload("чек.png", picture), b = h.upload("b.pdf", "%PDF-1.4");
        const std::string list =
            "\"" + std::to_string(a.value) + "\",\"" + std::to_string(b.value) + "\"";
        h.asked.clear();
        const auto said = h.reply("Here", list);
        ASSERT_EQ(said.status, 200) << said.body;
        for (int i = 0; i < 3; ++i) {
            h.room->outbox().run(h.channel.id);
            h.clock.set(h.clock.now() + Ms{1000});
        }
        ASSERT_EQ(h.asked.size(), 3u);
        EXPECT_TRUE(h.asked[0].url.ends_with("/sendMessage"));
        EXPECT_TRUE(h.asked[1].url.ends_with("/sendPhoto")) << h.asked[1].url;
        EXPECT_NE(h.asked[1].body.find("https://desk.example/public/v1/files/"), std::string::npos);
        EXPECT_TRUE(h.asked[2].url.ends_with("/sendDocument"));
        EXPECT_EQ(h.text("select state from message where direction = 'out' and text = '' "
                         "order by seq"),
                  "sent");
        EXPECT_EQ(h.text("select preview from conversation"), "📎 b.pdf");
        const auto twice = h.reply("Here", list);  // its answer was lost
        EXPECT_EQ(twice.status, 200);
        EXPECT_EQ(h.number("select count(*) from message where direction = 'out'"), 3);
    });
}

TEST(media, a_letters_files_have_one_limit_together) {
    in_houses([](House& h) {
        h.telegram();
        h.photo();
        ASSERT_TRUE(h.db.write([](db::Tx& tx) -> Result<> {
            tx.exec("update conversation set channel = 'email'");
            return {};
        }));
        EXPECT_EQ(h.view().conversation.files_together_most, 40);
        const auto a = h.upload("a.png", picture), b = h.upload("b.pdf", "%PDF-1.4 and so on");
        const auto both = h.reply(
            "Here", "\"" + std::to_string(a.value) + "\",\"" + std::to_string(b.value) + "\"");
        EXPECT_EQ(both.status, 400);
        EXPECT_NE(both.body.find("files.too_large_together"), std::string::npos) << both.body;
        EXPECT_NE(both.body.find("\"40\""), std::string::npos) << both.body;
        EXPECT_EQ(h.number("select count(*) from message where direction = 'out'"), 0);
        const auto one = h.reply("Here", "\"" + std::to_string(a.value) + "\"");
        EXPECT_EQ(one.status, 200) << one.body;
    });
}

TEST(media, a_file_may_go_without_words_and_not_twice) {
    in_houses([](House& h) {
        h.telegram();
        h.photo();
        const auto a = h.upload("a.png", picture);
        const std::string list = "\"" + std::to_string(a.value) + "\"";
        EXPECT_EQ(h.reply("", "").status, 400);
        const auto said = h.reply("", list);
        ASSERT_EQ(said.status, 200) << said.body;
        EXPECT_NE(said.body.find("\"name\":\"a.png\""), std::string::npos) << said.body;
        const auto other = h.api(Method::post, h.conversation() + "/reply",
                                 R"({"client_id":"reply-0002","text":"","files":[)" + list + "]}",
                                 h.number("select max(version) from conversation"));
        EXPECT_EQ(other.status, 400);
        EXPECT_NE(other.body.find("files.no_upload"), std::string::npos);
        EXPECT_EQ(h.number("select count(*) from message where direction = 'out'"), 1);
    });
}

struct Page {
    House& h;
    std::string key, token = std::string(43, 'a');
    explicit Page(House& house) : h(house) {
        const auto made = h.api(Method::post, "/api/v1/web-chats", R"({"shop_id":"1","name":"P"})");
        const auto chat = json::read<WebChat>(made.body);
        EXPECT_TRUE(chat) << made.body;
        key = chat ? chat->key : "";
    }
    http::Response part(const std::string& id, const std::string& bytes, std::int64_t from,
                        std::int64_t total, const std::string& name = "photo.png",
                        const std::string& ip = "192.0.2.1") {
        return raw(R"({"key":")" + key + R"(","token":")" + token + R"(","client_id":")" + id +
                       R"(","name":")" + name + R"(","from":)" + std::to_string(from) +
                       R"(,"total":)" + std::to_string(total) + "}\n" + bytes,
                   ip);
    }
    http::Response raw(std::string body, const std::string& ip = "192.0.2.1") {
        http::Request r;
        r.method = Method::post, r.path = "/public/v1/chat/files", r.body = std::move(body);
        r.remote_ip = ip, r.headers = {{"host", "desk.example"}};
        auto out = h.router.handle(r);
        h.run();
        return out;
    }
    ChatHistory history() {
        http::Request r;
        r.method = Method::post, r.path = "/public/v1/chat/history";
        r.body = R"({"key":")" + key + R"(","token":")" + token + "\"}";
        r.headers = {{"host", "desk.example"}};
        auto out = json::read<ChatHistory>(h.router.handle(r).body);
        return out ? *out : ChatHistory{};
    }
};

bool has(const http::Response& r, const std::string& what) {
    return r.body.find(what) != std::string::npos;
}

TEST(media, a_buyers_file_comes_in_parts_and_is_one_message) {
    in_houses([](House& h) {
        Page page(h);
        const auto size = static_cast<std::int64_t>(picture.size());
        const auto half = page.part("file-0001", picture.substr(0, 10), 0, size);
        ASSERT_EQ(half.status, 200) << half.body;
        EXPECT_TRUE(has(half, R"("have":10)"));
        EXPECT_EQ(h.number("select count(*) from conversation"), 0);  // nothing until it is whole
        const auto wrong = page.part("file-0001", picture.substr(20), 20, size);
        EXPECT_EQ(wrong.status, 409);
        EXPECT_TRUE(has(wrong, "files.part") && has(wrong, "\"10\"")) << wrong.body;
        const auto done = page.part("file-0001", picture.substr(10), 10, size);
        ASSERT_EQ(done.status, 200) << done.body;
        EXPECT_TRUE(has(done, R"("client_id":"file-0001")") && has(done, "/public/v1/files/"));
        const auto again = page.part("file-0001", picture.substr(10), 10, size);  // a lost answer
        EXPECT_EQ(again.status, 200);
        EXPECT_TRUE(has(again, R"("client_id":"file-0001")"));
        EXPECT_EQ(h.number("select count(*) from message where direction = 'in'"), 1);
        EXPECT_EQ(h.text("select preview from conversation"), "📎 photo.png");
        EXPECT_EQ(h.text("select place from conversation"), "line");
        const auto seen = h.file();  // by the operator, as a messenger's
        EXPECT_TRUE(seen.given && seen.shown);
        EXPECT_EQ(h.api(Method::get, "/api/v1/files/" + std::to_string(seen.id.value)).status, 200);
        const auto his = page.history();
        ASSERT_EQ(his.messages.size(), 1u);
        EXPECT_TRUE(his.messages[0].files.at(0).picture);
        page.token = std::string(43, 'b');  // another visitor sees nothing of it
        EXPECT_TRUE(page.history().messages.empty());
        EXPECT_TRUE(has(page.part("file-0001", "x", 10, size), "files.part"));
    });
}

TEST(media, what_a_buyers_page_may_not_send_is_refused_and_why) {
    in_houses([](House& h) {
        Page page(h);
        EXPECT_TRUE(has(page.part("file-0001", "x", 0, 5001), "files.too_large"));
        EXPECT_TRUE(has(page.part("file-0001", "", 0, 0), "files.empty"));
        EXPECT_TRUE(has(page.part("file-0001", "xyz", 0, 2), "files.part"));
        EXPECT_TRUE(has(page.part("file-0001", "x", -1, 2), "files.part"));
        EXPECT_TRUE(has(page.part("../../etc", "x", 0, 2), "conversations.client_id"));
        EXPECT_TRUE(has(page.raw("{"), "conversations.frame"));
        EXPECT_EQ(page.raw("{}\nx").status, 404);  // no such chat
        for (const char* id : {"file-0001", "file-0002", "file-0003"})
            EXPECT_EQ(page.part(id, "x", 0, 2).status, 200);
        EXPECT_TRUE(has(page.part("file-0004", "x", 0, 2), "files.too_many_unsent"));
        h.clock.set(h.clock.now() + Ms{11 * 60000});  // what stands still gives its place
        EXPECT_EQ(page.part("file-0004", "x", 0, 2).status, 200);
        EXPECT_TRUE(has(page.part("file-0001", "y", 1, 2), "files.part"));
        int taken = 0;
        for (int i = 10; i < 30; ++i)
            taken += page.part("file-00" + std::to_string(i), "xy", 0, 2).status == 200;
        EXPECT_EQ(taken, 9);  // ten in ten minutes, with the one before
        const auto off = h.api(Method::get, "/api/v1/web-chats");
        const auto chats = json::read<WebChatList>(off.body);
        const auto& chat = chats->items.at(0);
        EXPECT_EQ(h.api(Method::patch, "/api/v1/web-chats/" + std::to_string(chat.id.value),
                        R"({"files":false})", chat.version)
                      .status,
                  200);
        EXPECT_TRUE(has(page.part("file-0050", "x", 0, 2), "files.channel_sends_none"));
    });
}

TEST(media, a_buyers_infected_file_is_given_to_nobody) {
    in_houses([](House& h) {
        Page page(h);
        ASSERT_EQ(page.part("file-0001", "xyz", 0, 3, "x.exe").status, 200);
        EXPECT_TRUE(page.history().messages.at(0).files.at(0).risky);
        ASSERT_TRUE(h.db.write([](db::Tx& tx) -> Result<> {
            tx.exec("update file_blob set verdict = 'infected', threat = 'Eicar'");
            return {};
        }));
        const auto file = page.history().messages.at(0).files.at(0);
        EXPECT_EQ(file.path, "");
        EXPECT_EQ(file.why, "infected");
        EXPECT_FALSE(h.file().given);
    });
}

TEST(media, requests_name_nothing_but_what_they_should) {
    const Credentials c{"", "12:abc", "", ""};
    Media m;
    m.id = "x";
    for (const auto* path : {"../../etc/passwd", "/abs", "a b", "a?b", ""}) {
        const auto next =
            media_next(ChannelKind::telegram, c,
                       ok(R"({"ok":true,"result":{"file_path":")" + std::string(path) + "\"}}"));
        EXPECT_EQ(next.error().code, "files.address") << path;
    }
    m.url = "https://a.example/x\r\nHost: b";
    EXPECT_EQ(media_first(ChannelKind::viber, c, m).error().code, "files.address");
    m.id = "1/../2";
    EXPECT_EQ(media_first(ChannelKind::whatsapp, c, m).error().code, "files.address");
    const auto big = media_refused(
        ChannelKind::telegram,
        {400, R"({"ok":false,"error_code":400,"description":"Bad Request: file is too big"})", {}});
    EXPECT_EQ(big.code, "files.too_large");
}

}  // namespace media_test
}  // namespace ol::conversations
