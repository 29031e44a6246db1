#pragma once
// Pure: what may be offered beside an order (R10), ranked by what other buyers took together. No
// clock, no database, integers only.
#include <boost/describe.hpp>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace ol::orders {

/// bought_together: in `together` past orders of this shop with goods of this order; same_series:
/// its article begins as one of the order's, and it is an accessory by its price.
enum class FitReason { bought_together, same_series };
BOOST_DESCRIBE_ENUM(FitReason, bought_together, same_series)

/// Why nothing is offered: the buyer complains; he refused twice; the order is no longer edited;
/// nothing fits.
enum class NoFit { none, complaint, refused_twice, state, nothing };
BOOST_DESCRIBE_ENUM(NoFit, none, complaint, refused_twice, state, nothing)

/// Goods that might fit, each article once. Money in minor units of the order's currency.
struct FitCandidate {
    std::string sku, name;
    std::int64_t price = 0;
    std::int64_t together = 0;  // past orders with both
    std::string with;           // the order's goods it was bought with most, or its series'
    /// Of the same series: the price up to which it is an accessory; 0 = it is of none.
    std::int64_t accessory_most = 0;
    std::int64_t available = 0;
};
struct FitAsk {
    std::set<std::string> in_order;  // articles
    std::set<std::string> declined;  // what this buyer refused before
    std::int64_t total = 0;          // of the order, minor units
    std::int64_t refusals = 0;       // of this buyer, lately
    bool complaint = false;
    bool editable = true;
};
struct RankedFit {
    std::string sku, name;
    std::int64_t price = 0, available = 0, together = 0;
    FitReason reason = FitReason::bought_together;
    std::string with;
    friend bool operator==(const RankedFit&, const RankedFit&) = default;
};
struct RankedFits {
    std::vector<RankedFit> fits;  // the best first
    NoFit why_not = NoFit::none;  // none when there are fits
};

inline constexpr std::size_t fits_max = 4;
inline constexpr std::int64_t together_min = 2;  // once is chance
inline constexpr std::int64_t refusals_max = 2;

/// Never: what is in the order, what he refused, what is not in stock, what costs more than the
/// whole order. More often together first, then accessories of a series, then the cheaper, then by
/// article.
RankedFits rank_fits(std::span<const FitCandidate> candidates, const FitAsk& ask);

/// "KET" of "KET-X2": what stands before the first separator; empty without one, or for a single
/// sign.
std::string series_of(std::string_view sku);
/// Up to half of the goods' price something of their series is an accessory, not another such.
constexpr std::int64_t accessory_most(std::int64_t price) { return price / 2; }

}  // namespace ol::orders
