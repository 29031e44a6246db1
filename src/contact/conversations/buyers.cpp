// The buyer's side of a web chat. He is whoever has the token; only its hash is kept.
#include "contact/conversations/commit.hpp"
#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"

namespace ol::conversations {
namespace {

constexpr int history_most = 100;

Error no_conversation() {
    return not_found("conversations.no_conversation",
                     "No conversation has this token; begin a new one.");
}

std::string hash_of(const std::string& token) { return crypto::hex(crypto::sha256(token)); }

WebChatLook look_of(const rows::Account& account) {
    auto look = json::read<WebChatLook>(account.look);
    return look ? *look : WebChatLook{};
}

/// Those of the chat that the shop still speaks; none of them: all of the shop.
std::vector<std::string> languages_of(const WebChatLook& look,
                                      const std::vector<std::string>& of_shop) {
    std::vector<std::string> out;
    std::ranges::copy_if(look.languages, std::back_inserter(out), [&](const auto& tag) {
        return std::ranges::find(of_shop, tag) != of_shop.end();
    });
    return out.empty() ? of_shop : out;
}

/// A number as the shop's country writes it is kept in its one form; else as he wrote it.
std::string normal_contact(const std::string& written) {
    const auto phone = normal_phone(written, "");
    return phone ? *phone : written;
}

}  // namespace

Conversations::From Conversations::from_of(const http::Request& request) {
    return {request.remote_ip, request.header("origin"), request.header("host")};
}

Result<> Conversations::slow_enough(Limiter& limiter, const std::string& key) const {
    const std::lock_guard lock(mutex_);
    const auto wait = limiter.too_fast(key, d_.clock.now());
    if (!wait) return {};
    Error e{Errc::too_many, "conversations.too_fast", {}, "Too many in a short time; wait.", {}};
    e.params = {{"retry_after_ms", std::to_string(wait->count())}};
    return e;
}

Result<Conversations::Account> Conversations::account_for(const From& from,
                                                          const std::string& key) {
    if (auto ok = slow_enough(requests_, from.ip); !ok) return ok.error();
    const std::lock_guard lock(mutex_);
    const auto at = accounts_.find(key);
    if (at == accounts_.end() || !at->second.enabled)
        return not_found("conversations.no_channel", "This chat does not exist, or it is off.");
    if (!origin_allowed(from.origin, from.host, look_of(at->second).origins))
        return forbidden("conversations.foreign_origin",
                         "This page may not use the chat; the shop's settings name its pages.");
    return at->second;
}

Result<Conversations::Thread> Conversations::his(db::Conn& conn, const Account& account,
                                                 const std::string& token) const {
    if (!check_token(token)) return no_conversation();
    const auto t = rows::thread_named(conn, account.id, hash_of(token));
    if (!t) return no_conversation();
    return *t;
}

Result<ChatWelcome> Conversations::hello(const From& from, const ChatHello& in) {
    const auto account = account_for(from, in.key);
    if (!account) return account.error();
    const auto shop = d_.shop(account->shop_id);
    if (!shop) return not_found("conversations.no_channel", "This shop is gone.");
    const auto look = look_of(*account);
    ChatWelcome out;
    out.shop_name = shop->name, out.languages = languages_of(look, shop->languages);
    const std::string wished = in.language.value_or("").substr(0, 2);
    const auto spoken = [&](const std::string& tag) {
        return std::ranges::find(out.languages, tag) != out.languages.end();
    };
    const bool first = !spoken(shop->language) && !out.languages.empty();
    out.language = spoken(wished) ? wished : first ? out.languages.front() : shop->language;
    out.open = shop->open, out.opens_at = shop->opens_at;
    out.title = look.title, out.greeting = look.greeting, out.colour = look.colour;
    out.shut_note = look.shut_note, out.when_shut = look.when_shut;
    out.invitations = look.invitations;
    out.share = look.share;
    if (d_.doors) out.doors = d_.doors(account->shop_id);
    out.limits = {text_chars_max, name_chars_max, contact_chars_max, page_files_most(*account),
                  page_part_most};
    if (!in.token) return out;
    (void)d_.db.read([&](db::Conn& conn) -> Result<> {
        if (const auto t = his(conn, *account, *in.token)) out.conversation = for_buyer(*t);
        return {};
    });
    return out;
}

Result<Conversations::Writing> Conversations::checked(const From& from, const ChatOpen& in,
                                                      bool opens) {
    auto account = account_for(from, in.key);
    if (!account) return account.error();
    if (auto ok = check_token(in.token); !ok) return ok.error();
    if (auto ok = check_client_id(in.client_id); !ok) return ok.error();
    auto text = checked_text(in.text);
    if (!text) return text.error();
    auto name = checked_line(in.name.value_or(""), name_chars_max, "name");
    if (!name) return name.error();
    auto contact = checked_line(in.contact.value_or(""), contact_chars_max, "contact");
    if (!contact) return contact.error();
    auto page = checked_line(in.page.value_or(""), page_chars_max, "page");
    if (!page) return page.error();
    Writing w{*account,
              hash_of(in.token),
              in.client_id,
              *text,
              from.ip,
              opens,
              *name,
              normal_contact(*contact),
              in.language.value_or("").substr(0, 2),
              *page,
              {},
              {},
              {}};
    w.called_from = linked(*account, in.token);
    if (auto ok = slow_enough(messages_, w.hash); !ok) return ok.error();
    return w;
}

Result<Conversations::Thread> Conversations::new_thread(db::Tx& tx, const Writing& w) {
    const auto shop = d_.shop(w.account.shop_id);
    if (!shop) return not_found("conversations.no_channel", "This shop is gone.");
    // Nobody is there to answer: without a way to reach him his words would lead nowhere.
    for (const auto* field : {"name", "contact"})
        if (!shop->open && (std::string_view(field) == "name" ? w.name : w.contact).empty())
            return invalid("conversations.contact_needed", field,
                           "The shop is closed: leave a name and a phone or e-mail.");
    if (auto ok = slow_enough(opens_, w.ip); !ok) return ok.error();
    Thread t;
    t.id = d_.ids.next_id<ConversationId>();
    t.shop_id = w.account.shop_id, t.channel = w.account.kind, t.account_id = w.account.id;
    t.thread = w.hash;
    t.queue_id = w.account.queue_id;
    t.language = w.language.empty() ? shop->language : w.language;
    t.page = w.page;
    t.began_at = t.last_at = tx.now;
    rows::insert(tx, t);
    tx.journal({"conversation.opened", t.id.value, 0,
                "{\"shop\":\"" + std::to_string(t.shop_id.value) + "\",\"channel\":\"webchat\"}"});
    return t;
}

Result<Conversations::Wrote> Conversations::wrote(db::Tx& tx, Effects& out, const Writing& w) {
    auto known = rows::thread_named(tx.conn, w.account.id, w.hash);
    if (!known && !w.opens) return no_conversation();
    const bool by_link = !known && w.called_from;
    if (!known) {
        auto fresh = new_thread(tx, w);
        if (!fresh) return fresh.error();
        known = *fresh;
    }
    const std::string key = "in:" + std::to_string(known->id.value) + ":" + w.client_id;
    if (const auto twice = rows::words_by_external(tx.conn, w.account.id, key))
        return Wrote{*known, *twice, true};
    const auto shop = d_.shop(known->shop_id);
    if (!shop) return not_found("conversations.no_channel", "This shop is gone.");
    Turn turn(*this, tx, out, *known);
    if (by_link) came_by_link(tx, turn, w.called_from);
    if (turn.t.buyer_name.empty()) turn.t.buyer_name = w.name;
    if (turn.t.buyer_contact.empty()) turn.t.buyer_contact = w.contact;
    turn.t.search = fold(turn.t.buyer_name + " " + turn.t.buyer_contact);
    Words words = turn.add(Direction::in, w.text, {}, key, w.client_id);
    if (w.file) {
        words.files = {d_.files->attach(tx, {turn.t.id, words.id, turn.t.account_id}, 1,
                                        w.file_name, *w.file)};
        turn.has_files(words.files);
        out.then.push_back([this] { d_.files->wake(); });  // the scanner
    }
    const Ms within{look_of(w.account).answer_within_s * 1000};
    if (auto done = turn.buyer_writes(words, *shop, within); !done) return done.error();
    if (w.file) turn.shows_files(words);
    return Wrote{turn.save(), words};
}

Result<ChatOpened> Conversations::open(const From& from, const ChatOpen& in) {
    auto writing = checked(from, in, true);
    if (!writing) return writing.error();
    auto done =
        commit<Wrote>([this, w = *writing](db::Tx& tx, Effects& out) { return wrote(tx, out, w); });
    if (!done) return done.error();
    return ChatOpened{for_buyer(done->thread), for_buyer(done->words)};
}

Result<ChatWritten> Conversations::write(const From& from, const ChatWrite& in) {
    auto writing = checked(from, {in.key, in.token, in.client_id, in.text, {}, {}, {}, {}}, false);
    if (!writing) return writing.error();
    auto done =
        commit<Wrote>([this, w = *writing](db::Tx& tx, Effects& out) { return wrote(tx, out, w); });
    if (!done) return done.error();
    return ChatWritten{for_buyer(done->words)};
}

ChatHistory Conversations::history_of(db::Conn& conn, const Thread& t,
                                      const ChatHistoryAsk& in) const {
    const std::int64_t since = std::max<std::int64_t>(0, in.since.value_or(0));
    const bool forward = since > 0;
    auto all = rows::words(conn, {t.id, since, std::max<std::int64_t>(0, in.before.value_or(0)),
                                  false, forward, history_most + 1});
    ChatHistory out{for_buyer(t), {}, static_cast<int>(all.size()) > history_most};
    if (out.more) all.erase(forward ? all.end() - 1 : all.begin());
    with_files(conn, all);
    for (const Words& w : all) out.messages.push_back(for_buyer(w));
    return out;
}

Result<ChatHistory> Conversations::history(const From& from, const ChatHistoryAsk& in) {
    const auto account = account_for(from, in.key);
    if (!account) return account.error();
    std::optional<Thread> t;
    auto out = d_.db.read_as<ChatHistory>([&](db::Conn& conn) -> Result<ChatHistory> {
        auto found = his(conn, *account, in.token);
        if (!found) return found.error();
        t = *found;
        return history_of(conn, *t, in);
    });
    if (out && t) marked(*t, t->last_seq, MessageState::delivered);
    return out;
}

/// His page has, or he has read, everything up to there. Not waited for.
void Conversations::marked(const Thread& t, std::int64_t seq, MessageState state) {
    const bool read = state == MessageState::read;
    if (seq <= (read ? t.buyer_read_seq : t.buyer_got_seq)) return;
    post<bool>(
        [this, id = t.id, seq, state, read](db::Tx& tx, Effects& out) -> Result<bool> {
            auto now = rows::thread(tx.conn, id);
            if (!now) return false;
            const std::int64_t up_to = std::min(seq, now->last_seq);
            now->buyer_got_seq = std::max(now->buyer_got_seq, up_to);
            if (read) now->buyer_read_seq = std::max(now->buyer_read_seq, up_to);
            rows::update(tx, *now);
            rows::mark_out(tx, id, up_to, state);
            out.then.push_back([this, t = *now] {
                if (d_.hub && t.place == Place::hers)
                    d_.hub->to_person(
                        t.assignee_id, "conversation_read",
                        json::write(ConversationRead{t.id, t.buyer_read_seq, t.buyer_got_seq}));
            });
            return true;
        },
        [](const Result<bool>&) {});
}

Result<Nothing> Conversations::buyer_read(const From& from, const ChatRead& in) {
    const auto account = account_for(from, in.key);
    if (!account) return account.error();
    const auto t = d_.db.read_as<Thread>(
        [&](db::Conn& conn) -> Result<Thread> { return his(conn, *account, in.token); });
    if (!t) return t.error();
    marked(*t, in.seq, MessageState::read);
    return Nothing{};
}

Result<Nothing> Conversations::leave(const From& from, const ChatLeave& in) {
    const auto account = account_for(from, in.key);
    if (!account) return account.error();
    return commit<Nothing>(
        [=, this, account = *account](db::Tx& tx, Effects& out) -> Result<Nothing> {
            const auto t = his(tx.conn, account, in.token);
            if (!t) return t.error();
            if (t->state == State::closed) return Nothing{};
            Turn turn(*this, tx, out, *t);
            if (auto moved = turn.happens(Happening::closed); !moved) return moved.error();
            turn.is_over({}, true, "");
            turn.save();
            return Nothing{};
        });
}

BuyerConversation Conversations::for_buyer(const Thread& t) const {
    BuyerConversation c;
    const bool hers = t.place == Place::hers && t.assignee_id;
    c.state = t.state == State::closed ? "closed" : hers ? "active" : "waiting";
    if (hers && d_.person_name) c.operator_ = BuyerOperator{d_.person_name(t.assignee_id)};
    c.last_seq = t.last_seq, c.read_seq = t.buyer_read_seq, c.shop_read_seq = t.shop_read_seq;
    c.began_at = t.began_at, c.rating = t.rating;
    return c;
}

BuyerMessage Conversations::for_buyer(const Words& w) const {
    BuyerMessage m;
    m.seq = w.seq, m.text = w.text, m.at = w.at;
    for (const auto& f : w.files)
        if (f.state == files::FileState::kept)
            m.files.push_back({f.name, f.type, f.given ? d_.files->link(f.id, f.name) : "", f.bytes,
                               f.shown && f.sort == files::FileSort::picture, f.risky,
                               f.given                             ? ""
                               : f.check == files::Check::infected ? "infected"
                                                                   : "not_checked"});
    m.from = w.direction == Direction::in    ? "buyer"
             : w.direction == Direction::out ? "shop"
                                             : "system";
    if (w.direction != Direction::in && w.author_id && d_.person_name)
        m.author = d_.person_name(w.author_id);
    if (w.direction == Direction::in) m.client_id = w.client_id;
    const bool seen = w.state == MessageState::read || w.state == MessageState::delivered;
    m.state = seen ? std::string(to_name(w.state)) : "sent";
    return m;
}

}  // namespace ol::conversations
