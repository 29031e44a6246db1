// KeyCRM as one of the connectors: a site moves from it with goods, buyers and all its orders.
#include "shop/stores/foreign.hpp"
#include "shop/stores/keycrm.hpp"
#include "shop/stores/polled.hpp"

namespace ol::stores {
namespace {

using namespace foreign;
constexpr auto with = "buyer,products.offer,status,payments,shipping.deliveryService";
constexpr auto for_ever = "2099-01-01 00:00:00";  // a range needs two ends

std::string keycrm_list(std::string_view what, const std::string& more = {}) {
    return std::string(keycrm_wire::api) + std::string(what) + "?limit=50&page=1" + more;
}

/// By ascending id and with an open end: an order that changes while the list is walked makes one
/// come twice, never one be left out.
std::string orders(std::string_view filter, Time from, const std::string& to) {
    return keycrm_list(
        "order", "&sort=id&include=" + percent_encoded(with) + "&filter%5B" + std::string(filter) +
                     "%5D=" + percent_encoded(local_stamp(from, "UTC", ' ') + "," + to));
}

class KeyCrm final : public PolledConnector {
public:
    std::string_view kind() const override { return "keycrm"; }
    std::string_view usual_address() const override { return "https://openapi.keycrm.app"; }

    void authorise(http::ClientRequest& r, const Secrets& s, Time) const override {
        r.headers.emplace_back("Authorization", "Bearer " + s.secret);
    }
    std::string order_path(std::string_view key) const override {
        return std::string(keycrm_wire::api) + "order/" + std::string(key) +
               "?include=" + percent_encoded(with);
    }
    Result<ForeignOrder> order(std::string_view answer, const Source& s) const override {
        return keycrm_wire::order(answer, s);
    }
    /// A wrong address answers 404 with a page, KeyCRM with JSON.
    bool says_gone(const http::ClientResponse& a) const override {
        return a.status == 404 && root_of(a.body);
    }
    std::vector<std::string> changes_paths(Time since, const std::string&,
                                           const Source&) const override {
        return {keycrm_list("order/status"), orders("updated_between", since, for_ever)};
    }
    std::string created_path(Time from, Time to, const Source&) const override {
        return orders("created_between", from, local_stamp(to, "UTC", ' '));
    }
    std::vector<std::string> import_paths(Time since, const Source&) const override {
        return {keycrm_list("order/status"), keycrm_list("offers", "&include=product"),
                keycrm_list("buyer", "&include=shipping"),
                orders("created_between", since, for_ever)};
    }
    Result<Page> page(const std::string& path, const http::ClientResponse& answer,
                      const Source& s) const override {
        const auto is = [&](std::string_view what) {
            return path.starts_with(std::string(keycrm_wire::api) + std::string(what));
        };
        return is("order/status") ? keycrm_wire::statuses(path, answer.body)
               : is("offers")     ? keycrm_wire::offers(path, answer.body, s)
               : is("buyer")      ? keycrm_wire::buyers(path, answer.body, s)
                                  : keycrm_wire::orders_page(path, answer.body, s);
    }

    // ---- what the desk changed ----
    /// PUT order/{id} with status_id (UpdateExistingOrderRequest of its documents).
    bool can_write(OutKind what) const override { return what != OutKind::create; }
    std::string statuses_path() const override { return keycrm_list("order/status"); }
    Result<http::ClientRequest> write(const Message& m, std::string_view) const override {
        return keycrm_wire::new_status(m);
    }
    Ms gap() const override { return Ms{1100}; }  // 60 requests a minute, some for the polls
    Ms past() const override { return Ms{86'400'000} * 3653; }
};

}  // namespace

const Connector& keycrm() {
    static const KeyCrm one;
    return one;
}

}  // namespace ol::stores
