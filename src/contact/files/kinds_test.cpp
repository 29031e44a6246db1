// What a file is by its bytes, whatever it is called; and names that deceive nobody.
#include "contact/files/kinds.hpp"

#include <gtest/gtest.h>

#include "platform/base/text.hpp"

namespace ol::files {
namespace kinds_test {

using std::string_literals::operator""s;

std::string png(int width, int height) {
    const auto four = [](int n) {
        return std::string{static_cast<char>(n >> 24), static_cast<char>(n >> 16),
                           static_cast<char>(n >> 8), static_cast<char>(n)};
    };
    return "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"s + four(width) + four(height) + "\x08\x02"s;
}

TEST(kinds, pictures_sound_and_films_are_shown) {
    const auto a = kind_of(png(640, 480));
    EXPECT_EQ(a.type, "image/png");
    EXPECT_TRUE(a.showable);
    EXPECT_EQ(a.width, 640);
    EXPECT_EQ(a.height, 480);
    const auto jpeg =
        "\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xc0\0\x11\x08\x01\xe0\x02\x80\3"s;
    EXPECT_EQ(kind_of(jpeg).width, 640);
    EXPECT_TRUE(kind_of(jpeg).showable);
    EXPECT_EQ(kind_of("GIF89a\x20\0\x10\0"s).height, 16);
    EXPECT_EQ(kind_of("RIFF\x24\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\2\0\xdf\1\0"s).width, 640);
    EXPECT_EQ(kind_of("OggS\0\2 OpusHead"s).type, "audio/ogg");
    EXPECT_EQ(kind_of("\0\0\0\x20"s + "ftypisom"s).sort, FileSort::video);
    EXPECT_TRUE(kind_of("ID3\4\0\0"s).showable);
}

TEST(kinds, what_a_browser_would_run_is_never_shown) {
    for (const auto& page :
         {"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"s, "<?xml version='1.0'?><a/>"s,
          "\xef\xbb\xbf  <!DOCTYPE html><script>x()</script>"s, "hello <script>x()</script>"s}) {
        EXPECT_EQ(kind_of(page).sort, FileSort::page) << page;
        EXPECT_FALSE(kind_of(page).showable);
    }
    for (const auto& program :
         {"MZ\x90\0\3\0"s,
          "\x7f"
          "ELF\2\1"s,
          "#!/bin/sh\nrm\n"s, "\xca\xfe\xba\xbe\0\0"s, "L\0\0\0\1\x14\2\0"s}) {
        EXPECT_EQ(kind_of(program).sort, FileSort::program);
        EXPECT_FALSE(kind_of(program).showable);
    }
}

TEST(kinds, archives_are_only_stored_and_words_are_words) {
    EXPECT_EQ(kind_of("PK\3\4 a.txt"s).sort, FileSort::archive);
    EXPECT_EQ(kind_of("PK\3\4 [Content_Types].xml word/document.xml"s).sort, FileSort::document);
    EXPECT_EQ(kind_of("PK\3\4 AndroidManifest.xml"s).sort, FileSort::program);
    EXPECT_EQ(kind_of("\x1f\x8b\x08"s).sort, FileSort::archive);
    EXPECT_EQ(kind_of("%PDF-1.7"s).sort, FileSort::document);
    EXPECT_EQ(kind_of("BMW за 300 грн"s).sort, FileSort::text);
    EXPECT_EQ(kind_of("MZ is a company"s).sort, FileSort::text);
    EXPECT_EQ(kind_of(""s).sort, FileSort::other);
    EXPECT_EQ(kind_of("\x01\x02\x03"s).sort, FileSort::other);
}

TEST(kinds, a_picture_that_would_fill_the_memory_is_not_shown) {
    EXPECT_FALSE(kind_of(png(60000, 60000)).showable);
    EXPECT_FALSE(kind_of(png(11000, 11000)).showable);
    EXPECT_FALSE(kind_of(png(0, 10)).showable);
    EXPECT_FALSE(kind_of("\xff\xd8\xff\xe0"s).showable);  // cut before its size
    EXPECT_EQ(kind_of("\xff\xd8\xff\xe0"s).sort, FileSort::picture);
}

TEST(kinds, names_keep_nothing_that_deceives) {
    const Kind jpeg = kind_of("\xff\xd8\xff\xe0"s);
    EXPECT_EQ(clean_name("../../etc/passwd", {}), "passwd");
    EXPECT_EQ(clean_name("C:\\Users\\x\\bill.pdf", {}), "bill.pdf");
    EXPECT_EQ(clean_name("photo\u202Egpj.exe", {}), "photogpj.exe");
    EXPECT_EQ(clean_name("a\r\nSet-Cookie: x\0.txt"s, {}), "aSet-Cookie_ x.txt");
    EXPECT_EQ(clean_name("рахунок №5.pdf", {}), "рахунок №5.pdf");
    EXPECT_EQ(clean_name("...", jpeg), "file.jpg");
    EXPECT_EQ(clean_name("", jpeg), "file.jpg");
    EXPECT_EQ(clean_name("\xff\xfe.txt", {}), "txt");  // bytes that are no text
    EXPECT_EQ(clean_name("a\"b<c>|?.txt", {}), "a_b_c___.txt");
    std::string many;
    for (int i = 0; i < 300; ++i) many += "ї";
    const auto cut = clean_name(many + ".pdf", {});
    EXPECT_LE(cut.size(), 120u);
    EXPECT_TRUE(cut.ends_with("ї.pdf"));
    EXPECT_TRUE(valid_utf8(cut));
}

TEST(kinds, what_may_run_is_told_by_its_bytes_or_its_name) {
    EXPECT_TRUE(is_risky(FileSort::program, "photo.jpg"));  // whatever it is called
    EXPECT_TRUE(is_risky(FileSort::page, "logo"));
    EXPECT_TRUE(is_risky(FileSort::text, "setup.BAT"));
    EXPECT_TRUE(is_risky(FileSort::archive, "bill.docm"));
    EXPECT_TRUE(is_risky(FileSort::other, "photo.jpg.lnk"));
    EXPECT_FALSE(is_risky(FileSort::picture, "exe"));
    EXPECT_FALSE(is_risky(FileSort::document, "my.exe.pdf"));
    EXPECT_FALSE(is_risky(FileSort::archive, "фото.zip"));
}

TEST(kinds, a_header_and_an_address_hold_any_name) {
    EXPECT_EQ(disposition("чек \"1\".pdf"),
              "attachment; filename=\"________1_.pdf\"; "
              "filename*=UTF-8''%D1%87%D0%B5%D0%BA%20%221%22.pdf");
    EXPECT_EQ(in_address("a/b?.png"), "a%2Fb%3F.png");
}

}  // namespace kinds_test
}  // namespace ol::files
