/* SPDX-License-Identifier: ISC */
#include "session/owing.h"

#include "base/file.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* What is left of a file name for the journal's own. */
enum { NAME_PART = 150 };

static char *owing_dir(void)
{
    return file_state_path("owing");
}

/* The same for every way to write the path; journals of one name in two places differ. */
static char *mark_path(const char *dir, const char *absolute)
{
    uint64_t hash = 14695981039346656037u;
    for (const char *c = absolute; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 1099511628211u;
    const char *slash = strrchr(absolute, '/');
    return mem_printf("%s/%.*s-%016llx", dir, NAME_PART, slash ? slash + 1 : absolute,
                      (unsigned long long)hash);
}

int owing_mark(const char *journal, struct err *e)
{
    char *dir = owing_dir();
    char *absolute = realpath(journal, NULL);
    char *mark = mark_path(dir, absolute ? absolute : journal);
    int rc = file_make_dirs(dir, e);
    if (rc == ERR_NONE && !absolute)
        rc = err_set(e, ERR_IO, journal, 0, "cannot be found any more");
    else if (rc == ERR_NONE && symlink(absolute, mark) != 0 && errno != EEXIST)
        rc = err_set(e, ERR_IO, mark, 0, "cannot be created: %s", strerror(errno));
    if (rc == ERR_NONE)
        file_sync_dir(mark);
    free(mark);
    free(absolute);
    free(dir);
    return rc;
}

/* The journal that a mark leads to, when it is there and nobody writes it; on the heap. */
static char *follow(const char *mark)
{
    char path[PATH_MAX];
    ssize_t len = readlink(mark, path, sizeof path - 1);
    if (len <= 0)
        return NULL;
    path[len] = '\0';
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        if (errno == ENOENT)
            unlink(mark);
        return NULL;
    }
    bool alive = flock(fd, LOCK_SH | LOCK_NB) != 0;
    close(fd);
    return alive ? NULL : mem_dup(path);
}

static int newest_first(const void *a, const void *b)
{
    return strcmp(*(char *const *)b, *(char *const *)a);
}

/* Paths of the links, the newest first: names begin with the time. */
static char **read_marks(size_t *count)
{
    char *dir = owing_dir();
    size_t capacity = 0;
    char **marks = NULL;
    DIR *d = opendir(dir);
    *count = 0;
    for (struct dirent *entry; d && (entry = readdir(d));) {
        if (*entry->d_name == '.')
            continue;
        marks = mem_grow(marks, *count, &capacity, sizeof *marks);
        marks[(*count)++] = file_join(dir, entry->d_name);
    }
    if (d)
        closedir(d);
    if (*count > 0)
        qsort(marks, *count, sizeof *marks, newest_first);
    free(dir);
    return marks;
}

void owing_clear(const char *journal)
{
    char path[PATH_MAX];
    char *absolute = realpath(journal, NULL);
    size_t count;
    char **marks = read_marks(&count);
    for (size_t i = 0; i < count; i++) {
        ssize_t len = readlink(marks[i], path, sizeof path - 1);
        path[len > 0 ? len : 0] = '\0';
        if (strcmp(path, absolute ? absolute : journal) == 0)
            unlink(marks[i]);
        free(marks[i]);
    }
    free(marks);
    free(absolute);
}

char **owing_list(void)
{
    size_t count, kept = 0;
    char **marks = read_marks(&count);
    char **list = mem_array(OWING_MAX + 1, sizeof *list);
    for (size_t i = 0; i < count; i++) {
        char *journal = kept < OWING_MAX ? follow(marks[i]) : NULL;
        if (journal)
            list[kept++] = journal;
        free(marks[i]);
    }
    free(marks);
    return list;
}

void owing_list_free(char **list)
{
    for (char **one = list; one && *one; one++)
        free(*one);
    free(list);
}
