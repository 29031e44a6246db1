// Products: idempotent by the store's key, found by any part of article or name.
#include "shop/catalogue/catalogue.hpp"

#include <algorithm>

#include "platform/base/json.hpp"
#include "platform/base/text.hpp"
#include "shop/catalogue/store.hpp"

namespace ol::catalogue {
namespace {

constexpr auto columns =
    "id, shop_id, origin, external_id, sku, names, currency, price, active, stock_kept, backorders,"
    " version from product ";

Result<> fits(const ProductIn& in) {
    if (!in.shop_id) return invalid("catalogue.shop", "shop_id", "Say which shop sells it.");
    if (in.origin.empty() || in.external_id.empty() || in.external_id.size() > sku_max)
        return invalid("catalogue.external_id", "external_id",
                       "A product carries its store's own number, at most 100 characters.");
    if (in.sku.size() > sku_max)
        return invalid("catalogue.sku", "sku", "An article has at most 100 characters.");
    const bool named =
        std::ranges::any_of(in.names, [](const auto& n) { return !trim(n.second).empty(); });
    if ((!named && in.sku.empty()) || in.names.size() > names_max)
        return invalid("catalogue.name", "names", "A product has a name or an article.");
    for (const auto& [language, name] : in.names)
        if (language.empty() || language.size() > 10 || utf8_length(name) > name_max ||
            !valid_utf8(name))
            return invalid("catalogue.name", "names." + language.substr(0, 10),
                           "A name has at most 400 characters.");
    if (in.price.minor < 0 || in.price.currency.size() != 3)
        return invalid("catalogue.price", "price", "A price has a currency and is not below zero.");
    return {};
}

std::string searched(const ProductIn& in) {
    std::string all = in.sku;
    for (const auto& [language, name] : in.names) all += " " + name;
    return fold(all);
}

CatalogueProduct read(const db::Rows& r, std::size_t i) {
    CatalogueProduct p;
    p.id = {r.i64(i, 0)};
    p.shop_id = {r.i64(i, 1)};
    p.origin = r.text(i, 2);
    p.external_id = r.text(i, 3);
    p.sku = r.text(i, 4);
    if (auto box = json::read<NamesBox>(r.text(i, 5))) p.names = std::move(box->names);
    p.price = {r.i64(i, 7), r.text(i, 6)};
    p.active = r.flag(i, 8);
    p.stock_kept = r.flag(i, 9);
    p.backorders = r.flag(i, 10);
    p.version = r.i64(i, 11);
    return p;
}

void read_stock(db::Conn& c, CatalogueProduct& p) {
    const auto r = c.query(
        "select s.place_id, p.name, p.kind, s.on_hand, s.reserved from stock s join stock_place p "
        "on p.id = s.place_id where s.product_id = ?1 order by s.place_id",
        p.id);
    for (std::size_t i = 0; i < r.size(); ++i) {
        const PlaceStock s{{r.i64(i, 0)},
                           r.text(i, 1),
                           from_name<PlaceKind>(r.text(i, 2)).value_or(PlaceKind::own),
                           r.i64(i, 3),
                           r.i64(i, 4)};
        if (sellable(s.kind)) p.available += s.on_hand - s.reserved;
        p.stock.push_back(s);
    }
    p.available = std::max<std::int64_t>(0, p.available);
}

std::string escaped(std::string_view s) {
    std::string out;
    for (const char ch : s) {
        if (ch == '%' || ch == '_' || ch == '\\') out += '\\';
        out += ch;
    }
    return out;
}

bool same(const CatalogueProduct& a, const ProductIn& b) {
    return a.shop_id == b.shop_id && a.sku == b.sku && a.names == b.names && a.price == b.price &&
           a.active == b.active && a.stock_kept == b.stock_kept && a.backorders == b.backorders;
}

std::string in_shops(std::span<const std::int64_t> shops, std::vector<db::Value>& args) {
    std::string in;
    for (const auto shop : shops) {
        args.emplace_back(shop);
        in += (in.empty() ? "?" : ",?") + std::to_string(args.size());
    }
    return in.empty() ? "" : " and shop_id in (" + in + ")";
}

}  // namespace

Result<Upserted> Catalogue::upsert(db::Tx& tx, const ProductIn& in) const {
    if (auto ok = fits(in); !ok) return ok.error();
    const auto names = json::write(NamesBox{in.names});
    const auto known = find(tx.conn, in.origin, in.external_id);
    if (!known) {
        const auto id = d_.ids.next_id<ProductId>();
        tx.exec(
            R"(insert into product (id, shop_id, origin, external_id, sku, names, currency, price,
            active, stock_kept, backorders, modified_at, changed_at, version)
            values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,1))",
            id, in.shop_id, in.origin, in.external_id, in.sku, names, in.price.currency,
            in.price.minor, in.active, in.stock_kept, in.backorders, in.modified_at, tx.now);
        tx.exec("insert into product_text (product_id, shop_id, searched) values (?1,?2,?3)", id,
                in.shop_id, searched(in));
        tx.journal({"product.created", id.value, 0});
        return Upserted{Upsert::created, id};
    }
    const auto r = tx.query("select modified_at from product where id = ?1", *known);
    const bool older = to_ms(in.modified_at) != 0 && to_ms(in.modified_at) < r.i64(0, 0);
    auto kept = product(tx.conn, *known);
    if (!kept) return kept.error();
    if (older || same(*kept, in)) return Upserted{Upsert::unchanged, *known};
    tx.exec(
        R"(update product set shop_id = ?2, sku = ?3, names = ?4, currency = ?5, price = ?6,
        active = ?7, stock_kept = ?8, backorders = ?9, modified_at = ?10, changed_at = ?11,
        version = version + 1 where id = ?1)",
        *known, in.shop_id, in.sku, names, in.price.currency, in.price.minor, in.active,
        in.stock_kept, in.backorders, in.modified_at, tx.now);
    tx.exec("update product_text set shop_id = ?2, searched = ?3 where product_id = ?1", *known,
            in.shop_id, searched(in));
    tx.journal({"product.changed", known->value, 0});
    return Upserted{Upsert::changed, *known};
}

std::optional<ProductId> Catalogue::find(db::Conn& c, std::string_view origin,
                                         std::string_view external_id) const {
    const auto r = c.query("select id from product where origin = ?1 and external_id = ?2", origin,
                           external_id);
    return r.empty() ? std::nullopt : std::optional(ProductId{r.i64(0, 0)});
}

std::optional<ProductId> Catalogue::by_sku(db::Conn& c, ShopId shop, std::string_view sku) const {
    if (sku.empty()) return std::nullopt;  // goods without an article are nobody in particular
    const auto r = c.query(
        "select id from product where shop_id = ?1 and sku = ?2 order by active desc, changed_at "
        "desc, id desc limit 1",
        shop, sku);
    return r.empty() ? std::nullopt : std::optional(ProductId{r.i64(0, 0)});
}

Result<CatalogueProduct> Catalogue::product(db::Conn& c, ProductId id) const {
    const auto r = c.query("select " + std::string(columns) + "where id = ?1", id);
    if (r.empty())
        return not_found("catalogue.unknown", "No such product; the list may be out of date.");
    auto p = read(r, 0);
    read_stock(c, p);
    return p;
}

CataloguePage Catalogue::search(db::Conn& c, std::span<const std::int64_t> shops,
                                std::string_view q, std::string_view cursor, int limit) const {
    constexpr std::size_t words_max = 6;  // each word is one more pass over a row's text
    std::vector<db::Value> args;
    std::string where = in_shops(shops, args);
    auto words = split(fold(q), ' ');
    words.resize(std::min(words.size(), words_max));
    for (const auto& word : words) {
        if (word.empty()) continue;
        args.emplace_back("%" + escaped(word) + "%");
        where += " and searched like ?" + std::to_string(args.size()) + R"( escape '\')";
    }
    if (!cursor.empty()) {
        args.emplace_back(std::strtoll(std::string(cursor).c_str(), nullptr, 10));
        where += " and product_id < ?" + std::to_string(args.size());
    }
    args.emplace_back(std::int64_t{limit} + 1);
    const auto r = c.run("select product_id from product_text where 1 = 1" + where +
                             " order by product_id desc limit ?" + std::to_string(args.size()),
                         args);
    CataloguePage page;
    for (std::size_t i = 0; i < r.size(); ++i)
        if (auto p = product(c, {r.i64(i, 0)})) page.items.push_back(std::move(*p));
    if (std::cmp_greater(page.items.size(), limit)) {
        page.items.pop_back();
        page.next = std::to_string(page.items.back().id.value);
    }
    return page;
}

std::vector<Place> Catalogue::places(db::Conn& c, std::span<const std::int64_t> shops) const {
    std::vector<db::Value> args;
    const auto where = in_shops(shops, args);
    const auto r = c.run(
        "select id, shop_id, name, kind from stock_place where 1 = 1" + where + " order by id",
        args);
    std::vector<Place> out;
    for (std::size_t i = 0; i < r.size(); ++i)
        out.push_back({{r.i64(i, 0)},
                       {r.i64(i, 1)},
                       r.text(i, 2),
                       from_name<PlaceKind>(r.text(i, 3)).value_or(PlaceKind::own)});
    return out;
}

}  // namespace ol::catalogue
