// What questions to colleagues need of the other rooms: the conversation, who heads a department,
// who can be asked, and who hears of it.
#include "app/asked.hpp"

#include <algorithm>

#include "platform/base/json.hpp"
#include "shop/promises/asked.hpp"

namespace ol::app {
namespace {

using promises::Askable;

std::optional<DepartmentId> department_of(const Centre::Parts& p, PersonId person) {
    const auto directory = p.staff->directory();
    const auto* member = directory->find(person);
    return member ? member->person.department_id : std::nullopt;
}

/// Of a shop of hers, at work here, and with a right to keep promises.
Askable askable(const Centre::Parts& p, const http::Principal& who) {
    const auto directory = p.staff->directory();
    Askable out;
    for (const auto& [id, member] : directory->people)
        if (id != who.person && member.person.active && member.principal.may("promises.edit") &&
            directory->share_shop(who.person, id))
            out.people.push_back({id, member.person.name});
    for (const auto& [id, department] : directory->departments)
        if (department.head_id)
            out.departments.push_back(
                {id, department.name, directory->name_of(*department.head_id)});
    std::ranges::sort(out.people, {}, &promises::AskablePerson::name);
    std::ranges::sort(out.departments, {}, &promises::AskableDepartment::name);
    return out;
}

}  // namespace

void add_asked_routes(Centre::Parts& parts) {
    Centre::Parts* p = &parts;
    promises::AskedDeps d;
    d.about = [p](db::Conn& c, const http::Principal& who,
                  promises::ConversationId id) -> std::optional<promises::AskedAbout> {
        const auto with = p->conversations->with(c, who, id);
        if (!with) return std::nullopt;
        return promises::AskedAbout{with->shop_id, with->customer_id};
    };
    d.head_of = [p](DepartmentId id, Time) -> std::optional<PersonId> {
        const auto directory = p->staff->directory();
        const auto at = directory->departments.find(id);
        return at == directory->departments.end() ? std::nullopt : at->second.head_id;
    };
    d.department_of = [p](PersonId person) { return department_of(*p, person); };
    d.serves = [p](PersonId person, ShopId shop) {
        const auto directory = p->staff->directory();
        const auto at = directory->people.find(person);
        if (at == directory->people.end()) return false;
        const auto& shops = at->second.principal.shops;
        return shops.empty() || shops.contains(shop.value);
    };
    d.department_name = [p](DepartmentId id) {
        const auto directory = p->staff->directory();
        const auto at = directory->departments.find(id);
        return at == directory->departments.end() ? std::string() : at->second.name;
    };
    d.askable = [p](const http::Principal& who) { return askable(*p, who); };
    d.tell = [p](PersonId person, const promises::AskedTold& told) {
        if (p->server) p->server->hub().to_person(person, "asked", json::write(told));
    };
    promises::add_asked_routes(
        parts.router, std::make_shared<promises::AskedQuestions>(*parts.promises, std::move(d)));
}

bool asked_in(const Centre::Parts& p, db::Conn& c, conversations::ConversationId id,
              PersonId person) {
    return promises::is_asked(c, id, person, department_of(p, person));
}

}  // namespace ol::app
