// What a buyer said about being contacted: by what not, and what he agreed to. A word is never
// changed: it ends, or is withdrawn, and stays as proof.
#include <algorithm>

#include "platform/base/names.hpp"
#include "platform/base/text.hpp"
#include "shop/customers/page/policy.hpp"

namespace ol::customers {
namespace {

constexpr std::size_t proof_max = 200, wording_max = 64;
constexpr int shown_max = 50;

Result<> check_proof(std::string_view proof) {
    if (utf8_length(proof) <= proof_max) return {};
    return invalid("customers.proof", "proof",
                   "At most 200 characters: a message's number, a recording and its second.");
}

Result<> check_consent(const GiveConsent& in, Time now) {
    if (!unasked(in.purpose))
        return invalid("customers.consent", "purpose",
                       "Only feedback and sales need his yes; a service he ordered does not.");
    if (trim(in.wording).empty() || utf8_length(in.wording) > wording_max)
        return invalid("customers.wording", "wording",
                       "Name the version of the words that he agreed to, such as shop-2026-10.");
    const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
    if (in.language.size() < 2 || in.language.size() > 3 ||
        !std::ranges::all_of(in.language, lower))
        return invalid("customers.language", "language",
                       "The language in which he was asked, such as uk or en.");
    if (in.expires_at && *in.expires_at <= now)
        return invalid("customers.expires", "expires_at", "It must end later than now.");
    return check_proof(in.proof);
}

/// The flag on his card is what calls look at: it stands while a stop of calls or of all does.
void set_flag(db::Tx& tx, CustomerId buyer) {
    const auto on = tx.query(R"(select count(*) from contact_stop where customer_id = ?1
        and ended_at is null and scope in ('voice', 'all'))",
                             buyer);
    const bool stands = on.i64(0, 0) > 0;
    tx.exec(R"(update customer set do_not_call = ?2, version = version + 1
        where id = ?1 and do_not_call <> ?2)",
            buyer, stands);
}

struct OldStop {
    Time at{};
    PersonId by;
};
/// The one key of the desk sets the flag alone: its last use, when no row stands for it.
std::optional<OldStop> by_key(db::Conn& c, CustomerId buyer) {
    const auto flag = c.query("select do_not_call, since from customer where id = ?1", buyer);
    if (flag.empty() || !flag.flag(0, 0)) return std::nullopt;
    const auto row = c.query(R"(select count(*) from contact_stop where customer_id = ?1
        and ended_at is null and scope in ('voice', 'all'))",
                             buyer);
    if (row.i64(0, 0) > 0) return std::nullopt;
    const auto r = c.query(R"(select at, person_id from customer_do_not_call
        where customer_id = ?1 order by at desc, id desc limit 1)",
                           buyer);
    if (r.empty()) return OldStop{from_ms(flag.i64(0, 1)), {}};
    return OldStop{from_ms(r.i64(0, 0)), {r.i64(0, 1)}};
}

void insert_stop(db::Tx& tx, IdSource& ids, CustomerId buyer, const SetStop& in,
                 std::int64_t contact, Time at, PersonId by) {
    tx.exec(R"(insert into contact_stop (id, customer_id, scope, source, proof, contact_id,
        person_id, at) values (?1,?2,?3,?4,?5,?6,?7,?8))",
            ids.next(), buyer, in.scope, in.source, trim(in.proof), contact, by, at);
}

bool stands(db::Conn& c, CustomerId buyer, StopScope scope) {
    return !c.query(R"(select id from contact_stop where customer_id = ?1 and scope = ?2
        and ended_at is null limit 1)",
                    buyer, scope)
                .empty();
}

template <NamedEnum E>
std::optional<E> maybe(const db::Rows& r, std::size_t i, int col) {
    return r.is_null(i, col) ? std::nullopt : from_name<E>(r.text(i, col));
}
std::optional<Time> maybe_time(const db::Rows& r, std::size_t i, int col) {
    return r.is_null(i, col) ? std::nullopt : std::optional(from_ms(r.i64(i, col)));
}

}  // namespace

void Policy::told(db::Tx& tx, const char* what, CustomerId buyer, PersonId by,
                  const std::string& data) const {
    tx.journal({what, buyer.value, by.value, data});
    if (d_.audit) d_.audit(tx, by, what, buyer.value, data);
}

ContactPermissions Policy::permissions(db::Conn& c, CustomerId buyer) const {
    ContactPermissions out;
    if (const auto old = by_key(c, buyer))
        out.stops.push_back(
            {{}, StopScope::voice, WordSource::call, "", old->at, name(old->by), {}, {}, ""});
    const auto s =
        c.query(R"(select id, scope, source, proof, at, person_id, ended_at, ended_source,
        ended_by from contact_stop where customer_id = ?1
        order by case when ended_at is null then 0 else 1 end, at desc, id desc limit ?2)",
                buyer, shown_max);
    for (std::size_t i = 0; i < s.size(); ++i)
        out.stops.push_back({{s.i64(i, 0)},
                             from_name<StopScope>(s.text(i, 1)).value_or(StopScope::all),
                             from_name<WordSource>(s.text(i, 2)).value_or(WordSource::other),
                             s.text(i, 3),
                             from_ms(s.i64(i, 4)),
                             name({s.i64(i, 5)}),
                             maybe_time(s, i, 6),
                             maybe<WordSource>(s, i, 7),
                             name({s.i64(i, 8)})});
    const auto r = c.query(R"(select id, purpose, channel, wording, language, source, proof, at,
        person_id, expires_at, withdrawn_at, withdrawn_source, withdrawn_by from contact_consent
        where customer_id = ?1
        order by case when withdrawn_at is null then 0 else 1 end, at desc, id desc limit ?2)",
                           buyer, shown_max);
    for (std::size_t i = 0; i < r.size(); ++i)
        out.consents.push_back(
            {{r.i64(i, 0)},
             from_name<Purpose>(r.text(i, 1)).value_or(Purpose::telesales),
             from_name<ContactChannel>(r.text(i, 2)).value_or(ContactChannel::voice),
             r.text(i, 3),
             r.text(i, 4),
             from_name<WordSource>(r.text(i, 5)).value_or(WordSource::other),
             r.text(i, 6),
             from_ms(r.i64(i, 7)),
             name({r.i64(i, 8)}),
             maybe_time(r, i, 9),
             maybe_time(r, i, 10),
             maybe<WordSource>(r, i, 11),
             name({r.i64(i, 12)})});
    return out;
}

Result<> Policy::set_stop(db::Tx& tx, CustomerId buyer, const SetStop& in, PersonId by) const {
    if (auto ok = check_proof(in.proof); !ok) return ok;
    // What the one key has set becomes a row like any other before something is added or ended.
    if (const auto old = by_key(tx.conn, buyer))
        insert_stop(tx, *d_.ids, buyer, {StopScope::voice, true, WordSource::call, ""}, 0, old->at,
                    old->by);
    if (stands(tx.conn, buyer, in.scope) == in.on) return {};
    if (in.on)
        insert_stop(tx, *d_.ids, buyer, in, 0, tx.now, by);
    else
        tx.exec(R"(update contact_stop set ended_at = ?3, ended_by = ?4, ended_source = ?5
            where customer_id = ?1 and scope = ?2 and ended_at is null)",
                buyer, in.scope, tx.now, by, in.source);
    set_flag(tx, buyer);
    told(tx, in.on ? "customer.stopped" : "customer.stop_ended", buyer, by,
         "{\"scope\":\"" + std::string(to_name(in.scope)) + "\",\"source\":\"" +
             std::string(to_name(in.source)) + "\"}");
    return {};
}

Result<> Policy::said_no_calls(db::Tx& tx, CustomerId buyer, WordSource source,
                               std::int64_t contact, PersonId by) const {
    // The journal may be told twice, and by then he may have taken it back.
    const auto known = tx.query(
        "select id from contact_stop where customer_id = ?1 and contact_id = ?2", buyer, contact);
    if (!known.empty() || by_key(tx.conn, buyer) || stands(tx.conn, buyer, StopScope::voice))
        return {};
    insert_stop(tx, *d_.ids, buyer, {StopScope::voice, true, source, ""}, contact, tx.now, by);
    set_flag(tx, buyer);
    told(tx, "customer.stopped", buyer, by,
         "{\"scope\":\"voice\",\"source\":\"" + std::string(to_name(source)) + "\"}");
    return {};
}

Result<> Policy::give_consent(db::Tx& tx, CustomerId buyer, const GiveConsent& in,
                              PersonId by) const {
    if (auto ok = check_consent(in, tx.now); !ok) return ok;
    tx.exec(R"(insert into contact_consent (id, customer_id, purpose, channel, wording, language,
        source, proof, person_id, at, expires_at) values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11))",
            d_.ids->next(), buyer, in.purpose, in.channel, trim(in.wording), in.language, in.source,
            trim(in.proof), by, tx.now, in.expires_at);
    told(tx, "customer.consented", buyer, by,
         "{\"purpose\":\"" + std::string(to_name(in.purpose)) + "\",\"channel\":\"" +
             std::string(to_name(in.channel)) + "\"}");
    return {};
}

Result<> Policy::withdraw(db::Tx& tx, CustomerId buyer, ConsentId id, WordSource source,
                          PersonId by) const {
    const auto r =
        tx.query("select purpose, channel from contact_consent where id = ?1 and customer_id = ?2",
                 id, buyer);
    if (r.empty())
        return not_found("customers.no_consent_known",
                         "There is no such consent; the list may be out of date.");
    if (tx.exec(R"(update contact_consent set withdrawn_at = ?4, withdrawn_by = ?5,
        withdrawn_source = ?6 where customer_id = ?1 and purpose = ?2 and channel = ?3
        and withdrawn_at is null)",
                buyer, r.text(0, 0), r.text(0, 1), tx.now, by, source) == 0)
        return {};
    told(tx, "customer.consent_withdrawn", buyer, by,
         "{\"purpose\":\"" + r.text(0, 0) + "\",\"channel\":\"" + r.text(0, 1) + "\"}");
    return {};
}

void Policy::erase(db::Tx& tx, CustomerId buyer) {
    tx.exec("update contact_stop set proof = '' where customer_id = ?1", buyer);
    tx.exec("update contact_consent set proof = '' where customer_id = ?1", buyer);
    tx.exec(R"(update contact_consent set withdrawn_at = ?2, withdrawn_by = 0,
        withdrawn_source = 'other' where customer_id = ?1 and withdrawn_at is null)",
            buyer, tx.now);
}

}  // namespace ol::customers
