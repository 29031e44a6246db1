// "What if": the queues with their settings as they stand, and the recorded visits of a day.
#include <future>

#include "app/parts.hpp"
#include "contact/queues/queues.hpp"

namespace ol::app {
namespace {

whatif::QueueOfDay queue_of_day(const calls::QueueSettings& q, const staff::Directory& directory) {
    whatif::QueueOfDay out;
    out.id = q.id;
    out.shop = q.shop_id;
    out.name = q.name;
    const auto shop = directory.shops.find(q.shop_id);
    if (shop != directory.shops.end()) out.tz = shop->second.tz;
    out.service_level = Ms{q.service_level_ms};
    out.short_abandon = Ms{q.short_abandon_ms};
    out.config = queues::line_of(q);
    return out;
}

}  // namespace

void Centre::Parts::make_what_if() {
    whatif::WhatIf::Deps deps{
        system_clock(),
        [this] {
            auto asked = std::make_shared<std::promise<std::vector<calls::QueueSettings>>>();
            auto told = asked->get_future();
            calls->snapshot(
                [asked](const calls::LineSnapshot& line) { asked->set_value(line.queues); });
            std::vector<whatif::QueueOfDay> queues;
            if (told.wait_for(std::chrono::seconds(2)) != std::future_status::ready) return queues;
            const auto directory = staff->directory();
            for (const auto& q : told.get()) queues.push_back(queue_of_day(q, *directory));
            return queues;
        },
        [this](Time since) {
            std::vector<insight::Visit> visits;
            for (const auto& [v, alive] : calls->visits_since(since))
                visits.push_back(insight_visit(v, !alive, !alive));
            return visits;
        },
        {}};
    what_if = std::make_unique<whatif::WhatIf>(std::move(deps));
}

}  // namespace ol::app
