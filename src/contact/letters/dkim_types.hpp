#pragma once
// Shapes of the signature of a mailbox's letters (DKIM).
#include "contact/letters/types.hpp"

namespace ol::letters {

/// `name` and `record`: what has to stand in the domain's DNS, as TXT. other_domain: the mailbox
/// has another address by now; a new key is needed.
struct DkimLine {
    mail::DkimKind kind = mail::DkimKind::rsa;
    std::string domain, selector, name, record;
    bool signs = false, other_domain = false;
    mail::DkimStanding standing = mail::DkimStanding::unknown;
    std::optional<Time> checked_at;
    Time made_at{};
};
BOOST_DESCRIBE_STRUCT(DkimLine, (),
                      (kind, domain, selector, name, record, signs, other_domain, standing,
                       checked_at, made_at))
struct Dkim {
    std::vector<DkimLine> items;
};
BOOST_DESCRIBE_STRUCT(Dkim, (), (items))
/// selector: absent: one that names the month, "ol202611r".
struct DkimIn {
    mail::DkimKind kind = mail::DkimKind::rsa;
    std::optional<std::string> selector;
};
BOOST_DESCRIBE_STRUCT(DkimIn, (), (kind, selector))
struct DkimOn {
    bool on = false;
};
BOOST_DESCRIBE_STRUCT(DkimOn, (), (on))

}  // namespace ol::letters
