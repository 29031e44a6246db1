// PrestaShop as one of the connectors: its webservice is asked, it sends nothing by itself.
#include "shop/stores/foreign.hpp"
#include "shop/stores/polled.hpp"
#include "shop/stores/prestashop.hpp"

namespace ol::stores {
namespace {

using namespace foreign;
using prestashop_wire::path_of;
constexpr auto for_ever = "9999-12-31 23:59:59";
constexpr Ms hour{3'600'000};

/// By ascending id and, where it can be, without an end: an order that changes meanwhile comes
/// twice rather than never.
std::string prestashop_list(std::string_view resource, std::string_view filter = {},
                            const std::string& value = {}) {
    return path_of(resource, filter, value) + "&sort=" + percent_encoded("[id_ASC]") +
           (filter.empty() ? "" : "&date=1") + "&limit=0," +
           std::to_string(prestashop_wire::rows_at_once);
}

std::string range(Time from, const std::string& to, const Source& s) {
    return "[" + local_stamp(from, s.facts.tz, ' ') + "," + to + "]";
}

class PrestaShop final : public PolledConnector {
public:
    std::string_view kind() const override { return "prestashop"; }

    void authorise(http::ClientRequest& r, const Secrets& s, Time) const override {
        r.basic_user = s.secret;  // the key is the name, there is no password
    }
    std::string order_path(std::string_view key) const override {
        return std::string(prestashop_wire::api) + "orders/" + std::string(key) +
               "?output_format=JSON";
    }
    std::vector<std::string> along(std::string_view path, std::string_view body,
                                   int round) const override {
        return prestashop_wire::along(path, body, round);
    }
    std::string together(std::string body, const std::vector<std::string>& answers) const override {
        return prestashop_wire::together(std::move(body), answers);
    }
    Result<ForeignOrder> order(std::string_view answer, const Source& s) const override {
        return prestashop_wire::order(answer, s);
    }
    /// A wrong address answers 404 with a page, the webservice with JSON.
    bool says_gone(const http::ClientResponse& a) const override {
        return a.status == 404 && root_of(a.body);
    }
    /// An hour more than asked: the hour that the clock goes through twice in autumn looks earlier
    /// than it is.
    std::vector<std::string> changes_paths(Time since, const std::string&,
                                           const Source& s) const override {
        return {prestashop_list("orders", "date_upd", range(since - hour, for_ever, s))};
    }
    std::string created_path(Time from, Time to, const Source& s) const override {
        return prestashop_list("orders", "date_add",
                               range(from, local_stamp(to, s.facts.tz, ' '), s));
    }
    std::vector<std::string> import_paths(Time since, const Source& s) const override {
        return {prestashop_list("products"), prestashop_list("customers"),
                prestashop_list("orders", "date_add", range(since, for_ever, s))};
    }
    Result<Page> page(const std::string& path, const http::ClientResponse& answer,
                      const Source& s) const override {
        return prestashop_wire::page(path, answer.body, s);
    }

    // ---- what the desk changed ----
    /// Its states are each shop's own, so all of it is said by one that people chose. Writing an
    /// order_history changes the state (resources/order_histories); no letter is sent with it.
    bool can_write(OutKind what) const override { return what != OutKind::create; }
    std::string statuses_path() const override { return path_of("order_states"); }
    Result<http::ClientRequest> write(const Message& m, std::string_view) const override {
        return prestashop_wire::new_state(m);
    }
};

}  // namespace

const Connector& prestashop() {
    static const PrestaShop one;
    return one;
}

}  // namespace ol::stores
