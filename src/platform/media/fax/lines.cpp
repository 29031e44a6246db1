// The control side: who is on a line, descriptions, ports.
#include <atomic>
#include <mutex>

#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/media/fax/session.hpp"

namespace ol::modem {
namespace {

using media::Codec;
using media::sdp::Format;

std::vector<Format> laws(std::initializer_list<Codec> codecs) {
    std::vector<Format> out;
    for (const Codec codec : codecs)
        out.push_back(
            {codec == Codec::pcmu ? 0 : 8, codec == Codec::pcmu ? "PCMU" : "PCMA", 8000, 1, ""});
    return out;
}

Error no_codec() {
    return invalid("media.codec", "m=", "A fax is taken by G.711 (PCMU, PCMA) or T.38 over UDPTL.");
}

/// In their order of preference.
std::optional<Format> law_of(const media::sdp::Media& m) {
    for (const auto& f : m.formats)
        if ((f.encoding == "PCMU" || f.encoding == "PCMA") && f.clock_hz == 8000 &&
            (f.payload_type == 0 || f.payload_type == 8))
            return f;
    return std::nullopt;
}

class Rack final : public Lines {
public:
    Rack(Config config, Events events, media::Address bound)
        : config_(std::move(config)), events_(std::move(events)), bound_(bound) {}
    ~Rack() override { lines_.clear(); }

    Result<std::string> answer(LegId leg, const Job& job, std::string_view offer) override {
        auto line = make(leg, job, false);
        if (!line) return line.error();
        auto sdp = take_offer(**line, offer);
        if (!sdp) return sdp.error();
        const std::lock_guard lock(mutex_);
        lines_[leg] = std::move(*line);
        return sdp;
    }

    Result<std::string> offer(LegId leg, const Job& job) override {
        auto line = make(leg, job, true);
        if (!line) return line.error();
        auto sdp = write_sound(**line, nullptr, laws({Codec::pcma, Codec::pcmu}));
        const std::lock_guard lock(mutex_);
        lines_[leg] = std::move(*line);
        return sdp;
    }

    Result<> accept(LegId leg, std::string_view answer) override {
        const auto line = find(leg);
        if (!line) return gone();
        auto taken = take(*line, answer);
        if (!taken) return taken.error();
        return {};
    }

    Result<std::string> offer_t38(LegId leg) override {
        const auto line = find(leg);
        if (!line) return gone();
        if (!line->session->may_t38())
            return conflict("fax.begun", "This fax goes on as it has begun.");
        line->session->hold_still();
        return write_t38(our_side(*line));
    }

    void refused(LegId leg) override {
        if (const auto line = find(leg)) line->session->move();
    }

    Result<std::string> reoffer(LegId leg, std::string_view offer) override {
        const auto line = find(leg);
        if (!line) return gone();
        return take_offer(*line, offer);
    }

    std::optional<Outcome> close(LegId leg) override {
        std::shared_ptr<Line> line;
        {
            const std::lock_guard lock(mutex_);
            const auto at = lines_.find(leg);
            if (at == lines_.end()) return std::nullopt;
            line = std::move(at->second);
            lines_.erase(at);
        }
        return line->session->stop();
    }

    int busy() const override {
        const std::lock_guard lock(mutex_);
        return static_cast<int>(lines_.size());
    }

private:
    struct Line {
        std::unique_ptr<Session> session;
        std::uint64_t id = 0;
        std::uint32_t version = 0;
    };

    static Error gone() { return not_found("fax.no_leg", "There is no such fax."); }
    std::shared_ptr<Line> find(LegId leg) {
        const std::lock_guard lock(mutex_);
        const auto at = lines_.find(leg);
        return at == lines_.end() ? nullptr : at->second;
    }

    Result<std::shared_ptr<Line>> make(LegId leg, const Job& job, bool calling) {
        if (busy() >= config_.lines_most)
            return unavailable("fax.lines", "As many faxes as there may be are under way.");
        auto socket = free_socket();
        if (!socket) return socket.error();
        auto line = std::make_shared<Line>();
        line->id = static_cast<std::uint64_t>(leg.value);
        line->session = std::make_unique<Session>(leg, job, calling, std::move(*socket), events_);
        return line;
    }

    /// From above, so that the engine's search from below seldom meets ours.
    Result<media::Socket> free_socket() {
        const std::lock_guard lock(mutex_);
        for (int port = config_.port_max & ~1; port >= config_.port_min; port -= 2) {
            auto local = bound_;
            local.set_port(static_cast<std::uint16_t>(port));
            auto socket = media::udp_socket(local, 0);
            if (socket) return socket;
            if (socket.error().code != "media.port_taken") return socket.error();
        }
        return unavailable("media.ports_used",
                           "all RTP ports are in use; widen media.rtp_port_min..rtp_port_max");
    }

    OurSide our_side(Line& line) const {
        return {line.id, ++line.version, advertised(), line.session->port()};
    }
    std::string advertised() const {
        return config_.public_address.empty() ? bound_.ip() : config_.public_address;
    }

    std::string write_sound(Line& line, const media::sdp::Session* peer,
                            std::vector<Format> formats,
                            const media::sdp::Media* chosen = nullptr) const {
        media::sdp::Local local;
        const auto ours = our_side(line);
        local.session_id = ours.session_id, local.version = ours.version;
        local.ip = ours.ip, local.port = ours.port, local.formats = std::move(formats);
        return media::sdp::write(local, peer, chosen);
    }

    struct Taken {
        media::sdp::Session session;
        std::optional<Format> law;  // none: T.38
    };
    /// What their description means for the line; it follows it at once.
    Result<Taken> take(Line& line, std::string_view text) {
        auto session = media::sdp::parse(text);
        if (!session) return session.error();
        Session::Far far;
        if (const auto side = t38_side(*session, text)) {
            if (side->local_tcf || !line.session->may_t38()) return no_codec();
            auto address = media::Address::parse(side->ip, static_cast<std::uint16_t>(side->port));
            if (!address) return invalid("media.sdp", "c=", "An address is needed, not a name.");
            far.address = *address, far.t38 = *side;
            line.session->t38(far);
            return Taken{std::move(*session), {}};
        }
        const auto* audio = session->first_audio();
        const auto law = audio == nullptr ? std::nullopt : law_of(*audio);
        if (!law) return no_codec();
        auto address = media::Address::parse(session->transport_of(*audio).ip,
                                             static_cast<std::uint16_t>(audio->port));
        if (!address) return invalid("media.sdp", "c=", "An address is needed, not a name.");
        far.address = *address, far.payload_type = law->payload_type;
        far.law = law->payload_type == 0 ? Codec::pcmu : Codec::pcma;
        line.session->sound(far);
        return Taken{std::move(*session), law};
    }

    Result<std::string> take_offer(Line& line, std::string_view text) {
        auto taken = take(line, text);
        if (!taken) return taken.error();
        if (!taken->law) return write_t38(our_side(line), &taken->session);
        return write_sound(line, &taken->session, {*taken->law}, taken->session.first_audio());
    }

    const Config config_;
    const Events events_;
    const media::Address bound_;
    mutable std::mutex mutex_;
    std::map<LegId, std::shared_ptr<Line>> lines_;
};

}  // namespace

Result<std::unique_ptr<Lines>> Lines::create(Config config, Events events) {
    const auto bound = media::Address::parse(config.address, 0);
    if (!bound) return invalid("fax.address", "sip.address", "An IP address is needed.");
    return std::unique_ptr<Lines>(
        std::make_unique<Rack>(std::move(config), std::move(events), *bound));
}

}  // namespace ol::modem
