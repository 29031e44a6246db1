#pragma once
// Who takes a message to a channel's end: the web messengers by HTTP, letters by SMTP. The outbox
// asks one carrier for each kind; it keeps order, pace, repeats and states, the same for all.
#include <functional>
#include <memory>

#include "contact/conversations/types.hpp"
#include "contact/files/files.hpp"

namespace ol::conversations {

/// One message as it leaves. `out.our_id` is the message's id in digits.
struct Parcel {
    MessageId message;
    ConversationId conversation;
    ChannelAccountId account;
    Outgoing out;
    std::vector<files::Leaving> files;  // a letter takes all; elsewhere at most one
};

/// What became of it. `unanswered`: it may have left and nobody said that it arrived; it is never
/// sent again by itself then, unless the carrier `repeats`. Then `answer` holds why alone.
struct Carried {
    SendAnswer answer;
    bool unanswered = false;
};

class Carrier {
public:
    virtual ~Carrier() = default;
    virtual ChannelKind kind() const = 0;
    virtual Limits limits() const = 0;
    virtual Window window(std::optional<Time> his_last, Time now) const = 0;
    /// The same our_id twice is one message at the other end: what perhaps arrived goes again.
    virtual bool repeats(ChannelAccountId account) const = 0;
    /// Blocks; on a thread of the outbox, one at a time for each account. Never throws.
    virtual Carried carry(const Parcel& parcel) = 0;
};

}  // namespace ol::conversations
