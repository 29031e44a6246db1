#pragma once
// Rows of cascades. Private to the room. Ids, times and codes: the words are their messages'.
#include "contact/conversations/cascade_types.hpp"
#include "platform/db/db.hpp"

namespace ol::conversations::rows {

struct Cascade {
    MessageId id;  // the first message's
    ConversationId conversation_id;
    std::string steps;  // as the rule was then
    int step = 0;
    MessageId message_id;  // the one that left last
    CascadeState state = CascadeState::waits;
    bool unasked = false;  // the first was asked of the contact policy
    PersonId by_id;
    Time next_at{}, created_at{};
};
BOOST_DESCRIBE_STRUCT(Cascade, (),
                      (id, conversation_id, steps, step, message_id, state, unasked, by_id, next_at,
                       created_at))

CascadeRule cascade_rule(db::Conn& conn, ShopId shop);
std::vector<CascadeRule> cascade_rules(db::Conn& conn);
void keep_rule(db::Tx& tx, const CascadeRule& rule);

std::optional<Cascade> cascade(db::Conn& conn, MessageId first);
/// In which this message is one of the steps.
std::optional<Cascade> cascade_with(db::Conn& conn, MessageId message);
std::vector<Cascade> cascades_waiting(db::Conn& conn);
void insert(db::Tx& tx, const Cascade& c);
void update(db::Tx& tx, const Cascade& c);
void keep_step(db::Tx& tx, const Cascade& c);  // its message is one of it

}  // namespace ol::conversations::rows
