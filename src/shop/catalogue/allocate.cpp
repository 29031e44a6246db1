// Who gets what is short: the oldest promise first (story 8).
#include <algorithm>
#include <tuple>

#include "shop/catalogue/catalogue.hpp"

namespace ol::catalogue {

Allocation allocate(std::map<ProductId, std::int64_t> free, std::vector<Claim> claims) {
    std::ranges::sort(claims, [](const Claim& a, const Claim& b) {
        return std::tie(a.promised, a.placed, a.order) < std::tie(b.promised, b.placed, b.order);
    });
    Allocation out;
    for (const Claim& claim : claims) {
        std::map<ProductId, std::int64_t> wanted;  // two lines of one product are one want
        for (const Want& w : claim.wants) {
            auto& sum = wanted[w.product];
            if (__builtin_add_overflow(sum, std::max<std::int64_t>(0, w.quantity), &sum))
                sum = stock_max;
        }
        Shortage shortage{claim.order, {}};
        for (const auto& [product, quantity] : wanted)
            if (const auto there = free.find(product);
                there != free.end() && there->second < quantity)
                shortage.missing.push_back({product, quantity - there->second});
        if (!shortage.missing.empty()) {
            out.held.push_back(std::move(shortage));
            continue;
        }
        for (const auto& [product, quantity] : wanted)
            if (const auto there = free.find(product); there != free.end())
                there->second -= quantity;
        out.served.push_back(claim.order);
    }
    return out;
}

}  // namespace ol::catalogue
