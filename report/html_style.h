/* SPDX-License-Identifier: ISC */
#ifndef REPORT_HTML_STYLE_H
#define REPORT_HTML_STYLE_H

/* The style sheet of the page. */
const char *html_style(void);

#endif
