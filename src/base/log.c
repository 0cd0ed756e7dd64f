/* base/log.c: each event is one write(2), so lines of several threads or processes never mix. */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"

enum { LINE_BYTES = 1024 }; /* the rest of a longer line is cut: no event of ours needs it */

static void log_line(const char *level, const char *fmt, va_list ap) PRINTF(2, 0);

static void log_line(const char *level, const char *fmt, va_list ap)
{
    char line[LINE_BYTES];
    char at[25];
    int saved = errno;
    int head = snprintf(line, sizeof line, "%s %s ", instant_text(instant_now(), at), level);
    size_t len = head > 0 ? (size_t)head : 0;
    int body = vsnprintf(line + len, sizeof line - len, fmt, ap);
    if (body > 0)
        len += (size_t)body;
    if (len > sizeof line - 2)
        len = sizeof line - 2;
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)line[i] < ' ')
            line[i] = ' '; /* one event, one line, whatever a library's message contains */
    line[len++] = '\n';
    if (write(STDERR_FILENO, line, len) < 0) {
        /* nowhere is left to report this */
    }
    errno = saved;
}

void log_info(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    log_line("info", fmt, ap);
    va_end(ap);
}

void log_error(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    log_line("error", fmt, ap);
    va_end(ap);
}
