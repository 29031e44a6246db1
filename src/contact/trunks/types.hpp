#pragma once
// Shapes of trunks, as the desk sees them.
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/time.hpp"

namespace ol::trunks {

using TrunkId = Id<struct TrunkTag>;

enum class Transport { udp, tcp, tls };
BOOST_DESCRIBE_ENUM(Transport, udp, tcp, tls)

/// Speech by SRTP with keys in the description (SDES); worth as much as the signalling's TLS.
enum class SecureMedia { none, optional, sdes };  // sdes: no call without
BOOST_DESCRIBE_ENUM(SecureMedia, none, optional, sdes)

/// Where the carrier looks for the number that the buyer is to see.
enum class CallerIdIn { from, asserted };  // asserted: P-Asserted-Identity, From is the account
BOOST_DESCRIBE_ENUM(CallerIdIn, from, asserted)

/// What a shop's buyers see when they are called.
struct CallerId {
    ShopId shop_id;
    std::string number;  // as the carrier wants it: "+380441112233"
};
BOOST_DESCRIBE_STRUCT(CallerId, (), (shop_id, number))

/// A number of ours that calls come in on, and the queue they reach.
struct OwnNumber {
    std::string number;
    QueueId queue_id;
};
BOOST_DESCRIBE_STRUCT(OwnNumber, (), (number, queue_id))

struct TrunkSettings {
    std::string name;
    bool enabled = true;
    std::string host;  // empty: it only calls us, by `addresses`
    int port = 5060;   // 0: as the name's SRV records say (RFC 3263)
    Transport transport = Transport::udp;
    bool check_certificate = true;  // by tls: only to a server whose certificate is for `host`
    SecureMedia security = SecureMedia::none;
    std::vector<std::string> codecs;  // "pcmu", "pcma", "g722", "opus" in order; empty = as usual
    bool inband_digits = false;       // keys come as tones in the sound, as old gateways send them
    std::string user;
    bool registers = false;
    std::vector<std::string> addresses;  // that it calls us from: "192.0.2.1", "10.0.0.0/24"
    std::vector<OwnNumber> numbers;
    std::vector<std::string> prefixes;  // of numbers it serves, "+380"; empty = all
    int priority = 10;                  // of those that serve a number the lowest goes first
    std::string caller_id;              // of shops without one of their own
    std::vector<CallerId> caller_ids;
    CallerIdIn caller_id_in = CallerIdIn::from;
    bool plus = true;     // numbers with "+"; some carriers want plain digits
    std::string prepend;  // before every number, after the plus was taken
    // Numbers that begin with national_code ("+380") are dialled as at home: national_prefix ("0",
    // or nothing) instead of it, and neither plus nor prepend. Empty: as all others.
    std::string national_code, national_prefix;
    int max_calls = 30;                  // at the same time
    int max_per_day = 1000;              // in any 24 hours
    std::vector<std::string> countries;  // that may be called; empty = the shop's own only
};
BOOST_DESCRIBE_STRUCT(TrunkSettings, (),
                      (name, enabled, host, port, transport, check_certificate, security, codecs,
                       inband_digits, user, registers, addresses, numbers, prefixes, priority,
                       caller_id, caller_ids, caller_id_in, plus, prepend, national_code,
                       national_prefix, max_calls, max_per_day, countries))

/// The secret is never given back: absent keeps the stored one, "" removes it.
struct TrunkIn {
    TrunkSettings settings;
    std::optional<std::string> secret;
};
BOOST_DESCRIBE_STRUCT(TrunkIn, (), (settings, secret))

/// codes: "ok", "not_asked" (no server, or disabled), "waiting", "no_name", "no_answer",
/// "unreachable", "wrong_password", "refused" {status}; by tls "certificate_untrusted",
/// "certificate_name", "certificate_expired", "tls"
struct TrunkState {
    std::string code = "not_asked";
    bool registered = false;
    std::int64_t status = 0;  // SIP status of the answer that the code is about
    std::optional<Time> since;
    std::int64_t calls_now = 0, calls_today = 0;
};
BOOST_DESCRIBE_STRUCT(TrunkState, (), (code, registered, status, since, calls_now, calls_today))

struct Trunk {
    TrunkId id;
    TrunkSettings settings;
    bool has_secret = false;
    std::int64_t version = 0;
    TrunkState state;
};
BOOST_DESCRIBE_STRUCT(Trunk, (), (id, settings, has_secret, version, state))
struct TrunkList {
    std::vector<Trunk> items;
};
BOOST_DESCRIBE_STRUCT(TrunkList, (), (items))

/// One thing that was tried. codes: those of TrunkState, and of a call "call.answered",
/// "call.rang", "call.busy", "call.wrong_number", "call.refused" {status}, "call.codec",
/// "call.no_answer"; "no_caller_id", a warning that fails no test
struct TestStep {
    std::string what;  // answer | password | caller_id | call
    bool ok = false;
    std::string code;
    std::vector<std::pair<std::string, std::string>> params;
};
BOOST_DESCRIBE_STRUCT(TestStep, (), (what, ok, code, params))
struct TestResult {
    bool ok = false;
    std::vector<TestStep> steps;
};
BOOST_DESCRIBE_STRUCT(TestResult, (), (ok, steps))
/// A number to call for the test; none = the server is only asked.
struct TestIn {
    std::optional<std::string> number;
};
BOOST_DESCRIBE_STRUCT(TestIn, (), (number))

struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

}  // namespace ol::trunks
