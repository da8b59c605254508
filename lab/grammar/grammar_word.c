/* SPDX-License-Identifier: ISC */
#include "lab/grammar/grammar_word.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void word_split(const char *line, struct word_list *out)
{
    out->line = line;
    out->count = 0;
    for (const char *p = line + strspn(line, " \t"); *p && out->count < GRAMMAR_MAX_WORDS;) {
        size_t n = strcspn(p, " \t");
        size_t keep = n < GRAMMAR_NAME_MAX ? n : GRAMMAR_NAME_MAX - 1;
        memcpy(out->word[out->count], p, keep);
        out->word[out->count][keep] = '\0';
        out->at[out->count++] = (size_t)(p - line);
        p += n;
        p += strspn(p, " \t");
    }
}

enum word_fit word_keyword(const char *item, const char *typed, size_t *common)
{
    bool in_full = *item == '=';
    item += in_full;
    size_t n = strcspn(item, " ");
    size_t m = strlen(typed);
    size_t k = 0;
    while (k < n && k < m && tolower((unsigned char)item[k]) == tolower((unsigned char)typed[k]))
        k++;
    *common = k;
    if (k < m)
        return WORD_NO;
    if (k == n)
        return WORD_EXACT;
    return in_full ? WORD_NO : WORD_BEGINS;
}

void word_full(const char *item, char *out, size_t size)
{
    item += *item == '=';
    snprintf(out, size, "%.*s", (int)strcspn(item, " "), item);
}

bool grammar_ip(const char *text, unsigned *address)
{
    unsigned value = 0;
    for (int part = 0; part < 4; part++) {
        char *end;
        if (!isdigit((unsigned char)*text))
            return false;
        unsigned long n = strtoul(text, &end, 10);
        if (n > 255 || end - text > 3 || *end != (part < 3 ? '.' : '\0'))
            return false;
        value = value << 8 | (unsigned)n;
        text = end + 1;
    }
    if (address)
        *address = value;
    return true;
}

bool grammar_interface(const char *typed, char *out, size_t size)
{
    static const char *const kinds[] = {
        "Ethernet", "FastEthernet", "GigabitEthernet", "Serial",
        "Loopback", "TokenRing",    "Tunnel",          "ATM",
        "BRI",      "Vlan",
    };
    size_t letters = 0;
    while (isalpha((unsigned char)typed[letters]))
        letters++;
    const char *number = typed + letters;
    if (letters == 0 || !isdigit((unsigned char)*number) ||
        number[strspn(number, "0123456789/.:")] != '\0')
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (letters <= strlen(kinds[i]) && strncasecmp(kinds[i], typed, letters) == 0) {
            snprintf(out, size, "%s%s", kinds[i], number);
            return true;
        }
    return false;
}

static bool is_number(const char *item, const char *typed)
{
    unsigned long low = 0;
    unsigned long high = 4294967295UL;
    sscanf(item, "<num:%lu-%lu>", &low, &high);
    char *end;
    if (!isdigit((unsigned char)*typed) || strlen(typed) > 10)
        return false;
    unsigned long n = strtoul(typed, &end, 10);
    return *end == '\0' && n >= low && n <= high;
}

/* "fa0/0" and "fa 0/0" are the same to IOS. */
static size_t interface_words(const struct word_list *line, size_t i, char *out, size_t size)
{
    if (grammar_interface(line->word[i], out, size))
        return 1;
    if (i + 1 >= line->count)
        return 0;
    char both[2 * GRAMMAR_NAME_MAX];
    snprintf(both, sizeof both, "%s%s", line->word[i], line->word[i + 1]);
    return grammar_interface(both, out, size) ? 2 : 0;
}

static size_t rest_of_line(const struct word_list *line, size_t i, char *out, size_t size)
{
    snprintf(out, size, "%s", line->line + line->at[i]);
    size_t n = strlen(out);
    while (n > 0 && (out[n - 1] == ' ' || out[n - 1] == '\t'))
        out[--n] = '\0';
    return line->count - i;
}

size_t word_parameter(const char *item, const struct word_list *line, size_t i, char *out,
                      size_t size)
{
    const char *typed = line->word[i];
    if (strncmp(item, "<if>", 4) == 0)
        return interface_words(line, i, out, size);
    if (strncmp(item, "<line>", 6) == 0)
        return rest_of_line(line, i, out, size);
    if (strncmp(item, "<num", 4) == 0 && !is_number(item, typed))
        return 0;
    if ((strncmp(item, "<ip>", 4) == 0 || strncmp(item, "<mask>", 6) == 0) &&
        !grammar_ip(typed, NULL))
        return 0;
    snprintf(out, size, "%s", typed);
    return 1;
}

void word_shown(const char *item, char *out, size_t size)
{
    unsigned long low;
    unsigned long high;
    if (*item == '\0')
        snprintf(out, size, "<cr>");
    else if (strncmp(item, "<ip>", 4) == 0 || strncmp(item, "<mask>", 6) == 0)
        snprintf(out, size, "A.B.C.D");
    else if (strncmp(item, "<line>", 6) == 0)
        snprintf(out, size, "LINE");
    else if (strncmp(item, "<if>", 4) == 0)
        snprintf(out, size, "IFNAME");
    else if (sscanf(item, "<num:%lu-%lu>", &low, &high) == 2)
        snprintf(out, size, "<%lu-%lu>", low, high);
    else if (strncmp(item, "<num", 4) == 0)
        snprintf(out, size, "<0-4294967295>");
    else if (*item == '<')
        snprintf(out, size, "WORD");
    else
        word_full(item, out, size);
}

void word_sort_name(const char *item, char *out, size_t size)
{
    char shown[GRAMMAR_NAME_MAX];
    word_shown(item, shown, sizeof shown);
    /* "~" sorts behind every keyword. */
    snprintf(out, size, "%s%.*s",
             *item == '\0'  ? "~~"
             : *item == '<' ? "~"
                            : "",
             GRAMMAR_NAME_MAX - 3, shown);
}
