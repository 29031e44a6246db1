#pragma once
// How a program ends: who follows the journal is let go before what it works on is taken apart.

namespace ol::db {

class Database;

/// Ends the thread of each follow() and waits for what is in hand. What is committed later is told
/// to who follows under the same name after the next start. Not from a follower's own thread.
void end_followers(Database& database);

}  // namespace ol::db
