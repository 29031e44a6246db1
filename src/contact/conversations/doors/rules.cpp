#include "contact/conversations/doors/rules.hpp"

#include <algorithm>

namespace ol::doors {
namespace {

struct Step {
    std::string_view state, next;
};

constexpr std::array<Step, 18> steps{{{"new", "we_confirm"},
                                      {"calling", "we_confirm"},
                                      {"no_contact", "we_call"},
                                      {"hold", "we_call"},
                                      {"confirmed", "we_pack"},
                                      {"handed_over", "courier_brings"},
                                      {"in_transit", "courier_brings"},
                                      {"out_for_delivery", "courier_brings"},
                                      {"at_point", "you_collect"},
                                      {"attempt_failed", "we_call"},
                                      {"delivered", "done"},
                                      {"completed", "done"},
                                      {"refused", "back"},
                                      {"returning", "back"},
                                      {"returned", "over"},
                                      {"cancelled", "over"},
                                      {"duplicate", "over"},
                                      {"merged", "over"}}};

}  // namespace

std::string_view next_of(std::string_view desk_state) {
    const auto at = std::ranges::find(steps, desk_state, &Step::state);
    return at == steps.end() ? std::string_view{} : at->next;
}

std::string digits_in(std::string_view text) {
    std::string out;
    std::ranges::copy_if(text, std::back_inserter(out),
                         [](char c) { return c >= '0' && c <= '9'; });
    return out;
}

}  // namespace ol::doors
