// espeak-ng as a process: text by its standard input, a WAV file by its standard output.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "contact/flows/speech.hpp"
#include "platform/media/media.hpp"

extern char** environ;

namespace ol::flows {

namespace {

constexpr int answer_max_ms = 10'000;
constexpr std::size_t wav_bytes_max = 16u << 20;

struct Voice {
    const char *language, *name, *pitch, *speed;
};
// As tools/prompts/make has them, so that a flow sounds like the rest of the shop.
constexpr Voice voices[] = {{"en", "en-us", "48", "150"},
                            {"uk", "uk", "50", "145"},
                            {"ru", "ru", "50", "145"},
                            {"zh", "cmn-latn-pinyin", "50", "190"}};

struct Pipe {
    int ends[2] = {-1, -1};
    bool open() { return ::pipe2(ends, O_CLOEXEC) == 0; }
    void shut(int end) {
        if (ends[end] >= 0) ::close(ends[end]);
        ends[end] = -1;
    }
    ~Pipe() { shut(0), shut(1); }
};

/// What the child says until it closes; a child that is slow or says too much is cut off.
bool listen(int fd, std::vector<std::uint8_t>& out) {
    std::uint8_t block[65536];
    for (;;) {
        pollfd wait{fd, POLLIN, 0};
        if (::poll(&wait, 1, answer_max_ms) <= 0) return false;
        const auto n = ::read(fd, block, sizeof block);
        if (n < 0) return false;
        if (n == 0) return true;
        out.insert(out.end(), block, block + n);
        if (out.size() > wav_bytes_max) return false;
    }
}

class Espeak final : public SpeechEngine {
public:
    std::string name() const override { return "espeak-ng-1"; }

    Result<Sound> speak(const std::string& text, const std::string& language) override {
        const Voice* voice = &voices[0];
        for (const Voice& v : voices)
            if (language == v.language) voice = &v;
        const char* argv[] = {"espeak-ng", "-v",         voice->name, "-p",       voice->pitch,
                              "-s",        voice->speed, "--stdin",   "--stdout", nullptr};
        Pipe in, heard;
        if (!in.open() || !heard.open()) return failed("no pipe");
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, in.ends[0], 0);
        posix_spawn_file_actions_adddup2(&actions, heard.ends[1], 1);
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
        pid_t child = 0;
        const int started = ::posix_spawnp(&child, argv[0], &actions, nullptr,
                                           const_cast<char* const*>(argv), environ);
        posix_spawn_file_actions_destroy(&actions);
        if (started != 0)
            return unavailable(
                "flows.speech_missing",
                "espeak-ng is not installed on the server: apt-get install espeak-ng");
        in.shut(0);
        heard.shut(1);
        // A text is far smaller than a pipe (64 KiB): this does not block.
        const bool told =
            ::write(in.ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
        in.shut(1);
        std::vector<std::uint8_t> wav;
        const bool whole = told && listen(heard.ends[0], wav);
        if (!whole) ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        if (!whole || status != 0) return failed("it gave no sound");
        return media::prompt_of_wav(wav);
    }

private:
    static Error failed(const char* why) {
        return unavailable("flows.speech_failed", std::string("espeak-ng did not speak: ") + why);
    }
};

}  // namespace

std::unique_ptr<SpeechEngine> espeak_ng() { return std::make_unique<Espeak>(); }

}  // namespace ol::flows
