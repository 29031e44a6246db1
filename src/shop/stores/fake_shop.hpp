#pragma once
// For this room's tests: one shop on loopback that speaks as each platform that we
// read, with the faults that shops have. The same orders come out in each platform's words.
#include <algorithm>
#include <atomic>

#include "platform/base/text.hpp"
#include "shop/stores/connector.hpp"
#include "shop/stores/generic.hpp"
#include "shop/stores/test_world.hpp"

namespace ol::stores {

inline const Time shop_time = from_ms(1'795'000'000'000);

class FakeShop {
public:
    enum class Fault { none, down, limited, denied, half };
    struct Kept {
        std::string address, status;
        Time modified;
    };

    explicit FakeShop(std::string kind);
    ~FakeShop() { server_->stop(); }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()); }

    void put(int id, Time modified, const std::string& address, const std::string& status = {});
    void erase(int id);
    void forge(int id, std::string mark) {
        const std::lock_guard lock(mutex_);
        marks_[id] = std::move(mark);
    }
    std::string usual_status() const;
    std::string odd_status() const {
        const bool numbers = kind_ == "opencart" || kind_ == "keycrm" || kind_ == "prestashop";
        return numbers || kind_ == "horoshop" ? "99" : kind_ == "prom" ? "custom-7" : "expired";
    }
    /// The webhook that this platform would send now, signed.
    http::Request delivery(int id, const std::string& token, Time now);
    NewStore settings() const;
    bool sends() const { return connector_of(kind_)->sends(); }
    bool reads() const { return kind_ != "generic"; }

    std::atomic<Fault> fault{Fault::none};
    std::atomic<int> reads_seen{0}, hooks_made{0}, written{0};
    std::atomic<int> sign_ins{0}, token_age{0};  // Horoshop's tokens, and calls with the last one
    std::atomic<int> limit_after{-1};            // so many answers, then 429; -1 = never
    std::string note, last_body;                 // what the desk wrote to order 1
    std::atomic<bool> cancelled{false}, answer_lost{false}, lose_writes{false};
    std::atomic<bool> refuse_orders{false};  // 400 with the shop's own words
    int made = 0;                            // orders that the desk made here
    static constexpr int first_made = 501;
    static constexpr auto secret = "se-cret";

private:
    std::string order_json(int id, const Kept& k) const;
    std::string plain_json(int id, const Kept& k) const;
    http::Response make(http::Request& r);
    http::Response answer(http::Request& r, const std::function<http::Response()>& usual);
    http::Response write(http::Request& r);
    http::Response one(int id);
    http::Response woo_page(http::Request& r);
    http::Response shopify_page(http::Request& r);
    http::Response history(http::Request& r);
    http::Response opencart(http::Request& r);
    std::string list_json(const std::string& from = {}) const;
    // fake_polled_test.cpp: the platforms that send nothing
    void serve_polled();
    void serve_prestashop();
    void serve_horoshop();
    std::string polled_json(int id, const Kept& k) const;
    http::Response prom_list(http::Request& r, const char* what);
    http::Response prom_status(http::Request& r);
    http::Response told(http::Request& r, const std::string& id, const std::string& status,
                        const std::string& answer);
    http::Response opencart_told(http::Request& r);
    http::Response keycrm_list(http::Request& r, std::vector<std::string> rows);
    std::vector<std::string> polled_since(const std::string& stamp) const;
    http::Response presta_orders(http::Request& r);
    http::Response horoshop(http::Request& r, const std::function<std::string()>& found);
    std::string horoshop_orders(http::Request& r) const;
    void serve(http::Method m, const std::string& path,
               std::function<http::Response(http::Request&)> fn);

    std::string kind_;
    mutable std::mutex mutex_;
    std::map<int, Kept> orders_;
    std::vector<int> history_;
    std::set<std::string> told_;        // marks that OpenCart's extension has taken
    std::map<int, std::string> marks_;  // of the orders that the desk made
    http::Router router_;
    std::unique_ptr<http::Server> server_;
};

/// One centre and one shop connected to it.
struct Desk {
    Desk(db::Database& d, ManualClock& clock, const std::string& kind)
        : shop(kind),
          w(d, clock, [this](const http::ClientRequest& r) -> Result<http::ClientResponse> {
              auto answer = http::fetch(r);
              if (shop.answer_lost || (shop.lose_writes && r.method != http::Method::get))
                  return unavailable("http.timeout", "Too late.");
              return answer;
          }) {
        auto id = w.stores.create(shop.settings(), PersonId{7});
        EXPECT_TRUE(id) << (id ? "" : id.error().detail);
        store = *id;
        token = w.text("select token from store");
    }
    int deliver(int id) {
        auto r = shop.delivery(id, token, w.clock.now());
        return w.stores.receive(r).status;
    }
    /// By webhook where there is one, else by polling.
    void arrive(int id) {
        if (shop.sends())
            EXPECT_EQ(deliver(id), 200);
        else
            (void)w.stores.poll(store);
        w.stores.process_events();
    }
    Store row() { return *w.stores.store(store); }
    std::string address() { return w.text("select address from shop_order"); }
    std::int64_t orders() { return w.number("select count(*) from shop_order"); }
    FakeShop shop;
    World w;
    StoreId store;
    std::string token;
};

}  // namespace ol::stores
