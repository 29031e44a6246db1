#pragma once
// Faxes over SIP: a leg whose talk is a modem's (G.711) or T.38 (UDPTL), each with a thread of its
// own, apart from the media threads: pages are decoded and written to the disk here. No signalling:
// descriptions come and go as text. Public header of the room.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/ids.hpp"
#include "platform/base/result.hpp"
#include "platform/base/time.hpp"

namespace ol::modem {

enum class Wire { g711, t38 };

/// What is to be faxed.
struct Job {
    bool sends = false;   // `file` goes out; else it is written
    std::string file;     // TIFF
    std::string station;  // who we say we are: at most 20 of digits, letters, plus and space
    std::string header;   // on top of each page that goes out; empty: none
    int pages_most = 100;
    bool ecm = true, t38 = true;
};

/// How it ended.
struct Outcome {
    std::string code;     // "ok", else why not: Terminal's code_of, "fax.silent", "fax.too_large"
    int pages = 0;        // confirmed by the receiving end
    std::string station;  // who they say they are: printable ASCII, at most 20; never believed
    Wire wire = Wire::g711;
    bool ecm = false;
    int bits_per_second = 0, bad_rows = 0;
    std::int64_t lost = 0, mended = 0;  // packets of theirs
};

struct Config {
    std::string address = "127.0.0.1", public_address;
    std::uint16_t port_min = 20000, port_max = 29999;
    int lines_most = 30;  // faxes at the same time
};

/// On the fax's own thread; must not block for long.
struct Events {
    std::function<void(LegId, int pages)> page;
    /// Once, when the machine is done or the far end is silent: hang up. Not after close().
    std::function<void(LegId, Outcome)> done;
};

/// Thread-safe.
class Lines {
public:
    static Result<std::unique_ptr<Lines>> create(Config, Events);
    virtual ~Lines() = default;

    /// Takes the peer's offer (G.711, or T.38 at once) and gives our answer. Errors: "media.sdp",
    /// "media.codec" (neither), "fax.lines" (all are in use), "media.ports_used".
    virtual Result<std::string> answer(LegId, const Job&, std::string_view offer_sdp) = 0;
    /// Our offer, of G.711, for a leg that we invite.
    virtual Result<std::string> offer(LegId, const Job&) = 0;
    /// Their answer to our offer, the first or that of T.38. Refused: "media.codec".
    virtual Result<> accept(LegId, std::string_view answer_sdp) = 0;
    /// Our offer to go over to T.38. The modem keeps still meanwhile, for at most four seconds:
    /// then, and after refused(), it begins in G.711. Error "fax.begun": too late, or not wanted.
    virtual Result<std::string> offer_t38(LegId) = 0;
    virtual void refused(LegId) = 0;
    /// Their re-offer: T.38, as long as no page has begun to pass, or G.711. Errors as answer()'s.
    virtual Result<std::string> reoffer(LegId, std::string_view offer_sdp) = 0;
    /// The call is over. Waits for its thread; what stood until then. Nothing: no such leg, or it
    /// was told by done().
    virtual std::optional<Outcome> close(LegId) = 0;
    virtual int busy() const = 0;
};

}  // namespace ol::modem
