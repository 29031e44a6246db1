// Second factor: begin, confirm, remove, and its use at sign-in.
#include "team/staff/two_factor.hpp"

#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"
#include "team/staff/totp.hpp"

namespace ol::staff {
namespace {

constexpr std::size_t secret_bytes = 20;  // RFC 4226 section 4, R6: 160 bits
constexpr auto begin_sql =
    "insert into person_totp(person_id, secret, confirmed_at, last_step) values(?1, ?2, null, 0) "
    "on conflict(person_id) do update set secret = excluded.secret, last_step = 0";
constexpr auto use_step_sql =
    "update person_totp set last_step = ?2 where person_id = ?1 and last_step < ?2";
constexpr auto use_recovery_sql =
    "update totp_recovery set used_at = ?3 where person_id = ?1 and code_hash = ?2 and used_at is "
    "null";

}  // namespace

namespace store {

std::optional<TotpRow> find_totp(db::Conn& conn, PersonId person) {
    const db::Rows r = conn.query(
        "select secret, confirmed_at, last_step from person_totp where person_id = ?1", person);
    if (r.empty()) return std::nullopt;
    return TotpRow{r.text(0, 0), !r.is_null(0, 1), r.i64(0, 2)};
}

void remove_totp(db::Tx& tx, PersonId person) {
    tx.exec("delete from totp_recovery where person_id = ?1", person);
    tx.exec("delete from person_totp where person_id = ?1", person);
}

}  // namespace store

bool use_second_factor(const Staff::Impl& impl, db::Tx& tx, PersonId person, const TotpRow& row,
                       std::string_view typed) {
    const std::string_view code = trim(typed);
    const auto secret = impl.unseal(row.sealed);
    if (!secret) return false;
    if (const auto step = totp_step(*secret, code, tx.now, row.last_step))
        return tx.exec(use_step_sql, person, *step) == 1;  // 0: a parallel sign-in used this code
    return tx.exec(use_recovery_sql, person, recovery_hash(code), tx.now) == 1;
}

Result<TotpSecret> Staff::begin_totp(PersonId person) {
    const DirectoryPtr d = directory();
    const Member* m = d->find(person);
    if (!m) return not_found("staff.person_not_found", "There is no such person.");
    const std::string secret = crypto::random_bytes(secret_bytes);
    auto r = impl_->deps.db.write([&](db::Tx& tx) -> Result<> {
        const auto row = store::find_totp(tx.conn, person);
        if (row && row->confirmed)
            return conflict("staff.totp_on", "The second factor is on; remove it first.");
        tx.exec(begin_sql, person, impl_->seal(secret));
        return {};
    });
    if (!r) return r.error();
    return TotpSecret{totp_base32(secret), totp_uri(m->person.login, secret)};
}

Result<RecoveryCodes> Staff::confirm_totp(PersonId person, std::string_view code) {
    const RecoveryCodes codes{make_recovery_codes()};
    auto r = write_and_refresh([&](db::Tx& tx) -> Result<> {
        const auto row = store::find_totp(tx.conn, person);
        if (!row || row->confirmed)
            return conflict("staff.totp_not_begun", "Ask for a new secret first.");
        const auto secret = impl_->unseal(row->sealed);
        if (!secret) return secret.error();
        const auto step = totp_step(*secret, trim(code), tx.now, row->last_step);
        if (!step)
            return invalid("staff.totp_wrong", "code",
                           "This is not the present code; check the phone's clock.");
        tx.exec("update person_totp set confirmed_at = ?2, last_step = ?3 where person_id = ?1",
                person, tx.now, *step);
        for (const auto& c : codes.recovery_codes)
            tx.exec(
                "insert into totp_recovery(id, person_id, code_hash, used_at) values(?1, ?2, ?3, "
                "null)",
                impl_->deps.ids.next(), person, recovery_hash(c));
        audit(tx, person, "totp.enabled", person.value);
        return {};
    });
    if (!r) return r.error();
    return codes;
}

Result<> Staff::remove_totp(PersonId person, std::string_view password) {
    const DirectoryPtr d = directory();
    const Member* m = d->find(person);
    if (!m) return not_found("staff.person_not_found", "There is no such person.");
    if (auto ok = impl_->check_own_password(m->person, password); !ok) return ok;
    return write_and_refresh([&](db::Tx& tx) -> Result<> {
        store::remove_totp(tx, person);
        audit(tx, person, "totp.removed", person.value);
        return {};
    });
}

}  // namespace ol::staff
