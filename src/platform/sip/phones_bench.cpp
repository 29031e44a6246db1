// phones_bench [PHONES] [SECONDS]: phones that are registered and do nothing. One line of JSON:
// what a registration with digest costs, what a phone takes in memory, and what they all cost per
// second while they stand: each is asked by OPTIONS every 30 s and registers anew every 150 s (300
// granted, at half of it), spread evenly. Loopback only; the phones share one socket of the
// generator, each with a contact of its own.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "platform/base/log.hpp"
#include "platform/sip/digest.hpp"
#include "platform/sip/sip.hpp"

using namespace ol;
using namespace ol::sip;

namespace {

constexpr int expires_s = 300, again_s = expires_s / 2, in_flight = 32;
constexpr std::string_view secret = "of-a-bench-on-loopback";

double cpu_s(int who) {
    rusage u{};
    getrusage(who, &u);
    return static_cast<double>(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           1e-6 * static_cast<double>(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}
/// Of the stack: the whole process without this thread, which plays the phones.
double stack_cpu_s() { return cpu_s(RUSAGE_SELF) - cpu_s(RUSAGE_THREAD); }

std::int64_t resident_kb() {
    std::ifstream in("/proc/self/statm");
    std::int64_t pages = 0, resident = 0;
    in >> pages >> resident;
    return resident * 4;
}

double now_s() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

std::string header_of(const std::string& message, const std::string& name) {
    const auto at = message.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const auto from = at + name.size() + 4;
    return message.substr(from, message.find("\r\n", from) - from);
}

class Phones {
public:
    Phones(int count, std::uint16_t server) : count_(count) {
        fd_ = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        const int room = 8 << 20;
        (void)::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
        sockaddr_in own{};
        own.sin_family = AF_INET;
        own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::bind(fd_, reinterpret_cast<sockaddr*>(&own), sizeof own) != 0) std::exit(2);
        socklen_t length = sizeof own;
        ::getsockname(fd_, reinterpret_cast<sockaddr*>(&own), &length);
        port_ = ntohs(own.sin_port);
        to_ = own;
        to_.sin_port = htons(server);
    }
    ~Phones() { ::close(fd_); }
    Phones(const Phones&) = delete;
    Phones& operator=(const Phones&) = delete;

    int registered = 0, refused = 0;
    std::int64_t options = 0;

    /// All of them once, a few at a time; gives up after a minute.
    bool register_all() {
        const double until = now_s() + 60;
        for (int next = 0; registered + refused < count_ && now_s() < until;) {
            while (next < count_ && next - registered - refused < in_flight) ask(next++, {});
            hear(20);
        }
        return registered == count_;
    }
    /// They stand: answer what they are asked, and register anew, each at its own moment.
    void stand(double seconds) {
        const double begin = now_s(), pace = static_cast<double>(count_) / again_s;
        int next = 0;
        for (double t = 0; t < seconds; t = now_s() - begin) {
            while (next < static_cast<int>(t * pace)) ask(next++ % count_, {});
            hear(5);
        }
    }

private:
    void send(const std::string& text) {
        (void)!::sendto(fd_, text.data(), text.size(), 0, reinterpret_cast<const sockaddr*>(&to_),
                        sizeof to_);
    }
    void ask(int phone, const std::string& authorization) {
        const std::string user = "phone" + std::to_string(phone), n = std::to_string(++serial_);
        const std::string me = "127.0.0.1:" + std::to_string(port_);
        send("REGISTER sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP " + me + ";branch=z9hG4bKb" + n +
             "\r\nMax-Forwards: 70\r\nFrom: <sip:" + user + "@127.0.0.1>;tag=t" + n +
             "\r\nTo: <sip:" + user + "@127.0.0.1>\r\nCall-ID: " + user + "\r\nCSeq: " + n +
             " REGISTER\r\nContact: <sip:" + user + "@" + me + ">\r\nExpires: " +
             std::to_string(expires_s) + "\r\n" + authorization + "Content-Length: 0\r\n\r\n");
    }
    void hear(int most_ms) {
        pollfd waits{fd_, POLLIN, 0};
        if (::poll(&waits, 1, most_ms) <= 0) return;
        std::string bytes(8192, '\0');
        for (ssize_t n = 0; (n = ::recv(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT)) > 0;)
            take(bytes.substr(0, static_cast<std::size_t>(n)));
    }
    void take(const std::string& message) {
        if (message.starts_with("OPTIONS ")) return answer(message);
        if (!message.starts_with("SIP/2.0 ")) return;
        const int status = std::atoi(message.c_str() + 8);
        const int phone = std::atoi(header_of(message, "Call-ID").c_str() + 5);
        if (status == 401) {
            const auto challenge = parse_challenge(header_of(message, "WWW-Authenticate"));
            if (!challenge) return void(++refused);
            const std::string user = "phone" + std::to_string(phone);
            return ask(phone, "Authorization: " +
                                  answer_challenge(*challenge, user, secret, "REGISTER",
                                                   "sip:127.0.0.1", std::to_string(serial_)) +
                                  "\r\n");
        }
        ++(status == 200 ? registered : refused);
    }
    void answer(const std::string& message) {
        ++options;
        std::string out = "SIP/2.0 200 OK\r\n";
        for (const char* name : {"Via", "From", "Call-ID", "CSeq"})
            out += std::string(name) + ": " + header_of(message, name) + "\r\n";
        send(out + "To: " + header_of(message, "To") + ";tag=p\r\nContent-Length: 0\r\n\r\n");
    }

    int fd_ = -1, count_;
    std::uint16_t port_ = 0;
    sockaddr_in to_{};
    std::int64_t serial_ = 0;
};

}  // namespace

int main(int count, char** values) {
    const int phones = count > 1 ? std::clamp(std::atoi(values[1]), 1, 50000) : 10000;
    const double seconds = count > 2 ? std::atof(values[2]) : 30;
    log::set_level(log::Level::error);
    Config config;
    config.port = 0;
    config.register_per_source_per_s = 0;  // all come from one address here
    auto stack = Stack::create(config, {});
    if (!stack) return std::fprintf(stderr, "%s\n", stack.error().detail.c_str()), 1;
    std::vector<Endpoint> endpoints;
    for (int i = 0; i < phones; ++i)
        endpoints.push_back({"phone" + std::to_string(i), std::string(secret), "", false});
    (*stack)->set_endpoints(std::move(endpoints));
    Phones all(phones, (*stack)->port());
    const auto memory = resident_kb();
    const double began = now_s(), cpu = stack_cpu_s();
    const bool complete = all.register_all();
    const double took = now_s() - began, used = stack_cpu_s() - cpu;
    all.stand(1);
    const double before = stack_cpu_s(), from = now_s();
    const auto asked = all.options;
    all.registered = 0;
    all.stand(seconds);
    const double idle = (stack_cpu_s() - before) / (now_s() - from);
    std::printf(R"({"phones":%d,"complete":%s,"registrations_per_s":%.0f,)"
                R"("registrations_per_cpu_s":%.0f,"kb_per_phone":%.2f,"idle_cpu_pct":%.3f,)"
                R"("asked":%lld,"registered_anew":%d,"refused":%d,"seconds":%.0f})"
                "\n",
                phones, complete ? "true" : "false", phones / took, phones / used,
                static_cast<double>(resident_kb() - memory) / phones, 100 * idle,
                static_cast<long long>(all.options - asked), all.registered, all.refused, seconds);
    std::fflush(stdout);
    return complete && all.refused == 0 ? 0 : 1;
}
