// Rules, the facts about one buyer, and the ledger. Decisions are taken by budget.cpp.
#include "shop/customers/page/policy.hpp"

#include <algorithm>

#include "platform/base/json.hpp"
#include "platform/base/names.hpp"

namespace ol::customers {
namespace {

constexpr Ms month{30 * 86'400'000LL};
constexpr int purged_at_once = 200, page_max = 100;

template <NamedEnum E>
E named(const db::Rows& r, std::size_t i, int col, E otherwise) {
    return from_name<E>(r.text(i, col)).value_or(otherwise);
}

/// Voice is counted when it left (the journal says so), everything else when it was let through.
constexpr std::string_view efforts_sql = R"(select at, purpose, channel, answered from buyer_effort
    where customer_id = ?1 and at > ?2 union all
    select at, purpose, channel, 1 = 0 from contact_ledger where customer_id = ?1 and at > ?2
    and went = ?3 and goes_on <> ?3 and channel <> 'voice' and purpose <> 'reply'
    order by 1 desc limit 500)";

constexpr std::string_view insert_sql = R"(insert into contact_ledger (id, customer_id, at, purpose,
    channel, outcome, because, why, until, went, door, person_id, subject, goes_on) values (?1,
    ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14))";

constexpr std::string_view ledger_sql = R"(select id, at, purpose, channel, outcome, because, why,
    until, went, door, person_id, subject, goes_on from contact_ledger where customer_id = ?1
    and id < ?2
    order by id desc limit ?3)";

/// A few at a time, with each new line: no clock of its own, and never a long lock.
void purge(db::Tx& tx, std::int64_t days) {
    const Time oldest = tx.now - Ms{days * 86'400'000};
    tx.exec(R"(delete from contact_ledger where id in
        (select id from contact_ledger where at < ?1 order by at limit ?2))",
            oldest, purged_at_once);
    tx.exec(R"(delete from buyer_effort where fact_seq in
        (select fact_seq from buyer_effort where at < ?1 order by at limit ?2))",
            oldest, purged_at_once);
}

}  // namespace

ContactRules Policy::rules(db::Conn& c) const {
    const auto r = c.query("select rules, version from contact_rules where id = 1");
    if (r.empty()) return {};
    const auto read = json::read<ContactRules>(r.text(0, 0));
    auto kept = read ? *read : ContactRules{};
    kept.version = r.i64(0, 1);
    return kept;
}

Result<ContactRules> Policy::set_rules(db::Tx& tx, ContactRules in, PersonId by) const {
    if (const auto field = out_of_range(in); !field.empty())
        return invalid("customers.rules", field,
                       "At least one contact a day and a week, gaps up to a week, times of a day, "
                       "seven days of 0 or 1, and 31 to 3650 days of memory.");
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

std::vector<Effort> Policy::efforts(db::Conn& c, CustomerId buyer, Time now) const {
    std::vector<Effort> out;
    const auto r = c.query(efforts_sql, buyer, now - month, true);
    for (std::size_t i = 0; i < r.size(); ++i)
        out.push_back({from_ms(r.i64(i, 0)), named(r, i, 1, Purpose::other),
                       named(r, i, 2, ContactChannel::voice), r.flag(i, 3)});
    return out;
}

BudgetFacts Policy::facts(db::Conn& c, const Customer& buyer, Time now) const {
    BudgetFacts f;
    f.now = now;
    if (d_.zones) f.zones = d_.zones(c, buyer.id);
    if (f.zones.empty() && !buyer.tz.empty()) f.zones = {buyer.tz};
    if (buyer.do_not_call) f.stops.push_back(ContactChannel::voice);
    const auto stops = c.query(
        "select scope from contact_stop where customer_id = ?1 and ended_at is null", buyer.id);
    for (std::size_t i = 0; i < stops.size(); ++i) {
        const auto channel = from_name<ContactChannel>(stops.text(i, 0));
        if (!channel)
            f.stop_all = true;
        else if (*channel != ContactChannel::voice)  // the card says that already
            f.stops.push_back(*channel);
    }
    const auto yes = c.query(R"(select purpose, channel from contact_consent where customer_id = ?1
        and withdrawn_at is null and (expires_at is null or expires_at > ?2))",
                             buyer.id, now);
    for (std::size_t i = 0; i < yes.size(); ++i)
        f.consents.push_back(
            {named(yes, i, 0, Purpose::feedback), named(yes, i, 1, ContactChannel::voice)});
    if (d_.matters) f.matters = d_.matters(c, buyer.id, now);
    if (d_.heard_at) f.heard_at = d_.heard_at(c, buyer.id);
    f.efforts = efforts(c, buyer.id, now);
    return f;
}

ContactDecision Policy::decision(const Ask& ask, const Verdict& v, Door door, PersonId by) {
    ContactDecision d;
    d.purpose = ask.purpose, d.channel = ask.channel;
    d.outcome = v.outcome, d.because = v.because, d.why = v.why, d.until = v.until;
    d.went = v.outcome == Outcome::allow;
    d.door = door;
    if (by) d.person_id = by;
    return d;
}

void Policy::record(db::Tx& tx, CustomerId buyer, ContactDecision d) const {
    tx.exec(insert_sql, d_.ids->next(), buyer, tx.now, d.purpose, d.channel, d.outcome, d.because,
            json::write(LedgerReasons{std::move(d.why)}), d.until, d.went, d.door,
            d.person_id.value_or(PersonId{}), d.subject, d.goes_on);
    purge(tx, rules(tx.conn).ledger_days);
}

ContactDecisionPage Policy::ledger(db::Conn& c, CustomerId buyer, std::int64_t before,
                                   int limit) const {
    const int most = std::clamp(limit, 1, page_max);
    const auto r =
        c.query(ledger_sql, buyer, before > 0 ? before : std::int64_t{1} << 53, most + 1);
    ContactDecisionPage out;
    for (std::size_t i = 0; i < r.size(); ++i) {
        if (std::cmp_equal(i, most)) {
            out.next = std::to_string(out.items.back().id.value);
            break;
        }
        ContactDecision d{{r.i64(i, 0)}, from_ms(r.i64(i, 1))};
        d.purpose = named(r, i, 2, Purpose::other);
        d.channel = named(r, i, 3, ContactChannel::voice);
        d.outcome = named(r, i, 4, Outcome::deny);
        d.because = named(r, i, 5, Because::none);
        if (auto kept = json::read<LedgerReasons>(r.text(i, 6))) d.why = std::move(kept->why);
        if (!r.is_null(i, 7)) d.until = from_ms(r.i64(i, 7));
        d.went = r.flag(i, 8);
        d.door = named(r, i, 9, Door::call);
        if (const PersonId by{r.i64(i, 10)}) d.person_id = by, d.by_name = name(by);
        d.subject = r.i64(i, 11), d.goes_on = r.flag(i, 12);
        out.items.push_back(std::move(d));
    }
    return out;
}

void Policy::dialled(db::Tx& tx, const db::JournalRow& row, CustomerId buyer, PersonId by) {
    const auto look = tx.query(
        "select purpose from buyer_look where customer_id = ?1 and person_id = ?2", buyer, by);
    tx.exec(R"(insert into buyer_effort (fact_seq, customer_id, person_id, contact_id, purpose, at,
        channel, answered) values (?1,?2,?3,?4,?5,?6,'voice',?7)
        on conflict (fact_seq) do nothing)",
            row.seq, buyer, by, row.fact.subject, look.empty() ? "other" : look.text(0, 0), row.at,
            false);
}

void Policy::answered(db::Tx& tx, const db::JournalRow& row) {
    tx.exec(R"(update buyer_effort set answered = ?3 where fact_seq = (select max(fact_seq)
        from buyer_effort where contact_id = ?1 and fact_seq < ?2))",
            row.fact.subject, row.seq, true);
}

}  // namespace ol::customers
