// What Ukrposhta answers, and an address as anybody wrote it: read or refused, never more.
#include "shop/logistics/ukrposhta.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ol::logistics;
    if (size < 1) return 0;
    const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const ol::http::ClientResponse answer{data[0] % 2 ? 200 : 404, text, {}};
    const auto client = ukrposhta::read_client(answer);
    if (client && *client && (*client)->uuid.find('/') != std::string::npos) __builtin_trap();
    if (const auto id = ukrposhta::read_made(answer, "id"))
        if (id->find_first_not_of("0123456789") != std::string::npos) __builtin_trap();
    (void)ukrposhta::read_written(answer);
    (void)ukrposhta::read_found(answer, "OL1", {});
    WaybillFields f;
    f.service = "door", f.city = "Київ", f.address = f.recipient = text;
    (void)ukrposhta::place_of(f);
    (void)ukrposhta::person_of(f);
    const Access a{Courier::ukrposhta, "https://x/y", "a:b:c"};
    (void)ukrposhta::write(a, text, f, {"u", "1"}, "OL1", "");
    return 0;
}
