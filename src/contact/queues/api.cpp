// Routes of queues: list, make, check, change, take away, versions.
#include "contact/queues/api.hpp"

#include <algorithm>

namespace ol::queues {

namespace {

constexpr std::size_t note_max = 300;

Error no_queue() { return not_found("queues.unknown", "There is no such queue."); }

std::optional<QueueSettings> seen(db::Conn& conn, const http::Principal& who, QueueId id) {
    auto found = store::queue(conn, id);
    if (found && !in_shops(who, found->shop_id)) found.reset();
    return found;
}

Result<Author> author_of(const Request& r) {
    Author author{r.who.person, r.query_text("note")};
    if (author.note.size() > note_max)
        return invalid("queues.note", "note", "A note has at most 300 bytes.");
    return author;
}

Result<QueueSettings> create(const Deps& d, Request& r, QueueSettings in) {
    if (!in_shops(r.who, in.shop_id))
        return invalid("queues.shop", "shop_id", "There is no such shop.");
    if (d.shop_known) {
        const auto known = d.shop_known(in.shop_id);
        if (!known) return known.error();
        if (!*known) return invalid("queues.shop", "shop_id", "There is no such shop.");
    }
    const auto author = author_of(r);
    if (!author) return author.error();
    in.id = d.ids.next_id<QueueId>();
    auto made = d.db.write_as<QueueSettings>([&](db::Tx& tx) -> Result<QueueSettings> {
        if (auto bad = refusal(check(in, around(tx.conn, d)))) return *bad;
        if (d.audit) d.audit(tx, r.who.person, "queue.created", in.id.value);
        return save(tx, in, std::nullopt, *author);
    });
    if (made && d.queue_changed) d.queue_changed(*made);
    return made;
}

Result<QueueSettings> change(const Deps& d, Request& r, const QueueSettings& in) {
    const auto id = r.id_param("id");
    if (!id || *id != in.id.value)
        return invalid("queues.id", "id", "The id in the path and in the body differ.");
    const auto expected = http::if_match(r);
    if (!expected) return expected.error();
    const auto author = author_of(r);
    if (!author) return author.error();
    auto saved = d.db.write_as<QueueSettings>([&](db::Tx& tx) -> Result<QueueSettings> {
        const auto old = seen(tx.conn, r.who, in.id);
        if (!old) return no_queue();
        if (old->shop_id != in.shop_id)
            return invalid("queues.other_shop", "shop_id",
                           "A queue stays with its shop; make another queue.");
        if (auto bad = refusal(check(in, around(tx.conn, d)))) return *bad;
        if (d.audit) d.audit(tx, r.who.person, "queue.changed", in.id.value);
        return save(tx, in, *expected, *author);
    });
    if (saved && d.queue_changed) d.queue_changed(*saved);
    return saved;
}

/// Whose overflow or order still names it.
const QueueSettings* user_of(QueueId id, const std::vector<QueueSettings>& all) {
    const auto names = [id](const QueueSettings& q) {
        const auto& steps = q.rules.overflow;
        const auto& yields = q.rules.yields_to;
        return q.id != id && (std::find(yields.begin(), yields.end(), id) != yields.end() ||
                              std::any_of(steps.begin(), steps.end(),
                                          [id](const WaitingStep& s) { return s.queue_id == id; }));
    };
    const auto found = std::find_if(all.begin(), all.end(), names);
    return found == all.end() ? nullptr : &*found;
}

/// Takes the rows away; the queue of the same shop that its call-backs go to.
Result<QueueId> take_away(const Deps& d, db::Tx& tx, const http::Principal& who, QueueId id) {
    const auto all = load_queues(tx.conn);
    const auto old = seen(tx.conn, who, id);
    if (!old) return no_queue();
    const auto instead = std::find_if(all.begin(), all.end(), [&](const QueueSettings& q) {
        return q.id != id && q.shop_id == old->shop_id;
    });
    if (instead == all.end())
        return conflict("queues.last_of_shop",
                        "A shop needs a queue: make another one before this one goes.");
    if (const auto* user = user_of(id, all)) {
        auto used = conflict("queues.still_used",
                             "Another queue names this one in its rules; change that one first.");
        used.params = {{"queue", user->name}};
        return used;
    }
    if (d.audit) d.audit(tx, who.person, "queue.removed", id.value);
    store::remove(tx, id);
    if (d.leaves) d.leaves(tx, id, old->shop_id);
    return instead->id;
}

Result<Removed> remove(const Deps& d, Request& r) {
    const auto id = r.id_param("id");
    if (!id) return no_queue();
    const QueueId queue{*id};
    if (r.query_text("force") != "yes" && d.waiting) {
        const auto waiting = d.waiting(queue);
        if (!waiting) return waiting.error();
        if (*waiting > 0) {
            auto full = conflict("queues.not_empty",
                                 "Somebody waits here; with force=yes they leave as withdrawn.");
            full.params = {{"waiting", std::to_string(*waiting)}};
            return full;
        }
    }
    const auto instead =
        d.db.write_as<QueueId>([&](db::Tx& tx) { return take_away(d, tx, r.who, queue); });
    if (!instead) return instead.error();
    if (d.queue_removed) d.queue_removed(queue, *instead);
    return Removed{};
}

Result<QueueVersions> versions(const Deps& d, const Request& r) {
    const auto id = r.id_param("id");
    if (!id) return no_queue();
    return d.db.read_as<QueueVersions>([&](db::Conn& conn) -> Result<QueueVersions> {
        if (!seen(conn, r.who, QueueId{*id})) return no_queue();
        QueueVersions out;
        for (auto& k :
             store::versions(conn, QueueId{*id}, static_cast<int>(r.query_number("limit", 50)),
                             r.query_number("before"))) {
            if (k.by && d.person_name) k.version.by_name = d.person_name(k.by);
            out.items.push_back(std::move(k.version));
        }
        return out;
    });
}

}  // namespace

Surroundings around(db::Conn& conn, const Deps& deps) {
    Surroundings s{load_queues(conn), store::agents(conn), {}};
    if (deps.person_name)
        s.known = [&deps](PersonId person) { return !deps.person_name(person).empty(); };
    return s;
}

std::optional<Error> refusal(const CheckResult& result) {
    for (const Finding& f : result.findings) {
        if (f.severity != Severity::error) continue;
        auto error = invalid("queues." + f.code, f.field,
                             "The queue was not saved: " + f.field + " is against the rule " +
                                 f.code + "; POST /api/v1/queues/check names everything.");
        error.params = f.params;
        return error;
    }
    return std::nullopt;
}

void add_queue_routes(http::Router& router, std::shared_ptr<const Deps> d) {
    const std::string path = "/api/v1/queues", one = path + "/{id}";
    router.get<QueueList>(
        route(Method::get, path, "Queues with their rules", "settings.view"),
        [d](Request& r) -> Result<QueueList> {
            return d->db.read_as<QueueList>([&](db::Conn& conn) -> Result<QueueList> {
                QueueList out{load_queues(conn)};
                std::erase_if(out.items,
                              [&](const QueueSettings& q) { return !in_shops(r.who, q.shop_id); });
                return out;
            });
        });
    auto make = route(Method::post, path, "Make a queue", "queues.edit");
    make.query = {"note"};
    router.on<QueueSettings, QueueSettings>(
        std::move(make), [d](Request& r, const QueueSettings& in) { return create(*d, r, in); });
    router.on<QueueSettings, CheckResult>(
        route(Method::post, path + "/check",
              "What is wrong with a queue, and whom its skills find; nothing is kept",
              "settings.view"),
        [d](Request&, const QueueSettings& in) -> Result<CheckResult> {
            return d->db.read_as<CheckResult>(
                [&](db::Conn& conn) -> Result<CheckResult> { return check(in, around(conn, *d)); });
        });
    auto put = route(Method::put, one, "Change a queue (If-Match); takes effect on those waiting",
                     "queues.edit");
    put.query = {"note"};
    router.on<QueueSettings, QueueSettings>(
        std::move(put), [d](Request& r, const QueueSettings& in) { return change(*d, r, in); });
    auto del = route(Method::del, one, "Take a queue away; its call-backs go to the shop's next",
                     "queues.edit");
    del.query = {http::choice_param("force", {"yes", "no"})};
    router.get<Removed>(std::move(del), [d](Request& r) { return remove(*d, r); });
    auto history = route(Method::get, one + "/versions",
                         "Who changed what in a queue, newest first", "settings.view");
    history.query = {http::limit_param(100, 50),
                     http::number_param("before", 0, std::int64_t{1} << 53)};
    router.get<QueueVersions>(std::move(history), [d](Request& r) { return versions(*d, r); });
}

void add_routes(http::Router& router, Deps deps) {
    const auto kept = std::make_shared<const Deps>(std::move(deps));
    add_queue_routes(router, kept);
    add_agent_routes(router, kept);
    add_team_routes(router, kept);
    add_import_routes(router, kept);
}

}  // namespace ol::queues
