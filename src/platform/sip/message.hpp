#pragma once
// What the gate reads of a datagram before Sofia sees it: pure, allocation-free on the good path,
// fuzzed. It keeps away what RFC 4475 calls invalid, and what would meet a weakness of the stack
// behind it (README, "Traps").
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace ol::sip {

struct Sketch {  // views into the datagram; folded lines keep their CRLF
    bool request = false;
    int status = 0;  // of a response
    std::string_view method, uri, version;
    std::string_view via, from, to, call_id, cseq, contact, user_agent, content_length,
        max_forwards;
    std::string_view via_params, via_host;
    std::string_view from_tag, to_tag, to_uri, from_uri;
    std::string_view cseq_method;
    std::uint32_t cseq_number = 0;
    std::uint16_t via_port = 0;  // of sent-by; 0 = not given
    bool rport = false;          // the sender asks for answers to its source port (RFC 3581)
    bool credentials = false;    // Authorization or Proxy-Authorization is there
    int vias = 0;                // header lines, plus values listed with commas
    std::string_view whole;      // the message without what follows the Content-Length
    std::array<std::string_view, 64> via_lines;  // complete lines, to be copied into answers
    int via_line_count = 0;
};

struct Verdict {
    enum class Do { pass, answer, drop } what = Do::drop;
    int status = 0;           // for answer
    const char* phrase = "";  // names the bad header, as the RFC asks
};

constexpr std::size_t datagram_max = 16 * 1024;

Verdict inspect(std::string_view datagram, Sketch& out);

/// An answer without any state (RFC 3261 8.2.7). `to_tag` empty = the request's own; `source` for
/// received/rport.
std::string stateless_answer(const Sketch& request, int status, std::string_view phrase,
                             std::string_view to_tag, std::string_view source_host,
                             std::uint16_t source_port, std::string_view more_headers = {});

bool known_scanner(
    std::string_view user_agent);  // tools that only ever probe; they get no answer at all

}  // namespace ol::sip
