#pragma once
// The Stack behind sip.hpp: one thread that owns the socket, Sofia's agent, the legs and the
// registrar.
#include <atomic>
#include <deque>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "platform/base/time.hpp"
#include "platform/sip/digest.hpp"
#include "platform/sip/guard.hpp"
#include "platform/sip/known_calls.hpp"
#include "platform/sip/leg.hpp"
#include "platform/sip/message.hpp"
#include "platform/sip/registrar.hpp"
#include "platform/sip/sip.hpp"
#include "platform/sip/tls_door.hpp"
#include "platform/sip/udp.hpp"
#include "platform/sip/uri.hpp"

struct su_root_s;
struct nta_agent_s;
struct tport_s;
struct sip_s;
struct sip_contact_s;
struct sip_cseq_s;
struct msg_auth_s;
struct msg_mclass_s;

namespace ol::sip {

constexpr const char* allowed_methods =
    "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, REFER, REGISTER";

/// Sofia's SIP message class with our gate inside, for the calling thread's engine
/// (stream_gate.cpp).
const msg_mclass_s* checked_message_class(Engine* engine);

/// The dialog that a Refer-To names in "?Replaces=..." (RFC 3891).
struct ReplacesName {
    std::string call_id, to_tag, from_tag;
};
std::optional<ReplacesName> read_replaces(std::string_view uri_headers);

/// A registration that we hold elsewhere (register_at).
struct Account {
    Engine* engine = nullptr;
    std::string registrar, user, password;
    std::string trunk;     // whose registration this is; empty = nobody's
    std::string next_hop;  // of a trunk by TLS
    int expires_s = 0, granted_s = 0, told_status = 0;
    bool auth_tried = false, brief_tried = false;
    std::function<void(int)> done;
    nta_leg_s* dialog = nullptr;
    nta_outgoing_s* request = nullptr;
    std::uint64_t timer = 0;
};

/// Where a request really came from. By TLS the stack sees `hop`, a connection of this machine.
struct Source {
    Address peer, hop;
    bool stream = false, tls = false;  // stream: TCP or TLS
};
/// As a URI to route by: the stack's own end of what `hop` is.
inline std::string hop_text(const Address& hop) { return "sip:" + to_text(hop) + ";transport=tcp"; }

/// A trunk that has a server, and what that says.
struct Carrier {
    Trunk trunk;
    TrunkState state, told;
    Time ask_at{};                   // the next OPTIONS
    nta_outgoing_s* ping = nullptr;  // OPTIONS under way
    Time pinged_at{};
    std::optional<Address> way;  // by TLS: what leads to its server (tls_door.hpp)
    std::optional<Ip> learned;   // where its server answers from: it may call us from there
    Time asked_until{};          // by check_trunk: told until then even when nothing changed
};

class Engine final : public Stack {
public:
    Engine(Config config, Events events);
    ~Engine() override;
    Result<> start();

    std::uint16_t port() const override { return local_.port; }
    std::uint16_t tls_port() const override { return tls_port_; }
    void set_endpoints(std::vector<Endpoint>) override;
    void set_trunks(std::vector<Trunk>) override;
    void check_trunk(const std::string& name) override;
    bool reachable(const std::string& endpoint) const override;
    void ring(LegId) override;
    void progress(LegId, std::string sdp) override;
    void answer(LegId, std::string sdp) override;
    void reject(LegId, int status) override;
    void invite(Invite) override;
    void hang_up(LegId, int status) override;
    void taken_elsewhere(LegId) override;
    void reinvite(LegId, std::string sdp) override;
    void reanswer(LegId, std::string sdp) override;
    void info_digit(LegId, char digit) override;
    void refer_progress(LegId, int status) override;
    void register_at(std::string registrar_uri, std::string user, std::string password,
                     int expires_s, std::function<void(int status)> done) override;
    Counters counters() const override;

    // Called by Sofia through the functions in callbacks.hpp; all on the SIP thread.
    bool admit_stream(const sip_s* sip);
    int on_stray_request(nta_incoming_s* request, const sip_s* sip);
    int on_dialog_request(Leg& leg, nta_incoming_s* request, const sip_s* sip);
    void on_invite_ack_or_cancel(Leg& leg, const sip_s* sip);
    void on_offer_ack_or_cancel(Leg& leg, const sip_s* sip);
    void on_invite_answer(Leg& leg, const sip_s* sip);
    void on_reinvite_answer(Leg& leg, const sip_s* sip);
    void on_refresh_answer(Leg& leg, const sip_s* sip);
    void on_bye_answer() { --byes_under_way_; }
    void on_account_answer(Account& account, const sip_s* sip);
    void on_options_answer(nta_outgoing_s* request, bool alive);
    void on_trunk_options(nta_outgoing_s* request, const sip_s* sip);

private:
    struct Trusted {
        Origin origin = Origin::anonymous;
        std::string name;
    };
    enum class Proof { none, good, stale, wrong };
    struct Checked {
        Proof proof = Proof::none;
        std::string user;
    };

    // engine.cpp: thread, mailbox, timers
    void run(std::promise<Result<>> started);
    Result<> open();
    bool add_transports(const Ip& ip);
    void close();
    void say_goodbye();
    void turn(int wait_max_ms);
    void post(std::function<void()> task);
    bool run_mail();
    std::uint64_t after(Ms delay, std::function<void()> task);
    void cancel_timer(std::uint64_t id);
    int run_timers();  // returns ms to the next
    void housekeeping();
    void publish_reachable();
    void read_clock();
    std::string host_for(const Ip& peer) const;

    // gate.cpp: datagrams before Sofia
    void on_packet(const UdpSocket::Packet& packet);
    bool admit(const Sketch& sketch, const UdpSocket::Packet& packet);
    bool owner_lags();
    void refuse(const Sketch& sketch, const UdpSocket::Packet& packet, int status,
                const char* phrase, const char* more = "");
    void deliver(std::string_view bytes, const Address& source);

    // accounts.cpp: who is who
    Checked check(const msg_auth_s* header, const char* method, const Ip& source);
    std::string challenge(const Ip& source, bool stale);
    std::optional<Trusted> identify(const sip_s* sip, const Source& source, bool& stale);
    const std::string* trunk_of(const Address& source) const;
    const std::string* trunk_of(const Source& source) const;
    int on_register(nta_incoming_s* request, const sip_s* sip);
    std::optional<std::vector<ContactChange>> read_contacts(const sip_s* sip,
                                                            const Source& source) const;

    // uas.cpp: calls to us
    int on_invite(nta_incoming_s* request, const sip_s* sip);
    int create_incoming(nta_incoming_s* request, const sip_s* sip, const Trusted& trusted,
                        const Source& source);
    void do_provisional(LegId id, int status, const std::string& sdp);
    void do_answer(LegId id, const std::string& sdp);
    void do_reject(Leg& leg, int status);

    // uac.cpp: calls by us
    void do_invite(Invite invite);
    bool send_invite(Leg& leg, const std::string& auth, bool proxy);
    void on_final_answer(Leg& leg, const sip_s* sip, int status);
    bool try_credentials(Leg& leg, const sip_s* sip, int status);
    void acknowledge(Leg& leg, const sip_s* sip);

    bool aim_at_trunk(Leg& leg);
    std::string transport_towards(const Leg& leg, const Uri& uri) const;
    bool follow_redirect(Leg& leg, const sip_s* sip, int status);
    void watch_silence(Leg& leg);

    // trunks.cpp: servers that we call out by
    void do_set_trunks(std::vector<Trunk> trunks);
    void open_carrier(const Trunk& trunk);
    void close_carrier(const std::string& name, bool sign_off);
    void ask_trunks();
    void ask_trunk(Carrier& carrier);
    void trunk_registered(Account& account, const sip_s* sip, int status);
    void tell_trunk(Carrier& carrier);
    TrunkSign sign_of(const sip_s* sip, const Carrier& of) const;
    Carrier* carrier(const std::string& name);

    // dialog.cpp: in calls
    void do_hang_up(LegId id, int status, const char* reason = nullptr);
    void do_reinvite(LegId id, std::string sdp);
    void send_reinvite(Leg& leg, const std::string& auth = {}, bool proxy = false);
    void do_reanswer(LegId id, const std::string& sdp);
    void do_info_digit(LegId id, char digit);
    int on_offer(Leg& leg, nta_incoming_s* request, const sip_s* sip, bool is_invite);
    int on_bye(Leg& leg, nta_incoming_s* request);
    int on_info(Leg& leg, nta_incoming_s* request, const sip_s* sip);
    void bye(Leg& leg);
    void next_waiting_reinvite(Leg& leg);
    std::string next_hop_for(const sip_contact_s* contact, const Source& source) const;

    // session.cpp: RFC 4028
    int learn_session(Leg& leg, const sip_s* sip);
    void learn_session_answer(Leg& leg, const sip_s* sip);
    std::string session_header(const Leg& leg, bool as_uas) const;
    void start_session(Leg& leg);
    void refresh_session(Leg& leg);
    int too_brief(nta_incoming_s* request) const;
    int check_required(nta_incoming_s* request, const sip_s* sip) const;
    bool try_longer_session(Leg& leg, const sip_s* sip, int status);

    // refer.cpp: the transfer key of phones
    int on_refer(Leg& leg, nta_incoming_s* request, const sip_s* sip);
    LegId leg_named(const ReplacesName& name, const std::string& endpoint) const;
    void do_refer_progress(LegId id, int status);
    void notify_refer(Leg& leg, int status);

    // client.cpp: REGISTER and OPTIONS by us
    void do_register_at(std::unique_ptr<Account> account);
    void send_register(Account& account, const std::string& auth = {}, bool proxy = false);
    void send_options(const Registrar::Probe& probe);

    // legs
    Leg* find(LegId id);
    Leg* find_live(LegId id);
    void go(Leg& leg, LegState to);
    void tell_ended(Leg& leg, EndCause cause, int status);
    void finish(Leg& leg, EndCause cause, int status);  // tell and drop
    void drop(Leg& leg);
    Leg& add_leg(LegId id, LegState state);
    Source source_of(nta_incoming_s* request) const;
    Source source_of(const Address& seen, bool stream) const;
    std::string contact_at(const std::string& host, std::string_view transport,
                           const std::string& user = {}) const;  // "<sip:host:port>"
    TlsDoor* door();  // opened when first needed; nullptr: it cannot be had
    Result<> open_door();

    const Config config_;
    const Events events_;
    IdSource ids_{31};  // legs of incoming calls; node 31 is the SIP thread's own
    Time now_{};        // steady, read once a turn
    std::deque<std::pair<LegId, Time>> unheard_;  // told to the owner, no word from him yet
    Address local_;
    std::string host_;  // of ours in URIs, IPv6 in brackets

    su_root_s* root_ = nullptr;
    nta_agent_s* agent_ = nullptr;
    nta_leg_s* stray_ = nullptr;
    tport_s* udp_transport_ = nullptr;
    UdpSocket udp_;
    std::unique_ptr<TlsDoor> door_;
    std::atomic<std::uint16_t> tls_port_{0};
    int wake_fd_ = -1, sofia_fd_ = -1;

    Guard guard_;
    Nonces nonces_;
    Registrar registrar_;
    KnownCalls known_;
    std::vector<std::pair<Network, std::string>> trunks_;
    std::map<std::string, Carrier> carriers_;
    std::unordered_map<LegId, std::unique_ptr<Leg>> legs_;
    std::vector<std::unique_ptr<Leg>>
        graveyard_;  // freed at the end of the turn: Sofia may still be inside a callback
    std::vector<std::unique_ptr<Account>> accounts_;
    std::unordered_map<nta_outgoing_s*, std::pair<std::string, std::string>>
        pings_;  // OPTIONS under way: user, contact
    std::multimap<Time, std::pair<std::uint64_t, std::function<void()>>> timers_;
    std::uint64_t timer_ids_ = 0, call_serial_ = 0, tag_serial_ = 0;
    std::string instance_;  // random part of Call-IDs and stateless tags
    int byes_under_way_ = 0;

    std::mutex mail_mutex_;
    std::vector<std::function<void()>> mail_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;

    mutable std::mutex reachable_mutex_;
    std::set<std::string> reachable_;
    struct {
        std::atomic<std::int64_t> legs{0}, transactions{0}, invites{0}, shed{0}, flood_refused{0},
            auth_failed{0}, malformed{0};
    } count_;
};

}  // namespace ol::sip
