#pragma once

#include "core/assert.hpp"

#include <optional>
#include <utility>
#include <variant>

namespace fortify {

// Wraps an error on its way into a `Result`: `return Err{Problem{...}};`
template <class E>
struct Err {
    E error;
};

template <class E>
Err(E) -> Err<E>;

// A value, or the reason why there is none. (`std::expected` of GCC 12 does not compile under
// clang 14, which the static checks and the fuzzers use.)
template <class T, class E>
class [[nodiscard]] Result {
public:
    // NOLINTNEXTLINE(google-explicit-constructor): `return value;` is the point
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {
    }
    template <class F>
    // NOLINTNEXTLINE(google-explicit-constructor): `return Err{problem};` too
    Result(Err<F> err) : state_(std::in_place_index<1>, std::move(err.error)) {
    }

    [[nodiscard]] bool has_value() const {
        return state_.index() == 0;
    }
    explicit operator bool() const {
        return has_value();
    }

    [[nodiscard]] T& value() & {
        FORTIFY_ASSERT(has_value());
        return *std::get_if<0>(&state_);
    }
    [[nodiscard]] const T& value() const& {
        FORTIFY_ASSERT(has_value());
        return *std::get_if<0>(&state_);
    }
    [[nodiscard]] T&& value() && {
        FORTIFY_ASSERT(has_value());
        return std::move(*std::get_if<0>(&state_));
    }
    [[nodiscard]] const E& error() const {
        FORTIFY_ASSERT(!has_value());
        return *std::get_if<1>(&state_);
    }

    [[nodiscard]] T& operator*() & {
        return value();
    }
    [[nodiscard]] const T& operator*() const& {
        return value();
    }
    [[nodiscard]] T* operator->() {
        return &value();
    }
    [[nodiscard]] const T* operator->() const {
        return &value();
    }

    [[nodiscard]] T value_or(T otherwise) const {
        return has_value() ? value() : std::move(otherwise);
    }

private:
    std::variant<T, E> state_;
};

// Nothing to return but success.
struct Done {};

}  // namespace fortify
