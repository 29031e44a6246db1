// Stock by place: counted, reserved, given back, sent out. Every change leaves a movement.
#include <algorithm>

#include "platform/base/names.hpp"
#include "platform/base/text.hpp"
#include "shop/catalogue/catalogue.hpp"

namespace ol::catalogue {

void Catalogue::move_stock(db::Tx& tx, ProductId product, PlaceId place, std::string_view kind,
                           std::int64_t quantity, OrderId order, PersonId by,
                           std::string_view reason) const {
    tx.exec(
        R"(insert into stock_movement (id, product_id, place_id, kind, quantity, order_id,
        person_id, reason, at) values (?1,?2,?3,?4,?5,?6,?7,?8,?9))",
        d_.ids.next(), product, place, kind, quantity, order, by, reason, tx.now);
}

Result<PlaceId> Catalogue::place(db::Tx& tx, ShopId shop, std::string_view name,
                                 PlaceKind kind) const {
    const auto clean = trim(name);
    if (!shop) return invalid("catalogue.shop", "shop_id", "Say which shop's place it is.");
    if (clean.empty() || utf8_length(clean) > sku_max || !plain_line(clean))
        return invalid("catalogue.place", "name", "A place has a name of at most 100 characters.");
    const auto known =
        tx.query("select id from stock_place where shop_id = ?1 and name = ?2", shop, clean);
    if (!known.empty()) return PlaceId{known.i64(0, 0)};
    const auto id = d_.ids.next_id<PlaceId>();
    tx.exec("insert into stock_place (id, shop_id, name, kind) values (?1,?2,?3,?4)", id, shop,
            clean, kind);
    return id;
}

Result<> Catalogue::set_stock(db::Tx& tx, ProductId product, PlaceId place, std::int64_t quantity,
                              Says says, PersonId by, std::string_view reason) const {
    if (quantity > stock_max || quantity < -stock_max)
        return invalid("catalogue.quantity", "quantity", "That many of one thing cannot be.");
    const auto both = tx.query(
        "select p.shop_id, s.shop_id from product p, stock_place s where p.id = ?1 and s.id = ?2",
        product, place);
    if (both.empty() || both.i64(0, 0) != both.i64(0, 1))
        return not_found("catalogue.unknown", "No such product or place in one shop.");
    const auto now =
        tx.query("select on_hand, reserved from stock where product_id = ?1 and place_id = ?2",
                 product, place);
    const std::int64_t was = now.empty() ? 0 : now.i64(0, 0);
    const std::int64_t reserved = now.empty() ? 0 : now.i64(0, 1);
    const std::int64_t on_hand =
        std::max<std::int64_t>(0, says == Says::available ? quantity + reserved : quantity);
    if (!now.empty() && on_hand == was) return {};
    tx.exec(
        R"(insert into stock (product_id, place_id, on_hand, reserved) values (?1,?2,?3,0)
        on conflict (product_id, place_id) do update set on_hand = excluded.on_hand)",
        product, place, on_hand);
    move_stock(tx, product, place, "counted", on_hand - was, {}, by, reason);
    tx.journal({"stock.counted", product.value, by.value,
                "{\"place\":\"" + std::to_string(place.value) +
                    "\",\"delta\":" + std::to_string(on_hand - was) + "}"});
    return {};
}

std::map<ProductId, std::int64_t> Catalogue::free(db::Conn& c,
                                                  std::span<const ProductId> products) const {
    std::map<ProductId, std::int64_t> out;
    for (const ProductId id : products) {
        const auto kept =
            c.query("select 1 from product where id = ?1 and stock_kept = ?2 and backorders = ?3",
                    id, true, false);
        if (kept.empty()) continue;
        const auto r = c.query(
            R"(select s.on_hand - s.reserved from stock s join stock_place p on p.id = s.place_id
            where s.product_id = ?1 and p.kind in ('own','third_party'))",
            id);
        auto& sum = out[id];
        for (std::size_t i = 0; i < r.size(); ++i) sum += std::max<std::int64_t>(0, r.i64(i, 0));
    }
    return out;
}

Result<> Catalogue::reserve(db::Tx& tx, OrderId order, std::span<const Want> wants) const {
    release(tx, order);
    Claim claim{order, {}, {}, {wants.begin(), wants.end()}};
    std::vector<ProductId> products;
    for (const Want& w : wants) products.push_back(w.product);
    const auto there = free(tx.conn, products);
    const auto turn = allocate(there, {claim});
    if (!turn.held.empty()) {
        auto e = conflict("catalogue.short", "There is not enough of it; offer another or wait.");
        for (const Want& m : turn.held.front().missing) {
            e.params.emplace_back("product", std::to_string(m.product.value));
            e.params.emplace_back("missing", std::to_string(m.quantity));
        }
        return e;
    }
    std::map<ProductId, std::int64_t> left;
    for (const Want& w : wants)
        if (there.contains(w.product) && w.quantity > 0) left[w.product] += w.quantity;
    for (auto& [product, quantity] : left) {
        // The fullest place first, so that an order leaves from one place where it can.
        const auto r = tx.query(
            R"(select s.place_id, s.on_hand - s.reserved from stock s join stock_place p
            on p.id = s.place_id where s.product_id = ?1 and p.kind in ('own','third_party')
            and s.on_hand > s.reserved order by 2 desc, 1)",
            product);
        for (std::size_t i = 0; i < r.size() && quantity > 0; ++i) {
            const PlaceId place{r.i64(i, 0)};
            const std::int64_t some = std::min(quantity, r.i64(i, 1));
            const auto taken = tx.exec(
                "update stock set reserved = reserved + ?3 where product_id = ?1 and place_id = ?2 "
                "and on_hand - reserved >= ?3",
                product, place, some);
            if (taken != 1) continue;
            tx.exec(
                "insert into stock_reserved (order_id, product_id, place_id, quantity) values "
                "(?1,?2,?3,?4)",
                order, product, place, some);
            move_stock(tx, product, place, "reserved", some, order, {}, "");
            quantity -= some;
        }
        if (quantity > 0)
            return conflict("catalogue.short", "The goods went to another order meanwhile.");
    }
    return {};
}

std::vector<Reserved> Catalogue::reserved(db::Conn& c, OrderId order) const {
    const auto r = c.query(
        "select product_id, place_id, quantity from stock_reserved where order_id = ?1 order by "
        "product_id, place_id",
        order);
    std::vector<Reserved> out;
    for (std::size_t i = 0; i < r.size(); ++i)
        out.push_back({{r.i64(i, 0)}, {r.i64(i, 1)}, r.i64(i, 2)});
    return out;
}

void Catalogue::release(db::Tx& tx, OrderId order) const {
    for (const auto& r : reserved(tx.conn, order)) {
        tx.exec("update stock set reserved = reserved - ?3 where product_id = ?1 and place_id = ?2",
                r.product, r.place, r.quantity);
        move_stock(tx, r.product, r.place, "released", -r.quantity, order, {}, "");
    }
    tx.exec("delete from stock_reserved where order_id = ?1", order);
}

void Catalogue::move(db::Tx& tx, OrderId from, OrderId to) const {
    for (const auto& r : reserved(tx.conn, from)) {
        tx.exec(
            R"(insert into stock_reserved (order_id, product_id, place_id, quantity)
            values (?1,?2,?3,?4) on conflict (order_id, product_id, place_id)
            do update set quantity = stock_reserved.quantity + excluded.quantity)",
            to, r.product, r.place, r.quantity);
    }
    tx.exec("delete from stock_reserved where order_id = ?1", from);
}

void Catalogue::ship(db::Tx& tx, OrderId order) const {
    for (const auto& r : reserved(tx.conn, order)) {
        // More may have been counted away than lies reserved: then nothing is left, never less.
        tx.exec(
            R"(update stock set reserved = reserved - ?3,
            on_hand = case when on_hand > ?3 then on_hand - ?3 else 0 end
            where product_id = ?1 and place_id = ?2)",
            r.product, r.place, r.quantity);
        move_stock(tx, r.product, r.place, "shipped", -r.quantity, order, {}, "");
    }
    tx.exec("delete from stock_reserved where order_id = ?1", order);
}

}  // namespace ol::catalogue
