// Routes: the desk's and the buyer's. The buyer's page is on another origin: its requests are
// simple ones (POST of plain text), so that no preflight is needed, and each answer names the page.
#include "contact/conversations/conversations.hpp"
#include "contact/conversations/page_routes.hpp"
#include "platform/http/routes.hpp"

namespace ol::conversations {
namespace {

using http::Method;
using http::Request;
using http::Response;
using http::Route;

constexpr std::size_t body_most = page_body_most;

constexpr http::RouteOf route{.tag = "conversations", .body_max = body_most};

Route verb(const char* name, std::string summary) {
    return route(Method::post, "/api/v1/conversations/{id}/" + std::string(name),
                 std::move(summary), "desk.work");
}

Result<ConversationId> id_of(const Request& r) {
    const auto id = r.id_param("id");
    if (!id) return not_found("conversations.not_found", "There is no such conversation.");
    return ConversationId{*id};
}

void add_page_routes(http::Router& router, Conversations& room) {
    using From = Conversations::From;
    on_page<ChatHello, ChatWelcome>(
        router, "hello", "A page with the chat begins: how it looks, whether the shop is open",
        [&room](const From& f, const ChatHello& in) { return room.hello(f, in); });
    on_page<ChatOpen, ChatOpened>(
        router, "open", "A buyer's first message; out of hours with his name and contact",
        [&room](const From& f, const ChatOpen& in) { return room.open(f, in); });
    on_page<ChatWrite, ChatWritten>(
        router, "messages", "A buyer writes; again with the same client_id is the same message",
        [&room](const From& f, const ChatWrite& in) { return room.write(f, in); });
    on_page<ChatHistoryAsk, ChatHistory>(
        router, "history", "A buyer's conversation, at most 100 messages",
        [&room](const From& f, const ChatHistoryAsk& in) { return room.history(f, in); });
    on_page<ChatRead, Nothing>(
        router, "read", "A buyer has read up to there",
        [&room](const From& f, const ChatRead& in) { return room.buyer_read(f, in); });
    on_page<ChatRate, ChatRated>(
        router, "rate", "A buyer says how his closed conversation was, 1 to 5; once",
        [&room](const From& f, const ChatRate& in) { return room.rate(f, in); });
    on_page<ChatSign, ChatSigned>(
        router, "buyer", "Who he is, signed by the shop's own server; joins his record",
        [&room](const From& f, const ChatSign& in) { return room.sign(f, in); });
    on_page<ChatLeave, Nothing>(
        router, "leave", "A buyer closes his conversation",
        [&room](const From& f, const ChatLeave& in) { return room.leave(f, in); });
}

void add_lists(http::Router& router, Conversations& room) {
    auto list =
        route(Method::get, "/api/v1/conversations",
              "Conversations: mine, waiting, closed; all with contacts.all", "contacts.view");
    list.query = {http::choice_param<rows::View>("view"), http::id_param("shop_id"), "q",
                  http::cursor_param(), http::limit_param(100, 50)};
    router.get<ConversationPage>(list, [&room](Request& r) -> Result<ConversationPage> {
        Conversations::Listing what;
        what.view = from_name<rows::View>(r.query_text("view")).value_or(rows::View::mine);
        what.shop = ShopId{r.query_number("shop_id")};
        what.q = r.query_text("q");
        what.offset = r.query_number("cursor");
        what.limit = static_cast<int>(r.query_number("limit", 50));
        return room.list(r.who, what);
    });
    auto found =
        route(Method::get, "/api/v1/conversations/found",
              "Messages by their words, newest first, of what you may see", "contacts.view");
    found.query = {"q", http::cursor_param(), http::limit_param(100, 30)};
    router.get<FoundPage>(found, [&room](Request& r) {
        return room.find(r.who, r.query_text("q"), MessageId{r.query_number("cursor")},
                         static_cast<int>(r.query_number("limit", 30)));
    });
    router.get<ConversationOfferList>(
        route(Method::get, "/api/v1/conversations/offered",
              "Chats that ring at your desk now, after a reload", "desk.work"),
        [&room](Request& r) { return room.offered(r.who); });
    router.get<MentionPage>(route(Method::get, "/api/v1/conversations/mentions",
                                  "Notes that name you, unseen first", "contacts.view"),
                            [&room](Request& r) { return room.mentions(r.who); });
    router.get<ConversationView>(route(Method::get, "/api/v1/conversations/{id}",
                                       "One conversation, its newest messages", "contacts.view"),
                                 [&room](Request& r) -> Result<ConversationView> {
                                     const auto id = id_of(r);
                                     if (!id) return id.error();
                                     return room.view(r.who, *id);
                                 });
    auto messages = route(Method::get, "/api/v1/conversations/{id}/messages",
                          "Messages before or since a number, oldest first", "contacts.view");
    constexpr std::int64_t most = std::int64_t{1} << 53;
    messages.query = {http::number_param("since", 0, most, 0),
                      http::number_param("before", 0, most, 0), http::limit_param(100, 50)};
    router.get<MessagePage>(messages, [&room](Request& r) -> Result<MessagePage> {
        const auto id = id_of(r);
        if (!id) return id.error();
        return room.messages(r.who, *id, r.query_number("since"), r.query_number("before"),
                             static_cast<int>(r.query_number("limit", 50)));
    });
}

/// A change of who has it or of its life: against the version that was seen.
template <class In>
void on_version(
    http::Router& router, const char* name, std::string summary,
    std::function<Result<Acted>(const http::Principal&, ConversationId, std::int64_t, const In&)>
        fn) {
    router.on<In, Acted>(verb(name, summary + " (If-Match)"),
                         [fn = std::move(fn)](Request& r, const In& in) -> Result<Acted> {
                             const auto id = id_of(r);
                             if (!id) return id.error();
                             const auto version = http::if_match(r);
                             if (!version) return version.error();
                             return fn(r.who, *id, *version, in);
                         });
}

template <class In, class Out>
void on_any(http::Router& router, const char* name, std::string summary,
            std::function<Result<Out>(const http::Principal&, ConversationId, const In&)> fn) {
    router.on<In, Out>(verb(name, std::move(summary)),
                       [fn = std::move(fn)](Request& r, const In& in) -> Result<Out> {
                           const auto id = id_of(r);
                           if (!id) return id.error();
                           return fn(r.who, *id, in);
                       });
}

using Who = http::Principal;

void add_actions(http::Router& router, Conversations& room) {
    on_any<Nothing, Acted>(router, "accept", "Take what rings here",
                           [&room](const Who& who, ConversationId id, const Nothing&) {
                               return room.accept(who, id);
                           });
    on_any<Nothing, Nothing>(router, "decline", "Not now: to somebody else",
                             [&room](const Who& who, ConversationId id, const Nothing&) {
                                 return room.decline(who, id);
                             });
    on_any<WordsIn, Acted>(router, "notes", "A note that the buyer never sees",
                           [&room](const Who& who, ConversationId id, const WordsIn& in) {
                               return room.note(who, id, in);
                           });
    router.on<Nothing, Acted>(
        verb("messages/{message}/again", "Send once more what failed or was perhaps sent"),
        [&room](Request& r, const Nothing&) -> Result<Acted> {
            const auto id = id_of(r);
            if (!id) return id.error();
            return room.send_again(r.who, *id, MessageId{r.id_param("message").value_or(0)});
        });
    on_any<TopicIn, Acted>(router, "topic", "What it is about, in a few words; none takes it away",
                           [&room](const Who& who, ConversationId id, const TopicIn& in) {
                               return room.set_topic(who, id, in);
                           });
    on_any<Nothing, Nothing>(router, "mentions-seen", "Notes of it that name you are seen",
                             [&room](const Who& who, ConversationId id, const Nothing&) {
                                 return room.mentions_seen(who, id);
                             });
    on_version<Nothing>(router, "wake", "What was put off comes back now",
                        [&room](const Who& who, ConversationId id, std::int64_t version,
                                const Nothing&) { return room.wake_now(who, id, version); });
    on_any<TypingIn, Nothing>(router, "typing", "She writes: his page shows it",
                              [&room](const Who& who, ConversationId id, const TypingIn& in) {
                                  return room.typing(who, id, in.on);
                              });
    on_any<ReadIn, Nothing>(router, "read", "Its operator has read up to there",
                            [&room](const Who& who, ConversationId id, const ReadIn& in) {
                                return room.read(who, id, in.seq);
                            });
    on_version<WordsIn>(router, "reply", "Answer the buyer; only who has it",
                        [&room](const Who& who, ConversationId id, std::int64_t version,
                                const WordsIn& in) { return room.reply(who, id, version, in); });
    on_version<Nothing>(router, "take", "Take it by hand",
                        [&room](const Who& who, ConversationId id, std::int64_t version,
                                const Nothing&) { return room.take(who, id, version); });
    on_version<ChatTransferIn>(
        router, "transfer", "To a queue, or to a person who is at work",
        [&room](const Who& who, ConversationId id, std::int64_t version, const ChatTransferIn& in) {
            return room.move(who, id, version, in);
        });
    on_version<SnoozeIn>(
        router, "snooze", "Until a time, or until he writes",
        [&room](const Who& who, ConversationId id, std::int64_t version, const SnoozeIn& in) {
            return room.snooze(who, id, version, in.until);
        });
    on_version<CloseIn>(router, "close", "It is over, and how it came out",
                        [&room](const Who& who, ConversationId id, std::int64_t version,
                                const CloseIn& in) { return room.close(who, id, version, in); });
    on_version<Nothing>(router, "reopen", "Open it again; it is hers then",
                        [&room](const Who& who, ConversationId id, std::int64_t version,
                                const Nothing&) { return room.reopen(who, id, version); });
    on_version<Nothing>(router, "undo",
                        "Take back what she last did with it, as it was, or say why not",
                        [&room](const Who& who, ConversationId id, std::int64_t version,
                                const Nothing&) { return room.undo(who, id, version); });
    on_version<BuyerIn>(router, "buyer", "Who he is, by the operator's word; none takes it back",
                        [&room](const Who& who, ConversationId id, std::int64_t version,
                                const BuyerIn& in) { return room.link(who, id, version, in); });
}

void add_web_chats(http::Router& router, Conversations& room) {
    router.get<WebChatList>(
        route(Method::get, "/api/v1/web-chats", "Chats on shops' pages", "settings.view"),
        [&room](Request& r) { return room.web_chats(r.who); });
    router.on<NewWebChat, WebChat>(
        route(Method::post, "/api/v1/web-chats", "A chat for a shop's pages", "settings.edit"),
        [&room](Request& r, const NewWebChat& in) { return room.add_web_chat(r.who, in); });
    router.on<WebChatPatch, WebChat>(
        route(Method::patch, "/api/v1/web-chats/{id}", "Change a chat (If-Match)", "settings.edit"),
        [&room](Request& r, const WebChatPatch& in) -> Result<WebChat> {
            const auto id = r.id_param("id");
            if (!id) return not_found("conversations.no_channel", "There is no such chat.");
            const auto version = http::if_match(r);
            if (!version) return version.error();
            return room.change_web_chat(r.who, ChannelAccountId{*id}, *version, in);
        });
    router.on<WebChatSecretAsk, WebChatSecret>(
        route(Method::post, "/api/v1/web-chats/{id}/secret",
              "The secret by which the shop's server signs its buyers; made when there is none",
              "settings.edit"),
        [&room](Request& r, const WebChatSecretAsk& in) -> Result<WebChatSecret> {
            const auto id = r.id_param("id");
            if (!id) return not_found("conversations.no_channel", "There is no such chat.");
            return room.web_chat_secret(r.who, ChannelAccountId{*id}, in);
        });
}

}  // namespace

void Conversations::add_routes(http::Router& router) {
    add_page_routes(router, *this);
    add_file_route(router);
    add_lists(router, *this);
    add_actions(router, *this);
    add_web_chats(router, *this);
    add_channel_routes(router);
}

}  // namespace ol::conversations
