#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace fortify::test {

// Every way in which the value breaks the schema, each with its JSON pointer; empty when it is valid. Knows
// the keywords that docs/report.schema.json uses; any other keyword is a problem, too, so that no rule of the
// schema goes unchecked.
[[nodiscard]] std::vector<std::string> schema_problems(const nlohmann::json& schema,
                                                       const nlohmann::json& value);

}  // namespace fortify::test
