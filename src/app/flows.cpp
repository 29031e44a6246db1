// What flows need of the other rooms.
#include "app/parts.hpp"
#include "contact/routing/skills.hpp"

namespace ol::app {

callbacks::Deps Centre::Parts::callbacks_deps() {
    callbacks::Deps d{*db, system_clock(), {}, {}};
    d.shop = [this](ShopId id) -> std::optional<callbacks::ShopTerms> {
        const auto directory = staff->directory();
        const auto at = directory->shops.find(id);
        if (at == directory->shops.end()) return std::nullopt;
        return callbacks::ShopTerms{at->second.tz, flows->rule(id).hours};
    };
    d.audit = [this](db::Tx& tx, PersonId who, std::string_view what, std::int64_t subject) {
        staff->audit(tx, who, what, subject);
    };
    return d;
}

flows::CallFlows::Deps Centre::Parts::call_flows_deps() {
    flows::CallFlows::Deps d{
        *db, *staff, system_clock(),       *ids, config.var + "/sounds", {}, {},
        {},  {},     config.private_stores};
    d.hours = [this](ShopId shop) { return flows->rule(shop); };
    d.queues_of = [this](ShopId shop) {
        std::set<QueueId> out;
        for (const auto& queue : calls->queue_settings())
            if (queue.shop_id == shop) out.insert(queue.id);
        return out;
    };
    d.skills_fault = [](const std::string& text) {
        const auto parsed = routing::Expression::parse(text);
        return parsed ? std::string() : parsed.error().detail;
    };
    return d;
}

}  // namespace ol::app
