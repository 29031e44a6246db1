// Any bytes through the cutter of TLS connections, and what it cuts retold both ways.
#include <cstdlib>

#include "platform/sip/tls_stream.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ol::sip;
    StreamCutter cutter;
    cutter.add({reinterpret_cast<const char*>(data), size});
    std::string message;
    std::size_t cut = 0;
    for (auto got = cutter.next(message); got != StreamCutter::Got::more;
         got = cutter.next(message)) {
        if (got == StreamCutter::Got::bad) break;
        if (got == StreamCutter::Got::keep_alive) continue;
        cut += message.size();
        if (message.empty() || cut > size) std::abort();
        const std::string plain = as_plain(message);
        if (plain.size() != message.size()) std::abort();
        if (as_secure(plain, 5061, {}).size() > message.size() + 128) std::abort();
    }
    return 0;
}
