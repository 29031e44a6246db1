// Routes of the sign-in at a provider; the provider sends the browser back to one of them.
#include "contact/letters/sign_ins.hpp"

namespace ol::letters {
namespace sign_in_api {

using http::Method;
using http::Request;
using http::Response;
using http::Route;
using May = std::function<Result<>(const Request&, MailboxId)>;

Route route(Method method, std::string path, std::string summary) {
    Route r;
    r.method = method, r.path = std::move(path), r.summary = std::move(summary);
    r.tag = "letters", r.permission = "settings.edit", r.body_max = 16 << 10;
    return r;
}

Result<MailboxId> mine(const Request& r, const May& may) {
    const MailboxId id{r.id_param("id").value_or(0)};
    if (auto ok = may(r, id); !ok) return ok.error();
    return id;
}

/// To the settings, which say what came of it. Only codes of ours stand in the address.
Response to_settings(const Result<MailboxId>& came) {
    Response out;
    out.status = 303;
    out.headers = {{"Location", "/settings/mailboxes?sign-in=" +
                                    (came ? std::string("done") : came.error().code)},
                   {"Cache-Control", "no-store"},
                   {"Referrer-Policy", "no-referrer"}};
    return out;
}

}  // namespace sign_in_api

void add_sign_in_routes(http::Router& router, SignIns& signs, sign_in_api::May may) {
    using namespace sign_in_api;
    constexpr auto path = "/api/v1/mailboxes/{id}/sign-in";
    router.get<SignIn>(route(Method::get, path, "The mailbox's sign-in at its provider (OAuth 2)"),
                       [&signs, may](Request& r) -> Result<SignIn> {
                           const auto id = mine(r, may);
                           if (!id) return id.error();
                           return signs.shown(*id);
                       });
    router.on<SignInIn, SignIn>(
        route(Method::put, path, "Set the application; without a secret it keeps the one it has"),
        [&signs, may](Request& r, const SignInIn& in) -> Result<SignIn> {
            const auto id = mine(r, may);
            if (!id) return id.error();
            return signs.save(*id, in);
        });
    router.get<Nothing>(route(Method::del, path, "Use a password again"),
                        [&signs, may](Request& r) -> Result<Nothing> {
                            const auto id = mine(r, may);
                            if (!id) return id.error();
                            if (auto done = signs.remove(*id); !done) return done.error();
                            return Nothing{};
                        });
    router.on<Nothing, SignInBegun>(
        route(Method::post, "/api/v1/mailboxes/{id}/sign-in/begin",
              "Where the browser goes to sign in; good for ten minutes, once"),
        [&signs, may](Request& r, const Nothing&) -> Result<SignInBegun> {
            const auto id = mine(r, may);
            if (!id) return id.error();
            return signs.begin(*id);
        });
    auto back = route(Method::get, "/api/v1/mailboxes/signed-in",
                      "The provider sends the browser back here with its yes or no");
    back.access = Route::Access::open, back.permission.clear();
    back.query = {"state", "code", "error"};
    back.handler = [&signs](Request& r) {
        return to_settings(
            signs.back(r.query_text("state"), r.query_text("code"), r.query_text("error")));
    };
    router.add(std::move(back));
}

}  // namespace ol::letters
