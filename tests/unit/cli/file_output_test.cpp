// Goal: a report is written whole or not at all, and trouble is known before the run. Method: a folder
// of our own, with links, devices and obstacles in it.
#include "cli/file_output.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace fortify::cli {

namespace {

namespace fs = std::filesystem;

class Folder {
public:
    Folder() : path_((fs::temp_directory_path() / "fortify-test-XXXXXX").string()) {
        REQUIRE(::mkdtemp(path_.data()) != nullptr);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        fs::remove_all(path_);
    }
    [[nodiscard]] std::string file(const std::string& name) const {
        return path_ + "/" + name;
    }
    [[nodiscard]] std::size_t entries() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(path_), fs::directory_iterator{}));
    }

private:
    std::string path_;
};

std::string content(const std::string& path) {
    std::ifstream stream(path);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

}  // namespace

TEST_SUITE("cli::write_whole") {
    TEST_CASE("a new file holds the text and nothing is left beside it") {
        const Folder folder;
        CHECK(write_whole(folder.file("report.json"), "{}\n").has_value());
        CHECK(content(folder.file("report.json")) == "{}\n");
        CHECK(folder.entries() == 1);
    }

    TEST_CASE("an existing file is replaced and keeps its permissions") {
        const Folder folder;
        const std::string path = folder.file("report.json");
        std::ofstream(path) << "a much longer text than the new one";
        fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
        CHECK(write_whole(path, "new").has_value());
        CHECK(content(path) == "new");
        CHECK(fs::status(path).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
    }

    TEST_CASE("a symbolic link stays one and its target is written") {
        const Folder folder;
        std::ofstream(folder.file("real")) << "old";
        fs::create_symlink(folder.file("real"), folder.file("link"));
        CHECK(write_whole(folder.file("link"), "new").has_value());
        CHECK(fs::is_symlink(folder.file("link")));
        CHECK(content(folder.file("real")) == "new");
    }

    TEST_CASE("a full device is an error") {
        CHECK(write_whole("/dev/full", "text").error() == "No space left on device");
    }

    TEST_CASE("a directory that is not there is an error") {
        CHECK(write_whole("/nonexistent/report.json", "text").error() == "No such file or directory");
    }
}

TEST_SUITE("cli::check_writable") {
    TEST_CASE("what can be written is said to be so and is not touched") {
        const Folder folder;
        CHECK(check_writable(folder.file("new")).has_value());
        CHECK(folder.entries() == 0);
        std::ofstream(folder.file("old")) << "kept";
        CHECK(check_writable(folder.file("old")).has_value());
        CHECK(content(folder.file("old")) == "kept");
        CHECK(check_writable("/dev/null").has_value());
    }

    TEST_CASE("a directory, or a path through nothing or through a file, is refused") {
        const Folder folder;
        CHECK(check_writable(folder.file("")).error() == "Is a directory");
        CHECK_FALSE(check_writable(folder.file("missing/report.json")).has_value());
        std::ofstream(folder.file("file")) << "";
        CHECK_FALSE(check_writable(folder.file("file/report.json")).has_value());
    }
}

TEST_SUITE("cli::LineFile") {
    TEST_CASE("lines arrive in order, however many") {
        const Folder folder;
        auto file = LineFile::create(folder.file("lines"));
        REQUIRE(file.has_value());
        std::string expected;
        for (int line = 0; line < 20'000; ++line) {
            file->append(std::to_string(line) + "\n");
            expected += std::to_string(line) + "\n";
        }
        CHECK(file->close().has_value());
        CHECK(content(folder.file("lines")) == expected);
    }

    TEST_CASE("an error on the way is told at the end") {
        auto file = LineFile::create("/dev/full");
        REQUIRE(file.has_value());
        file->append("line\n");
        CHECK(file->close().error() == "No space left on device");
    }
}

}  // namespace fortify::cli
