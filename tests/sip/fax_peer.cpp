// A fax machine of somebody else's over SIP, for tests: its own few lines of SIP, RTP and UDPTL on
// plain sockets, its modem spandsp. It shares nothing with the server but the protocols.
//   fax_peer make FILE.tif PAGES
//   fax_peer send|receive FILE.tif --server PORT [--listen PORT] [--from N] [--to N] [--t38
//   never|answer|ask]
//            [--loss PERCENT] [--vanish MS-AFTER-ITS-FIRST-PAGE] [--garbage] [--answer STATUS]
//            [--seconds N]
// Prints what happens, a line each: "listening P", "called N", "answered", "t38", "page N", "done
// CODE PAGES", "over". Built by the tests: c++ -std=c++17 -o fax_peer fax_peer.cpp -lspandsp -ltiff
#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <random>
#include <string>
#include <vector>

#define SPANDSP_EXPOSE_INTERNAL_STRUCTURES
#include <spandsp.h>
#include <tiffio.h>

namespace {

using Bytes = std::vector<unsigned char>;

long now_ms() {
    namespace time = std::chrono;
    return time::duration_cast<time::milliseconds>(time::steady_clock::now().time_since_epoch())
        .count();
}

struct Options {
    bool sends = true, garbage = false;
    std::string file, from = "+380671112233", to = "+380445550000", t38 = "answer";
    int server = 0, listen = -1, vanish_ms = 0, answer = 200, seconds = 240;
    double loss = 0;
} o;

int udp(int port) {
    const int fd = ::socket(AF_INET, SOCK_DGRAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET, at.sin_port = htons(static_cast<uint16_t>(port));
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(fd, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0) std::exit(3);
    return fd;
}
int port_of(int fd) {
    sockaddr_in at{};
    socklen_t n = sizeof at;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &n);
    return ntohs(at.sin_port);
}
void send_to(int fd, int port, const void* data, std::size_t n) {
    sockaddr_in at{};
    at.sin_family = AF_INET, at.sin_port = htons(static_cast<uint16_t>(port));
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::sendto(fd, data, n, 0, reinterpret_cast<sockaddr*>(&at), sizeof at);
}

void tell(const char* what, long a = -1, const char* more = "") {
    a < 0 ? std::printf("%s %s\n", what, more) : std::printf("%s %ld %s\n", what, a, more);
    std::fflush(stdout);
}

// ---- the machine ----

struct Machine {
    fax_state_t* audio = nullptr;
    t38_terminal_state_t* t38 = nullptr;
    t30_state_t* t30 = nullptr;
    bool over = false;
    int media_fd = -1, far_port = 0;
    unsigned short rtp_sequence = 1, udptl_sequence = 0, udptl_seen = 0;
    bool seen = false;
    unsigned short rtp_next = 0;
    std::vector<int16_t> last;  // heard
    unsigned timestamp = 1000;
    std::deque<Bytes> before;
    std::mt19937 dice{11};

    void arrange() {
        t30_set_tx_ident(t30, "PEER 12345");
        if (o.sends)
            t30_set_tx_file(t30, o.file.c_str(), -1, -1);
        else
            t30_set_rx_file(t30, o.file.c_str(), -1);
        t30_set_ecm_capability(t30, 1);
        t30_set_supported_modems(t30, T30_SUPPORT_V27TER | T30_SUPPORT_V29 | T30_SUPPORT_V17);
        t30_set_supported_compressions(t30, T30_SUPPORT_T4_1D_COMPRESSION |
                                                T30_SUPPORT_T4_2D_COMPRESSION |
                                                T30_SUPPORT_T6_COMPRESSION);
        t30_set_phase_d_handler(
            t30,
            [](t30_state_t*, void* me, int) -> int {
                tell("page", static_cast<Machine*>(me)->pages());
                return T30_ERR_OK;
            },
            this);
        t30_set_phase_e_handler(
            t30,
            [](t30_state_t*, void* me, int code) {
                auto& m = *static_cast<Machine*>(me);
                if (m.over) return;
                m.over = true;
                std::printf("done %d %d\n", code, m.pages());
                std::fflush(stdout);
            },
            this);
    }
    int pages() const {
        t30_stats_t s{};
        t30_get_transfer_statistics(t30, &s);
        return o.sends ? s.pages_tx : s.pages_rx;
    }
    void by_sound(bool calling) {
        audio = fax_init(nullptr, calling);
        fax_set_transmit_on_idle(audio, 1);
        t30 = fax_get_t30_state(audio);
        arrange();
    }
    void by_t38(bool calling) {
        t38 = t38_terminal_init(
            nullptr, calling,
            [](t38_core_state_t*, void* me, const uint8_t* b, int n, int count) {
                static_cast<Machine*>(me)->ifp_out(Bytes(b, b + n), count);
                return 0;
            },
            this);
        t30 = t38_terminal_get_t30_state(t38);
        t38_set_t38_version(t38_terminal_get_t38_core_state(t38), 0);
        arrange();
        tell("t38");
    }
    bool lost() { return std::uniform_real_distribution<>(0, 100)(dice) < o.loss; }

    static void put(Bytes& out, const Bytes& ifp) {
        if (ifp.size() > 127) out.push_back(static_cast<unsigned char>(0x80 | ifp.size() >> 8));
        out.push_back(static_cast<unsigned char>(ifp.size()));
        out.insert(out.end(), ifp.begin(), ifp.end());
    }
    void ifp_out(const Bytes& ifp, int count) {
        Bytes out{static_cast<unsigned char>(udptl_sequence >> 8),
                  static_cast<unsigned char>(udptl_sequence)};
        ++udptl_sequence;
        put(out, ifp);
        out.push_back(0);
        out.push_back(static_cast<unsigned char>(before.size()));
        for (const auto& b : before) put(out, b);
        for (int i = 0; i < count; ++i)
            if (!lost()) send_to(media_fd, far_port, out.data(), out.size());
        before.push_front(ifp);
        if (before.size() > 2) before.pop_back();
    }
    void tick() {
        if (over) return;
        if (o.garbage) {
            Bytes junk(1 + dice() % 300);
            for (auto& b : junk) b = static_cast<unsigned char>(dice());
            send_to(media_fd, far_port, junk.data(), junk.size());
        }
        if (t38 != nullptr) {
            t38_terminal_send_timeout(t38, 160);
            return;
        }
        int16_t pcm[160];
        const int n = fax_tx(audio, pcm, 160);
        for (int i = n; i < 160; ++i) pcm[i] = 0;
        unsigned char out[172] = {0x80, 8};
        out[2] = static_cast<unsigned char>(rtp_sequence >> 8),
        out[3] = static_cast<unsigned char>(rtp_sequence);
        ++rtp_sequence;
        for (int i = 0; i < 4; ++i)
            out[4 + i] = static_cast<unsigned char>(timestamp >> (24 - 8 * i)), out[8 + i] = 7;
        timestamp += 160;
        for (int i = 0; i < 160; ++i) out[12 + i] = linear_to_alaw(pcm[i]);
        if (!lost()) send_to(media_fd, far_port, out, sizeof out);
    }
    void packet(const unsigned char* b, int n) {
        if (over || lost()) return;
        if (t38 == nullptr) {
            if (n < 12 || (b[1] & 0x7F) != 8 || audio == nullptr) return;
            conceal(static_cast<unsigned short>(b[2] << 8 | b[3]));
            std::vector<int16_t> pcm;
            for (int i = 12; i < n; ++i) pcm.push_back(alaw_to_linear(b[i]));
            last = pcm;
            fax_rx(audio, pcm.data(), static_cast<int>(pcm.size()));
            return;
        }
        udptl(b, n);
    }
    /// What was lost, as a gateway fills it: the last 20 ms once more. Without, the modem slips.
    void conceal(unsigned short sequence) {
        int gap = static_cast<short>(sequence - rtp_next);
        rtp_next = static_cast<unsigned short>(sequence + 1);
        for (; !last.empty() && gap > 0 && gap < 50; --gap) {
            auto again = last;
            fax_rx(audio, again.data(), static_cast<int>(again.size()));
        }
    }
    void udptl(const unsigned char* b, int n) {
        // Late sound reads as UDPTL sometimes, and the modem would wait for what follows it.
        if (n < 4 || (n == 172 && b[0] == 0x80 && (b[1] & 0x7F) == 8)) return;
        const auto sequence = static_cast<unsigned short>(b[0] << 8 | b[1]);
        std::vector<Bytes> packets;
        int at = 2;
        const auto open = [&] {
            int length = b[at++];
            if (length & 0x80) length = (length & 0x3F) << 8 | b[at++];
            if (at + length > n) return false;
            packets.emplace_back(b + at, b + at + length);
            at += length;
            return true;
        };
        if (!open() || at >= n) return;
        if (b[at++] == 0)
            for (int count = b[at++]; count > 0 && at < n && open(); --count) {
            }
        if (!seen) udptl_seen = sequence, seen = true;
        auto* core = t38_terminal_get_t38_core_state(t38);
        for (int back = static_cast<int>(packets.size()) - 1; back >= 0; --back) {
            const auto s = static_cast<unsigned short>(sequence - back);
            if (static_cast<short>(s - udptl_seen) < 0) continue;
            const auto& p = packets[static_cast<std::size_t>(back)];
            t38_core_rx_ifp_packet(core, p.data(), static_cast<int>(p.size()), s);
            udptl_seen = static_cast<unsigned short>(s + 1);
        }
    }
} m;

// ---- SIP, as little as a call needs ----

std::string header(const std::string& text, const std::string& name) {
    const auto at = text.find("\r\n" + name + ":");
    if (at == std::string::npos) return "";
    auto from = at + name.size() + 3;
    while (text[from] == ' ') ++from;
    return text.substr(from, text.find("\r\n", from) - from);
}
std::string body(const std::string& text) {
    const auto at = text.find("\r\n\r\n");
    return at == std::string::npos ? "" : text.substr(at + 4);
}
int far_of(const std::string& sdp) {
    auto at = sdp.find("m=audio ");
    if (at == std::string::npos || std::atoi(sdp.c_str() + at + 8) == 0) at = sdp.find("m=image ");
    return at == std::string::npos ? 0 : std::atoi(sdp.c_str() + at + 8);
}
bool is_image(const std::string& sdp) {
    const auto at = sdp.find("m=image ");
    return at != std::string::npos && std::atoi(sdp.c_str() + at + 8) != 0;
}

struct Call {
    int fd = -1, cseq = 1;
    std::string call_id, local, remote, target, ringing;
    bool up = false, over = false, calling = false, asked = false;

    std::string contact() const {
        return "<sip:peer@127.0.0.1:" + std::to_string(port_of(fd)) + ">";
    }
    void put(const std::string& text) { send_to(fd, o.server, text.data(), text.size()); }
    std::string sdp(bool image) const {
        const std::string head = "v=0\r\no=- 5 " + std::to_string(cseq) +
                                 " IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n";
        const std::string port = std::to_string(port_of(m.media_fd));
        return image ? head + "m=image " + port +
                           " udptl t38\r\na=T38FaxVersion:0\r\na=T38MaxBitRate:14400\r\n"
                           "a=T38FaxRateManagement:transferredTCF\r\na=T38FaxUdpEC:"
                           "t38UDPRedundancy\r\n"
                     : head + "m=audio " + port + " RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n";
    }
    void request(const std::string& method, const std::string& sdp_text, int number) {
        const std::string uri =
            target.empty() ? "sip:" + o.to + "@127.0.0.1:" + std::to_string(o.server) : target;
        // A branch is a token (RFC 3261 25.1); a Call-ID of theirs is none, it has an @.
        const auto tail = std::to_string(std::hash<std::string>()(call_id));
        put(method + " " + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" +
            std::to_string(port_of(fd)) + ";branch=z9hG4bKpeer" + method + std::to_string(number) +
            tail + "\r\nMax-Forwards: 70\r\nFrom: " + local + "\r\nTo: " + remote +
            "\r\nCall-ID: " + call_id + "\r\nCSeq: " + std::to_string(number) + " " + method +
            "\r\nContact: " + contact() +
            (sdp_text.empty() ? "" : "\r\nContent-Type: application/sdp") +
            "\r\nContent-Length: " + std::to_string(sdp_text.size()) + "\r\n\r\n" + sdp_text);
    }
    void respond(const std::string& to, int status, const std::string& sdp_text = "") {
        std::string vias;
        for (auto at = to.find("\r\nVia:"); at != std::string::npos;
             at = to.find("\r\nVia:", at + 2))
            vias += to.substr(at, to.find("\r\n", at + 2) - at);
        auto tagged = header(to, "To");
        if (tagged.find("tag=") == std::string::npos) tagged += ";tag=peer1";
        put("SIP/2.0 " + std::to_string(status) + " X" + vias + "\r\nFrom: " + header(to, "From") +
            "\r\nTo: " + tagged + "\r\nCall-ID: " + header(to, "Call-ID") +
            "\r\nCSeq: " + header(to, "CSeq") + "\r\nContact: " + contact() +
            (sdp_text.empty() ? "" : "\r\nContent-Type: application/sdp") +
            "\r\nContent-Length: " + std::to_string(sdp_text.size()) + "\r\n\r\n" + sdp_text);
    }
    void begin() {
        calling = true;
        call_id = "fax" + std::to_string(now_ms()) + "-" + std::to_string(::getpid());
        local = "<sip:" + o.from + "@127.0.0.1>;tag=peer1", remote = "<sip:" + o.to + "@127.0.0.1>";
        request("INVITE", sdp(false), cseq);
    }
    void to_image(int far) {
        m.far_port = far;
        if (m.t38 == nullptr) m.by_t38(calling);
    }
    void answered(const std::string& text) {
        const int number = std::atoi(header(text, "CSeq").c_str());
        const int status = std::atoi(text.c_str() + 8);
        if (status < 200 || header(text, "CSeq").find("INVITE") == std::string::npos) return;
        remote = header(text, "To");
        const auto contact_of = header(text, "Contact");
        if (status < 300 && !contact_of.empty())
            target = contact_of.substr(1, contact_of.find('>') - 1);
        request("ACK", "", number);
        if (status >= 300) {
            if (up) return;  // T.38 was refused: on as it was
            tell("refused", status);
            over = true;
            return;
        }
        if (is_image(body(text))) return to_image(far_of(body(text)));
        if (up) return;
        up = true, m.far_port = far_of(body(text));
        m.by_sound(calling);
        tell("answered");
    }
    void asked_of_us(const std::string& text) {
        const std::string method = text.substr(0, text.find(' '));
        if (method == "ACK") {
            if (!calling && up && o.t38 == "ask" && !asked)
                asked = true, request("INVITE", sdp(true), ++cseq);
            return;
        }
        if (method == "OPTIONS") return respond(text, 200);
        if (method == "CANCEL") {
            respond(text, 200);
            tell("cancelled");
            return ringing.empty() ? void() : respond(ringing, 487);
        }
        if (method == "BYE") {
            respond(text, 200);
            over = true;
            return;
        }
        if (method != "INVITE") return respond(text, 501);
        if (up) {
            const bool image = is_image(body(text));
            if (image && o.t38 == "never") return respond(text, 488);
            respond(text, 200, sdp(image));
            if (image) to_image(far_of(body(text)));
            return;
        }
        tell("called", -1, text.substr(0, text.find("\r\n")).c_str());
        if (o.answer == 180) ringing = text;
        if (o.answer != 200) return respond(text, o.answer);
        call_id = header(text, "Call-ID"), remote = header(text, "From"),
        local = header(text, "To") + ";tag=peer1";
        const auto contact_of = header(text, "Contact");
        target = contact_of.substr(1, contact_of.find('>') - 1);
        up = true, m.far_port = far_of(body(text));
        m.by_sound(false);
        respond(text, 200, sdp(false));
        tell("answered");
    }
} c;

/// Pages of strokes that can be told from each other.
int make(const char* path, int pages) {
    TIFF* out = TIFFOpen(path, "w");
    if (out == nullptr) return 1;
    for (int page = 0; page < pages; ++page) {
        TIFFSetField(out, TIFFTAG_SUBFILETYPE, FILETYPE_PAGE);
        TIFFSetField(out, TIFFTAG_IMAGEWIDTH, 1728);
        TIFFSetField(out, TIFFTAG_IMAGELENGTH, 1100);
        TIFFSetField(out, TIFFTAG_BITSPERSAMPLE, 1);
        TIFFSetField(out, TIFFTAG_SAMPLESPERPIXEL, 1);
        TIFFSetField(out, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
        TIFFSetField(out, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
        TIFFSetField(out, TIFFTAG_ROWSPERSTRIP, 1100);
        TIFFSetField(out, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
        TIFFSetField(out, TIFFTAG_XRESOLUTION, 204.0);
        TIFFSetField(out, TIFFTAG_YRESOLUTION, 98.0);
        TIFFSetField(out, TIFFTAG_PAGENUMBER, page, pages);
        for (int y = 0; y < 1100; ++y) {
            Bytes row(216);
            for (int x = 100; y / 20 % 2 == 1 && x < 1628; ++x)
                if ((x / (9 + y / 40 % 5) + y / 3 + page) % 3 == 0)
                    row[static_cast<std::size_t>(x) / 8] |=
                        static_cast<unsigned char>(0x80 >> x % 8);
            TIFFWriteScanline(out, row.data(), static_cast<uint32_t>(y));
        }
        TIFFWriteDirectory(out);
    }
    TIFFClose(out);
    return 0;
}

bool option(int argc, char** argv, int& i, const char* name, std::string& value) {
    if (std::strcmp(argv[i], name) != 0 || i + 1 >= argc) return false;
    value = argv[++i];
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    if (std::strcmp(argv[1], "make") == 0) return make(argv[2], argc > 3 ? std::atoi(argv[3]) : 1);
    o.sends = std::strcmp(argv[1], "send") == 0, o.file = argv[2];
    for (int i = 3; i < argc; ++i) {
        std::string v;
        if (option(argc, argv, i, "--server", v))
            o.server = std::stoi(v);
        else if (option(argc, argv, i, "--listen", v))
            o.listen = std::stoi(v);
        else if (option(argc, argv, i, "--from", v))
            o.from = v;
        else if (option(argc, argv, i, "--to", v))
            o.to = v;
        else if (option(argc, argv, i, "--t38", v))
            o.t38 = v;
        else if (option(argc, argv, i, "--loss", v))
            o.loss = std::stod(v);
        else if (option(argc, argv, i, "--vanish", v))
            o.vanish_ms = std::stoi(v);
        else if (option(argc, argv, i, "--answer", v))
            o.answer = std::stoi(v);
        else if (option(argc, argv, i, "--seconds", v))
            o.seconds = std::stoi(v);
        else if (std::strcmp(argv[i], "--garbage") == 0)
            o.garbage = true;
    }
    c.fd = udp(o.listen < 0 ? 0 : o.listen), m.media_fd = udp(0);
    tell("listening", port_of(c.fd));
    if (o.listen < 0) c.begin();
    long next = now_ms(), began = next, page_at = 0, done_at = 0;
    while (!c.over && now_ms() - began < o.seconds * 1000L) {
        pollfd fds[2] = {{c.fd, POLLIN, 0}, {m.media_fd, POLLIN, 0}};
        const long wait = next - now_ms();
        ::poll(fds, 2, wait > 0 ? static_cast<int>(wait) : 0);
        char text[8192];
        for (ssize_t n; (n = ::recv(c.fd, text, sizeof text, MSG_DONTWAIT)) > 0;) {
            const std::string message(text, static_cast<std::size_t>(n));
            message.rfind("SIP/2.0", 0) == 0 ? c.answered(message) : c.asked_of_us(message);
        }
        unsigned char packet[2048];
        for (ssize_t n; (n = ::recv(m.media_fd, packet, sizeof packet, MSG_DONTWAIT)) > 0;)
            m.packet(packet, static_cast<int>(n));
        if (now_ms() < next) continue;
        next += 20;
        if (!c.up) continue;
        m.tick();
        if (page_at == 0 && m.t30 != nullptr && m.pages() > 0) page_at = now_ms();
        if (o.vanish_ms > 0 && page_at > 0 && now_ms() - page_at > o.vanish_ms)
            return tell("vanished"), 0;
        if (m.over && done_at == 0) done_at = now_ms();
        if (m.over && now_ms() - done_at > 3000) c.request("BYE", "", ++c.cseq), c.over = true;
    }
    // The far end hangs up as soon as it has heard the last of us: our own end may be a moment
    // away.
    for (int ticks = 0; c.up && !m.over && ticks < 150; ++ticks) {
        ::poll(nullptr, 0, 20);
        unsigned char packet[2048];
        for (ssize_t n; (n = ::recv(m.media_fd, packet, sizeof packet, MSG_DONTWAIT)) > 0;)
            m.packet(packet, static_cast<int>(n));
        m.tick();
    }
    tell("over");
    return m.over ? 0 : 1;
}
