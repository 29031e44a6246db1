#pragma once
// A question inside a conversation to a colleague or another department (R28, R39), with a clock of
// its own: a difficult question (questions.hpp) whose owner is who was asked, so it is warned of,
// breaks, goes up to the superior and is closed by an answer like one. The buyer never sees it.
#include "shop/promises/questions.hpp"

namespace ol::conversations {
struct ConversationTag;  // of a room above this one; here only as the name on its ids
}

namespace ol::promises {

using ConversationId = Id<conversations::ConversationTag>;

inline constexpr std::string_view asked_source = "asked";

/// Promise states in its own words: open and broken are open.
enum class AskedState { open, answered, withdrawn };
BOOST_DESCRIBE_ENUM(AskedState, open, answered, withdrawn)

struct Asked {
    Question question;  // taken_by: who asks; promise.owner_id: who owes the answer
    ConversationId conversation_id;
    AskedState state = AskedState::open;
    std::optional<DepartmentId> department_id;
    std::string department_name;
    bool answers = false;    // the reader may answer it
    bool withdraws = false;  // the reader may take it back
};
BOOST_DESCRIBE_STRUCT(Asked, (),
                      (question, conversation_id, state, department_id, department_name, answers,
                       withdraws))
struct AskedPage {
    std::vector<Asked> items;
    int open = 0;  // of these, that the reader may answer
};
BOOST_DESCRIBE_STRUCT(AskedPage, (), (items, open))
/// One of person_id and department_id.
struct NewAsked {
    ConversationId conversation_id;
    std::optional<PersonId> person_id;
    std::optional<DepartmentId> department_id;
    std::string content;
    Time answer_by{};
    std::optional<std::int64_t> warn_min;
};
BOOST_DESCRIBE_STRUCT(NewAsked, (),
                      (conversation_id, person_id, department_id, content, answer_by, warn_min))
struct WithdrawAsked {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(WithdrawAsked, (), (reason))
/// Whom one may ask: colleagues and departments that somebody heads.
struct AskablePerson {
    PersonId person_id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(AskablePerson, (), (person_id, name))
struct AskableDepartment {
    DepartmentId department_id;
    std::string name, head_name;
};
BOOST_DESCRIBE_STRUCT(AskableDepartment, (), (department_id, name, head_name))
struct Askable {
    std::vector<AskablePerson> people;
    std::vector<AskableDepartment> departments;
};
BOOST_DESCRIBE_STRUCT(Askable, (), (people, departments))

/// What it is about, as far as the reader may see it.
struct AskedAbout {
    ShopId shop;
    CustomerId buyer;
};
enum class AskedNews { asked, answered, withdrawn };
BOOST_DESCRIBE_ENUM(AskedNews, asked, answered, withdrawn)
struct AskedTold {
    AskedNews news = AskedNews::asked;
    Asked asked;
};
BOOST_DESCRIBE_STRUCT(AskedTold, (), (news, asked))

struct AskedDeps {
    /// None: it is not there, or not hers to see.
    std::function<std::optional<AskedAbout>(db::Conn&, const http::Principal&, ConversationId)>
        about;
    /// Who answers for a department now; nobody heads it: empty.
    std::function<std::optional<PersonId>(DepartmentId, Time)> head_of;
    std::function<std::optional<DepartmentId>(PersonId)> department_of;
    /// Is she somebody of that shop? Else she would read of its buyer.
    std::function<bool(PersonId, ShopId)> serves;
    std::function<std::string(DepartmentId)> department_name;
    std::function<Askable(const http::Principal&)> askable;
    std::function<void(PersonId, const AskedTold&)> tell;  // after the commit; may be empty
};

class AskedQuestions {
public:
    AskedQuestions(Promises& promises, AskedDeps deps) : promises_(promises), d_(std::move(deps)) {}

    /// promises.conversation, promises.customer (nobody has said who the buyer is), promises.asked
    /// (one of the two; herself; a department that nobody heads), promises.owner, promises.due,
    /// promises.required, promises.too_long.
    Result<Asked> ask(db::Tx& tx, const NewAsked& in, const http::Principal& who) const;
    /// promises.not_asked: somebody else was. And what Questions::answer refuses.
    Result<Asked> answer(db::Tx& tx, PromiseId id, std::optional<std::int64_t> version,
                         const QuestionReply& in, PersonId by) const;
    /// By who asked, while it is open; promises.not_asked, promises.state, promises.reason.
    Result<Asked> withdraw(db::Tx& tx, PromiseId id, const WithdrawAsked& in, PersonId by) const;
    Result<Asked> one(db::Conn& c, PromiseId id, PersonId reader) const;
    /// Of a conversation, oldest first.
    AskedPage of(db::Conn& c, ConversationId id, PersonId reader) const;
    /// Asked of her or of her department, and escalated to her: open by due time, then the newest
    /// that have ended; and what she asked herself with `by_her`.
    AskedPage of_person(db::Conn& c, PersonId reader, bool by_her) const;
    const AskedDeps& deps() const { return d_; }
    Promises& promises() const { return promises_; }

private:
    bool may_answer(const Asked& a, PersonId reader) const;
    AskedPage page(db::Conn& c, const db::Rows& rows, PersonId reader) const;
    Promises& promises_;
    AskedDeps d_;
};

/// Was she, or her department, asked in this conversation? Then she may see it.
bool is_asked(db::Conn& c, ConversationId id, PersonId person,
              std::optional<DepartmentId> department);

void add_asked_routes(http::Router& router, std::shared_ptr<AskedQuestions> asked);

}  // namespace ol::promises
