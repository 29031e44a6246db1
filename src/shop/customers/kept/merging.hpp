#pragma once
// Two cards of one person become one, and can become two again (issue 6, item 5). Who may be the
// same is only ever suggested: a person decides after seeing both side by side. Everything that
// names the buyer goes over in one transaction, in every room, and what went over is written down
// by table and key, so that the undoing brings back exactly that.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shop/customers/customers.hpp"
#include "shop/customers/kept/tables.hpp"

namespace ol::customers {

using MergeId = Id<struct MergeTag>;

// ---- suggestions ----
struct PerhapsSame {
    Customer customer;             // masked
    std::vector<IdentityKind> by;  // what both have: a number, an e-mail
    bool names_alike = false;      // "O. Koval" and "Koval Oksana"
};
BOOST_DESCRIBE_STRUCT(PerhapsSame, (), (customer, by, names_alike))
struct PerhapsSameList {
    std::vector<PerhapsSame> items;  // names alike first
};
BOOST_DESCRIBE_STRUCT(PerhapsSameList, (), (items))
struct TwoPeople {
    CustomerId other_id;
};
BOOST_DESCRIBE_STRUCT(TwoPeople, (), (other_id))

// ---- side by side ----
/// Rows of one table: the kept one's, the other's, and how many of those do not go over because
/// the kept one has the like of them.
struct MergeLine {
    std::string what;
    std::int64_t kept = 0, gone = 0, stays = 0;
};
BOOST_DESCRIBE_STRUCT(MergeLine, (), (what, kept, gone, stays))
struct MergeView {
    Customer kept, gone;  // full during her contact with him, else masked
    bool kept_full = false, gone_full = false;
    std::vector<IdentityId> same;  // of both cards: numbers and e-mails that both have
    std::vector<MergeLine> lines;
};
BOOST_DESCRIBE_STRUCT(MergeView, (), (kept, gone, kept_full, gone_full, same, lines))

enum class Take { kept, gone };
BOOST_DESCRIBE_ENUM(Take, kept, gone)
enum class TakeNotes { kept, gone, both };
BOOST_DESCRIBE_ENUM(TakeNotes, kept, gone, both)
struct MergeBuyers {
    CustomerId gone_id;
    std::int64_t version = 0, gone_version = 0;  // of the two cards as they were seen
    Take name = Take::kept, language = Take::kept, tz = Take::kept;
    TakeNotes notes = TakeNotes::both;
    std::string reason;  // how it is known that both are one person
};
BOOST_DESCRIBE_STRUCT(MergeBuyers, (),
                      (gone_id, version, gone_version, name, language, tz, notes, reason))

// ---- what was merged ----
/// Why a merge cannot be undone now: "later" (param merge: that one first), "edited" (param
/// field), "moved_on" (param table), "erased", "merged" (the kept card went into another).
struct MergeBar {
    std::string code;
    std::vector<std::pair<std::string, std::string>> params;
};
BOOST_DESCRIBE_STRUCT(MergeBar, (), (code, params))
struct BuyerMerge {
    MergeId id;
    CustomerId kept_id, gone_id;
    std::string kept_name, gone_name;
    Time at{};
    PersonId person_id;
    std::string by_name, reason;
    std::int64_t rows = 0;  // that went over
    std::optional<Time> undone_at;
    std::string undone_by_name;
    std::vector<MergeBar> bars;  // empty: it can be undone
};
BOOST_DESCRIBE_STRUCT(BuyerMerge, (),
                      (id, kept_id, gone_id, kept_name, gone_name, at, person_id, by_name, reason,
                       rows, undone_at, undone_by_name, bars))
struct BuyerMerges {
    std::optional<CustomerId> into;  // this card went into that one
    std::vector<BuyerMerge> items;   // newest first
};
BOOST_DESCRIBE_STRUCT(BuyerMerges, (), (into, items))

struct UndoMerge {};
BOOST_DESCRIBE_STRUCT(UndoMerge, (), ())

struct MergeDeps {
    db::Database& db;
    IdSource& ids;
    Customers& customers;
    Audit audit;                                       // may be empty
    std::function<std::string(PersonId)> person_name;  // may be empty
    KeptTables tables;
    /// Who talks with him at this moment; may be empty.
    std::function<std::optional<PersonId>(db::Conn&, CustomerId)> in_talk;
    /// After commit, of both cards: what is held in memory of them is to be read again. May be
    /// empty.
    std::function<void(CustomerId, CustomerId)> on_moved;
};

/// customers.merged {into}: the card went into another one already.
Error merged_already(CustomerId into);

class Merging {
public:
    explicit Merging(MergeDeps deps) : d_(std::move(deps)) {}

    /// Buyers with a number or an e-mail of his; not those kept apart. customers.unknown
    Result<PerhapsSameList> perhaps_same(const http::Principal& who, CustomerId id) const;
    /// They are two people: never suggested again. customers.unknown, customers.merge_self
    Result<> apart(db::Tx& tx, CustomerId id, CustomerId other, PersonId by) const;
    /// customers.unknown, customers.merge_self
    Result<MergeView> view(const http::Principal& who, ContactId contact, CustomerId kept,
                           CustomerId gone) const;
    /// customers.merge_self, customers.unknown, customers.merged, customers.merge_erased,
    /// customers.version_conflict, customers.in_talk, customers.reason, customers.too_long
    Result<MergeId> merge(db::Tx& tx, CustomerId kept, const MergeBuyers& in, PersonId by) const;
    /// Both cards and everything of theirs as before; what came since stays with the kept one.
    /// customers.merge_unknown, customers.merge_undone, customers.merge_bar (param bar),
    /// customers.in_talk
    Result<BuyerMerge> undo(db::Tx& tx, MergeId id, PersonId by) const;
    Result<BuyerMerges> merges(CustomerId id) const;
    /// customers.merge_unknown
    Result<BuyerMerge> one(db::Conn& c, MergeId id) const;

    const MergeDeps& deps() const { return d_; }

private:
    Result<> free_of_talk(db::Conn& c, CustomerId id, PersonId by) const;
    std::int64_t move_rows(db::Tx& tx, MergeId id, CustomerId kept, CustomerId gone) const;
    void move_back(db::Tx& tx, const BuyerMerge& m) const;
    std::vector<MergeBar> bars(db::Conn& c, const BuyerMerge& m, const std::string& box) const;
    BuyerMerge merge_of(db::Conn& c, const db::Rows& r, std::size_t i) const;

    MergeDeps d_;
};

/// Cards that went into this one and into those, nearest first.
std::vector<CustomerId> merged_cards(db::Conn& c, CustomerId id);
/// Whose card this one is now, after any merges; nullopt: it is its own.
std::optional<CustomerId> present_card(db::Conn& c, CustomerId id);
/// What merges keep of him goes; they cannot be undone any more.
void erase_merges(db::Tx& tx, CustomerId id);

std::span<const db::Migration> kept_migrations();
/// The routes hold it.
void add_merge_routes(http::Router& router, std::shared_ptr<Merging> merging);

}  // namespace ol::customers
