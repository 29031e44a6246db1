#include "contact/canned/canned.hpp"

#include "contact/canned/rows.hpp"

namespace ol::canned {
namespace {

using rows::Answer;

bool in_shops(const http::Principal& who, ShopId shop) {
    return who.shops.empty() || who.shops.contains(shop.value);
}

Error unknown() {
    return not_found("canned.unknown", "There is no such answer, or it is not of your shop.");
}

Result<Answer> found(db::Conn& conn, const http::Principal& who, CannedAnswerId id) {
    const auto a = rows::answer(conn, id);
    if (!a || !in_shops(who, a->shop_id)) return unknown();
    return *a;
}

Result<Answer> found(db::Conn& conn, const http::Principal& who, CannedAnswerId id,
                     std::int64_t version) {
    auto a = found(conn, who, id);
    if (a && a->version != version)
        return conflict("canned.version_conflict",
                        "Somebody changed this answer meanwhile; look, then do it again.");
    return a;
}

std::string name_of(const Deps& d, PersonId person) {
    return person && d.person_name ? d.person_name(person) : "";
}

CannedAnswer shown(const Deps& d, const Answer& a) {
    CannedAnswer out;
    out.id = a.id, out.shop_id = a.shop_id, out.key = a.key, out.language = a.language;
    out.text = a.text, out.draft = a.draft, out.live = a.live, out.drafted = a.drafted;
    out.draft_by = name_of(d, a.draft_by), out.approved_by = name_of(d, a.approved_by);
    out.variables = variables_of(a.text.empty() ? a.draft : a.text);
    out.retired = a.retired, out.used = a.used, out.version = a.version;
    if (a.used_at != Time{}) out.used_at = a.used_at;
    out.changed_at = a.changed_at;
    return out;
}

/// The next version, which waits for approval; what is in use stays.
void draft_of(db::Tx& tx, Answer& a, const std::string& text, PersonId by) {
    a.draft = text, a.draft_by = by;
    a.drafted = ++a.newest;
    a.changed_at = tx.now;
    rows::insert(tx, rows::Version{a.id, a.drafted, text, by, {}, tx.now, {}});
}

void fact(db::Tx& tx, const char* kind, const Answer& a, PersonId actor) {
    tx.journal(
        {kind, a.id.value, actor.value,
         "{\"version\":" + std::to_string(a.newest) + ",\"live\":" + std::to_string(a.live) + "}"});
}

}  // namespace

Result<CannedAnswerList> Canned::list(const http::Principal& who, ShopId shop) const {
    return d_.db.read_as<CannedAnswerList>([&](db::Conn& conn) -> Result<CannedAnswerList> {
        CannedAnswerList out;
        out.variables.assign(known_variables.begin(), known_variables.end());
        for (const Answer& a : rows::answers(conn, shop))
            if (in_shops(who, a.shop_id)) out.items.push_back(shown(d_, a));
        return out;
    });
}

Result<CannedVersionList> Canned::versions(const http::Principal& who, CannedAnswerId id) const {
    return d_.db.read_as<CannedVersionList>([&](db::Conn& conn) -> Result<CannedVersionList> {
        if (const auto a = found(conn, who, id); !a) return a.error();
        CannedVersionList out;
        for (const auto& v : rows::versions(conn, id, versions_shown)) {
            CannedVersion one{v.number, v.text, name_of(d_, v.by_id), name_of(d_, v.approved_by),
                              v.at,     {}};
            if (v.approved_at != Time{}) one.approved_at = v.approved_at;
            out.items.push_back(std::move(one));
        }
        return out;
    });
}

Result<CannedAnswer> Canned::add(const http::Principal& who, const NewCannedAnswer& in) {
    const auto key = checked_key(in.key);
    if (!key) return key.error();
    const auto language = checked_language(in.language);
    if (!language) return language.error();
    const auto text = checked_text(in.text);
    if (!text) return text.error();
    if (!in.shop_id || !in_shops(who, in.shop_id))
        return invalid("canned.shop", "shop_id", "Name one of your shops.");
    return d_.db.write_as<CannedAnswer>([&](db::Tx& tx) -> Result<CannedAnswer> {
        if (rows::taken(tx.conn, in.shop_id, *key, *language))
            return conflict("canned.taken", "This shop has an answer of this key and language.");
        if (rows::count(tx.conn, in.shop_id) >= answers_of_shop_max)
            return conflict("canned.too_many", "A shop keeps at most 1000 answers; retire some.");
        Answer a;
        a.id = d_.ids.next_id<CannedAnswerId>();
        a.shop_id = in.shop_id, a.key = *key, a.language = *language;
        draft_of(tx, a, *text, who.person);
        rows::insert(tx, a);
        fact(tx, "canned.drafted", a, who.person);
        return shown(d_, a);
    });
}

Result<CannedAnswer> Canned::draft(const http::Principal& who, CannedAnswerId id,
                                   std::int64_t version, const CannedDraftIn& in) {
    const auto text = checked_text(in.text);
    if (!text) return text.error();
    return d_.db.write_as<CannedAnswer>([&](db::Tx& tx) -> Result<CannedAnswer> {
        auto a = found(tx.conn, who, id, version);
        if (!a) return a.error();
        draft_of(tx, *a, *text, who.person);
        ++a->version;
        rows::update(tx, *a);
        fact(tx, "canned.drafted", *a, who.person);
        return shown(d_, *a);
    });
}

Result<CannedAnswer> Canned::approve(const http::Principal& who, CannedAnswerId id,
                                     std::int64_t version) {
    return d_.db.write_as<CannedAnswer>([&](db::Tx& tx) -> Result<CannedAnswer> {
        auto a = found(tx.conn, who, id, version);
        if (!a) return a.error();
        if (a->drafted == 0)
            return conflict("canned.no_draft", "Nothing waits for approval; look at it again.");
        rows::approve(tx, id, a->drafted, who.person);
        a->text = std::exchange(a->draft, {}), a->live = std::exchange(a->drafted, 0);
        a->approved_by = who.person, a->changed_at = tx.now;
        a->retired = false;
        ++a->version;
        rows::update(tx, *a);
        fact(tx, "canned.approved", *a, who.person);
        if (d_.audit) d_.audit(tx, who.person, "canned.approved", id.value);
        return shown(d_, *a);
    });
}

Result<CannedAnswer> Canned::retire(const http::Principal& who, CannedAnswerId id,
                                    std::int64_t version, bool retired) {
    return d_.db.write_as<CannedAnswer>([&](db::Tx& tx) -> Result<CannedAnswer> {
        auto a = found(tx.conn, who, id, version);
        if (!a) return a.error();
        a->retired = retired, a->changed_at = tx.now;
        ++a->version;
        rows::update(tx, *a);
        fact(tx, retired ? "canned.retired" : "canned.restored", *a, who.person);
        return shown(d_, *a);
    });
}

Result<CannedFilled> Canned::use(const http::Principal& who, CannedAnswerId id,
                                 const CannedUseIn& in) {
    return d_.db.write_as<CannedFilled>([&](db::Tx& tx) -> Result<CannedFilled> {
        const auto a = found(tx.conn, who, id);
        if (!a) return a.error();
        const auto subject = d_.subject(tx.conn, who, in.conversation_id);
        if (!subject || subject->shop_id != a->shop_id)
            return not_found("canned.conversation",
                             "There is no such conversation of this answer's shop.");
        if (a->text.empty() || a->retired)
            return conflict("canned.not_approved",
                            "This answer is not approved; ask a supervisor, or write yourself.");
        rows::count_use(tx, id);
        auto filled = fill(a->text, subject->facts);
        return CannedFilled{std::move(filled.text), std::move(filled.missing)};
    });
}

}  // namespace ol::canned
