// The WooCommerce connector against a shop of our own on loopback (acceptance story 1 and its
// faults), on both databases.
#include <thread>

#include "platform/base/text.hpp"
#include "shop/stores/test_world.hpp"

namespace ol::stores {
namespace stores_test {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""s;
const Time t0 = from_ms(1'795'000'000'000);

/// A shop: REST v3 reads of orders over real HTTP, paged, with a modified_after filter and Basic
/// auth.
class Woo {
public:
    struct Kept {
        std::string body;
        Time modified;
    };
    Woo() {
        http::Route one = open("/wp-json/wc/v3/orders/{id}");
        one.handler = [this](http::Request& r) { return read_one(r); };
        http::Route all = open("/wp-json/wc/v3/orders");
        all.handler = [this](http::Request& r) { return read_page(r); };
        router_.add(std::move(one));
        router_.add(std::move(all));
        http::ServerOptions options;
        options.port = 0;
        options.workers = 2;
        server_ = http::Server::create(
            options, router_, [](const http::Request&) -> Result<http::Principal> {
                return Error{Errc::unauthenticated, "shop.none", {}, "No sign-in here.", {}};
            });
        const auto started = server_->start();
        if (!started) throw std::runtime_error(started.error().detail);
    }
    ~Woo() { server_->stop(); }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()); }
    std::string put(int id, Time modified, const std::string& address = "Main 7",
                    const std::string& status = "processing") {
        const auto stamp = iso8601(modified).substr(0, 19);
        std::string body =
            R"({"id":)" + std::to_string(id) + R"(,"number":")" + std::to_string(id) +
            R"(","status":")" + status +
            R"(","currency":"UAH","total":"1250.00","payment_method":"cod","date_created_gmt":")" +
            iso8601(t0).substr(0, 19) + R"(","date_modified_gmt":")" + stamp +
            R"(","billing":{"first_name":"Oksana","last_name":"N)" + std::to_string(id) +
            R"(","address_1":")" + address + R"(","city":"Kyiv","phone":"05011)" +
            std::to_string(10000 + id) +
            R"("},"line_items":[{"id":1,"name":"Kettle","sku":"X2","quantity":1,"total":"1250.00",
            "total_tax":"0.00"}]})";
        const std::lock_guard lock(mutex_);
        orders_[id] = {body, modified};
        return body;
    }
    void erase(int id) {
        const std::lock_guard lock(mutex_);
        orders_.erase(id);
    }
    std::atomic<bool> refuses{false};
    std::atomic<int> reads{0}, pages{0};

private:
    static http::Route open(std::string path) {
        http::Route r;
        r.path = std::move(path);
        r.access = http::Route::Access::open;
        return r;
    }
    bool denied(const http::Request& r) const {
        return refuses ||
               r.header("authorization") != "Basic " + crypto::base64("ck_key:cs_secret");
    }
    http::Response read_one(http::Request& r) {
        ++reads;
        if (denied(r))
            return http::json_response(R"({"code":"woocommerce_rest_cannot_view"})", 401);
        const std::lock_guard lock(mutex_);
        const auto it = orders_.find(static_cast<int>(r.id_param("id").value_or(0)));
        if (it == orders_.end())
            return http::json_response(R"({"code":"woocommerce_rest_shop_order_invalid_id"})", 404);
        return http::json_response(it->second.body);
    }
    http::Response read_page(http::Request& r) {
        ++pages;
        if (denied(r))
            return http::json_response(R"({"code":"woocommerce_rest_cannot_view"})", 401);
        EXPECT_EQ(r.query["dates_are_gmt"], "true");
        const auto after = parse_iso8601(r.query["modified_after"]);
        const std::size_t page = std::stoul(r.query["page"]),
                          size = std::stoul(r.query["per_page"]);
        std::vector<std::string> hits;
        const std::lock_guard lock(mutex_);
        for (const auto& [id, kept] : orders_)
            if (kept.modified > *after) hits.push_back(kept.body);
        std::string body = "[";
        for (std::size_t i = (page - 1) * size; i < std::min(hits.size(), page * size); ++i)
            body += (body.size() > 1 ? "," : "") + hits[i];
        auto out = http::json_response(body + "]");
        out.headers = {{"X-WP-Total", std::to_string(hits.size())},
                       {"X-WP-TotalPages", std::to_string((hits.size() + size - 1) / size)}};
        return out;
    }
    std::mutex mutex_;
    std::map<int, Kept> orders_;
    http::Router router_;
    std::unique_ptr<http::Server> server_;
};

struct Shop {
    Shop(World& w, Woo& woo) : w(w) {
        auto id = w.stores.create({kettles, "woocommerce", "Kettles", woo.url() + "/", "ck_key",
                                   "cs_secret", "se&amp;cret"},
                                  PersonId{7});
        EXPECT_TRUE(id) << (id ? "" : id.error().detail);
        store = *id;
        token = w.text("select token from store");
    }
    http::Response deliver(const std::string& body, const std::string& topic = "order.created",
                           const std::string& delivery = "d1") {
        http::Request r;
        r.method = http::Method::post;
        r.params["token"] = token;
        r.body = body;
        r.headers = {
            {"content-type", "application/json"},
            {"x-wc-webhook-topic", topic},
            {"x-wc-webhook-delivery-id", delivery},
            {"x-wc-webhook-signature", crypto::base64(crypto::hmac_sha256("se&cret", body))}};
        return w.stores.receive(r);
    }
    Store row() { return *w.stores.store(store); }
    World& w;
    StoreId store;
    std::string token;
};

void everywhere(const std::function<void(World&, Woo&, Shop&)>& body) {
    ManualClock clock(t0);
    db::for_each_database(
        all_migrations(),
        [&](db::Database& d) {
            clock.set(t0);
            Woo woo;
            World w(d, clock, http::fetch);
            Shop shop(w, woo);
            body(w, woo, shop);
        },
        clock);
}

TEST(Stores, Story1EveryOrderOnceAndNoneLost) {
    everywhere([](World& w, Woo& woo, Shop& shop) {
        int deliveries = 0;
        std::vector<std::string> bodies;
        for (int i = 1; i <= 160; ++i) {
            bodies.push_back(woo.put(i, t0 + Ms{1000 * i}));
            EXPECT_EQ(shop.deliver(bodies.back(), "order.created", "d" + std::to_string(i)).status,
                      200);
            ++deliveries;
        }
        for (int i = 1; i <= 12;
             ++i, ++deliveries)  // the same second, the same Delivery-ID, another content
            EXPECT_EQ(shop.deliver(woo.put(i, t0 + Ms{1000 * i}, "Branch 12"), "order.updated",
                                   "d" + std::to_string(i))
                          .status,
                      200);
        for (int i = 13; i <= 40; ++i, ++deliveries)  // repeated as they were
            EXPECT_EQ(shop.deliver(bodies[static_cast<std::size_t>(i - 1)], "order.created",
                                   "d" + std::to_string(i))
                          .status,
                      200);
        ASSERT_EQ(deliveries, 200);
        for (int i = 161; i <= 166; ++i) woo.put(i, t0 + Ms{1000 * i});  // never delivered
        EXPECT_EQ(w.number("select count(*) from shop_order"), 0) << "first stored, then processed";
        EXPECT_EQ(w.stores.waiting_events(), 172);
        while (w.stores.waiting_events() > 0) ASSERT_GT(w.stores.process_events(), 0);
        EXPECT_EQ(w.number("select count(*) from shop_order"), 160);
        EXPECT_EQ(w.number("select count(*) from shop_order where address = 'Branch 12'"), 12);
        EXPECT_EQ(woo.reads, 160) << "events of one order are read back together";

        w.clock.advance(1h);
        auto polled = w.stores.poll(shop.store);
        ASSERT_TRUE(polled) << polled.error().code;
        EXPECT_EQ(polled->found, 166);
        EXPECT_EQ(polled->new_, 6);
        EXPECT_EQ(polled->changed, 0);
        EXPECT_EQ(woo.pages, 2);
        EXPECT_EQ(w.number("select count(*) from shop_order"), 166);
        EXPECT_EQ(w.number("select count(distinct external_id) from shop_order"), 166);
        const auto row = shop.row();
        EXPECT_EQ(row.state, StoreState::ok);
        EXPECT_EQ(row.gaps_repaired, 6);
        EXPECT_EQ(row.events, 200);
        EXPECT_EQ(*row.cursor_at, t0 + Ms{166'000});
        EXPECT_EQ(w.stores.poll(shop.store)->new_, 0);
        EXPECT_EQ(w.number("select count(*) from external_event where body <> ''"), 0)
            << "applied bodies are not kept";
    });
}

TEST(Stores, OnlyThePingComesWithoutASignature) {
    everywhere([](World& w, Woo& woo, Shop& shop) {
        http::Request ping;
        ping.params["token"] = shop.token;
        ping.body = "webhook_id=12";
        ping.headers = {{"content-type", "application/x-www-form-urlencoded"}};
        EXPECT_EQ(w.stores.receive(ping).status, 200);
        http::Request bad;
        bad.params["token"] = shop.token;
        bad.body = woo.put(1, t0);
        bad.headers = {{"content-type", "application/json"},
                       {"x-wc-webhook-topic", "order.created"}};
        EXPECT_EQ(w.stores.receive(bad).status, 401);
        bad.headers["x-wc-webhook-signature"] =
            crypto::base64(crypto::hmac_sha256("se&amp;cret", bad.body));  // not decoded
        EXPECT_EQ(w.stores.receive(bad).status, 401);
        bad.params["token"] = "guessed";
        EXPECT_EQ(w.stores.receive(bad).status, 404);
        EXPECT_EQ(w.number("select count(*) from external_event"), 0);
        EXPECT_EQ(shop.row().events, 0);
        EXPECT_EQ(shop.row().refused, 2);
        EXPECT_EQ(shop.deliver("{", "order.created").status, 200)
            << "signed: refusing would switch the webhook off";
        EXPECT_EQ(shop.deliver(R"({"id":5})", "product.updated").status, 200);
        EXPECT_EQ(w.number("select count(*) from external_event where state = 'failed'"), 1);
        EXPECT_EQ(w.number("select count(*) from external_event where state = 'ignored'"), 1);
        EXPECT_EQ(w.stores.process_events(), 0);
        EXPECT_EQ(w.number("select count(*) from store where webhook_secret_sealed like '%cret%'"),
                  0);
    });
}

TEST(Stores, AShopThatIsAwayIsBelievedByItsSignedWordAndAskedAgain) {
    ManualClock clock(t0);
    db::for_each_database(
        all_migrations(),
        [&](db::Database& d) {
            clock.set(t0);
            Woo woo;
            bool away = true;
            World w(d, clock, [&](const http::ClientRequest& r) -> Result<http::ClientResponse> {
                if (away) return unavailable("http.unreachable", "No answer.");
                return http::fetch(r);
            });
            Shop shop(w, woo);
            const auto newer = woo.put(1, t0 + 60s, "Newer 2"),
                       older = woo.put(1, t0 + 30s, "Older 1");
            EXPECT_EQ(shop.deliver(newer, "order.updated").status, 200);
            EXPECT_EQ(shop.deliver(older, "order.created").status, 200);  // arrives late
            EXPECT_EQ(w.stores.process_events(), 2);
            EXPECT_EQ(w.text("select address from shop_order"), "Newer 2");
            EXPECT_EQ(shop.row().state, StoreState::unreachable);
            EXPECT_EQ(w.stores.waiting_events(), 2);
            EXPECT_EQ(w.stores.process_events(), 0) << "not before its time";
            EXPECT_EQ(w.stores.poll(shop.store).error().code, "stores.unreachable");

            away = false;
            woo.put(1, t0 + 90s, "Truth 3");
            clock.advance(31s);
            EXPECT_EQ(w.stores.process_events(), 2);
            EXPECT_EQ(w.text("select address from shop_order"), "Truth 3");
            EXPECT_EQ(w.stores.waiting_events(), 0);
            EXPECT_EQ(shop.row().state, StoreState::ok);
        },
        clock);
}

TEST(Stores, ARefusedKeyIsSaidAndADeletionIsReadBack) {
    everywhere([](World& w, Woo& woo, Shop& shop) {
        shop.deliver(woo.put(1, t0));
        w.stores.process_events();
        woo.refuses = true;
        EXPECT_EQ(w.stores.poll(shop.store).error().code, "stores.unauthorised");
        EXPECT_EQ(shop.row().state, StoreState::unauthorised);
        EXPECT_EQ(shop.row().last_error, "stores.unauthorised");
        woo.refuses = false;
        woo.erase(1);
        EXPECT_EQ(shop.deliver(R"({"id":1})", "order.deleted").status,
                  200);  // carries nothing but the id
        w.stores.process_events();
        EXPECT_EQ(w.text("select desk_state from shop_order"), "cancelled");
        EXPECT_EQ(shop.row().state, StoreState::ok);
        woo.put(1, t0 + 5s);
        shop.deliver(R"({"id":1, "restored":true})", "order.restored");
        EXPECT_EQ(w.stores.process_events(), 1);
        EXPECT_EQ(w.number("select count(*) from external_event where state = 'done'"), 3);
    });
}

TEST(Stores, SettingsAreCheckedAndCompareAndSet) {
    everywhere([](World& w, Woo&, Shop& shop) {
        const auto make = [&](std::string url, std::string kind = "woocommerce") {
            auto r = w.stores.create({kettles, kind, "X", url, "k", "s", "w"}, {});
            return r ? std::string("ok") : r.error().field;
        };
        EXPECT_EQ(make("ftp://shop.example"), "url");
        EXPECT_EQ(make("https://user:pw@shop.example"), "url");
        EXPECT_EQ(make("https://shop.example", "magento"), "kind");
        EXPECT_EQ(make("https://shop.example/wp/"), "ok");
        EXPECT_TRUE(w.stores.patch(shop.store, 1, {"New name"}, {}));
        EXPECT_EQ(w.stores.patch(shop.store, 1, {"Other"}, {}).error().code,
                  "stores.version_conflict");
        EXPECT_EQ(shop.row().name, "New name");
        EXPECT_TRUE(shop.row().webhook_url.starts_with(
            "https://desk.example/public/v1/hooks/woocommerce/"));
    });
}

TEST(Stores, TheWorkerTakesEventsAsTheyCome) {
    ManualClock clock(t0);
    db::TestDatabase db(all_migrations(), db::Dialect::sqlite, clock);
    Woo woo;
    World w(*db, clock, http::fetch);
    Shop shop(w, woo);
    std::mutex mutex;
    std::condition_variable seen;
    int orders = 0;
    auto deps = w.deps;
    deps.on_order = [&](OrderId) {
        const std::lock_guard lock(mutex);
        ++orders;
        seen.notify_all();
    };
    Stores working(deps);
    working.start();
    http::Request r;
    r.params["token"] = shop.token;
    r.body = woo.put(1, t0);
    r.headers = {
        {"x-wc-webhook-topic", "order.created"},
        {"x-wc-webhook-signature", crypto::base64(crypto::hmac_sha256("se&cret", r.body))}};
    EXPECT_EQ(working.receive(r).status, 200);
    std::unique_lock lock(mutex);
    EXPECT_TRUE(seen.wait_for(lock, 10s, [&] { return orders > 0; }));
    lock.unlock();
    working.stop();
    EXPECT_EQ(w.number("select count(*) from shop_order"), 1);
}

}  // namespace stores_test
}  // namespace ol::stores
