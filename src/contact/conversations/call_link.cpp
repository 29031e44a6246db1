// Who waits on the phone goes on by chat: a link to it leaves by SMS. Its token is signed and holds
// for a day; the chat that opens from it is the caller's. Nothing is kept of a link: the token says
// which thread of SMS it was sent in, until when, and proves both.
#include <array>

#include "contact/conversations/commit.hpp"
#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/base/text.hpp"

namespace ol::conversations {
namespace {

constexpr Ms link_holds{24LL * 3600 * 1000};
constexpr std::size_t number_bytes = 8, minute_bytes = 4, mac_bytes = 20;
constexpr std::size_t token_bytes = number_bytes + minute_bytes + mac_bytes;
static_assert(token_bytes == 32, "as long as the tokens that pages make: 43 letters");

std::string big_endian(std::uint64_t value, std::size_t bytes) {
    std::string out;
    for (std::size_t i = bytes; i-- > 0;) out.push_back(static_cast<char>(value >> (8 * i)));
    return out;
}

std::uint64_t number_of(std::string_view bytes) {
    std::uint64_t out = 0;
    for (const char c : bytes) out = out << 8 | static_cast<unsigned char>(c);
    return out;
}

/// For one chat alone: another's page cannot open it.
std::string mac_of(const std::string& key32, ChannelAccountId chat, std::string_view told) {
    const auto all = crypto::hmac_sha256(
        key32, "chat link\n" + std::to_string(chat.value) + "\n" + std::string(told));
    return all.substr(0, mac_bytes);
}

std::string token_of(const std::string& key32, ChannelAccountId chat, ConversationId sms,
                     Time until) {
    const std::string told =
        big_endian(static_cast<std::uint64_t>(sms.value), number_bytes) +
        big_endian(static_cast<std::uint64_t>(to_ms(until) / 60000), minute_bytes);
    std::string out = crypto::base64(told + mac_of(key32, chat, told));
    while (out.ends_with('=')) out.pop_back();
    std::ranges::replace(out, '+', '-');
    std::ranges::replace(out, '/', '_');
    return out;
}

/// What he reads on his phone; the languages of the prompts.
std::string words_of_link(const std::string& language, const std::string& shop,
                          const std::string& link) {
    struct Words {
        std::string_view language, text;
    };
    constexpr std::array<Words, 4> known{{{"en", ": go on by chat here, within a day: "},
                                          {"uk", ": продовжимо в чаті, посилання діє добу: "},
                                          {"ru", ": продолжим в чате, ссылка действует сутки: "},
                                          {"zh", "：请在此继续聊天，链接一天内有效："}}};
    const auto at = std::ranges::find(known, language.substr(0, 2), &Words::language);
    return shop + std::string((at == known.end() ? known.front() : *at).text) + link;
}

template <class Accounts>
const rows::Account* on_in(const Accounts& all, ShopId shop, ChannelKind kind) {
    for (const auto& [key, account] : all)
        if (account.shop_id == shop && account.kind == kind && account.enabled) return &account;
    return nullptr;
}

}  // namespace

bool Conversations::sends_links(ShopId shop) const {
    // Where buyers' phones can reach us, which an address of this machine is not.
    if (!d_.channels.public_url.starts_with("https://")) return false;
    const std::lock_guard lock(mutex_);
    return on_in(accounts_, shop, ChannelKind::webchat) && on_in(channels_, shop, ChannelKind::sms);
}

void Conversations::send_link(const calls::ChatLinkAsk& ask, std::function<void(bool)> done) {
    post<bool>([this, ask](db::Tx& tx, Effects& out) { return link_sent(tx, out, ask); },
               [done = std::move(done)](const Result<bool>& sent) {
                   if (!sent)
                       log::warn("conversations", "link_not_sent", {{"code", sent.error().code}});
                   done(sent.has_value());
               });
}

Result<bool> Conversations::link_sent(db::Tx& tx, Effects& out, const calls::ChatLinkAsk& ask) {
    std::optional<Account> chat, sms;
    {
        const std::lock_guard lock(mutex_);
        if (const auto* a = on_in(accounts_, ask.shop, ChannelKind::webchat)) chat = *a;
        if (const auto* a = on_in(channels_, ask.shop, ChannelKind::sms)) sms = *a;
    }
    const auto shop = d_.shop(ask.shop);
    if (!chat || !sms || !shop)
        return not_found("conversations.no_channel", "There is no chat, or no SMS to send it by.");
    Turn turn(*this, tx, out, sms_thread(tx, *sms, ask));
    const Unasked asked{turn.t.customer_id, ChannelKind::sms, turn.t.id, {}, true};
    if (d_.may_contact)
        if (auto may = d_.may_contact(tx, asked); !may) return may.error();
    const auto token = token_of(d_.channels.key32, chat->id, turn.t.id, tx.now + link_holds);
    const auto text =
        words_of_link(ask.language, shop->name,
                      d_.channels.public_url + "/chat/" + chat->public_key + "#" + token);
    if (auto may = may_send(turn.t, text, tx.now); !may) return may.error();
    const Words words = turn.add(Direction::out, text, {});
    turn.t.last_from = "shop";
    turn.t.preview = preview_of(words.text);
    turn.t.last_at = words.at;
    turn.fact("conversation.link_sent", {});
    turn.save();
    return true;
}

/// His thread with us by SMS. A new one is nobody's work: it opens when he answers there.
Conversations::Thread Conversations::sms_thread(db::Tx& tx, const Account& sms,
                                                const calls::ChatLinkAsk& ask) {
    for (const auto& name : {ask.number, ask.number.substr(1)})  // gateways write both
        if (auto known = rows::thread_named(tx.conn, sms.id, name)) {
            if (!known->customer_id) known->customer_id = ask.customer;
            return *known;
        }
    Thread t;
    t.id = d_.ids.next_id<ConversationId>();
    t.shop_id = sms.shop_id, t.channel = sms.kind, t.account_id = sms.id;
    t.thread = t.buyer_contact = ask.number;
    t.queue_id = sms.queue_id, t.language = ask.language.substr(0, 2);
    t.customer_id = ask.customer, t.buyer_name = ask.name;
    t.search = fold(t.buyer_name + " " + t.buyer_contact);
    t.state = State::closed;
    t.began_at = t.last_at = tx.now;
    rows::insert(tx, t);
    tx.journal({"conversation.opened", t.id.value, 0,
                "{\"shop\":\"" + std::to_string(t.shop_id.value) + "\",\"channel\":\"sms\"}"});
    return t;
}

ConversationId Conversations::linked(const Account& chat, const std::string& token) const {
    if (token.size() != 43) return {};
    std::string plain = token + "=";
    std::ranges::replace(plain, '-', '+');
    std::ranges::replace(plain, '_', '/');
    const auto raw = crypto::unbase64(plain);
    if (!raw || raw->size() != token_bytes) return {};
    const auto told = std::string_view(*raw).substr(0, number_bytes + minute_bytes);
    if (!crypto::equal_constant_time(raw->substr(told.size()),
                                     mac_of(d_.channels.key32, chat.id, told)))
        return {};
    const auto until = number_of(told.substr(number_bytes)) * 60000;
    if (static_cast<std::uint64_t>(to_ms(d_.clock.now())) > until) return {};
    return ConversationId{static_cast<std::int64_t>(number_of(told.substr(0, number_bytes)))};
}

/// The chat is the caller's: his number, and his record where he has one.
void Conversations::came_by_link(db::Tx& tx, Turn& turn, ConversationId from) {
    const auto sms = rows::thread(tx.conn, from);
    if (!sms) return;
    turn.t.buyer_contact = sms->buyer_contact;
    if (turn.t.buyer_name.empty()) turn.t.buyer_name = sms->buyer_name;
    if (!sms->customer_id || (d_.is_buyer && !d_.is_buyer(tx.conn, sms->customer_id))) return;
    turn.t.customer_id = sms->customer_id;
    turn.fact(
        "conversation.linked", {},
        "{\"customer\":\"" + std::to_string(turn.t.customer_id.value) + "\",\"signed\":false}");
}

}  // namespace ol::conversations
