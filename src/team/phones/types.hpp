#pragma once
// The shapes of the room's API.
#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "platform/base/time.hpp"

namespace ol::phones {

/// Whose words the file speaks.
enum class Make { linphone, yealink, grandstream };
BOOST_DESCRIBE_ENUM(Make, linphone, yealink, grandstream)
enum class Transport { udp, tcp, tls };
BOOST_DESCRIBE_ENUM(Transport, udp, tcp, tls)

/// A door for SIP phones: "192.0.2.1:5060".
struct PhoneWay {
    Transport transport = Transport::udp;
    std::string server;
};
BOOST_DESCRIBE_STRUCT(PhoneWay, (), (transport, server))

struct PhoneWays {
    std::vector<PhoneWay> items;
};
BOOST_DESCRIBE_STRUCT(PhoneWays, (), (items))

struct PhoneSetupIn {
    Make make = Make::linphone;
    Transport transport = Transport::udp;
};
BOOST_DESCRIBE_STRUCT(PhoneSetupIn, (), (make, transport))

struct PhoneSetup {
    std::string url;  // shown once; whoever has it gets the password
    Time expires_at{};
    std::int64_t uses = 0;
};
BOOST_DESCRIBE_STRUCT(PhoneSetup, (), (url, expires_at, uses))

}  // namespace ol::phones
