#pragma once

#include "tune/specimen.hpp"
#include "tune/trial.hpp"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace fortify::tune::ui {

// What somebody wants to see simulated.
struct Question {
    Setting setting;
    std::uint64_t seed = 0;
    Duration slot{1s};  // of the picture

    // Equal for equal ones.
    [[nodiscard]] std::string name() const;
};

// Simulates in threads of its own what the screen wants to show, so that drawing never waits. It remembers
// the last answers, and works on what is wanted alone: what nobody wants any more is stopped.
class Preview {
public:
    using Answer = std::shared_ptr<const Trial>;

    // `ring` is called by the threads when there is something new to see. The specimen must outlive it.
    Preview(const Specimen& specimen, std::size_t threads, std::function<void()> ring);
    ~Preview();
    Preview(const Preview&) = delete;
    Preview& operator=(const Preview&) = delete;

    // The most urgent first.
    void want(std::vector<Question> questions);
    // Null: not yet.
    [[nodiscard]] Answer find(const Question& question);
    // The run as far as it has come, if `hurry` was called for it.
    [[nodiscard]] Answer glimpse(const Question& question);
    // Asks the most urgent run, if it is still going on, to show what it has so far.
    void hurry();

private:
    struct Job {
        std::string name;
        std::stop_source stop;
        bool is_hurried = false;
    };
    struct Remembered {
        std::string name;
        Answer answer;
    };

    void labour(const std::stop_token& stop);
    [[nodiscard]] const Question* next_job();  // under the lock
    [[nodiscard]] Job* job_named(const std::string& name);
    void answer(const Question& question, Job& job);
    void remember(std::string name, Answer answer);

    const Specimen& specimen_;
    std::function<void()> ring_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::vector<Question> wanted_;
    std::list<Job> jobs_;
    std::list<Remembered> answers_;  // the newest first
    Remembered glimpse_;
    std::vector<std::jthread> crew_;
};

}  // namespace fortify::tune::ui
