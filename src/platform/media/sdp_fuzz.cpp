// SDP from any peer: the parser, the agreement and the answer never crash and never grow without
// bound.
#include "platform/media/negotiate.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto session = ol::media::sdp::parse({reinterpret_cast<const char*>(data), size});
    if (!session) return 0;
    const auto agreed = ol::media::agree(*session, {});
    if (!agreed) return 0;
    ol::media::sdp::Local local;
    local.ip = "127.0.0.1", local.port = 20000, local.formats = agreed->formats;
    local.mid = agreed->mid, local.protocol = agreed->protocol;
    if (agreed->theirs) local.crypto = {*agreed->theirs};
    const std::string answer = ol::media::sdp::write(local, &*session, agreed->media);
    if (!ol::media::sdp::parse(answer)) __builtin_trap();  // what we write must always be readable
    return 0;
}
