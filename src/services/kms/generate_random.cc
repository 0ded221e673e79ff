// GenerateRandom.
#include "services/kms/constraints.h"
#include "services/kms/cryptography.h"
#include "services/kms/errors.h"
#include "services/kms/operations.h"

namespace amicast::services::kms {
namespace {

struct GenerateRandomInput {
    std::optional<std::int64_t> number_of_bytes;
    std::optional<std::string> custom_key_store_id;
    std::optional<RecipientInfo> recipient;

    static std::span<const wire::Member> members() {
        using This = GenerateRandomInput;
        static const wire::Member rows[] = {
            wire::member<&This::number_of_bytes>("NumberOfBytes", {.min = 1, .max = 1024}),
            wire::member<&This::custom_key_store_id>("CustomKeyStoreId", kms::custom_key_store_id),
            wire::member<&This::recipient>("Recipient"),
        };
        return rows;
    }
};

struct GenerateRandomOutput {
    Bytes plaintext;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&GenerateRandomOutput::plaintext>("Plaintext"),
        };
        return rows;
    }
};

Status check_random(const GenerateRandomInput& input) {
    if (input.custom_key_store_id)
        return failure(custom_key_store_not_found(*input.custom_key_store_id));
    if (!input.number_of_bytes)
        return failure(invalid("NumberOfBytes is missing: expected a number from 1 to 1024."));
    return check_recipient(input.recipient);
}

Result<GenerateRandomOutput> generate_random(Call& call, const GenerateRandomInput& input) {
    GenerateRandomOutput output{.plaintext =
                                    Bytes(static_cast<std::size_t>(*input.number_of_bytes))};
    call.random.fill(output.plaintext);
    return output;
}

AccessRequests generate_random_access(Call& call, const GenerateRandomInput&) {
    return {on_everything(call, "GenerateRandom")};
}

}  // namespace

Operation generate_random_operation() {
    return operation<&generate_random, &generate_random_access, &check_random>(
        {.name = "GenerateRandom",
         .errors = "DependencyTimeoutException KMSInternalException UnsupportedOperationException "
                   "CustomKeyStoreNotFoundException CustomKeyStoreInvalidStateException"});
}

}  // namespace amicast::services::kms
