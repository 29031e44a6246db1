#include "platform/http/live.hpp"

#include <charconv>
#include <deque>

#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/http/envelope.hpp"

namespace ol::http {

struct LiveStream {
    LiveStream(std::int64_t key, Principal who, const LiveHub::Options& options)
        : key(key), who(std::move(who)), ring(options.events_max, options.bytes_max) {}
    std::int64_t key;
    Principal who;
    std::string epoch =
        crypto::random_token(9);  // numbers mean something only within one life of the stream
    EventRing ring;
    std::vector<LivePeer*> peers;
    Time empty_since = system_clock().steady();
};

/// One socket of a stream. All fields but `upgrade` are guarded by the hub's mutex.
class LivePeer final : public Peer, public std::enable_shared_from_this<LivePeer> {
public:
    LivePeer(LiveHub& hub, Request upgrade) : upgrade(std::move(upgrade)), hub_(hub) {}
    ~LivePeer() override {
        hub_.detach(*this);
    }  // for a server that stopped before the socket ended
    void opened(std::function<void()> wake_fn,
                std::function<void(int, std::string)> close_fn) override {
        wake = std::move(wake_fn);
        close = std::move(close_fn);
        hub_.attach(shared_from_this());
    }
    Next next(Frame& out) override { return hub_.next(*this, out); }
    void text(std::string_view message) override { hub_.received(*this, message); }
    void closed() override { hub_.detach(*this); }

    const Request upgrade;
    std::function<void()> wake;
    std::function<void(int, std::string)> close;
    std::shared_ptr<LiveStream> stream;
    std::uint64_t cursor = 0;    // the last event this socket got
    std::deque<Payload> direct;  // hello, resync, pong: without number, before the next event
    Time check_at{};

private:
    LiveHub& hub_;
};

namespace {

constexpr int signed_out = 4401;

Payload make_event(std::string_view type, const std::string& data_json);
Payload hello(const LiveStream& stream);
std::optional<std::uint64_t> number(const std::string& text);
std::string query_of(const Request& request, const std::string& name);

}  // namespace

LiveHub::LiveHub(Options options, InOrder in_order)
    : options_(options), in_order_(std::move(in_order)) {}
LiveHub::~LiveHub() = default;

std::shared_ptr<Peer> LiveHub::peer(Request upgrade) {
    return std::make_shared<LivePeer>(*this, std::move(upgrade));
}

void LiveHub::to_person(PersonId person, std::string_view type, std::string data_json) {
    const Payload event = make_event(type, data_json);
    const std::lock_guard lock(mutex_);
    const auto found = by_person_.find(person);
    if (found == by_person_.end()) return;
    for (const auto& stream : found->second) publish(*stream, event);
}

void LiveHub::to_permission(std::string_view permission, std::string_view type,
                            std::string data_json, ShopId shop) {
    const Payload event = make_event(type, data_json);  // one text for all; only the number differs
    const std::lock_guard lock(mutex_);
    for (const auto& [key, stream] : by_session_) {
        const auto& shops = stream->who.shops;
        const bool in_scope = !shop || shops.empty() || shops.contains(shop.value);
        if (in_scope && stream->who.may(permission)) publish(*stream, event);
    }
}

void LiveHub::to_session(const Principal& who, std::string_view type, std::string data_json) {
    if (!who.session) return to_person(who.person, type, std::move(data_json));
    const Payload event = make_event(type, data_json);
    const std::lock_guard lock(mutex_);
    const auto found = by_session_.find(who.session.value);
    if (found != by_session_.end()) publish(*found->second, event);
}

void LiveHub::publish(LiveStream& stream, const Payload& event) {
    stream.ring.push(event);
    ++published_;
    for (LivePeer* peer : stream.peers) peer->wake();  // posts, never runs here
}

/// The first frame is hello. A reader that was here before goes on after `since`, or is told that
/// it missed something.
void LiveHub::attach(const std::shared_ptr<LivePeer>& peer) {
    const std::lock_guard lock(mutex_);
    const StreamPtr stream = stream_for(peer->upgrade.who);
    if (static_cast<int>(stream->peers.size()) >= options_.sockets_per_session_max) {
        peer->close(4429, "too many tabs");
        return;
    }
    peer->stream = stream;
    peer->cursor = stream->ring.last();
    peer->check_at = system_clock().steady() + options_.check;
    peer->direct.push_back(hello(*stream));
    const std::string epoch = query_of(peer->upgrade, "epoch");
    if (!epoch.empty()) {
        const auto since = number(query_of(peer->upgrade, "since"));
        const bool resumes = epoch == stream->epoch && since && stream->ring.resumable(*since);
        if (resumes)
            peer->cursor = *since;
        else
            peer->direct.push_back(std::make_shared<const std::string>(R"({"type":"resync"})"));
    }
    stream->peers.push_back(peer.get());
    count_socket(stream->who.person, +1);
}

LiveHub::StreamPtr LiveHub::stream_for(const Principal& who) {
    const std::int64_t key = who.session ? who.session.value : --keyless_;
    const auto found = by_session_.find(key);
    if (found != by_session_.end() && found->second->who.person == who.person) {
        found->second->who = who;  // permissions may have changed since
        return found->second;
    }
    if (found != by_session_.end()) forget(StreamPtr(found->second));
    auto stream = std::make_shared<LiveStream>(key, who, options_);
    by_session_.emplace(key, stream);
    by_person_[who.person].push_back(stream);
    return stream;
}

Peer::Next LiveHub::next(LivePeer& peer, Peer::Frame& out) {
    const std::lock_guard lock(mutex_);
    if (!peer.direct.empty()) {
        out = {{}, std::move(peer.direct.front())};
        peer.direct.pop_front();
        return Peer::Next::frame;
    }
    if (!peer.stream || peer.cursor == peer.stream->ring.last()) return Peer::Next::nothing;
    Payload event = peer.stream->ring.at(peer.cursor + 1);
    if (!event) return Peer::Next::too_slow;  // the ring went round it
    ++peer.cursor;
    out = {"{\"seq\":" + std::to_string(peer.cursor) + ',', std::move(event)};
    return Peer::Next::frame;
}

void LiveHub::received(LivePeer& peer, std::string_view text) {
    auto message = parse_envelope(text);
    if (!message) return peer.close(1007, message.error().detail);
    OnMessage call;
    Principal who;
    {
        const std::lock_guard lock(mutex_);
        if (!peer.stream) return;
        if (message->type == "ping") {
            // The rate limit bounds these; a reader that never reads is dropped by the ring.
            if (peer.direct.size() < 64)
                peer.direct.push_back(std::make_shared<const std::string>(R"({"type":"pong"})"));
            return peer.wake();
        }
        call = on_message_;
        who = peer.stream->who;
    }
    if (call) call(who, message->type, message->data_json);
}

void LiveHub::detach(LivePeer& peer) {
    const std::lock_guard lock(mutex_);
    if (!peer.stream) return;
    std::erase(peer.stream->peers, &peer);
    if (peer.stream->peers.empty()) peer.stream->empty_since = system_clock().steady();
    count_socket(peer.stream->who.person, -1);
    peer.stream = nullptr;
}

void LiveHub::drop_session(SessionId session) {
    const std::lock_guard lock(mutex_);
    const auto found = by_session_.find(session.value);
    if (found == by_session_.end()) return;
    const StreamPtr stream = found->second;
    for (LivePeer* peer : stream->peers) peer->close(signed_out, "signed out");
    forget(stream);
}

std::vector<std::shared_ptr<LivePeer>> LiveHub::due_for_check(Time now) {
    std::vector<std::shared_ptr<LivePeer>> out;
    const std::lock_guard lock(mutex_);
    for (const auto& [key, stream] : by_session_) {
        for (LivePeer* peer : stream->peers) {
            if (peer->check_at > now) continue;
            peer->check_at = now + options_.check;
            out.push_back(peer->shared_from_this());
        }
    }
    return out;
}

const Request& LiveHub::upgrade_of(const LivePeer& peer) { return peer.upgrade; }

void LiveHub::checked(const std::shared_ptr<LivePeer>& peer, const Result<Principal>& answer) {
    const std::lock_guard lock(mutex_);
    if (!peer->stream) return;
    if (answer && answer->person == peer->stream->who.person) {
        peer->stream->who = *answer;
        return;
    }
    // A database that does not answer now ends nobody's shift.
    if (answer.has_error() && answer.error().kind != Errc::unauthenticated &&
        answer.error().kind != Errc::forbidden)
        return;
    peer->close(signed_out, "session ended");
}

void LiveHub::sweep(Time now) {
    const std::lock_guard lock(mutex_);
    std::vector<StreamPtr> over;
    for (const auto& [key, stream] : by_session_) {
        if (stream->peers.empty() && stream->empty_since + options_.keep <= now)
            over.push_back(stream);
    }
    for (const auto& stream : over) forget(stream);
}

void LiveHub::close_all() {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, stream] : by_session_) {
        for (LivePeer* peer : stream->peers) peer->close(1001, "server stops");
    }
}

bool LiveHub::connected(PersonId person) const {
    const std::lock_guard lock(mutex_);
    return sockets_of_.contains(person);
}

void LiveHub::on_message(OnMessage fn) {
    const std::lock_guard lock(mutex_);
    on_message_ = std::move(fn);
}

void LiveHub::on_presence(OnPresence fn) {
    const std::lock_guard lock(mutex_);
    on_presence_ = std::move(fn);
}

std::size_t LiveHub::sockets() const {
    const std::lock_guard lock(mutex_);
    std::size_t out = 0;
    for (const auto& [person, count] : sockets_of_) out += static_cast<std::size_t>(count);
    return out;
}

std::size_t LiveHub::streams() const {
    const std::lock_guard lock(mutex_);
    return by_session_.size();
}

void LiveHub::forget(const StreamPtr& stream) {
    by_session_.erase(stream->key);
    const auto found = by_person_.find(stream->who.person);
    if (found == by_person_.end()) return;
    std::erase(found->second, stream);
    if (found->second.empty()) by_person_.erase(found);
}

void LiveHub::count_socket(PersonId person, int change) {
    int& count = sockets_of_[person];
    count += change;
    const bool first_up = change > 0 && count == 1, last_down = count == 0;
    if (last_down) sockets_of_.erase(person);
    if (!on_presence_ || (!first_up && !last_down)) return;
    in_order_([call = on_presence_, person, first_up] { call(person, first_up); });
}

namespace {

Payload make_event(std::string_view type, const std::string& data_json) {
    return std::make_shared<const std::string>("\"type\":" + json::quote(type) + ",\"data\":" +
                                               (data_json.empty() ? "{}" : data_json) + '}');
}

Payload hello(const LiveStream& stream) {
    return std::make_shared<const std::string>(
        R"({"type":"hello","data":{"epoch":)" + json::quote(stream.epoch) +
        ",\"seq\":" + std::to_string(stream.ring.last()) + "}}");
}

std::optional<std::uint64_t> number(const std::string& text) {
    std::uint64_t value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::string query_of(const Request& request, const std::string& name) {
    const auto found = request.query.find(name);
    return found == request.query.end() ? std::string{} : found->second;
}

}  // namespace
}  // namespace ol::http
