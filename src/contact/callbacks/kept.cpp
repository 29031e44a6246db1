#include "contact/callbacks/kept.hpp"

namespace ol::callbacks {
namespace {

constexpr customers::KeptTable kept_all[] = {
    {.name = "callback_booking", .what = "callbacks", .his = "task_id in $contacts"},
};

}  // namespace

customers::KeptRoom kept_tables() { return {kept_all, {}}; }

}  // namespace ol::callbacks
