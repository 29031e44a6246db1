#include "shop/stores/prestashop.hpp"

#include <algorithm>
#include <set>

#include "platform/base/text.hpp"
#include "shop/stores/foreign.hpp"

namespace ol::stores::prestashop_wire {
namespace {

using namespace foreign;
using Index = std::map<std::string, const bj::object*>;

/// "Delivered" or [{"id":"1","value":"Delivered"}]: the first language that says something.
std::string text_in(const bj::object& o, std::string_view key) {
    for (const auto* one : objects_at(o, key))
        if (auto text = text_at(*one, "value"); !text.empty()) return text;
    return text_at(o, key);
}

/// `[]` stands for a list without rows. stores.json
Result<bj::object> answer_of(std::string_view answer) {
    auto value = parse(answer);
    if (!value) return value.error();
    if (auto* o = value->if_object(); o && !o->contains("errors")) return std::move(*o);
    const auto* none = value->if_array();
    if (none && none->empty()) return bj::object();
    return wrong("stores.json", "body", "PrestaShop did not send the list.");
}

Index by_id(const bj::object& root, std::string_view list) {
    Index out;
    for (const auto* o : objects_at(root, list)) out.emplace(text_at(*o, "id"), o);
    return out;
}

const bj::object& find(const Index& index, const std::string& id) {
    static const bj::object none;
    const auto it = index.find(id);
    return it == index.end() ? none : *it->second;
}

/// What an order names, by id.
struct Beside {
    Index addresses, customers, currencies, carriers, states;
    explicit Beside(const bj::object& root)
        : addresses(by_id(root, "addresses")),
          customers(by_id(root, "customers")),
          currencies(by_id(root, "currencies")),
          carriers(by_id(root, "carriers")),
          states(by_id(root, "order_states")) {}
};

std::optional<StatusMeaning> meaning_of(const bj::object& state) {
    if (state.empty()) return std::nullopt;
    const auto letter = text_in(state, "template");
    if (letter == "order_canceled") return StatusMeaning::cancelled;
    if (letter == "refund") return StatusMeaning::refunded;
    if (yes_at(state, "shipped") && letter != "shipped") return std::nullopt;
    return StatusMeaning::open;
}

Result<> read_lines(const bj::object& o, orders::ExternalOrder& e) {
    const auto rows = objects_at(object_or_none(o, "associations"), "order_rows");
    if (rows.size() > lines_max) return wrong("stores.lines", "order_rows", "More than 500 lines.");
    for (const auto* row : rows) {
        orders::ExternalLine l{text_at(*row, "product_id"), text_at(*row, "product_reference"),
                               text_at(*row, "product_name")};
        const auto kind = text_at(*row, "product_attribute_id");
        if (!kind.empty() && kind != "0") l.external_id += "-" + kind;
        const auto quantity = whole_at(*row, "product_quantity");
        if (!quantity || *quantity < 0 || *quantity > 1'000'000)
            return wrong("stores.quantity", "product_quantity", "Not a whole number of pieces.");
        auto price = money_at(*row, "unit_price_tax_incl", e.currency);
        if (!price) return price.error();
        l.quantity = *quantity, l.price_minor = *price;
        if (__builtin_mul_overflow(*price, *quantity, &l.total_minor))
            return wrong("stores.money", "unit_price_tax_incl", "The sum is too large.");
        e.lines.push_back(std::move(l));
    }
    return {};
}

orders::PayMethod method_of(const bj::object& o) {
    const auto way = fold(text_at(o, "module")), name = fold(text_at(o, "payment"));
    if (has_any(way, {"cashondelivery", "cod"}) || cash_by(name)) return orders::PayMethod::cod;
    if (has_any(way, {"wire", "check", "cheque", "invoice"})) return orders::PayMethod::prepaid;
    return way.empty() ? orders::PayMethod::other : orders::PayMethod::card;
}

Result<> read_money(const bj::object& o, orders::ExternalOrder& e) {
    const auto* field =
        text_at(o, "total_paid_tax_incl").empty() ? "total_paid" : "total_paid_tax_incl";
    auto total = money_at(o, field, e.currency);
    auto paid = money_at(o, "total_paid_real", e.currency);
    if (!total) return total.error();
    if (!paid) return paid.error();
    if (*total < 0) return wrong("stores.money", field, "A total below zero.");
    e.total_minor = *total;
    e.paid_minor = std::clamp<std::int64_t>(*paid, 0, *total);
    e.pay_method = method_of(o);
    return {};
}

std::string name_of(const bj::object& o) {
    return joined(text_at(o, "lastname"), text_at(o, "firstname"), " ");
}

std::string phone_of(const bj::object& address) {
    auto phone = text_at(address, "phone_mobile");
    return phone.empty() ? text_at(address, "phone") : phone;
}

void read_people(const bj::object& o, const Beside& beside, const Source& source,
                 orders::ExternalOrder& e) {
    const auto& to = find(beside.addresses, text_at(o, "id_address_delivery"));
    const auto& bill = find(beside.addresses, text_at(o, "id_address_invoice"));
    const auto& who = find(beside.customers, text_at(o, "id_customer"));
    const auto normal = [&](const std::string& raw) {
        return normal_phone(raw, source.facts.region).value_or(raw);
    };
    e.recipient = name_of(to);
    e.phone = normal(phone_of(to));
    e.customer_name = name_of(who);
    if (e.customer_name.empty()) e.customer_name = e.recipient;
    e.customer_phone = normal(phone_of(bill));
    if (e.customer_phone.empty()) e.customer_phone = e.phone;
    e.customer_email = text_at(who, "email");
    e.address = joined(text_at(to, "address1"), text_at(to, "address2"), ", ");
    e.city = text_at(to, "city");
    e.postcode = text_at(to, "postcode");
    const auto carrier = fold(text_at(find(beside.carriers, text_at(o, "id_carrier")), "name"));
    e.delivery_method = has_any(carrier, {"click and collect", "pick up"})
                            ? orders::DeliveryMethod::pickup
                            : delivery_by(carrier + " " + fold(e.address));
}

Result<> read_times(const bj::object& o, const Source& source, orders::ExternalOrder& e) {
    const auto zone = source.facts.tz.empty() ? "UTC" : source.facts.tz;
    auto created = time_at(o, "date_add", zone), changed = time_at(o, "date_upd", zone);
    if (!created) return created.error();
    if (!changed) return changed.error();
    e.created_at = to_ms(*created) ? *created : source.read_at;
    e.modified_at = to_ms(*changed) ? *changed : source.read_at;
    return {};
}

Result<ForeignOrder> order_of(const bj::object& o, const Beside& beside, const Source& source) {
    ForeignOrder f;
    auto& e = f.order;
    e.external_id = text_at(o, "id");
    if (!plain_id(e.external_id, 20)) return wrong("stores.id", "id", "The order has no id.");
    e.shop_id = source.shop, e.source = "prestashop";
    e.origin = origin_of("prestashop", source.store);
    e.number = text_at(o, "reference").substr(0, 100);
    e.status = text_at(o, "current_state");
    const auto& state = find(beside.states, e.status);
    f.status_name = text_in(state, "name");
    if (f.status_name.empty()) f.status_name = e.status;
    f.meaning = meaning_of(state);
    e.currency = text_at(find(beside.currencies, text_at(o, "id_currency")), "iso_code");
    if (e.currency.empty()) e.currency = source.facts.currency;
    if (e.currency.size() != 3)
        return wrong("stores.currency", "id_currency", "The order names no currency.");
    if (auto ok = read_times(o, source, e); !ok) return ok.error();
    if (auto ok = read_money(o, e); !ok) return ok.error();
    if (auto ok = read_lines(o, e); !ok) return ok.error();
    read_people(o, beside, source, e);
    e.note = joined(text_at(o, "gift_message"), text_at(o, "note"), "\n").substr(0, 4000);
    return f;
}

void read_states(const bj::object& root, Page& out) {
    for (const auto* s : objects_at(root, "order_states"))
        if (auto code = text_at(*s, "id"); !code.empty() && code.size() <= 100)
            out.statuses.push_back({code, text_in(*s, "name").substr(0, 200), meaning_of(*s)});
}

// ---- goods ----

/// Pieces by "product-combination".
std::map<std::string, std::int64_t> stock_of(const bj::object& root) {
    std::map<std::string, std::int64_t> out;
    for (const auto* s : objects_at(root, "stock_availables")) {
        const auto pieces = whole_at(*s, "quantity");
        if (pieces)
            out[text_at(*s, "id_product") + "-" + text_at(*s, "id_product_attribute")] +=
                std::max<std::int64_t>(*pieces, 0);
    }
    return out;
}

std::string values_of(const bj::object& combination, const Index& values) {
    std::string out;
    for (const auto* v :
         objects_at(object_or_none(combination, "associations"), "product_option_values"))
        out = joined(out, text_in(find(values, text_at(*v, "id")), "name"), ", ");
    return out;
}

/// A product with combinations is sold as its combinations; without, as itself.
void read_goods(const bj::object& root, const Source& source, Page& out) {
    const auto stock = stock_of(root);
    const auto values = by_id(root, "product_option_values");
    std::map<std::string, std::vector<const bj::object*>> kinds;
    for (const auto* c : objects_at(root, "combinations"))
        kinds[text_at(*c, "id_product")].push_back(c);
    const auto put = [&](ForeignProduct p, const std::string& stock_key) {
        if (!plain_id(p.external_id)) return;
        if (p.sku.empty()) p.sku = p.external_id;
        if (const auto it = stock.find(stock_key); it != stock.end()) p.stock = it->second;
        out.products.push_back(std::move(p));
    };
    for (const auto* o : objects_at(root, "products")) {
        const auto id = text_at(*o, "id");
        ForeignProduct p{id, text_at(*o, "reference"), text_in(*o, "name"), source.facts.currency};
        p.price_minor = money_or_zero(*o, "price", p.currency);
        p.barcode = text_at(*o, "ean13");
        p.active = yes_at(*o, "active");
        const auto own = kinds.find(id);
        if (own == kinds.end()) put(p, id + "-0");
        if (own == kinds.end()) continue;
        for (const auto* c : own->second) {
            auto kind = p;
            const auto number = text_at(*c, "id");
            kind.external_id = id + "-" + number;
            if (auto sku = text_at(*c, "reference"); !sku.empty()) kind.sku = sku;
            kind.name = joined(p.name, values_of(*c, values), ", ");
            kind.barcode = text_at(*c, "ean13");
            if (__builtin_add_overflow(p.price_minor, money_or_zero(*c, "price", p.currency),
                                       &kind.price_minor))
                continue;
            put(kind, kind.external_id);
        }
    }
}

void read_buyers(const bj::object& root, const Source& source, Page& out) {
    Index home;  // the last address that a buyer has used
    for (const auto* a : objects_at(root, "addresses"))
        if (!yes_at(*a, "deleted")) home[text_at(*a, "id_customer")] = a;
    for (const auto* c : objects_at(root, "customers")) {
        const auto& at = find(home, text_at(*c, "id"));
        customers::Intake who{name_of(*c), phone_of(at), text_at(*c, "email"),
                              {},          {},           source.facts.region};
        who.address = {joined(text_at(at, "address1"), text_at(at, "address2"), ", "),
                       text_at(at, "city"), "", text_at(at, "postcode")};
        out.buyers.push_back(std::move(who));
    }
}

bool asks_for(std::string_view path, std::string_view resource) {
    const auto at = std::string(api) + std::string(resource);
    return path.starts_with(at) &&
           (path.size() == at.size() || path[at.size()] == '?' || path[at.size()] == '/');
}

std::vector<const bj::object*> orders_in(const bj::object& root) {
    if (const auto* one = object_at(root, "order")) return {one};
    return objects_at(root, "orders");
}

/// "[1|5|7]" of what the rows name; "" when they name nothing.
std::string ids_in(const std::vector<const bj::object*>& rows,
                   std::initializer_list<std::string_view> keys) {
    std::set<std::string> ids;
    for (const auto* row : rows)
        for (const auto key : keys)
            if (auto id = text_at(*row, key); plain_id(id, 20) && id != "0") ids.insert(id);
    std::string out;
    for (const auto& id : ids) out += (out.empty() ? "[" : "|") + id;
    return out.empty() ? out : out + "]";
}

}  // namespace

std::string path_of(std::string_view resource, std::string_view filter, const std::string& value,
                    std::string_view display) {
    auto path = std::string(api) + std::string(resource) +
                "?output_format=JSON&display=" + percent_encoded(display);
    if (!filter.empty())
        path += "&filter%5B" + std::string(filter) + "%5D=" + percent_encoded(value);
    return path;
}

std::vector<std::string> along(std::string_view path, std::string_view body, int round) {
    auto root = answer_of(body);
    if (!root) return {};
    std::vector<std::string> out;
    const auto ask = [&](std::string_view resource, std::string_view filter, const std::string& ids,
                         std::string_view display = "full") {
        if (!ids.empty()) out.push_back(path_of(resource, filter, ids, display));
    };
    if (asks_for(path, "orders") && round == 0) {
        const auto rows = orders_in(*root);
        if (rows.empty()) return {};
        ask("addresses", "id", ids_in(rows, {"id_address_delivery", "id_address_invoice"}));
        ask("customers", "id", ids_in(rows, {"id_customer"}), "[id,firstname,lastname,email]");
        ask("currencies", "id", ids_in(rows, {"id_currency"}), "[id,iso_code]");
        ask("carriers", "id", ids_in(rows, {"id_carrier"}), "[id,name]");
        out.push_back(path_of("order_states"));
    } else if (asks_for(path, "customers") && round == 0) {
        ask("addresses", "id_customer", ids_in(objects_at(*root, "customers"), {"id"}));
    } else if (asks_for(path, "products") && round == 0) {
        const auto ids = ids_in(objects_at(*root, "products"), {"id"});
        ask("stock_availables", "id_product", ids);
        ask("combinations", "id_product", ids);
    } else if (asks_for(path, "products") && round == 1) {
        std::vector<const bj::object*> values;
        for (const auto* c : objects_at(*root, "combinations"))
            for (const auto* v :
                 objects_at(object_or_none(*c, "associations"), "product_option_values"))
                values.push_back(v);
        ask("product_option_values", "id", ids_in(values, {"id"}), "[id,name]");
    }
    return out;
}

std::string together(std::string body, const std::vector<std::string>& answers) {
    auto root = answer_of(body);
    if (!root) return body;
    for (const auto& text : answers) {
        auto more = answer_of(text);
        if (!more) return text;  // what it is not is told when it is read
        for (auto& entry : *more) root->insert_or_assign(entry.key(), std::move(entry.value()));
    }
    return bj::serialize(*root);
}

Result<ForeignOrder> order(std::string_view answer, const Source& source) {
    auto root = answer_of(answer);
    if (!root) return root.error();
    const auto* o = object_at(*root, "order");
    return o ? order_of(*o, Beside(*root), source)
             : wrong("stores.json", "order", "The answer holds no order.");
}

Result<http::ClientRequest> new_state(const Message& m) {
    const auto number = [](const std::string& text) {
        return !text.empty() && text.size() <= 20 &&
               text.find_first_not_of("0123456789") == text.npos;
    };
    if (!number(m.key) || !number(m.status))
        return invalid("stores.id", "key", "PrestaShop numbers its orders and their states.");
    http::ClientRequest r;
    r.method = http::Method::post;
    r.url = std::string(api) + "order_histories?output_format=JSON";
    r.headers = {{"Content-Type", "text/xml"}};
    r.body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><prestashop><order_history><id_order>" +
             m.key + "</id_order><id_order_state>" + m.status +
             "</id_order_state></order_history></prestashop>";
    return r;
}

Result<Page> page(const std::string& path, std::string_view answer, const Source& source) {
    auto root = answer_of(answer);
    if (!root) return root.error();
    Page out;
    std::size_t rows = 0;
    if (asks_for(path, "products")) {
        rows = objects_at(*root, "products").size();
        read_goods(*root, source, out);
    } else if (asks_for(path, "customers")) {
        rows = objects_at(*root, "customers").size();
        read_buyers(*root, source, out);
    } else {
        const Beside beside(*root);
        for (const auto* o : objects_at(*root, "orders")) {
            ++rows;
            auto one = order_of(*o, beside, source);
            if (one)
                out.orders.push_back(std::move(*one));
            else
                out.refused.push_back({text_at(*o, "id"), one.error()});
        }
        read_states(*root, out);
    }
    const auto from = std::atoll(query_of(path, "limit").c_str());
    if (rows > 0)
        out.next.push_back(with_query(path, "limit",
                                      std::to_string(from + static_cast<long long>(rows)) + "," +
                                          std::to_string(rows_at_once)));
    return out;
}

}  // namespace ol::stores::prestashop_wire
