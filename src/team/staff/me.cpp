// What a person sees and sets of herself.
#include "platform/base/text.hpp"
#include "team/staff/impl.hpp"
#include "team/staff/people_rules.hpp"

namespace ol::staff {
namespace {

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
    out.phone = {m->phone, m->person.sip_user, deps.sip_server ? deps.sip_server() : "",
                 m->outside_number, m->person.second_phone};
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

namespace {

/// A number outside costs money and leaves the house: who may not dial may not be rung there.
Result<std::string> outside_number(const Directory& d, const http::Principal& who,
                                   const std::string& typed) {
    if (typed.empty()) return std::string();
    if (!who.may("calls.dial"))
        return forbidden("staff.may_not_dial",
                         "your roles do not allow calls to numbers outside; ask the head");
    const auto shop = d.shops.empty() ? std::string() : d.shops.begin()->second.default_region;
    const auto number = normal_phone(typed, shop);
    if (!number)
        return invalid("staff.outside_number", "outside_number",
                       "this is no number that can be called; begin with + and the country code");
    if (dear_phone(*number))
        return invalid("staff.outside_premium", "outside_number",
                       "premium numbers are never called; give your mobile or your home number");
    return *number;
}

/// What she did not choose anew goes when it can ring no more beside her phone.
Result<> choose_second(Member& m, std::optional<SecondPhone> wanted) {
    if (!wanted && !check_second(m, m.person.second_phone)) wanted = SecondPhone::none;
    if (!wanted) return {};
    m.person.second_phone = *wanted;
    return check_second(m, *wanted);
}

}  // namespace

Result<PhoneSettings> Staff::choose_phone(const http::Principal& who, const PhoneChoice& choice) {
    auto done = write_and_refresh([&](db::Tx& tx) -> Result<> {
        Directory d = store::load(tx.conn);
        const auto at = d.people.find(who.person);
        if (at == d.people.end()) return no_person();
        Member& m = at->second;
        if (choice.outside_number) {
            auto number = outside_number(d, who, *choice.outside_number);
            if (!number) return number.error();
            m.outside_number = *number;
        }
        if (choice.kind == PhoneKind::outside && m.outside_number.empty())
            return invalid("staff.outside_number", "outside_number",
                           "give the number where the line is to ring you");
        m.phone = choice.kind;
        if (auto r = choose_second(m, choice.second); !r) return r;
        store::update_preferences(tx, m);
        return {};
    });
    if (!done) return done.error();
    auto now = me(who);
    if (!now) return now.error();
    return now->phone;
}

}  // namespace ol::staff
