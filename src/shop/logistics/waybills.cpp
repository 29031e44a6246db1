// Nova Poshta's InternetDocument and CDEK's orders, in their own words; Ukrposhta's stand apart.
#include "shop/logistics/waybills.hpp"

#include <algorithm>

#include "shop/logistics/couriers/json_walk.hpp"
#include "shop/logistics/ukrposhta.hpp"

namespace ol::logistics {

std::vector<std::string> differing(const WaybillFields& waybill, const WaybillFields& order) {
    std::vector<std::string> out;
    const auto add = [&out](std::string_view name, bool same) {
        if (!same) out.emplace_back(name);
    };
    add("recipient", waybill.recipient == order.recipient);
    add("phone", waybill.phone == order.phone);
    add("city", waybill.city == order.city);
    add("address", waybill.address == order.address);
    add("service", waybill.service == order.service);
    add("total", waybill.total == order.total);
    add("cod", waybill.cod == order.cod);
    add("point", waybill.point == order.point);
    return out;
}

namespace waybills {
namespace {

using walk::bj::object;

/// `{"a":1}` and `"b":2` make `{"a":1,"b":2`: the object is left open.
std::string opened(std::string_view sender) {
    std::string out(sender);
    if (out.empty()) out = "{}";
    out.pop_back();
    if (out.size() > 1) out += ",";
    return out;
}

std::string pair(std::string_view name, std::string_view value) {
    return json::quote(name) + ":" + json::quote(value);
}

std::string_view novaposhta_service(const WaybillFields& f) {
    if (f.service == "door") return "WarehouseDoors";
    return f.service == "locker" ? "WarehousePostomat" : "WarehouseWarehouse";
}

std::string novaposhta_fields(std::string_view sender, const WaybillFields& f,
                              std::string_view ours, std::string_view ref) {
    std::string out = opened(sender);
    if (!ref.empty()) out += pair("Ref", ref) + ",";
    out += R"("NewAddress":"1","RecipientType":"PrivatePerson",)" +
           pair("InfoRegClientBarcodes", ours) + "," + pair("RecipientName", f.recipient) + "," +
           pair("RecipientsPhone", f.phone) + "," + pair("RecipientCityName", f.city) + "," +
           // A point is told by its number, in the region of its city.
           (f.point.empty()
                ? pair("RecipientAddressName", f.address)
                : pair("RecipientArea", f.region) + "," + pair("RecipientAddressName", f.point)) +
           "," + pair("ServiceType", novaposhta_service(f)) + "," +
           pair("Cost", to_decimal(f.total)) + "," + pair("Description", f.order_number);
    if (f.cod.minor > 0) out += "," + pair("AfterpaymentOnGoodsCost", to_decimal(f.cod));
    return out + "}";
}

/// One package of the whole order: its weight is among the sender's references.
std::string cdek_fields(std::string_view sender, const WaybillFields& f, std::string_view ours,
                        std::string_view ref) {
    std::string out = opened(sender);
    if (!ref.empty()) out += pair("uuid", ref) + ",";
    out += pair("number", ours) + R"(,"recipient":{)" + pair("name", f.recipient) +
           R"(,"phones":[{)" + pair("number", f.phone) + R"(}]},"to_location":{)" +
           pair("city", f.city) + "," + pair("address", f.address) + R"(},"comment":)" +
           json::quote(f.order_number);
    if (f.cod.minor > 0) out += R"(,"delivery_recipient_cost":{"value":)" + to_decimal(f.cod) + "}";
    return out + "}";
}

/// The state of the newest request of that kind: ACCEPTED, WAITING, SUCCESSFUL, INVALID.
std::string state_of(const object& answer, std::string& code) {
    std::string state;
    if (const auto* requests = walk::array_at(answer, "requests"))
        for (const auto& item : *requests)
            if (const auto* r = item.if_object()) {
                state = walk::text_at(*r, "state");
                if (const auto* errors = walk::array_at(*r, "errors"))
                    for (const auto& e : *errors)
                        if (const auto* error = e.if_object()) code = walk::text_at(*error, "code");
                if (state == "INVALID") return state;
            }
    return state;
}

Error refusal(std::string code) {
    Error e = conflict("logistics.refused", "The courier refused the request.");
    if (!code.empty()) e.params.emplace_back("code", std::move(code));
    return e;
}

Looked found_cdek(const http::ClientResponse& answer) {
    Looked out;
    const auto value = walk::parse(answer.body);
    const auto* o = value ? value->if_object() : nullptr;
    if (!o) return out;
    std::string code;
    const auto state = state_of(*o, code);
    const auto* entity = walk::object_at(*o, "entity");
    if (answer.status == 400 || answer.status == 404) {
        out.found = Found::nowhere;
        return out;
    }
    if (answer.status != 200) return out;
    if (const auto* requests = walk::array_at(*o, "requests"))
        for (const auto& item : *requests)
            if (const auto* r = item.if_object(); r && walk::text_at(*r, "type") == "DELETE" &&
                                                  walk::text_at(*r, "state") == "SUCCESSFUL")
                return {Found::nowhere, {}, {}};
    if (entity)
        out.waybill = {walk::text_at(*entity, "uuid"), walk::text_at(*entity, "cdek_number")};
    if (state == "INVALID")
        out.found = Found::refused;
    else if (out.waybill.number.empty())
        out.found = Found::pending;
    else
        out.found = Found::there;
    return out;
}

Looked found_novaposhta(const http::ClientResponse& answer, std::string_view ours) {
    Looked out;
    if (answer.status != 200) return out;
    const auto list = read_waybill_list(answer.body);
    if (!list) return out;
    const auto it = std::ranges::find(*list, ours, &ListedWaybill::our_reference);
    out.found = it == list->end() ? Found::nowhere : Found::there;
    if (it != list->end()) out.waybill = it->waybill;
    for (const auto& listed : *list)
        if (listed.our_reference.empty()) out.strangers.push_back(listed.waybill.number);
    return out;
}

}  // namespace

std::string our_reference(std::int64_t shipment) { return "OL" + std::to_string(shipment); }

http::ClientRequest write(const Access& a, const Token& token, std::string_view sender,
                          const WaybillFields& fields, const Recipient& to,
                          std::string_view our_reference, std::string_view ref) {
    if (a.courier == Courier::ukrposhta)
        return ukrposhta::write(a, sender, fields, to, our_reference, ref);
    if (a.courier == Courier::cdek)
        return asking::cdek(a, ref.empty() ? http::Method::post : http::Method::patch, "/v2/orders",
                            token, cdek_fields(sender, fields, our_reference, ref));
    return asking::novaposhta(a, "InternetDocument", ref.empty() ? "save" : "update",
                              novaposhta_fields(sender, fields, our_reference, ref));
}

http::ClientRequest cancel(const Access& a, const Token& token, std::string_view ref) {
    if (a.courier == Courier::ukrposhta) return ukrposhta::cancel(a, ref);
    if (a.courier == Courier::cdek)
        return asking::cdek(a, http::Method::del, "/v2/orders/" + std::string(ref), token);
    return asking::novaposhta(a, "InternetDocument", "delete",
                              R"({"DocumentRefs":[)" + json::quote(ref) + "]}");
}

http::ClientRequest find(const Access& a, const Token& token, std::string_view sender,
                         std::string_view our_reference, std::string_view ref, Time from, Time to) {
    if (a.courier == Courier::ukrposhta) return ukrposhta::find(a, sender, ref);
    if (a.courier == Courier::cdek) {
        const auto path = ref.empty() ? "/v2/orders?im_number=" + std::string(our_reference)
                                      : "/v2/orders/" + std::string(ref);
        return asking::cdek(a, http::Method::get, path, token);
    }
    return asking::novaposhta(a, "InternetDocument", "getDocumentList",
                              R"({"GetFullList":"1","DateTimeFrom":")" + asking::day_text(from) +
                                  R"(","DateTimeTo":")" + asking::day_text(to) + R"("})");
}

std::optional<http::ClientRequest> label(const Access& a, const Waybill& w) {
    if (!prints(a.courier) || w.number.empty()) return std::nullopt;
    if (a.courier == Courier::ukrposhta) return ukrposhta::label(a, w.number);
    // Printing has an address of its own; a courier that is set elsewhere is asked there.
    const bool usual = a.url.find("//api.novaposhta.ua") != std::string::npos;
    const auto host_end = a.url.find('/', a.url.find("//") + 2);
    http::ClientRequest r;
    r.url = (usual ? "https://my.novaposhta.ua" : a.url.substr(0, host_end)) +
            "/orders/printMarking100x100/orders[]/" + w.number + "/type/pdf/apiKey/" + a.key;
    r.allow_private = a.allow_private;
    return r;
}

http::ClientRequest sheet(const Access& a, const std::vector<std::string>& refs) {
    std::string list;
    for (const auto& ref : refs) list += (list.empty() ? "" : ",") + json::quote(ref);
    return asking::novaposhta(a, "ScanSheet", "insertDocuments",
                              R"({"DocumentRefs":[)" + list + "]}");
}

Result<Written> read_written(Courier courier, const http::ClientResponse& answer) {
    if (courier == Courier::ukrposhta) return ukrposhta::read_written(answer);
    const auto& body = answer.body;
    if (courier != Courier::cdek) {
        auto made = read_waybill(body);
        if (!made) return made.error();
        return Written{true, std::move(*made)};
    }
    const auto value = walk::parse(body);
    if (!value) return value.error();
    const auto* o = value->if_object();
    const auto* entity = o ? walk::object_at(*o, "entity") : nullptr;
    if (!o) return walk::wrong("body", "The courier's answer is not an object.");
    std::string code;
    if (state_of(*o, code) == "INVALID") return refusal(code);
    if (!entity) return walk::wrong("entity", "The courier's answer names no order.");
    Waybill w{walk::text_at(*entity, "uuid"), walk::text_at(*entity, "cdek_number")};
    if (w.ref.empty()) return walk::wrong("entity.uuid", "The courier's answer names no order.");
    return Written{!w.number.empty(), std::move(w)};
}

Result<> read_cancelled(Courier courier, const http::ClientResponse& answer) {
    if (courier == Courier::ukrposhta) return ukrposhta::read_cancelled(answer);
    const auto& body = answer.body;
    const auto value = walk::parse(body);
    if (!value) return value.error();
    const auto* o = value->if_object();
    if (!o) return walk::wrong("body", "The courier's answer is not an object.");
    std::string code;
    if (courier == Courier::cdek) {
        if (state_of(*o, code) == "INVALID") return refusal(code);
        return {};
    }
    const auto list = read_waybill_list(body);
    return list ? Result<>{} : Result<>(list.error());
}

Looked read_found(Courier courier, const http::ClientResponse& answer,
                  std::string_view our_reference, Time from) {
    if (courier == Courier::ukrposhta) return ukrposhta::read_found(answer, our_reference, from);
    return courier == Courier::cdek ? found_cdek(answer) : found_novaposhta(answer, our_reference);
}

Result<Waybill> read_sheet(std::string_view body) {
    auto list = walk::parse(body);
    if (!list) return list.error();
    if (auto ok = read_waybill_list(body); !ok) return ok.error();
    const auto* data = walk::array_at(list->as_object(), "data");
    const auto* first = data && data->size() == 1 ? (*data)[0].if_object() : nullptr;
    if (!first) return walk::wrong("data", "Exactly one register was expected.");
    return Waybill{walk::text_at(*first, "Ref"), walk::text_at(*first, "Number")};
}

}  // namespace waybills
}  // namespace ol::logistics
