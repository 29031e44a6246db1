// What Messenger's and Instagram's webhooks say: the same items, in the same envelope. Traps: an
// echo's sender is the page, so that the buyer is its recipient; `read` and `delivery` are
// watermarks in Messenger and a message in Instagram; times are milliseconds, seconds or ISO, as
// numbers or text; stories and reels come as attachments.
#include <algorithm>

#include "contact/conversations/messengers/meta.hpp"

namespace ol::conversations::meta {
namespace {
namespace pages_wire {

using namespace wire;

Incoming begin(const bj::object& item, std::string_view raw, What what) {
    Incoming out;
    out.what = what;
    out.raw_kind = raw;
    out.sender.id = id(in(item, "sender"), "id");
    out.account = id(in(item, "recipient"), "id");
    out.thread = out.sender.id;
    out.at = time(item, "timestamp");
    return out;
}

std::optional<MediaKind> file_kind(const std::string& type) {
    if (type == "image") return MediaKind::image;
    if (type == "video" || type == "ig_reel" || type == "reel") return MediaKind::video;
    if (type == "audio") return MediaKind::audio;
    if (type == "file" || type == "share" || type == "ig_post" || type == "post" ||
        type == "story_mention" || type == "ig_story")
        return MediaKind::file;
    return std::nullopt;
}

/// A link with its title, as words; an attachment nobody knows is named in raw_kind.
void put_other(const bj::object& a, const std::string& type, Incoming& out) {
    const auto& payload = in(a, "payload");
    const auto words = joined({line(a, "title"), line(a, "URL"), line(a, "url"),
                               line(payload, "title"), line(payload, "url")},
                              " ");
    if (type != "fallback") out.raw_kind += "." + type;
    if (!words.empty()) out.text = joined({out.text, words}, "\n");
}

void add_attachment(const bj::object& a, Incoming& out) {
    const auto type = line(a, "type").substr(0, 64);
    const auto& payload = in(a, "payload");
    Media m;
    if (type == "location") {
        const auto& place = in(payload, "coordinates");
        m.name = line(a, "title");
        put_place(m, place, "lat", "long");
    } else if (const auto kind = file_kind(type)) {
        m.kind = has(payload, "sticker_id") ? MediaKind::sticker : *kind;
        m.id = id(payload, has(payload, "sticker_id") ? "sticker_id" : "reel_video_id");
        m.url = text(payload, "url").substr(0, 4000);
        m.caption = line(payload, "title");
        if (*kind == MediaKind::file && type != "file") out.raw_kind += "." + type;
        if (type == "ig_reel" || type == "reel") out.raw_kind += "." + type;
    } else {
        return put_other(a, type, out);
    }
    out.media.push_back(std::move(m));
}

/// A link's ref, an advertisement, a product or a story that it began from.
std::string referral_of(const bj::object& r) {
    for (const auto* key : {"ref", "ad_id", "referer_uri", "source"})
        if (auto t = line(r, key); !t.empty()) return t;
    return {};
}

void put_context(const bj::object& m, Incoming& out) {
    const auto& reply = in(m, "reply_to");
    out.reply_to = id(reply, "mid");
    out.referral = referral_of(in(m, "referral"));
    if (const auto* story = object_at(reply, "story")) out.referral = line(*story, "url");
    for (const auto* tag : list(m, "tags"))
        if (out.referral.empty()) out.referral = line(*tag, "source");
}

/// An echo is written by the page: the buyer is whom it went to.
void turn(Incoming& out) {
    out.by_us = true;
    out.raw_kind = "message_echo";
    std::swap(out.account, out.thread);
}

Incoming message_of(const bj::object& item, const bj::object& m) {
    auto out = begin(item, "message", What::message);
    if (yes(m, "is_echo")) turn(out);
    out.message_id = id(m, "mid");
    if (yes(m, "is_deleted")) {
        out.what = What::deleted;
        out.raw_kind = "message_deleted";
        return out;
    }
    out.text = text(m, "text");
    out.button = line(in(m, "quick_reply"), "payload");
    put_context(m, out);
    for (const auto* a : list(m, "attachments")) add_attachment(*a, out);
    const bool empty = out.text.empty() && out.media.empty() && out.button.empty();
    if (yes(m, "is_unsupported") || empty) {
        out.what = What::unsupported;
        if (yes(m, "is_unsupported")) out.raw_kind += ".is_unsupported";
    }
    return out;
}

Incoming edited(const bj::object& item, const bj::object& e) {
    auto out = begin(item, "message_edit", What::edited);
    out.message_id = id(e, "mid");
    out.text = text(e, "text");
    return out;
}

Incoming postback(const bj::object& item, const bj::object& p) {
    auto out = begin(item, "postback", What::message);
    out.message_id = id(p, "mid");
    out.text = line(p, "title");
    out.button = line(p, "payload");
    out.referral = referral_of(in(p, "referral"));
    return out;
}

Incoming reaction(const bj::object& item, const bj::object& r) {
    const auto action = line(r, "action").substr(0, 32);
    auto out = begin(item, "reaction." + action, What::reaction);
    out.message_id = id(r, "mid");
    out.text = action == "unreact" ? std::string() : line(r, "emoji");
    if (out.text.empty() && action != "unreact") out.text = line(r, "reaction");
    return out;
}

/// Messages by id where they are named, and everything up to the watermark.
void seen(const bj::object& item, std::string_view raw, const bj::object& o, What what,
          std::vector<Incoming>& all) {
    auto one = begin(item, raw, what);
    const auto named = all.size();
    if (const auto* mids = o.if_contains("mids"); mids && mids->is_array())
        for (const auto& mid : mids->get_array()) {
            all.push_back(one);
            all.back().message_id = id(bj::object{{"mid", mid}}, "mid");
        }
    if (has(o, "mid")) {
        all.push_back(one);
        all.back().message_id = id(o, "mid");
    }
    const auto up_to = time(o, "watermark");
    if (to_ms(up_to) || all.size() == named) {
        one.before_watermark = to_ms(up_to) != 0;
        if (one.before_watermark) one.at = up_to;
        all.push_back(std::move(one));
    }
}

Incoming began(const bj::object& item, std::string_view raw, const bj::object& o) {
    auto out = begin(item, raw, What::began);
    out.referral = referral_of(o);
    if (out.thread.empty()) out.thread = id(o, "user_ref");
    return out;
}

/// Which application owns the talk, and what the platform decided about the page.
bool of_itself(std::string_view key) {
    constexpr std::string_view keys[] = {"pass_thread_control",    "take_thread_control",
                                         "request_thread_control", "app_roles",
                                         "policy-enforcement",     "policy_enforcement"};
    return std::ranges::find(keys, key) != std::ranges::end(keys);
}

Incoming other(const bj::object& item, std::string_view key, const bj::object& o) {
    const auto detail = line(o, has(o, "status") ? "status" : "action").substr(0, 64);
    auto out = begin(item, joined({key.substr(0, 64), detail}, "."),
                     of_itself(key) ? What::ignored : What::unsupported);
    out.text = line(o, "reason");
    return out;
}

void member_of(const bj::object& item, std::string_view key, const bj::value& v,
               std::vector<Incoming>& all) {
    static const bj::object none;
    const auto& o = v.is_object() ? v.get_object() : none;
    if (key == "message") return all.push_back(message_of(item, o));
    if (key == "message_edit") return all.push_back(edited(item, o));
    if (key == "postback") return all.push_back(postback(item, o));
    if (key == "reaction") return all.push_back(reaction(item, o));
    if (key == "read") return seen(item, key, o, What::read, all);
    if (key == "delivery") return seen(item, key, o, What::delivered, all);
    if (key == "optin" || key == "referral") return all.push_back(began(item, key, o));
    if (key == "message_request") return all.push_back(begin(item, "message_request", What::began));
    all.push_back(other(item, key, o));
}

void item_of(const bj::object& item, std::string_view before, std::vector<Incoming>& all) {
    constexpr std::string_view envelope[] = {"sender", "recipient", "timestamp", "hop_context",
                                             "prior_message"};
    const auto first = all.size();
    for (const auto& member : item) {
        const std::string_view key(member.key().data(), member.key().size());
        if (std::ranges::find(envelope, key) == std::ranges::end(envelope))
            member_of(item, key, member.value(), all);
    }
    for (auto i = first; i < all.size(); ++i)
        all[i].raw_kind = std::string(before) + all[i].raw_kind;
}

/// Comments, mentions and the dashboard's test: entry 0 is nobody's page.
void change_of(const bj::object& entry, const bj::object& change, std::vector<Incoming>& all) {
    const auto field = line(change, "field").substr(0, 64);
    const auto& value = in(change, "value");
    if (id(entry, "id") != "0" && has(value, "sender")) return item_of(value, "changes.", all);
    Incoming out;
    out.what = id(entry, "id") == "0" ? What::ignored : What::unsupported;
    out.raw_kind = "changes." + field;
    out.account = id(entry, "id");
    out.at = time(entry, "time");
    out.sender.id = id(in(value, "from"), "id");
    out.sender.name = line(in(value, "from"), has(in(value, "from"), "name") ? "name" : "username");
    out.message_id = id(value, has(value, "comment_id") ? "comment_id" : "id");
    out.text = text(value, has(value, "text") ? "text" : "message");
    all.push_back(std::move(out));
}

}  // namespace pages_wire
}  // namespace

Result<std::vector<Incoming>> read_pages(std::string_view body) {
    const auto root = wire::root_of(body);
    if (!root) return root.error();
    std::vector<Incoming> out;
    if (!wire::has(*root, "entry")) {
        if (!wire::has(*root, "recipient"))
            return wire::not_ours("entry", "This is no webhook of Messenger or Instagram.");
        pages_wire::item_of(*root, {}, out);
        return out;
    }
    for (const auto* entry : wire::list(*root, "entry")) {
        for (const auto* item : wire::list(*entry, "messaging"))
            pages_wire::item_of(*item, {}, out);
        for (const auto* item : wire::list(*entry, "standby"))
            pages_wire::item_of(*item, "standby.", out);
        for (const auto* change : wire::list(*entry, "changes"))
            pages_wire::change_of(*entry, *change, out);
    }
    return out;
}

}  // namespace ol::conversations::meta
