#pragma once
// DKIM signatures of letters that leave (RFC 6376, relaxed/relaxed; Ed25519 by RFC 8463), and the
// record in the DNS by which others check them. Only signing: what comes in is not judged here.
#include <boost/describe.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/base/time.hpp"

namespace ol::mail {

enum class DkimKind { rsa, ed25519 };
BOOST_DESCRIBE_ENUM(DkimKind, rsa, ed25519)

struct DkimKey {
    std::string domain, selector;
    DkimKind kind = DkimKind::rsa;
    std::string secret;  // PKCS #8, DER
};

/// RSA of 2048 bits, or Ed25519.
std::string new_dkim_secret(DkimKind kind);
/// "v=DKIM1; k=rsa; p=...": what stands at selector._domainkey.domain. Errors: mail.dkim.
Result<std::string> dkim_record(DkimKind kind, std::string_view secret);

/// The message with a DKIM-Signature in front for each key; pure. From, Subject and To are signed
/// once more than they are there, so that none can be put in front. Errors: mail.dkim (a key that
/// cannot be read).
Result<std::string> dkim_signed(const std::string& message, std::span<const DkimKey> keys,
                                Time now);

/// RFC 6376 3.4.2 and 3.4.4.
std::string relaxed_field(std::string_view field);
std::string relaxed_body(std::string_view body);
/// A name in the DNS under which a key stands: labels of a-z, 0-9 and "-".
bool is_selector(std::string_view text);

/// found: as it should be; missing: no record of DKIM there; different: another key, or not
/// readable.
enum class DkimStanding { unknown, found, missing, different, unreachable };
BOOST_DESCRIBE_ENUM(DkimStanding, unknown, found, missing, different, unreachable)
/// What the records at that name say of the key of `ours`; pure.
DkimStanding dkim_standing(const std::vector<std::string>& records, std::string_view ours);

/// TXT records of a name, their strings joined; none: the name is not there. Blocks for some
/// seconds. Errors: mail.dns.
Result<std::vector<std::string>> txt_records(const std::string& name);

}  // namespace ol::mail
