#pragma once
// For tests: a document of two pages with text-like strokes, made by libtiff, and comparing.
#include <tiffio.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace ol::modem::test {

struct Paper {
    static constexpr int width = 1728, height = 1100;
    std::string folder, tiff;

    explicit Paper(int pages = 2) {
        std::array<char, 32> name{"/tmp/orderline-test-XXXXXX"};
        folder = ::mkdtemp(name.data());
        tiff = folder + "/out.tif";
        TIFF* out = TIFFOpen(tiff.c_str(), "w");
        for (int page = 0; page < pages; ++page) write(out, page, pages);
        TIFFClose(out);
    }
    ~Paper() {
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }
    Paper(const Paper&) = delete;
    Paper& operator=(const Paper&) = delete;

    static std::vector<std::uint8_t> row(int page, int y) {
        std::vector<std::uint8_t> bits(width / 8);
        const bool line = y / 20 % 2 == 1;
        for (int x = 100; line && x < width - 100; ++x)
            if ((x / (7 + y / 40 % 5) + y / 3 + page * x / 100) % 3 == 0)
                bits[static_cast<std::size_t>(x) / 8] |= static_cast<std::uint8_t>(0x80 >> x % 8);
        return bits;
    }

    static std::vector<std::vector<std::uint8_t>> rows_of(const std::string& path) {
        std::vector<std::vector<std::uint8_t>> pages;
        TIFF* in = TIFFOpen(path.c_str(), "r");
        if (in == nullptr) return pages;
        do {
            std::uint32_t tall = 0;
            TIFFGetField(in, TIFFTAG_IMAGELENGTH, &tall);
            std::vector<std::uint8_t> all, one(static_cast<std::size_t>(TIFFScanlineSize(in)));
            for (std::uint32_t y = 0; y < tall; ++y) {
                TIFFReadScanline(in, one.data(), y);
                all.insert(all.end(), one.begin(), one.end());
            }
            pages.push_back(std::move(all));
        } while (TIFFReadDirectory(in) != 0);
        TIFFClose(in);
        return pages;
    }
    bool same_as(const std::string& path) const { return rows_of(tiff) == rows_of(path); }

private:
    static void write(TIFF* out, int page, int pages) {
        TIFFSetField(out, TIFFTAG_SUBFILETYPE, FILETYPE_PAGE);
        TIFFSetField(out, TIFFTAG_IMAGEWIDTH, width);
        TIFFSetField(out, TIFFTAG_IMAGELENGTH, height);
        TIFFSetField(out, TIFFTAG_BITSPERSAMPLE, 1);
        TIFFSetField(out, TIFFTAG_SAMPLESPERPIXEL, 1);
        TIFFSetField(out, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
        TIFFSetField(out, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
        TIFFSetField(out, TIFFTAG_ROWSPERSTRIP, height);
        TIFFSetField(out, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
        TIFFSetField(out, TIFFTAG_XRESOLUTION, 204.0);
        TIFFSetField(out, TIFFTAG_YRESOLUTION, 98.0);
        TIFFSetField(out, TIFFTAG_PAGENUMBER, page, pages);
        for (int y = 0; y < height; ++y) {
            auto bits = row(page, y);
            TIFFWriteScanline(out, bits.data(), static_cast<std::uint32_t>(y));
        }
        TIFFWriteDirectory(out);
    }
};

}  // namespace ol::modem::test
