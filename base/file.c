/* SPDX-License-Identifier: ISC */
#include "base/file.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { CHUNK = 256 * 1024, MAX_PARENTS = 4 };

static int too_large(const char *path, size_t limit, struct err *e)
{
    return err_set(e, ERR_LIMIT, path, 0, "is larger than %zu bytes", limit);
}

/* Is it worth reading? Makes room for it if it is. */
static int look_at(int fd, const char *path, bool regular, size_t limit, struct buf *out,
                   struct err *e)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return err_set(e, ERR_IO, path, 0, "cannot be read: %s", strerror(errno));
    bool null = S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3);
    if (S_ISDIR(st.st_mode))
        return err_set(e, ERR_IO, path, 0, "cannot be read: it is a directory");
    if (regular && !null && !S_ISREG(st.st_mode))
        return err_set(e, ERR_IO, path, 0, "cannot be read: it is no regular file");
    if (S_ISBLK(st.st_mode) || (S_ISCHR(st.st_mode) && !null && !isatty(fd)))
        return err_set(e, ERR_IO, path, 0, "cannot be read: it is a device");
    if (!S_ISREG(st.st_mode))
        return ERR_NONE;
    if (limit > 0 && (size_t)st.st_size > limit)
        return too_large(path, limit, e);
    buf_reserve(out, (size_t)st.st_size + CHUNK);
    return ERR_NONE;
}

static int read_all(int fd, const char *path, size_t limit, struct buf *out, struct err *e)
{
    int rc = ERR_NONE;
    size_t got = 0;
    for (;;) {
        buf_reserve(out, CHUNK);
        ssize_t n = read(fd, out->data + out->len, CHUNK);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            rc = err_set(e, ERR_IO, path, 0, "cannot be read: %s", strerror(errno));
        if (n <= 0)
            break;
        got += (size_t)n;
        if (limit > 0 && got > limit) {
            rc = too_large(path, limit, e);
            break;
        }
        out->len += (size_t)n;
    }
    if (out->data)
        out->data[out->len] = '\0';
    return rc;
}

/* Without O_NONBLOCK a pipe waits for its writer when it is opened. */
static int read_file(const char *path, bool regular, size_t limit, struct buf *out, struct err *e)
{
    int flags = O_RDONLY | O_CLOEXEC | (regular ? O_NONBLOCK : 0);
    int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, flags);
    if (fd < 0)
        return err_set(e, ERR_IO, path, 0, "cannot be opened: %s", strerror(errno));
    int rc = look_at(fd, path, regular, limit, out, e);
    if (rc == ERR_NONE)
        rc = read_all(fd, path, limit, out, e);
    if (fd != STDIN_FILENO)
        close(fd);
    return rc;
}

int file_read(const char *path, size_t limit, struct buf *out, struct err *e)
{
    return read_file(path, false, limit, out, e);
}

int file_read_regular(const char *path, size_t limit, struct buf *out, struct err *e)
{
    return read_file(path, true, limit, out, e);
}

bool file_exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0;
}

char *file_join(const char *dir, const char *name)
{
    size_t n = strlen(dir);
    return mem_printf("%s%s%s", dir, n > 0 && dir[n - 1] == '/' ? "" : "/", name);
}

static bool holds_playbooks(const char *dir)
{
    char *schema = file_join(dir, "playbooks/playbook.schema.json");
    bool yes = file_exists(schema);
    free(schema);
    return yes;
}

/* Cut the last component. Returns false at the root. */
static bool parent(char *path)
{
    char *slash = strrchr(path, '/');
    if (!slash || slash == path)
        return false;
    *slash = '\0';
    return true;
}

char *file_data_dir(struct err *e)
{
    const char *set = getenv("PEERWALK_DATA");
    if (set && *set) {
        if (holds_playbooks(set))
            return mem_dup(set);
        err_set(e, ERR_NOT_FOUND, set, 0, "PEERWALK_DATA names a directory without playbooks");
        return NULL;
    }
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (n > 0) {
        exe[n] = '\0';
        bool built = strstr(exe, "/build/") != NULL;
        parent(exe);
        char *share = mem_printf("%s/../share/peerwalk", exe);
        if (holds_playbooks(share))
            return share;
        free(share);
        for (int i = 0; built && i < MAX_PARENTS && parent(exe); i++)
            if (holds_playbooks(exe))
                return mem_dup(exe);
    }
    char *installed = mem_dup(PEERWALK_PREFIX "/share/peerwalk");
    if (holds_playbooks(installed))
        return installed;
    err_set(e, ERR_NOT_FOUND, installed, 0,
            "the playbooks are not there; install peerwalk or set PEERWALK_DATA");
    free(installed);
    return NULL;
}

char *file_state_path(const char *name)
{
    const char *xdg = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    if (xdg && xdg[0] == '/')
        return mem_printf("%s/peerwalk/%s", xdg, name);
    return mem_printf("%s/.local/state/peerwalk/%s", home ? home : "", name);
}

int file_make_dirs(const char *dir, struct err *e)
{
    char *path = mem_dup(dir);
    for (char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
        if (slash)
            *slash = '\0';
        if (mkdir(path, 0700) != 0 && errno != EEXIST) {
            err_set(e, ERR_IO, path, 0, "cannot be created: %s", strerror(errno));
            free(path);
            return ERR_IO;
        }
        if (!slash)
            break;
        *slash = '/';
    }
    free(path);
    return ERR_NONE;
}

void file_sync_dir(const char *file)
{
    char *dir = mem_dup(file);
    char *slash = strrchr(dir, '/');
    if (slash)
        slash[slash == dir] = '\0';
    int fd = open(slash ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    free(dir);
}
