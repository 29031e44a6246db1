#include "contact/fax/rows.hpp"

#include "platform/db/row_map.hpp"

namespace ol::fax::rows {

std::vector<Line> lines(db::Conn& conn) {
    return db::select<Line>(conn, "select * from fax_line order by shop_id, id");
}
std::optional<Line> line(db::Conn& conn, LineId id) {
    return db::select_one<Line>(conn, "select * from fax_line where id = ?1", id);
}
void insert(db::Tx& tx, const Line& l) { db::insert(tx, "fax_line", l); }
void update(db::Tx& tx, const Line& l) { db::update(tx, "fax_line", l); }

std::optional<Call> call(db::Conn& conn, FaxId id) {
    return db::select_one<Call>(conn, "select * from fax where id = ?1", id);
}
std::vector<Call> unfinished(db::Conn& conn) {
    return db::select<Call>(conn, "select * from fax where state <> 'done' order by id");
}
std::vector<Call> of_line(db::Conn& conn, LineId id, int most) {
    return db::select<Call>(conn, "select * from fax where line_id = ?1 order by id desc limit ?2",
                            id, most);
}
std::vector<Call> of(db::Conn& conn, ConversationId id) {
    return db::select<Call>(
        conn, "select * from fax where conversation_id = ?1 order by id desc limit 200", id);
}
std::int64_t tries_of(db::Conn& conn, MessageId id) {
    return conn.query("select count(*) from fax where message_id = ?1 and sends = ?2", id, true)
        .i64(0, 0);
}
void insert(db::Tx& tx, const Call& c) { db::insert(tx, "fax", c); }
void update(db::Tx& tx, const Call& c) { db::update(tx, "fax", c); }

void insert(db::Tx& tx, const Hand& h) { db::insert(tx, "by_hand", h); }
std::optional<Hand> hand_by_key(db::Conn& conn, std::string_view client_key) {
    return db::select_one<Hand>(conn, "select * from by_hand where client_key = ?1", client_key);
}
std::vector<Hand> hands_of(db::Conn& conn, ConversationId id) {
    return db::select<Hand>(
        conn, "select * from by_hand where conversation_id = ?1 order by message_id desc limit 200",
        id);
}

}  // namespace ol::fax::rows
