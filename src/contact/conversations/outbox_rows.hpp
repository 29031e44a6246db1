#pragma once
// Rows of what leaves. Private to the room.
#include "contact/conversations/deliveries.hpp"
#include "contact/conversations/rows.hpp"

namespace ol::conversations::rows {

struct Out {
    MessageId id;
    ConversationId conversation_id;
    ChannelAccountId account_id;
    ChannelKind channel = ChannelKind::generic;
    MessageState state = MessageState::queued;
    std::int64_t attempts = 0;  // that failed
    Time next_at{}, left_at{};
    std::string channel_id;  // the channel's own name of it, once told
    Time created_at{};
};
BOOST_DESCRIBE_STRUCT(Out, (),
                      (id, conversation_id, account_id, channel, state, attempts, next_at, left_at,
                       channel_id, created_at))

/// Waits to leave; its message has been written in this transaction.
void queue_out(db::Tx& tx, const Words& w, ChannelKind channel);
std::optional<Out> out(db::Conn& conn, MessageId id);
/// Of this conversation by the channel's name; else of the whole account when only one has it.
std::optional<Out> out_named(db::Conn& conn, ChannelAccountId account, ConversationId conversation,
                             std::string_view channel_id);
/// By the id that we gave it (its message's).
std::optional<Out> out_by_our_id(db::Conn& conn, ChannelAccountId account, std::string_view id);
int waiting_out(db::Conn& conn, ChannelAccountId account);
/// The first whose time has come and before which nothing of its conversation waits.
std::optional<Out> due_out(db::Conn& conn, ChannelAccountId account, Time now);
std::optional<Time> next_due(db::Conn& conn, ChannelAccountId account);
std::vector<Out> sending(db::Conn& conn);  // of all: at a start
std::vector<Out> sending_of(db::Conn& conn, ChannelAccountId account);
/// Those of a conversation that its other end had when it told so much, oldest first.
std::vector<Out> out_until(db::Conn& conn, ConversationId conversation, Time until);
std::vector<ChannelAccountId> accounts_with_out(db::Conn& conn);
Time last_left(db::Conn& conn, ConversationId conversation);
void update(db::Tx& tx, const Out& o);
/// The one that moves the state, of the row and of its message. False: it stays as it is.
bool step(db::Tx& tx, Out& o, Course course, const std::optional<Trouble>& why = {});

}  // namespace ol::conversations::rows
