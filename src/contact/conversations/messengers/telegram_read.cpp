#include <algorithm>

#include "contact/conversations/messengers/telegram.hpp"
#include "contact/conversations/messengers/wire.hpp"
#include "platform/base/text.hpp"

namespace ol::conversations::telegram_wire {
namespace {

using namespace wire;

Sender sender_of(const bj::object& from) {
    Sender s;
    s.id = id(from, "id");
    s.name = joined({line(from, "first_name"), line(from, "last_name")}, " ");
    if (s.name.empty()) s.name = line(from, "username");
    s.language = line(from, "language_code").substr(0, 16);
    return s;
}

Media file_of(const bj::object& f, MediaKind kind) {
    Media m;
    m.kind = kind;
    m.id = id(f, "file_id");
    m.type = line(f, "mime_type");
    m.name = line(f, "file_name");
    if (m.name.empty()) m.name = line(f, "title");
    m.bytes = std::max<std::int64_t>(0, whole(f, "file_size"));
    return m;
}

/// A photo comes in several sizes, the last is the largest.
void add_photo(const bj::object& m, Incoming& out) {
    const auto sizes = list(m, "photo");
    if (!sizes.empty()) out.media.push_back(file_of(*sizes.back(), MediaKind::image));
}

void add_place(const bj::object& m, Incoming& out) {
    const auto& venue = in(m, "venue");
    const auto& place = venue.empty() ? in(m, "location") : in(venue, "location");
    if (venue.empty() && place.empty()) return;
    Media where;
    where.name = line(venue, "title");
    where.caption = line(venue, "address");
    put_place(where, place, "latitude", "longitude");
    out.media.push_back(std::move(where));
}

/// A card is a proof of his own number only when it names himself: the contact button's does.
void add_card(const bj::object& m, Incoming& out) {
    const auto* card = object_at(m, "contact");
    if (!card) return;
    Media c;
    c.kind = MediaKind::contact;
    c.name = joined({line(*card, "first_name"), line(*card, "last_name")}, " ");
    c.phone = line(*card, "phone_number");
    const auto normal = phone_of(c.phone);
    if (!normal.empty()) c.phone = normal;
    const auto of = id(*card, "user_id");
    c.own_phone = !normal.empty() && !of.empty() && of == out.sender.id;
    if (c.own_phone) out.sender.phone = normal;
    out.media.push_back(std::move(c));
}

void add_media(const bj::object& m, Incoming& out) {
    constexpr std::pair<const char*, MediaKind> files[] = {
        {"video", MediaKind::video},     {"video_note", MediaKind::video},
        {"voice", MediaKind::voice},     {"audio", MediaKind::audio},
        {"sticker", MediaKind::sticker}, {"animation", MediaKind::video},
        {"document", MediaKind::file}};
    add_photo(m, out);
    for (const auto& [key, kind] : files) {
        const bool twin = std::string_view(key) == "document" && has(m, "animation");
        if (const auto* f = twin ? nullptr : object_at(m, key))
            out.media.push_back(file_of(*f, kind));
    }
    if (const auto* sticker = object_at(m, "sticker"); sticker && !out.media.empty())
        out.media.back().caption = line(*sticker, "emoji");
    add_place(m, out);
    add_card(m, out);
}

/// The name of what a message holds beside its envelope: "game", "poll", "new_chat_members".
std::string kind_of(const bj::object& m) {
    constexpr std::string_view envelope[] = {"message_id", "from",         "chat",
                                             "date",       "edit_date",    "sender_chat",
                                             "via_bot",    "reply_markup", "message_thread_id"};
    for (const auto& member : m) {
        const std::string_view key(member.key().data(), member.key().size());
        if (std::ranges::find(envelope, key) == std::ranges::end(envelope))
            return std::string(key.substr(0, 64));
    }
    return "empty";
}

/// "/start REF": he opened the bot, by a link that names where from.
void put_start(Incoming& out) {
    if (out.what != What::message || !out.text.starts_with("/start")) return;
    const auto rest = std::string_view(out.text).substr(6);
    if (!rest.empty() && rest.front() != ' ') return;
    out.what = What::began;
    out.referral = std::string(trim(rest)).substr(0, 64);
}

Incoming message_of(const bj::object& m, std::string_view raw, What what) {
    Incoming out;
    out.what = what;
    out.raw_kind = raw;
    out.sender = sender_of(has(m, "from") ? in(m, "from") : in(m, "sender_chat"));
    out.thread = id(in(m, "chat"), "id");
    out.message_id = id(m, "message_id");
    out.at = time(m, has(m, "edit_date") ? "edit_date" : "date");
    out.text = text(m, has(m, "text") ? "text" : "caption");
    out.reply_to = id(in(m, "reply_to_message"), "message_id");
    add_media(m, out);
    if (out.text.empty() && has(m, "dice")) out.text = line(in(m, "dice"), "emoji");
    if (out.text.empty() && out.media.empty()) {
        out.what = What::unsupported;
        out.raw_kind += "." + kind_of(m);
    }
    put_start(out);
    return out;
}

/// What the pressed button says, where the message it stood under came along.
std::string label_of(const bj::object& message, const std::string& data) {
    const auto* rows = in(message, "reply_markup").if_contains("inline_keyboard");
    if (!rows || !rows->is_array()) return data;
    for (const auto& row : rows->get_array()) {
        if (!row.is_array()) continue;
        for (const auto& one : row.get_array())
            if (const auto* button = one.if_object();
                button && line(*button, "callback_data") == data)
                return line(*button, "text");
    }
    return data;
}

Incoming pressed(const bj::object& q) {
    const auto& message = in(q, "message");
    Incoming out;
    out.raw_kind = "callback_query";
    out.sender = sender_of(in(q, "from"));
    out.thread = id(in(message, "chat"), "id");
    if (out.thread.empty()) out.thread = out.sender.id;
    out.message_id = id(q, "id");
    out.reply_to = id(message, "message_id");
    out.button = line(q, "data");
    out.text = label_of(message, out.button);
    if (out.button.empty()) out.what = What::unsupported;  // a game's button
    return out;
}

Incoming reacted(const bj::object& r) {
    Incoming out;
    out.what = What::reaction;
    out.raw_kind = "message_reaction";
    out.sender = sender_of(has(r, "user") ? in(r, "user") : in(r, "actor_chat"));
    out.thread = id(in(r, "chat"), "id");
    out.message_id = id(r, "message_id");
    out.at = time(r, "date");
    for (const auto* one : list(r, "new_reaction"))
        out.text += has(*one, "emoji") ? line(*one, "emoji") : "?";
    return out;
}

/// He blocked the bot, or let it in again.
Incoming membership(const bj::object& u) {
    const auto status = line(in(u, "new_chat_member"), "status").substr(0, 32);
    Incoming out;
    out.raw_kind = "my_chat_member." + status;
    out.what = status == "kicked" || status == "left" ? What::left
               : status == "member"                   ? What::began
                                                      : What::ignored;
    out.sender = sender_of(in(u, "from"));
    out.thread = id(in(u, "chat"), "id");
    out.at = time(u, "date");
    return out;
}

void removed(const bj::object& u, std::vector<Incoming>& out) {
    const auto* ids = u.if_contains("message_ids");
    if (!ids || !ids->is_array()) return;
    for (const auto& one : ids->get_array()) {
        Incoming d;
        d.what = What::deleted;
        d.raw_kind = "deleted_business_messages";
        d.thread = id(in(u, "chat"), "id");
        d.message_id = id(bj::object{{"id", one}}, "id");
        out.push_back(std::move(d));
    }
}

/// Inline queries, polls, payments: told with who and what, for the agent to see.
Incoming unsupported(const bj::object& u, std::string_view raw) {
    Incoming out;
    out.what = What::unsupported;
    out.raw_kind = raw.substr(0, 64);
    out.sender = sender_of(has(u, "from") ? in(u, "from") : in(u, "user"));
    out.thread = has(u, "chat") ? id(in(u, "chat"), "id") : out.sender.id;
    for (const auto* key : {"query", "question", "text", "invoice_payload"})
        if (out.text.empty()) out.text = text(u, key);
    return out;
}

void update_of(const bj::object& update, std::vector<Incoming>& all) {
    const auto first = all.size();
    for (const auto& member : update) {
        const std::string_view key(member.key().data(), member.key().size());
        const auto* u = member.value().if_object();
        if (!u) continue;
        if (key == "message" || key == "business_message")
            all.push_back(message_of(*u, key, What::message));
        else if (key == "edited_message" || key == "edited_business_message")
            all.push_back(message_of(*u, key, What::edited));
        else if (key == "callback_query")
            all.push_back(pressed(*u));
        else if (key == "message_reaction")
            all.push_back(reacted(*u));
        else if (key == "my_chat_member")
            all.push_back(membership(*u));
        else if (key == "deleted_business_messages")
            removed(*u, all);
        else if (key == "channel_post" || key == "edited_channel_post")
            all.push_back(message_of(*u, key, What::unsupported));  // a channel is no buyer
        else
            all.push_back(unsupported(*u, key));
    }
    for (auto i = first; i < all.size(); ++i) all[i].event_id = id(update, "update_id");
}

bool is_update(const bj::object& o) {
    return has(o, "update_id") || has(o, "message") || has(o, "edited_message");
}

}  // namespace

Result<std::vector<Incoming>> read(std::string_view body) {
    const auto root = root_of(body);
    if (!root) return root.error();
    std::vector<Incoming> out;
    if (has(*root, "result")) {
        for (const auto* update : list(*root, "result")) update_of(*update, out);
        return out;
    }
    if (!is_update(*root)) return not_ours("update_id", "This is no update of Telegram.");
    update_of(*root, out);
    if (out.empty()) return not_ours("message", "The update says nothing.");
    return out;
}

std::int64_t next_offset(std::string_view body) {
    const auto root = root_of(body);
    std::int64_t last = -1;
    if (root)
        for (const auto* update : list(*root, "result"))
            last = std::max(last, whole(*update, "update_id"));
    return last < 0 || last == INT64_MAX ? 0 : last + 1;
}

}  // namespace ol::conversations::telegram_wire
