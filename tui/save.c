/* SPDX-License-Identifier: ISC */
#include "tui/save.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int save_write(const char *path, const struct screen *screen, const struct rows *finding,
               struct err *e)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
    if (!out) {
        int why = errno;
        if (fd >= 0)
            close(fd);
        return err_set(e, ERR_IO, path, 0, "%s", strerror(why));
    }
    rows_print(finding, out);
    fputc('\n', out);
    screen_print(screen, out);
    bool good = !ferror(out);
    if (fclose(out) != 0 || !good)
        return err_set(e, ERR_IO, path, 0, "%s", strerror(errno));
    return ERR_NONE;
}
