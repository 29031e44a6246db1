// "What if": the queues and people with their settings as they stand, and the record of a day.
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
    whatif::WhatIf::Deps deps{system_clock(),
                              [this] {
                                  return db->read_as<whatif::Standing>(
                                      [this](db::Conn& conn) -> Result<whatif::Standing> {
                                          const queues::Everything all = queues::load(conn);
                                          const auto directory = staff->directory();
                                          whatif::Standing out;
                                          for (const auto& q : all.queues)
                                              out.queues.push_back(queue_of_day(q, *directory));
                                          for (const auto& agent : all.agents)
                                              out.agents.push_back(queues::line_of(agent));
                                          out.router = queues::line_of(all.routing);
                                          return out;
                                      });
                              },
                              [this](insight::Span span) { return reports->record(span); },
                              {}};
    what_if = std::make_unique<whatif::WhatIf>(std::move(deps));
}

}  // namespace ol::app
