#pragma once
// One bind to a centre of short messages (SMSC) as a pure core: what to write, whom to tell, when
// to look again. No clock, no socket. A message that was written and not answered is never written
// again here; one that the centre refused for now (throttled, its queue full) is, after a rest.
#include <deque>
#include <map>
#include <set>
#include <variant>

#include "platform/base/time.hpp"
#include "platform/smpp/pdu.hpp"

namespace ol::smpp {

struct Rules {
    Bind bind;
    int window = 10;         // submit_sm on their way at once
    int per_second = 0;      // 0: as fast as the window lets
    Ms answer_ms{20'000};    // so long a response may take
    Ms quiet_ms{30'000};     // then we ask whether the centre is there
    Ms patience_ms{20'000};  // so long a throttled message is tried again here
};

/// Which message and which of its pieces.
struct Ticket {
    std::int64_t message = 0;
    int piece = 0;
    auto operator<=>(const Ticket&) const = default;
};

enum class Outcome {
    accepted,
    refused,     // `status` says why; it has not been taken
    unanswered,  // written, and no answer came: it may have been taken
    not_left     // never written
};

namespace in {
struct Connected {};
struct Bytes {
    std::string bytes;
};
struct Lost {};
struct Submit {
    Ticket ticket;
    Message message;
};
/// What became of an Arrived: kept for good, or the centre is to send it again later.
struct Kept {
    std::uint32_t sequence = 0, command = 0;
    bool ok = false;
};
struct Leave {};  // unbind, then hang up
struct Tick {};
}  // namespace in
using Event =
    std::variant<in::Connected, in::Bytes, in::Lost, in::Submit, in::Kept, in::Leave, in::Tick>;

namespace out {
struct Write {
    std::string bytes;
};
enum class Why { left, refused, silent, garbled, unbound };
struct HangUp {
    Why why = Why::left;
    std::uint32_t status = 0;  // of refused: the bind's
};
struct Bound {};
struct Answered {
    Ticket ticket;
    Outcome outcome = Outcome::accepted;
    std::uint32_t status = 0;
    std::string id;     // of accepted: the centre's, as written
    bool late = false;  // `unanswered` had been told of it before
};
struct Arrived {
    std::uint32_t sequence = 0, command = 0;
    Message message;
    std::string raw;
};
}  // namespace out
using Command = std::variant<out::Write, out::HangUp, out::Bound, out::Answered, out::Arrived>;

class Session {
public:
    explicit Session(Rules rules) : rules_(std::move(rules)) {}
    std::vector<Command> handle(Time now, const Event& event);
    /// When a Tick is next of use; none: nothing waits.
    std::optional<Time> due() const;
    bool bound() const { return state_ == State::bound; }

private:
    enum class State { closed, binding, bound, leaving };
    struct Waiting {
        Ticket ticket;
        Message message;
        Time since{};
    };
    struct Flying {
        Waiting what;
        Time until{};
    };
    using Commands = std::vector<Command>;
    void received(Time now, const Pdu& pdu, Commands& out);
    void bind_answered(Time now, const Pdu& pdu, Commands& out);
    void submit_answered(Time now, const Pdu& pdu, Commands& out);
    void delivered(const Pdu& pdu, Commands& out);
    void nacked(Time now, const Pdu& pdu, Commands& out);
    void send_more(Time now, Commands& out);
    void time_passed(Time now, Commands& out);
    void hang_up(out::Why why, std::uint32_t status, Commands& out);
    void lost(Commands& out);
    std::uint32_t next_sequence();
    void write(std::uint32_t command, std::uint32_t status, std::uint32_t sequence,
               std::string body, Commands& out) const;

    Rules rules_;
    State state_ = State::closed;
    Framer framer_;
    std::uint32_t sequence_ = 0;
    Time heard_{}, asked_until_{}, next_at_{}, slow_until_{};  // Time{}: none
    std::uint32_t asked_ = 0;                                  // our enquire_link on its way
    int slow_times_ = 0;
    std::deque<Waiting> waiting_;
    std::map<std::uint32_t, Flying> flying_;
    std::map<std::uint32_t, Ticket> overdue_;
};

}  // namespace ol::smpp
