#include "shop/customers/kept/tables.hpp"

#include "platform/base/text.hpp"

namespace ol::customers {
namespace {

constexpr std::string_view his_own = "customer_id = ?1";

constexpr KeptTable own_tables[] = {
    {.name = "customer",
     .what = "card",
     .his = "id = ?1",
     .words = "name, name_folded, notes",
     .codes = "language, tz, kind",
     .hidden = "name_folded",
     .why = "a merge chooses among the two cards"},
    {.name = "customer_words",
     .what = "card",
     .why = "parts of a name he is found by, taken out with it"},
    {.name = "customer_identity",
     .what = "identities",
     .his = his_own,
     .words = "value, reversed",
     .codes = "kind",
     .hidden = "reversed",
     .key = "id",
     .once = "kind, value"},
    {.name = "customer_address",
     .what = "addresses",
     .his = his_own,
     .words = "line, city, region, postcode",
     .key = "id",
     .once = "line, city"},
    {.name = "customer_trusted",
     .what = "trusted",
     .his = his_own,
     .words = "name, relation, phone",
     .key = "id",
     .once = "name, phone"},
    {.name = "customer_do_not_call",
     .what = "wishes",
     .his = his_own,
     .words = "reason",
     .key = "id"},
    {.name = "customer_shop", .what = "shops", .his = his_own, .key = "shop_id", .once = "shop_id"},
    {.name = "pii_view",
     .what = "views",
     .his = his_own,
     .words = "reason",
     .codes = "field",
     .why = "whose card was seen stays true"},
    {.name = "buyer_look",
     .what = "looks",
     .his = his_own,
     .codes = "purpose",
     .why = "ends by itself within two minutes"},
    {.name = "buyer_lock",
     .what = "looks",
     .his = his_own,
     .codes = "purpose",
     .why = "ends by itself within two minutes"},
    {.name = "buyer_point",
     .what = "points",
     .his = his_own,
     .words = "words",
     .codes = "purpose",
     .key = "id"},
    {.name = "buyer_effort",
     .what = "efforts",
     .his = his_own,
     .codes = "purpose, channel",
     .key = "fact_seq"},
    {.name = "contact_ledger",
     .what = "contact_decisions",
     .his = his_own,
     .codes = "purpose, channel, outcome, because, why, door",
     .key = "id"},
    {.name = "contact_stop",
     .what = "wishes",
     .his = his_own,
     .words = "proof",
     .codes = "scope, source, ended_source",
     .key = "id"},
    {.name = "contact_consent",
     .what = "consents",
     .his = his_own,
     .words = "proof",
     .codes = "purpose, channel, wording, language, source, withdrawn_source",
     .key = "id"},
    {.name = "buyer_erasure",
     .what = "erasure",
     .his = his_own,
     .codes = "reason",
     .why = "which card was erased stays true"},
    {.name = "buyer_merge",
     .what = "merges",
     .his = "kept_id = ?1 or gone_id = ?1",
     .words = "before_box, reason",
     .hidden = "before_box",
     .why = "says itself who was merged"},
    {.name = "buyer_merge_row",
     .what = "merges",
     .codes = "table_name",
     .why = "ids of what a merge moved; nothing of the buyer"},
    {.name = "buyer_apart",
     .what = "merges",
     .his = "low_id = ?1 or high_id = ?1",
     .why = "names two cards that are two people"},
};

constexpr KeptSet own_sets[] = {
    {"phones", "(select value from customer_identity where customer_id = ?1 and kind = 'phone')"},
    {"emails", "(select value from customer_identity where customer_id = ?1 and kind = 'email')"}};

}  // namespace

KeptTables::KeptTables(std::span<const KeptRoom> rooms) {
    for (const auto& room : rooms) {
        tables_.insert(tables_.end(), room.tables.begin(), room.tables.end());
        sets_.insert(sets_.end(), room.sets.begin(), room.sets.end());
    }
}

std::string KeptTables::his(const KeptTable& table) const {
    std::string out(table.his);
    // A set may name another one: parcels are those of orders.
    for (auto at = out.find('$'); at != std::string::npos; at = out.find('$')) {
        const auto end = out.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", at + 1);
        const auto name = out.substr(at + 1, end == std::string::npos ? end : end - at - 1);
        std::string_view sql = "(select id from customer where id < 0)";  // no room has it: nothing
        for (const auto& set : sets_)
            if (set.name == name) sql = set.sql;
        out.replace(at, name.size() + 1, sql);
    }
    return out;
}

std::vector<std::string> columns_of(std::string_view list) {
    std::vector<std::string> out;
    for (const auto& part : split(list, ','))
        if (const auto name = trim(part); !name.empty()) out.emplace_back(name);
    return out;
}

KeptRoom kept_tables() { return {own_tables, own_sets}; }

}  // namespace ol::customers
