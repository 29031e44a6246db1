// The page: the card, the thread of every room merged by time, an unknown number, the erasure.
#include "shop/customers/page/page.hpp"

#include <algorithm>
#include <charconv>

#include "platform/base/text.hpp"

namespace ol::customers {
namespace {

constexpr int thread_max = 100, found_max = 8;
constexpr std::int64_t id_max = std::int64_t{1} << 53;

std::int64_t number_of(std::string_view text) {
    std::int64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

/// "1795000000000.123": the last entry of the page before.
void read_cursor(std::string_view cursor, ThreadAsk& ask) {
    const auto dot = cursor.find('.');
    if (dot == std::string_view::npos) return;
    ask.before = from_ms(number_of(cursor.substr(0, dot)));
    ask.before_id = number_of(cursor.substr(dot + 1));
}

bool newer(const ThreadEntry& a, const ThreadEntry& b) {
    return a.at != b.at ? a.at > b.at : number_of(a.id) > number_of(b.id);
}

Error unknown_buyer() {
    return not_found("customers.unknown", "No such customer; the list may be out of date.");
}

}  // namespace

Result<BuyerPage> Page::page(const http::Principal& who, ContactId contact, CustomerId id,
                             Purpose purpose) const {
    if (auto ok = d_.customers.readable(who, contact, id); !ok) return ok.error();
    auto visibility = d_.customers.look(who.person, contact, id, "card");
    if (!visibility) return visibility.error();
    return d_.db.read_as<BuyerPage>([&](db::Conn& c) -> Result<BuyerPage> {
        auto whole = d_.customers.customer(c, id, Visibility::full);
        if (!whole) return whole.error();
        BuyerPage out;
        out.full = *visibility == Visibility::full;
        out.score = completeness(*whole);
        out.customer = out.full ? std::move(*whole) : masked(std::move(*whole));
        out.look = seen(c, id, who.person, purpose, d_.clock.now());
        return out;
    });
}

Result<ThreadPage> Page::thread(const http::Principal& who, ContactId contact, CustomerId id,
                                const std::set<ThreadKind>& kinds, std::string_view cursor,
                                int limit) const {
    if (auto ok = d_.customers.readable(who, contact, id); !ok) return ok.error();
    auto visibility = d_.customers.look(who.person, contact, id, "card");
    if (!visibility) return visibility.error();
    ThreadAsk ask{id,
                  from_ms(id_max),
                  id_max,
                  std::clamp(limit, 1, thread_max) + 1,
                  {who.shops.begin(), who.shops.end()}};
    read_cursor(cursor, ask);
    return d_.db.read_as<ThreadPage>([&](db::Conn& c) -> Result<ThreadPage> {
        ThreadPage out;
        // Each room gives at most a page: the newest of all of them are among these.
        for (const auto& [kind, source] : d_.sources)
            if (kinds.empty() || kinds.contains(kind))
                std::ranges::move(source(c, ask), std::back_inserter(out.items));
        std::ranges::stable_sort(out.items, newer);
        if (std::cmp_greater_equal(out.items.size(), ask.limit)) {
            out.items.resize(static_cast<std::size_t>(ask.limit - 1));
            out.next = std::to_string(to_ms(out.items.back().at)) + "." + out.items.back().id;
        }
        for (auto& e : out.items) {
            if (e.by) e.by_name = name(*e.by);
            e.hidden = *visibility != Visibility::full && !e.text.empty();
            if (e.hidden) e.text.clear();
        }
        return out;
    });
}

Result<FoundBuyers> Page::find(const http::Principal& who, std::string_view field) const {
    FoundBuyers out;
    const auto add = [&](CustomerId id, FoundBy by, std::string order) {
        const auto same = [&](const FoundBuyer& f) { return f.customer.id == id; };
        if (std::ranges::any_of(out.items, same) || out.items.size() >= found_max) return;
        if (auto one = d_.customers.customer(id, Visibility::masked))
            out.items.push_back({std::move(*one), by, std::move(order)});
    };
    const std::string q(trim(field));
    if (q.size() < 2) return out;
    if (d_.by_order) {
        const std::vector<std::int64_t> shops(who.shops.begin(), who.shops.end());
        std::vector<std::pair<CustomerId, std::string>> hits;
        auto read = d_.db.read([&](db::Conn& c) -> Result<> {
            hits = d_.by_order(c, shops, q);
            return {};
        });
        if (!read) return read.error();
        for (auto& [id, number] : hits) add(id, FoundBy::order, std::move(number));
    }
    auto people = d_.customers.search(q, "", found_max, who.shops);
    if (!people) return people.error();
    const bool digits = q.find_first_not_of("0123456789+-() .") == std::string::npos;
    for (const auto& c : people->items) add(c.id, digits ? FoundBy::phone : FoundBy::name, "");
    return out;
}

Result<> Page::attach(const AttachNumber& in, CustomerId id, PersonId by) const {
    const auto number = d_.number_of ? d_.number_of(by, in.contact_id, id) : std::nullopt;
    if (!number)
        return conflict("customers.no_number",
                        "Only the number of your own contact is attached, and it must be known.");
    return d_.db.write([&](db::Tx& tx) -> Result<> {
        const auto now = d_.customers.customer(tx.conn, id, Visibility::masked);
        if (!now) return now.error();
        CustomerPatch patch;
        patch.add_phone = *number;
        if (auto ok = d_.customers.patch(tx, id, now->version, patch, by); !ok) return ok;
        if (d_.audit) d_.audit(tx, by, "customer.number_attached", id.value, "{}");
        return {};
    });
}

Result<> Page::detach(db::Tx& tx, const DetachNumber& in, CustomerId id, PersonId by) const {
    if (trim(in.reason).empty())
        return invalid("customers.reason", "reason", "Say why it is not his; the reason is kept.");
    const auto now = d_.customers.customer(tx.conn, id, Visibility::masked);
    if (!now) return now.error();
    const auto hers = [&](const Identity& i) { return i.id == in.identity_id; };
    if (std::ranges::none_of(now->identities, hers))
        return not_found("customers.unknown_field",
                         "This customer has no such number, e-mail or address.");
    CustomerPatch patch;
    patch.remove_identities = {in.identity_id};
    if (auto ok = d_.customers.patch(tx, id, now->version, patch, by); !ok) return ok;
    d_.customers.log_view(tx, {by, {}, id, "detached", in.reason.substr(0, 200)});
    return {};
}

namespace {

/// What this wing keeps of him. The row of the customer stays: its id stands in orders and figures.
void erase_card(db::Tx& tx, CustomerId id) {
    tx.exec(R"(update customer set name = '', name_folded = '', language = '', tz = '', notes = '',
        do_not_call = ?2, version = version + 1 where id = ?1)",
            id, true);
    for (const auto* table : {"customer_identity", "customer_address", "customer_trusted",
                              "customer_do_not_call", "buyer_look", "buyer_lock", "buyer_point"})
        tx.exec("delete from " + std::string(table) + " where customer_id = ?1", id);
    tx.exec("update pii_view set reason = '' where customer_id = ?1", id);
}

}  // namespace

Result<Erased> Page::erase(db::Tx& tx, CustomerId id, std::string_view reason, PersonId by) const {
    if (trim(reason).empty() || reason.size() > 500)
        return invalid("customers.reason", "reason",
                       "Say on whose request, in at most 500 characters; no name or number.");
    if (!d_.customers.customer(tx.conn, id, Visibility::masked)) return unknown_buyer();
    for (const auto& eraser : d_.erasers) eraser(tx, id);
    erase_card(tx, id);
    Policy::erase(tx, id);
    tx.exec(R"(insert into buyer_erasure (customer_id, at, person_id, reason) values (?1,?2,?3,?4)
        on conflict (customer_id) do update set at = excluded.at, person_id = excluded.person_id,
        reason = excluded.reason)",
            id, tx.now, by, trim(reason));
    tx.journal({"customer.erased", id.value, by.value});
    if (d_.audit) d_.audit(tx, by, "customer.erased", id.value, "{}");
    return Erased{id, tx.now};
}

}  // namespace ol::customers
