#include "contact/letters/sign_ins.hpp"

#include <boost/json.hpp>

#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/base/text.hpp"
#include "platform/db/row_map.hpp"

namespace ol::letters {
namespace sign_in {

constexpr Ms good_for{10 * 60000};  // between the button and the provider's yes
constexpr Ms ahead{60000};          // a token is renewed before the mail server may refuse it
constexpr std::size_t begun_most = 1000, line_most = 2000, answer_most = 64 << 10;

/// A mailbox's application and tokens, as stored.
struct Grant {
    MailboxId id;
    std::string authorize_url, token_url, scope, client_id;
    std::string sealed;  // base64 of crypto::seal of Secrets as JSON
    Time until{};        // the access token's end; Time{}: renew
    std::string trouble;
};
BOOST_DESCRIBE_STRUCT(Grant, (),
                      (id, authorize_url, token_url, scope, client_id, sealed, until, trouble))

using Secrets = SignInSecrets;

std::optional<Grant> grant_of(db::Conn& conn, MailboxId id) {
    return db::select_one<Grant>(conn, "select * from mailbox_sign_in where id = ?1", id);
}

std::string sealed(const Secrets& s, const std::string& key32) {
    return crypto::base64(crypto::seal(key32, json::write(s)));
}

/// Nothing that can be read (another installation's key): as if never signed in.
Secrets opened(const Grant& g, const std::string& key32) {
    const auto raw = crypto::unbase64(g.sealed);
    if (!raw) return {};
    const auto plain = crypto::unseal(key32, *raw);
    if (!plain) return {};
    auto read = json::read<Secrets>(*plain);
    return read ? *read : Secrets{};
}

/// RFC 3986 2.3: what stands for itself; all else by its bytes.
std::string escaped(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') ||
                           std::string_view("-._~").find(c) != std::string_view::npos;
        if (plain)
            out += c;
        else
            (out += '%') += {hex[byte >> 4], hex[byte & 15]};
    }
    return out;
}

std::string form_of(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
    std::string out;
    for (const auto& [name, value] : fields) {
        if (value.empty()) continue;
        if (!out.empty()) out += '&';
        (out += name) += '=';
        out += escaped(value);
    }
    return out;
}

/// "id.example:8443" of an address; "" when it names no server, or a login before it.
std::string_view server_of(std::string_view url) {
    const auto from = url.find("://");
    if (from == url.npos) return {};
    const auto rest = url.substr(from + 3);
    const auto server = rest.substr(0, rest.find_first_of("/?"));
    const bool odd = server.find_first_of("@\\") != server.npos || server.starts_with(':') ||
                     server.starts_with('.');
    return odd ? std::string_view{} : server;
}

Result<> check_url(const std::string& url, const char* field, bool clear_too) {
    const bool starts = url.starts_with("https://") || (clear_too && url.starts_with("http://"));
    if (!starts || url.size() > line_most || !plain_line(url) || server_of(url).empty() ||
        url.find_first_of(" #\"<>") != std::string::npos)
        return invalid("letters.sign_in_url", field, "The provider's address: https://...");
    return {};
}

Result<> check_fields(const SignInIn& in, bool clear_too) {
    if (auto ok = check_url(in.authorize_url, "authorize_url", clear_too); !ok) return ok;
    if (auto ok = check_url(in.token_url, "token_url", clear_too); !ok) return ok;
    if (in.client_id.empty())
        return invalid("letters.needed", "client_id", "This must be filled in.");
    for (const auto& [text, field] : {std::pair{&in.scope, "scope"}, {&in.client_id, "client_id"}})
        if (text->size() > line_most || !plain_line(*text + "."))
            return invalid("letters.line", field, "One line of plain text, not so long.");
    if (in.client_secret.value_or("").size() > line_most)
        return invalid("letters.secret", "client_secret", "At most 2,000 bytes.");
    return {};
}

/// What the token's end says of an answer (RFC 6749 5.1, 5.2).
struct Answer {
    std::string access, refresh, error;
    std::int64_t expires_in_s = 0;
};

Answer read_answer(const http::ClientResponse& r) {
    Answer out;
    boost::system::error_code bad;
    const auto v = boost::json::parse(r.body, bad, {}, {.max_depth = 8});
    if (bad || !v.is_object()) return out;
    const auto text = [&](std::string_view key) {
        const auto* s = v.as_object().if_contains(key);
        return s && s->is_string() ? std::string(s->as_string()) : std::string();
    };
    out.access = text("access_token"), out.refresh = text("refresh_token");
    out.error = text("error");
    const auto* ends = v.as_object().if_contains("expires_in");
    if (ends && ends->is_number()) out.expires_in_s = ends->to_number<std::int64_t>(bad);
    // Who does not say is asked again soon; who says nonsense too.
    if (bad || out.expires_in_s <= 0 || out.expires_in_s > 366 * 86400) out.expires_in_s = 300;
    return out;
}

Error unreachable() {
    return unavailable("mail.token_unreachable",
                       "The provider gives no access at the moment; it is tried again.");
}

Error no_sign_in() {
    return not_found("letters.no_sign_in", "This mailbox has no sign-in at its provider.");
}

/// base64 of an address: RFC 4648 5, without padding.
std::string challenge_of(const std::string& verifier) {
    std::string out = crypto::base64(crypto::sha256(verifier));
    while (out.ends_with('=')) out.pop_back();
    for (char& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
    return out;
}

}  // namespace sign_in

using namespace sign_in;

Result<SignIn> SignIns::shown(MailboxId id) const {
    return d_.db.read_as<SignIn>([&](db::Conn& conn) -> Result<SignIn> {
        const auto g = grant_of(conn, id);
        if (!g) return no_sign_in();
        const auto s = sign_in::opened(*g, d_.key32);
        return SignIn{g->authorize_url,         g->token_url,       g->scope,   g->client_id,
                      !s.client_secret.empty(), !s.refresh.empty(), g->trouble, redirect_url()};
    });
}

Result<SignIn> SignIns::save(MailboxId id, const SignInIn& in) {
    if (auto ok = sign_in::check_fields(in, d_.allow_private); !ok) return ok.error();
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        const auto was = grant_of(tx.conn, id);
        Secrets s = was ? sign_in::opened(*was, d_.key32) : Secrets{};
        const bool same = was && was->token_url == in.token_url && was->scope == in.scope &&
                          was->client_id == in.client_id;
        if (!same) s = {};  // the secret too: it is told to no address that it was not entered for
        if (in.client_secret) s.client_secret = *in.client_secret;
        const Grant now{id,           in.authorize_url,    in.token_url, in.scope,
                        in.client_id, sealed(s, d_.key32), Time{},       ""};
        was ? db::update(tx, "mailbox_sign_in", now) : db::insert(tx, "mailbox_sign_in", now);
        return {};
    });
    if (!done) return done.error();
    return shown(id);
}

Result<> SignIns::remove(MailboxId id) {
    return d_.db.write([&](db::Tx& tx) -> Result<> {
        if (tx.exec("delete from mailbox_sign_in where id = ?1", id) == 0) return no_sign_in();
        return {};
    });
}

void SignIns::end(db::Tx& tx, MailboxId id, const std::string& key32) {
    auto g = grant_of(tx.conn, id);
    if (!g) return;
    Secrets s = sign_in::opened(*g, key32);
    s.refresh.clear(), s.access.clear();
    g->sealed = sealed(s, key32), g->until = Time{}, g->trouble.clear();
    db::update(tx, "mailbox_sign_in", *g);
}

Result<SignInBegun> SignIns::begin(MailboxId id, const std::string& browser) {
    if (d_.public_url.empty())
        return conflict("letters.no_public_url",
                        "The provider must find the way back: set http.public_url.");
    const auto at = shown(id);
    if (!at) return at.error();
    const std::string state = crypto::random_token(), verifier = crypto::random_token(48);
    {
        const std::lock_guard lock(mutex_);
        std::erase_if(begun_, [&](const auto& one) { return one.second.until < d_.clock.now(); });
        if (begun_.size() >= begun_most) begun_.clear();
        begun_[state] = {id, verifier, crypto::sha256(browser), d_.clock.now() + good_for};
    }
    // Google's words for "renewable", ignored by others.
    const std::string query = form_of({{"response_type", "code"},
                                       {"client_id", at->client_id},
                                       {"redirect_uri", redirect_url()},
                                       {"scope", at->scope},
                                       {"state", state},
                                       {"code_challenge", challenge_of(verifier)},
                                       {"code_challenge_method", "S256"},
                                       {"access_type", "offline"},
                                       {"prompt", "consent"}});
    const bool more = at->authorize_url.find('?') != std::string::npos;
    return SignInBegun{at->authorize_url + (more ? "&" : "?") + query};
}

Result<MailboxId> SignIns::back(const std::string& browser, const std::string& state,
                                const std::string& code, const std::string& error) {
    Begun begun;
    {
        const std::lock_guard lock(mutex_);
        const auto at = begun_.find(state);
        // Somebody else's link to the end of his own sign-in would put his mailbox here.
        if (at == begun_.end() || at->second.until < d_.clock.now() || browser.empty() ||
            at->second.browser != crypto::sha256(browser))
            return conflict("letters.sign_in_gone", "This sign-in is over; begin it once more.");
        begun = at->second;
        begun_.erase(at);  // once only
    }
    const Error refusal =
        conflict("letters.sign_in_refused", "The provider did not give the access.");
    if (!error.empty() || code.empty() || code.size() > line_most) return refusal;
    const auto turn = turn_of(begun.id);
    const std::lock_guard lock(*turn);
    const auto form = form_of({{"grant_type", "authorization_code"},
                               {"code", code},
                               {"redirect_uri", redirect_url()},
                               {"code_verifier", begun.verifier}});
    if (auto taken = take_tokens(begun.id, form, refusal); !taken) return taken.error();
    return begun.id;
}

Result<std::optional<std::string>> SignIns::token(MailboxId id) {
    const auto turn = turn_of(id);
    const std::lock_guard lock(*turn);
    const auto now = [&] {
        return d_.db.read_as<std::optional<Grant>>(
            [&](db::Conn& conn) -> Result<std::optional<Grant>> { return grant_of(conn, id); });
    };
    const auto before = now();
    if (!before) return before.error();
    if (!*before) return std::optional<std::string>();
    const Secrets had = sign_in::opened(**before, d_.key32);
    if (!had.access.empty() && (*before)->until > d_.clock.now() + ahead)
        return std::optional(had.access);
    const Error again = unavailable("mail.sign_in_again",
                                    "The provider took the access back; sign in there once more.");
    if (had.refresh.empty()) return put_trouble(id, again);
    const auto form = form_of({{"grant_type", "refresh_token"}, {"refresh_token", had.refresh}});
    if (auto taken = take_tokens(id, form, again); !taken) return put_trouble(id, taken.error());
    const auto after = now();
    if (!after) return after.error();
    if (!*after) return std::optional<std::string>();
    return std::optional(sign_in::opened(**after, d_.key32).access);
}

/// A renewed token is stored before it is used: some providers end the old one with that.
Result<> SignIns::take_tokens(MailboxId id, const std::string& form, const Error& when_refused) {
    const auto grant = d_.db.read_as<Grant>([&](db::Conn& conn) -> Result<Grant> {
        auto g = grant_of(conn, id);
        if (!g) return no_sign_in();
        return *g;
    });
    if (!grant) return grant.error();
    const Secrets had = sign_in::opened(*grant, d_.key32);
    http::ClientRequest request;
    request.method = http::Method::post;
    request.url = grant->token_url;
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                       {"Accept", "application/json"}};
    request.body = form + "&" +
                   form_of({{"client_id", grant->client_id}, {"client_secret", had.client_secret}});
    request.response_max = answer_most, request.allow_private = d_.allow_private;
    const auto response =
        d_.fetch ? d_.fetch(request) : Result<http::ClientResponse>{unreachable()};
    if (!response) return unreachable();
    const Answer answer = read_answer(*response);
    const bool yes = response->status == 200 && !answer.access.empty();
    if (!yes) {
        log::warn(
            "letters", "token_refused",
            {{"mailbox", std::to_string(id.value)}, {"status", std::to_string(response->status)}});
        const bool no = response->status >= 400 && response->status < 500 &&
                        response->status != 408 && response->status != 429;
        return no ? when_refused : unreachable();
    }
    return d_.db.write([&](db::Tx& tx) -> Result<> {
        auto g = grant_of(tx.conn, id);
        if (!g || g->client_id != grant->client_id) return no_sign_in();  // changed meanwhile
        Secrets s = sign_in::opened(*g, d_.key32);
        s.access = answer.access;
        if (!answer.refresh.empty()) s.refresh = answer.refresh;
        g->sealed = sealed(s, d_.key32), g->trouble.clear();
        g->until = tx.now + Ms{answer.expires_in_s * 1000};
        db::update(tx, "mailbox_sign_in", *g);
        return {};
    });
}

Error SignIns::put_trouble(MailboxId id, const Error& why) {
    (void)d_.db.write([&](db::Tx& tx) -> Result<> {
        tx.exec("update mailbox_sign_in set trouble = ?2 where id = ?1 and trouble <> ?2", id,
                why.code);
        return {};
    });
    return why;
}

/// A token that is a minute old at least may have been taken back; a newer one is not the reason.
bool SignIns::refused(MailboxId id) {
    bool older = false;
    (void)d_.db.write([&](db::Tx& tx) -> Result<> {
        const auto g = grant_of(tx.conn, id);
        if (!g || g->until == Time{}) return {};
        older = true;
        tx.exec("update mailbox_sign_in set until = 0 where id = ?1", id);
        return {};
    });
    return older;
}

std::shared_ptr<std::mutex> SignIns::turn_of(MailboxId id) {
    const std::lock_guard lock(mutex_);
    auto& turn = turns_[id];
    if (!turn) turn = std::make_shared<std::mutex>();
    return turn;
}

}  // namespace ol::letters
