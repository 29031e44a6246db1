// A queue that goes while contacts are in it.
#include <algorithm>

#include "contact/calls/floor.hpp"

namespace ol::calls {

int Calls::Impl::waiting_in(QueueId queue) const {
    return static_cast<int>(std::count_if(contacts.begin(), contacts.end(), [&](const auto& one) {
        return one.second.in_line && one.second.row.queue == queue;
    }));
}

/// Callers leave as withdrawn, and are owed a call-back or may leave a message, as after any wait
/// that came to nothing. Call-backs change over to `instead` with their age. What is talked about
/// goes on: it needs its queue only if its operator vanishes.
void Calls::Impl::remove_queue(QueueId gone, QueueId instead) {
    queues.erase(gone);
    to_line(routing::QueueRemoved{gone});
    // Behind the line's own commands: the tasks that withdrawn callers left are among these.
    floor.post([this, gone, instead] {
        std::vector<ContactId> tasks;
        for (auto& [id, c] : contacts) {
            if (c.row.queue != gone) continue;
            c.row.queue = instead;
            touch(id);
            if (c.row.channel != "task" || c.row.state != "open" || c.row.due_at > floor.now())
                continue;
            c.in_line = false;
            tasks.push_back(id);
        }
        for (const ContactId id : tasks) task_to_line(id);
    });
    board_dirty = true;
}

}  // namespace ol::calls
