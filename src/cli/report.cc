#include <fmt/format.h>

#include "cli/commands.h"

namespace amicast::cli {

int report(const Error& error) {
    fmt::print(stderr, "amicast: {}\n", error.message);
    if (error.code == "InvalidSignatureException" || error.code == "SignatureDoesNotMatch" ||
        error.code == "AuthFailure" || error.code == "UnrecognizedClientException") {
        fmt::print(stderr,
                   "amicast: the server did not accept these credentials; check the profile, the "
                   "AWS_… variables and this machine's clock.\n");
    }
    if (error.kind == ErrorKind::denied) return exit_refused;
    if (error.kind == ErrorKind::not_found && !error.code.empty()) return exit_refused;
    return exit_failure;
}

}  // namespace amicast::cli
