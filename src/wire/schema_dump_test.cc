// The dump that the model comparison reads.
#include "wire/schema_dump.h"

#include <string>

#include <gtest/gtest.h>

#include "wire/sample_shapes.h"

namespace amicast::wire {
namespace {

TEST(SchemaDump, WritesRoutesRulesAndTrees) {
    OperationShape put{.name = "PutTag",
                       .input = shape_of<sample::Tag>(),
                       .method = "PUT",
                       .uri = "/tags/{key}",
                       .success_status = 201,
                       .errors = "Missing Full",
                       .unsigned_payload = true};
    const OperationShape* operations[] = {&put};
    auto service = sample::service(Protocol::rest_json, "sample");
    EXPECT_EQ(
        dump_schema(service, operations),
        R"({"name":"sample","protocol":"rest-json","apiVersion":"2016-11-15",)"
        R"("targetPrefix":"Sample_2016","xmlNamespace":"https://sample.example/doc/2016-11-15/",)"
        R"("operations":[{"name":"PutTag","method":"PUT","uri":"/tags/{key}","status":201,)"
        R"("unsignedPayload":true,"errors":["Missing","Full"],"input":{"kind":"structure",)"
        R"("members":[{"name":"Key","locationName":"key","location":"body","required":true,)"
        R"("min":1,"max":128,"shape":{"kind":"text"}},{"name":"Value","locationName":"value",)"
        R"("location":"body","max":8,"shape":{"kind":"text"}}]}}]})");
}

TEST(SchemaDump, EndsAtRecursion) {
    OperationShape operation{.name = "Nest", .output = shape_of<sample::Nested>()};
    const OperationShape* operations[] = {&operation, &operation};
    std::string text = dump_schema(sample::service(Protocol::ec2_query, "ec2"), operations);
    EXPECT_NE(text.find(R"({"kind":"list","element":{"kind":"structure","recursive":true}})"),
              std::string::npos);
    EXPECT_NE(text.find(R"("errors":[])"), std::string::npos);
}

}  // namespace
}  // namespace amicast::wire
