// Words of flows: which prompt, spoken by whom; and webhooks, the other thing that may not wait.
#include <boost/json.hpp>

#include "contact/flows/call_flows.hpp"
#include "platform/base/log.hpp"
#include "platform/base/text.hpp"
#include "platform/base/zone_period.hpp"

namespace ol::flows {

namespace {

constexpr std::size_t hook_answer_max = 16u << 10;

/// {"branch":"gold","set":{"level":"3"}}; anything else is no answer.
HookCame hook_answer(std::uint32_t serial, const std::string& body) {
    HookCame out{serial, false, "", {}};
    boost::system::error_code bad;
    boost::json::parse_options strict;
    strict.max_depth = 4;
    const auto value = boost::json::parse(body, bad, {}, strict);
    if (bad || !value.is_object()) return out;
    out.ok = true;
    if (const auto* branch = value.as_object().if_contains("branch"); branch && branch->is_string())
        out.branch = std::string(branch->as_string()).substr(0, 40);
    const auto* set = value.as_object().if_contains("set");
    if (!set || !set->is_object()) return out;
    for (const auto& [name, kept] : set->as_object()) {
        if (out.set.size() >= 20 || name.size() > 40 || !kept.is_string()) continue;
        if (valid_utf8(kept.as_string())) out.set.emplace_back(name, kept.as_string());
    }
    return out;
}

std::string hook_question(const AskHook& hook, ContactId contact, const std::string& language) {
    std::string out = "{\"contact_id\":\"" + std::to_string(contact.value) +
                      "\",\"step\":" + json::quote(hook.step) +
                      ",\"language\":" + json::quote(language) + ",\"variables\":{";
    bool first = true;
    for (const auto& [name, value] : hook.variables) {
        out += (first ? "" : ",") + json::quote(name) + ":" + json::quote(value);
        first = false;
    }
    return out + "}}";
}

}  // namespace

void CallFlows::ask_hook(const AskHook& hook, ContactId contact, const std::string& language,
                         std::function<void(HookCame)> done) {
    const auto held = std::make_shared<std::function<void(HookCame)>>(std::move(done));
    Loop& loop = *hooks_[next_hook_++ % hooks_.size()];
    const bool taken = loop.post([this, hook, contact, language, held] {
        http::ClientRequest request;
        request.method = http::Method::post;
        request.url = hook.url;
        request.headers = {{"content-type", "application/json"}};
        request.body = hook_question(hook, contact, language);
        request.timeout_ms = hook.timeout_ms;
        request.response_max = hook_answer_max;
        request.allow_private = d_.allow_private;
        const auto answer = http::fetch(request);
        if (!answer || answer->status != 200) {
            log::warn("flows", "hook_failed",
                      {{"contact", std::to_string(contact.value)},
                       {"code", answer ? std::to_string(answer->status) : answer.error().code}});
            return (*held)({hook.serial, false, "", {}});
        }
        (*held)(hook_answer(hook.serial, answer->body));
    });
    if (!taken) (*held)({hook.serial, false, "", {}});
}

/// "2026-11-23" as the shop's own calendar has it now.
std::string CallFlows::day_of(ShopId shop) const {
    const auto people = d_.staff.directory();
    const auto at = people->shops.find(shop);
    const Time now = d_.clock.now();
    const auto period = zone_period(now, at == people->shops.end() ? "UTC" : at->second.tz);
    return iso8601(now + (period ? period->offset : Ms{0})).substr(0, 10);
}

void CallFlows::prepare(ShopId shop, std::vector<Utterance> what, Ready done) {
    const std::string day = day_of(shop);
    std::vector<std::string> names(what.size());
    std::vector<Wanted> wanted;
    std::vector<std::size_t> places;
    bool fallback = false;
    {
        const std::scoped_lock lock(mutex_);
        for (std::size_t i = 0; i < what.size(); ++i) {
            const Utterance& u = what[i];
            fallback = fallback || u.fallback;
            if (u.prompt.empty()) {
                wanted.push_back({u.text, u.language, ""});
            } else if (const auto c = choose_prompt(prompts_, shop, u.prompt, u.language, day);
                       c.prompt) {
                fallback = fallback || c.fallback;
                wanted.push_back({c.prompt->text, c.prompt->language, c.prompt->recording});
            } else {
                names[i] = u.prompt;  // one of those that came with the centre
                continue;
            }
            places.push_back(i);
        }
    }
    speech_.prepare(wanted, [names, places, fallback,
                             done = std::move(done)](std::vector<std::string> made) mutable {
        if (made.size() == places.size())
            for (std::size_t i = 0; i < places.size(); ++i) names[places[i]] = made[i];
        else  // something could not be spoken: what there is, in its order
            names.insert(names.end(), made.begin(), made.end());
        std::erase(names, "");
        done(std::move(names), fallback);
    });
}

void CallFlows::warm(const Kept& k) {
    for (const Step& step : k.view.body.steps)
        for (const Say* say : {&step.say, &step.say_invalid, &step.say_timeout})
            for (const Spoken& s : say->texts)
                if (!s.text.empty() && s.text.find('{') == std::string::npos)
                    speech_.prepare({{s.text, s.language, ""}}, [](auto) {});
}

}  // namespace ol::flows
