#include "contact/flows/kept.hpp"

namespace ol::flows {
namespace {

constexpr customers::KeptTable kept_all[] = {
    {.name = "flow_visit",
     .what = "contact_line",
     .his = "contact_id in $contacts",
     .codes = "record"},
    {.name = "flow_rating", .what = "contact_line", .his = "contact_id in $contacts"},
};

}  // namespace

customers::KeptRoom kept_tables() { return {kept_all, {}}; }

}  // namespace ol::flows
