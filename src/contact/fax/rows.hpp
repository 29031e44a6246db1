#pragma once
// Rows of numbers, faxes and what was registered by hand. Private to the room.
#include <optional>
#include <vector>

#include "contact/fax/types.hpp"
#include "platform/db/db.hpp"

namespace ol::fax::rows {

struct Line {
    LineId id;
    ShopId shop_id;
    std::string number, name, station, header;
    QueueId queue_id;
    int answer_within_s = 14400;
    bool t38 = true, ecm = true, enabled = true;
    Time made_at{};
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Line, (),
                      (id, shop_id, number, name, station, header, queue_id, answer_within_s, t38,
                       ecm, enabled, made_at, version))

struct Call {
    FaxId id;
    LineId line_id;
    ShopId shop_id;
    ConversationId conversation_id;
    MessageId message_id;
    bool sends = false;
    std::string number, station;
    FaxState state = FaxState::receiving;
    std::string code;
    int pages = 0, pages_all = 0;
    std::string wire;
    bool ecm = false;
    int bits_per_second = 0;
    Time began_at{}, ended_at{};
};
BOOST_DESCRIBE_STRUCT(Call, (),
                      (id, line_id, shop_id, conversation_id, message_id, sends, number, station,
                       state, code, pages, pages_all, wire, ecm, bits_per_second, began_at,
                       ended_at))

struct Hand {
    MessageId message_id;
    ConversationId conversation_id;
    HandSort sort = HandSort::letter;
    Time dated_at{};
    PersonId by_person;
    std::string client_key;  // of who registered it: twice is once
};
BOOST_DESCRIBE_STRUCT(Hand, (),
                      (message_id, conversation_id, sort, dated_at, by_person, client_key))

std::vector<Line> lines(db::Conn& conn);
std::optional<Line> line(db::Conn& conn, LineId id);
void insert(db::Tx& tx, const Line& l);
void update(db::Tx& tx, const Line& l);

std::optional<Call> call(db::Conn& conn, FaxId id);
std::vector<Call> unfinished(db::Conn& conn);
std::vector<Call> of_line(db::Conn& conn, LineId id, int most);
std::vector<Call> of(db::Conn& conn, ConversationId id);
std::int64_t tries_of(db::Conn& conn, MessageId id);
void insert(db::Tx& tx, const Call& c);
void update(db::Tx& tx, const Call& c);

void insert(db::Tx& tx, const Hand& h);
std::optional<Hand> hand_by_key(db::Conn& conn, std::string_view client_key);
std::vector<Hand> hands_of(db::Conn& conn, ConversationId id);

}  // namespace ol::fax::rows
