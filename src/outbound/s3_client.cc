#include "outbound/s3_client.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "base/encoding.h"

namespace amicast::outbound {
namespace {

std::string_view host_of(std::string_view endpoint) {
    std::size_t begin = endpoint.find("://");
    return begin == std::string_view::npos ? endpoint : endpoint.substr(begin + 3);
}

struct StoreError {
    std::string code;
    std::string message;
};

StoreError read_error(const std::string& body) {
    pugi::xml_document document;
    if (!document.load_buffer(body.data(), body.size())) return {};
    pugi::xml_node error = document.child("Error");
    return {error.child_value("Code"), error.child_value("Message")};
}

ErrorKind kind_of(int status, std::string_view code) {
    if (code == "SlowDown" || code == "TooManyRequests" || status == 429)
        return ErrorKind::throttled;
    if (status >= 500) return ErrorKind::unavailable;
    if (code == "RequestTimeTooSkewed") return ErrorKind::invalid;
    if (status == 401 || status == 403) return ErrorKind::denied;
    if (status == 404) return ErrorKind::not_found;
    if (status == 409 || status == 412) return ErrorKind::conflict;
    return ErrorKind::invalid;
}

tl::unexpected<Error> refused(int status, std::string_view bucket, const std::string& body) {
    StoreError error = read_error(body);
    if (error.code.empty()) error.code = fmt::format("HTTP {}", status);
    return failure(ErrorKind(kind_of(status, error.code)),
                   fmt::format("The store answered {} for the bucket {}{}{}", error.code, bucket,
                               error.message.empty() ? "" : ": ",
                               error.message.empty() ? "." : error.message));
}

std::string first_text(const std::string& body, const char* name) {
    pugi::xml_document document;
    if (!document.load_buffer(body.data(), body.size())) return {};
    return document.document_element().child_value(name);
}

}  // namespace

std::int64_t part_bytes_for(std::int64_t object_bytes) {
    std::int64_t bytes = part_bytes_min;
    while (object_bytes > bytes * parts_max)
        bytes *= 2;
    return bytes;
}

S3Client::S3Client(S3Options options, Clock& clock)
    : options_(std::move(options)),
      clock_(clock),
      http_({.ca_file = options_.ca_file, .user_agent = "amicast"}) {
    while (options_.endpoint.ends_with('/'))
        options_.endpoint.pop_back();
}

Result<wire::HttpResponse> S3Client::send(const Request& request) {
    std::string path = "/" + percent_encode(request.bucket);
    if (!request.key.empty()) path += "/" + percent_encode(request.key, true);
    wire::Headers headers = {{"host", std::string(host_of(options_.endpoint))}};
    if (!request.content_type.empty())
        headers.emplace_back("content-type", std::string(request.content_type));
    sigv4::RequestView view{.method = request.method,
                            .path = path,
                            .query = request.query,
                            .headers = headers,
                            .body = as_text(request.body)};
    auto signature = sigv4::sign(view, options_.credentials,
                                 {.region = options_.region,
                                  .service = "s3",
                                  .time = clock_.now(),
                                  .add_payload_header = true,
                                  .path_rule = sigv4::PathRule::encoded_once});
    headers.insert(headers.end(), signature.begin(), signature.end());
    headers.insert(headers.end(), request.unsigned_headers.begin(), request.unsigned_headers.end());
    std::string url = options_.endpoint + path;
    if (!request.query.empty()) url += "?" + request.query;
    auto answer = http_.send(
        {.method = request.method, .url = url, .headers = &headers, .body = request.body});
    if (!answer) return answer;
    if (answer->status >= 200 && answer->status < 300) return answer;
    return refused(answer->status, request.bucket, answer->body);
}

Result<std::string> S3Client::create_upload(std::string_view bucket, std::string_view key,
                                            std::string_view content_type) {
    auto answer = send({.method = "POST",
                        .bucket = bucket,
                        .key = key,
                        .query = "uploads=",
                        .content_type = content_type});
    if (!answer) return failure(answer.error());
    std::string id = first_text(answer->body, "UploadId");
    if (!id.empty()) return id;
    return failure(ErrorKind::unavailable, "The store began an upload without saying its id.");
}

Result<std::string> S3Client::upload_part(std::string_view bucket, std::string_view key,
                                          std::string_view upload_id, int number, ByteView data) {
    auto answer =
        send({.method = "PUT",
              .bucket = bucket,
              .key = key,
              .query = fmt::format("partNumber={}&uploadId={}", number, percent_encode(upload_id)),
              .body = data});
    if (!answer) return failure(answer.error());
    auto etag = wire::find_header(answer->headers, "etag");
    if (etag) return std::string(*etag);
    return failure(ErrorKind::unavailable, "The store took a part without an ETag.");
}

Status S3Client::complete_upload(std::string_view bucket, std::string_view key,
                                 std::string_view upload_id,
                                 const std::vector<std::string>& etags) {
    pugi::xml_document document;
    pugi::xml_node root = document.append_child("CompleteMultipartUpload");
    root.append_attribute("xmlns") = "http://s3.amazonaws.com/doc/2006-03-01/";
    for (std::size_t i = 0; i < etags.size(); ++i) {
        pugi::xml_node part = root.append_child("Part");
        part.append_child("PartNumber").text().set(static_cast<unsigned>(i + 1));
        part.append_child("ETag").text().set(etags[i].c_str());
    }
    struct Writer final : pugi::xml_writer {
        std::string text;
        void write(const void* data, std::size_t size) override {
            text.append(static_cast<const char*>(data), size);
        }
    } writer;
    document.save(writer, "", pugi::format_raw);
    auto answer = send({.method = "POST",
                        .bucket = bucket,
                        .key = key,
                        .query = "uploadId=" + percent_encode(upload_id),
                        .content_type = "application/xml",
                        .body = as_bytes(writer.text)});
    if (!answer) return failure(answer.error());
    StoreError error = read_error(answer->body);
    if (error.code.empty()) return {};
    return refused(500, bucket, answer->body);
}

Status S3Client::abort_upload(std::string_view bucket, std::string_view key,
                              std::string_view upload_id) {
    auto answer = send({.method = "DELETE",
                        .bucket = bucket,
                        .key = key,
                        .query = "uploadId=" + percent_encode(upload_id)});
    if (!answer) return failure(answer.error());
    return {};
}

Result<S3Client::Object> S3Client::describe_object(std::string_view bucket, std::string_view key) {
    auto answer = send({.method = "HEAD", .bucket = bucket, .key = key, .query = {}});
    if (!answer) return failure(answer.error());
    auto length = wire::find_header(answer->headers, "content-length");
    auto etag = wire::find_header(answer->headers, "etag");
    return Object{.bytes = length ? std::strtoll(std::string(*length).c_str(), nullptr, 10) : 0,
                  .etag = std::string(etag.value_or(""))};
}

// A store that answers with the whole object has not understood the range.
Result<std::string> S3Client::read_object(std::string_view bucket, std::string_view key,
                                          const Object& version, std::int64_t offset,
                                          std::int64_t bytes) {
    wire::Headers headers = {{"range", fmt::format("bytes={}-{}", offset, offset + bytes - 1)}};
    if (!version.etag.empty()) headers.emplace_back("if-match", version.etag);
    auto answer = send({.method = "GET",
                        .bucket = bucket,
                        .key = key,
                        .query = {},
                        .unsigned_headers = std::move(headers)});
    if (!answer) return failure(answer.error());
    bool partial = answer->status == 206 || (offset == 0 && bytes == version.bytes);
    if (partial && std::ssize(answer->body) == bytes) return std::move(answer->body);
    return failure(ErrorKind::unavailable,
                   fmt::format("The store sent {} bytes of {}/{} instead of {}.",
                               answer->body.size(), bucket, key, bytes));
}

Result<std::int64_t> S3Client::object_bytes(std::string_view bucket, std::string_view key) {
    auto object = describe_object(bucket, key);
    if (!object) return failure(object.error());
    return object->bytes;
}

}  // namespace amicast::outbound
