#include "platform/media/fax/session.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "platform/base/crypto.hpp"

namespace ol::modem {
namespace {

constexpr int frame = static_cast<int>(media::frame_samples), frame_ms = 20;
constexpr std::size_t redundancy = 3;  // earlier packets beside each
// Nothing came for so long: the modem's clock goes on without.
constexpr std::int64_t patience_ms = 200;

std::uint32_t random_word() {
    const auto bytes = crypto::random_bytes(4);
    std::uint32_t out = 0;
    for (const char c : bytes) out = out << 8 | static_cast<std::uint8_t>(c);
    return out;
}

}  // namespace

// ---- sound in its order ----

void SoundOrder::put(const media::Rtp& rtp) {
    if (rtp.payload.empty() || rtp.payload.size() > 1600) return;
    if (!started_ || rtp.ssrc != ssrc_) {
        started_ = true, ssrc_ = rtp.ssrc, next_ = rtp.timestamp;
        waiting_.clear();
    }
    const auto ahead = static_cast<std::int32_t>(rtp.timestamp - next_);
    if (ahead < 0 && ahead > -80000) return;  // too late
    if (ahead < 0 || ahead > 80000) {         // another clock: from here on
        next_ = rtp.timestamp;
        waiting_.clear();
    }
    if (waiting_.empty()) base_ = next_;
    waiting_.try_emplace(static_cast<std::int32_t>(rtp.timestamp - base_), rtp.payload.begin(),
                         rtp.payload.end());
}

bool SoundOrder::is_of(std::span<const std::uint8_t> datagram) const {
    const auto rtp = media::parse_rtp(datagram);
    return started_ && rtp && rtp->ssrc == ssrc_;
}

std::optional<SoundOrder::Piece> SoundOrder::take() {
    while (!waiting_.empty()) {
        const auto at = waiting_.begin();
        const auto gap = at->first - static_cast<std::int32_t>(next_ - base_);
        if (gap > 0 && waiting_.size() < waits_most) return std::nullopt;
        Piece piece{static_cast<std::uint32_t>(std::max(gap, 0)), std::move(at->second)};
        waiting_.erase(at);
        if (gap < 0) continue;  // its time was passed in silence
        next_ += piece.missing + static_cast<std::uint32_t>(piece.bytes.size());
        if (piece.missing > 0) ++lost_;
        return piece;
    }
    return std::nullopt;
}

// ---- the session ----

Session::Session(LegId leg, Job job, bool calling, media::Socket socket, const Events& events)
    : leg_(leg),
      job_(std::move(job)),
      calling_(calling),
      socket_(std::move(socket)),
      port_(media::local_of(socket_).port()),
      events_(events),
      sequence_(static_cast<std::uint16_t>(random_word())),
      timestamp_(random_word()),
      ssrc_(random_word()),
      thread_([this] { run(); }) {}

std::int64_t Session::now_ms() {
    return std::chrono::duration_cast<Ms>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

void Session::sound(const Far& far) {
    const std::lock_guard lock(mutex_);
    order_ = {Wire::g711, far};
}
void Session::t38(const Far& far) {
    const std::lock_guard lock(mutex_);
    order_ = {Wire::t38, far};
    still_until_ms_ = 0;
}

std::optional<Outcome> Session::stop() {
    if (!thread_.joinable()) return std::nullopt;
    stopping_ = true;
    thread_.join();
    if (done_) return std::nullopt;
    done_ = true;
    if (!machine_) return Outcome{.code = "fax.hung_up"};
    machine_->hang_up();
    auto out = told();
    machine_.reset();  // its file is closed
    return out;
}

void Session::run() {
    auto next = now_ms();
    heard_ms_ = fed_ms_ = next;
    while (!stopping_) {
        pollfd fd{socket_.fd(), POLLIN, 0};
        const auto wait = std::clamp<std::int64_t>(next - now_ms(), 0, frame_ms);
        if (::poll(&fd, 1, static_cast<int>(wait)) > 0) drain();
        if (now_ms() < next) continue;
        next += frame_ms;
        if (now_ms() - next > 500) next = now_ms();  // the machine stood still: no burst
        take_orders();
        tick();
    }
}

void Session::take_orders() {
    std::optional<std::pair<Wire, Far>> order;
    {
        const std::lock_guard lock(mutex_);
        order.swap(order_);
    }
    if (!order) return;
    const bool same = machine_ && order->first == wire_;
    far_ = order->second, has_far_ = true;
    heard_ms_ = now_ms();
    if (!same && !done_) wire_ = order->first, machine_.reset();
}

void Session::begin(Wire wire) {
    machine_ = std::make_unique<Terminal>(
        job_, calling_, wire,
        [this](std::span<const std::uint8_t> ifp, int times) { ifp_out(ifp, times); });
    machine_->on_page = [this](int pages) {
        begun_ = true;
        if (events_.page) events_.page(leg_, pages);
    };
    if (wire == Wire::t38) machine_->limits(far_.t38.bits_per_second, 0);
    fed_ms_ = now_ms();
}

void Session::tick() {
    const auto now = now_ms();
    if (!has_far_ || done_ || now < still_until_ms_) return;
    if (!machine_) begin(wire_);
    if (wire_ == Wire::t38)
        machine_->pass(frame);
    else
        sound_out();
    const bool silent = now - heard_ms_ > silent_most_ms;
    if (!machine_->over() && !silent) return;
    auto out = told();
    if (silent && !machine_->over()) {
        machine_->hang_up();
        out = told(), out.code = "fax.silent";
    }
    done_ = true;
    machine_.reset();  // its file is closed before anybody is told
    events_.done(leg_, std::move(out));
}

Outcome Session::told() const {
    auto out = machine_->outcome();
    out.lost = sound_.lost();
    out.mended = order_in_.mended();
    return out;
}

void Session::drain() {
    std::array<std::uint8_t, 2048> bytes;
    for (int i = 0; i < 200; ++i) {
        media::Address from;
        socklen_t size = sizeof from.v6;
        const auto n = ::recvfrom(socket_.fd(), bytes.data(), bytes.size(), 0, &from.any, &size);
        if (n < 0) return;
        if (!has_far_ || !machine_ || done_) continue;
        // The description's address, or behind a NAT its port: another host is a stranger.
        const bool nat = far_.address.is_private() && !from.is_private();
        if (!from.same_ip(far_.address) && !nat) continue;
        far_.address = from;
        datagram({bytes.data(), static_cast<std::size_t>(n)});
    }
}

void Session::datagram(std::span<const std::uint8_t> bytes) {
    if (wire_ == Wire::g711) return sound_in(bytes);
    // Sound that was still on its way when we went over: some of it reads as UDPTL, with a sequence
    // of its own, and the machine would wait for what follows that.
    if (sound_.is_of(bytes)) return;
    const auto d = parse_udptl(bytes);
    if (!d) return;
    heard_ms_ = now_ms();
    order_in_.datagram(*d,
                       [this](Bytes ifp, std::uint16_t sequence) { machine_->ifp(ifp, sequence); });
}

void Session::sound_in(std::span<const std::uint8_t> bytes) {
    const auto rtp = media::parse_rtp(bytes);
    if (!rtp || (rtp->payload_type != 0 && rtp->payload_type != 8)) return;
    heard_ms_ = now_ms();
    sound_.put(*rtp);
    const auto& samples =
        media::samples_of(rtp->payload_type == 0 ? media::Codec::pcmu : media::Codec::pcma);
    std::array<std::int16_t, 1600> pcm;
    while (const auto piece = sound_.take()) {
        if (piece->missing > 0) machine_->lose(static_cast<int>(piece->missing));
        for (std::size_t i = 0; i < piece->bytes.size(); ++i) pcm[i] = samples[piece->bytes[i]];
        machine_->hear({pcm.data(), piece->bytes.size()});
        fed_ms_ = now_ms();
    }
}

void Session::sound_out() {
    std::array<std::int16_t, media::frame_samples> pcm;
    std::array<std::uint8_t, media::rtp_header_bytes + media::frame_samples> out;
    machine_->speak(pcm);
    media::Rtp head;
    head.payload_type = static_cast<std::uint8_t>(far_.payload_type);
    head.sequence = sequence_++, head.timestamp = timestamp_, head.ssrc = ssrc_;
    timestamp_ += frame;
    media::write_rtp_header(head, out.data());
    for (std::size_t i = 0; i < pcm.size(); ++i)
        out[media::rtp_header_bytes + i] = far_.law == media::Codec::pcmu
                                               ? media::encode_ulaw(pcm[i])
                                               : media::encode_alaw(pcm[i]);
    send(out);
    if (now_ms() - fed_ms_ > patience_ms) machine_->miss(frame), sound_.passed(frame);
}

void Session::ifp_out(std::span<const std::uint8_t> ifp, int times) {
    const std::vector<std::vector<std::uint8_t>> before(sent_.begin(), sent_.end());
    const std::size_t most = far_.t38.datagram_bytes >= 72
                                 ? std::min<std::size_t>(far_.t38.datagram_bytes, datagram_most)
                                 : datagram_most;
    const auto out = write_udptl(udptl_sequence_++, ifp, before, most);
    for (int i = 0; i < std::clamp(times, 1, 4) && !out.empty(); ++i) send(out);
    sent_.emplace_front(ifp.begin(), ifp.end());
    if (sent_.size() > redundancy) sent_.pop_back();
}

void Session::send(std::span<const std::uint8_t> bytes) {
    (void)::sendto(socket_.fd(), bytes.data(), bytes.size(), MSG_DONTWAIT, &far_.address.any,
                   far_.address.size());
}

}  // namespace ol::modem
