// Routes of the sign-in at a provider; the provider sends the browser back to one of them.
#include "contact/letters/sign_ins.hpp"
#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"

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

constexpr std::size_t browser_chars = 43;

const char* cookie_name(bool secure) {
    return secure ? "__Secure-orderline-mailbox" : "orderline-mailbox";
}

/// What this browser has from an earlier button, else a new one.
std::string browser_of(const Request& r) {
    const std::string has = r.cookie(cookie_name(r.secure));
    return has.size() == browser_chars && plain_line(has) ? has : crypto::random_token(32);
}

/// Lax: the provider's page leads back here by a plain link.
std::string browser_cookie(const std::string& browser, bool secure) {
    return std::string(cookie_name(secure)) + "=" + browser +
           "; Path=/api/v1/mailboxes; HttpOnly; SameSite=Lax; Max-Age=600" +
           (secure ? "; Secure" : "");
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
    auto begin = route(Method::post, "/api/v1/mailboxes/{id}/sign-in/begin",
                       "Where the browser goes to sign in; good for ten minutes, once, in it");
    begin.in = json::schema<Nothing>(), begin.out = json::schema<SignInBegun>();
    begin.handler = [&signs, may](Request& r) -> Response {
        const auto id = mine(r, may);
        if (!id) return http::problem(id.error());
        const std::string browser = browser_of(r);
        const auto begun = signs.begin(*id, browser);
        if (!begun) return http::problem(begun.error());
        Response out = http::json_of(*begun);
        out.headers.emplace_back("Set-Cookie", browser_cookie(browser, r.secure));
        return out;
    };
    router.add(std::move(begin));
    auto back = route(Method::get, "/api/v1/mailboxes/signed-in",
                      "The provider sends the browser back here with its yes or no");
    back.access = Route::Access::open, back.permission.clear();
    back.query = {"state", "code", "error"};
    back.handler = [&signs](Request& r) {
        return to_settings(signs.back(r.cookie(cookie_name(r.secure)), r.query_text("state"),
                                      r.query_text("code"), r.query_text("error")));
    };
    router.add(std::move(back));
}

}  // namespace ol::letters
