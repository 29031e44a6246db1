#pragma once
// The shapes of the room's API (names and fields are the contract with the desk).
// Ids are strings in JSON, times integer ms UTC; an absent optional field is empty.
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/time.hpp"

namespace ol::staff {

enum class Scope { all, department, shop };
BOOST_DESCRIBE_ENUM(Scope, all, department, shop)
enum class PhoneKind { browser, sip, outside };
BOOST_DESCRIBE_ENUM(PhoneKind, browser, sip, outside)
/// A device that rings beside her phone; never of the same kind.
enum class SecondPhone { none, browser, sip, outside };
BOOST_DESCRIBE_ENUM(SecondPhone, none, browser, sip, outside)
enum class MissedGoesTo { voicemail, callback };
BOOST_DESCRIBE_ENUM(MissedGoesTo, voicemail, callback)

struct Shop {
    ShopId id;
    std::string name, brand;
    std::string tz;                      // IANA: "Europe/Kyiv"
    std::string currency;                // ISO 4217
    std::vector<std::string> languages;  // ISO 639-1, the first is the default
    std::string country;                 // ISO 3166-1 alpha-2
};
BOOST_DESCRIBE_STRUCT(Shop, (), (id, name, brand, tz, currency, languages, country))

struct ShopSettings {
    ShopId id;
    std::string name, brand, tz, currency;
    std::vector<std::string> languages;
    std::string country;
    std::int64_t version = 1;
    std::string greeting_language;
    bool record_calls = true;
    MissedGoesTo missed_goes_to = MissedGoesTo::voicemail;
    std::string default_region;  // for numbers written without +: "UA"
    bool buyer_first = false;    // calls out: the buyer is rung first, then the operator
    bool phones_dial = false;    // desk phones may dial out by themselves
};
BOOST_DESCRIBE_STRUCT(ShopSettings, (),
                      (id, name, brand, tz, currency, languages, country, version,
                       greeting_language, record_calls, missed_goes_to, default_region, buyer_first,
                       phones_dial))

struct ShopPatch {  // absent = unchanged
    std::optional<std::string> name, brand, tz, currency, country, greeting_language;
    std::optional<std::vector<std::string>> languages;
    std::optional<bool> record_calls, buyer_first, phones_dial;
    std::optional<std::string> default_region;
    std::optional<MissedGoesTo> missed_goes_to;
};
BOOST_DESCRIBE_STRUCT(ShopPatch, (),
                      (name, brand, tz, currency, country, greeting_language, languages,
                       record_calls, default_region, missed_goes_to, buyer_first, phones_dial))

struct ShopList {
    std::vector<Shop> items;
};
BOOST_DESCRIBE_STRUCT(ShopList, (), (items))

struct PhoneSettings {
    PhoneKind kind = PhoneKind::browser;
    std::string sip_user, sip_server;
    std::string outside_number;  // her mobile, "+380..."; also where a live call may be moved
    SecondPhone second = SecondPhone::none;
};
BOOST_DESCRIBE_STRUCT(PhoneSettings, (), (kind, sip_user, sip_server, outside_number, second))

struct PhoneChoice {
    PhoneKind kind = PhoneKind::browser;
    std::optional<std::string> outside_number = {};  // absent: stays; needs calls.dial
    /// Absent: stays, unless it is now her first, or has lost its number.
    std::optional<SecondPhone> second = {};
};
BOOST_DESCRIBE_STRUCT(PhoneChoice, (), (kind, outside_number, second))

struct PhoneSecret {
    std::string sip_user, sip_password, sip_server;
};
BOOST_DESCRIBE_STRUCT(PhoneSecret, (), (sip_user, sip_password, sip_server))

/// What RTCPeerConnection takes as iceServers. `credential` ends with `ttl_s`: ask again before.
struct IceServer {
    std::vector<std::string> urls;
    std::string username, credential;
};
BOOST_DESCRIBE_STRUCT(IceServer, (), (urls, username, credential))

struct IceServers {
    std::vector<IceServer> items;  // empty: no relay is set up
    std::int64_t ttl_s = 0;
};
BOOST_DESCRIBE_STRUCT(IceServers, (), (items, ttl_s))

struct Me {
    PersonId person_id;
    std::string name, login, language, theme, density;
    bool single_keys = true;
    std::vector<std::string> permissions, roles;
    std::vector<Shop> shops;  // those she may work for
    std::optional<DepartmentId> department_id;
    PhoneSettings phone;
    bool totp_enabled = false, demo = false, setup_needed = false;
};
BOOST_DESCRIBE_STRUCT(Me, (),
                      (person_id, name, login, language, theme, density, single_keys, permissions,
                       roles, shops, department_id, phone, totp_enabled, demo, setup_needed))

struct MePatch {
    std::optional<std::string> language, theme, density;
    std::optional<bool> single_keys;
};
BOOST_DESCRIBE_STRUCT(MePatch, (), (language, theme, density, single_keys))

struct Credentials {
    std::string login, password;
    std::optional<std::string> totp;  // six digits, or a recovery code
};
BOOST_DESCRIBE_STRUCT(Credentials, (), (login, password, totp))

struct PasswordChange {
    std::string password, new_password;
};
BOOST_DESCRIBE_STRUCT(PasswordChange, (), (password, new_password))

struct PasswordProof {
    std::string password;
};
BOOST_DESCRIBE_STRUCT(PasswordProof, (), (password))

struct SessionRow {
    SessionId id;
    Time created_at{}, last_seen_at{};
    std::string ip, agent;
    bool current = false;
};
BOOST_DESCRIBE_STRUCT(SessionRow, (), (id, created_at, last_seen_at, ip, agent, current))

struct SessionList {
    std::vector<SessionRow> items;
};
BOOST_DESCRIBE_STRUCT(SessionList, (), (items))

struct TotpSecret {
    std::string secret, uri;  // base32; otpauth:// for the QR picture
};
BOOST_DESCRIBE_STRUCT(TotpSecret, (), (secret, uri))

struct TotpCode {
    std::string code;
};
BOOST_DESCRIBE_STRUCT(TotpCode, (), (code))

struct RecoveryCodes {
    std::vector<std::string> recovery_codes;  // shown once
};
BOOST_DESCRIBE_STRUCT(RecoveryCodes, (), (recovery_codes))

struct Person {
    PersonId id;
    std::string name, login, language;
    std::optional<DepartmentId> department_id;
    std::optional<PersonId> superior_id, stand_in_id;
    std::vector<std::string> roles;
    std::vector<ShopId> shop_ids;
    bool active = true;
    std::int64_t version = 1;
    std::string sip_user;
    SecondPhone second_phone = SecondPhone::none;
};
BOOST_DESCRIBE_STRUCT(Person, (),
                      (id, name, login, language, department_id, superior_id, stand_in_id, roles,
                       shop_ids, active, version, sip_user, second_phone))

struct NewPerson {
    std::string name, login, language = "en";
    std::optional<DepartmentId> department_id;
    std::optional<PersonId> superior_id, stand_in_id;
    std::vector<std::string> roles;
    std::vector<ShopId> shop_ids;
};
BOOST_DESCRIBE_STRUCT(NewPerson, (),
                      (name, login, language, department_id, superior_id, stand_in_id, roles,
                       shop_ids))

struct PersonPatch {  // absent = unchanged; id "0" clears department, superior, stand-in
    std::optional<std::string> name, login, language;
    std::optional<DepartmentId> department_id;
    std::optional<PersonId> superior_id, stand_in_id;
    std::optional<std::vector<std::string>> roles;
    std::optional<std::vector<ShopId>> shop_ids;
    std::optional<bool> active;
    std::optional<SecondPhone> second_phone = {};
};
BOOST_DESCRIBE_STRUCT(PersonPatch, (),
                      (name, login, language, department_id, superior_id, stand_in_id, roles,
                       shop_ids, active, second_phone))

struct PersonList {
    std::vector<Person> items;
};
BOOST_DESCRIBE_STRUCT(PersonList, (), (items))

struct CreatedPerson {
    Person person;
    std::string password;  // shown once
};
BOOST_DESCRIBE_STRUCT(CreatedPerson, (), (person, password))

struct NewPassword {
    std::string password;  // shown once
};
BOOST_DESCRIBE_STRUCT(NewPassword, (), (password))

struct Absence {  // [from, until)
    PersonId person_id;
    Time from{}, until{};
};
BOOST_DESCRIBE_STRUCT(Absence, (), (person_id, from, until))

struct NewAbsence {
    Time from{}, until{};
};
BOOST_DESCRIBE_STRUCT(NewAbsence, (), (from, until))

struct Role {
    std::string code;
    std::vector<std::string> permissions;
    Scope scope = Scope::shop;
};
BOOST_DESCRIBE_STRUCT(Role, (), (code, permissions, scope))

struct RoleList {
    std::vector<Role> items;
};
BOOST_DESCRIBE_STRUCT(RoleList, (), (items))

struct Department {
    DepartmentId id;
    std::string name;
    std::optional<PersonId> head_id;
};
BOOST_DESCRIBE_STRUCT(Department, (), (id, name, head_id))

struct NewDepartment {
    std::string name;
    std::optional<PersonId> head_id;
};
BOOST_DESCRIBE_STRUCT(NewDepartment, (), (name, head_id))

struct DepartmentList {
    std::vector<Department> items;
};
BOOST_DESCRIBE_STRUCT(DepartmentList, (), (items))

struct PauseReasonRow {
    std::string code;
    bool productive = false;
};
BOOST_DESCRIBE_STRUCT(PauseReasonRow, (), (code, productive))

struct PauseReasonList {
    std::vector<PauseReasonRow> items;
};
BOOST_DESCRIBE_STRUCT(PauseReasonList, (), (items))

struct AuditRow {
    std::int64_t seq = 0;
    Time at{};
    PersonId who;         // 0 = the system
    std::string what;     // code: "person.changed"
    std::string subject;  // the id it is about
    std::string detail;   // JSON text of ids and codes only
    std::string hash;     // hex
};
BOOST_DESCRIBE_STRUCT(AuditRow, (), (seq, at, who, what, subject, detail, hash))

/// What the whole chain looked like when the first page was asked for.
struct AuditChain {
    bool ok = false;
    std::int64_t rows = 0;        // rows that fit, from the first on
    std::int64_t broken_seq = 0;  // the first that does not; rows + 1 when the signed head does not
};
BOOST_DESCRIBE_STRUCT(AuditChain, (), (ok, rows, broken_seq))

struct AuditPage {
    std::vector<AuditRow> items;
    std::optional<std::string> next;
    std::optional<bool> chain_ok;  // both on the first page only: the walk reads every row
    std::optional<AuditChain> chain;
};
BOOST_DESCRIBE_STRUCT(AuditPage, (), (items, next, chain_ok, chain))

/// Which rows of the audit; what is empty does not filter. Times are a half-open interval.
struct AuditFilter {
    std::optional<std::int64_t> before_seq;
    std::optional<PersonId> who;
    std::optional<std::int64_t> subject;
    std::optional<Time> from, to;
    int limit = 50;
};

}  // namespace ol::staff
