/* SPDX-License-Identifier: ISC */
#include "lab/lab.h"

#include "base/file.h"
#include "base/mem.h"
#include "lab/faults.h"
#include "lab/router/router.h"
#include "lab/topology.h"
#include "lab/wire/server.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SECRET_LENGTH = 10 };

static const char USER[] = "lab";

struct lab {
    struct loop *loop;
    struct link *link;
    struct router *router[TOPOLOGY_ROUTERS];
    struct server *server[TOPOLOGY_ROUTERS];
    char password[TOPOLOGY_ROUTERS][SECRET_LENGTH + 1];
    char enable[TOPOLOGY_ROUTERS][SECRET_LENGTH + 1];
    char *directory;
    char *known_hosts; /* this and the next: NULL until written */
    char *ssh_config;
};

/* SplitMix64: the same draws for the same seed, on any machine. */
static uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static void draw_secret(uint64_t *state, char secret[SECRET_LENGTH + 1])
{
    static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
    uint64_t bits = draw(state);
    for (int i = 0; i < SECRET_LENGTH; i++, bits /= sizeof letters - 1)
        secret[i] = letters[bits % (sizeof letters - 1)];
    secret[SECRET_LENGTH] = '\0';
}

static int start_router(struct lab *lab, int i, uint64_t *state, struct err *e)
{
    draw_secret(state, lab->password[i]);
    draw_secret(state, lab->enable[i]);
    struct topology_access access = {USER, lab->password[i], lab->enable[i]};
    char *text = topology_configuration(i, &access);
    lab->router[i] = router_new(lab->loop, text, draw(state), e);
    free(text);
    if (!lab->router[i])
        return ERR_FORMAT;
    link_attach(lab->link, lab->router[i]);
    return ERR_NONE;
}

static int start_routers(struct lab *lab, const struct lab_options *o, struct err *e)
{
    const struct fault *faults[FAULTS_MAX];
    int count = faults_find(o->faults, faults, e);
    if (count < 0)
        return count;
    uint64_t state = o->seed;
    lab->link = link_new(lab->loop);
    for (int i = 0; i < TOPOLOGY_ROUTERS; i++)
        if (start_router(lab, i, &state, e) != ERR_NONE)
            return ERR_FORMAT;
    for (int i = 0; i < count; i++) {
        if (!faults[i]->lines)
            continue;
        int rc = router_configure(lab->router[faults[i]->router], faults[i]->lines, e);
        if (rc < 0)
            return rc;
    }
    for (int i = 0; i < TOPOLOGY_ROUTERS; i++) {
        lab->server[i] = server_new(lab->loop, lab->router[i], o->port[i], e);
        if (!lab->server[i])
            return ERR_IO;
    }
    return ERR_NONE;
}

/* Create a file of ours. Nothing that exists is touched, for it will be removed in the end. */
static int write_new(const char *path, const struct buf *text, struct err *e)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_set(e, ERR_IO, path, 0, "cannot create it: %s", strerror(errno));
    ssize_t written = write(fd, text->data, text->len);
    if (close(fd) == 0 && written == (ssize_t)text->len)
        return ERR_NONE;
    unlink(path);
    return err_set(e, ERR_IO, path, 0, "cannot write it");
}

static int write_known_hosts(struct lab *lab, struct err *e)
{
    struct buf text = {0};
    char *path = file_join(lab->directory, "known_hosts");
    for (int i = 0; i < TOPOLOGY_ROUTERS; i++)
        buf_printf(&text, "[%s]:%u %s\n", SERVER_ADDRESS, server_port(lab->server[i]),
                   server_public_key(lab->server[i]));
    int rc = write_new(path, &text, e);
    if (rc == ERR_NONE)
        lab->known_hosts = path;
    else
        free(path);
    buf_fini(&text);
    return rc;
}

static int write_ssh_config(struct lab *lab, const char *wanted, struct err *e)
{
    struct buf text = {0};
    char *path = wanted ? mem_dup(wanted) : file_join(lab->directory, "ssh_config");
    for (int i = 0; i < TOPOLOGY_ROUTERS; i++)
        buf_printf(&text,
                   "Host ce%d CE%d\n"
                   "    HostName %s\n"
                   "    Port %u\n"
                   "    User %s\n"
                   "    UserKnownHostsFile \"%s\"\n"
                   "    StrictHostKeyChecking yes\n"
                   "    PubkeyAuthentication no\n"
                   "    PreferredAuthentications keyboard-interactive,password\n",
                   i + 1, i + 1, SERVER_ADDRESS, server_port(lab->server[i]), USER,
                   lab->known_hosts);
    int rc = write_new(path, &text, e);
    if (rc == ERR_NONE)
        lab->ssh_config = path;
    else
        free(path);
    buf_fini(&text);
    return rc;
}

static int write_files(struct lab *lab, const char *ssh_config, struct err *e)
{
    const char *tmp = getenv("TMPDIR");
    char *directory = file_join(tmp && *tmp ? tmp : "/tmp", "peerwalk-lab-XXXXXX");
    if (!mkdtemp(directory)) {
        err_set(e, ERR_IO, directory, 0, "cannot create it: %s", strerror(errno));
        free(directory);
        return ERR_IO;
    }
    lab->directory = directory;
    int rc = write_known_hosts(lab, e);
    return rc == ERR_NONE ? write_ssh_config(lab, ssh_config, e) : rc;
}

struct lab *lab_new(struct loop *l, const struct lab_options *o, struct err *e)
{
    struct lab *lab = mem_alloc(sizeof *lab);
    lab->loop = l;
    if (start_routers(lab, o, e) == ERR_NONE && write_files(lab, o->ssh_config, e) == ERR_NONE)
        return lab;
    lab_free(lab);
    return NULL;
}

void lab_free(struct lab *lab)
{
    if (!lab)
        return;
    for (int i = 0; i < TOPOLOGY_ROUTERS; i++)
        server_free(lab->server[i]);
    for (int i = 0; i < TOPOLOGY_ROUTERS; i++)
        router_free(lab->router[i]);
    link_free(lab->link);
    if (lab->ssh_config)
        unlink(lab->ssh_config);
    if (lab->known_hosts)
        unlink(lab->known_hosts);
    if (lab->directory)
        rmdir(lab->directory);
    free(lab->ssh_config);
    free(lab->known_hosts);
    free(lab->directory);
    free(lab);
}

static json_t *describe(const struct lab *lab, int i)
{
    return json_pack("{s:s, s:i, s:s, s:s, s:s, s:s, s:s}", "host", SERVER_ADDRESS, "port",
                     (int)server_port(lab->server[i]), "user", USER, "password", lab->password[i],
                     "enable", lab->enable[i], "hostkey", server_fingerprint(lab->server[i]),
                     "hostname", router_hostname(lab->router[i]));
}

json_t *lab_describe(const struct lab *lab)
{
    return json_pack("{s:o, s:o, s:s, s:s}", "a", describe(lab, 0), "b", describe(lab, 1),
                     "ssh_config", lab->ssh_config, "known_hosts", lab->known_hosts);
}

json_t *lab_faults(void)
{
    size_t count = 0;
    const struct fault *all = faults_all(&count);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(
            list, json_pack("{s:s, s:s}", "name", all[i].name, "summary", all[i].summary));
    return list;
}
