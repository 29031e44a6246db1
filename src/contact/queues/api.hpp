#pragma once
// Private to the room: what its route files share.
#include "contact/queues/store.hpp"
#include "platform/http/routes.hpp"

namespace ol::queues {

using http::Method;
using http::Request;

inline constexpr http::RouteOf route{.tag = "queues"};

/// Another shop's queue or team does not exist for the reader.
inline bool in_shops(const http::Principal& who, ShopId shop) {
    return who.shops.empty() || who.shops.contains(shop.value);
}
/// The first contradiction as the answer to a save; nothing when there is none.
std::optional<Error> refusal(const CheckResult& result);

void add_queue_routes(http::Router& router, std::shared_ptr<const Deps> deps);
void add_agent_routes(http::Router& router, std::shared_ptr<const Deps> deps);
void add_import_routes(http::Router& router, std::shared_ptr<const Deps> deps);
Surroundings around(db::Conn& conn, const Deps& deps);
void add_team_routes(http::Router& router, std::shared_ptr<const Deps> deps);

}  // namespace ol::queues
