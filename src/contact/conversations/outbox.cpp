#include "contact/conversations/outbox.hpp"

#include <algorithm>

#include "contact/conversations/channel_rows.hpp"
#include "platform/base/log.hpp"

namespace ol::conversations {
namespace {

constexpr Ms pause_most{60'000};

struct Meaning {
    const char* code;
    std::vector<std::string> ways;
};

/// What the operator can do; the window's own ways come first where it is closed.
Meaning meaning_of(Sent what) {
    switch (what) {
        case Sent::accepted: return {"", {}};
        case Sent::again: return {"conversations.out_slow_down", {"wait"}};
        case Sent::window_closed: return {"conversations.out_window_closed", {}};
        case Sent::not_allowed: return {"conversations.out_not_allowed", {"settings", "call"}};
        case Sent::bad_token: return {"conversations.out_bad_token", {"settings", "again"}};
        case Sent::too_long: return {"conversations.out_too_long", {"shorten"}};
        case Sent::gone: return {"conversations.out_gone", {"call", "letter"}};
        case Sent::refused: return {"conversations.out_refused", {"again", "call"}};
    }
    return {"conversations.out_refused", {}};
}

/// What the channel told of it before it answered.
void news_in_time(db::Tx& tx, rows::Out& o) {
    if (o.channel_id.empty()) return;
    for (const auto& name : rows::take_late(tx, o.account_id, o.channel_id)) {
        const auto course = from_name<Course>(name);
        if (course && *course == Course::bounced)
            rows::step(tx, o, *course, trouble_of({}, {}));
        else if (course)
            rows::step(tx, o, *course);
    }
}

Trouble plain(const char* code, std::vector<std::string> ways) {
    return {code, {}, std::move(ways), {}};
}

}  // namespace

Ms out_delay(std::int64_t failures) {
    const auto shift = std::clamp<std::int64_t>(failures - 1, 0, 8);
    return std::min(Ms{2000} * (std::int64_t{1} << shift), Ms{300'000});
}

Trouble trouble_of(const SendAnswer& a, const Window& window) {
    auto [code, ways] = meaning_of(a.what);
    Trouble t{code, {}, std::move(ways), {}};
    if (a.what == Sent::window_closed) t.ways = window.ways;
    if (a.what == Sent::again && a.code.starts_with("http."))
        t.code = "conversations.out_unreachable";
    if (a.code.starts_with("link.")) t.code = "conversations.link_" + a.code.substr(5);
    if (!a.code.empty()) t.params.push_back({"channel_code", a.code});
    if (!a.text.empty()) t.params.push_back({"channel_said", a.text});
    return t;
}

void Outbox::add(std::shared_ptr<Carrier> carrier) { carriers_[carrier->kind()] = carrier; }

std::shared_ptr<Carrier> Outbox::carrier(ChannelKind kind) const {
    const auto at = carriers_.find(kind);
    return at == carriers_.end() ? nullptr : at->second;
}

Result<> Outbox::recover() {
    return d_.db.write([&](db::Tx& tx) -> Result<> {
        for (rows::Out& o : rows::sending(tx.conn)) {
            const auto by = carrier(o.channel);
            o.next_at = tx.now;
            if (by && by->repeats(o.account_id))
                rows::step(tx, o, Course::again);
            else
                rows::step(tx, o, Course::unanswered,
                           plain("conversations.out_unanswered", {"look", "again"}));
        }
        return {};
    });
}

void Outbox::start() {
    std::vector<ChannelAccountId> waiting;
    (void)d_.db.read([&](db::Conn& conn) -> Result<> {
        waiting = rows::accounts_with_out(conn);
        return {};
    });
    {
        const std::lock_guard lock(mutex_);
        running_ = true;
    }
    for (const auto account : waiting) kick(account);
}

void Outbox::stop() {
    std::vector<std::thread> threads;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        running_ = false;
        for (auto& [_, lane] : lanes_) threads.push_back(std::move(lane.thread));
    }
    wake_.notify_all();
    for (auto& thread : threads)
        if (thread.joinable()) thread.join();
}

void Outbox::kick(ChannelAccountId account) {
    const std::lock_guard lock(mutex_);
    if (!running_) return;
    auto& lane = lanes_[account];
    lane.kicked = true;
    if (!lane.thread.joinable()) lane.thread = std::thread([this, account] { work(account); });
    wake_.notify_all();
}

void Outbox::wake(ChannelAccountId account) {
    {
        const std::lock_guard lock(mutex_);
        paused_until_.erase(account);
    }
    kick(account);
}

void Outbox::work(ChannelAccountId account) {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        lanes_[account].kicked = false;
        lock.unlock();
        const auto next = run(account);
        lock.lock();
        const auto ready = [&] { return stopping_ || lanes_[account].kicked; };
        if (!next)
            wake_.wait(lock, ready);
        else
            wake_.wait_for(lock, std::max(Ms{1}, *next - d_.clock.now()), ready);
    }
}

std::optional<Time> Outbox::run(ChannelAccountId account) {
    while (!stopping_) {
        std::optional<rows::Out> due;
        std::optional<Time> next;
        auto done = d_.db.read([&](db::Conn& conn) -> Result<> {
            due = rows::due_out(conn, account, d_.clock.now());
            next = rows::next_due(conn, account);
            return {};
        });
        if (!done) return d_.clock.now() + out_delay(1);
        if (!due) return next;
        const auto by = carrier(due->channel);
        if (const auto wait = held(account, by.get())) return d_.clock.now() + *wait;
        const auto leaving = leave(*due);
        if (!leaving) continue;  // not yet, or never: its row says so
        came_back(*leaving, by->carry(leaving->parcel));
    }
    return std::nullopt;
}

/// The account is at rest after a refusal, or has sent as much as its channel takes in a second.
std::optional<Ms> Outbox::held(ChannelAccountId account, const Carrier* carrier) {
    const Time now = d_.clock.now();
    const std::lock_guard lock(mutex_);
    if (const auto at = paused_until_.find(account); at != paused_until_.end() && at->second > now)
        return std::chrono::duration_cast<Ms>(at->second - now);
    const int rate = carrier ? carrier->limits().per_second : 0;
    if (rate <= 0) return std::nullopt;
    const auto [pace, _] =
        paces_.try_emplace(account, Limiter(std::vector<Pace>{{rate, Ms{1000}}}));
    return pace->second.too_fast("", now);
}

void Outbox::pause(ChannelAccountId account, Ms wait) {
    const std::lock_guard lock(mutex_);
    paused_until_[account] = d_.clock.now() + wait;
}

/// Written down as `sending` and committed before it leaves.
std::optional<Outbox::Leaving> Outbox::leave(const rows::Out& due) {
    Leaving l;
    bool goes = false;
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        goes = false;
        const auto row = rows::out(tx.conn, due.id);
        if (!row || row->state != MessageState::queued) return {};
        l = {*row, {}, {}};
        auto packed = pack(tx, l);
        if (!packed) return packed.error();
        goes = *packed;
        return {};
    });
    if (!done) {
        log::warn("conversations", "outbox_not_saved", {{"code", done.error().code}});
        pause(due.account_id, out_delay(1));
        return std::nullopt;
    }
    d_.changed(due.conversation_id, due.id);
    if (!goes) return std::nullopt;
    return l;
}

/// False: it does not leave now, and its row says why.
Result<bool> Outbox::pack(db::Tx& tx, Leaving& l) const {
    const auto words = rows::words_of(tx.conn, l.out.id);
    const auto thread = rows::thread(tx.conn, l.out.conversation_id);
    const auto account = rows::account(tx.conn, l.out.account_id);
    const auto by = carrier(l.out.channel);
    const auto never = [&](const Trouble& why) {
        rows::step(tx, l.out, Course::refused, why);
        return false;
    };
    if (d_.files) l.parcel.files = d_.files(tx.conn, l.out.id);
    if (!words || !thread || (words->text.empty() && l.parcel.files.empty()))
        return never(plain("conversations.out_refused", {}));
    if (!account || !account->enabled)
        return never(plain("conversations.out_channel_off", {"settings", "again", "call"}));
    if (!by) return never(plain("conversations.out_no_carrier", {"settings", "call"}));
    const auto himself = thread->last_buyer_at == Time{} ? std::optional<Time>{}
                                                         : std::optional(thread->last_buyer_at);
    l.window = by->window(himself, tx.now);
    if (!l.window.free_text)
        return never(trouble_of({Sent::window_closed, "", {}, "", ""}, l.window));
    const Time free_at = rows::last_left(tx.conn, thread->id) + by->limits().per_thread_ms;
    if (free_at > tx.now) {
        l.out.next_at = free_at;
        rows::update(tx, l.out);
        return false;
    }
    l.parcel = {l.out.id, thread->id, account->id, {}, std::move(l.parcel.files)};
    l.parcel.out.thread = thread->thread;
    l.parcel.out.text = words->text;
    l.parcel.out.our_id = std::to_string(l.out.id.value);
    l.out.left_at = tx.now;
    return rows::step(tx, l.out, Course::leaves);
}

/// What came of it is told until it is written: left as `sending` it would hold up its thread.
/// Ended before that, a start finds it so and does not send it blindly.
void Outbox::written(const std::function<Result<>(db::Tx&)>& job) {
    for (std::int64_t failures = 1;; ++failures) {
        const auto done = d_.db.write(job);
        if (done) return;
        log::warn("conversations", "outbox_not_saved", {{"code", done.error().code}});
        if (done.error().kind != Errc::unavailable) return;
        std::unique_lock lock(mutex_);
        if (wake_.wait_for(lock, out_delay(failures), [this] { return stopping_.load(); })) return;
    }
}

void Outbox::came_back(const Leaving& l, const Carried& what) {
    const auto& a = what.answer;
    const auto by = carrier(l.out.channel);
    const bool repeats = by && by->repeats(l.out.account_id);
    const bool accepted = a.what == Sent::accepted && !what.unanswered;
    const bool later = a.what == Sent::again || (what.unanswered && repeats);
    written([&](db::Tx& tx) -> Result<> {
        auto row = rows::out(tx.conn, l.out.id);
        if (!row) return {};
        if (d_.answered) d_.answered(tx, row->account_id, a);
        if (!a.message_id.empty()) row->channel_id = a.message_id;
        if (accepted) {
            row->attempts = 0;
            // News that came before the answer stands; only the name is new then.
            if (!rows::step(tx, *row, Course::accepted)) rows::update(tx, *row);
            news_in_time(tx, *row);
            return {};
        }
        Trouble why = trouble_of(a, l.window);
        if (what.unanswered && !repeats) {
            why.code = "conversations.out_unanswered";
            why.ways = {"look", "again"};
            rows::step(tx, *row, Course::unanswered, why);
            return {};
        }
        if (!later) {
            rows::step(tx, *row, Course::refused, why);
            return {};
        }
        ++row->attempts;
        row->next_at = tx.now + std::max(a.retry_after_ms, out_delay(row->attempts));
        if (row->next_at - row->created_at > out_tried_for) {
            why.params.insert(why.params.begin(), {"cause", why.code});
            why.code = "conversations.out_given_up";
            why.ways = {"again", "call"};
            rows::step(tx, *row, Course::refused, why);
            return {};
        }
        why.next_at = row->next_at;
        rows::step(tx, *row, Course::later, why);
        return {};
    });
    // A fax waits for its own number: what goes to others by the same account goes on.
    if (later && !accepted && l.out.channel != ChannelKind::fax)
        pause(l.out.account_id, a.retry_after_ms > Ms{0}
                                    ? a.retry_after_ms
                                    : std::min(out_delay(l.out.attempts + 1), pause_most));
    d_.changed(l.out.conversation_id, l.out.id);
}

}  // namespace ol::conversations
