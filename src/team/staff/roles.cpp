#include "team/staff/roles.hpp"

#include <algorithm>

namespace ol::staff {
namespace {

using enum Permission;

constexpr Permissions orders_all{orders_view, orders_edit, orders_confirm, orders_cancel,
                                 orders_create};
constexpr Permissions buyers_all{customers_view, customers_edit, customers_reveal};
constexpr Permissions promises_all{promises_view, promises_edit};
constexpr Permissions at_desk{desk_work, contacts_view, demo_run, calls_dial};
// The buyer's wish not to be recorded is met by whoever talks to him: own contact only, reason
// asked, logged.
constexpr Permissions operators =
    at_desk | orders_all | buyers_all | promises_all | Permissions{recordings_erase};
constexpr Permissions watching{contacts_all, board_view, recordings_listen};
// Beside a live call (R38, R82); who only judges quality listens and says nothing.
constexpr Permissions beside_calls{calls_listen, calls_whisper, calls_join, calls_take_over};
constexpr Permissions sellers =
    at_desk | Permissions{orders_view, orders_edit, orders_create, customers_view, customers_edit} |
    promises_all;

constexpr auto roles = std::to_array<RoleRule>({
    {"owner", Scope::all, Permissions::everything()},
    {"head", Scope::all, Permissions::everything() - Permissions{stores_edit, system_view}},
    {"operations_manager", Scope::all, Permissions::everything() - Permissions{audit_view}},
    {"department_manager", Scope::department,
     operators | watching | beside_calls |
         Permissions{people_view, people_edit, settings_view, export_data, emergency_declare,
                     queues_edit, reports_export, recordings_download, recordings_hold}},
    {"supervisor", Scope::department,
     operators | watching | beside_calls |
         Permissions{people_view, settings_view, emergency_declare, queues_edit, reports_export,
                     recordings_hold}},
    {"inbound_operator", Scope::shop, operators},
    {"outbound_operator", Scope::shop, operators},
    {"order_intake", Scope::shop,
     at_desk | orders_all | buyers_all | promises_all | Permissions{imports_run}},
    {"order_manager", Scope::shop,
     at_desk | orders_all | buyers_all | promises_all | Permissions{stores_view, imports_run}},
    {"sales_support", Scope::shop, sellers},
    {"telesales_lead", Scope::department,
     sellers | watching | beside_calls |
         Permissions{orders_confirm, customers_reveal, people_view}},
    {"telesales_agent", Scope::shop, sellers},
    {"site_agent", Scope::shop, sellers | Permissions{orders_confirm}},
    {"after_sales", Scope::shop,
     at_desk | buyers_all | promises_all | Permissions{orders_view, orders_edit, orders_cancel}},
    {"logistics_lead", Scope::department,
     at_desk | promises_all |
         Permissions{board_view, orders_view, orders_edit, orders_cancel, customers_view,
                     customers_reveal, people_view, stores_view, imports_run, export_data,
                     reports_export}},
    {"quality", Scope::all,
     watching | Permissions{contacts_view, orders_view, customers_view, promises_view, people_view,
                            calls_listen}},
    {"trainer", Scope::all,
     watching | Permissions{contacts_view, people_view, calls_listen, calls_whisper}},
    {"personnel", Scope::all, {people_view, people_edit}},
    {"it",
     Scope::all,
     {people_view, people_edit, audit_view, settings_view, settings_edit, stores_view, stores_edit,
      demo_run, system_view, queues_edit}},
    {"relations", Scope::shop,
     at_desk | buyers_all | promises_all |
         Permissions{contacts_all, recordings_listen, recordings_hold, orders_view}},
    {"marketing", Scope::all, {board_view, stores_view}},
});
static_assert(roles.size() == 21);

constexpr const RoleRule& rule(std::string_view code) {
    return *std::find_if(roles.begin(), roles.end(),
                         [&](const RoleRule& r) { return r.code == code; });
}

// What concerns buyers of a shop: these rights are bounded by shops, the ones on people by
// departments.
constexpr Permissions buyers_data =
    orders_all | buyers_all | promises_all |
    Permissions{desk_work,           contacts_view,  contacts_all, recordings_listen,
                recordings_erase,    imports_run,    export_data,  calls_dial,
                calls_listen,        calls_whisper,  calls_join,   calls_take_over,
                recordings_download, recordings_hold};
constexpr Permissions people_data{people_view, people_edit};

// DESIGN section 7: IT sees no buyers and no recordings.
static_assert((rule("it").may & buyers_data).empty());
static_assert((rule("personnel").may & buyers_data).empty());
static_assert(Permissions::everything().within(rule("owner").may));

struct Union {
    Permissions wide, narrow;
};
Union unite(std::span<const std::string> held) {
    Union u;
    for (const auto& code : held) {
        const RoleRule* r = find_role(code);
        if (!r) continue;
        (r->scope == Scope::all ? u.wide : u.narrow) =
            (r->scope == Scope::all ? u.wide : u.narrow) | r->may;
    }
    return u;
}

}  // namespace

std::span<const RoleRule> all_roles() { return roles; }

const RoleRule* find_role(std::string_view code) {
    const auto at =
        std::find_if(roles.begin(), roles.end(), [&](const RoleRule& r) { return r.code == code; });
    return at == roles.end() ? nullptr : &*at;
}

std::vector<std::string> codes_of(Permissions set) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < permission_codes.size(); ++i)
        if (set.has(static_cast<Permission>(i))) out.emplace_back(permission_codes[i]);
    return out;
}

Rights rights_of(std::span<const std::string> held, std::span<const ShopId> shop_ids,
                 std::optional<DepartmentId> department) {
    const Union u = unite(held);
    Rights out{u.wide | u.narrow, {}, {}};
    // One set of shops bounds all of a person's rights. It is "all" only when no narrow role adds a
    // right that her wide roles lack; else a narrow right would leak to every shop.
    if (!(u.narrow & buyers_data).within(u.wide)) {
        for (ShopId s : shop_ids) out.shops.insert(s.value);
        if (out.shops.empty()) out.shops.insert(0);
    }
    if (!(u.narrow & people_data).within(u.wide))
        out.departments.insert(department ? department->value : 0);
    return out;
}

bool needs_shops(std::span<const std::string> held) {
    const Union u = unite(held);
    return !(u.narrow & buyers_data).within(u.wide);
}

bool may_grant(std::span<const std::string> granter_roles, std::string_view role) {
    const RoleRule* wanted = find_role(role);
    if (!wanted) return false;
    const auto holds = [&](std::string_view code) {
        return std::find(granter_roles.begin(), granter_roles.end(), code) != granter_roles.end();
    };
    const bool top =
        role == "owner" || role == "head" || role == "operations_manager" || role == "it";
    if (holds("owner")) return true;
    if (holds("head")) return role != "owner";
    if (holds("operations_manager") || holds("personnel")) return !top;
    const Union own = unite(granter_roles);
    return role != "owner" && wanted->may.within(own.wide | own.narrow);
}

std::string role_matrix() {
    std::string out = "| role | scope |";
    for (auto code : permission_codes) out += " " + std::string(code) + " |";
    out += "\n| --- | --- |";
    for (std::size_t i = 0; i < permission_codes.size(); ++i) out += " :-: |";
    out += "\n";
    for (const RoleRule& r : roles) {
        out += "| " + std::string(r.code) + " | ";
        out += r.scope == Scope::all ? "all" : r.scope == Scope::department ? "department" : "shop";
        out += " |";
        for (std::size_t i = 0; i < permission_codes.size(); ++i)
            out += r.may.has(static_cast<Permission>(i)) ? " x |" : "   |";
        out += "\n";
    }
    return out;
}

}  // namespace ol::staff
