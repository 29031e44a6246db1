// The room with a true SIP stack on both sides and another machine's modem: a fax comes into its
// thread, a kill in the middle leaves what was whole, what is registered by hand stands once.
#include "contact/fax/fax.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <future>

#include "platform/db/test_db.hpp"
#include "platform/media/fax/pages.hpp"

namespace ol::fax {
namespace fax_test {

constexpr ShopId kettles{1};
constexpr PersonId oksana{7};

class QuietLine final : public calls::ChatLine {
public:
    void listen(calls::ChatEvents) override {}
    void queue(calls::Chat) override {}
    void over(ContactId) override {}
    Result<> accept(ContactId, PersonId) override { return {}; }
    Result<> decline(ContactId, PersonId) override { return {}; }
    Result<> give(calls::Chat, PersonId) override { return {}; }
    void restore(calls::Chat, PersonId) override {}
    void rest(ContactId, bool) override {}
    std::vector<Ringing> ringing(PersonId) override { return {}; }
    void seen(PersonId) override {}
};

struct House {
    db::Database& db;
    IdSource ids;
    QuietLine line;
    Loop chats{system_clock(), {.name = "chats", .inline_mode = true}}, loop{system_clock()};
    std::filesystem::path dir =
        std::filesystem::temp_directory_path() / ("fax-" + std::to_string(::getpid()));
    std::unique_ptr<files::Files> files;
    std::unique_ptr<conversations::Conversations> conversations;
    std::unique_ptr<Faxes> room;
    FaxLine number;

    explicit House(db::Database& d) : db(d) {
        std::filesystem::remove_all(dir);
        std::filesystem::create_directories(dir / "faxes");
        conversations::Deps deps{
            db, ids, system_clock(), chats, line, nullptr, nullptr, {}, {}, {}, {}, {}, {}};
        deps.shop = [](ShopId) {
            return conversations::ShopFacts{"Kettles", "uk", {"uk"}, true, std::nullopt};
        };
        files::Settings kept;
        kept.dir = (dir / "files").string(), kept.key32 = std::string(32, 'k');
        files = std::make_unique<files::Files>(files::Deps{db, ids, system_clock(), kept});
        deps.files = files.get();
        conversations = std::make_unique<conversations::Conversations>(std::move(deps));
        Deps mine{db, ids, system_clock(), loop, *conversations, *files};
        mine.dir = (dir / "faxes").string();
        mine.region = [](ShopId) { return "UA"; };
        mine.has_shop = [](ShopId shop) { return shop == kettles; };
        mine.has_queue = [](db::Conn&, QueueId, ShopId) { return true; };
        room = std::make_unique<Faxes>(std::move(mine));
        conversations->carries(room->carrier());
        FaxLineIn in;
        in.shop_id = kettles, in.number = "+380 44 555-00-00";
        number = *room->add(who(), in);
    }
    ~House() {
        chats.stop();  // what was posted still finds its rooms
        room->stop();
        loop.stop();
        room.reset();
        std::filesystem::remove_all(dir);
    }
    House(const House&) = delete;
    House& operator=(const House&) = delete;

    static http::Principal who() {
        http::Principal p;
        p.person = oksana;
        p.permissions = {"contacts.view", "contacts.all", "desk.work", "settings.edit"};
        return p;
    }
    std::optional<rows::Call> newest() {
        std::optional<rows::Call> out;
        EXPECT_TRUE(db.read([&](db::Conn& conn) -> Result<> {
            const auto all = rows::of_line(conn, number.id, 1);
            if (!all.empty()) out = all.front();
            return {};
        }));
        return out;
    }
    /// When all that was posted to the room's loop has run.
    void settle() {
        std::promise<void> done;
        loop.post([&] { done.set_value(); });
        done.get_future().wait();
    }
};

void everywhere(const std::function<void(House&)>& body) {
    std::vector<db::Migration> all;
    for (const auto some : {files::migrations(), conversations::migrations(), migrations()})
        all.insert(all.end(), some.begin(), some.end());
    db::for_each_database(all, [&](db::Database& d) {
        House house(d);
        body(house);
    });
}

/// Two machines talk over two SIP stacks; the caller's side is plain: a leg and its modem.
struct Caller {
    std::unique_ptr<modem::Lines> lines;
    std::unique_ptr<sip::Stack> stack;
    std::mutex mutex;
    std::condition_variable changed;
    bool over = false;
    std::optional<modem::Outcome> outcome;
    const LegId leg{77};

    Caller() {
        modem::Events m;
        m.done = [this](LegId, modem::Outcome o) {
            const std::lock_guard lock(mutex);
            outcome = std::move(o);
        };
        lines = std::move(*modem::Lines::create({.port_min = 37000, .port_max = 37400}, m));
        sip::Events e;
        e.answered = [this](LegId, const std::string& sdp) { (void)lines->accept(leg, sdp); };
        e.reoffer = [this](LegId, const std::string& sdp) {
            auto answer = lines->reoffer(leg, sdp);
            stack->reanswer(leg, answer ? *answer : "");
        };
        e.ended = [this](LegId, sip::EndCause, int) {
            const std::lock_guard lock(mutex);
            over = true;
            changed.notify_all();
        };
        e.incoming = [](const sip::Incoming&) {};
        e.progress = [](LegId, int, const std::string&) {};
        e.confirmed = [](LegId) {};
        e.reanswered = [](LegId, bool, const std::string&) {};
        sip::Config c;
        c.port = 0;
        stack = std::move(*sip::Stack::create(c, e));
    }
    bool faxes(const std::string& tiff, int port) {
        auto offer = lines->offer(leg, {.sends = true, .file = tiff, .station = "THE BUYER"});
        if (!offer) return false;
        sip::Invite invite;
        invite.leg = leg, invite.from_user = "+380671234567", invite.sdp = *offer;
        invite.uri = "sip:+380445550000@127.0.0.1:" + std::to_string(port);
        stack->invite(invite);
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, std::chrono::seconds(120), [this] { return over; });
    }
};

std::string page(const std::filesystem::path& dir, const std::string& name) {
    // A page as poppler draws one: the smallest PDF that has one.
    const std::string pdf =
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages "
        "/Count 1 /Kids [3 0 R] >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 "
        "595 300] /Contents 4 0 R >>\nendobj\n4 0 obj\n<< /Length 29 >>\nstream\n100 100 200 50 re "
        "f 20 20 9 9 re f\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n";
    const std::string tiff = (dir / name).string();
    const auto drawn = modem::tiff_of_pdf(pdf, tiff);
    EXPECT_TRUE(drawn) << drawn.error().code;
    return tiff;
}

TEST(Fax, ComesByT38IntoTheThreadOfItsNumber) {
    if (!modem::can_draw()) GTEST_SKIP() << "poppler-utils is not installed";
    everywhere([](House& h) {
        auto lines = std::move(
            *modem::Lines::create({.port_min = 37500, .port_max = 37900}, h.room->line_events()));
        int passed = 0;  // what calls hear
        sip::Events calls;
        calls.incoming = [&](const sip::Incoming&) { ++passed; };
        calls.ended = [&](LegId, sip::EndCause, int) { ++passed; };
        calls.confirmed = [&](LegId) { ++passed; };
        calls.reanswered = [&](LegId, bool, const std::string&) { ++passed; };
        sip::Config c;
        c.port = 0;
        auto stack = std::move(*sip::Stack::create(c, h.room->tap(calls)));
        h.room->attach(*stack, *lines);
        EXPECT_TRUE(h.room->start());
        Caller caller;
        EXPECT_TRUE(caller.faxes(page(h.dir, "out.tif"), stack->port()));
        for (int i = 0; i < 200 && (!h.newest() || h.newest()->state != FaxState::done); ++i)
            h.settle();
        const auto fax = h.newest();
        ASSERT_TRUE(fax);
        EXPECT_EQ(fax->code, "ok");
        EXPECT_EQ(fax->wire, "t38");
        EXPECT_EQ(fax->pages, 1);
        EXPECT_EQ(fax->number, "+380671234567");
        EXPECT_EQ(fax->station, "THE BUYER");
        EXPECT_EQ(passed, 0);
        const auto seen = h.room->of(House::who(), fax->conversation_id);
        ASSERT_TRUE(seen);
        EXPECT_FALSE(seen->faxes.front().partial);
        const auto messages =
            h.conversations->messages(House::who(), fax->conversation_id, 0, 0, 10);
        ASSERT_TRUE(messages);
        ASSERT_EQ(messages->items.size(), 1u);
        EXPECT_EQ(messages->items[0].files.size(), 2u);
        stack.reset();
        h.room->stop();
    });
}

TEST(Fax, AStartTellsWhatAKillLeft) {
    if (!modem::can_draw()) GTEST_SKIP() << "poppler-utils is not installed";
    everywhere([](House& h) {
        rows::Call row;
        row.id = FaxId{501}, row.line_id = h.number.id, row.shop_id = kettles;
        row.number = "+380671234567", row.began_at = system_clock().now();
        rows::Call none = row;
        none.id = FaxId{502};
        EXPECT_TRUE(h.db.write([&](db::Tx& tx) -> Result<> {
            rows::insert(tx, row);
            rows::insert(tx, none);
            return {};
        }));
        page(h.dir / "faxes", "501.tif");
        EXPECT_TRUE(h.room->start());
        h.settle();
        EXPECT_TRUE(h.db.read([&](db::Conn& conn) -> Result<> {
            const auto kept = rows::call(conn, row.id), lost = rows::call(conn, none.id);
            EXPECT_EQ(kept->state, FaxState::done);
            EXPECT_EQ(kept->code, "fax.server_stopped");
            EXPECT_TRUE(kept->message_id);
            EXPECT_EQ(lost->state, FaxState::done);
            EXPECT_FALSE(lost->message_id);  // no page came: on record, and no message
            return {};
        }));
        const auto id = [&] {
            ConversationId out;
            (void)h.db.read([&](db::Conn& conn) -> Result<> {
                out = rows::call(conn, row.id)->conversation_id;
                return {};
            });
            return out;
        }();
        const auto seen = h.room->of(House::who(), id);
        ASSERT_TRUE(seen);
        EXPECT_TRUE(seen->faxes.front().partial);
        ByHandIn paper{"one", HandSort::letter, system_clock().now(), "It leaks.", {}};
        const auto first = h.room->by_hand(House::who(), id, paper);
        ASSERT_TRUE(first) << first.error().code;
        EXPECT_EQ(h.room->by_hand(House::who(), id, paper)->message_id, first->message_id);
        paper.text.clear();
        EXPECT_EQ(h.room->by_hand(House::who(), id, paper).error().code, "fax.hand_empty");
    });
}

TEST(Fax, ANumberIsCheckedAndIsOneLine) {
    everywhere([](House& h) {
        const auto code = [&](FaxLineIn in) {
            const auto out = h.room->add(House::who(), in);
            return out ? std::string("ok") : out.error().code;
        };
        FaxLineIn in;
        in.shop_id = kettles, in.number = "380445550000";
        EXPECT_EQ(code(in), "fax.number_taken");  // with and without plus it is one
        in.number = "(044) 555-00-00";
        EXPECT_EQ(code(in), "fax.number_taken");  // as people of the country write it
        const auto short_one = h.room->thread_to(House::who(), h.number.id, {"112", {}});
        ASSERT_FALSE(short_one);
        EXPECT_EQ(short_one.error().code, "fax.short_number");
        in.number = "call us";
        EXPECT_EQ(code(in), "fax.number");
        in.number = "+380445550001", in.station = "Крамниця";
        EXPECT_EQ(code(in), "fax.station");
        in.station = "SHOP", in.shop_id = ShopId{9};
        EXPECT_EQ(code(in), "staff.shop_not_found");
    });
}

TEST(Fax, AgainLaterAndLater) {
    EXPECT_EQ(again_after(1), Ms{180'000});
    EXPECT_EQ(again_after(4), Ms{1'440'000});
    EXPECT_EQ(again_after(40), Ms{1'440'000});
}

}  // namespace fax_test
}  // namespace ol::fax
