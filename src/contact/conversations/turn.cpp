#include "contact/conversations/turn.hpp"

#include "contact/conversations/outbox.hpp"
#include "contact/conversations/undoing.hpp"
#include "platform/base/text.hpp"

namespace ol::conversations {

Result<> Turn::happens(Happening what) {
    const auto to = next(t.state, what);
    if (!to)
        return conflict("conversations.state",
                        "The conversation is not in a state for that; look at it again.");
    t.state = *to;
    if (t.state != State::snoozed) t.snoozed_until = {};
    return {};
}

rows::Words Turn::drafted(Direction direction, std::string text, std::string key) {
    rows::Words w;
    w.id = room_.d_.ids.next_id<MessageId>();
    w.conversation_id = t.id;
    w.account_id = t.account_id;
    w.seq = ++t.last_seq;
    w.direction = direction;
    w.text = std::move(text);
    w.external_id = key.empty() ? "own:" + std::to_string(w.id.value) : std::move(key);
    w.at = tx_.now;
    return w;
}

rows::Words Turn::add(Direction direction, std::string text, PersonId author, std::string key,
                      std::string client_id, std::string mark) {
    rows::Words w = drafted(direction, std::move(text), std::move(key));
    w.author_id = author;
    w.client_id = std::move(client_id);
    w.error_code = std::move(mark);
    const bool leaves = direction == Direction::out && t.channel != ChannelKind::webchat;
    w.state = leaves                        ? MessageState::queued
              : direction == Direction::out ? MessageState::sent
                                            : MessageState::received;
    rows::insert(tx_, w);
    if (leaves) {
        rows::queue_out(tx_, w, t.channel);
        out_.then.push_back([&box = room_.outbox_, account = t.account_id] { box.kick(account); });
    }
    out_.words.push_back(w);
    return w;
}

void Turn::has_files(std::vector<files::FileView> files) {
    if (!out_.words.empty()) out_.words.back().files = std::move(files);
}

void Turn::shows_files(const rows::Words& w) {
    std::string names;
    for (const auto& f : w.files) names += (names.empty() ? "📎 " : ", ") + f.name;
    if (!w.files.empty()) t.preview = preview_of(trim(names));
}

void Turn::add_elsewhere(std::string text, std::string key) {
    rows::Words w = drafted(Direction::out, std::move(text), std::move(key));
    w.state = MessageState::sent;
    rows::insert(tx_, w);
    round_has_words();
    out_.words.push_back(w);
    t.last_from = "shop";
    t.preview = preview_of(w.text);
    t.last_at = w.at;
}

void Turn::says(const char* code, PersonId author) { add(Direction::system, code, author); }

Result<> Turn::buyer_writes(const rows::Words& w, const ShopFacts& shop, Ms within) {
    const bool begins = t.state == State::closed || t.last_buyer_at == Time{};
    if (auto moved = happens(Happening::buyer_wrote); !moved) return moved;
    t.last_from = "buyer";
    t.preview = preview_of(w.text);
    t.last_at = t.last_buyer_at = w.at;
    ++t.unread;
    if (t.asked_at == Time{}) {  // the clock runs from the first word that nobody has answered
        t.asked_at = w.at;
        t.answer_due_at = due_at(w.at, shop.open, shop.opens_at, within).value_or(Time{});
    }
    round_asked(w, begins);
    fact("conversation.in", {}, "{\"seq\":" + std::to_string(w.seq) + "}");
    if (t.place == Place::none) to_line(true);
    if (t.resting) rests(false);
    return {};
}

Result<> Turn::we_write(const rows::Words& w) {
    if (auto moved = happens(Happening::we_wrote); !moved) return moved;
    t.last_from = "shop";
    t.preview = preview_of(w.text);
    t.last_at = w.at;
    const Ms took = t.asked_at == Time{} ? Ms{0} : w.at - t.asked_at;
    const bool first = t.first_answered_at == Time{};
    if (first) t.first_answered_at = w.at;
    // The clock stops: the buyer must act.
    t.asked_at = t.answer_due_at = {};
    round_answered(w);
    fact("conversation.out", w.author_id,
         "{\"seq\":" + std::to_string(w.seq) + ",\"answer_ms\":" + std::to_string(took.count()) +
             ",\"first\":" + (first ? "true" : "false") + "}");
    return {};
}

void Turn::to_line(bool fresh) {
    const ContactId before = t.contact_id;
    t.place = Place::line;
    if (fresh || t.line_since == Time{}) t.line_since = tx_.now;
    t.contact_id = room_.d_.ids.next_id<ContactId>();
    t.resting = false;
    ++t.version;
    auto chat = room_.chat_of(t);
    t.assignee_id = {};
    fact("conversation.queued", {}, "{\"contact\":\"" + std::to_string(t.contact_id.value) + "\"}");
    out_.then.push_back([&line = room_.d_.line, before, chat = std::move(chat)] {
        if (before) line.over(before);
        line.queue(chat);
    });
}

void Turn::goes_back(bool stands) {
    // What waits for him has no place until he writes. Snoozed, it would wait for its time in
    // nobody's hands: it stands in the line now.
    const bool waits_for_him = t.resting && t.state == State::waiting_buyer;
    if (!stands && !waits_for_him) return to_line(false);
    t.place = stands ? Place::line : Place::none;
    if (!stands) t.contact_id = {};
    t.assignee_id = stands ? PersonId{} : t.assignee_id;  // who knows him is asked first
    t.resting = false;
    ++t.version;
}

void Turn::is_hers(PersonId person, ContactId contact) {
    const ContactId before = t.contact_id;
    t.place = Place::hers;
    t.assignee_id = person;
    t.contact_id = contact;
    t.resting = false;
    ++t.version;
    fact("conversation.assigned", person,
         "{\"contact\":\"" + std::to_string(contact.value) + "\"}");
    if (before && before != contact)
        out_.then.push_back([&line = room_.d_.line, before] { line.over(before); });
}

void Turn::is_over(PersonId by, bool by_buyer, const std::string& disposition) {
    says(by_buyer ? "closed_by_buyer" : "closed", by);
    t.disposition = disposition;
    t.asked_at = t.answer_due_at = {};
    round_ended(by, by_buyer);
    t.place = Place::none;
    t.resting = false;
    ++t.version;
    fact("conversation.closed", by,
         "{\"disposition\":" + json::quote(disposition) +
             ",\"by_buyer\":" + (by_buyer ? "true" : "false") + "}");
    if (const ContactId contact = std::exchange(t.contact_id, ContactId{}))
        out_.then.push_back([&line = room_.d_.line, contact] { line.over(contact); });
}

void Turn::rests(bool resting) {
    t.resting = resting;
    out_.then.push_back(
        [&line = room_.d_.line, contact = t.contact_id, resting] { line.rest(contact, resting); });
}

void Turn::is_signed(const SignedPerson& person, CustomerId buyer) {
    t.signed_id = person.id;
    if (!t.customer_id) t.customer_id = buyer;
    if (t.buyer_name.empty()) t.buyer_name = person.name;
    if (t.buyer_contact.empty())
        t.buyer_contact = person.phone.empty() ? person.email : person.phone;
    t.search = fold(t.buyer_name + " " + t.buyer_contact);
    fact("conversation.linked", {},
         "{\"customer\":\"" + std::to_string(t.customer_id.value) + "\",\"signed\":true}");
}

void Turn::fact(const char* kind, PersonId actor, const std::string& data) {
    tx_.journal({kind, t.id.value, actor.value, data});
}

rows::Thread& Turn::save_with_way_back(const rows::Thread& was, PersonId by) {
    rows::keep_before(tx_, was, t, by);
    return save();
}

rows::Thread& Turn::save() {
    rows::update(tx_, t);
    out_.changed.push_back(t);
    return t;
}

}  // namespace ol::conversations
