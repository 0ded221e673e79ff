// A form into a struct by its rows: EC2's flavour (flattened lists) and the plain one of STS and
// IAM (`Name.member.N`, `Name.entry.N.key`).
#pragma once

#include "wire/form.h"
#include "wire/operation.h"

namespace amicast::wire {

// `protocol` is ec2_query or aws_query; `object` is a struct of `shape`, freshly made. Unknown keys
// are ignored. The problem's path is as the client wrote it.
Problem decode_query(Protocol protocol, const Shape& shape, const FormNode& form, void* object);

}  // namespace amicast::wire
