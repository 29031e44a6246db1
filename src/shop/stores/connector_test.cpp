// One contract for every connector: whatever a shop does - late, twice, in the wrong order, slow,
// down, refusing, cut off, with a status nobody knows - each order is taken once, as it is now.
#include "shop/stores/connector.hpp"

#include "shop/stores/fake_shop.hpp"

namespace ol::stores {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""s;
const Time t0 = shop_time;

std::string stamp(Time t) { return iso8601(t).substr(0, 19); }

/// Of a form: "%5B" is a bracket.
std::string decoded(std::string_view form) {
    std::string out;
    for (std::size_t i = 0; i < form.size(); ++i)
        if (form[i] == '%' && i + 2 < form.size())
            out += static_cast<char>(std::stoi(std::string(form.substr(i + 1, 2)), nullptr, 16)),
                i += 2;
        else
            out += form[i];
    return out;
}

}  // namespace

FakeShop::FakeShop(std::string kind) : kind_(std::move(kind)) {
    using enum http::Method;
    const auto number = [](const http::Request& r) { return std::atoi(r.params.at("id").c_str()); };
    const auto single = [this, number](http::Request& r) { return one(number(r)); };
    serve(get, "/wp-json/wc/v3/orders/{id}", single);
    serve(get, "/wp-json/wc/v3/orders", [this](http::Request& r) { return woo_page(r); });
    for (const auto* path :
         {"/wp-json/wc/v3/orders", "/admin/api/2025-07/orders.json", "/api/v5/orders/create"})
        serve(post, path, [this](http::Request& r) { return make(r); });
    serve(post, "/api/v5/orders/{id}/edit", [this](http::Request& r) { return write(r); });
    serve(get, "/admin/api/2025-07/orders/{id}", single);  // "7.json"
    serve(get, "/admin/api/2025-07/orders.json", [this](auto& r) { return shopify_page(r); });
    serve(get, "/admin/api/2025-07/webhooks.json",
          [](http::Request&) { return http::json_response(R"({"webhooks":[]})"); });
    serve(post, "/admin/api/2025-07/webhooks.json", [this](http::Request&) {
        ++hooks_made;
        return http::json_response("{}", 201);
    });
    serve(get, "/api/v5/orders/{id}", single);
    serve(get, "/api/v5/orders/history", [this](http::Request& r) { return history(r); });
    serve(get, "/api/v5/orders", [this](http::Request&) {
        return http::json_response(R"({"success":true,"orders":)" + list_json() + "}");
    });
    serve(get, "/api/v5/reference/statuses", [](http::Request&) {
        return http::json_response(R"({"success":true,"statuses":{"new":{"code":"new","name":"New",
            "group":"new"},
            "cancel-other":{"code":"cancel-other","name":"Other","group":"cancel"}}})");
    });
    serve(get, "/wp-json/wc/v3/orders/{id}/notes", [this](http::Request&) {
        return http::json_response("[{\"note\":" + json::quote(note) + "}]");
    });
    serve(post, "/wp-json/wc/v3/orders/{id}/notes", [this](http::Request& r) { return write(r); });
    serve(put, "/wp-json/wc/v3/orders/{id}", [this](http::Request& r) { return write(r); });
    serve(put, "/admin/api/2025-07/orders/{id}", [this](http::Request& r) { return write(r); });
    serve(post, "/admin/api/2025-07/orders/{id}/cancel.json",
          [this](http::Request& r) { return write(r); });
    const auto body = [this](const char* path, const char* text) {
        serve(get, path, [text](http::Request&) { return http::json_response(text); });
    };
    body("/wp-json/wc/v3/products", R"([{"id":1,"name":"Kettle","sku":"X2","price":"1250.00",
        "manage_stock":true,"stock_quantity":7,"status":"publish"},
        {"id":2,"name":"Lid","price":""}])");
    body("/wp-json/wc/v3/customers", R"([{"id":1,"first_name":"Oksana","last_name":"Koval",
        "email":"o@example.com","billing":{"phone":"0501112233"}},{"id":2,"email":"nobody"}])");
    body("/admin/api/2025-07/products.json", R"({"products":[{"id":1,"title":"Kettle","variants":[
        {"id":11,"title":"Red","sku":"X2","price":"1250.00","inventory_management":"shopify",
         "inventory_quantity":7},{"id":12,"title":"Blue","price":"1250.00"}]}]})");
    body("/admin/api/2025-07/customers.json", R"({"customers":[{"id":1,"first_name":"Oksana",
        "last_name":"Koval","email":"o@example.com","phone":"+380501112233"},{"id":2}]})");
    serve_polled();
    serve(get, "/index.php", [this](http::Request& r) { return opencart(r); });
    serve(post, "/index.php", [this](http::Request& r) { return opencart_told(r); });
    http::ServerOptions options;
    options.port = 0;
    options.workers = 2;
    server_ =
        http::Server::create(options, router_, [](const http::Request&) -> Result<http::Principal> {
            return Error{Errc::unauthenticated, "shop.none", {}, "No sign-in here.", {}};
        });
    if (auto started = server_->start(); !started) throw std::runtime_error(started.error().detail);
}

void FakeShop::serve(http::Method m, const std::string& path,
                     std::function<http::Response(http::Request&)> fn) {
    http::Route route;
    route.method = m;
    route.path = path;
    route.access = http::Route::Access::open;
    route.handler = [this, fn = std::move(fn)](http::Request& r) {
        return answer(r, [&] { return fn(r); });
    };
    router_.add(std::move(route));
}

http::Response FakeShop::answer(http::Request&, const std::function<http::Response()>& usual) {
    ++reads_seen;
    const std::lock_guard lock(mutex_);
    if (limit_after >= 0 && limit_after-- == 0) return http::json_response("{}", 429);
    switch (fault.load()) {
        case Fault::none: return usual();
        case Fault::down: return http::json_response("<html>Bad gateway</html>", 502);
        case Fault::denied: return http::json_response(R"({"errors":"no"})", 403);
        case Fault::half: {
            auto whole = usual();
            whole.body.resize(whole.body.size() / 2);
            return whole;
        }
        case Fault::limited: {
            auto r = http::json_response("{}", 429);
            r.headers = {{"Retry-After", "120"}};
            return r;
        }
    }
    return usual();
}

/// Takes the desk's note or cancellation; what it answers may be lost on the way (answer_lost).
http::Response FakeShop::write(http::Request& r) {
    ++written;
    last_body = r.body;
    if (r.path.ends_with("cancel.json") || r.body.find("\"cancelled\"") != r.body.npos ||
        r.body.find("cancel-other") != r.body.npos) {
        cancelled = true;
        if (kind_ == "retailcrm")
            for (auto& [id, kept] : orders_) kept.status = "cancel-other";
    } else {
        note = kind_ == "retailcrm" ? decoded(r.body) : r.body;
    }
    return http::json_response("{}");
}

std::string FakeShop::usual_status() const {
    const bool numbers = kind_ == "keycrm" || kind_ == "prestashop" || kind_ == "horoshop";
    return kind_ == "woocommerce" ? "processing"
           : kind_ == "shopify"   ? "pending"
           : kind_ == "retailcrm" ? "new"
           : kind_ == "prom"      ? "pending"
           : numbers              ? "1"
                                  : "open";
}

void FakeShop::put(int id, Time modified, const std::string& address, const std::string& status) {
    const std::lock_guard lock(mutex_);
    orders_[id] = {address, status.empty() ? usual_status() : status, modified};
    history_.push_back(id);
}

void FakeShop::erase(int id) {
    const std::lock_guard lock(mutex_);
    orders_.erase(id);
}

NewStore FakeShop::settings() const {
    return {ShopId{1}, kind_, "Kettles", reads() ? url() : "", "ck_key", "cs_secret", secret};
}

/// What the desk sends becomes an order that carries its mark, as each platform keeps it.
http::Response FakeShop::make(http::Request& r) {
    last_body = r.body;
    if (refuse_orders)
        return http::json_response(kind_ == "retailcrm"
                                       ? R"({"success":false,"errorMsg":"No such product"})"
                                       : R"({"code":"x","message":"No such product"})",
                                   400);
    const int id = first_made + made++;
    const auto at = r.body.find("OL-");
    marks_[id] = r.body.substr(at, r.body.find_first_of("\"%", at) - at);
    orders_[id] = {"Main 7", usual_status(), t0};
    history_.push_back(id);
    auto out = one(id);
    out.status = 201;
    return out;
}

std::string FakeShop::order_json(int id, const Kept& k) const {
    auto body = plain_json(id, k);
    const auto mark = marks_.find(id);
    if (mark == marks_.end()) return body;
    const auto text = json::quote(mark->second);
    return body.insert(
        1, kind_ == "retailcrm" ? "\"externalId\":" + text + ","
           : kind_ == "shopify"
               ? R"("note_attributes":[{"name":"orderline","value":)" + text + "}],"
               : R"("meta_data":[{"id":1,"key":"_orderline","value":)" + text + "}],");
}

std::string FakeShop::plain_json(int id, const Kept& k) const {
    const auto n = std::to_string(id);
    const auto phone = "05011" + std::to_string(10000 + id);
    if (kind_ == "woocommerce")
        return R"({"id":)" + n + R"(,"number":")" + n + R"(","status":")" + k.status +
               R"(","currency":"UAH","total":"1250.00","payment_method":"cod",
            "date_created_gmt":")" +
               stamp(t0) + R"(","date_modified_gmt":")" + stamp(k.modified) +
               R"(","billing":{"first_name":"Oksana","last_name":"N)" + n + R"(","address_1":")" +
               k.address + R"(","city":"Kyiv","phone":")" + phone +
               R"("},"line_items":[{"id":1,"name":"Kettle","sku":"X2","quantity":"1",
            "total":1250.00}]})";
    if (kind_ == "shopify")
        return R"({"id":)" + n + R"(,"name":"#)" + n + R"(","financial_status":")" + k.status +
               R"(","currency":"UAH","total_price":"1250.00","created_at":")" + iso8601(t0) +
               R"(","updated_at":")" + iso8601(k.modified) +
               R"(","gateway":"Cash on delivery","shipping_address":{"name":"Oksana N)" + n +
               R"(","address1":")" + k.address + R"(","city":"Kyiv","phone":")" + phone +
               R"(","country_code":"UA"},"line_items":[{"id":1,"title":"Kettle","sku":"X2",
            "quantity":1,"price":1250}]})";
    if (const auto own = polled_json(id, k); !own.empty()) return own;
    if (kind_ == "retailcrm")
        return R"({"id":)" + n + R"(,"number":")" + n + R"(","status":")" + k.status +
               R"(","createdAt":"2026-11-18 13:00:00","totalSumm":1250,"currency":"UAH",
            "firstName":"Oksana","lastName":"N)" +
               n + R"(","phone":")" + phone +
               R"(","delivery":{"code":"courier","address":{"text":")" + k.address +
               R"(","city":"Kyiv"}},"items":[{"id":1,"quantity":1,"initialPrice":1250,
            "offer":{"name":"Kettle","article":"X2"}}]})";
    return R"({"id":")" + n + R"(","number":")" + n + R"(","status":")" + k.status +
           R"(","status_name":"In the lab","currency":"UAH","total":"1250.00","payment":"cod",
        "created_at":")" +
           iso8601(t0) + R"(","modified_at":")" + iso8601(k.modified) +
           R"(","buyer":{"name":"Oksana N)" + n + R"(","phone":")" + phone +
           R"("},"delivery":{"method":"courier","address":")" + k.address +
           R"(","city":"Kyiv"},"lines":[{"id":"1","sku":"X2","name":"Kettle","quantity":1,
        "price":"1250.00"}]})";
}

http::Response FakeShop::one(int id) {
    const auto it = orders_.find(id);
    if (it == orders_.end())
        return http::json_response(kind_ == "woocommerce" ? R"({"code":"shop_order_invalid_id"})"
                                   : kind_ == "shopify"   ? R"({"errors":"Not Found"})"
                                   : kind_ == "retailcrm"
                                       ? R"({"success":false,"errorMsg":"Not found"})"
                                       : R"({"error":"orderline.no_order"})",
                                   404);
    auto body = order_json(id, it->second);
    if (kind_ == "shopify" && !note.empty()) body.insert(1, "\"note\":" + json::quote(note) + ",");
    if (kind_ == "retailcrm" && !note.empty())
        body.insert(1, "\"managerComment\":" + json::quote(note) + ",");
    if (kind_ == "shopify" && cancelled)
        body.insert(1, R"("cancelled_at":"2026-11-22T10:00:00Z",)");
    if (kind_ == "shopify" || kind_ == "prom" || kind_ == "prestashop")
        return http::json_response("{\"order\":" + body + "}");
    if (kind_ == "retailcrm")
        return http::json_response(R"({"success":true,"order":)" + body + "}");
    return http::json_response(body);
}

std::string FakeShop::list_json(const std::string& from) const {
    const auto after = parse_iso8601(from);
    std::string out = "[";
    for (const auto& [id, kept] : orders_)
        if (!after || kept.modified >= *after)
            out += (out.size() > 1 ? "," : "") + order_json(id, kept);
    return out + "]";
}

http::Response FakeShop::woo_page(http::Request& r) {
    const auto page = std::atoi(r.query["page"].c_str());
    const auto after = parse_iso8601(r.query["modified_after"]);
    std::vector<std::string> hits;
    for (const auto& [id, kept] : orders_)
        if (!after || kept.modified > *after) hits.push_back(order_json(id, kept));
    std::string body = "[";
    for (std::size_t i = static_cast<std::size_t>(page - 1) * 2, n = 0; i < hits.size() && n < 2;
         ++i, ++n)
        body += (n ? "," : "") + hits[i];
    auto out = http::json_response(body + "]");
    out.headers = {{"X-WP-TotalPages", std::to_string((hits.size() + 1) / 2)}};
    return out;
}

http::Response FakeShop::shopify_page(http::Request& r) {
    const auto page = std::atoi(r.query["page_info"].c_str());
    std::string body = "{\"orders\":[";
    int n = 0;
    for (const auto& [id, kept] : orders_)
        if (n++ / 2 == page) body += (body.ends_with('[') ? "" : ",") + order_json(id, kept);
    auto out = http::json_response(body + "]}");
    if (n > (page + 1) * 2)
        out.headers = {
            {"Link", "<https://elsewhere.example/admin/api/2025-07/orders.json?page_info=" +
                         std::to_string(page + 1) + ">; rel=\"next\""}};
    return out;
}

http::Response FakeShop::history(http::Request& r) {
    const auto since = static_cast<std::size_t>(std::atoi(r.query["filter[sinceId]"].c_str()));
    std::string body;
    std::size_t at = since;
    for (; at < history_.size() && at < since + 2; ++at)
        body += (body.empty() ? "" : ",") + (R"({"id":)" + std::to_string(at + 1)) +
                R"(,"field":"status","order":{"id":)" + std::to_string(history_[at]) + "}}";
    return http::json_response(R"({"success":true,"history":[)" + body +
                               R"(],"pagination":{"currentPage":1,"totalPageCount":)" +
                               (at < history_.size() ? "2" : "1") + "}}");
}

http::Response FakeShop::opencart(http::Request& r) {
    const auto what = r.query["what"];
    if (what == "order") return one(std::atoi(r.query["id"].c_str()));
    if (what == "statuses")
        return http::json_response(R"({"statuses":[{"code":"1","name":"Pending"},
            {"code":"6","name":"Annulé"},{"code":"2","name":"Confirmed"}]})");
    return http::json_response("{\"orders\":" + list_json() + "}");
}

http::Request FakeShop::delivery(int id, const std::string& token, Time now) {
    const std::lock_guard lock(mutex_);
    http::Request r;
    r.method = http::Method::post;
    r.params["token"] = token;
    r.path = "/public/v1/hooks/" + kind_ + "/" + token;
    r.body = order_json(id, orders_.at(id));
    if (kind_ == "woocommerce" || kind_ == "shopify") {
        const auto mac = crypto::base64(crypto::hmac_sha256(secret, r.body));
        if (kind_ == "woocommerce")
            r.headers = {{"x-wc-webhook-topic", "order.updated"}, {"x-wc-webhook-signature", mac}};
        else  // the newer spelling of the headers
            r.headers = {{"shopify-topic", "orders/updated"}, {"shopify-hmac-sha256", mac}};
        return r;
    }
    r.body = R"({"type":"order.saved","data":)" + r.body + "}";
    const auto at = std::to_string(to_ms(now) / 1000);
    r.headers = {{"webhook-id", "m1"},
                 {"webhook-timestamp", at},
                 {"webhook-signature", generic_wire::signature(secret, "m1", at, r.body)}};
    return r;
}

namespace {

class Contract : public testing::TestWithParam<const char*> {
protected:
    void each(const std::function<void(Desk&)>& body) {
        ManualClock clock(t0);
        db::for_each_database(
            all_migrations(),
            [&](db::Database& d) {
                clock.set(t0);
                Desk desk(d, clock, GetParam());
                body(desk);
            },
            clock);
    }
};

INSTANTIATE_TEST_SUITE_P(Each, Contract,
                         testing::Values("woocommerce", "shopify", "retailcrm", "opencart", "prom",
                                         "keycrm", "prestashop", "horoshop", "generic"));

TEST_P(Contract, LateTwiceAndInTheWrongOrder) {
    each([](Desk& d) {
        d.shop.put(1, t0 + 60s, "Newer 2");
        d.arrive(1);
        if (d.shop.sends()) {
            EXPECT_EQ(d.deliver(1), 200) << "twice";
            d.shop.put(1, t0 + 30s, "Older 1");
            auto late = d.shop.delivery(1, d.token, d.w.clock.now());
            d.shop.put(1, t0 + 60s, "Newer 2");
            EXPECT_EQ(d.w.stores.receive(late).status, 200) << "a retried body is old";
            d.w.stores.process_events();
        }
        EXPECT_EQ(d.orders(), 1);
        EXPECT_EQ(d.address(), "Newer 2");
        EXPECT_EQ(d.w.number("select count(*) from store_order where error = ''"), 1);
        EXPECT_EQ(d.w.stores.waiting_events(), 0);
        EXPECT_EQ(d.w.number("select total_minor from store_order"), 125000);
    });
}

TEST_P(Contract, AFaultOfTheShopLosesNothing) {
    each([](Desk& d) {
        if (!d.shop.reads()) return;
        struct Row {
            FakeShop::Fault fault;
            bool answer_lost;
            StoreState state;
        };
        using enum FakeShop::Fault;
        const Row rows[] = {{down, false, StoreState::unreachable},
                            {half, false, StoreState::unreachable},
                            {denied, false, StoreState::unauthorised},
                            {limited, false, StoreState::limited},
                            {none, true, StoreState::unreachable}};
        int i = 0;
        for (const auto& row : rows) {
            ++i;
            const auto name = "Truth " + std::to_string(i);
            d.shop.put(1, t0 + Ms{60'000 * i}, name);
            d.shop.fault = row.fault;
            d.shop.answer_lost = row.answer_lost;
            d.arrive(1);
            EXPECT_EQ(d.row().state, row.state) << i;
            EXPECT_NE(d.row().last_error, "") << i;
            d.shop.fault = none;
            d.shop.answer_lost = false;
            d.w.clock.advance(1h);
            if (d.shop.sends())
                d.w.stores.process_events();
            else
                EXPECT_TRUE(d.w.stores.poll(d.store)) << i;
            EXPECT_EQ(d.address(), name) << i;
            EXPECT_EQ(d.row().state, StoreState::ok) << i;
            EXPECT_EQ(d.w.stores.waiting_events(), 0) << i;
        }
        EXPECT_EQ(d.orders(), 1);
    });
}

TEST_P(Contract, RetryAfterIsObeyed) {
    each([](Desk& d) {
        if (!d.shop.reads()) return;
        d.shop.put(1, t0, "Main 7");
        d.shop.fault = FakeShop::Fault::limited;
        if (d.shop.sends()) d.deliver(1);
        d.w.stores.process_events();
        d.w.stores.poll_due();
        d.shop.fault = FakeShop::Fault::none;
        const int asked = d.shop.reads_seen;
        d.w.clock.advance(119s);
        d.w.stores.process_events();
        d.w.stores.poll_due();
        EXPECT_EQ(d.shop.reads_seen, asked) << "119 s of 120 are over";
        d.w.clock.advance(2s);
        d.w.stores.process_events();
        d.w.stores.poll_due();
        EXPECT_GT(d.shop.reads_seen, asked);
        EXPECT_EQ(d.address(), "Main 7");
        EXPECT_EQ(d.row().state, StoreState::ok);
    });
}

TEST_P(Contract, WhatNoWebhookBroughtIsFoundAndCounted) {
    each([](Desk& d) {
        if (!d.shop.reads()) return;
        for (int i = 1; i <= 5; ++i) d.shop.put(i, t0 + Ms{1000 * i}, "Main 7");
        auto polled = d.w.stores.poll(d.store);
        ASSERT_TRUE(polled) << polled.error().detail;
        EXPECT_EQ(polled->new_, 5) << "over all pages";
        EXPECT_EQ(d.orders(), 5);
        EXPECT_EQ(d.row().gaps_repaired, 5);
        d.w.clock.advance(1h);
        EXPECT_EQ(d.w.stores.poll(d.store)->new_, 0);
        EXPECT_EQ(d.row().gaps_repaired, 5);
    });
}

TEST_P(Contract, AnUnknownStatusIsAskedAboutOnceByName) {
    each([](Desk& d) {
        for (int i = 1; i <= 2; ++i) {
            d.shop.put(i, t0 + Ms{1000 * i}, "Main 7", d.shop.odd_status());
            d.arrive(i);
        }
        EXPECT_EQ(d.orders(), 2) << "it is an order all the same";
        EXPECT_EQ(d.w.number("select count(*) from shop_order where desk_state = 'new'"), 2);
        const auto asked = *d.w.stores.statuses(d.store);
        const auto it = std::ranges::find(asked, d.shop.odd_status(), &ShopStatus::code);
        ASSERT_NE(it, asked.end());
        EXPECT_FALSE(it->meaning);
        EXPECT_EQ(it->orders, 2);
        EXPECT_EQ(d.row().statuses_asked, 1);
        EXPECT_EQ(d.w.number("select count(*) from journal where kind = 'store.status_asked'"), 1);
        ASSERT_TRUE(d.w.stores.answer_status(
            d.store, {d.shop.odd_status(), StatusMeaning::cancelled}, PersonId{7}));
        EXPECT_EQ(d.row().statuses_asked, 0);
        if (!d.shop.reads()) return;
        d.w.clock.advance(1h);
        d.w.stores.process_events();
        EXPECT_EQ(d.w.number("select count(*) from shop_order where desk_state = 'cancelled'"), 2)
            << "those that stand in it are read again";
        EXPECT_EQ(
            d.w.stores.answer_status(d.store, {"never seen", StatusMeaning::open}, {}).error().code,
            "stores.status_unknown");
    });
}

TEST_P(Contract, AStrangerChangesNothing) {
    each([](Desk& d) {
        d.shop.put(1, t0, "Main 7");
        auto r = d.shop.delivery(1, d.token, d.w.clock.now());
        r.body += " ";
        EXPECT_EQ(d.w.stores.receive(r).status, 401);
        auto unsigned_one = d.shop.delivery(1, d.token, d.w.clock.now());
        unsigned_one.headers.clear();
        EXPECT_EQ(d.w.stores.receive(unsigned_one).status, 401);
        auto other = d.shop.delivery(1, d.token, d.w.clock.now());
        other.path = "/public/v1/hooks/none/" + d.token;
        EXPECT_EQ(d.w.stores.receive(other).status, 404) << "the address of another platform";
        EXPECT_EQ(d.w.number("select count(*) from external_event"), 0);
        EXPECT_EQ(d.row().events, 0);
    });
}

TEST_P(Contract, BothSecretsFitWhileTheShopChangesOver) {
    each([](Desk& d) {
        if (!d.shop.sends()) return;
        StorePatch patch;
        patch.webhook_secret = "another";
        ASSERT_TRUE(d.w.stores.patch(d.store, 1, patch, {}));
        d.shop.put(1, t0, "Main 7");
        EXPECT_EQ(d.deliver(1), 200) << "signed with the former one";
        d.w.clock.advance(24h * 8);
        d.shop.put(1, t0 + 1s, "Main 8");
        EXPECT_EQ(d.deliver(1), 401) << "a week later it is over";
    });
}

TEST_P(Contract, WhatIsDeletedInTheShopIsCancelledHere) {
    each([](Desk& d) {
        if (!d.shop.reads() || !d.shop.sends()) return;
        d.shop.put(1, t0, "Main 7");
        d.arrive(1);
        d.shop.put(1, t0 + 1s, "Main 7");
        auto last = d.shop.delivery(1, d.token, d.w.clock.now());
        d.shop.erase(1);
        EXPECT_EQ(d.w.stores.receive(last).status, 200);
        d.w.stores.process_events();
        EXPECT_EQ(d.w.text("select desk_state from shop_order"), "cancelled");
        EXPECT_EQ(d.w.number("select count(*) from store_order"), 0);
    });
}

TEST(Shopify, DeletedSubscriptionsAreRestoredAndTold) {
    ManualClock clock(t0);
    db::TestDatabase db(all_migrations(), db::Dialect::sqlite, clock);
    Desk d(*db, clock, "shopify");
    ASSERT_TRUE(d.w.stores.poll(d.store));
    EXPECT_EQ(d.shop.hooks_made, 9) << "the first round subscribes";
    EXPECT_EQ(d.row().hooks_restored, 0);
    d.w.clock.advance(1h);
    ASSERT_TRUE(d.w.stores.poll(d.store));
    EXPECT_EQ(d.row().hooks_restored, 9);
    EXPECT_EQ(d.w.number("select count(*) from journal where kind = 'store.hooks_restored'"), 1);
}

TEST(Generic, AnOldSignatureIsAReplay) {
    ManualClock clock(t0);
    db::TestDatabase db(all_migrations(), db::Dialect::sqlite, clock);
    Desk d(*db, clock, "generic");
    d.shop.put(1, t0, "Main 7");
    auto r = d.shop.delivery(1, d.token, clock.now());
    clock.advance(Ms{301'000});
    EXPECT_EQ(d.w.stores.receive(r).status, 401);
    EXPECT_EQ(d.deliver(1), 200);
    EXPECT_EQ(d.row().state, StoreState::never);
    d.w.stores.process_events();
    EXPECT_EQ(d.row().state, StoreState::ok) << "its word is all there is";
}

}  // namespace
}  // namespace ol::stores
