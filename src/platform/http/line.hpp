#pragma once
// A connection of our own making to a server that speaks no HTTP: TCP, or TLS with a checked
// certificate, by libcurl. The address is checked when the socket is made, as in fetch().
#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"

namespace ol::http {

struct LineTo {
    std::string host;  // a name, or an address ("[::1]")
    int port = 0;
    bool tls = false;
    bool allow_private = false;
    std::string authorities = {};  // a PEM file trusted instead of the system's; "" = theirs
};

class Line {
public:
    /// Blocks up to 10 s; sooner when `stop` becomes true. Errors: link.name, link.unreachable,
    /// link.private, link.tls, link.lost (stopped).
    static Result<Line> open(const LineTo& to, const std::atomic<bool>& stop);
    Line(Line&&) noexcept;
    Line& operator=(Line&&) noexcept;
    ~Line();

    int socket() const;  // to wait on with poll(): readable says that receive() may have something
    enum class Got { bytes, nothing, gone };
    Got receive(std::string& bytes);
    /// False: it is gone, or takes nothing for 10 s.
    bool send(std::string_view bytes, const std::atomic<bool>& stop);
    void shut();  // receive() says `gone` from now on

private:
    struct Impl;
    explicit Line(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace ol::http
