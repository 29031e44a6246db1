// Desks learn of a task what their lists show of it, and only once it is written: who is told
// before asks at once, reads the old row, and keeps a count that nobody mends.
#include "contact/calls/floor.hpp"
#include "platform/base/names.hpp"
#include "platform/base/text.hpp"

namespace ol::calls {

Task task_view(const store::ContactRecord& c) {
    Task t;
    t.contact_id = c.id;
    t.kind = c.kind;
    t.caller.name = c.caller_name;
    t.caller.number_masked = c.number.empty() ? "" : mask_phone(c.number);
    t.caller.who = from_name<customers::Who>(c.caller_who).value_or(customers::Who::unknown);
    t.entered_at = c.entered_at;
    t.reason = c.task_reason;
    const bool open = c.state == "open" || c.state == "offered";
    t.state = open ? "open" : c.state == "done" ? "done" : "taken";
    if (c.recording) t.recording_id = c.recording;
    if (c.due_at != Time{}) t.due_at = c.due_at;
    t.calls = c.calls;
    t.tries = c.tries;
    t.shop_id = c.shop;
    t.queue_id = c.queue;
    if (c.order) t.order_id = c.order;
    return t;
}

/// With its row: whatever changed it, and on whichever desk.
void Calls::Impl::tell_task(const LiveContact& live) {
    touch(live.row.id);
    board_dirty = true;
}

void Calls::Impl::tell_tasks(const std::map<ContactId, store::ContactRecord>& written) {
    if (!deps.hub) return;
    for (const auto& [id, row] : written) {
        const auto told = told_tasks.find(id);
        if (row.channel != "task" && told == told_tasks.end()) continue;
        Task task = task_view(row);
        if (const auto at = booked_until.find(id); at != booked_until.end())
            task.slot_until = at->second;
        std::string now = json::write(task);
        if (told != told_tasks.end() && told->second == now) continue;
        if (task.state == "done")
            told_tasks.erase(id);
        else
            told_tasks[id] = now;
        deps.hub->to_permission("contacts.view", "task", std::move(now), row.shop);
    }
}

}  // namespace ol::calls
