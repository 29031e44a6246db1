#include "app/kept.hpp"

#include <filesystem>

#include "app/parts.hpp"
#include "contact/calls/events.hpp"
#include "shop/customers/kept/file.hpp"

namespace ol::app {
namespace {

void tell(Centre::Parts& p, CustomerId buyer) {
    if (!p.server) return;
    p.server->hub().to_permission("customers.view", "buyer",
                                  "{\"id\":\"" + std::to_string(buyer.value) + "\"}");
}

customers::MergeDeps merge_deps(Centre::Parts& p) {
    customers::MergeDeps d{
        *p.db, *p.ids, *p.customers, p.customers_deps().audit, {}, kept_of_all_rooms(), {}, {}};
    d.person_name = [&p](PersonId person) { return p.staff->directory()->name_of(person); };
    d.in_talk = [](db::Conn& c, CustomerId id) -> std::optional<PersonId> {
        const auto talk = calls::in_talk(c, id);
        return talk ? std::optional(talk->person) : std::nullopt;
    };
    d.on_moved = [&p](CustomerId a, CustomerId b) { tell(p, a), tell(p, b); };
    return d;
}

/// A contact that was under way wrote its row again after the merge, with the card it began with.
void follow_merges(Centre::Parts& p, std::span<const db::JournalRow> rows) {
    std::set<std::int64_t> contacts;
    for (const auto& row : rows)
        if (row.fact.kind.starts_with("contact.")) contacts.insert(row.fact.subject);
    if (contacts.empty()) return;
    (void)p.db->write([&](db::Tx& tx) -> Result<> {
        for (const auto id : contacts) {
            const auto call = calls::with_buyer(tx.conn, {id});
            if (!call || !call->customer) continue;
            if (const auto into = customers::present_card(tx.conn, call->customer))
                calls::belongs_to(tx, {id}, *into);
        }
        return {};
    });
}

/// Files of buyers on their way out; what a killed server left there goes at the next start.
std::string files_folder(Centre::Parts& p) {
    const auto folder = p.config.var + "/buyer-files";
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    return folder;
}

/// A slow line may read it for a while; then nobody's data lie about.
void remove_later(Centre::Parts& p, std::string path) {
    static constexpr Ms a_while{10 * 60'000};
    if (!p.chores) return;
    p.chores->post([&p, path = std::move(path)] {
        p.chores->at(p.chores->now() + a_while, [path] {
            std::error_code ignored;
            std::filesystem::remove(path, ignored);
        });
    });
}

}  // namespace

/// Contacts that were in memory during a merge follow it by the journal.
void add_kept_routes(Centre::Parts& parts) {
    const auto merging = std::make_shared<customers::Merging>(merge_deps(parts));
    customers::add_merge_routes(parts.router, merging);
    customers::FileDeps file{*parts.db,           *parts.customers,    parts.customers_deps().audit,
                             kept_of_all_rooms(), files_folder(parts), {}};
    file.sent_later = [&parts](std::string path) { remove_later(parts, std::move(path)); };
    customers::add_file_routes(parts.router, std::make_shared<customers::BuyerFile>(file));
    parts.db->follow("customers.merged", [&parts](std::span<const db::JournalRow> rows) {
        follow_merges(parts, rows);
    });
}

}  // namespace ol::app
