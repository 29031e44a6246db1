// What happens to a datagram before Sofia sees it: inspection, scanners, overload, floods,
// strangers' dialogs.
#include <cstring>

#include "platform/sip/callbacks.hpp"
#include "platform/sip/uri.hpp"

namespace ol::sip {
namespace {

constexpr const char* tag_mark = "ol0-";  // our stateless answers: an ACK to one of them ends here

std::string user_of(std::string_view uri) {
    const auto parsed = parse_uri(uri);
    return parsed ? clean_user(parsed->user) : std::string{};
}

}  // namespace

void Engine::on_packet(const UdpSocket::Packet& packet) {
    // Below 'A' starts no SIP: STUN, RTP, keep-alives. Sofia's STUN reader has had its share of
    // CVEs.
    if (packet.bytes.empty() || packet.bytes.front() < 'A') return;
    Sketch sketch;
    const Verdict verdict = inspect(packet.bytes, sketch);
    if (verdict.what == Verdict::Do::drop) {
        ++count_.malformed;
        return;
    }
    if (known_scanner(sketch.user_agent)) return;
    if (verdict.what == Verdict::Do::answer) {
        ++count_.malformed;
        if (guard_.take(Guard::Kind::other, packet.source.ip, now_) == Guard::Take::pass)
            refuse(sketch, packet, verdict.status, verdict.phrase);
        return;
    }
    if (sketch.request && !admit(sketch, packet)) return;
    deliver(sketch.whole, packet.source);
}

bool Engine::admit(const Sketch& sketch, const UdpSocket::Packet& packet) {
    const bool in_dialog = !sketch.to_tag.empty();
    const bool known = known_.known(sketch.call_id);
    if (sketch.method == "ACK" || sketch.method == "CANCEL" || in_dialog) {
        if (known)  // also a call that is ours must not bury us in requests
            return sketch.method == "ACK" || trunk_of(packet.source) ||
                   guard_.take(Guard::Kind::other, packet.source.ip, now_) == Guard::Take::pass;
        // RFC 3261 12.2.2: no such dialog. Answered here, so that strangers cost us no transaction.
        if (sketch.method != "ACK" &&
            guard_.take(Guard::Kind::other, packet.source.ip, now_) == Guard::Take::pass)
            refuse(sketch, packet, 481, "Call/Transaction Does Not Exist");
        return false;
    }
    if (sketch.credentials && guard_.limited(packet.source.ip, now_) &&
        !registrar_.bound_from(user_of(sketch.to_uri), packet.source.ip) &&
        !registrar_.bound_from(user_of(sketch.from_uri), packet.source.ip) &&
        !guard_.slow_turn(packet.source.ip, now_)) {
        ++count_.flood_refused;  // guessing passwords: heard once a second, and then told the same
                                 // as ever
        return false;
    }
    const Guard::Kind kind = sketch.method == "INVITE"     ? Guard::Kind::invite
                             : sketch.method == "REGISTER" ? Guard::Kind::registration
                                                           : Guard::Kind::other;
    const bool retransmission = sketch.method == "INVITE" && known;
    const auto take =
        trunk_of(packet.source)
            ? Guard::Take::pass  // carriers send whole towns' calls from one address
            : guard_.take(retransmission ? Guard::Kind::other : kind, packet.source.ip, now_);
    if (take != Guard::Take::pass) {
        ++count_.flood_refused;
        if (take == Guard::Take::refuse)
            refuse(sketch, packet, 503, "Too Many Requests", "Retry-After: 10\r\n");
        return false;
    }
    if (sketch.method == "INVITE" && !known &&
        (packet.waited_ms > config_.shed_after_ms || owner_lags())) {
        ++count_.shed;
        refuse(sketch, packet, 503, "Overloaded", "Retry-After: 5\r\n");
        return false;
    }
    // An answer that cannot be sent, then an ACK: nta would abort on an assertion (README,
    // "Traps").
    if (!udp_.can_send_to(packet.source)) return false;
    if (sketch.method == "INVITE") known_.touch(sketch.call_id, now_);
    return true;
}

/// The owner has not said a word to a call for so long: new ones would only wait behind it, and
/// those that are in would suffer. At twice what the machine carries, half are refused at once.
bool Engine::owner_lags() {
    while (!unheard_.empty()) {
        const Leg* leg = find_live(unheard_.front().first);
        if (leg && leg->state == LegState::incoming)
            return now_ - unheard_.front().second > Ms{config_.shed_after_ms};
        unheard_.pop_front();
    }
    return false;
}

void Engine::refuse(const Sketch& sketch, const UdpSocket::Packet& packet, int status,
                    const char* phrase, const char* more) {
    if (sketch.method == "ACK") return;
    const std::string tag = tag_mark + instance_ + "-" + std::to_string(++tag_serial_ % 1000);
    const Address& source = packet.source;
    const std::uint16_t port = sketch.rport || sketch.via_host.empty() ? source.port
                               : sketch.via_port                       ? sketch.via_port
                                                                       : 5060;
    udp_.send({source.ip, port},
              stateless_answer(sketch, status, phrase, tag, ip_text(source.ip), source.port, more));
}

/// Hands the bytes to Sofia as if its own transport had read them (tport_parse in tport.c).
void Engine::deliver(std::string_view bytes, const Address& source) {
    msg_t* message = tport_msg_alloc(udp_transport_, bytes.size());
    if (!message) return;
    msg_iovec_t parts[8] = {};
    const issize_t count = msg_recv_iovec(message, parts, 8, bytes.size(), 1);
    std::size_t at = 0;
    for (issize_t i = 0; i < count; ++i) {
        const std::size_t n = std::min<std::size_t>(parts[i].mv_len, bytes.size() - at);
        std::memcpy(parts[i].mv_base, bytes.data() + at, n);
        at += n;
    }
    if (at < bytes.size()) return msg_destroy(message);
    sockaddr_storage address{};
    const socklen_t length = to_sockaddr(source, false, address);
    su_sockaddr_t from{};
    std::memcpy(&from, &address, std::min<std::size_t>(length, sizeof from));
    msg_set_address(message, &from, length);
    msg_recv_commit(message, bytes.size(), 1);
    if (msg_extract(message) == 0) msg_mark_as_complete(message, MSG_FLG_ERROR);
    tport_deliver(udp_transport_, message, nullptr, nullptr, su_now());
}

}  // namespace ol::sip
