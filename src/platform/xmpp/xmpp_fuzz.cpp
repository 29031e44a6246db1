// Any message that an XMPP server may hand over: told or not, never a crash.
#include "platform/base/text.hpp"
#include "platform/xmpp/stanza.hpp"

using namespace ol::xmpp;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    static xmpp_ctx_t* ctx = xmpp_ctx_new(nullptr, nullptr);
    const std::string xml(reinterpret_cast<const char*>(data), size);
    const Stanza s(xmpp_stanza_new_from_string(
        ctx, ("<message from='a@b/c' id='1'>" + xml + "</message>").c_str()));
    if (!s) return 0;
    const auto told = told_by(s.get());
    if (told && (!ol::valid_utf8(told->text) || !ol::valid_utf8(told->id))) __builtin_trap();
    (void)wants_receipt(s.get());
    return 0;
}
