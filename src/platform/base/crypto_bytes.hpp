#pragma once
// Text as the octets that OpenSSL wants; private to the crypto files.
#include <string>
#include <string_view>

namespace ol::crypto {

inline const unsigned char* bytes(std::string_view s) {
    return reinterpret_cast<const unsigned char*>(s.data());
}
inline unsigned char* bytes(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }

}  // namespace ol::crypto
