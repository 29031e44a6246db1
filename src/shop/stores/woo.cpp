#include "shop/stores/woo.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"
#include "shop/stores/slot.hpp"

namespace ol::stores::woo {
namespace {

namespace bj = boost::json;
constexpr std::size_t depth_max = 32, lines_max = 500;

Error wrong(std::string code, std::string field, std::string detail) {
    return invalid(std::move(code), std::move(field), std::move(detail));
}

Result<bj::value> parse(std::string_view body) {
    bj::parse_options options;
    options.max_depth = depth_max;
    boost::system::error_code ec;
    auto value = bj::parse({body.data(), body.size()}, ec, {}, options);
    if (ec) return wrong("stores.json", "body", "The body is not JSON.");
    return value;
}

const bj::object* object_at(const bj::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    return v ? v->if_object() : nullptr;
}
const bj::array* array_at(const bj::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    return v ? v->if_array() : nullptr;
}

/// Text of a string or a whole number; anything else is empty. Invalid UTF-8 was refused by the
/// parser.
std::string text_of(const bj::value* v) {
    if (!v) return {};
    if (const auto* s = v->if_string())
        return std::string(trim(std::string_view(s->data(), s->size())));
    if (const auto* i = v->if_int64()) return std::to_string(*i);
    if (const auto* u = v->if_uint64()) return std::to_string(*u);
    return {};
}
std::string text_at(const bj::object& o, std::string_view key) {
    return text_of(o.if_contains(key));
}

Result<std::int64_t> money_at(const bj::object& o, std::string_view key,
                              std::string_view currency) {
    const auto text = text_at(o, key);
    if (text.empty()) {
        const auto* v = o.if_contains(key);
        if (!v || v->is_null() || v->is_string()) return 0;
    }
    auto minor = minor_units(text, currency);
    if (!minor) minor.error().field = std::string(key);
    return minor;
}

Result<Time> time_at(const bj::object& o, std::string_view key) {
    const auto text = text_at(o, key);
    if (text.empty()) return Time{};
    auto t = parse_iso8601(text);  // without a zone: GMT, which is what *_gmt means
    if (!t) return wrong("stores.date", std::string(key), "Not a time.");
    return t;
}

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

std::string joined(std::string a, const std::string& b, const char* between) {
    if (!a.empty() && !b.empty()) a += between;
    return a + b;
}

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

bool has_any(const std::string& s, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view w) { return s.find(w) != s.npos; });
}

orders::DeliveryMethod delivery_of(const bj::object& o) {
    const auto* lines = array_at(o, "shipping_lines");
    const auto* line = lines && !lines->empty() ? lines->front().if_object() : nullptr;
    if (!line) return orders::DeliveryMethod::courier;
    const auto s = fold(text_at(*line, "method_id") + " " + text_at(*line, "method_title"));
    if (has_any(s, {"locker", "poshtomat", "postomat", "поштомат", "постамат", "автомат"}))
        return orders::DeliveryMethod::locker;
    if (has_any(s, {"local_pickup", "самовив", "самовыв", "pickup_location"}))
        return orders::DeliveryMethod::pickup;
    if (has_any(s, {"warehouse", "branch", "відділен", "viddilen", "отделен", "пункт", "pvz"}))
        return orders::DeliveryMethod::branch;
    return orders::DeliveryMethod::courier;
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
        const auto* quantity = line->if_contains("quantity");
        const auto* count = quantity ? quantity->if_int64() : nullptr;
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
    e.refunded = e.status == "refunded" || (paid && e.total_minor > 0 && refunds >= e.total_minor);
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

Result<orders::ExternalOrder> order_of(const bj::value& value, const Source& source) {
    const auto* o = value.if_object();
    if (!o) return wrong("stores.json", "body", "An order is a JSON object.");
    orders::ExternalOrder e;
    e.external_id = text_at(*o, "id");
    if (e.external_id.empty() || e.external_id.size() > 20)
        return wrong("stores.id", "id", "The order has no id.");
    e.shop_id = source.shop, e.source = "woocommerce", e.origin = origin_of(source.store);
    e.number = text_at(*o, "number");
    e.status = text_at(*o, "status");
    e.currency = text_at(*o, "currency");
    if (e.currency.size() != 3)
        return wrong("stores.currency", "currency", "The order names no currency.");
    constexpr std::array ended{"cancelled", "failed", "trash", "refunded"};
    e.cancelled = std::ranges::find(ended, e.status) != ended.end();
    e.completed = e.status == "completed";
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
    return e;
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

Result<orders::ExternalOrder> order(std::string_view body, const Source& source) {
    auto value = parse(body);
    if (!value) return value.error();
    return order_of(*value, source);
}

bool is_draft(const orders::ExternalOrder& order) {
    return order.status == "auto-draft" || order.status == "checkout-draft" ||
           order.status == "draft";
}

Result<Page> page(std::string_view body, const Source& source) {
    auto value = parse(body);
    if (!value) return value.error();
    const auto* list = value->if_array();
    if (!list) return wrong("stores.json", "body", "A list of orders is a JSON array.");
    Page out;
    for (const auto& item : *list) {
        auto one = order_of(item, source);
        if (!one)
            out.refused.push_back(one.error());
        else if (!is_draft(*one))
            out.orders.push_back(std::move(*one));
    }
    return out;
}

Result<std::int64_t> minor_units(std::string_view text, std::string_view currency) {
    const auto bad = [] { return wrong("stores.money", "total", "Not a decimal amount."); };
    const bool minus = text.starts_with('-');
    if (minus) text.remove_prefix(1);
    if (text.empty() || text.size() > 24) return bad();
    const int digits = minor_digits(currency);
    std::int64_t value = 0;
    int after = -1;  // digits behind the point; -1 = no point yet
    bool any = false, round_up = false;
    for (const char c : text) {
        if (c == '.' && after < 0) {
            after = 0;
            continue;
        }
        if (c < '0' || c > '9') return bad();
        any = true;
        if (after >= digits) {
            if (after == digits) round_up = c >= '5';
            ++after;
            continue;
        }
        if (after >= 0) ++after;
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, c - '0', &value))
            return bad();
    }
    if (!any) return bad();
    for (int i = std::max(after, 0); i < digits; ++i)
        if (__builtin_mul_overflow(value, 10, &value)) return bad();
    if (round_up && __builtin_add_overflow(value, 1, &value)) return bad();
    return minus ? -value : value;
}

std::string origin_of(std::int64_t store) { return "woocommerce:" + std::to_string(store); }

std::string order_path(std::string_view id) { return "/wp-json/wc/v3/orders/" + std::string(id); }

std::string page_path(Time modified_after, int page) {
    // Ascending ids: an order that changes while we turn the pages moves to none of them.
    return "/wp-json/wc/v3/orders?modified_after=" + iso8601(modified_after).substr(0, 19) +
           "&dates_are_gmt=true&per_page=100&orderby=id&order=asc&page=" + std::to_string(page);
}

}  // namespace ol::stores::woo
