#pragma once
// Letters fetched by IMAP. libcurl finds the server, speaks TLS and logs in (passwords and OAuth 2
// by SASL); then its connection is ours and the few commands that we need are spoken here, since
// libcurl itself cannot wait for news (IDLE). The folder is opened to look only: nothing in it is
// marked, moved or deleted.
#include <memory>
#include <string>
#include <vector>

#include "platform/base/time.hpp"
#include "platform/mail/account.hpp"

namespace ol::mail {

struct Folder {
    std::uint32_t validity = 0;  // another one: all uids mean something else now
    std::uint32_t next = 0;      // the uid that the next letter gets
};

class Imap {
public:
    /// Blocks. Errors, each unavailable: mail.name (no such host), mail.unreachable, mail.tls,
    /// mail.login, mail.stopped; mail.clear: without TLS to another machine.
    static Result<std::unique_ptr<Imap>> connect(const Login& login, std::size_t letter_most);
    virtual ~Imap() = default;

    /// Errors: mail.folder; and those of each command: mail.lost, mail.imap, mail.stopped.
    virtual Result<Folder> open(const std::string& folder) = 0;
    /// Uids after that one, lowest first; `since`: only of letters that came on that day or later.
    virtual Result<std::vector<std::uint32_t>> after(std::uint32_t uid, Time since) = 0;
    virtual Result<std::uint64_t> bytes_of(std::uint32_t uid) = 0;  // 0: it is gone
    /// The letter, or its headers alone; "" when it is gone.
    virtual Result<std::string> letter(std::uint32_t uid, bool headers_only = false) = 0;
    /// Until the folder has news (true) or the time is over. Without IDLE on the server: one minute
    /// at most, then it is asked.
    virtual Result<bool> wait(Ms most) = 0;
};

}  // namespace ol::mail
