// The tick and the commands; receive.cpp and send.cpp hold what happens to packets.
#include "platform/media/worker.hpp"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cmath>
#include <ctime>
#include <limits>
#include <utility>

#include "platform/base/log.hpp"
#include "platform/media/transfer.hpp"

namespace ol::media {
namespace {

constexpr int commands_max = 65536;
constexpr std::int64_t tick_us = 1000, late_us = 5000, first_report_us = 1'000'000;
constexpr std::int64_t quiet_max = 8;  // legs and recordings
// With fewer packets than this a wake-up for each costs less than one a millisecond.
constexpr std::int64_t gather_from = 100, measured_ticks = 200;  // that is 500 a second
constexpr std::int64_t sparse_ticks = 5;
constexpr std::int64_t catch_up_max =
    400;  // ms: after a longer stall the missed time is not made up packet by packet

std::int64_t steady_us() {
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1'000'000 + t.tv_nsec / 1000;
}

template <class T>
void link(T*& head, T& item) {
    item.previous = nullptr;
    item.following = head;
    if (head != nullptr) head->previous = &item;
    head = &item;
}
template <class T>
void unlink(T*& head, T& item) {
    if (item.previous != nullptr)
        item.previous->following = item.following;
    else
        head = item.following;
    if (item.following != nullptr) item.following->previous = item.previous;
    item.previous = item.following = nullptr;
}

}  // namespace

Worker::Worker(const Config& config, Events& events, Mailbox& trash, Socket browser_socket)
    : config_(config),
      events_(events),
      trash_(trash),
      wake_(::eventfd(0, EFD_CLOEXEC)),
      timer_(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC)),
      ready_(::epoll_create1(EPOLL_CLOEXEC)),
      browser_socket_(std::move(browser_socket)),
      receive_(std::make_unique<Receive>()),
      transmit_(std::make_unique<Transmit>()) {
    by_ufrag_.reserve(1024);
    by_address_.reserve(1024);
    if (browser_socket_) {
        epoll_event event{EPOLLIN, {.ptr = nullptr}};  // null marks the shared port
        epoll_ctl(ready_.fd(), EPOLL_CTL_ADD, browser_socket_.fd(), &event);
    }
    thread_ = std::thread([this] { run(); });
}

Worker::~Worker() {
    stopping_ = true;
    const std::uint64_t one = 1;
    (void)!::write(wake_.fd(), &one, sizeof one);
    thread_.join();
    while (pending_ != nullptr) delete std::exchange(pending_, pending_->next);
    for (Leg* head : legs_) {
        while (head != nullptr) delete std::exchange(head, head->following);
    }
}

bool Worker::post(std::function<void(Worker&)> run, std::shared_ptr<std::atomic<bool>> after) {
    if (waiting_.fetch_add(1) >= commands_max) {
        waiting_.fetch_sub(1);
        log::error("media", "commands_full", {});
        return false;
    }
    auto* command = new Command;
    command->run = std::move(run);
    command->after = std::move(after);
    commands_.push(command);
    std::atomic_thread_fence(std::memory_order_seq_cst);  // pairs with wait_quietly()
    const std::uint64_t one = 1;
    if (idle_.load()) (void)!::write(wake_.fd(), &one, sizeof one);
    return true;
}

void Worker::run() {
    ::prctl(PR_SET_NAME, "media");  // so that `top -H` and the test of allocations know it
    start_clock();
    while (!stopping_) {
        wait();
        now_us_ = steady_us();
        carry_out_commands();
        drain_sockets();
        carry_out_ticks();
        flush_datagrams();
    }
    carry_out_commands();  // what was posted before the end: recordings are finished
    carry_out_commands();
}

void Worker::start_clock() {
    const std::int64_t now_us = steady_us(), first_us = now_us + tick_us;
    epoch_us_ = now_us - ticks_ * tick_us;
    const itimerspec spec{{0, tick_us * 1000}, {first_us / 1'000'000, first_us % 1'000'000 * 1000}};
    timerfd_settime(timer_.fd(), TFD_TIMER_ABSTIME, &spec, nullptr);
}

// Many packets: wake every millisecond and take what has gathered, so that a wake-up is paid once
// for many. Many legs, but few packets come: for each, and every five milliseconds for what is to
// be sent. Few legs: for each packet and each occupied phase only, so that an almost idle server is
// almost idle. None: sleep until a command comes.
void Worker::wait() {
    const std::int64_t live = counters_.legs.get() + counters_.recordings.get();
    if (pending_ == nullptr && live > quiet_max && !gathers_)
        return wait_sparsely(epoch_us_ + (ticks_ + sparse_ticks) * tick_us);
    if (pending_ != nullptr || live > quiet_max) {
        planned_us_ = epoch_us_ + (ticks_ + 1) * tick_us;
        std::uint64_t expirations = 0;
        (void)!::read(timer_.fd(), &expirations, sizeof expirations);
        return;
    }
    if (live > 0) return wait_quietly(epoch_us_ + (ticks_ + next_occupied()) * tick_us);
    wait_quietly(std::numeric_limits<std::int64_t>::max());
    start_clock();
    planned_us_ = epoch_us_ + (ticks_ + 1) * tick_us;
}

std::int64_t Worker::next_occupied() const {
    for (int k = 1; k < phases; ++k) {
        const auto p = static_cast<std::size_t>((phase_ + k) % phases);
        if (legs_[p] != nullptr || recordings_[p] != nullptr) return k;
    }
    return phases;
}

/// Commands do not wake it: they come in dozens a call and can wait for five milliseconds.
void Worker::wait_sparsely(std::int64_t until_us) {
    planned_us_ = until_us;
    pollfd packets{ready_.fd(), POLLIN, 0};
    const std::int64_t left_us = std::max<std::int64_t>(until_us - steady_us(), 0);
    const timespec left{0, left_us * 1000};
    ::ppoll(&packets, 1, &left, nullptr);
}

void Worker::wait_quietly(std::int64_t until_us) {
    planned_us_ = until_us;
    idle_.store(true);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    std::array<pollfd, 2> waiting{{{wake_.fd(), POLLIN, 0}, {ready_.fd(), POLLIN, 0}}};
    if (commands_.empty() && !stopping_) {
        const std::int64_t left_us =
            std::clamp<std::int64_t>(until_us - steady_us(), 0, 3'600'000'000);
        const timespec left{left_us / 1'000'000, left_us % 1'000'000 * 1000};
        ::ppoll(waiting.data(), waiting.size(), &left, nullptr);
    }
    idle_.store(false);
    std::uint64_t count = 0;
    if ((waiting[0].revents & POLLIN) != 0) (void)!::read(wake_.fd(), &count, sizeof count);
}

void Worker::skip_time(std::int64_t ms) {
    epoch_us_ += ms * tick_us;
    for (Recording* head : recordings_) {
        for (Recording* r = head; r != nullptr; r = r->following) r->skip(ms * 8);
    }
}

void Worker::carry_out_ticks() {
    std::int64_t due = (now_us_ - epoch_us_) / tick_us - ticks_;
    if (due > catch_up_max) {
        skip_time(due - catch_up_max);
        due = catch_up_max;
    }
    for (; due > 0; --due) advance();
    if (now_us_ - planned_us_ > late_us) counters_.late_ticks.add();
}

void Worker::carry_out_commands() {
    if (pending_ == nullptr) {
        if (commands_.empty()) return;
        pending_ = commands_.take();
    }
    while (pending_ != nullptr) {
        auto* command = static_cast<Command*>(pending_);
        // A leg that comes from another worker: what follows may need it. The other worker's part
        // was posted earlier, so that no two workers can wait for each other.
        if (command->after != nullptr && !command->after->load(std::memory_order_acquire)) return;
        pending_ = command->next;
        command->run(*this);
        waiting_.fetch_sub(1);
        trash_.push(command);
    }
}

void Worker::advance() {
    if (++ticks_ % measured_ticks == 0) {
        const std::int64_t in = counters_.packets_in.get();
        gathers_ = in - std::exchange(measured_in_, in) > gather_from;
    }
    phase_ = (phase_ + 1) % phases;
    const auto p = static_cast<std::size_t>(phase_);
    for (Leg* leg = legs_[p]; leg != nullptr; leg = leg->following) tick_leg(*leg);
    for (Recording* r = recordings_[p]; r != nullptr; r = r->following) tick_recording(*r);
}

void Worker::tick_leg(Leg& leg) {
    tick_level(leg);
    if (leg.browser != nullptr) tick_browser(leg);
    const std::int64_t limit_us = std::int64_t{config_.silence_lost_ms} * 1000;
    // A peer that never sent anything may be one that only listens; who fell silent after talking
    // is lost.
    const bool silent = leg.described && leg.connected && leg.settings.expects &&
                        now_us_ - leg.heard_us > limit_us && now_us_ > leg.quiet_until_us;
    if (leg.tones != nullptr)
        if (const char key = leg.tones->ready(now_us_); key != '\0') press(leg, key);
    if (leg.kind == LegKind::rtp && silent) report_lost(leg);
    tick_hushed(leg);
    if (can_send(leg)) generate(leg);
    if (leg.described && now_us_ >= leg.next_report_us) report(leg);
}

/// Long before it is lost for good: whoever listens should not hear dead air meanwhile.
void Worker::tick_hushed(Leg& leg) {
    if (leg.hushed || leg.suppresses || leg.heard_us == 0) return;
    const bool expected = leg.described && leg.connected && leg.settings.expects;
    const std::int64_t check_us = leg.browser != nullptr ? leg.browser->last_check_us : 0;
    const std::int64_t sign_us = std::max({leg.heard_us, leg.reported_us, check_us});
    if (!expected || now_us_ < leg.noise_until_us) return;
    if (now_us_ - sign_us <= std::int64_t{config_.hushed_ms} * 1000) return;
    leg.hushed = true;
    if (events_.hushed) events_.hushed(leg.id, true);
}

void Worker::tick_level(Leg& leg) {
    if (++leg.level_ticks < 50) return;
    const float mean =
        leg.level_frames > 0 ? leg.level_sum / static_cast<float>(leg.level_frames) : 0;
    leg.counters->level_in.set(static_cast<std::int64_t>(std::sqrt(mean)));
    leg.level_ticks = leg.level_frames = 0;
    leg.level_sum = 0;
}

void Worker::tick_recording(Recording& r) {
    static constexpr auto silence = [] {
        std::array<std::uint8_t, frame_samples> s{};
        s.fill(ulaw_silence);
        return s;
    }();
    std::array<std::uint8_t, frame_samples> room;
    const std::uint8_t* left = r.left != nullptr ? heard_frame(r.left) : nullptr;
    const std::uint8_t* right =
        mixed({r.right.data(), static_cast<std::size_t>(r.right_count)}, room.data());
    if (r.paused || left == nullptr) left = silence.data();
    if (r.paused || right == nullptr) right = silence.data();
    if (!r.frame(left, right) && events_.record_failed)
        events_.record_failed(r.id(), "media.disk_slow");
}

const std::uint8_t* Worker::heard_frame(Leg* leg) {
    if (leg == nullptr || leg->tap == nullptr) return nullptr;
    Tap& tap = *leg->tap;
    if (ticks_ - tap.pulled_tick >= phases) {
        hear_held(*leg);
        tap.jitter.pull(tap.frame.data());
        tap.pulled_tick = ticks_;
    }
    return tap.frame.data();
}

/// Mu-law of all that speak, clamped; one alone is passed through untouched, nobody is null.
const std::uint8_t* Worker::mixed(std::span<Leg* const> sources, std::uint8_t* room) {
    if (sources.empty()) return nullptr;
    if (sources.size() == 1) return heard_frame(sources.front());
    std::array<std::int32_t, frame_samples> sum{};
    for (Leg* source : sources) {
        const std::uint8_t* frame = heard_frame(source);
        if (frame == nullptr) continue;
        for (std::size_t i = 0; i < frame_samples; ++i) sum[i] += ulaw_samples[frame[i]];
    }
    for (std::size_t i = 0; i < frame_samples; ++i)
        room[i] =
            encode_ulaw(static_cast<std::int16_t>(std::clamp<std::int32_t>(sum[i], -32768, 32767)));
    return room;
}

void Worker::add(Leg* leg) {
    const auto least = std::min_element(load_.begin(), load_.end()) - load_.begin();
    leg->phase = static_cast<int>(least);
    ++load_[static_cast<std::size_t>(least)];
    if (leg->tap != nullptr)
        leg->tap->pulled_tick = ticks_ - phases;  // another worker counted its own ticks
    link(legs_[static_cast<std::size_t>(least)], *leg);
    counters_.legs.add();
    if (leg->browser != nullptr) {
        by_ufrag_[leg->browser->ufrag] = leg;
        return;
    }
    epoll_event event{EPOLLIN, {.ptr = leg}};
    epoll_ctl(ready_.fd(), EPOLL_CTL_ADD, leg->socket.fd(), &event);
    event.data.u64 |= report_mark;
    if (leg->rtcp_socket) epoll_ctl(ready_.fd(), EPOLL_CTL_ADD, leg->rtcp_socket.fd(), &event);
}

void Worker::remove(Leg& leg) {
    unbridge(leg);
    for (Recording* head : recordings_) {
        for (Recording* r = head; r != nullptr; r = r->following) {
            if (r->left == &leg) untap(*std::exchange(r->left, nullptr));
            const auto end = r->right.begin() + r->right_count;
            const auto kept = std::remove(r->right.begin(), end, &leg);
            if (kept == end) continue;
            untap(leg);
            --r->right_count;
        }
    }
    if (leg.browser != nullptr) {
        by_ufrag_.erase(leg.browser->ufrag);
        const auto at = by_address_.find(leg.browser->peer.hash());
        if (at != by_address_.end() && at->second == &leg) by_address_.erase(at);
    } else {
        epoll_ctl(ready_.fd(), EPOLL_CTL_DEL, leg.socket.fd(), nullptr);
        if (leg.rtcp_socket) epoll_ctl(ready_.fd(), EPOLL_CTL_DEL, leg.rtcp_socket.fd(), nullptr);
    }
    unlink(legs_[static_cast<std::size_t>(leg.phase)], leg);
    --load_[static_cast<std::size_t>(leg.phase)];
    counters_.legs.add(-1);
}

void Worker::describe(Leg& leg, const LegSettings& settings, std::span<std::unique_ptr<Tap>> taps) {
    const bool resumed = settings.expects && !leg.settings.expects;
    const bool recoded = settings.codec != leg.settings.codec;
    leg.settings = settings;
    if (!leg.described) leg.described_us = now_us_, leg.next_report_us = now_us_ + first_report_us;
    if (!leg.described || resumed) leg.heard_us = now_us_;
    leg.described = true;
    if (leg.kind == LegKind::rtp && !settings.remote.empty())
        leg.latch.expect(settings.remote, now_us_);
    std::size_t next = 0;
    if (!taps.empty()) {
        give_tap(leg, taps[next++]);
        for (Leg* source : leg.hears)
            if (next < taps.size()) give_tap(*source, taps[next++]);
    }
    if (recoded) speaks(leg, settings.codec);
}

/// Whether its neighbours can pass bytes or must convert depends on it.
void Worker::speaks(Leg& leg, Codec codec) {
    leg.codec_in = codec;
    leg.book.set_clock(clock_hz(codec));
    if (leg.tap != nullptr) leg.tap->jitter.reset();
    if (leg.coder != nullptr) leg.coder->restart();
    hear(leg, LegSet(leg.hears));
    const LegSet listeners = leg.heard_by;
    for (Leg* to : listeners) hear(*to, LegSet(to->hears));
}

void Worker::play(Leg& leg, std::unique_ptr<Playlist> list) {
    if (leg.play != nullptr) trash_.push(leg.play.release());
    leg.play = std::move(list);
}

void Worker::bridge(Leg& a, Leg& b) {
    const auto only = [](const LegSet& set, const Leg* leg) {
        return set.count == 1 && set.legs[0] == leg;
    };
    if (only(a.hears, &b) && only(b.hears, &a) && only(a.heard_by, &b) && only(b.heard_by, &a))
        return;
    unbridge(a);
    unbridge(b);
    Leg *first = &a, *second = &b;
    seat(a, {&second, 1});
    seat(b, {&first, 1});
}

void Worker::unbridge(Leg& leg) {
    hear(leg, {});
    while (leg.heard_by.count > 0) {
        Leg& other = *leg.heard_by.legs[0];
        LegSet rest = other.hears;
        rest.drop(&leg);
        hear(other, rest);
    }
}

void Worker::seat(Leg& leg, std::span<Leg* const> hears) {
    LegSet set;
    for (Leg* source : hears)
        if (source != &leg) set.add(source);
    if (set.count > 0) play(leg, nullptr);
    hear(leg, set);
}

/// The one place that changes who hears whom: both ends and the taps in use stay in step.
void Worker::hear(Leg& leg, const LegSet& hears) {
    const LegSet before = leg.hears;
    const bool tapped_before = leg.tapped;
    for (Leg* source : before) source->heard_by.drop(&leg);
    leg.hears = {};
    for (Leg* source : hears)
        if (source->heard_by.add(&leg)) leg.hears.add(source);
    leg.tapped = leg.hears.count > 1 ||
                 (leg.hears.count == 1 && !passes(leg.hears.legs[0]->codec_in, leg.settings.codec));
    if (leg.tapped)
        for (Leg* source : leg.hears) ++source->listeners;
    if (tapped_before)
        for (Leg* source : before) untap(*source);
    counters_.hearing.add((leg.hears.count > 0 ? 1 : 0) - (before.count > 0 ? 1 : 0));
}

void Worker::send_digits(Leg& leg, const std::string& digits) {
    for (const char digit : digits) {
        if (const auto event = event_of(digit)) leg.digits_out.push(*event);
    }
}

void Worker::add_recording(Recording* recording) {
    recording->phase = static_cast<int>((ticks_ + counters_.recordings.get() * 7) % phases);
    link(recordings_[static_cast<std::size_t>(recording->phase)], *recording);
    counters_.recordings.add();
}

void Worker::remove_recording(Recording& recording) {
    listen(recording, nullptr, {});
    unlink(recordings_[static_cast<std::size_t>(recording.phase)], recording);
    counters_.recordings.add(-1);
}

void Worker::untap(Leg& leg) {
    if (--leg.listeners != 0) return;
    if (leg.tap != nullptr) leg.tap->jitter.reset();
    if (leg.coder != nullptr) leg.coder->restart();
}

void Worker::listen(Recording& recording, Leg* left, std::span<Leg* const> right) {
    if (left != nullptr) ++left->listeners;
    for (Leg* leg : right) ++leg->listeners;
    if (recording.left != nullptr) untap(*recording.left);
    for (int i = 0; i < recording.right_count; ++i)
        untap(*recording.right[static_cast<std::size_t>(i)]);
    recording.left = left;
    recording.right_count = 0;
    for (Leg* leg : right) recording.right[static_cast<std::size_t>(recording.right_count++)] = leg;
}

/// One that it has no need of stays with the caller: nothing is freed here.
void Worker::give_tap(Leg& leg, std::unique_ptr<Tap>& tap) {
    if (leg.tap == nullptr) leg.tap = std::move(tap);
}

}  // namespace ol::media
