#pragma once
// A web chat from both ends with the line, the desk and the page as fakes. For tests of the room.
#include <gtest/gtest.h>

#include <algorithm>

#include "contact/conversations/conversations.hpp"
#include "platform/db/test_db.hpp"

namespace ol::conversations::conversations_test {

using http::Method;

constexpr ShopId kettles{1}, lamps{2};
constexpr PersonId oksana{7}, petro{8}, tess{9};
inline const std::string token(43, 't'), other_token(43, 'u');

/// Remembers what it was asked; says no when told to.
class FakeLine final : public calls::ChatLine {
public:
    void listen(calls::ChatEvents e) override { events = std::move(e); }
    void queue(calls::Chat chat) override { queued.push_back(chat), last = chat.contact; }
    void over(ContactId contact) override { ended.push_back(contact); }
    Result<> accept(ContactId, PersonId) override {
        return rings ? Result<>{} : conflict("conversations.offer_gone", "");
    }
    Result<> decline(ContactId, PersonId) override { return {}; }
    Result<> give(calls::Chat chat, PersonId person) override {
        if (!at_work) return conflict("conversations.not_at_work", "");
        given.emplace_back(chat.contact, person);
        return {};
    }
    void restore(calls::Chat chat, PersonId person) override {
        restored.emplace_back(chat.contact, person);
    }
    void rest(ContactId contact, bool on) override { rests.emplace_back(contact, on); }
    void seen(PersonId) override {}
    std::vector<Ringing> ringing(PersonId person) override {
        return person == rings_at ? std::vector<Ringing>{{last, rings_until}}
                                  : std::vector<Ringing>{};
    }
    PersonId rings_at;
    Time rings_until{};
    calls::ChatEvents events;
    std::vector<calls::Chat> queued;
    std::vector<ContactId> ended;
    std::vector<std::pair<ContactId, PersonId>> given, restored;
    std::vector<std::pair<ContactId, bool>> rests;
    ContactId last;
    bool rings = true, at_work = true;
};

class FakeHub final : public http::Hub {
public:
    void to_person(PersonId p, std::string_view type, std::string data) override {
        told.push_back(std::to_string(p.value) + " " + std::string(type) + " " + data);
    }
    void to_permission(std::string_view, std::string_view type, std::string data,
                       ShopId shop) override {
        told.push_back("shop " + std::to_string(shop.value) + " " + std::string(type) + " " + data);
    }
    void to_session(const http::Principal&, std::string_view, std::string) override {}
    bool connected(PersonId) const override { return true; }
    void on_message(OnMessage) override {}
    void on_presence(OnPresence) override {}
    void drop_session(SessionId) override {}
    bool heard(const std::string& begin, const std::string& part = "") const {
        return std::ranges::any_of(told, [&](const auto& line) {
            return line.starts_with(begin) && line.find(part) != std::string::npos;
        });
    }
    std::vector<std::string> told;
};

class FakeSockets final : public http::PublicSockets {
public:
    void serve(std::string path, Events e) override { at = std::move(path), events = std::move(e); }
    void send(std::int64_t conn, std::string text) override { sent[conn].push_back(text); }
    void close(std::int64_t conn) override { closed.insert(conn); }
    std::string at;
    Events events;
    std::map<std::int64_t, std::vector<std::string>> sent;
    std::set<std::int64_t> closed;
};

struct House {
    db::Database& db;
    ManualClock& clock;
    IdSource ids;
    FakeLine line;
    FakeHub hub;
    FakeSockets sockets;
    Loop loop;
    bool open = true;
    std::vector<SignedPerson> signed_in;
    std::vector<Unasked> unasked;  // what the contact policy was asked about
    bool policy_allows = true;
    std::function<Ms(ShopId, Time, Time)> open_time;  // empty: always open
    http::Router router;
    std::unique_ptr<Conversations> room;

    House(db::Database& d, ManualClock& c)
        : db(d), clock(c), loop(c, {.name = "chats", .inline_mode = true}) {
        EXPECT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            if (rows::accounts(tx.conn).empty()) {
                Conversations::make_web_chat(tx, ids, kettles, "Kettles", "wc_kettles");
                Conversations::make_web_chat(tx, ids, lamps, "Lamps", "wc_lamps");
            }
            return {};
        }));
        Deps deps{db, ids, clock, loop, line, &hub, &sockets, {}, {}, {}, {}, {}, {}, {}};
        deps.shop = [this](ShopId) {
            return ShopFacts{"Kettles", "uk", {"uk", "en"}, open, clock.now() + Ms{3600000}};
        };
        deps.person_name = [](PersonId p) { return "person " + std::to_string(p.value); };
        deps.has_queue = [](db::Conn&, QueueId queue, ShopId) { return queue == QueueId{5}; };
        deps.channels.key32 = std::string(32, 'k');
        deps.channels.public_url = "https://desk.example";
        deps.find_buyer = [this](db::Tx&, const SignedPerson& p) -> Result<CustomerId> {
            signed_in.push_back(p);
            return CustomerId{700 + static_cast<std::int64_t>(signed_in.size())};
        };
        deps.may_contact = [this](db::Tx&, const Unasked& u) -> Result<> {
            unasked.push_back(u);
            return policy_allows ? Result<>{} : conflict("customers.may_not", "");
        };
        deps.open_time = [this](ShopId shop, Time from, Time to) {
            return open_time ? open_time(shop, from, to)
                             : std::chrono::duration_cast<Ms>(to - from);
        };
        room = std::make_unique<Conversations>(std::move(deps));
        room->add_routes(router);
        EXPECT_TRUE(room->start());
        run();
    }
    /// What the writer still does, then what follows it.
    void run() {
        for (int i = 0; i < 3; ++i) {
            EXPECT_TRUE(db.write([](db::Tx&) -> Result<> { return {}; }));
            loop.run_until(clock.now());
        }
    }
    http::Principal who(PersonId person, std::set<std::int64_t> shops = {1}) {
        http::Principal p;
        p.person = person, p.shops = std::move(shops);
        p.permissions = {"contacts.view", "desk.work", "settings.view", "settings.edit"};
        return p;
    }
    http::Response page(const std::string& verb, std::string body, std::string origin = "",
                        std::string ip = "192.0.2.1") {
        http::Request r;
        r.method = Method::post;
        r.path = "/public/v1/chat/" + verb;
        r.body = std::move(body);
        r.remote_ip = std::move(ip);
        r.headers = {{"host", "desk.example"}};
        if (!origin.empty()) r.headers["origin"] = origin;
        auto out = router.handle(r);
        run();
        return out;
    }
    http::Response says(const std::string& text, const std::string& id,
                        const std::string& verb = "open", const std::string& of = token) {
        return page(verb, R"({"key":"wc_kettles","token":")" + of + R"(","client_id":")" + id +
                              R"(","text":")" + text + "\"}");
    }
    http::Response desk(const http::Principal& p, Method m, const std::string& path,
                        std::string body = "", std::int64_t version = 0,
                        std::map<std::string, std::string> query = {}) {
        http::Request r;
        r.method = m;
        r.path = "/api/v1/conversations" + path;
        r.body = std::move(body);
        r.query = std::move(query);
        r.who = p;
        if (version) r.headers["if-match"] = "\"" + std::to_string(version) + "\"";
        auto out = router.handle(r);
        run();
        return out;
    }
    rows::Thread row() {
        std::optional<rows::Thread> out;
        EXPECT_TRUE(db.read([&](db::Conn& c) -> Result<> {
            const auto id = c.query("select max(id) from conversation").i64(0, 0);
            out = rows::thread(c, ConversationId{id});
            return {};
        }));
        return out.value_or(rows::Thread{});
    }
    std::string path(const char* verb = "") {
        return "/" + std::to_string(row().id.value) + (*verb ? "/" : "") + verb;
    }
    http::Response act(PersonId person, const char* verb, const std::string& body = "{}") {
        return desk(who(person), Method::post, path(verb), body, row().version);
    }
    std::int64_t count(const char* sql) {
        std::int64_t out = 0;
        EXPECT_TRUE(db.read([&](db::Conn& c) -> Result<> {
            out = c.query(sql).i64(0, 0);
            return {};
        }));
        return out;
    }
};

inline bool has(const http::Response& r, std::string_view text) {
    return r.body.find(text) != std::string::npos;
}

inline void in_houses(const std::function<void(House&)>& body) {
    std::vector<db::Migration> all(files::migrations().begin(), files::migrations().end());
    all.insert(all.end(), migrations().begin(), migrations().end());
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

}  // namespace ol::conversations::conversations_test
