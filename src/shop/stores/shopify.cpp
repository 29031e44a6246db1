#include "shop/stores/shopify.hpp"

#include <algorithm>
#include <array>

#include "platform/base/text.hpp"
#include "shop/stores/foreign.hpp"
#include "shop/stores/slot.hpp"

namespace ol::stores::shopify_wire {
namespace {

using namespace foreign;

const bj::object& at_or_none(const bj::object& o, std::string_view key) {
    static const bj::object none;
    const auto* found = object_at(o, key);
    return found ? *found : none;
}

std::string name_in(const bj::object& o) {
    auto name = text_at(o, "name");
    return name.empty() ? joined(text_at(o, "first_name"), text_at(o, "last_name"), " ") : name;
}

std::string first_of(std::initializer_list<std::string> texts) {
    for (const auto& t : texts)
        if (!t.empty()) return t;
    return {};
}

/// Σ of `key` in the members of a list.
Result<std::int64_t> sum_of(const bj::object& o, std::string_view list, std::string_view key,
                            const std::string& currency) {
    std::int64_t sum = 0;
    for (const auto* one : objects_at(o, list)) {
        auto part = money_at(*one, key, currency);
        if (!part) return part.error();
        if (__builtin_add_overflow(sum, *part, &sum))
            return wrong("stores.money", std::string(key), "The sum is too large.");
    }
    return sum;
}

/// Goods of a line as she pays them: price times what is left of it, less its discounts, tax
/// within.
Result<orders::ExternalLine> line_of(const bj::object& l, const std::string& currency,
                                     bool taxes_included) {
    orders::ExternalLine out{text_at(l, "id"), text_at(l, "sku"),
                             first_of({text_at(l, "name"), text_at(l, "title")})};
    if (out.sku.empty()) out.sku = first_of({text_at(l, "variant_id"), text_at(l, "product_id")});
    const auto ordered = whole_at(l, "quantity");
    const auto left = whole_at(l, "current_quantity");
    out.quantity = left ? *left : ordered.value_or(-1);
    if (!ordered || *ordered < 0 || *ordered > 1'000'000 || out.quantity < 0 ||
        out.quantity > *ordered)
        return wrong("stores.quantity", "quantity", "Not a whole number of pieces.");
    const auto price = money_at(l, "price", currency);
    if (!price) return price.error();
    auto off = sum_of(l, "discount_allocations", "amount", currency);
    if (!off) return off.error();
    auto tax = taxes_included ? Result<std::int64_t>(0) : sum_of(l, "tax_lines", "price", currency);
    if (!tax) return tax.error();
    std::int64_t whole = 0;
    if (__builtin_mul_overflow(*price, *ordered, &whole) ||
        __builtin_sub_overflow(whole, *off, &whole) || __builtin_add_overflow(whole, *tax, &whole))
        return wrong("stores.money", "price", "The sum is too large.");
    if (*ordered > 0 && out.quantity < *ordered) whole = whole / *ordered * out.quantity;
    out.total_minor = whole;
    out.price_minor = out.quantity > 0 ? whole / out.quantity : *price;
    return out;
}

orders::PayMethod method_of(const bj::object& o) {
    std::string names = text_at(o, "gateway");
    if (const auto* list = array_at(o, "payment_gateway_names"))
        for (const auto& name : *list) names += " " + text_of(&name);
    names = fold(names);
    if (names.empty()) return orders::PayMethod::other;
    if (cash_by(names)) return orders::PayMethod::cod;
    if (has_any(names, {"bank", "manual", "money order", "deposit"}))
        return orders::PayMethod::prepaid;
    return orders::PayMethod::card;
}

Result<> read_money(const bj::object& o, orders::ExternalOrder& e, const std::string& financial) {
    const bool edited = o.if_contains("current_total_price") != nullptr;
    auto total = money_at(o, edited ? "current_total_price" : "total_price", e.currency);
    if (!total) return total.error();
    if (*total < 0) return wrong("stores.money", "total_price", "A total below zero.");
    e.total_minor = *total;
    e.pay_method = method_of(o);
    const bool settled =
        financial == "paid" || financial == "partially_refunded" || financial == "refunded";
    if (const auto* owed = o.if_contains("total_outstanding"); owed && !owed->is_null()) {
        auto due = money_at(o, "total_outstanding", e.currency);
        if (!due) return due.error();
        // An authorisation is a promise of the bank, not money: only what the shop calls paid
        // counts.
        const bool some = settled || financial == "partially_paid";
        e.paid_minor = some ? std::clamp<std::int64_t>(e.total_minor - *due, 0, e.total_minor) : 0;
    } else {
        e.paid_minor = settled ? e.total_minor : 0;
    }
    e.refunded = financial == "refunded";
    return {};
}

void read_people(const bj::object& o, const Source& source, orders::ExternalOrder& e) {
    const auto& ship = at_or_none(o, "shipping_address");
    const auto& bill = at_or_none(o, "billing_address");
    const auto& customer = at_or_none(o, "customer");
    const auto normal = [&](const std::string& raw, const bj::object& at) {
        const auto country = text_at(at, "country_code");
        return normal_phone(raw, country.empty() ? source.facts.region : country).value_or(raw);
    };
    e.customer_name = first_of({name_in(bill), name_in(customer), name_in(ship)});
    e.customer_phone =
        normal(first_of({text_at(o, "phone"), text_at(bill, "phone"), text_at(customer, "phone"),
                         text_at(at_or_none(customer, "default_address"), "phone")}),
               bill.empty() ? ship : bill);
    e.customer_email =
        first_of({text_at(o, "email"), text_at(o, "contact_email"), text_at(customer, "email")});
    e.recipient = name_in(ship);
    e.phone = normal(text_at(ship, "phone"), ship);
    const auto& to = ship.empty() ? bill : ship;
    e.address = joined(text_at(to, "address1"), text_at(to, "address2"), ", ");
    e.city = text_at(to, "city");
    e.region = text_at(to, "province");
    e.postcode = text_at(to, "zip");
}

void read_delivery(const bj::object& o, const Source& source, orders::ExternalOrder& e) {
    const auto lines = objects_at(o, "shipping_lines");
    if (!lines.empty())
        e.delivery_method = delivery_by(
            fold(text_at(*lines.front(), "code") + " " + text_at(*lines.front(), "title")));
    std::string date, hours;
    for (const auto* a : objects_at(o, "note_attributes")) {
        const auto name = fold(text_at(*a, "name"));
        if (has_any(name, {"delivery date", "delivery-date", "delivery_date"}))
            date = text_at(*a, "value");
        if (has_any(name, {"delivery time", "delivery-time", "delivery_time"}))
            hours = text_at(*a, "value");
    }
    if (const auto slot = date.empty() ? std::nullopt : parse_slot(date, hours, source.facts.tz))
        e.delivery_from = slot->first, e.delivery_to = slot->second;
}

bool known(std::string_view word, std::span<const std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

/// Money and goods are two axes in Shopify; an order is over when both are, or when it is
/// cancelled.
void read_status(const bj::object& o, const std::string& financial, ForeignOrder& f) {
    constexpr std::array<std::string_view, 8> money{
        "",     "pending",  "authorized", "partially_paid",
        "paid", "refunded", "voided",     "partially_refunded"};
    constexpr std::array<std::string_view, 5> goods{"", "null", "partial", "fulfilled",
                                                    "restocked"};
    const auto fulfilment = text_at(o, "fulfillment_status");
    auto& e = f.order;
    e.status = joined(financial.empty() ? "pending" : financial,
                      fulfilment.empty() ? "unfulfilled" : fulfilment, "/");
    if (!known(financial, money))
        e.status = financial;
    else if (!known(fulfilment, goods))
        e.status = fulfilment;
    else
        f.meaning = StatusMeaning::open;
    const auto parcels = objects_at(o, "fulfillments");
    const bool delivered =
        !parcels.empty() && std::ranges::all_of(parcels, [](const bj::object* p) {
            return text_at(*p, "shipment_status") == "delivered";
        });
    const bool over = delivered || !text_at(o, "closed_at").empty();
    if (fulfilment == "fulfilled" && over &&
        (financial == "paid" || financial == "partially_refunded"))
        f.meaning = StatusMeaning::completed;
    if (financial == "refunded") f.meaning = StatusMeaning::refunded;
    if (!text_at(o, "cancelled_at").empty()) {
        e.status = "cancelled";
        f.meaning = StatusMeaning::cancelled;
    }
    f.status_name = e.status;
}

Result<ForeignOrder> order_of(const bj::object& o, const Source& source) {
    ForeignOrder f;
    auto& e = f.order;
    e.external_id = text_at(o, "id");
    if (!plain_id(e.external_id, 20)) return wrong("stores.id", "id", "The order has no id.");
    e.shop_id = source.shop, e.source = "shopify", e.origin = origin_of("shopify", source.store);
    e.number = first_of({text_at(o, "name"), text_at(o, "order_number")});
    e.currency = text_at(o, "currency");
    if (e.currency.size() != 3)
        return wrong("stores.currency", "currency", "The order names no currency.");
    auto created = time_at(o, "created_at", source.facts.tz);
    auto modified = time_at(o, "updated_at", source.facts.tz);
    if (!created) return created.error();
    if (!modified) return modified.error();
    e.created_at = *created;
    e.modified_at = to_ms(*modified) ? *modified : *created;
    const auto financial = text_at(o, "financial_status");
    read_status(o, financial, f);
    if (auto ok = read_money(o, e, financial); !ok) return ok.error();
    const auto lines = objects_at(o, "line_items");
    if (lines.size() > lines_max)
        return wrong("stores.lines", "line_items", "More than 500 lines.");
    for (const auto* l : lines) {
        auto line = line_of(*l, e.currency, yes_at(o, "taxes_included"));
        if (!line) return line.error();
        e.lines.push_back(std::move(*line));
    }
    read_people(o, source, e);
    read_delivery(o, source, e);
    e.language = text_at(o, "customer_locale").substr(0, 5);
    e.note = foreign_note(text_at(o, "note")).substr(0, 4000);
    for (const auto* a : objects_at(o, "note_attributes"))
        if (text_at(*a, "name") == mark_key) f.mark = text_at(*a, "value");
    return f;
}

Result<Checkout> checkout_of(const bj::object& o, const Source& source) {
    Checkout c;
    c.key = first_of({text_at(o, "token"), text_at(o, "id")});
    if (!plain_id(c.key, 64)) return wrong("stores.id", "token", "The checkout has no token.");
    c.currency = text_at(o, "currency");
    auto total = money_at(o, "total_price", c.currency);
    if (!total) return total.error();
    c.total_minor = *total;
    const auto& ship = at_or_none(o, "shipping_address");
    const auto raw = first_of({text_at(o, "phone"), text_at(ship, "phone")});
    c.phone = normal_phone(raw, first_of({text_at(ship, "country_code"), source.facts.region}))
                  .value_or("");
    c.email = text_at(o, "email").substr(0, 254);
    c.recover_url = text_at(o, "abandoned_checkout_url").substr(0, 2000);
    c.lines = static_cast<std::int64_t>(objects_at(o, "line_items").size());
    auto created = time_at(o, "created_at", source.facts.tz);
    auto updated = time_at(o, "updated_at", source.facts.tz);
    if (!created) return created.error();
    if (!updated) return updated.error();
    c.created_at = *created, c.updated_at = *updated;
    c.completed = !text_at(o, "completed_at").empty();
    return c;
}

/// What is sold is a variant: it has the article, the price and the stock.
void add_variants(const bj::object& product, const Source& source, Page& out) {
    const auto status = text_at(product, "status");
    for (const auto* v : objects_at(product, "variants")) {
        ForeignProduct p{text_at(*v, "id"), text_at(*v, "sku"), text_at(product, "title"),
                         source.facts.currency};
        if (!plain_id(p.external_id, 20)) continue;
        if (p.sku.empty()) p.sku = p.external_id;
        const auto variant = text_at(*v, "title");
        if (!variant.empty() && variant != "Default Title") p.name = joined(p.name, variant, " - ");
        p.price_minor = money_or_zero(*v, "price", p.currency);
        if (!text_at(*v, "inventory_management").empty())
            p.stock = whole_at(*v, "inventory_quantity");
        p.barcode = text_at(*v, "barcode");
        p.active = status.empty() || status == "active";
        out.products.push_back(std::move(p));
    }
}

customers::Intake buyer_of(const bj::object& o, const Source& source) {
    const auto& home = at_or_none(o, "default_address");
    customers::Intake who{joined(text_at(o, "first_name"), text_at(o, "last_name"), " "),
                          first_of({text_at(o, "phone"), text_at(home, "phone")}),
                          text_at(o, "email"),
                          {},
                          {},
                          first_of({text_at(home, "country_code"), source.facts.region})};
    who.address = {joined(text_at(home, "address1"), text_at(home, "address2"), ", "),
                   text_at(home, "city"), text_at(home, "province"), text_at(home, "zip")};
    return who;
}

Result<const bj::object*> root_of(const Result<bj::value>& value, std::string_view wrapper) {
    if (!value) return value.error();
    const auto* o = value->if_object();
    if (!o) return wrong("stores.json", "body", "The body is not a JSON object.");
    const auto* inner = object_at(*o, wrapper);
    return inner ? inner : o;
}

}  // namespace

Result<ForeignOrder> order(std::string_view body, const Source& source) {
    const auto value = parse(body);
    auto o = root_of(value, "order");
    if (!o) return o.error();
    return order_of(**o, source);
}

Result<Checkout> checkout(std::string_view body, const Source& source) {
    const auto value = parse(body);
    auto o = root_of(value, "checkout");
    if (!o) return o.error();
    return checkout_of(**o, source);
}

Result<Page> page(std::string_view body, const Source& source) {
    const auto value = parse(body);
    if (!value) return value.error();
    const auto* root = value->if_object();
    const auto has = [&](std::string_view key) { return root && array_at(*root, key); };
    if (!has("orders") && !has("products") && !has("customers") && !has("checkouts"))
        return wrong("stores.json", "body",
                     "Not a list of orders, products, customers, checkouts.");
    Page out;
    for (const auto* o : objects_at(*root, "orders")) {
        auto one = order_of(*o, source);
        if (one)
            out.orders.push_back(std::move(*one));
        else
            out.refused.push_back({text_at(*o, "id"), one.error()});
    }
    for (const auto* o : objects_at(*root, "products")) add_variants(*o, source, out);
    for (const auto* o : objects_at(*root, "customers")) out.buyers.push_back(buyer_of(*o, source));
    return out;
}

Result<Hint> hint(std::string_view topic, std::string_view body) {
    Hint out{Hint::What::ignored, std::string(topic), {}};
    const bool about_order = topic.starts_with("orders/");
    const bool part = topic.starts_with("refunds/") || topic.starts_with("fulfillment") ||
                      topic.starts_with("order_transactions/");
    const bool checkout = topic.starts_with("checkouts/");
    if (!about_order && !part && !checkout) return out;
    const auto value = parse(body);
    auto root = root_of(value, topic == "orders/edited"                   ? "order_edit"
                               : about_order                              ? "order"
                               : checkout                                 ? "checkout"
                               : topic.starts_with("refunds/")            ? "refund"
                               : topic.starts_with("fulfillment_events/") ? "fulfillment_event"
                                                                          : "fulfillment");
    if (!root) return root.error();
    const auto* field = checkout ? "token" : part || topic == "orders/edited" ? "order_id" : "id";
    out.key = text_at(**root, field);
    if (!plain_id(out.key, checkout ? 64 : 20))
        return wrong("stores.id", field, "The body names no id.");
    out.what = checkout                   ? Hint::What::checkout
               : topic == "orders/delete" ? Hint::What::deleted
                                          : Hint::What::order;
    return out;
}

std::optional<std::string> next_of(std::string_view header) {
    for (std::size_t at = 0; at < header.size();) {
        const auto open = header.find('<', at), close = header.find('>', at);
        if (open == header.npos || close == header.npos || close < open) return std::nullopt;
        const auto comma = std::min(header.find(",", close), header.size());
        if (header.substr(close, comma - close).find("rel=\"next\"") != header.npos) {
            const auto url = header.substr(open + 1, close - open - 1);
            const auto path = url.find(api);  // never another host: only the path is taken
            const bool plain = path != url.npos && url.find_first_of(" \r\n\t#@<>\\") == url.npos &&
                               url.size() < 4000;
            return plain ? std::optional(std::string(url.substr(path))) : std::nullopt;
        }
        at = comma + 1;
    }
    return std::nullopt;
}

std::string new_order(const OutOrder& out) {
    const auto& e = out.order;
    const auto cut = e.recipient.rfind(' ');
    const bj::object place{{"first_name", e.recipient.substr(0, cut)},
                           {"last_name",
                            cut == e.recipient.npos ? "" : e.recipient.substr(cut + 1)},
                           {"address1", e.address},
                           {"city", e.city},
                           {"phone", e.phone},
                           {"country_code", out.country}};
    bj::array lines;
    std::int64_t rest = e.total_minor;
    for (const auto& l : e.lines) {
        // Shopify counts price x quantity: a line that does not come out so is one piece there.
        const bool even = l.price_minor * l.quantity == l.total_minor;
        const auto price = to_decimal({even ? l.price_minor : l.total_minor, e.currency});
        bj::object line{{"title", l.name}, {"price", price}, {"quantity", even ? l.quantity : 1}};
        if (!even) line["title"] = l.name + " x " + std::to_string(l.quantity);
        if (!l.sku.empty()) line["sku"] = l.sku;
        if (const auto known = out.products.find(l.sku); even && known != out.products.end())
            line["variant_id"] = std::strtoll(known->second.c_str(), nullptr, 10);
        rest -= l.total_minor;
        lines.push_back(std::move(line));
    }
    bj::object o{
        {"line_items", std::move(lines)},
        {"currency", e.currency},
        {"financial_status", "pending"},
        {"phone", e.phone},
        {"shipping_address", place},
        {"billing_address", place},
        {"note", e.note},
        {"note_attributes", bj::array{bj::object{{"name", mark_key}, {"value", out.mark}}}},
        {"inventory_behaviour", "decrement_obeying_policy"},
        {"send_receipt", false},
        {"taxes_included", true}};
    if (!e.customer_email.empty()) o["email"] = e.customer_email;
    if (rest > 0)
        o["shipping_lines"] = bj::array{bj::object{
            {"title", out.desk_number}, {"price", to_decimal({rest, e.currency})}}};
    if (e.pay_method == orders::PayMethod::cod)
        o["gateway"] = "Cash on Delivery (COD)";
    return bj::serialize(bj::object{{"order", std::move(o)}});
}

std::string foreign_note(std::string_view note) {
    std::string out;
    for (const auto& line : split(note, '\n'))
        if (line.find("[OL-") == line.npos) out += (out.empty() ? "" : "\n") + line;
    return std::string(trim(out));
}

}  // namespace ol::stores::shopify_wire
