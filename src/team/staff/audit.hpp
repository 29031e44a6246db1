#pragma once
// The chained audit: each row's hash covers the row and the hash before it, so a changed, inserted
// or removed row shows. The head (last seq and hash) is signed with the installation's key, which
// is not in the database: a cut tail or a chain rewritten from end to end shows too. Rows hold ids
// and codes only, never personal data.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/db/db.hpp"
#include "team/staff/types.hpp"

namespace ol::staff {

class Audit {
public:
    explicit Audit(std::string key32) : key_(std::move(key32)) {}

    /// Appends inside the caller's transaction. `what`: code "person.changed"; `detail_json`: codes
    /// and ids.
    void append(db::Tx& tx, PersonId who, std::string_view what, std::int64_t subject,
                std::string_view detail_json = "{}") const;

    using Verdict = AuditChain;
    Verdict verify(db::Conn& conn) const;  // walks the whole chain in batches

    static AuditPage page(db::Conn& conn, const AuditFilter& filter);  // newest first

private:
    std::string mac(std::int64_t seq, std::string_view hash) const;
    std::string key_;
};

std::string audit_hash(std::string_view previous,
                       const AuditRow& row);  // hex; first row: previous is empty

}  // namespace ol::staff
