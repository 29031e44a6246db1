// SQL of merges, links and of who else ordered from one telephone.
#include <algorithm>

#include "platform/base/json.hpp"
#include "platform/base/names.hpp"
#include "shop/orders/store.hpp"

namespace ol::orders::store {

std::vector<catalogue::Want> wants(db::Conn& c, const catalogue::Catalogue& stock, const Order& o) {
    std::vector<catalogue::Want> out;
    for (const auto& l : o.lines)
        if (const auto product = stock.by_sku(c, o.shop_id, l.sku))
            out.push_back({*product, l.quantity});
    return out;
}

std::int64_t standing_merge(db::Conn& c, OrderId target) {
    const auto r = c.query(
        "select id from order_merge where target_id = ?1 and standing = ?2 order by id desc limit "
        "1",
        target, true);
    return r.empty() ? 0 : r.i64(0, 0);
}

std::optional<MergeRow> last_merge(db::Conn& c, OrderId target) {
    const auto id = standing_merge(c, target);
    if (id == 0) return std::nullopt;
    auto box = json::read<BeforeBox>(
        c.query("select before_box from order_merge where id = ?1", id).text(0, 0), 1 << 26);
    if (!box) return std::nullopt;
    return MergeRow{id, std::move(*box)};
}

void add_merge(db::Tx& tx, std::int64_t id, OrderId target, std::int64_t saved,
               const BeforeBox& before, PersonId by, ContactId contact) {
    tx.exec(
        R"(insert into order_merge (id, target_id, standing, saved, before_box, person_id,
        contact_id, at) values (?1,?2,?3,?4,?5,?6,?7,?8))",
        id, target, true, saved, json::write(before), by, contact, tx.now);
}

void undo_merge(db::Tx& tx, std::int64_t id) {
    // What was before holds a buyer's data; once undone nobody needs it.
    tx.exec("update order_merge set standing = ?2, before_box = '' where id = ?1", id, false);
    tx.exec("delete from order_link where merge_id = ?1", id);
}

void add_link(db::Tx& tx, std::int64_t id, std::string_view kind, OrderId order, OrderId other,
              std::int64_t merge_id) {
    tx.exec(
        "insert into order_link (id, kind, order_id, other_id, merge_id, at) values "
        "(?1,?2,?3,?4,?5,?6)",
        id, kind, order, other, merge_id, tx.now);
}

std::vector<LinkedOrder> links(db::Conn& c, OrderId id) {
    std::vector<LinkedOrder> out;
    const auto own = c.query(
        "select l.kind, o.id, o.number from order_link l join shop_order o on o.id = l.other_id "
        "where l.order_id = ?1 order by l.id",
        id);
    for (std::size_t i = 0; i < own.size(); ++i)
        out.push_back({own.text(i, 0), {own.i64(i, 1)}, own.text(i, 2)});
    const auto parts = c.query(
        "select o.id, o.number from order_link l join shop_order o on o.id = l.order_id where "
        "l.other_id = ?1 and l.kind = 'split_of' order by l.id",
        id);
    for (std::size_t i = 0; i < parts.size(); ++i)
        out.push_back({"split_into", {parts.i64(i, 0)}, parts.text(i, 1)});
    return out;
}

std::vector<MergedIn> merged_in(db::Conn& c, OrderId target) {
    const auto r = c.query(
        "select o.id, o.number, o.total, o.currency from order_link l join shop_order o on o.id = "
        "l.order_id where l.other_id = ?1 and l.kind = 'merged_into' order by l.id",
        target);
    std::vector<MergedIn> out;
    for (std::size_t i = 0; i < r.size(); ++i)
        out.push_back({{r.i64(i, 0)}, r.text(i, 1), {r.i64(i, 2), r.text(i, 3)}});
    return out;
}

bool apart(db::Conn& c, OrderId a, OrderId b) {
    return !c.query("select 1 from order_apart where low_id = ?1 and high_id = ?2", std::min(a, b),
                    std::max(a, b))
                .empty();
}

void put_apart(db::Tx& tx, OrderId a, OrderId b, PersonId by) {
    tx.exec(
        "insert into order_apart (low_id, high_id, person_id, at) values (?1,?2,?3,?4) on conflict "
        "(low_id, high_id) do nothing",
        std::min(a, b), std::max(a, b), by, tx.now);
}

std::vector<OrderId> of_buyer(db::Conn& c, ShopId shop, CustomerId customer,
                              const std::vector<std::string>& phones, int limit) {
    std::vector<db::Value> args{shop.value, customer.value};
    std::string reversed;
    for (const auto& phone : phones) {
        if (phone.empty()) continue;
        args.emplace_back(std::string(phone.rbegin(), phone.rend()));
        reversed += " union select id, created_at from shop_order where phone_reversed = ?" +
                    std::to_string(args.size()) + " and shop_id = ?1 and " +
                    "desk_state in ('new','calling','confirmed','hold','no_contact')";
    }
    args.emplace_back(std::int64_t{limit});
    const auto r = c.run(
        "select id from (select id, created_at from shop_order where customer_id = ?2 and shop_id "
        "= ?1 and desk_state in ('new','calling','confirmed','hold','no_contact')" +
            reversed + ") found order by created_at desc, id desc limit ?" +
            std::to_string(args.size()),
        args);
    std::vector<OrderId> out;
    for (std::size_t i = 0; i < r.size(); ++i) out.push_back({r.i64(i, 0)});
    return out;
}

}  // namespace ol::orders::store
