// Files at rest: sealed in chunks, read in parts, and every change to them found.
#include "contact/recordings/files.hpp"

#include "contact/recordings/flac.hpp"
#include "contact/recordings/loudness.hpp"
#include "contact/recordings/test_house.hpp"

namespace ol::recordings {
namespace {

const FileKey key{7, std::string(32, 'x')};
Result<std::string> the_key(std::int64_t id) {
    if (id == 7) return key.key32;
    return unavailable("recordings.key_missing", "");
}
Result<std::string> other_key(std::int64_t) { return std::string(32, 'y'); }

std::string pattern(std::size_t n) {
    std::string out(n, '\0');
    for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<char>(i * 31 + i / 251);
    return out;
}
void write_sealed(const std::string& path, const std::string& content) {
    auto sink = create_file(path, key);
    ASSERT_TRUE(sink);
    for (std::size_t at = 0; at < content.size(); at += 1000)
        ASSERT_TRUE((*sink)->write(std::string_view(content).substr(at, 1000)));
    ASSERT_TRUE((*sink)->finish());
}
std::string why_not(const std::string& path, const KeyOf& key_of = the_key) {
    auto bytes = open_bytes(path, key_of);
    if (!bytes) return bytes.error().code;
    auto all = (*bytes)->read(0, 10'000'000);
    return all ? "read " + std::to_string(all->size()) : all.error().code;
}

TEST(sealed_files, any_part_is_read_at_every_border_of_chunks) {
    const Folder folder;
    for (const std::size_t size : {0, 1, 65535, 65536, 65537, 131072, 300000}) {
        const std::string content = pattern(size), path = folder / "f";
        write_sealed(path, content);
        if (size >= 64) EXPECT_EQ(read_all(path).find(content.substr(0, 64)), std::string::npos);
        auto bytes = open_bytes(path, the_key);
        ASSERT_TRUE(bytes) << bytes.error().code;
        ASSERT_EQ((*bytes)->size(), static_cast<std::int64_t>(size));
        for (const std::int64_t at : {0, 1, 65530, 65536, 131071, 299999})
            for (const std::size_t n : {std::size_t{1}, std::size_t{10}, std::size_t{70000}}) {
                const auto from = std::min(static_cast<std::size_t>(at), size);
                EXPECT_EQ((*bytes)->read(at, n).value(), content.substr(from, n)) << size << at;
            }
        EXPECT_EQ(key_number(path).value(), 7);
    }
}

TEST(sealed_files, what_was_changed_cut_or_moved_is_found) {
    const Folder folder;
    const std::string path = folder / "f";
    write_sealed(path, pattern(200000));
    const std::string good = read_all(path);
    EXPECT_EQ(why_not(path), "read 200000");
    for (const std::size_t at : {20UL, 32UL, 40000UL, 65600UL, good.size() - 1}) {
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 1);
        write_file(path, bad);
        EXPECT_EQ(why_not(path), "recordings.damaged") << at;
    }
    for (const std::size_t size : {good.size() - 1, 32 + 65552UL, 32 + 2 * 65552UL, 33UL}) {
        write_file(path, good.substr(0, size));  // also exactly at the border of a chunk
        EXPECT_EQ(why_not(path), "recordings.damaged") << size;
    }
    std::string moved = good;
    moved.replace(32, 65552, good.substr(32 + 65552, 65552));
    write_file(path, moved);
    EXPECT_EQ(why_not(path), "recordings.damaged");
}

TEST(sealed_files, a_missing_key_and_another_one_are_told_apart) {
    const Folder folder;
    write_sealed(folder / "f", pattern(10));
    EXPECT_EQ(why_not(folder / "f",
                      [](std::int64_t) -> Result<std::string> {
                          return unavailable("recordings.key_missing", "");
                      }),
              "recordings.key_missing");
    EXPECT_EQ(why_not(folder / "f", other_key), "recordings.damaged");
    EXPECT_EQ(why_not(folder / "none"), "recordings.file_missing");
}

TEST(sealed_files, the_beginning_may_be_changed_until_the_end) {
    const Folder folder;
    for (const FileKey& with : {key, FileKey{}}) {
        auto sink = create_file(folder / "f", with);
        ASSERT_TRUE((*sink)->write(std::string(100000, 'a')));
        ASSERT_TRUE((*sink)->rewrite(4, "head"));
        ASSERT_TRUE((*sink)->finish());
        auto bytes = open_bytes(folder / "f", the_key);
        EXPECT_EQ((*bytes)->read(0, 10).value(), "aaaaheadaa");
        EXPECT_EQ((*bytes)->read(99999, 10).value(), "a");
    }
}

TEST(sealed_files, a_full_disk_is_said) {
    auto sink = create_file("/dev/full", FileKey{});
    ASSERT_TRUE(sink);
    const auto done = (*sink)->write(std::string(100000, 'a'));
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, "recordings.disk_full");
}

TEST(flac, gives_every_sample_back_in_fewer_bytes) {
    const Folder folder;
    const std::string wav = folder / "a.wav";
    write_file(wav, wav_of(9));
    for (const FileKey& with : {FileKey{}, key}) {
        auto sink = create_file(folder / "a.flac", with);
        auto heard = flac_of_wav(wav, **sink, [] { return true; });
        ASSERT_TRUE(heard) << heard.error().detail;
        ASSERT_TRUE((*sink)->finish());
        EXPECT_EQ(heard->duration_ms, 9000);
        auto bytes = open_bytes(folder / "a.flac", the_key);
        ASSERT_TRUE(bytes && is_flac(**bytes));
        EXPECT_LT((*bytes)->size(), static_cast<std::int64_t>(fs::file_size(wav)) / 2);
        std::vector<std::int16_t> before, after;
        ASSERT_TRUE(media::read_wav(wav, [&](const media::Pcm&, auto s) {
            before.insert(before.end(), s.begin(), s.end());
            return true;
        }));
        const auto pcm = read_flac(**bytes, [&](const media::Pcm&, auto s) {
            after.insert(after.end(), s.begin(), s.end());
            return true;
        });
        ASSERT_TRUE(pcm) << pcm.error().code;
        EXPECT_EQ(pcm->frames, 72000);
        EXPECT_TRUE(before == after);
    }
}

TEST(flac, the_wave_is_that_of_the_wav) {
    const Folder folder;
    write_file(folder / "a.wav", wav_of(6));
    auto sink = create_file(folder / "a.flac", FileKey{});
    ASSERT_TRUE(flac_of_wav(folder / "a.wav", **sink, [] { return true; }));
    ASSERT_TRUE((*sink)->finish());
    const auto wav = media::wav_peaks(folder / "a.wav", 100);
    const auto flac = peaks_of(**open_bytes(folder / "a.flac", the_key), 100);
    ASSERT_TRUE(wav && flac);
    EXPECT_EQ(wav->left, flac->left);
    EXPECT_EQ(wav->right, flac->right);
    EXPECT_EQ(wav->duration_ms, flac->duration_ms);
}

TEST(flac, a_cut_file_is_damaged_not_short) {
    const Folder folder;
    write_file(folder / "a.wav", wav_of(6));
    auto sink = create_file(folder / "a.flac", FileKey{});
    ASSERT_TRUE(flac_of_wav(folder / "a.wav", **sink, [] { return true; }));
    ASSERT_TRUE((*sink)->finish());
    const std::string whole = read_all(folder / "a.flac");
    write_file(folder / "a.flac", whole.substr(0, whole.size() / 2));
    const auto read = read_flac(**open_bytes(folder / "a.flac", the_key),
                                [](const media::Pcm&, auto) { return true; });
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, "recordings.damaged");
}

TEST(loudness, silence_is_when_neither_speaks) {
    const Folder folder;
    write_file(folder / "a.wav", wav_of(9));
    const auto heard = heard_in_wav(folder / "a.wav");
    ASSERT_TRUE(heard);
    EXPECT_NEAR(heard->silence_permille, 333, 15);
    EXPECT_NEAR(heard->level_left_db, -21, 3);
    EXPECT_NEAR(heard->level_left_db - heard->level_right_db, 6, 1);
    const Loudness nothing(2, 8000);
    EXPECT_EQ(nothing.silence_permille(), 1000);
    EXPECT_EQ(nothing.level_db(0), -96);
}

}  // namespace
}  // namespace ol::recordings
