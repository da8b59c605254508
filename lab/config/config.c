/* SPDX-License-Identifier: ISC */
#include "lab/config/config_rule.h"

#include "lab/config/config_vrf.h"

#include "base/mem.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One line on its way into the tree. */
struct edit {
    struct config *c;
    struct config_place *place;
    const struct config_rule *rule;
    const struct parsed *words;
    struct tree *section; /* where the line goes */
    bool startup;
    struct buf line; /* canonical */
    struct buf *say;
};

void config_init(struct config *c, enum release release)
{
    c->grammar = config_grammar_of(release);
    c->tree = tree_new("");
    c->changes = 1;
}

void config_fini(struct config *c)
{
    tree_free(c->tree);
    c->tree = NULL;
}

const char *config_mode_name(enum mode mode)
{
    switch (mode) {
    case MODE_INTERFACE:
        return "config-if";
    case MODE_ISAKMP:
        return "config-isakmp";
    case MODE_MAP:
    case MODE_DYNAMIC:
        return "config-crypto-map";
    case MODE_GROUP:
        return "config-isakmp-group";
    case MODE_TRANSFORM:
        return "cfg-crypto-trans";
    case MODE_ACL_EXT:
        return "config-ext-nacl";
    case MODE_ACL_STD:
        return "config-std-nacl";
    case MODE_LINE:
        return "config-line";
    case MODE_VRF:
        return "config-vrf";
    case MODE_ROUTER:
        return "config-router";
    case MODE_FAMILY:
        return "config-router-af";
    case MODE_PROBE:
        return "config-rtr";
    case MODE_ROUTE_MAP:
        return "config-route-map";
    case MODE_CA:
        return "ca-trustpoint";
    case MODE_KEYRING:
        return "conf-keyring";
    case MODE_PROFILE:
        return "conf-isa-prof";
    default:
        return "config";
    }
}

enum mode config_mode_above(enum mode mode)
{
    return mode == MODE_FAMILY ? MODE_ROUTER : MODE_CONFIG;
}

struct tree *config_section(const struct config *c, const struct config_place *place)
{
    if (place->mode == MODE_CONFIG)
        return c->tree;
    struct tree *section = tree_find(c->tree, place->section);
    return section && place->mode == MODE_FAMILY ? tree_find(section, place->family) : section;
}

/* The number of a list that is kept as "access-list N ..." lines, or NULL. */
static const char *numbered_list(const struct config_place *place)
{
    const char *name = strrchr(place->section, ' ');
    bool list = place->mode == MODE_ACL_EXT || place->mode == MODE_ACL_STD;
    return list && name && strspn(name + 1, "0123456789") == strlen(name + 1) ? name + 1 : NULL;
}

static void words_until(const struct parsed *p, size_t count, struct buf *out)
{
    for (size_t i = 0; i < count && i < p->count; i++)
        buf_printf(out, "%s%s", i > 0 ? " " : "", p->word[i]);
}

/* Interfaces are printed virtual ones first, then by kind and number. */
static long interface_key(const char *name)
{
    unsigned part[3] = {0};
    size_t letters = strcspn(name, "0123456789");
    sscanf(name + letters, "%u%*[/.]%u%*[/.]%u", &part[0], &part[1], &part[2]);
    long kind = *name == 'L' ? 0 : *name == 'T' && name[1] == 'u' ? 1 : 2 + *name;
    return ((kind * 100 + (long)part[0]) * 100 + (long)part[1]) * 10000 + (long)part[2];
}

/*
 * Crypto maps stand one after the other as they were made: what concerns the whole map, then its
 * entries by sequence.
 */
static long map_key(const struct edit *e)
{
    enum { MAP_STEP = 100000 }; /* sequences are smaller */
    long sequence = strtol(e->words->word[3], NULL, 10);
    long next = 1;
    struct buf head = {0};
    words_until(e->words, 3, &head);
    for (size_t i = 0; i < e->c->tree->count; i++) {
        const struct tree *n = e->c->tree->kid[i];
        long map = n->key / MAP_STEP;
        if (tree_starts(n->text, buf_str(&head))) {
            next = map;
            break;
        }
        if (n->rank == e->rule->rank && map >= next)
            next = map + 1;
    }
    buf_fini(&head);
    return next * MAP_STEP + sequence;
}

static long line_key(const struct edit *e)
{
    if (e->rule->opens == MODE_INTERFACE)
        return interface_key(e->words->word[1]);
    if (e->rule->opens == MODE_ISAKMP)
        return strtol(e->words->word[3], NULL, 10);
    if (e->section == e->c->tree && (e->rule->rank == R_MAP || e->rule->rank == R_DYNAMIC_MAP))
        return map_key(e);
    if (tree_starts(buf_str(&e->line), "access-list"))
        return strtol(e->words->word[1], NULL, 10);
    return 0;
}

/* A key belongs to an address: a new one takes the place of the old one. */
static size_t remove_key(struct edit *e)
{
    const char *address = parsed_after(e->words, "address");
    size_t gone = 0;
    assert(e->section);
    for (size_t i = e->section->count; address && *address && i-- > 0;) {
        const char *text = e->section->kid[i]->text;
        const char *at = tree_starts(text, "crypto isakmp key") ? strstr(text, " address ") : NULL;
        if (at && tree_starts(at + strlen(" address "), address)) {
            tree_remove(e->section, i);
            gone++;
        }
    }
    return gone;
}

static bool is_key(const struct edit *e)
{
    return tree_starts(buf_str(&e->line), "crypto isakmp key") &&
           parsed_after(e->words, "address") != NULL;
}

/* Entries of an access list that stand where: below their section, or at the top. */
static size_t list_entries(const struct edit *e, const char *number, size_t *index, size_t max)
{
    struct buf head = {0};
    struct tree *t = number ? e->c->tree : e->section;
    size_t n = 0;
    if (number)
        buf_printf(&head, "access-list %s", number);
    for (size_t i = 0; i < t->count && n < max; i++)
        if (tree_starts(t->kid[i]->text, buf_str(&head)))
            index[n++] = i;
    buf_fini(&head);
    return n;
}

enum { MAX_ENTRIES = 256, SEQUENCE_STEP = 10 };

static int numbered_rank(void)
{
    const struct config_rule *rules = config_grammar.rows;
    size_t i = 0;
    while (!tree_starts(rules[i].g.words, "access-list"))
        i++;
    return rules[i].rank;
}

static void remove_line(struct tree *t, const char *text)
{
    for (size_t i = t->count; i-- > 0;)
        if (strcmp(t->kid[i]->text, text) == 0)
            tree_remove(t, i);
}

/* In list mode a line may carry a sequence number; entries count 10, 20, 30 from the top. */
static void edit_list(struct edit *e, bool no)
{
    const char *number = numbered_list(e->place);
    size_t index[MAX_ENTRIES];
    size_t count = list_entries(e, number, index, MAX_ENTRIES);
    struct tree *t = number ? e->c->tree : e->section;
    struct buf text = {0};
    long sequence = e->words->parameter[0] ? strtol(e->words->word[0], NULL, 10) : 0;
    size_t at = sequence ? ((size_t)sequence - 1) / SEQUENCE_STEP : count;
    const char *entry = buf_str(&e->line);
    if (sequence)
        entry += strcspn(entry, " ") + (e->words->count > 1);
    if (number)
        buf_printf(&text, "access-list %s ", number);
    buf_add_str(&text, entry);
    if (no && sequence && at < count && sequence % SEQUENCE_STEP == 0) {
        tree_remove(t, index[at]);
    } else if (no) {
        remove_line(t, buf_str(&text));
    } else if (count < MAX_ENTRIES && !tree_find(t, buf_str(&text))) {
        int rank = number ? numbered_rank() : 0;
        long key = number ? strtol(number, NULL, 10) : 0;
        struct tree *n = at < count ? tree_insert(t, index[at], buf_str(&text))
                                    : tree_add(t, buf_str(&text), rank, key);
        n->rank = rank;
        n->key = key;
    }
    buf_fini(&text);
}

/* The section that a line names already, or NULL. */
static struct tree *find_section(const struct edit *e)
{
    struct buf head = {0};
    struct tree *found = NULL;
    assert(e->section);
    words_until(e->words, e->rule->same, &head);
    for (size_t i = 0; i < e->section->count && !found; i++)
        if (tree_starts(e->section->kid[i]->text, buf_str(&head)) &&
            e->section->kid[i]->rank == e->rule->rank)
            found = e->section->kid[i];
    buf_fini(&head);
    return found;
}

/* A section keeps what is below it when its line is typed again. */
static void open_section(struct edit *e)
{
    struct config_place *place = e->place;
    struct tree *found = find_section(e);
    place->mode = e->rule->opens;
    char *name = place->mode == MODE_FAMILY ? place->family : place->section;
    if (!found) {
        snprintf(name, GRAMMAR_NAME_MAX, "%s", buf_str(&e->line));
        if (!numbered_list(place))
            found = tree_add(e->section, buf_str(&e->line), e->rule->rank, line_key(e));
        if (found && place->mode == MODE_FAMILY)
            found->closing = "exit-address-family";
        if (e->rule->opens == MODE_MAP && !e->startup)
            buf_add_str(e->say, "% NOTE: This new crypto map will remain disabled until a peer\r\n"
                                "        and a valid access list have been configured.\r\n");
        return;
    }
    if (e->words->count > e->rule->same) {
        free(found->text);
        found->text = mem_dup(buf_str(&e->line));
    }
    snprintf(name, GRAMMAR_NAME_MAX, "%s", found->text);
}

static void set_line(struct edit *e)
{
    struct buf head = {0};
    struct buf off = {0};
    const char *line = buf_str(&e->line);
    words_until(e->words, e->rule->same, &head);
    buf_printf(&off, "no %s", e->rule->same > 0 ? buf_str(&head) : line);
    tree_remove_prefix(e->section, buf_str(&off));
    if (is_key(e))
        remove_key(e);
    if (e->rule->same > 0)
        tree_remove_prefix(e->section, buf_str(&head));
    bool unset =
        (e->rule->flags & RULE_KEEP_NO) || (e->rule->unset && strcmp(e->rule->unset, line) == 0);
    if (!unset && !tree_find(e->section, line))
        tree_add(e->section, line, e->rule->rank, line_key(e));
    buf_fini(&head);
    buf_fini(&off);
}

static void unset_line(struct edit *e)
{
    struct buf text = {0};
    size_t count = e->words->count;
    /* IOS drops the whole numbered list, whichever of its lines is named. */
    if (tree_starts(buf_str(&e->line), "access-list"))
        count = 2;
    else if (e->rule->same > 0 && count > e->rule->same)
        count = e->rule->same;
    words_until(e->words, count, &text);
    size_t gone = is_key(e) ? remove_key(e) : tree_remove_prefix(e->section, buf_str(&text));
    if (e->rule->flags) {
        struct buf off = {0};
        buf_printf(&off, "no %s", buf_str(&text));
        tree_remove_prefix(e->section, buf_str(&off));
        buf_fini(&off);
        buf_clear(&text);
        buf_printf(&text, "no %s", buf_str(&e->line));
        if (!tree_find(e->section, buf_str(&text)))
            tree_add(e->section, buf_str(&text), e->rule->rank, 0);
    } else if (gone == 0 && tree_starts(buf_str(&e->line), "ip route")) {
        buf_add_str(e->say, "%No matching route to delete\r\n");
    }
    buf_fini(&text);
}

/* "no" may leave out what the setting's name does not need. */
static bool names_setting(const struct parsed *p, const struct config_place *place)
{
    const struct config_rule *rule = (const struct config_rule *)p->row;
    bool list = place->mode == MODE_ACL_EXT || place->mode == MODE_ACL_STD;
    if (tree_starts(rule->g.words, "access-list"))
        return p->count >= 2;
    if (place->mode == MODE_CONFIG && (tree_starts(rule->g.words, "crypto map") ||
                                       tree_starts(rule->g.words, "crypto dynamic-map")))
        return p->count >= 3;
    return (rule->same > 0 && p->count >= rule->same) || (list && p->parameter[0]);
}

/* What IOS checks before it takes a line. False when it was refused, with the reason said. */
static bool accepted(struct edit *e, bool no)
{
    const char *line = buf_str(&e->line);
    if (no && e->rule->opens == MODE_INTERFACE && strncmp(e->words->word[1], "Loopback", 8) != 0 &&
        strncmp(e->words->word[1], "Tunnel", 6) != 0 && !strchr(e->words->word[1], '.')) {
        buf_add_str(e->say, "% Removal of physical interfaces is not permitted\r\n");
        return false;
    }
    if (!no && !vrf_accepts(e->c->tree, e->section, line, e->say))
        return false;
    if (no || !tree_starts(line, "set transform-set"))
        return true;
    for (size_t i = 2; i < e->words->count; i++) {
        struct buf head = {0};
        bool known = false;
        buf_printf(&head, "crypto ipsec transform-set %s", e->words->word[i]);
        for (size_t k = 0; k < e->c->tree->count; k++)
            known = known || tree_starts(e->c->tree->kid[k]->text, buf_str(&head));
        buf_fini(&head);
        if (!known) {
            buf_printf(e->say, "ERROR: transform set with tag \"%s\" does not exist.\r\n",
                       e->words->word[i]);
            return false;
        }
    }
    return true;
}

/* Virtual interfaces can be made at will, hardware is there or not. */
static bool interface_exists(const struct edit *e)
{
    const char *name = e->words->word[1];
    bool virtual = strncmp(name, "Loopback", 8) == 0 || strncmp(name, "Tunnel", 6) == 0;
    struct buf head = {0};
    bool there = false;
    words_until(e->words, e->rule->same, &head);
    for (size_t i = 0; i < e->c->tree->count; i++)
        there = there || tree_starts(e->c->tree->kid[i]->text, buf_str(&head));
    buf_fini(&head);
    return e->startup || virtual || strchr(name, '.') || there;
}

static void apply(struct edit *e, bool no)
{
    enum mode mode = e->place->mode;
    e->c->changes++;
    if (strcmp(buf_str(&e->line), "exit-address-family") == 0)
        e->place->mode = config_mode_above(mode);
    else if (vrf_edit(e->section, buf_str(&e->line), no, e->rule->rank))
        return;
    else if (!e->rule->opens && (mode == MODE_ACL_EXT || mode == MODE_ACL_STD))
        edit_list(e, no);
    else if (no)
        unset_line(e);
    else if (e->rule->opens)
        open_section(e);
    else
        set_line(e);
    vrf_follow(e->c->tree, e->section, buf_str(&e->line), no, e->say);
}

/* Find the rule for the line: in the submode, or, failing that, in the modes above it. */
static enum grammar_result find_rule(const struct grammar *g, struct config_place *place,
                                     const char *line, bool no, struct parsed *parsed)
{
    enum grammar_result result = grammar_match(g, place->mode, line, no, parsed);
    struct parsed *other = mem_alloc(sizeof *other);
    for (enum mode mode = place->mode; result == GRAMMAR_INVALID && mode != MODE_CONFIG;) {
        mode = config_mode_above(mode);
        enum grammar_result above = grammar_match(g, mode, line, no, other);
        if (above == GRAMMAR_OK || (above != GRAMMAR_INVALID && parsed->count == 0)) {
            *parsed = *other;
            result = above;
            if (above == GRAMMAR_OK)
                place->mode = mode;
        } else if (other->column > parsed->column) {
            parsed->column = other->column;
        }
    }
    free(other);
    return result;
}

enum grammar_result config_line(struct config *c, struct config_place *place, const char *line,
                                bool startup, struct buf *say, struct parsed *parsed)
{
    const char *p = line + strspn(line, " \t");
    size_t before = (size_t)(p - line);
    bool no = strncmp(p, "no ", 3) == 0;
    if (no)
        before += 3;
    struct config_place was = *place;
    enum grammar_result result = find_rule(c->grammar, place, line + before, no, parsed);
    if (result == GRAMMAR_OK && no && !parsed->complete && !names_setting(parsed, place))
        result = GRAMMAR_INCOMPLETE;
    if (result != GRAMMAR_OK) {
        *place = was;
        parsed->column += before;
        return result;
    }
    struct edit e = {.c = c,
                     .place = place,
                     .rule = (const struct config_rule *)parsed->row,
                     .words = parsed,
                     .section = config_section(c, place),
                     .startup = startup,
                     .say = say};
    vrf_canonical(parsed);
    parsed_join(parsed, &e.line);
    if (e.rule->opens == MODE_INTERFACE && !interface_exists(&e)) {
        parsed->column = before + parsed->at[1];
        *place = was;
        result = GRAMMAR_INVALID;
    } else if (!e.section && !numbered_list(place)) {
        /* The section was removed under the feet of its submode. */
        place->mode = MODE_CONFIG;
        parsed->column = before;
        result = GRAMMAR_INVALID;
    } else if (accepted(&e, no)) {
        apply(&e, no);
        if (no && place->mode != was.mode && config_section(c, &was))
            *place = was;
    }
    buf_fini(&e.line);
    return result;
}
