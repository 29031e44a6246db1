// Nova Poshta API v2: HTTP 200 also on errors, types that wander, three date forms in one record.
#include <array>

#include "platform/base/json.hpp"
#include "platform/base/text.hpp"
#include "shop/logistics/couriers/json_walk.hpp"
#include "shop/logistics/couriers/readers.hpp"

namespace ol::logistics {
namespace {

using namespace walk;

/// Up to six whole numbers in the order in which they stand, and what parts the first two.
struct Numbers {
    std::array<int, 6> value{};
    std::array<int, 6> digits{};
    std::size_t count = 0;
    char first_gap = 0;
};

std::optional<Numbers> numbers_in(std::string_view text) {
    Numbers n;
    bool inside = false;
    for (const char c : text) {
        const bool digit = c >= '0' && c <= '9';
        if (digit && !inside && n.count == n.value.size()) return std::nullopt;
        if (digit) {
            if (!inside) ++n.count;
            auto& v = n.value[n.count - 1];
            v = v * 10 + (c - '0');
            if (++n.digits[n.count - 1] > 4) return std::nullopt;
        } else if (c != '-' && c != '.' && c != ':' && c != ' ' && c != 'T') {
            return std::nullopt;
        } else if (n.count == 1 && !n.first_gap) {
            n.first_gap = c;
        }
        inside = digit;
    }
    return n.count >= 3 ? std::optional(n) : std::nullopt;
}

/// success=false stands in an answer of HTTP 200: the codes say why.
Result<const bj::array*> data_of(const bj::object& o) {
    const auto* data = array_at(o, "data");
    if (!o.contains("success") || !data)
        return wrong("success", "Not an answer of this courier: success and data are missing.");
    if (flag_at(o, "success")) return data;
    Error e = conflict("logistics.refused", "The courier refused the request.");
    if (const auto* codes = array_at(o, "errorCodes"))
        for (const auto& code : *codes) e.params.emplace_back("code", text_of(&code));
    return e;
}

std::optional<Time> time_of(const bj::object& o) {
    for (const auto* key : {"TrackingUpdateDate", "ActualDeliveryDate", "RecipientDateTime",
                            "DateScan", "DateCreated"})
        if (auto t = novaposhta::read_time(text_at(o, key))) return t;
    return std::nullopt;
}

void read_document(const bj::object& o, TrackAnswer& out) {
    TrackEvent e;
    e.waybill = text_at(o, "Number");
    e.code = text_at(o, "StatusCode");
    if (e.waybill.empty()) return;
    if (e.code.empty() || e.code == "3") {  // also a fresh waybill that is not indexed yet
        out.problems.push_back({e.waybill, e.code.empty() ? "no_status" : "3", true});
        return;
    }
    e.status = status_of(Courier::novaposhta, e.code).value_or(Status::unknown);
    e.reason = text_at(o, "UndeliveryReasonsSubtypeDescription").empty() ? "" : "told";
    e.at = time_of(o);
    e.place = text_at(o, "CityRecipient");
    e.next_waybill = text_at(o, "LastCreatedOnTheBasisNumber");
    e.fault = fault_of(Courier::novaposhta, e.code, e.reason);
    e.due_at = novaposhta::read_time(text_at(o, "ScheduledDeliveryDate"));
    out.events.push_back(std::move(e));
}

}  // namespace

std::optional<Time> novaposhta::read_time(std::string_view text) {
    const auto n = numbers_in(text);
    if (!n) return std::nullopt;
    LocalTime t{};
    const auto& v = n->value;
    const bool hour_first = n->first_gap == ':' && n->count == 5;  // "15:16 08.03.2022"
    if (hour_first) {
        t = {v[4], v[3], v[2], v[0], v[1], 0};
    } else if (n->first_gap == ':') {
        return std::nullopt;
    } else {
        const bool year_first = n->digits[0] == 4;
        t = {v[year_first ? 0 : 2], v[1], v[year_first ? 2 : 0], v[3], v[4], 0};
    }
    if (t.year < 2000 || t.year > 2100 || t.month < 1 || t.month > 12 || t.day < 1 || t.day > 31 ||
        t.hour > 23 || t.minute > 59 || v[5] > 59)
        return std::nullopt;
    auto at = from_local(t, "Europe/Kyiv");
    if (!at) return std::nullopt;
    return *at + Ms{hour_first ? 0 : v[5] * 1000};
}

Result<TrackAnswer> readers::novaposhta(std::string_view body) {
    auto value = parse(body);
    if (!value) return value.error();
    const auto* o = value->if_object();
    if (!o) return wrong("body", "The courier's answer is not an object.");
    auto data = data_of(*o);
    if (!data) return data.error();
    TrackAnswer out;
    for (const auto& item : **data)
        if (const auto* document = item.if_object()) read_document(*document, out);
    return out;
}

Result<Waybill> read_waybill(std::string_view body) {
    auto value = parse(body);
    if (!value) return value.error();
    const auto* o = value->if_object();
    if (!o) return wrong("body", "The courier's answer is not an object.");
    auto data = data_of(*o);
    if (!data) return data.error();
    const auto* first = (*data)->size() == 1 ? (**data)[0].if_object() : nullptr;
    if (!first) return wrong("data", "Exactly one waybill was expected.");
    Waybill w{text_at(*first, "Ref"), text_at(*first, "IntDocNumber")};
    if (w.number.empty()) return wrong("data[0].IntDocNumber", "The waybill has no number.");
    return w;
}

Result<std::vector<ListedWaybill>> read_waybill_list(std::string_view body) {
    auto value = parse(body);
    if (!value) return value.error();
    const auto* o = value->if_object();
    if (!o) return wrong("body", "The courier's answer is not an object.");
    auto data = data_of(*o);
    if (!data) return data.error();
    std::vector<ListedWaybill> out;
    for (const auto& item : **data)
        if (const auto* d = item.if_object())
            out.push_back({{text_at(*d, "Ref"), text_at(*d, "IntDocNumber")},
                           text_at(*d, "InfoRegClientBarcodes")});
    return out;
}

std::string tracking_properties(const std::vector<std::string>& waybills) {
    std::string documents;
    for (const auto& number : waybills)
        documents +=
            (documents.empty() ? "" : ",") + ("{\"DocumentNumber\":" + json::quote(number) + "}");
    return R"({"Documents":[)" + documents + "]}";
}

}  // namespace ol::logistics
