#pragma once
// Pure: what a buyer is told of his order, and how often each door opens.
#include <array>
#include <string>
#include <string_view>

#include "contact/conversations/rules.hpp"
#include "contact/conversations/types.hpp"

namespace ol::doors {

using conversations::Pace;

/// What happens next with an order in this state of the desk: we_confirm, we_pack, courier_brings,
/// you_collect, we_call, done, back, over. "" for a state that is none.
std::string_view next_of(std::string_view desk_state);

/// The digits of what he typed: "№ 10-482" is 10482.
std::string digits_in(std::string_view text);

constexpr std::size_t phone_end_least = 4, phone_end_most = 15, number_most = 40;
constexpr Pace orders_of_address{5, Ms{600000}}, orders_of_chat{60, Ms{600000}};
constexpr Pace times_of_address{30, Ms{60000}};
constexpr Pace calls_of_address{3, Ms{600000}}, calls_of_number{3, Ms{3600000}},
    calls_of_chat{60, Ms{3600000}};
constexpr Pace copies_of_address{3, Ms{3600000}}, copies_of_mailbox{2, Ms{86400000}},
    copies_of_chat{60, Ms{3600000}};
constexpr std::size_t times_told = 60, copied_most = 500;

/// The copy's words in his language (uk, ru, zh, else English).
struct CopyWords {
    std::string_view subject;  // {shop} stands for the shop's name
    std::string_view you;
};
CopyWords copy_words(std::string_view language);
/// "23.11.2026 15:04 Olena: Is it in stock?", one message a paragraph; without the system's words.
std::string copy_text(const std::vector<conversations::BuyerMessage>& messages,
                      const CopyWords& words, std::string_view shop, std::string_view zone);

}  // namespace ol::doors
