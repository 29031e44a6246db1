// No call is lost: who was not served leaves one call-back per number, and it closes itself when
// somebody talks to him, whoever called whom.
#include <algorithm>

#include "contact/calls/dispositions.hpp"
#include "contact/calls/floor.hpp"
#include "contact/calls/lost.hpp"
#include "platform/base/names.hpp"

namespace ol::calls {
namespace {

/// Nothing when he was served, or asked for the call-back himself.
std::string lost_reason(const Call& call) {
    if (call.exit == routing::Exit::callback || call.exit == routing::Exit::key_exit) return {};
    if (call.answered_once) return call.lost ? "interrupted" : "";
    if (call.exit == routing::Exit::closed) return "closed";
    if (call.exit == routing::Exit::abandoned)
        return call.queued_at == Time{} ? "before_line" : "abandoned";
    return "missed";
}

bool waits_for_call(const LiveContact& c) {
    return c.row.channel == "task" && c.row.kind == "callback" &&
           (c.row.state == "open" || c.row.state == "offered");
}

}  // namespace

void Calls::Impl::note_lost(const Call& call, const LiveContact& live) {
    const std::string reason = lost_reason(call);
    if (reason.empty() || deps.answer_everyone) return;
    const bool none = lost::nobody_to_call(live.row.number);
    if (!call.number_known && !none) return;  // his call was never confirmed
    const bool nobody = none && !live.tasked;
    const lost::Row row{live.row.id, live.row.shop, live.row.queue,
                        floor.now(), reason,        nobody ? "no_number" : ""};
    fact("contact.lost", row.contact.value, {}, "{\"reason\":" + json::quote(reason) + "}");
    later([row](db::Tx& tx) { lost::save(tx, row); });
}

void Calls::Impl::index_callback(const store::ContactRecord& task) {
    if (task.order && !task.number.empty()) order_tasks.emplace(task.number, task.id);
    if (task.kind == "callback" && !task.number.empty()) callbacks.emplace(task.number, task.id);
}

void Calls::Impl::forget_callback(const store::ContactRecord& task) {
    for (auto* index : {&callbacks, &order_tasks}) {
        const auto [from, to] = index->equal_range(task.number);
        const auto at =
            std::find_if(from, to, [&](const auto& one) { return one.second == task.id; });
        if (at != to) index->erase(at);
    }
}

/// The open call-back of that number, if one waits: a second lost call joins it (A26).
LiveContact* Calls::Impl::callback_of(const LiveContact& c) {
    if (c.row.number.empty()) return nullptr;
    const auto [from, to] = callbacks.equal_range(c.row.number);
    for (auto at = from; at != to; ++at)
        if (auto* task = find(at->second);
            task && task->row.shop == c.row.shop && task->row.state != "done")
            return task;
    return nullptr;
}

/// He called once more: the task keeps its age, and comes at once if now is no worse than later.
void Calls::Impl::join_callback(LiveContact& task, const LiveContact& again) {
    task.row.calls++;
    if (again.row.due_at < task.row.due_at) {
        task.row.due_at = again.row.due_at;
        if (!task.in_line && task.row.due_at <= floor.now()) task_to_line(task.row.id);
    }
    fact("task.again", task.row.id.value, {},
         "{\"source\":\"" + std::to_string(again.row.id.value) + "\"}");
    touch(task.row.id);
    tell_task(task);
}

/// Somebody talks to the buyer of this number now. `contact` is that talk.
void Calls::Impl::number_reached(const LiveContact& talk, PersonId by) {
    const std::string number = talk.row.number;
    if (number.empty() || deps.answer_everyone) return;
    const bool he_called = talk.row.direction == "in";
    std::vector<ContactId> over;
    const auto [from, to] = callbacks.equal_range(number);
    for (auto at = from; at != to; ++at)
        if (const auto* task = find(at->second); task && task->row.id != talk.row.id &&
                                                 task->row.shop == talk.row.shop &&
                                                 waits_for_call(*task))
            over.push_back(at->second);
    for (const ContactId id : over) close_callback(id);
    if (auto* live = find(talk.row.id)) swallow(number, *live, true);
    if (he_called) buyer_talks(talk);
    later([=, this, shop = talk.row.shop](db::Tx& tx) {
        for (const ContactId task : over) deps.promises.keep_for_contact(tx, task, by);
        if (lost::close(tx, shop, number, he_called ? "returned" : "reached", by) == 0) return;
        for (const ContactId task : lost::tasks_of(tx.conn, shop, number))
            deps.promises.keep_for_contact(tx, task, by);
    });
}

void Calls::Impl::close_callback(ContactId id) {
    auto& task = contacts.at(id);
    task.row.state = "done";
    task.row.exit = name(routing::Exit::withdrawn);
    task.row.ended_at = floor.now();
    fact("task.closed_itself", id.value, {});
    tell_task(task);
    touch(id);
    if (task.in_line)  // the line's LeaveQueue lets it go
        to_line(routing::ContactLeft{id, routing::Exit::withdrawn});
    else
        maybe_done(id);
}

/// Not reached: it comes again, to whoever tried, at an hour when people may be called; `tries_max`
/// times. True: the task goes on.
bool Calls::Impl::try_again(LiveContact& task, const std::string& disposition) {
    const bool booked = task.row.task_reason == booked_reason;
    const bool missed = !is_reached(disposition) && disposition != "wrong_number";
    if (!missed || task.row.channel != "task" || task.row.kind != "callback") return false;
    if (++task.row.tries >= (booked ? booked_tries_max : tries_max)) return false;
    const auto shop = shops.find(task.row.shop);
    const Time wanted = floor.now() + (booked ? booked_again_after : try_again_after);
    task.row.due_at = shop == shops.end() ? wanted : flows::humane_at(wanted, shop->second.tz);
    task.again = true;
    fact("task.again_later", task.row.id.value, task.row.agent,
         "{\"due_at\":" + std::to_string(to_ms(task.row.due_at)) + "}");
    return true;
}

/// Her word of how it came out: he was reached, or is given up.
void Calls::Impl::task_served(const LiveContact& task, const std::string& disposition) {
    // Not reached about his order: that says nothing of calls of his that were lost.
    if (task.row.order && task.row.kind != "callback" && !is_reached(disposition)) return;
    if (!is_reached(disposition))
        return later([=, shop = task.row.shop, number = task.row.number, source = task.row.source,
                      by = task.row.agent](db::Tx& tx) {
            if (number.empty()) return lost::close_one(tx, source, "given_up", by);
            lost::close(tx, shop, number, "given_up", by);
        });
    // A talk has closed what was lost by now; what is still open nobody talked about with him.
    later([shop = task.row.shop, number = task.row.number, source = task.row.source,
           by = task.row.agent](db::Tx& tx) {
        if (number.empty()) return lost::close_one(tx, source, "settled", by);
        lost::close(tx, shop, number, "settled", by);
    });
    number_reached(task, task.row.agent);
}

/// Her wrap-up of a call-back that reached nobody is over: it waits for its hour once more.
void Calls::Impl::wait_again(LiveContact& task) {
    task.again = false;
    task.row.state = "open";
    task.row.answered_at = task.row.ended_at = Time{};
    task.row.talk_ms = task.row.wrap_up_ms = 0;
    task.row.disposition.clear();
    touch(task.row.id);
    queue_task(task.row);
}

/// Who has just called is awake. Later a call-back keeps to humane hours: outside of them it waits
/// in its place.
void Calls::Impl::keep_humane(ContactId id) {
    const auto* task = find(id);
    if (!task || !task->in_line || task->row.kind != "callback") return;
    const auto shop = shops.find(task->row.shop);
    if (shop == shops.end()) return;
    const auto hours = flows::humane_state(floor.now(), shop->second.tz);
    if (!hours.until) return;
    const bool rings = task->row.state == "offered" || task->row.state == "talking";
    if (!hours.open && !rings) to_line(routing::ContactDeferred{id, *hours.until});
    const Time again = !hours.open && rings ? floor.now() + Ms{60000} : *hours.until;
    floor.at(again, [this, id] { keep_humane(id); });
}

/// A simulated person's next step with the task in her hands, if there is one.
void Calls::Impl::work_task(PersonId person, Ms each) {
    const auto id = current_of(person);
    const auto* task = id ? find(*id) : nullptr;
    if (!task || task->row.channel != "task") return;
    if (task->row.state == "offered")
        (void)act(person, *id, "answer", "");
    else if (task->row.state == "talking" && floor.now() >= task->row.answered_at + each)
        (void)act(person, *id, "hang_up", "");
    else if (task->wrapping)
        (void)finish_wrap_up(person, *id, {"confirmed", "", ""});
}

/// The buyer, the same over calls and tasks: by number, since that is known before who he is. An id
/// of our own, so that the floor log never holds a number or its hash.
std::int64_t Calls::Impl::identity_of(const LiveContact& c) {
    if (c.row.number.empty()) return c.row.customer.value;
    if (identities.size() > identities_max) identities.clear();
    const auto [it, fresh] = identities.try_emplace(c.row.number, 0);
    if (fresh) it->second = c.row.customer ? c.row.customer.value : deps.ids.next();
    return it->second;
}

void Calls::work_tasks(std::vector<PersonId> people, Ms each) {
    impl_->floor.post([i = impl_.get(), people = std::move(people), each] {
        for (const PersonId person : people) i->work_task(person, each);
    });
}

}  // namespace ol::calls
