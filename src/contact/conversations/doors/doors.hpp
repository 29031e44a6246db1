#pragma once
// The window's other doors: a call back at a time that the shop can keep, and where an order
// stands. Public header of the room. What other rooms know comes by Deps.
#include <functional>
#include <mutex>
#include <span>

#include "contact/conversations/conversations.hpp"
#include "contact/conversations/doors/rules.hpp"
#include "contact/conversations/doors/types.hpp"

namespace ol::doors {

struct CallAsk {
    ShopId shop;
    QueueId queue;  // of the chat; none: the shop's first
    std::string phone, name;
    Time from{};
};
struct OrderKnown {
    std::string state, courier, waybill;
    std::optional<Time> from, to;
};

struct Copy {
    ShopId shop;
    std::string to, subject, text, key;
};

std::span<const db::Migration> migrations();

/// All may block on the database, `mail` on a mail server.
struct Deps {
    conversations::Conversations& conversations;
    const Clock& clock;
    std::function<CallTimes(ShopId, QueueId)> call_times;
    /// Errors: callbacks.slot_full {next}, callbacks.slot_unknown, callbacks.off, calls.number,
    /// calls.premium, calls.country, calls.callback_busy.
    std::function<Result<CallTime>(const CallAsk&)> book;
    std::function<std::optional<OrderKnown>(ShopId, const std::string& number,
                                            const std::string& phone_end)>
        order;
    db::Database* db = nullptr;
    /// Has the shop a mailbox? and by it a letter. Errors: as of letters::send_copy.
    std::function<bool(ShopId)> has_mail{};
    std::function<Result<>(const Copy&)> mail{};
};

/// Thread-safe; each answers conversations.too_fast {retry_after_ms} to who asks too often.
class Doors {
public:
    explicit Doors(Deps deps) : d_(std::move(deps)) {}
    using From = conversations::Conversations::From;

    Result<CallTimes> call_times(const From& from, const CallTimesAsk& in);
    Result<CallBackTold> call_back(const From& from, const CallBackAsk& in);
    Result<OrderTold> order(const From& from, const OrderAsk& in);
    /// Of a conversation that is over and that a person has answered: a stranger's words are
    /// carried to nobody. Errors: doors.no_mail, doors.not_over, doors.not_answered, doors.copied
    /// (once), mail.address, and the mail server's.
    Result<TranscriptTold> transcript(const From& from, const TranscriptAsk& in);

private:
    Result<> slow_enough(conversations::Limiter& limiter, const std::string& key);
    Result<Copy> copy_of(const From& from, const TranscriptAsk& in, ShopId shop);
    Deps d_;
    std::mutex mutex_;    // guards the limiters
    std::mutex mailing_;  // one worker at a time waits for a mail server
    conversations::Limiter times_{{times_of_address}}, calls_{{calls_of_address}},
        numbers_{{calls_of_number}}, calls_here_{{calls_of_chat}}, orders_{{orders_of_address}},
        orders_here_{{orders_of_chat}}, copies_{{copies_of_address}},
        mailboxes_{{copies_of_mailbox}}, copies_here_{{copies_of_chat}};
};

/// The routes hold the doors.
void add_routes(http::Router& router, const std::shared_ptr<Doors>& doors);

}  // namespace ol::doors
