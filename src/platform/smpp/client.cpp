#include "platform/smpp/client.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "platform/base/log.hpp"
#include "platform/http/line.hpp"

namespace ol::smpp {
namespace {

constexpr Ms again_first{1000}, again_most{60'000}, minute_ms{60'000}, stop_within{4000};

std::string code_of(const out::HangUp& h) {
    switch (h.why) {
        case out::Why::left: return "link.lost";
        case out::Why::silent: return "link.silent";
        case out::Why::garbled: return "link.garbled";
        case out::Why::unbound: return "link.lost";
        case out::Why::refused: break;
    }
    if (h.status == status::already_bound) return "link.busy";
    const bool login = h.status == status::bind_failed || h.status == status::bad_password ||
                       h.status == status::bad_system_id;
    return login ? "link.login" : "link.refused";
}

}  // namespace

struct Client::Impl {
    Impl(Login l, ClientEvents e, const Clock& c)
        : login(std::move(l)),
          events(std::move(e)),
          clock(c),
          session(login.rules),
          wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
        thread = std::thread([this] { work(); });
    }
    ~Impl() {
        stop();
        ::close(wake);
    }

    void stop() {
        {
            const std::lock_guard lock(mutex);
            stopping = true;
        }
        nudge();
        changed.notify_all();
        const std::lock_guard once(joining);
        if (thread.joinable()) thread.join();
    }

    void nudge() const {
        const std::uint64_t one = 1;
        (void)!::write(wake, &one, sizeof one);
    }

    void work() {
        int failures = 0;
        while (!stopping) {
            minute_by_minute();
            auto opened = http::Line::open(login.to, stopping);
            if (opened) {
                line = std::make_unique<http::Line>(std::move(*opened));
                run(session.handle(clock.steady(), in::Connected{}));
                talk();
                line.reset();
                failures = was_bound ? 0 : failures;
            } else {
                tell({false, opened.error().code, opened.error().detail});
            }
            was_bound = false;
            give_back();
            if (!stopping) rest(std::min(again_first * (1 << std::min(failures++, 6)), again_most));
        }
        give_back();
    }

    /// Until the connection is gone.
    void talk() {
        Time leave_by{};
        while (line) {
            minute_by_minute();
            take_submissions();
            if (stopping && leave_by == Time{}) {
                leave_by = clock.steady() + stop_within;
                run(session.handle(clock.steady(), in::Leave{}));
            }
            if (!line || (stopping && clock.steady() >= leave_by)) break;
            wait_for_news();
            if (line) read();
            if (line) run(session.handle(clock.steady(), in::Tick{}));
        }
        if (line) run(session.handle(clock.steady(), in::Lost{}));
    }

    void wait_for_news() {
        const auto due = session.due().value_or(clock.steady() + Ms{1000});
        const auto wait = std::clamp<std::int64_t>((due - clock.steady()).count(), 0, 1000);
        pollfd on[] = {{line->socket(), POLLIN, 0}, {wake, POLLIN, 0}};
        (void)::poll(on, 2, static_cast<int>(wait));
        std::uint64_t many = 0;
        (void)!::read(wake, &many, sizeof many);
    }

    void read() {
        for (;;) {
            std::string bytes;
            const auto got = line->receive(bytes);
            if (got == http::Line::Got::nothing) return;
            if (got == http::Line::Got::gone) {
                tell({false, "link.lost", ""});
                auto said = session.handle(clock.steady(), in::Lost{});
                line.reset();
                return run(said);
            }
            run(session.handle(clock.steady(), in::Bytes{std::move(bytes)}));
            if (!line) return;
        }
    }

    void run(const std::vector<Command>& commands) {
        for (const auto& c : commands) {
            if (const auto* w = std::get_if<out::Write>(&c)) {
                if (line && !line->send(w->bytes, stopping)) line->shut();  // read() finds it gone
            } else if (const auto* h = std::get_if<out::HangUp>(&c)) {
                line.reset();
                if (h->why != out::Why::left)
                    tell({false, code_of(*h), h->status ? status_name(h->status) : ""});
            } else if (std::holds_alternative<out::Bound>(c)) {
                was_bound = true;
                tell({true, "", ""});
            } else if (const auto* a = std::get_if<out::Answered>(&c)) {
                answered(*a);
            } else if (const auto* m = std::get_if<out::Arrived>(&c)) {
                const bool ok = events.arrived(m->message, m->raw);
                run(session.handle(clock.steady(), in::Kept{m->sequence, m->command, ok}));
            }
        }
    }

    void answered(const out::Answered& a) {
        const Answer answer{a.outcome, a.status, a.id};
        if (a.late) return events.late(a.ticket, answer);
        const std::lock_guard lock(mutex);
        answers[a.ticket] = answer;
        changed.notify_all();
    }

    void take_submissions() {
        std::vector<in::Submit> all;
        {
            const std::lock_guard lock(mutex);
            all.swap(to_submit);
        }
        for (const auto& one : all) run(session.handle(clock.steady(), one));
    }

    /// What nobody took while there was no line.
    void give_back() {
        const std::lock_guard lock(mutex);
        for (const auto& one : to_submit) answers[one.ticket] = {Outcome::not_left, 0, ""};
        to_submit.clear();
        changed.notify_all();
    }

    void tell(const Standing& s) {
        {
            const std::lock_guard lock(mutex);
            standing = s;
            tried = true;
            changed.notify_all();
        }
        events.stands(s);
    }

    void minute_by_minute() {
        if (clock.steady() - minute_at < minute_ms) return;
        minute_at = clock.steady();
        if (events.minute) events.minute();
    }

    void rest(Ms how_long) {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, how_long, [this] { return stopping.load(); });
    }

    Login login;
    ClientEvents events;
    const Clock& clock;
    Session session;
    std::unique_ptr<http::Line> line;
    bool was_bound = false;
    Time minute_at{};
    int wake;
    std::atomic<bool> stopping = false;
    mutable std::mutex mutex;  // guards what is below
    mutable std::condition_variable changed;
    std::vector<in::Submit> to_submit;
    std::map<Ticket, Answer> answers;
    Standing standing;
    bool tried = false;
    std::mutex joining;
    std::thread thread;
};

Client::Client(Login login, ClientEvents events, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(login), std::move(events), clock)) {}
Client::~Client() = default;
void Client::stop() { impl_->stop(); }

std::vector<Answer> Client::submit(std::int64_t message, std::vector<Message> pieces, Ms wait) {
    Impl& i = *impl_;
    std::vector<Answer> out(pieces.size());
    std::unique_lock lock(i.mutex);
    i.changed.wait_for(lock, wait, [&] { return i.stopping || i.standing.bound; });
    if (i.stopping || !i.standing.bound) return out;
    for (std::size_t n = 0; n < pieces.size(); ++n)
        i.to_submit.push_back({{message, static_cast<int>(n)}, std::move(pieces[n])});
    i.nudge();
    for (std::size_t n = 0; n < out.size(); ++n) {
        const Ticket ticket{message, static_cast<int>(n)};
        i.changed.wait(lock, [&] { return i.answers.contains(ticket); });
        out[n] = i.answers[ticket];
        i.answers.erase(ticket);
    }
    return out;
}

Standing Client::standing(Ms wait) const {
    std::unique_lock lock(impl_->mutex);
    impl_->changed.wait_for(lock, wait, [&] { return impl_->stopping || impl_->tried; });
    if (!impl_->tried) return {false, "link.silent", ""};
    return impl_->standing;
}

std::string status_name(std::uint32_t s) {
    struct Named {
        std::uint32_t status;
        const char* name;
    };
    constexpr Named names[] = {
        {0x01, "ESME_RINVMSGLEN"},  {0x02, "ESME_RINVCMDLEN"}, {0x03, "ESME_RINVCMDID"},
        {0x04, "ESME_RINVBNDSTS"},  {0x05, "ESME_RALYBND"},    {0x08, "ESME_RSYSERR"},
        {0x0A, "ESME_RINVSRCADR"},  {0x0B, "ESME_RINVDSTADR"}, {0x0D, "ESME_RBINDFAIL"},
        {0x0E, "ESME_RINVPASWD"},   {0x0F, "ESME_RINVSYSID"},  {0x14, "ESME_RMSGQFUL"},
        {0x45, "ESME_RSUBMITFAIL"}, {0x58, "ESME_RTHROTTLED"}, {0x64, "ESME_RX_T_APPN"},
        {0x65, "ESME_RX_P_APPN"},   {0xFF, "ESME_RUNKNOWNERR"}};
    constexpr char digits[] = "0123456789abcdef";
    std::string hex;
    for (auto rest = s; rest || hex.size() < 2; rest >>= 4) hex.insert(0, 1, digits[rest & 15]);
    for (const auto& n : names)
        if (n.status == s) return std::string(n.name) + " (0x" + hex + ")";
    return "0x" + hex;
}

}  // namespace ol::smpp
