// The compression function of FIPS 180-4 on two chains of blocks, their rounds interleaved.
#include "crypto/sha256_each.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

#include "base/check.h"
#include "crypto/digest.h"

namespace amicast::crypto {
namespace {

#if defined(__x86_64__)

// For these functions only: the rest of the program runs on any x86-64. Inlined into each other, so
// that both chains stay in registers and their instructions mix.
#define AMICAST_SHA_CODE [[gnu::target("sha,sse4.1"), gnu::always_inline]] static inline

constexpr std::size_t chunk_bytes = 64;
constexpr std::size_t length_bytes = 8;

using State = std::array<std::uint32_t, 8>;
constexpr State initial_state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

alignas(16) constexpr std::uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

bool has_sha_instructions() {
    static const bool present = [] {
        constexpr unsigned features_leaf = 7;
        unsigned eax = 0;
        unsigned ebx = 0;
        unsigned ecx = 0;
        unsigned edx = 0;
        return __get_cpuid_count(features_leaf, 0, &eax, &ebx, &ecx, &edx) != 0 &&
               (ebx & bit_SHA) != 0;  // such processors have SSE4.1
    }();
    return present;
}

// One of the two chains: its state in the order the instructions want, and the last 16 words of the
// message schedule.
struct Chain {
    __m128i abef;
    __m128i cdgh;
    __m128i words[4];
};

AMICAST_SHA_CODE __m128i load(const void* from) {
    return _mm_loadu_si128(static_cast<const __m128i*>(from));
}

AMICAST_SHA_CODE void open(Chain& chain, const State& state) {
    const __m128i badc = _mm_shuffle_epi32(load(state.data()), 0xB1);
    const __m128i hgfe = _mm_shuffle_epi32(load(state.data() + 4), 0x1B);
    chain.abef = _mm_alignr_epi8(badc, hgfe, 8);
    chain.cdgh = _mm_blend_epi16(hgfe, badc, 0xF0);
}

AMICAST_SHA_CODE void close(const Chain& chain, State& state) {
    const __m128i feba = _mm_shuffle_epi32(chain.abef, 0x1B);
    const __m128i dchg = _mm_shuffle_epi32(chain.cdgh, 0xB1);
    const __m128i dcba = _mm_blend_epi16(feba, dchg, 0xF0);
    const __m128i hgfe = _mm_alignr_epi8(dchg, feba, 8);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(state.data()), dcba);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(state.data() + 4), hgfe);
}

// Rounds 4 × Group to 4 × Group + 3 of one chain.
template <std::size_t Group>
AMICAST_SHA_CODE void four_rounds(Chain& chain, const std::uint8_t* chunk) {
    constexpr std::size_t message_groups = 4;  // those that take their words from the message
    __m128i& words = chain.words[Group % 4];
    if constexpr (Group < message_groups) {
        const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
        words = _mm_shuffle_epi8(load(chunk + 16 * Group), big_endian);
    } else {
        const __m128i& last = chain.words[(Group + 3) % 4];
        const __m128i seven_back = _mm_alignr_epi8(last, chain.words[(Group + 2) % 4], 4);
        const __m128i partial = _mm_sha256msg1_epu32(words, chain.words[(Group + 1) % 4]);
        words = _mm_sha256msg2_epu32(_mm_add_epi32(partial, seven_back), last);
    }
    const __m128i keyed = _mm_add_epi32(words, load(round_constants + 4 * Group));
    chain.cdgh = _mm_sha256rnds2_epu32(chain.cdgh, chain.abef, keyed);
    chain.abef = _mm_sha256rnds2_epu32(chain.abef, chain.cdgh, _mm_shuffle_epi32(keyed, 0x0E));
}

template <std::size_t... Groups>
AMICAST_SHA_CODE void all_rounds(Chain& one, const std::uint8_t* chunk_one, Chain& two,
                                 const std::uint8_t* chunk_two, std::index_sequence<Groups...>) {
    ((four_rounds<Groups>(one, chunk_one), four_rounds<Groups>(two, chunk_two)), ...);
}

AMICAST_SHA_CODE void add(Chain& chain, __m128i abef, __m128i cdgh) {
    chain.abef = _mm_add_epi32(chain.abef, abef);
    chain.cdgh = _mm_add_epi32(chain.cdgh, cdgh);
}

[[gnu::target("sha,sse4.1")]] void compress_chunks(State& state_one, const std::uint8_t* one,
                                                   State& state_two, const std::uint8_t* two,
                                                   std::size_t chunks) {
    Chain first;
    Chain second;
    open(first, state_one);
    open(second, state_two);
    for (; chunks > 0; --chunks, one += chunk_bytes, two += chunk_bytes) {
        const Chain before_first = first;
        const Chain before_second = second;
        all_rounds(first, one, second, two, std::make_index_sequence<16>());
        add(first, before_first.abef, before_first.cdgh);
        add(second, before_second.abef, before_second.cdgh);
    }
    close(first, state_one);
    close(second, state_two);
}

// What is left of a text after its whole chunks, with the padding: one chunk or two.
struct Tail {
    std::array<std::uint8_t, 2 * chunk_bytes> bytes{};
    std::size_t chunks = 0;
};

Tail tail_of(ByteView text) {
    Tail tail;
    const std::size_t rest = text.size() % chunk_bytes;
    if (rest > 0) std::memcpy(tail.bytes.data(), text.data() + (text.size() - rest), rest);
    tail.bytes[rest] = 0x80;
    tail.chunks = rest + 1 + length_bytes <= chunk_bytes ? 1 : 2;
    const std::uint64_t bits = std::uint64_t{text.size()} * 8;
    std::uint8_t* end = tail.bytes.data() + tail.chunks * chunk_bytes;
    for (std::size_t i = 0; i < length_bytes; ++i)
        end[-1 - static_cast<std::ptrdiff_t>(i)] = static_cast<std::uint8_t>(bits >> 8 * i);
    return tail;
}

Digest to_digest(const State& state) {
    Digest digest{};
    for (std::size_t i = 0; i < digest.size(); ++i)
        digest[i] = static_cast<std::uint8_t>(state[i / 4] >> (24 - 8 * (i % 4)));
    return digest;
}

// Both of the same length.
std::array<Digest, 2> sha256_pair(ByteView first, ByteView second) {
    State state_one = initial_state;
    State state_two = initial_state;
    compress_chunks(state_one, first.data(), state_two, second.data(), first.size() / chunk_bytes);
    const Tail tail_one = tail_of(first);
    const Tail tail_two = tail_of(second);
    compress_chunks(state_one, tail_one.bytes.data(), state_two, tail_two.bytes.data(),
                    tail_one.chunks);
    return {to_digest(state_one), to_digest(state_two)};
}

#else

bool has_sha_instructions() {
    return false;
}

std::array<Digest, 2> sha256_pair(ByteView first, ByteView second) {
    return {sha256(first), sha256(second)};
}

#endif

}  // namespace

void sha256_each(std::span<const ByteView> texts, std::span<Digest> digests) {
    check(texts.size() == digests.size(), "a digest for each text");
    std::size_t done = 0;
    while (done < texts.size()) {
        const bool pair = texts.size() - done >= 2 &&
                          texts[done].size() == texts[done + 1].size() && has_sha_instructions();
        if (pair) {
            const auto both = sha256_pair(texts[done], texts[done + 1]);
            digests[done++] = both[0];
            digests[done++] = both[1];
        } else {
            digests[done] = sha256(texts[done]);
            ++done;
        }
    }
}

}  // namespace amicast::crypto
