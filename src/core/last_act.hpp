#pragma once

namespace fortify {

// Done first when an assertion fails, in whatever thread and perhaps in two at once: for who has taken the
// terminal and must give it back, or nobody would read the message. Set while there is one thread. Returns
// what was to be done before.
using LastAct = void (*)();
LastAct before_assertions_fail(LastAct act);

}  // namespace fortify
