#pragma once
// Flows: what a call meets before the line: the shop's hours, and what was drawn for it. Public
// header of the room.
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>

#include "contact/flows/call_flows.hpp"
#include "contact/flows/types.hpp"
#include "contact/flows/words.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"
#include "team/staff/staff.hpp"

namespace ol::flows {

std::span<const db::Migration> migrations();

struct Deps {
    db::Database& db;
    staff::Staff& staff;
    const Clock& clock;
};

/// The hours of all shops. Thread-safe; save() blocks on the database.
class Flows {
public:
    explicit Flows(Deps deps) : d_(deps) {}
    Result<> load();  // after migrate(), before anything else

    std::function<void()> changed;  // set before traffic; after commit, on the thread of the change

    Rule rule(ShopId shop) const;
    /// Errors: staff.shop_not_found (also another's shop)
    Result<ShopHours> hours(const http::Principal& who, ShopId shop) const;
    /// Also flows.version_conflict, and what read_hours says.
    Result<ShopHours> save(const http::Principal& who, ShopId shop, std::int64_t version,
                           const HoursIn& in);
    /// What these hours would mean now; nothing is kept.
    Result<HoursState> preview(const http::Principal& who, ShopId shop, const HoursIn& in) const;

private:
    struct Kept {
        std::int64_t version = 1;
        HoursIn written;
        Rule rule;
    };
    Kept kept(ShopId shop) const;
    ShopHours shown(ShopId shop, const Kept& kept, const std::string& tz) const;
    Deps d_;
    mutable std::mutex mutex_;
    std::map<ShopId, Kept> shops_;
};

/// Whether people may be called then, and until when that holds: 9:00 to 21:00 of that zone's day.
/// An unknown zone: always.
HoursState humane_state(Time at, std::string_view zone);
/// The first such moment from `wanted` on.
Time humane_at(Time wanted, std::string_view zone);

void add_routes(http::Router& router, Flows& flows);

}  // namespace ol::flows
