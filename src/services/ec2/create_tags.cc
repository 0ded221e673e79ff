// CreateTags: adds or overwrites tags on images and snapshots, all or nothing. An account may tag
// what is shared with it; only it sees those tags.
#include <optional>
#include <string>
#include <vector>

#include "services/ec2/access.h"
#include "services/ec2/errors.h"
#include "services/ec2/operations.h"
#include "services/ec2/tagged_resource.h"
#include "services/ec2/tagging.h"

namespace amicast::services::ec2 {
namespace {

struct CreateTagsInput {
    std::optional<bool> dry_run;
    std::vector<std::string> resources;
    std::vector<Tag> tags;

    static std::span<const wire::Member> members() {
        using This = CreateTagsInput;
        static const wire::Member rows[] = {
            wire::member<&This::dry_run>("DryRun", {.location_name = "dryRun"}),
            wire::member<&This::resources>("Resources",
                                           {.location_name = "ResourceId", .required = true}),
            wire::member<&This::tags>("Tags", {.location_name = "Tag", .required = true}),
        };
        return rows;
    }
};

Result<NoOutput> create_tags(Call& call, const CreateTagsInput& input) {
    Status bounded = check_tagging_size(input.resources, input.tags);
    if (!bounded) return failure(bounded.error());
    auto tags = read_tags(input.tags);
    if (!tags) return failure(tags.error());
    Viewer viewer(call);
    Status tagged = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        for (const std::string& id : input.resources) {
            Status taggable = check_taggable(tx, viewer, id);
            if (!taggable) return taggable;
            Status set = images::set_tags(tx, call.account(), id, *tags);
            if (!set && set.error().kind == ErrorKind::limit) return failure(tag_limit_exceeded());
            if (!set) return set;
        }
        return {};
    });
    if (!tagged) return failure(tagged.error());
    return NoOutput();
}

std::vector<iam::AccessRequest> create_tags_rule(Call& call, const CreateTagsInput& input) {
    return tagging_access(call, "ec2:CreateTags", input.resources, input.tags);
}

}  // namespace

Operation create_tags_operation() {
    return operation<&create_tags, &create_tags_rule>({.name = "CreateTags"});
}

}  // namespace amicast::services::ec2
