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

CopyWords copy_words(std::string_view language) {
    if (language == "uk") return {"Ваша розмова з магазином {shop}", "Ви"};
    if (language == "ru") return {"Ваш разговор с магазином {shop}", "Вы"};
    if (language == "zh") return {"您与 {shop} 的对话", "您"};
    return {"Your conversation with {shop}", "You"};
}

namespace {

std::string two(int n) { return (n < 10 ? "0" : "") + std::to_string(n); }

std::string stamp(Time at, std::string_view zone) {
    auto t = local_time(at, zone);
    if (!t) t = local_time(at, "UTC");
    return two(t->day) + "." + two(t->month) + "." + std::to_string(t->year) + " " + two(t->hour) +
           ":" + two(t->minute);
}

}  // namespace

std::string copy_text(const std::vector<conversations::BuyerMessage>& messages,
                      const CopyWords& words, std::string_view shop, std::string_view zone) {
    std::string out;
    for (const auto& m : messages) {
        if (m.from == "system") continue;
        const std::string who = m.from == "buyer"  ? std::string(words.you)
                                : m.author.empty() ? std::string(shop)
                                                   : m.author;
        out += stamp(m.at, zone) + " " + who + ":\n" + m.text + "\n\n";
    }
    return out;
}

}  // namespace ol::doors
