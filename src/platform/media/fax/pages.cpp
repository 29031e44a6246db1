#include "platform/media/fax/pages.hpp"

#include <fcntl.h>
#include <tiffio.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

#include "platform/media/fax/child.hpp"

namespace ol::modem {
namespace {

namespace fs = std::filesystem;
constexpr const char* draws = "/usr/bin/pdftoppm";
constexpr std::uint32_t side_most = 20000;  // dots; a page of more is no fax

struct Closer {
    void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};
using Tiff = std::unique_ptr<TIFF, Closer>;

Tiff opened(const std::string& path, const char* mode) {
    TIFFSetErrorHandler(nullptr);
    TIFFSetWarningHandler(nullptr);
    return Tiff(TIFFOpen(path.c_str(), mode));
}

/// One page, a bit for each dot, 1 = black; rows are whole bytes.
struct Bitmap {
    std::uint32_t width = 0, height = 0;
    double dpi_x = 204, dpi_y = 196;
    std::vector<std::uint8_t> bits;
    std::size_t row_bytes() const { return (width + 7) / 8; }
};

Result<Bitmap> page_of(TIFF* tiff) {
    Bitmap b;
    std::uint16_t depth = 1, samples = 1, photometric = PHOTOMETRIC_MINISWHITE, unit = 2;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &b.width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &b.height);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &depth);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples);
    TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_RESOLUTIONUNIT, &unit);
    float x = 0, y = 0;
    if (TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &x) != 0 && x > 1)
        b.dpi_x = unit == RESUNIT_CENTIMETER ? x * 2.54 : x;
    if (TIFFGetField(tiff, TIFFTAG_YRESOLUTION, &y) != 0 && y > 1)
        b.dpi_y = unit == RESUNIT_CENTIMETER ? y * 2.54 : y;
    const bool fits = b.width > 0 && b.height > 0 && b.width <= side_most && b.height <= side_most;
    if (!fits || depth != 1 || samples != 1)
        return invalid("fax.no_pages", "tiff", "A page of a fax is one bit a dot.");
    const auto scan = static_cast<std::size_t>(TIFFScanlineSize(tiff));
    std::vector<std::uint8_t> row(std::max(scan, b.row_bytes()));
    b.bits.resize(b.row_bytes() * b.height);
    for (std::uint32_t y_at = 0; y_at < b.height; ++y_at) {
        std::ranges::fill(row, std::uint8_t{0});
        (void)TIFFReadScanline(tiff, row.data(), y_at);  // a line that is not readable stays white
        if (photometric == PHOTOMETRIC_MINISBLACK)
            for (auto& byte : row) byte = static_cast<std::uint8_t>(~byte);
        std::memcpy(b.bits.data() + y_at * b.row_bytes(), row.data(), b.row_bytes());
    }
    return b;
}

// ---- a TIFF that we write: group 4, one strip ----

bool put_page(TIFF* tiff, Bitmap& b, int number, int count) {
    TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, FILETYPE_PAGE);
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, b.width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, b.height);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 1);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
    TIFFSetField(tiff, TIFFTAG_FILLORDER, FILLORDER_MSB2LSB);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, b.height);
    TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, b.dpi_x);
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, b.dpi_y);
    TIFFSetField(tiff, TIFFTAG_PAGENUMBER, number, count);
    for (std::uint32_t y = 0; y < b.height; ++y)
        if (TIFFWriteScanline(tiff, b.bits.data() + y * b.row_bytes(), y) < 0) return false;
    return TIFFWriteDirectory(tiff) != 0;
}

/// Group 4 of one page as it stands in a PDF.
std::string group4_of(Bitmap& b) {
    std::array<char, 32> name{"/tmp/orderline-page-XXXXXX"};
    const int fd = ::mkstemp(name.data());
    if (fd < 0) return {};
    std::string out;
    {
        Tiff tiff(TIFFFdOpen(fd, name.data(), "w"));
        if (tiff && put_page(tiff.get(), b, 0, 1)) TIFFFlush(tiff.get());
    }
    if (const Tiff tiff = opened(name.data(), "r")) {
        out.resize(
            static_cast<std::size_t>(std::max<tmsize_t>(TIFFRawStripSize(tiff.get(), 0), 0)));
        const auto n =
            TIFFReadRawStrip(tiff.get(), 0, out.data(), static_cast<tmsize_t>(out.size()));
        if (n < 0) out.clear();
    }
    ::unlink(name.data());
    return out;
}

// ---- PDF ----

class Pdf {
public:
    void add(Bitmap& b) {
        const std::string lines = group4_of(b);
        const int width = points(b.width, b.dpi_x), height = points(b.height, b.dpi_y);
        const int image = object(
            "<< /Type /XObject /Subtype /Image /Width " + std::to_string(b.width) + " /Height " +
            std::to_string(b.height) +
            " /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << "
            "/K -1 /Columns " +
            std::to_string(b.width) + " /Rows " + std::to_string(b.height) + " >> /Length " +
            std::to_string(lines.size()) + " >>\nstream\n" + lines + "\nendstream");
        const std::string draw =
            std::to_string(width) + " 0 0 " + std::to_string(height) + " 0 0 cm /P Do";
        const int content = object("<< /Length " + std::to_string(draw.size()) + " >>\nstream\n" +
                                   draw + "\nendstream");
        pages_.push_back(object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 " +
                                std::to_string(width) + " " + std::to_string(height) +
                                "] /Resources << /XObject << /P " + std::to_string(image) +
                                " 0 R >> >> /Contents " + std::to_string(content) + " 0 R >>"));
    }

    std::string finish() {
        put(1, "<< /Type /Catalog /Pages 2 0 R >>");
        std::string kids;
        for (const int page : pages_) kids += std::to_string(page) + " 0 R ";
        put(2,
            "<< /Type /Pages /Count " + std::to_string(pages_.size()) + " /Kids [" + kids + "] >>");
        const std::size_t table = out_.size();
        out_ += "xref\n0 " + std::to_string(next_) + "\n0000000000 65535 f \n";
        for (int i = 1; i < next_; ++i) {
            auto at = std::to_string(offsets_[static_cast<std::size_t>(i)]);
            out_ +=
                std::string(10 - std::min<std::size_t>(at.size(), 10), '0') + at + " 00000 n \n";
        }
        return out_ + "trailer\n<< /Size " + std::to_string(next_) +
               " /Root 1 0 R >>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
    }

private:
    static int points(std::uint32_t dots, double dpi) {
        return std::clamp(static_cast<int>(dots * 72.0 / dpi + 0.5), 1, 14400);
    }
    void put(int number, const std::string& body) {
        if (offsets_.size() <= static_cast<std::size_t>(number))
            offsets_.resize(static_cast<std::size_t>(number) + 1);
        offsets_[static_cast<std::size_t>(number)] = out_.size();
        out_ += std::to_string(number) + " 0 obj\n" + body + "\nendobj\n";
    }
    int object(const std::string& body) {
        put(next_, body);
        return next_++;
    }
    std::string out_ = "%PDF-1.4\n";
    std::vector<std::size_t> offsets_{};
    std::vector<int> pages_;
    int next_ = 3;  // 1 and 2: catalogue and list of pages
};

// ---- PNG ----

void put_u32(std::string& out, std::size_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xFF);
}
void put_chunk(std::string& out, const std::string& type, const std::string& data) {
    put_u32(out, data.size());
    const std::string body = type + data;
    out += body;
    put_u32(out,
            crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size())));
}

/// Each point is the share of black among the dots that it stands for.
std::string grey_rows(const Bitmap& b, int width, int height) {
    std::string rows;
    rows.reserve(static_cast<std::size_t>(height) * (static_cast<std::size_t>(width) + 1));
    for (int y = 0; y < height; ++y) {
        rows += '\0';  // no filter
        const auto y0 =
            b.height * static_cast<std::uint64_t>(y) / static_cast<std::uint64_t>(height);
        const auto y1 = std::max(y0 + 1, b.height * static_cast<std::uint64_t>(y + 1) /
                                             static_cast<std::uint64_t>(height));
        for (int x = 0; x < width; ++x) {
            const auto x0 =
                b.width * static_cast<std::uint64_t>(x) / static_cast<std::uint64_t>(width);
            const auto x1 = std::max(x0 + 1, b.width * static_cast<std::uint64_t>(x + 1) /
                                                 static_cast<std::uint64_t>(width));
            unsigned black = 0, all = 0;
            for (auto yy = y0; yy < y1; ++yy)
                for (auto xx = x0; xx < x1; ++xx, ++all)
                    black += b.bits[yy * b.row_bytes() + xx / 8] >> (7 - xx % 8) & 1;
            rows += static_cast<char>(255 - 255 * black / std::max(all, 1U));
        }
    }
    return rows;
}

// ---- what poppler drew ----

Error broken() {
    return invalid("fax.pdf_broken", "files", "This PDF cannot be drawn; print it anew as a PDF.");
}

/// "P4\n<width> <height>\n" and bits, 1 = black.
Result<Bitmap> read_pbm(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string magic;
    Bitmap b;
    file >> magic >> b.width >> b.height;
    file.get();
    if (!file || magic != "P4" || b.width == 0 || b.height == 0 || b.width > side_most ||
        b.height > side_most)
        return broken();
    b.bits.resize(b.row_bytes() * b.height);
    file.read(reinterpret_cast<char*>(b.bits.data()), static_cast<std::streamsize>(b.bits.size()));
    if (file.gcount() != static_cast<std::streamsize>(b.bits.size())) return broken();
    return b;
}

constexpr std::uint32_t fax_width = 1728, fax_height_most = 2292;  // A4 at 204 by 196 dots an inch

/// Onto a sheet of a fax's width: what is too wide or too long is made smaller, nothing is cut.
Bitmap on_sheet(const Bitmap& drawn) {
    const double scale = std::min(
        {1.0, 1.0 * (fax_width + 16) / drawn.width, 1.0 * (fax_height_most + 16) / drawn.height});
    Bitmap sheet;
    sheet.width = fax_width;
    sheet.height =
        std::clamp(static_cast<std::uint32_t>(drawn.height * scale), 1U, fax_height_most);
    sheet.bits.resize(sheet.row_bytes() * sheet.height);
    for (std::uint32_t y = 0; y < drawn.height; ++y) {
        const auto to_y = static_cast<std::uint32_t>(y * scale);
        if (to_y >= sheet.height) break;
        for (std::uint32_t x = 0; x < drawn.width; ++x) {
            const auto to_x = static_cast<std::uint32_t>(x * scale);
            if (to_x < fax_width && (drawn.bits[y * drawn.row_bytes() + x / 8] >> (7 - x % 8) & 1))
                sheet.bits[to_y * sheet.row_bytes() + to_x / 8] |=
                    static_cast<std::uint8_t>(0x80 >> to_x % 8);
        }
    }
    return sheet;
}

struct Folder {
    std::string path;
    Folder() {
        std::array<char, 32> name{"/tmp/orderline-fax-XXXXXX"};
        if (::mkdtemp(name.data()) != nullptr) path = name.data();
    }
    ~Folder() {
        std::error_code ignored;
        if (!path.empty()) fs::remove_all(path, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
};

std::vector<std::string> drawn_pages(const std::string& folder) {
    std::vector<std::string> out;
    std::error_code error;
    for (const auto& one : fs::directory_iterator(folder, error))
        if (one.path().extension() == ".pbm") out.push_back(one.path().string());
    std::ranges::sort(out);  // the numbers have as many digits
    return out;
}

Result<> draw(const std::string& folder, const DrawLimits& limits) {
    ChildLimits bounds;
    bounds.cpu_seconds = limits.seconds, bounds.clock_seconds = 2 * limits.seconds;
    bounds.memory_bytes = limits.megabytes << 20;
    const auto ended = run_child({draws, "-mono", "-rx", "204", "-ry", "196", "-f", "1", "-l",
                                  std::to_string(limits.pages + 1), "in.pdf", "page"},
                                 folder, bounds);
    switch (ended.end) {
        case ChildEnd::done: return {};
        case ChildEnd::failed: return broken();
        case ChildEnd::too_long:
            return invalid("fax.pdf_slow", "files",
                           "This PDF takes too long to draw; print it anew as a simpler PDF.");
        case ChildEnd::not_there:
            return unavailable("fax.no_poppler",
                               "Install Debian's poppler-utils: it draws the pages of a PDF.");
    }
    return broken();
}

}  // namespace

int tiff_pages(const std::string& path) {
    const Tiff tiff = opened(path, "r");
    int pages = 0;
    for (bool more = tiff != nullptr; more && pages < 10000;
         more = TIFFReadDirectory(tiff.get()) != 0) {
        std::uint32_t height = 0;
        TIFFGetField(tiff.get(), TIFFTAG_IMAGELENGTH, &height);
        if (height > 0) ++pages;
    }
    return pages;
}

Result<std::string> pdf_of_tiff(const std::string& path) {
    const Tiff tiff = opened(path, "r");
    const Error nothing = invalid("fax.no_pages", "tiff", "There is no whole page in it.");
    if (!tiff) return nothing;
    Pdf pdf;
    bool any = false;
    do {
        auto page = page_of(tiff.get());
        if (!page) continue;
        pdf.add(*page);
        any = true;
    } while (TIFFReadDirectory(tiff.get()) != 0);
    if (!any) return nothing;
    return pdf.finish();
}

Result<std::string> png_of_first_page(const std::string& path, int width) {
    const Tiff tiff = opened(path, "r");
    if (!tiff) return invalid("fax.no_pages", "tiff", "There is no whole page in it.");
    auto page = page_of(tiff.get());
    if (!page) return page.error();
    const double shape = (page->height / page->dpi_y) / (page->width / page->dpi_x);
    const int height = std::clamp(static_cast<int>(width * shape + 0.5), 1, 4 * width);
    const std::string rows = grey_rows(*page, width, height);
    uLongf size = compressBound(rows.size());
    std::string packed(size, '\0');
    compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
              reinterpret_cast<const Bytef*>(rows.data()), rows.size(), 6);
    packed.resize(size);
    std::string out = "\x89PNG\r\n\x1a\n", head;
    put_u32(head, static_cast<std::size_t>(width));
    put_u32(head, static_cast<std::size_t>(height));
    head += std::string("\x08\x00\x00\x00\x00", 5);  // 8 bits of grey
    put_chunk(out, "IHDR", head);
    put_chunk(out, "IDAT", packed);
    put_chunk(out, "IEND", "");
    return out;
}

bool can_draw() { return ::access(draws, X_OK) == 0; }

Result<int> tiff_of_pdf(std::string_view pdf, const std::string& tiff, const DrawLimits& limits) {
    if (pdf.size() > limits.pdf_bytes)
        return invalid("fax.pdf_large", "files", "A fax is made of a PDF of at most 20 MB.");
    if (pdf.substr(0, 1024).find("%PDF-") == std::string_view::npos)
        return invalid("fax.not_pdf", "files", "A fax is made of a PDF; print it to one.");
    const Folder folder;
    std::ofstream in(folder.path + "/in.pdf", std::ios::binary);
    in.write(pdf.data(), static_cast<std::streamsize>(pdf.size()));
    in.close();
    if (folder.path.empty() || !in) return unavailable("fax.disk", "No room to draw the pages.");
    if (auto drawn = draw(folder.path, limits); !drawn) return drawn.error();
    const auto pages = drawn_pages(folder.path);
    if (pages.empty()) return broken();
    const int before = fs::exists(tiff) ? tiff_pages(tiff) : 0;
    const int all = before + static_cast<int>(pages.size());
    if (all > limits.pages) {
        auto e = invalid("fax.pdf_pages", "files", "A fax has fewer pages; send it in parts.");
        e.params = {{"most", std::to_string(limits.pages)}};
        return e;
    }
    const Tiff out = opened(tiff, "a");
    int number = before;
    for (const auto& path : pages) {
        auto page = read_pbm(path);
        if (!page) return page.error();
        auto sheet = on_sheet(*page);
        if (!out || !put_page(out.get(), sheet, number++, all))
            return unavailable("fax.disk", "No room for the pages.");
    }
    return number;
}

}  // namespace ol::modem
