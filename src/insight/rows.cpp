// The rows behind a number. What belongs to it is said by the definitions themselves: SQL only
// brings candidates, newest first, and each is asked again here.
#include <algorithm>
#include <charconv>

#include "insight/reports.hpp"
#include "insight/store.hpp"
#include "platform/base/names.hpp"

namespace ol::insight {

namespace {

constexpr int chunk = 500;
constexpr int looked_at_max = 20000;  // per request; the cursor goes on where it stopped

struct Cursor {
    std::int64_t at = INT64_MAX, id = INT64_MAX;
};
Result<Cursor> cursor_of(const std::string& text) {
    if (text.empty()) return Cursor{};
    Cursor c;
    const char* const end = text.data() + text.size();
    const auto a = std::from_chars(text.data(), end, c.at);
    if (a.ec == std::errc{} && a.ptr != end && *a.ptr == '.') {
        const auto b = std::from_chars(a.ptr + 1, end, c.id);
        if (b.ec == std::errc{} && b.ptr == end) return c;
    }
    return invalid("insight.cursor", "cursor", "Give the cursor as the former page gave it.");
}
std::string text_of(const Cursor& c) { return std::to_string(c.at) + "." + std::to_string(c.id); }

bool allowed(const std::set<std::int64_t>& scope, std::int64_t id) {
    return scope.empty() || scope.contains(id);
}

class Search {
public:
    Search(db::Conn& conn, const Reports::Deps& deps, const http::Principal& who,
           const Reports::RowsQuery& query)
        : conn_(conn), d_(deps), who_(who), q_(query), r_(query.report) {
        if (!who.shops.empty()) people_ = deps.people_of(who.shops);
    }

    Result<ReportRows> run() {
        const auto start = cursor_of(q_.cursor);
        if (!start) return start.error();
        at_ = *start;
        if (q_.figure == "intervals") return intervals();
        if (q_.figure == "orders") return orders("confirmed");
        if (q_.figure == "orders_cancelled") return orders("cancelled");
        if (q_.figure == "offers" || q_.figure == "no_answers") return offers();
        if (q_.figure == "rating_asked") return ratings(0, rating_max);
        if (q_.figure == "ratings") return ratings(1, rating_max);
        if (q_.figure == "low_ratings") return ratings(1, low_rating_max);
        if (q_.figure == "lost")
            return visits([](const KnownVisit& k) {
                return counts(Figure::abandoned, k.visit, k.limits) ||
                       counts(Figure::flow_out, k.visit, k.limits);
            });
        if (q_.figure == "called_back") {
            by_end_ = true;
            return visits(
                [](const KnownVisit& k) { return k.source && k.visit.done_at && k.visit.agent; });
        }
        const auto figure = from_name<Figure>(q_.figure);
        if (!figure)
            return invalid("insight.figure", "figure", "There is no figure with this code.");
        by_end_ = by_talk_ = *figure == Figure::handled;
        return visits([figure](const KnownVisit& k) { return counts(*figure, k.visit, k.limits); });
    }

private:
    /// Around the days in any zone: UTC-12 to UTC+14, closed by slot_of() row by row.
    Time earliest() const { return start_of(r_.from, "UTC") - std::chrono::hours{14}; }
    Time latest() const { return start_of(r_.to, "UTC") + std::chrono::hours{12}; }
    bool in_time(Time t, const std::string& zone) const {
        const Slot slot = slot_of(t, zone);
        if (slot.day < r_.from || slot.day >= r_.to) return false;
        return !q_.hour ||
               (slot.minute % 1440 / 60 == *q_.hour && (slot.minute >= 1440) == q_.again);
    }
    std::string equal(const char* column, std::int64_t id) const {
        return id ? std::string(" and ") + column + " = " + std::to_string(id) : "";
    }
    bool full(std::size_t have) const { return have >= static_cast<std::size_t>(q_.limit); }

    /// Pages through candidates; `take` says whether the row was one of the figure.
    template <class Fetch, class Take>
    std::optional<std::string> page(const Fetch& fetch, const Take& take) {
        int found = 0;
        for (int looked = 0; looked < looked_at_max;) {
            const db::Rows rows = fetch(at_);
            for (std::size_t i = 0; i < rows.size(); ++i) {
                ++looked;
                if (take(rows, i) && ++found == q_.limit) return text_of(at_);
            }
            if (rows.size() < chunk) return std::nullopt;
        }
        return text_of(at_);
    }

    template <class Belongs>
    Result<ReportRows> visits(const Belongs& belongs) {
        const std::string moment = by_end_ ? "done_at" : "entered_at";
        std::string sql =
            "select " + std::string(store::visit_columns) + " from insight_visit where " + moment +
            " >= ?1 and " + moment + " < ?2 and (" + moment + " < ?3 or (" + moment +
            " = ?3 and contact_id < ?4)) and not test" + equal("shop_id", r_.shop.value) +
            equal("queue_id", r_.queue.value) + whose();
        const bool any_channel = r_.channel.empty() || q_.figure == "called_back";
        if (!any_channel) sql += " and channel = ?6";
        sql += " order by " + moment + " desc, contact_id desc limit ?5";
        ReportRows out;
        out.next = page(
            [&](const Cursor& c) {
                std::vector<db::Value> v{to_ms(earliest()), to_ms(latest()), c.at, c.id,
                                         std::int64_t{chunk}};
                if (!any_channel) v.emplace_back(r_.channel);
                return conn_.run(sql, v);
            },
            [&](const db::Rows& rows, std::size_t i) {
                KnownVisit k = store::visit_of(rows, i);
                const Time t = by_end_ ? *k.visit.done_at : k.visit.entered_at;
                at_ = {to_ms(t), k.visit.contact.value};
                if (!in_time(t, d_.rollups.deps().zone(k.shop)) || !belongs(k)) return false;
                if (by_talk_ && !take_share(k)) return false;
                if (!visible(k)) return false;
                out.contacts.push_back(row(k));
                return true;
            });
        return out;
    }
    /// Of handle time each has her own spans, also where another answered first.
    std::string whose() const {
        std::string out;
        for (const auto& [column, id] : {std::pair{"department_id", r_.department.value},
                                         std::pair{"agent_id", r_.person.value}}) {
            const std::string own = std::string(column) + " = " + std::to_string(id);
            if (id && by_talk_)
                out += " and (" + own +
                       " or contact_id in (select contact_id from insight_talk "
                       "where " +
                       own + "))";
            else if (id)
                out += " and " + own;
        }
        return out;
    }
    /// What the asked person or department had of the visit takes the place of the whole.
    bool take_share(KnownVisit& k) const {
        if (!r_.person && !r_.department) return true;
        const auto talks = store::talks(conn_, k.visit.contact, k.visit.queue);
        if (talks.empty()) return true;
        Visit& v = k.visit;
        v.talk_ms = v.hold_ms = v.wrap_ms = 0;
        bool any = false;
        // As the ledger: beside another a department is counted when it had him no other way.
        const bool own = std::ranges::any_of(talks, [&](const TalkShare& t) {
            return t.department == r_.department && !t.only_beside();
        });
        for (const TalkShare& t : talks) {
            if (r_.person && t.agent != r_.person) continue;
            if (r_.department && t.department != r_.department) continue;
            if (!r_.person && own && t.only_beside()) continue;
            any = true;
            v.agent = t.agent;
            k.department = t.department;
            v.talk_ms += t.talk_ms + (r_.person || !own ? t.beside_ms : 0);
            v.hold_ms += t.hold_ms;
            v.wrap_ms += t.wrap_ms;
        }
        return any;
    }
    bool visible(const KnownVisit& k) const { return may_see(k.shop, k.department); }
    bool may_see(ShopId shop, DepartmentId department) const {
        if (!allowed(who_.shops, shop.value)) return false;
        const bool of_person =
            r_.by == By::person || r_.by == By::department || r_.person || r_.department;
        return !of_person || allowed(who_.departments, department.value);
    }
    VisitRow row(const KnownVisit& k) const {
        const Visit& v = k.visit;
        return {v.contact,
                v.entered_at,
                k.channel,
                v.kind,
                d_.queue_name(v.queue),
                v.exited_at ? std::string(to_name(v.exit)) : "",
                v.agent ? d_.person_name(v.agent) : "",
                v.wait_ms,
                v.talk_ms,
                v.hold_ms,
                v.wrap_ms,
                v.rings,
                {}};
    }

    /// By the moment of the question; the visit beside it, as far as it reached the line.
    Result<ReportRows> ratings(std::int64_t least, std::int64_t most) {
        std::string sql =
            "select " + std::string(store::rating_columns) +
            " from insight_rating where at >= ?1 and at < ?2 and (at < ?3 or (at = ?3 and "
            "contact_id < ?4)) and score between ?6 and ?7" +
            equal("shop_id", r_.shop.value) + equal("queue_id", r_.queue.value) +
            equal("agent_id", r_.person.value) + equal("department_id", r_.department.value);
        if (!r_.channel.empty()) sql += " and channel = ?8";
        sql += " order by at desc, contact_id desc limit ?5";
        ReportRows out;
        out.next = page(
            [&](const Cursor& c) {
                std::vector<db::Value> v{to_ms(earliest()),   to_ms(latest()), c.at, c.id,
                                         std::int64_t{chunk}, least,           most};
                if (!r_.channel.empty()) v.emplace_back(r_.channel);
                return conn_.run(sql, v);
            },
            [&](const db::Rows& rows, std::size_t i) {
                const KnownRating r = store::rating_of(rows, i);
                at_ = {to_ms(r.at), r.contact.value};
                if (!in_time(r.at, d_.rollups.deps().zone(r.shop))) return false;
                if (!may_see(r.shop, r.department)) return false;
                out.contacts.push_back(rating_row(r));
                return true;
            });
        return out;
    }
    VisitRow rating_row(const KnownRating& r) {
        const auto known = store::visit(conn_, r.contact, r.queue);
        VisitRow one = known ? row(*known) : VisitRow{};
        one.contact_id = r.contact;
        one.at = r.at;
        one.channel = r.channel;
        one.queue_name = d_.queue_name(r.queue);
        one.person_name = r.agent ? d_.person_name(r.agent) : "";
        if (r.score) one.rating = r.score;
        return one;
    }

    Result<ReportRows> offers() {
        const std::string sql =
            "select at, seq, contact_id, queue_id, agent_id from insight_offer where at >= ?1 and "
            "at < ?2 and (at < ?3 or (at = ?3 and seq < ?4))" +
            std::string(q_.figure == "no_answers" ? " and not answered" : " and answered") +
            equal("queue_id", r_.queue.value) + equal("agent_id", r_.person.value) +
            " order by at desc, seq desc limit ?5";
        ReportRows out;
        out.next = page(
            [&](const Cursor& c) {
                return conn_.query(sql, earliest(), latest(), c.at, c.id, chunk);
            },
            [&](const db::Rows& rows, std::size_t i) {
                at_ = {rows.i64(i, 0), rows.i64(i, 1)};
                auto k = store::visit(conn_, ContactId{rows.i64(i, 2)}, QueueId{rows.i64(i, 3)});
                if (!k || k->test) return false;
                if (!in_time(from_ms(at_.at), d_.rollups.deps().zone(k->shop))) return false;
                const PersonId agent{rows.i64(i, 4)};
                const auto department = d_.rollups.deps().person(agent).department;
                if (r_.department && department != r_.department) return false;
                if (r_.shop && k->shop != r_.shop) return false;
                if (!r_.channel.empty() && k->channel != r_.channel) return false;
                if (!allowed(who_.shops, k->shop.value)) return false;
                VisitRow one = row(*k);
                one.at = from_ms(at_.at);
                one.person_name = d_.person_name(agent);
                if (q_.figure == "no_answers") one.exit = "no_answer";
                out.contacts.push_back(std::move(one));
                return true;
            });
        return out;
    }

    /// By their beginning; an interval that began before the period and reaches into it is shown.
    Result<ReportRows> intervals() {
        ReportRows out;
        if (q_.cursor.empty())
            for (const auto& s : store::states(conn_))
                add_interval(out, {s.person, s.state, s.reason, s.since, now()}, true);
        const std::string sql =
            "select from_at, person_id, to_at, state, reason from insight_interval where to_at > "
            "?1 and from_at < ?2 and (from_at < ?3 or (from_at = ?3 and person_id < ?4))" +
            equal("person_id", r_.person.value) + " order by from_at desc, person_id desc limit ?5";
        out.next = page(
            [&](const Cursor& c) {
                return conn_.query(sql, earliest(), latest(), c.at, c.id, chunk);
            },
            [&](const db::Rows& rows, std::size_t i) {
                at_ = {rows.i64(i, 0), rows.i64(i, 1)};
                return add_interval(out,
                                    {PersonId{rows.i64(i, 1)}, rows.text(i, 3), rows.text(i, 4),
                                     from_ms(rows.i64(i, 0)), from_ms(rows.i64(i, 2))},
                                    false);
            });
        return out;
    }
    Time now() const { return d_.rollups.deps().clock.now(); }
    bool add_interval(ReportRows& out, const Interval& i, bool open) const {
        const auto person = d_.rollups.deps().person(i.person);
        if (i.state == "signed_out" || i.to <= i.from) return false;
        if (r_.person && i.person != r_.person) return false;
        if (r_.department && person.department != r_.department) return false;
        if (!allowed(who_.departments, person.department.value)) return false;
        if (!who_.shops.empty() && !people_.contains(i.person.value)) return false;
        const auto in_hours = [&] {
            for (const auto& piece : pieces_of(i.from, i.to, person.zone))
                if (in_time(piece.slot.start, person.zone)) return true;
            return false;
        };
        const Time from = start_of(r_.from, person.zone), to = start_of(r_.to, person.zone);
        if (i.to <= from || i.from >= to || (q_.hour && !in_hours())) return false;
        out.intervals.push_back(
            {i.person, d_.person_name(i.person), i.state, i.reason, i.from, i.to, open});
        return true;
    }

    Result<ReportRows> orders(const std::string& what) {
        const std::string sql =
            "select " + what + "_at, order_id, shop_id, " + what + "_by, currency, total_minor, " +
            what + "_department_id from insight_order where " + what + "_at >= ?1 and " + what +
            "_at < ?2 and (" + what + "_at < ?3 or (" + what + "_at = ?3 and order_id < ?4))" +
            equal("shop_id", r_.shop.value) +
            equal(what == "confirmed" ? "confirmed_by" : "cancelled_by", r_.person.value) +
            " order by " + what + "_at desc, order_id desc limit ?5";
        ReportRows out;
        out.next = page(
            [&](const Cursor& c) {
                return conn_.query(sql, earliest(), latest(), c.at, c.id, chunk);
            },
            [&](const db::Rows& rows, std::size_t i) {
                at_ = {rows.i64(i, 0), rows.i64(i, 1)};
                const ShopId shop{rows.i64(i, 2)};
                if (!in_time(from_ms(at_.at), d_.rollups.deps().zone(shop))) return false;
                if (!allowed(who_.shops, shop.value)) return false;
                if (r_.department && rows.i64(i, 6) != r_.department.value) return false;
                const bool of_person = r_.by == By::person || r_.by == By::department;
                if (of_person && !allowed(who_.departments, rows.i64(i, 6))) return false;
                out.orders.push_back({OrderId{at_.id}, from_ms(at_.at),
                                      d_.person_name(PersonId{rows.i64(i, 3)}), rows.text(i, 4),
                                      rows.i64(i, 5)});
                return true;
            });
        return out;
    }

    db::Conn& conn_;
    const Reports::Deps& d_;
    const http::Principal& who_;
    const Reports::RowsQuery& q_;
    const ReportQuery& r_;
    std::set<std::int64_t> people_;  // of her shops, when she is bound to some
    Cursor at_;
    bool by_end_ = false, by_talk_ = false;
};

}  // namespace

Result<ReportRows> Reports::rows(const http::Principal& who, const RowsQuery& query) const {
    const auto& q = query.report;
    const bool single = q.by == By::person || q.person || query.figure == "intervals";
    if (single && !who.may("people.view") && !(q.person && who.person == q.person))
        return forbidden("insight.people", "Figures of single people need the right people.view.");
    return d_.rollups.deps().db.read_as<ReportRows>(
        [&](db::Conn& conn) { return Search(conn, d_, who, query).run(); });
}

Result<CorrectionList> Reports::corrections(const http::Principal& who,
                                            const ReportQuery& q) const {
    return d_.rollups.deps().db.read_as<CorrectionList>(
        [&](db::Conn& conn) -> Result<CorrectionList> {
            const auto r = conn.query(
                "select at, day, queue_id, agent_id, subject, change, shop_id from "
                "insight_correction where day >= ?1 and day < ?2 and (?3 = 0 or shop_id = ?3) and "
                "(?4 = 0 or queue_id = ?4) order by day desc, seq desc limit 500",
                std::int64_t{q.from}, std::int64_t{q.to}, q.shop, q.queue);
            CorrectionList out;
            const bool people = who.may("people.view") && who.departments.empty();
            for (std::size_t i = 0; i < r.size(); ++i) {
                if (!allowed(who.shops, r.i64(i, 6))) continue;
                const PersonId agent{r.i64(i, 3)};
                out.items.push_back({from_ms(r.i64(i, 0)), to_text(static_cast<Day>(r.i64(i, 1))),
                                     r.i64(i, 2) ? d_.queue_name(QueueId{r.i64(i, 2)}) : "",
                                     agent && people ? d_.person_name(agent) : "",
                                     std::to_string(r.i64(i, 4)), r.text(i, 5)});
            }
            return out;
        });
}

}  // namespace ol::insight
