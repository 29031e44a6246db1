// Flows as editors keep them and calls find them, through the routes and on both databases.
#include <unistd.h>

#include <filesystem>
#include <future>

#include "contact/flows/flows.hpp"
#include "contact/flows/test_flow.hpp"
#include "platform/media/media.hpp"
#include "team/staff/test_house.hpp"

namespace ol::flows {
namespace {

using http::Method;

/// Says how often it was asked; its sound is as long as the text.
struct Parrot final : SpeechEngine {
    explicit Parrot(std::atomic<int>& asked) : asked_(asked) {}
    std::string name() const override { return "parrot"; }
    Result<Sound> speak(const std::string& text, const std::string&) override {
        ++asked_;
        return Sound(text.size(), 0x20);
    }
    std::atomic<int>& asked_;
};

struct Drawing {
    staff::House& h;
    const std::string folder =
        (std::filesystem::temp_directory_path() / ("ol-flows-" + std::to_string(::getpid())))
            .string();
    std::atomic<int> asked = 0;
    CallFlows flows{{h.db, h.staff, h.clock, h.ids, folder, [](ShopId) { return Rule{}; },
                     [](ShopId) { return std::set<QueueId>{QueueId{22}}; },
                     [](const std::string&) { return std::string(); },
                     std::make_unique<Parrot>(asked), false}};
    http::Router router;
    ShopId shop = h.shop("Kettles"), other = h.shop("Irons");
    PersonId owner = h.person("owner", {"owner"});
    PersonId hers = h.person("hers", {"head"}), theirs = h.person("theirs", {"head"});

    explicit Drawing(staff::House& house) : h(house) {
        EXPECT_TRUE(flows.load());
        add_flow_routes(router, flows);
    }
    ~Drawing() {
        flows.stop();  // what is still being spoken is written there
        std::filesystem::remove_all(folder);
    }
    http::Response send(PersonId who, Method method, const std::string& path, std::string body = "",
                        std::int64_t version = 0) {
        http::Request r;
        r.method = method;
        r.path = "/api/v1" + path;
        r.body = std::move(body);
        if (version) r.headers["if-match"] = "\"" + std::to_string(version) + "\"";
        r.who = h.as(who);
        if (who == hers) r.who.shops = {shop.value};
        if (who == theirs) r.who.shops = {other.value};
        return router.handle(r);
    }
    FlowView made(FlowBody body = shop_flow()) {
        const auto r =
            send(owner, Method::post, "/flows", json::write(NewFlow{shop, "Main", body}));
        EXPECT_EQ(r.status, 200) << r.body;
        return json::read<FlowView>(r.body).value();
    }
    static std::string at(const FlowView& v) { return "/flows/" + std::to_string(v.id.value); }
};

void drawn(const std::function<void(Drawing&)>& body) {
    ManualClock clock;
    std::vector<db::Migration> all(staff::migrations().begin(), staff::migrations().end());
    all.insert(all.end(), migrations().begin(), migrations().end());
    db::for_each_database(
        all,
        [&](db::Database& database) {
            clock.set(parse_iso8601("2026-11-16T12:00:00Z").value());
            staff::House house(database, clock);
            Drawing d(house);
            body(d);
        },
        clock);
}
std::string code(const http::Response& r) {
    const auto at = r.body.find("\"code\":\"");
    return at == std::string::npos ? "" : r.body.substr(at + 8, r.body.find('"', at + 8) - at - 8);
}

TEST(call_flows, a_draft_meets_nobody_until_it_is_published_and_used) {
    drawn([](Drawing& d) {
        FlowView v = d.made();
        EXPECT_EQ(v.version, 1);
        EXPECT_EQ(v.published, 0);
        EXPECT_FALSE(d.flows.script_for("shop", QueueId{1}, d.shop));
        auto r = d.send(d.owner, Method::post, d.at(v) + "/publish", "{\"note\":\"first\"}", 1);
        ASSERT_EQ(r.status, 200) << r.body;
        EXPECT_FALSE(d.flows.script_for("shop", QueueId{1}, d.shop));
        r = d.send(d.owner, Method::put, d.at(v) + "/uses",
                   "{\"uses\":[{\"kind\":\"shop\",\"value\":\"\"}]}", 2);
        ASSERT_EQ(r.status, 200) << r.body;
        const auto script = d.flows.script_for("shop", QueueId{1}, d.shop);
        ASSERT_TRUE(script);
        EXPECT_EQ(script->version, 1);
        EXPECT_FALSE(d.flows.script_for("shop", QueueId{1}, d.other));

        // A later version leaves the one that runs as it is; so does a start of the server.
        FlowBody next = shop_flow();
        next.steps[0].title = "Hello";
        ASSERT_EQ(
            d.send(d.owner, Method::put, d.at(v), json::write(FlowIn{"Main", next}), 3).status,
            200);
        EXPECT_EQ(d.flows.script_for("shop", QueueId{1}, d.shop), script);
        ASSERT_EQ(d.send(d.owner, Method::post, d.at(v) + "/publish", "{}", 4).status, 200);
        EXPECT_EQ(script->body.steps[0].title, "");
        EXPECT_EQ(d.flows.script_for("shop", QueueId{1}, d.shop)->version, 2);
        ASSERT_TRUE(d.flows.load());
        EXPECT_EQ(d.flows.script_for("shop", QueueId{1}, d.shop)->body.steps[0].title, "Hello");
    });
}

TEST(call_flows, a_number_goes_before_a_queue_before_the_shop) {
    drawn([](Drawing& d) {
        const auto used = [&](UseKind kind, const std::string& value) {
            const FlowView v = d.made();
            EXPECT_EQ(d.send(d.owner, Method::post, d.at(v) + "/publish", "{}", 1).status, 200);
            EXPECT_EQ(d.send(d.owner, Method::put, d.at(v) + "/uses",
                             json::write(FlowUsesIn{{{kind, value}}}), 2)
                          .status,
                      200);
            return v.id;
        };
        const FlowId shop = used(UseKind::shop, ""), queue = used(UseKind::queue, "22"),
                     number = used(UseKind::number, "+380441234567");
        EXPECT_EQ(d.flows.script_for("+380441234567", QueueId{22}, d.shop)->id, number);
        EXPECT_EQ(d.flows.script_for("shop", QueueId{22}, d.shop)->id, queue);
        EXPECT_EQ(d.flows.script_for("shop", QueueId{1}, d.shop)->id, shop);
        const FlowView late = d.made();
        EXPECT_EQ(code(d.send(d.owner, Method::put, d.at(late) + "/uses",
                              json::write(FlowUsesIn{{{UseKind::shop, ""}}}), 1)),
                  "flows.use_taken");
    });
}

TEST(call_flows, what_is_not_whole_is_kept_but_not_published) {
    drawn([](Drawing& d) {
        FlowBody broken = shop_flow();
        broken.steps[0].exits.clear();
        const FlowView v = d.made(broken);
        EXPECT_FALSE(v.findings.empty());
        const auto r = d.send(d.owner, Method::post, d.at(v) + "/publish", "{}", 1);
        EXPECT_EQ(r.status, 409);
        EXPECT_EQ(code(r), "flows.faults");
        EXPECT_NE(r.body.find("hello"), std::string::npos);
    });
}

TEST(call_flows, two_editors_do_not_overwrite_each_other) {
    drawn([](Drawing& d) {
        const FlowView v = d.made();
        const std::string body = json::write(FlowIn{"Main", shop_flow()});
        EXPECT_EQ(d.send(d.owner, Method::put, d.at(v), body, 1).status, 200);
        EXPECT_EQ(code(d.send(d.owner, Method::put, d.at(v), body, 1)), "flows.version_conflict");
        EXPECT_EQ(code(d.send(d.owner, Method::put, d.at(v), body)), "http.if_match");
    });
}

TEST(call_flows, an_old_version_comes_back_with_who_and_why) {
    drawn([](Drawing& d) {
        const FlowView v = d.made();
        EXPECT_EQ(
            d.send(d.owner, Method::post, d.at(v) + "/publish", "{\"note\":\"one\"}", 1).status,
            200);
        FlowBody next = shop_flow();
        next.steps[0].say.texts[0].text = "Hello!";
        next.steps.pop_back();
        next.steps[5].exits[0].to = "sales";
        EXPECT_EQ(
            d.send(d.owner, Method::put, d.at(v), json::write(FlowIn{"Main", next}), 2).status,
            200);
        EXPECT_EQ(
            d.send(d.owner, Method::post, d.at(v) + "/publish", "{\"note\":\"two\"}", 3).status,
            200);
        const auto back =
            d.send(d.owner, Method::post, d.at(v) + "/back", "{\"to\":1,\"note\":\"no\"}", 4);
        ASSERT_EQ(back.status, 200) << back.body;
        EXPECT_EQ(json::read<FlowView>(back.body)->body, shop_flow());
        const auto list =
            json::read<FlowVersions>(d.send(d.owner, Method::get, d.at(v) + "/versions").body)
                .value();
        ASSERT_EQ(list.items.size(), 3u);
        EXPECT_EQ(list.items[0].note, "no");
        EXPECT_EQ(list.items[0].by_name, "Person owner");
        ASSERT_EQ(list.items[1].changes.size(), 3u);
        EXPECT_EQ(list.items[1].changes[0].what, StepChangeKind::removed);
        EXPECT_EQ(list.items[1].changes[1].fields, std::vector<std::string>{"say"});
    });
}

TEST(call_flows, another_shops_flow_is_not_there) {
    drawn([](Drawing& d) {
        const FlowView v = d.made();
        EXPECT_EQ(d.send(d.hers, Method::get, d.at(v)).status, 200);
        EXPECT_EQ(d.send(d.theirs, Method::get, d.at(v)).status, 404);
        EXPECT_EQ(d.send(d.theirs, Method::get, "/flows").body.find("Main"), std::string::npos);
        EXPECT_EQ(code(d.send(d.theirs, Method::post, "/flows",
                              json::write(NewFlow{d.shop, "Mine", std::nullopt}))),
                  "staff.shop_not_found");
    });
}

TEST(call_flows, a_used_flow_stays_until_nothing_uses_it) {
    drawn([](Drawing& d) {
        const FlowView v = d.made();
        d.send(d.owner, Method::put, d.at(v) + "/uses",
               json::write(FlowUsesIn{{{UseKind::queue, "22"}}}), 1);
        EXPECT_EQ(code(d.send(d.owner, Method::del, d.at(v), "", 2)), "flows.in_use");
        d.send(d.owner, Method::put, d.at(v) + "/uses", "{\"uses\":[]}", 2);
        EXPECT_EQ(d.send(d.owner, Method::del, d.at(v), "", 3).status, 200);
        EXPECT_EQ(d.send(d.owner, Method::get, d.at(v)).status, 404);
    });
}

TEST(call_flows, a_dry_run_walks_the_same_way_and_keeps_nothing) {
    drawn([](Drawing& d) {
        const FlowView v = d.made();
        DryRunIn in;
        in.events = {{DryKind::key, "3"}, {DryKind::key, "7"}, {DryKind::key, "#"}};
        for (const char key : {'1', '2', '3', '4'})
            in.events.push_back({DryKind::key, std::string(1, key)});
        in.events.push_back({DryKind::order, "", Outcome::found, "delivered"});
        const auto r = d.send(d.owner, Method::post, d.at(v) + "/dry-run", json::write(in));
        ASSERT_EQ(r.status, 200) << r.body;
        const auto out = json::read<DryRunOut>(r.body).value();
        EXPECT_EQ(out.at, "yes");
        EXPECT_EQ(out.waits_for, "key");
        EXPECT_EQ(out.record.steps[1].exit, "3");
        EXPECT_EQ(out.said[out.said.size() - 2].what[0].text, "Your order has been delivered.");
        in.events.push_back({DryKind::silence});
        EXPECT_EQ(d.send(d.owner, Method::post, d.at(v) + "/dry-run", json::write(in)).status, 200);
    });
}

TEST(prompts, are_heard_once_approved_in_their_shop_language_and_season) {
    drawn([](Drawing& d) {
        std::map<std::string, Sound> media;
        d.flows.speech().add = [&](const std::string& name, Sound sound) { media[name] = sound; };
        const auto add = [&](PromptIn in, bool approve) {
            const auto r = d.send(d.owner, Method::post, "/prompts", json::write(in));
            EXPECT_EQ(r.status, 200) << r.body;
            const auto p = json::read<Prompt>(r.body).value();
            if (approve)
                EXPECT_EQ(d.send(d.owner, Method::post,
                                 "/prompts/" + std::to_string(p.id.value) + "/approve", "{}", 1)
                              .status,
                          200);
            return p;
        };
        add({d.shop, "hello", "uk", "usual", "", ""}, true);
        add({d.shop, "hello", "uk", "winter feast", "2026-11-01", "2027-01-07"}, true);
        add({d.shop, "hello", "uk", "not approved yet", "", ""}, false);
        add({d.other, "hello", "uk", "of the other shop", "", ""}, true);
        add({d.shop, "hello", "en", "english", "", ""}, true);
        const auto heard = [&](const std::string& language) {
            std::promise<std::pair<std::size_t, bool>> told;
            d.flows.prepare(
                d.shop, {{"hello", language, "", false}},
                [&](std::vector<std::string> names, bool fallback) {
                    told.set_value({names.empty() ? 0 : media[names[0]].size(), fallback});
                });
            return told.get_future().get();
        };
        EXPECT_EQ(heard("uk"),
                  (std::pair<std::size_t, bool>{std::string("winter feast").size(), false}));
        EXPECT_EQ(heard("zh"), (std::pair<std::size_t, bool>{std::string("english").size(), true}));
        const int asked = d.asked;
        heard("uk");
        EXPECT_EQ(d.asked, asked);  // made once
        d.h.clock.set(parse_iso8601("2027-02-01T12:00:00Z").value());
        EXPECT_EQ(heard("uk").first, std::string("usual").size());
    });
}

TEST(prompts, a_recording_replaces_the_words_and_must_be_approved_again) {
    drawn([](Drawing& d) {
        auto r = d.send(d.owner, Method::post, "/prompts",
                        json::write(PromptIn{d.shop, "hello", "uk", "words", "", ""}));
        const auto p = json::read<Prompt>(r.body).value();
        const std::string path = "/prompts/" + std::to_string(p.id.value);
        EXPECT_EQ(code(d.send(d.owner, Method::put, path + "/audio", "no wav", 1)), "media.wav");
        const Sound sound(4000, 0x10);
        r = d.send(d.owner, Method::put, path + "/audio", media::wav_of_prompt(sound), 1);
        ASSERT_EQ(r.status, 200) << r.body;
        EXPECT_FALSE(json::read<Prompt>(r.body)->recording.empty());
        r = d.send(d.owner, Method::get, path + "/audio");
        EXPECT_EQ(r.content_type, "audio/wav");
        EXPECT_GT(r.body.size(), 4000u);
        EXPECT_EQ(code(d.send(d.owner, Method::post, "/prompts",
                              json::write(PromptIn{d.shop, "Hello!", "uk", "x", "", ""}))),
                  "flows.prompt_name");
        EXPECT_EQ(code(d.send(d.owner, Method::post, "/prompts",
                              json::write(PromptIn{d.shop, "hello", "uk", "x", "2026-12-02",
                                                   "2026-12-01"}))),
                  "flows.date");
    });
}

/// A prompt of the library, written and, if wanted, approved; and what callers hear of it.
struct Library {
    explicit Library(Drawing& drawing) : d(drawing) {
        d.flows.speech().add = [this](const std::string& name, Sound sound) {
            media[name] = std::move(sound);
        };
    }
    Prompt add(const PromptIn& in, bool approved = true) {
        Prompt p = read(d.send(d.owner, Method::post, "/prompts", json::write(in)));
        return approved ? approve(p) : p;
    }
    Prompt change(const Prompt& p, const PromptIn& in) {
        return read(d.send(d.owner, Method::put, path(p), json::write(in), p.version));
    }
    Prompt approve(const Prompt& p) {
        return read(d.send(d.owner, Method::post, path(p) + "/approve", "{}", p.version));
    }
    static Prompt read(const http::Response& r) {
        EXPECT_EQ(r.status, 200) << r.body;
        return json::read<Prompt>(r.body).value();
    }
    static std::string path(const Prompt& p) { return "/prompts/" + std::to_string(p.id.value); }
    /// As many bytes as the words have letters; 0: silence.
    std::size_t heard(const std::string& name, const std::string& language = "uk") {
        std::promise<std::vector<std::string>> told;
        d.flows.prepare(d.shop, {{name, language, "", false}},
                        [&](std::vector<std::string> names, bool) { told.set_value(names); });
        const auto names = told.get_future().get();
        return names.empty() ? 0 : media[names[0]].size();
    }
    Drawing& d;
    std::map<std::string, Sound> media;
};

TEST(prompts, the_approved_wording_is_heard_until_the_newer_one_is) {
    drawn([](Drawing& d) {
        Library l(d);
        Prompt p = l.add({d.shop, "wel", "uk", "short", "", ""});
        p = l.change(p, {d.shop, "wel", "uk", "a longer one", "", ""});
        EXPECT_TRUE(p.approved && p.pending);
        EXPECT_EQ(p.text, "short");
        EXPECT_EQ(l.heard("wel"), 5u);
        const auto size = [&](const std::string& query) {
            return d.send(d.owner, Method::get, l.path(p) + "/audio" + query).body.size();
        };
        EXPECT_GT(size(""), 5u);
        // A recording waits as well; other words leave it out, the same words keep it.
        const Sound sound(4000, 0x10);
        auto r = d.send(d.owner, Method::put, l.path(p) + "/audio", media::wav_of_prompt(sound),
                        p.version);
        p = l.read(r);
        EXPECT_TRUE(p.recording.empty() && !p.pending->recording.empty());
        EXPECT_EQ(l.heard("wel"), 5u);
        p = l.approve(l.change(p, {d.shop, "wel", "uk", "a longer one", "", ""}));
        EXPECT_FALSE(p.pending);
        EXPECT_EQ(l.heard("wel"), 4000u);
        ASSERT_TRUE(d.flows.load());
        p = l.change(p, {d.shop, "wel", "uk", "wrong", "", ""});
        p = l.read(d.send(d.owner, Method::del, l.path(p) + "/pending", "", p.version));
        EXPECT_FALSE(p.pending);
        EXPECT_EQ(l.heard("wel"), 4000u);
        EXPECT_EQ(code(d.send(d.owner, Method::post, "/prompts",
                              json::write(PromptIn{d.shop, "x", "xx", "words", "", ""}))),
                  "flows.language");
    });
}

/// A file of hours would be played for hours.
TEST(prompts, a_recording_whose_file_is_gone_or_huge_is_spoken_from_its_words) {
    drawn([](Drawing& d) {
        Library l(d);
        const auto recorded = [&](const std::string& name, std::size_t bytes) {
            const Prompt p = l.add({d.shop, name, "uk", "seven..", "", ""});
            const auto r = d.send(d.owner, Method::put, Library::path(p) + "/audio",
                                  media::wav_of_prompt(Sound(bytes, 0x10)), p.version);
            return Library::read(r);
        };
        const auto file = [&](const Prompt& p) {
            return d.folder + "/r-" + p.pending->recording + ".ulaw";
        };
        const Prompt whole = recorded("whole", 4000);
        l.approve(whole);
        EXPECT_EQ(l.heard("whole"), 4000u);
        const Prompt gone = recorded("gone", 4160), huge = recorded("huge", 4320);
        ASSERT_TRUE(std::filesystem::remove(file(gone)));
        std::filesystem::resize_file(file(huge), 300u << 20);
        for (const Prompt& p : {gone, huge}) {
            const Prompt approved = l.approve(p);
            EXPECT_EQ(l.heard(approved.name), 7u);
            const auto r = d.send(d.owner, Method::get, Library::path(approved) + "/audio");
            EXPECT_EQ(code(r), "flows.recording_missing") << "at the desk it is said";
        }
    });
}

TEST(prompts, one_that_a_published_flow_says_is_not_taken_away) {
    drawn([](Drawing& d) {
        Library l(d);
        Prompt p = l.add({d.shop, "wel", "uk", "words", "", ""});
        FlowBody body = shop_flow();
        body.steps[0].say = {"wel", {}};
        const FlowView v = d.made(body);
        EXPECT_EQ(d.send(d.owner, Method::post, d.at(v) + "/publish", "{}", 1).status, 200);
        const auto r = d.send(d.owner, Method::del, l.path(p), "", p.version);
        EXPECT_EQ(code(r), "flows.prompt_in_use");
        EXPECT_NE(r.body.find("Main"), std::string::npos) << r.body;
        EXPECT_NE(d.send(d.owner, Method::get, "/prompts").body.find("\"used_by\":[\"Main\"]"),
                  std::string::npos);
        // Nor does it slip away under another name.
        p = l.change(p, {d.shop, "other", "uk", "words", "", ""});
        EXPECT_EQ(code(d.send(d.owner, Method::post, l.path(p) + "/approve", "{}", p.version)),
                  "flows.prompt_in_use");
        // A season's may go while the usual one stays, and so may the usual one, once replaced.
        const Prompt feast = l.add({d.shop, "wel", "uk", "feast", "2026-12-20", ""});
        EXPECT_EQ(d.send(d.owner, Method::del, l.path(feast), "", feast.version).status, 200);
        l.add({d.shop, "wel", "en", "words", "", ""});
        EXPECT_EQ(d.send(d.owner, Method::del, l.path(p), "", p.version).status, 200);
    });
}

TEST(prompts, a_season_goes_by_the_shops_own_day) {
    drawn([](Drawing& d) {
        Library l(d);
        l.add({d.shop, "wel", "uk", "usual", "", ""});
        l.add({d.shop, "wel", "uk", "winter feast", "2026-12-20", "2026-12-20"});
        const auto at = [&](const char* moment) {
            d.h.clock.set(parse_iso8601(moment).value());
            return l.heard("wel");
        };
        EXPECT_EQ(at("2026-12-19T21:59:00Z"), 5u);   // 23:59 in Kyiv
        EXPECT_EQ(at("2026-12-19T22:00:00Z"), 12u);  // the 20th
        EXPECT_EQ(at("2026-12-20T21:59:00Z"), 12u);
        EXPECT_EQ(at("2026-12-20T22:00:00Z"), 5u);
    });
}

TEST(call_flows, a_dialled_number_is_one_number_however_it_is_written) {
    drawn([](Drawing& d) {
        const FlowView v = d.made();
        EXPECT_EQ(d.send(d.owner, Method::post, d.at(v) + "/publish", "{}", 1).status, 200);
        const auto put = [&](UseKind kind, const std::string& value, std::int64_t version) {
            return d.send(d.owner, Method::put, d.at(v) + "/uses",
                          json::write(FlowUsesIn{{{kind, value}}}), version);
        };
        for (const char* wrong : {"hello <b>", "", "+", "044 123"}) {
            const auto r = put(UseKind::number, wrong, 2);
            EXPECT_EQ(code(r), "flows.use_value") << wrong;
            EXPECT_NE(r.body.find("uses[0].value"), std::string::npos) << r.body;
        }
        EXPECT_EQ(code(put(UseKind::queue, "99", 2)), "flows.use_queue");
        const auto r = put(UseKind::number, " +38 (044) 123-45-67", 2);
        ASSERT_EQ(r.status, 200) << r.body;
        EXPECT_EQ(json::read<FlowView>(r.body)->uses[0].value, "+380441234567");
        for (const char* dialled : {"+380441234567", "0441234567", "380441234567"})
            EXPECT_TRUE(d.flows.script_for(dialled, QueueId{1}, d.shop)) << dialled;
        EXPECT_FALSE(d.flows.script_for("0441234568", QueueId{1}, d.shop));
        // What a version before kept as it was typed is met as well.
        ASSERT_TRUE(d.h.db.write([&](db::Tx& tx) -> Result<> {
            tx.exec("update flow_use set value = ?1 where kind = 'number'", "044 123 45 67");
            return {};
        }));
        ASSERT_TRUE(d.flows.load());
        EXPECT_TRUE(d.flows.script_for("+380441234567", QueueId{1}, d.shop));
        EXPECT_EQ(put(UseKind::number, "101", 3).status, 200);
        EXPECT_TRUE(d.flows.script_for("101", QueueId{1}, d.shop));
    });
}

TEST(call_flows, a_name_is_told_apart_from_none_and_counted_in_letters) {
    drawn([](Drawing& d) {
        const auto named = [&](const std::string& name) {
            return code(d.send(d.owner, Method::post, "/flows",
                               json::write(NewFlow{d.shop, name, std::nullopt})));
        };
        std::string long_one;
        for (int i = 0; i < 100; ++i) long_one += "Ж";
        EXPECT_EQ(named("  "), "flows.name_empty");
        EXPECT_EQ(named(long_one), "");
        EXPECT_EQ(named(long_one + "!"), "flows.name_long");
    });
}

TEST(call_flows, what_a_caller_did_is_kept_with_his_contact) {
    drawn([](Drawing& d) {
        FlowRecord record;
        record.flow_id = FlowId{5};
        record.steps = {{"menu", "Menu", StepKind::menu, "2", d.h.clock.now()}};
        record.rating = 4;
        record.over = true;
        for (int i = 0; i < 2; ++i)
            ASSERT_TRUE(d.h.db.write([&](db::Tx& tx) -> Result<> {
                CallFlows::keep(tx, ContactId{77}, record);
                return {};
            }));
        ASSERT_TRUE(d.h.db.read([&](db::Conn& conn) -> Result<> {
            const auto kept = CallFlows::record_of(conn, ContactId{77});
            EXPECT_TRUE(kept && kept->steps.size() == 1 && kept->steps[0].exit == "2");
            EXPECT_FALSE(CallFlows::record_of(conn, ContactId{78}));
            EXPECT_EQ(conn.query("select score from flow_rating").i64(0, 0), 4);
            return {};
        }));
    });
}

}  // namespace
}  // namespace ol::flows
