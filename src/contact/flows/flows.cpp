// The hours of the shops: kept as one text per shop, read once, then answered from memory.
#include "contact/flows/flows.hpp"

#include <algorithm>

namespace ol::flows {
namespace {

constexpr auto select_all = "select shop_id, version, hours from shop_hours order by shop_id";
constexpr auto insert_one = "insert into shop_hours(shop_id, version, hours) values(?1, ?2, ?3)";
constexpr auto update_one =
    "update shop_hours set version = ?2, hours = ?3 where shop_id = ?1 and version = ?2 - 1";

HoursIn written_always() {
    HoursIn in;
    in.week = written_week(round_the_clock());
    return in;
}

/// As kept: seven days, Monday first; dates ascend.
HoursIn tidied(HoursIn in, const Hours& hours) {
    in.week = written_week(hours);
    std::ranges::sort(in.dated, {}, &DatedHours::date);
    return in;
}

/// Which parts changed, for the audit: codes only, a holiday's name is somebody's text.
std::string changed_fields(const HoursIn& before, const HoursIn& after) {
    const auto part = [](const HoursIn& in, int which) {
        HoursIn only;
        if (which == 0) only.week = in.week;
        if (which == 1) only.dated = in.dated;
        if (which == 2) only.closed_goes_to = in.closed_goes_to;
        return json::write(only);
    };
    std::string out;
    int which = 0;
    for (const char* field : {"week", "dated", "closed_goes_to"}) {
        if (part(before, which) != part(after, which))
            out += std::string(out.empty() ? "" : ",") + "\"" + field + "\"";
        ++which;
    }
    return "{\"fields\":[" + out + "]}";
}

Error version_conflict() {
    return conflict("flows.version_conflict",
                    "Somebody changed these hours meanwhile; look, then save again.");
}

}  // namespace

Result<> Flows::load() {
    std::map<ShopId, Kept> found;
    auto done = d_.db.read([&](db::Conn& conn) -> Result<> {
        const db::Rows rows = conn.query(select_all);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            auto in = json::read<HoursIn>(rows.text(i, 2));
            if (!in) return in.error();
            auto hours = read_hours(*in);
            if (!hours) return hours.error();
            found[ShopId{rows.i64(i, 0)}] = {
                rows.i64(i, 1), tidied(*in, *hours), {*hours, in->closed_goes_to}};
        }
        return {};
    });
    if (!done) return done;
    std::lock_guard lock(mutex_);
    shops_ = std::move(found);
    return {};
}

Flows::Kept Flows::kept(ShopId shop) const {
    std::lock_guard lock(mutex_);
    const auto at = shops_.find(shop);
    return at == shops_.end() ? Kept{1, written_always(), {}} : at->second;
}

Rule Flows::rule(ShopId shop) const { return kept(shop).rule; }

ShopHours Flows::shown(ShopId shop, const Kept& k, const std::string& tz) const {
    return {shop,
            k.version,
            tz,
            k.written.week,
            k.written.dated,
            k.written.closed_goes_to,
            state_at(k.rule.hours, d_.clock.now(), tz)};
}

Result<ShopHours> Flows::hours(const http::Principal& who, ShopId shop) const {
    auto settings = d_.staff.shop(who, shop);
    if (!settings) return settings.error();
    return shown(shop, kept(shop), settings->tz);
}

Result<ShopHours> Flows::save(const http::Principal& who, ShopId shop, std::int64_t version,
                              const HoursIn& in) {
    auto settings = d_.staff.shop(who, shop);
    if (!settings) return settings.error();
    auto hours = read_hours(in);
    if (!hours) return hours.error();
    const Kept next{version + 1, tidied(in, *hours), {*hours, in.closed_goes_to}};
    const Kept before = kept(shop);
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        const bool first =
            tx.query("select version from shop_hours where shop_id = ?1", shop).empty();
        if (first && version != 1) return version_conflict();
        const auto text = json::write(next.written);
        if (first)
            tx.exec(insert_one, shop, next.version, text);
        else if (tx.exec(update_one, shop, next.version, text) != 1)
            return version_conflict();
        d_.staff.audit(tx, who.person, "shop.hours_changed", shop.value,
                       changed_fields(before.written, next.written));
        tx.journal({"shop.hours_changed", shop.value, who.person.value});
        return {};
    });
    if (!done) return done.error();
    {
        std::lock_guard lock(mutex_);
        auto& mine = shops_[shop];
        if (mine.version < next.version) mine = next;  // a later save may have come first
    }
    if (changed) changed();
    return shown(shop, next, settings->tz);
}

Result<HoursState> Flows::preview(const http::Principal& who, ShopId shop,
                                  const HoursIn& in) const {
    auto settings = d_.staff.shop(who, shop);
    if (!settings) return settings.error();
    auto hours = read_hours(in);
    if (!hours) return hours.error();
    return state_at(*hours, d_.clock.now(), settings->tz);
}

}  // namespace ol::flows
