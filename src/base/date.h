/*
 * base/date.h: civil dates and instants (DESIGN 4, DOMAIN 0.4).
 *
 * A civil date is an int32_t of the form yyyymmdd (20261122), which sorts, compares and reads well in C, in both
 * databases and in a debugger; 0 is "no date", DATE_OPEN the end of an interval that has none.  Dates are those of
 * Asia/Shanghai, which has had no daylight saving since 1991 and is UTC+8.  Instants are milliseconds since 1970 UTC.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rc.h"

#define DATE_NONE       0
#define DATE_OPEN       99991231
#define DATE_TEXT_BYTES 11

bool date_valid(int32_t date);                 /* a real day between 1800-01-01 and 9999-12-31 */
int32_t date_of(int year, int month, int day); /* DATE_NONE unless it is a real day */
int date_year(int32_t date);
int date_month(int32_t date);
int date_day(int32_t date);

/* Adds calendar months; a missing day becomes the month's last (2026-01-31 + 1 = 2026-02-28). DOMAIN 0.4. */
int32_t date_add_months(int32_t date, int months);
int32_t date_add_days(int32_t date, int days);
int32_t date_days_between(int32_t from, int32_t to); /* to - from, in days */
int date_age(int32_t birth, int32_t on);             /* full years */
int date_weekday(int32_t date);                      /* 0 Sunday … 6 Saturday */

/* "2026-11-22", exactly; DATE_NONE when it is anything else. */
int32_t date_parse(const char *text);
const char *date_text(int32_t date, char out[static DATE_TEXT_BYTES]); /* "" for none and open */

/* Days since 1899-12-30 as spreadsheets count (1900 system), and back. */
int32_t date_from_serial(double serial, bool date1904);

int64_t instant_now(void);                                         /* the wall clock */
int32_t instant_date(int64_t instant_ms);                          /* the civil date in Shanghai */
const char *instant_text(int64_t instant_ms, char out[static 25]); /* 2026-11-22T08:00:00.000Z */
