#include "contact/calls/kept.hpp"

namespace ol::calls {
namespace {

constexpr std::string_view his_own = "customer_id = ?1";

constexpr customers::KeptTable kept_all[] = {
    {.name = "contact",
     .what = "contacts",
     .his = his_own,
     .words = "number, caller_name, cause, note, note_draft",
     .codes = "channel, kind, direction, came_by, state, caller_who, exit, hang_up_by, "
              "disposition, task_reason",
     .key = "id"},
    {.name = "contact_explain",
     .what = "contact_line",
     .his = "contact_id in $contacts",
     .codes = "code, params"},
    {.name = "recording",
     .what = "recordings",
     .his = his_own,
     .words = "number",
     .codes = "path, state, sha256, erase_reason, direction, disposition, stage, old_path",
     .hidden = "path, old_path",
     .key = "id"},
    {.name = "lost_call",
     .what = "contact_line",
     .his = "contact_id in $contacts",
     .codes = "reason, outcome"},
    {.name = "call_quality",
     .what = "contact_line",
     .his = "contact_id in $contacts",
     .codes = "side, samples",
     .hidden = "samples"},
    {.name = "contact_part",
     .what = "contact_parts",
     .his = "contact_id in $contacts",
     .words = "cause, note",
     .codes = "what, disposition"},
    {.name = "contact_span",
     .what = "contact_parts",
     .his = "contact_id in $contacts",
     .words = "cause, note",
     .codes = "ended, disposition"},
};

constexpr customers::KeptSet kept_sets[] = {
    {"contacts", "(select id from contact where customer_id = ?1)"},
    {"recordings", "(select id from recording where customer_id = ?1)"},
};

}  // namespace

customers::KeptRoom kept_tables() { return {kept_all, kept_sets}; }

}  // namespace ol::calls
