/* SPDX-License-Identifier: ISC */
/*
 * Allocation that never returns NULL. Out of memory is not a condition the program can work around,
 * so it ends: the hook (the console puts one there that restores the terminal) runs, one line goes
 * to standard error, exit status 2.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>

void *mem_alloc(size_t size);                /* zeroed; free with free() */
void *mem_resize(void *old, size_t size);    /* as realloc */
void *mem_array(size_t count, size_t size);  /* zeroed, overflow-checked */
char *mem_dup(const char *text);             /* NULL gives NULL */
char *mem_ndup(const char *bytes, size_t n); /* n bytes and a final NUL */
char *mem_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *mem_vprintf(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0)));

/* The end for want of memory. */
_Noreturn void mem_die(void);

/* Run `hook` before ending for want of memory. Call once, at start; NULL removes it. */
void mem_on_exhaustion(void (*hook)(void));

/*
 * Make room for one more element in a growing array: returns the array, moved if need be, with
 * *capacity raised. The array must have been NULL with capacity 0 at first.
 */
void *mem_grow(void *array, size_t count, size_t *capacity, size_t size);

#endif
