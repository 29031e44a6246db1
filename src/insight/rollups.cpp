#include "insight/rollups.hpp"

#include <stdexcept>

#include "insight/store.hpp"

namespace ol::insight {

Ledger::Memory Rollups::memory(db::Conn& conn) const {
    return {[&conn](ContactId c, QueueId q) { return store::visit(conn, c, q); },
            [&conn](PersonId p) { return store::state(conn, p); },
            [&conn](OrderId o) { return store::order(conn, o); },
            [&conn](ContactId c, PersonId p) { return store::rating(conn, c, p); },
            [&conn] { return store::states(conn); },
            deps_.zone,
            deps_.person};
}

Result<bool> Rollups::begun() const {
    return deps_.db.read_as<bool>(
        [](db::Conn& conn) -> Result<bool> { return store::cursor(conn).has_value(); });
}

Result<> Rollups::begin(std::span<const KnownVisit> past) {
    return deps_.db.write([&](db::Tx& tx) -> Result<> {
        if (store::cursor(tx.conn)) return {};
        const store::Cursor first{0, tx.now, tx.now};
        Ledger ledger(memory(tx.conn), first.live_since);
        for (const auto& visit : past) ledger.take_past(visit);
        store::apply(tx, ledger.changes());
        store::save(tx, first);
        return {};
    });
}

Result<> Rollups::take(std::span<const db::JournalRow> rows) {
    return deps_.db.write([&](db::Tx& tx) -> Result<> {
        auto at = store::cursor(tx.conn).value_or(
            store::Cursor{0, {}, rows.empty() ? tx.now : rows.front().at});
        Ledger ledger(memory(tx.conn), at.live_since);
        for (const auto& row : rows) {
            if (row.seq <= at.seq) continue;
            ledger.take(row);
            at.seq = row.seq;
            at.as_of = row.at;
        }
        store::apply(tx, ledger.changes());
        store::save(tx, at);
        return {};
    });
}

/// A refusal of the database is thrown so that the follower brings the same rows again.
void Rollups::follow() {
    deps_.db.follow("insight.rollups", [this](std::span<const db::JournalRow> rows) {
        const std::lock_guard lock(running_);
        if (stopped_) throw std::runtime_error("the server stops; these rows come again");
        if (const auto taken = take(rows); !taken) throw std::runtime_error(taken.error().code);
        if (deps_.on_change) deps_.on_change();
    });
}

void Rollups::stop() {
    const std::lock_guard lock(running_);
    stopped_ = true;
}

}  // namespace ol::insight
