// Datagrams of a stranger through UDPTL into the machine itself.
#include <cstdlib>

#include "platform/media/fax/terminal.hpp"
#include "platform/media/fax/udptl.hpp"

using namespace ol::modem;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Job job{.file = "/dev/null", .station = "1"};
    Terminal machine(job, false, Wire::t38, [](Bytes, int) {});
    UdptlOrder order;
    while (size > 1) {
        const std::size_t n = std::min<std::size_t>(data[0], size - 1);
        if (const auto d = parse_udptl({data + 1, n})) {
            std::vector<std::vector<std::uint8_t>> before;
            for (std::size_t i = 0; i < d->before_count; ++i)
                before.emplace_back(d->before[i].begin(), d->before[i].end());
            const auto again = write_udptl(d->sequence, d->ifp, before, 100'000);
            const auto twice = parse_udptl(again);
            if (!twice || twice->before_count != d->before_count) std::abort();
            order.datagram(*d, [&](Bytes ifp, std::uint16_t s) { machine.ifp(ifp, s); });
        }
        machine.pass(160);
        data += n + 1, size -= n + 1;
    }
    return 0;
}
