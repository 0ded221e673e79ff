// Structs that several EC2 operations share, with their rows in the words of the service model.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "wire/schema.h"

namespace amicast::services::ec2 {

struct Tag {
    std::optional<std::string> key;
    std::optional<std::string> value;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&Tag::key>("Key", {.location_name = "key"}),
            wire::member<&Tag::value>("Value", {.location_name = "value"}),
        };
        return rows;
    }
};

struct TagSpecification {
    // The model's enum lists a hundred types; which of them an operation takes is its own rule, and
    // the refusal has a text of its own, so no enum is declared here.
    std::optional<std::string> resource_type;
    std::vector<Tag> tags;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&TagSpecification::resource_type>("ResourceType",
                                                           {.location_name = "resourceType"}),
            wire::member<&TagSpecification::tags>("Tags", {.location_name = "Tag"}),
        };
        return rows;
    }
};

struct Filter {
    std::optional<std::string> name;
    std::vector<std::string> values;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&Filter::name>("Name"),
            wire::member<&Filter::values>("Values", {.location_name = "Value"}),
        };
        return rows;
    }
};

struct EbsBlockDevice {
    std::optional<bool> delete_on_termination;
    std::optional<std::int64_t> iops;
    std::optional<std::string> snapshot_id;
    std::optional<std::int64_t> volume_size;
    std::optional<std::string> volume_type;
    std::optional<std::string> kms_key_id;
    std::optional<std::int64_t> throughput;
    std::optional<std::string> outpost_arn;
    std::optional<std::string> availability_zone;
    std::optional<bool> encrypted;
    std::optional<std::int64_t> volume_initialization_rate;
    std::optional<std::string> availability_zone_id;
    std::optional<std::int64_t> ebs_card_index;

    static std::span<const wire::Member> members();
};

struct BlockDeviceMapping {
    std::optional<EbsBlockDevice> ebs;
    std::optional<std::string> no_device;
    std::optional<std::string> device_name;
    std::optional<std::string> virtual_name;

    static std::span<const wire::Member> members();
};

struct ProductCode {
    std::optional<std::string> product_code_id;
    std::optional<std::string> product_code_type;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&ProductCode::product_code_id>("ProductCodeId",
                                                        {.location_name = "productCode"}),
            wire::member<&ProductCode::product_code_type>("ProductCodeType",
                                                          {.location_name = "type"}),
        };
        return rows;
    }
};

struct AttributeValue {
    std::optional<std::string> value;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&AttributeValue::value>("Value", {.location_name = "value"}),
        };
        return rows;
    }
};

}  // namespace amicast::services::ec2
