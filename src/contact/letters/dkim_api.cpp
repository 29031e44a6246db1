// Routes of the signatures of a mailbox's letters.
#include "contact/letters/dkim.hpp"
#include "platform/base/names.hpp"
#include "platform/http/routes.hpp"

namespace ol::letters {
namespace dkim_api {

using http::Method;
using http::Request;

constexpr http::RouteOf of_dkim{.tag = "letters", .body_max = 4 << 10};
constexpr auto dkim_path = "/api/v1/mailboxes/{id}/dkim";

struct Asked {
    MailboxId id;
    mail::DkimKind kind = mail::DkimKind::rsa;
};

}  // namespace dkim_api

void add_dkim_routes(http::Router& router, Dkims& dkims,
                     std::function<Result<>(const http::Request&, MailboxId)> may) {
    using namespace dkim_api;
    const auto box = [may](const Request& r) -> Result<MailboxId> {
        const MailboxId id{r.id_param("id").value_or(0)};
        if (auto ok = may(r, id); !ok) return ok.error();
        return id;
    };
    const auto asked = [box](const Request& r) -> Result<Asked> {
        const auto id = box(r);
        if (!id) return id.error();
        const auto kind = from_name<mail::DkimKind>(r.query_text("kind"));
        return Asked{*id, kind.value_or(mail::DkimKind::rsa)};
    };
    const auto with_kind = [](http::Route one) {
        one.query = {http::choice_param<mail::DkimKind>("kind")};
        return one;
    };
    router.get<Dkim>(of_dkim(Method::get, dkim_path,
                             "Keys that sign the mailbox's letters (DKIM), and their DNS records",
                             "settings.view"),
                     [&dkims, box](Request& r) -> Result<Dkim> {
                         const auto id = box(r);
                         if (!id) return id.error();
                         return dkims.shown(*id);
                     });
    router.on<DkimIn, Dkim>(
        of_dkim(Method::post, dkim_path,
                "Make a key; it signs once its record is found and it is on", "settings.edit"),
        [&dkims, box](Request& r, const DkimIn& in) -> Result<Dkim> {
            const auto id = box(r);
            if (!id) return id.error();
            return dkims.make(*id, in);
        });
    router.on<DkimOn, Dkim>(with_kind(of_dkim(Method::put, dkim_path,
                                              "Sign with this key, or no more", "settings.edit")),
                            [&dkims, asked](Request& r, const DkimOn& in) -> Result<Dkim> {
                                const auto what = asked(r);
                                if (!what) return what.error();
                                return dkims.turn(what->id, what->kind, in.on);
                            });
    router.on<Nothing, Dkim>(
        with_kind(of_dkim(Method::post, "/api/v1/mailboxes/{id}/dkim/check",
                          "Look its record up in the DNS now", "settings.edit")),
        [&dkims, asked](Request& r, const Nothing&) -> Result<Dkim> {
            const auto what = asked(r);
            if (!what) return what.error();
            return dkims.check(what->id, what->kind);
        });
    router.get<Dkim>(with_kind(of_dkim(Method::del, dkim_path, "Take a key away; it signs no more",
                                       "settings.edit")),
                     [&dkims, asked](Request& r) -> Result<Dkim> {
                         const auto what = asked(r);
                         if (!what) return what.error();
                         return dkims.remove(what->id, what->kind);
                     });
}

}  // namespace ol::letters
