#pragma once
// How a row of table recording is read; private to the room.
#include "contact/recordings/rows.hpp"

namespace ol::recordings {

inline constexpr std::string_view row_columns =
    "select id, contact_id, path, state, started_at, duration_ms, bytes, sha256, operator_id, "
    "shop_id, queue_id, customer_id, number, direction, disposition, closed_at, stage, old_path, "
    "hold, silence_permille, level_left_db, level_right_db from recording ";
Row row_of(const db::Rows& r, std::size_t i);
std::vector<Row> rows_of(const db::Rows& r);

}  // namespace ol::recordings
