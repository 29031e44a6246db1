#include "team/staff/history.hpp"

namespace ol::staff {
namespace {

constexpr auto insert_event =
    "insert into presence_event(id, person_id, at, state, reason) values(?1, ?2, ?3, ?4, ?5)";
constexpr auto select_in_force =
    "select person_id, at, state, reason from presence_event where person_id = ?1 and at <= ?2 "
    "order by at desc, id desc limit 1";
constexpr auto select_inside =
    "select person_id, at, state, reason from presence_event where person_id = ?1 and at > ?2 and "
    "at < ?3 "
    "order by at, id";
constexpr auto select_latest =
    "select person_id, at, state, reason from (select person_id, at, state, reason, "
    "row_number() over (partition by person_id order by at desc, id desc) as n from "
    "presence_event) as e "
    "where n = 1 order by person_id";

void read(const db::Rows& rows, std::vector<PresenceEvent>& out) {
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back({PersonId{rows.i64(i, "person_id")}, rows.text(i, "state"),
                       rows.text(i, "reason"), from_ms(rows.i64(i, "at"))});
}

}  // namespace

void append_presence(db::Tx& tx, std::int64_t id, const PresenceEvent& e) {
    tx.exec(insert_event, id, e.person, e.since, e.state, e.reason);
}

std::vector<PresenceEvent> presence_between(db::Conn& conn, PersonId person, Time from,
                                            Time until) {
    std::vector<PresenceEvent> out;
    read(conn.query(select_in_force, person, from), out);
    read(conn.query(select_inside, person, from, until), out);
    return out;
}

std::vector<PresenceEvent> latest_presence(db::Conn& conn) {
    std::vector<PresenceEvent> out;
    read(conn.query(select_latest), out);
    return out;
}

}  // namespace ol::staff
