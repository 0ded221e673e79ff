// amicast events: what happened, from the file that the server on this machine writes events to.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <thread>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <sys/stat.h>

#include "cli/commands.h"
#include "cli/interruption.h"

namespace amicast::cli {
namespace {

namespace json = boost::json;

constexpr auto look_again_after = std::chrono::milliseconds(200);

std::string text_at(const json::value& event, std::string_view pointer) {
    json::error_code none;
    const json::value* found = event.find_pointer(pointer, none);
    if (found == nullptr || !found->is_string()) return {};
    return std::string(std::string_view(found->get_string()));
}

// "2026-10-01T09:12:44Z us-east-1 111111111111 image/web/1.0.0/1: PENDING → DISTRIBUTING"; an event
// of another kind ends in its name and detail.
std::string line_of(const std::string& line) {
    json::error_code error;
    json::value event = json::parse(line, error);
    if (error || !event.is_object()) return line;
    std::string resource = text_at(event, "/resources/0");
    std::string what = resource.substr(resource.rfind(':') + 1);
    std::string before = text_at(event, "/detail/previous-state/status");
    std::string after = text_at(event, "/detail/state/status");
    json::error_code none;
    const json::value* detail = event.find_pointer("/detail", none);
    std::string change =
        after.empty() ? fmt::format("{} {}", text_at(event, "/detail-type"),
                                    detail == nullptr ? std::string() : json::serialize(*detail))
                      : fmt::format("{} → {}", before, after);
    return fmt::format("{} {} {} {}: {}", text_at(event, "/time"), text_at(event, "/region"),
                       text_at(event, "/account"), what, change);
}

// Reads whole lines of a file that grows, and goes on with its successor when it was moved away.
class EventReader {
  public:
    explicit EventReader(std::string path) : path_(std::move(path)) {}

    bool open() {
        file_.close();
        file_.clear();
        file_.open(path_, std::ios::binary);
        partial_.clear();
        struct stat status {};
        inode_ = ::stat(path_.c_str(), &status) == 0 ? status.st_ino : 0;
        return file_.is_open();
    }

    void skip_to_end() { file_.seekg(0, std::ios::end); }

    // The next line, if there is one already.
    bool read(std::string& line) {
        file_.clear();
        std::string piece;
        while (std::getline(file_, piece)) {
            partial_ += piece;
            if (file_.eof()) return false;  // its end is not written yet
            line = std::move(partial_);
            partial_.clear();
            if (!line.empty()) return true;
        }
        return false;
    }

    bool was_moved_away() const {
        struct stat status {};
        return ::stat(path_.c_str(), &status) == 0 && status.st_ino != inode_;
    }

  private:
    std::string path_;
    std::ifstream file_;
    std::string partial_;
    ino_t inode_ = 0;
};

void print_all(EventReader& reader, bool as_json) {
    std::string line;
    while (reader.read(line))
        fmt::print("{}\n", as_json ? line : line_of(line));
    std::fflush(stdout);
}

}  // namespace

int run_events(const ClientOptions& client, const EventsOptions& options) {
    std::string path =
        options.file.empty() ? client.profile.data_directory + "/events.jsonl" : options.file;
    EventReader reader(path);
    bool opened = reader.open();
    if (!opened && !options.follow) {
        return report({.kind = ErrorKind::not_found,
                       .message = fmt::format("There is no file {}: no event was written there "
                                              "yet, or the server writes elsewhere (events.file).",
                                              path)});
    }
    if (opened && options.only_new) reader.skip_to_end();
    if (opened) print_all(reader, client.json);
    while (options.follow && !interrupted()) {
        std::this_thread::sleep_for(look_again_after);
        if (!opened || reader.was_moved_away()) {
            if (opened) print_all(reader, client.json);  // the last lines of the old one
            opened = reader.open();
        }
        if (opened) print_all(reader, client.json);
    }
    return exit_ok;
}

}  // namespace amicast::cli
