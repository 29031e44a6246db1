// What an erasure would take of one buyer.
#include <map>

#include "platform/base/crypto.hpp"
#include "shop/customers/kept/file.hpp"
#include "shop/customers/kept/merging.hpp"

namespace ol::customers {
namespace {

/// Who looks at him is written down each time: it would change the plan that is being looked at.
bool counts_for_plan(const KeptTable& t) { return t.name != "pii_view" && !t.words.empty(); }

}  // namespace

ErasurePlan plan_of(db::Conn& c, const KeptTables& tables, CustomerId id) {
    auto cards = merged_cards(c, id);
    cards.insert(cards.begin(), id);
    ErasurePlan out;
    std::string all;
    for (const auto& t : tables.all()) {
        if (t.his.empty() || !counts_for_plan(t)) continue;
        std::int64_t rows = 0;
        for (const auto card : cards)
            rows +=
                c.query("select count(*) from " + std::string(t.name) + " where " + tables.his(t),
                        card)
                    .i64(0, 0);
        all += std::string(t.name) + "=" + std::to_string(rows) + ";";
        if (rows > 0) out.goes.push_back({std::string(t.what), rows});
    }
    for (const auto card : cards) all += std::to_string(card.value) + ";";
    out.plan = crypto::hex(crypto::sha256(all)).substr(0, 16);
    return out;
}

}  // namespace ol::customers
