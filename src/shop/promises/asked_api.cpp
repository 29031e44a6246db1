// HTTP routes of questions to colleagues.
#include "platform/http/routes.hpp"
#include "shop/promises/asked.hpp"

namespace ol::promises {
namespace {

using http::Method;
using http::Request;
using Shared = std::shared_ptr<AskedQuestions>;

constexpr http::RouteOf asked_route{.tag = "promises"};
constexpr auto view = "promises.view", edit = "promises.edit";

PromiseId asked_id(const Request& r) { return {r.id_param("id").value_or(0)}; }

/// The desks that show promises, and who is concerned: who was asked, or who asked.
void tell(const AskedQuestions& asked, const Asked& a, AskedNews news, PersonId to) {
    const auto& base = asked.promises().deps();
    if (base.on_changed) base.on_changed(a.question.promise);
    if (asked.deps().tell && to) asked.deps().tell(to, {news, a});
}

Result<Asked> answered(const Shared& asked, Request& r, const QuestionReply& in) {
    std::optional<std::int64_t> version;
    if (!r.header("if-match").empty()) {
        auto v = http::if_match(r);
        if (!v) return v.error();
        version = *v;
    }
    auto done = asked->promises().deps().db.write_as<Asked>(
        [&](db::Tx& tx) { return asked->answer(tx, asked_id(r), version, in, r.who.person); });
    if (done) tell(*asked, *done, AskedNews::answered, done->question.taken_by);
    return done;
}

void add_reads(http::Router& router, const Shared& asked) {
    auto list =
        asked_route(Method::get, "/api/v1/asked",
                    "Questions to colleagues: of a conversation, asked of you, or by you", view);
    list.query = {http::id_param("conversation_id"), http::number_param("by_me", 0, 1, 0)};
    router.get<AskedPage>(list, [asked](Request& r) -> Result<AskedPage> {
        const ConversationId of{r.query_number("conversation_id")};
        return asked->promises().deps().db.read_as<AskedPage>(
            [&](db::Conn& c) -> Result<AskedPage> {
                if (!of) return asked->of_person(c, r.who.person, r.query_number("by_me") == 1);
                if (!asked->deps().about(c, r.who, of))
                    return not_found("promises.conversation",
                                     "There is no such conversation, or it is not yours to see.");
                return asked->of(c, of, r.who.person);
            });
    });
    router.get<Askable>(asked_route(Method::get, "/api/v1/asked/whom",
                                    "Colleagues and departments that can be asked", view),
                        [asked](Request& r) -> Result<Askable> {
                            return asked->deps().askable ? asked->deps().askable(r.who) : Askable{};
                        });
}

}  // namespace

void add_asked_routes(http::Router& router, std::shared_ptr<AskedQuestions> asked) {
    add_reads(router, asked);
    router.on<NewAsked, Asked>(
        asked_route(
            Method::post, "/api/v1/asked",
            "Ask a colleague or a department inside a conversation; the buyer never sees it", edit),
        [asked](Request& r, const NewAsked& in) -> Result<Asked> {
            auto made = asked->promises().deps().db.write_as<Asked>(
                [&](db::Tx& tx) { return asked->ask(tx, in, r.who); });
            if (made)
                tell(*asked, *made, AskedNews::asked,
                     made->question.promise.owner_id.value_or(PersonId{}));
            return made;
        });
    router.on<QuestionReply, Asked>(
        asked_route(Method::post, "/api/v1/asked/{id}/answer", "Answer what you were asked", edit),
        [asked](Request& r, const QuestionReply& in) { return answered(asked, r, in); });
    router.on<WithdrawAsked, Asked>(
        asked_route(Method::post, "/api/v1/asked/{id}/withdraw", "Take your question back", edit),
        [asked](Request& r, const WithdrawAsked& in) -> Result<Asked> {
            auto done = asked->promises().deps().db.write_as<Asked>(
                [&](db::Tx& tx) { return asked->withdraw(tx, asked_id(r), in, r.who.person); });
            if (done)
                tell(*asked, *done, AskedNews::withdrawn,
                     done->question.promise.owner_id.value_or(PersonId{}));
            return done;
        });
}

}  // namespace ol::promises
