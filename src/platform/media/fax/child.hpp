#pragma once
// A program that reads what nobody vouches for: bounded in time, memory and files.
#include <string>
#include <vector>

namespace ol::modem {

struct ChildLimits {
    int cpu_seconds = 60, clock_seconds = 120;
    std::size_t memory_bytes = 400 << 20, file_bytes = 64 << 20;
};
enum class ChildEnd { done, failed, too_long, not_there };
struct ChildResult {
    ChildEnd end = ChildEnd::failed;
    int status = 0;
};
/// Runs it in `folder` with an empty environment, without our files, sockets or any input; waits
/// for its end. What it prints is dropped.
ChildResult run_child(const std::vector<std::string>& arguments, const std::string& folder,
                      const ChildLimits& limits);

}  // namespace ol::modem
