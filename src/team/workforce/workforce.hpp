#pragma once
// The public header of the room: how many people are needed, when.
#include "team/workforce/erlang.hpp"
