#pragma once
// Who may register and where they are: endpoints with bindings (RFC 3261 section 10.3). Pure; times
// are given.
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/time.hpp"
#include "platform/sip/address.hpp"
#include "platform/sip/sip.hpp"

namespace ol::sip {

struct Binding {
    std::string uri;  // what a request carries
    std::string
        next_hop;  // where it is sent when the contact itself cannot be reached (NAT); else empty
    std::string route;  // through the edge that it registered by (Path, RFC 3327); else empty
    Address source;     // of the REGISTER
    std::string call_id;
    std::uint32_t cseq = 0;
    Time expires{};
    Time next_options{};
    int missed = 0;            // OPTIONS without an answer in a row
    std::uint64_t serial = 0;  // grows: latest first
};

struct ContactChange {
    std::string uri, next_hop;
    int expires_s = 3600;  // 0 = remove
    std::string route = {};
};

class Registrar {
public:
    static constexpr std::size_t contacts_max = 8;
    static constexpr int expires_max_s = 7200;
    static constexpr int missed_max = 2;

    explicit Registrar(Ms options_interval) : options_interval_(options_interval) {}

    void set_endpoints(std::vector<Endpoint> endpoints);  // bindings of kept users stay
    const Endpoint* find(std::string_view user) const;

    enum class Outcome { ok, out_of_order, too_many };
    Outcome update(const std::string& user, const std::vector<ContactChange>& changes,
                   const Address& source, std::string_view call_id, std::uint32_t cseq, Time now);
    Outcome remove_all(const std::string& user, std::string_view call_id, std::uint32_t cseq);
    std::vector<Binding> bindings(const std::string& user) const;  // latest first
    std::optional<Binding> target(const std::string& user,
                                  Time now) const;  // where to ring; fixed contacts too
    bool reachable(const std::string& user) const;
    bool bound_from(const std::string& user, const Ip& source) const;
    void expire(Time now);
    void connection_gone(std::string_view next_hop);  // bindings behind it cannot be reached
    /// (user, uri, next_hop) of bindings whose OPTIONS is due; sets their next time.
    struct Probe {
        std::string user, uri, next_hop;
    };
    std::vector<Probe> due(Time now);
    void answered(const std::string& user, const std::string& uri, bool alive);
    /// Users whose reachability changed since the last call; costs what happened, not how many
    /// there are.
    std::vector<std::pair<std::string, bool>> take_changes();

private:
    struct User {
        Endpoint endpoint;
        std::vector<Binding> bindings;
        bool told = false;
    };
    static bool up(const User& user);
    void erase_where(const std::function<bool(const Binding&)>& gone);
    std::map<std::string, User, std::less<>> users_;
    std::set<std::string> touched_;  // whose reachability take_changes looks at
    Ms options_interval_;
    std::uint64_t serial_ = 0;
};

}  // namespace ol::sip
