#pragma once

namespace fortify {

// One lambda for each alternative of a variant: std::visit(Overloaded{...}, variant).
template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

}  // namespace fortify
