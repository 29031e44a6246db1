#include "shop/stores/generic.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "platform/base/crypto.hpp"
#include "platform/base/names.hpp"
#include "platform/base/text.hpp"
#include "shop/stores/foreign.hpp"
#include "shop/stores/slot.hpp"

namespace ol::stores::generic_wire {
namespace {

using namespace foreign;
constexpr std::int64_t tolerance_s = 300;

std::string zone_of(const Source& s) { return s.facts.tz.empty() ? "UTC" : s.facts.tz; }

Result<> read_lines(const bj::object& o, orders::ExternalOrder& e) {
    const auto lines = objects_at(o, "lines");
    if (lines.size() > lines_max) return wrong("stores.lines", "lines", "More than 500 lines.");
    for (const auto* l : lines) {
        orders::ExternalLine line{text_at(*l, "id"), text_at(*l, "sku"), text_at(*l, "name")};
        const auto quantity = whole_at(*l, "quantity");
        if (!quantity || *quantity < 0 || *quantity > 1'000'000)
            return wrong("stores.quantity", "quantity", "Not a whole number of pieces.");
        line.quantity = *quantity;
        auto price = money_at(*l, "price", e.currency), total = money_at(*l, "total", e.currency);
        if (!price) return price.error();
        if (!total) return total.error();
        line.price_minor = *price, line.total_minor = *total;
        if (text_at(*l, "total").empty() &&
            __builtin_mul_overflow(*price, *quantity, &line.total_minor))
            return wrong("stores.money", "price", "The sum is too large.");
        if (text_at(*l, "price").empty() && *quantity > 0) line.price_minor = *total / *quantity;
        e.lines.push_back(std::move(line));
    }
    return {};
}

Result<> read_money(const bj::object& o, orders::ExternalOrder& e) {
    auto total = money_at(o, "total", e.currency), paid = money_at(o, "paid", e.currency);
    if (!total) return total.error();
    if (!paid) return paid.error();
    if (*total < 0 || *paid < 0) return wrong("stores.money", "total", "A sum below zero.");
    e.total_minor = *total;
    e.paid_minor = std::min(*paid, *total);
    e.refunded = yes_at(o, "refunded");
    const auto payment = fold(text_at(o, "payment"));
    e.pay_method = from_name<orders::PayMethod>(payment).value_or(
        cash_by(payment) ? orders::PayMethod::cod : orders::PayMethod::other);
    return {};
}

void read_people(const bj::object& o, const Source& source, orders::ExternalOrder& e) {
    const auto& buyer = object_or_none(o, "buyer");
    const auto& recipient = object_or_none(o, "recipient");
    const auto& delivery = object_or_none(o, "delivery");
    const auto country = text_at(delivery, "country");
    const auto normal = [&](const std::string& raw) {
        return normal_phone(raw, country.size() == 2 ? country : source.facts.region).value_or(raw);
    };
    e.customer_name = text_at(buyer, "name");
    e.customer_phone = normal(text_at(buyer, "phone"));
    e.customer_email = text_at(buyer, "email");
    e.language = text_at(buyer, "language").substr(0, 5);
    e.recipient = text_at(recipient, "name");
    e.phone = normal(text_at(recipient, "phone"));
    e.address = text_at(delivery, "address");
    e.city = text_at(delivery, "city");
    e.region = text_at(delivery, "region");
    e.postcode = text_at(delivery, "postcode");
    const auto method = fold(text_at(delivery, "method"));
    e.delivery_method = from_name<orders::DeliveryMethod>(method).value_or(delivery_by(method));
    const auto date = text_at(delivery, "date");
    if (const auto slot = date.empty()
                              ? std::nullopt
                              : parse_slot(date, text_at(delivery, "time"), zone_of(source)))
        e.delivery_from = slot->first, e.delivery_to = slot->second;
}

Result<ForeignOrder> order_of(const bj::object& o, const Source& source, std::string_view kind) {
    ForeignOrder f;
    auto& e = f.order;
    e.external_id = text_at(o, "id");
    if (!plain_id(e.external_id)) return wrong("stores.id", "id", "The order has no id.");
    e.shop_id = source.shop, e.source = std::string(kind);
    e.origin = origin_of(kind, source.store);
    e.number = text_at(o, "number");
    e.status = text_at(o, "status");
    f.status_name = text_at(o, "status_name");
    if (f.status_name.empty()) f.status_name = e.status;
    // An OpenCart status is a number of that installation; only words of ours have a meaning.
    f.meaning = from_name<StatusMeaning>(e.status);
    e.currency = text_at(o, "currency");
    if (e.currency.size() != 3)
        return wrong("stores.currency", "currency", "The order names no currency.");
    auto created = time_at(o, "created_at", zone_of(source));
    auto modified = time_at(o, "modified_at", zone_of(source));
    if (!created) return created.error();
    if (!modified) return modified.error();
    e.created_at = to_ms(*created) ? *created : source.read_at;
    e.modified_at = to_ms(*modified) ? *modified : source.read_at;
    if (auto ok = read_money(o, e); !ok) return ok.error();
    if (auto ok = read_lines(o, e); !ok) return ok.error();
    read_people(o, source, e);
    e.note = text_at(o, "note").substr(0, 4000);
    return f;
}

std::string key_of(std::string_view secret) {
    constexpr std::string_view prefix = "whsec_";
    if (!secret.starts_with(prefix)) return std::string(secret);
    auto raw = crypto::unbase64(secret.substr(prefix.size()));
    return raw ? *raw : std::string(secret);
}

}  // namespace

std::string signature(std::string_view secret, std::string_view id, std::string_view timestamp,
                      std::string_view text) {
    std::string signed_text;
    signed_text.append(id).append(".").append(timestamp).append(".").append(text);
    return "v1," + crypto::base64(crypto::hmac_sha256(key_of(secret), signed_text));
}

bool signature_right(std::string_view secret, const http::Request& r, Time now) {
    const auto id = r.header("webhook-id"), stamp = r.header("webhook-timestamp");
    const auto given = r.header("webhook-signature");
    std::int64_t at = 0;
    const auto end = std::from_chars(stamp.data(), stamp.data() + stamp.size(), at);
    if (secret.empty() || id.empty() || id.size() > 200 || end.ec != std::errc{} ||
        end.ptr != stamp.data() + stamp.size())
        return false;
    const auto now_s = to_ms(now) / 1000;
    if (at < now_s - tolerance_s || at > now_s + tolerance_s) return false;
    const auto right = signature(secret, id, stamp, r.body);
    bool fits = false;  // several may stand there while a secret is changed
    for (const auto& one : split(given, ' ')) fits |= crypto::equal_constant_time(one, right);
    return fits;
}

Result<ForeignOrder> order(std::string_view body, const Source& source, std::string_view kind) {
    auto root = root_of(body);
    if (!root) return root.error();
    const auto* data = object_at(*root, "data");
    return order_of(data ? *data : *root, source, kind);
}

Result<Hint> hint(std::string_view body) {
    auto root = root_of(body);
    if (!root) return root.error();
    Hint out{Hint::What::ignored, sane_topic(text_at(*root, "type")), {}};
    if (out.topic != "order.saved" && out.topic != "order.deleted") return out;
    out.key = text_at(object_or_none(*root, "data"), "id");
    if (!plain_id(out.key)) return wrong("stores.id", "data.id", "The body names no id.");
    out.what = out.topic == "order.deleted" ? Hint::What::deleted : Hint::What::order;
    return out;
}

Result<Page> page(std::string_view body, const Source& source, std::string_view kind) {
    auto root = root_of(body);
    if (!root) return root.error();
    if (!array_at(*root, "orders") && !array_at(*root, "products") && !array_at(*root, "statuses"))
        return wrong("stores.json", "body", "Neither orders nor products nor statuses.");
    Page out;
    for (const auto* o : objects_at(*root, "orders")) {
        auto one = order_of(*o, source, kind);
        if (one)
            out.orders.push_back(std::move(*one));
        else
            out.refused.push_back({text_at(*o, "id"), one.error()});
    }
    for (const auto* o : objects_at(*root, "products")) {
        ForeignProduct p{text_at(*o, "id"), text_at(*o, "sku"), text_at(*o, "name"),
                         text_at(*o, "currency")};
        if (!plain_id(p.external_id)) continue;
        if (p.currency.size() != 3) p.currency = source.facts.currency;
        if (p.sku.empty()) p.sku = p.external_id;
        p.price_minor = money_or_zero(*o, "price", p.currency);
        p.stock = whole_at(*o, "stock");
        p.active = !o->contains("active") || yes_at(*o, "active");
        out.products.push_back(std::move(p));
    }
    for (const auto* s : objects_at(*root, "statuses"))
        if (auto code = text_at(*s, "code"); !code.empty() && code.size() <= 100)
            out.statuses.push_back({code, text_at(*s, "name").substr(0, 200), std::nullopt});
    return out;
}

}  // namespace ol::stores::generic_wire
