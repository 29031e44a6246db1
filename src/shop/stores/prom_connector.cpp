// Prom.ua as one of the connectors: no webhooks, orders are asked for by their time of change.
#include "shop/stores/foreign.hpp"
#include "shop/stores/polled.hpp"
#include "shop/stores/prom.hpp"

namespace ol::stores {
namespace {

using namespace foreign;

std::string stamp(Time t) { return percent_encoded(local_stamp(t, "UTC", 'T')); }

std::string prom_list(std::string_view what, const std::string& filter = {}) {
    return std::string(prom_wire::api) + std::string(what) + "/list?limit=100" + filter;
}

class Prom final : public PolledConnector {
public:
    std::string_view kind() const override { return "prom"; }
    std::string_view usual_address() const override { return "https://my.prom.ua"; }

    void authorise(http::ClientRequest& r, const Secrets& s, Time) const override {
        r.headers.emplace_back("Authorization", "Bearer " + s.secret);
    }
    std::string order_path(std::string_view key) const override {
        return std::string(prom_wire::api) + "orders/" + std::string(key);
    }
    Result<ForeignOrder> order(std::string_view answer, const Source& s) const override {
        return prom_wire::order(answer, s);
    }
    /// A wrong address answers 404 with a page, Prom.ua with JSON.
    bool says_gone(const http::ClientResponse& a) const override {
        return a.status == 404 && root_of(a.body);
    }
    std::vector<std::string> changes_paths(Time since, const std::string&,
                                           const Source&) const override {
        return {prom_list("orders", "&last_modified_from=" + stamp(since))};
    }
    /// Whether date_to is within is nowhere said: the day's end is asked for with it, and an order
    /// of that very moment is only read once more.
    std::string created_path(Time from, Time to, const Source&) const override {
        return prom_list("orders", "&date_from=" + stamp(from) + "&date_to=" + stamp(to));
    }
    std::vector<std::string> import_paths(Time since, const Source&) const override {
        return {prom_list("products"), prom_list("clients"),
                prom_list("orders", "&date_from=" + stamp(since))};
    }
    Result<Page> page(const std::string& path, const http::ClientResponse& answer,
                      const Source& s) const override {
        const auto is = [&](std::string_view what) {
            return path.starts_with(std::string(prom_wire::api) + std::string(what));
        };
        return is("products")  ? prom_wire::products(path, answer.body, s)
               : is("clients") ? prom_wire::clients(path, answer.body, s)
                               : prom_wire::orders_page(path, answer.body, s);
    }

    // ---- what the desk changed ----
    /// There are no notes there: a confirmed order becomes "received", a cancelled one "canceled".
    bool can_write(OutKind what) const override {
        return what == OutKind::confirm || what == OutKind::cancel;
    }
    /// An order that somebody has already moved on is not taken back to "received".
    bool is_there(const Message& m, std::string_view answer) const override {
        const auto status = prom_wire::status_of(answer);
        return m.what == OutKind::cancel ? status == "canceled" : status != "pending";
    }
    Result<http::ClientRequest> write(const Message& m, std::string_view) const override {
        if (m.key.empty() || m.key.find_first_not_of("0123456789") != m.key.npos)
            return invalid("stores.id", "key", "Prom.ua numbers its orders.");
        http::ClientRequest r;
        r.method = http::Method::post;
        r.url = std::string(prom_wire::api) + "orders/set_status";
        r.body = prom_wire::new_status(m);
        return r;
    }
    bool took(const Message& m, std::string_view answer) const override {
        return prom_wire::processed(answer, m.key);
    }
};

}  // namespace

const Connector& prom() {
    static const Prom one;
    return one;
}

}  // namespace ol::stores
