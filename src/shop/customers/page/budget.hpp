#pragma once
// The contact policy (R54, N4, R62), pure: one gate over all departments and channels. Whether a
// buyer may be contacted now, when at the earliest, and by which rules not. No clock, no database;
// the buyer's zones are given by name.
#include <boost/describe.hpp>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/time.hpp"

namespace ol::customers {

/// What somebody wants of a buyer. The first five are about what he ordered or asked; `feedback`
/// and `telesales` are ours alone.
enum class Purpose { confirm, delivery, after_sales, claim, reply, feedback, telesales, other };
BOOST_DESCRIBE_ENUM(Purpose, confirm, delivery, after_sales, claim, reply, feedback, telesales,
                    other)
/// What the rules know of a purpose: a service he needs, one he does not, an offer, an answer.
enum class Aim { required, optional, marketing, reply };
BOOST_DESCRIBE_ENUM(Aim, required, optional, marketing, reply)
constexpr Aim aim_of(Purpose p) {
    switch (p) {
        case Purpose::confirm:
        case Purpose::delivery:
        case Purpose::after_sales:
        case Purpose::claim:
        case Purpose::other: return Aim::required;
        case Purpose::reply: return Aim::reply;
        case Purpose::feedback: return Aim::optional;
        case Purpose::telesales: return Aim::marketing;
    }
    return Aim::required;
}
constexpr bool unasked(Purpose p) {
    return aim_of(p) == Aim::optional || aim_of(p) == Aim::marketing;
}
static_assert(unasked(Purpose::telesales) && !unasked(Purpose::reply) && !unasked(Purpose::other));

/// By what a contact goes out.
enum class ContactChannel { voice, chat, messenger, sms, letter, fax };
BOOST_DESCRIBE_ENUM(ContactChannel, voice, chat, messenger, sms, letter, fax)
/// It sounds at once: quiet hours are about these.
constexpr bool sounds(ContactChannel c) {
    return c != ContactChannel::chat && c != ContactChannel::letter;
}

/// Rules as data. Minutes of the day are the buyer's own; the same minute twice: no hour is quiet,
/// every hour is for offers. Windows slide: a day is 24 hours back, a month 30 days.
struct ContactRules {
    std::int64_t attempts_per_day = 3;    // by everybody and every channel, answered or not
    std::int64_t attempts_per_week = 8;   // seven days back
    std::int64_t answered_per_day = 2;    // talks, unless he himself called or wrote since
    std::int64_t optional_per_month = 1;  // how it was: feedback
    std::int64_t marketing_per_day = 1, marketing_per_week = 2, marketing_per_month = 4;
    std::int64_t unasked_gap_hours = 24;  // of quiet after anybody's contact, before an unasked one
    std::int64_t quiet_from_minute = 20 * 60, quiet_to_minute = 9 * 60;
    std::int64_t marketing_from_minute = 10 * 60, marketing_to_minute = 19 * 60;
    std::string marketing_days = "0111111";  // Sunday first
    bool marketing_needs_consent = true;
    std::int64_t ledger_days = 400;  // how long decisions are kept
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(ContactRules, (),
                      (attempts_per_day, attempts_per_week, answered_per_day, optional_per_month,
                       marketing_per_day, marketing_per_week, marketing_per_month,
                       unasked_gap_hours, quiet_from_minute, quiet_to_minute, marketing_from_minute,
                       marketing_to_minute, marketing_days, marketing_needs_consent, ledger_days,
                       version))

/// One contact that went out to him.
struct Effort {
    Time at{};
    Purpose purpose = Purpose::other;
    ContactChannel channel = ContactChannel::voice;
    bool answered = false;
};
struct Holder {
    PersonId person;
    Purpose purpose = Purpose::other;
    Time since{};
    bool in_talk = false;
};
/// What is open between us; while it is, nothing is offered and nothing asked.
enum class MatterKind { complaint, delivery, returning, promise };
BOOST_DESCRIBE_ENUM(MatterKind, complaint, delivery, returning, promise)
struct Matter {
    MatterKind kind = MatterKind::complaint;
    std::optional<Time> until;  // when it counts no longer by itself
};
struct Consented {
    Purpose purpose = Purpose::telesales;
    ContactChannel channel = ContactChannel::voice;
};

struct BudgetFacts {
    Time now{};
    std::vector<std::string> zones;     // every one he may live in: all must permit; none: any hour
    bool stop_all = false;              // asked not to be contacted at all
    std::vector<ContactChannel> stops;  // ... not by these
    std::vector<Consented> consents;    // that stand now
    std::vector<Matter> matters;
    std::optional<Holder> holder;  // somebody else
    std::vector<Effort> efforts;   // of the last 30 days, newest first
    std::optional<Time> heard_at;  // he himself called or wrote last
};

/// What is asked. `requested`: he asked for this contact at this time; hours are no rule then.
struct Ask {
    Purpose purpose = Purpose::other;
    ContactChannel channel = ContactChannel::voice;
    bool requested = false;
};

/// The rules that can stand against it, the weightiest first.
enum class WhyNot {
    in_talk,
    held,
    do_not_contact,
    do_not_call,
    no_consent,
    open_matter,
    day_spent,
    week_spent,
    talks_spent,
    optional_spent,
    marketing_day_spent,
    marketing_week_spent,
    marketing_month_spent,
    unasked_gap,
    quiet_hours,
    marketing_hours
};
BOOST_DESCRIBE_ENUM(WhyNot, in_talk, held, do_not_contact, do_not_call, no_consent, open_matter,
                    day_spent, week_spent, talks_spent, optional_spent, marketing_day_spent,
                    marketing_week_spent, marketing_month_spent, unasked_gap, quiet_hours,
                    marketing_hours)

using ReasonParams = std::vector<std::pair<std::string, std::string>>;
struct NotNow {
    WhyNot code = WhyNot::held;
    ReasonParams params;
    std::optional<Time> until;  // when this reason ends by itself
};
BOOST_DESCRIBE_STRUCT(NotNow, (), (code, params, until))

/// Every reason that stands against it, the weightiest first; none = now. A reply that he waits for
/// is held back by nothing but somebody who is with him already.
std::vector<NotNow> why_not(const BudgetFacts& facts, const ContactRules& rules, const Ask& ask);

/// defer: nothing but time, or who is with him now, stands against it. deny: no time is known at
/// which it would be allowed.
enum class Outcome { allow, defer, deny };
BOOST_DESCRIBE_ENUM(Outcome, allow, defer, deny)
/// By which rule it is allowed; `none`: it is not.
enum class Because { none, within_rules, reply, requested, consent };
BOOST_DESCRIBE_ENUM(Because, none, within_rules, reply, requested, consent)
struct Verdict {
    Outcome outcome = Outcome::allow;
    Because because = Because::none;
    std::vector<NotNow> why;
    std::optional<Time> until;  // defer: asked again then, it is allowed unless something new came
};
BOOST_DESCRIBE_STRUCT(Verdict, (), (outcome, because, why, until))
Verdict may_contact(const BudgetFacts& facts, const ContactRules& rules, const Ask& ask);

/// The field whose figure no shop can mean; empty: all are well.
std::string out_of_range(const ContactRules& rules);

}  // namespace ol::customers
