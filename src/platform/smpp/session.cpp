#include "platform/smpp/session.hpp"

#include <algorithm>

namespace ol::smpp {
namespace {

constexpr std::size_t overdue_most = 1000;
constexpr Ms slow_first{1000}, slow_most{10'000}, leave_within{3000};
constexpr std::uint32_t sequence_most = 0x7FFFFFFF;

bool for_now(std::uint32_t status) {
    return status == status::throttled || status == status::queue_full ||
           status == status::try_again;
}

}  // namespace

std::uint32_t Session::next_sequence() {
    sequence_ = sequence_ >= sequence_most ? 1 : sequence_ + 1;
    return sequence_;
}

void Session::write(std::uint32_t command, std::uint32_t status, std::uint32_t sequence,
                    std::string body, Commands& out) const {
    out.push_back(out::Write{smpp::write({command, status, sequence, std::move(body)})});
}

std::vector<Command> Session::handle(Time now, const Event& event) {
    Commands out;
    if (std::holds_alternative<in::Connected>(event)) {
        framer_ = {}, overdue_.clear(), asked_ = 0, slow_until_ = next_at_ = {};
        state_ = State::binding, heard_ = now, asked_until_ = now + rules_.answer_ms;
        write(command::bind_transceiver, 0, next_sequence(), write_bind(rules_.bind), out);
    } else if (const auto* bytes = std::get_if<in::Bytes>(&event)) {
        if (state_ == State::closed) return out;
        heard_ = now;
        framer_.feed(bytes->bytes);
        while (auto pdu = framer_.next()) received(now, *pdu, out);
        if (framer_.broken()) {
            write(command::generic_nack, status::bad_command_length, 0, "", out);
            hang_up(out::Why::garbled, 0, out);
        }
    } else if (std::holds_alternative<in::Lost>(event)) {
        lost(out);
    } else if (const auto* one = std::get_if<in::Submit>(&event)) {
        if (state_ != State::bound)
            out.push_back(out::Answered{one->ticket, Outcome::not_left, 0, "", false});
        else
            waiting_.push_back({one->ticket, one->message, now});
    } else if (const auto* kept = std::get_if<in::Kept>(&event)) {
        if (state_ == State::bound || state_ == State::leaving)
            write(kept->command | command::response, kept->ok ? status::ok : status::try_again,
                  kept->sequence, std::string(1, '\0'), out);
    } else if (std::holds_alternative<in::Leave>(event)) {
        if (state_ != State::bound) return hang_up(out::Why::left, 0, out), out;
        state_ = State::leaving, asked_until_ = now + leave_within;
        write(command::unbind, 0, next_sequence(), "", out);
    } else {
        time_passed(now, out);
    }
    send_more(now, out);
    return out;
}

void Session::received(Time now, const Pdu& pdu, Commands& out) {
    if (state_ == State::closed) return;  // hung up within these bytes
    switch (pdu.command) {
        case command::bind_transceiver | command::response: return bind_answered(now, pdu, out);
        case command::submit_sm | command::response: return submit_answered(now, pdu, out);
        case command::deliver_sm:
        case command::data_sm: return delivered(pdu, out);
        case command::enquire_link:
            return write(command::enquire_link | command::response, 0, pdu.sequence, "", out);
        case command::enquire_link | command::response: asked_ = 0; return;
        case command::unbind:
            write(command::unbind | command::response, 0, pdu.sequence, "", out);
            return hang_up(out::Why::unbound, 0, out);
        case command::unbind | command::response:
            if (state_ == State::leaving) hang_up(out::Why::left, 0, out);
            return;
        case command::generic_nack: return nacked(now, pdu, out);
        case command::outbind:
        case command::alert_notification: return;
        default: break;
    }
    if (!(pdu.command & command::response))
        write(command::generic_nack, status::bad_command, pdu.sequence, "", out);
}

void Session::bind_answered(Time now, const Pdu& pdu, Commands& out) {
    if (state_ != State::binding) return;
    if (pdu.status != status::ok) return hang_up(out::Why::refused, pdu.status, out);
    state_ = State::bound, next_at_ = now;
    out.push_back(out::Bound{});
}

void Session::submit_answered(Time now, const Pdu& pdu, Commands& out) {
    if (const auto at = overdue_.find(pdu.sequence); at != overdue_.end()) {
        out.push_back(out::Answered{at->second,
                                    pdu.status == 0 ? Outcome::accepted : Outcome::refused,
                                    pdu.status, read_id(pdu.body), true});
        overdue_.erase(at);
        return;
    }
    const auto at = flying_.find(pdu.sequence);
    if (at == flying_.end()) return;  // nobody asked: told twice
    Waiting what = std::move(at->second.what);
    flying_.erase(at);
    if (for_now(pdu.status)) {
        slow_until_ = now + std::min(slow_first * (1 << std::min(slow_times_++, 4)), slow_most);
        if (now - what.since < rules_.patience_ms) return waiting_.push_front(std::move(what));
    } else if (pdu.status == status::ok) {
        slow_times_ = 0;
    }
    out.push_back(out::Answered{what.ticket, pdu.status == 0 ? Outcome::accepted : Outcome::refused,
                                pdu.status, read_id(pdu.body), false});
}

void Session::delivered(const Pdu& pdu, Commands& out) {
    auto m = pdu.command == command::deliver_sm ? read_message(pdu.body) : read_data(pdu.body);
    if (!m)
        return write(pdu.command | command::response, status::bad_length, pdu.sequence,
                     std::string(1, '\0'), out);
    out.push_back(out::Arrived{pdu.sequence, pdu.command, std::move(*m), pdu.body});
}

/// It did not understand something of ours: which, its sequence says; 0 is the stream itself.
void Session::nacked(Time now, const Pdu& pdu, Commands& out) {
    if (flying_.contains(pdu.sequence)) {
        Pdu as = pdu;
        as.command = command::submit_sm | command::response;
        as.body.clear();
        if (as.status == status::ok) as.status = status::bad_command;
        return submit_answered(now, as, out);
    }
    if (pdu.sequence == asked_) {  // it knows no enquire_link, but it is there
        asked_ = 0;
        return;
    }
    if (state_ == State::binding)
        return hang_up(out::Why::refused, std::max<std::uint32_t>(pdu.status, 1), out);
    if (pdu.sequence == 0) hang_up(out::Why::garbled, pdu.status, out);
}

void Session::send_more(Time now, Commands& out) {
    while (state_ == State::bound && !waiting_.empty() && now >= slow_until_ && now >= next_at_ &&
           static_cast<int>(flying_.size()) < rules_.window) {
        Waiting what = std::move(waiting_.front());
        waiting_.pop_front();
        const auto sequence = next_sequence();
        write(command::submit_sm, 0, sequence, write_message(what.message), out);
        flying_[sequence] = {std::move(what), now + rules_.answer_ms};
        if (rules_.per_second > 0) next_at_ = now + Ms{1000 / rules_.per_second};
    }
}

void Session::time_passed(Time now, Commands& out) {
    if ((state_ == State::binding || state_ == State::leaving) && now >= asked_until_)
        return hang_up(state_ == State::leaving ? out::Why::left : out::Why::silent, 0, out);
    for (auto it = flying_.begin(); it != flying_.end();) {
        if (now < it->second.until) {
            ++it;
            continue;
        }
        out.push_back(out::Answered{it->second.what.ticket, Outcome::unanswered, 0, "", false});
        overdue_[it->first] = it->second.what.ticket;
        if (overdue_.size() > overdue_most) overdue_.erase(overdue_.begin());
        it = flying_.erase(it);
    }
    if (state_ != State::bound) return;
    if (asked_ && now >= asked_until_) return hang_up(out::Why::silent, 0, out);
    if (!asked_ && now - heard_ >= rules_.quiet_ms) {
        asked_ = next_sequence(), asked_until_ = now + rules_.answer_ms;
        write(command::enquire_link, 0, asked_, "", out);
    }
}

void Session::hang_up(out::Why why, std::uint32_t status, Commands& out) {
    out.push_back(out::HangUp{why, status});
    lost(out);
}

/// What was written may have been taken; what was not has not left.
void Session::lost(Commands& out) {
    state_ = State::closed;
    for (auto& [_, one] : flying_)
        out.push_back(out::Answered{one.what.ticket, Outcome::unanswered, 0, "", false});
    for (auto& one : waiting_)
        out.push_back(out::Answered{one.ticket, Outcome::not_left, 0, "", false});
    flying_.clear(), waiting_.clear(), overdue_.clear();
}

std::optional<Time> Session::due() const {
    if (state_ == State::closed) return std::nullopt;
    if (state_ != State::bound) return asked_until_;
    Time at = asked_ ? asked_until_ : heard_ + rules_.quiet_ms;
    for (const auto& [_, one] : flying_) at = std::min(at, one.until);
    if (!waiting_.empty() && static_cast<int>(flying_.size()) < rules_.window)
        at = std::min(at, std::max(slow_until_, next_at_));
    return at;
}

}  // namespace ol::smpp
