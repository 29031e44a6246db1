// What a buyer says of his conversation when it is over: one number and some words, once.
#include "contact/conversations/commit.hpp"

namespace ol::conversations {

Result<ChatRated> Conversations::rate(const From& from, const ChatRate& in) {
    const auto account = account_for(from, in.key);
    if (!account) return account.error();
    if (auto ok = check_score(in.score); !ok) return ok.error();
    const auto words = checked_line(in.words.value_or(""), rating_chars_max, "words");
    if (!words) return words.error();
    return commit<ChatRated>([this, account = *account, token = in.token, score = in.score,
                              words = *words](db::Tx& tx, Effects& out) -> Result<ChatRated> {
        const auto t = his(tx.conn, account, token);
        if (!t) return t.error();
        if (t->rating) return ChatRated{for_buyer(*t)};
        if (t->state != State::closed)
            return conflict("conversations.not_over", "It is said when the conversation is over.");
        Turn turn(*this, tx, out, *t);
        turn.t.rating = score, turn.t.rating_words = words, turn.t.rated_at = tx.now;
        if (auto round = rounds::last_of(tx.conn, t->id)) {
            round->rating = score, round->rated_at = tx.now;
            rounds::update(tx, *round);
        }
        turn.fact("conversation.rated", turn.t.assignee_id,
                  "{\"score\":" + std::to_string(score) + "}");
        return ChatRated{for_buyer(turn.save())};
    });
}

}  // namespace ol::conversations
