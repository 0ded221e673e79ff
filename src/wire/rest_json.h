// The REST-JSON protocol: members in the path, the query string, headers, a JSON body or a raw one.
#pragma once

#include "wire/input_problem.h"
#include "wire/operation.h"

namespace amicast::wire {

// Fills the input from all parts of the request; problems name the wire name (`maxResults`,
// `x-amz-Data-Length`, `distributions[0].region`). In the query string `+` is a plus and a list is
// a repeated name. A raw payload is moved out of the request's body.
Problem decode_rest_json(const OperationShape& operation, HttpRequest& request,
                         const Labels& labels, void* input);

// Status, headers and body of a success; `output` may be null when the model has none. A raw
// payload is moved out of the output.
HttpResponse encode_rest_json(const OperationShape& operation, void* output);

}  // namespace amicast::wire
