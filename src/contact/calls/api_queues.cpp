// The routes of contact/queues, told to the living line: every change is there at once.
#include "contact/calls/api.hpp"

namespace ol::calls {

void CallRoutes::add_queues() {
    auto* i = &impl;
    queues::Deps d{
        i->deps.db, i->deps.ids, i->deps.person_name, i->deps.audit, {}, {}, {}, {}, {}, {},
        {},         {}};
    d.queue_changed = [i](const QueueSettings& queue) {
        i->floor.post([i, queue] { i->configure(queue); });
    };
    d.agent_changed = [i](const queues::AgentRouting& agent) {
        i->floor.post([i, agent] { i->to_line(routing::AgentConfigured{queues::line_of(agent)}); });
    };
    d.routing_changed = [i](const queues::RoutingSettings& settings) {
        i->floor.post(
            [i, settings] { i->to_line(routing::RouterConfigured{queues::line_of(settings)}); });
    };
    d.waiting = [i](QueueId queue) {
        return i->ask<int>([i, queue]() -> Result<int> { return i->waiting_in(queue); });
    };
    d.queue_removed = [i](QueueId gone, QueueId instead) {
        if (i->deps.callbacks) i->deps.callbacks->queue_gone(gone);
        i->floor.post([i, gone, instead] { i->remove_queue(gone, instead); });
    };
    d.leaves = [i](db::Tx& tx, QueueId gone, ShopId shop) {
        if (i->deps.callbacks) callbacks::Callbacks::forget_queue(tx, shop, gone);
    };
    d.agents = [i] {
        return i->ask<std::vector<PersonId>>([i]() -> Result<std::vector<PersonId>> {
            std::vector<PersonId> out;
            for (const auto& [id, agent] : i->agents)
                if (agent.known && !agent.info.listens_only) out.push_back(id);
            return out;
        });
    };
    d.people = [i] {
        return i->ask<std::vector<importer::KnownPerson>>(
            [i]() -> Result<std::vector<importer::KnownPerson>> {
                std::vector<importer::KnownPerson> out;
                for (const auto& [id, agent] : i->agents)
                    if (agent.known && !agent.info.listens_only)
                        out.push_back({id, agent.info.login, agent.info.sip_user, agent.info.name});
                return out;
            });
    };
    d.shop_known = [i](ShopId shop) {
        return i->ask<bool>([i, shop]() -> Result<bool> { return i->shops.contains(shop); });
    };
    queues::add_routes(router, std::move(d));
}

}  // namespace ol::calls
