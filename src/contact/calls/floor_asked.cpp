// Tasks about orders: asked for by the order desk, withdrawn when nobody needs them any more,
// swallowed when the buyer comes by himself. How often and when is that room's; here is one call.
#include "contact/calls/floor.hpp"

namespace ol::calls {
namespace {

bool waits(const LiveContact& task) {
    return task.row.state == "open" || task.row.state == "offered";
}

}  // namespace

/// Out of the line when the hours end in which he may be called.
void Calls::Impl::keep_until(LiveContact& task, Time until) {
    if (task.until_timer) floor.cancel(std::exchange(task.until_timer, 0));
    if (until == Time{}) return;
    task.until_timer = floor.at(until, [this, id = task.row.id] {
        if (auto* c = find(id)) c->until_timer = 0;
        withdraw_task(id);
    });
}

void Calls::Impl::withdraw_task(ContactId id) {
    const auto* task = find(id);
    if (task && task->row.channel == "task" && waits(*task)) close_callback(id);
}

/// One buyer, one effort: he is here, so nobody dials him about an order meanwhile; whoever has
/// him sees that order first.
void Calls::Impl::swallow(const std::string& number, LiveContact& by, bool talks) {
    if (number.empty()) return;
    std::vector<ContactId> over;
    const auto [from, to] = order_tasks.equal_range(number);
    for (auto at = from; at != to; ++at)
        if (at->second != by.row.id) over.push_back(at->second);
    for (const ContactId id : over) {
        auto* task = find(id);
        if (!task || task->row.shop != by.row.shop || task->row.channel != "task") continue;
        if (!by.row.order) by.row.order = task->row.order;
        // In the line his own call takes its place (A26), and with it its age.
        if (task->row.state == "dialling")
            cancel_dial(*task);
        else if (waits(*task) && talks)
            task->over_how = "swallowed", close_callback(id);
    }
}

/// She hears that he calls himself; her hands are free for it.
void Calls::Impl::cancel_dial(LiveContact& task) {
    const ContactId id = task.row.id;
    const PersonId by = task.row.agent;
    apply(AgentHungUp{id});
    auto* c = find(id);
    if (!c || core.call(id)) return;
    c->over_how = "swallowed";
    to_line(routing::ContactDone{id, by, false});
    if (auto* still = find(id)) {
        still->row.state = "done";
        still->row.exit = name(routing::Exit::withdrawn);
        still->in_line = still->wrapping = false;
        tell_task(*still);
        maybe_done(id);
    }
    clear_visible(by);
    if (deps.hub)
        deps.hub->to_person(
            by, "contact_over",
            "{\"contact_id\":\"" + std::to_string(id.value) + "\",\"cause\":\"buyer_calls\"}");
    board_dirty = true;
}

/// The asker's word: it is over, and how stands in its row.
void Calls::Impl::task_over(const LiveContact& c) {
    if (!c.row.order || c.row.direction != "out") return;
    if (c.until_timer) floor.cancel(c.until_timer);
    fact("task.over", c.row.id.value, c.row.agent, over_data(c.row.order, c.over_how));
}

std::string over_data(OrderId order, std::string_view how) {
    return "{\"order\":\"" + std::to_string(order.value) + "\",\"how\":" + json::quote(how) + "}";
}

void Calls::Impl::buyer_talks(const LiveContact& talk) {
    if (talk.row.customer)
        fact("contact.talked", talk.row.id.value, talk.row.agent,
             "{\"customer\":\"" + std::to_string(talk.row.customer.value) + "\"}");
}

void Calls::withdraw_task(ContactId task) {
    impl_->floor.post([i = impl_.get(), task] { i->withdraw_task(task); });
}

std::optional<TaskFacts> Calls::task_facts(db::Conn& conn, ContactId task) {
    const auto row = store::load(conn, task);
    if (!row) return std::nullopt;
    const Time at = row->answered_at == Time{} ? row->ended_at : row->answered_at;
    return TaskFacts{row->state == "done", row->disposition, row->agent, at};
}

}  // namespace ol::calls
