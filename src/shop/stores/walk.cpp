// Walks over a shop's lists: what changed since the last time, page after page, and its webhooks
// brought back when the shop has switched them off.
#include <algorithm>

#include "platform/base/log.hpp"
#include "platform/base/names.hpp"
#include "shop/stores/connected.hpp"

namespace ol::stores {
namespace {

constexpr std::size_t pages_max = 10'000;

}  // namespace

Error Stores::failed(const Connected& s, const Answer& answer) {
    mark(s.row.id, answer.state(), answer.code());
    const std::lock_guard lock(mutex_);
    auto& [failures, next] = backoff_[s.row.id.value];
    next = d_.clock.now() + std::max(delay_after(++failures), answer.wait);
    return answer.error();
}

/// Where a poll begins: at the cursor less the overlap, or where a shop that counts requests has
/// stopped it. Without that a long list would begin anew each time and never end.
Stores::Walk Stores::walk_of(const Connected& s) {
    {
        const std::lock_guard lock(mutex_);
        if (auto kept = walks_.extract(s.row.id.value)) return std::move(kept.mapped());
    }
    const Time since =
        s.row.cursor_at ? *s.row.cursor_at - d_.poll_overlap : s.created_at - d_.first_look_back;
    const auto first = s.connector->changes_paths(since, s.feed, s.source(d_.clock.now()));
    return {{first.begin(), first.end()}, {}, s.row.cursor_at.value_or(Time{}), s.feed};
}

Result<PollResult> Stores::poll(StoreId id) {
    auto found = opened_store(id);
    if (!found) return found.error();
    Connected& s = *found;
    if (!s.connector->can_read()) return PollResult{};
    if (s.row.history_only) return PollResult{};
    Walk walk = walk_of(s);
    PollResult total;
    while (!walk.ahead.empty() && walk.asked.size() < pages_max) {
        const auto path = walk.ahead.front();
        if (walk.asked.contains(path)) {
            walk.ahead.pop_front();
            continue;
        }
        const auto answer = ask(s, path);
        if (answer.is == Answer::Is::limited) {
            const std::lock_guard lock(mutex_);
            walks_[id.value] = walk;
        }
        if (answer.is != Answer::Is::ok) return failed(s, answer);
        walk.ahead.pop_front();
        walk.asked.insert(path);
        auto next = take_page(s, path, answer, total, walk.newest, walk.feed);
        if (!next) return next.error();
        walk.ahead.insert(walk.ahead.end(), next->begin(), next->end());
    }
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        const auto cursor = to_ms(walk.newest) ? std::optional(walk.newest) : s.row.cursor_at;
        tx.exec(R"(update store set state = 'ok', last_error = '', last_poll_at = ?2,
            cursor_at = ?3, feed = ?4 where id = ?1)",
                id, tx.now, cursor, walk.feed);
        return {};
    });
    {
        const std::lock_guard lock(mutex_);
        backoff_.erase(id.value);
    }
    if (!done) return done.error();
    mend_hooks(s);
    return total;
}

/// One page in one transaction; returns what is to be asked next.
Result<std::vector<std::string>> Stores::take_page(Connected& s, const std::string& path,
                                                   const Answer& answer, PollResult& total,
                                                   Time& newest, std::string& feed) {
    auto page = s.connector->page(path, answer.http, s.source(d_.clock.now()));
    if (!page) {
        Answer half;
        (void)failed(s, half);
        return page.error();
    }
    PollResult here;
    std::vector<OrderId> touched;
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        here = {}, touched.clear();
        std::int64_t gaps = 0;
        for (auto& f : page->orders) {
            auto r = take(tx, s, f);
            if (!r) {
                refuse(tx, s, f.order.external_id, f.order.number, r.error());
                continue;
            }
            here.found += r->id ? 1 : 0;  // a draft is no order
            if (r->result == orders::Upsert::unchanged) continue;
            touched.push_back(r->id);
            ++(r->result == orders::Upsert::created ? here.new_ : here.changed);
            gaps += f.order.modified_at >=
                    s.created_at;  // what lies before the connection is a first import, not a gap
        }
        for (const auto& key : page->gone)
            if (auto r = apply_gone(tx, s, key, touched); !r) return r.error();
        for (const auto& r : page->refused) refuse(tx, s, r.key, "", r.why);
        know_statuses(tx, s, page->statuses);
        tx.exec("update store set gaps_repaired = gaps_repaired + ?2 where id = ?1", s.row.id,
                gaps);
        return {};
    });
    if (!done) return done.error();
    for (const auto& f : page->orders) newest = std::max(newest, f.order.modified_at);
    if (!page->feed.empty()) feed = page->feed;
    total.found += here.found;
    total.new_ += here.new_;
    total.changed += here.changed;
    tell(touched);
    return std::move(page->next);
}

/// The shop's own list of statuses: names for what was asked, meanings where its groups tell them.
/// A person's answer is never changed.
void Stores::know_statuses(db::Tx& tx, Connected& s,
                           const std::vector<ForeignStatus>& statuses) const {
    for (const auto& status : statuses) {
        if (status.meaning) s.meanings.try_emplace(status.code, *status.meaning);
        const auto meaning = status.meaning ? to_name(*status.meaning) : std::string_view();
        tx.exec(R"(update store_status set name = ?3, meaning = case when meaning = '' then ?4
            else meaning end where store_id = ?1 and code = ?2 and (name <> ?3 or meaning = ''))",
                s.row.id, status.code, status.name, meaning);
        if (status.meaning)
            tx.exec(R"(insert into store_status (store_id, code, name, meaning, asked_at,
                answered_at, answered_by) values (?1,?2,?3,?4,?5,?5,0)
                on conflict (store_id, code) do nothing)",
                    s.row.id, status.code, status.name, meaning, tx.now);
    }
}

/// A shop drops its webhooks by itself after failures (T1, T3); polling notices, mends and tells.
void Stores::mend_hooks(const Connected& s) {
    const auto path = s.connector->hooks_path();
    if (path.empty()) return;
    const auto answer = ask(s, path);
    if (answer.is != Answer::Is::ok)
        return;  // a key that may only read orders: nothing to mend with
    std::int64_t mended = 0;
    for (auto& request : s.connector->mend_hooks(answer.http.body, s.row.webhook_url))
        mended += ask(s, std::move(request)).is == Answer::Is::ok;
    if (mended == 0 || !s.row.last_poll_at)
        return;  // the first round subscribes, it repairs nothing
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        tx.exec("update store set hooks_restored = hooks_restored + ?2 where id = ?1", s.row.id,
                mended);
        tx.journal({"store.hooks_restored", s.row.id.value, 0,
                    "{\"count\":" + std::to_string(mended) + "}"});
        return {};
    });
    if (!done) log::warn("stores", "hooks_not_saved", {{"code", done.error().code}});
}

void Stores::poll_due() {
    auto all = list({});
    if (!all) return;
    for (const auto& s : *all) {
        const auto* connector = connector_of(s.kind);
        if (!connector || !connector->can_read() || s.history_only) continue;
        const Time now = d_.clock.now();
        Time due = s.last_poll_at ? *s.last_poll_at + connector->poll_every(d_.poll_every) : now;
        {
            const std::lock_guard lock(mutex_);
            if (stopping_) return;
            if (const auto it = backoff_.find(s.id.value); it != backoff_.end())
                due = std::max(due, it->second.second);
        }
        if (due <= now) (void)poll(s.id);  // the state and the reason stand in the store's row
    }
}

}  // namespace ol::stores
