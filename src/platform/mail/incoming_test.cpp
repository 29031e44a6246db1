// Every letter of samples means what samples/meaning.txt says; and what hostile ones must not do.
#include "platform/mail/incoming.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "platform/base/text.hpp"
#include "platform/mail/words.hpp"

namespace ol::mail {
namespace incoming_test {

namespace fs = std::filesystem;

fs::path letters() {
    const char* root = std::getenv("OL_SOURCE_DIR");
    return fs::path(root ? root : ".") / "src/platform/mail/samples";
}

std::string bytes_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> files() {
    std::vector<std::string> out;
    for (const auto& e : fs::recursive_directory_iterator(letters()))
        if (e.path().extension() == ".eml" || e.path().extension() == ".html")
            out.push_back(fs::relative(e.path(), letters()).string());
    std::ranges::sort(out);
    return out;
}

template <class E>
std::string name_of(E value) {
    std::string out;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
        if (d.value == value) out = d.name;
    });
    return out;
}

std::string one_line(std::string_view text, std::size_t most = 160) {
    std::string out;
    for (const char c : text)
        out += c == '\n' ? " / " : std::string(1, static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
    if (out.size() <= most) return out;
    while (most > 0 && (out[most] & 0xC0) == 0x80) --most;
    return out.substr(0, most) + "...";
}

std::string told(const std::vector<Person>& people) {
    std::string out;
    for (const auto& p : people)
        out += (out.empty() ? "" : ", ") + (p.name.empty() ? "" : p.name + " ") + "<" + p.address +
               ">";
    return out;
}

std::string joined(const std::vector<std::string>& all) {
    std::string out;
    for (const auto& one : all) out += (out.empty() ? "" : " ") + one;
    return out;
}

/// A letter as lines that a person can check; what is empty is not said.
std::string told(const Received& l) {
    std::string out = "    " + name_of(l.sort) + (l.may_answer ? ", may be answered" : "");
    if (l.date) out += ", " + iso8601(*l.date).substr(0, 19) + "Z";
    out += "\n";
    const auto say = [&](const char* name, const std::string& value) {
        if (!value.empty()) out += std::string("    ") + name + ": " + one_line(value) + "\n";
    };
    say("from", told(l.from)), say("reply to", told(l.reply_to)), say("to", told(l.to));
    say("cc", told(l.cc)), say("subject", l.subject), say("id", l.message_id);
    say("answers", joined(l.in_reply_to)), say("thread", joined(l.references));
    const auto folded = fold(l.text);
    say("new", folded.fresh), say("quoted", folded.quoted);
    if (!l.html.empty()) {
        const auto safe = harmless(l.html);
        say("html", std::to_string(l.html.size()) + " bytes, harmless " +
                        std::to_string(safe.html.size()) + ", remote pictures " +
                        std::to_string(safe.remote_pictures));
    }
    for (const auto& f : l.files)
        say("file", f.name + " " + f.type + " " + std::to_string(f.bytes.size()) +
                        (f.content_id.empty() ? "" : " cid " + f.content_id) +
                        (f.within ? " within" : "") + (f.letter ? " LETTER" : ""));
    for (const auto& f : l.failures)
        say("failure", f.recipient + " | " + f.action + " | " + f.status + " | " + f.diagnostic);
    say("about", l.about), say("left out", joined(l.left_out));
    return out;
}

std::string means(const std::string& file) {
    const auto bytes = bytes_of(letters() / file);
    if (file.ends_with(".html")) {
        const auto folded = fold(text_of_html(bytes));
        return "    new: " + one_line(folded.fresh) + "\n    quoted: " + one_line(folded.quoted) +
               "\n";
    }
    const auto letter = read(bytes);
    return letter ? told(*letter) : "    refused: " + letter.error().code + "\n";
}

std::map<std::string, std::string> table() {
    std::map<std::string, std::string> out;
    std::string file;
    for (const auto& line : split(bytes_of(letters() / "meaning.txt"), '\n')) {
        if (line.empty() || line.starts_with('#')) continue;
        if (line.starts_with("    "))
            out[file] += line + "\n";
        else
            out[file = line];
    }
    return out;
}

TEST(Letters, EveryOneMeansWhatTheTableSays) {
    const auto all = files();
    ASSERT_EQ(all.size(), 138u);
    auto expected = table();
    std::ofstream found("meaning.found.txt");
    for (const auto& file : all) {
        const auto lines = means(file);
        found << file << "\n" << lines;
        EXPECT_EQ(lines, expected[file]) << file;
    }
    EXPECT_EQ(expected.size(), all.size()) << "the table names a letter that is not there";
}

/// "" when the letter shows what the index marks it with.
std::string against(const Received& l, const std::string& mark, const std::string& file) {
    const auto number = std::atoi(mark.substr(mark.rfind('-') + 1).c_str());
    const auto size = [](const auto& list) { return static_cast<int>(list.size()); };
    bool holds = true;
    if (mark.starts_with("references-")) holds = size(l.references) == number;
    if (mark.starts_with("in-reply-to-"))  // the same id named twice is one
        holds = size(l.in_reply_to) == number || (number == 2 && size(l.in_reply_to) == 1);
    if (mark == "attachment") holds = !l.files.empty();
    if (mark == "nested-message") holds = std::ranges::any_of(l.files, &File::letter);
    if (mark == "delivery-report") holds = l.sort != Sort::letter;
    if (mark == "auto-or-bulk-header") holds = !l.may_answer;
    if (mark == "quoted-reply")  // torture-part quotes within a nested letter
        holds = !fold(l.text).quoted.empty() || file == "flanker/torture-part.eml";
    return holds ? "" : "not so";
}

/// What the collection's own index says of each, held against what was read.
TEST(Letters, AgreeWithTheirIndex) {
    int rows = 0;
    for (const auto& line : split(bytes_of(letters() / "index.csv"), '\n')) {
        const auto cells = split(line, ',');
        if (cells.size() < 5 || !cells[0].ends_with(".eml")) continue;
        ++rows;
        const auto l = read(bytes_of(letters() / cells[0]));
        ASSERT_TRUE(l) << cells[0];
        for (const auto& mark : split(trim(cells[4]), ' ')) {
            const std::string fault = against(*l, mark, cells[0]);
            EXPECT_EQ(fault, "") << cells[0] << " " << mark;
        }
    }
    EXPECT_EQ(rows, 133);
}

// ---- hostile letters ----

std::string letter_with(const std::string& headers, const std::string& body = "Hi\r\n") {
    return "From: ann@buyer.example\r\nTo: help@shop.example\r\n" + headers + "\r\n" + body;
}

TEST(Letters, DeepOnesEndAtALimitThatIsTold) {
    std::string deep, close;
    for (int i = 0; i < 3000; ++i) {
        const auto b = "b" + std::to_string(i);
        deep += "Content-Type: multipart/mixed; boundary=" + b + "\r\n\r\n--" + b + "\r\n";
        close = "\r\n--" + b + "--" + close;
    }
    const auto letter = read("From: a@b.example\r\n" + deep + "\r\nHi" + close);
    ASSERT_TRUE(letter);
    EXPECT_EQ(letter->left_out, std::vector<std::string>{"depth"});
    std::string nested = "Subject: inner\r\n\r\nHi";
    for (int i = 0; i < 500; ++i) nested = "Content-Type: message/rfc822\r\n\r\n" + nested;
    ASSERT_TRUE(read(nested));
}

TEST(Letters, ManyPartsEndAtALimitThatIsTold) {
    std::string body;
    for (int i = 0; i < 1000; ++i)
        body += "--x\r\nContent-Disposition: attachment; filename=a\r\n\r\n1\r\n";
    const auto letter = read(letter_with("Content-Type: multipart/mixed; boundary=x\r\n", body));
    ASSERT_TRUE(letter);
    EXPECT_EQ(letter->files.size(), 200u);
    EXPECT_EQ(letter->left_out, std::vector<std::string>{"parts"});
}

TEST(Letters, LargeOnes) {
    const auto letter = read(letter_with("", std::string(5'000'000, 'x')));
    ASSERT_TRUE(letter);
    EXPECT_EQ(letter->text.size(), 2u << 20);
    EXPECT_EQ(letter->left_out, std::vector<std::string>{"text"});
    ReadLimits small;
    small.bytes = 10;
    EXPECT_EQ(read("From: a@b.example\n\nHi", small).error().code, "mail.too_large");
    const auto many = read("To: " + std::string(50'000, ',') + "\r\n\r\nHi");
    ASSERT_TRUE(many);
    EXPECT_TRUE(many->to.empty());
}

TEST(Letters, AnyByteCutOffIsReadOrRefused) {
    for (const auto* file : {"flanker/enclosed.eml", "mimekit/delivery-status2.eml",
                             "mail/multi_charset__japanese_iso_2022.eml"}) {
        const auto whole = bytes_of(letters() / file);
        ASSERT_FALSE(whole.empty());
        for (std::size_t n = 0; n < whole.size(); n += 7) {
            const auto cut = read(std::string_view(whole).substr(0, n));
            EXPECT_TRUE(!cut || valid_utf8(cut->text)) << file << " " << n;
        }
    }
}

TEST(Letters, WordsOfHeadersInEveryCharset) {
    using words::decoded;
    EXPECT_EQ(decoded("=?windows-1251?B?z/Do4uXy?="), "Привет");
    EXPECT_EQ(decoded("=?koi8-r?Q?=F0=D2=C9=D7=C5=D4?="), "Привет");
    EXPECT_EQ(decoded("=?gb2312?B?zfW9oeH9?="), "王健猃");
    EXPECT_EQ(decoded("\xCF\xF0\xE8\xE2\xE5\xF2"), "Привет") << "raw bytes";
    EXPECT_EQ(decoded("=?utf-8?B?0J/RgNC4?=\r\n =?utf-8?B?0LLQtdGC?="), "Привет");
    EXPECT_EQ(decoded("=?utf-8?B?0J/R?= =?utf-8?B?gNC4?="), "При") << "a letter cut in two";
    EXPECT_EQ(decoded("=?utf-8?B?0J8=?= =?utf-8?B?0YA=?= x =?bad"), "Пр x =?bad");
    EXPECT_EQ(decoded("=?utf-8?Q?a=0D=0ABcc:_eve?="), "a  Bcc: eve") << "one line stays one";
    const auto letter = read("From: =?utf-8?B?0J/R?= =?utf-8?B?gNC4?= <a@b.example>\n\nHi");
    EXPECT_EQ(letter->from.at(0).name, "При");
}

TEST(Letters, RobotsAreNotAnswered) {
    const auto may = [](const std::string& headers) {
        return read(letter_with(headers))->may_answer;
    };
    EXPECT_TRUE(may("Subject: Hello\r\n"));
    EXPECT_TRUE(may("Auto-Submitted: no\r\n"));
    for (const auto* headers :
         {"Auto-Submitted: auto-replied\r\n", "Auto-Submitted: auto-generated\r\n",
          "Precedence: bulk\r\n", "Precedence: list\r\n", "List-Id: <x.example>\r\n",
          "X-Auto-Response-Suppress: All\r\n", "X-Autoreply: yes\r\n", "Return-Path: <>\r\n",
          "Subject: Автоответ: меня нет\r\n", "Subject: Out of office\r\n"})
        EXPECT_FALSE(may(headers)) << headers;
    EXPECT_FALSE(read("From: no-reply@shop.example\n\nHi")->may_answer);
    EXPECT_FALSE(read("From: MAILER-DAEMON\n\nHi")->may_answer);
    EXPECT_FALSE(read("From: a@b.example, c@d.example\n\nHi")->may_answer);
}

TEST(Letters, FlowedTextIsJoined) {
    const auto letter = read(letter_with("Content-Type: text/plain; format=flowed\r\n",
                                         "One \r\ntwo\r\n\r\n-- \r\nAnn\r\n"));
    EXPECT_EQ(letter->text, "One two\n\n-- \nAnn\n");
}

TEST(Quotes, InFourLanguages) {
    const auto fresh = [](const char* text) { return fold(text).fresh; };
    EXPECT_EQ(fresh("Так\n\nпн, 2 лист. 2026 р. о 10:00 Оля <o@shop.example> пише:\n> Чи?"), "Так");
    EXPECT_EQ(fresh("Да\n\n2 ноября 2026, 10:00 от Оля <o@shop.example>:\n> Правда?"), "Да");
    EXPECT_EQ(fresh("好\n\n在 2026年11月2日，Olya <o@shop.example> 写道：\n> 吗"), "好");
    EXPECT_EQ(fresh("Yes\n\nOn Mon, Nov 2, 2026 Olya\n<o@shop.example> wrote:\n\nReally?"), "Yes");
    EXPECT_EQ(fresh("Ок\n________________________________\nВід: Оля\nНадіслано: 2 листопада\n"
                    "Кому: Ганна\nТема: Чи\n\nЧи?"),
              "Ок");
    EXPECT_EQ(fresh("> a?\nyes\n> b?\nno"), "yes\nno") << "answers between the lines";
    EXPECT_EQ(fresh("My order: 1001\nfrom: Kyiv\nI wait."), "My order: 1001\nfrom: Kyiv\nI wait.");
    EXPECT_EQ(fresh("He wrote:"), "He wrote:");
    EXPECT_EQ(fresh("> all\n> old"), "> all\n> old") << "what is all there is, is shown";
    EXPECT_EQ(fresh(""), "");
}

struct Html {
    const char *in, *out;
};

TEST(Html, IsMadeHarmless) {
    const Html cases[] = {
        {"<p>Hi <b>Ann</b></p>", "<p>Hi <b>Ann</b></p>"},
        {"<p onclick=\"x()\" class=a id=b>Hi</p>", "<p>Hi</p>"},
        {"<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"},
        {"<p>a</p><style>p{}</style><iframe src=x>z</iframe>", "<p>a</p>"},
        {"<p><a href=\"javascript:alert(1)\">x</a></p>", "<p><a>x</a></p>"},
        {"<p><a href=\"jav&#x09;ascript:alert(1)\">x</a></p>", "<p><a>x</a></p>"},
        {"<p><a href=\" JaVaScRiPt:alert(1)\">x</a></p>", "<p><a>x</a></p>"},
        {"<p><a href=\"data:text/html,x\">x</a></p>", "<p><a>x</a></p>"},
        {"<p><a href=\"https://s.example/?a=1&amp;b=%22\">x</a></p>",
         "<p><a href=\"https://s.example/?a=1&amp;b=%22\" target=\"_blank\" "
         "rel=\"noopener noreferrer nofollow\">x</a></p>"},
        {"<p><img src=x onerror=alert(1)>a</p>", "<p>a</p>"},
        {"<p><img src=\"cid:1@x\" alt=\"a&quot;b\"></p>",
         "<p><img alt=\"a&quot;b\" src=\"cid:1@x\"></p>"},
        {"<p><img src=\"http://t.example/p.gif\">a</p>", "<p>a</p>"},
        {"<p><svg><script>1</script><a xlink:href=\"javascript:1\">x</a></svg>a</p>", "<p>a</p>"},
        {"<p><math><mi xlink:href=\"data:x\">1</mi></math>a</p>", "<p>a</p>"},
        {"<form action=x><p>a<input name=b><button>c</button></p></form>", "<p>ac</p>"},
        {"<p style=\"color:red;position:fixed;background-color:url(x)\">a</p>",
         "<p style=\"color:red\">a</p>"},
        {"<p style=\"color:rgb(1,2,3);width:expression(alert(1))\">a</p>",
         "<p style=\"color:rgb(1,2,3)\">a</p>"},
        {"<p style=\"color:\\72 ed;margin:-900px\">a</p>", "<p>a</p>"},
        {"<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
         "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"},
        {"<p title=\"&quot;&gt;&lt;script&gt;\">a</p>",
         "<p title=\"&quot;&gt;&lt;script&gt;\">a</p>"},
        {"<!--[if IE]><script>1</script><![endif]--><p>a</p>", "<p>a</p>"},
        {"<base href=\"https://evil.example/\"><meta http-equiv=refresh content=0><p>a</p>",
         "<p>a</p>"},
        {"<o:p>a</o:p>", "<p>a</p>"},
        {"<p>a<noscript><p title=\"</noscript><img src=x onerror=1>\"></noscript></p>", "<p>a</p>"},
    };
    for (const auto& c : cases) EXPECT_EQ(harmless(c.in).html, c.out) << c.in;
}

TEST(Html, RemotePicturesWaitForAClick) {
    const std::string_view letter = "<p><img src=\"https://t.example/1.gif\" width=1 height=1></p>";
    EXPECT_EQ(harmless(letter).remote_pictures, 1);
    EXPECT_EQ(harmless(letter).html.find("t.example"), std::string::npos);
    EXPECT_NE(harmless(letter, true).html.find("src=\"https://t.example/1.gif\""),
              std::string::npos);
    EXPECT_EQ(harmless("<div style=\"background-image:url(https://t.example/1)\" "
                       "background=\"https://t.example/2\">a</div>",
                       true)
                  .html,
              "<div>a</div>");
}

TEST(Html, OfEverySampleHoldsNothingThatActs) {
    int seen = 0;
    for (const auto& file : files()) {
        const auto bytes = bytes_of(letters() / file);
        const auto letter = read(bytes);
        const auto html = file.ends_with(".html") ? bytes : letter ? letter->html : std::string();
        if (html.empty()) continue;
        ++seen;
        const auto safe = lower_ascii(harmless(html, true).html);
        for (const auto* word : {"<script", "<style", "<iframe", "<form", "<object", "<meta",
                                 "<link", " onclick", " onload", " onerror", "javascript:", "url("})
            EXPECT_EQ(safe.find(word), std::string::npos) << file << " " << word;
    }
    EXPECT_GT(seen, 35);
}

TEST(Html, DeepAndLargeOnesEnd) {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<div><b>";
    EXPECT_LT(harmless(deep + "x").html.size(), 10'000u);
    (void)text_of_html(deep + "x");
    EXPECT_TRUE(harmless("").html.empty());
}

TEST(Html, AsText) {
    EXPECT_EQ(text_of_html("<html><head><title>t</title></head><body><p>Hi&nbsp;Ann,</p><ul><li>one"
                           "<li>two</ul><blockquote>old<br>lines</blockquote>end</body></html>"),
              "Hi Ann,\n\n- one\n- two\n\n> old\n> lines\nend");
}

}  // namespace incoming_test
}  // namespace ol::mail
