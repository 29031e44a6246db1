#pragma once
// Rows of line quality: table call_quality, one a side of a talk. Private to the room.
#include "contact/calls/line_meter.hpp"
#include "contact/calls/types.hpp"
#include "platform/db/db.hpp"

namespace ol::calls::quality {

void save(db::Tx& tx, ContactId contact, std::string_view side, const LineMeter& line);
std::vector<LineSide> of(db::Conn& conn, ContactId contact);

}  // namespace ol::calls::quality
