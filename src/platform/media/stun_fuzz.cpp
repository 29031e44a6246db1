#include "platform/media/stun.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ol::media;
    const auto request = stun::parse_request({data, size});
    if (!request) return 0;
    (void)stun::authentic(*request, "0123456789abcdef0123456789abcdef");
    std::array<std::uint8_t, 128> out;
    (void)stun::write_response(*request, *Address::parse("127.0.0.1", 4000), "secret", out);
    return 0;
}
