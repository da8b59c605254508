/* SPDX-License-Identifier: ISC */
/*
 * Text into documents. Whatever is put was written by a device, a playbook or a journal of a
 * stranger: it passes text_visible() and is then escaped for the format, so that it shows as text
 * and is never markup. Everything else in a document is written with fprintf().
 */
#ifndef REPORT_PUT_H
#define REPORT_PUT_H

#include <jansson.h>
#include <stdio.h>

void put_plain(FILE *out, const char *text);

/* For HTML and XML, in content and in attributes between double quotes. */
void put_xml(FILE *out, const char *text);

/* For Markdown: a paragraph, a heading, a cell of a table. */
void put_markdown(FILE *out, const char *text);

/* A code block of Markdown that holds these lines, whatever stands in them. */
void put_markdown_code(FILE *out, const json_t *lines);

/*
 * Cut to so many columns, the last three "..." where something is missing; on the heap. At least
 * these three.
 */
char *put_cut(const char *text, size_t columns);

#endif
