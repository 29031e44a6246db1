// By which of its own statuses a shop is told what the desk decided: chosen once by a person among
// those that the shop lists.
#include <algorithm>
#include <set>

#include "platform/base/names.hpp"
#include "shop/stores/connected.hpp"

namespace ol::stores {
namespace {

constexpr int pages_max = 20;
constexpr std::size_t choices_max = 500;
constexpr OutKind whats[] = {OutKind::confirm, OutKind::note, OutKind::cancel};

Error no_choices() {
    return invalid("stores.unsupported", "what", "This platform is not told by a chosen status.");
}

}  // namespace

std::string told_as(db::Conn& c, StoreId store, OutKind what) {
    const auto r =
        c.query("select code from store_told_as where store_id = ?1 and what = ?2", store, what);
    return r.empty() ? std::string() : r.text(0, 0);
}

Result<StoreWords> Stores::words(StoreId id) const {
    return d_.db.read_as<StoreWords>([&](db::Conn& c) -> Result<StoreWords> {
        const auto store = c.query("select kind, choices_at from store where id = ?1", id);
        if (store.empty()) return not_found("stores.unknown", "No such store.");
        const auto* connector = connector_of(store.text(0, 0));
        StoreWords out;
        if (store.i64(0, 1) != 0) out.read_at = from_ms(store.i64(0, 1));
        for (const auto what : whats) {
            if (!connector || !connector->by_status() || !connector->can_write(what)) continue;
            ToldAs one{what};
            one.wanted = connector->wants_status(what);
            const auto r = c.query(
                "select code, name from store_told_as where store_id = ?1 and what = ?2", id, what);
            if (!r.empty()) one.code = r.text(0, 0), one.name = r.text(0, 1);
            out.items.push_back(std::move(one));
        }
        const auto r = c.query(
            "select code, name from store_choice where store_id = ?1 order by name, code", id);
        for (std::size_t i = 0; i < r.size(); ++i)
            out.choices.push_back({r.text(i, 0), r.text(i, 1)});
        return out;
    });
}

Result<> Stores::tell_as(StoreId id, const AnswerToldAs& in, PersonId by) {
    return d_.db.write([&](db::Tx& tx) -> Result<> {
        const auto store = tx.query("select kind from store where id = ?1", id);
        const auto* connector = store.empty() ? nullptr : connector_of(store.text(0, 0));
        if (!connector) return not_found("stores.unknown", "No such store.");
        if (!connector->by_status() || !connector->can_write(in.what)) return no_choices();
        tx.exec("delete from store_told_as where store_id = ?1 and what = ?2", id, in.what);
        if (!in.code.empty()) {
            const auto choice = tx.query(
                "select name from store_choice where store_id = ?1 and code = ?2", id, in.code);
            if (choice.empty())
                return invalid("stores.choice", "code", "The shop has no such status.");
            tx.exec(R"(insert into store_told_as (store_id, what, code, name, person_id, at)
                values (?1,?2,?3,?4,?5,?6))",
                    id, in.what, in.code, choice.text(0, 0), by, tx.now);
        }
        tx.journal({"store.told_as", id.value, by.value,
                    "{\"what\":" + json::quote(to_name(in.what)) + "}"});
        return {};
    });
}

Result<> Stores::read_choices(StoreId id) {
    auto s = opened_store(id);
    if (!s) return s.error();
    if (!s->connector->by_status()) return no_choices();
    std::vector<ForeignStatus> found;
    std::set<std::string> seen;
    std::vector<std::string> ahead{s->connector->statuses_path()}, asked;
    while (!ahead.empty() && std::ssize(asked) < pages_max) {
        const auto path = ahead.front();
        ahead.erase(ahead.begin());
        asked.push_back(path);
        const auto answer = ask(*s, path);
        if (answer.is != Answer::Is::ok) return failed(*s, answer);
        auto page = s->connector->page(path, answer.http, s->source(d_.clock.now()));
        if (!page) return page.error();
        for (auto& status : page->statuses)
            if (found.size() < choices_max && seen.insert(status.code).second)
                found.push_back(std::move(status));
        for (auto& next : page->next)
            if (std::ranges::find(asked, next) == asked.end()) ahead.push_back(std::move(next));
    }
    return d_.db.write([&](db::Tx& tx) -> Result<> {
        tx.exec("delete from store_choice where store_id = ?1", id);
        for (const auto& status : found)
            tx.exec("insert into store_choice (store_id, code, name) values (?1,?2,?3)", id,
                    status.code, status.name);
        tx.exec("update store set choices_at = ?2 where id = ?1", id, tx.now);
        return {};
    });
}

}  // namespace ol::stores
