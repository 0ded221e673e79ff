#include "services/ssm/values.h"

#include "services/ssm/secure_value.h"

namespace amicast::services::ssm {

Result<std::string> value_for(Call& call, const parameters::ParameterVersion& version,
                              bool with_decryption) {
    const bool is_secure = version.type == parameters::Type::secure_string;
    return is_secure && with_decryption ? open_value(call, version) : encrypted_value(version);
}

Result<Parameter> show_value(Call& call, const Found& found, bool with_decryption) {
    auto value = value_for(call, found.version, with_decryption);
    if (!value) return failure(value.error());
    return show(call, found.version, std::move(*value), found.selector);
}

}  // namespace amicast::services::ssm
