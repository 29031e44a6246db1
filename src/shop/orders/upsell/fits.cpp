#include "shop/orders/upsell/fits.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

namespace ol::orders {
namespace {

std::optional<FitReason> reason_of(const FitCandidate& c) {
    if (c.together >= together_min) return FitReason::bought_together;
    if (c.accessory_most > 0 && c.price <= c.accessory_most) return FitReason::same_series;
    return {};
}

bool may_offer(const FitCandidate& c, const FitAsk& ask) {
    return !c.sku.empty() && c.available > 0 && c.price > 0 && c.price <= ask.total &&
           !ask.in_order.contains(c.sku) && !ask.declined.contains(c.sku);
}

NoFit barred(const FitAsk& ask) {
    if (!ask.editable) return NoFit::state;
    if (ask.complaint) return NoFit::complaint;
    return ask.refusals >= refusals_max ? NoFit::refused_twice : NoFit::none;
}

auto key_of(const RankedFit& f) {
    const bool counted = f.reason == FitReason::bought_together;
    return std::make_tuple(counted ? -f.together : 0, f.price, f.sku);
}

}  // namespace

RankedFits rank_fits(std::span<const FitCandidate> candidates, const FitAsk& ask) {
    RankedFits out{{}, barred(ask)};
    if (out.why_not != NoFit::none) return out;
    for (const auto& c : candidates) {
        const auto reason = reason_of(c);
        if (!reason || !may_offer(c, ask)) continue;
        out.fits.push_back({c.sku, c.name, c.price, c.available, c.together, *reason, c.with});
    }
    std::ranges::sort(out.fits, {}, key_of);
    if (out.fits.size() > fits_max) out.fits.resize(fits_max);
    if (out.fits.empty()) out.why_not = NoFit::nothing;
    return out;
}

std::string series_of(std::string_view sku) {
    const auto end = sku.find_first_of("-_./ ");
    if (end == std::string_view::npos || end < 2) return {};
    return std::string(sku.substr(0, end));
}

}  // namespace ol::orders
