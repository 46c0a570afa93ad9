#include "cli/app.hpp"
#include "cli/console.hpp"

#include <string>
#include <vector>

int main(int argc, char** argv) {
    fortify::cli::ProcessConsole console;
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    return fortify::cli::run_app(arguments, console);
}
