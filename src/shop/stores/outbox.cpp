// What the desk changed goes back to the shop. A message is kept as `sending` before it leaves;
// after a crash, or when the answer was lost, the shop is asked whether it is there before it is
// sent again.
#include "platform/base/log.hpp"
#include "platform/base/names.hpp"
#include "shop/stores/connected.hpp"

namespace ol::stores {
namespace {

constexpr int attempts_max = 12;

struct Wanted {
    OutKind kind;
    const char* text;
};

std::optional<Wanted> wanted(const db::Fact& fact) {
    if (fact.actor == 0) return std::nullopt;  // the shop's own news is not told to it
    if (fact.kind == "order.confirmed") return Wanted{OutKind::confirm, "Confirmed by phone"};
    if (fact.kind == "order.hold") return Wanted{OutKind::note, "Put on hold at the order desk"};
    if (fact.kind == "order.cancelled") return Wanted{OutKind::cancel, "Cancelled"};
    return std::nullopt;
}

}  // namespace

void Stores::follow_orders() {
    d_.db.follow("stores.outbox",
                 [this](std::span<const db::JournalRow> rows) { queue_out(rows); });
}

void Stores::queue_out(std::span<const db::JournalRow> rows) {
    bool queued = false;
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        queued = false;
        for (const auto& row : rows) {
            queue_order(tx, row, queued);
            const auto what = wanted(row.fact);
            if (!what) continue;
            // An order that is itself still on its way has no key yet: it is looked for when the
            // message's turn comes.
            const auto at = tx.query(R"(select o.store_id, o.ext_key, o.number, s.kind
                from store_order o join store s on s.id = o.store_id
                where o.order_id = ?1 and s.write_back = ?2
                union all select b.store_id, '', b.number, s.kind
                from store_outbox b join store s on s.id = b.store_id
                where b.order_id = ?1 and s.write_back = ?2 and b.kind = 'create'
                and b.state <> 'done')",
                                     row.fact.subject, true);
            for (std::size_t i = 0; i < at.size(); ++i) {
                const auto* connector = connector_of(at.text(i, 3));
                if (!connector || !connector->can_write(what->kind)) continue;
                if (connector->wants_status(what->kind) &&
                    told_as(tx.conn, {at.i64(i, 0)}, what->kind).empty())
                    continue;
                queued |= tx.exec(R"(insert into store_outbox (id, store_id, order_id, ext_key,
                    number, kind, text, state, attempts, next_at, error, fact_seq, created_at)
                    values (?1,?2,?3,?4,?5,?6,?7,'waiting',0,0,'',?8,?9)
                    on conflict (store_id, fact_seq) do nothing)",
                                  d_.ids.next(), at.i64(i, 0), row.fact.subject, at.text(i, 1),
                                  at.text(i, 2), what->kind, what->text, row.seq, tx.now) == 1;
            }
        }
        return {};
    });
    if (!done) log::warn("stores", "outbox_not_saved", {{"code", done.error().code}});
    if (!queued) return;
    {
        const std::lock_guard lock(mutex_);
        event_waits_ = true;
    }
    wake_.notify_one();
}

Result<std::vector<OutMessage>> Stores::outbox(StoreId id) const {
    return d_.db.read_as<std::vector<OutMessage>>(
        [&](db::Conn& c) -> Result<std::vector<OutMessage>> {
            const auto r = c.query(R"(select id, order_id, number, kind, state, attempts, error,
                created_at from store_outbox where store_id = ?1 and state <> 'done'
                order by id desc limit 100)",
                                   id);
            std::vector<OutMessage> out;
            for (std::size_t i = 0; i < r.size(); ++i)
                out.push_back({{r.i64(i, 0)},
                               {r.i64(i, 1)},
                               r.text(i, 2),
                               from_name<OutKind>(r.text(i, 3)).value_or(OutKind::note),
                               from_name<OutState>(r.text(i, 4)).value_or(OutState::failed),
                               r.i64(i, 5),
                               r.text(i, 6),
                               from_ms(r.i64(i, 7))});
            return out;
        });
}

int Stores::send_outbox() {
    auto ids = d_.db.read_as<std::vector<OutId>>([&](db::Conn& c) -> Result<std::vector<OutId>> {
        const auto r = c.query(R"(select id from store_outbox where state in ('waiting', 'sending')
            and next_at <= ?1 order by id limit 100)",
                               d_.clock.now());
        std::vector<OutId> out;
        for (std::size_t i = 0; i < r.size(); ++i) out.push_back({r.i64(i, 0)});
        return out;
    });
    if (!ids) return 0;
    for (const auto id : *ids) {
        {
            const std::lock_guard lock(mutex_);
            if (stopping_) return 0;
        }
        send_one(id);
    }
    return static_cast<int>(ids->size());
}

void Stores::send_one(OutId id) {
    OutRow row;
    auto read = d_.db.read([&](db::Conn& c) -> Result<> {
        const auto r = c.query(R"(select store_id, order_id, ext_key, kind, text, attempts, sent_at
            from store_outbox where id = ?1)",
                               id);
        if (r.empty()) return not_found("stores.unknown", "No such message.");
        row = {{r.i64(0, 0)}, {r.i64(0, 1)}, r.text(0, 2),        {},
               r.text(0, 4),  r.i64(0, 5),   from_ms(r.i64(0, 6))};
        row.kind = from_name<OutKind>(r.text(0, 3)).value_or(OutKind::note);
        row.status = told_as(c, row.store, row.kind);
        if (!row.key.empty() || row.kind == OutKind::create) return {};
        const auto made = c.query(R"(select o.ext_key, b.state from store_outbox b
            left join store_order o on o.order_id = b.order_id and o.store_id = b.store_id
            where b.order_id = ?1 and b.store_id = ?2 and b.kind = 'create')",
                                  row.order, row.store);
        row.failed = !made.empty() && made.text(0, 1) == "failed";
        if (!made.empty() && !made.is_null(0, 0)) row.key = made.text(0, 0);
        return {};
    });
    if (!read) return;
    auto s = opened_store(row.store);
    if (!s) return;
    if (row.kind == OutKind::create) return send_order(id, row, *s);
    if (row.key.empty())  // what it is about is not in the shop (yet)
        return row.failed ? out_result(id, OutState::failed, "stores.copy_missing", {})
                          : out_result(id, OutState::waiting, "", delay_after(1));
    send_word(id, row, *s);
}

void Stores::send_word(OutId id, const OutRow& row, const Connected& s) {
    Message m;
    m.mark = "[OL-" + std::to_string(id.value) + "]";
    m.key = row.key;
    m.what = row.kind;
    m.text = row.text + " " + m.mark;
    m.status = row.status;
    if (m.status.empty() && s.connector->wants_status(m.what))
        return out_result(id, OutState::failed, "stores.told_as", {});  // it was taken back
    const auto later = [&](OutState state, const Answer& a) { out_later(id, row, state, a); };
    const auto seen = ask(s, s.connector->look_path(m));
    if (seen.is == Answer::Is::gone)
        return out_result(id, OutState::failed, "stores.order_gone", {});
    if (seen.is != Answer::Is::ok) return later(OutState::waiting, seen);
    if (told_already(s, m, seen.http.body)) return out_result(id, OutState::done, "", {});
    auto request = s.connector->write(m, seen.http.body);
    if (!request) return later(OutState::waiting, {});
    out_result(id, OutState::sending, "", delay_after(1));  // committed before it leaves
    const auto sent = ask(s, std::move(*request));
    if (sent.is == Answer::Is::ok && s.connector->took(m, sent.http.body))
        return out_result(id, OutState::done, "", {});
    if (sent.is == Answer::Is::ok)
        return out_result(id, OutState::failed, "stores.out_refused", {},
                          s.connector->refusal(sent.http.body));
    const int status = sent.http.status;
    if (sent.is == Answer::Is::denied || sent.is == Answer::Is::limited)
        return later(OutState::waiting, sent);  // it said no: nothing was done
    if (status >= 400 && status < 500)
        return out_result(id, OutState::failed, "stores.out_refused", {},
                          s.connector->refusal(sent.http.body));
    later(OutState::sending, sent);  // perhaps it arrived: looked up before the next try
}

bool Stores::told_already(const Connected& s, const Message& m, std::string_view seen) const {
    if (!s.connector->by_status()) return s.connector->is_there(m, seen);
    auto order = s.connector->order(seen, s.source(d_.clock.now()));
    if (!order) return false;
    if (order->order.status == m.status) return true;
    // What the shop's people have ended is not taken back to "confirmed".
    bool draft = false;
    (void)settle(*order, s.meanings, draft);
    return m.what != OutKind::cancel && (order->order.cancelled || order->order.completed);
}

void Stores::out_later(OutId id, const OutRow& row, OutState state, const Answer& a) {
    const bool over = row.attempts + 1 >= attempts_max;
    out_result(id, over ? OutState::failed : state, a.code(),
               std::max(delay_after(row.attempts + 1), a.wait));
}

void Stores::out_result(OutId id, OutState state, std::string_view error, Ms wait,
                        std::string_view said) {
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        const int tried = error.empty() ? 0 : 1;
        tx.exec(R"(update store_outbox set state = ?2, error = ?3, attempts = attempts + ?4,
            next_at = ?5, said = ?6 where id = ?1 and state <> 'done')",
                id, state, error, tried, tx.now + wait, said);
        return {};
    });
    if (!done) log::warn("stores", "outbox_not_saved", {{"code", done.error().code}});
}

}  // namespace ol::stores
