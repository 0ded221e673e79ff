#include "services/ssm/values.h"

namespace amicast::services::ssm {

Result<std::string> value_for(Call&, const parameters::ParameterVersion& version, bool) {
    return encrypted_value(version);
}

Result<Parameter> show_value(Call& call, const Found& found, bool with_decryption) {
    auto value = value_for(call, found.version, with_decryption);
    if (!value) return failure(value.error());
    return show(call, found.version, std::move(*value), found.selector);
}

}  // namespace amicast::services::ssm
