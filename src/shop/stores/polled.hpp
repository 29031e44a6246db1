#pragma once
// What the connectors of platforms without webhooks have in common: nobody knocks, all is asked.
#include <algorithm>

#include "shop/stores/connector.hpp"

namespace ol::stores {

class PolledConnector : public Connector {
public:
    bool sends() const override { return false; }
    Door knock(const Secrets&, const http::Request&, Time) const override { return Door::refused; }
    Result<Hint> hint(const http::Request&) const override { return Hint{}; }
    Result<ForeignOrder> body(std::string_view, const Source&) const override {
        return invalid("stores.unsupported", "kind", "This platform sends no webhooks.");
    }
    std::vector<std::string_view> needs() const override { return {"secret"}; }
    Ms poll_every(Ms usual) const override { return std::min(usual, Ms{60'000}); }
};

}  // namespace ol::stores
