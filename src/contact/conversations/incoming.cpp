// The channel's side of a conversation: each thing it told, once, in one transaction.
#include "contact/conversations/incoming.hpp"

#include "contact/conversations/channel_rows.hpp"
#include "contact/conversations/channel_types.hpp"
#include "contact/conversations/commit.hpp"
#include "contact/conversations/messengers/messengers.hpp"
#include "platform/base/codes.hpp"
#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/base/text.hpp"

namespace ol::conversations {
namespace {

constexpr std::size_t words_bytes_max = 40'000;
constexpr Ms events_again_in{5000};

const char* sign_of(MediaKind kind) {
    switch (kind) {
        case MediaKind::image: return "🖼";
        case MediaKind::video: return "🎞";
        case MediaKind::audio:
        case MediaKind::voice: return "🔊";
        case MediaKind::sticker: return "🏷";
        case MediaKind::file: return "📎";
        case MediaKind::location: return "📍";
        case MediaKind::contact: return "👤";
    }
    return "📎";
}

std::string line_of(const Media& m) {
    std::string out = sign_of(m.kind);
    const auto say = [&](const std::string& part) {
        if (!part.empty()) out += " " + part;
    };
    say(m.name), say(m.caption), say(m.phone);
    if (!m.latitude.empty()) say(m.latitude + ", " + m.longitude);
    if (m.name.empty() && m.kind != MediaKind::location && m.kind != MediaKind::contact)
        say(m.type);
    if (m.bytes > 0) say("(" + std::to_string((m.bytes + 1023) / 1024) + " KiB)");
    if (m.url.starts_with("https://")) say(m.url);
    return out;
}

std::string clean(std::string_view text) {
    std::string out;
    for (const char c : to_valid_utf8(text))
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out.push_back(c);
    if (out.size() > words_bytes_max) {
        out.resize(words_bytes_max);
        while (!valid_utf8(out)) out.pop_back();
    }
    return std::string(trim(out));
}

std::string short_line(std::string_view text, std::size_t bytes) {
    std::string out = clean(text.substr(0, bytes * 2));
    std::ranges::replace(out, '\n', ' ');
    if (out.size() > bytes) out.resize(bytes);
    while (!valid_utf8(out)) out.pop_back();
    return out;
}

std::optional<Course> course_of(What what) {
    if (what == What::delivered) return Course::arrived;
    if (what == What::read) return Course::seen;
    if (what == What::failed) return Course::bounced;
    if (what == What::sent) return Course::accepted;
    return std::nullopt;
}

/// What `error_code` of a buyer's message says of it.
const char* mark_of(What what) {
    if (what == What::edited) return "edited";
    if (what == What::deleted) return "deleted";
    if (what == What::unsupported) return "unsupported";
    if (what == What::call) return "call";
    return "";
}

bool says_words(What what) {
    return what == What::message || what == What::unsupported || what == What::call ||
           what == What::edited || what == What::deleted;
}

}  // namespace

std::string words_of(const Incoming& e, const std::function<bool(const Media&)>& apart) {
    std::string out = e.subject.empty() ? e.text : e.subject + "\n" + e.text;
    if (trim(out).empty()) out = e.button;
    for (const auto& m : e.media) {
        const std::string line = apart && apart(m) ? m.caption : line_of(m);
        if (!line.empty()) out += (out.empty() ? "" : "\n") + line;
    }
    if (e.what == What::unsupported || e.what == What::call)
        out = e.raw_kind + (out.empty() ? "" : ": " + out);
    return clean(out);
}

std::string key_of(const Incoming& e) {
    if (!e.message_id.empty()) return "ch:" + e.thread + "/" + e.message_id;
    if (!e.event_id.empty()) return "ev:" + e.event_id;
    return "h:" + e.thread + "/" +
           crypto::hex(crypto::sha256(e.raw_kind + "\n" + std::to_string(to_ms(e.at)) + "\n" +
                                      words_of(e)));
}

/// On the room's loop: a few deliveries in a transaction, then the next. What cannot be worked
/// through is found by taking them one by one, and is set aside: those behind it are taken.
void Conversations::work_events(ChannelAccountId account, int at_once) {
    post<bool>(
        [this, account, at_once](db::Tx& tx, Effects& out) -> Result<bool> {
            const auto a = rows::account(tx.conn, account);
            const auto waiting = rows::events(tx.conn, account, at_once);
            for (const auto& event : waiting) {
                const Channel* channel = a ? messenger_of(a->kind) : nullptr;
                auto all = channel ? channel->read(event.body)
                                   : Result<std::vector<Incoming>>(std::vector<Incoming>{});
                if (all)
                    for (const Incoming& e : *all) took(tx, out, *a, e);
                rows::done(tx, event);
            }
            return static_cast<int>(waiting.size()) == at_once;
        },
        [this, account, at_once](const Result<bool>& more) {
            if (!more) return not_worked(account, at_once, more.error());
            if (*more) d_.loop.post([this, account, at_once] { work_events(account, at_once); });
        });
}

void Conversations::not_worked(ChannelAccountId account, int at_once, const Error& why) {
    log::error("conversations", "events_not_worked", {{"code", why.code}});
    if (why.kind == Errc::unavailable)  // a full disk, a lock: the same again, a little later
        d_.loop.post([this, account] {
            d_.loop.at(d_.loop.now() + events_again_in, [this, account] { work_events(account); });
        });
    else if (at_once > 1)
        d_.loop.post([this, account] { work_events(account, 1); });
    else
        post<Nothing>(
            [account, code = why.code](db::Tx& tx, Effects&) -> Result<Nothing> {
                for (const auto& event : rows::events(tx.conn, account, 1))
                    rows::set_aside(tx, event, code);
                return Nothing{};
            },
            [this, account](const Result<Nothing>& done) {
                if (done) d_.loop.post([this, account] { work_events(account); });
            });
}

void Conversations::took(db::Tx& tx, Effects& out, const Account& a, const Incoming& e) {
    if (e.what == What::ignored || e.thread.empty()) return;
    if (!rows::first_time(tx, a.id, e.event_id)) return;
    const auto known = rows::thread_named(tx.conn, a.id, e.thread);
    if (const auto course = course_of(e.what)) return told_of_ours(tx, out, a, known, e, *course);
    if (e.what == What::typing) {
        if (known && d_.hub && known->place == Place::hers)
            out.then.push_back([this, id = known->id, to = known->assignee_id] {
                d_.hub->to_person(to, "conversation_typing",
                                  json::write(ConversationTyping{id, true}));
            });
        return;
    }
    if (e.by_us) return echoed(tx, out, a, known, e);
    if (says_words(e.what)) return buyer_told(tx, out, a, known, e);
    if (!known || (e.what != What::reaction && e.what != What::left)) return;
    Turn turn(*this, tx, out, *known);
    const std::string said = e.what == What::left ? "buyer_left" : "buyer_reacted " + words_of(e);
    turn.add(Direction::system, short_line(said, 200), {});
    turn.save();
}

/// A conversation that the channel begins: whoever wrote, under the channel's name of him.
Conversations::Thread Conversations::begun(db::Tx& tx, const Account& a, const Incoming& e) {
    Thread t;
    t.id = d_.ids.next_id<ConversationId>();
    t.shop_id = a.shop_id, t.channel = a.kind, t.account_id = a.id, t.thread = e.thread;
    t.queue_id = a.queue_id;
    const auto shop = d_.shop(a.shop_id);
    const auto spoken = e.sender.language.substr(0, 2);  // "uk-UA"; it may be anything
    t.language = known_language(spoken) ? spoken : shop ? shop->language : "";
    t.page = short_line(e.referral, 500);
    t.began_at = t.last_at = tx.now;
    rows::insert(tx, t);
    tx.journal({"conversation.opened", t.id.value, 0,
                "{\"shop\":\"" + std::to_string(t.shop_id.value) + "\",\"channel\":\"" +
                    std::string(to_name(t.channel)) + "\"}"});
    return t;
}

void Conversations::buyer_told(db::Tx& tx, Effects& out, const Account& a,
                               const std::optional<Thread>& known, const Incoming& e) {
    const std::string key = key_of(e);
    const auto apart = [&](const Media& m) { return fetches(a, m); };
    const bool changes = e.what == What::edited || e.what == What::deleted;
    if (auto words = rows::words_by_external(tx.conn, a.id, key)) {
        if (!changes || !known) return;  // told before
        words->text = e.what == What::deleted ? "" : words_of(e, apart);
        words->error_code = mark_of(e.what);
        rows::update_words(tx, *words);
        if (e.what == What::deleted && d_.files) d_.files->taken_back(tx, words->id);
        with_files(tx.conn, *words);
        out.words.push_back(*words);
        Turn turn(*this, tx, out, *known);
        if (words->seq == turn.t.last_seq) turn.t.preview = preview_of(words->text);
        turn.save();
        return;
    }
    // An edit or a deletion that overtook its message stands for it: what comes later is a repeat.
    Turn turn(*this, tx, out, known ? *known : begun(tx, a, e));
    if (!e.sender.name.empty()) turn.t.buyer_name = short_line(e.sender.name, 100);
    const std::string contact = e.sender.phone.empty() ? e.sender.email : e.sender.phone;
    if (!contact.empty()) turn.t.buyer_contact = short_line(contact, 200);
    turn.t.search = fold(turn.t.buyer_name + " " + turn.t.buyer_contact);
    Words words = turn.add(Direction::in, e.what == What::deleted ? "" : words_of(e, apart), {},
                           key, {}, mark_of(e.what));
    if (e.what != What::deleted) expect_files(tx, out, a, words, e);
    turn.has_files(words.files);
    const auto shop = d_.shop(a.shop_id);
    const auto look = json::read<ChannelLook>(a.look);
    const Ms within{(look ? look->answer_within_s : 0) * 1000};
    if (auto done = turn.buyer_writes(words, shop.value_or(ShopFacts{}), within); !done)
        log::error("conversations", "not_taken", {{"code", done.error().code}});
    if (words.text.empty()) turn.shows_files(words);
    turn.save();
}

/// What the shop wrote: ours comes back under the channel's name; else it was written elsewhere.
void Conversations::echoed(db::Tx& tx, Effects& out, const Account& a,
                           const std::optional<Thread>& known, const Incoming& e) {
    if (e.what != What::message || !known) return;
    if (rows::out_named(tx.conn, a.id, known->id, e.message_id)) return;
    const std::string key = key_of(e);
    if (rows::words_by_external(tx.conn, a.id, key)) return;
    for (rows::Out& o : rows::sending_of(tx.conn, a.id)) {  // it overtook the answer to its sending
        const auto words = rows::words_of(tx.conn, o.id);
        if (o.conversation_id != known->id || !words || words->text != e.text) continue;
        o.channel_id = e.message_id;
        return rows::update(tx, o);
    }
    Turn turn(*this, tx, out, *known);
    turn.add_elsewhere(words_of(e), key);
    turn.save();
}

void Conversations::told_of_ours(db::Tx& tx, Effects& out, const Account& a,
                                 const std::optional<Thread>& known, const Incoming& e,
                                 Course course) {
    const ConversationId conversation = known ? known->id : ConversationId{};
    std::vector<rows::Out> meant;
    if (e.before_watermark && known)
        meant = rows::out_until(tx.conn, conversation, e.at);
    else if (auto one = rows::out_named(tx.conn, a.id, conversation, e.message_id))
        meant.push_back(*one);
    else if (auto own = rows::out_by_our_id(tx.conn, a.id, e.message_id))
        meant.push_back(*own);
    else if (!e.message_id.empty())
        rows::keep_late(tx, a.id, e.message_id, std::string(to_name(course)));
    std::optional<Trouble> why;
    if (course == Course::bounced)
        why = trouble_of({Sent::refused, "", {}, e.error_code, e.error_text}, {});
    for (rows::Out& o : meant)
        if (rows::step(tx, o, course, why))
            out.then.push_back(
                [this, id = o.conversation_id, message = o.id] { tell_message(id, message); });
}

}  // namespace ol::conversations
