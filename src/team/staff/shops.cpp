// Shops and their settings.
#include "platform/base/codes.hpp"
#include "platform/base/text.hpp"
#include "team/staff/impl.hpp"

namespace ol::staff {
namespace {

bool letters(std::string_view s, std::size_t n, char first, char last) {
    return s.size() == n &&
           std::all_of(s.begin(), s.end(), [&](char c) { return c >= first && c <= last; });
}

Result<> check_codes(const ShopSettings& s) {
    if (!letters(s.currency, 3, 'A', 'Z'))
        return invalid("staff.currency", "currency", "Three capitals as in ISO 4217: UAH.");
    if (!known_country(s.country))
        return invalid("staff.country", "country", "Two capitals as in ISO 3166: UA.");
    if (!known_country(s.default_region))
        return invalid("staff.country", "default_region", "Two capitals as in ISO 3166: UA.");
    if (s.languages.empty())
        return invalid("staff.required", "languages", "A shop speaks at least one language.");
    for (std::size_t i = 0; i < s.languages.size(); ++i)
        if (!known_language(s.languages[i]))
            return invalid("staff.language", "languages[" + std::to_string(i) + "]",
                           "Two letters as in ISO 639-1: uk.");
    if (std::find(s.languages.begin(), s.languages.end(), s.greeting_language) == s.languages.end())
        return invalid("staff.language", "greeting_language",
                       "The greeting speaks one of the shop's languages.");
    return {};
}

Result<> check_shop(const ShopSettings& s) {
    if (auto r = check_text(s.name, 100, "name"); !r) return r;
    if (auto r = check_text(s.brand, 100, "brand"); !r) return r;
    if (!local_time(from_ms(0), s.tz))
        return invalid("staff.zone", "tz", "There is no such zone; for example Europe/Kyiv.");
    if (auto r = check_codes(s); !r) return r;
    return {};
}

/// Two shops of one name cannot be told apart in any list.
Result<> check_name_free(const Directory& d, const ShopSettings& s) {
    for (const auto& [id, other] : d.shops)
        if (id != s.id && fold(other.name) == fold(s.name))
            return Error{Errc::conflict,
                         "staff.shop_name_taken",
                         "name",
                         "Another shop has this name; add a word to it.",
                         {}};
    return {};
}

// What a short draft leaves open follows from the country and the languages.
void complete(ShopSettings& s) {
    s.name = std::string(trim(s.name));
    if (s.brand.empty()) s.brand = s.name;
    if (s.default_region.empty()) s.default_region = s.country;
    if (s.greeting_language.empty() && !s.languages.empty())
        s.greeting_language = s.languages.front();
}

std::vector<std::string> apply(ShopSettings& s, const ShopPatch& p) {
    std::vector<std::string> fields;
    const auto set = [&](auto& to, const auto& from, const char* field) {
        if (!from || *from == to) return;
        to = *from;
        fields.emplace_back(field);
    };
    set(s.name, p.name, "name");
    set(s.brand, p.brand, "brand");
    set(s.tz, p.tz, "tz");
    set(s.currency, p.currency, "currency");
    set(s.country, p.country, "country");
    set(s.languages, p.languages, "languages");
    set(s.greeting_language, p.greeting_language, "greeting_language");
    set(s.record_calls, p.record_calls, "record_calls");
    set(s.default_region, p.default_region, "default_region");
    set(s.missed_goes_to, p.missed_goes_to, "missed_goes_to");
    set(s.buyer_first, p.buyer_first, "buyer_first");
    set(s.phones_dial, p.phones_dial, "phones_dial");
    return fields;
}

Error no_shop() {
    return not_found("staff.shop_not_found", "There is no such shop, or it is not yours.");
}
bool in_scope(const http::Principal& who, ShopId id) {
    return who.shops.empty() || who.shops.contains(id.value);
}

}  // namespace

Result<ShopSettings> Staff::create_shop(const http::Principal& actor, const ShopSettings& draft) {
    ShopSettings s = draft;
    s.id = impl_->deps.ids.next_id<ShopId>();
    s.version = 1;
    complete(s);
    if (auto r = check_shop(s); !r) return r.error();
    if (!actor.shops.empty())
        return forbidden("staff.other_shop", "Shops are made by those who manage all of them.");
    auto done = write_and_refresh([&](db::Tx& tx) -> Result<> {
        if (auto r = check_name_free(store::load(tx.conn), s); !r) return r;
        store::insert_shop(tx, s);
        audit(tx, actor.person, "shop.created", s.id.value);
        tx.journal({"shop.created", s.id.value, actor.person.value});
        return {};
    });
    if (!done) return done.error();
    return s;
}

Result<ShopSettings> Staff::change_shop(const http::Principal& actor, ShopId id,
                                        std::int64_t version, const ShopPatch& patch) {
    ShopSettings s;
    auto done = write_and_refresh([&](db::Tx& tx) -> Result<> {
        const Directory d = store::load(tx.conn);
        const auto at = d.shops.find(id);
        if (at == d.shops.end() || !in_scope(actor, id)) return no_shop();
        if (at->second.version != version)
            return conflict("staff.version_conflict",
                            "Somebody changed this shop meanwhile; look, then save again.");
        s = at->second;
        const auto fields = apply(s, patch);
        complete(s);
        if (auto r = check_shop(s); !r) return r;
        if (auto r = check_name_free(d, s); patch.name && !r) return r;
        store::update_shop(tx, s);
        ++s.version;
        audit(tx, actor.person, "shop.changed", id.value, fields_json(fields));
        tx.journal({"shop.changed", id.value, actor.person.value});
        return {};
    });
    if (!done) return done.error();
    return s;
}

Result<ShopSettings> Staff::shop(const http::Principal& actor, ShopId id) const {
    const DirectoryPtr d = directory();
    const auto at = d->shops.find(id);
    if (at == d->shops.end() || !in_scope(actor, id)) return no_shop();
    return at->second;
}

}  // namespace ol::staff
