#include "launch_templates/consistency.h"

#include "catalog/consistency.h"

namespace amicast::launch_templates {
namespace {

constexpr catalog::ConsistencyRule rules[] = {
    {"SELECT t.id, t.name FROM launch_templates t WHERE NOT EXISTS "
     "(SELECT 1 FROM launch_template_versions v WHERE v.template_id = t.id AND "
     "v.number = t.default_version)",
     "{} ({}) lacks its default version"},
    {"SELECT t.id, t.name FROM launch_templates t WHERE t.last_version < t.latest_version OR "
     "t.versions <> (SELECT COUNT(*) FROM launch_template_versions v WHERE v.template_id = t.id) "
     "OR t.latest_version <> "
     "(SELECT MAX(v.number) FROM launch_template_versions v WHERE v.template_id = t.id)",
     "{} ({}) counts its versions wrongly"},
    {"SELECT v.template_id, v.description FROM launch_template_versions v WHERE NOT EXISTS "
     "(SELECT 1 FROM launch_templates t WHERE t.id = v.template_id)",
     "{} does not exist and has a version ({})"},
    {"SELECT g.resource_id, g.key FROM tags g WHERE g.resource_id LIKE 'lt-%' AND NOT EXISTS "
     "(SELECT 1 FROM launch_templates t WHERE t.id = g.resource_id)",
     "{} does not exist and has the tag {}"},
};

}  // namespace

Status check_consistency(catalog::Transaction& tx,
                         const std::function<void(std::string)>& damaged) {
    return catalog::check_consistency(tx, rules, damaged);
}

}  // namespace amicast::launch_templates
