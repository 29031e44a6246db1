// A message by its words. The index knows no rights: hits are taken from the newest back until a
// page of what she may see is full, or enough was looked at; the cursor goes on from there.
#include "contact/conversations/commit.hpp"
#include "contact/conversations/text_index.hpp"
#include "platform/base/log.hpp"

namespace ol::conversations {
namespace {

constexpr int hits_at_once = 200, rounds_max = 10;
constexpr int older_at_once = 500;
constexpr Ms older_again_in{5000};
constexpr std::size_t query_max = 200;

/// Threads of one search, each read once.
class Threads {
public:
    explicit Threads(db::Conn& conn) : conn_(conn) {}
    const std::optional<rows::Thread>& at(ConversationId id) {
        const auto known = all_.find(id);
        return known != all_.end() ? known->second
                                   : all_.emplace(id, rows::thread(conn_, id)).first->second;
    }

private:
    db::Conn& conn_;
    std::map<ConversationId, std::optional<rows::Thread>> all_;
};

}  // namespace

Result<FoundPage> Conversations::find(const http::Principal& who, const std::string& q,
                                      MessageId before, int limit) const {
    const auto terms = search_terms(std::string_view(q).substr(0, query_max));
    if (terms.empty())
        return invalid("conversations.search", "q", "Type a word or a number to look for.");
    return d_.db.read_as<FoundPage>([&](db::Conn& conn) -> Result<FoundPage> {
        FoundPage out;
        Threads threads(conn);
        for (int round = 0; round < rounds_max; ++round) {
            const auto found = rows::hits(conn, terms, before, hits_at_once);
            for (const auto& hit : found) {
                const auto& t = threads.at(hit.conversation);
                before = hit.message;
                if (!t || !may_see(who, *t)) continue;
                if (const auto w = rows::words_of(conn, hit.message))
                    out.items.push_back({shown(*t, &who), shown(*w)});
                if (static_cast<int>(out.items.size()) == limit) break;
            }
            const bool full = static_cast<int>(out.items.size()) == limit;
            if (!full && static_cast<int>(found.size()) < hits_at_once) return out;
            if (full) break;
        }
        out.next = std::to_string(before.value);
        if (const auto last = rows::words_of(conn, before)) out.searched_to = last->at;
        return out;
    });
}

/// Messages of before the index: a few in a transaction, so that nobody waits for them.
void Conversations::index_older() {
    post<bool>(
        [](db::Tx& tx, Effects&) -> Result<bool> { return rows::index_older(tx, older_at_once); },
        [this](const Result<bool>& more) {
            if (!more) log::error("conversations", "not_indexed", {{"code", more.error().code}});
            const bool temporary = !more && more.error().kind == Errc::unavailable;
            if (more && *more) d_.loop.post([this] { index_older(); });
            if (temporary)
                d_.loop.post([this] {
                    d_.loop.at(d_.loop.now() + older_again_in, [this] { index_older(); });
                });
        });
}

}  // namespace ol::conversations
