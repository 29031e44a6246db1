#include "insight/trade/types.hpp"
#include "platform/base/names.hpp"
#include "platform/base/text.hpp"

namespace ol::trade {
namespace {

using Query = std::map<std::string, std::string>;
constexpr std::size_t only_max = 8;

std::string field_of(const Query& q, const char* name) {
    const auto it = q.find(name);
    return it == q.end() ? std::string() : it->second;
}

/// "order_desk, deliveries": what a field may say.
template <class E, class Range>
std::string known(const Range& all) {
    std::string out;
    for (const E one : all) out += (out.empty() ? "" : ", ") + std::string(to_name(one));
    return out;
}

Result<Cut> cut_of(const Query& q, const Definition& d) {
    const std::string text = field_of(q, "by");
    if (text.empty()) return Cut::none;
    const auto cut = from_name<Cut>(text);
    for (const Cut one : d.cuts)
        if (cut == one) return one;
    return invalid("insight.unknown", "by",
                   "This report can be cut by: " + known<Cut>(d.cuts) + ".");
}

Result<> read_only(const std::string& text, TradeQuery& out) {
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto one = text.substr(at, end - at);
        const auto colon = one.find(':');
        const auto cut = from_name<Cut>(one.substr(0, colon));
        if (colon == std::string::npos || !cut || *cut == Cut::none)
            return invalid("insight.unknown", "only",
                           "Write each as cut:value, one a line, like \"source:csv\".");
        if (out.only.size() == only_max)
            return invalid("insight.unknown", "only", "At most eight filters at a time.");
        out.only.push_back({*cut, one.substr(colon + 1, 200)});
        at = end + 1;
    }
    return {};
}

}  // namespace

Result<TradeQuery> read_trade_query(const Query& query) {
    const auto table = from_name<Table>(field_of(query, "report"));
    if (!table) return invalid("insight.unknown", "report", "There is no such report.");
    // Period and step are those of every other report.
    Query days;
    for (const char* name : {"from", "to", "step"})
        if (const auto text = field_of(query, name); !text.empty()) days[name] = text;
    const auto period = insight::read_query(days);
    if (!period) return period.error();
    if (period->step == Step::hour)
        return invalid("insight.unknown", "step", "Choose one of none, day, week, month.");
    const auto by = cut_of(query, definition(*table));
    if (!by) return by.error();
    TradeQuery out{*table, period->from, period->to, period->step, *by, {}};
    if (auto ok = read_only(field_of(query, "only"), out); !ok) return ok.error();
    return out;
}

}  // namespace ol::trade
