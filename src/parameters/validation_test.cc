// aws:ec2:image parameters: shown only once their image was seen.
#include "parameters/validation.h"

#include "catalog/faulty_database.h"
#include "images/image.h"
#include "images/permissions.h"
#include "parameters/labels.h"
#include "parameters/test_parameters.h"
#include "telemetry/log.h"

namespace amicast::parameters {
namespace {

constexpr const char* own_image = "ami-00000000000000001";
constexpr const char* other_image = "ami-00000000000000002";

class ValidationTest : public ParametersTest {
  protected:
    ValidationTest() {
        telemetry::configure_log(telemetry::Level::error, telemetry::LogFormat::text);
        add_image(own_image, alice);
        add_image(other_image, bob);
    }

    void add_image(const std::string& id, const std::string& owner,
                   images::ImageState state = images::ImageState::available) {
        images::Image image;
        image.id = id;
        image.owner_id = owner;
        image.name = id;
        image.state = state;
        write([&](catalog::Transaction& tx) { return images::insert(tx, image); });
    }
    PutOrder image_order(std::string name, std::string value) {
        PutOrder made = order(std::move(name), std::move(value));
        made.data_type = std::string(image_data);
        return made;
    }
    int run_jobs() { return run_jobs_on(*catalog_); }
    int run_jobs_on(catalog::Database& database) {
        auto runner = jobs::make_runner(database, clock_, random_, {.server_id = "test"});
        runner->add(std::string(validate_parameter_kind),
                    make_validate_parameter_executor(region, [this](std::string_view) {
                        return Result<std::vector<std::string>>(organizations_);
                    }));
        auto ran = runner->run_due();
        return ran ? *ran : -1;
    }

    std::vector<std::string> organizations_;
};

TEST_F(ValidationTest, IsShownOnceTheImageWasSeen) {
    Put done = put(image_order("/a", own_image));
    EXPECT_EQ(done.version, 1);
    EXPECT_TRUE(done.pending);
    EXPECT_EQ(value_of("/a"), "(none)");
    EXPECT_EQ(run_jobs(), 1);
    EXPECT_EQ(value_of("/a"), own_image);
    EXPECT_EQ(value_of("/a:1"), own_image);
    EXPECT_EQ(run_jobs(), 0);
}

TEST_F(ValidationTest, AnImageThatCannotBeSeenLeavesNothing) {
    add_image("ami-00000000000000003", alice, images::ImageState::failed);
    add_image("ami-00000000000000004", alice, images::ImageState::disabled);
    add_image("ami-00000000000000005", alice, images::ImageState::pending);
    for (const char* value : {other_image, "ami-0000000000000000f", "ami-1", "x",
                              "ami-00000000000000003", "ami-00000000000000004"}) {
        put(image_order("/a", value));
        EXPECT_EQ(run_jobs(), 1);
        EXPECT_EQ(value_of("/a"), "(none)") << value;
        EXPECT_EQ(put_version(image_order("/a", own_image)), 1) << "the parameter never was";
        EXPECT_EQ(run_jobs(), 1);
        write([](catalog::Transaction& tx) -> Status {
            EXPECT_TRUE(erase(tx, alice, "/a").value());
            return {};
        });
    }
    put(image_order("/a", "ami-00000000000000005"));
    EXPECT_EQ(run_jobs(), 1);
    EXPECT_EQ(value_of("/a"), "ami-00000000000000005");
}

TEST_F(ValidationTest, SharedImagesCanBeSeen) {
    const std::string arn = "arn:aws:organizations::222222222222:organization/o-1";
    write([&](catalog::Transaction& tx) {
        return images::grant(tx, other_image,
                             {.kind = images::Grantee::Kind::organization, .value = arn});
    });
    put(image_order("/a", other_image));
    EXPECT_EQ(run_jobs(), 1);
    EXPECT_EQ(value_of("/a"), "(none)");
    organizations_ = {arn};
    put(image_order("/a", other_image));
    EXPECT_EQ(run_jobs(), 1);
    EXPECT_EQ(value_of("/a"), other_image);
    add_image("ami-00000000000000006", bob);
    write([&](catalog::Transaction& tx) {
        return images::grant(tx, "ami-00000000000000006",
                             {.kind = images::Grantee::Kind::group, .value = "all"});
    });
    put(image_order("/a", "ami-00000000000000006"));
    EXPECT_EQ(run_jobs(), 1);
    EXPECT_EQ(value_of("/a"), "ami-00000000000000006");
}

TEST_F(ValidationTest, ARejectedVersionUsesItsNumberUp) {
    EXPECT_EQ(put_version(image_order("/a", own_image)), 1);
    EXPECT_EQ(run_jobs(), 1);
    PutOrder bad = image_order("/a", "ami-0000000000000000f");
    bad.tier = TierChoice::advanced;
    EXPECT_EQ(put_version(bad), 2);
    EXPECT_EQ(value_of("/a"), own_image) << "the old version counts meanwhile";
    EXPECT_EQ(value_of("/a:2"), "(no version)");
    EXPECT_EQ(run_jobs(), 1);
    PutOrder good = order("/a", own_image);
    good.tier = TierChoice::standard;
    EXPECT_FALSE(put(good).refusal) << "the tier went with the rejected version";
    EXPECT_EQ(run_jobs(), 1);
    EXPECT_EQ(current("/a").version, 3);
    EXPECT_EQ(value_of("/a:2"), "(no version)");
}

TEST_F(ValidationTest, ALateOneDoesNotReplaceANewerVersion) {
    PutOrder text = order("/a", "text");
    text.data_type = std::string(text_data);
    EXPECT_EQ(put_version(text), 1);
    EXPECT_EQ(put_version(image_order("/a", own_image)), 2);
    EXPECT_EQ(put_version(text), 3);
    EXPECT_EQ(run_jobs(), 1);
    EXPECT_EQ(current("/a").version, 3);
    EXPECT_EQ(value_of("/a:2"), own_image);
}

TEST_F(ValidationTest, WhatWaitsNeverPushesOutWhatCounts) {
    PutOrder text = order("/a", "text");
    text.data_type = std::string(text_data);
    put_version(text);
    for (int i = 0; i < versions_max; ++i)
        put_version(image_order("/a", "ami-0000000000000000f"));
    EXPECT_EQ(value_of("/a"), "text");
    run_jobs();
    EXPECT_EQ(value_of("/a"), "text");
    EXPECT_EQ(put_version(text), versions_max + 2);
}

TEST_F(ValidationTest, ADeletedParameterStaysDeleted) {
    put_version(order("/a", "text"));
    put_version(image_order("/a", own_image));
    write([](catalog::Transaction& tx) -> Status {
        EXPECT_TRUE(erase(tx, alice, "/a").value());
        return {};
    });
    EXPECT_EQ(run_jobs(), 1);
    EXPECT_EQ(value_of("/a"), "(none)");
}

TEST_F(ValidationTest, FailuresOnlyDelayIt) {
    catalog::FaultyDatabase faulty(*catalog_);
    bool failed = true;
    for (std::int64_t n = 1; failed; ++n) {
        const std::string name = "/a" + std::to_string(n);
        put_version(image_order(name, own_image));
        put_version(image_order(name + "b", "ami-0000000000000000f"));
        faulty.fail_at(n);
        run_jobs_on(faulty);
        failed = faulty.failed();
        faulty.fail_at(0);
        clock_.advance(std::chrono::minutes(1));  // leases and back-offs end
        run_jobs();
        EXPECT_EQ(value_of(name), own_image) << "event " << n;
        EXPECT_EQ(value_of(name + "b"), "(none)") << "event " << n;
    }
}

}  // namespace
}  // namespace amicast::parameters
