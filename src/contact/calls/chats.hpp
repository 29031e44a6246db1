#pragma once
// Chats in the same line as the calls: what the room of conversations asks of the floor, and what
// it is told. Texts, threads and rows are that room's; here a chat is a place in the line and a
// share of a person's 100 units (A30).
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "contact/calls/dispositions.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/result.hpp"
#include "platform/base/time.hpp"

namespace ol::calls {

/// One visit of a chat in the line.
struct Chat {
    ContactId contact;  // the asker's own; a new one for each visit
    ShopId shop;
    QueueId queue;  // unknown or another shop's: the shop's first
    Time entered_at{};
    std::vector<PersonId> preferred;  // who had it before
    std::string kind = "webchat";     // its channel, as colleagues are told of her work
    bool letter = false;  // fewer units, its own limit of how many at once, and nobody hangs on
};

/// Who waits on the phone would rather write: a link to the shop's chat, to his number.
struct ChatLinkAsk {
    ShopId shop;
    CustomerId customer;  // none: nobody knows him
    std::string number, name, language;
};
struct ChatLinks {
    /// Has the shop a chat, and SMS to send its link by? Any thread, from memory.
    std::function<bool(ShopId)> offered;
    /// Answers once the message is kept, or is refused; on any thread.
    std::function<void(ChatLinkAsk, std::function<void(bool sent)>)> send;
};

/// Told on the floor: hand over, do not block.
struct ChatEvents {
    std::function<void(ContactId, PersonId, Time expires_at)> offered;
    /// taken: by another; no_answer: hers ran out or was declined; left: nobody needs it now.
    std::function<void(ContactId, PersonId, std::string_view cause)> offer_gone;
    /// She left work or her desk is gone. Unless it rested it stands in the line again, first of
    /// all.
    std::function<void(ContactId, PersonId, bool stands)> lost;
};

/// All methods from any thread; accept, decline and give wait for the floor (2 s at most).
class ChatLine {
public:
    virtual ~ChatLine() = default;
    virtual void listen(ChatEvents events) = 0;  // before traffic
    /// Into the line; what is in somebody's hands comes out of them.
    virtual void queue(Chat chat) = 0;
    /// Nobody needs it any more: out of the line and out of all hands.
    virtual void over(ContactId contact) = 0;
    /// Errors: conversations.offer_gone.
    virtual Result<> accept(ContactId contact, PersonId person) = 0;
    virtual Result<> decline(ContactId contact, PersonId person) = 0;
    /// Hers at once, whatever is in her hands; counted as soon as she has room for it. Errors:
    /// conversations.not_at_work.
    virtual Result<> give(Chat chat, PersonId person) = 0;
    /// As at a start, from rows: hers, also while she is not back yet.
    virtual void restore(Chat chat, PersonId person) = 0;
    /// It waits for the buyer and costs her nothing, or no more so (A30).
    virtual void rest(ContactId contact, bool resting) = 0;
    struct Ringing {
        ContactId contact;
        Time expires_at{};
    };
    /// What rings at her desk now, for a desk that was opened meanwhile. Waits for the floor (2 s).
    virtual std::vector<Ringing> ringing(PersonId person) = 0;
    /// She works, though perhaps without a desk that is connected (a machine's key).
    virtual void seen(PersonId person) = 0;
};

}  // namespace ol::calls
