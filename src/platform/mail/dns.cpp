// TXT records by the system's resolver.
#include <arpa/nameser.h>
#include <netdb.h>
#include <resolv.h>

#include <memory>

#include "platform/mail/dkim.hpp"

namespace ol::mail {
namespace {

constexpr std::size_t answer_most = 65536, records_most = 32;
constexpr int seconds = 3, tries = 2;

/// The strings of one record, joined; nothing when they do not fit into it.
std::optional<std::string> text_of(const unsigned char* data, std::size_t size) {
    std::string out;
    for (std::size_t at = 0; at < size;) {
        const std::size_t length = data[at++];
        if (length > size - at) return std::nullopt;
        out.append(reinterpret_cast<const char*>(data + at), length);
        at += length;
    }
    return out;
}

}  // namespace

Result<std::vector<std::string>> txt_records(const std::string& name) {
    struct State {
        struct __res_state at{};
        bool ready = false;
        State() { ready = res_ninit(&at) == 0; }
        ~State() {
            if (ready) res_nclose(&at);
        }
        State(const State&) = delete;
        State& operator=(const State&) = delete;
    } state;
    const Error away = unavailable("mail.dns", "The name server does not answer; try again.");
    if (!state.ready) return away;
    state.at.retrans = seconds, state.at.retry = tries;
    std::vector<unsigned char> answer(answer_most);
    const int size = res_nquery(&state.at, name.c_str(), ns_c_in, ns_t_txt, answer.data(),
                                static_cast<int>(answer.size()));
    if (size < 0) {
        const int why = state.at.res_h_errno;
        if (why == HOST_NOT_FOUND || why == NO_DATA) return std::vector<std::string>{};
        return away;
    }
    ns_msg message;
    if (ns_initparse(answer.data(), size, &message) != 0) return away;
    std::vector<std::string> out;
    for (int i = 0; i < ns_msg_count(message, ns_s_an) && out.size() < records_most; ++i) {
        ns_rr record;
        if (ns_parserr(&message, ns_s_an, i, &record) != 0) return away;
        if (ns_rr_type(record) != ns_t_txt) continue;
        if (auto text = text_of(ns_rr_rdata(record), ns_rr_rdlen(record)))
            out.push_back(std::move(*text));
    }
    return out;
}

}  // namespace ol::mail
