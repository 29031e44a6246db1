// Call-backs at a time that the buyer chose: the free times are told in a flow or while he waits,
// his place is taken in one transaction with the task and the promise, and the task rings then.
#include "contact/calls/floor.hpp"
#include "platform/base/names.hpp"
#include "platform/base/text.hpp"

namespace ol::calls {

namespace {

using Told = std::vector<promises::Promise>;  // of which desks hear, once it is written

/// Whom it is promised to. A caller whom nobody knows becomes a buyer, as he has asked for a call;
/// of several who share the number none is meant, and the task stands alone.
CustomerId buyer_of(db::Tx& tx, const Deps& deps, const store::ContactRecord& task) {
    if (task.customer) return task.customer;
    const auto found = deps.customers.identify(tx.conn, task.number, "");
    if (found.customer_ids.size() == 1) return found.customer_ids.front();
    if (!found.customer_ids.empty()) return {};
    customers::NewCustomer buyer;
    buyer.name = task.caller_name;
    buyer.phone = task.number;
    const auto made = deps.customers.create(tx, buyer, {});
    return made ? *made : CustomerId{};
}

/// The promise of this place, instead of that of the one he had before.
Result<> promise_place(db::Tx& tx, const Deps& deps, const callbacks::Booking& place,
                       CustomerId buyer, PromiseId before, PersonId by, Told& told) {
    if (before)
        if (auto over = deps.promises.cancel(tx, before, std::nullopt, "moved", by))
            told.push_back(std::move(*over));
    if (!buyer) return {};
    promises::NewPromise promise;
    promise.kind = promises::Kind::callback;
    promise.to_customer_id = buyer;
    promise.contact_id = place.task;
    promise.shop_id = place.shop;
    promise.due_from = place.from;
    promise.due_at = place.to;
    const auto made = deps.promises.make(tx, promise, booked_reason, by);
    if (!made) return made.error();
    callbacks::Callbacks::note_promise(tx, place.task, made->id);
    told.push_back(*made);
    return {};
}

/// Place, task and promise: all or nothing.
Result<callbacks::Booking> take_place(db::Tx& tx, const Deps& deps, store::ContactRecord& task,
                                      Time from, PersonId by, Told& told) {
    const auto before = callbacks::Callbacks::of_task(tx.conn, task.id);
    auto place = deps.callbacks->take(tx, {task.id, task.shop, task.queue, from, {}, {}});
    if (!place) return place;
    task.customer = buyer_of(tx, deps, task);
    store::save(tx, task);
    const auto promised = promise_place(tx, deps, *place, task.customer,
                                        before ? before->promise : PromiseId{}, by, told);
    if (!promised) return promised.error();
    tx.journal(
        {"task.booked", task.id.value, by.value, "{\"from\":" + std::to_string(to_ms(from)) + "}"});
    return place;
}

}  // namespace

bool Calls::Impl::offers_times(const LiveContact& c) const {
    return deps.callbacks && deps.flows && can_call_back(c) &&
           deps.callbacks->rule(c.row.shop, c.row.queue).on;
}

/// A number that takes money of who calls it, or of a country that no trunk of ours may call,
/// can be promised nothing. Without trunks nobody knows what they would carry.
Result<> Calls::Impl::may_call_back(const std::string& number, ShopId shop) const {
    if (dear_phone(number))
        return invalid("calls.premium", "number",
                       "premium numbers are never called: a call there is dear; ask for another");
    if (!deps.trunks || !phone_region(number)) return {};
    const auto at = shops.find(shop);
    const std::string region = at == shops.end() ? "" : at->second.region;
    if (!trunks::off_every_list(deps.trunks->choose(number, region))) return {};
    return invalid("calls.country", "number",
                   "calls to this country are not allowed; the head can allow it per trunk");
}

bool Calls::Impl::can_call_back(const LiveContact& c) const {
    return !c.row.number.empty() && may_call_back(c.row.number, c.row.shop).has_value();
}

/// `by`: who books it by hand; 0 = the buyer himself. `done` on the floor, after commit. Errors:
/// those of Callbacks::take, calls.no_number, calls.premium, calls.country, calls.callback_busy.
void Calls::Impl::book(LiveContact about, Time from, PersonId by, BookDone done) {
    if (!deps.callbacks)
        return done(conflict("callbacks.off", "no times for calls back are offered here"));
    if (about.row.number.empty())
        return done(conflict("calls.no_number", "no telephone number is known"));
    if (auto may = may_call_back(about.row.number, about.row.shop); !may) return done(may.error());
    const auto* waiting = callback_of(about);
    if (waiting && waiting->row.state != "open")
        return done(conflict("calls.callback_busy", "somebody calls him back this moment"));
    auto task = std::make_shared<store::ContactRecord>(
        waiting ? waiting->row : task_of(about, false, booked_reason));
    task->task_reason = booked_reason;
    task->due_at = from;
    task->tries = 0;
    if (by) task->agent = by;
    auto place = std::make_shared<callbacks::Booking>();
    auto told = std::make_shared<Told>();
    deps.db.post(
        [this, task, place, told, from, by](db::Tx& tx) -> Result<> {
            told->clear();  // a batch that failed is tried again job by job
            auto taken = take_place(tx, deps, *task, from, by, *told);
            if (!taken) return taken.error();
            *place = *taken;
            return {};
        },
        [this, about = std::move(about), task, place, told,
         done = std::move(done)](Result<> saved) {
            floor.post([=, this] {
                if (!saved) return done(saved.error());
                if (const auto& tell = deps.promises.deps().on_changed)
                    for (const auto& promise : *told) tell(promise);
                booked(about, *task, *place);
                done(*place);
            });
        });
}

/// The rows are there: so is the task, and it waits for its time.
void Calls::Impl::booked(const LiveContact& about, const store::ContactRecord& task,
                         const callbacks::Booking& place) {
    // He hung up while it was booked, and is owed a call-back since: that one is this one.
    if (auto* other = callback_of(about); other && other->row.id != task.id) {
        if (other->row.state == "open") close_callback(other->row.id);
    }
    booked_until[task.id] = place.to;
    auto* live = find(task.id);
    if (!live) {
        add_task(about, task);
        return queue_task(task);
    }
    live->row.task_reason = task.task_reason;
    live->row.due_at = place.from;
    live->row.tries = 0;
    live->row.customer = task.customer;
    touch(task.id);
    if (live->in_line)
        to_line(routing::ContactDeferred{task.id, place.from});
    else
        floor.at(place.from, [this, id = task.id] { task_due(id); });
    tell_task(*live);
}

void Calls::Impl::place_over(ContactId id) {
    if (booked_until.erase(id) == 0) return;
    later([id](db::Tx& tx) { callbacks::Callbacks::release(tx, id); });
}

/// Nobody was free to take it: its second try comes later, not at the same desk at once. While
/// another operator rings the line does not hear of it (ContactDeferred of who is in hand). When
/// its time is nearly over it goes on as any call-back.
void Calls::Impl::rest_booked(ContactId id) {
    const auto at = booked_until.find(id);
    auto* task = find(id);
    if (at == booked_until.end() || !task) return;
    const Time now = floor.now();
    const Time again = std::min(now + booked_again_after, at->second - booked_last_chance);
    const bool late = again <= now + Ms{60000};
    if (task->in_line) {
        if (!late) to_line(routing::ContactDeferred{id, again});
        return;
    }
    if (late) return rings_again(*task);
    task->row.due_at = again;
    floor.at(again, [this, id] { task_due(id); });
    tell_task(*task);
}

// ---- times that are told ----

/// The next free ones; `done` on the floor.
void Calls::Impl::free_times(ShopId shop, QueueId queue,
                             std::function<void(std::vector<flows::CallTime>)> done) {
    cards.post([this, shop, queue, done = std::move(done)] {
        std::vector<flows::CallTime> times;
        (void)deps.db.read([&](db::Conn& conn) -> Result<> {
            const auto all = deps.callbacks->slots(conn, shop, queue, deps.clock.now());
            for (const auto& slot : callbacks::free_slots(all, flows::times_spoken))
                times.push_back({slot.from, slot.to});
            return {};
        });
        floor.post([done, times = std::move(times)] { done(times); });
    });
}

void Calls::Impl::flow_times(ContactId id, std::uint32_t serial, QueueId queue) {
    const auto* live = find(id);
    if (!deps.callbacks || !live || !can_call_back(*live))
        return apply(FlowTold{id, flows::TimesCame{serial, {}}});
    free_times(live->row.shop, queue, [this, id, serial](auto times) {
        apply(FlowTold{id, flows::TimesCame{serial, std::move(times)}});
    });
}

void Calls::Impl::flow_books(ContactId id, const flows::BookTime& asked) {
    LiveContact about = contacts.at(id);
    about.row.queue = asked.queue.value_or(about.row.queue);
    const QueueId queue = about.row.queue;
    book(std::move(about), asked.time.from, {},
         [this, id, queue, serial = asked.serial](const Result<callbacks::Booking>& place) {
             if (place) return apply(FlowTold{id, flows::TimeBooked{serial}});
             if (place.error().code != "callbacks.slot_full")
                 return apply(FlowTold{id, flows::TimesCame{serial, {}}});
             flow_times(id, serial, queue);
         });
}

void Calls::Impl::run(const AskTimes& c) { tell_times(c.contact, false); }

/// `gone`: another took the one that he chose. He always hears something: that there is none, too.
void Calls::Impl::tell_times(ContactId id, bool gone) {
    const auto* live = find(id);
    if (!live) return;
    if (!offers_times(*live)) return no_times(id);
    free_times(live->row.shop, live->row.queue,
               [this, id, gone](const auto& times) { say_times(id, times, gone); });
}

void Calls::Impl::no_times(ContactId id) { apply(TimesTold{id, {"callback_no_times"}, 0}); }

void Calls::Impl::say_times(ContactId id, const std::vector<flows::CallTime>& times, bool gone) {
    auto* now = find(id);
    if (!now) return;
    now->times = times;
    if (times.empty()) return no_times(id);
    const auto shop = shops.find(now->row.shop);
    const std::string tz = shop == shops.end() ? "UTC" : shop->second.tz;
    const std::string language = !now->language.empty() ? now->language
                                 : shop == shops.end()  ? "en"
                                                        : shop->second.language;
    auto words = flows::times_words(times, floor.now(), tz, language);
    if (gone) words.insert(words.begin(), flows::word(flows::Word::time_gone, language));
    // A key whose time could not be spoken would book what he has not heard.
    const auto ready = [this, id, all = words.size(), count = static_cast<int>(times.size())](
                           auto names, bool) {
        floor.post([this, id, all, count, names = std::move(names)] {
            names.size() == all ? apply(TimesTold{id, names, count}) : no_times(id);
        });
    };
    deps.flows->prepare(now->row.shop, std::move(words), ready);
}

void Calls::Impl::run(const BookTime& c) {
    const auto* live = find(c.contact);
    if (!live) return;
    if (c.which >= static_cast<int>(live->times.size())) return no_times(c.contact);
    const Time from = live->times[static_cast<std::size_t>(c.which)].from;
    book(*live, from, {}, [this, id = c.contact](const Result<callbacks::Booking>& place) {
        place ? apply(TimeTaken{id}) : tell_times(id, true);
    });
}

}  // namespace ol::calls
