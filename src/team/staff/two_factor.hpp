#pragma once
// Private: rows of the second factor.
#include "team/staff/impl.hpp"

namespace ol::staff {

struct TotpRow {
    std::string sealed;
    bool confirmed = false;
    std::int64_t last_step = 0;
};

namespace store {
std::optional<TotpRow> find_totp(db::Conn& conn, PersonId person);
void remove_totp(db::Tx& tx, PersonId person);
}  // namespace store

/// Uses up a time step or a recovery code inside the transaction; false: wrong, or used before.
bool use_second_factor(const Staff::Impl& impl, db::Tx& tx, PersonId person, const TotpRow& row,
                       std::string_view code);

}  // namespace ol::staff
