// Who looks at a buyer, the one lock, what others wanted to say, and the door before a contact.
#include <algorithm>

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

BudgetFacts Page::facts(db::Conn& c, CustomerId id, PersonId by, const std::vector<Row>& rows,
                        Time now) const {
    const auto buyer = d_.customers.customer(c, id, Visibility::masked);
    auto f = buyer ? policy_.facts(c, *buyer, now) : BudgetFacts{now};
    for (const auto& row : rows)
        if (row.holds && row.person != by)
            f.holder = Holder{row.person, row.purpose, row.since, row.in_talk};
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
    out.rules = policy_.rules(c);
    out.why_not = why_not(f, out.rules, {purpose, ContactChannel::voice, false});
    out.points = points(c, id, now);
    const auto younger = [&](Ms span) {
        return std::ranges::count_if(f.efforts, [&](const Effort& e) { return e.at > now - span; });
    };
    out.attempts_today = younger(looked_day), out.attempts_week = younger(looked_week);
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

Page::Page(PageDeps deps)
    : d_(std::move(deps)), policy_([this] {
          PolicyDeps p = d_.policy;
          p.ids = &d_.ids, p.audit = d_.audit, p.person_name = d_.person_name;
          return p;
      }()) {}

namespace {

/// Of a call for what he needs, a spent budget is told on the page and quiet hours and do-not-call
/// are asked about by the call itself, where a person can answer for it.
bool stops_call(const NotNow& why, Purpose purpose) {
    return why.code == WhyNot::in_talk || why.code == WhyNot::held || unasked(purpose);
}

bool of_hours_or_counts(WhyNot code) {
    return code != WhyNot::no_consent && code != WhyNot::open_matter &&
           code != WhyNot::do_not_contact;
}

}  // namespace

struct Page::Asked {
    Ask ask;
    std::vector<Row> lookers;
    Verdict verdict;
};

/// On whose page she is says what she wants of him.
Page::Asked Page::ask(db::Conn& c, PersonId by, CustomerId id, const Reach& reach, Time now) const {
    Asked out;
    out.lookers = lookers(c, id, now);
    const auto own = std::ranges::find(out.lookers, by, &Row::person);
    const auto purpose = own == out.lookers.end() ? Purpose::other : own->purpose;
    out.ask = {purpose, reach.channel, reach.requested};
    auto known = facts(c, id, by, out.lookers, now);
    if (reach.goes_on_from) {
        const auto begun = std::ranges::find_if(known.efforts, [&](const Effort& e) {
            return e.at == *reach.goes_on_from && e.channel != ContactChannel::voice;
        });
        if (begun != known.efforts.end()) known.efforts.erase(begun);
    }
    out.verdict = customers::may_contact(known, policy_.rules(c), out.ask);
    return out;
}

Error Page::refused(const Asked& asked, const NotNow& why) const {
    const bool other = why.code == WhyNot::in_talk || why.code == WhyNot::held;
    auto e = other ? conflict("customers.held",
                              "Somebody else is with this buyer; what you want to say can "
                              "be handed to her on the buyer's page.")
             : of_hours_or_counts(why.code)
                 ? conflict("customers.spent",
                            "This buyer has been contacted often enough, or it is no hour for it; "
                            "see the buyer's page for when he may be contacted again.")
                 : conflict("customers.may_not",
                            "The contact policy does not allow this; the buyer's page says why.");
    e.params = why.params;
    if (other) {
        e.params.emplace_back("holder", name(asked.lookers.front().person));
        return e;
    }
    e.params.emplace_back("code", std::string(to_name(why.code)));
    const auto until = why.until ? why.until : asked.verdict.until;
    if (until) e.params.emplace_back("until", std::to_string(to_ms(*until)));
    return e;
}

Result<Verdict> Page::may_contact(db::Conn& c, CustomerId id, PersonId by, const Ask& ask) const {
    if (!d_.customers.customer(c, id, Visibility::masked)) return no_such_buyer();
    const Time now = d_.clock.now();
    return customers::may_contact(facts(c, id, by, lookers(c, id, now), now), policy_.rules(c),
                                  ask);
}

Result<> Page::may_reach(PersonId by, CustomerId id, const Reach& reach) const {
    if (!id) return {};
    std::optional<Error> no;  // the refusal is committed, and told afterwards
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        no.reset();
        const auto asked = ask(tx.conn, by, id, reach, tx.now);
        for (const auto& why : asked.verdict.why)
            if (!no && stops_call(why, asked.ask.purpose)) no = refused(asked, why);
        auto line = Policy::decision(asked.ask, asked.verdict, reach.door, by);
        line.went = !no, line.subject = reach.subject;
        policy_.record(tx, id, std::move(line));
        if (no) return {};
        put_look(tx, id, by, asked.ask.purpose);
        take_lock(tx, id, by, asked.ask.purpose);
        return {};
    });
    if (!done) return done;
    if (no) return *no;
    return {};
}

Result<> Page::may_write(db::Tx& tx, PersonId by, CustomerId id, const Reach& reach) const {
    if (!id) return {};
    const auto asked = ask(tx.conn, by, id, reach, tx.now);
    auto line = Policy::decision(asked.ask, asked.verdict, reach.door, by);
    line.subject = reach.subject, line.goes_on = reach.goes_on_from.has_value();
    if (line.went) {
        policy_.record(tx, id, std::move(line));
        return {};
    }
    d_.db.post(
        [policy = policy_, id, line](db::Tx& own) -> Result<> {
            policy.record(own, id, line);
            return {};
        },
        [](const Result<>& done) {
            if (!done) log::warn("customers", "refusal_not_saved", {{"code", done.error().code}});
        });
    return refused(asked, asked.verdict.why.front());
}

namespace {

/// A field of a fact's data, which our own rooms write.
bool says(const db::JournalRow& row, std::string_view field, std::string_view value) {
    const std::string wanted = "\"" + std::string(field) + "\":\"" + std::string(value) + "\"";
    return row.fact.data.find(wanted) != std::string::npos;
}

}  // namespace

void Page::take_row(db::Tx& tx, const db::JournalRow& row) const {
    const auto& kind = row.fact.kind;
    if (kind == "contact.dialled" && d_.dialled) {
        const auto call = d_.dialled(tx.conn, {row.fact.subject});
        if (call && call->customer) Policy::dialled(tx, row, call->customer, call->person);
    } else if (kind == "contact.dial_over") {
        if (says(row, "outcome", "answered")) Policy::answered(tx, row);
    } else if (kind == "contact.wrapped_up" && d_.dialled) {
        const auto call = d_.dialled(tx.conn, {row.fact.subject});
        if (call && call->customer && says(row, "disposition", "do_not_call"))
            (void)policy_.said_no_calls(tx, call->customer, WordSource::call, row.fact.subject,
                                        {row.fact.actor});
    } else if (kind == "conversation.closed" && d_.of_conversation) {
        const auto buyer = d_.of_conversation(tx.conn, row.fact.subject);
        if (buyer && says(row, "disposition", "do_not_call"))
            (void)policy_.said_no_calls(tx, buyer, WordSource::chat, row.fact.subject,
                                        {row.fact.actor});
    }
}

void Page::take(std::span<const db::JournalRow> rows) const {
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        for (const auto& row : rows) take_row(tx, row);
        return {};
    });
    if (!done) log::warn("customers", "ledger_not_saved", {{"code", done.error().code}});
}

}  // namespace ol::customers
