// The operations that change one property of an image the caller owns and answer whether they did.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "images/image.h"
#include "services/call.h"
#include "services/operation.h"

namespace amicast::services::ec2 {

struct ReturnOutput {
    bool result = true;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&ReturnOutput::result>("Return", {.location_name = "return"}),
        };
        return rows;
    }
};

// Runs `change` on the image in one transaction and stores what it became. Errors: those of
// find_owned_image(), and the change's own.
Result<images::Image> change_image(
    Call& call, const std::string& image_id,
    const std::function<Status(catalog::Transaction&, images::Image&)>& change);

// InvalidAMIID.Unavailable for an image that is being made, or failed.
Status check_finished(const images::Image& image);

}  // namespace amicast::services::ec2
