// What WhatsApp Cloud's webhooks say. Traps: statuses come out of order and about groups; a person
// may have no number but a user id; several persons' names stand beside the messages; errors stand
// in a message or beside all of them.
#include <algorithm>

#include "contact/conversations/messengers/meta.hpp"

namespace ol::conversations::meta {
namespace {
namespace whatsapp_wire {

using namespace wire;

std::string first_of(std::initializer_list<std::string> texts) {
    for (const auto& t : texts)
        if (!t.empty()) return t;
    return {};
}

/// Who `number` or `user` is among the value's contacts; alone there, he is meant anyway.
const bj::object& contact_of(const bj::object& value, const std::string& number,
                             const std::string& user) {
    static const bj::object none;
    const auto all = list(value, "contacts");
    for (const auto* c : all)
        if ((!number.empty() && id(*c, "wa_id") == number) ||
            (!user.empty() && id(*c, "user_id") == user))
            return *c;
    return all.size() == 1 ? *all.front() : none;
}

Sender sender_of(const bj::object& value, const std::string& number, const std::string& user) {
    const auto& contact = contact_of(value, number, user);
    Sender s;
    s.id = number.empty() ? first_of({user, id(contact, "user_id")}) : number;
    s.name =
        first_of({line(in(contact, "profile"), "name"), line(in(contact, "profile"), "username")});
    s.phone = phone_of(number);
    return s;
}

void put_error(const bj::object& holder, Incoming& out) {
    const auto errors = list(holder, "errors");
    if (errors.empty() || !out.error_code.empty()) return;
    const auto& e = *errors.front();
    out.error_code = line(e, "code").substr(0, 32);
    out.error_text = first_of({line(in(e, "error_data"), "details"), line(e, "title"),
                               line(e, "message"), line(e, "details")});
}

Incoming begin(const bj::object& value, const bj::object& item) {
    Incoming out;
    out.account = id(in(value, "metadata"), "phone_number_id");
    out.message_id = id(item, "id");
    out.at = time(item, "timestamp");
    return out;
}

void add_file(const bj::object& f, MediaKind kind, Incoming& out) {
    Media m;
    m.kind = kind;
    m.id = id(f, "id");
    m.url = text(f, "url").substr(0, 4000);
    m.type = line(f, "mime_type");
    m.name = line(f, "filename");
    out.text = text(f, "caption");
    out.media.push_back(std::move(m));
}

void add_place(const bj::object& place, Incoming& out) {
    Media m;
    m.name = line(place, "name");
    m.caption = line(place, "address");
    m.url = line(place, "url");
    put_place(m, place, "latitude", "longitude");
    out.media.push_back(std::move(m));
}

void add_cards(const bj::object& message, Incoming& out) {
    for (const auto* card : list(message, "contacts")) {
        Media m;
        m.kind = MediaKind::contact;
        m.name = line(in(*card, "name"), "formatted_name");
        const auto phones = list(*card, "phones");
        if (!phones.empty()) m.phone = line(*phones.front(), "phone");
        std::string digits;
        for (const char c : m.phone)
            if (c >= '0' && c <= '9') digits += c;
        if (const auto normal = phone_of(digits); !normal.empty() && m.phone.starts_with('+'))
            m.phone = normal;
        m.own_phone = !digits.empty() && digits == out.sender.id;
        out.media.push_back(std::move(m));
    }
}

void put_interactive(const bj::object& i, Incoming& out) {
    const auto type = line(i, "type").substr(0, 64);
    const auto& answer = in(i, type);
    out.raw_kind += "." + type;
    if (type == "button_reply" || type == "list_reply") {
        out.text = line(answer, "title");
        out.button = line(answer, "id");
    } else if (type == "nfm_reply") {  // a form, filled in
        out.text = line(answer, "body");
        out.button = text(answer, "response_json");
    } else if (type == "call_permission_reply") {
        out.what = What::call;
        out.button = line(answer, "response").substr(0, 32);
    } else {
        out.what = What::unsupported;
    }
}

/// Text, files, places, cards, buttons: what a message and an edit's new message hold alike.
void put_content(const bj::object& m, Incoming& out) {
    constexpr std::pair<const char*, MediaKind> files[] = {{"image", MediaKind::image},
                                                           {"video", MediaKind::video},
                                                           {"audio", MediaKind::audio},
                                                           {"document", MediaKind::file},
                                                           {"sticker", MediaKind::sticker}};
    const auto type = line(m, "type").substr(0, 64);
    for (const auto& [key, kind] : files)
        if (type == key && has(m, key)) {
            const bool voice = yes(in(m, key), "voice");
            return add_file(in(m, key), voice ? MediaKind::voice : kind, out);
        }
    if (type == "text" && has(m, "text")) {
        out.text = text(in(m, "text"), "body");
    } else if (type == "location" && has(m, "location")) {
        add_place(in(m, "location"), out);
    } else if (type == "contacts" && has(m, "contacts")) {
        add_cards(m, out);
    } else if (type == "button" && has(m, "button")) {
        out.text = line(in(m, "button"), "text");
        out.button = first_of({line(in(m, "button"), "payload"), out.text});
    } else if (type == "interactive" && has(m, "interactive")) {
        put_interactive(in(m, "interactive"), out);
    } else {
        out.what = What::unsupported;
        const auto of = line(in(m, type), "type").substr(0, 64);
        if (!of.empty()) out.raw_kind += "." + of;
        out.text = first_of(
            {text(in(m, "text"), "body"), text(in(m, type), "body"), text(in(m, type), "text")});
    }
}

void put_changed(const bj::object& m, Incoming& out) {
    const auto type = line(m, "type");
    const auto& change = in(m, type);
    if (type == "reaction") {
        out.what = What::reaction;
        out.message_id = id(change, "message_id");
        out.text = line(change, "emoji");
    } else {
        out.what = type == "edit" ? What::edited : What::deleted;
        out.message_id = id(change, "original_message_id");
        if (type == "edit") put_content(in(change, "message"), out);
        if (out.what == What::unsupported) out.what = What::edited;
    }
}

Incoming message_of(const bj::object& value, const bj::object& m, bool echo) {
    auto out = begin(value, m);
    const auto type = line(m, "type").substr(0, 64);
    out.by_us = echo;
    out.raw_kind = (echo ? "message_echoes." : "messages.") + type;
    out.sender = sender_of(value, id(m, "from"), id(m, "from_user_id"));
    if (echo) out.sender = Sender{.id = id(m, "from")};
    out.thread = echo ? first_of({id(m, "to"), id(m, "to_user_id")}) : out.sender.id;
    if (has(m, "group_id")) out.thread = id(m, "group_id");
    out.reply_to = id(in(m, "context"), "id");
    out.referral =
        first_of({line(in(m, "referral"), "source_url"), line(in(m, "referral"), "source_id")});
    if (type == "reaction" || type == "edit" || type == "revoke")
        put_changed(m, out);
    else
        put_content(m, out);
    put_error(m, out);
    put_error(value, out);
    return out;
}

What what_of(const std::string& status) {
    if (status == "sent") return What::sent;
    if (status == "delivered") return What::delivered;
    if (status == "read" || status == "played") return What::read;
    if (status == "failed") return What::failed;
    return What::unsupported;
}

Incoming status_of(const bj::object& value, const bj::object& s) {
    auto out = begin(value, s);
    const auto status = line(s, "status").substr(0, 64);
    const bool call = line(s, "type") == "call";
    out.raw_kind = (call ? "statuses.call." : "statuses.") + status;
    out.what = call ? What::call : what_of(status);
    out.thread = first_of({id(s, "recipient_id"), id(s, "recipient_user_id")});
    const auto one = id(s, "recipient_participant_id");  // of a group
    out.sender =
        sender_of(value, one.empty() ? out.thread : one, id(s, "recipient_participant_user_id"));
    put_error(s, out);
    return out;
}

Incoming call_of(const bj::object& value, const bj::object& c) {
    auto out = begin(value, c);
    out.what = What::call;
    out.by_us = line(c, "direction") == "BUSINESS_INITIATED";
    out.raw_kind =
        joined({"calls", line(c, "event").substr(0, 64), line(c, "status").substr(0, 64)}, ".");
    out.thread = id(c, out.by_us ? "to" : "from");
    out.sender = sender_of(value, out.thread, id(c, "from_user_id"));
    put_error(c, out);
    put_error(value, out);
    return out;
}

/// The account, its templates and limits: the platform talking of itself.
Incoming notice_of(const bj::object& entry, const std::string& field, const bj::object& value) {
    Incoming out;
    out.what = What::ignored;
    out.raw_kind = joined({field, line(value, "event").substr(0, 64)}, ".");
    out.account = id(entry, "id");
    out.at = time(entry, "time");
    out.text = joined({line(value, "message_template_name"), line(value, "new_category"),
                       line(value, "new_quality_score"), line(value, "reason"),
                       line(in(value, "rejection_info"), "reason")},
                      ": ");
    put_error(value, out);
    return out;
}

bool conversation(const bj::object& v) {
    return has(v, "messages") || has(v, "statuses") || has(v, "calls") || has(v, "message_echoes");
}

void value_of(const bj::object& value, std::vector<Incoming>& out) {
    for (const auto* m : list(value, "messages")) out.push_back(message_of(value, *m, false));
    for (const auto* m : list(value, "message_echoes")) out.push_back(message_of(value, *m, true));
    for (const auto* s : list(value, "statuses")) out.push_back(status_of(value, *s));
    for (const auto* c : list(value, "calls")) out.push_back(call_of(value, *c));
}

void change_of(const bj::object& entry, const bj::object& change, std::vector<Incoming>& out) {
    const auto field = line(change, "field").substr(0, 64);
    const auto& value = in(change, "value");
    if (conversation(value)) return value_of(value, out);
    auto notice = notice_of(entry, field, value);
    if (field == "messages" || field == "calls") notice.what = What::unsupported;  // errors alone
    out.push_back(std::move(notice));
}

}  // namespace whatsapp_wire
}  // namespace

Result<std::vector<Incoming>> read_whatsapp(std::string_view body) {
    const auto root = wire::root_of(body);
    if (!root) return root.error();
    std::vector<Incoming> out;
    if (whatsapp_wire::conversation(*root)) {
        whatsapp_wire::value_of(*root, out);
        return out;
    }
    if (!wire::has(*root, "entry"))
        return wire::not_ours("entry", "This is no webhook of WhatsApp: it has no entry.");
    for (const auto* entry : wire::list(*root, "entry"))
        for (const auto* change : wire::list(*entry, "changes"))
            whatsapp_wire::change_of(*entry, *change, out);
    return out;
}

}  // namespace ol::conversations::meta
