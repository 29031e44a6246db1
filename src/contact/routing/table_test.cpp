// The table by id: found, erased and found again in any order, as a plain map has it; rows that
// come back are as new.
#include <gtest/gtest.h>

#include <map>

#include "contact/routing/table.hpp"
#include "platform/base/ids.hpp"

namespace ol::routing {
namespace table_test {

struct Row {
    int value = 7;
};

TEST(Table, IsAMapWithRowsThatStayInPlace) {
    Table<ContactId, Row> table;
    std::map<std::int64_t, std::pair<int, Row*>> model;
    std::uint64_t x = 1;
    for (int i = 0; i < 60000; ++i) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        // Few ids in rows, and some far away: long runs and holes in them.
        const auto id = static_cast<std::int64_t>((x >> 33) % 700) * (x >> 62 ? 1 : 1 << 20);
        if (x >> 40 & 1) {
            Row& row = table.add(ContactId{id});
            const bool known = model.contains(id);
            if (known)
                ASSERT_EQ(model[id].second, &row);
            else
                ASSERT_EQ(row.value, 7) << "a row that comes back is as new";
            row.value = i;
            model[id] = {i, &row};
        } else {
            table.erase(ContactId{id});
            model.erase(id);
        }
        ASSERT_EQ(table.size(), model.size());
        const Row* found = table.find(ContactId{id});
        ASSERT_EQ(found != nullptr, model.contains(id));
    }
    for (const auto& [id, known] : model) {
        ASSERT_EQ(table.find(ContactId{id}), known.second);
        EXPECT_EQ(known.second->value, known.first);
    }
    const auto rows = table.rows();
    ASSERT_EQ(rows.size(), model.size());
    auto at = model.begin();
    for (const Row* row : rows) EXPECT_EQ(row, at++->second.second);
}

}  // namespace table_test
}  // namespace ol::routing
