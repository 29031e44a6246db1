// HTTP routes of difficult questions.
#include "platform/http/routes.hpp"
#include "shop/promises/questions.hpp"

namespace ol::promises {
namespace {

using http::Method;
using http::Request;

constexpr http::RouteOf route{.tag = "promises"};

PromiseId id_of(const Request& r) { return {r.id_param("id").value_or(0)}; }

Result<> in_scope(const Deps& d, db::Conn& c, const Request& r, const Promise& p) {
    if (!d.in_scope || d.in_scope(c, r.who, p)) return {};
    return not_found("promises.unknown", "No such promise; the list may be out of date.");
}

/// The desks that show promises, and whoever now owns it or took it.
void tell_all(const Deps& d, const Question& q, std::optional<Notice> to_owner) {
    if (d.on_changed) d.on_changed(q.promise);
    if (d.tell && to_owner && q.promise.owner_id && *q.promise.owner_id != q.taken_by)
        d.tell(*q.promise.owner_id, {*to_owner, q.promise});
}

Result<Question> take(Promises& promises, const Request& r, const NewQuestion& in) {
    const auto& d = promises.deps();
    auto taken = d.db.write_as<Question>([&](db::Tx& tx) -> Result<Question> {
        auto q = Questions(promises).take(tx, in, r.who.person);
        if (!q) return q;
        if (!in_scope(d, tx.conn, r, q->promise))
            return invalid("promises.shop", in.shop_id ? "shop_id" : "order_id",
                           "This belongs to a shop that you do not work for.");
        return q;
    });
    if (taken) tell_all(d, *taken, Notice::asked);
    return taken;
}

Result<Question> answer(Promises& promises, const Request& r, const QuestionReply& in) {
    const auto& d = promises.deps();
    std::optional<std::int64_t> version;
    if (!r.header("if-match").empty()) {
        auto v = http::if_match(r);
        if (!v) return v.error();
        version = *v;
    }
    auto done = d.db.write_as<Question>([&](db::Tx& tx) -> Result<Question> {
        auto p = promises.promise(tx.conn, id_of(r));
        if (!p) return p.error();
        if (auto ok = in_scope(d, tx.conn, r, *p); !ok) return ok.error();
        return Questions(promises).answer(tx, id_of(r), version, in, r.who.person);
    });
    if (done) tell_all(d, *done, {});
    return done;
}

}  // namespace

void add_question_routes(http::Router& router, Promises& promises) {
    const Deps* d = &promises.deps();
    router.get<GoesTo>(route(Method::get, "/api/v1/questions/goes-to",
                             "Who gets a difficult question taken now", "promises.edit"),
                       [&promises, d](Request& r) -> Result<GoesTo> {
                           return d->db.read_as<GoesTo>([&](db::Conn& c) -> Result<GoesTo> {
                               return Questions(promises).goes_to(c, r.who.person, d->clock.now());
                           });
                       });
    router.on<NewQuestion, Question>(
        route(Method::post, "/api/v1/questions",
              "Take a difficult question; it goes to the direct superior", "promises.edit"),
        [&promises](Request& r, const NewQuestion& in) { return take(promises, r, in); });
    router.get<Question>(
        route(Method::get, "/api/v1/questions/{id}", "A difficult question", "promises.view"),
        [&promises, d](Request& r) -> Result<Question> {
            return d->db.read_as<Question>([&](db::Conn& c) -> Result<Question> {
                auto q = Questions(promises).question(c, id_of(r), r.who.person);
                if (!q) return q;
                if (auto ok = in_scope(*d, c, r, q->promise); !ok) return ok.error();
                return q;
            });
        });
    router.on<QuestionReply, Question>(
        route(Method::post, "/api/v1/questions/{id}/answer",
              "What was answered; closes the question", "promises.edit"),
        [&promises](Request& r, const QuestionReply& in) { return answer(promises, r, in); });
}

}  // namespace ol::promises
