// The room's mapping to JSON.
#include "insight/insight.hpp"
#include "insight/report.hpp"
#include "insight/schedule.hpp"
#include "platform/base/json_impl.hpp"

OL_JSON(ol::insight::Board)
OL_JSON(ol::insight::Figures)
OL_JSON(ol::insight::Visit)
OL_JSON(ol::insight::Report)
OL_JSON(ol::insight::ReportRows)
OL_JSON(ol::insight::CorrectionList)
OL_JSON(ol::insight::NewReportSchedule)
OL_JSON(ol::insight::ReportSchedule)
OL_JSON(ol::insight::ReportScheduleList)
