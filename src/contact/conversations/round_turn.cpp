// The episode of a conversation, moved by what moves its turn.
#include "contact/conversations/turn.hpp"

namespace ol::conversations {

rounds::OpenTime Turn::open_time() const {
    if (!room_.d_.open_time) return {};
    return [this](Time from, Time to) { return room_.d_.open_time(t.shop_id, from, to); };
}

void Turn::round_begins(bool by_shop) {
    const auto former = rounds::last_of(tx_.conn, t.id);
    rounds::Round r;
    r.id = room_.d_.ids.next();
    r.conversation_id = t.id, r.shop_id = t.shop_id, r.channel = t.channel;
    r.begun_at = tx_.now, r.by_shop = by_shop;
    r.reopened = !by_shop && former && former->resolved_at != Time{} &&
                 former->disposition != "spam" &&
                 tx_.now - former->resolved_at <= rounds::comes_again_within;
    rounds::insert(tx_, r);
}

void Turn::round_asked(const rows::Words& w, bool begins) {
    if (begins) round_begins(false);
    auto r = rounds::last_of(tx_.conn, t.id);
    if (!r || r->resolved_at != Time{}) return;  // under way before episodes were counted
    rounds::asks(*r, w.at, t.answer_due_at);
    rounds::update(tx_, *r);
}

/// What no person has written (a greeting, an automatic answer) answers nothing.
void Turn::round_answered(const rows::Words& w) {
    auto r = rounds::last_of(tx_.conn, t.id);
    if (!w.author_id || !r || r->resolved_at != Time{}) return;
    rounds::answers(*r, w.at, w.author_id, open_time());
    rounds::update(tx_, *r);
}

void Turn::round_has_words() {
    auto r = rounds::last_of(tx_.conn, t.id);
    if (!r || r->resolved_at != Time{}) return;
    ++r->messages_out;
    rounds::update(tx_, *r);
}

void Turn::round_ended(PersonId by, bool by_buyer) {
    auto r = rounds::last_of(tx_.conn, t.id);
    if (!r || r->resolved_at != Time{}) return;
    rounds::ends(*r, tx_.now, t.assignee_id ? t.assignee_id : by, by_buyer, t.disposition,
                 open_time());
    rounds::update(tx_, *r);
}

void Turn::round_goes_on() {
    auto r = rounds::last_of(tx_.conn, t.id);
    if (!r) return;
    rounds::goes_on(*r);
    rounds::update(tx_, *r);
}

Result<> Turn::opens_again() {
    if (auto moved = happens(Happening::reopened); !moved) return moved;
    round_begins(true);
    return {};
}

void Conversations::order_taken(db::Tx& tx, OrderId order, ContactId visit, PersonId by) {
    const auto t = rows::thread_of_contact(tx.conn, visit);
    if (!t || t->place != Place::hers || t->assignee_id != by) return;
    rounds::keep_order(tx, {order, t->id, t->shop_id, t->channel, by, tx.now});
}

}  // namespace ol::conversations
