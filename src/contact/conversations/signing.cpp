// Who he is by the word of the shop's own server: an HMAC over what it says of him. A signature
// that does not fit joins nothing; one conversation is one buyer's.
#include "contact/conversations/channel_types.hpp"
#include "contact/conversations/commit.hpp"
#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"

namespace ol::conversations {
namespace {

constexpr std::size_t id_chars_max = 200;

std::string secret_of(const std::string& key32, const std::string& sealed) {
    const auto raw = crypto::unbase64(sealed);
    const auto plain = raw ? crypto::unseal(key32, *raw) : raw;
    const auto read = plain ? json::read<SealedCredentials>(*plain) : plain.error();
    return read ? read->secret : "";
}

/// What is signed must be what is read: a line break inside would move a value to its neighbour.
Result<std::string> plain_line(const std::string& text, std::size_t most, const char* field) {
    auto line = checked_line(text, most, field);
    if (!line) return line.error();
    const bool breaks =
        std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    const auto inner = trim(text);  // nor what turns the direction of writing
    if (breaks || (!inner.empty() && !ol::plain_line(inner)))
        return invalid("conversations.signed_line", field, "One line, without control characters.");
    return line;
}

Result<SignedPerson> person_of(const ChatSign& in) {
    SignedPerson out;
    auto id = plain_line(in.id, id_chars_max, "id");
    if (!id) return id.error();
    if (id->empty())
        return invalid("conversations.signed_id", "id", "The shop's own name of the buyer.");
    out.id = crypto::hex(crypto::sha256(*id));
    for (auto [to, from, most, field] :
         {std::tuple{&out.name, &in.name, name_chars_max, "name"},
          std::tuple{&out.email, &in.email, contact_chars_max, "email"},
          std::tuple{&out.phone, &in.phone, contact_chars_max, "phone"}}) {
        auto line = plain_line(from->value_or(""), most, field);
        if (!line) return line.error();
        *to = *line;
    }
    return out;
}

bool signature_fits(const ChatSign& in, const std::string& secret) {
    const std::string text = in.id + "\n" + in.name.value_or("") + "\n" + in.email.value_or("") +
                             "\n" + in.phone.value_or("");
    return crypto::equal_constant_time(lower_ascii(in.signature),
                                       crypto::hex(crypto::hmac_sha256(secret, text)));
}

/// He has one record of this shop, however often he signs in; a record that is gone is made anew.
Result<CustomerId> record_of(db::Tx& tx, const Deps& d, const SignedPerson& person) {
    const auto known = rows::signed_buyer(tx.conn, person.shop, person.id);
    if (known && (!d.is_buyer || d.is_buyer(tx.conn, *known))) return *known;
    if (!d.find_buyer) return CustomerId{};
    auto found = d.find_buyer(tx, person);
    if (found) rows::keep_signed(tx, person.shop, person.id, *found);
    return found;
}

}  // namespace

Result<ChatSigned> Conversations::sign(const From& from, const ChatSign& in) {
    const auto account = account_for(from, in.key);
    if (!account) return account.error();
    auto person = person_of(in);
    if (!person) return person.error();
    const std::string secret = secret_of(d_.channels.key32, account->sealed);
    if (secret.empty())
        return conflict("conversations.no_secret",
                        "This chat has no secret to sign with yet; its settings show one.");
    if (!signature_fits(in, secret))
        return invalid("conversations.signature", "signature",
                       "The signature does not fit: HMAC-SHA-256 in hex over id, name, email and "
                       "phone as they are sent, with a line feed between them.");
    if (!in.token) return ChatSigned{false};
    person->shop = account->shop_id;
    return commit<ChatSigned>([this, account = *account, token = *in.token, person = *person](
                                  db::Tx& tx, Effects& out) -> Result<ChatSigned> {
        const auto t = his(tx.conn, account, token);
        if (!t) return ChatSigned{false};
        if (t->signed_id == person.id) return ChatSigned{true};  // an operator's undo stands
        if (!t->signed_id.empty())
            return conflict("conversations.other_buyer",
                            "This conversation is another buyer's; begin a new one.");
        SignedPerson asked = person;
        asked.language = t->language;
        const auto buyer = record_of(tx, d_, asked);
        if (!buyer) return buyer.error();
        Turn turn(*this, tx, out, *t);
        turn.is_signed(asked, *buyer);
        turn.save();
        return ChatSigned{true};
    });
}

Result<WebChatSecret> Conversations::web_chat_secret(const http::Principal& who,
                                                     ChannelAccountId id,
                                                     const WebChatSecretAsk& in) {
    auto shown = commit<WebChatSecret>([&](db::Tx& tx, Effects&) -> Result<WebChatSecret> {
        auto a = rows::account(tx.conn, id);
        const bool hers = a && (who.shops.empty() || who.shops.contains(a->shop_id.value));
        if (!hers || a->kind != ChannelKind::webchat)
            return not_found("conversations.no_channel", "There is no such chat.");
        WebChatSecret out{secret_of(d_.channels.key32, a->sealed), false};
        if (in.rotate || out.secret.empty()) {
            out = {crypto::random_token(32), true};
            SealedCredentials kept;
            kept.secret = out.secret;
            a->sealed = crypto::base64(crypto::seal(d_.channels.key32, json::write(kept)));
            rows::update(tx, *a);
        }
        if (d_.audit)
            d_.audit(tx, who.person, out.made ? "web_chat.secret_made" : "web_chat.secret_seen",
                     id.value);
        return out;
    });
    if (shown && shown->made) reload_accounts();
    return shown;
}

Result<Conversations::Door> Conversations::door(const From& from, const std::string& key) {
    const auto account = account_for(from, key);
    if (!account) return account.error();
    return Door{account->id, account->shop_id, account->queue_id};
}

Result<ConversationId> Conversations::page_says(const From& from, const std::string& key,
                                                const std::string& token, const std::string& code) {
    const auto account = account_for(from, key);
    if (!account) return account.error();
    return commit<ConversationId>([this, account = *account, token, code](
                                      db::Tx& tx, Effects& out) -> Result<ConversationId> {
        const auto t = his(tx.conn, account, token);
        if (!t) return t.error();
        Turn turn(*this, tx, out, *t);
        turn.says(code.c_str());
        return turn.save().id;
    });
}

}  // namespace ol::conversations
