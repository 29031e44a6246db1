#include "shop/promises/kept.hpp"

namespace ol::promises {
namespace {

constexpr std::string_view his_own = "customer_id = ?1";

constexpr customers::KeptTable kept_all[] = {
    {.name = "promise",
     .what = "promises",
     .his = his_own,
     .words = "words, end_reason",
     .codes = "kind, state, source, courier",
     .key = "id"},
    {.name = "question",
     .what = "questions",
     .his = "promise_id in $promises",
     .words = "contact, content, reply"},
    {.name = "asked", .what = "questions", .his = "promise_id in $promises"},
};

constexpr customers::KeptSet kept_sets[] = {
    {"promises", "(select id from promise where customer_id = ?1)"},
};

}  // namespace

customers::KeptRoom kept_tables() { return {kept_all, kept_sets}; }

}  // namespace ol::promises
