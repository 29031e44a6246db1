#include "platform/smpp/receipt.hpp"

#include <algorithm>
#include <charconv>

#include "platform/base/text.hpp"

namespace ol::smpp {
namespace {

constexpr std::uint8_t esm_kind = 0x3C, esm_receipt = 0x04, esm_notice = 0x20;
constexpr std::size_t receipt_id_most = 65;

/// "stat" of "id:7A stat:DELIVRD err:000": to the next space; ids hold none.
std::string field(std::string_view words, std::string_view name) {
    const std::string lower = lower_ascii(words), key = std::string(name) + ":";
    for (auto at = lower.find(key); at != lower.npos; at = lower.find(key, at + 1)) {
        if (at > 0 && lower[at - 1] != ' ') continue;
        auto rest = words.substr(at + key.size());
        while (rest.starts_with(' ')) rest.remove_prefix(1);
        return std::string(rest.substr(0, std::min(rest.find(' '), receipt_id_most)));
    }
    return {};
}

Fate fate_of(std::string_view word) {
    const std::string w = lower_ascii(word);
    if (w.starts_with("deliv") || w == "dlvrd") return Fate::delivered;
    if (w.starts_with("expir")) return Fate::expired;
    if (w.starts_with("delet")) return Fate::deleted;
    if (w.starts_with("undel")) return Fate::undeliverable;
    if (w.starts_with("accep")) return Fate::accepted;
    if (w.starts_with("rej")) return Fate::rejected;
    if (w.starts_with("enrou") || w.starts_with("buffer") || w.starts_with("schedul"))
        return Fate::enroute;
    return Fate::unknown;
}

Fate fate_of(std::uint64_t state) {
    constexpr Fate by_number[] = {Fate::enroute,  Fate::enroute, Fate::delivered,
                                  Fate::expired,  Fate::deleted, Fate::undeliverable,
                                  Fate::accepted, Fate::unknown, Fate::rejected};
    return state < std::size(by_number) ? by_number[state] : Fate::unknown;
}

std::string without_zeros(std::string_view id) {
    while (id.size() > 1 && id.front() == '0') id.remove_prefix(1);
    return lower_ascii(id);
}

std::optional<std::uint64_t> number_of(std::string_view id, int base) {
    std::uint64_t out = 0;
    const auto end = std::from_chars(id.data(), id.data() + id.size(), out, base);
    if (id.empty() || end.ec != std::errc{} || end.ptr != id.data() + id.size())
        return std::nullopt;
    return out;
}

std::string written(std::uint64_t value, int base) {
    char text[24];
    const auto end = std::to_chars(std::begin(text), std::end(text), value, base);
    return {text, end.ptr};
}

bool plain_id(std::string_view id) {
    return id.size() <= receipt_id_most &&
           std::ranges::all_of(id, [](char c) { return c > 0x20 && c < 0x7F; });
}

}  // namespace

std::optional<Receipt> receipt_of(const Message& m) {
    const auto kind = m.esm_class & esm_kind;
    const auto* told = m.tlv(tag::receipted_message_id);
    const auto state = m.number(tag::message_state);
    const bool by_tlv = told && state;
    const bool by_words = !field(m.text, "id").empty() && !field(m.text, "stat").empty();
    if (kind != esm_receipt && kind != esm_notice && !by_tlv) return std::nullopt;
    Receipt out;
    out.id = told ? told->substr(0, told->find('\0')) : field(m.text, "id");
    out.word = field(m.text, "stat");
    out.fate = state ? fate_of(*state) : by_words ? fate_of(out.word) : Fate::unknown;
    out.error = field(m.text, "err");
    if (kind == esm_notice && out.fate == Fate::unknown) out.fate = Fate::enroute;
    if (const auto reference = m.number(tag::user_message_reference))
        out.reference = static_cast<std::uint16_t>(*reference);
    if (!plain_id(out.id)) out.id.clear();
    if (!plain_id(out.error)) out.error.clear();
    return out;
}

bool is_final(Fate fate) { return fate != Fate::enroute && fate != Fate::accepted; }

std::vector<std::string> same_ids(std::string_view id) {
    std::vector<std::string> out;
    const auto add = [&](std::string one) {
        if (!one.empty() && std::ranges::find(out, one) == out.end()) out.push_back(std::move(one));
    };
    add(without_zeros(id));
    const std::string plain = without_zeros(id);
    if (const auto decimal = number_of(plain, 10)) add(written(*decimal, 16));
    if (const auto hex = number_of(plain, 16)) add(written(*hex, 10));
    return out;
}

}  // namespace ol::smpp
