#pragma once
// The room of the people: who they are, what they may do, how they sign in, and what they did
// (audit). Thread-safe. What writes blocks on the database (worker threads only); directory() and
// the pure parts do not.
#include <functional>
#include <memory>
#include <span>

#include "platform/base/ids.hpp"
#include "platform/base/result.hpp"
#include "platform/base/time.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"
#include "team/staff/audit.hpp"
#include "team/staff/directory.hpp"
#include "team/staff/history.hpp"
#include "team/staff/presence.hpp"
#include "team/staff/relay.hpp"
#include "team/staff/roles.hpp"
#include "team/staff/types.hpp"

namespace ol::staff {

std::span<const db::Migration> migrations();

struct Deps {
    db::Database& db;
    const Clock& clock;
    IdSource& ids;
    std::string key32;                        // seals SIP and TOTP secrets, signs the audit's head
    std::function<std::string()> sip_server;  // "192.0.2.1:5060" as phones reach it
    std::function<bool()> demo;               // this installation is the demo shop
    std::function<bool()> setup_needed;       // absent: true while nobody exists
    Relay relay = {};                         // of browser phones; no uris: none
};

struct Source {
    std::string ip, agent;
};
struct SignedIn {
    http::Principal who;
    std::string token;  // only in the cookie; the database keeps its SHA-256
};
struct SipEndpoint {
    PersonId person;
    std::string user, password;
};

class Staff {
public:
    explicit Staff(Deps deps);
    ~Staff();
    Result<>
    load();  // after migrate(), before anything else; also refreshes after a change from outside

    // Set before traffic. Called after commit, on the thread of the change.
    std::function<void()> people_changed;           // people, rights, phones or shops
    std::function<void(SessionId)> sessions_ended;  // drop its sockets
    /// In the transaction that switches somebody off; may be empty.
    std::function<void(db::Tx&, PersonId)> switched_off;

    DirectoryPtr directory() const;
    /// R34: her superior, or else the head of her department; if away, that one's stand-in; else
    /// one step higher. Empty: nobody.
    std::optional<PersonId> superior_of(PersonId person, Time now) const;
    /// Who answers in this person's place, she herself first (superior.hpp).
    std::vector<PersonId> answering_line(PersonId person, Time now) const;
    Result<std::vector<SipEndpoint>> sip_endpoints() const;  // active people who work at the desk
    Result<PhoneSecret> phone_secret(PersonId person);
    IceServers ice_servers(PersonId person) const;  // the relay of her browser phone, for a while
    void audit(db::Tx& tx, PersonId who, std::string_view what, std::int64_t subject,
               std::string_view detail_json = "{}") const;
    /// The chain is walked for the first page only: it reads every row.
    Result<AuditPage> audit_page(const AuditFilter& filter);
    Result<Audit::Verdict> verify_audit();

    // Sign-in. Cookie `__Host-orderline` over TLS, else `orderline`.
    /// Errors: unauthenticated "staff.not_signed_in".
    Result<http::Principal> authenticate(const http::Request& request);
    /// Slow (argon2id). Errors: unauthenticated "staff.wrong_credentials" | "staff.totp_required",
    /// too_many "staff.throttled" (params: retry_after_s).
    Result<SignedIn> sign_in(const Credentials& credentials, const Source& source);
    Result<> sign_out(PersonId person, SessionId session);  // not_found "staff.session_not_found"
    Result<std::vector<SessionRow>> sessions(PersonId person, SessionId current);
    Result<> change_password(const http::Principal& who,
                             const PasswordChange& change);  // ends her other sessions
    Result<TotpSecret> begin_totp(PersonId person);
    Result<RecoveryCodes> confirm_totp(PersonId person, std::string_view code);
    Result<> remove_totp(PersonId person, std::string_view password);

    // People. `actor` is whose right is checked; system() for CLI, setup and demo.
    static http::Principal system();  // may everything, person 0
    Result<CreatedPerson> create_person(const http::Principal& actor, const NewPerson& draft,
                                        std::optional<std::string> password = {});
    Result<Person> change_person(const http::Principal& actor, PersonId id, std::int64_t version,
                                 const PersonPatch& patch);
    Result<NewPassword> reset_password(
        const http::Principal& actor, PersonId id,
        std::optional<std::string> password = {});  // ends her sessions, keeps TOTP
    Result<> clear_totp(const http::Principal& actor,
                        PersonId id);  // she lost her phone and her codes
    Result<Absence> add_absence(const http::Principal& actor, PersonId id, Time from, Time until);
    std::vector<Person> people(const http::Principal& actor, std::string_view q,
                               std::optional<DepartmentId> department) const;
    Result<PersonId> find_login(
        std::string_view login) const;  // not_found "staff.person_not_found"
    Result<Department> create_department(const http::Principal& actor, const NewDepartment& draft);
    Result<Me> me(const http::Principal& who) const;
    Result<Me> change_me(const http::Principal& who, const MePatch& patch);
    /// Errors: staff.outside_number {outside_number}: no number, or none that can be called;
    /// staff.may_not_dial: numbers outside need the right calls.dial.
    Result<PhoneSettings> choose_phone(const http::Principal& who, const PhoneChoice& choice);

    // Shops. `id` and `version` of a draft are ignored.
    Result<ShopSettings> create_shop(const http::Principal& actor, const ShopSettings& draft);
    Result<ShopSettings> change_shop(const http::Principal& actor, ShopId id, std::int64_t version,
                                     const ShopPatch& patch);
    Result<ShopSettings> shop(const http::Principal& actor, ShopId id) const;

    struct Impl;  // the room's own

private:
    Result<> changed();  // reload, then tell
    void end_sessions(std::span<const SessionId> ended);
    Result<> write_and_refresh(const db::Database::Job& job);
    std::unique_ptr<Impl> impl_;
};

std::string session_cookie(std::string_view token,
                           bool secure);  // value of Set-Cookie; empty token clears it

/// Routes of session, me, people, roles, departments, pause reasons, audit, shops.
void add_routes(http::Router& router, Staff& staff);

}  // namespace ol::staff
