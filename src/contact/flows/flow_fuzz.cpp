// Whatever the bytes: a flow is read or refused; what is read is checked, and walked to its end by
// time alone.
#include <cstdlib>

#include "contact/flows/flow_check.hpp"
#include "contact/flows/runner.hpp"
#include "platform/base/json.hpp"

using namespace ol;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size < 16) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data + 16), size - 16);
    auto body = json::read<flows::FlowBody>(text, 1 << 16);
    if (!body || body->steps.size() > flows::steps_max) return 0;
    for (const auto& f : flows::check(*body, {}).findings)
        if (f.code.empty()) std::abort();
    Time now = from_ms(1'795'000'000'000);
    flows::Runner runner(std::make_shared<flows::Script>(flows::Script{{}, "", 1, *body}), {});
    std::uint32_t alarm = 0, spoken = 0;
    int left = 0;
    const auto tell = [&](const flows::FlowEvent& event) {
        for (const auto& command : runner.handle(now, event)) {
            if (const auto* at = std::get_if<flows::SetAlarm>(&command)) {
                alarm = at->token;
                if (at->at > now) now = at->at;
            }
            if (const auto* speak = std::get_if<flows::Speak>(&command)) spoken = speak->token;
            left += std::holds_alternative<flows::Leave>(command);
        }
    };
    tell(flows::Begin{});
    for (int i = 0; i < 16; ++i) {
        if (data[i] & 0x80)
            tell(flows::Said{spoken});
        else
            tell(flows::Pressed{static_cast<char>("0123456789*#"[data[i] % 12])});
    }
    for (int i = 0; i < 20'000 && !runner.over(); ++i) tell(flows::Alarm{alarm});
    if (!runner.over() || left != 1) std::abort();
    return 0;
}
