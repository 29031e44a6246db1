// HTTP routes of the room. Handlers run on workers: they ask the floor (bounded wait) or read and
// write the database.
#include <algorithm>
#include <filesystem>
#include <future>

#include "contact/calls/dispositions.hpp"
#include "contact/calls/floor.hpp"
#include "platform/base/log.hpp"
#include "platform/base/text.hpp"

namespace ol::calls {

using http::Method;
using http::Request;
using http::Route;

template <class T>
Result<T> Calls::Impl::ask(std::function<Result<T>()> fn) {
    auto promise = std::make_shared<std::promise<Result<T>>>();
    auto future = promise->get_future();
    if (!floor.post([promise, fn = std::move(fn)] { promise->set_value(fn()); }))
        return unavailable("calls.stopping", "the centre is stopping; try again when it is back");
    if (future.wait_for(std::chrono::seconds(2)) != std::future_status::ready)
        return unavailable("calls.busy", "the floor did not answer in two seconds; try again");
    return future.get();
}

namespace {

Route route(Method method, std::string path, std::string summary, std::string permission) {
    Route r;
    r.method = method;
    r.path = std::move(path);
    r.summary = std::move(summary);
    r.tag = "contacts";
    r.access = Route::Access::permission;
    r.permission = std::move(permission);
    return r;
}

Result<ContactId> contact_in(const Request& request) {
    auto id = request.id_param("id");
    if (!id) return invalid("calls.contact_id", "id", "the contact id in the path is not a number");
    return ContactId{*id};
}

/// A contact, recording or queue of another shop does not exist for the reader.
bool in_shops(const http::Principal& who, ShopId shop) {
    return who.shops.empty() || who.shops.contains(shop.value);
}
Error no_contact() { return not_found("calls.contact", "there is no such contact"); }
Error no_recording() { return not_found("calls.recording", "there is no such recording"); }
Error no_queue() { return not_found("calls.queue", "there is no such queue"); }
Error not_yours() { return forbidden("calls.not_yours", "another operator had this contact"); }

/// A page that is full has a next one: its cursor is the last row's id.
std::optional<std::string> next_of(std::size_t rows, std::int64_t limit, std::int64_t last) {
    return rows == static_cast<std::size_t>(limit) ? std::optional(std::to_string(last))
                                                   : std::nullopt;
}

ContactRow row_of(db::Conn& conn, const Deps& deps, const store::ContactRecord& c) {
    ContactRow r;
    r.contact_id = c.id;
    r.at = c.entered_at;
    r.kind = c.kind;
    r.came_by = c.came_by;
    r.caller_name = c.caller_name;
    r.caller_masked = c.number.empty() ? "" : mask_phone(c.number);
    auto queue = conn.query("select name from contact_queue where id = ?1", c.queue);
    r.queue_name = queue.empty() ? "" : queue.text(0, 0);
    r.exit = c.exit;
    r.wait_ms = c.wait_ms;
    r.talk_ms = c.talk_ms;
    r.rings = c.rings;
    r.by_name = c.agent && deps.person_name ? deps.person_name(c.agent) : "";
    r.disposition = c.disposition;
    if (c.recording) r.recording_id = c.recording;
    return r;
}

}  // namespace

struct CallRoutes {
    Calls::Impl& impl;
    http::Router& router;

    void add() {
        add_presence();
        add_actions();
        add_wrap_up();
        add_lists();
        add_recordings();
        add_queues();
    }

    void add_presence() {
        router.on<PresenceIn, AgentView>(
            route(Method::post, "/api/v1/me/presence",
                  "Set yourself ready, paused, finishing or signed out", "desk.work"),
            [i = &impl](Request& r, const PresenceIn& in) -> Result<AgentView> {
                auto chosen = i->ask<AgentView>(
                    [i, who = r.who.person, in] { return i->choose(who, in.state, in.reason); });
                if (!chosen) return chosen;
                // The router answers in its own turns of the floor, posted by choose(): look after
                // them.
                return i->ask<AgentView>([i, who = r.who.person]() -> Result<AgentView> {
                    auto* a = i->agent(who);
                    if (!a) return not_found("calls.agent", "you are not known to the line");
                    return i->view_of(*a);
                });
            });
        router.get<CurrentContact>(
            route(Method::get, "/api/v1/contacts/current",
                  "The contact in your hands, after a reload", "desk.work"),
            [i = &impl](Request& r) -> Result<CurrentContact> {
                auto source = i->ask<std::optional<CardSource>>(
                    [i, who = r.who.person]() -> Result<std::optional<CardSource>> {
                        auto id = i->current_of(who);
                        if (!id || !i->contacts.contains(*id)) return std::optional<CardSource>{};
                        return std::optional(i->card_source(*id));
                    });
                if (!source) return source.error();
                CurrentContact out;
                if (*source) out.contact = build_card(**source, i->deps);
                return out;
            });
        router.get<AgentView>(
            route(Method::get, "/api/v1/me/agent", "Your state on the floor", "desk.work"),
            [i = &impl](Request& r) -> Result<AgentView> {
                return i->ask<AgentView>([i, who = r.who.person]() -> Result<AgentView> {
                    auto* a = i->agent(who);
                    if (!a) return not_found("calls.agent", "you are not known to the line");
                    return i->view_of(*a);
                });
            });
    }

    template <class In>
    void action(const char* path, const char* summary,
                std::function<std::pair<std::string, std::string>(const In&)> verb,
                const char* permission = "desk.work") {
        router.on<In, Nothing>(
            route(Method::post, std::string("/api/v1/contacts/{id}/") + path, summary, permission),
            [i = &impl, verb](Request& r, const In& in) -> Result<Nothing> {
                auto id = contact_in(r);
                if (!id) return id.error();
                const auto [what, text] = verb(in);
                return i->ask<Nothing>([i, who = r.who.person, id = *id, what = what,
                                        text = text]() -> Result<Nothing> {
                    auto done = i->act(who, id, what, text);
                    if (!done) return done.error();
                    return Nothing{};
                });
            });
    }
    void plain(const char* path, const char* summary, const char* verb) {
        action<Nothing>(path, summary, [verb](const Nothing&) {
            return std::pair<std::string, std::string>(verb, "");
        });
    }

    void add_actions() {
        plain("answer", "Answer what rings", "answer");
        plain("decline", "Decline what rings; it goes on to the next operator", "decline");
        plain("hold", "Hold with music", "hold");
        plain("resume", "Resume the talk", "resume");
        plain("hang-up", "End the call", "hang_up");
        plain("recording/pause", "Pause the recording (payment)", "record_pause");
        plain("recording/resume", "Go on recording", "record_resume");
        action<MuteIn>("mute", "Mute or unmute yourself", [](const MuteIn& in) {
            return std::pair<std::string, std::string>(in.muted ? "mute" : "unmute", "");
        });
        action<DigitsIn>("digits", "Send keypad digits (RFC 4733)", [](const DigitsIn& in) {
            return std::pair<std::string, std::string>("digits", in.digits.substr(0, 32));
        });
        router.on<ReasonIn, Nothing>(
            route(Method::post, "/api/v1/contacts/{id}/recording/erase",
                  "Stop and erase the recording on the buyer's request; logged",
                  "recordings.erase"),
            [i = &impl](Request& r, const ReasonIn& in) { return erase(*i, r, in); });
        router.on<CustomerIn, Nothing>(
            route(Method::post, "/api/v1/contacts/{id}/customer",
                  "Say who it is, when the number does not", "desk.work"),
            [i = &impl](Request& r, const CustomerIn& in) -> Result<Nothing> {
                auto id = contact_in(r);
                if (!id) return id.error();
                auto known =
                    i->deps.customers.customer(in.customer_id, customers::Visibility::masked);
                if (!known) return known.error();
                return i->ask<Nothing>([i, who = r.who.person, id = *id,
                                        customer = in.customer_id]() -> Result<Nothing> {
                    if (auto mine = i->with_contact(who, id); !mine) return mine.error();
                    i->contacts.at(id).row.customer = customer;
                    i->touch(id);
                    i->set_visible(who, id);
                    i->push_card(id, "contact");
                    return Nothing{};
                });
            });
    }

    /// Acknowledged when it is written: a crash now still leaves no recording (rows.cpp).
    static Result<Nothing> erase(Calls::Impl& i, Request& r, const ReasonIn& in) {
        auto id = contact_in(r);
        if (!id) return id.error();
        const PersonId who = r.who.person;
        const std::string reason = in.reason.substr(0, 500);
        auto done = i.ask<Nothing>([&i, who, id = *id, reason]() -> Result<Nothing> {
            if (auto ok = i.act(who, id, "record_erase", reason); !ok) return ok.error();
            return Nothing{};
        });
        if (!done) return done;
        auto saved = i.deps.db.write([&](db::Tx& tx) -> Result<> {
            auto row = store::load(tx.conn, *id);
            if (!row || !row->recording) return {};
            store::erase_recording(tx, row->recording, who, reason);
            if (i.deps.audit) i.deps.audit(tx, who, "recording.erased", row->recording.value);
            return {};
        });
        if (!saved) return saved.error();
        return Nothing{};
    }

    void add_wrap_up() {
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
                    i->contacts.at(id).row.note_draft =
                        "";  // the writer's row is the truth for drafts
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
                auto until = i->ask<Time>(
                    [i, who = r.who.person, id = *id] { return i->more_time(who, id); });
                if (!until) return until.error();
                return MoreTimeOut{*until};
            });
        router.on<NoteIn, Nothing>(
            route(Method::post, "/api/v1/tasks/{id}/done", "Close a call-back or voicemail task",
                  "desk.work"),
            [i = &impl](Request& r, const NoteIn& in) { return task_done(*i, r, in); });
    }

    static Result<Nothing> wrap_up(Calls::Impl& i, Request& r, const WrapUpIn& in) {
        auto id = contact_in(r);
        if (!id) return id.error();
        if (!is_disposition(in.disposition))
            return invalid("calls.disposition", "disposition",
                           "choose one of the list: confirmed, changed, postponed, refused, ...");
        const PersonId who = r.who.person;
        // The floor knows first: its row of a talk that ended this moment may still be on its way
        // to the database.
        using Live = std::optional<store::ContactRecord>;
        auto live = i.ask<Live>([&i, id = *id]() -> Result<Live> {
            auto* c = i.find(id);
            return c ? Live(c->row) : Live();
        });
        if (!live) return live.error();
        auto saved = i.deps.db.write([&](db::Tx& tx) -> Result<> {
            auto row = store::load(tx.conn, *id);
            if (*live && (!row || row->agent != (*live)->agent)) {
                store::save(tx, **live);
                row = **live;
            }
            if (!row) return no_contact();
            if (row->agent != who) return not_yours();
            tx.exec("update contact set disposition = ?2, cause = ?3, note = ?4 where id = ?1", *id,
                    in.disposition, in.cause, in.note);
            tx.journal({"contact.wrapped_up", id->value, who.value,
                        "{\"disposition\":" + json::quote(in.disposition) + "}"});
            if (row->channel == "task") i.deps.promises.keep_for_contact(tx, *id, who);
            return {};
        });
        if (!saved) return saved.error();  // acknowledged only after commit
        auto done = i.ask<Nothing>([&i, who, id = *id, in]() -> Result<Nothing> {
            if (auto ok = i.finish_wrap_up(who, id, in); !ok) return ok.error();
            return Nothing{};
        });
        return done;
    }

    /// Past her hands: by contacts.all, or because it went to her or was offered to her, or because
    /// it is an open task, which is everybody's.
    static Result<> may_see(db::Conn& conn, const http::Principal& who, ContactId id) {
        const auto row = store::load(conn, id);
        if (!row || !in_shops(who, row->shop)) return no_contact();
        if (who.may("contacts.all") || row->agent == who.person || row->channel == "task" ||
            store::was_hers(conn, id, who.person))
            return {};
        return not_yours();
    }

    static Result<Nothing> task_done(Calls::Impl& i, Request& r, const NoteIn& in) {
        auto id = contact_in(r);
        if (!id) return id.error();
        const PersonId who = r.who.person;
        // What another operator is talking through is hers to close.
        auto free = i.ask<Nothing>(
            [&i, id = *id, who, all = r.who.may("contacts.all")]() -> Result<Nothing> {
                auto* c = i.find(id);
                const bool busy = c && (c->row.state == "talking" || c->row.state == "wrap_up");
                if (busy && !all && c->row.agent != who) return not_yours();
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
            i.maybe_done(id);
            i.board_dirty = true;
            return Nothing{};
        });
    }

    void add_lists() {
        auto list =
            route(Method::get, "/api/v1/contacts",
                  "Contacts, newest first; one's own without contacts.all", "contacts.view");
        list.query = {http::cursor_param(), http::limit_param(200, 50),
                      http::choice_param<routing::Exit>("exit"),
                      http::choice_param("kind", {"inbound_call", "callback", "voicemail"})};
        router.get<ContactPage>(list, [i = &impl](Request& r) -> Result<ContactPage> {
            return i->deps.db.read_as<ContactPage>([&](db::Conn& conn) -> Result<ContactPage> {
                store::ContactFilter filter;
                filter.before_id = r.query_number("cursor");
                filter.limit = static_cast<int>(r.query_number("limit"));
                filter.exit = r.query_text("exit");
                filter.kind = r.query_text("kind");
                filter.shops = r.who.shops;
                if (!r.who.may("contacts.all")) filter.agent = r.who.person;
                ContactPage page;
                for (const auto& c : store::contacts(conn, filter))
                    page.items.push_back(row_of(conn, i->deps, c));
                if (!page.items.empty())
                    page.next = next_of(page.items.size(), filter.limit,
                                        page.items.back().contact_id.value);
                return page;
            });
        });
        router.get<WhyList>(
            route(Method::get, "/api/v1/contacts/{id}/why", "Why this operator, why it waited",
                  "contacts.view"),
            [i = &impl](Request& r) -> Result<WhyList> {
                auto id = contact_in(r);
                if (!id) return id.error();
                auto hers = i->ask<bool>([i, who = r.who.person, id = *id]() -> Result<bool> {
                    return i->with_contact(who, id).has_value();
                });
                if (!hers) return hers.error();
                return i->deps.db.read_as<WhyList>([&](db::Conn& conn) -> Result<WhyList> {
                    if (auto seen = *hers ? Result<>{} : may_see(conn, r.who, *id); !seen)
                        return seen.error();
                    WhyList out;
                    for (const auto& e : store::explains(conn, *id))
                        out.items.push_back({e.at,
                                             e.agent ? i->deps.person_name(e.agent) : "",
                                             {e.reason.code, e.reason.params}});
                    return out;
                });
            });
        router.get<TaskList>(
            route(Method::get, "/api/v1/tasks", "Open call-backs and voicemails, oldest first",
                  "contacts.view"),
            [i = &impl](Request& r) -> Result<TaskList> {
                return i->deps.db.read_as<TaskList>([&](db::Conn& conn) -> Result<TaskList> {
                    TaskList out;
                    for (const auto& c : store::tasks(conn, r.who.shops)) {
                        Task t;
                        t.contact_id = c.id;
                        t.kind = c.kind;
                        t.caller.name = c.caller_name;
                        t.caller.number_masked = c.number.empty() ? "" : mask_phone(c.number);
                        t.caller.who = from_name<customers::Who>(c.caller_who)
                                           .value_or(customers::Who::unknown);
                        t.entered_at = c.entered_at;
                        t.reason = c.task_reason;
                        t.state = c.state == "open" || c.state == "offered" ? "open" : "taken";
                        if (c.recording) t.recording_id = c.recording;
                        if (c.due_at != Time{}) t.due_at = c.due_at;
                        out.items.push_back(std::move(t));
                    }
                    return out;
                });
            });
    }

    void add_recordings() {
        auto list = route(Method::get, "/api/v1/recordings", "Recordings, newest first",
                          "recordings.listen");
        list.query = {http::cursor_param(), http::limit_param(200, 50), "q"};
        router.get<RecordingPage>(list, [i = &impl](Request& r) -> Result<RecordingPage> {
            return i->deps.db.read_as<RecordingPage>([&](db::Conn& conn) -> Result<RecordingPage> {
                RecordingPage page;
                const auto limit = r.query_number("limit");
                const auto rows = store::recordings(
                    conn, {r.query_number("cursor"), lower_ascii(r.query_text("q")), r.who.shops,
                           static_cast<int>(limit)});
                std::vector<ContactId> contacts;
                for (const auto& row : rows) contacts.push_back(row.recording.contact);
                const auto orders = i->deps.orders.numbers_in(conn, contacts);
                for (const auto& row : rows) {
                    Recording out;
                    out.id = row.recording.id;
                    out.contact_id = row.recording.contact;
                    out.at = row.recording.started_at;
                    out.duration_ms = row.recording.duration_ms;
                    out.operator_name = row.recording.operator_id
                                            ? i->deps.person_name(row.recording.operator_id)
                                            : "";
                    out.caller_name = row.caller_name;
                    out.caller_masked = row.number.empty() ? "" : mask_phone(row.number);
                    out.state = row.recording.state;
                    out.bytes = row.recording.bytes;
                    if (auto of = orders.find(out.contact_id); of != orders.end())
                        out.order_numbers.assign(of->second.begin(), of->second.end());
                    page.items.push_back(std::move(out));
                }
                if (!page.items.empty())
                    page.next = next_of(page.items.size(), limit, page.items.back().id.value);
                return page;
            });
        });
        auto audio =
            route(Method::get, "/api/v1/recordings/{id}/audio",
                  "The stereo WAV (left buyer, right operator); talks need recordings.listen",
                  "contacts.view");
        audio.handler = [i = &impl](Request& r) -> http::Response {
            auto path = recording_path(*i, r);
            if (!path) return http::problem(path.error());
            http::Response out;
            out.content_type = "audio/wav";
            out.file = *path;
            return out;
        };
        router.add(std::move(audio));
        auto peaks = route(Method::get, "/api/v1/recordings/{id}/peaks",
                           "The waveform: peaks 0..100 of both channels", "contacts.view");
        peaks.query = {http::number_param("points", 50, 4000, 800)};
        router.get<PeaksView>(peaks, [i = &impl](Request& r) -> Result<PeaksView> {
            auto path = recording_path(*i, r);
            if (!path) return path.error();
            auto found = media::wav_peaks(*path, static_cast<int>(r.query_number("points")));
            if (!found) return found.error();
            return PeaksView{found->duration_ms, std::move(found->left), std::move(found->right)};
        });
    }

    /// Listening needs recordings.listen and the shop; a voicemail (nobody talked) is heard by
    /// whoever may take its task.
    static Result<std::string> recording_path(Calls::Impl& i, const Request& r) {
        auto id = r.id_param("id");
        if (!id)
            return invalid("calls.recording_id", "id",
                           "the recording id in the path is not a number");
        auto path = i.deps.db.read_as<std::string>([&](db::Conn& conn) -> Result<std::string> {
            auto row = store::recording(conn, RecordingId{*id});
            if (!row) return no_recording();
            const auto contact = store::load(conn, row->contact);
            if (!contact || !in_shops(r.who, contact->shop)) return no_recording();
            if (!r.who.may("recordings.listen") && row->operator_id)
                return forbidden("calls.not_listening",
                                 "listening to talks needs the permission recordings.listen");
            if (row->state == "erased")
                return not_found("calls.recording_erased",
                                 "this recording was erased on the buyer's request");
            if (std::error_code gone; !std::filesystem::exists(row->path, gone))
                return not_found("calls.recording_missing",
                                 "the sound file is not there; look in the backup");
            return row->path;
        });
        // Listening is on the record; only the first part of a range read counts.
        const std::string range = r.header("range");
        if (path && i.deps.audit && (range.empty() || range.starts_with("bytes=0-")))
            (void)i.deps.db.write([&](db::Tx& tx) -> Result<> {
                i.deps.audit(tx, r.who.person, "recording.listened", *id);
                return {};
            });
        return path;
    }

    void add_queues() {
        router.get<QueueList>(
            route(Method::get, "/api/v1/queues", "Queues and their parameters", "settings.view"),
            [i = &impl](Request& r) -> Result<QueueList> {
                return i->deps.db.read_as<QueueList>([&](db::Conn& conn) -> Result<QueueList> {
                    QueueList out{store::queues(conn)};
                    std::erase_if(out.items, [&](const QueueSettings& q) {
                        return !in_shops(r.who, q.shop_id);
                    });
                    return out;
                });
            });
        router.on<QueueSettings, QueueSettings>(
            route(Method::put, "/api/v1/queues/{id}",
                  "Change a queue; takes effect on those already waiting", "settings.edit"),
            [i = &impl](Request& r, const QueueSettings& in) -> Result<QueueSettings> {
                auto id = r.id_param("id");
                if (!id || *id != in.id.value)
                    return invalid("calls.queue_id", "id",
                                   "the id in the path and in the body differ");
                if (auto bad = check(in)) return *bad;
                auto expected = http::if_match(r);
                if (!expected) return expected.error();
                auto saved =
                    i->deps.db.write_as<QueueSettings>([&](db::Tx& tx) -> Result<QueueSettings> {
                        const auto all = store::queues(tx.conn);
                        const auto old =
                            std::find_if(all.begin(), all.end(),
                                         [&](const QueueSettings& q) { return q.id == in.id; });
                        if (old == all.end() || !in_shops(r.who, old->shop_id)) return no_queue();
                        if (old->shop_id != in.shop_id)
                            return invalid("calls.queue_shop", "shop_id",
                                           "a queue stays with its shop; make another queue");
                        return store::save_queue(tx, in, *expected);
                    });
                if (!saved) return saved.error();
                i->floor.post([i, queue = *saved] { i->configure(queue); });
                return saved;
            });
    }

    static std::optional<Error> check(const QueueSettings& q) {
        auto range = [](std::int64_t v, std::int64_t low, std::int64_t high,
                        const char* field) -> std::optional<Error> {
            if (v >= low && v <= high) return std::nullopt;
            return invalid("calls.queue_range", field,
                           "allowed are " + std::to_string(low) + " to " + std::to_string(high));
        };
        if (q.name.empty() || q.name.size() > 100)
            return invalid("calls.queue_name", "name", "a queue needs a name of 1 to 100 bytes");
        if (auto e = range(q.ring_timeout_ms, 5000, 120000, "ring_timeout_ms")) return e;
        if (auto e = range(q.max_wait_ms, 0, 86400000, "max_wait_ms")) return e;
        if (auto e = range(q.wrap_up_ms, 0, 3600000, "wrap_up_ms")) return e;
        if (auto e = range(q.no_answer_max, 1, 100, "no_answer_max")) return e;
        if (auto e = range(q.rounds_max, 1, 100, "rounds_max")) return e;
        if (auto e = range(q.service_level_ms, 1000, 3600000, "service_level_ms")) return e;
        return std::nullopt;
    }
};

Result<ContactPage> Calls::contacts_by_id(const http::Principal& who,
                                          std::span<const ContactId> ids) const {
    store::ContactFilter filter;
    filter.shops = who.shops;
    for (auto id : ids) filter.ids.push_back(id.value);
    filter.limit = static_cast<int>(ids.size());
    if (ids.empty()) return ContactPage{};
    return impl_->deps.db.read_as<ContactPage>([&](db::Conn& conn) -> Result<ContactPage> {
        ContactPage page;
        for (const auto& c : store::contacts(conn, filter)) {
            page.items.push_back(row_of(conn, impl_->deps, c));
            if (who.may("contacts.view")) continue;
            page.items.back().caller_name.clear();  // figures are for many, buyers are not
            page.items.back().caller_masked.clear();
        }
        return page;
    });
}

std::optional<std::string> Calls::number_of(ContactId contact) {
    auto number = impl_->ask<std::string>([i = impl_.get(), contact]() -> Result<std::string> {
        auto* c = i->find(contact);
        if (!c) return not_found("calls.contact_over", "this contact is over");
        return c->row.number;
    });
    return number ? std::optional(*number) : std::nullopt;
}

void Calls::add_routes(http::Router& router) { CallRoutes{*impl_, router}.add(); }

}  // namespace ol::calls
