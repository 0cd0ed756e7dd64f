/*
 * base/log.h: one line per event on standard error: time, level, what, key=value.
 *
 * Never a personal value, a query string, or anything a user typed.  The failing layer logs once, with the name of the
 * statement or call; layers above pass the rc on.
 */
#pragma once

#include "base/attr.h"

void log_info(const char *fmt, ...) PRINTF(1, 2);
void log_error(const char *fmt, ...) PRINTF(1, 2);
