#pragma once
// The only SIP stack (RFC 3261 on Sofia's bare nta; no type of it shows here). SDP passes through
// as text. Every method is thread-safe (posted to the SIP thread); every callback runs on the SIP
// thread and must not block.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/result.hpp"

namespace ol::sip {

/// Where an INVITE came from. Identity never comes from From (DESIGN section 7).
enum class Origin {
    endpoint,  // authenticated by digest as one of our phones (Incoming::endpoint)
    trunk,     // source address is in a trunk's list (Incoming::trunk)
    anonymous  // neither: may only reach numbers that are open to the world
};

struct Incoming {
    LegId leg;
    Origin origin = Origin::anonymous;
    std::string endpoint;  // user name of the authenticated phone
    std::string trunk;
    std::string from_user, from_display,
        to_user;  // as sent; untrusted text, UTF-8, at most 256 bytes each
    std::string call_id;
    std::string source;  // "127.0.0.1:5060"
    std::string sdp;     // may be empty (late offer)
};

enum class EndCause {
    normal,
    cancelled,
    busy,
    declined,
    no_answer,
    unreachable,
    not_found,
    media,
    failed,
    session_lost
};

/// What a trunk's server said last to one kind of question. status 0 = no answer yet.
struct TrunkSign {
    int status = 0;
    bool ours = false;     // made here: nothing came (408), or it could not be sent (503)
    bool no_name = false;  // the server's name leads nowhere
    /// Why TLS did not come about: "certificate_untrusted", "certificate_name",
    /// "certificate_expired", "tls"; else empty.
    std::string trouble = {};
    friend bool operator==(const TrunkSign&, const TrunkSign&) = default;
};
struct TrunkState {
    TrunkSign options, registration;
    bool alive() const { return options.status != 0 && !options.ours; }
    bool registered() const { return registration.status >= 200 && registration.status < 300; }
    friend bool operator==(const TrunkState&, const TrunkState&) = default;
};

/// The transfer key of a phone of ours in a call (RFC 3515): answer with refer_progress().
struct Refer {
    LegId leg;
    std::string to_user;  // whom, as pressed: a number, a name; untrusted text
    LegId replaces = {};  // attended (RFC 3891): her other leg with us; empty = blind
};

struct Events {
    std::function<void(const Incoming&)> incoming;  // answer with ring/progress/answer/reject
    std::function<void(LegId, int status, const std::string& sdp)>
        progress;  // 18x on a leg we invited
    std::function<void(LegId, const std::string& sdp)>
        answered;                          // 200 on a leg we invited, ACK sent
    std::function<void(LegId)> confirmed;  // ACK came for a leg we answered
    /// re-INVITE/UPDATE from the peer: call reanswer() within 5 s, else it is refused (488). Empty
    /// = they ask for our offer.
    std::function<void(LegId, const std::string& sdp)> reoffer;
    /// To our reinvite(). Also before `confirmed` when their INVITE had no SDP: ours was the offer,
    /// this is the answer.
    std::function<void(LegId, bool accepted, const std::string& sdp)> reanswered;
    /// Of endpoints only, everybody else's REFER is refused; none set = refused too.
    std::function<void(const Refer&)> refer;
    std::function<void(LegId, char digit)> info_digit;  // SIP INFO dtmf-relay
    std::function<void(LegId, EndCause, int status)>
        ended;  // exactly once per leg, whoever ended it
    std::function<void(const std::string& endpoint, bool reachable)>
        registered;  // registrar change, expiry, OPTIONS lost
    /// A trunk with a server: what it says to OPTIONS and REGISTER, whenever that changes. After
    /// check_trunk() both begin at "no answer yet" and each answer is told.
    std::function<void(const std::string& trunk, const TrunkState&)> trunk;
};

struct Endpoint {  // a phone that may register
    std::string user;
    std::string password;             // plain secret, generated; used for digest HA1
    std::string fixed_contact;        // "sip:agent1@127.0.22.2:6060": no registration needed
    bool calls_without_auth = false;  // only for fixed contacts on loopback (bench)
};
struct Trunk {
    std::string name;
    std::vector<std::string>
        addresses;  // "127.0.0.1", "10.0.0.0/8", "[::1]"; without port = any port
    /// "sip:host:port;transport=tcp" (udp, tcp or tls; without a port it is found by SRV, RFC
    /// 3263): calls go out there, it is asked by OPTIONS, and registered at when `registers`. Empty
    /// = it only calls us. Its own address counts as one of `addresses`.
    std::string server = {};
    std::string user = {}, password = {};  // answers its challenges
    bool registers = false;
    int expires_s = 300, options_interval_s = 30;
    /// By TLS (";transport=tls"): only to a server whose certificate is for its name and vouched
    /// for.
    bool check_certificate = true;
    friend bool operator==(const Trunk&, const Trunk&) = default;
};

struct Config {
    std::string address = "127.0.0.1";
    std::uint16_t port = 5060;   // UDP and TCP; 0 = any (see Stack::port)
    std::string public_address;  // in Contact and Via when behind NAT
    std::string realm = "orderline";
    std::string user_agent = "Orderline";
    bool tcp = true;
    /// PEM files; with both, connections by TLS are taken at `tls_port` (0 = any, see
    /// Stack::tls_port). Errors of create(): "sip.tls_file", "sip.tls_certificate", "sip.tls_key",
    /// "sip.tls_port_taken".
    std::string tls_certificate = {}, tls_key = {};
    std::uint16_t tls_port = 5061;
    std::string tls_authorities = {};  // PEM: who vouches for trunks; empty = as the system says
    std::string resolv_conf = {};      // of SRV records by UDP and TCP; empty = the system's
    int invite_per_source_per_s = 50, register_per_source_per_s = 20;  // flood guard; 0 = off
    int wrong_passwords_per_minute = 10;  // then this source is answered slowly and alike
    int shed_after_ms = 100;  // packets, or calls told to the owner, that waited longer: 503 +
                              // Retry-After for new INVITEs
    int legs_max = 20000;
    /// RFC 4028: how long a session stands without a refresh, and the shortest that we agree to.
    /// 0 = no session timers.
    int session_expires_s = 1800, session_min_s = 90;
    int options_interval_s = 30;  // qualify registered phones
    bool anonymous_calls =
        true;  // whether INVITEs of neither endpoint nor trunk reach `incoming` at all
};

struct Invite {
    LegId leg;  // chosen by the caller
    std::string
        endpoint;  // ring this registered or fixed endpoint (all its contacts: first is used), or
    std::string uri;                      // this URI (used by the demo and tests), or
    std::string trunk = {}, number = {};  // this number by a trunk that has a server
    std::string from_user, from_display;
    std::string sdp;
    std::string auth_user, auth_password;                      // answers a 401/407 once
    std::vector<std::pair<std::string, std::string>> headers;  // e.g. {"Alert-Info", "..."}
    int silent_max_ms = 0;  // not even a 100 for so long: unreachable, 408; 0 = 32 s
};

class Stack {
public:
    static Result<std::unique_ptr<Stack>> create(Config,
                                                 Events);  // taken port: conflict "sip.port_taken"
    virtual ~Stack() = default;  // BYEs and cancels what stands, bounded to 1 s
    virtual std::uint16_t port() const = 0;
    virtual std::uint16_t tls_port() const = 0;  // 0 = takes no connections by TLS

    virtual void set_endpoints(
        std::vector<Endpoint>) = 0;  // replaces all; registrations of kept users stay
    virtual void set_trunks(std::vector<Trunk>) = 0;  // replaces all; what is the same goes on
    virtual void check_trunk(const std::string& name) = 0;  // asks its server now
    virtual bool reachable(const std::string& endpoint) const = 0;

    virtual void ring(LegId) = 0;                       // 180
    virtual void progress(LegId, std::string sdp) = 0;  // 183
    virtual void answer(LegId, std::string sdp) = 0;    // 200
    virtual void reject(LegId, int status) = 0;
    virtual void invite(Invite) = 0;
    virtual void hang_up(
        LegId,
        int status = 0) = 0;  // CANCEL, BYE or final answer, whichever the state needs; idempotent
    /// The same of a leg that rings while another has taken the call: its CANCEL says so (RFC
    /// 3326), and the phone notes no missed call.
    virtual void taken_elsewhere(LegId) = 0;
    virtual void reinvite(
        LegId,
        std::string sdp) = 0;  // while another offer is open it waits; of several the last counts
    virtual void reanswer(LegId, std::string sdp) = 0;  // empty = 488
    virtual void info_digit(LegId, char digit) = 0;
    /// What came of a `refer`: 1xx goes on, 2xx it is done, else why not. Within 60 s.
    virtual void refer_progress(LegId, int status) = 0;
    /// REGISTER as a phone (used by the demo, tests and, later, registered trunks), again at half
    /// of `expires_s`; 0 signs off. `done` hears the first final status (408 = no answer) and then
    /// each that differs from the last.
    virtual void register_at(std::string registrar_uri, std::string user, std::string password,
                             int expires_s, std::function<void(int status)> done) = 0;

    /// Transactions linger 32 s after their end (64 s where the peer vanished); then both are 0
    /// again without live calls.
    struct Counters {
        std::int64_t legs = 0, transactions = 0, invites = 0, shed = 0, flood_refused = 0,
                     auth_failed = 0, malformed = 0;
    };
    virtual Counters counters() const = 0;
};

}  // namespace ol::sip
