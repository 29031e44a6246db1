#pragma once
// What couriers say, read into one shape (store.md section 4). Pure: bytes in, events out. A code
// that no table knows is Status::unknown; a parcel the courier does not find is a problem, never an
// event. Remarks are not kept: couriers write names and telephones into them.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/base/time.hpp"
#include "shop/logistics/status.hpp"

namespace ol::logistics {

enum class Courier { novaposhta, ukrposhta, cdek, sfexpress, meest, fedex, ups, usps, np_shopping };
BOOST_DESCRIBE_ENUM(Courier, novaposhta, ukrposhta, cdek, sfexpress, meest, fedex, ups, usps,
                    np_shopping)

struct TrackEvent {
    std::string waybill;
    Status status = Status::unknown;
    std::string code, reason;    // the courier's own
    std::optional<Time> at;      // absent: the courier did not say when
    std::string place;           // a city or a branch, never a person
    std::string next_waybill;    // the parcel goes on under this number
    std::optional<Fault> fault;  // of a failed attempt, where the code tells
    std::optional<Time> due_at;  // when the courier means to deliver, where it says so
    friend bool operator==(const TrackEvent&, const TrackEvent&) = default;
};

/// A parcel that the answer names and tells nothing of. `temporary`: ask again, it may just be new.
struct TrackProblem {
    std::string waybill, code;
    bool temporary = true;
    friend bool operator==(const TrackProblem&, const TrackProblem&) = default;
};

struct TrackAnswer {
    std::vector<TrackEvent> events;  // oldest first as the courier listed them
    std::vector<TrackProblem> problems;
};

/// A tracking answer or a push of that courier. Errors: "logistics.answer" (not what the courier
/// says it sends, `field` tells where), "logistics.refused" (the courier said no; param code).
Result<TrackAnswer> read_tracking(Courier courier, std::string_view body);

/// The canonical status of a code; nullopt = nobody has explained it yet.
std::optional<Status> status_of(Courier courier, std::string_view code);
/// Whose fault a failed attempt with this code and reason was, where the courier tells.
std::optional<Fault> fault_of(Courier courier, std::string_view code, std::string_view reason);

// ---- Nova Poshta's waybills (InternetDocument) ----
struct Waybill {
    std::string ref, number;
};
/// The answer of save or update: exactly one document, or the courier's refusal.
Result<Waybill> read_waybill(std::string_view body);
/// The answer of getDocumentList; each document with our reference, where the courier repeats it.
struct ListedWaybill {
    Waybill waybill;
    std::string our_reference;
};
Result<std::vector<ListedWaybill>> read_waybill_list(std::string_view body);
/// methodProperties of getStatusDocuments.
std::string tracking_properties(const std::vector<std::string>& waybills);

namespace novaposhta {
/// "26-02-2022 11:08:03", "2022-03-08 15:16:53", "15:16 08.03.2022", "08.03.2022 15:16:47",
/// "01.01.2024": one record mixes them. Year 1 and whatever else is nullopt. Kyiv's time.
std::optional<Time> read_time(std::string_view text);
}  // namespace novaposhta

}  // namespace ol::logistics
