// Any body from any messenger, the first byte chooses which: read or refused, never a crash; and
// what its answer to a send means.
#include "contact/conversations/messengers/messengers.hpp"
#include "contact/conversations/messengers/telegram.hpp"

using namespace ol::conversations;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size == 0) return 0;
    constexpr ChannelKind kinds[] = {
        ChannelKind::telegram,  ChannelKind::viber,   ChannelKind::whatsapp, ChannelKind::messenger,
        ChannelKind::instagram, ChannelKind::generic, ChannelKind::sms};
    const auto& channel = *messenger_of(kinds[data[0] % std::size(kinds)]);
    const std::string body(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (const auto events = channel.read(body))
        for (const auto& e : *events) {
            Outgoing answer;
            answer.thread = e.thread, answer.text = e.text, answer.reply_to = e.message_id;
            answer.buttons = {e.button};
            (void)channel.write({"account", "token", "secret", "word"}, answer);
        }
    (void)channel.answered({data[0] > 127 ? 200 : 400, body, {}});
    (void)telegram_wire::next_offset(body);
    return 0;
}
