#pragma once

namespace fortify {

// Done first when an assertion fails, in whatever thread: for who has taken the terminal and must give it
// back, or nobody would read the message. Returns what was to be done before.
using LastAct = void (*)();
LastAct before_assertions_fail(LastAct act);

}  // namespace fortify
