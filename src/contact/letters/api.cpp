// Routes of the room.
#include "contact/letters/letters.hpp"
#include "platform/http/routes.hpp"

namespace ol::letters {
namespace {

using http::Method;
using http::Request;
using http::Response;
using http::Route;

constexpr http::RouteOf route{.tag = "letters", .body_max = 64 << 10};

Result<MailboxId> box_in(const Request& r) {
    const auto id = r.id_param("id");
    if (!id) return not_found("letters.no_mailbox", "There is no such mailbox.");
    return MailboxId{*id};
}

void add_mailboxes(http::Router& router, Letters& room) {
    router.get<MailboxList>(
        route(Method::get, "/api/v1/mailboxes", "Mailboxes with their state; never their secrets",
              "settings.view"),
        [&room](Request& r) { return room.mailboxes(r.who); });
    router.on<MailboxIn, Mailbox>(
        route(Method::post, "/api/v1/mailboxes", "Add a mailbox; it is fetched at once",
              "settings.edit"),
        [&room](Request& r, const MailboxIn& in) { return room.add(r.who, in); });
    router.on<MailboxIn, Mailbox>(
        route(Method::put, "/api/v1/mailboxes/{id}",
              "Change a mailbox (If-Match); without a secret it keeps the one it has",
              "settings.edit"),
        [&room](Request& r, const MailboxIn& in) -> Result<Mailbox> {
            const auto id = box_in(r);
            if (!id) return id.error();
            const auto version = http::if_match(r);
            if (!version) return version.error();
            return room.change(r.who, *id, *version, in);
        });
    router.on<Nothing, MailboxCheck>(
        route(Method::post, "/api/v1/mailboxes/{id}/check",
              "Try both servers and the folder now: which step fails, and why", "settings.edit"),
        [&room](Request& r, const Nothing&) -> Result<MailboxCheck> {
            const auto id = box_in(r);
            if (!id) return id.error();
            return room.check(r.who, *id);
        });
}

void add_letters(http::Router& router, Letters& room) {
    router.get<LetterList>(
        route(Method::get, "/api/v1/conversations/{id}/letters",
              "What its letters have besides their words; the newest 200", "contacts.view"),
        [&room](Request& r) -> Result<LetterList> {
            return room.of(r.who, ConversationId{r.id_param("id").value_or(0)});
        });
    auto page = route(Method::get, "/api/v1/letters/{id}/page",
                      "A letter's HTML, made harmless, for a frame", "contacts.view");
    page.query = {http::number_param("pictures", 0, 1, 0)};
    page.handler = [&room](Request& r) -> Response {
        return room.page(r.who, MessageId{r.id_param("id").value_or(0)},
                         r.query_number("pictures") == 1);
    };
    router.add(std::move(page));
    auto file = route(Method::get, "/api/v1/letters/{id}/files/{number}",
                      "A file of a letter, as it came, to download", "contacts.view");
    file.handler = [&room](Request& r) -> Response {
        return room.file(r.who, MessageId{r.id_param("id").value_or(0)},
                         static_cast<int>(r.id_param("number").value_or(0)));
    };
    router.add(std::move(file));
    auto raw = route(Method::get, "/api/v1/letters/{id}/raw",
                     "The whole letter, as it came, to download", "contacts.view");
    raw.handler = [&room](Request& r) -> Response {
        return room.whole(r.who, MessageId{r.id_param("id").value_or(0)});
    };
    router.add(std::move(raw));
}

}  // namespace

void Letters::add_routes(http::Router& router) {
    add_mailboxes(router, *this);
    add_letters(router, *this);
    add_sign_in_routes(router, signs_, [this](const http::Request& r, MailboxId id) {
        return may_change(r.who, id);
    });
    add_dkim_routes(router, dkims_,
                    [this](const http::Request& r, MailboxId id) { return may_change(r.who, id); });
}

}  // namespace ol::letters
