#include "team/phones/files.hpp"

#include <gtest/gtest.h>

namespace ol::phones {
namespace {

const Account ann{"192.0.2.9", "5061", "ann", "p<a>&\"ss", Transport::tls, "A\""};

TEST(files, the_display_says_who_and_her_extension) {
    const auto shown = [](std::string name) {
        return display_of({"", "", "ann", "", Transport::udp, std::move(name)});
    };
    EXPECT_EQ(shown("Анна Рей"), "Анна Рей (ann)");
    EXPECT_EQ(shown(""), "ann");
    EXPECT_EQ(shown("ann"), "ann");
    EXPECT_EQ(shown("Ann\naccount.1.enable = 0"), "Annaccount.1.enable = 0 (ann)") << "no new line";
    std::string letters;
    for (int n = 0; n < 40; ++n) letters += "Я";
    EXPECT_EQ(shown("x" + letters), "x" + letters.substr(0, 58) + " (ann)") << "no half a letter";
}

TEST(files, linphone_reads_its_account) {
    EXPECT_NE(file_of(Make::linphone, ann).text.find(R"(>&quot;A\&quot; (ann)&quot; &lt;sip:ann@)"),
              std::string::npos);
    Account nameless = ann;
    nameless.name.clear();
    const auto file = file_of(Make::linphone, nameless);
    EXPECT_EQ(file.content_type, "application/xml; charset=utf-8");
    EXPECT_EQ(file.text, R"(<?xml version="1.0" encoding="UTF-8"?>
<config xmlns="http://www.linphone.org/xsds/lpconfig.xsd">
  <section name="sip">
    <entry name="default_proxy" overwrite="true">0</entry>
  </section>
  <section name="proxy_0">
    <entry name="reg_proxy" overwrite="true">&lt;sip:192.0.2.9:5061;transport=tls&gt;</entry>
    <entry name="reg_identity" overwrite="true">&quot;ann&quot; &lt;sip:ann@192.0.2.9&gt;</entry>
    <entry name="reg_expires" overwrite="true">600</entry>
    <entry name="reg_sendregister" overwrite="true">1</entry>
  </section>
  <section name="auth_info_0">
    <entry name="username" overwrite="true">ann</entry>
    <entry name="userid" overwrite="true">ann</entry>
    <entry name="passwd" overwrite="true">p&lt;a&gt;&amp;&quot;ss</entry>
    <entry name="domain" overwrite="true">192.0.2.9</entry>
  </section>
</config>
)");
}

TEST(files, yealink_reads_its_account) {
    const auto file = file_of(Make::yealink, ann);
    EXPECT_TRUE(file.text.starts_with("#!version:1.0.0.1\n")) << file.text;
    for (const char* line :
         {"account.1.enable = 1\n", "account.1.user_name = ann\n", "account.1.auth_name = ann\n",
          "account.1.display_name = A\" (ann)\n", "account.1.label = A\" (ann)\n",
          "account.1.password = p<a>&\"ss\n", "account.1.sip_server.1.address = 192.0.2.9\n",
          "account.1.sip_server.1.port = 5061\n", "account.1.sip_server.1.transport_type = 2\n"})
        EXPECT_NE(file.text.find(line), std::string::npos) << line;
}

TEST(files, grandstream_reads_its_account) {
    const auto file = file_of(Make::grandstream, {"192.0.2.9", "5060", "ann", "a&b", {}, "Ann"});
    for (const char* part :
         {"<gs_provision version=\"1\">", "<P271>1</P271>", "<P47>192.0.2.9:5060</P47>",
          "<P35>ann</P35>", "<P270>Ann (ann)</P270>", "<P3>Ann (ann)</P3>", "<P36>ann</P36>",
          "<P34>a&amp;b</P34>", "<P130>0</P130>"})
        EXPECT_NE(file.text.find(part), std::string::npos) << part;
    EXPECT_EQ(file.text.find("<mac>"), std::string::npos);  // a wrong one would be refused
}

TEST(files, a_phone_is_known_by_the_name_it_asks_for) {
    EXPECT_TRUE(asks_by(Make::linphone, "linphone.xml"));
    EXPECT_TRUE(asks_by(Make::yealink, "001565a1b2c3.cfg"));
    EXPECT_TRUE(asks_by(Make::grandstream, "cfg000b820102ab.xml"));
    EXPECT_TRUE(asks_by(Make::grandstream, "cfg.xml"));
    for (const char* other : {"", "y000000000028.cfg", "001565a1b2c3.boot", "001565A1B2C3.cfg",
                              "cfg000b820102ab", "cfg000b820102ab.bin", ".cfg", "linphone.xm"})
        for (const Make make : {Make::linphone, Make::yealink, Make::grandstream})
            EXPECT_FALSE(asks_by(make, other)) << other;
}

TEST(files, addresses_as_phones_want_them) {
    const std::string base = "https://desk.example";
    EXPECT_EQ(address_of(Make::linphone, base, "T"), base + "/public/v1/phones/T/linphone.xml");
    EXPECT_EQ(address_of(Make::yealink, base, "T"), base + "/public/v1/phones/T/");
    EXPECT_EQ(address_of(Make::grandstream, base, "T"), base + "/public/v1/phones/T");
    EXPECT_EQ(host_and_port("[2001:db8::1]:5060"),
              std::pair(std::string("[2001:db8::1]"), std::string("5060")));
}

}  // namespace
}  // namespace ol::phones
