#include "net/fd.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include <unistd.h>

namespace fortify::net {

Fd& Fd::operator=(Fd&& other) noexcept {
    if (this != &other) {
        reset();
        number_ = other.release();
    }
    return *this;
}

void Fd::reset() {
    if (number_ >= 0) {
        ::close(number_);
        number_ = -1;
    }
}

int Fd::release() {
    return std::exchange(number_, -1);
}

std::string system_failure(std::string_view what) {
    return fmt::format("{}: {}", what, std::generic_category().message(errno));
}

}  // namespace fortify::net
