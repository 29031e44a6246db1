// Words of flows: which prompt, spoken by whom; and webhooks, the other thing that may not wait.
#include <boost/json.hpp>

#include "contact/flows/call_flows.hpp"
#include "platform/base/log.hpp"
#include "platform/base/text.hpp"
#include "platform/media/media.hpp"

namespace ol::flows {

namespace {

constexpr std::size_t text_max = 2000, wav_max = 8u << 20, hook_answer_max = 16u << 10;
constexpr std::size_t prompts_max = 2000;

Error unknown_prompt() { return not_found("flows.no_prompt", "There is no such prompt."); }

bool plain_date(const std::string& text) {
    return text.empty() || parse_iso8601(text + "T00:00:00Z").has_value();
}

Result<> fits(const PromptIn& in) {
    const bool name =
        !in.name.empty() && in.name.size() <= 40 &&
        in.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
    if (!name)
        return invalid("flows.prompt_name", "name", "Small letters, digits and _, at most 40.");
    if (in.language.size() < 2 || in.language.size() > 8)
        return invalid("flows.language", "language", "A language: en, uk, ru, zh.");
    if (trim(in.text).empty() || in.text.size() > text_max)
        return invalid("flows.prompt_text", "text", "The words, at most 2000 bytes.");
    if (!plain_date(in.from)) return invalid("flows.date", "from", "A date: 2026-12-24.");
    if (!plain_date(in.to) || (!in.from.empty() && !in.to.empty() && in.to < in.from))
        return invalid("flows.date", "to", "A date not before the first: 2027-01-07.");
    return {};
}

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

void CallFlows::prepare(ShopId shop, std::vector<Utterance> what, Ready done) {
    const std::string day = iso8601(d_.clock.now()).substr(0, 10);
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

// ---- the library ----

Result<PromptList> CallFlows::prompts(const http::Principal& who) const {
    PromptList out;
    const std::scoped_lock lock(mutex_);
    for (const Prompt& p : prompts_)
        if (!p.shop_id || who.shops.empty() || who.shops.contains(p.shop_id.value))
            out.items.push_back(p);
    return out;
}

Result<Prompt> CallFlows::prompt_of(const http::Principal& who, PromptId id,
                                    std::int64_t version) const {
    const std::scoped_lock lock(mutex_);
    for (const Prompt& p : prompts_) {
        if (p.id != id) continue;
        const bool seen = !p.shop_id || who.shops.empty() || who.shops.contains(p.shop_id.value);
        if (!seen) break;
        if (version && p.version != version)
            return conflict("flows.version_conflict",
                            "Somebody changed this prompt meanwhile; look, then save again.");
        return p;
    }
    return unknown_prompt();
}

/// `seen` 0: a new one. What changes must be approved anew, unless this is the approval.
Result<Prompt> CallFlows::put_prompt(const http::Principal& who, Prompt p, std::int64_t seen,
                                     const char* what) {
    p.version = seen + 1;
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        const std::string text = json::write(p);
        if (seen == 0)
            tx.exec("insert into flow_prompt (id, version, prompt) values (?1, ?2, ?3)", p.id,
                    p.version, text);
        else if (tx.exec("update flow_prompt set version = ?3, prompt = ?4 "
                         "where id = ?1 and version = ?2",
                         p.id, seen, p.version, text) != 1)
            return conflict("flows.version_conflict", "Somebody changed this prompt meanwhile.");
        d_.staff.audit(tx, who.person, what, p.id.value, "{}");
        return {};
    });
    if (!done) return done.error();
    const std::scoped_lock lock(mutex_);
    const auto at = std::find_if(prompts_.begin(), prompts_.end(),
                                 [&](const Prompt& q) { return q.id == p.id; });
    if (at == prompts_.end())
        prompts_.push_back(p);
    else if (at->version < p.version)
        *at = p;
    return p;
}

namespace {
Prompt taken_over(Prompt p, const PromptIn& in) {
    if (p.text != in.text) p.recording.clear();  // other words: the old recording does not say them
    p.shop_id = in.shop_id;
    p.name = in.name;
    p.language = in.language;
    p.text = in.text;
    p.from = in.from;
    p.to = in.to;
    p.approved = false;
    p.approved_by.clear();
    return p;
}
}  // namespace

Result<Prompt> CallFlows::add_prompt(const http::Principal& who, const PromptIn& in) {
    if (auto ok = fits(in); !ok) return ok.error();
    if (in.shop_id) {
        if (auto shop = d_.staff.shop(who, in.shop_id); !shop) return shop.error();
    } else if (!who.shops.empty()) {
        return forbidden("flows.every_shop",
                         "Prompts of every shop need somebody who sees them all.");
    }
    {
        const std::scoped_lock lock(mutex_);
        if (prompts_.size() >= prompts_max)
            return invalid("flows.too_many", "name", "There are 2000 prompts already.");
    }
    Prompt p = taken_over({}, in);
    p.id = d_.ids.next_id<PromptId>();
    return put_prompt(who, std::move(p), 0, "prompt.created");
}

Result<Prompt> CallFlows::change_prompt(const http::Principal& who, PromptId id,
                                        std::int64_t version, const PromptIn& in) {
    if (auto ok = fits(in); !ok) return ok.error();
    auto p = prompt_of(who, id, version);
    if (!p) return p.error();
    if (p->shop_id != in.shop_id)
        return invalid("flows.other_shop", "shop_id", "A prompt stays with its shop.");
    return put_prompt(who, taken_over(*p, in), version, "prompt.changed");
}

Result<Prompt> CallFlows::record_prompt(const http::Principal& who, PromptId id,
                                        std::int64_t version, const std::string& wav) {
    auto p = prompt_of(who, id, version);
    if (!p) return p.error();
    if (wav.size() > wav_max)
        return Error{Errc::too_large, "flows.wav_large", "", "A recording has at most 8 MiB.", {}};
    const auto sound =
        media::prompt_of_wav({reinterpret_cast<const std::uint8_t*>(wav.data()), wav.size()});
    if (!sound) return sound.error();
    auto hash = speech_.keep(*sound);
    if (!hash) return hash.error();
    p->recording = *hash;
    p->approved = false;
    p->approved_by.clear();
    return put_prompt(who, std::move(*p), version, "prompt.recorded");
}

Result<Prompt> CallFlows::approve_prompt(const http::Principal& who, PromptId id,
                                         std::int64_t version) {
    auto p = prompt_of(who, id, version);
    if (!p) return p.error();
    p->approved = true;
    p->approved_by = who.name;
    speech_.prepare({{p->text, p->language, p->recording}}, [](auto) {});
    return put_prompt(who, std::move(*p), version, "prompt.approved");
}

Result<Gone> CallFlows::remove_prompt(const http::Principal& who, PromptId id,
                                      std::int64_t version) {
    auto p = prompt_of(who, id, version);
    if (!p) return p.error();
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        tx.exec("delete from flow_prompt where id = ?1 and version = ?2", id, version);
        d_.staff.audit(tx, who.person, "prompt.removed", id.value, "{}");
        return {};
    });
    if (!done) return done.error();
    const std::scoped_lock lock(mutex_);
    std::erase_if(prompts_, [&](const Prompt& q) { return q.id == id; });
    return Gone{};
}

Result<std::string> CallFlows::listen(const http::Principal& who, PromptId id) {
    auto p = prompt_of(who, id, 0);
    if (!p) return p.error();
    auto sound = speech_.sound({p->text, p->language, p->recording});
    if (!sound) return sound.error();
    return media::wav_of_prompt(*sound);
}

Result<std::string> CallFlows::listen(const std::string& text, const std::string& language) {
    if (trim(text).empty() || text.size() > text_max || !valid_utf8(text))
        return invalid("flows.prompt_text", "text", "The words, at most 2000 bytes.");
    auto sound = speech_.sound({text, language, ""});
    if (!sound) return sound.error();
    return media::wav_of_prompt(*sound);
}

}  // namespace ol::flows
