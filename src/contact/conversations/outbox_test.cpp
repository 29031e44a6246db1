// What leaves by a channel, on both databases, with a channel that answers as it is told: written
// down before it leaves, in its order, at its pace, and never twice by itself.
#include "contact/conversations/outbox.hpp"

#include <gtest/gtest.h>

#include "contact/conversations/conversations.hpp"
#include "contact/conversations/http_carrier.hpp"
#include "contact/conversations/messengers/messengers.hpp"
#include "platform/db/test_db.hpp"

namespace ol::conversations {
namespace outbox_test {

constexpr ChannelAccountId bot{10};
constexpr ConversationId ira{20}, oleh{21};

class FakeCarrier final : public Carrier {
public:
    ChannelKind kind() const override { return ChannelKind::telegram; }
    Limits limits() const override { return limit; }
    Window window(std::optional<Time>, Time) const override { return open; }
    bool repeats(ChannelAccountId) const override { return same_twice; }
    Carried carry(const Parcel& p) override {
        if (seen_leaving) seen_leaving(p);
        went.push_back(p.out.text);
        ids.push_back(p.out.our_id);
        if (answers.empty()) return {{Sent::accepted, "ch-" + p.out.our_id, {}, "", ""}, false};
        auto a = answers.front();
        answers.erase(answers.begin());
        return a;
    }
    Limits limit;
    Window open;
    bool same_twice = false;
    std::vector<Carried> answers;
    std::vector<std::string> went, ids;
    std::function<void(const Parcel&)> seen_leaving;
};

Carried says(Sent what, Ms after = {}, std::string code = "", bool unanswered = false) {
    return {{what, "", after, std::move(code), ""}, unanswered};
}

struct Rig {
    db::Database& db;
    ManualClock& clock;
    std::shared_ptr<FakeCarrier> carrier = std::make_shared<FakeCarrier>();
    std::unique_ptr<Outbox> box;
    std::int64_t id = 100;
    int told = 0;

    Rig(db::Database& d, ManualClock& c) : db(d), clock(c) {
        EXPECT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            rows::Account a;
            a.id = bot, a.shop_id = ShopId{1}, a.kind = ChannelKind::telegram, a.public_key = "k";
            rows::insert(tx, a);
            for (const auto who : {ira, oleh}) {
                rows::Thread t;
                t.id = who, t.account_id = bot, t.channel = ChannelKind::telegram;
                t.thread = std::to_string(who.value), t.last_buyer_at = tx.now;
                rows::insert(tx, t);
            }
            return {};
        }));
        begin();
    }
    void begin() {
        box = std::make_unique<Outbox>(
            OutboxDeps{db, clock, [this](ConversationId, MessageId) { ++told; }, {}});
        box->add(carrier);
        EXPECT_TRUE(box->recover());
    }
    MessageId says(ConversationId to, const std::string& text) {
        rows::Words w;
        w.id = MessageId{++id}, w.seq = id, w.conversation_id = to, w.account_id = bot;
        w.direction = Direction::out, w.text = text, w.external_id = "out:" + std::to_string(id);
        w.state = MessageState::queued;
        EXPECT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            rows::insert(tx, w);
            rows::queue_out(tx, w, ChannelKind::telegram);
            return {};
        }));
        return w.id;
    }
    rows::Words words(MessageId message) {
        std::optional<rows::Words> out;
        EXPECT_TRUE(db.read([&](db::Conn& c) -> Result<> {
            out = rows::words_of(c, message);
            return {};
        }));
        return out.value_or(rows::Words{});
    }
    MessageState state(MessageId message) { return words(message).state; }
    /// As the process dies: it is written down as leaving, and nothing more.
    void dies_while(MessageId message) {
        EXPECT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            auto row = rows::out(tx.conn, message);
            EXPECT_TRUE(rows::step(tx, *row, Course::leaves));
            return {};
        }));
        begin();
    }
};

void in_rigs(const std::function<void(Rig&)>& body) {
    ManualClock clock;
    db::for_each_database(
        migrations(),
        [&](db::Database& database) {
            clock.set(parse_iso8601("2026-11-16T12:00:00Z").value());
            Rig rig(database, clock);
            body(rig);
        },
        clock);
}

TEST(outbox, it_is_written_down_as_sending_before_it_leaves) {
    in_rigs([](Rig& r) {
        const auto message = r.says(ira, "Good day");
        auto at_the_door = MessageState::failed;
        r.carrier->seen_leaving = [&](const Parcel& p) {
            at_the_door = r.state(p.message);
            EXPECT_EQ(p.out.thread, "20");
            EXPECT_EQ(p.out.our_id, std::to_string(message.value));
        };
        EXPECT_EQ(r.box->run(bot), std::nullopt);
        EXPECT_EQ(at_the_door, MessageState::sending);
        EXPECT_EQ(r.state(message), MessageState::sent);
        EXPECT_EQ(r.told, 2);
        EXPECT_TRUE(r.words(message).trouble.empty());
    });
}

TEST(outbox, a_channel_that_asks_to_wait_is_waited_for) {
    in_rigs([](Rig& r) {
        const auto first = r.says(ira, "One"), second = r.says(oleh, "Two");
        r.carrier->answers = {says(Sent::again, Ms{30'000}, "429")};
        EXPECT_EQ(r.box->run(bot), r.clock.now() + Ms{30'000});
        EXPECT_EQ(r.state(first), MessageState::queued);
        EXPECT_NE(r.words(first).trouble.find("out_slow_down"), std::string::npos);
        EXPECT_EQ(r.state(second), MessageState::queued);  // the account rests, not one thread
        r.clock.advance(Ms{29'999});
        r.box->run(bot);
        EXPECT_EQ(r.carrier->went.size(), 1u);
        r.clock.advance(Ms{1});
        r.box->run(bot);
        EXPECT_EQ(r.state(first), MessageState::sent);
        EXPECT_EQ(r.state(second), MessageState::sent);
        EXPECT_TRUE(r.words(first).trouble.empty());
    });
}

TEST(outbox, what_perhaps_left_is_not_sent_again_by_itself) {
    in_rigs([](Rig& r) {
        const auto message = r.says(ira, "One");
        r.carrier->answers = {says(Sent::again, {}, "http.client_timeout", true)};
        r.box->run(bot);
        EXPECT_EQ(r.state(message), MessageState::perhaps_sent);
        EXPECT_EQ(r.words(message).error_code, "conversations.out_unanswered");
        r.clock.advance(out_tried_for);
        r.box->run(bot);
        EXPECT_EQ(r.carrier->went.size(), 1u);
        EXPECT_EQ(r.state(r.says(ira, "Two")), MessageState::queued);
        r.box->run(bot);  // what comes after is not held up by it
        EXPECT_EQ(r.carrier->went.back(), "Two");
    });
}

TEST(outbox, killed_while_it_leaves_it_is_shown_as_such) {
    in_rigs([](Rig& r) {
        const auto first = r.says(ira, "One"), second = r.says(ira, "Two");
        r.dies_while(first);
        r.box->run(bot);
        EXPECT_EQ(r.state(first), MessageState::perhaps_sent);
        EXPECT_EQ(r.state(second), MessageState::sent);
        EXPECT_EQ(r.carrier->went, std::vector<std::string>{"Two"});
    });
}

TEST(outbox, where_the_same_twice_is_one_it_goes_again_under_its_own_id) {
    in_rigs([](Rig& r) {
        r.carrier->same_twice = true;
        const auto first = r.says(ira, "One");
        r.carrier->answers = {says(Sent::again, {}, "http.client_timeout", true)};
        r.box->run(bot);
        EXPECT_EQ(r.state(first), MessageState::queued);
        r.clock.advance(out_delay(1));
        r.dies_while(first);
        r.box->run(bot);
        EXPECT_EQ(r.state(first), MessageState::sent);
        EXPECT_EQ(r.carrier->ids[0], r.carrier->ids[1]);
    });
}

TEST(outbox, a_thread_keeps_its_order_and_its_pace) {
    in_rigs([](Rig& r) {
        r.carrier->limit.per_thread_ms = Ms{1000};
        r.says(ira, "One"), r.says(ira, "Two"), r.says(oleh, "Three");
        r.box->run(bot);
        EXPECT_EQ(r.carrier->went, (std::vector<std::string>{"One", "Three"}));
        r.clock.advance(Ms{1000});
        r.carrier->answers = {says(Sent::again)};
        r.says(ira, "Four");
        r.box->run(bot);
        r.clock.advance(Ms{600'000});
        r.box->run(bot);
        r.clock.advance(Ms{1000});
        r.box->run(bot);
        EXPECT_EQ(r.carrier->went,
                  (std::vector<std::string>{"One", "Three", "Two", "Two", "Four"}));
    });
}

TEST(outbox, an_account_sends_no_more_in_a_second_than_its_channel_takes) {
    in_rigs([](Rig& r) {
        r.carrier->limit.per_second = 3;
        for (int i = 0; i < 10; ++i) r.says(i % 2 ? ira : oleh, "x" + std::to_string(i));
        for (std::size_t second = 1; second <= 4; ++second) {
            const auto next = r.box->run(bot);
            EXPECT_EQ(r.carrier->went.size(), std::min<std::size_t>(10, second * 3));
            if (next) r.clock.set(*next);
        }
    });
}

TEST(outbox, a_closed_window_and_a_refusal_say_what_can_be_done) {
    in_rigs([](Rig& r) {
        r.carrier->open = {false, {}, {"template", "call"}};
        const auto late = r.says(ira, "One");
        r.box->run(bot);
        EXPECT_TRUE(r.carrier->went.empty());
        EXPECT_EQ(r.state(late), MessageState::failed);
        EXPECT_EQ(r.words(late).error_code, "conversations.out_window_closed");
        EXPECT_NE(r.words(late).trouble.find(R"(["template","call"])"), std::string::npos);
        r.carrier->open = {};
        r.carrier->answers = {says(Sent::gone, {}, "403")};
        const auto gone = r.says(ira, "Two");
        r.box->run(bot);
        EXPECT_EQ(r.words(gone).error_code, "conversations.out_gone");
        EXPECT_NE(r.words(gone).trouble.find(R"("value":"403")"), std::string::npos);
    });
}

TEST(outbox, a_channel_that_is_down_for_a_day_is_given_up_and_told) {
    in_rigs([](Rig& r) {
        const auto message = r.says(ira, "One");
        for (int i = 0; i < 2000 && r.state(message) == MessageState::queued; ++i) {
            r.carrier->answers = {says(Sent::again, {}, "http.client_unreachable")};
            if (const auto next = r.box->run(bot)) r.clock.set(*next);
        }
        EXPECT_EQ(r.state(message), MessageState::failed);
        EXPECT_EQ(r.words(message).error_code, "conversations.out_given_up");
        EXPECT_NE(r.words(message).trouble.find("out_unreachable"), std::string::npos);
        EXPECT_GT(r.carrier->went.size(), 200u);
        EXPECT_LT(r.carrier->went.size(), 400u);
    });
}

TEST(http_carrier, what_was_not_reached_did_not_leave) {
    Result<http::ClientResponse> answer = http::ClientResponse{};
    http::ClientRequest asked;
    HttpCarrierDeps deps;
    deps.fetch = [&](const http::ClientRequest& r) {
        asked = r;
        return answer;
    };
    deps.credentials = [](ChannelAccountId) -> Result<Credentials> {
        return Credentials{"", "1:secret", "hook", ""};
    };
    deps.instead_of = "https://api.telegram.org", deps.goes_to = "http://127.0.0.1:9";
    const auto by = http_carrier(telegram(), deps);
    Parcel p{MessageId{1}, ira, bot, {}};
    p.out.thread = "20", p.out.text = "Good day";
    auto error = unavailable("http.client_unreachable", "");
    answer = error;
    EXPECT_TRUE(by->carry(p).unanswered);
    error.params = {{"left", "no"}};
    answer = error;
    EXPECT_FALSE(by->carry(p).unanswered);
    EXPECT_EQ(by->carry(p).answer.what, Sent::again);
    EXPECT_EQ(asked.url, "http://127.0.0.1:9/bot1:secret/sendMessage");
    answer = http::ClientResponse{504, "", {}};
    EXPECT_TRUE(by->carry(p).unanswered);
    answer = http::ClientResponse{429,
                                  R"({"ok":false,"error_code":429,"description":"Too Many)"
                                  R"( Requests","parameters":{"retry_after":7}})",
                                  {}};
    EXPECT_FALSE(by->carry(p).unanswered);
    EXPECT_EQ(by->carry(p).answer.retry_after_ms, Ms{7000});
    answer = http::ClientResponse{200, R"({"ok":true,"result":{"message_id":77}})", {}};
    EXPECT_EQ(by->carry(p).answer.message_id, "77");
    p.out.text = std::string(5000, 'x');
    EXPECT_EQ(by->carry(p).answer.what, Sent::too_long);
}

}  // namespace outbox_test
}  // namespace ol::conversations
