#pragma once

#include <string>
#include <string_view>

namespace fortify::net {

// Owns one file descriptor and closes it.
class Fd {
public:
    Fd() = default;
    explicit Fd(int number) : number_(number) {
    }
    ~Fd() {
        reset();
    }
    Fd(Fd&& other) noexcept : number_(other.release()) {
    }
    Fd& operator=(Fd&& other) noexcept;
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;

    [[nodiscard]] int get() const {
        return number_;
    }
    [[nodiscard]] bool is_open() const {
        return number_ >= 0;
    }
    void reset();
    [[nodiscard]] int release();

private:
    int number_ = -1;
};

// "cannot open the file: No such file or directory", from `errno`.
[[nodiscard]] std::string system_failure(std::string_view what);

}  // namespace fortify::net
