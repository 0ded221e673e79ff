#include "http/client.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <utility>
#include <vector>

#include <curl/curl.h>

#include "base/check.h"
#include "base/trimmed.h"

namespace amicast::http {
namespace {

struct HandleCloser {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, HandleCloser>;

struct ListFreer {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListFreer>;

struct Receiving {
    wire::HttpResponse response;
    std::size_t bytes_max = 0;
    bool too_large = false;
};

struct Sending {
    ByteView body;
    std::size_t sent = 0;
};

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* context) {
    auto& receiving = *static_cast<Receiving*>(context);
    std::size_t bytes = size * count;
    if (receiving.response.body.size() + bytes > receiving.bytes_max) {
        receiving.too_large = true;
        return 0;
    }
    receiving.response.body.append(data, bytes);
    return bytes;
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* context) {
    auto& response = static_cast<Receiving*>(context)->response;
    std::string_view line(data, size * count);
    if (line.starts_with("HTTP/")) {
        response.headers.clear();  // of an interim response, if there was one
        return line.size();
    }
    std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return line.size();
    std::string name(line.substr(0, colon));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    std::string_view value = trimmed(line.substr(colon + 1), " \t\r\n");
    constexpr std::size_t reserve_max = std::size_t{1} << 20;
    if (name == "content-length") {
        response.body.reserve(std::min<std::size_t>(
            std::strtoull(std::string(value).c_str(), nullptr, 10), reserve_max));
    }
    response.headers.emplace_back(std::move(name), std::string(value));
    return line.size();
}

std::size_t on_send(char* out, std::size_t size, std::size_t count, void* context) {
    auto& sending = *static_cast<Sending*>(context);
    std::size_t bytes = std::min(size * count, sending.body.size() - sending.sent);
    std::memcpy(out, sending.body.data() + sending.sent, bytes);
    sending.sent += bytes;
    return bytes;
}

int on_rewind(void* context, curl_off_t offset, int origin) {
    if (origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
    static_cast<Sending*>(context)->sent = static_cast<std::size_t>(offset);
    return CURL_SEEKFUNC_OK;
}

void initialise_once() {
    static std::once_flag once;
    std::call_once(once, [] { check(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
}

ErrorKind kind_of(CURLcode code) {
    switch (code) {
        case CURLE_URL_MALFORMAT:
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_SSL_CACERT_BADFILE:
            return ErrorKind::invalid;
        case CURLE_COULDNT_CONNECT:
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
            return ErrorKind::unavailable;
        default:
            return ErrorKind::unknown_outcome;  // the request may have arrived
    }
}

}  // namespace

struct Client::State {
    ClientOptions options;
    std::mutex mutex;
    std::vector<Handle> idle;  // each with the connection it keeps

    Handle take() {
        {
            std::lock_guard lock(mutex);
            if (!idle.empty()) {
                Handle handle = std::move(idle.back());
                idle.pop_back();
                return handle;
            }
        }
        Handle handle(curl_easy_init());
        check(handle != nullptr, "curl_easy_init");
        return handle;
    }

    void give_back(Handle handle) {
        curl_easy_reset(handle.get());  // keeps connections
        std::lock_guard lock(mutex);
        idle.push_back(std::move(handle));
    }

    void configure(CURL* handle, const ClientRequest& request, curl_slist* headers,
                   Sending& sending, Receiving& receiving) const;
};

void Client::State::configure(CURL* handle, const ClientRequest& request, curl_slist* headers,
                              Sending& sending, Receiving& receiving) const {
    curl_easy_setopt(handle, CURLOPT_URL, std::string(request.url).c_str());
    curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(handle, CURLOPT_USERAGENT, options.user_agent.c_str());
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(options.connect_timeout.count()));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(options.total_timeout.count()));
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME,
                     std::max(1L, static_cast<long>(options.stall_timeout.count() / 1000)));
    curl_easy_setopt(handle, CURLOPT_UPLOAD_BUFFERSIZE, 512L << 10);
    curl_easy_setopt(handle, CURLOPT_BUFFERSIZE, 512L << 10);
    if (!options.ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, options.ca_file.c_str());
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &on_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &receiving);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &on_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &receiving);
    if (request.method == "HEAD") {
        curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    } else if (request.method == "POST") {
        // libcurl sends a posted body from where it lies, without a callback.
        curl_easy_setopt(handle, CURLOPT_POST, 1L);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS,
                         reinterpret_cast<const char*>(request.body.data()));
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(request.body.size()));
        if (request.body.empty()) curl_easy_setopt(handle, CURLOPT_POSTFIELDS, "");
    } else if (request.method == "PUT") {
        curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(handle, CURLOPT_READFUNCTION, &on_send);
        curl_easy_setopt(handle, CURLOPT_READDATA, &sending);
        curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, &on_rewind);
        curl_easy_setopt(handle, CURLOPT_SEEKDATA, &sending);
        curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE,
                         static_cast<curl_off_t>(request.body.size()));
    } else if (request.method != "GET") {
        curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, std::string(request.method).c_str());
    }
}

Client::Client(ClientOptions options) : state_(std::make_unique<State>()) {
    initialise_once();
    state_->options = std::move(options);
}

Client::~Client() = default;

Result<wire::HttpResponse> Client::send(const ClientRequest& request) {
    List headers(curl_slist_append(nullptr, "Expect:"));  // no waiting for an invitation
    if (request.headers != nullptr) {
        for (const auto& [name, value] : *request.headers) {
            // "name;" is how libcurl is told of an empty value.
            std::string line = name;
            line += value.empty() ? ";" : ": ";
            line += value;
            curl_slist* longer = curl_slist_append(headers.get(), line.c_str());
            check(longer != nullptr, "curl_slist_append");
        }
    }
    // libcurl would add one for a posted body.
    if (request.headers == nullptr || !wire::find_header(*request.headers, "content-type"))
        curl_slist_append(headers.get(), "Content-Type:");

    Handle handle = state_->take();
    Sending sending{.body = request.body};
    Receiving receiving{.bytes_max = state_->options.response_bytes_max};
    char reason[CURL_ERROR_SIZE] = {};
    state_->configure(handle.get(), request, headers.get(), sending, receiving);
    curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, reason);
    CURLcode code = curl_easy_perform(handle.get());
    if (code != CURLE_OK) {
        std::string why = reason[0] != '\0' ? reason : curl_easy_strerror(code);
        if (receiving.too_large) {
            return failure(ErrorKind::limit, "The response of " + std::string(request.url) +
                                                 " is larger than expected.");
        }
        long sent = 0;  // of the request's head; none: it cannot have arrived
        curl_easy_getinfo(handle.get(), CURLINFO_REQUEST_SIZE, &sent);
        ErrorKind kind = kind_of(code);
        if (kind == ErrorKind::unknown_outcome && sent == 0) kind = ErrorKind::unavailable;
        return failure(kind, "Cannot reach " + std::string(request.url) + ": " + why);
    }
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    receiving.response.status = static_cast<int>(status);
    state_->give_back(std::move(handle));
    return std::move(receiving.response);
}

}  // namespace amicast::http
