// Routes of prompts recorded by phone.
#include "contact/calls/api.hpp"
#include "contact/calls/take_floor.hpp"
#include "platform/base/json_impl.hpp"

OL_JSON(ol::calls::TakeIn)
OL_JSON(ol::calls::TakeView)

namespace ol::calls {

namespace {

/// As the library shows it to her, and not changed since she looked.
Result<flows::Prompt> prompt_of(const Calls::Impl& i, const http::Principal& who,
                                const TakeIn& in) {
    const auto unknown = not_found("flows.no_prompt", "There is no such prompt.");
    if (!i.deps.flows) return unknown;
    const auto all = i.deps.flows->prompts(who);
    if (!all) return all.error();
    for (const auto& prompt : all->items) {
        if (prompt.id != in.prompt_id) continue;
        if (prompt.version == in.version) return prompt;
        return conflict("flows.version_conflict",
                        "Somebody changed this prompt meanwhile; look, then record again.");
    }
    return unknown;
}

}  // namespace

void CallRoutes::add_takes() {
    const std::string path = "/api/v1/prompt-takes";
    router.on<TakeIn, TakeView>(
        route(Method::post, path,
              "Record a prompt by phone: rings one's own SIP phone, or a number with calls.dial",
              "settings.edit"),
        [i = &impl](Request& r, const TakeIn& in) -> Result<TakeView> {
            if (in.number && !r.who.may("calls.dial"))
                return forbidden("calls.may_not_dial",
                                 "your roles do not allow calls to numbers outside");
            auto prompt = prompt_of(*i, r.who, in);
            if (!prompt) return prompt.error();
            return i->ask<TakeView>([i, who = r.who, prompt = *prompt, in]() -> Result<TakeView> {
                if (auto begun = i->takes->start(who, prompt, in); !begun) return begun.error();
                return i->takes->of(who.person);
            });
        });
    router.get<TakeView>(
        route(Method::get, path + "/mine", "How one's own recording by phone goes, or went last",
              "settings.edit"),
        [i = &impl](Request& r) -> Result<TakeView> {
            return i->ask<TakeView>(
                [i, who = r.who.person]() -> Result<TakeView> { return i->takes->of(who); });
        });
    router.on<Nothing, TakeView>(
        route(Method::post, path + "/stop", "Hang one's own recording by phone up",
              "settings.edit"),
        [i = &impl](Request& r, const Nothing&) -> Result<TakeView> {
            return i->ask<TakeView>([i, who = r.who.person]() -> Result<TakeView> {
                i->takes->stop(who);
                return i->takes->of(who);
            });
        });
}

}  // namespace ol::calls
