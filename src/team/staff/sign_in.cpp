// Sign-in, sessions, passwords. An unknown login costs the same time as a wrong password.
#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/base/text.hpp"
#include "team/staff/impl.hpp"
#include "team/staff/totp.hpp"
#include "team/staff/two_factor.hpp"

namespace ol::staff {
namespace {

constexpr std::string_view secure_cookie = "__Host-orderline", plain_cookie = "orderline";
constexpr std::size_t agent_bytes_max = 200;

struct Account {
    PersonId id;
    std::string password_hash;
    bool active = false;
    std::int64_t version = 0;
    std::optional<TotpRow> totp;  // confirmed only
};

std::optional<Account> find_account(db::Conn& c, std::string_view login) {
    const db::Rows r =
        c.query("select id, password_hash, active, version from person where login = ?1", login);
    if (r.empty()) return std::nullopt;
    Account a{PersonId{r.i64(0, 0)}, r.text(0, 1), r.flag(0, "active"), r.i64(0, 3), {}};
    if (auto totp = store::find_totp(c, a.id); totp && totp->confirmed) a.totp = std::move(totp);
    return a;
}

bool password_fits(const std::optional<Account>& account, std::string_view password) {
    static const std::string nobody = crypto::hash_password(crypto::random_token());
    if (password.size() > password_bytes_max) return false;
    return crypto::verify_password(account ? account->password_hash : nobody, password) && account;
}

/// Not waited for: a commit would tell by its time that the login exists.
void note_refusal(const Staff::Impl& impl, PersonId who, const std::string& code) {
    impl.deps.db.post(
        [audit = impl.audit, who, code](db::Tx& tx) -> Result<> {
            audit.append(tx, who, "session.refused", who.value, "{\"code\":\"" + code + "\"}");
            return {};
        },
        [](const Result<>& r) {
            if (!r) log::error("staff", "refusal_not_noted", {{"code", r.error().code}});
        });
}

Error wrong_credentials() {
    return unauthenticated("staff.wrong_credentials",
                           "Login, password or code is wrong; ask your superior for a new one.");
}

}  // namespace

std::string session_cookie(std::string_view token, bool secure) {
    const auto max_age =
        token.empty() ? 0
                      : std::chrono::duration_cast<std::chrono::seconds>(session_age_max).count();
    std::string out(secure ? secure_cookie : plain_cookie);
    out += "=" + std::string(token) +
           "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(max_age);
    if (secure) out += "; Secure";
    return out;
}

Result<http::Principal> Staff::authenticate(const http::Request& request) {
    const Error nobody = unauthenticated("staff.not_signed_in", "Sign in first.");
    const std::string token = request.cookie(request.secure ? secure_cookie : plain_cookie);
    if (token.empty()) return nobody;
    const std::string hash = token_hash(token);
    auto session = impl_->sessions->find(hash);
    if (!session) {
        const auto ticket = impl_->sessions->ticket();
        auto row = impl_->deps.db.read_as<std::optional<Session>>(
            [&](db::Conn& c) -> Result<std::optional<Session>> {
                return store::find_session(c, hash);
            });
        if (!row) return row.error();
        if (!*row) return nobody;
        session = **row;
        impl_->sessions->put(hash, *session, ticket);
    }
    const Time now = impl_->now();
    const DirectoryPtr d = directory();
    const Member* m = d->find(session->person);
    if (!session->alive(now) || !m || !m->person.active) return nobody;
    if (impl_->sessions->seen(hash, now))
        impl_->deps.db.post(
            [id = session->id, now, cache = impl_->sessions](db::Tx& tx) -> Result<> {
                if (!store::touch_session(tx, id, now))
                    cache->drop(std::span(&id, 1));  // ended by another process
                return {};
            },
            [](const Result<>&) {});  // a lost touch only shortens the session by a minute
    http::Principal who = m->principal;
    who.session = session->id;
    return who;
}

Result<SignedIn> Staff::sign_in(const Credentials& credentials, const Source& source) {
    const std::string login = lower_ascii(trim(credentials.login)).substr(0, 64);
    const std::string from = source_key(source.ip);
    if (auto ok = impl_->charge(login, from); !ok) return ok.error();
    auto found = impl_->deps.db.read_as<std::optional<Account>>(
        [&](db::Conn& c) -> Result<std::optional<Account>> { return find_account(c, login); });
    if (!found) return found.error();
    const std::optional<Account>& account = *found;
    const auto refuse = [&](Error e) -> Result<SignedIn> {
        if (account) note_refusal(*impl_, account->id, e.code);
        return e;
    };
    if (!password_fits(account, credentials.password) || !account->active)
        return refuse(wrong_credentials());
    if (account->totp && !credentials.totp) {
        // The password was right, so this is no guess; but it clears nothing, else codes could be
        // guessed in between.
        impl_->refund(login, from);
        return unauthenticated("staff.totp_required",
                               "Give the code of the authenticator app, or a recovery code.");
    }
    SignedIn out{{}, crypto::random_token(32)};
    Session session{impl_->deps.ids.next_id<SessionId>(), account->id, impl_->now(), impl_->now()};
    std::vector<SessionId> ended;
    auto done = impl_->deps.db.write([&](db::Tx& tx) -> Result<> {
        ended.clear();
        if (account->totp &&
            !use_second_factor(*impl_, tx, account->id, *account->totp, *credentials.totp))
            return wrong_credentials();
        store::insert_session(
            tx, session, token_hash(out.token), source.ip,
            to_valid_utf8(std::string_view(source.agent).substr(0, agent_bytes_max)));
        ended = store::end_old_sessions(tx, account->id);
        audit(tx, account->id, "session.started", session.id.value);
        return {};
    });
    if (!done && done.error().code == "staff.wrong_credentials") return refuse(done.error());
    if (!done) return done.error();
    impl_->forgive(login, from);
    end_sessions(ended);
    DirectoryPtr d = directory();
    const Member* m = d->find(account->id);
    if (!m || m->person.version != account->version) {  // changed by the command line meanwhile
        if (auto r = changed(); !r) return r.error();
        d = directory();
        m = d->find(account->id);
    }
    if (!m) return wrong_credentials();
    out.who = m->principal;
    out.who.session = session.id;
    return out;
}

Result<> Staff::sign_out(PersonId person, SessionId session) {
    std::vector<SessionId> ended;
    auto r = impl_->deps.db.write([&](db::Tx& tx) -> Result<> {
        ended = store::end_session(tx, person, session);
        if (ended.empty())
            return not_found("staff.session_not_found", "This session is over already.");
        audit(tx, person, "session.ended", session.value);
        return {};
    });
    if (r) end_sessions(ended);
    return r;
}

Result<std::vector<SessionRow>> Staff::sessions(PersonId person, SessionId current) {
    const Time now = impl_->now();
    auto rows = impl_->deps.db.read_as<std::vector<SessionRow>>(
        [&](db::Conn& c) -> Result<std::vector<SessionRow>> {
            return store::sessions_of(c, person);
        });
    if (!rows) return rows;
    std::erase_if(*rows, [&](const SessionRow& s) {
        return !Session{s.id, person, s.created_at, s.last_seen_at}.alive(now);
    });
    for (SessionRow& s : *rows) s.current = s.id == current;
    return rows;
}

Result<> Staff::change_password(const http::Principal& who, const PasswordChange& change) {
    const DirectoryPtr d = directory();
    const Member* m = d->find(who.person);
    if (!m) return not_found("staff.person_not_found", "There is no such person.");
    if (auto ok = check_new_password(change.new_password, m->person.login, "new_password"); !ok)
        return ok;
    if (auto ok = impl_->check_own_password(m->person, change.password); !ok) return ok;
    const std::string hash = crypto::hash_password(change.new_password);
    std::vector<SessionId> ended;
    auto r = impl_->deps.db.write([&](db::Tx& tx) -> Result<> {
        store::set_password(tx, who.person, hash);
        ended = store::end_sessions_of(tx, who.person, who.session);
        audit(tx, who.person, "password.changed", who.person.value);
        return {};
    });
    if (r) end_sessions(ended);
    return r;
}

Result<> Staff::Impl::charge(const std::string& login, const std::string& source) {
    std::lock_guard lock(throttle_mutex);
    std::optional<Ms> wait = by_source.charge(source, now());
    if (!wait) {
        wait = by_login.charge(login, now());
        if (wait) by_source.refund(source);
    }
    if (!wait) return {};
    Error e{Errc::too_many,
            "staff.throttled",
            {},
            "Too many wrong attempts; wait, then try again.",
            {}};
    e.params.emplace_back("retry_after_s", std::to_string((wait->count() + 999) / 1000));
    return e;
}

void Staff::Impl::refund(const std::string& login, const std::string& source) {
    std::lock_guard lock(throttle_mutex);
    by_login.refund(login);
    by_source.refund(source);
}

void Staff::Impl::forgive(const std::string& login, const std::string& source) {
    std::lock_guard lock(throttle_mutex);
    by_login.clear(login);
    by_source.refund(
        source);  // not cleared: one's own good sign-in must not hide guesses at others
}

Result<> Staff::Impl::check_own_password(const Person& person, std::string_view password) {
    const std::string key =
        "own:" + person.login;  // apart: a stolen session must not lock the door
    if (auto ok = charge(key, key); !ok) return ok;
    auto account =
        deps.db.read_as<std::optional<Account>>([&](db::Conn& c) -> Result<std::optional<Account>> {
            return find_account(c, person.login);
        });
    if (!account) return account.error();
    if (!password_fits(*account, password))
        return invalid("staff.wrong_password", "password", "This is not your present password.");
    forgive(key, key);
    return {};
}

}  // namespace ol::staff
