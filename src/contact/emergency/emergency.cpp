// The shell: rows, the line's begin and end, promises moved, feeds from outside.
#include "contact/emergency/emergency.hpp"

#include <algorithm>

#include "platform/base/crypto.hpp"
#include "platform/base/json.hpp"
#include "platform/base/names.hpp"

namespace ol::emergency {

namespace {

constexpr std::size_t note_max = 500, name_max = 100;
constexpr std::int64_t day_ms = 86'400'000, stagger_max = 600'000;

constexpr auto select_sql =
    "select id, kind, source, note, stops, began_at, ended_at, began_by, ended_by, "
    "promises_moved, stagger_ms from emergency ";
constexpr auto insert_sql =
    "insert into emergency(id, kind, source, feed_id, note, stops, began_at, ended_at, "
    "began_by, ended_by, promises_moved, stagger_ms) "
    "values(?1,?2,?3,?4,?5,?6,?7,null,?8,0,0,0)";

Error unknown() { return not_found("emergency.unknown", "There is no such emergency."); }

std::optional<Error> check(std::int64_t move_by, std::string_view note) {
    if (move_by < 0 || move_by > 7 * day_ms)
        return invalid("emergency.move", "move_promises_by_ms",
                       "Promises move by 0 to 7 days (604,800,000 ms).");
    if (note.size() > note_max)
        return invalid("emergency.note", "note", "A note has at most 500 bytes.");
    return std::nullopt;
}

std::optional<Error> check_stagger(std::int64_t ms) {
    if (ms >= 0 && ms <= stagger_max) return std::nullopt;
    return invalid("emergency.stagger", "stagger_ms", "People come back 0 to 600,000 ms apart.");
}

/// Nobody is left who could keep a promise that nobody owes yet.
bool everybody(const Scope& scope, const std::set<std::int64_t>& shops) {
    return shops.empty() && scope.shop_ids.empty() && scope.department_ids.empty() &&
           scope.person_ids.empty();
}

std::string sum_of(std::string_view token) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (const unsigned char c : crypto::sha256(token)) {
        out += digits[c >> 4];
        out += digits[c & 15];
    }
    return out;
}

}  // namespace

Stops Emergencies::stops(const Scope& scope, const std::set<std::int64_t>& shops) {
    const auto directory = d_.staff.directory();
    std::vector<SitePerson> people;
    for (const auto& [id, member] : directory->people) {
        if (!member.person.active || !member.principal.may("desk.work")) continue;
        // Who sees some shops only, stops nobody who also works for others.
        const auto& hers = member.principal.shops;
        const bool within =
            shops.empty() ||
            (!hers.empty() && std::includes(shops.begin(), shops.end(), hers.begin(), hers.end()));
        if (!within) continue;
        people.push_back(
            {id, member.person.department_id.value_or(DepartmentId{}), member.principal.shops});
    }
    Scope seen = scope;  // who sees some shops only, stops these only
    if (!shops.empty()) {
        std::erase_if(seen.shop_ids, [&](ShopId id) { return !shops.contains(id.value); });
        if (scope.shop_ids.empty())
            for (const auto id : shops) seen.shop_ids.push_back(ShopId{id});
        else if (seen.shop_ids.empty())
            return {};
    }
    return stops_of(seen, people, d_.queues());
}

Result<Reach> Emergencies::reach(const http::Principal& who, const EmergencyIn& in) {
    if (auto bad = check(in.move_promises_by_ms, in.note)) return *bad;
    const Stops stop = stops(in.scope, who.shops);
    Reach out{static_cast<std::int64_t>(stop.people.size()),
              static_cast<std::int64_t>(stop.queues.size()), 0};
    if (in.move_promises_by_ms == 0) return out;
    auto done = d_.db.read([&](db::Conn& conn) -> Result<> {
        const Time now = d_.clock.now();
        out.promises = static_cast<std::int64_t>(d_.promises
                                                     .movable(conn, stop.people,
                                                              everybody(in.scope, who.shops),
                                                              now + Ms{in.move_promises_by_ms})
                                                     .size());
        return {};
    });
    if (!done) return done.error();
    return out;
}

Result<Emergency> Emergencies::begin(const http::Principal& who, const EmergencyIn& in) {
    return start({who.person, "desk", {}, everybody(in.scope, who.shops)}, in,
                 stops(in.scope, who.shops));
}

Result<Emergency> Emergencies::start(const By& by, const EmergencyIn& in, const Stops& stop) {
    if (auto bad = check(in.move_promises_by_ms, in.note)) return *bad;
    if (stop.people.empty())
        return invalid("emergency.nobody", "scope",
                       "Nobody who takes contacts is in this scope; choose other shops or people.");
    const auto id = d_.ids.next_id<EmergencyId>();
    std::vector<promises::Promise> moved;
    bool runs = false;
    auto made = d_.db.write_as<Emergency>([&](db::Tx& tx) -> Result<Emergency> {
        // Feeds repeat themselves, also from two connections at once: only the writer can tell.
        if (by.feed)
            if (auto known =
                    read(tx.conn, "where feed_id = ?1 and ended_at is null", by.feed.value);
                !known.empty()) {
                runs = true;
                return known.front();
            }
        tx.exec(insert_sql, id.value, to_name(in.kind), by.source, by.feed.value, in.note,
                json::write(stop), to_ms(tx.now), by.person.value);
        if (in.move_promises_by_ms > 0) {
            moved = d_.promises.postpone(tx, stop.people, by.everybody, Ms{in.move_promises_by_ms},
                                         by.person);
            tx.exec("update emergency set promises_moved = ?2 where id = ?1", id.value,
                    static_cast<std::int64_t>(moved.size()));
        }
        d_.staff.audit(tx, by.person, "emergency.began", id.value,
                       "{\"kind\":\"" + std::string(to_name(in.kind)) + "\"}");
        tx.journal({"emergency.began", id.value, by.person.value, "{}"});
        return read(tx.conn, "where id = ?1", id.value).at(0);
    });
    if (!made || runs) return made;
    d_.begin(id, stop);
    for (const auto& promise : moved)
        if (d_.promise_changed) d_.promise_changed(promise);
    tell(*made);
    return made;
}

Result<Emergency> Emergencies::end(const http::Principal& who, EmergencyId id, const AllClear& in) {
    if (auto bad = check_stagger(in.stagger_ms)) return *bad;
    if (!who.shops.empty())
        if (auto hers = reaches(who, id); !hers) return hers.error();
    return stop({who.person, "desk", {}, false}, id, Ms{in.stagger_ms});
}

/// Who sees some shops only, calls off what stops only their people.
Result<> Emergencies::reaches(const http::Principal& who, EmergencyId id) {
    const Stops hers = stops({}, who.shops);
    return d_.db.read([&](db::Conn& conn) -> Result<> {
        const auto found = read(conn, "where id = ?1", id.value);
        if (found.empty()) return unknown();
        for (const PersonId person : found.front().person_ids)
            if (!std::binary_search(hers.people.begin(), hers.people.end(), person))
                return forbidden("emergency.other_shops",
                                 "It also stops people of other shops; ask who may see them.");
        return {};
    });
}

Result<Emergency> Emergencies::stop(const By& by, EmergencyId id, Ms stagger) {
    auto ended = d_.db.write_as<Emergency>([&](db::Tx& tx) -> Result<Emergency> {
        if (read(tx.conn, "where id = ?1", id.value).empty()) return unknown();
        const auto rows = tx.exec(
            "update emergency set ended_at = ?2, ended_by = ?3, stagger_ms = ?4 "
            "where id = ?1 and ended_at is null",
            id.value, to_ms(tx.now), by.person.value, stagger.count());
        if (rows == 0)
            return conflict("emergency.over", "This emergency has been called off already.");
        d_.staff.audit(tx, by.person, "emergency.ended", id.value);
        tx.journal({"emergency.ended", id.value, by.person.value, "{}"});
        return read(tx.conn, "where id = ?1", id.value).at(0);
    });
    if (!ended) return ended;
    d_.end(id, stagger);
    tell(*ended);
    return ended;
}

std::vector<Emergency> Emergencies::read(db::Conn& conn, std::string_view where, std::int64_t id) {
    const std::string sql = select_sql + std::string(where);
    const db::Rows rows = id ? conn.query(sql, id) : conn.query(sql);
    const auto directory = d_.staff.directory();
    std::vector<Emergency> out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Emergency e;
        e.id = {rows.i64(i, 0)};
        e.kind = from_name<Kind>(rows.text(i, 1)).value_or(Kind::other);
        e.source = rows.text(i, 2);
        e.note = rows.text(i, 3);
        if (auto stops = json::read<Stops>(rows.text(i, 4))) {
            e.person_ids = stops->people;
            e.queue_ids = stops->queues;
        }
        e.began_at = from_ms(rows.i64(i, 5));
        if (!rows.is_null(i, 6)) e.ended_at = from_ms(rows.i64(i, 6));
        e.began_by = directory->name_of(PersonId{rows.i64(i, 7)});
        e.ended_by = directory->name_of(PersonId{rows.i64(i, 8)});
        e.promises_moved = rows.i64(i, 9);
        e.stagger_ms = rows.i64(i, 10);
        out.push_back(std::move(e));
    }
    return out;
}

Result<EmergencyList> Emergencies::list() {
    return d_.db.read_as<EmergencyList>([&](db::Conn& conn) -> Result<EmergencyList> {
        EmergencyList out{read(conn, "where ended_at is null order by began_at desc")};
        for (auto& e :
             read(conn, "where ended_at is not null order by began_at desc, id desc limit 50"))
            out.items.push_back(std::move(e));
        return out;
    });
}

Result<> Emergencies::resume() {
    auto running = d_.db.read_as<EmergencyList>([&](db::Conn& conn) -> Result<EmergencyList> {
        return EmergencyList{read(conn, "where ended_at is null order by began_at")};
    });
    if (!running) return running.error();
    for (const auto& e : running->items) d_.begin(e.id, {e.person_ids, e.queue_ids});
    return {};
}

/// To every desk: who takes contacts must know why hers is still.
void Emergencies::tell(const Emergency& emergency) {
    if (d_.hub) d_.hub->to_permission("desk.work", "emergency", json::write(emergency));
}

// ---- feeds ----

Result<AlertFeed> Emergencies::add_feed(const http::Principal& who, const AlertFeedIn& in) {
    if (auto bad = check(in.move_promises_by_ms, "")) return *bad;
    if (auto bad = check_stagger(in.stagger_ms)) return *bad;
    if (in.name.empty() || in.name.size() > name_max)
        return invalid("emergency.feed_name", "name", "A feed needs a name of 1 to 100 bytes.");
    const std::string token = crypto::random_token();
    AlertFeed feed{
        d_.ids.next_id<AlertFeedId>(), in, d_.public_url + "/public/v1/alerts/" + token, {}, ""};
    return d_.db.write_as<AlertFeed>([&](db::Tx& tx) -> Result<AlertFeed> {
        tx.exec(
            "insert into alert_feed(id, settings, token_sum, last_at, last_state) "
            "values(?1,?2,?3,null,'')",
            feed.id.value, json::write(in), sum_of(token));
        d_.staff.audit(tx, who.person, "alert_feed.added", feed.id.value);
        return feed;
    });
}

Result<Nothing> Emergencies::remove_feed(const http::Principal& who, AlertFeedId id) {
    return d_.db.write_as<Nothing>([&](db::Tx& tx) -> Result<Nothing> {
        if (tx.exec("delete from alert_feed where id = ?1", id.value) == 0)
            return not_found("emergency.feed", "There is no such alert feed.");
        d_.staff.audit(tx, who.person, "alert_feed.removed", id.value);
        return Nothing{};
    });
}

Result<AlertFeedList> Emergencies::feeds() {
    return d_.db.read_as<AlertFeedList>([&](db::Conn& conn) -> Result<AlertFeedList> {
        const db::Rows rows =
            conn.query("select id, settings, last_at, last_state from alert_feed order by id");
        AlertFeedList out;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            AlertFeed feed;
            feed.id = {rows.i64(i, 0)};
            if (auto in = json::read<AlertFeedIn>(rows.text(i, 1))) feed.feed = *in;
            if (!rows.is_null(i, 2)) feed.last_at = from_ms(rows.i64(i, 2));
            feed.last_state = rows.text(i, 3);
            out.items.push_back(std::move(feed));
        }
        return out;
    });
}

Result<AlertAnswer> Emergencies::alert(std::string_view token, const Alert& alert) {
    if (alert.state != "on" && alert.state != "off")
        return invalid("emergency.state", "state", "state is \"on\" or \"off\".");
    AlertFeedId feed;
    AlertFeedIn settings;
    std::optional<EmergencyId> running;
    auto known = d_.db.write([&](db::Tx& tx) -> Result<> {
        const db::Rows rows =
            tx.query("select id, settings from alert_feed where token_sum = ?1", sum_of(token));
        if (rows.size() == 0) return not_found("emergency.feed", "No alert feed has this address.");
        feed = {rows.i64(0, 0)};
        auto in = json::read<AlertFeedIn>(rows.text(0, 1));
        if (!in) return in.error();
        settings = *in;
        tx.exec("update alert_feed set last_at = ?2, last_state = ?3 where id = ?1", feed.value,
                to_ms(tx.now), alert.state);
        const db::Rows live = tx.query(
            "select id from emergency where feed_id = ?1 and ended_at is null", feed.value);
        if (live.size() > 0) running = EmergencyId{live.i64(0, 0)};
        return {};
    });
    if (!known) return known.error();
    const By by{{}, "feed", feed, everybody(settings.scope, {})};
    if (alert.state == "on" && !running) {
        const EmergencyIn in{settings.kind, alert.note.value_or(settings.name).substr(0, note_max),
                             settings.scope, settings.move_promises_by_ms};
        auto begun = start(by, in, stops(in.scope, {}));
        if (!begun) return begun.error();
        running = begun->id;
    } else if (alert.state == "off" && running) {
        auto over = stop(by, *running, Ms{settings.stagger_ms});
        if (!over && over.error().code != "emergency.over") return over.error();
        running.reset();
    }
    return AlertAnswer{alert.state, running};
}

}  // namespace ol::emergency
