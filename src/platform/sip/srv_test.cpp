// A trunk's server without a port is found by SRV (RFC 3263), and the next record is tried when one
// is dead. The name server is our own.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "platform/sip/test_peer.hpp"

namespace ol::sip {
namespace {

using namespace testing;

/// Answers SRV for `_sip._udp.telco.test` with the given ports in this order, and A with 127.0.0.1.
class NameServer {
public:
    explicit NameServer(std::vector<std::uint16_t> ports) : ports_(std::move(ports)) {
        fd_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        sockaddr_in own{};
        own.sin_family = AF_INET;
        inet_pton(AF_INET, "127.0.0.1", &own.sin_addr);
        EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&own), sizeof own), 0);
        socklen_t length = sizeof own;
        getsockname(fd_, reinterpret_cast<sockaddr*>(&own), &length);
        file = (std::filesystem::temp_directory_path() /
                ("orderline-resolv-" + std::to_string(ntohs(own.sin_port))))
                   .string();
        std::ofstream(file) << "nameserver 127.0.0.1\nport " << ntohs(own.sin_port) << "\n";
        thread_ = std::thread([this] { run(); });
    }
    ~NameServer() {
        stopping_ = true;
        thread_.join();
        close(fd_);
        std::filesystem::remove(file);
    }
    std::string file;
    std::atomic<int> asked_srv{0};

private:
    static void put16(std::string& out, unsigned value) {
        out += static_cast<char>(value >> 8);
        out += static_cast<char>(value & 255);
    }
    std::string answer(const std::string& question) {
        std::size_t end = 12;
        std::string name;
        while (end < question.size() && question[end] != 0) {
            name += question.substr(end + 1, static_cast<unsigned char>(question[end])) + ".";
            end += static_cast<unsigned char>(question[end]) + 1u;
        }
        const unsigned type = static_cast<unsigned char>(question[end + 2]);
        const bool srv = type == 33 && name == "_sip._udp.telco.test.";
        const bool host = type == 1 && name == "sip.telco.test.";
        asked_srv += srv;
        const std::size_t count = srv ? ports_.size() : host ? 1 : 0;
        std::string out = question.substr(0, 2);
        put16(out, srv || host ? 0x8580 : 0x8583);  // or: no such name
        put16(out, 1);
        put16(out, static_cast<unsigned>(count));
        put16(out, 0);
        put16(out, 0);
        out += question.substr(12, end + 5 - 12);
        for (std::size_t i = 0; i < count; ++i) {
            put16(out, 0xc00c);
            put16(out, type);
            put16(out, 1);
            put16(out, 0);
            put16(out, 60);
            if (host) {
                put16(out, 4);
                out += std::string("\x7f\x00\x00\x01", 4);
                continue;
            }
            const std::string target("\x03sip\x05telco\x04test\x00", 16);
            put16(out, static_cast<unsigned>(6 + target.size()));
            put16(out, static_cast<unsigned>(10 * (i + 1)));
            put16(out, 0);
            put16(out, ports_[i]);
            out += target;
        }
        return out;
    }
    void run() {
        while (!stopping_) {
            pollfd waiting{fd_, POLLIN, 0};
            if (poll(&waiting, 1, 50) <= 0) continue;
            std::string bytes(1500, '\0');
            sockaddr_in from{};
            socklen_t length = sizeof from;
            const auto n = recvfrom(fd_, bytes.data(), bytes.size(), 0,
                                    reinterpret_cast<sockaddr*>(&from), &length);
            if (n < 17) continue;
            bytes.resize(static_cast<std::size_t>(n));
            const std::string said = answer(bytes);
            sendto(fd_, said.data(), said.size(), 0, reinterpret_cast<sockaddr*>(&from), length);
        }
    }
    std::vector<std::uint16_t> ports_;
    int fd_ = -1;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

/// A port of UDP where nobody listens.
std::uint16_t dead_port() {
    RawPeer gone(9);
    return gone.port;
}

TEST(SipSrv, RecordsAreFollowedAndADeadOneLeft) {
    Phone carrier;
    NameServer names({dead_port(), carrier.stack->port()});
    Config config = quiet();
    config.resolv_conf = names.file;
    Phone us(config);
    us.stack->set_trunks({{"telco", {}, "sip:telco.test"}});
    ASSERT_TRUE(us.wait([&] { return !us.trunks.empty() && us.trunks.back().second.alive(); }));
    Invite invite;
    invite.leg = LegId{1};
    invite.trunk = "telco";
    invite.number = "+380501112233";
    invite.sdp = offer_sdp;
    us.stack->invite(invite);
    ASSERT_TRUE(carrier.wait_incoming());
    EXPECT_EQ(carrier.calls[0].to_user, "+380501112233");
    carrier.stack->answer(carrier.calls[0].leg, answer_sdp);
    ASSERT_TRUE(us.wait([&] { return us.answers.contains(LegId{1}); }));
    us.stack->hang_up(LegId{1});
    EXPECT_TRUE(carrier.wait_ended(carrier.calls[0].leg));
    EXPECT_GE(names.asked_srv, 1);
}

TEST(SipSrv, ANameThatLeadsNowhereIsSaid) {
    NameServer names({});
    Config config = quiet();
    config.resolv_conf = names.file;
    Phone us(config);
    us.stack->set_trunks({{"telco", {}, "sip:nobody.test"}});
    ASSERT_TRUE(us.wait([&] { return !us.trunks.empty(); }));
    EXPECT_TRUE(us.trunks.back().second.options.ours);
    EXPECT_TRUE(us.trunks.back().second.options.no_name);
}

}  // namespace
}  // namespace ol::sip
