// Meest, UPS and USPS answer in XML. Only tags and text are needed, so the scanner knows no
// entities beyond the five, no DTD and no attributes, and its depth is bounded.
#include <optional>

#include "platform/base/text.hpp"
#include "shop/logistics/couriers/json_walk.hpp"
#include "shop/logistics/couriers/readers.hpp"

namespace ol::logistics {
namespace {

struct Node {
    std::string_view name, text;  // the raw text between its tags
};

/// The elements directly inside `xml`, in order. nullopt: a tag that does not close.
std::optional<std::vector<Node>> children(std::string_view xml) {
    std::vector<Node> out;
    for (std::size_t at = 0; (at = xml.find('<', at)) != xml.npos;) {
        const auto end = xml.find('>', at);
        if (end == xml.npos) return std::nullopt;
        const auto tag = xml.substr(at + 1, end - at - 1);
        at = end + 1;
        if (tag.empty() || tag[0] == '?' || tag[0] == '!') continue;
        if (tag[0] == '/') return std::nullopt;
        const auto name = tag.substr(0, tag.find_first_of(" \t\r\n/"));
        if (tag.back() == '/') {
            out.push_back({name, {}});
            continue;
        }
        // Its own end: an element of the same name inside counts.
        std::size_t depth = 1, from = at;
        while (depth > 0) {
            const auto next = xml.find('<', from);
            const auto close = next == xml.npos ? next : xml.find('>', next);
            if (close == xml.npos) return std::nullopt;
            auto inner = xml.substr(next + 1, close - next - 1);
            const bool ends = inner.starts_with('/');
            if (ends) inner.remove_prefix(1);
            const bool same = inner.substr(0, inner.find_first_of(" \t\r\n/")) == name;
            if (same && ends && --depth == 0) out.push_back({name, xml.substr(at, next - at)});
            if (same && !ends && !inner.ends_with('/') && ++depth > 32) return std::nullopt;
            from = close + 1;
        }
        at = from;
    }
    return out;
}

std::string_view inside(std::string_view xml, std::string_view path) {
    for (const auto& step : split(path, '/')) {
        const auto nodes = children(xml);
        if (!nodes) return {};
        std::string_view found;
        for (const auto& n : *nodes)
            if (n.name == step) {
                found = n.text;
                break;
            }
        xml = found;
    }
    return xml;
}

std::string text_in(std::string_view xml, std::string_view path) {
    return to_valid_utf8(trim(inside(xml, path)).substr(0, 200));
}

/// "2016-06-25 15:05: 53": the blanks inside are the courier's.
std::optional<Time> meest_time(std::string_view text) {
    std::string clean;
    for (const char c : text)
        if (c != ' ' || clean.size() == 10) clean += c;
    return novaposhta::read_time(clean);
}

std::optional<Time> ups_time(const std::string& date, const std::string& time) {
    if (date.size() != 10 || time.size() != 8) return std::nullopt;
    auto at = parse_iso8601(date + "T" + time.substr(0, 2) + ":" + time.substr(3, 2) + ":" +
                            time.substr(6, 2) + "Z");
    return at ? std::optional(*at) : std::nullopt;
}

Error refused(std::string code) {
    Error e = conflict("logistics.refused", "The courier refused the request.");
    e.params.emplace_back("code", std::move(code));
    return e;
}

}  // namespace

Result<TrackAnswer> readers::meest(std::string_view body) {
    const auto top = children(body);
    if (!top || top->size() != 1 || top->front().name != "return")
        return walk::wrong("return", "Not an answer of Meest.");
    const auto inner = top->front().text;
    if (auto code = text_in(inner, "errors/code"); !code.empty() && code != "000")
        return refused(std::move(code));
    TrackAnswer out;
    const auto items = children(inside(inner, "result_table"));
    if (!items) return walk::wrong("result_table", "The table of the answer does not close.");
    for (const auto& item : *items) {
        TrackEvent e;
        e.waybill = text_in(item.text, "ShipmentNumberSender");
        e.code = text_in(item.text, "StatusCode");
        if (item.name != "items" || e.waybill.empty() || e.code.empty()) continue;
        e.at = meest_time(text_in(item.text, "DateTimeAction"));
        e.place = text_in(item.text, "City");
        e.status = status_of(Courier::meest, e.code).value_or(Status::unknown);
        out.events.push_back(std::move(e));
    }
    return out;
}

Result<TrackAnswer> readers::ups(std::string_view body) {
    const auto answer = inside(body, "TrackResponse");
    const auto ok = text_in(answer, "Response/ResponseStatusCode");
    if (ok.empty()) return walk::wrong("Response", "Not an answer of UPS.");
    if (ok != "1") return refused(text_in(answer, "Response/Error/ErrorCode"));
    TrackAnswer out;
    const auto package = inside(answer, "Shipment/Package");
    const auto nodes = children(package);
    if (!nodes) return walk::wrong("Shipment.Package", "The parcel of the answer does not close.");
    for (auto i = nodes->size(); i-- > 0;) {  // the newest stands first
        const auto& node = (*nodes)[i];
        if (node.name != "Activity") continue;
        TrackEvent e;
        e.waybill = text_in(package, "TrackingNumber");
        e.code = text_in(node.text, "Status/StatusType/Code");
        if (e.waybill.empty() || e.code.empty()) continue;
        e.reason = text_in(node.text, "Status/StatusCode/Code");
        e.at = ups_time(text_in(node.text, "GMTDate"), text_in(node.text, "GMTTime"));
        e.place = text_in(node.text, "ActivityLocation/Address/City");
        e.status = status_of(Courier::ups, e.code).value_or(Status::unknown);
        out.events.push_back(std::move(e));
    }
    return out;
}

Result<TrackAnswer> readers::usps(std::string_view body) {
    const auto top = children(body);
    if (!top || top->size() != 1 || top->front().name != "TrackResponse")
        return walk::wrong("TrackResponse", "Not an answer of USPS.");
    TrackAnswer out;
    const auto infos = children(top->front().text);
    if (!infos) return walk::wrong("TrackResponse", "The answer does not close.");
    for (const auto& info : *infos)  // the number stands in an attribute, which nobody needs here
        if (auto code = text_in(info.text, "Error/Number"); !code.empty())
            out.problems.push_back({"", std::move(code), true});
    return out;
}

Result<TrackAnswer> read_tracking(Courier courier, std::string_view body) {
    switch (courier) {
        case Courier::novaposhta: return readers::novaposhta(body);
        case Courier::ukrposhta: return readers::ukrposhta(body);
        case Courier::cdek: return readers::cdek(body);
        case Courier::sfexpress: return readers::sfexpress(body);
        case Courier::meest: return readers::meest(body);
        case Courier::fedex: return readers::fedex(body);
        case Courier::ups: return readers::ups(body);
        case Courier::usps: return readers::usps(body);
        case Courier::np_shopping: return readers::np_shopping(body);
    }
    return walk::wrong("courier", "No such courier.");
}

}  // namespace ol::logistics
