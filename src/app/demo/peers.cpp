#include "app/demo/peers.hpp"

#include "platform/base/log.hpp"

namespace ol::app {

namespace {
constexpr int lines_of(std::string_view scenario) { return scenario == "confirm" ? 4 : 3; }
constexpr std::size_t calls_max = 40;  // the demo is bounded
}  // namespace

struct DemoPeers::Impl {
    Impl(const Clock& clock, IdSource& i, Options o)
        : ids(i), options(std::move(o)), loop(clock, {.name = "demo"}), chance(20261121) {}

    struct Talk {
        std::string scenario, number, language;
        int line = 0;
        bool buyer = true, speaking = false;
    };

    IdSource& ids;
    Options options;
    Loop loop;
    std::mt19937 chance;  // seeded: the busy hour is the same each time
    std::unique_ptr<media::Engine> media;
    std::unique_ptr<sip::Stack> sip;
    std::map<LegId, Talk> talks;
    std::vector<DemoBuyer> buyers;
    std::vector<DemoOperator> operators;
    std::atomic<bool> busy{false};
    std::uint64_t epoch = 0;

    int between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(chance); }
    void after(int ms, Loop::Task task) { loop.at(loop.now() + Ms{ms}, std::move(task)); }

    void hang_up(LegId leg) {
        sip->hang_up(leg);
        media->close(leg);
        talks.erase(leg);
    }

    void call(std::string scenario, DemoBuyer who, bool patient) {
        if (talks.size() >= calls_max) return;
        const LegId leg = ids.next_id<LegId>();
        auto sdp = media->offer(leg, media::LegKind::rtp);
        if (!sdp) return;
        talks[leg] = {scenario, who.number, who.language, 0, true, false};
        sip::Invite invite;
        invite.leg = leg;
        invite.uri = "sip:" + options.dial + "@" + options.address + ":" +
                     std::to_string(options.server_sip_port);
        invite.from_user = who.number;
        invite.from_display = who.name;
        invite.sdp = *sdp;
        sip->invite(std::move(invite));
        after(patient ? 600000 : between(25000, 90000), [this, leg] {
            auto it = talks.find(leg);
            if (it != talks.end() && !it->second.speaking) hang_up(leg);
        });
    }

    void speak(LegId leg) {
        auto it = talks.find(leg);
        if (it == talks.end()) return;
        auto& talk = it->second;
        talk.speaking = true;
        talk.line++;
        if (talk.line > lines_of(talk.scenario)) {
            if (busy) after(between(2000, 9000), [this, leg] { hang_up(leg); });
            return;
        }
        media->play(leg, {{"demo_" + talk.scenario + "_" + std::to_string(talk.line)},
                          talk.language,
                          false,
                          "line"});
    }

    void played(LegId leg) {
        after(busy ? between(1500, 6000) : 5000, [this, leg] { speak(leg); });
    }

    void answered(const std::string& number) {
        for (auto& [leg, talk] : talks)
            if (talk.buyer && !talk.speaking && talk.number == number) {
                talk.speaking = true;
                after(1800, [this, leg = leg] { speak(leg); });
                return;
            }
    }

    void operator_rings(const sip::Incoming& in) {
        sip->ring(in.leg);
        if (between(1, 100) <= 8)
            return;  // now and then one is away from the desk: three rings, then the next operator
        after(between(1500, 9000), [this, in] {
            auto answer = media->answer(in.leg, in.sdp);
            if (!answer) return sip->reject(in.leg, 488);
            talks[in.leg] = {"operator", in.to_user, "uk", 0, false, true};
            sip->answer(in.leg, *answer);
            media->play(in.leg, {{"demo_confirm_2"}, "uk", false, "operator"});
            if (between(1, 3) == 1)
                after(between(12000, 45000), [this, leg = in.leg] { hang_up(leg); });
        });
    }

    void register_operators() {
        for (const auto& o : operators)
            sip->register_at(
                "sip:" + options.address + ":" + std::to_string(options.server_sip_port), o.user,
                o.password, 120, [user = o.user](int status) {
                    if (status != 200)
                        log::warn("demo", "operator_not_registered",
                                  {{"status", std::to_string(status)}});
                });
    }

    void arrivals(std::uint64_t of) {
        if (!busy || of != epoch) return;
        if (!buyers.empty()) {
            const auto& who =
                buyers[static_cast<std::size_t>(between(0, static_cast<int>(buyers.size()) - 1))];
            static constexpr const char* kinds[] = {"confirm", "confirm", "confirm", "angry",
                                                    "courier"};
            call(kinds[between(0, 4)], who, false);
        }
        after(between(1500, 9000), [this, of] { arrivals(of); });
    }
    void keep_registered(std::uint64_t of) {
        if (!busy || of != epoch) return;
        register_operators();
        after(60000, [this, of] { keep_registered(of); });
    }

    sip::Events sip_events() {
        sip::Events e;
        e.incoming = [this](const sip::Incoming& in) {
            loop.post([this, in] { operator_rings(in); });
        };
        e.progress = [](LegId, int, const std::string&) {};
        e.answered = [this](LegId leg, const std::string& sdp) {
            loop.post([this, leg, sdp] {
                if (!media->accept(leg, sdp)) hang_up(leg);
            });
        };
        e.confirmed = [](LegId) {};
        e.reoffer = [this](LegId leg, const std::string& sdp) {
            loop.post([this, leg, sdp] {
                auto answer = media->reoffer(leg, sdp);
                sip->reanswer(leg, answer ? answer->sdp : std::string());
            });
        };
        e.reanswered = [](LegId, bool, const std::string&) {};
        e.info_digit = [](LegId, char) {};
        e.registered = [](const std::string&, bool) {};
        e.ended = [this](LegId leg, sip::EndCause, int) {
            loop.post([this, leg] {
                media->close(leg);
                talks.erase(leg);
            });
        };
        return e;
    }
    media::Events media_events() {
        media::Events e;
        e.digit = [](LegId, char) {};
        e.played = [this](LegId leg, std::string token) {
            if (token == "line") loop.post([this, leg] { played(leg); });
        };
        e.connected = [](LegId) {};
        e.lost = [this](LegId leg) { loop.post([this, leg] { hang_up(leg); }); };
        e.recorded = [](RecordingId, std::int64_t, std::string) {};
        e.record_failed = [](RecordingId, std::string) {};
        return e;
    }
};

DemoPeers::DemoPeers(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

DemoPeers::~DemoPeers() {
    impl_->busy = false;
    impl_->sip.reset();
    impl_->media.reset();
    impl_->loop.stop();
}

Result<std::unique_ptr<DemoPeers>> DemoPeers::create(const Clock& clock, IdSource& ids,
                                                     Options options) {
    auto impl = std::make_unique<Impl>(clock, ids, std::move(options));
    media::Config media_config;
    media_config.address = impl->options.address;
    media_config.rtp_port_min = 30000;
    media_config.rtp_port_max = 30999;
    media_config.prompts_dir = impl->options.prompts_dir;
    auto engine = media::Engine::create(media_config, impl->media_events());
    if (!engine) return engine.error();
    impl->media = std::move(*engine);
    sip::Config sip_config;
    sip_config.address = impl->options.address;
    sip_config.port = 0;
    sip_config.user_agent = "Orderline demo";
    auto stack = sip::Stack::create(sip_config, impl->sip_events());
    if (!stack) return stack.error();
    impl->sip = std::move(*stack);
    return std::unique_ptr<DemoPeers>(new DemoPeers(std::move(impl)));
}

std::uint16_t DemoPeers::sip_port() const { return impl_->sip->port(); }
bool DemoPeers::busy() const { return impl_->busy; }

void DemoPeers::set_buyers(std::vector<DemoBuyer> buyers) {
    impl_->loop.post([i = impl_.get(), buyers = std::move(buyers)] { i->buyers = buyers; });
}
void DemoPeers::call(const std::string& scenario, const DemoBuyer& who, bool patient) {
    impl_->loop.post(
        [i = impl_.get(), scenario, who, patient] { i->call(scenario, who, patient); });
}
void DemoPeers::answered(const std::string& number) {
    impl_->loop.post([i = impl_.get(), number] { i->answered(number); });
}
void DemoPeers::busy_hour(bool on, std::vector<DemoOperator> operators) {
    impl_->busy = on;
    impl_->loop.post([i = impl_.get(), on, operators = std::move(operators)] {
        i->epoch++;
        i->operators = operators;
        if (!on) return;
        i->keep_registered(i->epoch);
        i->arrivals(i->epoch);
    });
}

}  // namespace ol::app
