#pragma once
// What a buyer's words, tokens and pages must be, how fast they may come, and which clocks run.
// Pure: time is given.
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/base/time.hpp"

namespace ol::conversations {

constexpr std::size_t text_chars_max = 4000, name_chars_max = 100, contact_chars_max = 200,
                      page_chars_max = 500, rating_chars_max = 1000, preview_chars = 120;
/// A chat in which we wrote last costs its operator nothing after so long (A30).
constexpr Ms rests_after{5 * 60000};
constexpr Ms snooze_most{30LL * 24 * 3600 * 1000};

/// Without space at the ends; line breaks stay, other control characters go. Errors:
/// conversations.text_empty, conversations.text_too_long {max}, conversations.text_utf8.
Result<std::string> checked_text(std::string_view text, const char* field = "text");
/// One visible line, cut nowhere: conversations.line_too_long {max}.
Result<std::string> checked_line(std::string_view text, std::size_t chars_max, const char* field);
/// 8 to 64 of [A-Za-z0-9_-]: conversations.client_id.
Result<> check_client_id(std::string_view id);
/// 43 to 64 of [A-Za-z0-9_-], as 32 random bytes are written: conversations.token.
Result<> check_token(std::string_view token);
/// "https://shop.example" or with a port; nothing after it: conversations.origin.
Result<std::string> checked_origin(std::string_view origin, const char* field);
/// 1 (bad) to 5 (good): conversations.score.
Result<> check_score(int score);
/// "#0a7d5a", or empty: conversations.colour.
Result<> check_colour(std::string_view colour);
/// May this page speak with us? No origin: not a browser. `host`: the server's own name and port.
bool origin_allowed(std::string_view origin, std::string_view host,
                    const std::vector<std::string>& allowed);

/// The first words on one line, for lists.
std::string preview_of(std::string_view text);
/// "+380 50 *** ** 33", "o***@example.com", or a first letter.
std::string mask_contact(std::string_view contact);

/// When an answer is due: from now, or from the opening; none: no promise is made.
std::optional<Time> due_at(Time now, bool open, std::optional<Time> opens_at, Ms within);

/// At most `count` in `per`, by key; forgets keys that are quiet.
struct Pace {
    int count;
    Ms per;
};
class Limiter {
public:
    explicit Limiter(std::vector<Pace> paces, std::size_t keys_max = 100000)
        : paces_(std::move(paces)), keys_max_(keys_max) {}
    /// Nothing: go on (and it is counted). Else how long to wait.
    std::optional<Ms> too_fast(const std::string& key, Time now);
    std::size_t keys() const { return seen_.size(); }

private:
    void forget_quiet(Time now);
    std::vector<Pace> paces_;
    std::size_t keys_max_;
    std::map<std::string, std::deque<Time>> seen_;
};

constexpr Pace message_fast{10, Ms{10000}}, message_slow{60, Ms{300000}};
constexpr Pace opens_of_address{5, Ms{600000}}, requests_of_address{300, Ms{60000}},
    contexts_of_chat{60, Ms{60000}}, files_of_chat{10, Ms{600000}},
    files_from_address{30, Ms{3600000}};
constexpr std::int64_t page_part_most = 512 << 10;  // bytes of a part of a file

}  // namespace ol::conversations
