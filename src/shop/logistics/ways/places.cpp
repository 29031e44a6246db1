#include "shop/logistics/ways/places.hpp"

#include <algorithm>
#include <array>

#include "platform/base/text.hpp"
#include "shop/logistics/ways/numbers.hpp"

namespace ol::logistics {
namespace {

using walk::bj::array;
using walk::bj::object;

std::int64_t whole_at(const object& o, std::string_view key) {
    return thousandths(o, key).value_or(0) / 1000;
}

/// A name as it is kept: one visible line, or nothing. "0" stands where Ukrposhta has none.
std::string name_at(const object& o, std::string_view key) {
    auto text = walk::text_at(o, key);
    return text == "0" || !plain_line(text) ? std::string() : text;
}

void add_spelling(std::vector<std::string>& to, const std::string& name, const std::string& main) {
    if (!name.empty() && name != main && std::ranges::find(to, name) == to.end())
        to.push_back(name);
}

template <class T, class Read>
Page<T> read_rows(const array& rows, std::string_view ref_key, const Read& read) {
    Page<T> out;
    out.rows = std::ssize(rows);
    for (const auto& row : rows) {
        const auto* o = row.if_object();
        const auto ref = o ? name_at(*o, ref_key) : std::string();
        if (ref.empty()) {
            ++out.nameless;
            continue;
        }
        auto one = read(*o);
        one.ref = ref;
        if (one.name.empty())
            out.refs.push_back(ref);
        else
            out.items.push_back(std::move(one));
    }
    return out;
}

/// Nova Poshta's envelope: HTTP 200 also for a refusal.
Result<const array*> novaposhta_data(const walk::bj::value& value) {
    const auto* o = value.if_object();
    if (!o) return walk::wrong("body", "The courier's answer is not an object.");
    if (!walk::flag_at(*o, "success")) {
        Error e = conflict("logistics.refused", "The courier refused the request.");
        if (const auto* codes = walk::array_at(*o, "errorCodes"); codes && !codes->empty())
            e.params.emplace_back("code", walk::text_of(&codes->front()));
        return e;
    }
    const auto* data = walk::array_at(*o, "data");
    if (!data) return walk::wrong("data", "The courier's answer lists nothing.");
    return data;
}

std::int64_t novaposhta_total(const walk::bj::value& value) {
    const auto* info = walk::object_at(value.as_object(), "info");
    return info && info->contains("totalCount") ? whole_at(*info, "totalCount") : -1;
}

City novaposhta_city(const object& o) {
    City c;
    c.name = name_at(o, "Description");
    // "Заболотів (Снятинський р-н)" and "Київ": what stands in brackets tells villages apart.
    if (const auto at = c.name.find(" ("); at != std::string::npos && c.name.ends_with(')')) {
        c.district = c.name.substr(at + 2, c.name.size() - at - 3);
        c.name.resize(at);
    }
    auto other = name_at(o, "DescriptionRu");
    if (const auto at = other.find(" ("); at != std::string::npos) other.resize(at);
    add_spelling(c.spellings, other, c.name);
    c.region = name_at(o, "AreaDescription");
    return c;
}

/// Postal machines have a category, and before it existed a type.
PointKind novaposhta_kind(const object& o) {
    constexpr std::string_view machine = "f9316480-5f2d-425d-bc2c-ac7cd29decf0";
    const bool locker = walk::text_at(o, "CategoryOfWarehouse") == "Postomat" ||
                        walk::text_at(o, "TypeOfWarehouse") == machine;
    return locker ? PointKind::locker : PointKind::branch;
}

PointLimits novaposhta_limits(const object& o) {
    PointLimits l;
    for (const auto* key : {"TotalMaxWeightAllowed", "PlaceMaxWeightAllowed"}) {
        const auto grams = thousandths(o, key).value_or(0);
        if (grams > 0 && (l.weight_max_g == 0 || grams < l.weight_max_g)) l.weight_max_g = grams;
    }
    if (const auto* size = walk::object_at(o, "ReceivingLimitationsOnDimensions")) {
        l.length_max_cm = whole_at(*size, "Length");
        l.width_max_cm = whole_at(*size, "Width");
        l.height_max_cm = whole_at(*size, "Height");
    }
    l.value_max = whole_at(o, "MaxDeclaredCost") * 100;
    l.takes_cod = walk::flag_at(o, "PostFinance") || walk::flag_at(o, "PaymentAccess") ||
                  walk::flag_at(o, "POSTerminal");
    return l;
}

Point novaposhta_point(const object& o) {
    Point p;
    p.city_ref = name_at(o, "CityRef");
    p.kind = novaposhta_kind(o);
    p.number = name_at(o, "Number");
    p.name = p.city_ref.empty() ? "" : name_at(o, "Description");
    p.address = name_at(o, "ShortAddress");
    p.postcode = name_at(o, "PostalCodeUA");
    add_spelling(p.spellings, name_at(o, "DescriptionRu"), p.name);
    p.limits = novaposhta_limits(o);
    const auto status = walk::text_at(o, "WarehouseStatus");
    p.open = (status.empty() || status == "Working") && !walk::flag_at(o, "DenyToSelect");
    return p;
}

/// {"Entries":{"Entry":[...]}}; one alone comes without the brackets, none as null.
Result<array> entries(std::string_view body) {
    auto value = walk::parse(body);
    if (!value) return value.error();
    const auto* o = value->if_object();
    const auto* list = o ? o->if_contains("Entries") : nullptr;
    if (!list) return walk::wrong("Entries", "The courier's answer lists nothing.");
    const auto* inner = list->if_object();
    const auto* entry = inner ? inner->if_contains("Entry") : nullptr;
    if (!entry || entry->is_null()) return array{};
    if (const auto* many = entry->if_array()) return *many;
    return array{*entry};
}

City ukrposhta_city(const object& o) {
    City c;
    c.name = name_at(o, "CITY_UA");
    for (const auto* key : {"CITY_RU", "CITY_EN", "OLDCITY_UA", "OLDCITY_RU", "OLDCITY_EN"})
        add_spelling(c.spellings, name_at(o, key), c.name);
    c.region = name_at(o, "REGION_UA");
    c.district = name_at(o, "DISTRICT_UA");
    return c;
}

Point ukrposhta_point(const object& o) {
    Point p;
    p.city_ref = name_at(o, "POCITY_ID");
    p.number = p.postcode = name_at(o, "POSTINDEX");
    const auto city = p.city_ref.empty() || p.number.empty();
    p.name = city ? "" : name_at(o, "PO_LONG");
    if (p.name.empty() && !city) p.name = name_at(o, "PO_SHORT");
    add_spelling(p.spellings, name_at(o, "PO_SHORT"), p.name);
    p.address = name_at(o, "ADDRESS");
    const auto type = fold(walk::text_at(o, "TYPE_LONG"));
    if (type.find(fold("поштомат")) != std::string::npos) p.kind = PointKind::locker;
    const auto lock = walk::text_at(o, "LOCK_CODE");
    p.open = lock.empty() || lock == "0";
    return p;
}

}  // namespace

namespace places {

Result<Page<City>> novaposhta_cities(std::string_view body) {
    const auto value = walk::parse(body);
    if (!value) return value.error();
    const auto data = novaposhta_data(*value);
    if (!data) return data.error();
    auto page = read_rows<City>(**data, "Ref", novaposhta_city);
    page.total = novaposhta_total(*value);
    return page;
}

Result<Page<Point>> novaposhta_points(std::string_view body) {
    const auto value = walk::parse(body);
    if (!value) return value.error();
    const auto data = novaposhta_data(*value);
    if (!data) return data.error();
    auto page = read_rows<Point>(**data, "Ref", novaposhta_point);
    page.total = novaposhta_total(*value);
    return page;
}

Result<std::vector<std::string>> ukrposhta_regions(std::string_view body) {
    const auto list = entries(body);
    if (!list) return list.error();
    std::vector<std::string> out;
    for (const auto& row : *list) {
        const auto* o = row.if_object();
        const auto id = o ? name_at(*o, "REGION_ID") : std::string();
        const bool number = !id.empty() && id.find_first_not_of("0123456789") == std::string::npos;
        if (!number) return walk::wrong("REGION_ID", "A region of the courier has no number.");
        out.push_back(id);
    }
    if (out.empty()) return walk::wrong("Entries", "The courier lists no region.");
    return out;
}

Result<Page<City>> ukrposhta_cities(std::string_view body) {
    const auto list = entries(body);
    if (!list) return list.error();
    return read_rows<City>(*list, "CITY_ID", ukrposhta_city);
}

Result<Page<Point>> ukrposhta_points(std::string_view body) {
    const auto list = entries(body);
    if (!list) return list.error();
    return read_rows<Point>(*list, "ID", ukrposhta_point);
}

}  // namespace places

Refusal refusal(const PointLimits& l, const ParcelFacts& p) {
    if (l.weight_max_g > 0 && p.weight_g > l.weight_max_g) return {"weight", l.weight_max_g};
    // A parcel may be turned: its longest side goes along the longest that fits.
    std::array most{l.length_max_cm, l.width_max_cm, l.height_max_cm};
    std::array has{p.length_cm, p.width_cm, p.height_cm};
    std::ranges::sort(most);
    std::ranges::sort(has);
    for (std::size_t i = most.size(); i-- > 0;)
        if (most[i] > 0 && has[i] > most[i]) return {"size", most[i]};
    if (p.cod > 0 && !l.takes_cod) return {"cod", 0};
    if (l.value_max > 0 && p.value > l.value_max) return {"value", l.value_max};
    return {};
}

}  // namespace ol::logistics
