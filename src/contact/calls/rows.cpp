// What the floor leaves to the database: rows gathered for 20 ms and written as one job; kept and
// tried again when the database refuses (disk full, locked), while calls go on. And the recovery at
// start.
#include <algorithm>
#include <filesystem>
#include <utility>

#include "contact/calls/floor.hpp"
#include "contact/calls/lost.hpp"
#include "contact/calls/parts.hpp"
#include "platform/base/log.hpp"
#include "platform/base/names.hpp"

namespace ol::calls {

namespace {
constexpr std::size_t pending_max =
    200000;  // rows; beyond it explanations are dropped first, contacts never
}

void Calls::Impl::touch(ContactId id) {
    dirty.insert(id);
    ask_flush();
}

void Calls::Impl::touch_late(ContactId id) {
    dirty_late.insert(id);
    if (late_asked) return;
    late_asked = true;
    floor.at(floor.now() + Ms{1000}, [this] {
        late_asked = false;
        dirty.merge(dirty_late);
        dirty_late.clear();
        if (!dirty.empty()) ask_flush();
    });
}

/// Rows are copied once for a batch, not at every touch.
void Calls::Impl::gather_rows() {
    for (auto id : dirty) {
        dirty_late.erase(id);
        if (auto* c = find(id)) pending.contacts[id] = c->row;
    }
    dirty.clear();
}

void Calls::Impl::later(std::function<void(db::Tx&)> job) {
    pending.jobs.push_back(std::move(job));
    ask_flush();
}

void Calls::Impl::fact(std::string kind, std::int64_t subject, PersonId actor, std::string data) {
    if (pending.size() > pending_max) return void(++dropped);
    pending.facts.push_back({std::move(kind), subject, actor.value, std::move(data)});
    ask_flush();
}

void Calls::Impl::ask_flush(Ms after) {
    if (flush_asked || flushing) return;
    flush_asked = true;
    floor.at(floor.now() + after, [this] {
        flush_asked = false;
        flush();
    });
}

void Calls::Impl::flush() {
    if (flushing) return;
    gather_rows();
    if (pending.empty()) return;
    flushing = true;
    auto batch = std::make_shared<Pending>(std::move(pending));
    pending = {};
    deps.db.post(
        [batch](db::Tx& tx) -> Result<> {
            for (const auto& [id, row] : batch->contacts) store::save(tx, row);
            for (const auto& row : batch->explains) store::save(tx, row);
            for (const auto& job : batch->jobs) job(tx);
            for (const auto& fact : batch->facts) tx.journal(fact);
            return {};
        },
        [this, batch](Result<> result) {
            floor.post([this, batch, result] { flushed(std::move(*batch), result); });
        });
}

void Calls::Impl::flushed(Pending batch, const Result<>& result) {
    flushing = false;
    const std::string fault = result ? "" : result.error().code;
    if (!result) {
        // Put back what failed, under what has come since: newer rows win.
        for (auto& [id, row] : batch.contacts) pending.contacts.try_emplace(id, row);
        pending.jobs.insert(pending.jobs.begin(), batch.jobs.begin(), batch.jobs.end());
        pending.facts.insert(pending.facts.begin(), batch.facts.begin(), batch.facts.end());
        if (pending.size() < pending_max)
            pending.explains.insert(pending.explains.begin(), batch.explains.begin(),
                                    batch.explains.end());
        else
            dropped += static_cast<std::int64_t>(batch.explains.size());
    } else {
        beat_waiting = false;
        tell_tasks(batch.contacts);
    }
    count_not_saved(result.has_value());
    if (fault != save_fault || not_saved != told_not_saved) {
        if (fault != save_fault && !fault.empty())
            log::error("calls", "rows_not_saved",
                       {{"code", fault}, {"detail", result.error().detail}});
        save_fault = fault;
        told_not_saved = not_saved;
        if (deps.hub)
            deps.hub->to_permission("desk.work", "saving",
                                    json::write(Saving{fault.empty(), fault, told_not_saved}));
    }
    if (!pending.empty() || !dirty.empty()) ask_flush(result ? Ms{20} : Ms{1000});
}

/// What a crash now would lose: rows that wait because the database refuses, and what was dropped
/// because too many wait. The beat of the run is no row of anybody.
void Calls::Impl::count_not_saved(bool saved) {
    const auto waiting = pending.size() + dirty.size() + dirty_late.size() - (beat_waiting ? 1 : 0);
    not_saved = dropped + (saved ? 0 : static_cast<std::int64_t>(waiting));
}

namespace {

struct Mended {
    Recovery found;
    std::vector<store::ContactRecord> tasks;
    std::map<std::pair<ShopId, std::string>, std::size_t> callback_at;  // in tasks
    std::map<ContactId, std::vector<spans::Row>> talks;                 // of the tasks
    queues::Everything settings;
    std::vector<store::Chosen> chosen;
    std::map<ContactId, Time> booked_until;
};

store::ContactRecord callback_of(const store::ContactRecord& call, ContactId id) {
    store::ContactRecord task = call;
    task.id = id;
    task.channel = "task";
    task.kind = "callback";
    task.direction = "out";
    task.state = "open";
    task.entered_at = task.queued_at = call.queued_at == Time{} ? call.entered_at : call.queued_at;
    task.answered_at = task.ended_at = Time{};
    task.exit.clear();
    task.wait_ms = task.talk_ms = task.hold_ms = task.wrap_up_ms = 0;
    task.rings = task.attempts = 0;
    task.agent = PersonId{};
    task.note.clear();
    task.source = call.id;
    task.task_reason = "interrupted";
    task.recording = RecordingId{};
    return task;
}

void add(Mended& out, const store::ContactRecord& task) {
    if (task.kind == "callback" && !task.number.empty())
        out.callback_at.try_emplace({task.shop, task.number}, out.tasks.size());
    out.tasks.push_back(task);
}

/// One call-back per number, as on the floor (A26): the place of the oldest, and it comes at once.
bool joins_task(db::Tx& tx, const store::ContactRecord& call, Mended& out) {
    const auto found = out.callback_at.find({call.shop, call.number});
    if (found == out.callback_at.end()) return false;
    auto& task = out.tasks[found->second];
    task.calls++;
    task.due_at = std::min(task.due_at, call.due_at);
    store::save(tx, task);
    tx.journal(
        {"task.again", task.id.value, 0, "{\"source\":\"" + std::to_string(call.id.value) + "\"}"});
    return true;
}

/// A call that was alive died with the process: closed honestly, and owed a call-back with its old
/// place if it can be.
void bury_call(db::Tx& tx, IdSource& ids, store::ContactRecord call, Time died_at, Mended& out) {
    // The talk had ended and only the disposition is missing, or it is written and only the floor's
    // own row is some milliseconds behind: nobody is owed a call-back.
    // Who was sent on waits, rings or talks elsewhere though the first operator has wrapped up.
    const bool talk_over =
        call.state == "wrap_up" || (call.state == "talking" && !call.disposition.empty());
    const bool only_told_closed = call.exit == "closed" && call.due_at == Time{};
    // The last sign of life may be older than the call.
    died_at = std::max({died_at, call.entered_at, call.queued_at, call.answered_at});
    call.state = "done";
    if (call.ended_at == Time{}) call.ended_at = died_at;
    const auto talks = spans::of(tx.conn, call.id);
    if (!talks.empty())
        call.talk_ms = spans::talk_ms(talks);
    else if (call.answered_at != Time{} && call.talk_ms == 0)
        call.talk_ms = (call.ended_at - call.answered_at).count();
    if (!talk_over) {
        out.found.calls_lost++;
        if (call.exit.empty()) call.exit = "system_fail";
        call.hang_up_by = "system";
    }
    store::save(tx, call);
    tx.journal({"contact.system_fail", call.id.value, 0, "{}"});
    if (call.queued_at != Time{})
        tx.journal({"visit.done", call.id.value, call.agent.value,
                    visit_data(call, call.ended_at, nullptr, talks,
                               parts::beside(tx.conn, call.id))});
    const bool never_talked = call.direction == "out" && call.answered_at == Time{};
    if (talk_over || never_talked) return;
    lost::save(tx, {call.id, call.shop, call.queue, call.ended_at,
                    call.exit == "closed" ? "closed" : "system_fail",
                    lost::nobody_to_call(call.number) ? "no_number" : ""});
    if (only_told_closed || lost::nobody_to_call(call.number)) return;
    if (joins_task(tx, call, out)) return;
    auto task = callback_of(call, ids.next_id<ContactId>());
    store::save(tx, task);
    tx.journal({"task.callback", task.id.value, 0,
                "{\"source\":\"" + std::to_string(call.id.value) + "\"}"});
    out.found.callbacks_made++;
    add(out, task);
}

void mend_recordings(db::Tx& tx, Mended& out) {
    for (const auto& r : recordings::still_open(tx.conn)) {
        std::error_code gone;
        if (!std::filesystem::exists(r.path, gone)) {  // the crash came before its first block was
                                                       // on the disk, or somebody moved it
            recordings::close(tx, r.id, "missing", 0, 0, "");
            tx.journal({"recording.missing", r.id.value, 0, "{}"});
            log::error("calls", "recording_missing", {{"recording", std::to_string(r.id.value)}});
            continue;
        }
        auto length = media::repair_wav(r.path);
        const auto size = std::filesystem::file_size(r.path, gone);
        const auto bytes = gone ? 0 : static_cast<std::int64_t>(size);
        recordings::close(tx, r.id, length ? "repaired" : "failed", length ? length->count() : 0,
                          bytes, "");
        out.found.recordings_repaired += length ? 1 : 0;
    }
}

/// A place whose task is over (it was closed in the last moment) is free.
void mend_bookings(db::Tx& tx, Mended& out) {
    for (const auto& place : callbacks::Callbacks::standing(tx.conn)) {
        const bool stands =
            std::ranges::any_of(out.tasks, [&](const auto& task) { return task.id == place.task; });
        if (stands)
            out.booked_until[place.task] = place.to;
        else
            callbacks::Callbacks::release(tx, place.task);
    }
}

Result<> mend(db::Tx& tx, IdSource& ids, std::int64_t run_id, Time now, Mended& out) {
    if (auto last = store::last_run(tx.conn)) {
        out.found.crashed = !last->clean;
        out.found.died_at = last->beat_at;
        out.found.down_ms = (now - last->beat_at).count();
    }
    store::start_run(tx, run_id);
    // Whatever people were doing ended with the last sign of life of the former run.
    if (out.found.died_at != Time{})
        tx.journal({"floor.started", 0, 0,
                    "{\"died_at\":" + std::to_string(to_ms(out.found.died_at)) + "}"});
    const Time died_at = out.found.died_at == Time{} ? now : out.found.died_at;
    spans::close_open(tx, died_at);
    parts::close_open(tx, died_at);
    auto live = store::live(tx.conn);
    for (auto& c : live) {
        if (c.channel == "call") continue;
        // She has said how the call about an order came out: it is not made twice.
        const bool told = c.order && c.kind != "callback" && !c.disposition.empty();
        if (told) {
            c.state = "done";
            if (c.ended_at == Time{}) c.ended_at = now;
            store::save(tx, c);
            tx.journal({"task.over", c.id.value, c.agent.value, over_data(c.order, "")});
            continue;
        }
        c.state = "open";  // an offer or a half-done call-back: open again
        store::save(tx, c);
        out.found.tasks_restored++;
        add(out, c);
    }
    for (auto& c : live)
        if (c.channel == "call") bury_call(tx, ids, c, died_at, out);
    for (const auto& task : out.tasks)
        if (auto talks = spans::of(tx.conn, task.id); !talks.empty())
            out.talks.emplace(task.id, std::move(talks));
    mend_recordings(tx, out);
    mend_bookings(tx, out);
    out.settings = queues::load(tx.conn);
    out.chosen = store::chosen(tx.conn);
    return {};
}

}  // namespace

void Calls::Impl::beat() {
    if (!std::exchange(beat_waiting, true))
        later([id = run_id](db::Tx& tx) { store::beat_run(tx, id); });
    floor.at(floor.now() + Ms{5000}, [this] { beat(); });
}

Recovery Calls::Impl::recover(Time now) {
    run_id = deps.ids.next();
    Mended mended;
    auto done = deps.db.write([&](db::Tx& tx) { return mend(tx, deps.ids, run_id, now, mended); });
    if (!done)
        log::error("calls", "recovery_failed",
                   {{"code", done.error().code}, {"detail", done.error().detail}});
    floor.post([this, mended] {
        to_line(routing::RouterConfigured{queues::line_of(mended.settings.routing)});
        for (const auto& agent : mended.settings.agents)
            to_line(routing::AgentConfigured{queues::line_of(agent)});
        for (const auto& queue : mended.settings.queues) configure(queue);
        booked_until = mended.booked_until;
        for (const auto& row : mended.tasks) {
            LiveContact live;
            live.row = row;
            if (const auto of = mended.talks.find(row.id); of != mended.talks.end())
                live.spans = of->second;
            live.caller.name = row.caller_name;
            live.caller.who =
                from_name<customers::Who>(row.caller_who).value_or(customers::Who::unknown);
            if (row.customer) live.caller.customer_ids = {row.customer};
            contacts.emplace(row.id, std::move(live));
            index_callback(row);
            queue_task(row);
            identify(row.id);
        }
        // Nobody is at work after a restart until her desk is back; what she chose is kept for her
        // return.
        for (const auto& c : mended.chosen) {
            auto& a = agents[c.person];
            a.view.agent = c.person;
            if (c.state == "ready" || c.state == "paused")
                (void)choose(c.person, c.state, c.reason);
        }
    });
    floor.post([this] { beat(); });
    return mended.found;
}

}  // namespace ol::calls
