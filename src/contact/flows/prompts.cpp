// The library of prompts: words per shop, language and season. A newer wording waits beside the
// approved one, so that callers never hear silence in between.
#include <algorithm>

#include "contact/flows/call_flows.hpp"
#include "contact/flows/words.hpp"
#include "platform/base/text.hpp"
#include "platform/media/media.hpp"

namespace ol::flows {

namespace {

constexpr std::size_t text_max = 2000, wav_max = 8u << 20, prompts_max = 2000;

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
    if (!spoken_here(in.language))
        return invalid("flows.language", "language", "A language: en, uk, ru, zh.");
    if (trim(in.text).empty() || in.text.size() > text_max)
        return invalid("flows.prompt_text", "text", "The words, at most 2000 bytes.");
    if (!plain_date(in.from)) return invalid("flows.date", "from", "A date: 2026-12-24.");
    if (!plain_date(in.to) || (!in.from.empty() && !in.to.empty() && in.to < in.from))
        return invalid("flows.date", "to", "A date not before the first: 2027-01-07.");
    return {};
}

}  // namespace

Result<PromptList> CallFlows::prompts(const http::Principal& who) const {
    PromptList out;
    const std::scoped_lock lock(mutex_);
    for (const Prompt& p : prompts_)
        if (!p.shop_id || who.shops.empty() || who.shops.contains(p.shop_id.value))
            out.items.push_back(p), out.items.back().used_by = said_in(p, who);
    return out;
}

std::vector<std::string> CallFlows::said_in(const Prompt& p, const http::Principal& who) const {
    std::vector<std::string> out;
    for (const auto& [id, k] : flows_) {
        const bool mine = who.shops.empty() || who.shops.contains(k.view.shop_id.value);
        if (!k.live || !mine || (p.shop_id && p.shop_id != k.view.shop_id)) continue;
        const auto says = [&](const Step& s) {
            return s.say.prompt == p.name || s.say_invalid.prompt == p.name ||
                   s.say_timeout.prompt == p.name;
        };
        if (std::ranges::any_of(k.live->body.steps, says)) out.push_back(k.view.name);
    }
    return out;
}

Result<> CallFlows::may_go(const Prompt& p, const http::Principal& who) const {
    const std::scoped_lock lock(mutex_);
    // The greeting that comes with the centre is heard then; so is another one of all the year.
    const bool another = std::ranges::any_of(prompts_, [&](const Prompt& q) {
        return q.id != p.id && q.name == p.name && q.approved && q.from.empty() && q.to.empty() &&
               (!q.shop_id || q.shop_id == p.shop_id);
    });
    if (!p.approved || p.name == "greeting" || another) return {};
    std::string flows;
    for (const auto& name : said_in(p, who)) flows += (flows.empty() ? "" : ", ") + name;
    if (flows.empty()) return {};
    Error error = conflict("flows.prompt_in_use",
                           "Published flows say it and would be silent there: " + flows +
                               ". Take it out of them first, or approve another of this name.");
    error.params = {{"flows", flows}};
    return error;
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

/// `seen` 0: a new one.
Result<Prompt> CallFlows::put_prompt(const http::Principal& who, Prompt p, std::int64_t seen,
                                     const char* what) {
    p.version = seen + 1;
    p.used_by.clear();
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
    p.used_by = said_in(p, who);
    return p;
}

namespace {
/// The wording that is being worked on: the newer one, if one waits.
PromptWording wording_of(const Prompt& p) {
    if (p.pending) return *p.pending;
    return {p.name, p.language, p.text, p.recording, p.from, p.to};
}
void put_live(Prompt& p, const PromptWording& w) {
    p.name = w.name, p.language = w.language, p.text = w.text;
    p.recording = w.recording, p.from = w.from, p.to = w.to;
}
/// Beside what callers hear; where they hear nothing yet, in its place.
Prompt reworded(Prompt p, PromptWording w) {
    const PromptWording heard{p.name, p.language, p.text, p.recording, p.from, p.to};
    p.pending.reset();
    if (!p.approved)
        put_live(p, w);
    else if (!(w == heard))
        p.pending = std::move(w);
    return p;
}
PromptWording worded(PromptWording before, const PromptIn& in) {
    // Other words: the old recording does not say them.
    const bool same = before.text == in.text;
    return {in.name, in.language, in.text, same ? before.recording : "", in.from, in.to};
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
    Prompt p = reworded({}, worded({}, in));
    p.shop_id = in.shop_id;
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
    return put_prompt(who, reworded(*p, worded(wording_of(*p), in)), version, "prompt.changed");
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
    PromptWording next = wording_of(*p);
    next.recording = *hash;
    return put_prompt(who, reworded(std::move(*p), std::move(next)), version, "prompt.recorded");
}

Result<Prompt> CallFlows::approve_prompt(const http::Principal& who, PromptId id,
                                         std::int64_t version) {
    auto p = prompt_of(who, id, version);
    if (!p) return p.error();
    if (p->pending && p->pending->name != p->name)  // its old name may fall silent
        if (auto ok = may_go(*p, who); !ok) return ok.error();
    put_live(*p, wording_of(*p));
    p->pending.reset();
    p->approved = true;
    p->approved_by = who.name;
    speech_.prepare({{p->text, p->language, p->recording}}, [](auto) {});
    return put_prompt(who, std::move(*p), version, "prompt.approved");
}

Result<Prompt> CallFlows::drop_pending(const http::Principal& who, PromptId id,
                                       std::int64_t version) {
    auto p = prompt_of(who, id, version);
    if (!p) return p.error();
    p->pending.reset();
    return put_prompt(who, std::move(*p), version, "prompt.changed");
}

Result<Gone> CallFlows::remove_prompt(const http::Principal& who, PromptId id,
                                      std::int64_t version) {
    auto p = prompt_of(who, id, version);
    if (!p) return p.error();
    if (auto ok = may_go(*p, who); !ok) return ok.error();
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

Result<std::string> CallFlows::listen(const http::Principal& who, PromptId id, bool as_heard) {
    auto p = prompt_of(who, id, 0);
    if (!p) return p.error();
    if (as_heard) p->pending.reset();
    const PromptWording w = wording_of(*p);
    auto sound = speech_.sound({w.text, w.language, w.recording});
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
