// The chats on shops' pages: their keys, pages, looks and queues. Read from memory by every request
// of a buyer.
#include "contact/conversations/commit.hpp"
#include "platform/base/crypto.hpp"

namespace ol::conversations {
namespace {

constexpr std::size_t origins_most = 20, greeting_chars_max = 300, invitations_most = 10,
                      invitation_chars_max = 200, languages_most = 8;
constexpr int invitation_after_most_s = 3600;
constexpr int answer_within_most_s = 24 * 3600;

WebChat as_chat(const rows::Account& a) {
    WebChat out;
    out.id = a.id, out.shop_id = a.shop_id, out.name = a.name, out.key = a.public_key;
    out.enabled = a.enabled, out.version = a.version;
    if (a.queue_id) out.queue_id = a.queue_id;
    if (const auto look = json::read<WebChatLook>(a.look)) {
        out.origins = look->origins, out.title = look->title, out.greeting = look->greeting;
        out.colour = look->colour, out.answer_within_s = look->answer_within_s;
        out.languages = look->languages, out.shut_note = look->shut_note;
        out.when_shut = look->when_shut, out.invitations = look->invitations;
        out.share = look->share, out.files = look->files;
    }
    return out;
}

bool in_shops(const http::Principal& who, ShopId shop) {
    return who.shops.empty() || who.shops.contains(shop.value);
}

Error no_chat() {
    return not_found("conversations.no_channel", "There is no such chat, or it is not yours.");
}

Result<> take_line(std::string& to, const std::optional<std::string>& from, std::size_t most,
                   const char* field) {
    if (!from) return {};
    auto line = checked_line(*from, most, field);
    if (!line) return line.error();
    to = *line;
    return {};
}

bool is_language(const std::string& tag) {
    return tag.size() == 2 && std::ranges::all_of(tag, [](char c) { return c >= 'a' && c <= 'z'; });
}

/// The same fault at the same place of the list: "invitations[2].text".
Result<> check_invitation(ChatInvitation& one, const std::string& at) {
    auto text = checked_line(one.text, invitation_chars_max, (at + ".text").c_str());
    if (!text) return text.error();
    if (text->empty())
        return invalid("conversations.invitation_text", (at + ".text").c_str(),
                       "An invitation says something; write it, or take it away.");
    auto page = checked_line(one.page, page_chars_max, (at + ".page").c_str());
    if (!page) return page.error();
    one.text = *text, one.page = *page;
    if (one.after_s < 0 || one.after_s > invitation_after_most_s)
        return invalid("conversations.invitation_after", (at + ".after_s").c_str(),
                       "0 to 3600 seconds.");
    if (!one.language.empty() && !is_language(one.language))
        return invalid("conversations.language", (at + ".language").c_str(),
                       "Two letters like uk, or empty for any.");
    return {};
}

Result<> take_invitations(WebChatLook& look, const WebChatPatch& in) {
    if (!in.invitations) return {};
    if (in.invitations->size() > invitations_most)
        return invalid("conversations.invitations", "invitations", "At most 10 invitations.");
    look.invitations = *in.invitations;
    for (std::size_t i = 0; i < look.invitations.size(); ++i)
        if (auto ok =
                check_invitation(look.invitations[i], "invitations[" + std::to_string(i) + "]");
            !ok)
            return ok;
    return {};
}

Result<> take_languages(WebChatLook& look, const WebChatPatch& in) {
    if (!in.languages) return {};
    if (in.languages->size() > languages_most || !std::ranges::all_of(*in.languages, is_language))
        return invalid("conversations.language", "languages", "Languages like uk, en; at most 8.");
    look.languages = *in.languages;
    return {};
}

Result<> take_look(WebChatLook& look, const WebChatPatch& in) {
    if (auto ok = take_line(look.title, in.title, name_chars_max, "title"); !ok) return ok;
    if (auto ok = take_line(look.greeting, in.greeting, greeting_chars_max, "greeting"); !ok)
        return ok;
    if (auto ok = take_line(look.shut_note, in.shut_note, greeting_chars_max, "shut_note"); !ok)
        return ok;
    if (auto ok = take_languages(look, in); !ok) return ok;
    if (auto ok = take_invitations(look, in); !ok) return ok;
    look.when_shut = in.when_shut.value_or(look.when_shut);
    look.share = in.share.value_or(look.share);
    look.files = in.files.value_or(look.files);
    if (in.colour) {
        if (auto ok = check_colour(*in.colour); !ok) return ok;
        look.colour = *in.colour;
    }
    if (in.answer_within_s) {
        if (*in.answer_within_s < 0 || *in.answer_within_s > answer_within_most_s)
            return invalid("conversations.answer_within", "answer_within_s",
                           "0 (no promise) to 86400 seconds.");
        look.answer_within_s = *in.answer_within_s;
    }
    if (!in.origins) return {};
    if (in.origins->size() > origins_most)
        return invalid("conversations.origin", "origins", "At most 20 addresses.");
    look.origins.clear();
    for (const auto& origin : *in.origins) {
        auto one = checked_origin(origin, "origins");
        if (!one) return one.error();
        look.origins.push_back(*one);
    }
    return {};
}

}  // namespace

void Conversations::load_accounts(db::Conn& conn) {
    std::map<std::string, Account> chats, others;
    for (auto& a : rows::accounts(conn))
        (a.kind == ChannelKind::webchat ? chats : others)[a.public_key] = a;
    const std::lock_guard lock(mutex_);
    accounts_ = std::move(chats);
    channels_ = std::move(others);
}

void Conversations::reload_accounts() {
    (void)d_.db.read([this](db::Conn& conn) -> Result<> {
        load_accounts(conn);
        return {};
    });
    tell_links();
}

Result<WebChatList> Conversations::web_chats(const http::Principal& who) const {
    return d_.db.read_as<WebChatList>([&](db::Conn& conn) -> Result<WebChatList> {
        WebChatList out;
        for (const auto& a : rows::accounts(conn))
            if (a.kind == ChannelKind::webchat && in_shops(who, a.shop_id))
                out.items.push_back(as_chat(a));
        return out;
    });
}

WebChat Conversations::make_web_chat(db::Tx& tx, IdSource& ids, ShopId shop,
                                     const std::string& name, const std::string& key) {
    Account a;
    a.id = ids.next_id<ChannelAccountId>();
    a.shop_id = shop, a.name = name, a.public_key = key;
    a.look = json::write(WebChatLook{});
    rows::insert(tx, a);
    return as_chat(a);
}

void Conversations::have_web_chat(db::Tx& tx, IdSource& ids, ShopId shop, const std::string& name,
                                  const std::string& key) {
    if (!rows::account_by_key(tx.conn, key)) make_web_chat(tx, ids, shop, name, key);
}

Result<WebChat> Conversations::add_web_chat(const http::Principal& who, const NewWebChat& in) {
    auto name = checked_line(in.name, name_chars_max, "name");
    if (!name) return name.error();
    if (name->empty())
        return invalid("conversations.name", "name", "Name it, so that you find it again.");
    if (!in_shops(who, in.shop_id) || !d_.shop(in.shop_id))
        return not_found("staff.shop_not_found", "There is no such shop, or it is not yours.");
    auto made = commit<WebChat>([&](db::Tx& tx, Effects&) -> Result<WebChat> {
        auto chat = make_web_chat(tx, d_.ids, in.shop_id, *name, "wc_" + crypto::random_token(12));
        if (d_.audit) d_.audit(tx, who.person, "web_chat.created", chat.id.value);
        return chat;
    });
    if (made) reload_accounts();
    return made;
}

Result<WebChat> Conversations::change_web_chat(const http::Principal& who, ChannelAccountId id,
                                               std::int64_t version, const WebChatPatch& in) {
    auto changed = commit<WebChat>([&](db::Tx& tx, Effects&) -> Result<WebChat> {
        auto a = rows::account(tx.conn, id);
        if (!a || !in_shops(who, a->shop_id)) return no_chat();
        if (a->version != version)
            return conflict("conversations.version_conflict",
                            "Somebody changed this chat meanwhile; look, then save again.");
        if (auto ok = take_line(a->name, in.name, name_chars_max, "name"); !ok) return ok.error();
        a->queue_id = in.queue_id.value_or(a->queue_id);
        if (a->queue_id && d_.has_queue && !d_.has_queue(tx.conn, a->queue_id, a->shop_id))
            return invalid("conversations.queue", "queue_id", "This shop has no such queue.");
        auto look = json::read<WebChatLook>(a->look);
        if (!look) return look.error();
        if (auto ok = take_look(*look, in); !ok) return ok.error();
        a->look = json::write(*look);
        a->enabled = in.enabled.value_or(a->enabled);
        ++a->version;
        rows::update(tx, *a);
        if (d_.audit) d_.audit(tx, who.person, "web_chat.changed", id.value);
        return as_chat(*a);
    });
    if (changed) reload_accounts();
    return changed;
}

}  // namespace ol::conversations
