// Numbers outside, on the floor: the trunks that lead there, and who may ask for it.
#include "contact/calls/floor.hpp"
#include "platform/base/log.hpp"

namespace ol::calls {

void Calls::Impl::run(const InviteOutside& c) {
    const auto found = outside_ways.find(c.leg);
    if (found == outside_ways.end()) return;
    const trunks::Way way = std::move(found->second.way);
    outside_ways.erase(found);
    OutLeg out{c.contact, way.id, deps.ids.next(), floor.now()};
    out.outside = true;
    invite_way(c.leg, out, way);
}

/// A leg for each trunk that carries it; limits, countries and hours of the trunks hold here too.
Result<std::vector<LegId>> Calls::Impl::plan_outside(ContactId id, ContactId line,
                                                     const std::string& number) {
    const auto* live = find(id);
    if (!live) return not_found("calls.contact_over", "this contact is over");
    Plan plan;
    plan.shop = live->row.shop;
    if (auto found = plan_ways(plan, number); !found) return found.error();
    std::vector<LegId> legs;
    for (auto& way : plan.ways) {
        legs.push_back(deps.ids.next_id<LegId>());
        outside_ways[legs.back()] = {id, std::move(way)};
    }
    outside_numbers[line] = {id, plan.number};
    return legs;
}

/// Of who talks: `asks` first, or sends the buyer there at once.
Result<> Calls::Impl::talk_outside(ContactId id, bool asks, const TransferIn& in, LegId second) {
    const auto line_name = deps.ids.next_id<ContactId>();
    auto legs = plan_outside(id, line_name, *in.number);
    if (!legs) return legs.error();
    const Call* call = core.call(id);
    if (asks)
        apply(ConsultOutside{id, line_name, *call->agent, *legs, in.conference.value_or(false),
                             second});
    else
        apply(SendOutside{id, line_name, *legs});
    return {};
}

/// A step of his flow; a number that no trunk carries is one that nobody answered.
void Calls::Impl::flow_dials(ContactId id, const flows::Dial& dial) {
    const auto line_name = deps.ids.next_id<ContactId>();
    auto legs = plan_outside(id, line_name, dial.number);
    if (legs) return apply(SendOutside{id, line_name, *legs, dial.serial});
    log::warn("calls", "flow_cannot_dial",
              {{"contact", std::to_string(id.value)}, {"code", legs.error().code}});
    flow_told(id, flows::DialEnded{dial.serial});
}

void Calls::Impl::forget_outside(ContactId id) {
    std::erase_if(outside_ways, [&](const auto& way) { return way.second.contact == id; });
    std::erase_if(outside_numbers, [&](const auto& part) { return part.second.first == id; });
}

}  // namespace ol::calls
