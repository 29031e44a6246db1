#include "platform/http/answer.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ctime>

#include "platform/base/log.hpp"
#include "platform/base/text.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/range.hpp"

namespace ol::http {
namespace {

constexpr std::uint64_t inline_file_max =
    64 << 10;  // smaller files go out with the header in one write

struct Default {
    std::string_view name, line;
};
// DESIGN section 7. Mantine sets style attributes, hence 'unsafe-inline' for styles only. A handler
// that sends a field of the same name replaces the line.
constexpr auto default_lines = std::to_array<Default>({
    {"content-security-policy",
     "Content-Security-Policy: default-src 'self'; connect-src 'self' ws: wss:; media-src 'self' "
     "blob:; "
     "img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; "
     "form-action 'self'; frame-ancestors 'none'\r\n"},
    {"x-content-type-options", "X-Content-Type-Options: nosniff\r\n"},
    {"x-frame-options", "X-Frame-Options: DENY\r\n"},
    {"referrer-policy", "Referrer-Policy: same-origin\r\n"},
    {"cross-origin-opener-policy", "Cross-Origin-Opener-Policy: same-origin\r\n"},
    {"permissions-policy", "Permissions-Policy: microphone=(self), camera=(), geolocation=()\r\n"},
    {"cache-control", "Cache-Control: no-store\r\n"},
});

void attach_file(const Request& request, Response& response, Answer& answer);
void send_part(const ByteRange& range, std::uint64_t size, Response& response, Answer& answer);
std::string entity_tag(const struct stat& facts);
bool range_is_current(const Request& request, const std::string& tag);
std::string head_text(const Request& request, const Response& response, const Answer& answer);
void add_handler_lines(std::string& head, const Response& response, const Request& request);
const std::string& date_line();

}  // namespace

Answer make_answer(const Request& request, Response response, bool keep_alive) {
    Answer answer;
    answer.keep_alive = keep_alive;
    if (!response.file.empty()) attach_file(request, response, answer);
    answer.status = response.status;
    answer.body = std::move(response.body);
    answer.head = head_text(request, response, answer);
    const bool bodiless =
        request.method == Method::head || answer.status == 204 || answer.status == 304;
    if (bodiless) {
        answer.body.clear();
        answer.file = {};
        answer.file_left = 0;
    }
    return answer;
}

OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

OpenFile::~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

std::string OpenFile::read(std::uint64_t offset, std::size_t bytes_max) const {
    std::string out(bytes_max, '\0');
    std::size_t got = 0;
    while (got < bytes_max) {
        const auto n = ::pread(descriptor_, out.data() + got, bytes_max - got,
                               static_cast<off_t>(offset + got));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        got += static_cast<std::size_t>(n);
    }
    out.resize(got);
    return out;
}

namespace {

/// Opens response.file and decides between 200, 206, 304 and 416 (RFC 9110 sections 13 and 14).
void attach_file(const Request& request, Response& response, Answer& answer) {
    OpenFile file(::open(response.file.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat facts{};
    if (!file || ::fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
        response = problem(not_found("http.file_gone", "The file is not there any more."));
        return;
    }
    const std::string tag = entity_tag(facts);
    const auto size = static_cast<std::uint64_t>(facts.st_size);
    response.headers.emplace_back("ETag", tag);
    response.headers.emplace_back("Accept-Ranges", "bytes");
    if (request.header("if-none-match").find(tag) != std::string::npos) {
        response.status = 304;
        return;
    }
    const bool ranged =
        request.method == Method::get && response.status == 200 && range_is_current(request, tag);
    const auto range = parse_range(ranged ? request.header("range") : "", size);
    if (range.kind == ByteRange::Kind::unsatisfiable) {
        response = problem_with(
            416, invalid("http.range", "range", "The range lies behind the end of the file."));
        response.headers.emplace_back("Content-Range", "bytes */" + std::to_string(size));
        return;
    }
    answer.file = std::move(file);
    send_part(range, size, response, answer);
}

void send_part(const ByteRange& range, std::uint64_t size, Response& response, Answer& answer) {
    if (range.kind == ByteRange::Kind::part) {
        response.status = 206;
        response.headers.emplace_back("Content-Range",
                                      "bytes " + std::to_string(range.first) + '-' +
                                          std::to_string(range.first + range.length - 1) + '/' +
                                          std::to_string(size));
    }
    answer.file_offset = range.first;
    answer.file_left = range.length;
    if (range.length > inline_file_max) return;
    response.body = answer.file.read(range.first, range.length);
    answer.file_left = 0;
    answer.file = {};
}

std::string entity_tag(const struct stat& facts) {
    char text[64];
    std::snprintf(text, sizeof text, "\"%llx-%llx-%llx\"",
                  static_cast<unsigned long long>(facts.st_mtim.tv_sec),
                  static_cast<unsigned long long>(facts.st_mtim.tv_nsec),
                  static_cast<unsigned long long>(facts.st_size));
    return text;
}

bool range_is_current(const Request& request, const std::string& tag) {
    const std::string wanted = request.header("if-range");
    return wanted.empty() || wanted == tag;
}

std::string head_text(const Request& request, const Response& response, const Answer& answer) {
    std::string head;
    head.reserve(1024);
    head += "HTTP/1.1 " + std::to_string(response.status) + ' ';
    head += reason_phrase(response.status);
    head += "\r\n";
    head += date_line();
    const bool no_length =
        response.status == 204 || response.status == 304 || response.status < 200;
    if (!no_length) {
        head += "Content-Length: " + std::to_string(answer.body.size() + answer.file_left) + "\r\n";
    }
    const bool has_content = !answer.body.empty() || answer.file_left > 0;
    if (has_content) head += "Content-Type: " + response.content_type + "\r\n";
    if (!request.request_id.empty()) head += "X-Request-Id: " + request.request_id + "\r\n";
    if (!answer.keep_alive) head += "Connection: close\r\n";
    add_handler_lines(head, response, request);
    head += "\r\n";
    return head;
}

void add_handler_lines(std::string& head, const Response& response, const Request& request) {
    std::set<std::string> given;
    for (const auto& [name, value] : response.headers) {
        // A line break from a handler's data would start a forged field or answer.
        if ((name + value).find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
            log::warn("http", "header_dropped", {{"request", request.request_id}});
            continue;
        }
        head += name + ": " + value + "\r\n";
        given.insert(lower_ascii(name));
    }
    for (const auto& [name, line] : default_lines) {
        if (!given.contains(std::string(name))) head += line;
    }
}

/// RFC 9110 section 6.6.1; formatted once a second per thread.
const std::string& date_line() {
    thread_local std::time_t second = 0;
    thread_local std::string line;
    const std::time_t now = to_ms(system_clock().now()) / 1000;
    if (now == second && !line.empty()) return line;
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char text[64];
    std::strftime(text, sizeof text, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts);
    second = now;
    line = text;
    return line;
}

}  // namespace
}  // namespace ol::http
