// What he looks at, beside his chat: page, cart, coupon and the form's own words. With his consent,
// which his window asks; in memory alone, gone with his page or with the conversation.
#include "contact/conversations/commit.hpp"
#include "platform/base/text.hpp"

namespace ol::conversations {
namespace {

constexpr std::size_t title_chars_max = 200, problem_chars_max = 300, order_chars_max = 40,
                      amount_chars_max = 40, coupon_chars_max = 60, lines_most = 50;
constexpr int quantity_most = 99999;

struct Line {
    std::string* text;
    std::size_t most;
    const char* field;
};

Result<> take(std::initializer_list<Line> lines) {
    for (const Line& line : lines) {
        auto checked = checked_line(*line.text, line.most, line.field);
        if (!checked) return checked.error();
        *line.text = *checked;
    }
    return {};
}

Result<> check_cart(BuyerCart& cart) {
    if (cart.lines.size() > lines_most)
        return invalid("conversations.cart", "context.cart.lines", "At most 50 lines of a cart.");
    for (CartLine& line : cart.lines) {
        if (auto ok = take({{&line.name, title_chars_max, "context.cart.lines.name"},
                            {&line.price, amount_chars_max, "context.cart.lines.price"}});
            !ok)
            return ok;
        if (line.quantity < 0 || line.quantity > quantity_most)
            return invalid("conversations.cart", "context.cart.lines.quantity", "0 to 99999.");
    }
    return take({{&cart.total, amount_chars_max, "context.cart.total"},
                 {&cart.coupon, coupon_chars_max, "context.cart.coupon"}});
}

Result<BuyerContext> checked_context(BuyerContext in, Time now) {
    if (auto ok = take({{&in.url, page_chars_max, "context.url"},
                        {&in.title, title_chars_max, "context.title"},
                        {&in.problem, problem_chars_max, "context.problem"},
                        {&in.order, order_chars_max, "context.order"}});
        !ok)
        return ok.error();
    const std::string scheme = lower_ascii(in.url.substr(0, 8));
    if (!in.url.empty() && scheme != "https://" && !scheme.starts_with("http://"))
        return invalid("conversations.page_url", "context.url", "An address of the shop's pages.");
    if (auto ok = check_cart(in.cart); !ok) return ok.error();
    in.at = now;
    return in;
}

}  // namespace

void Conversations::heard_context(std::int64_t conn, const Page& page, const SocketIn& in) {
    const ConversationId id = page.conversation;
    if (!in.context) return forget_context(id, conn);
    if (auto ok = slow_enough(contexts_told_, std::to_string(id.value)); !ok)
        return tell_error(conn, ok.error());
    auto what = checked_context(*in.context, d_.clock.now());
    if (!what) return tell_error(conn, what.error());
    std::optional<Thread> t;
    (void)d_.db.read([&](db::Conn& c) -> Result<> {
        t = rows::thread(c, id);
        return {};
    });
    if (!t || t->state == State::closed) return;  // nobody is to see it
    {
        const std::lock_guard lock(mutex_);
        contexts_[id][conn] = std::move(*what);
    }
    if (t->place == Place::hers) tell_context(id, t->assignee_id);
}

/// Of one page, or of all of them.
void Conversations::forget_context(ConversationId id, std::optional<std::int64_t> conn) {
    {
        const std::lock_guard lock(mutex_);
        const auto at = contexts_.find(id);
        if (at == contexts_.end()) return;
        if (conn && at->second.erase(*conn) == 0) return;
        if (!conn || at->second.empty()) contexts_.erase(at);
    }
    const auto owner = owners_.find(id);
    if (owner != owners_.end()) tell_context(id, owner->second);
}

void Conversations::tell_context(ConversationId id, PersonId owner) {
    if (d_.hub && owner)
        d_.hub->to_person(owner, "conversation_context",
                          json::write(ConversationContext{id, context_of(id)}));
}

/// Of several pages the one that told last.
std::optional<BuyerContext> Conversations::context_of(ConversationId id) const {
    const std::lock_guard lock(mutex_);
    const auto at = contexts_.find(id);
    if (at == contexts_.end()) return std::nullopt;
    const auto newest = std::ranges::max_element(
        at->second, [](const auto& a, const auto& b) { return a.second.at < b.second.at; });
    return newest->second;
}

}  // namespace ol::conversations
