/* SPDX-License-Identifier: ISC */
#include "lab/lab.h"

#include "base/file.h"
#include "base/mem.h"
#include "lab/draw.h"
#include "lab/faults.h"
#include "lab/remote/client.h"
#include "lab/router/router.h"
#include "lab/topology.h"
#include "lab/wire/server.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SECRET_LENGTH = 10, SETTLED_MS = 60 * 1000 };

static const char USER[] = "lab";

struct lab {
    struct loop *loop;
    struct world *world;
    const struct topology *topology;
    enum release release;
    uint64_t seed;
    struct fault_site site;
    struct server *server[TOPOLOGY_LOGINS];
    struct client *client[TOPOLOGY_CLIENTS];
    char password[TOPOLOGY_ROUTERS][SECRET_LENGTH + 1];
    char enable[TOPOLOGY_ROUTERS][SECRET_LENGTH + 1];
    char *directory;
    char *known_hosts; /* this and the next: NULL until written */
    char *ssh_config;
};

static void draw_secret(uint64_t *state, char secret[SECRET_LENGTH + 1])
{
    static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
    uint64_t bits = draw(state);
    for (int i = 0; i < SECRET_LENGTH; i++, bits /= sizeof letters - 1)
        secret[i] = letters[bits % (sizeof letters - 1)];
    secret[SECRET_LENGTH] = '\0';
}

static int start_router(struct lab *lab, size_t i, uint64_t *state, struct err *e)
{
    draw_secret(state, lab->password[i]);
    draw_secret(state, lab->enable[i]);
    struct topology_access access = {USER, lab->password[i], lab->enable[i]};
    char *text = topology_configuration(&lab->topology->router[i], lab->release, &access);
    struct router_options o = {.configuration = text, .seed = draw(state), .release = lab->release};
    struct router *r = router_new(lab->world, &o, e);
    free(text);
    if (!r)
        return ERR_FORMAT;
    lab->site.router[lab->site.routers++] = r;
    link_attach(lab->site.link, r);
    return ERR_NONE;
}

static int choose(struct lab *lab, const struct lab_options *o, struct err *e)
{
    lab->topology = topology_find(o->topology, e);
    if (!lab->topology)
        return ERR_NOT_FOUND;
    lab->release = IOS_12_2;
    if (o->ios && !release_find(o->ios, &lab->release))
        return err_set(e, ERR_NOT_FOUND, NULL, 0, "no release is called \"%s\"; there are %s",
                       o->ios, release_names());
    return ERR_NONE;
}

static int start_routers(struct lab *lab, const struct lab_options *o, struct err *e)
{
    const struct fault *faults[FAULTS_MAX];
    int count = faults_find(lab->topology, lab->release, o->faults, o->seed, faults, e);
    if (count < 0)
        return count;
    uint64_t state = o->seed;
    lab->site.link = link_new(lab->world, o->seed);
    for (size_t i = 0; i < lab->topology->routers; i++)
        if (start_router(lab, i, &state, e) != ERR_NONE)
            return ERR_FORMAT;
    for (int i = 0; i < count; i++) {
        int rc = fault_apply(faults[i], &lab->site, e);
        if (rc < 0)
            return rc;
    }
    for (size_t i = 0; i < lab->topology->clients; i++)
        lab->client[i] =
            client_new(lab->world, lab->site.link, &lab->topology->client[i], draw(&state));
    /* What is wrong has been so for long: a reload does not mend it. */
    for (size_t i = 0; i < lab->site.routers; i++)
        router_save(lab->site.router[i]);
    /* Sessions that can be up are up, and clients have dialled, before anybody logs in. */
    world_pass(lab->world, SETTLED_MS);
    world_join(lab->world, lab->loop);
    for (int i = 0; i < TOPOLOGY_LOGINS; i++) {
        struct server_options so = {o->port[i], draw(&state), o->wire[i]};
        lab->server[i] = server_new(lab->loop, lab->site.router[i], &so, e);
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
    for (int i = 0; i < TOPOLOGY_LOGINS; i++)
        buf_printf(&text, "[%s]:%u %s\n", SERVER_ADDRESS, server_port(lab->server[i]),
                   server_known_key(lab->server[i]));
    int rc = write_new(path, &text, e);
    if (rc == ERR_NONE)
        lab->known_hosts = path;
    else
        free(path);
    buf_fini(&text);
    return rc;
}

static char *lower_case(const char *text)
{
    char *copy = mem_dup(text);
    for (char *p = copy; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return copy;
}

static int write_ssh_config(struct lab *lab, const char *wanted, struct err *e)
{
    struct buf text = {0};
    char *path = wanted ? mem_dup(wanted) : file_join(lab->directory, "ssh_config");
    for (int i = 0; i < TOPOLOGY_LOGINS; i++) {
        const char *name = lab->topology->router[i].hostname;
        char *lower = lower_case(name);
        buf_printf(&text,
                   "Host %s %s\n"
                   "    HostName %s\n"
                   "    Port %u\n"
                   "    User %s\n"
                   "    UserKnownHostsFile \"%s\"\n"
                   "    StrictHostKeyChecking yes\n"
                   "    PubkeyAuthentication no\n"
                   "    PreferredAuthentications keyboard-interactive,password\n",
                   lower, name, SERVER_ADDRESS, server_port(lab->server[i]), USER,
                   lab->known_hosts);
        free(lower);
    }
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
    lab->seed = o->seed;
    lab->world = lab->site.world = world_new();
    if (choose(lab, o, e) == ERR_NONE && start_routers(lab, o, e) == ERR_NONE &&
        write_files(lab, o->ssh_config, e) == ERR_NONE)
        return lab;
    lab_free(lab);
    return NULL;
}

void lab_free(struct lab *lab)
{
    if (!lab)
        return;
    for (int i = 0; i < TOPOLOGY_LOGINS; i++)
        server_free(lab->server[i]);
    for (size_t i = 0; i < TOPOLOGY_CLIENTS; i++)
        client_free(lab->client[i]);
    for (size_t i = 0; i < lab->site.routers; i++)
        router_free(lab->site.router[i]);
    link_free(lab->site.link);
    world_free(lab->world);
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
    char *name = lower_case(lab->topology->router[i].hostname);
    json_t *d = json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:s, s:s}", "name", name, "host",
                          SERVER_ADDRESS, "port", (int)server_port(lab->server[i]), "user", USER,
                          "password", lab->password[i], "enable", lab->enable[i], "hostkey",
                          server_fingerprint(lab->server[i]), "hostname",
                          router_hostname(lab->site.router[i]));
    free(name);
    return d;
}

json_t *lab_describe(const struct lab *lab)
{
    return json_pack("{s:o, s:o, s:s, s:s, s:s, s:s, s:I}", "a", describe(lab, 0), "b",
                     describe(lab, 1), "ssh_config", lab->ssh_config, "known_hosts",
                     lab->known_hosts, "topology", lab->topology->name, "ios",
                     release_name(lab->release), "seed", (json_int_t)lab->seed);
}

static void describe_faults(const struct topology *t, json_t *faults)
{
    size_t count = 0;
    const struct fault_table *const *tables = fault_tables(&count);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; tables[i]->topology == t && k < tables[i]->count; k++)
            json_array_append_new(
                faults, json_pack("{s:s, s:s, s:s}", "name", tables[i]->fault[k].name, "summary",
                                  tables[i]->fault[k].summary, "subject", tables[i]->subject));
}

static json_t *describe_topology(const struct topology *t)
{
    json_t *routers = json_array();
    json_t *faults = json_array();
    for (int i = 0; i < TOPOLOGY_LOGINS; i++)
        json_array_append_new(routers, json_string(t->router[i].hostname));
    describe_faults(t, faults);
    return json_pack("{s:s, s:s, s:o, s:o}", "name", t->name, "summary", t->summary, "routers",
                     routers, "faults", faults);
}

json_t *lab_topologies(void)
{
    size_t count = 0;
    const struct topology *const *all = topologies(&count);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, describe_topology(all[i]));
    return list;
}
