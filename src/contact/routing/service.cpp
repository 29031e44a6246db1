// The shell of the line: the only one that reads the clock for it. Decides nothing.
#include "contact/routing/routing.hpp"
#include "platform/base/log.hpp"

namespace ol::routing {

struct Service::Impl {
    Loop& loop;
    FloorLog& log;
    Performer& performer;
    Router router;
    std::uint64_t timer = 0;
    bool alive = true;  // loop thread; what was posted before the end finds it false

    void handle(const std::shared_ptr<Impl>& self, const Event& event);
    void wake_at(const std::shared_ptr<Impl>& self, Time at);
};

Service::Service(Loop& loop, FloorLog& log, Performer& performer)
    : impl_(std::make_shared<Impl>(Impl{loop, log, performer, {}})) {
    loop.post([impl = impl_] {
        impl->log.append("# " + std::to_string(to_ms(impl->loop.now())) + " start");
    });
}

Service::~Service() {
    impl_->alive = false;
    if (impl_->loop.on_this_thread()) impl_->loop.cancel(impl_->timer);
}

void Service::post(Event event) {
    const bool taken = impl_->loop.post([impl = impl_, event = std::move(event)] {
        if (impl->alive) impl->handle(impl, event);
    });
    if (!taken) ol::log::error("routing", "event_refused_mailbox_full");
}

View Service::view() const { return impl_->router.view(); }
std::optional<Prospects> Service::prospects(ContactId contact) const {
    return impl_->router.prospects(contact);
}

void Service::Impl::handle(const std::shared_ptr<Impl>& self, const Event& event) {
    const Time now = loop.now();
    std::vector<Command> commands;
    try {
        commands = router.handle(now, event);
    } catch (const std::exception& broken) {
        // One broken interaction is dropped with its event; the other contacts go on (spec/style.md
        // Y8).
        ol::log::error("routing", "event_dropped",
                       {{"event", encode(now, event)}, {"fault", broken.what()}});
        log.append("# " + std::to_string(to_ms(now)) + " broken " + encode(now, event));
        return;
    }
    std::string lines = encode(now, event);  // logged before anything is performed
    for (const Command& command : commands) (lines += "\n> ") += to_text(command);
    log.append(std::move(lines));
    for (const Command& command : commands) {
        if (const auto* timer = std::get_if<StartTimer>(&command)) {
            wake_at(self, timer->at);
            continue;
        }
        try {
            std::visit(
                [&](const auto& c) {
                    using C = std::remove_cvref_t<decltype(c)>;
                    if constexpr (std::is_same_v<C, Announce>)
                        performer.announce(now, c);
                    else if constexpr (std::is_same_v<C, TakeStep>)
                        performer.take_step(now, c);
                    else if constexpr (!std::is_same_v<C, StartTimer>)
                        performer.perform(now, c);
                },
                command);
        } catch (const std::exception& broken) {
            ol::log::error("routing", "command_failed",
                           {{"command", to_text(command)}, {"fault", broken.what()}});
        }
    }
}

void Service::Impl::wake_at(const std::shared_ptr<Impl>& self, Time at) {
    loop.cancel(timer);
    timer = loop.at(at, [self] {
        if (self->alive) self->handle(self, TimerDue{});
    });
}

}  // namespace ol::routing
