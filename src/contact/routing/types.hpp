#pragma once
// What goes into and comes out of the line, all of it. Plain data; every field of an event is
// decided by the shell before the core sees it.
#include "contact/routing/commands.hpp"
