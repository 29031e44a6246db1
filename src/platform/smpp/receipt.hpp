#pragma once
// Receipts of delivery: as TLVs (receipted_message_id, message_state) or as words ("id:...
// stat:..." of appendix B, which every centre writes in its own way). Pure.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/smpp/pdu.hpp"

namespace ol::smpp {

/// Section 5.2.28.
enum class Fate {
    enroute,
    delivered,
    expired,
    deleted,
    undeliverable,
    accepted,
    unknown,
    rejected
};

struct Receipt {
    std::string id;  // as the centre writes it here
    Fate fate = Fate::unknown;
    std::string word, error;                 // "UNDELIV", "011"
    std::optional<std::uint16_t> reference;  // the one that we gave with it, where it comes back
};

/// Nothing: it is no receipt but somebody's message. TLVs stand above words.
std::optional<Receipt> receipt_of(const Message& m);
bool is_final(Fate fate);

/// Names under which the centre may have called the same message before, itself first: hexadecimal
/// in submit_sm_resp and decimal in the receipt, or the other way round; with and without zeros
/// before it.
std::vector<std::string> same_ids(std::string_view id);

}  // namespace ol::smpp
