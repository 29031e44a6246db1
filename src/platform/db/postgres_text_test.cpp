#include "platform/db/postgres_text.hpp"

#include <gtest/gtest.h>

#include "platform/db/db.hpp"

namespace ol::db {

TEST(PostgresText, PlaceholdersOutsideOfQuotesAndCommentsChange) {
    EXPECT_EQ(with_dollars("select ?1, ?12"), "select $1, $12");
    EXPECT_EQ(with_dollars("select '?1', \"?2\", 'it''s ?3' , ?1"),
              "select '?1', \"?2\", 'it''s ?3' , $1");
    EXPECT_EQ(with_dollars("select 1 -- ?1\n, ?1 /* ?2 */"), "select 1 -- ?1\n, $1 /* ?2 */");
    EXPECT_EQ(with_dollars("select 'open ?1"), "select 'open ?1");
    EXPECT_EQ(with_dollars(""), "");
}

TEST(PostgresText, ANullIsWrittenOut) {
    EXPECT_EQ(with_dollars("?1 is null or id = ?1 and x = ?2", "ni"),
              "null is null or id = null and x = $2");
    EXPECT_EQ(with_dollars("?2, ?11", "in"), "null, $11");
}

TEST(PostgresText, APlaceholderWithoutANumberIsRefused) {
    for (const char* sql :
         {"select ?", "select ?, ?1", "select ?0", "select ?a", "?99999999999999999999"})
        EXPECT_THROW(with_dollars(sql), Fault) << sql;
}

}  // namespace ol::db
