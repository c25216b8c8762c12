#include <stdio.h>
#include <editline/readline.h>

// libedit is set up through global variables, which Swift may not touch: these do it for the one thread that reads lines.

/// Completes lines with `matches`; nothing is a file name, and a word is the whole line.
static inline void line_completion(rl_completion_func_t *matches) {
    static char no_breaks[] = "";
    rl_attempted_completion_function = matches;
    rl_basic_word_break_characters = no_breaks;
    rl_completion_append_character = 0;
}

/// The line typed so far, called within a completion. What was found is all there is.
static inline const char *line_so_far(void) {
    rl_attempted_completion_over = 1;
    return rl_line_buffer;
}
