/* base/date.c: arithmetic on civil dates, by way of a day count; no time zone database is needed for UTC+8. */
#include "base/date.h"

#include <time.h>

enum {
    FIRST_YEAR = 1800,
    LAST_YEAR = 9999,
    DAYS_IN_400_YEARS = 146097,
    SERIAL_ZERO_1900 = 18991230, /* the day that spreadsheets count from, after 1900-02-28 */
    SERIAL_ZERO_1904 = 19040101,
    SERIAL_FIRST_SURE = 61, /* 1900-03-01: below it programs disagree, because one took 1900 for a leap year */
    MS_PER_DAY = 86400000,
    SHANGHAI_MS = 8 * 3600000,
};

static bool leap_year(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_days(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return month == 2 && leap_year(year) ? 29 : days[month - 1];
}

int32_t date_of(int year, int month, int day)
{
    if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12)
        return DATE_NONE;
    if (day < 1 || day > month_days(year, month))
        return DATE_NONE;
    return (int32_t)(year * 10000 + month * 100 + day);
}

int date_year(int32_t date)
{
    return date / 10000;
}

int date_month(int32_t date)
{
    return date / 100 % 100;
}

int date_day(int32_t date)
{
    return date % 100;
}

bool date_valid(int32_t date)
{
    return date > 0 && date_of(date_year(date), date_month(date), date_day(date)) == date;
}

/* Days before the 1 March of a year. */
static int64_t days_before(int64_t year)
{
    return year * 365 + year / 4 - year / 100 + year / 400;
}

/*
 * Days from 0000-03-01 of the proleptic calendar.  A year that begins in March ends with the leap day, and its months
 * from March on follow the lengths 31 30 31 30 31 twice, which (153 * m + 2) / 5 adds up.
 */
static int64_t day_number(int32_t date)
{
    int month = (date_month(date) + 9) % 12; /* March is 0 */
    int64_t year = date_year(date) - (month >= 10);
    return days_before(year) + (153 * month + 2) / 5 + date_day(date) - 1;
}

static int32_t date_of_day_number(int64_t n)
{
    if (n < 0 || n > days_before(LAST_YEAR + 1))
        return DATE_NONE;
    int64_t year = n * 400 / DAYS_IN_400_YEARS; /* right, or off by one near 1 March */
    if (days_before(year) > n)
        year--;
    else if (days_before(year + 1) <= n)
        year++;
    int64_t day = n - days_before(year);
    int64_t month = (5 * day + 2) / 153; /* March is 0 */
    day -= (153 * month + 2) / 5;
    return date_of((int)(year + (month >= 10)), (int)((month + 2) % 12 + 1), (int)day + 1);
}

/* An interval without an end has none after adding to it, either. */
static bool has_no_days(int32_t date)
{
    return date == DATE_OPEN || !date_valid(date);
}

int32_t date_add_months(int32_t date, int months)
{
    if (has_no_days(date))
        return date == DATE_OPEN ? DATE_OPEN : DATE_NONE;
    int64_t count = (int64_t)date_year(date) * 12 + date_month(date) - 1 + months;
    if (count < (int64_t)FIRST_YEAR * 12 || count >= (int64_t)(LAST_YEAR + 1) * 12)
        return DATE_NONE;
    int year = (int)(count / 12);
    int month = (int)(count % 12) + 1;
    int last = month_days(year, month);
    return date_of(year, month, date_day(date) < last ? date_day(date) : last);
}

int32_t date_add_days(int32_t date, int days)
{
    if (has_no_days(date))
        return date == DATE_OPEN ? DATE_OPEN : DATE_NONE;
    return date_of_day_number(day_number(date) + days);
}

int32_t date_days_between(int32_t from, int32_t to)
{
    if (!date_valid(from) || !date_valid(to))
        return 0;
    return (int32_t)(day_number(to) - day_number(from));
}

int date_age(int32_t birth, int32_t on)
{
    return (on - birth) / 10000;
}

int date_weekday(int32_t date)
{
    return (int)((day_number(date) + 3) % 7); /* 0000-03-01 was a Wednesday */
}

/* The n digits at text as a number; -1 when one of them is not a digit. */
static int digits(const char *text, int n)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

int32_t date_parse(const char *text)
{
    if (!text)
        return DATE_NONE;
    int year = digits(text, 4);
    if (year < 0 || text[4] != '-')
        return DATE_NONE;
    int month = digits(text + 5, 2);
    if (month < 0 || text[7] != '-')
        return DATE_NONE;
    int day = digits(text + 8, 2);
    return day < 0 || text[10] != '\0' ? DATE_NONE : date_of(year, month, day);
}

/* Writes n digits of value; by hand, because lists print many dates and printf is ten times slower. */
static void put_digits(char *out, int n, int value)
{
    while (n-- > 0) {
        out[n] = (char)('0' + value % 10);
        value /= 10;
    }
}

static void put_date(char *out, int32_t date)
{
    put_digits(out, 4, date_year(date));
    out[4] = '-';
    put_digits(out + 5, 2, date_month(date));
    out[7] = '-';
    put_digits(out + 8, 2, date_day(date));
}

const char *date_text(int32_t date, char out[static DATE_TEXT_BYTES])
{
    out[0] = '\0';
    if (date > DATE_NONE && date < DATE_OPEN) {
        put_date(out, date);
        out[10] = '\0';
    }
    return out;
}

int32_t date_from_serial(double serial, bool date1904)
{
    if (!(serial >= (date1904 ? 0 : SERIAL_FIRST_SURE) && serial < 3000000))
        return DATE_NONE;
    return date_add_days(date1904 ? SERIAL_ZERO_1904 : SERIAL_ZERO_1900, (int)serial);
}

int64_t instant_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The day of an instant and the milliseconds into it, both in UTC; rounds down before 1970, too. */
static int32_t split_instant(int64_t instant_ms, int *ms_of_day)
{
    int64_t days = instant_ms / MS_PER_DAY;
    int64_t rest = instant_ms % MS_PER_DAY;
    if (rest < 0) {
        rest += MS_PER_DAY;
        days--;
    }
    *ms_of_day = (int)rest;
    return date_of_day_number(day_number(19700101) + days);
}

int32_t instant_date(int64_t instant_ms)
{
    int ms;
    if (instant_ms > INT64_MAX - SHANGHAI_MS)
        return DATE_NONE;
    return split_instant(instant_ms + SHANGHAI_MS, &ms);
}

const char *instant_text(int64_t instant_ms, char out[static 25])
{
    int ms;
    int32_t date = split_instant(instant_ms, &ms);
    out[0] = '\0';
    if (date == DATE_NONE)
        return out;
    put_date(out, date);
    out[10] = 'T';
    put_digits(out + 11, 2, ms / 3600000);
    out[13] = ':';
    put_digits(out + 14, 2, ms / 60000 % 60);
    out[16] = ':';
    put_digits(out + 17, 2, ms / 1000 % 60);
    out[19] = '.';
    put_digits(out + 20, 3, ms % 1000);
    out[23] = 'Z';
    out[24] = '\0';
    return out;
}
