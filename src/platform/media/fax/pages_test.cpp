#include "platform/media/fax/pages.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "platform/media/fax/child.hpp"
#include "platform/media/fax/test_page.hpp"

namespace ol::modem {
namespace pages_test {

using test::Paper;

TEST(Pages, a_fax_becomes_a_pdf_that_poppler_draws_alike) {
    const Paper paper;
    const auto pdf = pdf_of_tiff(paper.tiff);
    ASSERT_TRUE(pdf);
    EXPECT_TRUE(pdf->starts_with("%PDF-1.4"));
    if (!can_draw()) GTEST_SKIP() << "poppler-utils is not installed";
    const std::string again = paper.folder + "/again.tif";
    const auto pages = tiff_of_pdf(*pdf, again);
    ASSERT_TRUE(pages) << pages.error().code;
    EXPECT_EQ(*pages, 2);
    EXPECT_EQ(tiff_pages(again), 2);
    // Half as fine down the page before: the lines are there, at their places.
    const auto drawn = Paper::rows_of(again);
    const auto black = [&](int page, std::size_t y) {
        int n = 0;
        for (std::size_t x = 0; x < 216; ++x) n += drawn[page][y * 216 + x] != 0;
        return n;
    };
    EXPECT_LT(black(0, 10), 20);   // between two lines of text
    EXPECT_GT(black(0, 62), 100);  // within one
}

TEST(Pages, the_first_page_as_a_picture) {
    const Paper paper;
    const auto png = png_of_first_page(paper.tiff);
    ASSERT_TRUE(png);
    EXPECT_TRUE(png->starts_with("\x89PNG\r\n\x1a\n"));
    EXPECT_GT(png->size(), 2000u);
    EXPECT_EQ(static_cast<unsigned char>((*png)[19]) | (*png)[18] << 8, 432);
}

TEST(Pages, what_is_no_document_is_refused_by_name) {
    const Paper paper;
    const auto code = [&](std::string_view pdf, DrawLimits limits = {}) {
        const auto out = tiff_of_pdf(pdf, paper.folder + "/x.tif", limits);
        return out ? std::string("ok") : out.error().code;
    };
    EXPECT_EQ(code("hello"), "fax.not_pdf");
    EXPECT_EQ(code("%PDF-1.4\nnothing follows"), "fax.pdf_broken");
    EXPECT_EQ(code("%PDF-1.4", {.pdf_bytes = 4}), "fax.pdf_large");
    EXPECT_EQ(code(*pdf_of_tiff(paper.tiff), {.pages = 1}), "fax.pdf_pages");
    EXPECT_FALSE(pdf_of_tiff(paper.folder + "/none.tif"));
    std::ofstream(paper.folder + "/bad.tif") << "II*\0garbage and nothing else";
    EXPECT_EQ(tiff_pages(paper.folder + "/bad.tif"), 0);
    EXPECT_FALSE(pdf_of_tiff(paper.folder + "/bad.tif"));
}

TEST(Pages, a_child_is_bounded) {
    const Paper paper;
    ChildLimits limits;
    limits.cpu_seconds = 1, limits.clock_seconds = 5;
    const auto run = [&](const std::string& script) {
        return run_child({"/bin/sh", "-c", script}, paper.folder, limits).end;
    };
    EXPECT_EQ(run("exit 0"), ChildEnd::done);
    EXPECT_EQ(run("exit 3"), ChildEnd::failed);
    EXPECT_EQ(run("while :; do :; done"), ChildEnd::too_long);
    EXPECT_EQ(run("test -z \"$HOME\""), ChildEnd::done);  // nothing of ours is told to it
    EXPECT_EQ(run_child({"/usr/bin/there-is-no-such"}, paper.folder, limits).end,
              ChildEnd::not_there);
}

}  // namespace pages_test
}  // namespace ol::modem
