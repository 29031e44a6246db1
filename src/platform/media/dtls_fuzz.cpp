// Records of any peer to our DTLS server (first byte of each piece = its length): the handshake
// never crashes, answers within the MTU and makes no keys for who has not the certificate of the
// SDP.
#include "platform/media/dtls.hpp"

namespace {

struct Sink final : ol::media::DtlsSession::Sink {
    void datagram(std::span<const std::uint8_t> bytes) override {
        if (bytes.size() > 1500) __builtin_trap();
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ol::media;
    static const auto context = std::move(*DtlsContext::create());
    const auto session = context->session();
    session->expect("AB:CD");
    Sink sink;
    std::span<const std::uint8_t> rest(data, size);
    while (!rest.empty()) {
        const std::size_t n = std::min<std::size_t>(rest[0] * 8u, rest.size() - 1);
        if (session->feed(rest.subspan(1, n), sink) == DtlsSession::State::ready) __builtin_trap();
        (void)session->timeout(sink);
        rest = rest.subspan(1 + n);
    }
    session->close(sink);
    if (session->take_keys()) __builtin_trap();
    return 0;
}
