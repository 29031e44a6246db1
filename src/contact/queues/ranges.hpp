#pragma once
// Private to the room: what a number may be.
#include "contact/queues/types.hpp"

namespace ol::queues {

/// Notes queue_range {least, most} and queue_name as errors.
void ranges(const QueueSettings& queue, std::vector<Finding>& into);

}  // namespace ol::queues
