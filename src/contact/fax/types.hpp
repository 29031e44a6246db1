#pragma once
// Shapes of numbers for faxes, of faxes, and of what is registered by hand: rows and routes.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "contact/conversations/conversations.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/time.hpp"

namespace ol::fax {

using LineId = conversations::ChannelAccountId;  // a number for faxes is an account of channel fax
using conversations::ConversationId;
using conversations::MessageId;
using FaxId = Id<struct FaxTag>;

/// A number that takes faxes, as the settings show it.
struct FaxLine {
    LineId id;
    ShopId shop_id;
    std::string number, name;
    std::string station, header;  // who we say we are; on top of each page
    std::optional<QueueId> queue_id;
    int answer_within_s = 14400;  // the promise; 0 = none
    bool t38 = true, ecm = true;
    bool enabled = true;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(FaxLine, (),
                      (id, shop_id, number, name, station, header, queue_id, answer_within_s, t38,
                       ecm, enabled, version))
struct FaxLineList {
    std::vector<FaxLine> items;
    bool can_send = false;  // what draws a PDF is installed
};
BOOST_DESCRIBE_STRUCT(FaxLineList, (), (items, can_send))
struct FaxLineIn {
    ShopId shop_id;
    std::string number, name, station, header;
    std::optional<QueueId> queue_id;
    int answer_within_s = 14400;
    bool t38 = true, ecm = true, enabled = true;
};
BOOST_DESCRIBE_STRUCT(FaxLineIn, (),
                      (shop_id, number, name, station, header, queue_id, answer_within_s, t38, ecm,
                       enabled))

/// receiving, calling: under way. received: the call is over, its pages are not in the thread yet.
enum class FaxState { receiving, received, calling, done };
BOOST_DESCRIBE_ENUM(FaxState, receiving, received, calling, done)

/// One call of a machine.
struct Fax {
    FaxId id;
    LineId line_id;
    MessageId message_id;  // 0: no page came, there is no message
    bool sends = false;
    std::string number;   // the other end's; empty: withheld
    std::string station;  // who they say they are: never believed
    FaxState state = FaxState::receiving;
    /// "ok", "fax.no_fax", "fax.training", "fax.hung_up", "fax.not_compatible", "fax.page_refused",
    /// "fax.file", "fax.line", "fax.silent", "fax.too_large", "fax.server_stopped"; of ours also
    /// "fax.busy", "fax.no_answer", "fax.wrong_number", "fax.refused", "fax.unreachable"
    std::string code;
    int pages = 0;         // confirmed by the receiving end
    int pages_all = 0;     // of ours; 0: not known
    bool partial = false;  // pages came, but not the end of it
    std::string wire;      // g711, t38
    int bits_per_second = 0;
    Time began_at{};
    std::optional<Time> ended_at;
};
BOOST_DESCRIBE_STRUCT(Fax, (),
                      (id, line_id, message_id, sends, number, station, state, code, pages,
                       pages_all, partial, wire, bits_per_second, began_at, ended_at))

/// Registered by hand: what came on paper, what somebody wrote under the shop's goods.
enum class HandSort { letter, comment, other };
BOOST_DESCRIBE_ENUM(HandSort, letter, comment, other)
struct ByHand {
    MessageId message_id;
    HandSort sort = HandSort::letter;
    Time dated_at{};
    PersonId by;
};
BOOST_DESCRIBE_STRUCT(ByHand, (), (message_id, sort, dated_at, by))
struct ByHandIn {
    std::string client_id;  // again with the same one: it is one message
    HandSort sort = HandSort::letter;
    Time dated_at{};  // when it was written; not in the future
    std::string text;
    std::vector<files::FileId> files;  // scans, uploaded before
};
BOOST_DESCRIBE_STRUCT(ByHandIn, (), (client_id, sort, dated_at, text, files))

/// To whom a fax is to go who has not faxed us.
struct FaxToIn {
    std::string number;  // as people write it; short ones (112) take no faxes
    std::optional<CustomerId> customer_id;
};
BOOST_DESCRIBE_STRUCT(FaxToIn, (), (number, customer_id))

/// Whose number it may be. A guess: nothing is joined by it.
struct Guess {
    CustomerId customer_id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Guess, (), (customer_id, name))

/// What a conversation's messages have besides their words and files.
struct FaxList {
    std::vector<Fax> faxes;  // newest first, at most 200
    std::vector<ByHand> by_hand;
    std::optional<Guess> guess;
};
BOOST_DESCRIBE_STRUCT(FaxList, (), (faxes, by_hand, guess))
/// The last calls of a number, also those that brought no page.
struct FaxCalls {
    std::vector<Fax> items;
};
BOOST_DESCRIBE_STRUCT(FaxCalls, (), (items))

}  // namespace ol::fax
