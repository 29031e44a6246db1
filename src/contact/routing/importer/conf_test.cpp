// The format: sections, templates, comments, includes, and what somebody may have typed by mistake.
#include "contact/routing/importer/conf.hpp"
#include "contact/routing/importer/import_helpers.hpp"

namespace ol::importer {
namespace {

struct Read {
    Conf conf;
    std::vector<ImportNote> notes;
};

Read read(const std::string& text, std::vector<ImportFile> others = {}) {
    Notes notes;
    others.push_back({"a.conf", text});
    auto conf = read_conf(others.back(), others, notes);
    if (!conf) ADD_FAILURE() << conf.error().code;
    return {conf ? std::move(*conf) : Conf{}, notes.take()};
}

/// "section: name=value name=value" of each section.
Told told(const Read& read) {
    Told out;
    for (const ConfSection& section : read.conf.sections) {
        out.push_back(section.name + (section.is_template ? "!" : "") + ':');
        for (const Option& o : section.options) out.back() += ' ' + o.name + '=' + o.value;
    }
    return out;
}

Told reasons(const Read& read) {
    Told out;
    for (const ImportNote& note : read.notes)
        out.push_back(std::to_string(note.line) + ' ' + std::string(to_name(note.reason)));
    return out;
}

TEST(conf, names_and_values) {
    EXPECT_EQ(told(read("[a]\nx=1\ny => two words \n z = = \n\\[w=3\nempty=\n")),
              (Told{"a: x=1 y=two words z== [w=3 empty="}));
}

TEST(conf, comments) {
    EXPECT_EQ(told(read("; none\n[a] ; tail\nx=1;2\ny=1\\;2 ; rest\n")), Told{"a: x=1 y=1;2"});
    EXPECT_EQ(told(read("[a]\nx=1 ;-- in --; 2\n;-- over\nlines=0\n--;\ny=3\n")),
              (Told{"a: x=1  2 y=3"}));
    EXPECT_EQ(told(read("[a]\n;-- outer ;-- inner --; still\nx=1\n--;\ny=2\n")), Told{"a: y=2"});
    EXPECT_EQ(told(read("[a]\n;--- a ruler, one line only\nx=1\n")), Told{"a: x=1"});
    EXPECT_EQ(told(read("[a]\n;--;\nx=1\n--;\ny=2\n")), Told{"a: y=2"});
    EXPECT_EQ(told(read("[a]\nx=1 ;-- never closed\ny=2\n")), Told{"a: x=1"});
}

TEST(conf, a_backslash_at_the_end_continues_nothing) {
    EXPECT_EQ(told(read("[a]\nx=1\\\ny=2\n")), (Told{"a: x=1\\ y=2"}));
}

TEST(conf, templates_are_inherited_in_order) {
    const Read r = read("[t](!)\nx=1\ny=1\n[u](!,t)\ny=2\n[a](u)\nx=3\n[b](a,t)\n");
    EXPECT_EQ(told(r), (Told{"t!: x=1 y=1", "u!: x=1 y=1 y=2", "a: x=1 y=1 y=2 x=3",
                             "b: x=1 y=1 y=2 x=3 x=1 y=1"}));
    EXPECT_EQ(reasons(r), Told{});
    Notes notes;
    const auto counts = effective(r.conf.sections[2], {}, notes);
    ASSERT_EQ(counts.size(), 2u);
    EXPECT_EQ(counts[0].value + counts[1].value, "23");  // y of u, then x of its own
    EXPECT_TRUE(counts[0].inherited);
    EXPECT_EQ(counts[0].place.section, "a");
    EXPECT_EQ(counts[0].place.line, 5);
    EXPECT_TRUE(notes.take().empty());
}

TEST(conf, sections_are_appended_to) {
    EXPECT_EQ(told(read("[a]\nx=1\n[b]\n[a](+)\ny=2\nx+=5\nn+=7\n")),
              (Told{"a: x=15 y=2 n=7", "b:"}));
    EXPECT_EQ(reasons(read("[a](+)\nx=1\n")), (Told{"1 template_unknown", "2 no_section"}));
}

TEST(conf, what_cannot_be_read_is_told_and_the_rest_counts) {
    const Read r =
        read("x=1\n[a\ny=1\n[b](t\n[c](none)\nz=1\nwords only\n=5\n#list\n#include\n[t](!)\nq=1\n");
    EXPECT_EQ(told(r), (Told{"c: z=1", "t!: q=1"}));
    EXPECT_EQ(reasons(r), (Told{"1 no_section", "2 bad_section", "3 no_section", "4 bad_section",
                                "5 template_unknown", "7 no_equals_sign", "8 name_missing",
                                "9 unknown", "10 include_not_given", "11 template_unused"}));
}

TEST(conf, line_ends_marks_and_bytes) {
    EXPECT_EQ(told(read("\xEF\xBB\xBF[a]\r\nx=1\r\ny=2")), Told{"a: x=1 y=2"});
    EXPECT_EQ(told(read(std::string("\xFF\xFE[\0a\0]\0\n\0x\0=\0001\0", 16))), Told{"a: x=1"});
    const Read latin = read("[a]\nx=Zo\xEB\n");
    EXPECT_EQ(told(latin), Told{"a: x=Zo\xEF\xBF\xBD"});
    EXPECT_EQ(reasons(latin), Told{"2 not_utf8"});
    EXPECT_EQ(told(read(std::string("[a]\nx=1\0secret\n", 15))), Told{"a: x=1"});
    const Read longer = read("[a]\nx=" + std::string(line_bytes_max, 'y') + "\nz=1\n");
    EXPECT_EQ(told(longer), Told{"a: z=1"});
    EXPECT_EQ(reasons(longer), Told{"2 line_too_long"});
}

TEST(conf, includes_are_read_where_they_stand) {
    const Read r = read("[a]\nx=1\n#include \"sub/b.conf\"\nz=3\n#tryinclude <c*.conf>\n",
                        {{"/etc/asterisk/sub/b.conf", "y=2\n[d]\n"},
                         {"c1.conf", "one=1\n"},
                         {"c2.conf", "two=2\n"}});
    EXPECT_EQ(told(r), (Told{"a: x=1 y=2", "d: z=3 one=1 two=2"}));
    EXPECT_EQ(r.conf.sections[0].options[1].place.file, "/etc/asterisk/sub/b.conf");
    EXPECT_EQ(r.conf.sections[0].options[1].place.line, 1);
}

TEST(conf, nothing_is_run_and_no_circle_followed) {
    const Read r = read("[a]\n#exec /bin/sh -c 'rm -rf /'\n#include b.conf\n#include a.conf\nx=1\n",
                        {{"b.conf", "#include a.conf\n#include gone.conf\n"}});
    EXPECT_EQ(told(r), Told{"a: x=1"});
    Told each;
    for (const ImportNote& note : r.notes)
        each.push_back(note.file + ':' + std::to_string(note.line) + ' ' +
                       std::string(to_name(note.reason)));
    EXPECT_EQ(each, (Told{"a.conf:2 command", "a.conf:4 include_not_given",
                          "b.conf:1 include_not_given", "b.conf:2 include_not_given"}));
}

TEST(conf, names_with_wildcards) {
    EXPECT_TRUE(name_fits("queues.d/*.conf", "/tmp/x/sales.conf"));
    EXPECT_TRUE(name_fits("q?.conf", "q1.conf"));
    EXPECT_TRUE(name_fits("*", ""));
    EXPECT_TRUE(name_fits("**a**", "bab"));
    EXPECT_FALSE(name_fits("q?.conf", "q.conf"));
    EXPECT_FALSE(name_fits("a*b", "aab0"));
    EXPECT_FALSE(name_fits("", "x"));
    EXPECT_TRUE(name_fits("*****************b", std::string(5000, 'a') + 'b'));
}

TEST(conf, bombs_are_refused) {
    Notes notes;
    std::vector<ImportFile> files{{"0.conf", "[a]\n"}};
    for (int i = 0; i < 15; ++i) {  // each includes the next ten times
        std::string& text = files.back().text;
        for (int k = 0; k < 10; ++k) text += "#include " + std::to_string(i + 1) + ".conf\n";
        files.push_back({std::to_string(i + 1) + ".conf", "x=1\n"});
    }
    const auto includes = read_conf(files[0], files, notes);
    ASSERT_FALSE(includes);
    EXPECT_EQ(includes.error().code, "import.too_many_lines");

    std::string doubling = "[t0]\nx=1\ny=2\n";
    for (int i = 1; i < 40; ++i) {
        const std::string before = "t" + std::to_string(i - 1);
        doubling += "[t" + std::to_string(i) + "](" + before + ',' + before + ")\n";
    }
    const std::vector<ImportFile> file{{"a.conf", doubling}};
    const auto templates = read_conf(file[0], file, notes);
    ASSERT_FALSE(templates);
    EXPECT_EQ(templates.error().code, "import.too_many_options");
}

}  // namespace
}  // namespace ol::importer
