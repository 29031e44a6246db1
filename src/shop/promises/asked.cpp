// Questions to colleagues: asked, answered, taken back. The clock is the promise's own.
#include "shop/promises/asked.hpp"

#include "platform/base/text.hpp"

namespace ol::promises {
namespace {

constexpr auto sql_in =
    "insert into asked (promise_id, conversation_id, department_id) values (?1, ?2, ?3)";
constexpr std::string_view sql_asked =
    "select a.promise_id from asked a join promise p on p.id = a.promise_id "
    "join question q on q.promise_id = a.promise_id ";
constexpr int asked_most = 200;

constexpr Ms answer_within_most{std::int64_t{366} * 24 * 3600 * 1000};

Result<> check(const NewAsked& in, PersonId by, Time now) {
    if (in.person_id.has_value() == in.department_id.has_value())
        return invalid("promises.asked", "person_id",
                       "Name one: a colleague (person_id) or a department (department_id).");
    if (in.person_id == by)
        return invalid("promises.asked", "person_id", "Ask somebody else than yourself.");
    if (trim(in.content).empty())
        return invalid("promises.required", "content", "Write what you ask.");
    if (!valid_utf8(in.content) || utf8_length(in.content) > content_max) {
        auto e = invalid("promises.too_long", "content", "This text is too long.");
        e.params = {{"max", std::to_string(content_max)}};
        return e;
    }
    if (in.answer_by <= now)
        return invalid("promises.due", "answer_by",
                       "This time has passed already; choose a later one.");
    if (in.answer_by > now + answer_within_most) {
        auto e = invalid("promises.due_far", "answer_by", "An answer is asked for within a year.");
        e.params = {{"max_days", "366"}};
        return e;
    }
    return {};
}

Error not_asked() {
    return forbidden("promises.not_asked", "Somebody else was asked; only she answers.");
}

AskedState state_of(State s) {
    switch (s) {
        case State::open:
        case State::broken: return AskedState::open;
        case State::kept:
        case State::late: return AskedState::answered;
        case State::cancelled: return AskedState::withdrawn;
    }
    return AskedState::open;
}

std::string first_words(std::string_view content) {
    constexpr std::size_t bytes = 200;
    auto text = trim(content);
    if (text.size() > bytes) {
        std::size_t end = bytes;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
        text = text.substr(0, end);
    }
    std::string out(text);
    for (char& c : out)
        if (c == '\n' || c == '\r') c = ' ';
    return out;
}

}  // namespace

bool AskedQuestions::may_answer(const Asked& a, PersonId reader) const {
    const auto& p = a.question.promise;
    if (p.owner_id == reader || p.escalated_to == reader) return true;
    return a.department_id && reader != a.question.taken_by && d_.department_of &&
           d_.department_of(reader) == a.department_id;
}

Result<Asked> AskedQuestions::one(db::Conn& c, PromiseId id, PersonId reader) const {
    const auto r =
        c.query("select conversation_id, department_id from asked where promise_id = ?1", id);
    if (r.empty()) return not_found("promises.unknown", "There is no such question.");
    auto q = Questions(promises_).question(c, id, reader);
    if (!q) return q.error();
    Asked a;
    a.question = std::move(*q);
    a.conversation_id = {r.i64(0, 0)};
    a.state = state_of(a.question.promise.state);
    if (const DepartmentId department{r.i64(0, 1)}) {
        a.department_id = department;
        if (d_.department_name) a.department_name = d_.department_name(department);
    }
    a.answers = a.state == AskedState::open && may_answer(a, reader);
    a.withdraws = a.question.promise.state == State::open && a.question.taken_by == reader;
    return a;
}

Result<Asked> AskedQuestions::ask(db::Tx& tx, const NewAsked& in,
                                  const http::Principal& who) const {
    if (auto ok = check(in, who.person, tx.now); !ok) return ok.error();
    const auto about = d_.about(tx.conn, who, in.conversation_id);
    if (!about)
        return not_found("promises.conversation",
                         "There is no such conversation, or it is not yours to see.");
    if (!about->buyer)
        return invalid("promises.customer", "conversation_id",
                       "Say first who the buyer is: the question stands on his record.");
    const auto owner = in.person_id ? in.person_id : d_.head_of(*in.department_id, tx.now);
    if (!owner)
        return invalid("promises.asked", "department_id",
                       "Nobody heads this department; ask a colleague by name.");
    const auto& base = promises_.deps();
    if (base.may_own && !base.may_own(*owner))
        return invalid("promises.owner", in.person_id ? "person_id" : "department_id",
                       "Choose somebody who works with promises.");
    if (about->shop && d_.serves && !d_.serves(*owner, about->shop))
        return invalid("promises.asked", in.person_id ? "person_id" : "department_id",
                       "Choose somebody who works for this shop.");
    NewPromise p;
    p.kind = Kind::reply, p.to_customer_id = about->buyer, p.text = first_words(in.content);
    p.due_at = in.answer_by, p.owner_id = owner, p.warn_min = in.warn_min;
    if (about->shop) p.shop_id = about->shop;
    auto made = promises_.make(tx, p, asked_source, who.person);
    if (!made) return made.error();
    tx.exec("update promise set question = true where id = ?1", made->id);
    tx.exec(R"(insert into question (promise_id, contacted_at, contact, content, taken_by, reply)
        values (?1, ?2, '', ?3, ?4, ''))",
            made->id, tx.now, trim(in.content), who.person);
    tx.exec(sql_in, made->id, in.conversation_id, in.department_id.value_or(DepartmentId{}));
    tx.journal({"question.asked", made->id.value, who.person.value,
                R"({"conversation":")" + std::to_string(in.conversation_id.value) + R"(","to":")" +
                    std::to_string(owner->value) + R"("})"});
    return one(tx.conn, made->id, who.person);
}

Result<Asked> AskedQuestions::answer(db::Tx& tx, PromiseId id, std::optional<std::int64_t> version,
                                     const QuestionReply& in, PersonId by) const {
    const auto asked = one(tx.conn, id, by);
    if (!asked) return asked;
    if (!may_answer(*asked, by)) return not_asked();
    auto done = Questions(promises_).answer(tx, id, version, in, by);
    if (!done) return done.error();
    return one(tx.conn, id, by);
}

Result<Asked> AskedQuestions::withdraw(db::Tx& tx, PromiseId id, const WithdrawAsked& in,
                                       PersonId by) const {
    const auto asked = one(tx.conn, id, by);
    if (!asked) return asked;
    if (asked->question.taken_by != by)
        return forbidden("promises.not_asked", "Only who asked takes a question back.");
    auto done = promises_.cancel(tx, id, std::nullopt, in.reason, by);
    if (!done) return done.error();
    return one(tx.conn, id, by);
}

AskedPage AskedQuestions::page(db::Conn& c, const db::Rows& rows, PersonId reader) const {
    AskedPage out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto a = one(c, {rows.i64(i, 0)}, reader);
        if (!a) continue;
        if (a->answers) ++out.open;
        out.items.push_back(std::move(*a));
    }
    return out;
}

AskedPage AskedQuestions::of(db::Conn& c, ConversationId id, PersonId reader) const {
    return page(c,
                c.query(std::string(sql_asked) +
                            "where a.conversation_id = ?1 order by p.created_at, p.id limit ?2",
                        id, asked_most),
                reader);
}

AskedPage AskedQuestions::of_person(db::Conn& c, PersonId reader, bool by_her) const {
    const auto department = d_.department_of ? d_.department_of(reader) : std::nullopt;
    const std::string whose = by_her
                                  ? "where q.taken_by = ?1 and ?2 = ?2 "
                                  : "where (p.owner_id = ?1 or p.escalated_to = ?1 or (?2 <> 0 and "
                                    "a.department_id = ?2 and q.taken_by <> ?1)) ";
    return page(c,
                c.query(std::string(sql_asked) + whose +
                            "order by case when p.state in ('open', 'broken') then 0 else 1 end, "
                            "case when p.state in ('open', 'broken') then p.due_at else "
                            "-p.created_at end, p.id limit ?3",
                        reader, department.value_or(DepartmentId{}), asked_most),
                reader);
}

bool is_asked(db::Conn& c, ConversationId id, PersonId person,
              std::optional<DepartmentId> department) {
    return !c.query(std::string(sql_asked) +
                        "where a.conversation_id = ?1 and (p.owner_id = ?2 or p.escalated_to = ?2 "
                        "or q.taken_by = ?2 or (?3 <> 0 and a.department_id = ?3)) limit 1",
                    id, person, department.value_or(DepartmentId{}))
                .empty();
}

}  // namespace ol::promises
