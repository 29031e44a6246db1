#include "shop/stores/foreign.hpp"

#include <algorithm>
#include <charconv>

#include "platform/base/money.hpp"
#include "platform/base/text.hpp"
#include "shop/stores/slot.hpp"

namespace ol::stores::foreign {

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

const bj::object& object_or_none(const bj::object& o, std::string_view key) {
    static const bj::object none;
    const auto* found = object_at(o, key);
    return found ? *found : none;
}

Result<bj::object> root_of(std::string_view body) {
    auto value = parse(body);
    if (!value) return value.error();
    auto* o = value->if_object();
    if (!o) return wrong("stores.json", "body", "The body is not a JSON object.");
    return std::move(*o);
}

std::vector<const bj::object*> objects_at(const bj::object& o, std::string_view key) {
    std::vector<const bj::object*> out;
    const auto take = [&](const bj::value& v) {
        if (const auto* one = v.if_object()) out.push_back(one);
    };
    if (const auto* list = array_at(o, key))
        for (const auto& v : *list) take(v);
    else if (const auto* keyed = object_at(o, key))
        for (const auto& entry : *keyed) take(entry.value());
    return out;
}

std::string text_of(const bj::value* v) {
    if (!v) return {};
    if (const auto* s = v->if_string())
        return std::string(trim(std::string_view(s->data(), s->size())));
    if (const auto* i = v->if_int64()) return std::to_string(*i);
    if (const auto* u = v->if_uint64()) return std::to_string(*u);
    if (const auto* d = v->if_double()) {
        // The shortest decimal that reads back the same: what the shop wrote, for any amount of
        // money.
        char buffer[400];
        const auto end =
            std::to_chars(buffer, buffer + sizeof buffer, *d, std::chars_format::fixed);
        return end.ec == std::errc{} ? std::string(buffer, end.ptr) : std::string();
    }
    return {};
}

std::string text_at(const bj::object& o, std::string_view key) {
    return text_of(o.if_contains(key));
}

std::optional<std::int64_t> whole_at(const bj::object& o, std::string_view key) {
    std::string text = text_at(o, key);
    if (const auto point = text.find('.'); point != text.npos) {
        if (text.find_first_not_of('0', point + 1) != text.npos) return std::nullopt;
        text.resize(point);
    }
    std::int64_t n = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), n);
    if (text.empty() || end.ec != std::errc{} || end.ptr != text.data() + text.size())
        return std::nullopt;
    return n;
}

bool yes_at(const bj::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    if (v && v->is_bool()) return v->get_bool();
    const auto text = text_of(v);
    return text == "1" || text == "true";
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

std::int64_t money_or_zero(const bj::object& o, std::string_view key, std::string_view currency) {
    const auto minor = money_at(o, key, currency);
    return minor ? *minor : 0;
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

Result<Time> time_at(const bj::object& o, std::string_view key, std::string_view zone) {
    const auto text = text_at(o, key);
    if (text.empty()) return Time{};
    const auto bad = [&] { return wrong("stores.date", std::string(key), "Not a time."); };
    if (zone.empty()) {
        auto t = parse_iso8601(text);
        return t ? t : Result<Time>(bad());
    }
    auto t = parse_date(text, zone);
    if (!t) return bad();
    // parse_date reads to the minute; which of two changes came later may hang on the second.
    const bool seconds = text.size() == 19 && text[16] == ':' && text[17] >= '0' &&
                         text[17] <= '5' && text[18] >= '0' && text[18] <= '9';
    const bool bare = to_ms(*t) % 60'000 == 0;
    return seconds && bare ? *t + Ms{1000 * ((text[17] - '0') * 10 + (text[18] - '0'))} : *t;
}

namespace {

/// "1 713,50 грн." -> "1713.50"; "1.234.567" -> "1234567"
std::string decimal_of(std::string_view written) {
    std::string kept;
    for (const char c : written)
        if ((c >= '0' && c <= '9') || c == '.' || c == ',' || c == '-') kept += c;
    while (kept.ends_with('.') || kept.ends_with(',')) kept.pop_back();  // "грн."
    const auto last = kept.find_last_of(".,");
    const bool one_point = last != kept.npos && kept[last] == '.' && kept.find('.') == last &&
                           kept.find(',') == kept.npos;
    const bool decimal = one_point || (last != kept.npos && kept.size() - last <= 3);
    std::string out;
    for (std::size_t i = 0; i < kept.size(); ++i)
        if (kept[i] != '.' && kept[i] != ',')
            out += kept[i];
        else if (decimal && i == last)
            out += '.';
    return out;
}

}  // namespace

Result<std::int64_t> written_money_at(const bj::object& o, std::string_view key,
                                      std::string_view currency) {
    const auto* v = o.if_contains(key);
    if (!v || !v->is_string()) return money_at(o, key, currency);
    const auto text = text_of(v);
    if (text.empty()) return 0;
    auto minor = minor_units(decimal_of(text), currency);
    if (!minor) minor.error().field = std::string(key);
    return minor;
}

std::optional<std::int64_t> milli_at(const bj::object& o, std::string_view key) {
    const auto text = text_at(o, key);
    const auto minor = minor_units(text, "KWD");  // a currency of three digits
    if (text.empty() || !minor || *minor < 0 || *minor > 1'000'000'000) return std::nullopt;
    return *minor;
}

Result<std::int64_t> times_milli(std::int64_t price, std::int64_t milli) {
    std::int64_t out = 0;
    if (__builtin_mul_overflow(price, milli, &out) || __builtin_add_overflow(out, 500, &out))
        return wrong("stores.money", "price", "The sum is too large.");
    return out / 1000;
}

void put_quantity(orders::ExternalLine& l, std::int64_t milli, const std::string& written) {
    if (milli % 1000 == 0) {
        l.quantity = milli / 1000;
    } else {
        l.name = written + " x " + l.name;
        l.quantity = 1;
    }
    l.price_minor = l.quantity > 0 ? l.total_minor / l.quantity : l.total_minor;
}

std::string query_of(const std::string& path, std::string_view name) {
    const auto key = std::string(name) + "=";
    for (auto at = path.find_first_of("?&"); at != path.npos; at = path.find('&', at + 1))
        if (path.compare(at + 1, key.size(), key) == 0) {
            const auto from = at + 1 + key.size();
            return path.substr(from, std::min(path.find('&', from), path.size()) - from);
        }
    return {};
}

std::string with_query(const std::string& path, std::string_view name, const std::string& value) {
    const auto key = std::string(name) + "=";
    for (auto at = path.find_first_of("?&"); at != path.npos; at = path.find('&', at + 1))
        if (path.compare(at + 1, key.size(), key) == 0)
            return path.substr(0, at + 1 + key.size()) + value +
                   path.substr(std::min(path.find('&', at + 1), path.size()));
    return path + (path.find('?') == path.npos ? "?" : "&") + key + value;
}

std::string local_stamp(Time t, std::string_view zone, char between) {
    auto l = local_time(t, zone.empty() ? "UTC" : std::string(zone));
    if (!l) l = local_time(t, "UTC");
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d%c%02d:%02d:%02d", l->year, l->month, l->day,
                  between, l->hour, l->minute, static_cast<int>(to_ms(t) / 1000 % 60));
    return text;
}

std::string joined(std::string a, const std::string& b, const char* between) {
    if (!a.empty() && !b.empty()) a += between;
    return a + b;
}

bool has_any(const std::string& s, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view w) { return s.find(w) != s.npos; });
}

bool plain_id(std::string_view id, std::size_t max) {
    return !id.empty() && id.size() <= max &&
           id.find_first_not_of(
               "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_") == id.npos;
}

orders::DeliveryMethod delivery_by(const std::string& s) {
    if (has_any(s, {"locker", "poshtomat", "postomat", "поштомат", "постамат", "автомат"}))
        return orders::DeliveryMethod::locker;
    if (has_any(s, {"local_pickup", "self-delivery", "local pickup", "in store", "самовив",
                    "самовыв", "pickup_location"}))
        return orders::DeliveryMethod::pickup;
    if (has_any(s, {"warehouse", "branch", "відділен", "viddilen", "отделен", "пункт", "pvz"}))
        return orders::DeliveryMethod::branch;
    return orders::DeliveryMethod::courier;
}

bool cash_by(const std::string& s) {
    return s == "cod" || s == "cash" ||
           has_any(s, {"cash on delivery", "cash-on-delivery", "cash_on_delivery", "(cod)",
                       "накладен", "наложен", "при отриман", "при получ", "післяплат"});
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view kept =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (kept.find(c) != kept.npos)
            out += c;
        else
            (out += '%') += digits[byte >> 4], out += digits[byte & 15];
    }
    return out;
}

std::string sane_topic(std::string_view topic) {
    const bool sane =
        !topic.empty() && topic.size() <= 64 &&
        topic.find_first_not_of(
            "abcdefghijklmnopqrstuvwxyz_./ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == topic.npos;
    return sane ? std::string(topic) : "unknown";
}

}  // namespace ol::stores::foreign
