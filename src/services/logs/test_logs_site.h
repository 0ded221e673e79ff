// CloudWatch Logs called as a client calls it, JSON in and JSON out, for the tests of this service.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "logs/schema.h"
#include "logs/stream.h"
#include "services/logs/service.h"
#include "services/test_callers.h"

namespace amicast::services::logs_api {

class LogsServiceTest : public testing::Test {
  protected:
    using Object = boost::json::object;

    LogsServiceTest() { EXPECT_TRUE(logs::migrate(site_.catalog())); }

    Object call(std::string_view action, const std::string& body) {
        return call_as(site_.admin(), action, body);
    }
    Object call_as(const iam::Principal& caller, std::string_view action, const std::string& body) {
        auto response = site_.json(logs_service(), action, body, caller);
        status_ = response.status;
        answer_ = response.body;
        return boost::json::parse(response.body).get_object();
    }
    Object done(std::string_view action, const std::string& body) {
        Object answer = call(action, body);
        EXPECT_EQ(status_, 200) << action << body << answer_;
        return answer;
    }
    void refused(std::string_view action, const std::string& body, const std::string& code,
                 const std::string& part = "") {
        refused_as(site_.admin(), action, body, code, part);
    }
    void refused_as(const iam::Principal& caller, std::string_view action, const std::string& body,
                    const std::string& code, const std::string& part = "") {
        Object answer = call_as(caller, action, body);
        EXPECT_EQ(status_, 400) << action << body << answer_;
        EXPECT_EQ(text(answer, "__type"), code) << action << body << answer_;
        EXPECT_THAT(answer_, testing::HasSubstr(part));
    }
    // A member's text; empty when it is absent.
    static std::string text(const Object& object, std::string_view name) {
        const auto* value = object.if_contains({name.data(), name.size()});
        return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
    }
    // The texts of a member of each element: "a b c ".
    static std::string texts(const Object& object, std::string_view list, std::string_view name) {
        std::string all;
        const auto* value = object.if_contains({list.data(), list.size()});
        if (value == nullptr) return "(no list)";
        for (const auto& element : value->get_array())
            all += text(element.get_object(), name) + " ";
        return all;
    }
    static std::string messages(const Object& answer) { return texts(answer, "events", "message"); }

    std::int64_t now() { return logs::to_milliseconds(site_.clock().now()); }
    void make(const std::string& group, const std::vector<std::string>& streams) {
        done("CreateLogGroup", R"({"logGroupName":")" + group + "\"}");
        for (const std::string& stream : streams)
            done("CreateLogStream", in(group, stream) + "}");
    }
    // The beginning of a body.
    static std::string in(const std::string& group) {
        return R"({"logGroupName":")" + group + "\"";
    }
    static std::string in(const std::string& group, const std::string& stream) {
        return in(group) + R"(,"logStreamName":")" + stream + "\"";
    }
    // Events a millisecond apart, the first so far from now.
    std::string events(std::int64_t offset, const std::vector<std::string>& messages) {
        std::string list;
        for (const std::string& message : messages) {
            if (!list.empty()) list += ",";
            list += R"({"timestamp":)" + std::to_string(now() + offset++) + R"(,"message":")" +
                    message + "\"}";
        }
        return R"(,"logEvents":[)" + list + "]";
    }
    void put(const std::string& group, const std::string& stream, std::int64_t offset,
             const std::vector<std::string>& messages) {
        done("PutLogEvents", in(group, stream) + events(offset, messages) + "}");
    }
    std::string arn(const std::string& group) {
        return "arn:aws:logs:us-east-1:" + site_.account() + ":log-group:" + group;
    }
    iam::Principal user(const std::string& name, const std::string& statements) {
        return limited_user(site_, name, statements);
    }

    IdentityTestSite site_;
    int status_ = 0;
    std::string answer_;
};

}  // namespace amicast::services::logs_api
