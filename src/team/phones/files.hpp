#pragma once
// What a phone reads: the account of one person in its maker's words. Pure.
#include <optional>
#include <string>
#include <string_view>

#include "team/phones/types.hpp"

namespace ol::phones {

struct Account {
    std::string host, port, user, password;
    Transport transport = Transport::udp;
    std::string name = {};  // of the person; what others see when she calls
};
/// What the phone's display says: "Оксана Коваль (oksana)"; without a name the extension alone.
/// Control characters go, since one of the files is lines of text; at most 60 bytes of the name.
std::string display_of(const Account& account);

struct File {
    std::string text, content_type;
};

/// Keys: Linphone's remote provisioning (lpconfig XML), Yealink's account.1.* of firmware 80 on,
/// Grandstream's P values.
File file_of(Make make, const Account& account);

/// Whether a phone of that make asks for its account by this name: linphone.xml, MAC.cfg,
/// cfgMAC.xml or cfg.xml. What else it tries (boot and common files) is not ours.
bool asks_by(Make make, std::string_view name);

/// What the person enters or scans: the address of the file, or of its folder where the phone adds
/// the name.
std::string address_of(Make make, std::string_view base, std::string_view token);

/// "192.0.2.1:5060" and "[2001:db8::1]:5060" without the port, and the port.
std::pair<std::string, std::string> host_and_port(std::string_view server);

}  // namespace ol::phones
