// The table of the EBS direct APIs.
#include "services/ebs/service.h"

#include "services/ebs/errors.h"
#include "services/ebs/operations.h"

namespace amicast::services {

const Service& ebs_service() {
    static const Operation operations[] = {
        ebs::complete_snapshot_operation(),   ebs::get_snapshot_block_operation(),
        ebs::list_changed_blocks_operation(), ebs::list_snapshot_blocks_operation(),
        ebs::put_snapshot_block_operation(),  ebs::start_snapshot_operation(),
    };
    static const Service service{.shape = {.name = "ebs",
                                           .protocol = wire::Protocol::rest_json,
                                           .api_version = "2019-11-02",
                                           .error_codes = ebs::error_codes(),
                                           .name_input_problem = &ebs::name_input_problem,
                                           .name_error = &ebs::name_error,
                                           .capital_message = true},
                                 .operations = operations};
    return service;
}

}  // namespace amicast::services
