#pragma once
// For tests: the room's routes with the floor's loop and a database behind them.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <future>

#include "contact/calls/floor.hpp"
#include "platform/db/test_db.hpp"

namespace ol::calls {

inline constexpr PersonId oksana{7}, petro{8};

inline std::vector<db::Migration> all_migrations() {
    std::vector<db::Migration> out;
    for (const auto& list :
         {customers::migrations(), promises::migrations(), orders::migrations(), migrations(),
          recordings::migrations(), queues::migrations(), callbacks::migrations()})
        out.insert(out.end(), list.begin(), list.end());
    return out;
}

struct House {
    House() : db(all_migrations(), db::Dialect::sqlite, clock) {
        std::filesystem::create_directories(folder);
        who.person = oksana;
        who.permissions = {"desk.work", "contacts.view"};
    }
    ~House() { std::filesystem::remove_all(folder); }
    Deps deps(http::Hub* hub = nullptr) {
        Deps d{clock, ids, *db, hub, nullptr, *log, buyers, orders, promises};
        d.recordings_dir = folder;
        d.answer_everyone = answer_everyone;
        d.callbacks = &callbacks;
        d.person_name = [](PersonId p) { return "person " + std::to_string(p.value); };
        d.audit = [this](db::Tx&, PersonId, std::string_view what, std::int64_t) {
            audited += std::string(what) + " ";
        };
        return d;
    }
    void open(std::function<void(db::Tx&)> before = {}) {
        if (before)
            ASSERT_TRUE(db->write([&](db::Tx& tx) -> Result<> {
                before(tx);
                return {};
            }));
        calls.emplace(deps());
        calls->add_routes(router);
        ASSERT_TRUE(calls->start());
    }
    http::Response call(http::Method m, std::string path, std::string body = "",
                        std::map<std::string, std::string> query = {}) {
        http::Request r;
        r.method = m;
        r.path = "/api/v1/" + std::move(path);
        r.body = std::move(body);
        r.query = std::move(query);
        r.who = who;
        r.headers["if-match"] = "\"" + std::to_string(seen_version) + "\"";
        return router.handle(r);
    }
    http::Response get(std::string path, std::map<std::string, std::string> query = {}) {
        return call(http::Method::get, std::move(path), "", std::move(query));
    }
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("ol-calls-" + std::to_string(::getpid()));
    ManualClock clock{from_ms(1'795'000'000'000)};
    db::TestDatabase db;
    IdSource ids;
    customers::Customers buyers{{*db, ids, clock, {}, {}}};
    promises::Promises promises{{*db, ids, clock, buyers, {}, {}}};
    orders::Orders orders{{*db, ids, clock, buyers, promises, {}, {}, {}, {}}};
    callbacks::Callbacks callbacks{
        {*db,
         clock,
         [](ShopId) { return callbacks::ShopTerms{"Europe/Kyiv", flows::round_the_clock()}; },
         {}}};
    std::unique_ptr<routing::FloorLog> log = routing::FloorLog::none();
    http::Router router;
    http::Principal who;
    std::string audited;
    std::int64_t seen_version = 1;  // If-Match
    bool answer_everyone = false;   // before open(): phones are reachable
    std::optional<Calls> calls;
};

/// Remembers what each browser was told.
class HeardHub final : public http::Hub {
public:
    void to_person(PersonId, std::string_view, std::string) override {}
    void to_permission(std::string_view, std::string_view type, std::string data, ShopId) override {
        if (on_permission) on_permission(type, data);
    }
    void to_session(const http::Principal& who, std::string_view type, std::string data) override {
        told.push_back(std::to_string(who.session.value) + " " + std::string(type) + " " + data);
    }
    bool connected(PersonId) const override { return true; }
    void on_message(OnMessage) override {}
    void on_presence(OnPresence) override {}
    void drop_session(SessionId) override {}
    std::vector<std::string> told;
    std::function<void(std::string_view type, const std::string& data)> on_permission;
};

/// The floor's own methods, run on the floor.
struct Floor {
    explicit Floor(House& h) : impl(h.deps(&hub)) {
        run([this] { impl.agents[oksana].info.id = impl.agents[oksana].view.agent = oksana; });
    }
    ~Floor() {
        impl.floor.stop();
        impl.voice.stop();
        impl.cards.stop();
    }
    void run(std::function<void()> task) {
        std::promise<void> done;
        impl.floor.post([&] {
            task();
            done.set_value();
        });
        ASSERT_EQ(done.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
    }
    /// What an offer and the connection after it do, without media.
    void connects(LegId leg, std::int64_t session, std::string tab) {
        run([&] {
            impl.browser_offered(leg, {{oksana, SessionId{session}}, std::move(tab)});
            impl.leg_connected(leg);
        });
    }
    HeardHub hub;
    Calls::Impl impl;
};

inline bool has(const http::Response& r, std::string_view text) {
    return r.body.find(text) != std::string::npos;
}

}  // namespace ol::calls
