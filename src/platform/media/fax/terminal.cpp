#include "platform/media/fax/terminal.hpp"

#define SPANDSP_EXPOSE_INTERNAL_STRUCTURES
#include <tiffio.h>
// spandsp's headers want stdint, tgmath's places and tiffio before them.
#include <spandsp.h>

#include <algorithm>
#include <array>

namespace ol::modem {
namespace {

// A page of more bytes on the wire is no page: dense ones have half of it (white ones would be
// hundreds of megabytes in memory).
constexpr std::size_t page_bytes_most = 1 << 20;

std::string printable(const char* text) {
    std::string out;
    for (; text != nullptr && *text != 0 && out.size() < 20; ++text)
        if (*text >= ' ' && *text <= '~') out += *text;
    const auto from = out.find_first_not_of(' ');
    const auto to = out.find_last_not_of(' ');
    return from == std::string::npos ? "" : out.substr(from, to - from + 1);
}

}  // namespace

std::string_view code_of(int status) {
    switch (status) {
        case T30_ERR_OK: return "ok";
        case T30_ERR_CEDTONE:
        case T30_ERR_T0_EXPIRED:
        case T30_ERR_T1_EXPIRED:
        case T30_ERR_TX_NODIS: return "fax.no_fax";
        case T30_ERR_CANNOT_TRAIN:
        case T30_ERR_TX_BADDCS:
        case T30_ERR_TX_PHBDEAD: return "fax.training";
        case T30_ERR_INCOMPATIBLE:
        case T30_ERR_RX_INCAPABLE:
        case T30_ERR_TX_INCAPABLE:
        case T30_ERR_NORESSUPPORT:
        case T30_ERR_NOSIZESUPPORT:
        case T30_ERR_NOPOLL: return "fax.not_compatible";
        case T30_ERR_CALLDROPPED:
        case T30_ERR_TX_GOTDCN:
        case T30_ERR_RX_DCNWHY:
        case T30_ERR_RX_DCNDATA:
        case T30_ERR_RX_DCNFAX:
        case T30_ERR_RX_DCNPHD:
        case T30_ERR_RX_DCNRRD:
        case T30_ERR_RX_DCNNORTN: return "fax.hung_up";
        case T30_ERR_RETRYDCN:
        case T30_ERR_TX_BADPG: return "fax.page_refused";
        case T30_ERR_FILEERROR:
        case T30_ERR_NOPAGE:
        case T30_ERR_BADTIFF:
        case T30_ERR_BADPAGE:
        case T30_ERR_BADTAG:
        case T30_ERR_BADTIFFHDR:
        case T30_ERR_NOMEM: return "fax.file";
        default: return "fax.line";
    }
}

struct Terminal::Machine {
    fax_state_t* audio = nullptr;
    t38_terminal_state_t* t38 = nullptr;
    t30_state_t* t30 = nullptr;

    ~Machine() {
        if (audio != nullptr) fax_release(audio), fax_free(audio);
        if (t38 != nullptr) t38_terminal_release(t38), t38_terminal_free(t38);
    }
};

Terminal::Terminal(const Job& job, bool calling, Wire wire, SendIfp send)
    : m_(std::make_unique<Machine>()), wire_(wire), sends_(job.sends), send_(std::move(send)) {
    if (wire == Wire::g711) {
        m_->audio = fax_init(nullptr, calling ? 1 : 0);
        fax_set_transmit_on_idle(m_->audio, 1);
        m_->t30 = fax_get_t30_state(m_->audio);
    } else {
        const auto sent = [](t38_core_state_t*, void* self, const std::uint8_t* bytes, int n,
                             int times) {
            static_cast<Terminal*>(self)->send_({bytes, static_cast<std::size_t>(n)}, times);
            return 0;
        };
        m_->t38 = t38_terminal_init(nullptr, calling ? 1 : 0, sent, this);
        m_->t30 = t38_terminal_get_t30_state(m_->t38);
        auto* core = t38_terminal_get_t38_core_state(m_->t38);
        t38_set_t38_version(core, 0);
    }
    use(job);
}

void Terminal::use(const Job& job) {
    auto* t30 = m_->t30;
    t30_set_tx_ident(t30, job.station.substr(0, 20).c_str());
    if (job.sends) {
        t30_set_tx_file(t30, job.file.c_str(), -1, -1);
        if (!job.header.empty()) t30_set_tx_page_header_info(t30, job.header.substr(0, 50).c_str());
    } else {
        t30_set_rx_file(t30, job.file.c_str(), job.pages_most - 1);
        t30_set_rx_encoding(t30, T4_COMPRESSION_ITU_T6);
    }
    t30_set_ecm_capability(t30, job.ecm ? 1 : 0);
    t30_set_supported_compressions(t30, T30_SUPPORT_T4_1D_COMPRESSION |
                                            T30_SUPPORT_T4_2D_COMPRESSION |
                                            T30_SUPPORT_T6_COMPRESSION);
    t30_set_supported_modems(t30, T30_SUPPORT_V27TER | T30_SUPPORT_V29 | T30_SUPPORT_V17);
    t30_set_supported_resolutions(t30,
                                  T30_SUPPORT_STANDARD_RESOLUTION | T30_SUPPORT_FINE_RESOLUTION |
                                      T30_SUPPORT_SUPERFINE_RESOLUTION | T30_SUPPORT_R8_RESOLUTION);
    t30_set_supported_image_sizes(t30, T30_SUPPORT_215MM_WIDTH | T30_SUPPORT_255MM_WIDTH |
                                           T30_SUPPORT_303MM_WIDTH | T30_SUPPORT_US_LETTER_LENGTH |
                                           T30_SUPPORT_US_LEGAL_LENGTH |
                                           T30_SUPPORT_UNLIMITED_LENGTH);
    t30_set_phase_b_handler(
        t30,
        [](t30_state_t*, void* self, int) -> int {
            static_cast<Terminal*>(self)->met_ = true;
            return T30_ERR_OK;
        },
        this);
    t30_set_phase_d_handler(
        t30,
        [](t30_state_t*, void* self, int) -> int {
            auto& me = *static_cast<Terminal*>(self);
            me.page_bytes_ = 0;
            if (me.on_page) me.on_page(me.pages());
            return T30_ERR_OK;
        },
        this);
    t30_set_phase_e_handler(
        t30,
        [](t30_state_t*, void* self, int code) { static_cast<Terminal*>(self)->finished(code); },
        this);
}

Terminal::~Terminal() = default;

void Terminal::hear(std::span<std::int16_t> samples) {
    has_last_ = samples.size() >= last_.size();
    if (has_last_) std::copy(samples.end() - last_.size(), samples.end(), last_.begin());
    if (!over_) fax_rx(m_->audio, samples.data(), static_cast<int>(samples.size()));
}
void Terminal::lose(int samples) {
    constexpr int repeats_most = 480;
    for (int done = 0; has_last_ && !over_ && samples >= 160 && done < repeats_most;
         done += 160, samples -= 160) {
        auto again = last_;
        fax_rx(m_->audio, again.data(), static_cast<int>(again.size()));
    }
    if (samples > 0) miss(samples);
}
void Terminal::miss(int samples) {
    if (!over_) fax_rx_fillin(m_->audio, samples);
}
void Terminal::speak(std::span<std::int16_t> samples) {
    const int made =
        over_ ? 0 : fax_tx(m_->audio, samples.data(), static_cast<int>(samples.size()));
    std::fill(samples.begin() + std::max(made, 0), samples.end(), std::int16_t{0});
}

void Terminal::ifp(std::span<const std::uint8_t> packet, std::uint16_t sequence) {
    if (over_) return;
    take_bytes(packet.size());
    auto* core = t38_terminal_get_t38_core_state(m_->t38);
    t38_core_rx_ifp_packet(core, packet.data(), static_cast<int>(packet.size()), sequence);
}
void Terminal::pass(int samples) {
    if (!over_) t38_terminal_send_timeout(m_->t38, samples);
}

/// Over UDPTL pages come as fast as somebody likes to send them.
void Terminal::take_bytes(std::size_t bytes) {
    page_bytes_ += bytes;
    if (sends_ || page_bytes_ <= page_bytes_most) return;
    over_ = true;
    outcome_.code = "fax.too_large";
    t30_terminate(m_->t30);
}

void Terminal::limits(int bits_per_second, int ifp_bytes) {
    auto* core = t38_terminal_get_t38_core_state(m_->t38);
    if (bits_per_second >= 2400) t38_set_fastest_image_data_rate(core, bits_per_second);
    if (ifp_bytes > 0) t38_set_max_datagram_size(core, ifp_bytes);
}

void Terminal::finished(int code) {
    if (over_) return;
    over_ = true;
    outcome_.code = code_of(code);
    const bool hung_up = code == T30_ERR_CALLDROPPED;
    if (!met_ && !hung_up && code != T30_ERR_OK) outcome_.code = "fax.no_fax";
}

void Terminal::hang_up() {
    t30_terminate(m_->t30);
    if (over_) return;
    over_ = true;
    outcome_.code = "fax.hung_up";
}

int Terminal::pages() const {
    t30_stats_t stats{};
    t30_get_transfer_statistics(m_->t30, &stats);
    return sends_ ? stats.pages_tx : stats.pages_rx;
}

Outcome Terminal::outcome() const {
    t30_stats_t stats{};
    t30_get_transfer_statistics(m_->t30, &stats);
    Outcome out = outcome_;
    out.pages = sends_ ? stats.pages_tx : stats.pages_rx;
    out.station = printable(t30_get_rx_ident(m_->t30));
    out.wire = wire_;
    out.ecm = stats.error_correcting_mode != 0;
    out.bits_per_second = stats.bit_rate;
    out.bad_rows = stats.bad_rows;
    return out;
}

}  // namespace ol::modem
