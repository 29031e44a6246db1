// Who is named in a note hears of it: a list at her desk, and the right to see that conversation.
// And what an operator says of a conversation beside its words: its topic, and that it wakes now.
#include "contact/conversations/commit.hpp"
#include "platform/base/text.hpp"

namespace ol::conversations {
namespace {

constexpr std::size_t mentions_most = 10, topic_chars_max = 40;
constexpr int mentions_shown = 100;

}  // namespace

namespace rows {

bool is_mentioned(db::Conn& conn, ConversationId conversation, PersonId person) {
    return !conn.query(
                    "select 1 from mention where conversation_id = ?1 and person_id = ?2 limit 1",
                    conversation, person)
                .empty();
}

}  // namespace rows

Result<> Conversations::check_mentions(const Thread& t, const WordsIn& in) const {
    if (in.mentions.size() > mentions_most)
        return invalid("conversations.mentions", "mentions", "At most ten people in one note.");
    for (const PersonId person : in.mentions)
        if (d_.works_in && !d_.works_in(person, t.shop_id))
            return invalid("conversations.person", "mentions",
                           "She does not answer for this shop; choose somebody who does.");
    return {};
}

/// In the transaction of the note; each hears of it after the commit.
void Conversations::mention(db::Tx& tx, Effects& out, const Thread& t, const Words& note,
                            const std::vector<PersonId>& people) {
    std::set<PersonId> once(people.begin(), people.end());
    once.erase(note.author_id);
    for (const PersonId person : once) {
        tx.exec(
            "insert into mention (message_id, conversation_id, person_id, at, seen_at) "
            "values (?1, ?2, ?3, ?4, 0)",
            note.id, t.id, person, tx.now);
        out.then.push_back([this, person, id = t.id, message = shown(note)] {
            if (d_.hub)
                d_.hub->to_person(person, "mention", json::write(ConversationMessage{id, message}));
        });
    }
}

Result<MentionPage> Conversations::mentions(const http::Principal& who) const {
    return d_.db.read_as<MentionPage>([&](db::Conn& conn) -> Result<MentionPage> {
        MentionPage out;
        const auto mine = conn.query(
            "select message_id, seen_at from mention where person_id = ?1 "
            "order by case when seen_at = 0 then 0 else 1 end, at desc, message_id desc limit ?2",
            who.person, mentions_shown);
        for (std::size_t i = 0; i < mine.size(); ++i) {
            const auto w = rows::words_of(conn, MessageId{mine.i64(i, 0)});
            const auto t = w ? found(conn, who, w->conversation_id)
                             : Result<Thread>(not_found("conversations.not_found", ""));
            if (!t) continue;  // a shop that is hers no more
            const Time at = from_ms(mine.i64(i, 1));
            const bool seen = at != Time{};
            out.items.push_back(
                {shown(*t, &who), shown(*w), seen ? std::optional<Time>(at) : std::nullopt});
            if (!seen) ++out.unseen;
        }
        return out;
    });
}

/// She has opened it.
Result<Nothing> Conversations::mentions_seen(const http::Principal& who, ConversationId id) {
    return commit<Nothing>([=, this](db::Tx& tx, Effects&) -> Result<Nothing> {
        if (const auto t = found(tx.conn, who, id); !t) return t.error();
        tx.exec(
            "update mention set seen_at = ?3 where conversation_id = ?1 and person_id = ?2 "
            "and seen_at = 0",
            id, who.person, tx.now);
        return Nothing{};
    });
}

/// By whoever sees it; "" takes it away. It moves nobody, so no version is asked.
Result<Acted> Conversations::set_topic(const http::Principal& who, ConversationId id,
                                       const TopicIn& in) {
    const auto topic = checked_line(in.topic, topic_chars_max, "topic");
    if (!topic) return topic.error();
    return commit<Acted>([=, this, topic = *topic](db::Tx& tx, Effects& out) -> Result<Acted> {
        const auto t = found(tx.conn, who, id);
        if (!t) return t.error();
        Turn turn(*this, tx, out, *t);
        turn.t.topic = topic;
        turn.fact("conversation.topic", who.person);
        return acted(turn.save(), std::nullopt, who);
    });
}

/// Before its time, by who has it: a putting off that is taken back.
Result<Acted> Conversations::wake_now(const http::Principal& who, ConversationId id,
                                      std::int64_t version) {
    return commit<Acted>([=, this](db::Tx& tx, Effects& out) -> Result<Acted> {
        const auto t = found(tx.conn, who, id, version);
        if (!t) return t.error();
        if (t->place != Place::hers || t->assignee_id != who.person)
            return forbidden("conversations.not_yours",
                             "Somebody else has this conversation; take it over first.");
        Turn turn(*this, tx, out, *t);
        if (auto moved = turn.happens(Happening::woke); !moved) return moved.error();
        ++turn.t.version;
        if (turn.t.resting) turn.rests(false);
        turn.fact("conversation.woke", who.person);
        return acted(turn.save_with_way_back(*t, who.person), std::nullopt, who);
    });
}

}  // namespace ol::conversations
