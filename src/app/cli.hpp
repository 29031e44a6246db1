#pragma once

namespace ol::app {

/// Runs the command line; returns the exit code (0 well, 1 failed, 2 wrong usage, 75 start me
/// again).
int run_cli(int argc, char** argv);

}  // namespace ol::app
