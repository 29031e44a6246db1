#pragma once
// Rows of short messages: by which names the centre knows what we sent, and pieces of long ones
// that have not all come. Private to the room.
#include "contact/conversations/rows.hpp"

namespace ol::conversations::rows {

/// One piece of a message of ours. message_id 0: its receipt came before the answer to its sending.
struct SmsPart {
    ChannelAccountId account_id;
    std::string centre_id;  // lower case, without zeros before it
    MessageId message_id;
    ConversationId conversation_id;  // 0: the receipt's number is nobody's that we know
    std::int64_t part = 0, parts = 1;
    std::string state;  // "", "delivered", "failed"
    std::string error;  // of failed: the centre's words
    Time at{};
};
BOOST_DESCRIBE_STRUCT(SmsPart, (),
                      (account_id, centre_id, message_id, conversation_id, part, parts, state,
                       error, at))

/// A name that the centre gives anew is the new message's.
void keep_part(db::Tx& tx, const SmsPart& p);
/// The one that the centre means by any of these names; the first name that fits stands. In this
/// conversation, or (0) by its first name alone. `early`: one whose message is not known yet.
std::optional<SmsPart> part_named(db::Conn& conn, ChannelAccountId account,
                                  const std::vector<std::string>& names,
                                  ConversationId conversation, bool early);
void drop_part(db::Tx& tx, const SmsPart& p);
std::vector<SmsPart> parts_of(db::Conn& conn, MessageId message);

/// One piece of a buyer's message (1 of 1: a whole one, without its words). done: all have come and
/// are a message; the rows stay a while without words, so that a repeat is known.
struct SmsPiece {
    ChannelAccountId account_id;
    std::string thread;
    std::int64_t reference = 0, parts = 0, part = 0;
    std::string text;
    bool done = false;
    Time at{};
};
BOOST_DESCRIBE_STRUCT(SmsPiece, (), (account_id, thread, reference, parts, part, text, done, at))

void keep_piece(db::Tx& tx, const SmsPiece& p);
/// In their order.
std::vector<SmsPiece> pieces(db::Conn& conn, const SmsPiece& like);
void drop_pieces(db::Tx& tx, const SmsPiece& like);
void pieces_done(db::Tx& tx, const SmsPiece& like);
/// One piece of each message that has waited since before `until`.
std::vector<SmsPiece> stale_pieces(db::Conn& conn, ChannelAccountId account, Time until);
/// What is older than that is of no more use.
void forget_sms(db::Tx& tx, ChannelAccountId account, Time parts_until, Time pieces_until);

}  // namespace ol::conversations::rows
