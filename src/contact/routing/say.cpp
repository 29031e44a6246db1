// What a waiting buyer is told: position, estimate, a word from time to time (A24, A25). And how
// good the estimates were.
#include <bit>

#include "contact/routing/state.hpp"

namespace ol::routing {

namespace {

constexpr int samples_needed = 5;

Ms rounded_up(Ms time, Ms to) { return to <= Ms{0} ? time : to * ((time + to - Ms{1}) / to); }

/// Half an octave of seconds per class: fine enough for a P90, and a fixed size.
std::size_t class_of(Ms error) {
    const auto s = static_cast<std::uint64_t>(error.count() / 1000) + 1;
    const auto octave = static_cast<std::size_t>(std::bit_width(s)) - 1;
    const bool upper = octave > 0 && (s >> (octave - 1) & 1u);
    return std::min<std::size_t>(octave * 2 + upper, 63);
}
Ms top_of(std::size_t of_class) {
    const std::uint64_t low = std::uint64_t{1} << (of_class / 2);
    const std::uint64_t top = of_class % 2 ? low * 2 : low + low / 2;
    return Ms{static_cast<std::int64_t>(std::max<std::uint64_t>(top, 1) - 1) * 1000};
}

bool told_position(const Announcements& a, int position) {
    switch (a.position) {
        case TellPosition::no: return false;
        case TellPosition::yes:
        case TellPosition::more_than: return true;
        case TellPosition::up_to: return position <= a.position_limit;
    }
    return false;
}

}  // namespace

/// The whole wait of somebody at this position, from now on.
std::optional<Ms> Router::State::estimate(const Queue& queue, int position) const {
    const QueueConfig& config = queue.config;
    std::optional<Ms> wait;
    if (config.announcements.estimate == Estimate::by_waits) {
        if (queue.wait_average >= 0) wait = Ms{queue.wait_average};
    } else if (queue.handled >= samples_needed && queue.effective_milli > 0) {
        wait = Ms{std::min<std::int64_t>(position * queue.handle_average, 1000000000000) * 1000 /
                  queue.effective_milli};
    }
    if (wait && config.max_wait > Ms{0}) wait = std::min(*wait, config.max_wait);
    return wait;
}

std::optional<Time> Router::State::next_saying(const Contact& contact) const {
    const Announcements& a = contact.home.queue->config.announcements;
    const Wishes* wishes = contact.wishes_.get();
    std::optional<Time> at;
    const bool tells = a.position != TellPosition::no || a.estimate != Estimate::no;
    if (tells && a.every > Ms{0})
        at = (wishes && wishes->last_said != Time{} ? wishes->last_said : contact.joined_at) +
             std::max(a.every, a.at_least_apart);
    if (a.periodic_every > Ms{0}) {
        const Time first =
            contact.joined_at + (a.periodic_from > Ms{0} ? a.periodic_from : a.periodic_every);
        const Time next =
            wishes && wishes->periodic_count > 0 ? wishes->last_periodic + a.periodic_every : first;
        at = at ? std::min(*at, next) : next;
    }
    return at && *at <= now ? now + Ms{1} : at;
}

/// Nothing is said while an offer rings to her (A24).
void Router::State::say(Contact& contact) {
    if (contact.place != Place::open || !contact.queue()) return;
    Queue& queue = *contact.queue();
    const Announcements& a = queue.config.announcements;
    if (a.position == TellPosition::no && a.estimate == Estimate::no && a.periodic_every <= Ms{0})
        return;
    Wishes& wishes = contact.wishes();
    const auto emit_one = [&](Announce announce) {
        if (quiet) return;
        announce.contact = contact.id;
        announce.queue = queue.config.id;
        emit(std::move(announce));
    };
    const bool first = wishes.last_said == Time{};
    const int position = position_of(contact);
    const bool due = first || (a.every > Ms{0} && now >= wishes.last_said + a.every);
    const bool spaced = first || now >= wishes.last_said + a.at_least_apart;
    if (due && spaced && (a.position != TellPosition::no || a.estimate != Estimate::no)) {
        wishes.last_said = now;
        const bool improved = wishes.said_position == 0 || position < wishes.said_position;
        if (told_position(a, position) && (!a.position_only_up || improved)) {
            wishes.said_position = position;
            const bool behind =
                a.position == TellPosition::more_than && position > a.position_limit;
            emit_one({{},
                      {},
                      Saying::position,
                      behind ? a.position_limit : position,
                      behind,
                      {},
                      false});
        }
        const bool once_over = a.estimate_once && wishes.said_estimate;
        auto wait =
            a.estimate == Estimate::no || once_over ? std::nullopt : estimate(queue, position);
        if (wait && a.estimate == Estimate::by_waits)  // the average is of whole waits (trap 1)
            wait = *wait - (now - contact.entered_at);
        if (wait) {
            const bool soon = *wait <= Ms{0};
            Ms told = rounded_up(std::max(*wait, Ms{0}), a.round_up_to);
            const bool worsened = position > wishes.said_estimate_position;
            if (wishes.said_estimate && !worsened) told = std::min(told, *wishes.said_estimate);
            const bool told_first = !wishes.said_estimate;
            if (soon || told >= a.shortest_told) {
                wishes.said_estimate = told;
                if (told_first) wishes.said_estimate_at = now;
                wishes.said_estimate_position = position;
                emit_one({{},
                          {},
                          Saying::estimate,
                          position,
                          false,
                          soon ? std::nullopt : std::optional(told),
                          soon});
            }
        }
    }
    const Time from =
        contact.joined_at + (a.periodic_from > Ms{0} ? a.periodic_from : a.periodic_every);
    const Time next = wishes.periodic_count > 0 ? wishes.last_periodic + a.periodic_every : from;
    if (a.periodic_every > Ms{0} && now >= next) {
        wishes.last_periodic = now;
        ++wishes.periodic_count;
        emit_one(
            {{}, {}, Saying::periodic, static_cast<int>(wishes.periodic_count), false, {}, false});
    }
}

/// An answered wait teaches the average (one quarter, in whole milliseconds), and an estimate that
/// was told is compared with what came.
void Router::State::learn_wait(Contact& contact) {
    Queue& queue = *contact.queue();
    const std::int64_t wait = (contact.accepted_at - contact.entered_at).count();
    queue.wait_average = queue.wait_average < 0 ? wait : (3 * queue.wait_average + wait) / 4;
    const Wishes* wishes = contact.wishes_.get();
    if (!wishes || !wishes->said_estimate || wishes->said_estimate_at == Time{}) return;
    const Ms actual = contact.accepted_at - wishes->said_estimate_at;
    const Ms error = Ms{std::abs((actual - *wishes->said_estimate).count())};
    ++queue.estimates;
    queue.estimate_error_sum += error.count();
    ++queue.estimate_errors[class_of(error)];
    Record& r = record("estimate", &contact, nullptr, &queue);
    r.wait = *wishes->said_estimate;
    r.talk = actual;
}

QueueView estimate_quality(const Queue& queue) {
    QueueView view;
    view.estimates = queue.estimates;
    if (queue.estimates == 0) return view;
    view.mean_error = Ms{queue.estimate_error_sum / queue.estimates};
    std::int64_t seen = 0;
    for (std::size_t i = 0; i < queue.estimate_errors.size(); ++i) {
        seen += queue.estimate_errors[i];
        if (seen * 10 < queue.estimates * 9) continue;
        view.p90_error = top_of(i);
        break;
    }
    return view;
}

}  // namespace ol::routing
