#pragma once
// One end of a fax as a machine: T.30 with its modems (spandsp) on one side, sound or IFP packets
// on the other. No sockets, no clock: time passes by what it is given. One thread at a time.
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "platform/media/fax/fax.hpp"

namespace ol::modem {

class Terminal {
public:
    /// IFP to the other end, to be sent `times` times. For Wire::t38 alone.
    using SendIfp = std::function<void(std::span<const std::uint8_t> ifp, int times)>;

    /// `calling`: who placed the call; who sends the document is in `job`. Reads or writes
    /// job.file.
    Terminal(const Job& job, bool calling, Wire wire, SendIfp send = {});
    ~Terminal();
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    // ---- G.711: 8 kHz ----
    void hear(std::span<std::int16_t> samples);
    /// Lost sound, between packets that came: the last 20 ms once more. They are whole waves of the
    /// carriers and whole symbols (1800 Hz, 2400 baud), so a modem stays in step where silence
    /// would throw it out; ECM asks for the broken frames again.
    void lose(int samples);
    void miss(int samples);                       // nothing comes: the modem's clock goes on
    void speak(std::span<std::int16_t> samples);  // fills it, with silence where there is nothing

    // ---- T.38 ----
    void ifp(std::span<const std::uint8_t> packet, std::uint16_t sequence);
    void pass(int samples);  // so much time has passed
    /// What their description allows, before the first packet.
    void limits(int bits_per_second, int ifp_bytes);

    /// The call is over, whatever the machine was at.
    void hang_up();
    bool over() const { return over_; }
    int pages() const;  // confirmed by the receiving end
    Outcome outcome() const;
    /// Called with their number when a page is confirmed.
    std::function<void(int pages)> on_page;

private:
    struct Machine;
    void use(const Job& job);
    void finished(int code);
    void take_bytes(std::size_t bytes);

    std::unique_ptr<Machine> m_;
    Wire wire_;
    bool sends_, over_ = false, met_ = false;  // met: the other end is a fax
    SendIfp send_;
    Outcome outcome_;
    std::size_t page_bytes_ = 0;
    std::array<std::int16_t, 160> last_{};  // heard; 20 ms
    bool has_last_ = false;
};

/// A machine's code in words of ours: "ok", "fax.no_fax", "fax.training", "fax.hung_up",
/// "fax.not_compatible", "fax.page_refused", "fax.file", "fax.line".
std::string_view code_of(int t30_status);

}  // namespace ol::modem
