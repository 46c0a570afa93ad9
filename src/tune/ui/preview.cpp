#include "tune/ui/preview.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fortify::tune::ui {

namespace {

constexpr std::size_t most_remembered = 64;

}  // namespace

std::string Question::name() const {
    std::string name = fmt::format("{}/{}", seed, slot.count());
    for (const scenario::Override& change : setting) {
        name += fmt::format("\n{}={}", change.path, change.value);
    }
    return name;
}

Preview::Preview(const Specimen& specimen, std::size_t threads, std::function<void()> ring)
    : specimen_(specimen), ring_(std::move(ring)) {
    for (std::size_t index = 0; index < threads; ++index) {
        crew_.emplace_back([this](const std::stop_token& stop) { labour(stop); });
    }
}

Preview::~Preview() {
    for (std::jthread& thread : crew_) {
        thread.request_stop();
    }
    const std::lock_guard lock(mutex_);
    for (Job& job : jobs_) {
        job.stop.request_stop();
    }
}

void Preview::want(std::vector<Question> questions) {
    {
        const std::lock_guard lock(mutex_);
        wanted_ = std::move(questions);
        for (Job& job : jobs_) {
            const bool is_wanted = std::any_of(wanted_.begin(), wanted_.end(), [&](const Question& question) {
                return question.name() == job.name;
            });
            if (!is_wanted) {
                job.stop.request_stop();
            }
        }
    }
    changed_.notify_all();
}

Preview::Answer Preview::find(const Question& question) {
    const std::string name = question.name();
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(answers_.begin(), answers_.end(),
                                    [&](const Remembered& known) { return known.name == name; });
    if (found == answers_.end()) {
        return nullptr;
    }
    answers_.splice(answers_.begin(), answers_, found);
    return found->answer;
}

Preview::Answer Preview::glimpse(const Question& question) {
    const std::string name = question.name();
    const std::lock_guard lock(mutex_);
    return glimpse_.name == name ? glimpse_.answer : nullptr;
}

void Preview::hurry() {
    const std::lock_guard lock(mutex_);
    if (Job* job = wanted_.empty() ? nullptr : job_named(wanted_.front().name())) {
        job->is_hurried = true;
    }
}

Preview::Job* Preview::job_named(const std::string& name) {
    // One that is being stopped has no answer to give.
    const auto found = std::find_if(jobs_.begin(), jobs_.end(), [&](const Job& job) {
        return job.name == name && !job.stop.stop_requested();
    });
    return found == jobs_.end() ? nullptr : &*found;
}

const Question* Preview::next_job() {
    const auto found = std::find_if(wanted_.begin(), wanted_.end(), [&](const Question& question) {
        const std::string name = question.name();
        return job_named(name) == nullptr &&
               std::none_of(answers_.begin(), answers_.end(),
                            [&](const Remembered& known) { return known.name == name; });
    });
    return found == wanted_.end() ? nullptr : &*found;
}

void Preview::labour(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, stop, [this] { return next_job() != nullptr; })) {
        if (stop.stop_requested()) {
            return;
        }
        const Question question = *next_job();
        const auto job = jobs_.insert(jobs_.end(), Job{.name = question.name(), .stop = {}});
        lock.unlock();
        answer(question, *job);
        lock.lock();
        jobs_.erase(job);
    }
}

void Preview::answer(const Question& question, Job& job) {
    const auto plan = specimen_.plan_with(question.setting);
    if (!plan) {
        // Values that do not go together: nothing will come of it, ever.
        remember(job.name, std::make_shared<const Trial>());
        return;
    }
    const Glance glance{.is_wanted =
                            [&] {
                                const std::lock_guard lock(mutex_);
                                return std::exchange(job.is_hurried, false);
                            },
                        .take =
                            [&](Trial&& so_far) {
                                {
                                    const std::lock_guard lock(mutex_);
                                    glimpse_ = {job.name, std::make_shared<const Trial>(std::move(so_far))};
                                }
                                ring_();
                            }};
    auto trial = run_trial(*plan, question.seed, {.measurements = {}, .slot = question.slot},
                           job.stop.get_token(), glance);
    if (trial) {
        remember(job.name, std::make_shared<const Trial>(std::move(*trial)));
    }
}

void Preview::remember(std::string name, Answer answer) {
    {
        const std::lock_guard lock(mutex_);
        answers_.push_front({std::move(name), std::move(answer)});
        if (answers_.size() > most_remembered) {
            answers_.pop_back();
        }
    }
    ring_();
}

}  // namespace fortify::tune::ui
