// An order that the desk made appears in the shop's own system, once. It is kept as `sending`
// before it leaves and carries a mark; from then on the shop is asked for the mark before it is
// sent again. When the shop brings the order back by itself, the mark says whose it is.
#include "platform/base/crypto.hpp"
#include "platform/base/json.hpp"
#include "platform/base/names.hpp"
#include "shop/orders/outgoing.hpp"
#include "shop/stores/connected.hpp"

namespace ol::stores {
namespace {

constexpr int look_pages_max = 50;
// A slow shop may still be writing what it was sent: it is not asked before it had this long.
constexpr Ms settle_time{120'000};
constexpr Ms clock_slack{3'600'000};  // the shop's clock and ours differ
constexpr auto sql_new = R"(insert into store_outbox (id, store_id, order_id, ext_key, number, kind,
    text, state, attempts, next_at, error, fact_seq, created_at)
    values (?1,?2,?3,'',?4,'create','','waiting',0,0,'',?5,?6) on conflict do nothing)";

bool made_by_desk(const db::Fact& f) {
    return f.kind == "order.created" && f.actor != 0 &&
           f.data.find(R"("source":"desk")") != std::string::npos;
}

bool called_off(orders::DeskState s) {
    using enum orders::DeskState;
    return s == cancelled || s == duplicate || s == merged;
}

CopyState copy_state(OutState state, std::string_view error, bool due) {
    switch (state) {
        case OutState::waiting: return CopyState::waiting;
        case OutState::sending:
            return error.empty() && !due ? CopyState::sending : CopyState::perhaps;
        case OutState::done: return CopyState::done;
        case OutState::failed: return CopyState::refused;
    }
    return CopyState::refused;
}

}  // namespace

/// Nobody can guess it: a buyer may write attributes of his own into an order.
std::string Stores::mark_of(OutId id) const {
    const auto text = std::to_string(id.value);
    const auto proof = crypto::hex(crypto::hmac_sha256(d_.key32, "order out " + text));
    return "OL-" + text + "-" + proof.substr(0, 20);
}

std::optional<StoreId> Stores::takes_orders_of(db::Conn& c, ShopId shop) const {
    const auto r = c.query(R"(select id, kind from store where shop_id = ?1 and send_orders = ?2
        and history_only = ?3 order by id)",
                           shop, true, false);
    for (std::size_t i = 0; i < r.size(); ++i)
        if (const auto* k = connector_of(r.text(i, 1)); k && k->takes_orders())
            return StoreId{r.i64(i, 0)};
    return std::nullopt;
}

void Stores::queue_order(db::Tx& tx, const db::JournalRow& row, bool& queued) const {
    if (!made_by_desk(row.fact)) return;
    const OrderId order{row.fact.subject};
    const auto made = orders::made_here(tx.conn, d_.orders, order);
    if (!made || !made->by_desk) return;
    const auto store = takes_orders_of(tx.conn, made->order.shop_id);
    if (!store) return;
    queued |= tx.exec(sql_new, d_.ids.next(), *store, order, made->order.number, row.seq,
                      tx.now) == 1;
}

Result<ShopId> Stores::shop_of(OrderId order) const {
    return d_.db.read_as<ShopId>([&](db::Conn& c) -> Result<ShopId> {
        const auto shop = d_.orders.shop_of(c, order);
        return shop ? Result<ShopId>(*shop) : not_found("orders.unknown", "No such order.");
    });
}

Result<ShopCopy> Stores::copy_of(OrderId order) const {
    return d_.db.read_as<ShopCopy>([&](db::Conn& c) -> Result<ShopCopy> {
        const auto made = orders::made_here(c, d_.orders, order);
        if (!made) return made.error();
        ShopCopy out;
        out.made_here = made->by_desk;
        if (!out.made_here) return out;
        const auto r = c.query(R"(select b.store_id, s.name, s.kind, b.state, b.error, b.said,
            b.attempts, b.next_at, b.ext_key, o.number, o.total_minor, o.currency
            from store_outbox b join store s on s.id = b.store_id
            left join store_order o on o.store_id = b.store_id and o.ext_key = b.ext_key
            where b.order_id = ?1 and b.kind = 'create')",
                               order);
        if (r.empty()) {
            const auto near = c.query("select name, kind from store where shop_id = ?1 order by id",
                                      made->order.shop_id);
            for (std::size_t i = 0; i < near.size(); ++i) {
                const auto* k = connector_of(near.text(i, 1));
                const bool can = k && k->takes_orders();
                if (out.state == CopyState::off || (out.state != CopyState::none && !can)) continue;
                out.state = can ? CopyState::off : CopyState::unsupported;
                out.store = near.text(i, 0), out.kind = near.text(i, 1);
            }
            return out;
        }
        const auto state = from_name<OutState>(r.text(0, 3)).value_or(OutState::failed);
        const bool due = r.i64(0, 7) <= to_ms(d_.clock.now());
        out.state = copy_state(state, r.text(0, 4), due);
        out.store_id = StoreId{r.i64(0, 0)};
        out.store = r.text(0, 1), out.kind = r.text(0, 2), out.error = r.text(0, 4),
        out.said = r.text(0, 5), out.attempts = r.i64(0, 6), out.key = r.text(0, 8);
        if (state == OutState::waiting || state == OutState::sending)
            out.next_at = from_ms(r.i64(0, 7));
        if (r.is_null(0, 9)) return out;
        out.number = r.text(0, 9);
        const Money counted{r.i64(0, 10), r.text(0, 11)};
        if (counted != Money{made->order.total_minor, made->order.currency}) out.total = counted;
        return out;
    });
}

Result<> Stores::send_copy(OrderId order, PersonId by) {
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        const auto made = orders::made_here(tx.conn, d_.orders, order);
        if (!made) return made.error();
        if (!made->by_desk)
            return conflict("stores.copy_not_ours", "Only orders made at the desk are sent.");
        const auto now = tx.query(
            "select id, state from store_outbox where order_id = ?1 and kind = 'create'", order);
        if (!now.empty() && now.text(0, 1) == "done")
            return conflict("stores.copy_here", "The order stands in the shop already.");
        if (now.empty()) {
            const auto store = takes_orders_of(tx.conn, made->order.shop_id);
            if (!store)
                return conflict("stores.takes_no_orders",
                                "No connected system of this shop takes orders from us.");
            const auto id = d_.ids.next();  // no fact asked for it: its own number stands for one
            tx.exec(sql_new, id, *store, order, made->order.number, -id, tx.now);
        } else {
            tx.exec(R"(update store_outbox set state = case when state = 'failed' then 'waiting'
                else state end, attempts = 0, next_at = case when state = 'sending' then next_at
                else 0 end where id = ?1)",
                    now.i64(0, 0));
        }
        tx.journal({"order.sent_by_hand", order.value, by.value});
        return {};
    });
    if (!done) return done;
    {
        const std::lock_guard lock(mutex_);
        event_waits_ = true;
    }
    wake_.notify_one();
    return {};
}

bool Stores::join_made_here(db::Tx& tx, const Connected& s, const ForeignOrder& f) const {
    if (!f.mark.starts_with("OL-")) return false;
    const OutId id{std::strtoll(f.mark.c_str() + 3, nullptr, 10)};
    if (!crypto::equal_constant_time(mark_of(id), f.mark)) return false;
    const auto& key = f.order.external_id;
    const auto r = tx.query(R"(select order_id, state from store_outbox where id = ?1
        and store_id = ?2 and kind = 'create' and ext_key in ('', ?3))",
                            id, s.row.id, key);
    if (r.empty() || r.text(0, 1) == "done") return false;  // a copy made in the shop is its own
    if (!orders::join_external(tx, d_.ids, {r.i64(0, 0)}, f.order)) return false;
    tx.exec(R"(update store_outbox set state = 'done', ext_key = ?2, error = '', said = ''
        where id = ?1)",
            id, key);
    return true;
}

Result<> Stores::sent_order(OutId id, const Connected& s, ForeignOrder& f) {
    f.mark = mark_of(id);  // the answer to what we sent, whatever the shop has left of the mark
    std::vector<OrderId> touched;
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        touched.clear();
        auto r = take(tx, s, f);
        if (!r) return r.error();
        if (r->id) touched.push_back(r->id);
        return {};
    });
    if (done) tell(touched);
    return done;
}

Result<std::optional<ForeignOrder>> Stores::find_marked(const Connected& s, const std::string& mark,
                                                        Time since, Answer& answer) {
    const Time now = d_.clock.now();
    const auto source = s.source(now);
    std::deque<std::string> ahead{
        s.connector->created_path(since - clock_slack, now + clock_slack, source)};
    bool unread = false;
    for (int n = 0; !ahead.empty() && n < look_pages_max; ++n) {
        const auto path = std::move(ahead.front());
        ahead.pop_front();
        answer = ask(s, path);
        if (answer.is != Answer::Is::ok) return answer.error();
        auto page = s.connector->page(path, answer.http, source);
        if (!page) {
            answer.is = Answer::Is::down;
            return page.error();
        }
        for (auto& f : page->orders)
            if (f.mark == mark) return std::optional(std::move(f));
        unread |= answer.http.body.find(mark) != std::string::npos;
        ahead.insert(ahead.end(), page->next.begin(), page->next.end());
    }
    // There, but not to be read, or more orders than were looked through: nobody may say "no".
    if (unread || !ahead.empty()) {
        answer.is = Answer::Is::down;
        return answer.error();
    }
    return std::optional<ForeignOrder>();
}

void Stores::send_order(OutId id, const OutRow& row, const Connected& s) {
    if (to_ms(row.sent_at) != 0) {
        Answer answer;
        auto found = find_marked(s, mark_of(id), row.sent_at, answer);
        if (!found) return out_later(id, row, OutState::sending, answer);
        if (*found) {
            if (auto ok = sent_order(id, s, **found); !ok)
                out_result(id, OutState::failed, ok.error().code, {});
            return;
        }
    }
    OutOrder out;
    auto made = d_.db.read_as<orders::MadeHere>([&](db::Conn& c) -> Result<orders::MadeHere> {
        auto m = orders::made_here(c, d_.orders, row.order);
        if (!m || !d_.catalogue) return m;
        for (const auto& l : m->order.lines)
            if (const auto p = d_.catalogue->by_sku(c, s.row.shop_id, l.sku); p && !l.sku.empty())
                if (const auto known = d_.catalogue->product(c, *p);
                    known && known->origin == s.origin())
                    out.products[l.sku] = known->external_id;
        return m;
    });
    if (!made) return out_result(id, OutState::failed, made.error().code, {});
    if (called_off(made->state))
        return out_result(id, OutState::failed, "stores.copy_called_off", {});
    out.order = std::move(made->order), out.mark = mark_of(id);
    out.country = s.facts.region, out.desk_number = out.order.number;
    auto request = s.connector->create(out);
    if (!request) return out_result(id, OutState::failed, request.error().code, {});
    const bool kept = bool(d_.db.write([&](db::Tx& tx) -> Result<> {
        tx.exec(R"(update store_outbox set state = 'sending', error = '', said = '', next_at = ?2,
            sent_at = case when sent_at = 0 then ?3 else sent_at end where id = ?1)",
                id, tx.now + settle_time, tx.now);
        return {};
    }));
    if (!kept) return;  // what is not kept as sending does not leave
    hear_order(id, row, s, ask(s, std::move(*request)));
}

void Stores::hear_order(OutId id, const OutRow& row, const Connected& s, const Answer& sent) {
    if (sent.is == Answer::Is::ok) {
        auto order = s.connector->order(sent.http.body, s.source(d_.clock.now()));
        if (order && sent_order(id, s, *order)) return;
        Answer half;  // it said yes, and what it made is read when it is looked up
        return out_later(id, row, OutState::sending, half);
    }
    const int status = sent.http.status;
    const bool no = sent.is == Answer::Is::denied || sent.is == Answer::Is::limited;
    if (no) return out_later(id, row, OutState::waiting, sent);
    if (status >= 400 && status < 500 && status != 408)
        return out_result(id, OutState::failed, "stores.out_refused", {},
                          s.connector->refusal(sent.http.body));
    Answer lost = sent;
    lost.wait = std::max(lost.wait, settle_time);
    out_later(id, row, OutState::sending, lost);
}

}  // namespace ol::stores
