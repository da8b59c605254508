/* SPDX-License-Identifier: ISC */
#include "cli/ask.h"

#include "base/text.h"
#include "session/secret.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { ANSWER_MAX = 1024 };

/* Read one line from `fd`; NULL at its end. */
static char *read_line(int fd)
{
    char *line = secret_alloc(ANSWER_MAX);
    size_t n = 0;
    ssize_t got;
    while (n < ANSWER_MAX - 1 && (got = read(fd, line + n, 1)) == 1 && line[n] != '\n')
        n++;
    line[n] = '\0';
    if (n == 0 && got <= 0) {
        secret_free(line);
        return NULL;
    }
    return line;
}

static char *ask_terminal(const char *prompt, bool echo)
{
    int tty = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (tty < 0)
        return NULL;
    struct termios before;
    bool changed = !echo && tcgetattr(tty, &before) == 0;
    if (changed) {
        struct termios quiet = before;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        quiet.c_lflag |= ECHONL;
        tcsetattr(tty, TCSAFLUSH, &quiet);
    }
    dprintf(tty, "%s", prompt);
    char *answer = read_line(tty);
    if (changed)
        tcsetattr(tty, TCSAFLUSH, &before);
    close(tty);
    return answer;
}

static char *ask_program(const char *program, const char *prompt)
{
    int out[2];
    if (pipe2(out, O_CLOEXEC) != 0)
        return NULL;
    pid_t pid = fork();
    if (pid == 0) {
        dup2(out[1], STDOUT_FILENO);
        execlp(program, program, prompt, (char *)NULL);
        _exit(127);
    }
    close(out[1]);
    char *answer = pid > 0 ? read_line(out[0]) : NULL;
    close(out[0]);
    int status = 0;
    if (pid > 0 && waitpid(pid, &status, 0) == pid && status != 0) {
        ask_forget(answer);
        return NULL;
    }
    return answer;
}

char *ask(const char *prompt, bool echo)
{
    const char *program = getenv("SSH_ASKPASS");
    const char *require = getenv("SSH_ASKPASS_REQUIRE");
    bool force = program && require && strcmp(require, "force") == 0;
    char *answer = force ? NULL : ask_terminal(prompt, echo);
    if (!answer && program && *program && (force || !isatty(STDIN_FILENO)))
        answer = ask_program(program, prompt);
    return answer;
}

void ask_forget(char *answer)
{
    secret_free(answer);
}

char *ask_for_peer(const char *target, enum peer_question q, const char *text, bool echo)
{
    const char *what = q == PEER_ASK_ENABLE ? "enable password: " : text;
    struct buf prompt = {0};
    buf_printf(&prompt, "%s: ", target);
    text_visible(&prompt, what, strlen(what));
    buf_add_str(&prompt, q == PEER_ASK_HOST_KEY ? " Trust it (yes/no)? " : "");
    char *answer = ask(buf_str(&prompt), echo);
    if (!answer)
        fprintf(stderr, "peerwalk: %s; there is no terminal to answer this\n", buf_str(&prompt));
    buf_fini(&prompt);
    return answer;
}
