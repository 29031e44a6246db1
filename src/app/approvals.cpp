// What requests for more than one's own limits need of the other rooms: roles, superiors, who
// carries out what was approved, and who hears of it at once.
#include <algorithm>

#include "app/parts.hpp"
#include "platform/base/json.hpp"

namespace ol::app {

approvals::Deps Centre::Parts::approvals_deps() {
    approvals::Deps d{*db, *ids, system_clock()};
    d.zone = [this](ShopId shop) {
        const auto directory = staff->directory();
        const auto it = directory->shops.find(shop);
        return it == directory->shops.end() ? std::string("UTC") : it->second.tz;
    };
    d.person_name = [this](db::Conn&, PersonId person) {
        return staff->directory()->name_of(person);
    };
    d.roles = [this](PersonId person) {
        const auto directory = staff->directory();
        const auto* member = directory->find(person);
        return member ? member->person.roles : std::vector<std::string>{};
    };
    d.superior = [this](PersonId person, Time now) { return staff->superior_of(person, now); };
    d.known_role = [](std::string_view role) { return staff::find_role(role) != nullptr; };
    d.known_shop = [this](ShopId shop) { return staff->directory()->shops.contains(shop); };
    d.works_in = [this](PersonId person, ShopId shop) {
        const auto directory = staff->directory();
        const auto* member = directory->find(person);
        return member && member->person.active &&
               (member->principal.shops.empty() || member->principal.shops.contains(shop.value));
    };
    d.line = [this](PersonId person, Time now) { return staff->answering_line(person, now); };
    d.present = [this](PersonId person) { return !server || server->hub().connected(person); };
    d.tell = [this](PersonId person, const approvals::Approval& a) {
        if (server) server->hub().to_person(person, "approval", json::write(a));
    };
    return d;
}

/// Nothing that was asked is carried out but by these two.
void Centre::Parts::tie_approvals() {
    using approvals::Approval, approvals::Subject;
    approvals->carries(Subject::edit,
                       [this](db::Tx& tx, const Approval& a, const std::string& request) {
                           return orders->carry_edit(tx, a, request);
                       });
    approvals->follows(Subject::edit, [this](const Approval& a) {
        if (orders->deps().on_changed) orders->deps().on_changed(a.order_id, 0);
    });
    approvals->carries(Subject::decision,
                       [this](db::Tx& tx, const Approval& a, const std::string& request) {
                           return logistics->carry_option(tx, a, request);
                       });
    staff->switched_off = [this](db::Tx& tx, PersonId person) {
        approvals->close_asker(tx, person);
    };
    approvals->follows(Subject::decision, [this](const Approval& a) { logistics->tell_chosen(a); });
}

}  // namespace ol::app
