#include "team/staff/totp.hpp"

#include <algorithm>
#include <cctype>

#include "platform/base/crypto.hpp"

namespace ol::staff {
namespace {

constexpr std::int64_t step_s = 30;
constexpr int recovery_count = 10;
constexpr std::size_t recovery_bytes = 10;

}  // namespace

std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code, Time now,
                                      std::int64_t last_step) {
    if (code.size() != 6 ||
        !std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    const std::int64_t current = to_ms(now) / 1000 / step_s;
    std::optional<std::int64_t> found;
    for (std::int64_t step = current - 1; step <= current + 1;
         ++step)  // no early exit: same time for each answer
        if (crypto::equal_constant_time(crypto::totp(secret, step * step_s), code) &&
            step > last_step && !found)
            found = step;
    return found;
}

std::string totp_base32(std::string_view secret) {
    std::string out = crypto::base32(secret);
    while (!out.empty() && out.back() == '=') out.pop_back();
    return out;
}

std::string totp_uri(std::string_view login, std::string_view secret) {
    std::string label;
    for (char c : login)
        label += c == '@' ? std::string("%40") : std::string(1, c);  // logins hold [a-z0-9._@-]
    return "otpauth://totp/Orderline:" + label + "?secret=" + totp_base32(secret) +
           "&issuer=Orderline&algorithm=SHA1&digits=6&period=30";
}

std::vector<std::string> make_recovery_codes() {
    std::vector<std::string> out;
    for (int i = 0; i < recovery_count; ++i) {
        std::string code = totp_base32(crypto::random_bytes(recovery_bytes));
        for (std::size_t at = 4; at < code.size(); at += 5) code.insert(at, 1, '-');
        out.push_back(std::move(code));
    }
    return out;
}

std::string recovery_hash(std::string_view typed) {
    std::string plain;
    for (unsigned char c : typed)
        if (std::isalnum(c)) plain += static_cast<char>(std::toupper(c));
    return crypto::hex(crypto::sha256("recovery:" + plain));
}

}  // namespace ol::staff
