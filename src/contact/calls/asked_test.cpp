// Tasks about orders in the line: asked once, withdrawn, swallowed by the buyer's own call, told to
// the order desk when they are over, and found again after a crash.
#include "contact/calls/test_house.hpp"

namespace ol::calls {
namespace asked_test {

constexpr ShopId shop{1};
constexpr QueueId queue{5};
constexpr OrderId order{900};
constexpr ContactId task{901};
constexpr const char* number = "+380501112233";

struct Asked : ::testing::Test {
    House h;
    Floor f{h};
    Asked() {
        f.run([&] {
            QueueSettings q;
            q.id = queue, q.shop_id = shop, q.name = "Calls", q.member_ids = {oksana};
            f.impl.configure(q);
            Shop s;
            s.id = shop, s.tz = "Europe/Kyiv";
            f.impl.shops[shop] = s;
        });
    }
    AskedTask about(ContactId id = task, OrderId of = order) {
        AskedTask t{shop, CustomerId{3}, number, "order_confirm", {}, {}};
        t.kind = "order_confirm", t.order = of, t.id = id;
        return t;
    }
    void ask(AskedTask t) {
        f.run([&] { f.impl.ask_task(t); });
    }
    std::size_t tasks() {
        std::size_t n = 0;
        f.run([&] { n = f.impl.contacts.size(); });
        return n;
    }
    /// The line answers in turns of its own; then rows go to the database.
    void written() {
        for (int hop = 0; hop < 6; ++hop) f.run([] {});
        f.run([this] { f.impl.flush(); });
        ASSERT_TRUE(h.db->write([](db::Tx&) -> Result<> { return {}; }));
        f.run([] {});
    }
    std::string over() {
        std::string data;
        (void)h.db->read([&](db::Conn& c) -> Result<> {
            const auto r = c.query(
                "select data from journal where kind = 'task.over' order by seq desc limit 1");
            data = r.empty() ? "" : r.text(0, 0);
            return {};
        });
        return data;
    }
    std::optional<TaskFacts> known(ContactId id = task) {
        std::optional<TaskFacts> out;
        (void)h.db->read([&](db::Conn& c) -> Result<> {
            out = Calls::task_facts(c, id);
            return {};
        });
        return out;
    }
};

TEST_F(Asked, twice_is_once) {
    ask(about());
    ask(about());
    EXPECT_EQ(tasks(), 1u);
    written();
    ASSERT_TRUE(known());
    EXPECT_FALSE(known()->over);
    EXPECT_FALSE(known(ContactId{77}));
}

TEST_F(Asked, withdrawn_it_is_over_without_an_outcome) {
    ask(about());
    written();
    f.run([&] { f.impl.withdraw_task(task); });
    written();
    EXPECT_EQ(tasks(), 0u);
    ASSERT_TRUE(known());
    EXPECT_TRUE(known()->over);
    EXPECT_EQ(known()->disposition, "");
    EXPECT_EQ(over(), R"({"order":"900","how":""})");
}

TEST_F(Asked, who_is_owed_a_call_back_is_called_once_about_both) {
    AskedTask back{shop, CustomerId{3}, number, "missed", {}, {}};
    ask(back);
    ask(about());
    EXPECT_EQ(tasks(), 1u);
    f.run([&] { EXPECT_EQ(f.impl.contacts.begin()->second.row.order, order); });
}

TEST_F(Asked, what_is_in_hand_is_not_taken_away) {
    ask(about());
    f.run([&] {
        f.impl.contacts.at(task).row.state = "talking";
        f.impl.withdraw_task(task);
    });
    EXPECT_EQ(tasks(), 1u);
}

TEST_F(Asked, his_own_talk_swallows_it_and_shows_the_order) {
    ask(about());
    written();
    f.run([&] {
        LiveContact call;
        call.row.id = ContactId{950};
        call.row.shop = shop, call.row.number = number, call.row.customer = CustomerId{3};
        call.row.state = "talking";
        auto& live = f.impl.contacts.emplace(call.row.id, call).first->second;
        f.impl.number_reached(live, oksana);
        EXPECT_EQ(live.row.order, order);
        f.impl.contacts.erase(ContactId{950});
    });
    written();
    EXPECT_EQ(tasks(), 0u);
    EXPECT_EQ(over(), R"({"order":"900","how":"swallowed"})");
}

TEST_F(Asked, after_a_crash_it_stands_once_and_a_told_one_is_over) {
    ask(about());
    ask(about(ContactId{902}, OrderId{910}));
    written();
    (void)h.db->write([&](db::Tx& tx) -> Result<> {  // she has said so, and the server dies
        tx.exec("update contact set disposition = 'busy', state = 'wrap_up' where id = 902");
        return {};
    });
    Calls next(h.deps());
    ASSERT_TRUE(next.start());
    EXPECT_TRUE(known(ContactId{902})->over);
    EXPECT_EQ(known(ContactId{902})->disposition, "busy");
    EXPECT_FALSE(known()->over);
    EXPECT_EQ(over(), R"({"order":"910","how":""})");
}

}  // namespace asked_test
}  // namespace ol::calls
