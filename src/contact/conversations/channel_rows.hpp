#pragma once
// Rows of what channels told and what is not worked through yet. Private to the room.
#include "contact/conversations/rows.hpp"

namespace ol::conversations::rows {

/// A delivery as it came, kept before it is answered.
struct Event {
    std::int64_t id = 0;
    ChannelAccountId account_id;
    std::string body;
    Time at{};
    std::string fault;  // code; set: it could not be worked through and is kept aside
};
BOOST_DESCRIBE_STRUCT(Event, (), (id, account_id, body, at, fault))

void insert(db::Tx& tx, const Event& e);
std::vector<Event> events(db::Conn& conn, ChannelAccountId account, int limit);
std::vector<ChannelAccountId> accounts_with_events(db::Conn& conn);
void done(db::Tx& tx, const Event& e);
void set_aside(db::Tx& tx, const Event& e, const std::string& fault);
/// False: this event of the channel has been worked through before.
bool first_time(db::Tx& tx, ChannelAccountId account, const std::string& event_id);
/// News of a message whose sending has not been answered yet: kept until it is.
void keep_late(db::Tx& tx, ChannelAccountId account, const std::string& channel_id,
               const std::string& course);
std::vector<std::string> take_late(db::Tx& tx, ChannelAccountId account,
                                   const std::string& channel_id);
/// Of before `until`: numbers of deliveries, news that met no message, what has left or failed.
/// At most `count` of each; true: there may be more.
bool forget_told(db::Tx& tx, Time until, int count);
void update_words(db::Tx& tx, const Words& w);

}  // namespace ol::conversations::rows
