/* base/attr.h: the compiler attributes we use, each behind one name. */
#pragma once

#define MUST_CHECK         __attribute__((warn_unused_result))
#define PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define COUNT(array)       (sizeof(array) / sizeof((array)[0]))
