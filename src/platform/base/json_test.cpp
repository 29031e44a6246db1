// The JSON mapping: golden cases for every supported type, the reader's refusals, the schema, and
// round trips.
#include <gtest/gtest.h>

#include <random>

#include "platform/base/json_impl.hpp"

namespace json_test {

enum class Strategy { longest_idle, ring_all, new_ };
BOOST_DESCRIBE_ENUM(Strategy, longest_idle, ring_all, new_)

struct Line {
    std::string sku;
    int quantity = 1;
    ol::Money price;
    friend bool operator==(const Line&, const Line&) = default;
};
BOOST_DESCRIBE_STRUCT(Line, (), (sku, quantity, price))

struct Base {
    ol::OrderId id;
    bool urgent = false;
    friend bool operator==(const Base&, const Base&) = default;
};
BOOST_DESCRIBE_STRUCT(Base, (), (id, urgent))

struct Order : Base {
    std::string name;
    std::optional<std::string> note;
    std::optional<ol::PersonId> owner;
    Strategy strategy = Strategy::longest_idle;
    ol::Time created_at{};
    ol::Ms wait{0};
    double share = 0;
    std::uint8_t small = 0;
    std::int16_t middle = 0;
    std::vector<Line> lines;
    std::vector<std::pair<std::string, std::string>> params;
    std::map<std::string, int> counts;
    ol::json::Raw extra;
    std::string default_;
    friend bool operator==(const Order&, const Order&) = default;
};
BOOST_DESCRIBE_STRUCT(Order, (Base),
                      (name, note, owner, strategy, created_at, wait, share, small, middle, lines,
                       params, counts, extra, default_))

struct Tree {
    std::string name;
    std::vector<Tree> children;
    friend bool operator==(const Tree&, const Tree&) = default;
};
BOOST_DESCRIBE_STRUCT(Tree, (), (name, children))

struct Nothing {
    friend bool operator==(const Nothing&, const Nothing&) = default;
};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

struct Joined {
    int rings = 0;
    friend bool operator==(const Joined&, const Joined&) = default;
};
BOOST_DESCRIBE_STRUCT(Joined, (), (rings))
using Event = std::variant<Nothing, Joined>;

}  // namespace json_test

OL_JSON(json_test::Order)
OL_JSON(json_test::Line)
OL_JSON(json_test::Tree)
OL_JSON(json_test::Nothing)
OL_JSON_ONE(json_test::Event)
OL_JSON_ONE(std::vector<std::optional<std::int64_t>>)
OL_JSON_ONE(std::map<std::string, bool>)
OL_JSON_ONE(double)
OL_JSON_ONE(std::uint64_t)

namespace json_test {

namespace json = ol::json;

Order full() {
    Order o;
    o.id = {9007199254740991};
    o.urgent = true;
    o.name = "Оксана \"О\"\n张\x01";
    o.note = "";
    o.owner = ol::PersonId{7};
    o.strategy = Strategy::new_;
    o.created_at = ol::from_ms(1767225600123);
    o.wait = ol::Ms{20000};
    o.share = 0.1;
    o.small = 255;
    o.middle = -32768;
    o.lines = {{"A-1", 2, {12550, "UAH"}}, {"B", 1, {-1, "JPY"}}};
    o.params = {{"idle_ms", "41000"}};
    o.counts = {{"a", 1}, {"б", -2}};
    o.extra.text = R"({"x":[1,2.5,null]})";
    o.default_ = "d";
    return o;
}

template <class T>
ol::Error refused(std::string_view text) {
    const auto r = json::read<T>(text);
    EXPECT_FALSE(r.has_value()) << text;
    return r ? ol::Error{} : r.error();
}

TEST(Json, WritesEveryTypeAsPromised) {
    EXPECT_EQ(json::write(full()),
              R"({"id":"9007199254740991","urgent":true,"name":"Оксана \"О\"\n张\u0001","note":"",)"
              R"("owner":"7",)"
              R"("strategy":"new","created_at":1767225600123,"wait":20000,"share":0.1,"small":255,)"
              R"("middle":-32768,)"
              R"("lines":[{"sku":"A-1","quantity":2,"price":{"minor":12550,"currency":"UAH"}},)"
              R"({"sku":"B","quantity":1,"price":{"minor":-1,"currency":"JPY"}}],)"
              R"("params":[["idle_ms","41000"]],)"
              R"("counts":{"a":1,"б":-2},"extra":{"x":[1,2.5,null]},"default":"d"})");
}

TEST(Json, EmptyOptionalsAreAbsentAndEmptyRawIsNull) {
    EXPECT_EQ(
        json::write(Order{}),
        R"({"id":"0","urgent":false,"name":"","strategy":"longest_idle","created_at":0,)"
        R"("wait":0,"share":0,)"
        R"("small":0,"middle":0,"lines":[],"params":[],"counts":{},"extra":null,"default":""})");
    EXPECT_EQ(json::write(Nothing{}), "{}");
}

TEST(Json, ReadsBackWhatItWrote) {
    const auto back = json::read<Order>(json::write(full()));
    ASSERT_TRUE(back) << back.error().detail;
    EXPECT_EQ(*back, full());
    const Tree tree{"a", {{"b", {{"c", {}}}}, {"d", {}}}};
    EXPECT_EQ(*json::read<Tree>(json::write(tree)), tree);
}

TEST(Json, AbsentFieldsKeepTheirDefaults) {
    const auto o = json::read<Line>(R"({"sku":"x"})");
    ASSERT_TRUE(o);
    EXPECT_EQ(o->quantity, 1);
    EXPECT_EQ(o->price, ol::Money{});
    const auto n = json::read<Order>(R"({"note":null,"owner":null})");
    ASSERT_TRUE(n);
    EXPECT_FALSE(n->note || n->owner);
}

TEST(Json, AnUnknownKeyNamesItsPathAndTheNearestKnownOne) {
    const auto e = refused<Order>(R"({"lines":[{"sku":"a"},{"quantty":1}]})");
    EXPECT_EQ(e.code, "json.unknown_key");
    EXPECT_EQ(e.field, "lines[1].quantty");
    EXPECT_EQ(e.detail, R"(Unknown key "quantty"; did you mean "quantity"?)");
    EXPECT_EQ(refused<Order>(R"({"zzzzzzzzzz":1})").detail,
              R"(Unknown key "zzzzzzzzzz"; see the schema for what is known.)");
}

TEST(Json, AnUnknownNameOfAnEnumIsToldWithTheNearest) {
    const auto e = refused<Order>(R"({"strategy":"ring_al"})");
    EXPECT_EQ(e.code, "json.unknown_value");
    EXPECT_EQ(e.field, "strategy");
    EXPECT_EQ(e.detail, R"(Unknown value "ring_al"; did you mean "ring_all"?)");
    EXPECT_EQ(refused<Order>(R"({"strategy":"new_"})").code, "json.unknown_value")
        << "the underscore is no part of the name";
}

TEST(Json, WrongTypesAreRefusedWithTheirPath) {
    struct Case {
        const char* text;
        const char* field;
        const char* code;
    };
    for (const auto& c :
         {Case{R"({"urgent":1})", "urgent", "json.type"},
          Case{R"({"urgent":"true"})", "urgent", "json.type"},
          Case{R"({"name":5})", "name", "json.type"},
          Case{R"({"name":null})", "name", "json.type"},
          Case{R"({"id":5})", "id", "json.type"},
          Case{R"({"id":"5a"})", "id", "json.type"},
          Case{R"({"id":""})", "id", "json.type"},
          Case{R"({"id":"-1"})", "id", "json.type"},
          Case{R"({"id":"-0"})", "id", "json.type"},
          Case{R"({"id":"+1"})", "id", "json.type"},
          Case{R"({"id":"9007199254740992"})", "id", "json.range"},
          Case{R"({"created_at":1.5})", "created_at", "json.type"},
          Case{R"({"created_at":9007199254740992})", "created_at", "json.range"},
          Case{R"({"small":256})", "small", "json.range"},
          Case{R"({"small":-1})", "small", "json.range"},
          Case{R"({"middle":-32769})", "middle", "json.range"},
          Case{R"({"wait":18446744073709551615})", "wait", "json.range"},
          Case{R"({"lines":{}})", "lines", "json.type"},
          Case{R"({"lines":[[]]})", "lines[0]", "json.type"},
          Case{R"({"counts":{"a":"1"}})", "counts.a", "json.type"},
          Case{R"({"counts":{"a":1,"a":2}})", "counts.a", "json.duplicate_key"},
          Case{R"({"params":[["a"]]})", "params[0]", "json.type"},
          Case{R"({"params":[["a","b","c"]]})", "params[0]", "json.type"},
          Case{R"({"params":[["a",2]]})", "params[0][1]", "json.type"},
          Case{R"({"name":"a\u0000b"})", "name", "json.type"},
          Case{R"({"name":"a","name":"b"})", "name", "json.duplicate_key"},
          Case{R"({"lines":[{"price":{"minor":5}}]})", "lines[0].price.currency", "json.required"},
          Case{R"([])", "", "json.type"},
          Case{"", "", "json.required"},
          Case{"  \n", "", "json.required"}}) {
        const auto e = refused<Order>(c.text);
        EXPECT_EQ(e.code, c.code) << c.text << " " << e.detail;
        EXPECT_EQ(e.field, c.field) << c.text;
        EXPECT_EQ(e.kind, ol::Errc::invalid);
        EXPECT_FALSE(e.detail.empty());
    }
}

TEST(Json, BrokenDocumentsAreSyntaxErrors) {
    for (const char* text :
         {"{", "{]", "{\"name\":\"\xff\"}", "{\"name\":\"\xed\xa0\x80\"}", R"({"name":"\ud800"})",
          "{} {}", R"({'name':1})", R"({"name":"a)", "nul", "{\"wait\":99999999999999999999999}",
          "01", "{\"wait\":1,}", "\xEF\xBB\xBF{"})
        EXPECT_EQ(refused<Order>(text).code, "json.syntax") << text;
}

TEST(Json, DepthAndSizeAreLimited) {
    const auto nested = [](int depth) {
        std::string s;
        for (int i = 0; i < depth; ++i) s += R"({"children":[)";
        for (int i = 0; i < depth; ++i) s += "]}";
        return s;
    };
    EXPECT_TRUE(json::read<Tree>(nested(16)));
    EXPECT_EQ(refused<Tree>(nested(17)).code, "json.syntax")
        << "each level is an object and an array: 34 deep";
    EXPECT_EQ(refused<Tree>(nested(60000)).code, "json.syntax");
    const std::string big = R"({"name":")" + std::string(1 << 20, 'x') + R"("})";
    EXPECT_EQ(refused<Tree>(big).code, "json.too_large");
    EXPECT_EQ(refused<Tree>(big).kind, ol::Errc::too_large);
    EXPECT_TRUE(json::read<Tree>(big, 2 << 20));
}

TEST(Json, VariantsAreObjectsWithOneKey) {
    EXPECT_EQ(json::write(Event{Joined{3}}), R"({"Joined":{"rings":3}})");
    EXPECT_EQ(*json::read<Event>(R"({"Joined":{"rings":3}})"), Event{Joined{3}});
    EXPECT_EQ(*json::read<Event>(R"({"Nothing":{}})"), Event{Nothing{}});
    EXPECT_EQ(refused<Event>("{}").code, "json.type");
    EXPECT_EQ(refused<Event>(R"({"Joined":{},"Nothing":{}})").code, "json.type");
    EXPECT_EQ(refused<Event>(R"({"Joind":{}})").code, "json.unknown_key");
    EXPECT_EQ(refused<Event>(R"({"Joined":{"rings":true}})").field, "Joined.rings");
}

TEST(Json, WrittenTextIsAlwaysValidUtf8) {
    EXPECT_EQ(json::quote("a\xff\"\\/\t\x1f\x7f"), "\"a\xEF\xBF\xBD\\\"\\\\/\\t\\u001f\x7f\"");
    EXPECT_EQ(json::quote(""), "\"\"");
}

TEST(Json, DoublesAreExactAndNeverInfinite) {
    for (const double d : {0.1, 1e308, 5e-324, -0.0, 1.0 / 3, 123456789.123456789,
                           291535024305546526720.0, 1e15, 123456789012345678.0})
        EXPECT_EQ(*json::read<double>(json::write(d)), d);
    EXPECT_EQ(json::write(std::numeric_limits<double>::infinity()), "null");
    EXPECT_EQ(*json::read<double>("3"), 3.0);
}

TEST(Json, NullInsideAListOfOptionals) {
    const std::vector<std::optional<std::int64_t>> list{1, std::nullopt};
    EXPECT_EQ(json::write(list), "[1,null]");
    EXPECT_EQ((*json::read<std::vector<std::optional<std::int64_t>>>("[1,null]")), list);
}

TEST(JsonSchema, GoldenTextOfAnOrder) {
    const auto s = json::schema<Order>();
    EXPECT_EQ(s.name, "Order");
    EXPECT_EQ(
        s.text,
        R"({"type":"object","properties":{"id":{"type":"string","format":"id",)"
        R"("pattern":"^[0-9]{1,16}$"},)"
        R"("urgent":{"type":"boolean"},"name":{"type":"string"},"note":{"type":"string"},)"
        R"("owner":{"type":"string","format":"id","pattern":"^[0-9]{1,16}$"},)"
        R"("strategy":{"type":"string","enum":["longest_idle","ring_all","new"]},)"
        R"("created_at":{"type":"integer","format":"int64",)"
        R"("description":"UTC milliseconds since 1970"},)"
        R"("wait":{"type":"integer","format":"int64","description":"milliseconds"},)"
        R"("share":{"type":"number"},)"
        R"("small":{"type":"integer","minimum":0,"maximum":255},"middle":{"type":"integer",)"
        R"("minimum":-32768,"maximum":32767},)"
        R"("lines":{"type":"array","items":{"$ref":"#/components/schemas/Line"}},)"
        R"("params":{"type":"array","items":{"type":"array","prefixItems":[{"type":"string"},)"
        R"({"type":"string"}],)"
        R"("minItems":2,"maxItems":2}},"counts":{"type":"object",)"
        R"("additionalProperties":{"type":"integer","format":"int32"}},)"
        R"("extra":{},"default":{"type":"string"}},"required":["id","urgent","name",)"
        R"("strategy","created_at","wait",)"
        R"("share","small","middle","lines","params","counts","extra","default"],)"
        R"("additionalProperties":false})");
    ASSERT_EQ(s.parts.size(), 2u);
    EXPECT_EQ(s.parts[0].name, "Line");
    EXPECT_EQ(s.parts[1].name, "Money");
    EXPECT_EQ(s.parts[1].text,
              R"({"type":"object","properties":{"minor":{"type":"integer","format":"int64"},)"
              R"("currency":{"type":"string"}},)"
              R"("required":["minor","currency"],"additionalProperties":false})");
}

TEST(JsonSchema, ListsVariantsAndTreesNameTheirParts) {
    const auto list = json::schema<std::vector<Line>>();
    EXPECT_EQ(list.name, "");
    EXPECT_EQ(list.text, R"({"type":"array","items":{"$ref":"#/components/schemas/Line"}})");
    EXPECT_EQ(list.parts.size(), 2u);
    EXPECT_EQ(json::schema<Tree>().parts.size(), 0u);
    EXPECT_EQ(json::schema<Event>().text,
              R"({"oneOf":[{"type":"object",)"
              R"("properties":{"Nothing":{"$ref":"#/components/schemas/Nothing"}},)"
              R"("required":["Nothing"],)"
              R"("additionalProperties":false},{"type":"object",)"
              R"("properties":{"Joined":{"$ref":"#/components/schemas/Joined"}},)"
              R"("required":["Joined"],"additionalProperties":false}]})");
    EXPECT_EQ((json::schema<std::map<std::string, bool>>().text),
              R"({"type":"object","additionalProperties":{"type":"boolean"}})");
}

/// Random orders out of a fixed seed: what is written is read back equal, and is written again the
/// same.
TEST(Json, ATimeBeyondTheYear9999IsRefused) {
    const auto read = [](const char* at) {
        return json::read<Order>(std::string(R"({"id":"1","created_at":)") + at + "}");
    };
    EXPECT_TRUE(read("253402300799999")) << read("253402300799999").error().detail;
    EXPECT_FALSE(read("253402300800000"));
    EXPECT_FALSE(read("9000000000000000")) << "JavaScript's Date ends before it";
}

TEST(Json, RandomOrdersSurviveTheRoundTrip) {
    std::mt19937_64 random(20260101);
    const auto text = [&] {
        static const std::vector<std::string> pieces{"a",  "\"",   "\\",   "\n", "ї", "张",
                                                     "😀", "\x7f", "\x02", "/",  " "};
        std::string s;
        for (auto n = random() % 8; n; --n) s += pieces[random() % pieces.size()];
        return s;
    };
    for (int round = 0; round < 2000; ++round) {
        Order o;
        o.id.value = static_cast<std::int64_t>(random() >> 11);
        o.urgent = random() % 2;
        o.name = text();
        if (random() % 2) o.note = text();
        if (random() % 2) o.owner = ol::PersonId{static_cast<std::int64_t>(random() >> 11)};
        o.strategy = static_cast<Strategy>(random() % 3);
        o.created_at =
            ol::from_ms(static_cast<std::int64_t>(random() >> 16) - (std::int64_t{1} << 47));
        o.share =
            std::ldexp(static_cast<double>(random() >> 11), static_cast<int>(random() % 200) - 100);
        o.small = static_cast<std::uint8_t>(random());
        for (auto n = random() % 4; n; --n)
            o.lines.push_back(
                {text(), static_cast<int>(random()), {static_cast<std::int64_t>(random()), "UAH"}});
        for (auto n = random() % 3; n; --n) o.counts[text()] = static_cast<int>(random());
        o.extra.text = "[" + json::quote(text()) + "]";
        const std::string written = json::write(o);
        const auto back = json::read<Order>(written);
        ASSERT_TRUE(back) << written << " " << back.error().detail;
        ASSERT_EQ(json::write(*back), written);
        ASSERT_EQ(back->name, o.name);
        ASSERT_EQ(back->share, o.share);
        ASSERT_EQ(back->lines, o.lines);
        ASSERT_EQ(back->counts, o.counts);
    }
}

}  // namespace json_test
