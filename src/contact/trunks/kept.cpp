#include "contact/trunks/kept.hpp"

namespace ol::trunks {
namespace {

constexpr customers::KeptTable kept_all[] = {
    {.name = "trunk_call",
     .what = "contact_line",
     .his = "contact_id in $contacts",
     .codes = "result"},
};

}  // namespace

customers::KeptRoom kept_tables() { return {kept_all, {}}; }

}  // namespace ol::trunks
