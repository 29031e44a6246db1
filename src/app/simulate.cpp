#include "app/simulate.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <set>
#include <thread>

#include "contact/routing/simulator/simulator.hpp"
#include "platform/base/json.hpp"

namespace ol::app {
namespace {

using simulator::SimFigure;
using simulator::SimSubject;

int complain(const std::string& file, const Error& e) {
    std::cerr << "orderline: " << file << ": " << e.detail << "\n";
    if (!e.field.empty()) std::cerr << "  at: " << e.field << "\n";
    std::cerr << "  code: " << e.code << "\n";
    return 1;
}

Result<simulator::SimModel> read_file(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return invalid("simulator.file", "", "The file cannot be read.");
    std::string text(simulator::model_bytes_limit + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    auto model = simulator::read_model(text);
    if (!model) return model.error();
    if (auto ok = simulator::check(*model); !ok) return ok.error();
    if (model->name.empty()) model->name = file;
    return model;
}

/// SIGINT and SIGTERM ask the days to stop; what is known by then is printed.
class Interrupt {
public:
    Interrupt() {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGINT);
        sigaddset(&signals_, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);  // before the threads of the days start
        waiter_ = std::jthread([this](const std::stop_token& over) {
            const timespec slice{0, 50'000'000};
            while (!over.stop_requested())
                if (sigtimedwait(&signals_, nullptr, &slice) > 0) stop_.request_stop();
        });
    }
    std::stop_token token() const { return stop_.get_token(); }
    bool came() const { return stop_.stop_requested(); }

private:
    sigset_t signals_{};
    std::stop_source stop_;
    std::jthread waiter_;
};

/// "day 40 of 200" in place on a terminal, every tenth in a file.
void show_progress(int done, int days) {
    const bool terminal = isatty(STDERR_FILENO) == 1;
    const int before = (done - 1) * (terminal ? 100 : 10) / days;
    if (done * (terminal ? 100 : 10) / days == before && done != days) return;
    std::fprintf(stderr, terminal ? "\rday %d of %d%s" : "day %d of %d%s", done, days,
                 terminal && done < days ? "" : "\n");
}

bool is_share(const std::string& name) {
    return name.starts_with("sl_") || name == "abandon_rate" || name == "wait_share" ||
           name == "occupancy";
}

/// "80.3 +-0.4": the mean and half of its 95 % interval.
std::string cell(const SimFigure& figure, bool change) {
    if (!figure.mean) return "-";
    const double scale = is_share(figure.name) ? 100 : 1;
    const double mean = *figure.mean * scale;
    const double half = figure.high ? (*figure.high - *figure.mean) * scale : 0;
    const int digits = std::abs(mean) >= 1000 ? 0 : std::abs(mean) >= 100 ? 1 : 2;
    char text[64];
    std::snprintf(text, sizeof text, change ? "%+.*f" : "%.*f", digits, mean);
    std::string out = text;
    if (figure.high) {
        std::snprintf(text, sizeof text, " \u00b1%.*f", digits, half);
        out += text;
    }
    return out;
}

std::string label(const SimFigure& figure) {
    return figure.name + (is_share(figure.name) ? ", %" : "");
}

std::string padded(const std::string& text, std::size_t width) {
    std::size_t columns = 0;  // UTF-8: bytes that go on are no columns
    for (const char c : text) columns += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    return std::string(columns < width ? width - columns : 1, ' ') + text;
}

const SimSubject* find(const std::vector<SimSubject>& subjects, const SimSubject& wanted) {
    for (const SimSubject& s : subjects)
        if (s.kind == wanted.kind && s.name == wanted.name) return &s;
    return nullptr;
}

/// One line per figure; a column per result, and the change when there are two.
void print_table(
    const std::vector<std::pair<std::string, const std::vector<SimSubject>*>>& columns) {
    std::string head = padded("", 22);
    for (const auto& [name, subjects] : columns) head += padded(name.substr(0, 24), 26);
    std::cout << head << "\n";
    std::set<std::pair<std::string, std::string>> shown;
    for (const auto& [title, subjects] : columns)
        for (const SimSubject& subject : *subjects) {
            if (!shown.emplace(subject.kind, subject.name).second) continue;
            std::cout << subject.kind << (subject.name.empty() ? "" : " ") << subject.name << "\n";
            for (std::size_t i = 0; i < subject.figures.size(); ++i) {
                std::string line = "  " + label(subject.figures[i]);
                line.resize(std::max<std::size_t>(line.size(), 22), ' ');
                for (std::size_t c = 0; c < columns.size(); ++c) {
                    const SimSubject* there = find(*columns[c].second, subject);
                    line += padded(there ? cell(there->figures[i], c == 2) : "", 26);
                }
                std::cout << line << "\n";
            }
        }
    std::cout
        << "\nA day on average; \u00b1 is half of the 95 % interval. sl_strict counts all who "
           "came but those who hung up at once.\n";
}

int run_one(const SimulateOptions& options, const simulator::SimModel& model,
            const simulator::Options& how) {
    const auto result = simulator::simulate(model, how);
    if (!result) return complain(options.model, result.error());
    if (options.json) {
        std::cout << json::write(*result) << "\n";
    } else {
        std::cout << result->days << " days, seed " << result->seed << ", " << result->events
                  << " events, " << result->hash << "\n\n";
        print_table({{result->model, &result->subjects}});
    }
    return 0;
}

int run_two(const SimulateOptions& options, const simulator::SimModel& base,
            const simulator::SimModel& other, const simulator::Options& how) {
    const auto both = simulator::compare(base, other, how);
    if (!both) return complain(options.model + ", " + options.other, both.error());
    if (options.json) {
        std::cout << json::write(*both) << "\n";
    } else {
        std::cout << both->base.days << " days of each, seed " << both->base.seed
                  << ", the same buyers in both; " << both->base.hash << ", " << both->other.hash
                  << "\n\n";
        print_table({{both->base.model, &both->base.subjects},
                     {both->other.model, &both->other.subjects},
                     {"change", &both->change}});
    }
    return 0;
}

}  // namespace

int simulate(const SimulateOptions& options) {
    auto model = read_file(options.model);
    if (!model) return complain(options.model, model.error());
    if (options.days != 0) model->days = options.days;
    if (options.seed >= 0) model->seed = options.seed;
    auto other = options.other.empty() ? Result<simulator::SimModel>(simulator::SimModel{})
                                       : read_file(options.other);
    if (!other) return complain(options.other, other.error());
    const Interrupt interrupt;
    simulator::Options how;
    how.threads = options.threads > 0
                      ? options.threads
                      : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    how.stop = interrupt.token();
    how.progress = show_progress;
    const int code = options.other.empty() ? run_one(options, *model, how)
                                           : run_two(options, *model, *other, how);
    if (!interrupt.came()) return code;
    std::cerr << "cancelled: only the first days are counted\n";
    return 130;
}

}  // namespace ol::app
