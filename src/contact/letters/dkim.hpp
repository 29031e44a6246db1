#pragma once
// Signatures of a mailbox's letters: keys made here, what the shop's DNS has to say of them, and
// whether it says so. Private to the room.
#include <functional>

#include "contact/letters/dkim_types.hpp"
#include "contact/letters/rows.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"

namespace ol::letters {

/// A key of a mailbox; none or one of each kind.
struct DkimRow {
    MailboxId mailbox_id;
    mail::DkimKind kind = mail::DkimKind::rsa;
    std::string domain, selector, sealed, record;
    bool signs = false;
    mail::DkimStanding standing = mail::DkimStanding::unknown;
    Time checked_at{}, made_at{};
};
BOOST_DESCRIBE_STRUCT(DkimRow, (),
                      (mailbox_id, kind, domain, selector, sealed, record, signs, standing,
                       checked_at, made_at))

/// Thread-safe; blocks on the database, check() on the name server too.
class Dkims {
public:
    using Records = std::function<Result<std::vector<std::string>>(const std::string& name)>;
    Dkims(db::Database& db, const Clock& clock, std::string key32, Records records);

    /// Errors: letters.no_mailbox, letters.dkim_none, letters.selector, letters.dkim_unpublished.
    Result<Dkim> shown(MailboxId id) const;
    /// A fresh key in the place of one that there was; it signs nothing yet.
    Result<Dkim> make(MailboxId id, const DkimIn& in);
    /// On only when the record has been found.
    Result<Dkim> turn(MailboxId id, mail::DkimKind kind, bool on);
    Result<Dkim> check(MailboxId id, mail::DkimKind kind);
    Result<Dkim> remove(MailboxId id, mail::DkimKind kind);

    /// Those by which letters from this address are signed. Errors: letters.secret_unreadable.
    static Result<std::vector<mail::DkimKey>> keys_of(db::Conn& conn, const rows::Box& box,
                                                      const std::string& key32);

private:
    Result<Dkim> change(MailboxId id, mail::DkimKind kind,
                        const std::function<Result<>(DkimRow&, Time now)>& how);
    db::Database& db_;
    const Clock& clock_;
    std::string key32_;
    Records records_;
};

/// `may`: whether who asks may change that mailbox.
void add_dkim_routes(http::Router& router, Dkims& dkims,
                     std::function<Result<>(const http::Request&, MailboxId)> may);

}  // namespace ol::letters
