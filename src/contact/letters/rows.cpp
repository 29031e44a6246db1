#include "contact/letters/rows.hpp"

#include "platform/db/row_map.hpp"

namespace ol::letters::rows {

std::vector<Box> boxes(db::Conn& conn) {
    return db::select<Box>(conn, "select * from mailbox order by shop_id, id");
}
std::optional<Box> box(db::Conn& conn, MailboxId id) {
    return db::select_one<Box>(conn, "select * from mailbox where id = ?1", id);
}
void insert(db::Tx& tx, const Box& b) { db::insert(tx, "mailbox", b); }
void update(db::Tx& tx, const Box& b) { db::update(tx, "mailbox", b); }
void place(db::Tx& tx, MailboxId id, std::int64_t validity, std::int64_t uid) {
    tx.exec("update mailbox set validity = ?2, last_uid = ?3 where id = ?1", id, validity, uid);
}

std::optional<Letter> letter(db::Conn& conn, MessageId id) {
    return db::select_one<Letter>(conn, "select * from letter where id = ?1", id);
}
std::vector<Letter> letters_of(db::Conn& conn, ConversationId id) {
    return db::select<Letter>(
        conn, "select * from letter where conversation_id = ?1 order by id desc limit 200", id);
}
std::optional<Letter> last_from_him(db::Conn& conn, ConversationId id) {
    return db::select_one<Letter>(
        conn,
        "select * from letter where conversation_id = ?1 and sort = 'letter' order by id desc "
        "limit 1",
        id);
}
std::optional<Letter> by_rfc_id(db::Conn& conn, ShopId shop, std::string_view rfc_id) {
    if (rfc_id.empty()) return std::nullopt;
    return db::select_one<Letter>(
        conn, "select * from letter where rfc_id = ?1 and shop_id = ?2 order by id desc limit 1",
        rfc_id, shop);
}
std::optional<Letter> alike(db::Conn& conn, MailboxId box, std::string_view from,
                            std::string_view plain_subject, Time since) {
    return db::select_one<Letter>(
        conn,
        "select * from letter where mailbox_id = ?1 and from_address = ?2 and plain_subject = ?3 "
        "and sort = 'letter' and at >= ?4 order by id desc limit 1",
        box, from, plain_subject, since);
}
void insert(db::Tx& tx, const Letter& l) { db::insert(tx, "letter", l); }

std::optional<ConversationId> of_token(db::Conn& conn, ShopId shop, std::string_view token) {
    if (token.empty()) return std::nullopt;
    const auto found = conn.query(
        "select conversation_id from letter_token where token = ?1 and shop_id = ?2", token, shop);
    if (found.empty()) return std::nullopt;
    return ConversationId{found.i64(0, 0)};
}
std::string token_of(db::Tx& tx, ShopId shop, ConversationId id, const std::string& fresh) {
    const auto known = tx.query("select token from letter_token where conversation_id = ?1", id);
    if (!known.empty()) return known.text(0, 0);
    tx.exec("insert into letter_token (conversation_id, shop_id, token) values (?1, ?2, ?3)", id,
            shop, fresh);
    return fresh;
}
bool raw_used(db::Conn& conn, std::string_view raw) {
    return conn.query("select count(*) from letter where raw = ?1", raw).i64(0, 0) > 0;
}

}  // namespace ol::letters::rows
