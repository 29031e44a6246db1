// Searching in the texts of messages: how fast they are taken in with their index, and what a
// search costs.
//   bench_search DATABASE-URL [MESSAGES]    prints JSON; one million unless told; the database is
//   new
// Words are drawn as they fall in speech (the k-th has a share of 1/k of a vocabulary of 200,000);
// each tenth message is Chinese. One shop, one operator who sees all of it.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <random>

#include "contact/conversations/conversations.hpp"
#include "contact/conversations/text_index.hpp"
#include "platform/base/log.hpp"

namespace ol::conversations {
namespace {

using Ticks = std::chrono::steady_clock;
constexpr int vocabulary = 200'000, batch = 2000, threads = 1000, rounds = 200;
constexpr int hits_at_once = 200;  // as Conversations::find takes them
constexpr std::size_t page = 30;

double ms_since(Ticks::time_point from) {
    return std::chrono::duration<double, std::milli>(Ticks::now() - from).count();
}

class Speech {
public:
    Speech() {
        double sum = 0;
        for (int k = 1; k <= vocabulary; ++k) shares_.push_back(sum += 1.0 / k);
    }
    /// The k-th word: Cyrillic letters of its number, so that beginnings are shared.
    static std::string word(int k) {
        std::string out;
        for (auto n = static_cast<std::uint64_t>(k) * 2654435761U % 64'000'000U + 32; n > 0;
             n /= 30)
            letter(out, 0x430 + static_cast<int>(n % 30));
        return out;
    }
    static std::string han(int k) {
        std::string out;
        letter(out, 0x4E00 + k);
        return out;
    }
    int drawn() {
        const double at = std::uniform_real_distribution<>(0, shares_.back())(dice);
        return 1 + static_cast<int>(std::ranges::lower_bound(shares_, at) - shares_.begin());
    }
    std::string text(int n) {
        std::string out;
        const bool chinese = n % 10 == 0;
        for (int i = 0; i < (chinese ? 20 : 12); ++i)
            out += chinese ? han(drawn() % 3000) : (i ? " " : "") + word(drawn());
        return out;
    }
    std::mt19937_64 dice{11};

private:
    static void letter(std::string& out, int c) {
        if (c >= 0x800) {
            out += static_cast<char>(0xE0 | (c >> 12));
            out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        } else
            out += static_cast<char>(0xC0 | (c >> 6));
        out += static_cast<char>(0x80 | (c & 0x3F));
    }
    std::vector<double> shares_;
};

void fill(db::Database& db, Speech& speech, std::int64_t from, int count) {
    const auto done = db.write([&](db::Tx& tx) -> Result<> {
        for (std::int64_t id = from; id < from + count; ++id) {
            rows::Words w;
            w.id = MessageId{id}, w.conversation_id = ConversationId{id % threads + 1};
            w.account_id = ChannelAccountId{1}, w.seq = id / threads + 1;
            w.text = speech.text(static_cast<int>(id % 1000));
            w.external_id = "own:" + std::to_string(id), w.at = tx.now;
            rows::insert(tx, w);
        }
        return {};
    });
    if (!done) std::abort();
}

void open_threads(db::Database& db) {
    const auto done = db.write([&](db::Tx& tx) -> Result<> {
        for (int i = 1; i <= threads; ++i) {
            rows::Thread t;
            t.id = ConversationId{i}, t.shop_id = ShopId{1}, t.account_id = ChannelAccountId{1};
            t.thread = std::to_string(i);
            rows::insert(tx, t);
        }
        return {};
    });
    if (!done) std::abort();
}

struct Search {
    const char* name;
    std::function<std::string(Speech&)> query;
};
std::string cut(const std::string& word, std::size_t letters) {
    return word.substr(0, std::min(word.size(), 2 * letters));
}
const Search searches[] = {
    {"a common word", [](Speech& s) { return Speech::word(1 + static_cast<int>(s.dice() % 50)); }},
    {"a word as it falls", [](Speech& s) { return Speech::word(s.drawn()); }},
    {"two words",
     [](Speech& s) { return Speech::word(s.drawn()) + " " + Speech::word(s.drawn()); }},
    {"three letters", [](Speech& s) { return cut(Speech::word(s.drawn()), 3); }},
    {"four letters", [](Speech& s) { return cut(Speech::word(s.drawn()), 4); }},
    {"five letters", [](Speech& s) { return cut(Speech::word(s.drawn()), 5); }},
    {"two characters",
     [](Speech& s) { return Speech::han(s.drawn() % 3000) + Speech::han(s.drawn() % 3000); }},
};

void measure(db::Database& db, Speech& speech, const Search& search) {
    std::vector<double> took;
    std::size_t found = 0;
    for (int i = 0; i < rounds; ++i) {
        const auto terms = search_terms(search.query(speech));
        const auto from = Ticks::now();
        const auto done = db.read([&](db::Conn& conn) -> Result<> {
            const auto hits = rows::hits(conn, terms, {}, hits_at_once);
            found += hits.size();
            for (std::size_t i = 0; i < std::min(page, hits.size()); ++i)
                if (!rows::words_of(conn, hits[i].message)) std::abort();
            return {};
        });
        if (!done) std::abort();
        took.push_back(ms_since(from));
    }
    std::ranges::sort(took);
    std::printf(R"({"bench":"search","query":"%s","found":%zu,"p50_ms":%.2f,"p99_ms":%.2f})"
                "\n",
                search.name, found, took[took.size() / 2], took[took.size() * 99 / 100]);
    std::fflush(stdout);
}

int run(const std::string& url, std::int64_t messages) {
    log::set_level(log::Level::error);
    auto db = db::Database::open({url}, system_clock());
    if (!db || !(*db)->migrate(migrations())) return 1;
    Speech speech;
    open_threads(**db);
    const auto from = Ticks::now();
    for (std::int64_t id = 1; id <= messages; id += batch) fill(**db, speech, id, batch);
    const double s = ms_since(from) / 1000;
    std::printf(R"({"bench":"search_fill","messages":%lld,"messages_per_s":%.0f})"
                "\n",
                static_cast<long long>(messages), static_cast<double>(messages) / s);
    for (const Search& search : searches) measure(**db, speech, search);
    return 0;
}

}  // namespace
}  // namespace ol::conversations

int main(int argc, char** argv) {
    if (argc < 2) return std::fputs("bench_search DATABASE-URL [MESSAGES]\n", stderr), 2;
    return ol::conversations::run(argv[1], argc > 2 ? std::atoll(argv[2]) : 1'000'000);
}
