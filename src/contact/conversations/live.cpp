// His page's socket: what is written is committed before it is acknowledged; after a break it asks
// for what came since. All of it on the room's loop.
#include "contact/conversations/commit.hpp"

namespace ol::conversations {

void Conversations::open_socket() {
    if (!d_.sockets) return;
    http::PublicSockets::Events e;
    e.opened = [this](std::int64_t conn, const http::Request& upgrade) {
        d_.loop.post([this, conn, from = from_of(upgrade)] { pages_[conn].from = from; });
    };
    e.message = [this](std::int64_t conn, std::string_view text) {
        auto in = json::read<SocketIn>(text, std::size_t{64} << 10);
        if (!in) return tell_error(conn, in.error());
        d_.loop.post([this, conn, in = std::move(*in)] { heard(conn, in); });
    };
    e.closed = [this](std::int64_t conn) {
        d_.loop.post([this, conn] {
            const auto at = pages_.find(conn);
            if (at == pages_.end()) return;
            forget_context(at->second.conversation, conn);
            const auto watched = watchers_.find(at->second.conversation);
            if (watched != watchers_.end() && watched->second.erase(conn) > 0 &&
                watched->second.empty()) {
                owners_.erase(watched->first);
                watchers_.erase(watched);
            }
            pages_.erase(at);
        });
    };
    d_.sockets->serve("/public/v1/chat/live", std::move(e));
}

void Conversations::tell_page(std::int64_t conn, const std::string& text) {
    if (d_.sockets) d_.sockets->send(conn, text);
}

void Conversations::tell_pages(ConversationId id, const std::string& text) {
    const auto at = watchers_.find(id);
    if (at == watchers_.end()) return;
    for (const std::int64_t conn : at->second) tell_page(conn, text);
}

void Conversations::tell_error(std::int64_t conn, const Error& error,
                               const std::string& client_id) {
    std::string text = "{\"type\":\"error\",\"code\":" + json::quote(error.code) +
                       ",\"field\":" + json::quote(error.field);
    if (!client_id.empty()) text += ",\"client_id\":" + json::quote(client_id);
    for (const auto& [name, value] : error.params)
        if (name == "retry_after_ms") text += ",\"retry_after_ms\":" + value;
    tell_page(conn, text + "}");
}

void Conversations::heard(std::int64_t conn, const SocketIn& in) {
    const auto at = pages_.find(conn);
    if (at == pages_.end()) return;
    Page& page = at->second;
    if (in.type == "ping") return tell_page(conn, "{\"type\":\"pong\"}");
    if (in.type == "hello") return heard_hello(conn, page, in);
    if (!page.conversation)
        return tell_error(conn, invalid("conversations.hello_first", "type", "Say hello first."));
    if (in.type == "message") return heard_message(conn, page, in);
    if (in.type == "context") return heard_context(conn, page, in);
    if (in.type == "typing") {
        const auto owner = owners_.find(page.conversation);
        if (d_.hub && owner != owners_.end() && owner->second)
            d_.hub->to_person(
                owner->second, "conversation_typing",
                json::write(ConversationTyping{page.conversation, in.on.value_or(true)}));
        return;
    }
    if (in.type == "read" && in.seq) {
        (void)buyer_read(page.from, {page.account.public_key, page.token, *in.seq});
        return;
    }
    tell_error(conn, invalid("conversations.frame", "type",
                             "One of hello, message, typing, read, context, ping."));
}

/// What he missed comes with the welcome, so that nothing falls between the asking and the
/// listening: changes are told on this same loop.
void Conversations::heard_hello(std::int64_t conn, Page& page, const SocketIn& in) {
    const auto account = account_for(page.from, in.key.value_or(""));
    if (!account) {
        tell_error(conn, account.error());
        return d_.sockets->close(conn);
    }
    std::optional<Thread> t;
    ChatHistory missed;
    (void)d_.db.read([&](db::Conn& conn_of_db) -> Result<> {
        auto found = his(conn_of_db, *account, in.token.value_or(""));
        if (!found) return {};
        t = *found;
        missed = history_of(conn_of_db, *t, {"", "", in.since, std::nullopt});
        return {};
    });
    if (!t) {
        tell_error(conn, not_found("conversations.no_conversation", "Begin a new one."));
        return d_.sockets->close(conn);
    }
    if (page.conversation) watchers_[page.conversation].erase(conn);
    if (page.conversation && page.conversation != t->id) forget_context(page.conversation, conn);
    page.conversation = t->id;
    page.account = *account;
    page.token = in.token.value_or("");
    watchers_[t->id].insert(conn);
    owners_[t->id] = t->place == Place::hers ? t->assignee_id : PersonId{};
    tell_page(conn, "{\"type\":\"welcome\"," + json::write(missed).substr(1));
    marked(*t, t->last_seq, MessageState::delivered);
}

void Conversations::heard_message(std::int64_t conn, const Page& page, const SocketIn& in) {
    const std::string client_id = in.client_id.value_or("");
    auto writing = checked(
        page.from,
        {page.account.public_key, page.token, client_id, in.text.value_or(""), {}, {}, {}, {}},
        false);
    if (!writing) return tell_error(conn, writing.error(), client_id);
    post<Wrote>([this, w = *writing](db::Tx& tx, Effects& out) { return wrote(tx, out, w); },
                [this, conn, client_id](const Result<Wrote>& done) {
                    if (!done) return tell_error(conn, done.error(), client_id);
                    tell_page(conn, "{\"type\":\"ack\",\"client_id\":" + json::quote(client_id) +
                                        ",\"message\":" + json::write(for_buyer(done->words)) +
                                        "}");
                });
}

}  // namespace ol::conversations
