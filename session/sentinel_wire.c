/* SPDX-License-Identifier: ISC */
#include "session/sentinel_wire.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

bool sentinel_say(int fd, const char *const *texts, size_t count)
{
    struct iovec parts[SENTINEL_TEXTS];
    struct msghdr m = {.msg_iov = parts, .msg_iovlen = count};
    size_t total = 0;
    assert(count > 0 && count <= SENTINEL_TEXTS);
    for (size_t i = 0; i < count; i++) {
        const char *text = texts[i] ? texts[i] : "";
        parts[i] = (struct iovec){(char *)text, strlen(text) + 1};
        total += parts[i].iov_len;
    }
    if (total > SENTINEL_BYTES)
        return false;
    ssize_t n;
    while ((n = sendmsg(fd, &m, MSG_NOSIGNAL | MSG_DONTWAIT)) < 0 && errno == EINTR)
        ;
    return n == (ssize_t)total;
}

int sentinel_hear(int fd, char *room, const char *texts[SENTINEL_TEXTS])
{
    ssize_t n;
    while ((n = recv(fd, room, SENTINEL_BYTES, MSG_TRUNC)) < 0 && errno == EINTR)
        ;
    if (n <= 0)
        return 0;
    if (n > SENTINEL_BYTES || room[n - 1] != '\0')
        return -1;
    int count = 0;
    for (const char *at = room; at < room + n; at += strlen(at) + 1) {
        if (count == SENTINEL_TEXTS)
            return -1;
        texts[count++] = at;
    }
    for (int i = count; i < SENTINEL_TEXTS; i++)
        texts[i] = "";
    return count;
}
