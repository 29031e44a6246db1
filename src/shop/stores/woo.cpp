#include "shop/stores/woo.hpp"

#include <algorithm>
#include <array>

#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"
#include "shop/stores/foreign.hpp"
#include "shop/stores/slot.hpp"

namespace ol::stores::woo {
namespace {

using namespace foreign;
void append_utf8(std::string& out, std::uint32_t c) {
    if (c < 0x80)
        out += static_cast<char>(c);
    else if (c < 0x800)
        (out += static_cast<char>(0xC0 | c >> 6)) += static_cast<char>(0x80 | (c & 63));
    else
        ((out += static_cast<char>(0xE0 | c >> 12)) += static_cast<char>(0x80 | (c >> 6 & 63))) +=
            static_cast<char>(0x80 | (c & 63));
}

struct Entity {
    std::string_view name;
    std::uint32_t code;
};
constexpr std::array secret_entities{Entity{"amp", '&'}, Entity{"lt", '<'}, Entity{"gt", '>'},
                                     Entity{"quot", '"'}};
constexpr std::array title_entities{
    Entity{"amp", '&'},    Entity{"lt", '<'},        Entity{"gt", '>'},       Entity{"quot", '"'},
    Entity{"nbsp", ' '},   Entity{"ndash", 0x2013},  Entity{"mdash", 0x2014}, Entity{"laquo", 0xAB},
    Entity{"raquo", 0xBB}, Entity{"hellip", 0x2026}, Entity{"rsquo", 0x2019}, Entity{"apos", '\''}};

/// The code of "#039", "#x27", "amp"; 0 = not known.
std::uint32_t entity_code(std::string_view name, std::span<const Entity> named) {
    if (!name.starts_with('#')) {
        const auto it = std::ranges::find(named, name, &Entity::name);
        return it == named.end() ? 0 : it->code;
    }
    const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    std::uint32_t code = 0;
    const auto digits = name.substr(hex ? 2 : 1);
    if (digits.empty() || digits.size() > 7) return 0;
    for (const char c : digits) {
        const int d = c >= '0' && c <= '9'                        ? c - '0'
                      : hex && (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                                  : -1;
        if (d < 0) return 0;
        code = code * (hex ? 16 : 10) + static_cast<std::uint32_t>(d);
    }
    return code > 0xFFFF || (code >= 0xD800 && code <= 0xDFFF) ? 0 : code;
}

/// One pass, so that "&amp;quot;" becomes "&quot;" and not a quote.
std::string decoded(std::string_view s, std::span<const Entity> named, bool any_number) {
    std::string out;
    for (std::size_t i = 0; i < s.size();) {
        const auto end = s[i] == '&' ? s.find(';', i) : s.npos;
        const auto code =
            end == s.npos || end - i > 12 ? 0 : entity_code(s.substr(i + 1, end - i - 1), named);
        const bool special =
            code == '&' || code == '<' || code == '>' || code == '"' || code == '\'';
        if (code == 0 || (s[i + 1] == '#' && !any_number && !special)) {
            out += s[i++];
            continue;
        }
        append_utf8(out, code);
        i = end + 1;
    }
    return out;
}

std::string title(std::string_view s) { return decoded(s, title_entities, true); }

std::string name_in(const bj::object& o) {
    return joined(text_at(o, "first_name"), text_at(o, "last_name"), " ");
}

bool is_cod(const std::string& method) {
    return method == "cod" || method.starts_with("cod_") || method.ends_with("_cod") ||
           method.ends_with("-cod") || method == "cash_on_delivery" || method == "cashondelivery";
}

orders::PayMethod method_of(const std::string& method) {
    if (method.empty()) return orders::PayMethod::other;
    if (is_cod(method)) return orders::PayMethod::cod;
    if (method == "bacs" || method == "cheque")
        return orders::PayMethod::prepaid;  // bank transfer, cheque
    return orders::PayMethod::card;         // every other gateway takes the money online
}

orders::DeliveryMethod delivery_of(const bj::object& o) {
    const auto* lines = array_at(o, "shipping_lines");
    const auto* line = lines && !lines->empty() ? lines->front().if_object() : nullptr;
    if (!line) return orders::DeliveryMethod::courier;
    const auto s = fold(text_at(*line, "method_id") + " " + text_at(*line, "method_title"));
    return delivery_by(s);
}

std::string meta(const bj::object& o, std::initializer_list<std::string_view> keys) {
    const auto* list = array_at(o, "meta_data");
    if (!list) return {};
    for (const auto key : keys)
        for (const auto& item : *list) {
            const auto* entry = item.if_object();
            if (entry && text_at(*entry, "key") == key)
                if (auto value = text_of(entry->if_contains("value")); !value.empty()) return value;
        }
    return {};
}

void read_slot(const bj::object& o, const std::string& zone, orders::ExternalOrder& e) {
    const auto date = meta(
        o, {"_delivery_date", "delivery_date", "Delivery Date", "jckwds_date_ymd", "jckwds_date"});
    const auto hours = meta(o, {"_delivery_time", "delivery_time", "_delivery_time_frame",
                                "Time Slot", "jckwds_timeslot"});
    if (date.empty()) return;
    if (const auto slot = parse_slot(date, hours, zone))
        e.delivery_from = slot->first, e.delivery_to = slot->second;
}

Result<> read_lines(const bj::object& o, orders::ExternalOrder& e) {
    const auto* lines = array_at(o, "line_items");
    if (!lines) return {};
    if (lines->size() > lines_max)
        return wrong("stores.lines", "line_items", "More than 500 lines.");
    for (const auto& item : *lines) {
        const auto* line = item.if_object();
        if (!line) return wrong("stores.json", "line_items", "A line is not an object.");
        const auto total = money_at(*line, "total", e.currency),
                   tax = money_at(*line, "total_tax", e.currency);
        if (!total) return total.error();
        if (!tax) return tax.error();
        orders::ExternalLine l{text_at(*line, "id"), text_at(*line, "sku"),
                               title(text_at(*line, "name"))};
        if (l.sku.empty()) l.sku = text_at(*line, "product_id");
        const auto count = whole_at(*line, "quantity");
        if (!count || *count < 0 || *count > 1'000'000)
            return wrong("stores.quantity", "quantity", "Not a whole number of pieces.");
        l.quantity = *count;
        if (__builtin_add_overflow(*total, *tax, &l.total_minor))
            return wrong("stores.money", "total", "The sum is too large.");
        l.price_minor = l.quantity > 0 ? l.total_minor / l.quantity
                                       : l.total_minor;  // what a piece costs her, tax within
        e.lines.push_back(std::move(l));
    }
    return {};
}

Result<> read_money(const bj::object& o, orders::ExternalOrder& e) {
    auto total = money_at(o, "total", e.currency);
    if (!total) return total.error();
    if (*total < 0) return wrong("stores.money", "total", "A total below zero.");
    e.total_minor = *total;
    const auto method = lower_ascii(text_at(o, "payment_method"));
    e.pay_method = method_of(method);
    const bool paid = !text_at(o, "date_paid_gmt").empty() ||
                      !text_at(o, "date_paid").empty();  // T2: never the status
    e.paid_minor = paid ? e.total_minor : 0;
    std::int64_t refunds = 0;
    if (const auto* list = array_at(o, "refunds"))
        for (const auto& item : *list)
            if (const auto* refund = item.if_object()) {
                auto sum = money_at(*refund, "total", e.currency);
                if (!sum) return sum.error();
                if (__builtin_sub_overflow(refunds, *sum, &refunds))
                    return wrong("stores.money", "refunds", "The sum is too large.");
            }
    e.refunded = paid && e.total_minor > 0 && refunds >= e.total_minor;
    return {};
}

void read_people(const bj::object& o, const Source& source, orders::ExternalOrder& e) {
    static const bj::object none;
    const auto* b_found = object_at(o, "billing");
    const auto* s_found = object_at(o, "shipping");
    const auto& billing = b_found ? *b_found : none;
    const auto& ship = s_found ? *s_found : none;
    const auto phone = [&](const bj::object& at) {
        const auto raw = text_at(at, "phone");
        const auto normal = normal_phone(
            raw, text_at(at, "country").empty() ? source.facts.region : text_at(at, "country"));
        return normal.value_or(raw);
    };
    e.customer_name = name_in(billing);
    e.customer_phone = phone(billing);
    e.customer_email = text_at(billing, "email");
    e.recipient = name_in(ship);
    e.phone = phone(ship);  // may be absent: older shops have no shipping phone
    if (e.customer_name.empty()) e.customer_name = e.recipient;
    const bool ships = !text_at(ship, "address_1").empty() || !text_at(ship, "city").empty();
    const auto& to = ships ? ship : billing;
    e.address = joined(text_at(to, "address_1"), text_at(to, "address_2"), ", ");
    e.city = text_at(to, "city");
    e.region = text_at(to, "state");
    e.postcode = text_at(to, "postcode");
}

/// The statuses of WooCommerce itself; whatever a plugin adds is asked about.
std::optional<StatusMeaning> meaning_of(std::string_view status) {
    struct Known {
        std::string_view status;
        StatusMeaning meaning;
    };
    using enum StatusMeaning;
    constexpr std::array known{
        Known{"pending", open},        Known{"processing", open},     Known{"on-hold", open},
        Known{"completed", completed}, Known{"cancelled", cancelled}, Known{"failed", cancelled},
        Known{"trash", cancelled},     Known{"refunded", refunded},   Known{"auto-draft", draft},
        Known{"draft", draft},         Known{"checkout-draft", draft}};
    const auto it = std::ranges::find(known, status, &Known::status);
    return it == known.end() ? std::nullopt : std::optional(it->meaning);
}

Result<ForeignOrder> order_of(const bj::value& value, const Source& source) {
    const auto* o = value.if_object();
    if (!o) return wrong("stores.json", "body", "An order is a JSON object.");
    ForeignOrder f;
    auto& e = f.order;
    e.external_id = text_at(*o, "id");
    if (e.external_id.empty() || e.external_id.size() > 20)
        return wrong("stores.id", "id", "The order has no id.");
    e.shop_id = source.shop, e.source = "woocommerce";
    e.origin = origin_of("woocommerce", source.store);
    e.number = text_at(*o, "number");
    e.status = text_at(*o, "status");
    e.currency = text_at(*o, "currency");
    if (e.currency.size() != 3)
        return wrong("stores.currency", "currency", "The order names no currency.");
    auto created = time_at(*o, "date_created_gmt"), modified = time_at(*o, "date_modified_gmt");
    if (!created) return created.error();
    if (!modified) return modified.error();
    e.created_at = *created;
    e.modified_at = to_ms(*modified) ? *modified : *created;
    if (auto ok = read_money(*o, e); !ok) return ok.error();
    if (auto ok = read_lines(*o, e); !ok) return ok.error();
    read_people(*o, source, e);
    e.language = meta(*o, {"wpml_language", "_order_language", "pll_language"}).substr(0, 5);
    e.note = text_at(*o, "customer_note").substr(0, 4000);
    e.delivery_method = delivery_of(*o);
    read_slot(*o, source.facts.tz, e);
    f.status_name = e.status;
    f.meaning = meaning_of(e.status);
    f.mark = meta(*o, {mark_key});
    return f;
}

}  // namespace

bool is_ping(std::string_view content_type, std::string_view body) {
    constexpr std::string_view key = "webhook_id=";
    if (!lower_ascii(content_type).starts_with("application/x-www-form-urlencoded") ||
        !body.starts_with(key))
        return false;
    const auto id = body.substr(key.size());
    return !id.empty() && id.size() <= 20 && id.find_first_not_of("0123456789") == id.npos;
}

std::string decoded_secret(std::string_view typed) {
    return decoded(typed, secret_entities, false);
}

bool signature_right(std::string_view secret, std::string_view body, std::string_view header) {
    if (secret.empty() || header.empty()) return false;
    return crypto::equal_constant_time(crypto::base64(crypto::hmac_sha256(secret, body)), header);
}

Result<std::string> id_of(std::string_view body) {
    auto value = parse(body);
    if (!value) return value.error();
    const auto* o = value->if_object();
    auto id = o ? text_at(*o, "id") : "";
    const bool ok = !id.empty() && id.size() <= 20 && id.find_first_not_of("0123456789") == id.npos;
    if (!ok) return wrong("stores.id", "id", "The body names no id.");
    return id;
}

Result<ForeignOrder> order(std::string_view body, const Source& source) {
    auto value = parse(body);
    if (!value) return value.error();
    return order_of(*value, source);
}

Result<Page> orders_page(std::string_view body, const Source& source) {
    auto value = parse(body);
    if (!value) return value.error();
    const auto* list = value->if_array();
    if (!list) return wrong("stores.json", "body", "A list of orders is a JSON array.");
    Page out;
    for (const auto& item : *list) {
        auto one = order_of(item, source);
        if (one)
            out.orders.push_back(std::move(*one));
        else
            out.refused.push_back(
                {item.is_object() ? text_at(item.get_object(), "id") : "", one.error()});
    }
    return out;
}

Result<Page> products_page(std::string_view body, const Source& source) {
    auto value = parse(body);
    if (!value) return value.error();
    const auto* list = value->if_array();
    if (!list) return wrong("stores.json", "body", "A list of products is a JSON array.");
    Page out;
    for (const auto& item : *list) {
        const auto* o = item.if_object();
        if (!o || !plain_id(text_at(*o, "id"), 20)) continue;
        if (text_at(*o, "type") == "variable") {  // what is sold are its variations
            out.next.push_back("/wp-json/wc/v3/products/" + text_at(*o, "id") +
                               "/variations?per_page=100&orderby=id&order=asc&page=1");
            continue;
        }
        ForeignProduct p{text_at(*o, "id"), text_at(*o, "sku"), title(text_at(*o, "name")),
                         source.facts.currency};
        if (p.sku.empty()) p.sku = p.external_id;
        if (p.name.empty()) p.name = p.sku;
        p.price_minor = money_or_zero(*o, "price", p.currency);
        if (yes_at(*o, "manage_stock")) p.stock = whole_at(*o, "stock_quantity");
        p.barcode = text_at(*o, "global_unique_id");
        const auto status = text_at(*o, "status");
        p.active = status.empty() || status == "publish";
        out.products.push_back(std::move(p));
    }
    return out;
}

Result<Page> customers_page(std::string_view body, const Source& source) {
    auto value = parse(body);
    if (!value) return value.error();
    const auto* list = value->if_array();
    if (!list) return wrong("stores.json", "body", "A list of buyers is a JSON array.");
    static const bj::object none;
    Page out;
    for (const auto& item : *list) {
        const auto* o = item.if_object();
        if (!o) continue;
        const auto* found = object_at(*o, "billing");
        const auto& billing = found ? *found : none;
        customers::Intake who{name_in(*o), text_at(billing, "phone"), text_at(*o, "email"), {}, {},
                              {}};
        if (who.name.empty()) who.name = name_in(billing);
        who.region = text_at(billing, "country");
        if (who.region.empty()) who.region = source.facts.region;
        who.address = {joined(text_at(billing, "address_1"), text_at(billing, "address_2"), ", "),
                       text_at(billing, "city"), text_at(billing, "state"),
                       text_at(billing, "postcode")};
        out.buyers.push_back(std::move(who));
    }
    return out;
}

namespace {

bj::object place_of(const OutOrder& out, bool payer) {
    const auto& e = out.order;
    const auto cut = e.recipient.rfind(' ');  // names are kept as written: the last word alone
    bj::object o{{"first_name", e.recipient.substr(0, cut)},
                 {"last_name", cut == e.recipient.npos ? "" : e.recipient.substr(cut + 1)},
                 {"address_1", e.address},
                 {"city", e.city},
                 {"phone", e.phone},
                 {"country", out.country}};
    if (payer && !e.customer_email.empty()) o["email"] = e.customer_email;
    return o;
}

}  // namespace

std::string new_order(const OutOrder& out) {
    const auto& e = out.order;
    const bool cod = e.pay_method == orders::PayMethod::cod;
    bj::array lines, fees;
    std::int64_t rest = e.total_minor;
    for (const auto& l : e.lines) {
        const auto total = to_decimal({l.total_minor, e.currency});
        rest -= l.total_minor;
        const auto known = out.products.find(l.sku);
        if (known == out.products.end() && l.sku.empty()) {
            fees.push_back(
                {{"name", l.name + " x " + std::to_string(l.quantity)}, {"total", total}});
            continue;
        }
        bj::object line{
            {"name", l.name}, {"quantity", l.quantity}, {"subtotal", total}, {"total", total}};
        // The shop looks for an article before an id, and for a variation by its own id alone.
        if (known == out.products.end() || known->second != l.sku)
            line["sku"] = l.sku;
        else
            line["product_id"] = std::strtoll(known->second.c_str(), nullptr, 10);
        lines.push_back(std::move(line));
    }
    if (rest != 0)
        fees.push_back({{"name", out.desk_number}, {"total", to_decimal({rest, e.currency})}});
    bj::object o{{"status", cod ? "processing" : "pending"},
                 {"set_paid", false},
                 {"currency", e.currency},
                 {"billing", place_of(out, true)},
                 {"shipping", place_of(out, false)},
                 {"line_items", std::move(lines)},
                 {"fee_lines", std::move(fees)},
                 {"customer_note", e.note},
                 {"meta_data", bj::array{bj::object{{"key", mark_key}, {"value", out.mark}}}}};
    if (cod) o["payment_method"] = "cod";
    return bj::serialize(o);
}

std::string order_path(std::string_view id) { return "/wp-json/wc/v3/orders/" + std::string(id); }

}  // namespace ol::stores::woo
