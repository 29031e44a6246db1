#include "shop/stores/retailcrm.hpp"

#include <algorithm>
#include <set>

#include "platform/base/text.hpp"
#include "shop/stores/foreign.hpp"
#include "shop/stores/slot.hpp"

namespace ol::stores::retailcrm_wire {
namespace {

using namespace foreign;

std::string name_in(const bj::object& o) {
    auto name = joined(text_at(o, "lastName"), text_at(o, "firstName"), " ");
    name = joined(name, text_at(o, "patronymic"), " ");
    return name.empty() ? text_at(o, "nickName") : name;
}

/// What each piece costs after its discount stands in "prices"; older accounts have only the first
/// price and the discount of one piece.
Result<std::int64_t> total_of(const bj::object& item, std::int64_t milli,
                              const std::string& currency) {
    const auto parts = objects_at(item, "prices");
    std::int64_t sum = 0;
    for (const auto* p : parts) {
        auto price = money_at(*p, "price", currency);
        if (!price) return price.error();
        auto part = times_milli(*price, milli_at(*p, "quantity").value_or(0));
        if (!part) return part.error();
        if (__builtin_add_overflow(sum, *part, &sum))
            return wrong("stores.money", "price", "The sum is too large.");
    }
    if (!parts.empty()) return sum;
    auto price = money_at(item, "initialPrice", currency);
    auto off = money_at(item, "discountTotal", currency);
    if (!price) return price.error();
    if (!off) return off.error();
    std::int64_t one = 0;
    if (__builtin_sub_overflow(*price, *off, &one))
        return wrong("stores.money", "discountTotal", "The sum is too large.");
    return times_milli(one, milli);
}

Result<> read_lines(const bj::object& o, orders::ExternalOrder& e) {
    const auto items = objects_at(o, "items");
    if (items.size() > lines_max) return wrong("stores.lines", "items", "More than 500 lines.");
    for (const auto* item : items) {
        const auto& offer = object_or_none(*item, "offer");
        orders::ExternalLine l{text_at(*item, "id"), text_at(offer, "article"),
                               text_at(offer, "displayName")};
        if (l.name.empty()) l.name = text_at(offer, "name");
        if (l.name.empty()) l.name = text_at(*item, "productName");
        if (l.sku.empty()) l.sku = text_at(offer, "externalId");
        const auto milli = milli_at(*item, "quantity");
        if (!milli) return wrong("stores.quantity", "quantity", "Not a quantity.");
        auto total = total_of(*item, *milli, e.currency);
        if (!total) return total.error();
        l.total_minor = *total;
        put_quantity(l, *milli, text_at(*item, "quantity"));
        e.lines.push_back(std::move(l));
    }
    return {};
}

orders::PayMethod method_of(const std::string& type) {
    if (type.empty()) return orders::PayMethod::other;
    if (cash_by(type)) return orders::PayMethod::cod;
    if (has_any(type, {"transfer", "bank-account", "invoice"})) return orders::PayMethod::prepaid;
    if (has_any(type, {"card", "e-money", "online"})) return orders::PayMethod::card;
    return orders::PayMethod::other;
}

Result<> read_money(const bj::object& o, orders::ExternalOrder& e) {
    auto total = money_at(o, "totalSumm", e.currency);
    if (!total) return total.error();
    if (*total < 0) return wrong("stores.money", "totalSumm", "A total below zero.");
    e.total_minor = *total;
    std::int64_t paid = 0;
    for (const auto* p : objects_at(o, "payments")) {
        if (e.pay_method == orders::PayMethod::other)
            e.pay_method = method_of(fold(text_at(*p, "type")));
        const auto status = text_at(*p, "status");
        const bool came = status.empty() ? !text_at(*p, "paidAt").empty() : status == "paid";
        auto amount = money_at(*p, "amount", e.currency);
        if (!amount) return amount.error();
        if (came && __builtin_add_overflow(paid, std::max<std::int64_t>(*amount, 0), &paid))
            return wrong("stores.money", "payments", "The sum is too large.");
    }
    if (!text_at(o, "fullPaidAt").empty()) paid = e.total_minor;
    e.paid_minor = std::min(paid, e.total_minor);
    return {};
}

void read_people(const bj::object& o, const Source& source, orders::ExternalOrder& e) {
    const auto& customer = object_or_none(o, "customer");
    const auto country = text_at(o, "countryIso");
    const auto normal = [&](const std::string& raw) {
        return normal_phone(raw, country.empty() ? source.facts.region : country).value_or(raw);
    };
    e.recipient = name_in(o);
    e.phone = normal(text_at(o, "phone"));
    e.customer_name = name_in(customer);
    if (e.customer_name.empty()) e.customer_name = e.recipient;
    const auto phones = objects_at(customer, "phones");
    e.customer_phone = phones.empty() ? e.phone : normal(text_at(*phones.front(), "number"));
    e.customer_email = text_at(o, "email");
    if (e.customer_email.empty()) e.customer_email = text_at(customer, "email");
}

void read_delivery(const bj::object& o, const Source& source, orders::ExternalOrder& e) {
    const auto& delivery = object_or_none(o, "delivery");
    const auto& to = object_or_none(delivery, "address");
    e.delivery_method = delivery_by(fold(text_at(delivery, "code") + " " +
                                         text_at(object_or_none(delivery, "service"), "name")));
    e.address = text_at(to, "text");
    if (e.address.empty()) e.address = text_at(to, "notes");
    e.city = text_at(to, "city");
    e.region = text_at(to, "region");
    e.postcode = text_at(to, "index");
    const auto date = text_at(delivery, "date");
    const auto& time = object_or_none(delivery, "time");
    const auto hours = joined(text_at(time, "from"), text_at(time, "to"), "-");
    if (const auto slot = date.empty() ? std::nullopt : parse_slot(date, hours, source.facts.tz))
        e.delivery_from = slot->first, e.delivery_to = slot->second;
}

Result<ForeignOrder> order_of(const bj::object& o, const Source& source) {
    ForeignOrder f;
    auto& e = f.order;
    e.external_id = text_at(o, "id");
    if (!plain_id(e.external_id, 20)) return wrong("stores.id", "id", "The order has no id.");
    e.shop_id = source.shop, e.source = "retailcrm";
    e.origin = origin_of("retailcrm", source.store);
    e.number = text_at(o, "number");
    e.status = f.status_name = text_at(o, "status");
    e.currency = text_at(o, "currency");
    if (e.currency.empty()) e.currency = source.facts.currency;
    if (e.currency.size() != 3)
        return wrong("stores.currency", "currency", "The order names no currency.");
    auto created = time_at(o, "createdAt", source.facts.tz.empty() ? "UTC" : source.facts.tz);
    if (!created) return created.error();
    e.created_at = *created;
    e.modified_at = source.read_at;
    if (auto ok = read_money(o, e); !ok) return ok.error();
    if (auto ok = read_lines(o, e); !ok) return ok.error();
    read_people(o, source, e);
    read_delivery(o, source, e);
    e.note = text_at(o, "customerComment").substr(0, 4000);
    f.mark = text_at(o, "externalId");
    return f;
}

Result<bj::object> answer_of(std::string_view answer) {
    auto root = root_of(answer);
    if (root && !yes_at(*root, "success"))
        return wrong("stores.json", "body", "RetailCRM did not say success.");
    return root;
}

std::optional<StatusMeaning> meaning_of_group(const std::string& group) {
    if (group == "cancel") return StatusMeaning::cancelled;
    if (group == "complete") return StatusMeaning::completed;
    return group.empty() ? std::nullopt : std::optional(StatusMeaning::open);
}

}  // namespace

Result<ForeignOrder> order(std::string_view answer, const Source& source) {
    auto root = answer_of(answer);
    if (!root) return root.error();
    const auto* o = object_at(*root, "order");
    return o ? order_of(*o, source) : wrong("stores.json", "order", "The answer holds no order.");
}

std::string new_order(const OutOrder& out) {
    const auto& e = out.order;
    bj::array items;
    for (const auto& l : e.lines) {
        // Its amounts are JSON numbers, and price x quantity is the line: see Shopify.
        const bool even = l.price_minor * l.quantity == l.total_minor;
        bj::object item{{"initialPrice", to_decimal({even ? l.price_minor : l.total_minor,
                                                     e.currency})},
                        {"quantity", even ? l.quantity : 1},
                        {"productName", l.name}};
        if (const auto known = out.products.find(l.sku); known != out.products.end())
            item["offer"] =
                bj::object{{"id", std::strtoll(known->second.c_str(), nullptr, 10)}};
        items.push_back(std::move(item));
    }
    const auto cut = e.recipient.find(' ');  // read back as "last name, first name"
    bj::object o{{"externalId", out.mark},
                 {"orderMethod", "phone"},
                 {"countryIso", out.country},
                 {"lastName", e.recipient.substr(0, cut)},
                 {"firstName", cut == e.recipient.npos ? "" : e.recipient.substr(cut + 1)},
                 {"phone", e.phone},
                 {"customerComment", e.note},
                 {"managerComment", out.desk_number},
                 {"delivery", {{"address", {{"text", e.address}, {"city", e.city}}}}},
                 {"items", std::move(items)}};
    if (!e.customer_email.empty()) o["email"] = e.customer_email;
    return "order=" + percent_encoded(bj::serialize(o));
}

bool holds(const Message& m, std::string_view answer) {
    constexpr std::string_view cancelled[] = {
        "no-call",    "no-product", "already-buyed", "delyvery-did-not-suit", "prices-did-not-suit",
        "cancel-other"};
    const auto root = root_of(answer);
    const auto* o = root ? object_at(*root, "order") : nullptr;
    if (!o) return false;
    if (m.what == OutKind::cancel)
        return std::ranges::find(cancelled, text_at(*o, "status")) != std::end(cancelled);
    return text_at(*o, "managerComment").find(m.mark) != std::string::npos;
}

Result<std::string> edit(const Message& m, std::string_view seen) {
    const auto root = root_of(seen);
    const auto* o = root ? object_at(*root, "order") : nullptr;
    if (!o || text_at(*o, "id") != m.key)
        return unavailable("stores.unreachable", "The order could not be read before its change.");
    bj::object change;
    if (m.what == OutKind::cancel)
        change["status"] = "cancel-other";
    else
        change["managerComment"] = joined(text_at(*o, "managerComment"), m.text, "\n");
    const auto site = text_at(*o, "site");
    return "by=id" + (site.empty() ? "" : "&site=" + percent_encoded(site)) +
           "&order=" + percent_encoded(bj::serialize(change));
}

Result<Page> history(std::string_view answer) {
    auto root = answer_of(answer);
    if (!root) return root.error();
    if (!array_at(*root, "history")) return wrong("stores.json", "history", "No history.");
    Page out;
    std::set<std::string> changed;
    for (const auto* h : objects_at(*root, "history")) {
        const auto id = text_at(object_or_none(*h, "order"), "id");
        if (const auto at = text_at(*h, "id"); plain_id(at, 20)) out.feed = at;
        if (!plain_id(id, 20)) continue;
        if (yes_at(*h, "deleted") || object_at(*h, "combinedTo")) {
            out.gone.push_back(id);
            changed.erase(id);
        } else {
            changed.insert(id);
        }
    }
    for (auto it = changed.begin(); it != changed.end();) {
        std::string path = std::string(api) + "orders?limit=100&page=1";
        for (int i = 0; i < 100 && it != changed.end(); ++i, ++it)
            path += "&filter%5Bids%5D%5B%5D=" + *it;
        out.next.push_back(std::move(path));
    }
    const auto& pages = object_or_none(*root, "pagination");
    if (whole_at(pages, "currentPage").value_or(0) <
            whole_at(pages, "totalPageCount").value_or(0) &&
        !out.feed.empty())
        out.next.push_back(std::string(api) +
                           "orders/history?limit=100&filter%5BsinceId%5D=" + out.feed);
    return out;
}

Result<Page> orders_page(std::string_view answer, const Source& source) {
    auto root = answer_of(answer);
    if (!root) return root.error();
    if (!array_at(*root, "orders")) return wrong("stores.json", "orders", "No orders.");
    Page out;
    for (const auto* o : objects_at(*root, "orders")) {
        auto one = order_of(*o, source);
        if (one)
            out.orders.push_back(std::move(*one));
        else
            out.refused.push_back({text_at(*o, "id"), one.error()});
    }
    return out;
}

Result<Page> statuses(std::string_view answer) {
    auto root = answer_of(answer);
    if (!root) return root.error();
    Page out;
    for (const auto* s : objects_at(*root, "statuses"))
        if (auto code = text_at(*s, "code"); !code.empty() && code.size() <= 100)
            out.statuses.push_back(
                {code, text_at(*s, "name").substr(0, 200), meaning_of_group(text_at(*s, "group"))});
    return out;
}

Result<Page> products(std::string_view answer, const Source& source) {
    auto root = answer_of(answer);
    if (!root) return root.error();
    Page out;
    for (const auto* product : objects_at(*root, "products"))
        for (const auto* offer : objects_at(*product, "offers")) {
            ForeignProduct p{text_at(*offer, "id"), text_at(*offer, "article"),
                             text_at(*offer, "name"), source.facts.currency};
            if (!plain_id(p.external_id, 20)) continue;
            if (p.sku.empty()) p.sku = text_at(*offer, "externalId");
            if (p.sku.empty()) p.sku = p.external_id;
            if (p.name.empty()) p.name = text_at(*product, "name");
            p.price_minor = money_or_zero(*offer, "price", p.currency);
            p.stock = whole_at(*offer, "quantity");
            p.active = yes_at(*offer, "active") || !offer->contains("active");
            out.products.push_back(std::move(p));
        }
    return out;
}

Result<Page> customers_page(std::string_view answer, const Source& source) {
    auto root = answer_of(answer);
    if (!root) return root.error();
    Page out;
    for (const auto* c : objects_at(*root, "customers")) {
        const auto& home = object_or_none(*c, "address");
        const auto phones = objects_at(*c, "phones");
        customers::Intake who{name_in(*c),
                              phones.empty() ? "" : text_at(*phones.front(), "number"),
                              text_at(*c, "email"),
                              {},
                              {},
                              text_at(home, "countryIso")};
        if (who.region.empty()) who.region = source.facts.region;
        who.address = {text_at(home, "text"), text_at(home, "city"), text_at(home, "region"),
                       text_at(home, "index")};
        out.buyers.push_back(std::move(who));
    }
    return out;
}

std::optional<std::string> next_page(const std::string& path, std::string_view answer) {
    auto root = answer_of(answer);
    if (!root) return std::nullopt;
    const auto& pages = object_or_none(*root, "pagination");
    const auto now = whole_at(pages, "currentPage").value_or(0);
    if (now <= 0 || now >= whole_at(pages, "totalPageCount").value_or(0)) return std::nullopt;
    const auto at = path.find("&page=");
    if (at == path.npos) return std::nullopt;
    const auto end = std::min(path.find('&', at + 1), path.size());
    return path.substr(0, at + 6) + std::to_string(now + 1) + path.substr(end);
}

}  // namespace ol::stores::retailcrm_wire
