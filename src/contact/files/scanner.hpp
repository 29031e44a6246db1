#pragma once
// clamd asked by its INSTREAM command over its socket (docs.clamav.net, "clamd protocol").
#include <atomic>
#include <string>

#include "platform/base/result.hpp"

namespace ol::files {

/// What it found; "" = nothing.
struct Found {
    std::string threat;
};

/// `socket`: a path ("/run/clamav/clamd.ctl"), or host:port. Blocks, at most `timeout_ms` for each
/// step. Errors: unavailable files.scanner_away (not there, too slow, or it cannot look at this
/// one; params: said).
Result<Found> scan(const std::string& socket, const std::string& file, int timeout_ms = 60'000);

/// What clamd's answer means. Pure.
Result<Found> scan_answer(std::string_view answer);

}  // namespace ol::files
