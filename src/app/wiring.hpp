#pragma once
// The whole centre: every component in start order. Nothing here decides; it only connects rooms.
#include <memory>
#include <string>

#include "app/config.hpp"
#include "contact/calls/calls.hpp"

namespace ol::app {

/// The doors the server listens at, as they came out (ports 0 in the config are chosen by the
/// system).
struct Doors {
    std::string url;
    std::uint16_t http_port = 0, sip_port = 0;
};

class Centre {
public:
    static Result<std::unique_ptr<Centre>> start(const Config& config);
    ~Centre();
    Doors doors() const;
    bool first_start() const;  // the demo shop was made by this start
    /// login -> password of the demo people, known at the first start only (printed once, kept in
    /// var/demo-people).
    std::string sign_ins() const;

    struct Parts;

private:
    Centre();
    std::unique_ptr<Parts> parts_;
};

/// All migrations of all rooms in the order of the arrow.
std::vector<db::Migration> all_migrations();
/// Registers every route on a router that is never served: for `orderline openapi`.
std::string openapi_text();

}  // namespace ol::app
