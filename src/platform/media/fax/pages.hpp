#pragma once
// Pages of faxes: TIFF as the modem has them, PDF as people do. What comes by fax is turned by
// ourselves (its lines go into the PDF as they are, CCITT group 4); a PDF of somebody's is drawn by
// poppler in a child process that has little memory, little time and no way to write elsewhere.
#include <string>
#include <string_view>

#include "platform/base/result.hpp"

namespace ol::modem {

/// Whole pages in it; 0: none, or no TIFF.
int tiff_pages(const std::string& tiff);

/// Errors: "fax.no_pages".
Result<std::string> pdf_of_tiff(const std::string& tiff);

/// The first page in grey, `width` points wide, for lists; errors: "fax.no_pages".
Result<std::string> png_of_first_page(const std::string& tiff, int width = 432);

struct DrawLimits {
    int pages = 50;
    int seconds = 60;  // of processor time, and twice that by the clock
    std::size_t megabytes = 400;
    std::size_t pdf_bytes = 20 << 20;
};
/// Writes the PDF's pages to the end of `tiff` (204 by 196 dots an inch, A4); how many it has now.
/// Needs Debian's poppler-utils. Errors: "fax.pdf_large", "fax.not_pdf", "fax.pdf_pages" {most},
/// "fax.pdf_slow", "fax.pdf_broken", "fax.no_poppler", "fax.disk".
Result<int> tiff_of_pdf(std::string_view pdf, const std::string& tiff,
                        const DrawLimits& limits = {});

/// Is what draws a PDF installed?
bool can_draw();

}  // namespace ol::modem
