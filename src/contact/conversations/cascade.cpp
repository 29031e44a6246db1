// A message that must arrive: by the first channel of the shop's list, and by the next when it was
// refused or not delivered in time. Each step is one transaction, decided from rows as they stand
// then: a death between steps repeats none, and news that comes late stops what has not left.
#include "contact/canned/canned.hpp"
#include "contact/conversations/cascade_rows.hpp"
#include "contact/conversations/commit.hpp"
#include "platform/base/names.hpp"
#include "platform/base/text.hpp"

namespace ol::conversations {
namespace {

constexpr int wait_least_s = 30, wait_most_s = 24 * 3600;
constexpr std::size_t steps_most = 4;

bool goes_by(ChannelKind kind) {
    return kind != ChannelKind::webchat && kind != ChannelKind::email && kind != ChannelKind::fax;
}

Result<> check_steps(const std::vector<CascadeStep>& steps) {
    if (steps.empty()) return {};
    if (steps.size() < 2 || steps.size() > steps_most)
        return invalid("conversations.cascade", "steps", "Two to four channels, or none.");
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (!goes_by(steps[i].channel))
            return invalid("conversations.cascade", "steps",
                           "Messengers and SMS; others do not tell that a message arrived.");
        for (std::size_t k = 0; k < i; ++k)
            if (steps[k].channel == steps[i].channel)
                return invalid("conversations.cascade", "steps", "Each channel once.");
        if (steps[i].wait_s < wait_least_s || steps[i].wait_s > wait_most_s)
            return invalid("conversations.cascade", "steps", "Wait 30 seconds to a day.");
    }
    return {};
}

bool has_it(const rows::Words& w) {
    return w.state == MessageState::delivered || w.state == MessageState::read;
}

/// "+380501112233" of what a channel tells as his number; "" when it is none.
std::string number_in(const std::string& contact) {
    std::string digits;
    for (const char c : contact) {
        if (c >= '0' && c <= '9')
            digits += c;
        else if (c != '+' && c != ' ' && c != '-')
            return {};
    }
    return digits.size() >= 10 && digits.size() <= 15 ? "+" + digits : std::string();
}

std::vector<CascadeStep> steps_in(const rows::Cascade& c) {
    const auto kept = json::read<CascadeIn>(c.steps);
    return kept ? kept->steps : std::vector<CascadeStep>{};
}

}  // namespace

Result<CascadeRuleList> Conversations::cascades(const http::Principal& who) const {
    return d_.db.read_as<CascadeRuleList>([&](db::Conn& conn) -> Result<CascadeRuleList> {
        CascadeRuleList out;
        for (auto& rule : rows::cascade_rules(conn))
            if (who.shops.empty() || who.shops.contains(rule.shop_id.value))
                out.items.push_back(std::move(rule));
        return out;
    });
}

Result<CascadeRule> Conversations::set_cascade(const http::Principal& who, ShopId shop,
                                               std::int64_t version, const CascadeIn& in) {
    if (auto ok = check_steps(in.steps); !ok) return ok.error();
    if (!d_.shop(shop) || (!who.shops.empty() && !who.shops.contains(shop.value)))
        return not_found("staff.shop_not_found", "There is no such shop, or it is not yours.");
    return d_.db.write_as<CascadeRule>([&](db::Tx& tx) -> Result<CascadeRule> {
        auto rule = rows::cascade_rule(tx.conn, shop);
        if (rule.version != version)
            return conflict("conversations.version_conflict",
                            "Somebody changed it meanwhile; look, then save again.");
        rule.steps = in.steps;
        ++rule.version;
        rows::keep_rule(tx, rule);
        if (d_.audit) d_.audit(tx, who.person, "cascade.changed", shop.value);
        return rule;
    });
}

/// Of a message of hers that was kept just now.
Result<> Conversations::must_arrive(db::Tx& tx, Effects& out, const Turn& turn, const Words& w,
                                    PersonId by) {
    const auto rule = rows::cascade_rule(tx.conn, turn.t.shop_id);
    const auto at = std::ranges::find(rule.steps, turn.t.channel, &CascadeStep::channel);
    if (at == rule.steps.end() || at + 1 == rule.steps.end())
        return invalid("conversations.no_cascade", "must_arrive",
                       "The shop's list has nothing behind this channel; set it in the settings.");
    rows::Cascade c;
    c.id = c.message_id = w.id, c.conversation_id = turn.t.id, c.by_id = by;
    c.steps = json::write(CascadeIn{rule.steps});
    c.step = static_cast<int>(at - rule.steps.begin());
    c.unasked = rows::opened_by_us(tx.conn, turn.t.id);
    c.created_at = tx.now, c.next_at = tx.now + Ms{at->wait_s * 1000};
    rows::insert(tx, c);
    out.then.push_back([this, c] { watch_cascade(c.id, c.next_at); });
    return {};
}

void Conversations::watch_cascade(MessageId first, Time at) {
    d_.loop.at(std::max(at, d_.loop.now()), [this, first] { go_on(first); });
}

void Conversations::go_on(MessageId first) {
    post<bool>([this, first](db::Tx& tx, Effects& out) { return next_step(tx, out, first); },
               [](const Result<bool>&) {});
}

/// Its state has changed: when it is one of a cascade's, what follows is decided at once.
void Conversations::cascade_hears(db::Conn& conn, MessageId message) {
    const auto c = rows::cascade_with(conn, message);
    if (c && c->state == CascadeState::waits) go_on(c->id);
}

Result<bool> Conversations::next_step(db::Tx& tx, Effects& out, MessageId first) {
    auto c = rows::cascade(tx.conn, first);
    if (!c || c->state != CascadeState::waits) return false;
    const auto begun = rows::thread(tx.conn, c->conversation_id);
    const auto told = rows::words_of(tx.conn, first), last = rows::words_of(tx.conn, c->message_id);
    if (!begun || !told || !last) return false;
    const bool late = c->message_id != first && has_it(*told);
    if (late || has_it(*last) || begun->last_buyer_at > c->created_at) {
        c->state = late && !has_it(*last) ? CascadeState::late : CascadeState::arrived;
        rows::update(tx, *c);
        if (late) says_of_cascade(tx, out, *begun, "cascade_late");
        return true;
    }
    if (last->state != MessageState::failed && c->next_at > tx.now) return false;
    // What has not even left leaves no more.
    if (auto row = rows::out(tx.conn, c->message_id); row && row->state == MessageState::queued)
        rows::step(tx, *row, Course::refused,
                   Trouble{"conversations.out_overtaken", {}, {"look"}, {}});
    const auto steps = steps_in(*c);
    for (++c->step; c->step < static_cast<int>(steps.size()); ++c->step)
        if (took_step(tx, out, *c, *begun, told->text, steps[static_cast<std::size_t>(c->step)])) {
            rows::update(tx, *c);
            rows::keep_step(tx, *c);
            says_of_cascade(tx, out, *begun,
                            "cascaded " + std::string(to_name(
                                              steps[static_cast<std::size_t>(c->step)].channel)));
            out.then.push_back([this, c = *c] { watch_cascade(c.id, c.next_at); });
            return true;
        }
    c->state = CascadeState::not_arrived;
    rows::update(tx, *c);
    says_of_cascade(tx, out, *begun, "cascade_ended");
    return true;
}

void Conversations::says_of_cascade(db::Tx& tx, Effects& out, const Thread& begun,
                                    const std::string& code) {
    // The row may have moved within this transaction.
    const auto now = rows::thread(tx.conn, begun.id);
    if (!now) return;
    Turn turn(*this, tx, out, *now);
    turn.says(code.c_str());
    turn.save();
}

/// False: this channel does not reach him, or may not be used now; the next one is tried.
bool Conversations::took_step(db::Tx& tx, Effects& out, rows::Cascade& c, const Thread& begun,
                              const std::string& text, const CascadeStep& step) {
    if (text.empty()) return false;  // his words were erased
    auto thread = thread_by(tx, begun, step.channel);
    if (!thread || !may_send(*thread, text, tx.now)) return false;
    if (d_.may_contact) {
        Unasked asked{begun.customer_id, step.channel, begun.id, c.by_id, !c.unasked};
        asked.goes_on_from = c.created_at;
        if (auto may = d_.may_contact(tx, asked); !may) return false;
    }
    Turn turn(*this, tx, out, *thread);
    const Words w =
        turn.add(Direction::out, text, c.by_id,
                 "cascade:" + std::to_string(c.id.value) + ":" + std::to_string(c.step));
    turn.t.last_from = "shop";
    turn.t.preview = preview_of(w.text);
    turn.t.last_at = w.at;
    turn.fact("conversation.cascaded", c.by_id);
    turn.save();
    c.message_id = w.id, c.next_at = tx.now + Ms{step.wait_s * 1000};
    return true;
}

/// His thread in that channel of the shop: of the same buyer, or by SMS to the number he writes
/// from. Another messenger cannot be begun by us.
std::optional<Conversations::Thread> Conversations::thread_by(db::Tx& tx, const Thread& begun,
                                                              ChannelKind kind) {
    std::optional<Account> account;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [key, one] : channels_)
            if (one.shop_id == begun.shop_id && one.kind == kind && one.enabled) account = one;
    }
    if (!account) return std::nullopt;
    if (begun.customer_id) {
        std::optional<Thread> latest;
        for (auto& t : rows::of_customer(tx.conn, begun.customer_id))
            if (t.account_id == account->id && (!latest || t.last_at > latest->last_at))
                latest = std::move(t);
        if (latest) return latest;
    }
    const std::string number = number_in(begun.buyer_contact);
    if (kind != ChannelKind::sms || number.empty()) return std::nullopt;
    return sms_thread(tx, *account,
                      {begun.shop_id, begun.customer_id, number, begun.buyer_name, begun.language});
}

}  // namespace ol::conversations
