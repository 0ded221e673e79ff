#include "images/image.h"

#include "images/permissions.h"
#include "images/tags.h"
#include "images/test_region.h"

namespace amicast::images {
namespace {

constexpr const char* alice = "111111111111";
constexpr const char* bob = "222222222222";

class ImageTest : public CatalogTest {
  protected:
    void add(const Image& image) {
        write([&](catalog::Transaction& tx) { return insert(tx, image); });
    }
    Image find(std::string_view id) {
        Image image;
        read([&](catalog::Transaction& tx) -> Status {
            auto found = find_image(tx, id);
            if (!found) return failure(found.error());
            image = *found;
            return {};
        });
        return image;
    }
    std::vector<std::string> list(const ImageSelection& selection, std::size_t count = 0) {
        std::vector<std::string> ids;
        read([&](catalog::Transaction& tx) {
            return each_image(tx, selection, [&](const Image& image) {
                ids.push_back(image.id);
                return ids.size() != count;
            });
        });
        return ids;
    }
    void share(std::string_view id, const Grantee& grantee) {
        write([&](catalog::Transaction& tx) { return grant(tx, id, grantee); });
    }
};

using Ids = std::vector<std::string>;

Image full_image() {
    Image image = sample_image("ami-00000000000000001");
    image.description = "everything set";
    image.state = ImageState::available;
    image.state_reason_code = "Client.X";
    image.state_reason_message = "because";
    image.is_public = true;
    image.hypervisor = "nitro";
    image.image_type = "kernel";
    image.root_device_type = "instance-store";
    image.root_device_name = "/dev/xvda";
    image.kernel_id = "aki-1";
    image.ramdisk_id = "ari-1";
    image.platform = "windows";
    image.platform_details = "Windows";
    image.usage_operation = "RunInstances:0002";
    image.ena_support = false;
    image.sriov_net_support = "simple";
    image.boot_mode = "uefi";
    image.tpm_support = "v2.0";
    image.imds_support = "v2.0";
    image.uefi_data = "AAA";
    image.source_image_id = "ami-00000000000000009";
    image.source_image_region = "eu-west-1";
    image.deprecation_time = from_microseconds(77);
    image.protection = Protection::with_cooldown;
    image.protected_until = from_microseconds(88);
    BlockDevice root;
    root.device_name = "/dev/xvda";
    root.has_ebs = true;
    root.snapshot_id = "snap-1";
    root.volume_size_gib = 8;
    root.volume_type = "gp3";
    root.iops = 3000;
    root.throughput = 125;
    root.delete_on_termination = false;
    root.encrypted = true;
    BlockDevice ephemeral;
    ephemeral.device_name = "/dev/sdb";
    ephemeral.virtual_name = "ephemeral0";
    BlockDevice none;
    none.device_name = "/dev/sdc";
    none.no_device = true;
    image.devices = {root, ephemeral, none};
    return image;
}

// All text of an image, so that two can be compared whole.
Ids texts(const Image& image) {
    Ids all{image.id,
            image.owner_id,
            image.name,
            image.description,
            image.location,
            std::string(to_string(image.state)),
            image.architecture,
            image.virtualization_type,
            image.hypervisor,
            image.image_type,
            image.root_device_type,
            image.platform_details,
            image.usage_operation};
    for (const auto& text :
         {image.state_reason_code, image.state_reason_message, image.root_device_name,
          image.kernel_id, image.ramdisk_id, image.platform, image.sriov_net_support,
          image.boot_mode, image.tpm_support, image.imds_support, image.uefi_data,
          image.source_image_id, image.source_image_region}) {
        all.push_back(text.value_or("<none>"));
    }
    for (const BlockDevice& device : image.devices) {
        all.push_back(device.device_name + device.virtual_name.value_or("<none>") +
                      device.snapshot_id.value_or("<none>") + device.volume_type);
    }
    return all;
}

TEST_F(ImageTest, KeepsEveryField) {
    for (const Image& image : {full_image(), sample_image("ami-00000000000000002")}) {
        add(image);
        Image found = find(image.id);
        EXPECT_EQ(texts(found), texts(image));
        EXPECT_EQ(found.creation_time, image.creation_time);
        EXPECT_EQ(found.deprecation_time, image.deprecation_time);
        EXPECT_EQ(found.is_public, image.is_public);
        EXPECT_EQ(found.ena_support, image.ena_support);
        EXPECT_EQ(found.protection, image.protection);
        EXPECT_EQ(found.protected_until, image.protected_until);
    }
    BlockDevice root = find("ami-00000000000000001").devices.at(0);
    EXPECT_TRUE(root.has_ebs);
    EXPECT_TRUE(root.encrypted);
    EXPECT_FALSE(root.delete_on_termination);
    EXPECT_FALSE(root.no_device);
    EXPECT_EQ(root.iops, 3000);
    EXPECT_EQ(root.throughput, 125);
    EXPECT_EQ(root.volume_size_gib, 8);
    EXPECT_TRUE(find("ami-00000000000000001").devices.at(2).no_device);
}

TEST_F(ImageTest, UpdateWritesFieldsAndDevicesButNotPublicity) {
    Image image = full_image();
    add(image);
    image.state = ImageState::disabled;
    image.is_public = false;
    image.platform = std::nullopt;
    image.devices.erase(image.devices.begin());
    write([&](catalog::Transaction& tx) { return update(tx, image); });
    Image found = find(image.id);
    EXPECT_EQ(texts(found), texts(image));
    EXPECT_TRUE(found.is_public);
    write([&](catalog::Transaction& tx) -> Status {
        EXPECT_EQ(update(tx, sample_image("ami-x")).error().kind, ErrorKind::not_found);
        EXPECT_EQ(find_image(tx, "ami-x").error().kind, ErrorKind::not_found);
        EXPECT_EQ(insert(tx, image).error().kind, ErrorKind::conflict);
        return {};
    });
}

TEST_F(ImageTest, DeregisteringLeavesOnlyATombstone) {
    Image image = full_image();
    add(image);
    share(image.id, {Grantee::Kind::user, bob});
    write([&](catalog::Transaction& tx) { return set_tags(tx, bob, image.id, {{"k", "v"}}); });
    write([&](catalog::Transaction& tx) -> Status {
        EXPECT_FALSE(was_deregistered(tx, image.id).value());
        EXPECT_EQ(images_using_snapshot(tx, "snap-1").value(), Ids{image.id});
        if (Status gone = deregister(tx, image.id, Time{}); !gone) return gone;
        EXPECT_TRUE(was_deregistered(tx, image.id).value());
        EXPECT_FALSE(find_image(tx, image.id));
        EXPECT_TRUE(images_using_snapshot(tx, "snap-1").value().empty());
        EXPECT_TRUE(find_tags(tx, bob, image.id).value().empty());
        EXPECT_TRUE(find_grantees(tx, image.id).value().empty());
        EXPECT_EQ(deregister(tx, image.id, Time{}).error().kind, ErrorKind::not_found);
        return {};
    });
}

TEST_F(ImageTest, ProtectionOutlivesItselfByItsCooldown) {
    Image image = sample_image("ami-1");
    EXPECT_FALSE(is_protected(image, from_microseconds(5)));
    image.protected_until = from_microseconds(5);
    EXPECT_TRUE(is_protected(image, from_microseconds(4)));
    EXPECT_FALSE(is_protected(image, from_microseconds(5)));
    image.protection = Protection::without_cooldown;
    EXPECT_TRUE(is_protected(image, from_microseconds(5)));
}

TEST_F(ImageTest, FindsByNameWithinTheOwner) {
    Image image = sample_image("ami-1");
    add(image);
    read([&](catalog::Transaction& tx) -> Status {
        EXPECT_EQ(find_image_by_name(tx, alice, image.name).value(), "ami-1");
        EXPECT_EQ(find_image_by_name(tx, bob, image.name).value(), std::nullopt);
        EXPECT_EQ(find_image_by_name(tx, alice, "Name of ami-1").value(), std::nullopt);
        return {};
    });
}

TEST_F(ImageTest, ListsWhatAnAccountMaySee) {
    add(sample_image("ami-1", alice));
    add(sample_image("ami-2", bob));
    add(sample_image("ami-3", alice));
    add(sample_image("ami-4", alice));
    add(sample_image("ami-5", "333333333333"));
    share("ami-3", {Grantee::Kind::user, bob});
    share("ami-4", {Grantee::Kind::group, "all"});
    share("snap-3", {Grantee::Kind::user, bob});  // no image
    EXPECT_EQ(list({}), (Ids{"ami-1", "ami-2", "ami-3", "ami-4", "ami-5"}));
    EXPECT_EQ(list({.visible_to = bob}), (Ids{"ami-2", "ami-3", "ami-4"}));
    EXPECT_EQ(list({.visible_to = alice}), (Ids{"ami-1", "ami-3", "ami-4"}));
    EXPECT_EQ(list({.visible_to = "444444444444"}), Ids{"ami-4"});
    EXPECT_EQ(list({.owner_ids = {alice}, .visible_to = bob}), (Ids{"ami-3", "ami-4"}));
    EXPECT_EQ(list({.owner_ids = {alice, bob}, .visible_to = bob}),
              (Ids{"ami-2", "ami-3", "ami-4"}));
    EXPECT_EQ(list({.owner_ids = {bob, "333333333333"}}), (Ids{"ami-2", "ami-5"}));
    EXPECT_EQ(list({.ids = {"ami-4", "ami-1", "ami-4", "ami-9"}}), (Ids{"ami-1", "ami-4"}));
    EXPECT_EQ(list({.ids = {"ami-4", "ami-1"}, .visible_to = bob}), Ids{"ami-4"});
    EXPECT_EQ(list({.visible_to = bob, .after_id = "ami-3"}), Ids{"ami-4"});
    EXPECT_EQ(list({.ids = {"ami-3", "ami-4"}, .after_id = "ami-3"}), Ids{"ami-4"});
    EXPECT_EQ(list({}, 2), (Ids{"ami-1", "ami-2"}));
    EXPECT_EQ(list({.visible_to = alice, .name = "name of ami-2"}), Ids{});
    EXPECT_EQ(list({.visible_to = bob, .name = "name of ami-2"}), Ids{"ami-2"});
}

TEST_F(ImageTest, ListsByTagOfTheOneWhoLooks) {
    add(sample_image("ami-1", alice));
    add(sample_image("ami-2", alice));
    write([&](catalog::Transaction& tx) -> Status {
        for (const char* id : {"ami-1", "snap-1"}) {
            if (Status set = set_tags(tx, alice, id, {{"stage", "prod"}}); !set) return set;
        }
        return set_tags(tx, alice, "ami-2", {{"stage", "test"}});
    });
    std::pair<std::string, std::string> prod{"stage", "prod"};
    EXPECT_EQ(list({.visible_to = alice, .tag = prod}), Ids{"ami-1"});
    EXPECT_EQ(list({.visible_to = bob, .tag = prod}), Ids{});
    EXPECT_EQ(list({.tag = prod}), Ids{});
    EXPECT_EQ(list({.ids = {"ami-1", "ami-2"}, .visible_to = alice, .tag = prod}), Ids{"ami-1"});
}

TEST_F(ImageTest, ListsWhatOrganizationsAndUnitsWereGranted) {
    const std::string organization = "arn:aws:organizations::111122223333:organization/o-1";
    const std::string unit = "arn:aws:organizations::111122223333:ou/o-1/ou-2";
    add(sample_image("ami-1", alice));
    add(sample_image("ami-2", alice));
    add(sample_image("ami-3", alice));
    share("ami-1", {Grantee::Kind::organization, organization});
    share("ami-2", {Grantee::Kind::organizational_unit, unit});
    EXPECT_EQ(list({.visible_to = bob}), Ids{});
    EXPECT_EQ(list({.visible_to = bob, .visible_to_arns = {organization}}), Ids{"ami-1"});
    EXPECT_EQ(list({.visible_to = bob, .visible_to_arns = {organization, unit}}),
              (Ids{"ami-1", "ami-2"}));
    EXPECT_EQ(list({.owner_ids = {alice}, .visible_to = bob, .visible_to_arns = {unit}}),
              Ids{"ami-2"});
    EXPECT_EQ(list({.ids = {"ami-2", "ami-3"}, .visible_to = bob, .visible_to_arns = {unit}}),
              Ids{"ami-2"});
}

// More than a page from each source, some ids in both.
TEST_F(ImageTest, ListingJoinsPagesWithoutGapOrRepeat) {
    Ids expected;
    write([&](catalog::Transaction& tx) -> Status {
        for (int i = 0; i < 1'500; ++i) {
            std::string id = "ami-" + std::to_string(100'000 + i);
            if (Status added = insert(tx, sample_image(id, i % 3 == 0 ? bob : alice)); !added) {
                return added;
            }
            if (i % 3 == 0 || i % 2 == 0) expected.push_back(id);
            if (i % 2 == 0) {
                if (Status s = grant(tx, id, {Grantee::Kind::user, bob}); !s) return s;
            }
        }
        return {};
    });
    EXPECT_EQ(list({.visible_to = bob}), expected);
    expected.erase(expected.begin(), expected.begin() + 700);
    EXPECT_EQ(list({.visible_to = bob, .after_id = "ami-" + expected.front().substr(4)}),
              Ids(expected.begin() + 1, expected.end()));
}

TEST_F(ImageTest, PermissionsAreIdempotentAndOrdered) {
    add(sample_image("ami-1"));
    Grantee everybody{Grantee::Kind::group, "all"};
    Grantee user{Grantee::Kind::user, bob};
    Grantee unit{Grantee::Kind::organizational_unit, "arn:aws:organizations::1:ou/o-1/ou-1"};
    Grantee organization{Grantee::Kind::organization, "arn:aws:organizations::1:organization/o-1"};
    for (const Grantee& grantee : {user, unit, user})
        share("ami-1", grantee);
    read([&](catalog::Transaction& tx) -> Status {
        EXPECT_EQ(find_grantees(tx, "ami-1").value(), (std::vector<Grantee>{user, unit}));
        EXPECT_TRUE(is_granted(tx, "ami-1", bob, {}).value());
        EXPECT_FALSE(is_granted(tx, "ami-1", "3", {organization.value}).value());
        EXPECT_TRUE(is_granted(tx, "ami-1", "3", {organization.value, unit.value}).value());
        EXPECT_FALSE(is_granted(tx, "ami-1", unit.value, {bob}).value());
        return {};
    });
    share("ami-1", everybody);
    EXPECT_TRUE(find("ami-1").is_public);
    read([&](catalog::Transaction& tx) -> Status {
        EXPECT_TRUE(is_granted(tx, "ami-1", "3", {}).value());
        return {};
    });
    for (const Grantee& grantee : {everybody, user, user}) {
        write([&](catalog::Transaction& tx) { return revoke(tx, "ami-1", grantee); });
    }
    EXPECT_FALSE(find("ami-1").is_public);
    read([&](catalog::Transaction& tx) -> Status {
        EXPECT_EQ(find_grantees(tx, "ami-1").value(), std::vector<Grantee>{unit});
        return {};
    });
}

}  // namespace
}  // namespace amicast::images
