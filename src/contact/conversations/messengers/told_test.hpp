#pragma once
// Events as lines that a person can read: samples/meaning.txt is written in them.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "contact/conversations/messengers/messengers.hpp"

namespace ol::conversations::told {

inline std::filesystem::path samples() {
    const char* root = std::getenv("OL_SOURCE_DIR");
    return std::filesystem::path(root ? root : ".") /
           "src/contact/conversations/messengers/samples";
}

inline std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

template <class E>
std::string name_of(E value) {
    std::string out;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
        if (d.value == value) out = d.name;
    });
    return out;
}

inline std::string line_of(const Media& m) {
    std::string out = name_of(m.kind);
    const auto say = [&](const char* name, const std::string& value) {
        if (!value.empty()) out += std::string(" ") + name + "=" + value;
    };
    say("id", m.id), say("url", m.url), say("type", m.type), say("name", m.name);
    if (m.bytes) say("bytes", std::to_string(m.bytes));
    say("caption", m.caption);
    if (!m.latitude.empty()) say("at", m.latitude + "," + m.longitude);
    say("phone", m.phone);
    if (m.own_phone) out += " OWN";
    return out;
}

/// One event; what is empty is not said.
inline std::string line_of(const Incoming& e) {
    std::string out = name_of(e.what);
    const auto say = [&](const char* name, const std::string& value) {
        if (!value.empty()) out += std::string(" | ") + name + " " + value;
    };
    if (e.by_us) out += " | BY US";
    say("raw", e.raw_kind);
    say("event", e.event_id);
    say("id", e.message_id);
    say("to", e.account);
    say("in", e.thread);
    say("from", e.sender.id);
    say("name", e.sender.name), say("phone", e.sender.phone);
    say("language", e.sender.language), say("avatar", e.sender.avatar_url);
    if (to_ms(e.at)) say(e.before_watermark ? "up to" : "at", iso8601(e.at));
    say("text", e.text), say("button", e.button);
    say("answers", e.reply_to), say("began from", e.referral);
    for (const auto& m : e.media) say("with", line_of(m));
    say("error", e.error_code), say("why", e.error_text);
    return out;
}

}  // namespace ol::conversations::told
