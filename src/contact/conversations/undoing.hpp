#pragma once
// How a conversation stood before what was last done with it, so that it can be taken back whole:
// whose it was, its state, its clocks. Private to the room.
#include <optional>

#include "contact/conversations/rows.hpp"

namespace ol::conversations::rows {

/// One for each conversation: of the last act that can be taken back.
struct Before {
    ConversationId id;
    std::int64_t version = 0, seq = 0;  // of the conversation as the act left it
    PersonId by_id;
    Time at{};
    State state = State::open;
    Place place = Place::none;
    PersonId assignee_id;
    QueueId queue_id;
    Time asked_at{}, answer_due_at{}, line_since{}, snoozed_until{};
    bool resting = false;
    std::string disposition;
};
BOOST_DESCRIBE_STRUCT(Before, (),
                      (id, version, seq, by_id, at, state, place, assignee_id, queue_id, asked_at,
                       answer_due_at, line_since, snoozed_until, resting, disposition))

std::optional<Before> before(db::Conn& conn, ConversationId id);
/// `was`: before the act; `now`: as it is written.
void keep_before(db::Tx& tx, const Thread& was, const Thread& now, PersonId by);
void forget_before(db::Tx& tx, ConversationId id);
/// Somebody wrote to the other since: what waited then waits no more.
bool wrote_since(db::Conn& conn, ConversationId id, std::int64_t seq);

}  // namespace ol::conversations::rows
