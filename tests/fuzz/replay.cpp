// Goal: what a fuzzer once found stays found, with every compiler and sanitizer. Method: each file of
// the corpus is fed to the fuzz target; a crash or a sanitizer's report is the failure.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::vector<std::uint8_t> read_bytes(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: " << argv[0] << " <corpus folder>\n";
        return 2;
    }
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[1])) {
        if (entry.is_regular_file()) {
            paths.push_back(entry.path());
        }
    }
    std::sort(paths.begin(), paths.end());
    for (const auto& path : paths) {
        // Named before it is read, so that a crash shows whose it was.
        std::cerr << path.filename().string() << '\n';
        const std::vector<std::uint8_t> bytes = read_bytes(path);
        static_cast<void>(LLVMFuzzerTestOneInput(bytes.data(), bytes.size()));
    }
    if (paths.empty()) {
        std::cerr << "the corpus is empty\n";
        return 1;
    }
    return 0;
}
