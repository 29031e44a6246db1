// Routes after the talk: note, disposition, more time, a task that is done.
#include "contact/calls/api.hpp"
#include "contact/calls/dispositions.hpp"
#include "contact/calls/lost.hpp"
#include "contact/calls/spans.hpp"

namespace ol::calls {

void CallRoutes::add_wrap_up() {
    router.on<NoteIn, Nothing>(
        route(Method::put, "/api/v1/contacts/{id}/note", "Keep the note as typed (draft)",
              "desk.work"),
        [i = &impl](Request& r, const NoteIn& in) -> Result<Nothing> {
            auto id = contact_in(r);
            if (!id) return id.error();
            if (in.text.size() > 8000)
                return invalid("calls.note_long", "text", "a note has at most 8,000 bytes");
            auto mine = i->ask<Nothing>([i, who = r.who.person, id = *id]() -> Result<Nothing> {
                if (auto ok = i->with_contact(who, id); !ok) return ok.error();
                i->contacts.at(id).row.note_draft = "";  // the writer's row is the truth for drafts
                return Nothing{};
            });
            if (!mine) return mine;
            auto saved = i->deps.db.write([&](db::Tx& tx) -> Result<> {
                store::save_draft(tx, *id, in.text);
                return {};
            });
            if (!saved) return saved.error();
            return Nothing{};
        });
    router.on<WrapUpIn, Nothing>(
        route(Method::post, "/api/v1/contacts/{id}/wrap-up",
              "Save disposition and note; ends the wrap-up", "desk.work"),
        [i = &impl](Request& r, const WrapUpIn& in) { return wrap_up(*i, r, in); });
    router.on<Nothing, MoreTimeOut>(
        route(Method::post, "/api/v1/contacts/{id}/more-time",
              "One more minute of wrap-up, within the queue's limit", "desk.work"),
        [i = &impl](Request& r, const Nothing&) -> Result<MoreTimeOut> {
            auto id = contact_in(r);
            if (!id) return id.error();
            auto until =
                i->ask<Time>([i, who = r.who.person, id = *id] { return i->more_time(who, id); });
            if (!until) return until.error();
            return MoreTimeOut{*until};
        });
    router.on<NoteIn, Nothing>(
        route(Method::post, "/api/v1/tasks/{id}/done", "Close a call-back or voicemail task",
              "desk.work"),
        [i = &impl](Request& r, const NoteIn& in) { return task_done(*i, r, in); });
}

Result<Nothing> CallRoutes::wrap_up(Calls::Impl& i, Request& r, const WrapUpIn& in) {
    auto id = contact_in(r);
    if (!id) return id.error();
    if (!is_disposition(in.disposition))
        return invalid("calls.disposition", "disposition",
                       "choose one of the list: confirmed, changed, postponed, refused, ...");
    const PersonId who = r.who.person;
    // The floor knows first: its row of a talk that ended this moment may still be on its way
    // to the database.
    struct Live {
        std::optional<store::ContactRecord> row;
        std::vector<spans::Row> spans;
    };
    auto asked = i.ask<Live>([&i, id = *id]() -> Result<Live> {
        auto* c = i.find(id);
        return c ? Live{c->row, c->spans} : Live{};
    });
    if (!asked) return asked.error();
    const auto* live = &asked->row;
    auto saved = i.deps.db.write([&](db::Tx& tx) -> Result<> {
        for (const auto& span : asked->spans) spans::save(tx, span);
        auto row = store::load(tx.conn, *id);
        if (*live && (!row || row->agent != (*live)->agent)) {
            store::save(tx, **live);
            row = **live;
        }
        if (!row) return no_contact();
        // Of a call that went through several hands each keeps her own.
        const bool hers = spans::wrap_up(tx, *id, who, in.disposition, in.cause, in.note);
        if (row->agent != who) {
            if (!hers) return not_yours();
            tx.journal({"contact.wrapped_up", id->value, who.value,
                        "{\"disposition\":" + json::quote(in.disposition) + ",\"part\":true}"});
            return {};
        }
        tx.exec("update contact set disposition = ?2, cause = ?3, note = ?4 where id = ?1", *id,
                in.disposition, in.cause, in.note);
        tx.journal({"contact.wrapped_up", id->value, who.value,
                    "{\"disposition\":" + json::quote(in.disposition) + "}"});
        // Called twice at the time he chose, or at a number that is not his: the word is kept.
        const bool tried = row->task_reason == booked_reason &&
                           (row->tries + 1 >= booked_tries_max || in.disposition == "wrong_number");
        if (row->channel == "task" && (is_reached(in.disposition) || tried))
            i.deps.promises.keep_for_contact(tx, *id, who);
        return {};
    });
    if (!saved) return saved.error();  // acknowledged only after commit
    auto done = i.ask<Nothing>([&i, who, id = *id, in]() -> Result<Nothing> {
        if (auto ok = i.finish_wrap_up(who, id, in); !ok) return ok.error();
        return Nothing{};
    });
    return done;
}

Result<Nothing> CallRoutes::task_done(Calls::Impl& i, Request& r, const NoteIn& in) {
    auto id = contact_in(r);
    if (!id) return id.error();
    const PersonId who = r.who.person;
    // What another operator is talking through is hers to close.
    auto free =
        i.ask<Nothing>([&i, id = *id, who, all = r.who.may("contacts.all")]() -> Result<Nothing> {
            auto* c = i.find(id);
            const bool busy = c && (c->row.state == "talking" || c->row.state == "wrap_up");
            if (busy && !all && c->row.agent != who) return not_yours();
            if (i.core.call(id)) return conflict("calls.in_contact", "end the call first");
            return Nothing{};
        });
    if (!free) return free;
    auto saved = i.deps.db.write([&](db::Tx& tx) -> Result<> {
        if (auto row = store::load(tx.conn, *id); row && !in_shops(r.who, row->shop))
            return no_contact();
        const auto n = tx.exec(
            "update contact set state = 'done', note = ?2, agent_id = ?3, ended_at = ?4 where "
            "id = ?1 and channel = 'task' "
            "and state <> 'done'",
            *id, in.text, who, tx.now);
        if (n == 0) return conflict("calls.task_over", "the task is closed already");
        tx.journal({"task.done", id->value, who.value, "{}"});
        i.deps.promises.keep_for_contact(tx, *id, who);
        if (const auto row = store::load(tx.conn, *id)) {
            if (!row->number.empty() && row->kind == "callback")
                lost::close(tx, row->shop, row->number, "settled", who);
            lost::close_one(tx, row->source, "settled", who);
        }
        return {};
    });
    if (!saved) return saved.error();
    return i.ask<Nothing>([&i, id = *id, who, text = in.text]() -> Result<Nothing> {
        auto* c = i.find(id);
        if (!c) return Nothing{};
        if (c->in_line) i.to_line(routing::ContactLeft{id, routing::Exit::withdrawn});
        if (c->row.state == "talking") i.to_line(routing::ContactDone{id, c->row.agent, false});
        c->row.state = "done";
        c->row.note = text;
        c->row.agent = who;
        c->row.ended_at = i.floor.now();
        c->in_line = c->wrapping = false;
        c->over_how = "by_hand";
        i.maybe_done(id);
        i.board_dirty = true;
        return Nothing{};
    });
}

}  // namespace ol::calls
