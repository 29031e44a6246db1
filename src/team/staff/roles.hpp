#pragma once
// Who may do what: 37 permissions, 21 roles, each a constexpr set with a scope. A person may hold
// several (R8): her rights are the union. Pure: no state, no I/O. The matrix stands in README.md
// and a test keeps it true.
#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "team/staff/types.hpp"

namespace ol::staff {

enum class Permission : int {
    desk_work,
    contacts_view,
    contacts_all,
    board_view,
    recordings_listen,
    recordings_erase,
    orders_view,
    orders_edit,
    orders_confirm,
    orders_cancel,
    orders_create,
    customers_view,
    customers_edit,
    customers_reveal,
    promises_view,
    promises_edit,
    people_view,
    people_edit,
    audit_view,
    settings_view,
    settings_edit,
    stores_view,
    stores_edit,
    imports_run,
    demo_run,
    system_view,
    export_data,
    emergency_declare,
    queues_edit,
    reports_export,
    calls_dial,
    calls_listen,
    calls_whisper,
    calls_join,
    calls_take_over,
    recordings_download,
    recordings_hold,
};
inline constexpr auto permission_codes = std::to_array<std::string_view>(
    {"desk.work",         "contacts.view",    "contacts.all",    "board.view",
     "recordings.listen", "recordings.erase", "orders.view",     "orders.edit",
     "orders.confirm",    "orders.cancel",    "orders.create",   "customers.view",
     "customers.edit",    "customers.reveal", "promises.view",   "promises.edit",
     "people.view",       "people.edit",      "audit.view",      "settings.view",
     "settings.edit",     "stores.view",      "stores.edit",     "imports.run",
     "demo.run",          "system.view",      "export",          "emergency.declare",
     "queues.edit",       "reports.export",   "calls.dial",      "calls.listen",
     "calls.whisper",     "calls.join",       "calls.take_over", "recordings.download",
     "recordings.hold"});
static_assert(permission_codes.size() == static_cast<std::size_t>(Permission::recordings_hold) + 1);

/// A set of permissions as bits.
class Permissions {
public:
    constexpr Permissions() = default;
    constexpr Permissions(std::initializer_list<Permission> list) {
        for (Permission p : list) bits_ |= bit(p);
    }
    constexpr bool has(Permission p) const { return (bits_ & bit(p)) != 0; }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr bool within(Permissions o) const { return (bits_ & ~o.bits_) == 0; }
    constexpr Permissions operator|(Permissions o) const { return Permissions(bits_ | o.bits_); }
    constexpr Permissions operator&(Permissions o) const { return Permissions(bits_ & o.bits_); }
    constexpr Permissions operator-(Permissions o) const { return Permissions(bits_ & ~o.bits_); }
    constexpr bool operator==(const Permissions&) const = default;
    static constexpr Permissions everything() {
        return Permissions((std::uint64_t{1} << permission_codes.size()) - 1);
    }

private:
    constexpr explicit Permissions(std::uint64_t bits) : bits_(bits) {}
    static constexpr std::uint64_t bit(Permission p) {
        return std::uint64_t{1} << static_cast<int>(p);
    }
    std::uint64_t bits_ = 0;
};

struct RoleRule {
    std::string_view code;
    Scope scope;
    Permissions may;
};

std::span<const RoleRule> all_roles();
const RoleRule* find_role(std::string_view code);  // nullptr when unknown
std::vector<std::string> codes_of(Permissions set);

/// What a holder of these roles may do and where. An empty set of shops or departments means "all
/// of them" as in http::Principal; nothing allowed is the set {0}, an id that no row has.
struct Rights {
    Permissions may;
    std::set<std::int64_t> shops, departments;
};
Rights rights_of(std::span<const std::string> roles, std::span<const ShopId> shop_ids,
                 std::optional<DepartmentId> department);

/// True when one of the roles works for named shops only: such a person needs shop_ids.
bool needs_shops(std::span<const std::string> roles);

/// Who may hand out (or manage the account of a holder of) `role`. Nobody grants what would show
/// her more than her own rights, but for the three whose work it is: head, operations manager,
/// personnel. So IT never makes itself a buyer's eye.
bool may_grant(std::span<const std::string> granter_roles, std::string_view role);

std::string role_matrix();  // Markdown table for README.md

}  // namespace ol::staff
