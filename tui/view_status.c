/* SPDX-License-Identifier: ISC */
/* The line above: both peers, the tunnel, and what is going on. */
#include "tui/view.h"

#include <string.h>

enum {
    ELAPSED_SHOWN_S = 2,
    GAP = 2,
    HOST_SHARE = 5,   /* of the width goes to one host name at most */
    WORDS_WIDTH = 120 /* room from which on words are written out */
};

static void add_peer(const struct model_peer *p, bool ascii, size_t width, struct rows *out)
{
    enum role role = p->ready ? ROLE_STATUS_GOOD : p->lost ? ROLE_STATUS_BAD : ROLE_STATUS;
    rows_printf(out, ROLE_STATUS, " %s ", p->label);
    rows_fit(out, ROLE_STATUS, p->host, strlen(p->host), 0, width / HOST_SHARE, ascii);
    rows_text(out, ROLE_STATUS, " ");
    rows_text(out, role, p->state);
    if (p->legacy)
        rows_text(out, ROLE_STATUS_BAD, width < WORDS_WIDTH ? " legacy!" : " legacy crypto!");
    rows_text(out, ROLE_STATUS, " ");
}

void view_status(const struct model *m, size_t width, struct rows *out)
{
    const char *bar = theme_glyph(GLYPH_VERTICAL, m->ascii);
    char elapsed[16] = "";
    if (m->elapsed_s >= ELAPSED_SHOWN_S)
        snprintf(elapsed, sizeof elapsed, " %us", m->elapsed_s);
    rows_begin(out, ROLE_STATUS);
    if (m->replay && m->replay[0]) {
        rows_printf(out, ROLE_STATUS_BAD, " %s ", m->replay);
        rows_text(out, ROLE_STATUS, bar);
    }
    for (int side = 0; side < SIDES && !m->peer[side].absent; side++) {
        add_peer(&m->peer[side], m->ascii, width, out);
        rows_text(out, ROLE_STATUS, bar);
    }
    size_t right = strlen(m->activity) + strlen(elapsed) + 1;
    size_t used = rows_column(out) + right + GAP;
    if (m->tunnel[0] && used < width) {
        rows_text(out, ROLE_STATUS, " ");
        rows_fit(out, ROLE_STATUS, m->tunnel, strlen(m->tunnel), 0, width - used, m->ascii);
    }
    if (right < width)
        rows_pad(out, ROLE_STATUS, width - right);
    rows_text(out, m->activity_role, m->activity);
    rows_text(out, ROLE_STATUS, elapsed);
}
