#pragma once
// The journal reader of the roll-ups: follows the journal, keeps its cursor in the transaction of
// the sums, so that a fact read twice counts once.
#include <functional>
#include <mutex>
#include <span>
#include <string>

#include "insight/ledger.hpp"
#include "platform/db/db.hpp"

namespace ol::insight {

std::span<const db::Migration> migrations();

class Rollups {
public:
    struct Deps {
        db::Database& db;
        const Clock& clock;
        std::function<std::string(ShopId)> zone;      // "" or unknown: UTC
        std::function<PersonFacts(PersonId)> person;  // as of now; kept with the row
        std::function<void()> on_change;              // after a batch; may be empty
    };
    explicit Rollups(Deps deps) : deps_(std::move(deps)) {}

    Result<bool> begun() const;
    /// The first start of this reader: visits of before the journal told whole, once. Later calls
    /// change nothing.
    Result<> begin(std::span<const KnownVisit> past);
    /// One batch of the journal, in order; rows at or before the cursor are passed over.
    Result<> take(std::span<const db::JournalRow> rows);
    /// From now on, on the journal's thread; this object must outlive the database. After stop()
    /// nothing is taken and Deps are not touched any more.
    void follow();
    void stop();
    const Deps& deps() const { return deps_; }

private:
    Ledger::Memory memory(db::Conn& conn) const;
    Deps deps_;
    std::mutex running_;
    bool stopped_ = false;
};

}  // namespace ol::insight
