// RetailCRM as one of the connectors: its history is the feed, there is no webhook.
#include "shop/stores/foreign.hpp"
#include "shop/stores/polled.hpp"
#include "shop/stores/retailcrm.hpp"

namespace ol::stores {
namespace {

using namespace foreign;

/// "2026-11-22 14:00:00" of the account's zone, as its filters want it.
std::string local(Time t, const Source& s, bool with_hours) {
    const auto l = local_time(t, s.facts.tz.empty() ? "UTC" : s.facts.tz);
    const auto l2 = l ? *l : *local_time(t, "UTC");
    char text[32];
    std::snprintf(text, sizeof text, with_hours ? "%04d-%02d-%02d %02d:%02d:00" : "%04d-%02d-%02d",
                  l2.year, l2.month, l2.day, l2.hour, l2.minute);
    return percent_encoded(text);
}

std::string retailcrm_list(std::string_view what, const std::string& filter = {}) {
    return std::string(retailcrm_wire::api) + std::string(what) + "?limit=100&page=1" + filter;
}

class RetailCrm final : public PolledConnector {
public:
    std::string_view kind() const override { return "retailcrm"; }
    void authorise(http::ClientRequest& r, const Secrets& s, Time) const override {
        r.headers.emplace_back("X-API-KEY", s.secret);
    }
    std::string order_path(std::string_view key) const override {
        return std::string(retailcrm_wire::api) + "orders/" + std::string(key) + "?by=id";
    }
    Result<ForeignOrder> order(std::string_view answer, const Source& s) const override {
        return retailcrm_wire::order(answer, s);
    }
    bool says_gone(const http::ClientResponse& a) const override {
        return a.status == 404 && a.body.find("errorMsg") != a.body.npos;
    }
    std::vector<std::string> changes_paths(Time since, const std::string& feed,
                                           const Source& s) const override {
        const auto from = feed.empty() ? "&filter%5BstartDate%5D=" + local(since, s, true)
                                       : "&filter%5BsinceId%5D=" + feed;
        return {std::string(retailcrm_wire::api) + "reference/statuses",
                std::string(retailcrm_wire::api) + "orders/history?limit=100" + from};
    }
    std::string created_path(Time from, Time to, const Source& s) const override {
        return retailcrm_list("orders",
                              "&filter%5BcreatedAtFrom%5D=" + local(from, s, false) +
                                  "&filter%5BcreatedAtTo%5D=" + local(to - Ms{1}, s, false));
    }
    std::vector<std::string> import_paths(Time since, const Source& s) const override {
        return {std::string(retailcrm_wire::api) + "reference/statuses",
                retailcrm_list("store/products"), retailcrm_list("customers"),
                retailcrm_list("orders", "&filter%5BcreatedAtFrom%5D=" + local(since, s, false))};
    }
    Result<Page> page(const std::string& path, const http::ClientResponse& answer,
                      const Source& s) const override {
        const auto is = [&](std::string_view what) {
            return path.starts_with(std::string(retailcrm_wire::api) + std::string(what));
        };
        const std::string_view body = answer.body;
        auto out = is("orders/history")   ? retailcrm_wire::history(body)
                   : is("reference/")     ? retailcrm_wire::statuses(body)
                   : is("store/products") ? retailcrm_wire::products(body, s)
                   : is("customers")      ? retailcrm_wire::customers_page(body, s)
                                          : retailcrm_wire::orders_page(body, s);
        if (!out || is("orders/history")) return out;
        if (auto next = retailcrm_wire::next_page(path, body)) out->next.push_back(*next);
        return out;
    }

    bool can_write(OutKind what) const override { return what != OutKind::create; }
    bool is_there(const Message& m, std::string_view answer) const override {
        return retailcrm_wire::holds(m, answer);
    }
    Result<http::ClientRequest> write(const Message& m, std::string_view seen) const override {
        auto body = retailcrm_wire::edit(m, seen);
        if (!body) return body.error();
        return form(std::string(retailcrm_wire::api) + "orders/" + m.key + "/edit",
                    std::move(*body));
    }
    bool takes_orders() const override { return true; }
    Result<http::ClientRequest> create(const OutOrder& out) const override {
        return form(std::string(retailcrm_wire::api) + "orders/create",
                    retailcrm_wire::new_order(out));
    }

private:
    static http::ClientRequest form(std::string path, std::string body) {
        http::ClientRequest r;
        r.method = http::Method::post;
        r.url = std::move(path);
        r.body = std::move(body);
        r.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        r.timeout_ms = 60'000;
        return r;
    }
};

}  // namespace

const Connector& retailcrm() {
    static const RetailCrm one;
    return one;
}

}  // namespace ol::stores
