/* SPDX-License-Identifier: ISC */
#include "parse/matcher.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * An expression that backtracks this often is taken for exponential. PCRE2's default, fixed here
 * because a build can change it.
 */
enum { MATCH_LIMIT = 10000000, HEAP_LIMIT_KIB = 256 << 10 };

struct matcher_forms {
    struct buf unicode;  /* the expression for UTF-8, until it is compiled */
    pcre2_code *code[2]; /* bytes, UTF-8 */
    bool ready[2];       /* machine code was asked for */
    bool jit[2];         /* and is there */
};

static pcre2_code *compile(const struct buf *pattern, bool utf, char *why, size_t size)
{
    uint32_t options = PCRE2_ANCHORED | PCRE2_DOTALL | PCRE2_DOLLAR_ENDONLY;
    int code = 0;
    PCRE2_SIZE offset = 0;
    if (utf)
        options |= PCRE2_UTF | PCRE2_UCP;
    pcre2_code *re =
        pcre2_compile((PCRE2_SPTR)buf_str(pattern), pattern->len, options, &code, &offset, NULL);
    if (!re)
        pcre2_get_error_message(code, (PCRE2_UCHAR *)why, size);
    return re;
}

bool matcher_init(struct matcher *m, const char *regex, size_t len, struct pyre *learnt)
{
    struct pyre unicode = {0};
    struct matcher_forms *forms = mem_alloc(sizeof *forms);
    *m = (struct matcher){.forms = forms};
    bool ok =
        pyre_translate(learnt, regex, len, false) && pyre_translate(&unicode, regex, len, true);
    if (ok) {
        m->groups = learnt->groups;
        buf_add(&forms->unicode, buf_str(&unicode.pattern), unicode.pattern.len);
        forms->code[0] = compile(&learnt->pattern, false, learnt->why, sizeof learnt->why);
        ok = forms->code[0] != NULL;
    }
    pyre_fini(&unicode);
    if (!ok)
        matcher_fini(m);
    return ok;
}

void matcher_fini(struct matcher *m)
{
    if (m->forms) {
        buf_fini(&m->forms->unicode);
        pcre2_code_free(m->forms->code[0]);
        pcre2_code_free(m->forms->code[1]);
    }
    free(m->forms);
    *m = (struct matcher){0};
}

/* Compile what was left for later. */
static void make_ready(struct matcher_forms *forms, bool utf)
{
    char why[160];
    if (utf) {
        forms->code[1] = compile(&forms->unicode, true, why, sizeof why);
        buf_fini(&forms->unicode);
    }
    /* Without JIT (PCRE2 for another processor) the interpreter does the same, slower. */
    forms->jit[utf] =
        forms->code[utf] && pcre2_jit_compile(forms->code[utf], PCRE2_JIT_COMPLETE) == 0;
    forms->ready[utf] = true;
}

void match_init(struct match *x, int groups)
{
    x->data = pcre2_match_data_create((uint32_t)groups + 1, NULL);
    x->context = pcre2_match_context_create(NULL);
    if (!x->data || !x->context)
        mem_alloc(SIZE_MAX); /* ends the program as any want of memory does */
    pcre2_set_match_limit(x->context, MATCH_LIMIT);
    pcre2_set_heap_limit(x->context, HEAP_LIMIT_KIB);
    x->offsets = pcre2_get_ovector_pointer(x->data);
}

void match_fini(struct match *x)
{
    pcre2_match_data_free(x->data);
    pcre2_match_context_free(x->context);
    *x = (struct match){0};
}

int matcher_try(const struct matcher *m, struct match *x, const char *text, size_t len, bool utf)
{
    PCRE2_SPTR subject = (PCRE2_SPTR)text;
    if (!m->forms->ready[utf])
        make_ready(m->forms, utf);
    const pcre2_code *re = m->forms->code[utf];
    int rc = PCRE2_ERROR_JIT_STACKLIMIT;
    if (m->forms->jit[utf])
        rc = pcre2_jit_match(re, subject, len, 0, 0, x->data, x->context);
    /* The JIT has 32 KiB of stack for backtracking; the interpreter takes what it needs. */
    if (rc == PCRE2_ERROR_JIT_STACKLIMIT)
        rc = pcre2_match(re, subject, len, 0, PCRE2_NO_JIT | PCRE2_NO_UTF_CHECK, x->data,
                         x->context);
    return rc >= 0 ? 1 : rc == PCRE2_ERROR_NOMATCH ? 0 : rc;
}
