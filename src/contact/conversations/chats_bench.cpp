// Durable chat messages per second: the buyer's token looked up, one message with its conversation,
// journal and words of the index committed, then acknowledged; desks are told. Without HTTP, which
// http_bench measures by itself.
//   bench_chats DATABASE_URL [seconds] [threads]    prints one JSON line
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "contact/conversations/conversations.hpp"
#include "platform/base/log.hpp"

namespace ol::conversations {
namespace {

using Steady = std::chrono::steady_clock;
constexpr int buyers = 4000;  // each within his own pace

class Line final : public calls::ChatLine {
public:
    void listen(calls::ChatEvents) override {}
    void queue(calls::Chat) override { ++queued; }
    void over(ContactId) override {}
    Result<> accept(ContactId, PersonId) override { return {}; }
    Result<> decline(ContactId, PersonId) override { return {}; }
    Result<> give(calls::Chat, PersonId) override { return {}; }
    void restore(calls::Chat, PersonId) override {}
    void rest(ContactId, bool) override {}
    std::vector<Ringing> ringing(PersonId) override { return {}; }
    void seen(PersonId) override {}
    std::atomic<int> queued{0};
};

double cpu_s() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

std::string token_of(int buyer) {
    std::string out = std::to_string(buyer);
    return std::string(43 - out.size(), 'b') + out;
}
Conversations::From from_of(int buyer) {
    return {"10." + std::to_string(buyer / 65536) + "." + std::to_string(buyer / 256 % 256) + "." +
                std::to_string(buyer % 256),
            "", "desk.example"};
}

struct Driven {
    std::vector<double> took_ms;
    int refused = 0;
};

/// Its own buyers in turn, each message when the last one was acknowledged.
Driven drive(Conversations& room, int first, int step, Steady::time_point end) {
    Driven out;
    for (int n = 0, buyer = first; Steady::now() < end; ++n, buyer += step) {
        if (buyer >= buyers) buyer = first;
        const ChatWrite in{"wc_bench", token_of(buyer),
                           "client-" + std::to_string(first + n * step),
                           "Where is my order " + std::to_string(n) + ", please?"};
        const auto began = Steady::now();
        if (!room.write(from_of(buyer), in)) ++out.refused;
        out.took_ms.push_back(
            std::chrono::duration<double, std::milli>(Steady::now() - began).count());
    }
    return out;
}

/// Runs `work(i)` on so many threads and waits for all.
template <class Work>
void on_threads(int threads, Work work) {
    std::vector<std::thread> all;
    for (int i = 0; i < threads; ++i) all.emplace_back([&, i] { work(i); });
    for (auto& one : all) one.join();
}

void report(const std::vector<Driven>& parts, double wall_s, double used_s, double opened_per_s) {
    std::vector<double> took;
    int refused = 0;
    for (const auto& part : parts) {
        took.insert(took.end(), part.took_ms.begin(), part.took_ms.end());
        refused += part.refused;
    }
    std::ranges::sort(took);
    const auto at = [&](double share) {
        return took.empty()
                   ? 0.0
                   : took[static_cast<std::size_t>(share * static_cast<double>(took.size() - 1))];
    };
    std::printf(
        "{\"messages\":%zu,\"per_s\":%.0f,\"per_cpu_s\":%.0f,\"p50_ms\":%.1f,\"p99_ms\":%.1f,"
        "\"refused\":%d,\"opened_per_s\":%.0f}\n",
        took.size(), static_cast<double>(took.size()) / wall_s,
        static_cast<double>(took.size()) / std::max(used_s, 1e-3), at(0.5), at(0.99), refused,
        opened_per_s);
}

int run(const std::string& url, int seconds, int threads) {
    log::set_level(log::Level::error);
    auto db = db::Database::open({url}, system_clock());
    if (!db || !(*db)->migrate(migrations())) return 1;
    IdSource ids(0, (*db)->greatest_id());
    Line line;
    Loop loop(system_clock(), {.name = "chats"});
    if (!(*db)->write([&](db::Tx& tx) -> Result<> {
            Conversations::have_web_chat(tx, ids, ShopId{1}, "Bench", "wc_bench");
            return {};
        }))
        return 1;
    Deps deps{**db, ids, system_clock(), loop, line, nullptr, nullptr, {}, {}, {}, {}, {}, {}, {}};
    deps.shop = [](ShopId) { return ShopFacts{"Bench", "uk", {"uk"}, true, {}}; };
    Conversations room(std::move(deps));
    if (!room.start()) return 1;
    std::atomic<int> shut{0};
    const auto opening = Steady::now();
    on_threads(threads, [&](int i) {
        for (int b = i; b < buyers; b += threads)
            if (!room.open(from_of(b),
                           {"wc_bench", token_of(b), "client-open", "Good day", {}, {}, {}, {}}))
                ++shut;
    });
    const double opened_s = std::chrono::duration<double>(Steady::now() - opening).count();
    std::vector<Driven> parts(static_cast<std::size_t>(threads));
    const auto cpu = cpu_s();
    const auto began = Steady::now();
    const auto end = began + std::chrono::seconds(seconds);
    on_threads(threads,
               [&](int i) { parts[static_cast<std::size_t>(i)] = drive(room, i, threads, end); });
    const double wall = std::chrono::duration<double>(Steady::now() - began).count();
    report(parts, wall, cpu_s() - cpu, (buyers - shut) / opened_s);
    loop.stop();
    return shut == 0 ? 0 : 1;
}

}  // namespace
}  // namespace ol::conversations

int main(int argc, char** argv) {
    if (argc < 2)
        return std::fputs("usage: bench_chats DATABASE_URL [seconds] [threads]\n", stderr), 2;
    return ol::conversations::run(argv[1], argc > 2 ? std::atoi(argv[2]) : 5,
                                  argc > 3 ? std::atoi(argv[3]) : 64);
}
