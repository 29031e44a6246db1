#include "contact/fax/kept.hpp"

namespace ol::fax {
namespace {

constexpr customers::KeptTable kept_all[] = {
    {.name = "fax",
     .what = "faxes",
     .his = "conversation_id in $conversations",
     .words = "number, station",
     .codes = "state, code, wire"},
    {.name = "by_hand",
     .what = "by_hand",
     .his = "conversation_id in $conversations",
     .codes = "sort, client_key",
     .hidden = "client_key"},
};

}  // namespace

customers::KeptRoom kept_tables() { return {kept_all, {}}; }

}  // namespace ol::fax
