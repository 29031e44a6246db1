// Durable webhook orders per second: signature, one row committed, 200. Without HTTP, which
// http_bench measures by itself.
//   bench_webhooks DATABASE_URL [seconds] [threads]    prints one JSON line
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "platform/base/crypto.hpp"
#include "shop/stores/stores.hpp"

namespace {

using namespace ol;
using Steady = std::chrono::steady_clock;
constexpr auto secret = "bench-secret";

double cpu_s() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

http::Request delivery(const std::string& token, int id) {
    http::Request r;
    r.method = http::Method::post;
    r.params["token"] = token;
    r.body = R"({"id":)" + std::to_string(id) + R"(,"number":"1","status":"processing",
        "currency":"UAH","total":"1250.00","date_modified_gmt":"2026-11-20T10:00:05","billing":{
        "first_name":"Oksana","phone":"0501112233"},
        "line_items":[{"id":1,"name":"Kettle",
        "sku":"X2","quantity":1,"total":"1250.00"}],"customer_note":")" +
             std::string(1500, 'n') + "\"}";
    r.headers = {{"x-wc-webhook-topic", "order.created"},
                 {"x-wc-webhook-signature", crypto::base64(crypto::hmac_sha256(secret, r.body))}};
    return r;
}

std::vector<db::Migration> all_migrations() {
    std::vector<db::Migration> out;
    for (const auto& list : {customers::migrations(), promises::migrations(),
                             catalogue::migrations(), orders::migrations(), stores::migrations()})
        out.insert(out.end(), list.begin(), list.end());
    return out;
}

/// Each thread sends its next order when the last one was answered.
std::vector<double> drive(stores::Stores& shop, const std::string& token, int first,
                          Steady::time_point end, std::atomic<int>& refused) {
    std::vector<double> took_ms;
    for (int id = first; Steady::now() < end; ++id) {
        auto request = delivery(token, id);
        const auto began = Steady::now();
        if (shop.receive(request).status != 200) ++refused;
        took_ms.push_back(std::chrono::duration<double, std::milli>(Steady::now() - began).count());
    }
    return took_ms;
}

}  // namespace

int main(int argc, char** argv) {
    const int seconds = argc > 2 ? std::atoi(argv[2]) : 5;
    const int threads = argc > 3 ? std::atoi(argv[3]) : 64;
    auto db = argc > 1 ? db::Database::open({argv[1]}, system_clock())
                       : Result<std::unique_ptr<db::Database>>(Error{});
    if (!db || !(*db)->migrate(all_migrations())) {
        std::fprintf(stderr, "usage: bench_webhooks DATABASE_URL [seconds] [threads]\n");
        return 1;
    }
    IdSource ids(0, (*db)->greatest_id());
    customers::Customers buyers({**db, ids, system_clock(), {}, {}});
    promises::Promises promises({**db, ids, system_clock(), buyers, {}, {}});
    orders::Orders orders({**db, ids, system_clock(), buyers, promises, {}, {}, {}, {}});
    stores::Stores shop({**db, ids, system_clock(), orders, http::fetch, std::string(32, 'k'),
                         "https://desk.example", "", nullptr, true});
    auto made = shop.create(
        {ShopId{1}, "woocommerce", "Bench", "http://127.0.0.1:1", "k", "s", secret}, {});
    if (!made) return 1;
    const auto url = shop.store(*made)->webhook_url;
    const auto token = url.substr(url.rfind('/') + 1);
    std::atomic<int> refused{0};
    std::vector<std::vector<double>> parts(static_cast<std::size_t>(threads));
    std::vector<std::thread> all;
    const auto cpu = cpu_s();
    const auto began = Steady::now();
    const auto end = began + std::chrono::seconds(seconds);
    for (int i = 0; i < threads; ++i)
        all.emplace_back([&, i] {
            parts[static_cast<std::size_t>(i)] =
                drive(shop, token, 1 + i * 10'000'000, end, refused);
        });
    for (auto& one : all) one.join();
    const double wall = std::chrono::duration<double>(Steady::now() - began).count();
    std::vector<double> took;
    for (const auto& part : parts) took.insert(took.end(), part.begin(), part.end());
    std::ranges::sort(took);
    const auto at = [&](double share) {
        return took.empty()
                   ? 0.0
                   : took[static_cast<std::size_t>(share * static_cast<double>(took.size() - 1))];
    };
    const double used = cpu_s() - cpu;
    std::printf(
        "{\"orders\":%zu,\"per_s\":%.0f,\"per_cpu_s\":%.0f,\"p50_ms\":%.1f,"
        "\"p99_ms\":%.1f,\"refused\":%d,\"stored\":%lld,\"threads\":%d}\n",
        took.size(), static_cast<double>(took.size()) / wall,
        static_cast<double>(took.size()) / std::max(used, 1e-3), at(0.5), at(0.99), refused.load(),
        static_cast<long long>(shop.waiting_events()), threads);
    return refused == 0 ? 0 : 1;
}
