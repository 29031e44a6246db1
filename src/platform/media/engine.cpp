#include "platform/media/engine.hpp"

#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"

namespace ol::media {
namespace {

constexpr int browser_buffer_bytes = 4 << 20;  // one socket for all browsers: room for a late tick

std::uint32_t random32() {
    const std::string bytes = crypto::random_bytes(4);
    std::uint32_t v = 0;
    for (const char c : bytes) v = v << 8 | static_cast<std::uint8_t>(c);
    return v;
}

Error unknown_leg() { return not_found("media.leg", "no such leg, or it was closed"); }

Result<Address> checked(const Config& c) {
    const auto address = Address::parse(c.address, 0);
    if (!address) return invalid("media.address", "address", "media.address must be an IP address");
    if (c.rtp_port_min < 1024 || c.rtp_port_max < c.rtp_port_min + 2) {
        return invalid("media.ports", "rtp_port_min",
                       "the RTP port range must lie above 1023 and hold at least two ports");
    }
    if (c.threads < 1 || c.threads > 64)
        return invalid("media.threads", "threads", "media.threads must be between 1 and 64");
    if (!c.public_address.empty() && !Address::parse(c.public_address, 0)) {
        return invalid("media.public_address", "public_address",
                       "media.public_address must be an IP address or empty");
    }
    for (const auto* names : {&c.rtp_codecs, &c.browser_codecs}) {
        const auto unknown = [](const std::string& name) {
            return !name.empty() && !codec_named(name);
        };
        if (std::any_of(names->begin(), names->end(), unknown))
            return invalid("media.codecs", "codecs", "codecs are pcmu, pcma, g722 and opus");
    }
    return *address;
}

}  // namespace

Result<std::unique_ptr<Engine>> Engine::create(Config config, Events events) {
    return EngineImpl::make(std::move(config), std::move(events));
}

EngineImpl::EngineImpl(Config config, Events events, Address bound)
    : config_(std::move(config)),
      events_(std::move(events)),
      bound_(bound),
      prompts_(config_.prompts_dir),
      next_port_(static_cast<std::uint16_t>((config_.rtp_port_min + 1) & ~1)) {}

Result<std::unique_ptr<Engine>> EngineImpl::make(Config config, Events events) {
    auto address = checked(config);
    if (!address) return address.error();
    std::unique_ptr<EngineImpl> engine(
        new EngineImpl(std::move(config), std::move(events), *address));
    start_srtp();
    auto dtls = DtlsContext::create();
    if (!dtls) return dtls.error();
    engine->dtls_ = std::move(*dtls);
    address->set_port(engine->config_.browser_port);
    auto shared = udp_socket(*address, browser_buffer_bytes);
    if (!shared) return shared.error();
    engine->browser_port_ = local_of(*shared).port();
    engine->disk_ = std::make_unique<DiskThread>(engine->events_, engine->trash_);
    for (int i = 0; i < engine->config_.threads; ++i) {
        engine->workers_.push_back(
            std::make_unique<Worker>(engine->config_, engine->events_, engine->trash_,
                                     i == 0 ? std::move(*shared) : Socket()));
    }
    log::info("media", "started", {{"prompts", std::to_string(engine->prompts_.size())}});
    return std::unique_ptr<Engine>(std::move(engine));
}

EngineImpl::~EngineImpl() {
    {
        const std::scoped_lock lock(mutex_);
        while (!recordings_.empty()) end_recording(recordings_.begin()->first, false);
    }
    workers_.clear();  // carries out what was posted
    disk_.reset();     // writes what was pushed
}

const EngineImpl::LegEntry* EngineImpl::find(LegId id) const {
    const auto it = legs_.find(id);
    return it == legs_.end() ? nullptr : &it->second;
}

EngineImpl::LegEntry* EngineImpl::find(LegId id) {
    const auto it = legs_.find(id);
    return it == legs_.end() ? nullptr : &it->second;
}

std::size_t EngineImpl::least_loaded() const {
    std::size_t least = 0;
    for (std::size_t i = 1; i < workers_.size(); ++i) {
        if (workers_[i]->counters().legs.get() < workers_[least]->counters().legs.get()) least = i;
    }
    return least;
}

namespace {
Error ports_used() {
    return unavailable("media.ports_used",
                       "all RTP ports are in use; widen media.rtp_port_min..rtp_port_max");
}
}  // namespace

Result<Socket> EngineImpl::rtp_socket(std::uint16_t& port) {
    // With all ports taken a search is thousands of system calls: not for each call of a flood.
    const auto now = std::chrono::steady_clock::now();
    if (now < ports_used_until_) return ports_used();
    for (int tries = (config_.rtp_port_max - config_.rtp_port_min) / 2 + 1; tries > 0; --tries) {
        if (next_port_ < config_.rtp_port_min || next_port_ > config_.rtp_port_max) {
            next_port_ = static_cast<std::uint16_t>((config_.rtp_port_min + 1) & ~1);
        }
        Address local = bound_;
        local.set_port(port = next_port_);
        next_port_ = static_cast<std::uint16_t>(next_port_ + 2);
        auto socket = udp_socket(local, 0);
        if (socket || socket.error().code != "media.port_taken") return socket;
    }
    ports_used_until_ = now + std::chrono::milliseconds(200);
    return ports_used();
}

std::string EngineImpl::advertised(const Address& peer) const {
    const bool inside = !peer.empty() && (peer.loopback() || peer.is_private());
    if (!config_.public_address.empty() && !inside) return config_.public_address;
    if (!bound_.unspecified()) return config_.address;
    if (!peer.empty()) {
        const Address route = route_to(peer);
        if (!route.empty()) return route.ip();
    }
    const auto all = interface_addresses(bound_.any.sa_family);
    return all.empty() ? "127.0.0.1" : all.front();
}

std::vector<std::string> EngineImpl::candidates() const {
    std::vector<std::string> ips;
    if (!config_.public_address.empty()) ips.push_back(config_.public_address);
    if (!bound_.unspecified())
        ips.push_back(config_.address);
    else
        for (const std::string& ip : interface_addresses(bound_.any.sa_family)) ips.push_back(ip);
    return ips;
}

void EngineImpl::fill_secure(LegEntry& entry) {
    BrowserSide& b = *entry.leg->browser;
    b.ufrag = crypto::hex(crypto::random_bytes(4));
    b.password = crypto::hex(crypto::random_bytes(16));
    b.dtls = dtls_->session();
    sdp::Local& l = entry.local;
    l.secure = true;
    l.ice_ufrag = b.ufrag, l.ice_pwd = b.password, l.fingerprint = dtls_->fingerprint();
    l.candidate_ips = candidates();
    l.ip = l.candidate_ips.empty() ? config_.address : l.candidate_ips.front();
    l.port = browser_port_;
    l.rtcp_mux = true;
}

std::vector<Codec> EngineImpl::order(LegKind kind, const LegOptions& options) const {
    const bool browser = kind == LegKind::browser;
    auto named = codecs_named(options.codecs);
    if (named.empty()) named = codecs_named(browser ? config_.browser_codecs : config_.rtp_codecs);
    if (!named.empty()) return named;
    if (browser) return {Codec::pcmu, Codec::pcma, Codec::opus};
    return {Codec::pcmu, Codec::pcma};
}

std::vector<sdp::Format> EngineImpl::formats(const LegEntry& entry,
                                             std::optional<Codec> first) const {
    auto codecs = order(entry.kind, entry.options);
    if (first) {
        std::erase(codecs, *first);
        codecs.insert(codecs.begin(), *first);
    }
    return offered_formats(entry.kind, codecs, entry.options.comfort_noise);
}

bool EngineImpl::must_convert(const std::vector<LegId>& legs) const {
    return std::any_of(legs.begin(), legs.end(), [&](LegId id) {
        const LegEntry* entry = find(id);
        return entry != nullptr && entry->coder;
    });
}

Result<EngineImpl::LegEntry> EngineImpl::make_leg(LegId id, LegKind kind) {
    if (legs_.contains(id))
        return conflict("media.leg_exists",
                        "this leg has a description already; use reoffer or accept");
    auto leg = std::make_unique<Leg>();
    LegEntry entry;
    entry.kind = leg->kind = kind;
    leg->id = id;
    leg->counters = entry.counters = std::make_shared<LegCounters>();
    entry.leg = leg.get();
    leg->out.ssrc = entry.local.ssrc = random32();
    leg->out.sequence = static_cast<std::uint16_t>(random32() & 0x7FFF);
    leg->out.timestamp = random32();
    entry.local.session_id = random32();
    if (kind == LegKind::browser) {
        leg->browser = std::make_unique<BrowserSide>();
        fill_secure(entry);
    } else {
        auto socket = rtp_socket(entry.local.port);
        if (!socket) return socket.error();
        leg->socket = std::move(*socket);
        Address reports = bound_;
        reports.set_port(static_cast<std::uint16_t>(entry.local.port + 1));
        if (auto taken = udp_socket(reports, 0)) leg->rtcp_socket = std::move(*taken);
        entry.worker = least_loaded();
    }
    legs_[id] = entry;
    leg.release();  // the worker's from add_leg() on
    return entry;
}

void EngineImpl::add_leg(const LegEntry& entry) {
    workers_[entry.worker]->post([leg = entry.leg](Worker& w) { w.add(leg); });
}

void EngineImpl::describe(LegEntry& entry, const Agreed& agreed, std::shared_ptr<SrtpPair> keys) {
    // What the media thread cannot make itself; what it has no need of goes with the command.
    struct Luggage {
        LegSettings settings;
        std::string fingerprint;
        std::shared_ptr<SrtpPair> keys;
        std::unique_ptr<Coder> coder;
        std::vector<std::unique_ptr<Tap>> taps;
    };
    auto luggage = std::make_shared<Luggage>();
    luggage->settings = agreed.settings;
    luggage->fingerprint = agreed.fingerprint;
    luggage->keys = std::move(keys);
    entry.codec = agreed.settings.codec;
    const auto& in = agreed.settings.in;
    const bool coded = !is_g711(entry.codec) || in[static_cast<std::size_t>(Codec::g722)] >= 0 ||
                       in[static_cast<std::size_t>(Codec::opus)] >= 0;
    const bool again = std::exchange(entry.talks, true);
    if (coded) {
        if (!std::exchange(entry.coder, true)) luggage->coder = std::make_unique<Coder>();
        // In mid-talk whom it hears may need one too.
        const int taps = again ? 1 + hears_max : 1;
        for (int i = 0; i < taps; ++i) luggage->taps.push_back(std::make_unique<Tap>());
    }
    workers_[entry.worker]->post([leg = entry.leg, luggage](Worker& w) {
        if (leg->browser != nullptr) leg->browser->dtls->expect(luggage->fingerprint);
        if (luggage->keys != nullptr) leg->srtp.renew(*luggage->keys);
        if (luggage->coder != nullptr) leg->coder = std::move(luggage->coder);
        w.describe(*leg, luggage->settings, luggage->taps);
    });
}

Result<Agreed> EngineImpl::understood(const sdp::Session& peer, const LegEntry* entry,
                                      const Terms& terms) const {
    auto agreed = agree(peer, terms);
    if (!agreed) return agreed;
    if (entry != nullptr && agreed->browser != (entry->kind == LegKind::browser)) {
        return invalid("media.sdp", "m=", "the description is for another kind of leg");
    }
    const Address& remote = agreed->settings.remote;
    if (!remote.empty() && remote.is_v6() != bound_.is_v6()) {
        return unavailable("media.address_family",
                           "the peer's media address is of the other IP version than ours");
    }
    return agreed;
}

Result<std::string> EngineImpl::answer(LegId id, std::string_view offer_sdp,
                                       const LegOptions& options) {
    const auto peer = sdp::parse(offer_sdp);
    if (!peer) return peer.error();
    const sdp::Media* audio = peer->first_audio();
    const bool browser = audio != nullptr && audio->secure_browser();
    const auto codecs = order(browser ? LegKind::browser : LegKind::rtp, options);
    const auto agreed =
        understood(*peer, nullptr, {.security = options.security, .codecs = codecs});
    if (!agreed) return agreed.error();
    const std::scoped_lock lock(mutex_);
    auto made = make_leg(id, agreed->browser ? LegKind::browser : LegKind::rtp);
    if (!made) return made.error();
    LegEntry& entry = legs_[id];
    entry.options = options;
    if (options.inband_digits) entry.leg->tones = std::make_unique<ToneReceiver>();
    entry.local.rtcp_mux = agreed->rtcp_mux;
    if (!agreed->browser) entry.local.ip = advertised(agreed->settings.remote);
    add_leg(entry);
    return answered(entry, *peer, *agreed);
}

std::string EngineImpl::answered(LegEntry& entry, const sdp::Session& peer, const Agreed& agreed) {
    entry.described = true;
    entry.local.formats = agreed.formats;
    entry.local.direction = agreed.ours;
    entry.local.protocol = agreed.protocol, entry.local.mid = agreed.mid;
    entry.local.setup = entry.kind == LegKind::browser ? "passive" : "";
    answer_keys(entry, agreed);
    describe(entry, agreed, fresh_keys(entry, agreed));
    return sdp::write(entry.local, &peer, agreed.media);
}

Result<std::string> EngineImpl::offer(LegId id, LegKind kind, const LegOptions& options) {
    const std::scoped_lock lock(mutex_);
    auto made = make_leg(id, kind);
    if (!made) return made.error();
    LegEntry& entry = legs_[id];
    entry.options = options;
    if (options.inband_digits) entry.leg->tones = std::make_unique<ToneReceiver>();
    const LegEntry* like = find(options.like);
    entry.local.formats = formats(
        entry, like != nullptr && like->described ? std::optional(like->codec) : std::nullopt);
    if (kind == LegKind::browser) {
        entry.local.protocol = "UDP/TLS/RTP/SAVPF", entry.local.mid = "0",
        entry.local.setup = "actpass";
    } else {
        entry.local.ip = advertised({});
        offer_keys(entry);
    }
    add_leg(entry);
    return sdp::write(entry.local);
}

Result<> EngineImpl::accept(LegId id, std::string_view answer_sdp) {
    const auto peer = sdp::parse(answer_sdp);
    if (!peer) return peer.error();
    const std::scoped_lock lock(mutex_);
    LegEntry* entry = find(id);
    if (entry == nullptr) return unknown_leg();
    auto agreed = understood(*peer, entry,
                             {.wanted = entry->wanted,
                              .security = entry->options.security,
                              .offered = entry->local.crypto,
                              .answers = true});
    if (!agreed) return agreed.error();
    agreed->settings.rtcp_mux = agreed->settings.rtcp_mux && entry->local.rtcp_mux;
    for (const sdp::Format& f : entry->local.formats) {  // what we offered is what may come in
        LegSettings& s = agreed->settings;
        int& event = f.clock_hz == 8000 ? s.event_in : s.event_in_wide;
        if (f.encoding == "TELEPHONE-EVENT" && event >= 0) event = f.payload_type;
        const auto codec = codec_of(f);
        if (codec && s.in[static_cast<std::size_t>(*codec)] >= 0)
            s.in[static_cast<std::size_t>(*codec)] = f.payload_type;
    }
    entry->described = true;
    describe(*entry, *agreed, fresh_keys(*entry, *agreed));
    return {};
}

Result<Engine::Reanswer> EngineImpl::reoffer(LegId id, std::string_view offer_sdp) {
    const auto peer = sdp::parse(offer_sdp);
    if (!peer) return peer.error();
    const std::scoped_lock lock(mutex_);
    LegEntry* entry = find(id);
    if (entry == nullptr) return unknown_leg();
    // The codec in use stays, where the peer still has it.
    auto codecs = order(entry->kind, entry->options);
    if (entry->described) codecs.insert(codecs.begin(), entry->codec);
    const auto agreed = understood(
        *peer, entry,
        {.wanted = entry->wanted, .security = entry->options.security, .codecs = codecs});
    if (!agreed) return agreed.error();
    ++entry->local.version;
    return Reanswer{answered(*entry, *peer, *agreed), agreed->held};
}

Result<std::string> EngineImpl::redirect(LegId id, Direction direction) {
    const std::scoped_lock lock(mutex_);
    LegEntry* entry = find(id);
    if (entry == nullptr) return unknown_leg();
    entry->wanted = direction;
    sdp::Local& l = entry->local;
    l.direction = direction;
    l.formats = formats(*entry, entry->described ? std::optional(entry->codec) : std::nullopt);
    if (l.secure)
        l.setup = "actpass";
    else
        offer_keys(*entry);
    ++l.version;
    return sdp::write(l);
}

void EngineImpl::on_leg(LegId id, std::function<void(Worker&, Leg&)> run) {
    const LegEntry* entry = find(id);
    if (entry == nullptr) return;
    workers_[entry->worker]->post(
        [leg = entry->leg, run = std::move(run)](Worker& w) { run(w, *leg); });
}

void EngineImpl::play(LegId id, Play what) {
    // In a shared holder, because std::function wants copyable captures.
    auto holder =
        std::make_shared<std::unique_ptr<Playlist>>(make_playlist(prompts_, std::move(what)));
    const std::scoped_lock lock(mutex_);
    on_leg(id, [holder](Worker& w, Leg& leg) { w.play(leg, std::move(*holder)); });
}

void EngineImpl::add_prompt(const std::string& name, std::vector<std::uint8_t> ulaw) {
    prompts_.add(name, std::move(ulaw));
}
void EngineImpl::remove_prompt(const std::string& name) { prompts_.remove(name); }

void EngineImpl::stop_play(LegId id) {
    const std::scoped_lock lock(mutex_);
    on_leg(id, [](Worker& w, Leg& leg) { w.play(leg, nullptr); });
}

void EngineImpl::bridge(LegId a, LegId b) {
    const std::scoped_lock lock(mutex_);
    if (a == b || find(a) == nullptr || find(b) == nullptr) return;
    gather({a, b});
    auto taps = std::make_shared<std::array<std::unique_ptr<Tap>, 2>>();
    if (must_convert({a, b}))
        for (auto& tap : *taps) tap = std::make_unique<Tap>();
    on_leg(a, [other = find(b)->leg, taps](Worker& w, Leg& leg) {
        w.give_tap(leg, (*taps)[0]);
        w.give_tap(*other, (*taps)[1]);
        w.bridge(leg, *other);
    });
}

void EngineImpl::unbridge(LegId id) {
    const std::scoped_lock lock(mutex_);
    on_leg(id, [](Worker& w, Leg& leg) { w.unbridge(leg); });
}

void EngineImpl::seat(std::vector<Seat> seats) {
    const std::scoped_lock lock(mutex_);
    std::vector<LegId> all;
    for (const Seat& s : seats) {
        all.push_back(s.leg);
        all.insert(all.end(), s.hears.begin(), s.hears.end());
    }
    std::erase_if(all, [&](LegId id) { return find(id) == nullptr; });
    if (all.empty()) return;
    gather(all);
    const bool convert = must_convert(all);
    struct Order {
        Leg* leg;
        std::vector<Leg*> hears;
    };
    // Made here, with the taps that mixes will need; carried out in one tick.
    auto orders = std::make_shared<std::vector<Order>>();
    auto taps = std::make_shared<std::vector<std::pair<Leg*, std::unique_ptr<Tap>>>>();
    for (const Seat& s : seats) {
        const LegEntry* entry = find(s.leg);
        if (entry == nullptr) continue;
        Order& order = orders->emplace_back(Order{entry->leg, {}});
        for (const LegId id : s.hears)
            if (const LegEntry* source = find(id);
                source != nullptr && order.hears.size() < hears_max)
                order.hears.push_back(source->leg);
        if (order.hears.size() < 2 && !convert) continue;
        for (Leg* source : order.hears) taps->emplace_back(source, std::make_unique<Tap>());
    }
    workers_[find(all.front())->worker]->post([orders, taps](Worker& w) {
        for (auto& [leg, tap] : *taps) w.give_tap(*leg, tap);
        for (const Order& order : *orders) w.seat(*order.leg, order.hears);
    });
}

void EngineImpl::mute(LegId id, bool muted) {
    const std::scoped_lock lock(mutex_);
    on_leg(id, [muted](Worker&, Leg& leg) { leg.muted = muted; });
}

void EngineImpl::send_digits(LegId id, std::string digits) {
    const std::scoped_lock lock(mutex_);
    on_leg(id, [digits = std::move(digits)](Worker& w, Leg& leg) { w.send_digits(leg, digits); });
}

void EngineImpl::close(LegId id) {
    const std::scoped_lock lock(mutex_);
    on_leg(id, [](Worker& w, Leg& leg) {
        w.close_browser(leg);
        w.remove(leg);
        w.dispose(&leg);
    });
    legs_.erase(id);
}

void EngineImpl::gather(const std::vector<LegId>& legs) {
    // Browser legs stay with their shared port.
    const LegEntry* home = nullptr;
    for (const LegId id : legs) {
        const LegEntry* entry = find(id);
        if (entry == nullptr) continue;
        if (home == nullptr || (home->kind == LegKind::rtp && entry->kind == LegKind::browser))
            home = entry;
    }
    if (home == nullptr) return;
    const std::size_t to = home->worker;
    for (const LegId id : legs)
        if (const LegEntry* entry = find(id); entry != nullptr && entry->worker != to) move(id, to);
}

void EngineImpl::move(LegId id, std::size_t to) {
    LegEntry& entry = *find(id);
    Worker& source = *workers_[entry.worker];
    std::vector<RecordingEntry*> along;
    for (auto& [_, r] : recordings_) {
        if (r.worker == entry.worker && r.hears(id)) along.push_back(&r);
    }
    for (RecordingEntry* r : along) {
        source.post(
            [recording = r->recording.get()](Worker& w) { w.remove_recording(*recording); });
    }
    auto gone = std::make_shared<std::atomic<bool>>(false);
    source.post([leg = entry.leg, gone](Worker& w) {
        w.remove(*leg);
        gone->store(true, std::memory_order_release);
    });
    entry.worker = to;
    workers_[to]->post([leg = entry.leg](Worker& w) { w.add(leg); }, gone);
    for (RecordingEntry* r : along) {
        r->worker = to;
        workers_[to]->post(
            [recording = r->recording.get()](Worker& w) { w.add_recording(recording); });
    }
    for (auto& [_, r] : recordings_) {
        if (r.worker == to && r.hears(id)) listen(r);
    }
}

void EngineImpl::record(RecordingId id, std::string path, LegId left, LegId right) {
    const std::scoped_lock lock(mutex_);
    if (recordings_.contains(id)) return;
    gather({left, right});
    RecordingEntry entry{
        std::make_shared<Recording>(id, std::move(path), *disk_), 0, left, {right}};
    const LegEntry* leg = find(left) != nullptr ? find(left) : find(right);
    entry.worker = leg != nullptr ? leg->worker : 0;
    entry.recording->self = entry.recording;
    entry.recording->open();
    workers_[entry.worker]->post([r = entry.recording.get()](Worker& w) { w.add_recording(r); });
    listen(recordings_[id] = std::move(entry));
}

void EngineImpl::listen(RecordingEntry& entry) {
    const auto leg_of = [&](LegId id) -> Leg* {
        const LegEntry* leg = find(id);
        return leg != nullptr && leg->worker == entry.worker ? leg->leg : nullptr;
    };
    struct Ears {
        Leg* left;
        std::vector<Leg*> right;
        std::vector<std::pair<Leg*, std::unique_ptr<Tap>>> taps;
    };
    auto ears = std::make_shared<Ears>();
    ears->left = leg_of(entry.left);
    for (const LegId id : entry.right)
        if (Leg* leg = leg_of(id); leg != nullptr && ears->right.size() < hears_max)
            ears->right.push_back(leg);
    if (ears->left != nullptr) ears->taps.emplace_back(ears->left, std::make_unique<Tap>());
    for (Leg* leg : ears->right) ears->taps.emplace_back(leg, std::make_unique<Tap>());
    workers_[entry.worker]->post([recording = entry.recording.get(), ears](Worker& w) {
        for (auto& [leg, tap] : ears->taps) w.give_tap(*leg, tap);
        w.listen(*recording, ears->left, ears->right);
    });
}

void EngineImpl::record_legs(RecordingId id, LegId left, LegId right) {
    record_voices(id, left, {right});
}

void EngineImpl::record_voices(RecordingId id, LegId left, std::vector<LegId> right) {
    const std::scoped_lock lock(mutex_);
    const auto it = recordings_.find(id);
    if (it == recordings_.end()) return;
    RecordingEntry& entry = it->second;
    entry.left = left, entry.right = std::move(right);
    std::vector<LegId> all = entry.right;
    all.push_back(left);
    gather(all);
    const LegEntry* leg = find(left);
    for (const LegId voice : entry.right)
        if (leg == nullptr) leg = find(voice);
    if (leg != nullptr && leg->worker != entry.worker) {
        auto gone = std::make_shared<std::atomic<bool>>(false);
        workers_[entry.worker]->post([recording = entry.recording.get(), gone](Worker& w) {
            w.remove_recording(*recording);
            gone->store(true, std::memory_order_release);
        });
        entry.worker = leg->worker;
        workers_[entry.worker]->post(
            [recording = entry.recording.get()](Worker& w) { w.add_recording(recording); }, gone);
    }
    listen(entry);
}

void EngineImpl::record_pause(RecordingId id, bool paused) {
    const std::scoped_lock lock(mutex_);
    const auto it = recordings_.find(id);
    if (it == recordings_.end()) return;
    workers_[it->second.worker]->post(
        [r = it->second.recording.get(), paused](Worker&) { r->paused = paused; });
}

void EngineImpl::end_recording(RecordingId id, bool erase) {
    const auto it = recordings_.find(id);
    if (it == recordings_.end()) return;
    workers_[it->second.worker]->post([r = it->second.recording, erase](Worker& w) {
        w.remove_recording(*r);
        r->finish(erase);
    });
    recordings_.erase(it);
}

void EngineImpl::record_stop(RecordingId id) {
    const std::scoped_lock lock(mutex_);
    end_recording(id, false);
}

void EngineImpl::record_erase(RecordingId id) {
    const std::scoped_lock lock(mutex_);
    end_recording(id, true);
}

LegStats EngineImpl::stats(LegId id) const {
    const std::scoped_lock lock(mutex_);
    const auto it = legs_.find(id);
    if (it == legs_.end()) return {};
    const LegCounters& c = *it->second.counters;
    LegStats s;
    s.packets_in = c.packets_in.get(), s.packets_out = c.packets_out.get();
    s.lost = c.lost.get(), s.late = c.late.get(), s.duplicates = c.duplicates.get(),
    s.strangers = c.strangers.get();
    s.codec = it->second.described ? to_string(it->second.codec) : std::string_view();
    s.encrypted = it->second.kind == LegKind::browser || it->second.sends.has_value();
    s.round_trip_ms = static_cast<int>(c.round_trip_ms.get());
    s.far_loss_permille = static_cast<int>(c.far_loss_permille.get());
    s.far_jitter_ms = static_cast<int>(c.far_jitter_ms.get());
    s.jitter_ms = static_cast<int>(c.jitter_ms.get()),
    s.level_in = static_cast<int>(c.level_in.get());
    return s;
}

Engine::Counters EngineImpl::counters() const {
    Counters sum;
    for (const auto& worker : workers_) {
        const WorkerCounters& c = worker->counters();
        sum.legs += c.legs.get(), sum.bridges += c.hearing.get(),
            sum.recordings += c.recordings.get();
        sum.packets_in += c.packets_in.get(), sum.packets_out += c.packets_out.get(),
            sum.late_ticks += c.late_ticks.get();
    }
    sum.bridges /= 2;  // two who hear make one talk
    return sum;
}

}  // namespace ol::media
