#pragma once
// From days to figures: each figure is a ratio of two totals over days (a plain count has a
// denominator of one per day). For the room's own files.
#include <span>
#include <utility>
#include <vector>

#include "contact/routing/simulator/day.hpp"

namespace ol::simulator {

using Ratio = std::pair<double, double>;
/// One day of one plan: the figures of all subjects in a row, as `layout` names them.
using DayRow = std::vector<Ratio>;

struct Layout {
    std::vector<SimSubject> subjects;  // the figures named, not yet filled in
};
Layout layout_of(const SimModel& model, int first_hour = 0, int hours = 0);
DayRow row_of(DayResult& day, double open_us);  // `open_us`: counted time; reorders the waits

/// Fills the layout from the days.
std::vector<SimSubject> figures(const Layout& layout, std::span<const DayRow> days);
/// Other minus base, day by day on the same chance.
std::vector<SimSubject> changes(const Layout& base, std::span<const DayRow> base_days,
                                const Layout& other, std::span<const DayRow> other_days);

/// Student's t that is exceeded on either side in 5 of 100 (degrees of freedom from 1).
double student_95(std::size_t freedom);

}  // namespace ol::simulator
