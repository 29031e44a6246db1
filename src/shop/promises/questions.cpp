// Difficult questions: taken, handed to the superior, closed by a reply.
#include "shop/promises/questions.hpp"

#include "platform/base/text.hpp"

namespace ol::promises {
namespace {

constexpr auto sql_question_in =
    R"(insert into question (promise_id, contacted_at, contact, content, taken_by, reply)
    values (?1, ?2, ?3, ?4, ?5, ''))";
constexpr auto sql_question =
    R"(select contacted_at, contact, content, taken_by, reply, replied_by, replied_at from question
    where promise_id = ?1)";

Result<> check_text(std::string_view text, std::string_view field, std::size_t most) {
    if (trim(text).empty())
        return invalid("promises.required", std::string(field), "This may not be empty.");
    if (valid_utf8(text) && utf8_length(text) <= most) return {};
    auto e = invalid("promises.too_long", std::string(field), "This text is too long.");
    e.params = {{"max", std::to_string(most)}};
    return e;
}

Result<> check(const NewQuestion& in, Time now) {
    if (auto ok = check_text(in.content, "content", content_max); !ok) return ok;
    if (auto ok = check_text(in.contact, "contact", contact_max); !ok) return ok;
    if (!in.customer_id)
        if (auto ok = check_text(in.name, "name", name_max); !ok) return ok;
    if (in.contacted_at > now)
        return invalid("promises.contacted_at", "contacted_at",
                       "The buyer cannot have asked later than now.");
    return {};
}

/// The first words, for lists and notices; the whole stands in the question.
std::string headline(std::string_view content) {
    constexpr std::size_t letters = 120;
    std::string out;
    std::size_t count = 0;
    for (const char c : trim(content)) {
        const bool begins = (static_cast<unsigned char>(c) & 0xc0) != 0x80;
        if (begins && count++ == letters) return out + "…";
        out += c == '\n' || c == '\r' ? ' ' : c;
    }
    return out;
}

}  // namespace

std::string masked_contact(std::string_view contact) {
    const auto text = trim(contact);
    std::size_t from = text.size();
    for (int letters = 0; from > 0 && letters < 2 && utf8_length(text) > 6; ++letters) do
            --from;
        while (from > 0 && (static_cast<unsigned char>(text[from]) & 0xc0) == 0x80);
    return "***" + std::string(text.substr(from));
}

GoesTo Questions::goes_to(db::Conn& c, PersonId taker, Time now) const {
    const auto boss = d_.superior ? d_.superior(taker, now) : std::nullopt;
    GoesTo out{boss.value_or(taker), {}, !boss || *boss == taker};
    if (d_.person_name) out.name = d_.person_name(c, out.person_id);
    return out;
}

Result<CustomerId> Questions::who_asks(db::Tx& tx, const NewQuestion& in) const {
    if (in.customer_id) return *in.customer_id;
    customers::Intake buyer;
    buyer.name = std::string(trim(in.name));
    const auto contact = trim(in.contact);
    (contact.find('@') == std::string_view::npos ? buyer.phone : buyer.email) = contact;
    return d_.customers.intake(tx, buyer);
}

Result<Question> Questions::take(db::Tx& tx, const NewQuestion& in, PersonId by) const {
    if (auto ok = check(in, tx.now); !ok) return ok.error();
    if (in.reply_by <= tx.now)
        return invalid("promises.due", "reply_by",
                       "The time of the reply has passed already; promise a later one.");
    auto customer = who_asks(tx, in);
    if (!customer) return customer.error();
    NewPromise promise{Kind::reply,          *customer,  in.order_id, in.contact_id,
                       headline(in.content), in.reply_by};
    promise.owner_id = goes_to(tx.conn, by, tx.now).person_id;
    promise.shop_id = in.shop_id;
    promise.warn_min = in.warn_min;
    auto made = promises_.make(tx, promise, "question", by);
    if (!made) return made.error();
    tx.exec("update promise set question = true where id = ?1", made->id);
    tx.exec(sql_question_in, made->id, in.contacted_at, trim(in.contact), trim(in.content), by);
    tx.journal({"question.taken", made->id.value, by.value,
                R"({"to":")" + std::to_string(promise.owner_id->value) + R"("})"});
    return question(tx.conn, made->id, by);
}

Result<Question> Questions::answer(db::Tx& tx, PromiseId id, std::optional<std::int64_t> version,
                                   const QuestionReply& in, PersonId by) const {
    if (auto ok = check_text(in.text, "text", content_max); !ok) return ok.error();
    if (auto known = question(tx.conn, id, by); !known) return known;
    auto done = promises_.apply(tx, id, version, std::nullopt, by);
    if (!done) return done.error();
    tx.exec(
        "update question set reply = ?2, replied_by = ?3, replied_at = ?4 where promise_id = ?1",
        id, trim(in.text), by, tx.now);
    tx.journal({"question.answered", id.value, by.value});
    return question(tx.conn, id, by);
}

Result<Question> Questions::question(db::Conn& c, PromiseId id, PersonId reader) const {
    auto promise = promises_.promise(c, id);
    if (!promise) return promise.error();
    const auto r = c.query(sql_question, id);
    if (r.empty())
        return not_found("promises.unknown", "This promise is not a difficult question.");
    const auto name = [&](PersonId p) { return d_.person_name ? d_.person_name(c, p) : ""; };
    Question q;
    q.promise = std::move(*promise);
    q.contacted_at = from_ms(r.i64(0, 0));
    q.content = r.text(0, 2);
    q.taken_by = {r.i64(0, 3)};
    q.taken_by_name = name(q.taken_by);
    const bool hers =
        reader == q.taken_by || q.promise.owner_id == reader || q.promise.escalated_to == reader;
    q.contact_masked = !hers;
    q.contact = hers ? r.text(0, 1) : masked_contact(r.text(0, 1));
    if (r.is_null(0, 5)) return q;
    q.reply = r.text(0, 4);
    q.replied_by = PersonId{r.i64(0, 5)};
    q.replied_by_name = name(*q.replied_by);
    q.replied_at = from_ms(r.i64(0, 6));
    return q;
}

}  // namespace ol::promises
