#include "shop/logistics/ways/prices.hpp"

#include <charconv>

#include "shop/logistics/couriers/json_walk.hpp"
#include "shop/logistics/decisions/rule.hpp"
#include "shop/logistics/ways/numbers.hpp"

namespace ol::logistics::prices {
namespace {

constexpr int timeout_ms = 3000;
constexpr std::int64_t price_max = 10'000'000'00;

std::string pair(std::string_view name, std::string_view value) {
    return json::quote(name) + ":" + json::quote(value);
}

/// Whole units, rounded up, at least one: 189000 is "1890".
std::string whole(std::int64_t minor) {
    return std::to_string(std::max<std::int64_t>(1, (minor + 99) / 100));
}

std::string kilograms(std::int64_t grams) {
    const auto rest = std::to_string(1000 + grams % 1000).substr(1);
    return std::to_string(grams / 1000) + "." + rest;
}

std::string_view novaposhta_service(Service s) {
    switch (s) {
        case Service::door: return "WarehouseDoors";
        case Service::branch: return "WarehouseWarehouse";
        case Service::locker: return "WarehousePostomat";
    }
    return "";
}

std::optional<http::ClientRequest> timed(http::ClientRequest r) {
    r.timeout_ms = timeout_ms;
    return r;
}

Result<walk::bj::object> first_of(std::string_view body) {
    auto value = walk::parse(body);
    if (!value) return value.error();
    const auto* o = value->if_object();
    if (!o) return walk::wrong("body", "The courier's answer is not an object.");
    if (!walk::flag_at(*o, "success")) {
        Error e = conflict("logistics.refused", "The courier refused the request.");
        if (const auto* codes = walk::array_at(*o, "errorCodes"); codes && !codes->empty())
            e.params.emplace_back("code", walk::text_of(&codes->front()));
        return e;
    }
    const auto* data = walk::array_at(*o, "data");
    const auto* first = data && !data->empty() ? data->front().if_object() : nullptr;
    if (!first) return walk::wrong("data", "The courier's answer says nothing.");
    return *first;
}

Result<std::int64_t> minor_at(const walk::bj::object& o, std::string_view key) {
    const auto t = thousandths(o, key);
    if (!t || *t > price_max * 10) return walk::wrong(std::string(key), "Not a price.");
    return (*t + 9) / 10;
}

}  // namespace

Sender sender_of(std::string_view sender) {
    const auto value = walk::parse(sender);
    const auto* o = value ? value->if_object() : nullptr;
    if (!o) return {};
    return {walk::text_at(*o, "CitySender"), walk::text_at(*o, "postcode"),
            thousandths(*o, "Weight").value_or(0)};
}

std::optional<http::ClientRequest> price(const Access& a, const Sender& s, const Question& q) {
    if (a.courier == Courier::novaposhta) {
        if (s.city_ref.empty() || q.city_ref.empty()) return std::nullopt;
        std::string p =
            "{" + pair("CitySender", s.city_ref) + "," + pair("CityRecipient", q.city_ref) + "," +
            pair("Weight", kilograms(q.parcel.weight_g)) + "," +
            pair("ServiceType", novaposhta_service(q.service)) + "," +
            pair("Cost", whole(q.parcel.value)) + R"(,"CargoType":"Parcel","SeatsAmount":"1")";
        if (q.parcel.cod > 0)
            p += R"(,"RedeliveryCalculate":{"CargoType":"Money",)" +
                 pair("Amount", whole(q.parcel.cod)) + "}";
        return timed(asking::novaposhta(a, "InternetDocument", "getDocumentPrice", p + "}"));
    }
    if (a.courier != Courier::ukrposhta || s.postcode.empty() || q.postcode.empty())
        return std::nullopt;
    std::string body = R"({"addressFrom":{)" + pair("postcode", s.postcode) + R"(},"addressTo":{)" +
                       pair("postcode", q.postcode) + R"(},"type":"STANDARD","deliveryType":")" +
                       (q.service == Service::door ? "W2D" : "W2W") + R"(","weight":)" +
                       std::to_string(std::max<std::int64_t>(1, q.parcel.weight_g)) +
                       R"(,"length":)" +
                       std::to_string(std::max<std::int64_t>(30, q.parcel.length_cm)) +
                       R"(,"declaredPrice":)" + whole(q.parcel.value);
    if (q.parcel.cod > 0) body += R"(,"postPay":)" + whole(q.parcel.cod);
    return timed(asking::ukrposhta_ecom(a, http::Method::post,
                                        "/ecom/0.0.1/domestic/delivery-price", body + "}"));
}

std::optional<http::ClientRequest> arrival(const Access& a, const Sender& s, const Question& q) {
    if (a.courier != Courier::novaposhta || s.city_ref.empty()) return std::nullopt;
    return timed(asking::novaposhta(
        a, "InternetDocument", "getDocumentDeliveryDate",
        "{" + pair("DateTime", q.day) + "," + pair("ServiceType", novaposhta_service(q.service)) +
            "," + pair("CitySender", s.city_ref) + "," + pair("CityRecipient", q.city_ref) + "}"));
}

Result<std::int64_t> read_price(Courier courier, std::string_view body) {
    if (courier == Courier::novaposhta) {
        const auto first = first_of(body);
        if (!first) return first.error();
        const auto cost = minor_at(*first, "Cost");
        if (!cost || !first->contains("CostRedelivery")) return cost;
        const auto back = minor_at(*first, "CostRedelivery");
        return back ? Result<std::int64_t>(*cost + *back) : back;
    }
    const auto value = walk::parse(body);
    if (!value) return value.error();
    const auto* o = value->if_object();
    if (!o) return walk::wrong("body", "The courier's answer is not an object.");
    return minor_at(*o, "deliveryPrice");
}

Result<std::string> read_arrival(std::string_view body) {
    const auto first = first_of(body);
    if (!first) return first.error();
    const auto* when = walk::object_at(*first, "DeliveryDate");
    const auto day = when ? walk::text_at(*when, "date").substr(0, 10) : std::string();
    if (!day_of(day)) return walk::wrong("DeliveryDate", "The courier names no day.");
    return day;
}

}  // namespace ol::logistics::prices
