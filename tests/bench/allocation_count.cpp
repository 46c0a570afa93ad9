// Replaces the global operator new. In a file of its own: where the compiler can inline only one half of
// the pair, it takes new and free for a mismatch.

#include "bench/allocation_count.hpp"

#include <cstdlib>
#include <new>

namespace {

std::size_t allocations = 0;

}  // namespace

void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size == 0 ? 1 : size)) {
        return memory;
    }
    throw std::bad_alloc();
}

void operator delete(void* memory) noexcept {
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

std::size_t fortify::bench::allocation_count() {
    return allocations;
}
