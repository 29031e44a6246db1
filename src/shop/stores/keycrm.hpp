#pragma once
// KeyCRM on the wire (Open API v1): pure mapping, for a site that moves from it with its history.
// Sources: the order, buyer, offer and status models of docs.keycrm.app as the generated client
// plakidan/key-crm (docs/Model, docs/Api, README) keeps them, and a live account written down in
// valeriyherman-design/intertex-1c-keycrm-sync.
//   - all times are UTC, with and without saying so; filters by creation look at `ordered_at`
//   - 60 requests a minute for a key and an address; at most 50 rows a page
//   - orders name no currency: it is the shop's
//   - what a status means stands in its group: 1 new, 2 agreement, 3 production, 4 delivery,
//   5 completed, 6 cancelled; other groups are asked about by the status's name
//   - payments name their method by a number of that account, so only what was paid is known
#include <string>
#include <string_view>

#include "shop/stores/connector.hpp"

namespace ol::stores::keycrm_wire {

inline constexpr std::string_view api = "/v1/";

/// One order. stores.json, stores.id, stores.money, stores.date, stores.lines, stores.quantity
Result<ForeignOrder> order(std::string_view answer, const Source& source);
/// PUT order/{id} with the chosen status_id. stores.id
Result<http::ClientRequest> new_status(const Message& m);
/// The lists say by themselves which page follows.
Result<Page> orders_page(const std::string& path, std::string_view answer, const Source& source);
Result<Page> statuses(const std::string& path, std::string_view answer);
Result<Page> offers(const std::string& path, std::string_view answer, const Source& source);
Result<Page> buyers(const std::string& path, std::string_view answer, const Source& source);

}  // namespace ol::stores::keycrm_wire
