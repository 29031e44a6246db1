#pragma once
// The life of a message that goes out by a channel other than the web chat. docs/lifecycles.md
// draws it.
#include "contact/conversations/types.hpp"

namespace ol::conversations {

/// leaves: about to be handed to the channel. accepted: the channel has it. later: the channel said
/// no for now, or was not reached. refused: it never will. unanswered: it left and no answer came,
/// or the process died between. arrived, seen, bounced: what the channel told afterwards. again: an
/// operator, or a channel to which the same id twice is one message.
enum class Course { leaves, accepted, later, refused, unanswered, arrived, seen, bounced, again };
BOOST_DESCRIBE_ENUM(Course, leaves, accepted, later, refused, unanswered, arrived, seen, bounced,
                    again)

struct Step {
    MessageState from;
    Course on;
    MessageState to;
};

constexpr auto steps = std::to_array<Step>({
    {MessageState::queued, Course::leaves, MessageState::sending},
    {MessageState::queued, Course::refused, MessageState::failed},
    {MessageState::sending, Course::accepted, MessageState::sent},
    {MessageState::sending, Course::later, MessageState::queued},
    {MessageState::sending, Course::refused, MessageState::failed},
    {MessageState::sending, Course::unanswered, MessageState::perhaps_sent},
    {MessageState::sending, Course::again, MessageState::queued},
    // News of a message overtakes the answer to its sending.
    {MessageState::sending, Course::arrived, MessageState::delivered},
    {MessageState::sending, Course::seen, MessageState::read},
    {MessageState::sending, Course::bounced, MessageState::failed},
    {MessageState::sent, Course::arrived, MessageState::delivered},
    {MessageState::sent, Course::seen, MessageState::read},
    {MessageState::sent, Course::bounced, MessageState::failed},
    {MessageState::delivered, Course::seen, MessageState::read},
    {MessageState::perhaps_sent, Course::accepted, MessageState::sent},
    {MessageState::perhaps_sent, Course::arrived, MessageState::delivered},
    {MessageState::perhaps_sent, Course::seen, MessageState::read},
    {MessageState::perhaps_sent, Course::bounced, MessageState::failed},
    {MessageState::perhaps_sent, Course::again, MessageState::queued},
    {MessageState::failed, Course::arrived, MessageState::delivered},
    {MessageState::failed, Course::seen, MessageState::read},
    {MessageState::failed, Course::again, MessageState::queued},
});

/// Nothing: it stays as it is (a repeat, or news that something newer has overtaken).
constexpr std::optional<MessageState> next(MessageState from, Course on) {
    for (const Step& s : steps)
        if (s.from == from && s.on == on) return s.to;
    return std::nullopt;
}
static_assert(!next(MessageState::read, Course::arrived));
static_assert(!next(MessageState::delivered, Course::bounced));  // he has it
static_assert(!next(MessageState::sent, Course::again));         // never twice
static_assert(!next(MessageState::delivered, Course::again));
static_assert(!next(MessageState::perhaps_sent, Course::leaves));  // only by `again`
static_assert(next(MessageState::failed, Course::again) == MessageState::queued);

}  // namespace ol::conversations
