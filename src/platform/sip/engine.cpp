// Life of the SIP thread: opening the transports, the loop, the mailbox, timers, and a bounded
// farewell.
#include "platform/sip/engine.hpp"

#include <dirent.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/sip/callbacks.hpp"

namespace ol::sip {
namespace {

constexpr int step_max_ms = 20;
constexpr Ms housekeeping_interval{500};
constexpr std::size_t mail_max = 1u << 20;

void no_log(void*, char const*, va_list) {}

void init_sofia() {
    static std::once_flag once;
    std::call_once(once, [] {
        su_init();
        su_log_set_level(nullptr, 0);  // its lines carry callers' numbers
        su_log_redirect(nullptr, no_log, nullptr);
    });
}

/// The address that the kernel would use towards `peer`; nothing is sent.
std::optional<Ip> own_ip_towards(const Ip& peer) {
    const bool v6 = !is_v4(peer);
    const int fd = socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return std::nullopt;
    sockaddr_storage address{};
    socklen_t length = to_sockaddr({peer, 9}, v6, address);
    std::optional<Ip> out;
    if (connect(fd, reinterpret_cast<sockaddr*>(&address), length) == 0) {
        length = sizeof address;
        if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) == 0)
            out = from_sockaddr(reinterpret_cast<sockaddr*>(&address)).ip;
    }
    ::close(fd);
    return out;
}

bool is_any(const Ip& ip) { return ip_text(ip) == "0.0.0.0" || ip_text(ip) == "::"; }

Ip placeholder_for(const Ip& ip) {
    return !is_any(ip) ? ip : *parse_ip(is_v4(ip) ? "127.0.0.1" : "::1");
}

/// Sofia's own epoll descriptor, found as the one that watches `watched`: polling it makes TCP as
/// quick as UDP.
int epoll_of(int watched) {
    int found = -1;
    DIR* dir = opendir("/proc/self/fdinfo");
    if (!dir) return -1;
    const std::string wanted = "tfd:";
    while (const dirent* entry = readdir(dir)) {
        std::ifstream info(std::string("/proc/self/fdinfo/") + entry->d_name);
        std::string word;
        while (info >> word)
            if (word == wanted && info >> word && word == std::to_string(watched))
                found = std::atoi(entry->d_name);
    }
    closedir(dir);
    return found;
}

}  // namespace

Result<std::unique_ptr<Stack>> Stack::create(Config config, Events events) {
    auto engine = std::make_unique<Engine>(std::move(config), std::move(events));
    if (auto started = engine->start(); !started) return started.error();
    return std::unique_ptr<Stack>(std::move(engine));
}

Engine::Engine(Config config, Events events)
    : config_(std::move(config)),
      events_(std::move(events)),
      guard_({config_.invite_per_source_per_s, config_.register_per_source_per_s,
              config_.wrong_passwords_per_minute}),
      nonces_(crypto::random_bytes(32)),
      registrar_(Ms{1000ll * std::max(1, config_.options_interval_s)}),
      instance_(crypto::hex(crypto::random_bytes(6))) {}

Engine::~Engine() {
    stopping_ = true;
    if (wake_fd_ >= 0) {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = write(wake_fd_, &one, sizeof one);
    }
    if (thread_.joinable()) thread_.join();
    if (wake_fd_ >= 0) ::close(wake_fd_);
}

Result<> Engine::start() {
    init_sofia();
    wake_fd_ = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    std::promise<Result<>> started;
    auto result = started.get_future();
    thread_ = std::thread([this, p = std::move(started)]() mutable { run(std::move(p)); });
    return result.get();
}

void Engine::run(std::promise<Result<>> started) {
    pthread_setname_np(pthread_self(), "sip");
    read_clock();
    auto opened = open();
    const bool good = opened.has_value();
    started.set_value(std::move(opened));
    if (good) {
        after(housekeeping_interval, [this] { housekeeping(); });
        while (!stopping_) turn(step_max_ms);
        say_goodbye();
    }
    close();
}

Result<> Engine::open() {
    const auto ip = parse_ip(config_.address);
    if (!ip)
        return invalid(
            "sip.address", "sip.address",
            "\"" + config_.address + "\" is no IP address; give one of this machine or 0.0.0.0");
    root_ = su_root_create(this);
    if (!root_)
        return unavailable(
            "sip.socket",
            "the SIP loop could not be created; the process may be out of descriptors");
    su_root_threading(root_, 0);
    const auto towards_world =
        is_any(*ip) ? own_ip_towards(is_v4(*ip) ? *parse_ip("192.0.2.1") : *parse_ip("2001:db8::1"))
                    : ip;
    host_ = !config_.public_address.empty()
                ? config_.public_address
                : host_text(towards_world.value_or(*parse_ip("127.0.0.1")));
    // Each transport is added by itself: a list ("udp,tcp") reads a dead stack frame in
    // nta_agent_add_tport.
    for (int tries = config_.port ? 1 : 8; !agent_ && tries > 0;
         --tries) {  // an ephemeral port may be free for UDP only
        agent_ = nta_agent_create(
            root_, reinterpret_cast<url_string_t*>(-1), nullptr, this, NTATAG_UA(1),
            NTATAG_MERGE_482(1), NTATAG_SERVER_RPORT(1), NTATAG_USE_NAPTR(0), NTATAG_USE_SRV(1),
            NTATAG_CANCEL_487(0), NTATAG_MAXSIZE(64 * 1024),
            NTATAG_MCLASS(checked_message_class(this)), NTATAG_TIMER_C(0), TPTAG_QUEUESIZE(1024),
            TPTAG_IDLE(120'000), TPTAG_TIMEOUT(30'000),
            TAG_IF(!config_.resolv_conf.empty(), SRESTAG_RESOLV_CONF(config_.resolv_conf.c_str())),
            TAG_END());
        if (agent_ && add_transports(*ip)) break;
        if (agent_) nta_agent_destroy(agent_);
        agent_ = nullptr;
    }
    if (!agent_) {
        if (errno == EADDRNOTAVAIL)
            return invalid("sip.address", "sip.address",
                           "no interface of this machine has " + config_.address);
        return conflict("sip.port_taken", "SIP port " + std::to_string(config_.port) + " on " +
                                              config_.address +
                                              " is taken; end the other program or set sip.port");
    }
    udp_transport_ = tport_primaries(nta_agent_tports(agent_));
    local_ = {*ip, static_cast<std::uint16_t>(std::atoi(tport_name(udp_transport_)->tpn_port))};
    const int theirs = udp_descriptor_of({placeholder_for(*ip), local_.port});
    sofia_fd_ = epoll_of(theirs);  // before adopt(): after it nothing watches the socket there
    if (auto adopted = udp_.adopt(local_, theirs); !adopted) return adopted;
    if (!config_.tls_certificate.empty() || !config_.tls_key.empty())
        if (auto opened = open_door(); !opened) return opened;
    stray_ = nta_leg_tcreate(agent_, stray_request, this, NTATAG_NO_DIALOG(1), TAG_END());
    return {};
}

/// On "all addresses" Sofia would open a UDP socket per interface. It gets loopback, and adopt()
/// puts one socket for all in its place; TCP listeners stay per interface.
bool Engine::add_transports(const Ip& ip) {
    const auto add = [&](const Ip& at, const std::string& port, const char* transport) {
        std::string url = "sip:" + host_ + ":" + port;
        if (host_ != host_text(at)) url += ";maddr=" + host_text(at);
        url += std::string(";transport=") + transport;
        return nta_agent_add_tport(agent_, URL_STRING_MAKE(url.c_str()), TAG_END()) == 0;
    };
    if (!add(placeholder_for(ip), config_.port ? std::to_string(config_.port) : "*", "udp"))
        return false;
    const std::string port = tport_name(tport_primaries(nta_agent_tports(agent_)))->tpn_port;
    return !config_.tcp || add(ip, port, "tcp");
}

void Engine::close() {
    door_.reset();
    for (auto& [name, carrier] : carriers_)
        if (carrier.ping) nta_outgoing_destroy(carrier.ping);
    carriers_.clear();
    for (auto& account : accounts_) {
        if (account->request) nta_outgoing_destroy(account->request);
        if (account->dialog) nta_leg_destroy(account->dialog);
    }
    accounts_.clear();
    if (stray_) nta_leg_destroy(stray_);
    if (agent_) nta_agent_destroy(agent_);
    if (root_) su_root_destroy(root_);
    graveyard_.clear();
}

/// BYE and CANCEL what stands, then hear the answers for at most a second.
void Engine::say_goodbye() {
    run_mail();
    std::vector<LegId> standing;
    for (const auto& [id, leg] : legs_) standing.push_back(id);
    for (const LegId id : standing) do_hang_up(id, 0);
    const Time deadline = now_ + Ms{900};
    while ((byes_under_way_ > 0 || !legs_.empty()) && now_ < deadline) turn(step_max_ms);
    std::vector<Leg*> left;
    for (const auto& [id, leg] : legs_) left.push_back(leg.get());
    for (Leg* leg : left) {
        if (leg->invite_in && leg->dialog) bye(*leg);  // answered, and their ACK never came
        drop(*leg);
    }
    su_root_step(root_, 0);
}

void Engine::turn(int wait_max_ms) {
    read_clock();
    bool busy = run_mail();
    const int timers_ms = run_timers();
    const long sofia_ms = su_root_step(root_, 0);
    graveyard_.clear();
    {
        const std::lock_guard lock(mail_mutex_);
        busy = busy || !mail_.empty();
    }
    const long next =
        std::min<long>({sofia_ms < 0 ? wait_max_ms : sofia_ms, timers_ms, wait_max_ms});
    std::array<pollfd, 3> fds{pollfd{udp_.fd(), POLLIN, 0}, pollfd{wake_fd_, POLLIN, 0},
                              pollfd{sofia_fd_, POLLIN, 0}};
    poll(fds.data(), sofia_fd_ >= 0 ? 3 : 2,
         busy ? 0 : static_cast<int>(std::clamp<long>(next, 1, wait_max_ms)));
    read_clock();
    if (fds[1].revents) {
        std::uint64_t ignored = 0;
        [[maybe_unused]] const auto got = read(wake_fd_, &ignored, sizeof ignored);
    }
    run_mail();  // before packets: a phone that was set up a moment ago is known when it calls
    if (fds[0].revents & POLLERR)
        udp_.read_errors([this](const Address& to, int error) {
            sockaddr_storage address{};
            const std::size_t length = to_sockaddr(to, false, address);
            su_sockaddr_t name{};
            std::memcpy(&name, &address, std::min(length, sizeof name));
            tport_error_report(udp_transport_, error, &name);
        });
    if (fds[0].revents & POLLIN)
        udp_.read([this](const UdpSocket::Packet& packet) { on_packet(packet); });
}

void Engine::read_clock() { now_ = system_clock().steady(); }

void Engine::post(std::function<void()> task) {
    bool first = false, full = false;
    {
        const std::lock_guard lock(mail_mutex_);
        full = mail_.size() >= mail_max;
        first = mail_.empty();
        if (!full) mail_.push_back(std::move(task));
    }
    if (full) return log::error("sip", "mailbox_full");
    if (!first || std::this_thread::get_id() == thread_.get_id()) return;
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(wake_fd_, &one, sizeof one);
}

bool Engine::run_mail() {
    std::vector<std::function<void()>> mail;
    {
        const std::lock_guard lock(mail_mutex_);
        mail.swap(mail_);
    }
    for (auto& task : mail) task();
    return !mail.empty();
}

std::uint64_t Engine::after(Ms delay, std::function<void()> task) {
    timers_.emplace(now_ + delay, std::pair{++timer_ids_, std::move(task)});
    return timer_ids_;
}

void Engine::cancel_timer(std::uint64_t id) {
    std::erase_if(timers_, [&](const auto& timer) { return timer.second.first == id; });
}

int Engine::run_timers() {
    while (!timers_.empty() && timers_.begin()->first <= now_) {
        auto task = std::move(timers_.begin()->second.second);
        timers_.erase(timers_.begin());
        task();
    }
    return timers_.empty() ? step_max_ms
                           : static_cast<int>(std::min<std::int64_t>(
                                 step_max_ms, (timers_.begin()->first - now_).count()));
}

void Engine::housekeeping() {
    after(housekeeping_interval, [this] { housekeeping(); });
    registrar_.expire(now_);
    known_.expire(now_);
    for (const auto& probe : registrar_.due(now_)) send_options(probe);
    ask_trunks();
    publish_reachable();
    usize_t in = 0, out = 0;
    nta_agent_get_stats(agent_, NTATAG_S_IRQ_HASH_USED_REF(in), NTATAG_S_ORQ_HASH_USED_REF(out),
                        TAG_END());
    count_.transactions = static_cast<std::int64_t>(in + out);
}

void Engine::publish_reachable() {
    for (const auto& [user, up] : registrar_.take_changes()) {
        {
            const std::lock_guard lock(reachable_mutex_);
            if (up)
                reachable_.insert(user);
            else
                reachable_.erase(user);
        }
        if (events_.registered) events_.registered(user, up);
    }
}

std::string Engine::host_for(const Ip& peer) const {
    if (!config_.public_address.empty() || !is_any(local_.ip)) return host_;
    const auto own = own_ip_towards(
        peer);  // several interfaces: the Contact must be reachable from where the peer is
    return own ? host_text(*own) : host_;
}

bool Engine::reachable(const std::string& endpoint) const {
    const std::lock_guard lock(reachable_mutex_);
    return reachable_.contains(endpoint);
}

Stack::Counters Engine::counters() const {
    return {count_.legs,          count_.transactions, count_.invites,  count_.shed,
            count_.flood_refused, count_.auth_failed,  count_.malformed};
}

void Engine::set_endpoints(std::vector<Endpoint> endpoints) {
    post([this, e = std::move(endpoints)]() mutable {
        std::set<std::string> names;
        for (const auto& endpoint : e) names.insert(endpoint.user);
        registrar_.set_endpoints(std::move(e));
        {
            const std::lock_guard lock(reachable_mutex_);
            std::erase_if(reachable_,
                          [&](const std::string& user) { return !names.contains(user); });
        }
        publish_reachable();
    });
}

void Engine::set_trunks(std::vector<Trunk> trunks) {
    post([this, t = std::move(trunks)]() mutable { do_set_trunks(std::move(t)); });
}

void Engine::check_trunk(const std::string& name) {
    post([this, name] {
        if (Carrier* found = carrier(name)) {
            found->asked_until = now_ + Ms{8'000};
            found->state = {};
            ask_trunk(*found);
        }
    });
}

void Engine::ring(LegId id) {
    post([this, id] { do_provisional(id, 180, {}); });
}
void Engine::progress(LegId id, std::string sdp) {
    post([this, id, s = std::move(sdp)] { do_provisional(id, 183, s); });
}
void Engine::answer(LegId id, std::string sdp) {
    post([this, id, s = std::move(sdp)] { do_answer(id, s); });
}
void Engine::reject(LegId id, int status) {
    post([this, id, status] {
        if (Leg* leg = find_live(id); leg && leg->state == LegState::incoming)
            do_reject(*leg, status);
    });
}
void Engine::invite(Invite invite) {
    post([this, i = std::move(invite)]() mutable { do_invite(std::move(i)); });
}
void Engine::hang_up(LegId id, int status) {
    post([this, id, status] { do_hang_up(id, status); });
}
void Engine::taken_elsewhere(LegId id) {
    post([this, id] {
        do_hang_up(id, 0, "Reason: SIP;cause=200;text=\"Call completed elsewhere\"");
    });
}
void Engine::reinvite(LegId id, std::string sdp) {
    post([this, id, s = std::move(sdp)]() mutable { do_reinvite(id, std::move(s)); });
}
void Engine::reanswer(LegId id, std::string sdp) {
    post([this, id, s = std::move(sdp)] { do_reanswer(id, s); });
}
void Engine::info_digit(LegId id, char digit) {
    post([this, id, digit] { do_info_digit(id, digit); });
}
void Engine::refer_progress(LegId id, int status) {
    post([this, id, status] { do_refer_progress(id, status); });
}
void Engine::register_at(std::string registrar_uri, std::string user, std::string password,
                         int expires_s, std::function<void(int)> done) {
    auto account = std::make_shared<Account>();
    account->registrar = std::move(registrar_uri);
    account->user = std::move(user);
    account->password = std::move(password);
    account->expires_s = expires_s;
    account->done = std::move(done);
    post([this, account] { do_register_at(std::make_unique<Account>(std::move(*account))); });
}

Leg* Engine::find(LegId id) {
    const auto found = legs_.find(id);
    return found == legs_.end() ? nullptr : found->second.get();
}
Leg* Engine::find_live(LegId id) {
    Leg* leg = find(id);
    return leg && leg->state != LegState::ending ? leg : nullptr;
}

Leg& Engine::add_leg(LegId id, LegState state) {
    auto& place = legs_[id];
    place = std::make_unique<Leg>();
    place->engine = this;
    place->id = id;
    place->state = state;
    count_.legs = static_cast<std::int64_t>(legs_.size());
    return *place;
}

void Engine::go(Leg& leg, LegState to) {
    if (!may_go(leg.state, to)) {
        log::error("sip", "leg_transition_refused", {{"leg", std::to_string(leg.id.value)}});
        return;
    }
    leg.state = to;
}

void Engine::tell_ended(Leg& leg, EndCause cause, int status) {
    if (leg.told) return;
    leg.told = true;
    if (events_.ended) events_.ended(leg.id, cause, status);
}

void Engine::finish(Leg& leg, EndCause cause, int status) {
    const LegId id = leg.id;
    const bool tell = !std::exchange(leg.told, true);
    drop(leg);  // first: whoever hears `ended` finds the leg gone
    if (tell && events_.ended) events_.ended(id, cause, status);
}

/// Lets go of everything; a leg that is dropped was told or never known to the owner.
void Engine::drop(Leg& leg) {
    for (nta_incoming_t** request : {&leg.invite_in, &leg.offer_in})
        if (*request) {
            nta_incoming_bind(*request, nullptr, nullptr);
            nta_incoming_destroy(*request);
            *request = nullptr;
        }
    for (nta_outgoing_t** request : {&leg.invite_out, &leg.reinvite_out, &leg.refresh_out})
        if (*request) {
            nta_outgoing_bind(*request, ignored_answer, nullptr);
            nta_outgoing_destroy(*request);
            *request = nullptr;
        }
    if (leg.dialog) {
        nta_leg_bind(leg.dialog, nullptr, nullptr);
        nta_leg_destroy(leg.dialog);
        leg.dialog = nullptr;
    }
    if (!leg.call_id.empty()) known_.unpin(leg.call_id, now_);
    const auto found = legs_.find(leg.id);
    graveyard_.push_back(std::move(found->second));
    legs_.erase(found);
    count_.legs = static_cast<std::int64_t>(legs_.size());
}

Source Engine::source_of(nta_incoming_t* request) const {
    Source out;
    if (msg_t* message = nta_incoming_getrequest(request)) {
        bool stream = false;
        if (tport_t* transport = nta_incoming_transport(agent_, request, message)) {
            stream = tport_is_tcp(transport);
            tport_unref(transport);
        }
        out = source_of(from_sockaddr(&msg_addr(message)->su_sa), stream);
        msg_destroy(message);
    }
    return out;
}

/// What the stack sees as a connection of this machine may be the inner end of one by TLS.
Source Engine::source_of(const Address& seen, bool stream) const {
    const auto behind = door_ ? door_->behind(seen) : std::nullopt;
    return {behind.value_or(seen), seen, stream || behind, behind.has_value()};
}

std::string Engine::contact_at(const std::string& host, std::string_view transport,
                               const std::string& user) const {
    const std::uint16_t port = transport == "tls" && tls_port_ ? tls_port_.load() : local_.port;
    return "<sip:" + (user.empty() ? "" : escape_user(user) + "@") + host + ":" +
           std::to_string(port) +
           (transport == "udp" ? ">" : ";transport=" + std::string(transport) + ">");
}

Result<> Engine::open_door() {
    TlsDoor::Options options;
    options.listen = local_.ip;
    options.port = config_.tls_port;
    options.certificate = config_.tls_certificate;
    options.key = config_.tls_key;
    options.authorities = config_.tls_authorities;
    options.inner = {placeholder_for(local_.ip), local_.port};
    // A phone whose connection has ended cannot be rung until it registers anew.
    options.gone = [this](const Address& hop) {
        post([this, hop] {
            registrar_.connection_gone(hop_text(hop));
            publish_reachable();
        });
    };
    auto opened = TlsDoor::open(std::move(options));
    if (!opened) return opened.error();
    door_ = std::move(*opened);
    tls_port_ = door_->port();
    return {};
}

TlsDoor* Engine::door() {
    if (!door_ && config_.tcp)
        if (const auto opened = open_door(); !opened) log::error("sip", "no_tls");
    return door_.get();
}

}  // namespace ol::sip
