/* SPDX-License-Identifier: ISC */
/* What libjq allocates between LEAK_CHECK_OFF() and LEAK_CHECK_ON() is no leak to the sanitizer. */
#ifndef WALK_LEAK_CHECK_H
#define WALK_LEAK_CHECK_H

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LEAK_CHECKED 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define LEAK_CHECKED 1
#endif

#ifdef LEAK_CHECKED
#include <sanitizer/lsan_interface.h>
#define LEAK_CHECK_OFF() __lsan_disable()
#define LEAK_CHECK_ON() __lsan_enable()
#else
#define LEAK_CHECK_OFF() ((void)0)
#define LEAK_CHECK_ON() ((void)0)
#endif

#endif
