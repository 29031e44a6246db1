#pragma once
// Difficult questions and complaints (R34, story 7): who takes one writes down when, what and how
// to reach the buyer, and promises a reply by a time. It goes to her direct superior, who owns the
// promise from then on: a late reply counts against him, not against her. Only a reply closes it.
#include "shop/promises/promises.hpp"

namespace ol::promises {

struct Question {
    Promise promise;
    Time contacted_at{};  // when the buyer asked
    std::string contact;  // how to reach him; masked for whoever neither took nor owns it
    bool contact_masked = false;
    std::string content;
    PersonId taken_by;
    std::string taken_by_name;
    std::optional<std::string> reply;
    std::optional<PersonId> replied_by;
    std::optional<std::string> replied_by_name;
    std::optional<Time> replied_at;
};
BOOST_DESCRIBE_STRUCT(Question, (),
                      (promise, contacted_at, contact, contact_masked, content, taken_by,
                       taken_by_name, reply, replied_by, replied_by_name, replied_at))

struct NewQuestion {
    std::optional<CustomerId> customer_id;  // absent: who asks is known by name and contact only
    std::string name;                       // of a buyer who is not known yet
    std::optional<OrderId> order_id;
    std::optional<ContactId> contact_id;
    std::optional<ShopId> shop_id;  // absent = its order's
    Time contacted_at{};            // at most now
    std::string contact;            // phone, mail, "Telegram @okoval"
    std::string content;
    Time reply_by{};
    std::optional<std::int64_t> warn_min;
};
BOOST_DESCRIBE_STRUCT(NewQuestion, (),
                      (customer_id, name, order_id, contact_id, shop_id, contacted_at, contact,
                       content, reply_by, warn_min))
struct QuestionReply {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(QuestionReply, (), (text))
/// Who gets a question that this person takes now.
struct GoesTo {
    PersonId person_id;
    std::string name;
    bool self = false;  // nobody above her is here: she keeps it
};
BOOST_DESCRIBE_STRUCT(GoesTo, (), (person_id, name, self))

inline constexpr std::size_t content_max = 4000, contact_max = 200, name_max = 200;

/// What is left of a way to reach somebody when it is hidden: "***33".
std::string masked_contact(std::string_view contact);

class Questions {
public:
    explicit Questions(Promises& promises) : promises_(promises), d_(promises.deps()) {}

    GoesTo goes_to(db::Conn& c, PersonId taker, Time now) const;
    /// promises.required and promises.too_long name their field; promises.contacted_at lies ahead;
    /// and what Promises::make refuses (reply_by is its due time).
    Result<Question> take(db::Tx& tx, const NewQuestion& in, PersonId by) const;
    /// Closes it: kept when in time, else late. promises.unknown, promises.state,
    /// promises.version_conflict, promises.required {text}.
    Result<Question> answer(db::Tx& tx, PromiseId id, std::optional<std::int64_t> version,
                            const QuestionReply& in, PersonId by) const;
    /// As `reader` may see it. promises.unknown when it is a promise without a question.
    Result<Question> question(db::Conn& c, PromiseId id, PersonId reader) const;

private:
    Result<CustomerId> who_asks(db::Tx& tx, const NewQuestion& in) const;
    Promises& promises_;
    const Deps& d_;
};

void add_question_routes(http::Router& router, Promises& promises);

}  // namespace ol::promises
