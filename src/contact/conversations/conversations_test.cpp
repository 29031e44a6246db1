// A web chat from both ends on both databases, with the line, the desk and the page as fakes: what
// is acknowledged is kept, nothing is kept twice, two never answer, and a start finds all again.
#include "contact/conversations/conversations.hpp"

#include "contact/conversations/test_house.hpp"

namespace ol::conversations {
namespace conversations_test {

TEST(conversations, a_first_message_is_kept_and_stands_in_the_line) {
    in_houses([](House& h) {
        const auto opened = h.says("Is the kettle in stock?", "client-01");
        ASSERT_EQ(opened.status, 200) << opened.body;
        EXPECT_TRUE(has(opened, R"("state":"waiting")")) << opened.body;
        ASSERT_EQ(h.line.queued.size(), 1u);
        EXPECT_EQ(h.line.queued[0].shop, kettles);
        EXPECT_EQ(h.line.queued[0].entered_at, h.clock.now());
        EXPECT_EQ(h.row().state, State::waiting_us);
        EXPECT_EQ(h.row().answer_due_at, h.clock.now() + Ms{120000});
        EXPECT_NE(h.row().thread, token);  // its hash alone
        EXPECT_TRUE(h.hub.heard("shop 1 conversation ", R"("place":"line")"));
        EXPECT_FALSE(h.hub.heard("shop 1 conversation ", "kettle in stock"));
        EXPECT_EQ(h.count("select count(*) from journal where data like '%kettle%'"), 0);
    });
}

TEST(conversations, the_same_message_again_is_the_same_message) {
    in_houses([](House& h) {
        const auto once = h.says("Hello", "client-01"), twice = h.says("Hello", "client-01");
        EXPECT_TRUE(has(twice, R"("seq":1)")) << twice.body;
        EXPECT_EQ(once.status, 200);
        EXPECT_TRUE(has(h.says("And blue?", "client-02", "messages"), R"("seq":2)"));
        EXPECT_TRUE(has(h.says("And blue?", "client-02", "messages"), R"("seq":2)"));
        EXPECT_EQ(h.count("select count(*) from message"), 2);
        EXPECT_EQ(h.count("select count(*) from conversation"), 1);
        EXPECT_EQ(h.line.queued.size(), 1u);
    });
}

TEST(conversations, who_accepts_answers_and_nobody_else) {
    in_houses([](House& h) {
        h.says("Hello", "client-01");
        h.line.rings = false;
        EXPECT_TRUE(has(h.act(oksana, "accept"), "conversations.offer_gone"));
        h.line.rings = true;
        const auto accepted = h.act(oksana, "accept");
        ASSERT_EQ(accepted.status, 200) << accepted.body;
        EXPECT_EQ(h.row().assignee_id, oksana);
        const char* words = R"({"client_id":"reply-0001","text":"Yes, three."})";
        EXPECT_EQ(h.act(petro, "reply", words).status, 404);  // another's, and he sees not all
        auto lead = h.who(petro);
        lead.permissions.insert("contacts.all");
        const auto by_lead = h.desk(lead, Method::post, h.path("reply"), words, h.row().version);
        EXPECT_EQ(by_lead.status, 403);
        EXPECT_TRUE(has(by_lead, "conversations.not_yours"));
        const auto stale =
            h.desk(h.who(oksana), Method::post, h.path("reply"), words, h.row().version - 1);
        EXPECT_EQ(stale.status, 409) << stale.body;
        EXPECT_EQ(h.desk(h.who(oksana), Method::post, h.path("reply"), words).status, 400);
        h.clock.advance(Ms{30000});
        EXPECT_EQ(h.act(oksana, "reply", words).status, 200);
        EXPECT_EQ(h.act(oksana, "reply", words).status, 200);  // her second click
        EXPECT_EQ(h.count("select count(*) from message where direction = 'out'"), 1);
        EXPECT_EQ(h.row().state, State::waiting_buyer);
        EXPECT_EQ(h.row().answer_due_at, Time{});  // the clock stops
        EXPECT_EQ(h.row().first_answered_at, h.clock.now());
        const auto seen = h.page("history", R"({"key":"wc_kettles","token":")" + token + "\"}");
        EXPECT_TRUE(has(seen, "Yes, three.")) << seen.body;
        EXPECT_TRUE(has(seen, R"("operator":{"name":"person 7"})")) << seen.body;
        EXPECT_EQ(h.count("select count(*) from message where state = 'delivered'"), 1);
    });
}

TEST(conversations, a_desk_that_opens_during_the_ring_has_the_offer) {
    in_houses([](House& h) {
        h.says("Is it in stock?", "client-01");
        h.line.rings_at = oksana, h.line.rings_until = h.clock.now() + Ms{15000};
        const auto hers = h.desk(h.who(oksana), Method::get, "/offered");
        EXPECT_EQ(hers.status, 200);
        EXPECT_TRUE(has(hers, "Is it in stock?")) << hers.body;
        EXPECT_TRUE(has(hers, "\"expires_at\":" + std::to_string(to_ms(h.line.rings_until))));
        EXPECT_EQ(h.desk(h.who(petro), Method::get, "/offered").body, R"({"items":[]})");
    });
}

TEST(conversations, a_variable_that_nobody_filled_is_not_sent) {
    in_houses([](House& h) {
        h.says("Where is my order?", "client-01");
        h.act(oksana, "accept");
        const auto no = h.act(oksana, "reply",
                              R"({"client_id":"reply-01","text":"Order {{order_number}} left"})");
        EXPECT_EQ(no.status, 400) << no.body;
        EXPECT_TRUE(has(no, "conversations.variable") && has(no, "order_number")) << no.body;
        EXPECT_EQ(h.count("select count(*) from message where direction = 'out'"), 0);
    });
}

TEST(conversations, a_note_never_reaches_the_buyer) {
    in_houses([](House& h) {
        h.says("Hello", "client-01");
        h.act(oksana, "accept");
        h.act(oksana, "notes", R"({"client_id":"note-0001","text":"He is rude"})");
        const auto seen = h.page("history", R"({"key":"wc_kettles","token":")" + token + "\"}");
        EXPECT_FALSE(has(seen, "rude")) << seen.body;
        EXPECT_TRUE(has(h.desk(h.who(oksana), Method::get, h.path()), "rude"));
    });
}

TEST(conversations, a_flood_is_told_when_to_come_again) {
    in_houses([](House& h) {
        for (int i = 0; i < 10; ++i)
            EXPECT_EQ(h.says("x", "client-0" + std::to_string(i)).status, 200);
        const auto over = h.says("x", "client-10");
        EXPECT_EQ(over.status, 429);
        EXPECT_TRUE(has(over, "conversations.too_fast"));
        EXPECT_TRUE(std::ranges::any_of(over.headers, [](const auto& header) {
            return header.first == "Retry-After" && header.second == "10";
        }));
        h.clock.advance(Ms{10000});
        EXPECT_EQ(h.says("x", "client-10").status, 200);
        for (char c = 'a'; c < 'e'; ++c)
            EXPECT_EQ(h.says("x", "client-01", "open", std::string(43, c)).status, 200);
        EXPECT_EQ(h.says("x", "client-01", "open", std::string(43, 'z')).status, 429);
        EXPECT_EQ(h.count("select count(*) from conversation"), 5);
    });
}

TEST(conversations, bad_words_and_foreign_pages_are_refused_by_name) {
    in_houses([](House& h) {
        EXPECT_TRUE(has(h.says("  ", "client-01"), "conversations.text_empty"));
        EXPECT_TRUE(has(h.says(std::string(4001, 'x'), "client-01"), "text_too_long"));
        EXPECT_TRUE(has(h.says("x", "short"), "conversations.client_id"));
        EXPECT_TRUE(has(h.says("x", "client-01", "open", "weak"), "conversations.token"));
        EXPECT_EQ(h.says("x", "client-01", "messages").status, 404);
        EXPECT_EQ(h.page("hello", R"({"key":"wc_nobody"})").status, 404);
        const auto foreign = h.page("hello", R"({"key":"wc_kettles"})", "https://evil.example");
        EXPECT_EQ(foreign.status, 403);
        EXPECT_TRUE(std::ranges::none_of(foreign.headers, [](const auto& header) {
            return header.first == "Access-Control-Allow-Origin";
        }));
        http::Request r;
        r.method = Method::patch;
        r.who = h.who(oksana);
        r.headers["if-match"] = "\"1\"";
        r.body = R"({"origins":["https://shop.example"]})";
        const auto chats = h.room->web_chats(r.who);
        ASSERT_EQ(chats->items.size(), 1u);  // those of her shops
        r.path = "/api/v1/web-chats/" + std::to_string(chats->items[0].id.value);
        ASSERT_EQ(h.router.handle(r).status, 200);
        const auto own = h.page("hello", R"({"key":"wc_kettles"})", "https://shop.example");
        EXPECT_EQ(own.status, 200) << own.body;
        EXPECT_TRUE(std::ranges::any_of(own.headers, [](const auto& header) {
            return header.first == "Access-Control-Allow-Origin" &&
                   header.second == "https://shop.example";
        }));
    });
}

TEST(conversations, a_web_chats_settings_reach_the_page) {
    in_houses([](House& h) {
        const auto patch = [&](const std::string& body, int version) {
            http::Request r;
            r.method = Method::patch;
            r.who = h.who(oksana);
            r.headers["if-match"] = "\"" + std::to_string(version) + "\"";
            r.body = body;
            const auto chats = h.room->web_chats(r.who);
            r.path = "/api/v1/web-chats/" + std::to_string(chats->items[0].id.value);
            return h.router.handle(r);
        };
        const auto asked = [&] {
            return h.page("hello", R"({"key":"wc_kettles","language":"uk"})");
        };
        EXPECT_TRUE(has(asked(), R"("languages":["uk","en"],"language":"uk")"));
        ASSERT_EQ(patch(R"({"languages":["en","zh"],"when_shut":"hidden","shut_note":"Till nine",)"
                        R"("invitations":[{"page":"/cart","text":" Help? ","after_s":5}]})",
                        1)
                      .status,
                  200);
        const auto page = asked();
        EXPECT_TRUE(has(page, R"("languages":["en"],"language":"en")")) << page.body;
        EXPECT_TRUE(has(page, R"("when_shut":"hidden")"));
        EXPECT_TRUE(has(page, R"("shut_note":"Till nine")"));
        EXPECT_TRUE(has(page, R"("text":"Help?","after_s":5)")) << page.body;
        EXPECT_TRUE(
            has(patch(R"({"invitations":[{"text":"a"},{"text":" "}]})", 2), "invitations[1].text"));
        EXPECT_TRUE(has(patch(R"({"invitations":[{"text":"a","after_s":3601}]})", 2),
                        "invitations[0].after_s"));
        EXPECT_TRUE(has(patch(R"({"languages":["klingon"]})", 2), "conversations.language"));
        EXPECT_TRUE(has(patch(R"({"when_shut":"never"})", 2), "when_shut"));
    });
}

TEST(conversations, he_says_once_how_it_was_when_it_is_over) {
    in_houses([](House& h) {
        const auto rate = [&](const std::string& score, const std::string& of = token) {
            return h.page("rate", R"({"key":"wc_kettles","token":")" + of + R"(","score":)" +
                                      score + R"(,"words":" Quick and kind "})");
        };
        h.says("Hello", "client-01");
        EXPECT_TRUE(has(rate("5"), "conversations.not_over"));
        h.page("leave", R"({"key":"wc_kettles","token":")" + token + "\"}");
        EXPECT_TRUE(has(rate("0"), "conversations.score"));
        EXPECT_TRUE(has(rate("6"), "conversations.score"));
        EXPECT_EQ(rate("5", other_token).status, 404);
        h.hub.told.clear();
        const auto said = rate("4");
        ASSERT_EQ(said.status, 200) << said.body;
        EXPECT_TRUE(has(said, R"("rating":4)"));
        EXPECT_TRUE(h.hub.heard("shop 1 conversation ", R"("rating":4,"rating_words":"")"));
        EXPECT_TRUE(has(rate("1"), R"("rating":4)"));  // the first word stands
        EXPECT_EQ(h.row().rating_words, "Quick and kind");
        EXPECT_EQ(h.count("select count(*) from journal where kind = 'conversation.rated'"), 1);
        auto boss = h.who(tess);
        boss.permissions.insert("contacts.all");
        const auto seen = h.desk(boss, Method::get, "/" + std::to_string(h.row().id.value));
        EXPECT_TRUE(has(seen, R"("rating":4,"rating_words":"Quick and kind")")) << seen.body;
    });
}

TEST(conversations, out_of_hours_a_way_to_reach_him_is_asked) {
    in_houses([](House& h) {
        h.open = false;
        EXPECT_TRUE(has(h.says("Hello", "client-01"), "conversations.contact_needed"));
        EXPECT_EQ(h.count("select count(*) from conversation"), 0);
        const auto form =
            h.page("open", R"({"key":"wc_kettles","token":")" + token +
                               R"(","client_id":"client-01","text":"Call me","name":"Ira",)"
                               R"("contact":"+380 50 111 22 33"})");
        ASSERT_EQ(form.status, 200) << form.body;
        EXPECT_EQ(h.row().buyer_contact, "+380501112233");
        EXPECT_EQ(h.row().answer_due_at, h.clock.now() + Ms{3600000 + 120000});
        const auto list = h.desk(h.who(oksana), Method::get, "", "", 0, {{"view", "waiting"}});
        EXPECT_TRUE(has(list, "+380 50 *** ** 33")) << list.body;
        EXPECT_FALSE(has(list, "+380501112233"));
    });
}

TEST(conversations, another_shops_are_not_there) {
    in_houses([](House& h) {
        h.says("Hello", "client-01");
        const auto stranger = h.who(tess, {2});
        EXPECT_EQ(h.desk(stranger, Method::get, h.path()).status, 404);
        EXPECT_EQ(h.desk(stranger, Method::post, h.path("accept"), "{}").status, 404);
        EXPECT_EQ(h.desk(stranger, Method::post, h.path("take"), "{}", 1).status, 404);
        const auto list = h.desk(stranger, Method::get, "", "", 0, {{"view", "waiting"}});
        EXPECT_TRUE(has(list, R"("items":[])")) << list.body;
        EXPECT_TRUE(has(list, R"("waiting":0)"));
        EXPECT_EQ(h.desk(h.who(oksana), Method::get, "", "", 0, {{"view", "all"}}).status, 403);
    });
}

TEST(conversations, a_start_finds_all_where_it_was) {
    in_houses([](House& h) {
        h.says("One", "client-01");
        const ContactId waits = h.row().contact_id;
        const Time since = h.clock.now();
        h.says("Two", "client-01", "open", other_token);
        h.act(oksana, "accept");
        h.act(oksana, "reply", R"({"client_id":"reply-0001","text":"Here."})");
        const ContactId hers = h.row().contact_id;
        h.clock.advance(rests_after);
        h.run();
        EXPECT_TRUE(h.row().resting);
        House again(h.db, h.clock);
        ASSERT_EQ(again.line.queued.size(), 1u);
        EXPECT_EQ(again.line.queued[0].contact, waits);
        EXPECT_EQ(again.line.queued[0].entered_at, since);  // with its age
        ASSERT_EQ(again.line.restored.size(), 1u);
        EXPECT_EQ(again.line.restored[0], std::pair(hers, oksana));
        EXPECT_EQ(again.line.rests, (std::vector{std::pair(hers, true)}));
    });
}

TEST(conversations, when_she_leaves_it_stands_in_the_line_again) {
    in_houses([](House& h) {
        h.says("Hello", "client-01");
        h.act(oksana, "accept");
        const auto before = h.row();
        h.line.events.lost(before.contact_id, oksana, true);
        h.run(), h.run();
        EXPECT_EQ(h.row().place, Place::line);
        EXPECT_EQ(h.row().assignee_id, PersonId{});
        EXPECT_GT(h.row().version, before.version);
        EXPECT_EQ(h.row().line_since, before.line_since);  // its age stays
        EXPECT_EQ(h.row().contact_id, before.contact_id);
        EXPECT_EQ(h.line.queued.size(), 1u);  // the floor has put it there
        EXPECT_EQ(h.act(petro, "accept").status, 200);
        EXPECT_EQ(h.row().assignee_id, petro);
        h.act(petro, "reply", R"({"client_id":"reply-0001","text":"Here."})");
        h.clock.advance(rests_after);
        h.run();
        h.line.events.lost(h.row().contact_id, petro, false);
        h.run(), h.run();
        EXPECT_EQ(h.row().place, Place::none);  // it waits for him, in nobody's hands
        h.says("Thanks", "client-02", "messages");
        EXPECT_EQ(h.row().place, Place::line);
        EXPECT_EQ(h.line.queued.back().preferred, std::vector{petro});
    });
}

TEST(conversations, what_rests_costs_nothing_until_he_writes) {
    in_houses([](House& h) {
        h.says("Hello", "client-01");
        h.act(oksana, "accept");
        h.act(oksana, "reply", R"({"client_id":"reply-0001","text":"Here."})");
        EXPECT_TRUE(h.line.rests.empty());
        h.clock.advance(rests_after);
        h.run();
        ASSERT_EQ(h.line.rests.size(), 1u);
        EXPECT_TRUE(h.line.rests[0].second);
        h.says("Thanks", "client-02", "messages");
        ASSERT_EQ(h.line.rests.size(), 2u);
        EXPECT_FALSE(h.line.rests[1].second);
        EXPECT_EQ(h.row().assignee_id, oksana);  // its owner stays
        EXPECT_TRUE(h.hub.heard("7 conversation_message ", "Thanks"));
    });
}

TEST(conversations, snoozed_it_wakes_at_its_time) {
    in_houses([](House& h) {
        h.says("Hello", "client-01");
        h.act(oksana, "accept");
        const Time until = h.clock.now() + Ms{3600000};
        const std::string body = "{\"until\":" + std::to_string(to_ms(until)) + "}";
        ASSERT_EQ(h.act(oksana, "snooze", body).status, 200);
        EXPECT_EQ(h.row().state, State::snoozed);
        h.clock.set(until - Ms{1});
        h.run();
        EXPECT_EQ(h.row().state, State::snoozed);
        h.clock.set(until);
        h.run();
        EXPECT_EQ(h.row().state, State::waiting_us);
        EXPECT_FALSE(h.line.rests.back().second);
        EXPECT_EQ(h.act(oksana, "snooze", R"({"until":1})").status, 400);
    });
}

TEST(conversations, closed_he_opens_it_again_by_writing) {
    in_houses([](House& h) {
        h.says("Hello", "client-01");
        h.act(oksana, "accept");
        const ContactId first = h.row().contact_id;
        EXPECT_EQ(h.act(oksana, "close", R"({"disposition":"sold"})").status, 400);
        ASSERT_EQ(h.act(oksana, "close", R"({"disposition":"answered"})").status, 200);
        EXPECT_EQ(h.row().disposition, "answered");
        EXPECT_EQ(h.row().state, State::closed);
        EXPECT_EQ(h.line.ended.back(), first);
        EXPECT_EQ(h.act(oksana, "close", R"({"disposition":"confirmed"})").status, 409);
        h.says("One more thing", "client-02", "messages");
        EXPECT_EQ(h.row().state, State::waiting_us);
        EXPECT_EQ(h.row().place, Place::line);
        EXPECT_NE(h.line.queued.back().contact, first);
        EXPECT_EQ(h.line.queued.back().preferred, std::vector{oksana});  // who knows him
    });
}

TEST(conversations, what_he_did_not_wait_for_is_asked_of_the_contact_policy) {
    in_houses([](House& h) {
        h.policy_allows = false;
        h.says("Is it blue?", "client-01");
        h.act(oksana, "accept");
        ASSERT_EQ(h.act(oksana, "buyer", R"({"customer_id":"55"})").status, 200);
        EXPECT_EQ(h.act(oksana, "reply", R"({"client_id":"reply-0001","text":"Yes"})").status, 200);
        EXPECT_TRUE(h.unasked.empty());  // an answer is never held
        ASSERT_EQ(h.act(oksana, "close", R"({"disposition":"answered"})").status, 200);
        ASSERT_EQ(h.act(oksana, "reopen").status, 200);
        const auto offer = R"({"client_id":"reply-0002","text":"We have a red one too"})";
        EXPECT_TRUE(has(h.act(oksana, "reply", offer), "customers.may_not"));
        EXPECT_EQ(h.count("select count(*) from message where text like 'We have%'"), 0);
        ASSERT_EQ(h.unasked.size(), 1u);
        EXPECT_EQ(h.unasked[0].buyer, CustomerId{55});
        EXPECT_EQ(h.unasked[0].by, oksana);
        h.says("And red?", "client-02", "messages");
        EXPECT_EQ(h.act(oksana, "reply", offer).status, 200);
        EXPECT_EQ(h.unasked.size(), 1u);
    });
}

TEST(conversations, by_hand_and_from_hand_to_hand) {
    in_houses([](House& h) {
        h.says("Hello", "client-01");
        const ContactId waited = h.row().contact_id;
        ASSERT_EQ(h.act(oksana, "take").status, 200);
        EXPECT_EQ(h.row().assignee_id, oksana);
        EXPECT_EQ(h.line.ended.back(), waited);
        EXPECT_EQ(h.act(petro, "take").status, 404);
        h.line.at_work = false;
        EXPECT_TRUE(has(h.act(oksana, "transfer", R"({"person_id":"8"})"), "not_at_work"));
        EXPECT_EQ(h.row().assignee_id, oksana);
        h.line.at_work = true;
        EXPECT_EQ(h.act(oksana, "transfer", R"({})").status, 400);
        EXPECT_TRUE(has(h.act(oksana, "transfer", R"({"queue_id":"99"})"), "conversations.queue"));
        ASSERT_EQ(h.act(oksana, "transfer", R"({"person_id":"8","note":"speaks Polish"})").status,
                  200);
        EXPECT_EQ(h.row().assignee_id, petro);
        EXPECT_EQ(h.act(oksana, "reply", R"({"client_id":"reply-0001","text":"x"})").status, 404);
        ASSERT_EQ(h.act(petro, "transfer", R"({"queue_id":"5"})").status, 200);
        EXPECT_EQ(h.row().place, Place::line);
        EXPECT_EQ(h.line.queued.back().queue, QueueId{5});
        EXPECT_TRUE(h.line.queued.back().preferred.empty());  // another team
    });
}

TEST(conversations, his_page_hears_and_resumes) {
    in_houses([](House& h) {
        h.says("Hello", "client-01");
        http::Request upgrade;
        upgrade.remote_ip = "192.0.2.1";
        const auto frame = [&](std::int64_t conn, const std::string& text) {
            h.sockets.events.message(conn, text);
            h.run();
        };
        const std::string hello = R"({"type":"hello","key":"wc_kettles","token":")";
        h.sockets.events.opened(1, upgrade);
        frame(1, hello + other_token + "\"}");
        EXPECT_TRUE(h.sockets.closed.contains(1));
        h.sockets.events.opened(2, upgrade);
        frame(2, hello + token + R"(","since":0})");
        EXPECT_NE(h.sockets.sent[2].back().find("Hello"), std::string::npos);
        h.act(oksana, "accept");
        h.act(oksana, "reply", R"({"client_id":"reply-0001","text":"Good day"})");
        h.act(oksana, "typing", R"({"on":true})");
        h.act(oksana, "notes", R"({"client_id":"note-0001","text":"secret"})");
        frame(2, R"({"type":"message","client_id":"client-02","text":"And blue?"})");
        std::string all;
        for (const auto& line : h.sockets.sent[2]) all += line + "\n";
        for (const char* part : {"Good day", R"("type":"typing")", R"("state":"active")",
                                 R"("type":"ack","client_id":"client-02")", "person 7"})
            EXPECT_NE(all.find(part), std::string::npos) << part << "\n" << all;
        EXPECT_EQ(all.find("secret"), std::string::npos);
        frame(2, R"({"type":"typing","on":true})");
        EXPECT_TRUE(h.hub.heard("7 conversation_typing "));
        frame(2, R"({"type":"read","seq":3})");
        EXPECT_TRUE(h.hub.heard("7 conversation_read ", R"("buyer_read_seq":3)"));
        EXPECT_EQ(h.count("select count(*) from message where state = 'read'"), 1);
        h.sockets.events.closed(2);
        h.sockets.events.opened(3, upgrade);
        frame(3, hello + token + R"(","since":3})");
        EXPECT_EQ(h.sockets.sent[3].back().find("Good day"), std::string::npos);
        EXPECT_NE(h.sockets.sent[3].back().find("And blue?"), std::string::npos);
    });
}

std::string found(House& h, const std::string& q, std::set<std::int64_t> shops = {1},
                  std::map<std::string, std::string> more = {}) {
    more["q"] = q;
    const auto r = h.desk(h.who(oksana, std::move(shops)), Method::get, "/found", "", 0, more);
    if (r.status != 200) return std::to_string(r.status);
    const auto page = json::read<FoundPage>(r.body).value();
    std::string out;
    for (const auto& one : page.items) out += (out.empty() ? "" : " | ") + one.message.text;
    return out + (page.next ? " >" : "");
}

TEST(conversations, messages_are_found_by_their_words_by_who_may_see_them) {
    in_houses([](House& h) {
        h.says("Where is my order 10023?", "client-01");
        h.says("我的订单还没有到", "client-02", "messages");
        h.says("Де моя посилка", "client-03", "open", other_token);
        EXPECT_EQ(found(h, "ORD"), "Where is my order 10023?");
        EXPECT_EQ(found(h, "订单"), "我的订单还没有到");
        EXPECT_EQ(found(h, "посил моя"), "Де моя посилка");
        EXPECT_EQ(found(h, "10023 посилка"), "");
        EXPECT_EQ(found(h, "1002"), "Where is my order 10023?");
        EXPECT_EQ(found(h, "order", {2}), "");
        EXPECT_EQ(found(h, "?!"), "400");
        EXPECT_EQ(found(h, "o\"r' OR d*", {1}), "");
        h.act(oksana, "accept");  // what one colleague has is not another's to read
        EXPECT_EQ(h.desk(h.who(petro), Method::get, "/found", "", 0, {{"q", "посилка"}})
                      .body.find("посилка"),
                  std::string::npos);
    });
}

TEST(conversations, a_search_goes_on_where_its_page_ended) {
    in_houses([](House& h) {
        h.says("word one", "client-01");
        for (const char* id : {"client-02", "client-03"}) h.says("word", id, "messages");
        EXPECT_EQ(found(h, "word", {1}, {{"limit", "2"}}), "word | word >");
        const auto r =
            h.desk(h.who(oksana), Method::get, "/found", "", 0, {{"q", "word"}, {"limit", "2"}});
        const auto page = json::read<FoundPage>(r.body).value();
        EXPECT_EQ(page.searched_to, page.items.back().message.at);
        EXPECT_EQ(found(h, "word", {1}, {{"limit", "2"}, {"cursor", *page.next}}), "word one");
    });
}

/// As an upgrade meets them: rows without words in the index.
TEST(conversations, messages_of_before_the_index_are_found_after_a_start) {
    in_houses([](House& h) {
        h.says("an old word", "client-01");
        h.says("another old word", "client-02", "messages");
        ASSERT_TRUE(h.db.write([&](db::Tx& tx) -> Result<> {
            tx.exec("delete from message_words");
            tx.exec("update message_words_left set up_to = (select max(id) from message)");
            return {};
        }));
        EXPECT_EQ(found(h, "old"), "");
        House again(h.db, h.clock);
        again.run();
        EXPECT_EQ(found(again, "old"), "another old word | an old word");
        EXPECT_EQ(again.count("select up_to from message_words_left"), 0);
    });
}

TEST(conversations, who_is_named_in_a_note_hears_of_it_and_may_look) {
    in_houses([](House& h) {
        h.says("A question about a warranty", "client-01");
        h.act(oksana, "accept");
        const auto sees = [&](PersonId who) {
            return h.desk(h.who(who), Method::get, h.path()).status;
        };
        const auto mentions = [&](PersonId who) {
            return json::read<MentionPage>(h.desk(h.who(who), Method::get, "/mentions").body)
                .value();
        };
        EXPECT_EQ(sees(petro), 404);  // another's
        const std::string names =
            "[\"" + std::to_string(petro.value) + "\",\"" + std::to_string(oksana.value) + "\"]";
        const auto noted = h.desk(
            h.who(oksana), Method::post, h.path("notes"),
            R"({"client_id":"note-0001","text":"@Petro, is it ours?","mentions":)" + names + "}");
        ASSERT_EQ(noted.status, 200) << noted.body;
        EXPECT_TRUE(h.hub.heard(std::to_string(petro.value) + " mention", "is it ours"));
        EXPECT_EQ(sees(petro), 200);
        const auto his = mentions(petro);
        ASSERT_EQ(his.items.size(), 1u);
        EXPECT_EQ(his.unseen, 1);
        EXPECT_EQ(his.items[0].message.text, "@Petro, is it ours?");
        EXPECT_TRUE(mentions(oksana).items.empty());  // herself: no news
        EXPECT_EQ(h.desk(h.who(petro), Method::post, h.path("mentions-seen"), "{}").status, 200);
        EXPECT_EQ(mentions(petro).unseen, 0);
        EXPECT_TRUE(mentions(petro).items[0].seen_at);
        EXPECT_EQ(h.desk(h.who(petro, {2}), Method::get, h.path()).status, 404);  // left the shop
        EXPECT_TRUE(
            json::read<MentionPage>(h.desk(h.who(petro, {2}), Method::get, "/mentions").body)
                ->items.empty());
        // He reads and notes; he does not answer for her.
        EXPECT_EQ(h.act(petro, "reply", R"({"client_id":"reply-001","text":"Yes"})").status, 403);
        for (const auto& [conn, lines] : h.sockets.sent)
            for (const auto& line : lines) EXPECT_EQ(line.find("is it ours"), std::string::npos);
        std::string many = "[";
        for (int i = 1; i <= 11; ++i) many += (i > 1 ? ",\"" : "\"") + std::to_string(i) + "\"";
        EXPECT_TRUE(
            has(h.desk(h.who(oksana), Method::post, h.path("notes"),
                       R"({"client_id":"note-0002","text":"All","mentions":)" + many + "]}"),
                "conversations.mentions"));
    });
}

TEST(conversations, a_topic_stands_beside_it_and_what_was_put_off_comes_back_by_hand) {
    in_houses([](House& h) {
        h.says("Hello", "client-01");
        h.act(oksana, "accept");
        const auto topic = [&](const std::string& text) {
            return h.desk(h.who(oksana), Method::post, h.path("topic"),
                          R"({"topic":")" + text + "\"}");
        };
        const auto version = h.row().version;
        EXPECT_TRUE(has(topic(" Warranty "), R"("topic":"Warranty")"));
        EXPECT_EQ(h.row().version, version);  // nobody's answer is refused by it
        EXPECT_EQ(topic(std::string(41, 'x')).status, 400);
        EXPECT_TRUE(has(topic(""), R"("topic":"")"));
        const auto later = std::to_string(to_ms(h.clock.now() + Ms{3600000}));
        EXPECT_EQ(h.act(oksana, "wake").status, 409);  // it is not put off
        ASSERT_EQ(h.act(oksana, "snooze", R"({"until":)" + later + "}").status, 200);
        EXPECT_EQ(h.act(petro, "wake").status, 404);
        const auto woken = h.act(oksana, "wake");
        EXPECT_TRUE(has(woken, R"("state":"waiting_us")")) << woken.body;
        EXPECT_EQ(h.row().snoozed_until, Time{});
    });
}

TEST(conversations, who_has_his_chat_sees_whole_what_is_his) {
    in_houses([](House& h) {
        h.says("Hello", "client-01");
        h.act(oksana, "accept");
        ASSERT_EQ(h.act(oksana, "buyer", R"({"customer_id":"55"})").status, 200);
        const ContactId visit = h.row().contact_id;
        EXPECT_TRUE(h.room->works_with(oksana, visit, CustomerId{55}));
        EXPECT_FALSE(h.room->works_with(petro, visit, CustomerId{55}));
        EXPECT_FALSE(h.room->works_with(oksana, visit, CustomerId{56}));
        EXPECT_FALSE(h.room->works_with(oksana, ContactId{}, CustomerId{55}));
        ASSERT_EQ(h.act(oksana, "close", R"({"disposition":"answered"})").status, 200);
        EXPECT_FALSE(h.room->works_with(oksana, visit, CustomerId{55}));
    });
}

TEST(conversations, erased_his_words_are_gone_and_the_figures_stay) {
    in_houses([](House& h) {
        h.says("My secret", "client-01");
        h.act(oksana, "accept");
        ASSERT_EQ(h.act(oksana, "buyer", R"({"customer_id":"55"})").status, 200);
        customers::ThreadAsk ask{CustomerId{55}, h.clock.now() + Ms{1}, 0, 10, {}};
        const auto told = h.db.read_as<std::vector<customers::ThreadEntry>>(
            [&](db::Conn& c) -> Result<std::vector<customers::ThreadEntry>> {
                return thread(c, ask);
            });
        ASSERT_EQ(told->size(), 1u);
        EXPECT_EQ((*told)[0].text, "My secret");
        ASSERT_TRUE(h.db.write([](db::Tx& tx) -> Result<> {
            erase_buyer(tx, CustomerId{55});
            return {};
        }));
        EXPECT_EQ(h.count("select count(*) from message where text like '%secret%'"), 0);
        EXPECT_EQ(found(h, "secret"), "");
        if (h.db.dialect() == db::Dialect::sqlite)
            EXPECT_EQ(h.count("select count(*) from message_words_data where "
                              "instr(block, cast('secret' as blob)) > 0 or "
                              "instr(block, cast('ecret' as blob)) > 0"),
                      0);
        EXPECT_EQ(h.count("select count(*) from conversation where preview <> ''"), 0);
        EXPECT_GT(h.count("select count(*) from journal where kind like 'conversation.%'"), 2);
        EXPECT_EQ(h.says("Again", "client-02", "messages").status, 404);
    });
}

}  // namespace conversations_test
}  // namespace ol::conversations
