// Every payload of the messengers means what samples/meaning.txt says; and what any of them must
// do with hostile bytes.
#include "contact/conversations/messengers/messengers.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "contact/conversations/messengers/telegram.hpp"
#include "contact/conversations/messengers/told_test.hpp"
#include "contact/conversations/messengers/wire.hpp"
#include "platform/base/text.hpp"

namespace ol::conversations {
namespace messengers_test {

namespace fs = std::filesystem;

const std::map<std::string, const Channel*>& channels() {
    static const std::map<std::string, const Channel*> all{{"telegram", &telegram()},
                                                           {"viber", &viber()},
                                                           {"whatsapp", &whatsapp()},
                                                           {"messenger", &messenger()},
                                                           {"instagram", &instagram()}};
    return all;
}

std::vector<std::string> payloads() {
    std::vector<std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(told::samples()))
        if (entry.path().extension() == ".json")
            out.push_back(fs::relative(entry.path(), told::samples()).string());
    std::ranges::sort(out);
    return out;
}

std::string means(const std::string& file) {
    const auto& channel = *channels().at(file.substr(0, file.find('/')));
    const auto events = channel.read(told::bytes_of(told::samples() / file));
    if (!events) return "    refused: " + events.error().detail + "\n";
    std::string out;
    for (const auto& e : *events) out += "    " + told::line_of(e) + "\n";
    return out;
}

/// file -> its lines, from samples/meaning.txt.
std::map<std::string, std::string> table() {
    std::map<std::string, std::string> out;
    std::string file;
    for (const auto& line : split(told::bytes_of(told::samples() / "meaning.txt"), '\n')) {
        if (line.empty() || line.starts_with('#')) continue;
        if (line.starts_with("    "))
            out[file] += line + "\n";
        else
            out[file = line];
    }
    return out;
}

TEST(Messengers, EveryPayloadMeansWhatTheTableSays) {
    const auto files = payloads();
    ASSERT_EQ(files.size(), 175u);
    auto expected = table();
    std::ofstream found("meaning.found.txt");
    for (const auto& file : files) {
        const auto lines = means(file);
        found << file << "\n" << lines;
        EXPECT_EQ(lines, expected[file]) << file;
    }
    EXPECT_EQ(expected.size(), files.size()) << "the table names a file that is not there";
}

TEST(Messengers, NothingIsDroppedAndNothingIsNameless) {
    for (const auto& file : payloads()) {
        const auto& channel = *channels().at(file.substr(0, file.find('/')));
        const auto events = channel.read(told::bytes_of(told::samples() / file));
        ASSERT_TRUE(events) << file;
        EXPECT_FALSE(events->empty()) << file;
        for (const auto& e : *events) EXPECT_FALSE(e.raw_kind.empty()) << file;
    }
}

/// Each value of the document in turn becomes something else.
void spoil(boost::json::value& v, const std::function<void()>& tell) {
    using boost::json::value;
    const auto try_all = [&](value& place) {
        const value kept = place;
        const value wrong[] = {nullptr, 1e300, "\xD0\x96", boost::json::array{1, "x", nullptr},
                               boost::json::object{{"a", 1}}};
        for (const auto& w : wrong) {
            place = w;
            tell();
        }
        place = kept;
    };
    if (v.is_object())
        for (auto& member : v.get_object()) {
            try_all(member.value());
            spoil(member.value(), tell);
        }
    if (v.is_array())
        for (auto& one : v.get_array()) {
            try_all(one);
            spoil(one, tell);
        }
}

TEST(Messengers, WrongTypesAnywhereAreReadOrRefused) {
    std::size_t read = 0, refused = 0;
    for (const auto& file : payloads()) {
        const auto& channel = *channels().at(file.substr(0, file.find('/')));
        auto document = boost::json::parse(told::bytes_of(told::samples() / file));
        spoil(document, [&] {
            const auto events = channel.read(boost::json::serialize(document));
            ++(events ? read : refused);
            if (!events) {
                EXPECT_EQ(events.error().code, "conversations.json");
                EXPECT_FALSE(events.error().field.empty());
            }
        });
    }
    EXPECT_GT(read, 10'000u);
    EXPECT_GT(refused, 100u);
}

TEST(Messengers, BodiesThatAreNoneAreRefusedWithTheField) {
    const std::string deep = std::string(5000, '[') + std::string(5000, ']');
    for (const auto& [name, channel] : channels())
        for (const std::string& body :
             {std::string(), std::string("{"), std::string("[]"), std::string("null"),
              std::string("{}"), deep, "{\"message\":" + deep + "}", std::string("\xff\xfe")}) {
            const auto events = channel->read(body);
            ASSERT_FALSE(events) << name << " " << body.substr(0, 20);
            EXPECT_EQ(events.error().code, "conversations.json") << name;
            EXPECT_FALSE(events.error().field.empty()) << name;
        }
}

TEST(Messengers, AMillionCharactersAreOneMessage) {
    const std::string huge(1'000'000, 'a');
    const auto events = telegram().read(R"({"update_id":1,"message":{"message_id":1,"date":1,
        "chat":{"id":5},"from":{"id":5,"first_name":")" +
                                        huge + R"("},"text":")" + huge + "\"}}");
    ASSERT_TRUE(events);
    EXPECT_EQ(events->front().text.size(), 1'000'000u);
    EXPECT_LE(events->front().sender.name.size(), 1000u);
}

TEST(Messengers, ZeroBytesAndEndlessIdsDoNoHarm) {
    const std::string endless(2000, '9');
    const auto events =
        viber().read(R"({"event":"message","message_token":1e30,"sender":{"id":")" + endless +
                     R"("},"message":{"type":"text","text":"a\u0000b"}})");
    ASSERT_TRUE(events);
    EXPECT_EQ(events->front().text,
              "a\xEF\xBF\xBD"
              "b");
    EXPECT_EQ(events->front().sender.id, "") << "half an id would be another's";
    EXPECT_EQ(events->front().message_id, "") << "what a double cannot hold is no id";
}

TEST(Messengers, TimesInEveryForm) {
    const auto at = [](const std::string& json) {
        return wire::time(*wire::root_of("{\"t\":" + json + "}"), "t");
    };
    const auto t = *parse_iso8601("2021-09-08T06:34:04Z");
    EXPECT_EQ(at("1631082844"), t);
    EXPECT_EQ(at("\"1631082844\""), t);
    EXPECT_EQ(at("1631082844000"), t);
    EXPECT_EQ(at("\"1631082844000\""), t);
    EXPECT_EQ(at("\"2021-09-08T06:34:04+0000\""), t);
    EXPECT_EQ(at("\"2021-09-08T09:34:04+03:00\""), t);
    for (const auto* none : {"null", "-5", "0", "99999999999999999", "\"soon\"", "1e18", "[]", "{}",
                             "\"9999-01-01T00:00:00Z\"", "\"18446744073709551617\""})
        EXPECT_EQ(at(none), Time{}) << none;
}

TEST(Messengers, GetUpdatesIsReadWithItsNextOffset) {
    const std::string two = R"({"ok":true,"result":[
        {"update_id":2342342343242,"message":{"message_id":1,"date":1631132077,"chat":{"id":23},
         "from":{"id":23},"text":"a"}},
        {"update_id":2342342343243,"message":{"message_id":2,"date":1631132078,"chat":{"id":23},
         "from":{"id":23},"text":"/start ad-7"}}]})";
    const auto events = telegram().read(two);
    ASSERT_TRUE(events);
    ASSERT_EQ(events->size(), 2u);
    EXPECT_EQ(events->at(1).event_id, "2342342343243");
    EXPECT_EQ(events->at(1).what, What::began);
    EXPECT_EQ(events->at(1).referral, "ad-7");
    EXPECT_EQ(telegram_wire::next_offset(two), 2342342343244);
    EXPECT_EQ(telegram_wire::next_offset(R"({"ok":true,"result":[]})"), 0);
}

/// What the samples hold not.
TEST(Messengers, ALateWordOfTelegram) {
    const auto first = [](const std::string& body) { return telegram().read(body)->front(); };
    auto e = first(R"({"update_id":9,"message":{"message_id":4,"date":1631132077,"chat":{"id":23},
        "from":{"id":23},"contact":{"phone_number":"380501112233","user_id":23}}})");
    EXPECT_TRUE(e.media.at(0).own_phone);
    EXPECT_EQ(e.sender.phone, "+380501112233");
    e = first(R"({"update_id":9,"message":{"message_id":4,"date":1631132077,"chat":{"id":23},
        "from":{"id":23},"contact":{"phone_number":"380501112233","user_id":24}}})");
    EXPECT_FALSE(e.media.at(0).own_phone) << "another's card is no proof";
    EXPECT_EQ(e.sender.phone, "");
    e = first(R"({"update_id":9,"my_chat_member":{"chat":{"id":23},"from":{"id":23},
        "date":1631132077,"new_chat_member":{"status":"kicked"}}})");
    EXPECT_EQ(e.what, What::left);
    e = first(
        R"({"update_id":9,"message_reaction":{"chat":{"id":23},"user":{"id":23},"message_id":4,
        "date":1631132077,"new_reaction":[{"type":"emoji","emoji":"❤"}]}})");
    EXPECT_EQ(e.what, What::reaction);
    EXPECT_EQ(e.text, "❤");
    EXPECT_EQ(e.message_id, "4");
    e = first(
        R"({"update_id":9,"message":{"message_id":4,"date":1,"chat":{"id":23},"from":{"id":23},
        "animation":{"file_id":"A"},"document":{"file_id":"A"}}})");
    EXPECT_EQ(e.media.size(), 1u) << "an animation's document is the same file";
    e = first(R"({"update_id":9,"a_new_thing":{"from":{"id":23},"text":"x"}})");
    EXPECT_EQ(e.what, What::unsupported);
    EXPECT_EQ(e.raw_kind, "a_new_thing");
}

TEST(Messengers, MetaTellsManyThingsAtOnceInTheirOrder) {
    const auto events = whatsapp().read(R"({"entry":[{"changes":[{"field":"messages","value":{
        "metadata":{"phone_number_id":"7"},
        "statuses":[{"id":"w1","status":"read","recipient_id":"380501112233",
                     "timestamp":"1697043224"},
                    {"id":"w1","status":"delivered","recipient_id":"380501112233",
                     "timestamp":"1697043223"}]}},
        {"field":"messages","value":{"metadata":{"phone_number_id":"7"},"messages":[
            {"from":"380501112233","id":"w2","type":"text","text":{"body":"a"}},
            {"from":"380501112233","id":"w3","type":"order",
             "order":{"text":"two of these"}}]}}]}]})");
    ASSERT_TRUE(events);
    ASSERT_EQ(events->size(), 4u);
    EXPECT_EQ(events->at(0).what, What::read);
    EXPECT_EQ(events->at(1).what, What::delivered) << "late, and told as such";
    EXPECT_EQ(events->at(2).sender.phone, "+380501112233");
    EXPECT_EQ(events->at(3).raw_kind, "messages.order");
    EXPECT_EQ(events->at(3).text, "two of these");
}

TEST(Messengers, PagesTellEditsAndComments) {
    auto e = instagram().read(R"({"object":"instagram","entry":[{"id":"1","messaging":[{
        "sender":{"id":"2"},"recipient":{"id":"1"},"timestamp":1697043224000,
        "message_edit":{"mid":"m1","text":"new","num_edit":1}}]}]})");
    ASSERT_TRUE(e);
    EXPECT_EQ(e->front().what, What::edited);
    EXPECT_EQ(e->front().text, "new");
    e = messenger().read(R"({"object":"page","entry":[{"id":"1","time":1697043224000,"changes":[{
        "field":"feed","value":{"from":{"id":"2","name":"Ann"},"comment_id":"1_2",
        "message":"How much?"}}]}]})");
    ASSERT_TRUE(e);
    EXPECT_EQ(e->front().what, What::unsupported);
    EXPECT_EQ(e->front().raw_kind, "changes.feed");
    EXPECT_EQ(e->front().text, "How much?");
    EXPECT_EQ(e->front().message_id, "1_2");
}

}  // namespace messengers_test
}  // namespace ol::conversations
