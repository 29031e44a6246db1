#include "insight/report.hpp"

#include <charconv>

#include "platform/base/names.hpp"

namespace ol::insight {

namespace {

using Query = std::map<std::string, std::string>;

std::string field_of(const Query& q, const char* name) {
    const auto it = q.find(name);
    return it == q.end() ? std::string() : it->second;
}

Result<std::int64_t> id_of(const Query& q, const char* name) {
    const std::string text = field_of(q, name);
    if (text.empty()) return std::int64_t{0};
    std::int64_t id = 0;
    const auto r = std::from_chars(text.data(), text.data() + text.size(), id);
    if (r.ec != std::errc{} || r.ptr != text.data() + text.size() || id <= 0)
        return invalid("insight.id", name, "An id is a number, as other answers give it.");
    return id;
}

template <class E>
Result<E> choice_of(const Query& q, const char* name, E usual, const char* known) {
    const std::string text = field_of(q, name);
    if (text.empty()) return usual;
    if (const auto found = from_name<E>(text)) return *found;
    return invalid("insight.unknown", name, std::string("Choose one of ") + known + ".");
}

int days_max(Step step) {
    switch (step) {
        case Step::hour: return 62;
        case Step::day: return 732;
        case Step::none:
        case Step::week:
        case Step::month: return 3660;
    }
    return 0;
}

Result<> check_range(const ReportQuery& q) {
    const int days = days_between(q.from, q.to);
    if (days <= 0)
        return invalid("insight.range", "to",
                       "The period ends before it begins; \"to\" is the first day after it.");
    if (days > days_max(q.step))
        return invalid("insight.too_long", q.step == Step::none ? "to" : "step",
                       "By this step a report covers at most " + std::to_string(days_max(q.step)) +
                           " days; take a larger step or a shorter period.");
    return {};
}

}  // namespace

Result<ReportQuery> read_query(const Query& query) {
    ReportQuery out;
    const auto from = parse_day(field_of(query, "from"), "from");
    if (!from) return from.error();
    const auto to = parse_day(field_of(query, "to"), "to");
    if (!to) return to.error();
    const auto step = choice_of(query, "step", Step::day, "none, hour, day, week, month");
    if (!step) return step.error();
    const auto by =
        choice_of(query, "by", By::none, "none, queue, department, person, shop, channel");
    if (!by) return by.error();
    out.from = *from, out.to = *to, out.step = *step, out.by = *by;
    for (const auto& [name, target] :
         {std::pair{"shop_id", &out.shop.value}, std::pair{"queue_id", &out.queue.value},
          std::pair{"department_id", &out.department.value},
          std::pair{"person_id", &out.person.value}}) {
        const auto id = id_of(query, name);
        if (!id) return id.error();
        *target = *id;
    }
    if (const auto channel = field_of(query, "channel"); !channel.empty()) {
        if (channel != "all" && !from_name<routing::Channel>(channel))
            return invalid("insight.unknown", "channel",
                           "Choose one of call, task, chat, letter, all.");
        out.channel = channel == "all" ? "" : channel;
    }
    if (out.by == By::channel) out.channel.clear();
    out.as_closed = field_of(query, "as_closed") == "true";
    if (auto ok = check_range(out); !ok) return ok.error();
    return out;
}

std::vector<Stretch> stretches_of(const ReportQuery& q) {
    switch (q.step) {
        case Step::hour: return {{"half_hour", q.from, q.to}};
        case Step::day:
        case Step::week: return {{"day", q.from, q.to}};
        case Step::none:
        case Step::month: break;
    }
    const auto following = [](Day month) { return month_of(next_day(month, 31)); };
    const Day first = month_of(q.from) == q.from ? q.from : following(month_of(q.from));
    const Day last = month_of(q.to);
    if (first >= last) return {{"day", q.from, q.to}};
    std::vector<Stretch> out;
    if (q.from < first) out.push_back({"day", q.from, first});
    out.push_back({"month", first, last});
    if (last < q.to) out.push_back({"day", last, q.to});
    return out;
}

}  // namespace ol::insight
