#include "shop/stores/prom.hpp"

#include <algorithm>
#include <charconv>

#include "platform/base/json.hpp"
#include "platform/base/text.hpp"
#include "shop/stores/foreign.hpp"

namespace ol::stores::prom_wire {
namespace {

using namespace foreign;

std::string name_in(const bj::object& o, std::string_view prefix) {
    const auto part = [&](std::string_view key) {
        return text_at(o, std::string(prefix) + std::string(key));
    };
    return joined(joined(part("last_name"), part("first_name"), " "), part("second_name"), " ");
}

/// "грн" stands behind each amount of Prom.ua; the same API without it is another country's.
std::string currency_of(const bj::object& o, const Source& source) {
    const auto written = text_at(o, "full_price") + text_at(o, "price");
    return written.find("грн") != written.npos ? "UAH" : source.facts.currency;
}

Result<> read_lines(const bj::object& o, orders::ExternalOrder& e) {
    const auto items = objects_at(o, "products");
    if (items.size() > lines_max) return wrong("stores.lines", "products", "More than 500 lines.");
    for (const auto* item : items) {
        orders::ExternalLine l{text_at(*item, "id"), text_at(*item, "sku"), text_at(*item, "name")};
        if (l.sku.empty()) l.sku = text_at(*item, "external_id");
        const auto milli = milli_at(*item, "quantity");
        if (!milli) return wrong("stores.quantity", "quantity", "Not a quantity.");
        auto price = written_money_at(*item, "price", e.currency);
        auto total = written_money_at(*item, "total_price", e.currency);
        if (!price) return price.error();
        if (!total) return total.error();
        l.total_minor = *total;
        if (text_at(*item, "total_price").empty()) {
            auto sum = times_milli(*price, *milli);
            if (!sum) return sum.error();
            l.total_minor = *sum;
        }
        put_quantity(l, *milli, text_at(*item, "quantity"));
        e.lines.push_back(std::move(l));
    }
    return {};
}

orders::PayMethod method_of(const bj::object& o) {
    const auto name = fold(text_at(object_or_none(o, "payment_option"), "name"));
    if (cash_by(name)) return orders::PayMethod::cod;
    // payment_data is there when Prom itself takes the money ("evopay").
    if (!text_at(object_or_none(o, "payment_data"), "type").empty() ||
        has_any(name, {"пром-оплат", "карт", "visa", "liqpay", "online", "онлайн"}))
        return orders::PayMethod::card;
    if (has_any(name, {"рахун", "реквізит", "передплат", "безготів", "счет", "счёт", "реквизит",
                       "предоплат", "безнал", "invoice"}))
        return orders::PayMethod::prepaid;
    return orders::PayMethod::other;
}

/// full_price holds delivery and discounts; orders of before discounts were shown have only price.
Result<> read_money(const bj::object& o, orders::ExternalOrder& e) {
    Result<std::int64_t> total = 0;
    for (const auto* key : {"full_price", "price_with_special_offer", "price"}) {
        total = written_money_at(o, key, e.currency);
        if (!total) return total.error();
        if (!text_at(o, key).empty()) break;
    }
    if (*total < 0) return wrong("stores.money", "full_price", "A total below zero.");
    e.total_minor = *total;
    e.pay_method = method_of(o);
    const auto state = text_at(object_or_none(o, "payment_data"), "status");
    if (state == "paid" || text_at(o, "status") == "paid") e.paid_minor = e.total_minor;
    e.refunded = state == "refunded";
    return {};
}

void read_people(const bj::object& o, const Source& source, orders::ExternalOrder& e) {
    const auto& client = object_or_none(o, "client");
    const auto& to = object_or_none(o, "delivery_recipient");
    const auto normal = [&](const std::string& raw) {
        return normal_phone(raw, source.facts.region).value_or(raw);
    };
    e.customer_name = name_in(o, "client_");
    if (e.customer_name.empty()) e.customer_name = name_in(client, "");
    e.customer_phone = normal(text_at(o, "phone"));
    if (e.customer_phone.empty()) e.customer_phone = normal(text_at(client, "phone"));
    e.customer_email = text_at(o, "email");
    e.recipient = name_in(to, "");
    e.phone = normal(text_at(to, "phone"));
}

void read_delivery(const bj::object& o, orders::ExternalOrder& e) {
    const auto& data = object_or_none(o, "delivery_provider_data");
    const auto& to = object_or_none(data, "recipient_address");
    e.address = text_at(o, "delivery_address");
    e.city = text_at(to, "city_name");
    const auto option = text_at(object_or_none(o, "delivery_option"), "name");
    // Parcel lockers come as warehouses; the word stands in the address alone.
    e.delivery_method = delivery_by(fold(option + " " + text_at(data, "type") + " " + e.address));
    if (e.delivery_method == orders::DeliveryMethod::courier && text_at(data, "type") == "W2W")
        e.delivery_method = orders::DeliveryMethod::branch;
}

/// Prom's own statuses (OrderStatus of its documents); a seller's own ones are asked about.
std::optional<StatusMeaning> meaning_of(const std::string& status) {
    if (status == "pending" || status == "received" || status == "paid") return StatusMeaning::open;
    if (status == "delivered") return StatusMeaning::completed;
    if (status == "canceled") return StatusMeaning::cancelled;
    if (status == "draft") return StatusMeaning::draft;
    return std::nullopt;
}

Result<> read_times(const bj::object& o, const Source& source, orders::ExternalOrder& e) {
    auto created = time_at(o, "date_created", "UTC"), modified = time_at(o, "date_modified", "UTC");
    if (!created) return created.error();
    if (!modified) return modified.error();
    e.created_at = to_ms(*created) ? *created : source.read_at;
    e.modified_at = to_ms(*modified) ? *modified : source.read_at;
    return {};
}

Result<ForeignOrder> order_of(const bj::object& o, const Source& source) {
    ForeignOrder f;
    auto& e = f.order;
    e.external_id = e.number = text_at(o, "id");
    if (!plain_id(e.external_id, 20)) return wrong("stores.id", "id", "The order has no id.");
    e.shop_id = source.shop, e.source = "prom";
    e.origin = origin_of("prom", source.store);
    e.status = text_at(o, "status");
    f.status_name = text_at(o, "status_name");
    if (f.status_name.empty()) f.status_name = e.status;
    f.meaning = meaning_of(e.status);
    e.currency = currency_of(o, source);
    if (e.currency.size() != 3)
        return wrong("stores.currency", "currency", "Neither order nor shop names a currency.");
    if (auto ok = read_times(o, source, e); !ok) return ok.error();
    if (auto ok = read_money(o, e); !ok) return ok.error();
    if (auto ok = read_lines(o, e); !ok) return ok.error();
    read_people(o, source, e);
    read_delivery(o, e);
    e.note = text_at(o, "client_notes").substr(0, 4000);
    // The buyer's own words at the checkout of Prom, where its operators read them too.
    if (yes_at(o, "dont_call_customer_back")) e.note = joined("Не передзвонювати", e.note, ". ");
    return f;
}

/// The list under `key`; {"error": ...} comes with 200.
Result<bj::object> list_of(std::string_view answer, std::string_view key) {
    auto root = root_of(answer);
    if (!root) return root;
    if (!array_at(*root, key))
        return wrong("stores.json", std::string(key), "Prom.ua did not send the list.");
    return root;
}

std::int64_t number_of(const std::string& text) {
    std::int64_t n = 0;
    std::from_chars(text.data(), text.data() + text.size(), n);
    return n;
}

/// What is on this page and was not on the one before: each page begins with the last of before.
std::vector<const bj::object*> fresh(const std::string& path, const bj::object& root,
                                     std::string_view key) {
    auto all = objects_at(root, key);
    if (const auto seen = query_of(path, "last_id"); !seen.empty())
        std::erase_if(all, [&](const bj::object* o) { return text_at(*o, "id") == seen; });
    return all;
}

/// Asked again from the lowest id seen, itself included, so that nothing hangs on whether it is;
/// the end is where it gets no lower. A short page is no end: how many come is Prom's to say.
void put_next(const std::string& path, const std::vector<const bj::object*>& items, Page& out) {
    std::int64_t lowest = 0;
    for (const auto* o : items) {
        const auto id = number_of(text_at(*o, "id"));
        if (id > 0) lowest = lowest == 0 ? id : std::min(lowest, id);
    }
    const auto asked = number_of(query_of(path, "last_id"));
    if (lowest > 0 && (asked == 0 || lowest < asked))
        out.next.push_back(with_query(path, "last_id", std::to_string(lowest)));
}

std::string first_text(const bj::object& o, std::string_view list, std::string_view key) {
    const auto* all = array_at(o, list);
    if (!all || all->empty()) return {};
    const auto* one = all->front().if_object();
    return one ? text_at(*one, key) : text_of(&all->front());
}

std::string name_of(const bj::object& product) {
    const auto& names = object_or_none(product, "name_multilang");
    const auto own = text_at(names, "uk");
    return own.empty() ? text_at(product, "name") : own;
}

}  // namespace

Result<ForeignOrder> order(std::string_view answer, const Source& source) {
    auto root = root_of(answer);
    if (!root) return root.error();
    const auto* o = object_at(*root, "order");
    return o ? order_of(*o, source) : wrong("stores.json", "order", "The answer holds no order.");
}

Result<Page> orders_page(const std::string& path, std::string_view answer, const Source& source) {
    auto root = list_of(answer, "orders");
    if (!root) return root.error();
    Page out;
    const auto items = fresh(path, *root, "orders");
    for (const auto* o : items) {
        auto one = order_of(*o, source);
        if (one)
            out.orders.push_back(std::move(*one));
        else
            out.refused.push_back({text_at(*o, "id"), one.error()});
    }
    put_next(path, items, out);
    return out;
}

Result<Page> products(const std::string& path, std::string_view answer, const Source& source) {
    auto root = list_of(answer, "products");
    if (!root) return root.error();
    Page out;
    const auto items = fresh(path, *root, "products");
    for (const auto* o : items) {
        ForeignProduct p{text_at(*o, "id"), text_at(*o, "sku"), name_of(*o),
                         text_at(*o, "currency")};
        if (!plain_id(p.external_id, 20)) continue;
        if (p.sku.empty()) p.sku = text_at(*o, "external_id");
        if (p.sku.empty()) p.sku = p.external_id;
        if (p.currency.size() != 3) p.currency = source.facts.currency;
        const auto price = written_money_at(*o, "price", p.currency);
        p.price_minor = price ? *price : 0;
        p.stock = whole_at(*o, "quantity_in_stock");
        // Who does not count pieces still says when there are none.
        if (!p.stock && text_at(*o, "presence") == "not_available") p.stock = 0;
        const auto state = text_at(*o, "status");
        p.active = state.empty() || state == "on_display";
        out.products.push_back(std::move(p));
    }
    put_next(path, items, out);
    return out;
}

Result<Page> clients(const std::string& path, std::string_view answer, const Source& source) {
    auto root = list_of(answer, "clients");
    if (!root) return root.error();
    Page out;
    const auto items = fresh(path, *root, "clients");
    for (const auto* o : items) {
        customers::Intake who{text_at(*o, "client_full_name"),
                              first_text(*o, "phones", "phone"),
                              first_text(*o, "emails", "email"),
                              {},
                              {},
                              source.facts.region};
        out.buyers.push_back(std::move(who));
    }
    put_next(path, items, out);
    return out;
}

std::string status_of(std::string_view answer) {
    const auto root = root_of(answer);
    const auto* o = root ? object_at(*root, "order") : nullptr;
    return o ? text_at(*o, "status") : std::string();
}

std::string new_status(const Message& m) {
    const bool cancel = m.what == OutKind::cancel;
    std::string why;
    if (cancel)
        why = ",\"cancellation_reason\":\"another\",\"cancellation_text\":" + json::quote(m.text);
    return std::string("{\"status\":\"") + (cancel ? "canceled" : "received") + "\",\"ids\":[" +
           m.key + "]" + why + "}";
}

bool processed(std::string_view answer, std::string_view key) {
    const auto root = root_of(answer);
    const auto* ids = root ? array_at(*root, "processed_ids") : nullptr;
    return ids && std::ranges::any_of(*ids, [&](const bj::value& v) { return text_of(&v) == key; });
}

}  // namespace ol::stores::prom_wire
