// Any bytes from a centre, in two cuts: read or refused, never a crash; and whatever message comes
// of it as a receipt and as words.
#include "platform/base/text.hpp"
#include "platform/smpp/receipt.hpp"
#include "platform/smpp/session.hpp"
#include "platform/smpp/words.hpp"

using namespace ol::smpp;

namespace {

void look_at(const Message& m) {
    const auto words = words_of(m);
    if (!ol::valid_utf8(words.text)) __builtin_trap();
    if (words.part.number < 1 || words.part.number > words.part.total) __builtin_trap();
    if (const auto r = receipt_of(m)) (void)same_ids(r->id);
    if (m.text.size() <= 254)
        if (const auto again = read_message(write_message(m)); !again || again->text != m.text)
            __builtin_trap();
    for (const auto& piece : pieces_of(words.text, Alphabet::gsm, 1))
        if (piece.bytes.size() > 160) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string all(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto cut = std::min<std::size_t>(data[0], all.size());
    Session session({});
    ol::Time now = ol::from_ms(1);
    const auto run = [&](const Event& e) {
        for (const auto& c : session.handle(now, e)) {
            const auto* m = std::get_if<out::Arrived>(&c);
            if (!m) continue;
            look_at(m->message);
            (void)session.handle(now, in::Kept{m->sequence, m->command, true});
        }
    };
    run(in::Connected{});
    run(in::Bytes{write({command::bind_transceiver | command::response, 0, 1, ""})});
    run(in::Submit{{1, 0}, {}});
    run(in::Bytes{all.substr(0, cut)});
    run(in::Bytes{all.substr(cut)});
    now += ol::Ms{60'000};
    run(in::Tick{});
    if (const auto m = read_message(all)) look_at(*m);
    if (const auto m = read_data(all)) look_at(*m);
    return 0;
}
