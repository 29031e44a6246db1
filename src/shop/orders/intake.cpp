// Orders from stores and files: idempotent, out-of-order safe, never against what the desk has
// confirmed.
#include "platform/base/crypto.hpp"
#include "platform/base/json.hpp"
#include "platform/base/names.hpp"
#include "platform/base/text.hpp"
#include "shop/orders/events.hpp"
#include "shop/orders/orders.hpp"
#include "shop/orders/store.hpp"

namespace ol::orders {

std::string store::external_hash(ExternalOrder e) {
    e.modified_at = {};
    return crypto::hex(crypto::sha256(json::write(e)));
}

namespace {

std::string json_source(const std::string& source) {
    return R"({"source":)" + json::quote(source) + "}";
}

bool buyer_erased(db::Conn& c, OrderId order) {
    const auto r = c.query("select erased from order_external where order_id = ?1", order);
    return !r.empty() && r.flag(0, 0);
}

ExternalOrder normal(ExternalOrder e, const std::string& region) {
    if (e.phones_normal) return e;
    e.phones_normal = true;
    for (auto* phone : {&e.phone, &e.customer_phone}) {
        if (phone->empty()) continue;
        if (auto n = normal_phone(*phone, region))
            *phone = *n;
        else
            e.phones_normal = false;
    }
    return e;
}

}  // namespace

Upserted Orders::insert_external(db::Tx& tx, Kept k, const ExternalOrder& in) const {
    Order& o = k.order;
    o.id = d_.ids.next_id<OrderId>();
    if (to_ms(o.created_at) == 0) o.created_at = tx.now;
    store::insert(tx, k, in.customer_name, d_.ids);
    store::put_external(tx, in.origin, in.external_id,
                        {o.id, in.modified_at, store::external_hash(in), json::write(in)});
    d_.customers.count_order(tx, o.customer_id);
    note(tx, o.id, "created", {}, {{"source", in.source}, {"status", in.status}});
    tx.journal({"order.created", o.id.value, 0, json_source(in.source)});
    return {Upsert::created, o.id};
}

Result<Upserted> Orders::upsert_external(db::Tx& tx, const ExternalOrder& raw) const {
    if (auto ok = check_external(raw); !ok) return ok.error();
    const auto shop = d_.shop(tx.conn, raw.shop_id);
    const auto known = store::external(tx.conn, raw.origin, raw.external_id);
    const bool erased = known && buyer_erased(tx.conn, known->order);
    const auto in = normal(erased ? without_person(raw) : raw, shop.region);
    if (!known) {
        auto k = from_external(in);
        if (!k) return k.error();
        const bool same_person = in.recipient.empty() || in.recipient == in.customer_name;
        customers::Intake buyer{in.customer_name.empty() ? in.recipient : in.customer_name,
                                in.customer_phone,
                                in.customer_email,
                                in.language,
                                shop.tz,
                                shop.region};
        if (same_person) buyer.address = {in.address, in.city, in.region, in.postcode};
        buyer.phone_normal = in.phones_normal;
        auto customer = d_.customers.intake(tx, buyer);
        if (!customer) return customer.error();
        k->order.customer_id = *customer;
        return insert_external(tx, std::move(*k), in);
    }
    // Older news than what stands; of equal age (the store's clock has whole seconds) the later
    // arrival wins.
    if (in.modified_at < known->modified_at || store::external_hash(in) == known->hash)
        return Upserted{Upsert::unchanged, known->order};
    auto before = json::read<ExternalOrder>(known->snapshot);
    if (!before) return before.error();
    auto done = merge_store(tx, known->order, *before, in);
    if (done)
        store::put_external(
            tx, in.origin, in.external_id,
            {known->order, in.modified_at, store::external_hash(in), json::write(in)});
    return done;
}

Result<Upserted> Orders::merge_store(db::Tx& tx, OrderId id, const ExternalOrder& before,
                                     const ExternalOrder& after) const {
    auto k = load(tx.conn, id, {});
    if (!k) return k.error();
    if (before.currency != after.currency)
        return invalid("orders.currency", "currency",
                       "The store changed the order's currency; take it as a new order.");
    if (k->order.desk_state == DeskState::merged) {  // its goods are in another order now
        note(tx, id, "store_conflict", {}, {{"status", after.status}});
        tx.journal({"order.store_conflict", id.value, 0, R"({"field":"merged"})"});
        return Upserted{Upsert::unchanged, id};
    }
    const auto merged = merge_external(*k, before, after, store::standing_merge(tx.conn, id) != 0);
    for (const auto field : merged.conflicts) {
        note(tx, id, "store_conflict", {}, {{"field", std::string(to_name(field))}});
        tx.journal({"order.store_conflict", id.value, 0,
                    R"({"field":")" + std::string(to_name(field)) + R"("})"});
    }
    const bool moved = apply_store_status(tx, *k, before, after);
    if (!merged.changed && !moved && merged.conflicts.empty())
        return Upserted{Upsert::unchanged, id};
    if (auto ok = save(tx, *k); !ok) return ok.error();
    if (merged.changed) {
        note(tx, id, "store_changed", {}, {{"status", after.status}});
        tx.journal({"order.changed", id.value, 0, json_source(after.source)});
    }
    return Upserted{Upsert::changed, id};
}

/// The store's status moves the desk's state only where the machine allows it; else it is told in
/// the timeline.
bool Orders::apply_store_status(db::Tx& tx, Kept& k, const ExternalOrder& before,
                                const ExternalOrder& after) const {
    if (before.status == after.status && before.cancelled == after.cancelled &&
        before.completed == after.completed)
        return false;  // the same word may be given another meaning by the shop's people
    const Params params{{"status", after.status}};
    const bool by_store =
        k.order.desk_state == DeskState::cancelled && k.order.cancel_reason == "store";
    const auto on = after.cancelled   ? std::optional(DeskEvent::cancel)
                    : after.completed ? std::optional(DeskEvent::complete)
                    : by_store && before.cancelled && !after.cancelled
                        ? std::optional(DeskEvent::reopen)
                        : std::nullopt;
    if (on && move(tx, k, *on, {}, params)) {
        if (*on == DeskEvent::cancel) k.order.cancel_reason = "store";
    } else {
        note(tx, k.order.id, "store_status", {}, params);
    }
    return true;
}

Result<Upserted> Orders::external_deleted(db::Tx& tx, std::string_view origin,
                                          std::string_view external_id) const {
    const auto known = store::external(tx.conn, origin, external_id);
    if (!known) return Upserted{};
    auto k = load(tx.conn, known->order, {});
    if (!k) return k.error();
    if (k->order.desk_state == DeskState::cancelled)
        return Upserted{Upsert::unchanged, known->order};
    if (auto moved = move(tx, *k, DeskEvent::cancel, {}, {{"status", "deleted"}})) {
        k->order.cancel_reason = "store";
    } else {
        note(tx, known->order, "store_conflict", {}, {{"status", "deleted"}});
        tx.journal({"order.store_conflict", known->order.value, 0, R"({"status":"deleted"})"});
    }
    if (auto ok = save(tx, *k); !ok) return ok.error();
    return Upserted{Upsert::changed, known->order};
}

}  // namespace ol::orders
