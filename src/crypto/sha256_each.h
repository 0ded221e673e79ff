// SHA-256 of several texts, two at a time. The SHA instructions of one text wait for each other
// most of the time; those of a second one fit in between, so two digests cost little more than one.
#pragma once

#include <span>

#include "base/bytes.h"

namespace amicast::crypto {

// digests[i] becomes sha256(texts[i]); as many of the one as of the other. Neighbours of the same
// length are hashed together where the processor has SHA instructions. Safe from any thread.
void sha256_each(std::span<const ByteView> texts, std::span<Digest> digests);

}  // namespace amicast::crypto
