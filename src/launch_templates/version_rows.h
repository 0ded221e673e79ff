// Versions as rows, for the files of this room.
#pragma once

#include "launch_templates/template.h"

namespace amicast::launch_templates {

Version version_of(std::string_view template_id, std::int64_t number, const VersionContent& content,
                   Time now);
Status insert_version(catalog::Transaction& tx, const Version& version);

}  // namespace amicast::launch_templates
