/* SPDX-License-Identifier: ISC */
/*
 *       time    CE1                                   CE2
 *      0.000 s   |----------- MM_NO_STATE ----------->|
 *      0.004 s   | refuse: ...                        |
 */
#include "report/html_ladder.h"

#include "report/put.h"

#include <stdlib.h>

/* In the picture's own units; a character of its type is about 6.6 wide. */
enum {
    WIDTH = 960,
    LANE_A = 90,
    LANE_B = 950,
    TOP = 34,
    ROW = 22,
    TIP = 7,
    SHORT = 60, /* what an arrow stays away from the lane it did not come to or from */
    PAD = 8,
    LABEL_COLUMNS = 90,
    SAID_COLUMNS = 122
};

static int lane(int side)
{
    return side == SIDE_A ? LANE_A : LANE_B;
}

static void put_names(const char *const names[SIDES], FILE *out)
{
    for (int side = 0; side < SIDES; side++) {
        fprintf(out, "<text class=\"name\" x=\"%d\" y=\"16\" text-anchor=\"%s\">", lane(side),
                side == SIDE_A ? "start" : "end");
        put_xml(out, names[side]);
        fputs("</text>\n", out);
    }
}

/* All of the line shows when one points at it, and is there for who cannot see the picture. */
static void put_title(const struct rung *r, FILE *out)
{
    fputs("<title>", out);
    put_xml(out, r->text);
    fputs("</title>", out);
}

static void put_words(const struct rung *r, int x, int y, const char *anchor, size_t columns,
                      FILE *out)
{
    char *label = rung_label(r);
    char *words = put_cut(label, columns);
    fprintf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">", x, y, anchor);
    put_xml(out, words);
    fputs("</text>", out);
    free(words);
    free(label);
}

static void put_arrow(const struct rung *r, int y, FILE *out)
{
    bool received = r->kind == RUNG_RECEIVED;
    int from = received ? lane(!r->side) : lane(r->side);
    int to = received ? lane(r->side) : lane(!r->side);
    int way = to > from ? 1 : -1;
    from += received ? way * SHORT : 0;
    to -= r->kind == RUNG_SENT ? way * SHORT : 0;
    fprintf(out, "<g class=\"%s\">", r->kind == RUNG_CROSSED ? "arrow" : "arrow half");
    put_title(r, out);
    fprintf(out, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", from, y, to, y);
    if (r->kind == RUNG_SENT)
        fprintf(out, "<path d=\"M%d %dl%d %dm0 -%dl-%d %d\"/>", to - TIP / 2, y - TIP / 2, TIP, TIP,
                TIP, TIP, TIP);
    else
        fprintf(out, "<path class=\"tip\" d=\"M%d %dl%d -4v8z\"/>", to, y, -way * TIP);
    if (received)
        fprintf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">?</text>", from - way * PAD,
                y + 4);
    put_words(r, (LANE_A + LANE_B) / 2, y + 4, "middle", LABEL_COLUMNS, out);
    fputs("</g>\n", out);
}

static void put_saying(const struct rung *r, int y, FILE *out)
{
    bool left = r->side == SIDE_A;
    fprintf(out, "<g class=\"said%s\">", r->bad ? " bad" : "");
    put_title(r, out);
    fprintf(out, "<circle cx=\"%d\" cy=\"%d\" r=\"3\"/>", lane(r->side), y);
    put_words(r, lane(r->side) + (left ? PAD : -PAD), y + 4, left ? "start" : "end", SAID_COLUMNS,
              out);
    fputs("</g>\n", out);
}

void html_ladder(const struct ladder *l, const char *const names[SIDES], FILE *out)
{
    size_t rows = l->count + (l->left_out > 0);
    int height = TOP + (int)rows * ROW;
    int y = TOP;
    fprintf(
        out,
        "<svg class=\"ladder\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Messages between "
        "the two ends\" xmlns=\"http://www.w3.org/2000/svg\">\n",
        WIDTH, height);
    put_names(names, out);
    for (int side = 0; side < SIDES; side++)
        fprintf(out, "<line class=\"lane\" x1=\"%d\" y1=\"22\" x2=\"%d\" y2=\"%d\"/>\n", lane(side),
                lane(side), height);
    for (size_t i = 0; i < l->count; i++, y += ROW) {
        const struct rung *r = &l->rung[i];
        if (l->left_out > 0 && i == l->count / 2) {
            fprintf(out, "<text class=\"time\" x=\"%d\" y=\"%d\">%zu more in between</text>\n",
                    LANE_A + PAD, y + 4, l->left_out);
            y += ROW;
        }
        fprintf(out, "<text class=\"time\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%.3f s</text>",
                LANE_A - PAD, y + 4, (double)r->ms / 1000.0);
        if (r->kind == RUNG_SAID)
            put_saying(r, y, out);
        else
            put_arrow(r, y, out);
    }
    fputs("</svg>\n", out);
}
