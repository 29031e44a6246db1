// The shop's addresses in channels: their settings, their check, and the door by which they tell
// us. Secrets are sealed in their rows; the door reads from memory.
#include "contact/conversations/channel_rows.hpp"
#include "contact/conversations/channel_types.hpp"
#include "contact/conversations/checking.hpp"
#include "contact/conversations/commit.hpp"
#include "contact/conversations/http_carrier.hpp"
#include "contact/conversations/links/links.hpp"
#include "contact/conversations/messengers/messengers.hpp"
#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"

namespace ol::conversations {
namespace {

constexpr std::size_t credential_bytes_max = 2000;
constexpr int channel_answer_within_most_s = 7 * 24 * 3600;

bool channel_in_shops(const http::Principal& who, ShopId shop) {
    return who.shops.empty() || who.shops.contains(shop.value);
}

bool is_channel_of(const http::Principal& who, const std::optional<rows::Account>& a) {
    return a && a->removed_at == Time{} && channel_in_shops(who, a->shop_id) &&
           messenger_of(a->kind);
}

Error channel_changed() {
    return conflict("conversations.version_conflict",
                    "Somebody changed this channel meanwhile; look, then save again.");
}

Error no_channel() {
    return not_found("conversations.no_channel", "There is no such channel, or it is not yours.");
}

Credentials of(const SealedCredentials& s) {
    return {s.account, s.token, s.secret, s.verify_token};
}

SealedCredentials opened(const std::string& key32, const std::string& sealed) {
    auto raw = crypto::unbase64(sealed);
    if (!raw) return {};
    auto plain = crypto::unseal(key32, *raw);
    if (!plain) return {};  // another key file: the channel will say that the token is bad
    auto out = json::read<SealedCredentials>(*plain);
    return out ? *out : SealedCredentials{};
}

std::string sealed(const std::string& key32, const SealedCredentials& plain) {
    return crypto::base64(crypto::seal(key32, json::write(plain)));
}

Result<> take(std::string& to, const std::optional<std::string>& from, const char* field) {
    if (!from) return {};
    if (from->size() > credential_bytes_max || !valid_utf8(*from))
        return invalid("conversations.credentials", field, "At most 2000 bytes of UTF-8.");
    to = std::string(trim(*from));
    return {};
}

template <class In>
Result<> take_credentials(SealedCredentials& to, const In& in) {
    if (auto ok = take(to.account, in.account, "account"); !ok) return ok;
    if (auto ok = take(to.token, in.token, "token"); !ok) return ok;
    if (auto ok = take(to.secret, in.secret, "secret"); !ok) return ok;
    return take(to.verify_token, in.verify_token, "verify_token");
}

/// Where the words go, of channels whose account is an address: scheme, server and port without a
/// login; of XMPP the whole. "" where the channel's own server is the only one.
std::string goes_to(ChannelKind kind, const std::string& account) {
    if (kind == ChannelKind::xmpp) return lower_ascii(account);
    if (kind != ChannelKind::generic && kind != ChannelKind::sms) return {};
    const auto scheme = account.find("://");
    if (scheme == std::string::npos) return account;
    const auto rest = account.substr(scheme + 3);
    const auto server = rest.substr(0, rest.find_first_of("/?#"));
    const auto login = server.rfind('@');
    return lower_ascii(account.substr(0, scheme) + "://" +
                       (login == std::string::npos ? server : server.substr(login + 1)));
}

/// A password is told to no address that it was not entered for.
Result<> check_goes_on(ChannelKind kind, const SealedCredentials& was,
                       const ChannelAccountPatch& in) {
    const bool moves =
        in.account && goes_to(kind, was.account) != goes_to(kind, std::string(trim(*in.account)));
    if (!moves || was.token.empty() || (in.token && !trim(*in.token).empty())) return {};
    return invalid("conversations.credentials_again", "token",
                   "The address is another one; enter its password or token again.");
}

}  // namespace

/// A carrier for each messenger, before start().
void Conversations::carry_messengers() {
    using enum ChannelKind;
    links_ = std::make_shared<Links>(link_house());
    for (const auto kind : {telegram, viber, whatsapp, messenger, instagram, generic, sms, xmpp})
        if (const Channel* channel = messenger_of(kind)) {
            HttpCarrierDeps deps{d_.channels.fetch,
                                 [this](ChannelAccountId id) { return credentials_of(id); }, "", "",
                                 d_.channels.allow_private};
            if (kind == telegram)
                deps.instead_of = "https://api.telegram.org",
                deps.goes_to = d_.channels.telegram_api;
            auto by_http = http_carrier(*channel, std::move(deps));
            carries(kind == sms || kind == xmpp ? link_carrier(*channel, *links_, by_http)
                                                : by_http);
        }
}

Result<Credentials> Conversations::credentials_of(ChannelAccountId id) const {
    const auto a = d_.db.read_as<Account>([&](db::Conn& conn) -> Result<Account> {
        auto found = rows::account(conn, id);
        if (!found) return no_channel();
        return *found;
    });
    if (!a) return a.error();
    return of(opened(d_.channels.key32, a->sealed));
}

std::string Conversations::webhook_of(const Account& a) const {
    const bool no_hook = is_link(a.id) && a.kind != ChannelKind::telegram;
    if (d_.channels.public_url.empty() || no_hook) return {};
    return d_.channels.public_url + "/public/v1/channels/" + std::string(to_name(a.kind)) + "/" +
           a.public_key;
}

ChannelAccount Conversations::shown(db::Conn& conn, const Account& a) const {
    const auto secrets = opened(d_.channels.key32, a.sealed);
    ChannelAccount out;
    out.id = a.id, out.shop_id = a.shop_id, out.kind = a.kind, out.name = a.name;
    out.account = secrets.account, out.verify_token = secrets.verify_token;
    out.has_token = !secrets.token.empty(), out.has_secret = !secrets.secret.empty();
    out.enabled = a.enabled, out.version = a.version;
    if (a.queue_id) out.queue_id = a.queue_id;
    if (const auto look = json::read<ChannelLook>(a.look))
        out.answer_within_s = look->answer_within_s;
    out.webhook_url = webhook_of(a);
    out.standing = from_name<Standing>(a.standing).value_or(Standing::unchecked);
    if (!a.trouble.empty())
        if (auto why = json::read<Trouble>(a.trouble)) out.trouble = std::move(*why);
    out.waiting = rows::waiting_out(conn, a.id);
    return out;
}

Result<ChannelAccountList> Conversations::channel_accounts(const http::Principal& who) const {
    return d_.db.read_as<ChannelAccountList>([&](db::Conn& conn) -> Result<ChannelAccountList> {
        ChannelAccountList out;
        for (const auto& a : rows::accounts(conn))
            if (messenger_of(a.kind) && channel_in_shops(who, a.shop_id))
                out.items.push_back(shown(conn, a));
        return out;
    });
}

Result<ChannelAccount> Conversations::add_channel(const http::Principal& who,
                                                  const NewChannelAccount& in) {
    auto name = checked_line(in.name, name_chars_max, "name");
    if (!name) return name.error();
    if (name->empty())
        return invalid("conversations.name", "name", "Name it, so that you find it again.");
    if (!messenger_of(in.kind))
        return invalid("conversations.kind", "kind", "This kind of channel is not added here.");
    if (!channel_in_shops(who, in.shop_id) || !d_.shop(in.shop_id))
        return not_found("staff.shop_not_found", "There is no such shop, or it is not yours.");
    SealedCredentials secrets;
    if (auto ok = take_credentials(secrets, in); !ok) return ok.error();
    if (auto ok = complete(in.kind, of(secrets)); !ok) return ok.error();
    const bool made = secrets.secret.empty();
    if (made) secrets.secret = crypto::random_token(32);
    if (secrets.verify_token.empty()) secrets.verify_token = crypto::random_token(18);
    auto out = commit<ChannelAccount>([&](db::Tx& tx, Effects&) -> Result<ChannelAccount> {
        Account a;
        a.id = d_.ids.next_id<ChannelAccountId>();
        a.shop_id = in.shop_id, a.kind = in.kind, a.name = *name;
        a.public_key = "ch_" + crypto::random_token(18);
        a.look = json::write(ChannelLook{});
        a.sealed = sealed(d_.channels.key32, secrets);
        rows::insert(tx, a);
        if (d_.audit) d_.audit(tx, who.person, "channel.created", a.id.value);
        return shown(tx.conn, a);
    });
    const bool partners = in.kind == ChannelKind::generic || in.kind == ChannelKind::sms;
    if (out && made && partners && !is_linked(in.kind, of(secrets)))
        out->made_secret = secrets.secret;
    if (out) reload_accounts();
    return out;
}

Result<ChannelAccount> Conversations::change_channel(const http::Principal& who,
                                                     ChannelAccountId id, std::int64_t version,
                                                     const ChannelAccountPatch& in) {
    auto out = commit<ChannelAccount>([&](db::Tx& tx, Effects&) -> Result<ChannelAccount> {
        auto a = rows::account(tx.conn, id);
        if (!is_channel_of(who, a)) return no_channel();
        if (a->version != version) return channel_changed();
        if (in.name) {
            auto name = checked_line(*in.name, name_chars_max, "name");
            if (!name) return name.error();
            if (name->empty())
                return invalid("conversations.name", "name", "Name it, so that you find it again.");
            a->name = *name;
        }
        a->queue_id = in.queue_id.value_or(a->queue_id);
        if (a->queue_id && d_.has_queue && !d_.has_queue(tx.conn, a->queue_id, a->shop_id))
            return invalid("conversations.queue", "queue_id", "This shop has no such queue.");
        if (in.answer_within_s) {
            if (*in.answer_within_s < 0 || *in.answer_within_s > channel_answer_within_most_s)
                return invalid("conversations.answer_within", "answer_within_s",
                               "0 (no promise) to 604800 seconds.");
            a->look = json::write(ChannelLook{*in.answer_within_s});
        }
        auto secrets = opened(d_.channels.key32, a->sealed);
        const auto was = secrets;
        if (auto ok = take_credentials(secrets, in); !ok) return ok.error();
        if (auto ok = complete(a->kind, of(secrets)); !ok) return ok.error();
        if (auto ok = check_goes_on(a->kind, was, in); !ok) return ok.error();
        const bool others = in.account || in.token || in.secret;
        if (others) a->standing = "unchecked", a->trouble.clear();
        a->sealed = sealed(d_.channels.key32, secrets);
        a->enabled = in.enabled.value_or(a->enabled);
        ++a->version;
        rows::update(tx, *a);
        if (d_.audit) d_.audit(tx, who.person, "channel.changed", id.value);
        return shown(tx.conn, *a);
    });
    if (out) reload_accounts(), outbox_.kick(id);
    return out;
}

Result<Nothing> Conversations::remove_channel(const http::Principal& who, ChannelAccountId id,
                                              std::int64_t version) {
    auto out = commit<Nothing>([&](db::Tx& tx, Effects&) -> Result<Nothing> {
        auto a = rows::account(tx.conn, id);
        if (!is_channel_of(who, a)) return no_channel();
        if (a->version != version) return channel_changed();
        a->enabled = false, a->removed_at = tx.now;
        a->sealed.clear(), a->trouble.clear(), a->standing = "unchecked";
        ++a->version;
        rows::update(tx, *a);
        if (d_.audit) d_.audit(tx, who.person, "channel.removed", id.value);
        return Nothing{};
    });
    if (out) reload_accounts(), outbox_.kick(id);
    return out;
}

/// Asks the channel whether the credentials work, and tells it where our webhook is.
Result<ChannelAccount> Conversations::check_channel(const http::Principal& who,
                                                    ChannelAccountId id) {
    const auto a = d_.db.read_as<Account>([&](db::Conn& conn) -> Result<Account> {
        auto found = rows::account(conn, id);
        if (!is_channel_of(who, found)) return no_channel();
        return *found;
    });
    if (!a) return a.error();
    Credentials c = of(opened(d_.channels.key32, a->sealed));
    HttpCarrierDeps deps{{}, {}, "", "", d_.channels.allow_private};
    if (a->kind == ChannelKind::telegram)
        deps.instead_of = "https://api.telegram.org", deps.goes_to = d_.channels.telegram_api;
    SendAnswer answer{Sent::accepted, "", {}, "", ""};
    const bool by_link = is_link(id);
    if (by_link) answer = checked_link(id);
    for (auto& asked : by_link ? std::vector<http::ClientRequest>{}
                               : check_requests(a->kind, c, webhook_of(*a))) {
        const auto request = addressed(std::move(asked), deps);
        const auto response = d_.channels.fetch(*request);
        answer = response ? check_answer(*messenger_of(a->kind), *response)
                          : SendAnswer{Sent::again, "", {}, response.error().code, ""};
        if (answer.what != Sent::accepted) break;
    }
    return commit<ChannelAccount>([&](db::Tx& tx, Effects&) -> Result<ChannelAccount> {
        channel_said(tx, id, answer);
        const auto now = rows::account(tx.conn, id);
        if (!now) return no_channel();
        return shown(tx.conn, *now);
    });
}

/// What a channel answered says how its account stands; written when it is new.
void Conversations::channel_said(db::Tx& tx, ChannelAccountId id, const SendAnswer& answer) {
    auto a = rows::account(tx.conn, id);
    if (!a) return;
    std::string standing = a->standing, trouble = a->trouble;
    const bool ours = answer.what == Sent::bad_token || answer.what == Sent::again ||
                      answer.what == Sent::not_allowed;
    if (answer.what == Sent::accepted) standing = "works", trouble.clear();
    if (ours || (standing == "unchecked" && answer.what != Sent::accepted))
        standing = "faulty", trouble = json::write(trouble_of(answer, {}));
    if (standing == a->standing && trouble == a->trouble) return;
    a->standing = standing, a->trouble = trouble;
    rows::update(tx, *a);
}

/// The door: the signature on the bytes as they came, kept, then answered; worked through after.
http::Response Conversations::knocked(http::Request& request) {
    Account a;
    {
        const std::lock_guard lock(mutex_);
        const auto at = channels_.find(request.params["key"]);
        if (at != channels_.end()) a = at->second;
    }
    const Channel* channel = messenger_of(a.kind);
    if (!a.id || !channel || !a.enabled || to_name(a.kind) != request.params["kind"])
        return http::problem(no_channel());
    const auto knock = channel->knock(of(opened(d_.channels.key32, a.sealed)), request);
    if (knock.door == Channel::Door::refused)
        return http::problem({Errc::unauthenticated,
                              "conversations.signature",
                              "",
                              "The signature does not fit; compare the secret on both sides.",
                              {}});
    if (knock.door == Channel::Door::challenge)
        return {200, knock.answer, "text/plain; charset=utf-8", {}, ""};
    if (!valid_utf8(request.body) || request.body.find('\0') != std::string::npos)
        return http::problem(invalid("conversations.json", "body", "Send JSON as UTF-8."));
    if (const auto read = channel->read(request.body); !read) return http::problem(read.error());
    return kept(a.id, request.body);
}

/// 200 only when it is on disk.
http::Response Conversations::kept(ChannelAccountId id, const std::string& body) {
    auto done = commit<Nothing>([&](db::Tx& tx, Effects& out) -> Result<Nothing> {
        rows::insert(tx, rows::Event{d_.ids.next(), id, body, tx.now});
        out.then.push_back([this, id] { work_events(id); });
        return Nothing{};
    });
    return done ? http::json_response("{}") : http::problem(done.error());
}

}  // namespace ol::conversations
