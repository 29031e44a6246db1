#pragma once
// Canned answers (R35): the shop's agreed words, per shop and language, by a short key; approved
// by a supervisor before anybody uses them, kept in versions, counted when used. Public header of
// the room.
#include <functional>
#include <span>

#include "contact/canned/rules.hpp"
#include "contact/canned/types.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"

namespace ol::canned {

std::span<const db::Migration> migrations();

/// What is known of the buyer, by name of the variable; of which shop the conversation is.
struct Subject {
    ShopId shop_id;
    Facts facts;
};

struct Deps {
    db::Database& db;
    IdSource& ids;
    /// None: there is no such conversation, or she may not see it.
    std::function<std::optional<Subject>(db::Conn&, const http::Principal&, SubjectId)> subject;
    std::function<std::string(PersonId)> person_name;
    std::function<void(db::Tx&, PersonId, std::string_view what, std::int64_t subject)> audit;
};

/// Thread-safe; block on the database. Errors: canned.unknown (also another shop's), canned.key,
/// canned.language, canned.text_empty, canned.text_too_long, canned.variable, canned.taken,
/// canned.too_many, canned.version_conflict, canned.no_draft, canned.not_approved.
class Canned {
public:
    explicit Canned(Deps deps) : d_(std::move(deps)) {}

    Result<CannedAnswerList> list(const http::Principal& who, ShopId shop) const;
    Result<CannedVersionList> versions(const http::Principal& who, CannedAnswerId id) const;
    Result<CannedAnswer> add(const http::Principal& who, const NewCannedAnswer& in);
    Result<CannedAnswer> draft(const http::Principal& who, CannedAnswerId id, std::int64_t version,
                               const CannedDraftIn& in);
    Result<CannedAnswer> approve(const http::Principal& who, CannedAnswerId id,
                                 std::int64_t version);
    Result<CannedAnswer> retire(const http::Principal& who, CannedAnswerId id, std::int64_t version,
                                bool retired);
    /// The words for this buyer; counts one use.
    Result<CannedFilled> use(const http::Principal& who, CannedAnswerId id, const CannedUseIn& in);

private:
    Deps d_;
};

void add_routes(http::Router& router, Canned& canned);

}  // namespace ol::canned
