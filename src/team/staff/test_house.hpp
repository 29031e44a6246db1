#pragma once
// For tests: a small house on a fresh database, with time in the hand.
#include <gtest/gtest.h>

#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/db/test_db.hpp"
#include "team/staff/staff.hpp"

namespace ol::staff {

inline const bool quiet = (log::set_level(log::Level::error), true);
inline const std::string test_relay_secret = "the quick brown fox jumps";
inline const std::string test_password = "correct horse battery";

struct House {
    House(db::Database& database, ManualClock& house_clock) : db(database), clock(house_clock) {
        EXPECT_TRUE(staff.load());
        staff.people_changed = [this] { ++people_changes; };
        staff.sessions_ended = [this](SessionId id) { ended.push_back(id); };
    }

    PersonId person(const std::string& login, std::vector<std::string> roles,
                    std::vector<ShopId> shops = {}, std::optional<DepartmentId> department = {}) {
        NewPerson draft{.name = "Person " + login,
                        .login = login,
                        .department_id = department,
                        .roles = std::move(roles),
                        .shop_ids = std::move(shops)};
        auto r = staff.create_person(Staff::system(), draft, test_password);
        EXPECT_TRUE(r) << (r ? "" : r.error().code);
        return r ? r->person.id : PersonId{};
    }
    ShopId shop(const std::string& name) {
        ShopSettings s;
        s.name = name;
        s.tz = "Europe/Kyiv";
        s.currency = "UAH";
        s.languages = {"uk", "en"};
        s.country = "UA";
        auto r = staff.create_shop(Staff::system(), s);
        EXPECT_TRUE(r) << (r ? "" : r.error().code);
        return r ? r->id : ShopId{};
    }
    DepartmentId department(const std::string& name) {
        auto r = staff.create_department(Staff::system(), {name, {}});
        EXPECT_TRUE(r) << (r ? "" : r.error().code);
        return r ? r->id : DepartmentId{};
    }
    const Person get(PersonId id) { return staff.directory()->find(id)->person; }
    http::Principal as(PersonId id) { return staff.directory()->find(id)->principal; }
    Result<SignedIn> sign_in(const std::string& login, const std::string& password = test_password,
                             std::optional<std::string> code = {},
                             const std::string& ip = "192.0.2.1") {
        return staff.sign_in({login, password, std::move(code)}, {ip, "test browser"});
    }
    Result<http::Principal> authenticate(const std::string& token, bool secure = false) {
        http::Request r;
        r.secure = secure;
        r.headers["cookie"] = std::string(secure ? "__Host-orderline=" : "orderline=") + token;
        return staff.authenticate(r);
    }

    db::Database& db;
    ManualClock& clock;
    IdSource ids;
    int people_changes = 0;
    std::vector<SessionId> ended;
    Staff staff{{db,
                 clock,
                 ids,
                 std::string(32, 'k'),
                 [] { return std::string("192.0.2.9:5060"); },
                 [] { return true; },
                 {},
                 {{"turns:relay.example:443?transport=tcp"}, test_relay_secret, 600}}};
};

/// The body on each database, with its own clock.
inline void for_each_house(const std::function<void(House&)>& body) {
    ManualClock clock;
    db::for_each_database(
        migrations(),
        [&](db::Database& database) {
            clock.set(from_ms(1767225600000));
            House house(database, clock);
            body(house);
        },
        clock);
}

}  // namespace ol::staff
