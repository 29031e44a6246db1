// Routes of the room.
#include "contact/fax/fax.hpp"
#include "platform/http/routes.hpp"

namespace ol::fax {
namespace {

using http::Method;
using http::Request;
using http::Route;

constexpr http::RouteOf route{.tag = "fax", .body_max = 64 << 10};

LineId line_in(const Request& r) { return LineId{r.id_param("id").value_or(0)}; }
ConversationId conversation_in(const Request& r) {
    return ConversationId{r.id_param("id").value_or(0)};
}

}  // namespace

void Faxes::add_routes(http::Router& router) {
    router.get<FaxLineList>(
        route(Method::get, "/api/v1/fax-lines", "Numbers that take faxes", "settings.view"),
        [this](Request& r) { return lines(r.who); });
    router.on<FaxLineIn, FaxLine>(
        route(Method::post, "/api/v1/fax-lines", "Let a number take faxes", "settings.edit"),
        [this](Request& r, const FaxLineIn& in) { return add(r.who, in); });
    router.on<FaxLineIn, FaxLine>(route(Method::put, "/api/v1/fax-lines/{id}",
                                        "Change a number for faxes (If-Match)", "settings.edit"),
                                  [this](Request& r, const FaxLineIn& in) -> Result<FaxLine> {
                                      const auto version = http::if_match(r);
                                      if (!version) return version.error();
                                      return change(r.who, line_in(r), *version, in);
                                  });
    router.get<FaxCalls>(
        route(Method::get, "/api/v1/fax-lines/{id}/calls",
              "Its last 50 calls, also those that brought no page; without numbers",
              "settings.view"),
        [this](Request& r) { return calls(r.who, line_in(r)); });
    router.on<FaxToIn, conversations::Acted>(
        route(Method::post, "/api/v1/fax-lines/{id}/threads",
              "The thread of a number that perhaps never faxed us: it is hers, and a PDF of her "
              "answer goes there",
              "desk.work"),
        [this](Request& r, const FaxToIn& in) { return thread_to(r.who, line_in(r), in); });
    router.get<FaxList>(
        route(Method::get, "/api/v1/conversations/{id}/faxes",
              "What its messages have besides words and files: faxes, and what was registered by "
              "hand; whose number it may be",
              "contacts.view"),
        [this](Request& r) { return of(r.who, conversation_in(r)); });
    router.on<ByHandIn, ByHand>(
        route(Method::post, "/api/v1/conversations/{id}/by-hand",
              "Register by hand what came on paper or was written under the shop's goods",
              "desk.work"),
        [this](Request& r, const ByHandIn& in) { return by_hand(r.who, conversation_in(r), in); });
}

}  // namespace ol::fax
