#pragma once
// SMPP 3.4 on the wire: PDUs out of a stream of bytes, and the bodies that we read and write. Pure.
// Traps: command_length that lies, C-octet strings without their end, TLVs longer than what is
// left, a text in message_payload instead of short_message.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ol::smpp {

/// Section 5.1.2.1; a response has the highest bit.
namespace command {
inline constexpr std::uint32_t generic_nack = 0x80000000, bind_transceiver = 0x09, submit_sm = 0x04,
                               deliver_sm = 0x05, unbind = 0x06, outbind = 0x0B,
                               enquire_link = 0x15, alert_notification = 0x102, data_sm = 0x103,
                               response = 0x80000000;
}

/// Section 5.1.3: those that mean something to us.
namespace status {
inline constexpr std::uint32_t ok = 0, bad_length = 0x01, bad_command_length = 0x02,
                               bad_command = 0x03, bad_state = 0x04, already_bound = 0x05,
                               system_error = 0x08, bad_source = 0x0A, bad_destination = 0x0B,
                               bind_failed = 0x0D, bad_password = 0x0E, bad_system_id = 0x0F,
                               queue_full = 0x14, throttled = 0x58, try_again = 0x64;
}

/// Section 5.3.2.
namespace tag {
inline constexpr std::uint16_t receipted_message_id = 0x001E, user_message_reference = 0x0204,
                               sar_reference = 0x020C, sar_total = 0x020E, sar_number = 0x020F,
                               network_error = 0x0423, message_payload = 0x0424,
                               message_state = 0x0427;
}

inline constexpr std::size_t header_bytes = 16, pdu_bytes_max = 70'000, tlvs_max = 64;

struct Pdu {
    std::uint32_t command = 0, status = 0, sequence = 0;
    std::string body;
};
std::string write(const Pdu& pdu);

/// Whole PDUs out of what came, however it was cut. A length below 16 or above 70,000 bytes breaks
/// the stream for good: nobody knows where the next one begins.
class Framer {
public:
    void feed(std::string_view bytes);
    std::optional<Pdu> next();
    bool broken() const { return broken_; }

private:
    std::string held_;
    bool broken_ = false;
};

struct Tlv {
    std::uint16_t tag = 0;
    std::string value;
};

/// submit_sm and deliver_sm have one body (sections 4.4.1 and 4.6.1). `text`: the bytes, also when
/// they came as message_payload.
struct Message {
    std::string service_type;
    std::uint8_t source_ton = 0, source_npi = 0;
    std::string source;
    std::uint8_t destination_ton = 0, destination_npi = 0;
    std::string destination;
    std::uint8_t esm_class = 0, protocol_id = 0, priority = 0;
    std::string schedule, validity;
    std::uint8_t registered = 0, replace = 0, coding = 0, default_text = 0;
    std::string text;
    std::vector<Tlv> tlvs;

    const std::string* tlv(std::uint16_t wanted) const;
    std::optional<std::uint64_t> number(std::uint16_t wanted) const;  // of 1 to 8 bytes
};
/// Nothing: it is no such body.
std::optional<Message> read_message(std::string_view body);
std::optional<Message> read_data(std::string_view body);  // data_sm, section 4.7.1
/// More than 254 bytes of text go as message_payload.
std::string write_message(const Message& m);

struct Bind {
    std::string system_id, password, system_type;
};
std::string write_bind(const Bind& b);
/// The one C-octet string of a response: message_id, system_id. At most 65 bytes.
std::string read_id(std::string_view body);

}  // namespace ol::smpp
