#include "contact/conversations/links/sms_rows.hpp"

#include "platform/db/row_map.hpp"

namespace ol::conversations::rows {

void keep_part(db::Tx& tx, const SmsPart& p) {
    drop_part(tx, p);
    db::insert(tx, "sms_part", p);
}

void drop_part(db::Tx& tx, const SmsPart& p) {
    tx.exec("delete from sms_part where account_id = ?1 and centre_id = ?2", p.account_id,
            p.centre_id);
}

std::optional<SmsPart> part_named(db::Conn& conn, ChannelAccountId account,
                                  const std::vector<std::string>& names,
                                  ConversationId conversation, bool early) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto p = db::select_one<SmsPart>(
            conn, "select * from sms_part where account_id = ?1 and centre_id = ?2", account,
            names[i]);
        if (!p || early != !p->message_id) continue;
        const bool told = conversation && p->conversation_id;
        if (told ? p->conversation_id == conversation : i == 0) return p;
    }
    return std::nullopt;
}

std::vector<SmsPart> parts_of(db::Conn& conn, MessageId message) {
    return db::select<SmsPart>(conn, "select * from sms_part where message_id = ?1 order by part",
                               message);
}

void keep_piece(db::Tx& tx, const SmsPiece& p) {
    tx.exec(
        "insert into sms_piece (account_id, thread, reference, parts, part, text, done, at) "
        "values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
        "on conflict (account_id, thread, reference, parts, part) do nothing",
        p.account_id, p.thread, p.reference, p.parts, p.part, p.text, p.done, p.at);
}

std::vector<SmsPiece> pieces(db::Conn& conn, const SmsPiece& like) {
    return db::select<SmsPiece>(
        conn,
        "select * from sms_piece where account_id = ?1 and thread = ?2 and reference = ?3 and "
        "parts = ?4 order by part",
        like.account_id, like.thread, like.reference, like.parts);
}

void drop_pieces(db::Tx& tx, const SmsPiece& like) {
    tx.exec(
        "delete from sms_piece where account_id = ?1 and thread = ?2 and reference = ?3 and "
        "parts = ?4",
        like.account_id, like.thread, like.reference, like.parts);
}

void pieces_done(db::Tx& tx, const SmsPiece& like) {
    tx.exec(
        "update sms_piece set done = ?5, text = '' where account_id = ?1 and thread = ?2 and "
        "reference = ?3 and parts = ?4",
        like.account_id, like.thread, like.reference, like.parts, true);
}

std::vector<SmsPiece> stale_pieces(db::Conn& conn, ChannelAccountId account, Time until) {
    return db::select<SmsPiece>(
        conn,
        "select p.* from sms_piece p where p.account_id = ?1 and p.done = ?3 and p.at < ?2 and "
        "not exists (select 1 from sms_piece e where e.account_id = p.account_id and "
        "e.thread = p.thread and e.reference = p.reference and e.parts = p.parts and "
        "(e.at > p.at or (e.at = p.at and e.part > p.part))) limit 100",
        account, until, false);
}

void forget_sms(db::Tx& tx, ChannelAccountId account, Time parts_until, Time pieces_until) {
    tx.exec("delete from sms_part where account_id = ?1 and at < ?2", account, parts_until);
    tx.exec("delete from sms_piece where account_id = ?1 and at < ?2 and done = ?3", account,
            pieces_until, true);
}

}  // namespace ol::conversations::rows
