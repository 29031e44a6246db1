#include "contact/queues/types.hpp"

#include "platform/base/json_impl.hpp"

OL_JSON(ol::queues::QueueSettings)
OL_JSON(ol::queues::QueueList)
OL_JSON(ol::queues::QueueRules)
OL_JSON(ol::queues::CheckResult)
OL_JSON(ol::queues::QueueVersions)
OL_JSON(ol::queues::AgentRouting)
OL_JSON(ol::queues::AgentRoutingList)
OL_JSON(ol::queues::RoutingSettings)
OL_JSON(ol::queues::Team)
OL_JSON(ol::queues::TeamList)
OL_JSON(ol::queues::QueueImportIn)
OL_JSON(ol::queues::QueueImport)
OL_JSON(ol::queues::Removed)
