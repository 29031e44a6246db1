#include "contact/recordings/kept.hpp"

namespace ol::recordings {
namespace {

constexpr customers::KeptTable kept_all[] = {
    {.name = "recording_mark",
     .what = "recordings",
     .his = "recording_id in $recordings",
     .codes = "what"},
    {.name = "recording_voice", .what = "recordings", .his = "recording_id in $recordings"},
};

}  // namespace

customers::KeptRoom kept_tables() { return {kept_all, {}}; }

}  // namespace ol::recordings
