#pragma once
// What fits to an order while it is taken or confirmed (R10): shown with its reason, added by one
// key, and what became of it is kept, so that a share and a sum are known by person and product.
// Pairs of past orders are counted once each, behind the journal: a card reads a few rows by index.
#include <functional>

#include "shop/orders/orders.hpp"
#include "shop/orders/upsell/fits.hpp"

namespace ol::orders {

using FitId = Id<struct FitTag>;

/// offered: stood on the card in a live talk; taken, refused: what the buyer said.
enum class FitState { offered, taken, refused };
BOOST_DESCRIBE_ENUM(FitState, offered, taken, refused)

struct Fit {
    std::string sku, name;
    Money price;
    std::int64_t available = 0;
    FitReason reason = FitReason::bought_together;
    std::int64_t together = 0;  // orders; 0 with same_series
    std::string with;           // name of the order's goods it goes with
};
BOOST_DESCRIBE_STRUCT(Fit, (), (sku, name, price, available, reason, together, with))
/// What was said about one thing in this order.
struct FitSaid {
    std::string sku, name;
    FitState state = FitState::offered;
    Money price;
};
BOOST_DESCRIBE_STRUCT(FitSaid, (), (sku, name, state, price))
struct FitCard {
    std::vector<Fit> items;  // the best first
    NoFit why_not = NoFit::none;
    std::vector<FitSaid> said;  // taken and refused
};
BOOST_DESCRIBE_STRUCT(FitCard, (), (items, why_not, said))

/// These stood before the operator while the buyer was there.
struct FitsShown {
    std::vector<std::string> skus;
    std::optional<ContactId> contact_id;
};
BOOST_DESCRIBE_STRUCT(FitsShown, (), (skus, contact_id))
/// If-Match: the order's version.
struct FitAnswer {
    std::string sku;
    FitState result = FitState::taken;  // taken or refused
    std::optional<ContactId> contact_id;
};
BOOST_DESCRIBE_STRUCT(FitAnswer, (), (sku, result, contact_id))

/// By person and article, in [from, to) of the time of the offer.
struct FitCount {
    std::optional<PersonId> person;
    std::string person_name, sku, name;
    std::int64_t offered = 0, taken = 0, refused = 0;  // offered: all of them
    std::vector<Money> sum;                            // of what was taken, by currency
};
BOOST_DESCRIBE_STRUCT(FitCount, (), (person, person_name, sku, name, offered, taken, refused, sum))
struct FitFigures {
    std::vector<FitCount> people, goods;  // each sorted by what was taken, the most first
};
BOOST_DESCRIBE_STRUCT(FitFigures, (), (people, goods))

struct UpsellDeps {
    db::Database& db;
    IdSource& ids;
    const Clock& clock;
    Orders& orders;
    const catalogue::Catalogue& catalogue;
    promises::PersonName person_name;                        // may be empty
    std::function<std::string(ShopId)> language;             // of names; may be empty
    std::function<bool(db::Conn&, const Order&)> complains;  // may be empty: nobody does
};

inline constexpr Ms refusals_within{180LL * 86'400'000};
inline constexpr std::size_t counted_goods_max = 20;  // articles of one order that are paired
inline constexpr std::int64_t candidates_max = 24;

class Upsell {
public:
    explicit Upsell(UpsellDeps deps) : d_(std::move(deps)) {}
    /// Pairs and series follow the journal from now on, on its own thread.
    void follow();
    /// Each order once, when its goods have left; each product when it is new or changed.
    Result<> count(std::span<const db::JournalRow> rows) const;

    /// orders.unknown
    Result<FitCard> card(db::Conn& c, OrderId order, Time now) const;
    /// What fits now is noted as offered, once for each article. orders.unknown
    Result<> shown(db::Tx& tx, OrderId order, const FitsShown& in, PersonId by) const;
    /// Taken: one piece comes into the order for its listed price, in the same transaction.
    /// orders.fit (nothing of that article fits), orders.version_conflict, and what an edit refuses
    Result<> answer(db::Tx& tx, OrderId order, std::int64_t version, const FitAnswer& in,
                    PersonId by) const;
    FitFigures figures(db::Conn& c, Time from, Time to, const std::set<std::int64_t>& shops) const;
    const UpsellDeps& deps() const { return d_; }

private:
    void count_order(db::Tx& tx, OrderId order) const;
    void count_product(db::Tx& tx, catalogue::ProductId product) const;
    RankedFits ranked(db::Conn& c, const Order& order, Time now) const;
    std::vector<FitCandidate> candidates(db::Conn& c, const Order& order) const;
    void note(db::Tx& tx, const Order& order, const RankedFit& fit, ContactId contact,
              PersonId by) const;
    UpsellDeps d_;
};

std::span<const db::Migration> upsell_migrations();
void add_upsell_routes(http::Router& router, Upsell& upsell);

}  // namespace ol::orders
