// The fake shop as the platforms that send nothing: Prom.ua, KeyCRM, PrestaShop, Horoshop.
#include <climits>

#include "shop/stores/fake_shop.hpp"

namespace ol::stores {
namespace fake_polled_test {

std::string stamp(Time t, char between = 'T') {
    auto text = iso8601(t).substr(0, 19);
    text[10] = between;
    return text;
}

std::string phone_of(int id) { return "05011" + std::to_string(10000 + id); }

std::string prom_json(const std::string& n, int id, const FakeShop::Kept& k) {
    return R"({"id":)" + n + R"(,"status":")" + k.status + R"(","status_name":"In the lab",
        "date_created":")" +
           stamp(shop_time) + R"(","date_modified":")" + stamp(k.modified) +
           R"(","client_first_name":"Oksana","client_last_name":"N)" + n + R"(","phone":")" +
           phone_of(id) + R"(","price":"1 250 грн","full_price":"1 250 грн",
        "delivery_option":{"id":1,"name":"Courier"},"delivery_address":")" +
           k.address + R"(","payment_option":{"id":2,"name":"Накладений платіж"},
        "products":[{"id":1,"sku":"X2","name":"Kettle","quantity":1,"price":"1 250 грн",
        "total_price":"1 250 грн"}]})";
}

std::string keycrm_json(const std::string& n, int id, const FakeShop::Kept& k) {
    return R"({"id":)" + n + R"(,"status_id":)" + k.status + R"(,"status_group_id":)" +
           (k.status == "99" ? "9" : "1") + R"(,"status":{"name":"In the lab"},
        "grand_total":1250,"ordered_at":")" +
           stamp(shop_time, ' ') + R"(","updated_at":")" + stamp(k.modified) +
           R"(.000000Z","buyer":{"full_name":"Oksana N)" + n + R"(","phone":")" + phone_of(id) +
           R"("},"shipping":{"shipping_address_city":"Kyiv","shipping_receive_point":")" +
           k.address + R"("},"products":[{"id":1,"sku":"X2","name":"Kettle","quantity":1.0,
        "price":1250,"price_sold":1250}]})";
}

/// Times are the shop's own, of Kyiv, and say no zone.
std::string presta_json(const std::string& n, const FakeShop::Kept& k) {
    const auto local = [](Time t) { return stamp(t + Ms{7'200'000}, ' '); };
    return R"({"id":)" + n + R"(,"id_address_delivery":")" + n + R"(","id_customer":")" + n +
           R"(","id_currency":"1","id_carrier":"2","current_state":")" + k.status +
           R"(","payment":"Cash on delivery",
           "module" : "ps_cashondelivery",
                      "total_paid_tax_incl" : "1250.000000",
                                              "total_paid_real"
        : "0.000000",
          "reference" : "R)" +
           n + R"(","date_add":")" + local(shop_time) + R"(","date_upd":")" + local(k.modified) +
           R"(","associations":{"order_rows":[{"id":"1","product_id":"1",
        "product_attribute_id":"0","product_quantity":"1","product_name":"Kettle",
        "product_reference":"X2","unit_price_tax_incl":"1250.000000"}]}})";
}

/// It says when an order was made, never when it changed.
std::string horoshop_json(const std::string& n, int id, const FakeShop::Kept& k) {
    return R"({"order_id":)" + n + R"(,"stat_status":)" + k.status + R"(,"stat_created":")" +
           stamp(shop_time + Ms{7'200'000}, ' ') + R"(","delivery_name":"Oksana N)" + n +
           R"(","delivery_phone":")" + phone_of(id) + R"(","delivery_city":"Kyiv",
        "delivery_address":")" +
           k.address + R"(","delivery_type":{"id":1,"title":"Courier"},"payment_type":{"id":1,
        "title":"Накладений платіж"},"payed":0,"total_sum":1250,"total_default":1250,
        "delivery_price":-1,"currency":"UAH","products":[{"article":"X2","title":"Kettle",
        "price":1250,"quantity":1,"total_price":1250,"type":"product"}]})";
}

http::Response rows_of(const char* name, const std::vector<std::string>& rows) {
    if (rows.empty()) return http::json_response("[]");  // so PrestaShop says that there are none
    std::string body = "{\"" + std::string(name) + "\":[";
    for (std::size_t i = 0; i < rows.size(); ++i) body += (i ? "," : "") + rows[i];
    return http::json_response(body + "]}");
}

std::string between(const std::string& text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    if (at == text.npos) return {};
    return text.substr(at + from.size(), text.find(to, at + from.size()) - at - from.size());
}

}  // namespace fake_polled_test

using namespace fake_polled_test;

std::string FakeShop::polled_json(int id, const Kept& k) const {
    const auto n = std::to_string(id);
    return kind_ == "prom"         ? prom_json(n, id, k)
           : kind_ == "keycrm"     ? keycrm_json(n, id, k)
           : kind_ == "prestashop" ? presta_json(n, k)
           : kind_ == "horoshop"   ? horoshop_json(n, id, k)
                                   : std::string();
}

/// Orders by ascending id that changed since "2026-11-18T13:00:00" of UTC; "" = all.
std::vector<std::string> FakeShop::polled_since(const std::string& from) const {
    const auto after = parse_iso8601(from);
    std::vector<std::string> out;
    for (const auto& [id, kept] : orders_)
        if (from.empty() || (after && kept.modified >= *after))
            out.push_back(polled_json(id, kept));
    return out;
}

void FakeShop::serve_polled() {
    using enum http::Method;
    const auto single = [this](http::Request& r) {
        return one(std::atoi(r.params.at("id").c_str()));
    };
    for (const auto* what : {"orders", "products", "clients"})
        serve(get, "/api/v1/" + std::string(what) + "/list",
              [this, what](http::Request& r) { return prom_list(r, what); });
    serve(get, "/api/v1/orders/{id}", single);
    serve(post, "/api/v1/orders/set_status", [this](http::Request& r) { return prom_status(r); });

    serve(get, "/v1/order/status", [this](http::Request& r) {
        return keycrm_list(r, {R"({"id":2,"name":"Agreed","group_id":2})",
                               R"({"id":6,"name":"Cancelled","group_id":6})"});
    });
    serve(get, "/v1/order/{id}", single);
    serve(put, "/v1/order/{id}", [this](http::Request& r) {
        return told(r, r.params.at("id"), between(r.body, "\"status_id\":", "}"), "{}");
    });
    serve(get, "/v1/order", [this](http::Request& r) {
        auto range = r.query["filter[updated_between]"].substr(0, 19);
        if (!range.empty()) range[10] = 'T', range += 'Z';
        return keycrm_list(r, polled_since(range));
    });
    serve(get, "/v1/offers", [this](http::Request& r) {
        return keycrm_list(r, {R"({"id":1,"sku":"X2","price":1250,"quantity":9,"in_reserve":2,
            "product":{"name":"Kettle"}})",
                               R"({"id":2,"price":0,"product":{"name":"Lid"}})"});
    });
    serve(get, "/v1/buyer", [this](http::Request& r) {
        return keycrm_list(r, {R"({"id":1,"full_name":"Koval Oksana","phone":["0501112233"]})",
                               R"({"id":2,"full_name":"Nobody","phone":[],"email":[]})"});
    });
    serve_prestashop();
    serve_horoshop();
}

void FakeShop::serve_prestashop() {
    using enum http::Method;
    serve(get, "/api/orders", [this](http::Request& r) { return presta_orders(r); });
    serve(post, "/api/order_histories", [this](http::Request& r) {
        return told(r, between(r.body, "<id_order>", "<"), between(r.body, "<id_order_state>", "<"),
                    R"({"order_history":{"id":"7"}})");
    });
    serve(get, "/api/orders/{id}",
          [this](http::Request& r) { return one(std::atoi(r.params.at("id").c_str())); });
    serve(get, "/api/addresses", [this](http::Request&) {
        std::vector<std::string> rows;
        for (const auto& [id, kept] : orders_)
            rows.push_back(R"({"id":)" + std::to_string(id) + R"(,"firstname":"Oksana",
                "lastname":"N)" +
                           std::to_string(id) + R"(","address1":")" + kept.address +
                           R"(","city":"Kyiv","phone":")" + phone_of(id) + R"("})");
        return rows_of("addresses", rows);
    });
    const auto once = [this](const char* path, const char* name, std::vector<std::string> rows) {
        serve(get, path, [name, rows](http::Request& r) {
            return rows_of(name, r.query["limit"].starts_with("0,") || r.query["limit"].empty()
                                     ? rows
                                     : std::vector<std::string>());
        });
    };
    once("/api/customers", "customers", {R"({"id":1,"firstname":"Oksana","lastname":"Koval",
        "email":"o@example.com"})"});
    once("/api/currencies", "currencies", {R"({"id":1,"iso_code":"UAH"})"});
    once("/api/carriers", "carriers", {R"({"id":2,"name":"Courier"})"});
    once("/api/order_states", "order_states",
         {R"({"id":1,"name":"Awaiting","shipped":"0","template":"cheque"})",
          R"({"id":2,"name":"Accepted","shipped":"0","template":"payment"})",
          R"({"id":6,"name":"Canceled","shipped":"0","template":"order_canceled"})",
          R"({"id":99,"name":"In the lab","shipped":"1","template":""})"});
    once("/api/products", "products",
         {R"({"id":1,"name":"Kettle","reference":"X2",
        "price":"1250.000000","active":"1","associations":{"stock_availables":[
        {"id":"5","id_product_attribute":"0"}]}})",
          R"({"id":2,"name":[{"id":"1","value":"Lid"}],
        "price":"0","active":"0"})"});
    once("/api/combinations", "combinations", {});
    once("/api/stock_availables", "stock_availables",
         {R"({"id":5,"id_product":"1","id_product_attribute":"0","quantity":"7"})"});
}

void FakeShop::serve_horoshop() {
    using enum http::Method;
    serve(post, "/api/auth/", [this](http::Request& r) {
        if (r.body.find("\"cs_secret\"") == r.body.npos)
            return http::json_response(R"({"status":"ERROR","response":{"message":"Wrong"}})");
        token_age = 0;
        return http::json_response(R"({"status":"OK","response":{"token":"t)" +
                                   std::to_string(++sign_ins) + "\"}}");
    });
    serve(post, "/api/orders/get/",
          [this](http::Request& r) { return horoshop(r, [&] { return horoshop_orders(r); }); });
    serve(post, "/api/orders/update/", [this](http::Request& r) {
        return horoshop(r, [&] {
            const auto id = between(r.body, "\"order_id\":", ",");
            const auto no = refuse_orders ? R"(","status":"ERROR","message":"No such status")"
                                          : R"(","status":"OK","message":"")";
            (void)told(r, id, refuse_orders ? "" : between(r.body, "\"status\":", "}"), "");
            return R"("log":[{"order_id":")" + id + no + "}]";
        });
    });
    serve(post, "/api/orders/get_available_statuses/", [this](http::Request& r) {
        return horoshop(r, [] {
            return std::string(R"("statuses":{"1":{"id":1,"title":{"ua":"Новий"}},
                "2":{"id":2,"title":{"ua":"В обробці"}},"6":{"id":6,"title":{"ua":"Скасовано"}},
                "99":{"id":99,"title":{"ua":"In the lab"},"is_successful":0}})");
        });
    });
    serve(post, "/api/catalog/export/", [this](http::Request& r) {
        return horoshop(r, [&] {
            if (r.body.find("\"offset\":0") == r.body.npos) return std::string();
            return std::string(R"("products":[{"article":"X2","title":{"ua":"Kettle"},"price":1250,
                "currency":"UAH","residues":[{"warehouse":"1","quantity":7}]},
                {"article":"LID","title":{"ua":"Lid"},"price":10}])");
        });
    });
}

/// Two at a time, down by id, from `last_id` on with itself; a filter time that is not written as
/// Prom.ua wants it gives an empty list.
http::Response FakeShop::prom_list(http::Request& r, const char* what) {
    const auto last = r.query["last_id"].empty() ? INT_MAX : std::atoi(r.query["last_id"].c_str());
    const auto from = r.query["last_modified_from"];
    const auto after = parse_iso8601(from + "Z");
    std::vector<std::string> hits;
    const std::string_view kind = what;
    if (kind == "orders" && (from.empty() || (from.size() == 19 && after)))
        for (auto it = orders_.rbegin(); it != orders_.rend(); ++it)
            if (it->first <= last && (from.empty() || it->second.modified >= *after))
                hits.push_back(polled_json(it->first, it->second));
    const std::vector<std::pair<int, std::string>> goods{
        {2, R"({"id":2,"name":"Lid","price":null})"},
        {1, R"({"id":1,"name":"Kettle","sku":"X2","price":1250.0,"currency":"UAH",
            "quantity_in_stock":7,"presence":"available","status":"on_display"})"}};
    const std::vector<std::pair<int, std::string>> people{
        {2, R"({"id":2,"client_full_name":"Nobody","phones":[],"emails":[]})"},
        {1, R"({"id":1,"client_full_name":"Koval Oksana","phones":["0501112233"],
            "emails":["o@example.com"]})"}};
    for (const auto& [id, text] : kind == "products"  ? goods
                                  : kind == "clients" ? people
                                                      : decltype(goods){})
        if (id <= last) hits.push_back(text);
    std::string body = "{\"" + std::string(what) + "\":[";
    for (std::size_t i = 0; i < hits.size() && i < 2; ++i) body += (i ? "," : "") + hits[i];
    return http::json_response(body + "]}");
}

/// {"status":"received","ids":[1]}; what it refuses it refuses with 200.
http::Response FakeShop::prom_status(http::Request& r) {
    ++written;
    last_body = r.body;
    if (refuse_orders) return http::json_response(R"({"error":"This status is not allowed"})");
    const auto status = r.body.substr(11, r.body.find('"', 11) - 11);
    orders_.at(1).status = status;
    cancelled = status == "canceled";
    return http::json_response(R"({"processed_ids":[1]})");
}

/// An order of the shop stands in another status now.
http::Response FakeShop::told(http::Request& r, const std::string& id, const std::string& status,
                              const std::string& answer) {
    ++written;
    last_body = r.body;
    if (!status.empty()) orders_.at(std::atoi(id.c_str())).status = status;
    cancelled = status == "6";
    return http::json_response(answer, kind_ == "prestashop" ? 201 : 200);
}

/// What the extension does (deploy/opencart, tell.php): the signature is of the body, and a mark
/// that it has taken is not taken again.
http::Response FakeShop::opencart_told(http::Request& r) {
    const auto at = r.header("webhook-timestamp"), id = r.header("webhook-id");
    if (r.header("webhook-signature") !=
        generic_wire::signature(secret, std::string(id), std::string(at), r.body))
        return http::json_response(R"({"error":"orderline.signature"})", 401);
    const auto mark = between(r.body, "\"mark\":\"", "\"");
    if (!told_.insert(mark).second) return http::json_response(R"({"done":true,"again":true})");
    note = between(r.body, "\"text\":\"", "\"");
    return told(r, between(r.body, "\"id\":\"", "\""), between(r.body, "\"status\":\"", "\""),
                R"({"done":true})");
}

/// Two rows a page, and which page is the last.
http::Response FakeShop::keycrm_list(http::Request& r, std::vector<std::string> rows) {
    const auto page = static_cast<std::size_t>(std::max(1, std::atoi(r.query["page"].c_str())));
    const auto last = std::max<std::size_t>(1, (rows.size() + 1) / 2);
    std::string body;
    for (std::size_t i = (page - 1) * 2; i < rows.size() && i < page * 2; ++i)
        body += (body.empty() ? "" : ",") + rows[i];
    return http::json_response(R"({"total":9,"current_page":)" + std::to_string(page) +
                               R"(,"per_page":2,"last_page":)" + std::to_string(last) +
                               R"(,"data":[)" + body + "]}");
}

/// "limit=4,2" with "filter[date_upd]=[2026-11-18 15:00:00,...]" of the shop's zone.
http::Response FakeShop::presta_orders(http::Request& r) {
    auto from = r.query["filter[date_upd]"].substr(0, 20);
    std::string utc;
    if (from.size() == 20) {
        from = from.substr(1), from[10] = 'T';
        if (const auto t = parse_iso8601(from + "Z")) utc = iso8601(*t - Ms{7'200'000});
    }
    const auto all = polled_since(utc);
    const auto offset = static_cast<std::size_t>(std::atoi(r.query["limit"].c_str()));
    std::vector<std::string> rows;
    for (std::size_t i = offset; i < all.size() && i < offset + 100; ++i) rows.push_back(all[i]);
    return rows_of("orders", rows);
}

/// A token is over after five calls here (ten minutes there); what is not found is EMPTY.
http::Response FakeShop::horoshop(http::Request& r, const std::function<std::string()>& found) {
    const bool known =
        r.body.find("\"token\":\"t" + std::to_string(sign_ins) + "\"") != r.body.npos;
    if (!known || ++token_age > 5)
        return http::json_response(R"({"status":"ERROR","response":{"message":"Invalid token"}})");
    const auto text = found();
    return http::json_response(text.empty() ? R"({"status":"EMPTY","response":{}})"
                                            : R"({"status":"OK","response":{)" + text + "}}");
}

/// Two at a time.
std::string FakeShop::horoshop_orders(http::Request& r) const {
    const auto number = [&](const std::string& name) {
        const auto at = r.body.find("\"" + name + "\":");
        return at == r.body.npos
                   ? -1
                   : std::atoi(r.body.c_str() + at + name.size() + 3 + (name == "ids" ? 1 : 0));
    };
    const int wanted = number("ids"), offset = std::max(0, number("offset"));
    std::string rows;
    int n = 0;
    for (const auto& [id, kept] : orders_) {
        if (wanted >= 0 && id != wanted) continue;
        const int at = n++;
        if (at < offset || at >= offset + 2) continue;
        rows += (rows.empty() ? "" : ",") + polled_json(id, kept);
    }
    return rows.empty() ? rows : "\"orders\":[" + rows + "]";
}

}  // namespace ol::stores
