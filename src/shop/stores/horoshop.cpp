#include "shop/stores/horoshop.hpp"

#include <algorithm>

#include "platform/base/text.hpp"
#include "shop/stores/foreign.hpp"

namespace ol::stores::horoshop_wire {
namespace {

using namespace foreign;

/// {"ua":"...","ru":"..."} or text.
std::string words_at(const bj::object& o, std::string_view key) {
    const auto& languages = object_or_none(o, key);
    for (const auto* language : {"ua", "uk", "ru", "en"})
        if (auto text = text_at(languages, language); !text.empty()) return text;
    return text_at(o, key);
}

/// The "response" of an answer that worked; empty when there was nothing. stores.json
Result<bj::object> response_of(std::string_view answer) {
    auto root = root_of(answer);
    if (!root) return root;
    const auto state = text_at(*root, "status");
    if (state == "EMPTY") return bj::object();
    if (state != "OK" && state != "WARNING")
        return wrong("stores.json", "status", "Horoshop did not say OK.");
    return object_or_none(*root, "response");
}

std::optional<StatusMeaning> meaning_of(const std::string& status) {
    if (status == "1" || status == "2" || status == "6") return StatusMeaning::open;
    if (status == "3") return StatusMeaning::completed;
    if (status == "4") return StatusMeaning::cancelled;
    return std::nullopt;
}

Result<> read_lines(const bj::object& o, orders::ExternalOrder& e) {
    const auto items = objects_at(o, "products");
    if (items.size() > lines_max) return wrong("stores.lines", "products", "More than 500 lines.");
    for (const auto* item : items) {
        const auto article = text_at(*item, "article");
        orders::ExternalLine l{article, article, words_at(*item, "title")};
        const auto milli = milli_at(*item, "quantity");
        if (!milli) return wrong("stores.quantity", "quantity", "Not a quantity.");
        auto total = money_at(*item, "total_price", e.currency);
        auto price = money_at(*item, "price", e.currency);
        if (!total) return total.error();
        if (!price) return price.error();
        if (text_at(*item, "total_price").empty()) total = times_milli(*price, *milli);
        if (!total) return total.error();
        l.total_minor = *total;
        put_quantity(l, *milli, text_at(*item, "quantity"));
        e.lines.push_back(std::move(l));
    }
    return {};
}

orders::PayMethod method_of(const std::string& name) {
    if (cash_by(name) || has_any(name, {"готівк", "наличн"})) return orders::PayMethod::cod;
    if (has_any(name, {"карт", "online", "онлайн", "liqpay", "wayforpay", "monobank", "apple"}))
        return orders::PayMethod::card;
    if (has_any(name, {"рахун", "реквізит", "безготів", "счет", "счёт", "реквизит", "безнал"}))
        return orders::PayMethod::prepaid;
    return orders::PayMethod::other;
}

Result<> read_money(const bj::object& o, orders::ExternalOrder& e) {
    auto total = money_at(o, "total_sum", e.currency);
    if (!total) return total.error();
    if (*total < 0) return wrong("stores.money", "total_sum", "A total below zero.");
    e.total_minor = *total;
    if (yes_at(o, "payed")) e.paid_minor = e.total_minor;
    e.pay_method = method_of(fold(words_at(object_or_none(o, "payment_type"), "title")));
    return {};
}

void read_people(const bj::object& o, const Source& source, orders::ExternalOrder& e) {
    const auto raw = text_at(o, "delivery_phone");
    e.recipient = e.customer_name = text_at(o, "delivery_name");
    e.phone = e.customer_phone = normal_phone(raw, source.facts.region).value_or(raw);
    e.customer_email = text_at(o, "delivery_email");
    e.city = text_at(o, "delivery_city");
    e.address = text_at(o, "delivery_address");
    const auto way = words_at(object_or_none(o, "delivery_type"), "title");
    e.delivery_method = delivery_by(fold(way + " " + e.address));
}

Result<ForeignOrder> order_of(const bj::object& o, const Source& source) {
    ForeignOrder f;
    auto& e = f.order;
    e.external_id = e.number = text_at(o, "order_id");
    if (!plain_id(e.external_id, 20)) return wrong("stores.id", "order_id", "The order has no id.");
    e.shop_id = source.shop, e.source = "horoshop";
    e.origin = origin_of("horoshop", source.store);
    e.status = f.status_name = text_at(o, "stat_status");
    f.meaning = meaning_of(e.status);
    e.currency = text_at(o, "currency");
    if (e.currency.empty()) e.currency = source.facts.currency;
    if (e.currency.size() != 3)
        return wrong("stores.currency", "currency", "The order names no currency.");
    auto created = time_at(o, "stat_created", source.facts.tz.empty() ? "UTC" : source.facts.tz);
    if (!created) return created.error();
    e.created_at = to_ms(*created) ? *created : source.read_at;
    e.modified_at = source.read_at;  // it keeps none
    if (auto ok = read_money(o, e); !ok) return ok.error();
    if (auto ok = read_lines(o, e); !ok) return ok.error();
    read_people(o, source, e);
    e.note = text_at(o, "comment").substr(0, 4000);
    return f;
}

void read_statuses(const bj::object& response, Page& out) {
    for (const auto* s : objects_at(response, "statuses")) {
        const auto code = text_at(*s, "id");
        if (code.empty() || code.size() > 100) continue;
        auto meaning = meaning_of(code);
        if (!meaning && yes_at(*s, "is_successful")) meaning = StatusMeaning::completed;
        out.statuses.push_back({code, words_at(*s, "title").substr(0, 200), meaning});
    }
}

void read_goods(const bj::object& response, const Source& source, Page& out) {
    for (const auto* o : objects_at(response, "products")) {
        const auto article = text_at(*o, "article");
        if (article.empty() || article.size() > 100) continue;
        ForeignProduct p{article, article, words_at(*o, "title"), text_at(*o, "currency")};
        if (p.name.empty()) p.name = article;
        if (p.currency.size() != 3) p.currency = source.facts.currency;
        p.price_minor = money_or_zero(*o, "price", p.currency);
        if (array_at(*o, "residues")) {
            std::int64_t milli = 0;
            for (const auto* place : objects_at(*o, "residues"))
                milli += milli_at(*place, "quantity").value_or(0);
            p.stock = milli / 1000;
        } else if (text_at(*o, "quantity") != "") {
            p.stock = milli_at(*o, "quantity").value_or(0) / 1000;
        }
        p.active = !o->contains("display_in_showcase") || yes_at(*o, "display_in_showcase");
        out.products.push_back(std::move(p));
    }
}

/// The same address, from behind what has come.
std::string behind(const std::string& path, std::size_t rows) {
    const auto at = path.find('{');
    auto body = root_of(path.substr(std::min(at, path.size())));
    if (!body) return {};
    const auto from = whole_at(*body, "offset").value_or(0);
    (*body)["offset"] = from + static_cast<std::int64_t>(rows);
    return path.substr(0, at) + bj::serialize(*body);
}

}  // namespace

Result<ForeignOrder> order(std::string_view answer, const Source& source) {
    auto response = response_of(answer);
    if (!response) return response.error();
    const auto rows = objects_at(*response, "orders");
    if (rows.empty()) return not_found("stores.order_gone", "The order is no longer in the shop.");
    return order_of(*rows.front(), source);
}

Result<Page> page(const std::string& path, std::string_view answer, const Source& source) {
    Page out;
    auto root = root_of(answer);
    // Shops below version 4 do not know the list of statuses; they are asked about one by one.
    if (root && path.starts_with(statuses_url) && text_at(*root, "status") == "UNDEFINED_FUNCTION")
        return out;
    auto response = response_of(answer);
    if (!response) return response.error();
    std::size_t rows = 0;
    if (path.starts_with(goods_url)) {
        rows = objects_at(*response, "products").size();
        read_goods(*response, source, out);
    } else if (path.starts_with(statuses_url)) {
        read_statuses(*response, out);
    } else {
        for (const auto* o : objects_at(*response, "orders")) {
            ++rows;
            auto one = order_of(*o, source);
            if (one)
                out.orders.push_back(std::move(*one));
            else
                out.refused.push_back({text_at(*o, "order_id"), one.error()});
        }
        // The hour of the month's reading stands in the request and comes back as the feed's place.
        if (auto asked = root_of(path.substr(std::min(path.find('{'), path.size()))))
            out.feed = text_at(*asked, "month_read");
    }
    if (rows > 0)
        if (auto next = behind(path, rows); !next.empty()) out.next.push_back(std::move(next));
    return out;
}

Result<http::ClientRequest> new_status(const Message& m) {
    const auto number = [](const std::string& text) {
        return !text.empty() && text.size() <= 18 &&
               text.find_first_not_of("0123456789") == text.npos;
    };
    if (!number(m.key) || !number(m.status))
        return invalid("stores.id", "key", "Horoshop numbers its orders and their statuses.");
    http::ClientRequest r;
    r.method = http::Method::post;
    r.url = update_url;
    r.body = "{\"orders\":[{\"order_id\":" + m.key + ",\"status\":" + m.status + "}]}";
    return r;
}

bool took(const Message& m, std::string_view answer) {
    const auto response = response_of(answer);
    if (!response) return false;
    for (const auto* row : objects_at(*response, "log"))
        if (text_at(*row, "order_id") == m.key) return text_at(*row, "status") == "OK";
    return false;
}

std::string refusal(std::string_view answer) {
    const auto root = root_of(answer);
    const auto* response = root ? object_at(*root, "response") : nullptr;
    if (!response) return {};
    for (const auto* row : objects_at(*response, "log"))
        if (auto said = text_at(*row, "message"); !said.empty())
            return to_valid_utf8(said.substr(0, 500));
    return text_at(*response, "message").substr(0, 500);
}

std::string token_of(std::string_view answer) {
    auto response = response_of(answer);
    return response ? text_at(*response, "token") : std::string();
}

bool wants_token(std::string_view answer) {
    auto root = root_of(answer);
    if (!root) return false;
    const auto state = text_at(*root, "status");
    if (state.empty() || state == "OK" || state == "EMPTY" || state == "WARNING") return false;
    const auto& response = object_or_none(*root, "response");
    return state == "UNAUTHORIZED" ||
           has_any(fold(text_at(response, "message")), {"token", "токен", "authoriz", "авториз"});
}

}  // namespace ol::stores::horoshop_wire
