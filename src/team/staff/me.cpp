// What a person sees and sets of herself.
#include "team/staff/impl.hpp"

namespace ol::staff {
namespace {

Error no_person() { return not_found("staff.person_not_found", "There is no such person."); }

std::vector<Shop> shops_for(const Directory& d, const http::Principal& who) {
    std::vector<Shop> out;
    for (const auto& [id, s] : d.shops)
        if (who.shops.empty() || who.shops.contains(id.value)) out.push_back(shop_of(s));
    return out;
}

Result<> apply(Member& m, const MePatch& patch) {
    if (patch.language) {
        if (auto r = check_language(*patch.language, "language"); !r) return r;
        m.person.language = *patch.language;
    }
    for (const auto& [value, field] :
         {std::pair{&patch.theme, "theme"}, std::pair{&patch.density, "density"}})
        if (*value && !is_code(**value))
            return invalid("staff.preference", field,
                           "A code of small letters, as the desk offers.");
    if (patch.theme) m.theme = *patch.theme;
    if (patch.density) m.density = *patch.density;
    if (patch.single_keys) m.single_keys = *patch.single_keys;
    return {};
}

}  // namespace

Result<Me> Staff::me(const http::Principal& who) const {
    const DirectoryPtr d = directory();
    const Member* m = d->find(who.person);
    if (!m) return no_person();
    const Deps& deps = impl_->deps;
    Me out;
    out.person_id = m->person.id;
    out.name = m->person.name;
    out.login = m->person.login;
    out.language = m->person.language;
    out.theme = m->theme;
    out.density = m->density;
    out.single_keys = m->single_keys;
    out.permissions.assign(m->principal.permissions.begin(), m->principal.permissions.end());
    out.roles = m->person.roles;
    out.shops = shops_for(*d, m->principal);
    out.department_id = m->person.department_id;
    out.phone = {m->phone, m->person.sip_user, deps.sip_server ? deps.sip_server() : ""};
    out.totp_enabled = m->totp_enabled;
    out.demo = deps.demo && deps.demo();
    out.setup_needed = deps.setup_needed ? deps.setup_needed() : d->people.empty();
    return out;
}

Result<Me> Staff::change_me(const http::Principal& who, const MePatch& patch) {
    auto done = write_and_refresh([&](db::Tx& tx) -> Result<> {
        Directory d = store::load(tx.conn);
        const auto at = d.people.find(who.person);
        if (at == d.people.end()) return no_person();
        if (auto r = apply(at->second, patch); !r) return r;
        store::update_preferences(tx, at->second);
        return {};
    });
    if (!done) return done.error();
    return me(who);
}

Result<PhoneSettings> Staff::choose_phone(const http::Principal& who, PhoneKind kind) {
    auto done = write_and_refresh([&](db::Tx& tx) -> Result<> {
        Directory d = store::load(tx.conn);
        const auto at = d.people.find(who.person);
        if (at == d.people.end()) return no_person();
        at->second.phone = kind;
        store::update_preferences(tx, at->second);
        return {};
    });
    if (!done) return done.error();
    auto now = me(who);
    if (!now) return now.error();
    return now->phone;
}

}  // namespace ol::staff
