#pragma once
// Episodes of conversations: a conversation is one row for ever, an episode (a round) lasts from a
// buyer's word that nobody owed an answer to until it is closed. Written in the transactions in
// which the turn changes; first-answer and resolution times are counted from here. No words, no
// names: ids, times and codes, so an erasure leaves the figures whole.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "contact/conversations/types.hpp"
#include "platform/db/db.hpp"

namespace ol::conversations::rounds {

/// It has come again when he writes so soon after it was closed.
constexpr Ms comes_again_within{7LL * 24 * 3600 * 1000};
constexpr std::int64_t unknown_ms = -1;  // of rounds that were under way before they were counted

/// Times of 0 = not yet. `open`: within the shop's hours of then.
struct Round {
    std::int64_t id = 0;
    ConversationId conversation_id;
    ShopId shop_id;
    ChannelKind channel = ChannelKind::webchat;
    Time begun_at{};
    bool by_shop = false;   // we opened it again; it counts from his first word on
    bool reopened = false;  // it was closed at most seven days before
    Time asked_at{};        // his first word
    Time due_at{};          // until when the first answer was promised; 0 = it was not
    Time first_answer_at{};
    PersonId answered_by;
    std::int64_t answer_open_ms = 0;
    Time ours_since{};              // since when it is our turn; 0 = he must act
    std::int64_t ours_open_ms = 0;  // our turns that are over
    Time resolved_at{};
    PersonId resolved_by;  // who had it
    bool by_buyer = false;
    std::string disposition;
    std::int64_t resolve_open_ms = 0;                             // only while it was our turn
    std::int64_t messages_in = 0, messages_out = 0, answers = 0;  // answers: our turns with words
    int rating = 0;
    Time rated_at{};
};
BOOST_DESCRIBE_STRUCT(Round, (),
                      (id, conversation_id, shop_id, channel, begun_at, by_shop, reopened, asked_at,
                       due_at, first_answer_at, answered_by, answer_open_ms, ours_since,
                       ours_open_ms, resolved_at, resolved_by, by_buyer, disposition,
                       resolve_open_ms, messages_in, messages_out, answers, rating, rated_at))

/// The shop's open hours between two moments.
using OpenTime = std::function<Ms(Time from, Time to)>;

// ---- pure ----
void asks(Round& round, Time at, Time due);
void answers(Round& round, Time at, PersonId by, const OpenTime& open);
void ends(Round& round, Time at, PersonId had_it, bool by_buyer, std::string disposition,
          const OpenTime& open);
void goes_on(Round& round);  // that it ended is taken back

// ---- rows ----
std::optional<Round> last_of(db::Conn& conn, ConversationId conversation);
void insert(db::Tx& tx, const Round& round);
void update(db::Tx& tx, const Round& round);

/// An order that was taken in a conversation.
struct TakenOrder {
    OrderId order_id;
    ConversationId conversation_id;
    ShopId shop_id;
    ChannelKind channel = ChannelKind::webchat;
    PersonId person_id;
    Time at{};
};
BOOST_DESCRIBE_STRUCT(TakenOrder, (), (order_id, conversation_id, shop_id, channel, person_id, at))
void keep_order(db::Tx& tx, const TakenOrder& order);

/// Rounds of which that moment is in [from, to), by it; none named = all shops.
enum class By { asked, answered, due, resolved, rated };
struct Ask {
    Time from{}, to{};
    std::vector<std::int64_t> shops;
};
void walk(db::Conn& conn, By by, const Ask& ask, const std::function<void(const Round&)>& take);
void orders_taken(db::Conn& conn, const Ask& ask,
                  const std::function<void(const TakenOrder&)>& take);

}  // namespace ol::conversations::rounds
