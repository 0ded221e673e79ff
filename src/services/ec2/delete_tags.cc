// DeleteTags: by key, by key and value, or all of the caller's tags. What is not there is no error.
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

struct DeleteTagsInput {
    std::optional<bool> dry_run;
    std::vector<std::string> resources;
    std::vector<Tag> tags;

    static std::span<const wire::Member> members() {
        using This = DeleteTagsInput;
        static const wire::Member rows[] = {
            wire::member<&This::dry_run>("DryRun", {.location_name = "dryRun"}),
            wire::member<&This::resources>("Resources",
                                           {.location_name = "resourceId", .required = true}),
            wire::member<&This::tags>("Tags", {.location_name = "tag"}),
        };
        return rows;
    }
};

Status remove_tags(catalog::Transaction& tx, const std::string& account, const std::string& id,
                   const std::vector<Tag>& tags) {
    if (tags.empty()) return images::remove_all_tags(tx, account, id);
    for (const Tag& tag : tags) {
        std::optional<std::string_view> value;
        if (tag.value) value = *tag.value;
        Status removed = images::remove_tag(tx, account, id, *tag.key, value);
        if (!removed) return removed;
    }
    return {};
}

Result<NoOutput> delete_tags(Call& call, const DeleteTagsInput& input) {
    Status bounded = check_tagging_size(input.resources, input.tags);
    if (!bounded) return failure(bounded.error());
    for (const Tag& tag : input.tags) {
        Status checked = check_tag_key(tag.key);
        if (!checked) return failure(checked.error());
    }
    Viewer viewer(call);
    Status untagged = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        for (const std::string& id : input.resources) {
            Status taggable = check_taggable(tx, viewer, id);
            if (!taggable) return taggable;
            Status removed = remove_tags(tx, call.account(), id, input.tags);
            if (!removed) return removed;
        }
        return {};
    });
    if (!untagged) return failure(untagged.error());
    return NoOutput();
}

std::vector<iam::AccessRequest> delete_tags_access(Call& call, const DeleteTagsInput& input) {
    return tagging_access(call, "ec2:DeleteTags", input.resources, input.tags);
}

}  // namespace

Operation delete_tags_operation() {
    return operation<&delete_tags, &delete_tags_access>({.name = "DeleteTags"});
}

}  // namespace amicast::services::ec2
