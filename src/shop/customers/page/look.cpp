// Who looks at a buyer, the one lock, what others wanted to say, and the ledger of calls.
#include <algorithm>

#include "platform/base/json.hpp"
#include "platform/base/log.hpp"
#include "platform/base/names.hpp"
#include "platform/base/text.hpp"
#include "shop/customers/page/page.hpp"

namespace ol::customers {

struct Page::Row {
    PersonId person;
    Purpose purpose = Purpose::other;
    Time since{};
    bool holds = false, in_talk = false;
};

namespace {

constexpr Ms looked_week{7 * 86'400'000LL}, looked_day{86'400'000};
constexpr std::size_t words_max = 300, points_max = 20;
constexpr std::int64_t noon = 12 * 60;

Purpose purpose_of(const std::string& text) {
    return from_name<Purpose>(text).value_or(Purpose::other);
}

/// A lock that ended or is hers is taken (again); another's stays.
bool take_lock(db::Tx& tx, CustomerId id, PersonId by, Purpose purpose) {
    return tx.exec(R"(insert into buyer_lock (customer_id, person_id, purpose, since, until)
        values (?1,?2,?3,?4,?5) on conflict (customer_id) do update set person_id =
        excluded.person_id, purpose = excluded.purpose,
        since = case when buyer_lock.person_id = excluded.person_id and
            buyer_lock.until > excluded.since then buyer_lock.since else excluded.since end,
        until = excluded.until
        where buyer_lock.person_id = excluded.person_id or buyer_lock.until <= excluded.since)",
                   id, by, to_name(purpose), tx.now, tx.now + look_lasts) == 1;
}

void put_look(db::Tx& tx, CustomerId id, PersonId by, Purpose purpose) {
    tx.exec("delete from buyer_look where customer_id = ?1 and until <= ?2", id, tx.now);
    tx.exec(R"(insert into buyer_look (customer_id, person_id, purpose, since, until)
        values (?1,?2,?3,?4,?5) on conflict (customer_id, person_id) do update set purpose =
        excluded.purpose, until = excluded.until)",
            id, by, to_name(purpose), tx.now, tx.now + look_lasts);
}

void leave(db::Tx& tx, CustomerId id, PersonId by) {
    tx.exec("delete from buyer_look where customer_id = ?1 and person_id = ?2", id, by);
    tx.exec("delete from buyer_lock where customer_id = ?1 and person_id = ?2", id, by);
}

void say(db::Tx& tx, CustomerId id, const std::vector<PointId>& said, PersonId by) {
    for (const auto point : said)
        tx.exec(R"(update buyer_point set said_at = ?3, said_by = ?4
            where id = ?1 and customer_id = ?2 and said_at is null)",
                point, id, tx.now, by);
}

std::int64_t minute_at(const Customer& c, Time now) {
    const auto t = c.tz.empty() ? Result<LocalTime>(Error{}) : local_time(now, c.tz);
    return t ? t->hour * 60 + t->minute : noon;
}

Error no_such_buyer() {
    return not_found("customers.unknown", "No such customer; the list may be out of date.");
}

}  // namespace

std::vector<Page::Row> Page::lookers(db::Conn& c, CustomerId id, Time now) const {
    std::vector<Row> out;
    const auto r = c.query(R"(select person_id, purpose, since from buyer_look
        where customer_id = ?1 and until > ?2 order by since, person_id limit 50)",
                           id, now);
    for (std::size_t i = 0; i < r.size(); ++i)
        out.push_back({{r.i64(i, 0)}, purpose_of(r.text(i, 1)), from_ms(r.i64(i, 2))});
    const auto row_of = [&](PersonId person, Purpose purpose, Time since) -> Row& {
        const auto it = std::ranges::find(out, person, &Row::person);
        return it != out.end() ? *it : out.emplace_back(Row{person, purpose, since});
    };
    const auto talk = d_.in_talk ? d_.in_talk(c, id) : std::nullopt;
    const auto lock = c.query(
        "select person_id, purpose, since from buyer_lock where customer_id = ?1 and until > ?2",
        id, now);
    // Who talks with him holds him, whatever page was opened first: he himself called her.
    if (talk) {
        auto& row = row_of(talk->person, Purpose::other, talk->since);
        row.holds = row.in_talk = true;
    } else if (!lock.empty()) {
        row_of({lock.i64(0, 0)}, purpose_of(lock.text(0, 1)), from_ms(lock.i64(0, 2))).holds = true;
    }
    std::ranges::stable_sort(out, std::ranges::greater{}, &Row::holds);
    return out;
}

std::vector<Effort> Page::efforts(db::Conn& c, CustomerId id, Time now) const {
    std::vector<Effort> out;
    const auto r = c.query(R"(select at, purpose from buyer_effort where customer_id = ?1
        and at > ?2 order by at desc limit 200)",
                           id, now - looked_week);
    for (std::size_t i = 0; i < r.size(); ++i)
        out.push_back({from_ms(r.i64(i, 0)), purpose_of(r.text(i, 1))});
    return out;
}

BudgetFacts Page::facts(db::Conn& c, CustomerId id, PersonId by, const std::vector<Row>& rows,
                        Time now) const {
    BudgetFacts f;
    f.now = now;
    if (const auto buyer = d_.customers.customer(c, id, Visibility::masked)) {
        f.local_minute = minute_at(*buyer, now);
        f.do_not_call = buyer->do_not_call;
    }
    for (const auto& row : rows)
        if (row.holds && row.person != by)
            f.holder = Holder{row.person, row.purpose, row.since, row.in_talk};
    f.efforts = efforts(c, id, now);
    return f;
}

std::vector<Point> Page::points(db::Conn& c, CustomerId id, Time now) const {
    std::vector<Point> out;
    const auto r = c.query(R"(select id, person_id, purpose, words, at, said_at, said_by
        from buyer_point where customer_id = ?1 and (said_at is null or said_at > ?2)
        order by at, id limit 20)",
                           id, now - looked_day);
    for (std::size_t i = 0; i < r.size(); ++i) {
        Point p{{r.i64(i, 0)},
                {r.i64(i, 1)},
                name({r.i64(i, 1)}),
                purpose_of(r.text(i, 2)),
                r.text(i, 3),
                from_ms(r.i64(i, 4)),
                {},
                {}};
        if (!r.is_null(i, 5))
            p.said_at = from_ms(r.i64(i, 5)), p.said_by_name = name({r.i64(i, 6)});
        out.push_back(std::move(p));
    }
    return out;
}

Look Page::seen(db::Conn& c, CustomerId id, PersonId by, Purpose purpose, Time now) const {
    Look out;
    const auto rows = lookers(c, id, now);
    for (const auto& row : rows) {
        out.lookers.push_back(
            {row.person, name(row.person), row.purpose, row.since, row.holds, row.in_talk});
        if (!row.holds) continue;
        out.mine = row.person == by;
        if (!out.mine) out.holder_name = name(row.person);
    }
    const auto f = facts(c, id, by, rows, now);
    out.rules = rules(c);
    out.why_not = why_not(f, out.rules, purpose);
    out.points = points(c, id, now);
    out.calls_week = static_cast<std::int64_t>(f.efforts.size());
    out.calls_today =
        std::ranges::count_if(f.efforts, [&](const Effort& e) { return e.at > now - looked_day; });
    return out;
}

Result<Look> Page::look(db::Tx& tx, CustomerId id, const LookRequest& in, PersonId by) const {
    if (!d_.customers.customer(tx.conn, id, Visibility::masked)) return no_such_buyer();
    if (utf8_length(in.words) > words_max)
        return invalid("customers.too_long", "words", "At most 300 characters fit here.");
    if (in.leave) {
        leave(tx, id, by);
        return seen(tx.conn, id, by, in.purpose, tx.now);
    }
    put_look(tx, id, by, in.purpose);
    const auto talk = d_.in_talk ? d_.in_talk(tx.conn, id) : std::nullopt;
    if (in.hold && (!talk || talk->person == by)) take_lock(tx, id, by, in.purpose);
    say(tx, id, in.said, by);
    auto out = seen(tx.conn, id, by, in.purpose, tx.now);
    if (trim(in.words).empty() || out.points.size() >= points_max) return out;
    tx.exec(R"(insert into buyer_point (id, customer_id, person_id, purpose, words, at)
        values (?1,?2,?3,?4,?5,?6))",
            d_.ids.next(), id, by, to_name(in.purpose), trim(in.words), tx.now);
    out.points = points(tx.conn, id, tx.now);
    return out;
}

namespace {

Error held(const std::string& who, const NotNow& why) {
    auto e = conflict("customers.held",
                      "Somebody else is with this buyer; what you want to say can "
                      "be handed to her on the buyer's page.");
    e.params = why.params;
    e.params.emplace_back("holder", who);
    return e;
}

Error spent(const NotNow& why) {
    auto e = conflict("customers.spent",
                      "This buyer has been called often enough; see the buyer's "
                      "page for when he may be called again.");
    e.params = {{"code", std::string(to_name(why.code))}};
    if (why.until) e.params.emplace_back("until", std::to_string(to_ms(*why.until)));
    return e;
}

/// Quiet hours and do-not-call are asked about by the call itself, and can be answered there.
bool stops_call(const NotNow& why, Purpose purpose) {
    using W = WhyNot;
    if (why.code == W::quiet_hours || why.code == W::do_not_call) return unasked(purpose);
    return why.code == W::in_talk || why.code == W::held || unasked(purpose);
}

/// The field whose figure no shop can mean; nullptr: all are well.
const char* out_of_range(const ContactRules& in) {
    struct Limit {
        const char* field;
        std::int64_t value, least, most;
    };
    for (const Limit& l : {Limit{"calls_per_day", in.calls_per_day, 1, 50},
                           {"calls_per_week", in.calls_per_week, 1, 200},
                           {"unasked_per_week", in.unasked_per_week, 0, 50},
                           {"unasked_gap_hours", in.unasked_gap_hours, 0, 168},
                           {"quiet_from_minute", in.quiet_from_minute, 0, 1439},
                           {"quiet_to_minute", in.quiet_to_minute, 0, 1439}})
        if (l.value < l.least || l.value > l.most) return l.field;
    return nullptr;
}

}  // namespace

Result<> Page::may_reach(PersonId by, CustomerId id) const {
    if (!id) return {};
    return d_.db.write([&](db::Tx& tx) -> Result<> {
        const auto rows = lookers(tx.conn, id, tx.now);
        const auto own = std::ranges::find(rows, by, &Row::person);
        const auto purpose = own == rows.end() ? Purpose::other : own->purpose;
        for (const auto& why :
             why_not(facts(tx.conn, id, by, rows, tx.now), rules(tx.conn), purpose)) {
            if (!stops_call(why, purpose)) continue;
            const bool other = why.code == WhyNot::in_talk || why.code == WhyNot::held;
            return other ? held(name(rows.front().person), why) : spent(why);
        }
        put_look(tx, id, by, purpose);
        take_lock(tx, id, by, purpose);
        return {};
    });
}

void Page::take(std::span<const db::JournalRow> rows) const {
    if (!d_.dialled) return;
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        for (const auto& row : rows) {
            if (row.fact.kind != "contact.dialled") continue;
            const auto call = d_.dialled(tx.conn, {row.fact.subject});
            if (!call || !call->customer) continue;
            const auto look =
                tx.query("select purpose from buyer_look where customer_id = ?1 and person_id = ?2",
                         call->customer, call->person);
            tx.exec(R"(insert into buyer_effort (fact_seq, customer_id, person_id, contact_id,
                purpose, at) values (?1,?2,?3,?4,?5,?6) on conflict (fact_seq) do nothing)",
                    row.seq, call->customer, call->person, row.fact.subject,
                    look.empty() ? "other" : look.text(0, 0), row.at);
        }
        return {};
    });
    if (!done) log::warn("customers", "ledger_not_saved", {{"code", done.error().code}});
}

ContactRules Page::rules(db::Conn& c) const {
    const auto r = c.query("select rules, version from contact_rules where id = 1");
    if (r.empty()) return {};
    const auto read = json::read<ContactRules>(r.text(0, 0));
    auto kept = read ? *read : ContactRules{};
    kept.version = r.i64(0, 1);
    return kept;
}

Result<ContactRules> Page::set_rules(db::Tx& tx, ContactRules in, PersonId by) const {
    if (const char* field = out_of_range(in))
        return invalid("customers.rules", field,
                       "At least one call a day and a week, gaps up to a week, times of a day.");
    const auto now = rules(tx.conn);
    if (now.version != in.version) {
        auto e = conflict("customers.version_conflict", "Somebody changed the rules meanwhile.");
        e.params = {{"version", std::to_string(now.version)}};
        return e;
    }
    ++in.version;
    tx.exec(R"(insert into contact_rules (id, rules, version, person_id, at) values (1,?1,?2,?3,?4)
        on conflict (id) do update set rules = excluded.rules, version = excluded.version,
        person_id = excluded.person_id, at = excluded.at)",
            json::write(in), in.version, by, tx.now);
    if (d_.audit) d_.audit(tx, by, "customers.rules", 0, json::write(in));
    return in;
}

}  // namespace ol::customers
