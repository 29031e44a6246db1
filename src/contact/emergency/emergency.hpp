#pragma once
// Emergency mode: an air raid, no power, no provider. The site's people go to a pause of its own,
// who waits keeps his place, promises due meanwhile get a new time, the all clear brings people
// back one by one. Public header of the room; the line itself does the work (contact/routing).
#include <functional>
#include <span>
#include <vector>

#include "contact/emergency/types.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"
#include "shop/promises/promises.hpp"
#include "team/staff/staff.hpp"

namespace ol::emergency {

std::span<const db::Migration> migrations();

// ---- pure ----
struct SiteQueue {
    QueueId id;
    ShopId shop;
    std::vector<PersonId> members;
};
struct SitePerson {
    PersonId id;
    DepartmentId department;       // none = 0
    std::set<std::int64_t> shops;  // empty = all
};
/// Whom a scope stops. A queue stops when each of its members does (or it has none); of other
/// sites' people it stays open.
Stops stops_of(const Scope& scope, std::span<const SitePerson> people,
               std::span<const SiteQueue> queues);

// ---- shell ----
struct Deps {
    db::Database& db;
    IdSource& ids;
    const Clock& clock;
    staff::Staff& staff;
    promises::Promises& promises;
    std::function<std::vector<SiteQueue>()> queues;  // any thread, may block on the database
    std::function<void(EmergencyId, const Stops&)> begin;
    std::function<void(EmergencyId, Ms stagger)> end;
    http::Hub* hub = nullptr;
    std::string public_url;  // what an alert feed's address begins with
    std::function<void(const promises::Promise&)> promise_changed;
};

class Emergencies {
public:
    explicit Emergencies(Deps deps) : d_(std::move(deps)) {}
    /// After a restart: what ran still runs. After the line knows queues and people.
    Result<> resume();

    /// Errors: emergency.nobody, emergency.move, emergency.note
    Result<Emergency> begin(const http::Principal& who, const EmergencyIn& in);
    Result<Reach> reach(const http::Principal& who, const EmergencyIn& in);
    /// Errors: emergency.unknown, emergency.over, emergency.stagger
    Result<Emergency> end(const http::Principal& who, EmergencyId id, const AllClear& in);
    Result<EmergencyList> list();

    Result<AlertFeed> add_feed(const http::Principal& who, const AlertFeedIn& in);
    Result<Nothing> remove_feed(const http::Principal& who, AlertFeedId id);
    Result<AlertFeedList> feeds();
    /// From outside. Errors: emergency.feed (no such address), emergency.state
    Result<AlertAnswer> alert(std::string_view token, const Alert& alert);

private:
    struct By {
        PersonId person;
        std::string source;
        AlertFeedId feed;
        bool everybody = false;  // then unowned promises move too
    };
    Stops stops(const Scope& scope, const std::set<std::int64_t>& shops);
    Result<Emergency> start(const By& by, const EmergencyIn& in, const Stops& stops);
    Result<> reaches(const http::Principal& who, EmergencyId id);
    Result<Emergency> stop(const By& by, EmergencyId id, Ms stagger);
    std::vector<Emergency> read(db::Conn& conn, std::string_view where, std::int64_t id = 0);
    void tell(const Emergency& emergency);
    Deps d_;
};

void add_routes(http::Router& router, Emergencies& emergencies);

}  // namespace ol::emergency
