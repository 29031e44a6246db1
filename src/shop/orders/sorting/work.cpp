// Sorting, who gets what is short, the owner, and the confirmation that needs no call.
#include "shop/orders/sorting/work.hpp"

#include <algorithm>
#include <set>

#include "platform/base/json.hpp"
#include "platform/base/names.hpp"
#include "platform/base/text.hpp"
#include "shop/orders/store.hpp"

namespace ol::orders {

/// What is known of one order: read once, decided by rules.cpp.
struct Work::Facts {
    Kept kept;
    std::vector<catalogue::Want> missing;
    StockFact stock = StockFact::not_kept;
    Prepay prepay;
    std::int64_t refused = 0;
    std::optional<Time> tell_by, told_at;
    Sorted sorted;
};

namespace {

constexpr auto ended = "('cancelled','duplicate','merged','completed','returned')";

std::map<catalogue::ProductId, std::int64_t> sums(const std::vector<catalogue::Want>& wants) {
    std::map<catalogue::ProductId, std::int64_t> out;
    for (const auto& w : wants) out[w.product] += w.quantity;
    return out;
}

std::optional<Time> time_at(const db::Rows& r, int col) {
    return r.is_null(0, col) ? std::nullopt : std::optional(from_ms(r.i64(0, col)));
}

void want_message(db::Tx& tx, IdSource& ids, OrderId order, std::string_view kind) {
    const auto fresh = tx.exec(
        "insert into order_message (id, order_id, kind, state, at) values (?1,?2,?3,'wanted',?4) "
        "on "
        "conflict (order_id, kind) do nothing",
        ids.next(), order, kind, tx.now);
    if (fresh == 1)
        tx.journal(
            {"order.message_wanted", order.value, 0, "{\"kind\":" + json::quote(kind) + "}"});
}

/// False: it stands already.
bool open_duty(db::Tx& tx, IdSource& ids, OrderId order, Time due) {
    const auto known =
        tx.query("select 1 from order_duty where order_id = ?1 and closed_at is null", order);
    if (!known.empty()) return false;
    tx.exec(
        "insert into order_duty (id, order_id, reason, due_at, opened_at) values "
        "(?1,?2,'no_stock',?3,?4)",
        ids.next(), order, due, tx.now);
    tx.journal({"order.short", order.value, 0});
    return true;
}

}  // namespace

std::int64_t Work::refusals(db::Conn& c, CustomerId customer) const {
    return c
        .query(
            "select count(*) from shop_order where customer_id = ?1 and desk_state in "
            "('refused','returning','returned')",
            customer)
        .i64(0, 0);
}

Work::Facts Work::facts(db::Conn& c, OrderId id) const {
    Facts f;
    auto k = store::load(c, id);
    if (!k) return f;
    f.kept = std::move(*k);
    const Order& o = f.kept.order;
    f.refused = refusals(c, o.customer_id);
    f.prepay = prepay_of(rules(c, o.shop_id), o.total.minor, f.kept.paid_minor, f.refused);
    auto wanted = sums(store::wants(c, d_.catalogue, o));
    std::vector<catalogue::ProductId> products;
    for (const auto& [product, quantity] : wanted) products.push_back(product);
    const auto counted = d_.catalogue.free(c, products);
    if (!counted.empty()) f.stock = StockFact::reserved;
    for (const auto& r : d_.catalogue.reserved(c, id)) wanted[r.product] -= r.quantity;
    for (const auto& [product, quantity] : wanted)
        if (quantity > 0 && counted.contains(product)) f.missing.push_back({product, quantity});
    if (!f.missing.empty()) f.stock = StockFact::missing;
    const auto duty = c.query(
        "select due_at, told_at from order_duty where order_id = ?1 and closed_at is null order by "
        "id desc limit 1",
        id);
    if (!duty.empty()) {
        f.told_at = time_at(duty, 1);
        if (!f.told_at) f.tell_by = time_at(duty, 0);
    }
    f.sorted = sort_of(o, f.stock, f.prepay, d_.clock.now());
    if (f.sorted.sort != Sort::short_) f.missing.clear(), f.tell_by.reset();
    return f;
}

SortedOrder Work::describe(db::Conn& c, const Facts& f) const {
    const Order& o = f.kept.order;
    const auto next = next_of(o, f.sorted, f.tell_by);
    const auto names = d_.orders.deps().customers.names(c, std::span(&o.customer_id, 1));
    SortedOrder s{
        o.id,        o.shop_id,         o.number,        names.empty() ? "" : names.begin()->second,
        f.kept.city, f.sorted.sort,     f.sorted.reason, o.hold_reason,
        {},          o.delivery_method, o.delivery_from, o.delivery_to,
        o.total,     f.tell_by,         f.told_at,       o.owner_id,
        {},          next.kind,         next.due};
    for (const auto& m : f.missing) {
        const auto p = d_.catalogue.product(c, m.product);
        if (!p) continue;
        const auto line = std::ranges::find(o.lines, p->sku, &OrderLine::sku);
        s.missing.push_back({p->sku, line == o.lines.end() ? "" : line->name, m.quantity});
    }
    if (o.owner_id && d_.person_name) s.owner_name = d_.person_name(c, *o.owner_id);
    return s;
}

SortedList Work::sorted(db::Conn& c, std::span<const std::int64_t> shops,
                        std::optional<PersonId> owner, int limit) const {
    std::vector<db::Value> args;
    const auto arg = [&](std::int64_t v) {
        args.emplace_back(v);
        return "?" + std::to_string(args.size());
    };
    std::string where =
        owner ? " and owner_id = " + arg(owner->value) + " and desk_state not in " + ended
              : " and desk_state in ('confirmed','hold')";
    std::string in;
    for (const auto shop : shops) in += (in.empty() ? "" : ",") + arg(shop);
    if (!in.empty()) where += " and shop_id in (" + in + ")";
    const std::string sql =  // before the call: it fills args
        "select id from shop_order where 1 = 1" + where +
        " order by coalesce(delivery_to, created_at), created_at, id limit " + arg(limit);
    const auto r = c.run(sql, args);
    SortedList out;
    for (const auto& e : enum_names<Sort>) out.counts[std::string(e.name)] = 0;
    for (std::size_t i = 0; i < r.size(); ++i) {
        const auto f = facts(c, {r.i64(i, 0)});
        ++out.counts[std::string(to_name(f.sorted.sort))];
        out.items.push_back(describe(c, f));
    }
    if (owner)  // what is due first stands first; what has no due time comes last
        std::ranges::stable_sort(out.items, [](const SortedOrder& a, const SortedOrder& b) {
            if (a.next_due.has_value() != b.next_due.has_value()) return a.next_due.has_value();
            return a.next_due < b.next_due;
        });
    return out;
}

Result<WorkCard> Work::card(db::Conn& c, OrderId id) const {
    const auto f = facts(c, id);
    if (!f.kept.order.id)
        return not_found("orders.unknown", "No such order; the list may be out of date.");
    const auto& currency = f.kept.order.total.currency;
    WorkCard card{describe(c, f),
                  {f.prepay.asked, currency},
                  {f.prepay.due, currency},
                  f.prepay.reason,
                  f.refused,
                  {}};
    const auto r =
        c.query("select kind, state, at from order_message where order_id = ?1 order by id", id);
    for (std::size_t i = 0; i < r.size(); ++i)
        card.messages.push_back({r.text(i, 0), r.text(i, 1), from_ms(r.i64(i, 2))});
    return card;
}

OrderRules Work::rules(db::Conn& c, ShopId shop) const {
    const auto r = c.query("select rules, version from order_rules where shop_id = ?1", shop);
    if (r.empty()) return {};
    auto rules = json::read<OrderRules>(r.text(0, 0));
    if (!rules) return {};
    rules->version = r.i64(0, 1);
    return std::move(*rules);
}

Result<OrderRules> Work::set_rules(db::Tx& tx, ShopId shop, OrderRules in, PersonId by) const {
    if (auto ok = check_rules(in); !ok) return ok.error();
    if (const auto now = rules(tx.conn, shop); now.version != in.version)
        return version_conflict(now.version);
    ++in.version;
    tx.exec(
        R"(insert into order_rules (shop_id, rules, version, person_id, at) values (?1,?2,?3,?4,?5)
        on conflict (shop_id) do update set rules = excluded.rules, version = excluded.version,
        person_id = excluded.person_id, at = excluded.at)",
        shop, json::write(in), in.version, by, tx.now);
    if (d_.audit) d_.audit(tx, by, "orders.rules", shop.value, json::write(in));
    tx.journal({"order.rules", shop.value, by.value});
    return in;
}

std::int64_t Work::allocate(db::Tx& tx, ShopId shop) const {
    const auto r = tx.query(
        "select id, delivery_to, created_at from shop_order where shop_id = ?1 and desk_state = "
        "'confirmed' and ship_state = 'none'",
        shop);
    std::vector<catalogue::Claim> claims;
    std::map<OrderId, std::vector<catalogue::Want>> has;
    std::set<catalogue::ProductId> products;
    for (std::size_t i = 0; i < r.size(); ++i) {
        const OrderId id{r.i64(i, 0)};
        const auto kept = store::load(tx.conn, id);
        if (!kept) continue;
        const Time placed = from_ms(r.i64(i, 2));
        // Who was promised no time is served by when he ordered.
        claims.push_back({id, r.is_null(i, 1) ? placed : from_ms(r.i64(i, 1)), placed,
                          store::wants(tx.conn, d_.catalogue, kept->order)});
        for (const auto& w : claims.back().wants) products.insert(w.product);
        for (const auto& held : d_.catalogue.reserved(tx.conn, id))
            has[id].push_back({held.product, held.quantity});
    }
    // What lies there less what orders outside this shop's turn hold; a place that was counted down
    // below what is reserved counts as it is.
    auto free = d_.catalogue.free(tx.conn, std::vector(products.begin(), products.end()));
    for (auto& [product, there] : free) {
        there = 0;
        if (const auto p = d_.catalogue.product(tx.conn, product))
            for (const auto& at : p->stock)
                if (catalogue::sellable(at.kind)) there += at.on_hand - at.reserved;
    }
    for (const auto& [id, held] : has)
        for (const auto& h : held)
            if (const auto at = free.find(h.product); at != free.end()) at->second += h.quantity;
    const auto counted = free;
    const auto turn = catalogue::allocate(std::move(free), claims);
    for (const auto& held : turn.held) d_.catalogue.release(tx, held.order);
    std::set<OrderId> served(turn.served.begin(), turn.served.end());
    std::vector<const catalogue::Claim*> changed;
    for (const auto& claim : claims) {
        if (!served.contains(claim.order)) continue;
        auto wanted = sums(claim.wants);
        std::erase_if(wanted, [&](const auto& w) { return !counted.contains(w.first); });
        if (wanted == sums(has[claim.order])) continue;
        d_.catalogue.release(tx, claim.order);
        changed.push_back(&claim);
    }
    for (const auto* claim : changed)
        if (!d_.catalogue.reserve(tx, claim->order, claim->wants)) served.erase(claim->order);
    tx.exec(
        "update order_duty set closed_at = ?2 where closed_at is null and order_id in (select id "
        "from shop_order where shop_id = ?1 and desk_state <> 'confirmed')",
        shop, tx.now);
    const auto due = tx.now + Ms{rules(tx.conn, shop).tell_within_min * 60'000};
    std::int64_t opened = 0;
    for (const auto& claim : claims) {
        if (served.contains(claim.order)) {
            const auto closed = tx.exec(
                "update order_duty set closed_at = ?2 where order_id = ?1 and closed_at is null",
                claim.order, tx.now);
            if (closed > 0) tx.journal({"order.short_over", claim.order.value, 0});
            continue;
        }
        if (open_duty(tx, d_.ids, claim.order, due)) ++opened;
    }
    return opened;
}

bool Work::confirm_by_rule(db::Tx& tx, OrderId id) const {
    const auto f = facts(tx.conn, id);
    const Order& o = f.kept.order;
    if (!o.id || o.desk_state != DeskState::new_) return false;
    if (f.prepay.due > 0) want_message(tx, d_.ids, id, "prepay");
    const auto r = rules(tx.conn, o.shop_id);
    const bool paid = o.pay_state == PayState::paid && o.cod_due.minor == 0;
    if (!r.confirm_by_message || !paid || !complete(o) || *o.delivery_to <= tx.now) return false;
    // In stock means: counted, and free for all of it; goods that nobody counts are asked for.
    const auto wants = store::wants(tx.conn, d_.catalogue, o);
    std::vector<catalogue::ProductId> products;
    for (const auto& w : wants) products.push_back(w.product);
    const auto free = d_.catalogue.free(tx.conn, products);
    const bool there = wants.size() == o.lines.size() &&
                       catalogue::allocate(free, {{id, {}, {}, wants}}).held.empty();
    if (!there) return false;
    auto version = o.version;
    for (const auto field : check_fields) {
        CheckRequest asked;
        asked.field = field;
        if (!d_.orders.check(tx, id, version, asked, {})) return false;
        ++version;
    }
    if (!d_.orders.confirm(tx, id, version, {}, {})) return false;
    want_message(tx, d_.ids, id, "confirmed");
    return true;
}

void Work::want(db::Tx& tx, OrderId id, std::string_view kind) const {
    want_message(tx, d_.ids, id, kind);
}

/// The owner by the shop's rule, once it is confirmed.
void Work::confirmed(db::Tx& tx, OrderId id) const {
    const auto k = store::load(tx.conn, id);
    if (!k) return;
    const auto r = rules(tx.conn, k->order.shop_id);
    if (r.owner != OwnerRule::fewest_open) return;
    if (k->order.owner_id && std::ranges::find(r.managers, *k->order.owner_id) != r.managers.end())
        return;
    std::vector<std::pair<PersonId, std::int64_t>> open;
    for (const PersonId p : r.managers) {
        if (d_.may_own && !d_.may_own(p)) continue;
        open.emplace_back(p, tx.query("select count(*) from shop_order where owner_id = ?1 and "
                                      "desk_state not in " +
                                          std::string(ended),
                                      p)
                                 .i64(0, 0));
    }
    if (const auto owner = fewest_open(open)) (void)give(tx, id, *owner, {});
}

void erase_duties(db::Tx& tx, std::span<const OrderId> orders) {
    for (const auto order : orders)
        tx.exec("update order_duty set note = '' where order_id = ?1", order);
}

Result<> Work::told(db::Tx& tx, OrderId id, const ToldBuyer& in, PersonId by) const {
    if (!valid_utf8(in.note) || utf8_length(in.note) > 500)
        return invalid("orders.too_long", "note", "At most 500 characters fit here.");
    if (tx.exec("update order_duty set told_at = ?2, told_by = ?3, outcome = ?4, note = ?5 where "
                "order_id = ?1 and closed_at is null and told_at is null",
                id, tx.now, by, in.outcome, trim(in.note)) == 0)
        return conflict("orders.no_duty", "Nobody has to be told about this order any more.");
    const std::string outcome(to_name(in.outcome));
    store::add_timeline(tx, d_.ids.next(), id, "told_short", by, {{"outcome", outcome}});
    tx.journal({"order.buyer_told", id.value, by.value, R"({"outcome":")" + outcome + R"("})"});
    return {};
}

Result<> Work::give(db::Tx& tx, OrderId id, PersonId to, PersonId by) const {
    if (!to || (d_.may_own && !d_.may_own(to)))
        return invalid("orders.owner", "owner_id", "Choose somebody who works with orders here.");
    if (tx.exec("update shop_order set owner_id = ?2, version = version + 1 where id = ?1", id,
                to) != 1)
        return not_found("orders.unknown", "No such order; the list may be out of date.");
    promises::Filter open;
    open.state = promises::State::open;
    open.order = id;
    for (const auto& p : d_.promises.list(tx.conn, open).items)
        if (p.owner_id != to)
            if (auto moved = d_.promises.hand_over(tx, p.id, {}, to, by); !moved)
                return moved.error();
    store::add_timeline(tx, d_.ids.next(), id, "owner", by,
                        {{"owner_id", std::to_string(to.value)}});
    if (d_.audit)
        d_.audit(tx, by, "orders.owner", id.value,
                 "{\"owner\":\"" + std::to_string(to.value) + "\"}");
    tx.journal(
        {"order.owner", id.value, by.value, "{\"owner\":\"" + std::to_string(to.value) + "\"}"});
    return {};
}

Result<HandedOver> Work::hand_over(db::Tx& tx, const HandOverAll& in, PersonId by) const {
    if (in.from == in.to)
        return invalid("orders.owner", "to", "Choose another person than who hands over.");
    if (in.reason.empty() || in.reason.size() > text_max)
        return invalid("orders.reason", "reason", "Say why the orders change hands.");
    HandedOver out;
    const auto r = tx.query("select id from shop_order where owner_id = ?1 and desk_state not in " +
                                std::string(ended) + " order by id",
                            in.from);
    for (std::size_t i = 0; i < r.size(); ++i, ++out.orders)
        if (auto ok = give(tx, {r.i64(i, 0)}, in.to, by); !ok) return ok.error();
    promises::Filter open;
    open.state = promises::State::open;
    open.owner = in.from;
    for (;;) {  // each page's promises leave the list
        const auto page = d_.promises.list(tx.conn, open);
        if (page.items.empty()) break;
        for (const auto& p : page.items) {
            auto moved = d_.promises.hand_over(tx, p.id, {}, in.to, by);
            if (!moved) return moved.error();
            ++out.promises;
        }
    }
    if (d_.audit)
        d_.audit(tx, by, "orders.handed_over", in.from.value,
                 "{\"to\":\"" + std::to_string(in.to.value) +
                     "\",\"orders\":" + std::to_string(out.orders) +
                     ",\"promises\":" + std::to_string(out.promises) + "}");
    return out;
}

}  // namespace ol::orders
