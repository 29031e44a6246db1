#include "platform/smpp/pdu.hpp"

#include <algorithm>

namespace ol::smpp {
namespace {

constexpr std::size_t id_bytes_max = 65, address_bytes_max = 65, short_text_max = 254;

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t count) {
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < count; ++i)
        out = out << 8 | static_cast<unsigned char>(bytes[at + i]);
    return out;
}

void put(std::string& to, std::uint32_t value, int bytes) {
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
        to.push_back(static_cast<char>(value >> shift & 0xFF));
}

void put_text(std::string& to, std::string_view text) {
    to.append(text.substr(0, text.find('\0')));
    to.push_back('\0');
}

/// Reads a body from its beginning; once something does not fit, all that follows is empty.
class Reader {
public:
    explicit Reader(std::string_view bytes) : left_(bytes) {}
    bool ok() const { return ok_; }
    bool empty() const { return left_.empty(); }
    std::uint8_t byte() { return static_cast<std::uint8_t>(whole(1)); }
    std::uint32_t whole(std::size_t count) {
        const auto part = bytes(count);
        return part.size() == count ? number_at(part, 0, count) : 0;
    }
    std::string_view bytes(std::size_t count) {
        if (!ok_ || left_.size() < count) return ok_ = false, std::string_view{};
        const auto out = left_.substr(0, count);
        left_.remove_prefix(count);
        return out;
    }
    std::string text(std::size_t most) {
        const auto end = left_.find('\0');
        if (!ok_ || end == left_.npos || end > most) return ok_ = false, std::string{};
        const std::string out(left_.substr(0, end));
        left_.remove_prefix(end + 1);
        return out;
    }

private:
    std::string_view left_;
    bool ok_ = true;
};

/// What does not fit ends the list: a peer that counts wrongly loses its extras, not its message.
void read_tlvs(Reader& r, Message& m) {
    while (!r.empty() && m.tlvs.size() < tlvs_max) {
        const auto tag = static_cast<std::uint16_t>(r.whole(2));
        const auto length = r.whole(2);
        const auto value = r.bytes(length);
        if (!r.ok()) break;
        m.tlvs.push_back({tag, std::string(value)});
    }
    if (const auto* payload = m.tlv(tag::message_payload); payload && m.text.empty())
        m.text = *payload;
}

void read_addresses(Reader& r, Message& m) {
    m.service_type = r.text(id_bytes_max);
    m.source_ton = r.byte(), m.source_npi = r.byte();
    m.source = r.text(address_bytes_max);
    m.destination_ton = r.byte(), m.destination_npi = r.byte();
    m.destination = r.text(address_bytes_max);
    m.esm_class = r.byte();
}

}  // namespace

std::string write(const Pdu& pdu) {
    std::string out;
    put(out, static_cast<std::uint32_t>(header_bytes + pdu.body.size()), 4);
    put(out, pdu.command, 4), put(out, pdu.status, 4), put(out, pdu.sequence, 4);
    return out + pdu.body;
}

void Framer::feed(std::string_view bytes) {
    if (!broken_) held_.append(bytes);
}

std::optional<Pdu> Framer::next() {
    if (broken_ || held_.size() < 4) return std::nullopt;
    const auto length = number_at(held_, 0, 4);
    if (length < header_bytes || length > pdu_bytes_max) {
        broken_ = true;
        held_.clear();
        return std::nullopt;
    }
    if (held_.size() < length) return std::nullopt;
    Pdu out{number_at(held_, 4, 4), number_at(held_, 8, 4), number_at(held_, 12, 4),
            held_.substr(header_bytes, length - header_bytes)};
    held_.erase(0, length);
    return out;
}

const std::string* Message::tlv(std::uint16_t wanted) const {
    const auto at = std::ranges::find(tlvs, wanted, &Tlv::tag);
    return at == tlvs.end() ? nullptr : &at->value;
}

std::optional<std::uint64_t> Message::number(std::uint16_t wanted) const {
    const auto* value = tlv(wanted);
    if (!value || value->empty() || value->size() > 8) return std::nullopt;
    std::uint64_t out = 0;
    for (const char c : *value) out = out << 8 | static_cast<unsigned char>(c);
    return out;
}

std::optional<Message> read_message(std::string_view body) {
    Reader r(body);
    Message m;
    read_addresses(r, m);
    m.protocol_id = r.byte(), m.priority = r.byte();
    m.schedule = r.text(17), m.validity = r.text(17);
    m.registered = r.byte(), m.replace = r.byte(), m.coding = r.byte(), m.default_text = r.byte();
    m.text = std::string(r.bytes(r.byte()));
    if (!r.ok()) return std::nullopt;
    read_tlvs(r, m);
    return m;
}

std::optional<Message> read_data(std::string_view body) {
    Reader r(body);
    Message m;
    read_addresses(r, m);
    m.registered = r.byte(), m.coding = r.byte();
    if (!r.ok()) return std::nullopt;
    read_tlvs(r, m);
    return m;
}

std::string write_message(const Message& m) {
    std::string out;
    put_text(out, m.service_type);
    put(out, m.source_ton, 1), put(out, m.source_npi, 1), put_text(out, m.source);
    put(out, m.destination_ton, 1), put(out, m.destination_npi, 1), put_text(out, m.destination);
    put(out, m.esm_class, 1), put(out, m.protocol_id, 1), put(out, m.priority, 1);
    put_text(out, m.schedule), put_text(out, m.validity);
    put(out, m.registered, 1), put(out, m.replace, 1), put(out, m.coding, 1);
    put(out, m.default_text, 1);
    const bool is_short = m.text.size() <= short_text_max;
    put(out, is_short ? static_cast<std::uint32_t>(m.text.size()) : 0, 1);
    if (is_short) out += m.text;
    auto tlvs = m.tlvs;
    if (!is_short) tlvs.push_back({tag::message_payload, m.text.substr(0, 64'000)});
    for (const auto& t : tlvs) {
        put(out, t.tag, 2), put(out, static_cast<std::uint32_t>(t.value.size()), 2);
        out += t.value;
    }
    return out;
}

std::string write_bind(const Bind& b) {
    std::string out;
    put_text(out, b.system_id), put_text(out, b.password), put_text(out, b.system_type);
    put(out, 0x34, 1);  // interface_version
    put(out, 0, 2);     // addr_ton, addr_npi: as the centre has them for this login
    put_text(out, "");  // address_range
    return out;
}

std::string read_id(std::string_view body) {
    const auto id = body.substr(0, body.find('\0'));
    if (id.size() > id_bytes_max) return {};
    return std::ranges::all_of(id, [](char c) { return c > 0x20 && c < 0x7F; }) ? std::string(id)
                                                                                : std::string();
}

}  // namespace ol::smpp
