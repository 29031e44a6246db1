// Requests for more than one's own limits: asked, decided by the superior, carried out then only.
#include "shop/approvals/approvals.hpp"

#include <algorithm>

#include "platform/base/names.hpp"
#include "platform/base/text.hpp"
#include "shop/approvals/box.hpp"

namespace ol::approvals {
namespace {

constexpr auto sql_select = R"(select id, shop_id, order_id, order_number, subject, subject_id,
    currency, box, asked_by, asked_at, decide_by, why, superior_id, state, decided_by, decided_at,
    reason, version, cause from approval )";

Result<> said(std::string_view text, std::string_view field) {
    const std::string code = "approvals." + std::string(field);
    if (trim(text).empty())
        return invalid(code, std::string(field), "Say why; it stays on record.");
    if (!valid_utf8(text) || utf8_length(text) > why_max)
        return invalid(code, std::string(field), "At most 500 characters fit here.");
    return {};
}

std::string subject_json(const Approval& a) {
    return R"({"order":")" + std::to_string(a.order_id.value) + R"(","subject":")" +
           std::string(to_name(a.subject)) + R"("})";
}

}  // namespace

std::vector<Approval> Approvals::read(db::Conn& c, std::string_view where,
                                      std::span<const db::Value> args) const {
    const auto r = c.run(std::string(sql_select) + std::string(where), args);
    const auto name = [&](PersonId p) {
        return d_.person_name ? d_.person_name(c, p) : std::string();
    };
    std::vector<Approval> out;
    for (std::size_t i = 0; i < r.size(); ++i) {
        Approval a;
        a.id = {r.i64(i, 0)}, a.shop_id = {r.i64(i, 1)}, a.order_id = {r.i64(i, 2)};
        a.order_number = r.text(i, 3);
        a.subject = from_name<Subject>(r.text(i, 4)).value_or(Subject::edit);
        a.subject_id = r.i64(i, 5), a.currency = r.text(i, 6);
        if (auto box = json::read<Box>(r.text(i, 7))) a.over = box->over, a.words = box->words;
        a.asked_by = {r.i64(i, 8)}, a.asked_by_name = name(a.asked_by);
        a.asked_at = from_ms(r.i64(i, 9)), a.decide_by = from_ms(r.i64(i, 10));
        a.why = r.text(i, 11);
        a.superior_id = {r.i64(i, 12)}, a.superior_name = name(a.superior_id);
        a.state = from_name<State>(r.text(i, 13)).value_or(State::lapsed);
        if (!r.is_null(i, 14)) {
            a.decided_by = PersonId{r.i64(i, 14)};
            a.decided_by_name = name(*a.decided_by);
        }
        if (!r.is_null(i, 15)) a.decided_at = from_ms(r.i64(i, 15));
        a.reason = r.text(i, 16), a.version = r.i64(i, 17);
        a.cause = r.text(i, 18);
        out.push_back(std::move(a));
    }
    name_answerers(c, out);
    return out;
}

std::vector<PersonId> Approvals::line_of(PersonId superior, Time now) const {
    return d_.line ? d_.line(superior, now) : std::vector<PersonId>{superior};
}

/// Many requests wait for few superiors: each one's line is looked up once.
void Approvals::name_answerers(db::Conn& c, std::vector<Approval>& some) const {
    std::map<PersonId, std::vector<PersonId>> lines;
    for (auto& a : some) {
        if (a.state != State::open) continue;
        const auto [line, fresh] = lines.try_emplace(a.superior_id);
        if (fresh) line->second = line_of(a.superior_id, d_.clock.now());
        a.answer_id = answerer(line->second, a.asked_by, d_.present);
        if (a.answer_id && d_.person_name) a.answer_name = d_.person_name(c, *a.answer_id);
    }
}

Result<Approval> Approvals::approval(db::Conn& c, ApprovalId id) const {
    const db::Value args[] = {id.value};
    auto found = read(c, "where id = ?1", args);
    if (found.empty())
        return not_found("approvals.unknown", "No such request; the list may be out of date.");
    return std::move(found.front());
}

std::vector<Approval> Approvals::of_order(db::Conn& c, OrderId order) const {
    const db::Value args[] = {order.value};
    return read(c, "where order_id = ?1 order by asked_at desc, id desc limit 50", args);
}

ApprovalList Approvals::list(db::Conn& c, PersonId reader,
                             const std::set<std::int64_t>& shops) const {
    ApprovalList out;
    const auto take = [&](std::vector<Approval> some) {
        for (auto& a : some)
            if (shops.empty() || shops.contains(a.shop_id.value) || a.superior_id == reader ||
                a.answer_id == reader)
                out.items.push_back(std::move(a));
    };
    take(read(c, "where state = 'open' order by decide_by, id limit 500", {}));
    out.mine = std::ranges::count_if(out.items, [&](const Approval& a) {
        return a.superior_id == reader || a.answer_id == reader;
    });
    take(read(c, "where state <> 'open' order by decided_at desc, id desc limit 100", {}));
    return out;
}

Result<Approval> Approvals::ask(db::Tx& tx, const NewApproval& in, PersonId by) const {
    if (auto ok = said(in.why, "why"); !ok) return ok.error();
    const auto boss = d_.superior ? d_.superior(by, tx.now) : std::nullopt;
    if (!boss) return conflict("approvals.nobody", "Nobody is above you here; decide yourself.");
    const auto open = tx.query(
        "select id from approval where subject = ?1 and subject_id = ?2 and state = 'open'",
        in.subject, in.subject_id);
    if (!open.empty())
        return conflict("approvals.open",
                        "A request about this waits already; withdraw it to ask for another.");
    const auto id = d_.ids.next_id<ApprovalId>();
    const auto answer = holds(tx.conn, in.shop, by, tx.now).answer_min;
    const Time by_clock = tx.now + Ms{answer * 60'000};
    const Time decide_by = in.not_after ? std::min(by_clock, *in.not_after) : by_clock;
    tx.exec(R"(insert into approval (id, shop_id, order_id, order_number, subject, subject_id,
        currency, box, request, asked_by, asked_at, decide_by, why, superior_id, state, decided_by,
        decided_at, reason, version) values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,'open',
        null,null,'',1))",
            id, in.shop, in.order, in.order_number, in.subject, in.subject_id, in.currency,
            json::write(Box{in.over, in.words}), in.request, by, tx.now, decide_by, trim(in.why),
            *boss);
    auto made = approval(tx.conn, id);
    if (made) tx.journal({"approval.asked", id.value, by.value, subject_json(*made)});
    return made;
}

Result<Approval> Approvals::open_one(db::Conn& c, ApprovalId id, std::int64_t version) const {
    auto a = approval(c, id);
    if (!a) return a;
    if (a->state != State::open)
        return conflict("approvals.state", "This request has ended already.");
    if (a->version != version) {
        auto e =
            conflict("approvals.version_conflict", "This request changed meanwhile; look again.");
        e.params = {{"version", std::to_string(a->version)}};
        return e;
    }
    return a;
}

Result<> Approvals::may_decide(const Approval& a, PersonId by, Time now) const {
    // Up to the first who is present: nobody is passed over who could answer himself.
    const auto line = line_of(a.superior_id, now);
    const auto last = std::ranges::find(line, a.answer_id.value_or(a.superior_id));
    const bool in_line = last != line.end() && std::find(line.begin(), last + 1, by) != last + 1;
    const auto above = d_.superior ? d_.superior(a.asked_by, now) : std::nullopt;
    if (by == a.asked_by || (by != a.superior_id && above != by && !in_line))
        return forbidden("approvals.not_yours", "This request waits for somebody else.");
    if (now > a.decide_by)
        return conflict("approvals.too_late", "Its time is over; it has to be asked again.");
    return {};
}

/// The one place that ends a request.
Result<Approval> Approvals::end(db::Tx& tx, Approval a, State to, std::string_view reason,
                                PersonId by) const {
    tx.exec(R"(update approval set state = ?2, decided_by = ?3, decided_at = ?4, reason = ?5,
        version = version + 1 where id = ?1)",
            a.id, to, by ? std::optional(by) : std::nullopt, tx.now, trim(reason));
    tx.journal({"approval." + std::string(to_name(to)), a.id.value, by.value, subject_json(a)});
    return approval(tx.conn, a.id);
}

Result<Approval> Approvals::pass_on(db::Tx& tx, const Approval& a, PersonId to, PersonId by) const {
    tx.exec("update approval set superior_id = ?2, version = version + 1 where id = ?1", a.id, to);
    tx.journal({"approval.passed_on", a.id.value, by.value,
                R"({"to":")" + std::to_string(to.value) + R"("})"});
    return approval(tx.conn, a.id);
}

Result<Approval> Approvals::approve(ApprovalId id, std::int64_t version, const DecideApproval& in,
                                    PersonId by) const {
    if (!trim(in.reason).empty())
        if (auto ok = said(in.reason, "reason"); !ok) return ok.error();
    auto done = d_.db.write_as<Approval>([&](db::Tx& tx) -> Result<Approval> {
        auto a = open_one(tx.conn, id, version);
        if (!a) return a;
        if (auto ok = may_decide(*a, by, tx.now); !ok) return ok.error();
        const auto most = holds(tx.conn, a->shop_id, by, tx.now).most;
        const bool beyond = std::ranges::any_of(a->over, [&](const Over& o) {
            Asked asked;
            (o.kind == LimitKind::money      ? asked.money
             : o.kind == LimitKind::attempts ? asked.attempts
                                             : asked.days) = o.asked;
            return !approvals::over(most, asked).empty();
        });
        const auto above = d_.superior ? d_.superior(by, tx.now) : std::nullopt;
        if (beyond && above) return pass_on(tx, *a, *above, by);
        const auto request = tx.query("select request from approval where id = ?1", id).text(0, 0);
        auto ended = end(tx, *a, State::approved, in.reason, by);
        if (!ended) return ended;
        if (const auto carry = carry_.find(a->subject); carry != carry_.end())
            if (auto ok = carry->second(tx, *ended, request); !ok) return ok.error();
        return ended;
    });
    if (!done) return done;
    const bool open = done->state == State::open;
    if (const auto then = then_.find(done->subject); !open && then != then_.end())
        then->second(*done);
    if (open)
        tell_asked(*done);
    else if (d_.tell)
        d_.tell(done->asked_by, *done);
    return done;
}

Result<Approval> Approvals::refuse(ApprovalId id, std::int64_t version, const DecideApproval& in,
                                   PersonId by) const {
    if (auto ok = said(in.reason, "reason"); !ok) return ok.error();
    auto done = d_.db.write_as<Approval>([&](db::Tx& tx) -> Result<Approval> {
        auto a = open_one(tx.conn, id, version);
        if (!a) return a;
        if (auto ok = may_decide(*a, by, tx.now); !ok) return ok.error();
        return end(tx, *a, State::refused, in.reason, by);
    });
    if (done && d_.tell) d_.tell(done->asked_by, *done);
    return done;
}

Result<Approval> Approvals::withdraw(ApprovalId id, std::int64_t version, PersonId by) const {
    auto done = d_.db.write_as<Approval>([&](db::Tx& tx) -> Result<Approval> {
        auto a = open_one(tx.conn, id, version);
        if (!a) return a;
        if (a->asked_by != by)
            return forbidden("approvals.not_yours", "Only who asked withdraws it.");
        return end(tx, *a, State::withdrawn, "", by);
    });
    if (done && d_.tell) d_.tell(done->superior_id, *done);
    return done;
}

void Approvals::close(db::Tx& tx, Approval a, std::string_view cause) const {
    tx.exec("update approval set cause = ?2, untold = ?3 where id = ?1", a.id, cause, true);
    (void)end(tx, std::move(a), State::withdrawn, "", {});
    untold_ = true;
}

void Approvals::close_order(db::Tx& tx, OrderId order, std::string_view cause,
                            std::optional<Subject> only) const {
    const db::Value args[] = {order.value};
    for (auto& a : read(tx.conn, "where order_id = ?1 and state = 'open'", args))
        if (!only || a.subject == *only) close(tx, std::move(a), cause);
}

void Approvals::close_asker(db::Tx& tx, PersonId asker) const {
    const db::Value args[] = {asker.value};
    for (auto& a : read(tx.conn, "where state = 'open' and asked_by = ?1", args))
        close(tx, std::move(a), "asker_gone");
}

void Approvals::tell_asked(const Approval& a) const {
    if (!d_.tell) return;
    d_.tell(a.superior_id, a);
    if (a.answer_id && a.answer_id != a.superior_id) d_.tell(*a.answer_id, a);
}

void Approvals::tell_closed() const {
    if (untold_.exchange(false)) tell_untold();
}

void Approvals::tell_untold() const {
    std::vector<Approval> closed;
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        const db::Value args[] = {true};
        closed = read(tx.conn, "where untold = ?1 order by id limit 500", args);
        for (const auto& a : closed)
            tx.exec("update approval set untold = ?2 where id = ?1", a.id, false);
        return {};
    });
    if (!done || !d_.tell) return;
    for (const auto& a : closed) {
        d_.tell(a.asked_by, a);
        d_.tell(a.superior_id, a);
    }
}

void Approvals::drop(db::Tx& tx, Subject subject, std::int64_t subject_id) const {
    const db::Value args[] = {std::string(to_name(subject)), subject_id};
    for (auto& a : read(tx.conn, "where subject = ?1 and subject_id = ?2 and state = 'open'", args))
        (void)end(tx, std::move(a), State::withdrawn, "", {});
}

std::optional<Time> Approvals::run_due(Time now) const {
    tell_closed();
    std::vector<Approval> lapsed;
    std::optional<Time> next;
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        lapsed.clear(), next.reset();
        const db::Value args[] = {to_ms(now)};
        for (auto& a :
             read(tx.conn, "where state = 'open' and decide_by < ?1 order by decide_by limit 500",
                  args))
            if (auto ended = end(tx, std::move(a), State::lapsed, "", {}))
                lapsed.push_back(std::move(*ended));
        const auto r = tx.query(
            "select decide_by from approval where state = 'open' order by decide_by limit 1");
        if (!r.empty()) next = from_ms(r.i64(0, 0)) + Ms{1};
        return {};
    });
    if (done && d_.tell)
        for (const auto& a : lapsed) {
            d_.tell(a.asked_by, a);
            d_.tell(a.superior_id, a);
        }
    return next;
}

void erase_orders(db::Tx& tx, std::span<const OrderId> orders) {
    for (const auto order : orders)
        tx.exec(
            "update approval set why = '', reason = '', box = '{}', request = '{}' where order_id "
            "= ?1",
            order);
}

}  // namespace ol::approvals
