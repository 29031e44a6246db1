#pragma once
// The contact policy as the house uses it: the facts about one buyer, his permissions (consents,
// and by what he is not to be contacted), and the one ledger of what was decided, also when nothing
// was sent. What decides is budget.hpp.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "shop/customers/customers.hpp"
#include "shop/customers/page/budget.hpp"

namespace ol::customers {

using LedgerId = Id<struct ContactDecisionTag>;
using StopId = Id<struct ContactStopTag>;
using ConsentId = Id<struct ContactConsentTag>;

/// Where the gate was asked: before a call out, or before a message.
enum class Door { call, message };
BOOST_DESCRIBE_ENUM(Door, call, message)

/// One line of the ledger. Ids and codes only: an erasure leaves it.
struct ContactDecision {
    LedgerId id;
    Time at{};
    Purpose purpose = Purpose::other;
    ContactChannel channel = ContactChannel::voice;
    Outcome outcome = Outcome::allow;
    Because because = Because::none;
    std::vector<NotNow> why;
    std::optional<Time> until;
    bool went = false;  // let through: also when a person went on against advice
    Door door = Door::call;
    std::optional<PersonId> person_id;  // none: the house by itself
    std::string by_name;
    std::int64_t subject = 0;  // of the door: the task or conversation, 0 = none
    bool goes_on = false;      // the contact of an earlier line by another way; counted there
};
BOOST_DESCRIBE_STRUCT(ContactDecision, (),
                      (id, at, purpose, channel, outcome, because, why, until, went, door,
                       person_id, by_name, subject, goes_on))
/// The rules of a line, as they are kept.
struct LedgerReasons {
    std::vector<NotNow> why;
};
BOOST_DESCRIBE_STRUCT(LedgerReasons, (), (why))
struct ContactDecisionPage {
    std::vector<ContactDecision> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(ContactDecisionPage, (), (items, next))

/// How he said so.
enum class WordSource { call, chat, letter, form, shop_visit, other };
BOOST_DESCRIBE_ENUM(WordSource, call, chat, letter, form, shop_visit, other)
/// By what he is not to be contacted.
enum class StopScope { all, voice, chat, messenger, sms, letter, fax };
BOOST_DESCRIBE_ENUM(StopScope, all, voice, chat, messenger, sms, letter, fax)

struct ContactStop {
    StopId id;
    StopScope scope = StopScope::all;
    WordSource source = WordSource::other;
    std::string proof;  // where it can be heard or read
    Time since{};
    std::string by_name;
    std::optional<Time> ended_at;
    std::optional<WordSource> ended_source;
    std::string ended_by_name;
};
BOOST_DESCRIBE_STRUCT(ContactStop, (),
                      (id, scope, source, proof, since, by_name, ended_at, ended_source,
                       ended_by_name))
struct ContactConsent {
    ConsentId id;
    Purpose purpose = Purpose::telesales;
    ContactChannel channel = ContactChannel::voice;
    std::string wording;   // the version of the words that he said yes to
    std::string language;  // in which he heard or read them
    WordSource source = WordSource::other;
    std::string proof;
    Time at{};
    std::string by_name;
    std::optional<Time> expires_at, withdrawn_at;
    std::optional<WordSource> withdrawn_source;
    std::string withdrawn_by_name;
};
BOOST_DESCRIBE_STRUCT(ContactConsent, (),
                      (id, purpose, channel, wording, language, source, proof, at, by_name,
                       expires_at, withdrawn_at, withdrawn_source, withdrawn_by_name))
/// What stands first, then what has ended, the newest first.
struct ContactPermissions {
    std::vector<ContactStop> stops;
    std::vector<ContactConsent> consents;
};
BOOST_DESCRIBE_STRUCT(ContactPermissions, (), (stops, consents))

struct SetStop {
    StopScope scope = StopScope::all;
    bool on = true;  // false: he may be contacted by it again
    WordSource source = WordSource::call;
    std::string proof;
};
BOOST_DESCRIBE_STRUCT(SetStop, (), (scope, on, source, proof))
struct GiveConsent {
    Purpose purpose = Purpose::telesales;
    ContactChannel channel = ContactChannel::voice;
    std::string wording, language;
    WordSource source = WordSource::call;
    std::string proof;
    std::optional<Time> expires_at;
};
BOOST_DESCRIBE_STRUCT(GiveConsent, (),
                      (purpose, channel, wording, language, source, proof, expires_at))
struct WithdrawConsent {
    WordSource source = WordSource::call;
};
BOOST_DESCRIBE_STRUCT(WithdrawConsent, (), (source))

struct PolicyDeps {
    IdSource* ids = nullptr;
    Audit audit;                                       // may be empty
    std::function<std::string(PersonId)> person_name;  // may be empty
    /// Every zone that he may live in; empty: what his card says.
    std::function<std::vector<std::string>(db::Conn&, CustomerId)> zones;
    /// What is open between us; may be empty.
    std::function<std::vector<Matter>(db::Conn&, CustomerId, Time now)> matters;
    /// When he called or wrote last; may be empty.
    std::function<std::optional<Time>(db::Conn&, CustomerId)> heard_at;
};

/// Over the caller's transaction or snapshot.
class Policy {
public:
    explicit Policy(PolicyDeps deps) : d_(std::move(deps)) {}

    ContactRules rules(db::Conn& c) const;
    /// customers.rules, customers.version_conflict
    Result<ContactRules> set_rules(db::Tx& tx, ContactRules rules, PersonId by) const;
    /// All that the gate asks about, but who is with him now.
    BudgetFacts facts(db::Conn& c, const Customer& buyer, Time now) const;

    // ---- the ledger ----
    static ContactDecision decision(const Ask& ask, const Verdict& verdict, Door door, PersonId by);
    void record(db::Tx& tx, CustomerId buyer, ContactDecision decision) const;
    /// Newest first, of one buyer; `before`: the last id of the page before, 0 = from the newest.
    ContactDecisionPage ledger(db::Conn& c, CustomerId buyer, std::int64_t before, int limit) const;
    /// A call to him left, by the journal's row; later: it was answered.
    static void dialled(db::Tx& tx, const db::JournalRow& row, CustomerId buyer, PersonId by);
    static void answered(db::Tx& tx, const db::JournalRow& row);

    // ---- permissions (permissions.cpp) ----
    ContactPermissions permissions(db::Conn& c, CustomerId buyer) const;
    /// Twice is once. customers.proof
    Result<> set_stop(db::Tx& tx, CustomerId buyer, const SetStop& in, PersonId by) const;
    /// The outcome of a contact was "do not call": applied once for each contact.
    Result<> said_no_calls(db::Tx& tx, CustomerId buyer, WordSource source, std::int64_t contact,
                           PersonId by) const;
    /// customers.consent (purpose that needs none), customers.wording, customers.language,
    /// customers.proof, customers.expires
    Result<> give_consent(db::Tx& tx, CustomerId buyer, const GiveConsent& in, PersonId by) const;
    /// All of the same purpose and channel. customers.no_consent_known
    Result<> withdraw(db::Tx& tx, CustomerId buyer, ConsentId id, WordSource source,
                      PersonId by) const;
    /// Who is erased consents to nothing, and no word of his is kept.
    static void erase(db::Tx& tx, CustomerId buyer);

private:
    std::vector<Effort> efforts(db::Conn& c, CustomerId buyer, Time now) const;
    std::string name(PersonId person) const {
        return person && d_.person_name ? d_.person_name(person) : "";
    }
    void told(db::Tx& tx, const char* what, CustomerId buyer, PersonId by,
              const std::string& data) const;

    PolicyDeps d_;
};

}  // namespace ol::customers
