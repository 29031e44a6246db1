// Settings of mailboxes, and the check that says which step fails.
#include "contact/letters/letters.hpp"
#include "contact/letters/logins.hpp"
#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"
#include "platform/mail/mail.hpp"

namespace ol::letters {
namespace {

constexpr std::size_t signature_most = 4000, secret_most = 8000;
constexpr int answer_within_most_s = 14 * 24 * 3600;

bool in_shops(const http::Principal& who, ShopId shop) {
    return who.shops.empty() || who.shops.contains(shop.value);
}
Error no_box() {
    return not_found("letters.no_mailbox", "There is no such mailbox, or it is not yours.");
}

Result<> check_line(const std::string& text, std::size_t most, bool needed, const char* field) {
    if (needed && text.empty()) return invalid("letters.needed", field, "This must be filled in.");
    if (text.size() > most || (!text.empty() && !plain_line(text)))
        return invalid("letters.line", field, "One line of plain text, not so long.");
    return {};
}

Result<> check_server(const std::string& host, int port, mail::Tls tls, const char* host_field,
                      const char* port_field, const char* tls_field) {
    if (auto ok = check_line(host, 253, true, host_field); !ok) return ok;
    if (host.find_first_of("/@: \t") != std::string::npos)
        return invalid("letters.host", host_field, "The server's name alone: imap.example.com");
    if (port < 1 || port > 65535)
        return invalid("letters.port", port_field, "1 to 65535; 993 and 465 are usual.");
    const bool here = host == "localhost" || host.starts_with("127.");
    if (tls == mail::Tls::none && !here)
        return invalid("mail.clear", tls_field, "Letters go in clear to this machine only.");
    return {};
}

Result<> check_fields(const MailboxIn& in) {
    if (!mail::is_address(in.address))
        return invalid("mail.address", "address", "An address: help@shop.example");
    if (auto ok = check_line(in.name, 100, false, "name"); !ok) return ok;
    if (auto ok = check_line(in.user, 254, true, "user"); !ok) return ok;
    if (auto ok = check_line(in.folder, 200, true, "folder"); !ok) return ok;
    if (auto ok = check_server(in.imap_host, in.imap_port, in.imap_tls, "imap_host", "imap_port",
                               "imap_tls");
        !ok)
        return ok;
    if (auto ok = check_server(in.smtp_host, in.smtp_port, in.smtp_tls, "smtp_host", "smtp_port",
                               "smtp_tls");
        !ok)
        return ok;
    if (in.signature.size() > signature_most || !valid_utf8(in.signature))
        return invalid("letters.signature", "signature", "At most 4,000 bytes of text.");
    if (in.secret.value_or("").size() > secret_most)
        return invalid("letters.secret", "secret", "At most 8,000 bytes.");
    if (in.answer_within_s < 0 || in.answer_within_s > answer_within_most_s)
        return invalid("letters.answer_within", "answer_within_s",
                       "0 (no promise) to 1209600 seconds.");
    return {};
}

/// Do its letters or its login go to another server, or the same one less guarded?
bool goes_elsewhere(const rows::Box& box, const MailboxIn& in) {
    const auto weaker = [](mail::Tls was, mail::Tls now) {
        return now == mail::Tls::none && was != mail::Tls::none;
    };
    return lower_ascii(box.imap_host) != lower_ascii(in.imap_host) ||
           lower_ascii(box.smtp_host) != lower_ascii(in.smtp_host) ||
           weaker(box.imap_tls, in.imap_tls) || weaker(box.smtp_tls, in.smtp_tls);
}

/// What is fetched from another server or folder is counted from its beginning.
void take_fields(rows::Box& box, const MailboxIn& in, const std::string& key32) {
    const bool elsewhere =
        box.imap_host != in.imap_host || box.login != in.user || box.folder != in.folder;
    if (elsewhere) box.validity = box.last_uid = 0;
    box.address = lower_ascii(in.address), box.name = in.name;
    box.imap_host = in.imap_host, box.imap_port = in.imap_port, box.imap_tls = in.imap_tls;
    box.smtp_host = in.smtp_host, box.smtp_port = in.smtp_port, box.smtp_tls = in.smtp_tls;
    box.login = in.user, box.bearer = in.bearer, box.folder = in.folder;
    box.signature = in.signature, box.plus_addresses = in.plus_addresses;
    box.queue_id = in.queue_id.value_or(QueueId{});
    box.answer_within_s = in.answer_within_s, box.enabled = in.enabled;
    if (in.secret)
        box.sealed = in.secret->empty() ? "" : crypto::base64(crypto::seal(key32, *in.secret));
}

conversations::rows::Account account_of(const rows::Box& box) {
    conversations::rows::Account a;
    a.id = box.id, a.shop_id = box.shop_id, a.kind = conversations::ChannelKind::email;
    a.name = box.name.empty() ? box.address : box.name;
    a.public_key = "mailbox:" + std::to_string(box.id.value);
    a.enabled = box.enabled, a.queue_id = box.queue_id, a.version = box.version;
    return a;
}

Result<std::string> opened(const rows::Box& box, const std::string& key32) {
    if (box.sealed.empty()) return std::string();
    const Error unreadable = unavailable("letters.secret_unreadable",
                                         "The installation's key is another one; enter it again.");
    const auto raw = crypto::unbase64(box.sealed);
    if (!raw) return unreadable;
    auto plain = crypto::unseal(key32, *raw);
    if (!plain) return unreadable;
    return *plain;
}

MailboxStep step_of(const char* name, const Result<>& result) {
    return {name, result.has_value(), result ? "" : result.error().code};
}

}  // namespace

Result<mail::Login> login_to_fetch(const rows::Box& box, const std::string& key32, SignIns& signs) {
    const auto token = signs.token(box.id);
    if (!token) return token.error();
    const auto secret = *token ? Result<std::string>(**token) : opened(box, key32);
    if (!secret) return secret.error();
    mail::Login out;
    out.host = box.imap_host, out.port = box.imap_port, out.tls = box.imap_tls;
    out.user = box.login, out.secret = *secret, out.bearer = box.bearer || token->has_value();
    return out;
}

Result<mail::Login> login_to_send(const rows::Box& box, const std::string& key32, SignIns& signs) {
    auto out = login_to_fetch(box, key32, signs);
    if (!out) return out;
    out->host = box.smtp_host, out->port = box.smtp_port, out->tls = box.smtp_tls;
    // A server of one's own machine that knows no logins.
    if (box.smtp_tls == mail::Tls::none) out->user.clear(), out->secret.clear();
    return out;
}

Result<mail::Login> Letters::receiving(const rows::Box& box) const {
    return login_to_fetch(box, d_.key32, signs_);
}
Result<mail::Login> Letters::sending(const rows::Box& box) const {
    return login_to_send(box, d_.key32, signs_);
}
Result<> Letters::may_change(const http::Principal& who, MailboxId id) const {
    const auto box = box_now(id);
    return box && in_shops(who, box->shop_id) ? Result<>{} : Result<>{no_box()};
}

Mailbox Letters::shown(const rows::Box& box) const {
    Mailbox m;
    m.id = box.id, m.shop_id = box.shop_id, m.address = box.address, m.name = box.name;
    m.imap_host = box.imap_host, m.imap_port = box.imap_port, m.imap_tls = box.imap_tls;
    m.smtp_host = box.smtp_host, m.smtp_port = box.smtp_port, m.smtp_tls = box.smtp_tls;
    m.user = box.login, m.has_secret = !box.sealed.empty(), m.bearer = box.bearer;
    m.folder = box.folder, m.signature = box.signature, m.plus_addresses = box.plus_addresses;
    if (box.queue_id) m.queue_id = box.queue_id;
    m.answer_within_s = box.answer_within_s, m.enabled = box.enabled, m.version = box.version;
    if (!box.enabled) return m;
    const std::lock_guard lock(mutex_);
    const auto at = standing_.find(box.id);
    m.state = at == standing_.end() ? MailboxState::connecting : at->second.state;
    if (at == standing_.end()) return m;
    m.trouble = at->second.trouble;
    m.state_at = at->second.at;
    return m;
}

Result<MailboxList> Letters::mailboxes(const http::Principal& who) const {
    return d_.db.read_as<MailboxList>([&](db::Conn& conn) -> Result<MailboxList> {
        MailboxList out;
        for (const auto& box : rows::boxes(conn))
            if (in_shops(who, box.shop_id)) out.items.push_back(shown(box));
        return out;
    });
}

Result<Mailbox> Letters::add(const http::Principal& who, const MailboxIn& in) {
    if (auto ok = check_fields(in); !ok) return ok.error();
    if (!in_shops(who, in.shop_id) || !d_.has_shop(in.shop_id))
        return not_found("staff.shop_not_found", "There is no such shop, or it is not yours.");
    auto made = d_.db.write_as<rows::Box>([&](db::Tx& tx) -> Result<rows::Box> {
        rows::Box box;
        box.id = d_.ids.next_id<MailboxId>();
        box.shop_id = in.shop_id, box.made_at = tx.now;
        take_fields(box, in, d_.key32);
        for (const auto& other : rows::boxes(tx.conn))
            if (other.shop_id == box.shop_id && other.address == box.address)
                return conflict("letters.address_taken", "This shop has this mailbox already.");
        if (box.queue_id && !d_.has_queue(tx.conn, box.queue_id, box.shop_id))
            return invalid("conversations.queue", "queue_id", "This shop has no such queue.");
        rows::insert(tx, box);
        conversations::Conversations::keep_account(tx, account_of(box));
        if (d_.audit) d_.audit(tx, who.person, "mailbox.created", box.id.value);
        return box;
    });
    if (!made) return made.error();
    if (made->enabled) begin(made->id);
    return shown(*made);
}

Result<Mailbox> Letters::change(const http::Principal& who, MailboxId id, std::int64_t version,
                                const MailboxIn& in) {
    if (auto ok = check_fields(in); !ok) return ok.error();
    end(id);  // its place is not moved while it is changed
    auto changed = d_.db.write_as<rows::Box>([&](db::Tx& tx) -> Result<rows::Box> {
        auto box = rows::box(tx.conn, id);
        if (!box || !in_shops(who, box->shop_id)) return no_box();
        if (box->version != version)
            return conflict("letters.version_conflict",
                            "Somebody changed this mailbox meanwhile; look, then save again.");
        if (goes_elsewhere(*box, in)) {
            // A secret goes to no address that it was not entered for.
            if (!box->sealed.empty() && !in.secret)
                return invalid("letters.secret_again", "secret",
                               "The server is another one; enter the password again.");
            SignIns::end(tx, id, d_.key32);
        }
        take_fields(*box, in, d_.key32);
        if (box->queue_id && !d_.has_queue(tx.conn, box->queue_id, box->shop_id))
            return invalid("conversations.queue", "queue_id", "This shop has no such queue.");
        ++box->version;
        rows::update(tx, *box);
        conversations::Conversations::keep_account(tx, account_of(*box));
        if (d_.audit) d_.audit(tx, who.person, "mailbox.changed", id.value);
        return *box;
    });
    // Also after a refusal: it fetches on as it was.
    if (const auto now = box_now(id); now && now->enabled) begin(id);
    if (!changed) return changed.error();
    return shown(*changed);
}

Result<MailboxCheck> Letters::check(const http::Principal& who, MailboxId id) const {
    const auto box = box_now(id);
    if (!box || !in_shops(who, box->shop_id)) return no_box();
    MailboxCheck out;
    auto in = receiving(*box);
    if (!in) return in.error();
    auto imap = mail::Imap::connect(*in, d_.letter_most);
    out.steps.push_back(step_of("receive", imap ? Result<>{} : Result<>{imap.error()}));
    if (imap) {
        const auto folder = (*imap)->open(box->folder);
        out.steps.push_back(step_of("folder", folder ? Result<>{} : Result<>{folder.error()}));
    }
    const auto smtp = sending(*box);
    out.steps.push_back(step_of("send", smtp ? mail::knock(*smtp) : Result<>{smtp.error()}));
    return out;
}

}  // namespace ol::letters
