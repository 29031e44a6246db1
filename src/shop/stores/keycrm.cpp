#include "shop/stores/keycrm.hpp"

#include <algorithm>

#include "platform/base/text.hpp"
#include "shop/stores/foreign.hpp"

namespace ol::stores::keycrm_wire {
namespace {

using namespace foreign;

std::optional<StatusMeaning> meaning_of_group(const std::string& group) {
    if (group == "5") return StatusMeaning::completed;
    if (group == "6") return StatusMeaning::cancelled;
    if (group.size() == 1 && group[0] >= '1' && group[0] <= '4') return StatusMeaning::open;
    return std::nullopt;
}

/// What a piece was sold for; older answers have only its price and the discount of the line.
Result<std::int64_t> total_of(const bj::object& item, std::int64_t milli,
                              const std::string& currency) {
    auto sold = money_at(item, "price_sold", currency);
    if (!sold) return sold.error();
    if (!text_at(item, "price_sold").empty()) return times_milli(*sold, milli);
    auto price = money_at(item, "price", currency),
         off = money_at(item, "total_discount", currency);
    if (!price) return price.error();
    if (!off) return off.error();
    auto sum = times_milli(*price, milli);
    if (sum && __builtin_sub_overflow(*sum, *off, &*sum))
        return wrong("stores.money", "total_discount", "The sum is too large.");
    return sum;
}

std::string with_properties(std::string name, const bj::object& item) {
    for (const auto* p : objects_at(item, "properties"))
        name = joined(name, text_at(*p, "value"), ", ");
    return name.substr(0, 500);
}

Result<> read_lines(const bj::object& o, orders::ExternalOrder& e) {
    const auto items = objects_at(o, "products");
    if (items.size() > lines_max) return wrong("stores.lines", "products", "More than 500 lines.");
    for (const auto* item : items) {
        const auto& offer = object_or_none(*item, "offer");
        orders::ExternalLine l{text_at(*item, "id"), text_at(*item, "sku"),
                               with_properties(text_at(*item, "name"), *item)};
        if (l.external_id.empty()) l.external_id = text_at(offer, "id");
        if (l.sku.empty()) l.sku = text_at(offer, "sku");
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

Result<> read_money(const bj::object& o, orders::ExternalOrder& e) {
    auto total = money_at(o, "grand_total", e.currency);
    if (!total) return total.error();
    if (*total < 0) return wrong("stores.money", "grand_total", "A total below zero.");
    e.total_minor = *total;
    std::int64_t paid = 0;
    for (const auto* p : objects_at(o, "payments")) {
        if (text_at(*p, "status") != "paid") continue;
        auto amount = money_at(*p, "amount", e.currency);
        if (!amount) return amount.error();
        if (__builtin_add_overflow(paid, std::max<std::int64_t>(*amount, 0), &paid))
            return wrong("stores.money", "payments", "The sum is too large.");
    }
    if (text_at(o, "payment_status") == "paid") paid = e.total_minor;
    e.paid_minor = std::min(paid, e.total_minor);
    if (e.paid_minor > 0) e.pay_method = orders::PayMethod::prepaid;
    return {};
}

void read_people(const bj::object& o, const Source& source, orders::ExternalOrder& e) {
    const auto& buyer = object_or_none(o, "buyer");
    const auto& ship = object_or_none(o, "shipping");
    const auto country = text_at(ship, "shipping_address_country_code");
    const auto normal = [&](const std::string& raw) {
        return normal_phone(raw, country.size() == 2 ? country : source.facts.region).value_or(raw);
    };
    e.customer_name = text_at(buyer, "full_name");
    e.customer_phone = normal(text_at(buyer, "phone"));
    e.customer_email = text_at(buyer, "email");
    e.recipient = text_at(ship, "recipient_full_name");
    e.phone = normal(text_at(ship, "recipient_phone"));
    e.city = text_at(ship, "shipping_address_city");
    e.region = text_at(ship, "shipping_address_region");
    e.postcode = text_at(ship, "shipping_address_zip");
    e.address = joined(text_at(ship, "shipping_receive_point"),
                       text_at(ship, "shipping_secondary_line"), ", ");
    const auto service = text_at(object_or_none(ship, "delivery_service"), "name");
    e.delivery_method = delivery_by(fold(service + " " + e.address));
    if (e.delivery_method == orders::DeliveryMethod::courier && yes_at(ship, "is_warehouse"))
        e.delivery_method = orders::DeliveryMethod::branch;
}

Result<> read_times(const bj::object& o, const Source& source, orders::ExternalOrder& e) {
    auto ordered = time_at(o, "ordered_at", "UTC"), created = time_at(o, "created_at", "UTC");
    auto changed = time_at(o, "updated_at", "UTC");
    if (!ordered) return ordered.error();
    if (!created) return created.error();
    if (!changed) return changed.error();
    e.created_at = to_ms(*ordered) ? *ordered : to_ms(*created) ? *created : source.read_at;
    e.modified_at = to_ms(*changed) ? *changed : source.read_at;
    return {};
}

Result<ForeignOrder> order_of(const bj::object& o, const Source& source) {
    ForeignOrder f;
    auto& e = f.order;
    e.external_id = e.number = text_at(o, "id");
    if (!plain_id(e.external_id, 20)) return wrong("stores.id", "id", "The order has no id.");
    e.shop_id = source.shop, e.source = "keycrm";
    e.origin = origin_of("keycrm", source.store);
    e.status = text_at(o, "status_id");
    f.status_name = text_at(object_or_none(o, "status"), "name");
    if (f.status_name.empty()) f.status_name = e.status;
    f.meaning = meaning_of_group(text_at(o, "status_group_id"));
    e.currency = source.facts.currency;
    if (e.currency.size() != 3)
        return wrong("stores.currency", "currency", "The shop here has no currency.");
    if (auto ok = read_times(o, source, e); !ok) return ok.error();
    if (auto ok = read_money(o, e); !ok) return ok.error();
    if (auto ok = read_lines(o, e); !ok) return ok.error();
    read_people(o, source, e);
    e.note =
        joined(text_at(o, "buyer_comment"), text_at(o, "manager_comment"), "\n").substr(0, 4000);
    return f;
}

Result<bj::object> list_of(std::string_view answer) {
    auto root = root_of(answer);
    if (root && !array_at(*root, "data"))
        return wrong("stores.json", "data", "KeyCRM did not send the list.");
    return root;
}

/// Only the number is taken from what the answer says, never an address.
void put_next(const std::string& path, const bj::object& root, Page& out) {
    const auto now = whole_at(root, "current_page").value_or(0);
    const bool more =
        !text_at(root, "next_page_url").empty() || now < whole_at(root, "last_page").value_or(0);
    if (now > 0 && more) out.next.push_back(with_query(path, "page", std::to_string(now + 1)));
}

/// "full_name": "...", "phone": ["..."] or "..."
std::string first_of(const bj::object& o, std::string_view key) {
    const auto* list = array_at(o, key);
    return !list ? text_at(o, key) : list->empty() ? std::string() : text_of(&list->front());
}

}  // namespace

Result<ForeignOrder> order(std::string_view answer, const Source& source) {
    auto root = root_of(answer);
    return root ? order_of(*root, source) : Result<ForeignOrder>(root.error());
}

Result<Page> orders_page(const std::string& path, std::string_view answer, const Source& source) {
    auto root = list_of(answer);
    if (!root) return root.error();
    Page out;
    for (const auto* o : objects_at(*root, "data")) {
        auto one = order_of(*o, source);
        if (one)
            out.orders.push_back(std::move(*one));
        else
            out.refused.push_back({text_at(*o, "id"), one.error()});
    }
    put_next(path, *root, out);
    return out;
}

Result<http::ClientRequest> new_status(const Message& m) {
    const auto number = [](const std::string& text) {
        return !text.empty() && text.size() <= 18 &&
               text.find_first_not_of("0123456789") == text.npos;
    };
    if (!number(m.key) || !number(m.status))
        return invalid("stores.id", "key", "KeyCRM numbers its orders and their statuses.");
    http::ClientRequest r;
    r.method = http::Method::put;
    r.url = std::string(api) + "order/" + m.key;
    r.headers = {{"Content-Type", "application/json"}};
    r.body = "{\"status_id\":" + m.status + "}";
    return r;
}

Result<Page> statuses(const std::string& path, std::string_view answer) {
    auto root = list_of(answer);
    if (!root) return root.error();
    Page out;
    for (const auto* s : objects_at(*root, "data"))
        if (auto code = text_at(*s, "id"); !code.empty() && code.size() <= 100)
            out.statuses.push_back({code, text_at(*s, "name").substr(0, 200),
                                    meaning_of_group(text_at(*s, "group_id"))});
    put_next(path, *root, out);
    return out;
}

Result<Page> offers(const std::string& path, std::string_view answer, const Source& source) {
    auto root = list_of(answer);
    if (!root) return root.error();
    Page out;
    for (const auto* o : objects_at(*root, "data")) {
        const auto& product = object_or_none(*o, "product");
        ForeignProduct p{text_at(*o, "id"), text_at(*o, "sku"),
                         with_properties(text_at(product, "name"), *o), source.facts.currency};
        if (!plain_id(p.external_id, 20)) continue;
        if (p.sku.empty()) p.sku = p.external_id;
        if (p.name.empty()) p.name = p.sku;
        p.barcode = text_at(*o, "barcode");
        p.price_minor = money_or_zero(*o, "price", p.currency);
        // What is promised to open orders is not free to sell.
        const auto held = milli_at(*o, "in_reserve").value_or(milli_at(*o, "reserve").value_or(0));
        if (!text_at(*o, "quantity").empty())
            p.stock = std::max<std::int64_t>(milli_at(*o, "quantity").value_or(0) - held, 0) / 1000;
        p.active = !yes_at(product, "is_archived");
        out.products.push_back(std::move(p));
    }
    put_next(path, *root, out);
    return out;
}

Result<Page> buyers(const std::string& path, std::string_view answer, const Source& source) {
    auto root = list_of(answer);
    if (!root) return root.error();
    Page out;
    for (const auto* o : objects_at(*root, "data")) {
        customers::Intake who{
            text_at(*o, "full_name"), first_of(*o, "phone"), first_of(*o, "email"), {}, {},
            source.facts.region};
        if (const auto places = objects_at(*o, "shipping"); !places.empty()) {
            const auto& home = *places.front();
            who.address = {text_at(home, "address"), text_at(home, "city"), text_at(home, "region"),
                           text_at(home, "zip_code")};
        }
        out.buyers.push_back(std::move(who));
    }
    put_next(path, *root, out);
    return out;
}

}  // namespace ol::stores::keycrm_wire
