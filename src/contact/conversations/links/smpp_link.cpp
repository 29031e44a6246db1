// SMS by a bind of our own: an answer leaves in pieces, receipts find what they are of, long
// messages are put together, and what the centre sends again is one message.
#include <algorithm>
#include <deque>

#include "contact/conversations/links/links.hpp"
#include "contact/conversations/links/smpp_address.hpp"
#include "contact/conversations/links/sms_rows.hpp"
#include "contact/conversations/messengers/wire.hpp"
#include "contact/conversations/outbox_rows.hpp"
#include "platform/base/crypto.hpp"

namespace ol::conversations {
namespace {

namespace status = smpp::status;
using wire::bj::array;
using wire::bj::object;

constexpr Ms bind_within{10'000};
constexpr Ms again_within{10 * 60'000};      // so long after a broken line a repeat is a repeat
constexpr Ms pieces_within{10 * 60'000};     // then a long message is told as far as it came
constexpr Ms parts_kept{14LL * 86'400'000};  // no centre tries to deliver for longer
constexpr Ms pieces_kept{86'400'000};
constexpr std::size_t overdue_most = 1000;

std::string event_of(object one) {
    return wire::body_of(object{{"events", array{std::move(one)}}});
}

/// What a refusal by the centre means for the message.
Sent meaning(std::uint32_t s) {
    if (s == status::throttled || s == status::queue_full || s == status::try_again ||
        s == status::system_error || s == status::bad_state)
        return Sent::again;
    if (s == status::bad_destination) return Sent::gone;
    if (s == status::bad_source) return Sent::not_allowed;
    if (s == status::bad_length) return Sent::too_long;
    return Sent::refused;
}

/// Sixteen bits by which a centre may name the piece to us (user_message_reference).
std::uint16_t reference_of(std::int64_t message, std::int64_t piece) {
    return static_cast<std::uint16_t>((message ^ message >> 16 ^ message >> 32) + piece);
}

std::string two_bytes(std::uint16_t value) {
    return {static_cast<char>(value >> 8), static_cast<char>(value & 0xFF)};
}

class SmppLink final : public Link {
public:
    SmppLink(const LinkHouse& house, const LinkAccount& account)
        : house_(house), account_(account.id), at_(*smpp_address(account.credentials.account)) {
        smpp::ClientEvents events;
        events.arrived = [this](const smpp::Message& m, const std::string& raw) {
            const auto receipt = smpp::receipt_of(m);
            return receipt ? receipted(*receipt, m) : written(m, raw);
        };
        events.stands = [this](const smpp::Standing& s) {
            if (s.bound) acknowledged_.clear();
            house_.stands(account_, standing_answer(s.code, s.said));
        };
        events.late = [this](smpp::Ticket t, const smpp::Answer& a) { late(t, a); };
        events.minute = [this] { minute(); };
        client_ =
            std::make_unique<smpp::Client>(login(account.credentials.token), events, house_.clock);
    }
    ~SmppLink() override { client_->stop(); }

    Carried carry(const Parcel& parcel) override;
    SendAnswer check() override {
        const auto s = client_->standing(bind_within);
        return standing_answer(s.code, s.said);
    }
    void stop() override { client_->stop(); }

private:
    smpp::Login login(const std::string& password) const;
    std::vector<smpp::Message> pieces_of(const Parcel& parcel) const;
    Carried meant(const std::vector<smpp::Answer>& answers);
    rows::SmsPart part_of(const Parcel& p, const smpp::Answer& a, std::size_t part,
                          std::size_t parts) const;
    void taken(db::Tx& tx, rows::SmsPart part) const;
    std::string fate_of(db::Tx& tx, MessageId message, std::int64_t parts) const;
    bool receipted(const smpp::Receipt& r, const smpp::Message& m);
    std::optional<rows::SmsPart> by_reference(db::Conn& conn, const smpp::Receipt& r,
                                              ConversationId conversation) const;
    bool written(const smpp::Message& m, const std::string& raw);
    std::string put_together(db::Tx& tx, const rows::SmsPiece& like, bool whole) const;
    void late(smpp::Ticket t, const smpp::Answer& a);
    void minute();

    LinkHouse house_;
    ChannelAccountId account_;
    SmppAddress at_;
    std::mutex mutex_;                    // guards what is below
    std::deque<Parcel> overdue_;          // unanswered: of whom a late answer speaks
    std::set<std::string> acknowledged_;  // the client's thread: told as kept on this bind
    Time forgot_at_{};
    std::unique_ptr<smpp::Client> client_;
};

smpp::Login SmppLink::login(const std::string& password) const {
    smpp::Login l;
    l.to = {at_.host, at_.port, at_.tls, house_.allow_private, house_.authorities};
    l.rules.bind = {at_.login, password, at_.type};
    l.rules.window = at_.window;
    l.rules.per_second = at_.rate;
    return l;
}

// ---- out ----

std::vector<smpp::Message> SmppLink::pieces_of(const Parcel& parcel) const {
    const std::string& to = parcel.out.thread;
    const bool international = to.starts_with('+');
    std::vector<smpp::Message> out;
    const auto id = parcel.message.value;
    for (const auto& piece :
         smpp::pieces_of(parcel.out.text, at_.alphabet, static_cast<std::uint8_t>(id))) {
        smpp::Message m;
        m.source = at_.from;
        m.source_ton = static_cast<std::uint8_t>(at_.ton);
        m.source_npi = static_cast<std::uint8_t>(at_.npi);
        m.destination = international ? to.substr(1) : to;
        m.destination_ton = international ? 1 : 0, m.destination_npi = 1;
        m.esm_class = piece.header ? 0x40 : 0;
        m.registered = 1, m.coding = piece.coding, m.text = piece.bytes;
        m.tlvs = {{smpp::tag::user_message_reference,
                   two_bytes(reference_of(id, static_cast<std::int64_t>(out.size())))}};
        out.push_back(std::move(m));
    }
    return out;
}

Carried SmppLink::carry(const Parcel& parcel) {
    const std::string digits = parcel.out.thread.substr(parcel.out.thread.starts_with('+') ? 1 : 0);
    if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos)
        return {{Sent::gone, "", {}, "smpp.number", parcel.out.thread}, false};
    if (!parcel.files.empty()) return {{Sent::refused, "", {}, "smpp.file", ""}, false};
    auto pieces = pieces_of(parcel);
    if (pieces.empty()) return {{Sent::too_long, "", {}, "smpp.pieces", ""}, false};
    const auto count = pieces.size();
    const auto answers = client_->submit(parcel.message.value, std::move(pieces), bind_within);
    (void)house_.keep(account_, [&](db::Tx& tx) {
        for (std::size_t i = 0; i < count; ++i)
            if (answers[i].outcome == smpp::Outcome::accepted && !answers[i].id.empty())
                taken(tx, part_of(parcel, answers[i], i, count));
        return fate_of(tx, parcel.message, static_cast<std::int64_t>(count));
    });
    auto out = meant(answers);
    if (out.unanswered) {
        const std::lock_guard lock(mutex_);
        overdue_.push_back(parcel);
        if (overdue_.size() > overdue_most) overdue_.pop_front();
    }
    return out;
}

rows::SmsPart SmppLink::part_of(const Parcel& p, const smpp::Answer& a, std::size_t part,
                                std::size_t parts) const {
    return {account_,
            smpp::same_ids(a.id).front(),
            p.message,
            p.conversation,
            static_cast<std::int64_t>(part),
            static_cast<std::int64_t>(parts),
            "",
            "",
            house_.clock.now()};
}

/// One word for all pieces: none may be sent twice, so one that is not known makes all not known.
Carried SmppLink::meant(const std::vector<smpp::Answer>& answers) {
    using smpp::Outcome;
    const auto of = [&](Outcome o) {
        return std::ranges::find(answers, o, &smpp::Answer::outcome);
    };
    const auto none = answers.end();
    const auto accepted = of(Outcome::accepted), refused = of(Outcome::refused);
    if (of(Outcome::unanswered) != none)
        return {{Sent::again, accepted == none ? "" : accepted->id, {}, "link.silent", ""}, true};
    if (refused == none && of(Outcome::not_left) == none)
        return {{Sent::accepted, accepted->id, {}, "", ""}, false};
    if (accepted != none)  // he has a part of it: only a person may send it again
        return {{Sent::refused,
                 "",
                 {},
                 "smpp.partly",
                 refused == none ? "" : smpp::status_name(refused->status)},
                false};
    if (refused != none)
        return {{meaning(refused->status), "", {}, smpp::status_name(refused->status), ""}, false};
    const auto s = client_->standing(Ms{0});
    return {standing_answer(s.code.empty() ? "link.lost" : s.code, s.said), false};
}

/// Its receipt may have come before.
void SmppLink::taken(db::Tx& tx, rows::SmsPart part) const {
    if (const auto early = rows::part_named(tx.conn, account_, smpp::same_ids(part.centre_id),
                                            part.conversation_id, true)) {
        part.state = early->state, part.error = early->error;
        rows::drop_part(tx, *early);
    }
    rows::keep_part(tx, part);
}

/// What there is to tell of the whole message: delivered when each piece is, failed when one did.
std::string SmppLink::fate_of(db::Tx& tx, MessageId message, std::int64_t parts) const {
    const auto all = rows::parts_of(tx.conn, message);
    const auto out = rows::out(tx.conn, message);
    const auto thread = out ? rows::thread(tx.conn, out->conversation_id) : std::nullopt;
    if (!thread || all.empty()) return {};
    object e{{"id", std::to_string(message.value)}, {"thread", thread->thread}};
    for (const auto& p : all)
        if (p.state == "failed") {
            e["type"] = "failed", e["error_code"] = p.error;
            return event_of(e);
        }
    const bool each =
        std::ranges::all_of(all, [](const auto& p) { return p.state == "delivered"; });
    if (!each || static_cast<std::int64_t>(all.size()) < parts) return {};
    e["type"] = "delivered";
    return event_of(e);
}

/// The answer came after the message had been told as "not known".
void SmppLink::late(smpp::Ticket t, const smpp::Answer& a) {
    std::optional<Parcel> parcel;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& p : overdue_)
            if (p.message.value == t.message) parcel = p;
    }
    if (!parcel) return;
    const auto count = smpp::pieces_of(parcel->out.text, at_.alphabet, 0).size();
    (void)house_.keep(account_, [&](db::Tx& tx) -> std::string {
        object e{{"id", std::to_string(t.message)}, {"thread", parcel->out.thread}};
        if (a.outcome != smpp::Outcome::accepted) {
            e["type"] = "failed", e["error_code"] = smpp::status_name(a.status);
            return event_of(e);
        }
        if (!a.id.empty()) taken(tx, part_of(*parcel, a, static_cast<std::size_t>(t.piece), count));
        auto fate = fate_of(tx, parcel->message, static_cast<std::int64_t>(count));
        if (!fate.empty() || rows::parts_of(tx.conn, parcel->message).size() < count) return fate;
        e["type"] = "sent";
        return event_of(e);
    });
}

// ---- in ----

/// Of what it is: by the centre's name in either base, in the conversation of its number; else by
/// our own reference among what is not known. Otherwise it waits for the answer that it overtook.
bool SmppLink::receipted(const smpp::Receipt& r, const smpp::Message& m) {
    if (!smpp::is_final(r.fate) || r.fate == smpp::Fate::unknown || r.id.empty()) return true;
    return house_.keep(account_, [&](db::Tx& tx) -> std::string {
        const auto number = thread_of_number(m.source, m.source_ton, at_.country);
        const auto thread = rows::thread_named(tx.conn, account_, number);
        const auto conversation = thread ? thread->id : ConversationId{};
        const auto names = smpp::same_ids(r.id);
        auto part = rows::part_named(tx.conn, account_, names, conversation, false);
        if (!part) part = by_reference(tx.conn, r, conversation);
        if (!part)
            part = rows::SmsPart{account_, names.front(), {}, conversation, 0, 1, "", "", {}};
        if (part->state == "delivered") return {};  // told twice, or overtaken
        const bool good = r.fate == smpp::Fate::delivered;
        part->state = good ? "delivered" : "failed";
        if (!good) part->error = r.word.empty() ? r.error : r.word + " " + r.error;
        part->at = tx.now;
        rows::keep_part(tx, *part);
        if (!part->message_id) return {};
        return fate_of(tx, part->message_id, part->parts);
    });
}

std::optional<rows::SmsPart> SmppLink::by_reference(db::Conn& conn, const smpp::Receipt& r,
                                                    ConversationId conversation) const {
    if (!r.reference || !conversation) return std::nullopt;
    for (const auto& o : rows::out_until(conn, conversation, house_.clock.now())) {
        if (o.state != MessageState::perhaps_sent) continue;
        const auto words = rows::words_of(conn, o.id);
        if (!words) continue;
        const auto parts = smpp::pieces_of(words->text, at_.alphabet, 0).size();
        for (std::size_t i = 0; i < parts; ++i)
            if (reference_of(o.id.value, static_cast<std::int64_t>(i)) == *r.reference)
                return rows::SmsPart{account_,
                                     smpp::same_ids(r.id).front(),
                                     o.id,
                                     conversation,
                                     static_cast<std::int64_t>(i),
                                     static_cast<std::int64_t>(parts),
                                     "",
                                     "",
                                     {}};
    }
    return std::nullopt;
}

/// The centre gives a message no name: the same bytes again soon after a broken line are the same
/// message, and on one bind that took our answer they are another.
bool SmppLink::written(const smpp::Message& m, const std::string& raw) {
    const auto words = smpp::words_of(m);
    const std::string mark = crypto::sha256(raw).substr(0, 6);
    const bool answered = acknowledged_.contains(mark);
    const bool kept = house_.keep(account_, [&](db::Tx& tx) -> std::string {
        rows::SmsPiece p{account_,
                         thread_of_number(m.source, m.source_ton, at_.country),
                         words.part.reference,
                         words.part.total,
                         words.part.number,
                         words.text,
                         false,
                         tx.now};
        if (p.thread.empty()) return {};
        if (p.parts == 1) {
            p.reference = 0;
            for (const char c : mark)
                p.reference = p.reference << 8 | static_cast<unsigned char>(c);
        }
        const auto known = rows::pieces(tx.conn, p);
        const bool over = !known.empty() && known.front().done;
        const bool fresh = !known.empty() && tx.now - known.back().at < again_within;
        if (over && (!fresh || (p.parts == 1 && answered)))
            rows::drop_pieces(tx, p);
        else if (over)
            return {};  // again
        if (p.parts > 1) {
            rows::keep_piece(tx, p);
            return put_together(tx, p, true);
        }
        p.text = words.readable ? p.text : "";
        object e{{"type", words.readable ? "message" : "binary SMS"},
                 {"id", "sms-" + crypto::hex(mark) + "-" + std::to_string(to_ms(tx.now))},
                 {"thread", p.thread},
                 {"sender", {{"id", p.thread}, {"name", p.thread}}},
                 {"text", p.text}};
        p.text.clear(), p.done = true;
        rows::keep_piece(tx, p);
        return event_of(e);
    });
    if (kept && words.part.total == 1) acknowledged_.insert(mark);
    if (acknowledged_.size() > overdue_most) acknowledged_.clear();
    return kept;
}

/// whole: only when each piece is there; else what is, with marks where some are missing.
std::string SmppLink::put_together(db::Tx& tx, const rows::SmsPiece& like, bool whole) const {
    const auto all = rows::pieces(tx.conn, like);
    if (all.empty() || (whole && static_cast<std::int64_t>(all.size()) < like.parts)) return {};
    std::string text;
    std::int64_t next = 1;
    Time first = all.front().at;
    for (const auto& p : all) {
        if (p.part != next) text += "[…]";
        text += p.text, next = p.part + 1, first = std::min(first, p.at);
    }
    if (next <= like.parts) text += "[…]";
    rows::pieces_done(tx, like);
    return event_of({{"type", "message"},
                     {"id", "sms-" + std::to_string(like.reference) + "-" +
                                std::to_string(like.parts) + "-" + std::to_string(to_ms(first))},
                     {"thread", like.thread},
                     {"sender", {{"id", like.thread}, {"name", like.thread}}},
                     {"text", text}});
}

/// What has waited long enough is told as it is; what is of no more use goes.
void SmppLink::minute() {
    const Time now = house_.clock.now();
    std::vector<rows::SmsPiece> stale;
    (void)house_.db.read([&](db::Conn& conn) -> Result<> {
        stale = rows::stale_pieces(conn, account_, now - pieces_within);
        return {};
    });
    for (const auto& one : stale)
        (void)house_.keep(account_, [&](db::Tx& tx) { return put_together(tx, one, false); });
    if (now - forgot_at_ < pieces_kept) return;
    forgot_at_ = now;
    (void)house_.db.write([&](db::Tx& tx) -> Result<> {
        rows::forget_sms(tx, account_, now - parts_kept, now - pieces_kept);
        return {};
    });
}

}  // namespace

std::shared_ptr<Link> smpp_link(const LinkHouse& house, const LinkAccount& account) {
    return std::make_shared<SmppLink>(house, account);
}

}  // namespace ol::conversations
