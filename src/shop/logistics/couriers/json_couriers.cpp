// Ukrposhta, CDEK, SF Express, FedEx and Nova Poshta Shopping.
#include "shop/logistics/couriers/json_walk.hpp"
#include "shop/logistics/couriers/readers.hpp"

namespace ol::logistics {
namespace {

using namespace walk;

/// "2019-02-07T16:36:00" or "2025-05-16 01:15:16" of that zone; an offset in the text wins.
std::optional<Time> zoned(std::string text, const char* zone) {
    if (text.size() < 19) return std::nullopt;
    if (text[10] == ' ') text[10] = 'T';
    if (text.size() > 19) {  // "+0700" is what CDEK writes; the standard wants a colon
        if (text.size() == 24 && (text[19] == '+' || text[19] == '-'))
            text = text.substr(0, 22) + ":" + text.substr(22);
        auto at = parse_iso8601(text);
        return at ? std::optional(*at) : std::nullopt;
    }
    auto utc = parse_iso8601(text);
    if (!utc) return std::nullopt;
    auto wall = local_time(*utc, "UTC");
    if (!wall) return std::nullopt;
    auto at = from_local(*wall, zone);
    if (!at) return std::nullopt;
    return *at + Ms{to_ms(*utc) % 60000};
}

void finish(Courier courier, TrackEvent& e) {
    if (e.status == Status::unknown)
        e.status = status_of(courier, e.code).value_or(Status::unknown);
    e.fault = fault_of(courier, e.code, e.reason);
}

// ---- Ukrposhta ----
void ukrposhta_row(const bj::object& o, TrackAnswer& out) {
    TrackEvent e;
    e.waybill = text_at(o, "barcode");
    e.code = text_at(o, "event");
    if (e.waybill.empty() || e.code.empty()) return;
    e.reason = text_at(o, "eventReason_id");
    e.at = zoned(text_at(o, "date"), "Europe/Kyiv");
    e.place = text_at(o, "name");
    // "Handed over: to the sender" wears the code of a delivery.
    if (e.code == "41000" && e.reason == "10") e.status = Status::returned;
    finish(Courier::ukrposhta, e);
    out.events.push_back(std::move(e));
}

void ukrposhta_rows(const bj::array& rows, TrackAnswer& out) {
    for (const auto& row : rows)
        if (const auto* o = row.if_object()) ukrposhta_row(*o, out);
}

// ---- CDEK ----
void cdek_status(const bj::object& o, std::string waybill, bool reverse, TrackAnswer& out) {
    TrackEvent e;
    e.waybill = std::move(waybill);
    e.code = text_at(o, "code");
    e.reason = text_at(o, "status_reason_code");
    if (e.reason.empty()) e.reason = text_at(o, "reason_code");
    auto at = text_at(o, "status_date_time");
    if (at.empty()) at = text_at(o, "date_time");
    e.at = zoned(std::move(at), "UTC");
    e.place = text_at(o, "city_name");
    if (e.place.empty()) e.place = text_at(o, "city");
    if (e.waybill.empty() || e.code.empty()) return;
    // A return is an order of its own: what is "delivered" there is back in the shop.
    if (reverse)
        e.status = e.code == "DELIVERED" ? Status::returned : Status::returning;
    else if (e.code == "DELIVERED" && e.reason == "20")
        e.status = Status::partly_delivered;
    finish(Courier::cdek, e);
    out.events.push_back(std::move(e));
}

bool is_reverse(const bj::object& o) {
    return flag_at(o, "is_return") || flag_at(o, "is_reverse") || flag_at(o, "is_client_return");
}

// ---- SF Express ----
std::optional<Status> sf_group(const std::string& first) {
    if (first == "1") return Status::handed_over;
    if (first == "2") return Status::in_transit;
    if (first == "3") return Status::out_for_delivery;
    if (first == "4") return Status::delivered;
    return std::nullopt;
}

void sf_routes(const bj::array& routes, const std::string& waybill, TrackAnswer& out) {
    for (const auto& item : routes) {
        const auto* o = item.if_object();
        if (!o) continue;
        TrackEvent e;
        e.waybill = waybill;
        e.code = text_at(*o, "opCode");
        if (e.code.empty()) continue;
        e.reason = text_at(*o, "stayWhyCode");
        e.at = zoned(text_at(*o, "acceptTime"), "Asia/Shanghai");
        e.place = text_at(*o, "acceptAddress");
        e.status =
            status_of(Courier::sfexpress, e.code)
                .value_or(sf_group(text_at(*o, "firstStatusCode")).value_or(Status::unknown));
        finish(Courier::sfexpress, e);
        out.events.push_back(std::move(e));
    }
}

Result<TrackAnswer> sf_envelope(const bj::object& o) {
    if (text_at(o, "apiResultCode") != "A1000") {
        Error e = conflict("logistics.refused", "The courier refused the request.");
        e.params.emplace_back("code", text_at(o, "apiResultCode"));
        return e;
    }
    const auto* inner = o.if_contains("apiResultData");
    const auto* text = inner ? inner->if_string() : nullptr;
    if (!text) return wrong("apiResultData", "The inner answer is missing.");
    auto data = parse({text->data(), text->size()});
    if (!data) return data.error();
    const auto* body = data->if_object();
    const auto* message = body ? object_at(*body, "msgData") : nullptr;
    const auto* parcels = message ? array_at(*message, "routeResps") : nullptr;
    if (!parcels) return wrong("apiResultData.msgData.routeResps", "The routes are missing.");
    TrackAnswer out;
    for (const auto& item : *parcels) {
        const auto* parcel = item.if_object();
        const auto* routes = parcel ? array_at(*parcel, "routes") : nullptr;
        if (!routes) continue;
        const auto waybill = text_at(*parcel, "mailNo");
        if (routes->empty()) out.problems.push_back({waybill, "no_routes", true});
        sf_routes(*routes, waybill, out);
    }
    return out;
}

// ---- FedEx ----
std::string fedex_city(const bj::object& scan) {
    const auto* location = object_at(scan, "scanLocation");
    const auto* inner = location ? object_at(*location, "locationContactAndAddress") : nullptr;
    const auto* address = inner ? object_at(*inner, "address") : location;
    return address ? text_at(*address, "city") : std::string();
}

void fedex_result(const bj::object& r, const std::string& waybill, TrackAnswer& out) {
    if (const auto* error = object_at(r, "error")) {
        out.problems.push_back({waybill, text_at(*error, "code"), true});
        return;
    }
    const auto* scans = array_at(r, "scanEvents");
    if (!scans) return;
    for (const auto& item : *scans) {
        const auto* o = item.if_object();
        if (!o) continue;
        TrackEvent e;
        e.waybill = waybill;
        e.code = text_at(*o, "derivedStatusCode");
        if (e.code.empty()) e.code = text_at(*o, "eventType");
        if (e.code.empty()) continue;
        e.reason = text_at(*o, "exceptionCode");
        e.at = zoned(text_at(*o, "date"), "UTC");
        e.place = fedex_city(*o);
        finish(Courier::fedex, e);
        out.events.push_back(std::move(e));
    }
}

Result<const bj::object*> object_of(const Result<bj::value>& value) {
    if (!value) return value.error();
    const auto* o = value->if_object();
    if (!o) return wrong("body", "The courier's answer is not an object.");
    return o;
}

}  // namespace

Result<TrackAnswer> readers::ukrposhta(std::string_view body) {
    auto value = parse(body);
    if (!value) return value.error();
    TrackAnswer out;
    if (const auto* rows = value->if_array()) {
        ukrposhta_rows(*rows, out);
        return out;
    }
    const auto* o = value->if_object();
    if (!o) return wrong("body", "The courier's answer is neither an object nor a list.");
    if (const auto* found = object_at(*o, "found")) {
        for (const auto& entry : *found)
            if (const auto* rows = entry.value().if_array()) ukrposhta_rows(*rows, out);
        if (const auto* missing = array_at(*o, "notFound"))
            for (const auto& number : *missing)
                out.problems.push_back({text_of(&number), "not_found", true});
        return out;
    }
    if (o->contains("from") && o->contains("to")) return out;  // a route has no events
    if (!o->contains("barcode")) return wrong("barcode", "Not a tracking answer of Ukrposhta.");
    ukrposhta_row(*o, out);
    return out;
}

Result<TrackAnswer> readers::cdek(std::string_view body) {
    auto value = parse(body);
    auto o = object_of(value);
    if (!o) return o.error();
    TrackAnswer out;
    if (const auto* attributes = object_at(**o, "attributes")) {
        if (text_at(**o, "type") == "ORDER_STATUS")
            cdek_status(*attributes, text_at(*attributes, "cdek_number"), is_reverse(*attributes),
                        out);
        return out;  // the other pushes (a printed form, a changed order) are no events
    }
    const auto* entity = object_at(**o, "entity");
    const auto& order = entity ? *entity : **o;
    if (const auto* statuses = array_at(order, "statuses")) {
        const auto& list = *statuses;
        for (auto i = list.size(); i-- > 0;)  // the courier lists the newest first
            if (const auto* s = list[i].if_object())
                cdek_status(*s, text_at(order, "cdek_number"), is_reverse(order), out);
        return out;
    }
    const bool known = entity || (*o)->contains("requests") || (*o)->contains("uuid") ||
                       (*o)->contains("cdek_number");
    if (!known) return wrong("attributes", "Neither a push nor an order of CDEK.");
    return out;  // accepted is not made: an order without statuses tells nothing yet
}

Result<TrackAnswer> readers::sfexpress(std::string_view body) {
    auto value = parse(body);
    if (!value) return value.error();
    if (const auto* o = value->if_object()) return sf_envelope(*o);
    const auto* routes = value->if_array();
    if (!routes) return wrong("body", "Neither an answer nor routes of SF Express.");
    TrackAnswer out;
    sf_routes(*routes, "", out);
    return out;
}

Result<TrackAnswer> readers::fedex(std::string_view body) {
    auto value = parse(body);
    auto o = object_of(value);
    if (!o) return o.error();
    if (const auto* errors = array_at(**o, "errors")) {
        Error e = conflict("logistics.refused", "The courier refused the request.");
        for (const auto& item : *errors)
            if (const auto* error = item.if_object())
                e.params.emplace_back("code", text_at(*error, "code"));
        return e;
    }
    const auto* output = object_at(**o, "output");
    const auto* parcels = output ? array_at(*output, "completeTrackResults") : nullptr;
    if (!parcels) return wrong("output.completeTrackResults", "Not a tracking answer of FedEx.");
    TrackAnswer out;
    for (const auto& item : *parcels) {
        const auto* parcel = item.if_object();
        const auto* results = parcel ? array_at(*parcel, "trackResults") : nullptr;
        if (!results) continue;
        for (const auto& result : *results)
            if (const auto* r = result.if_object())
                fedex_result(*r, text_at(*parcel, "trackingNumber"), out);
    }
    return out;
}

Result<TrackAnswer> readers::np_shopping(std::string_view body) {
    auto value = parse(body);
    auto o = object_of(value);
    if (!o) return o.error();
    if (!(*o)->contains("result")) return wrong("result", "Not an answer of Nova Poshta Shopping.");
    TrackAnswer out;
    const auto waybill = text_at(**o, "waybill_number");
    const auto* history = array_at(**o, "tracking_history");
    if (!history) {
        out.problems.push_back({waybill, "not_found", true});
        return out;
    }
    for (const auto& item : *history) {
        const auto* h = item.if_object();
        if (!h) continue;
        TrackEvent e;
        e.waybill = waybill;
        e.code = text_at(*h, "code");
        const auto seconds = text_at(*h, "date");
        if (e.code.empty()) continue;
        if (!seconds.empty() && seconds.size() < 12 &&
            seconds.find_first_not_of("0123456789") == std::string::npos)
            e.at = from_ms(std::stoll(seconds) * 1000);
        e.place = text_at(*h, "country");
        finish(Courier::np_shopping, e);
        out.events.push_back(std::move(e));
    }
    return out;
}

}  // namespace ol::logistics
