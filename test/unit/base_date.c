/* test/unit/base_date.c: dates and instants, with the vectors of DOMAIN 0.4. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <string.h>
#include <cmocka.h>

#include "base/date.h"

static void dates_are_real_days(void **state)
{
    (void)state;
    assert_true(date_valid(20000229));
    assert_false(date_valid(19000229));
    assert_false(date_valid(20260431));
    assert_false(date_valid(20261301));
    assert_false(date_valid(20260100));
    assert_false(date_valid(17991231));
    assert_true(date_valid(18000101));
    assert_true(date_valid(DATE_OPEN));
    assert_false(date_valid(DATE_NONE));
    assert_false(date_valid(-20260101));
    assert_int_equal(date_of(2026, 2, 29), DATE_NONE);
    assert_int_equal(date_of(2024, 2, 29), 20240229);
}

static void months_clamp_to_the_last_day(void **state)
{
    (void)state;
    assert_int_equal(date_add_months(20260131, 1), 20260228);
    assert_int_equal(date_add_months(20240229, 12), 20250228);
    assert_int_equal(date_add_months(20260831, 6), 20270228);
    assert_int_equal(date_add_months(20260331, -1), 20260228);
    assert_int_equal(date_add_months(20260115, -13), 20241215);
    assert_int_equal(date_add_months(20261201, 1), 20270101);
    assert_int_equal(date_add_months(99990101, 12), DATE_NONE);
    assert_int_equal(date_add_months(18000101, -1), DATE_NONE);
    assert_int_equal(date_add_months(20260101, INT32_MAX), DATE_NONE);
    assert_int_equal(date_add_months(DATE_OPEN, 3), DATE_OPEN);
    assert_int_equal(date_add_months(DATE_NONE, 3), DATE_NONE);
}

/* Walks every day of 1800 to 2400, so that both the count and its inverse are right on each. */
static void days_count_one_by_one(void **state)
{
    (void)state;
    int32_t date = 18000101;
    int weekday = 3; /* a Wednesday */
    for (int n = 0; date < 24000101; n++) {
        assert_true(date_valid(date));
        assert_int_equal(date_days_between(18000101, date), n);
        assert_int_equal(date_add_days(18000101, n), date);
        assert_int_equal(date_weekday(date), weekday);
        weekday = (weekday + 1) % 7;
        date = date_of(date_year(date), date_month(date), date_day(date) + 1)
                   ? date + 1
                   : (date_month(date) < 12 ? date_of(date_year(date), date_month(date) + 1, 1)
                                            : date_of(date_year(date) + 1, 1, 1));
    }
    assert_int_equal(date_weekday(20261122), 0);
    assert_int_equal(date_add_days(20260301, -1), 20260228);
    assert_int_equal(date_add_days(99991230, 2), DATE_NONE);
    assert_int_equal(date_add_days(18000101, -1), DATE_NONE);
    assert_int_equal(date_add_days(20260101, INT32_MIN), DATE_NONE);
    assert_int_equal(date_days_between(20261231, 20260101), -364);
}

static void age_is_in_full_years(void **state)
{
    (void)state;
    assert_int_equal(date_age(20081122, 20261121), 17);
    assert_int_equal(date_age(20081122, 20261122), 18);
    assert_int_equal(date_age(20080229, 20260228), 17);
    assert_int_equal(date_age(20080229, 20260301), 18);
}

static void text_is_exact(void **state)
{
    (void)state;
    char out[DATE_TEXT_BYTES];
    assert_int_equal(date_parse("2026-11-22"), 20261122);
    static const char *const wrong[] = { "",           "2026-11-2",   "2026-11-22 ", "2026/11/22",
                                         "2026-02-30", "26-11-22",    "2026-1-122",  "2026-11-2x",
                                         "+026-11-22", " 2026-11-22", "20261122",    NULL };
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_int_equal(date_parse(wrong[i]), DATE_NONE);
    assert_string_equal(date_text(20260105, out), "2026-01-05");
    assert_string_equal(date_text(DATE_NONE, out), "");
    assert_string_equal(date_text(DATE_OPEN, out), "");
}

static void serials_are_those_of_spreadsheets(void **state)
{
    (void)state;
    assert_int_equal(date_from_serial(45292, false), 20240101);
    assert_int_equal(date_from_serial(45292.75, false), 20240101);
    assert_int_equal(date_from_serial(61, false), 19000301);
    assert_int_equal(date_from_serial(60, false), DATE_NONE);
    assert_int_equal(date_from_serial(43830, true), 20240101);
    assert_int_equal(date_from_serial(0, true), 19040101);
    assert_int_equal(date_from_serial(-1, true), DATE_NONE);
    assert_int_equal(date_from_serial((double)NAN, false), DATE_NONE);
    assert_int_equal(date_from_serial(1e300, false), DATE_NONE);
}

static void instants_are_utc_and_days_are_shanghai(void **state)
{
    (void)state;
    char out[25];
    assert_string_equal(instant_text(1795334400000, out), "2026-11-22T08:00:00.000Z");
    assert_string_equal(instant_text(1795334400000 + 3723045, out), "2026-11-22T09:02:03.045Z");
    assert_string_equal(instant_text(-1, out), "1969-12-31T23:59:59.999Z");
    assert_int_equal(instant_date(1795334400000 + 8 * 3600000 - 1), 20261122);
    assert_int_equal(instant_date(1795334400000 + 8 * 3600000), 20261123);
    assert_int_equal(instant_date(INT64_MAX), DATE_NONE);
    assert_string_equal(instant_text(INT64_MIN, out), "");
    assert_true(instant_date(instant_now()) >= 20240101);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_real_days),
        cmocka_unit_test(months_clamp_to_the_last_day),
        cmocka_unit_test(days_count_one_by_one),
        cmocka_unit_test(age_is_in_full_years),
        cmocka_unit_test(text_is_exact),
        cmocka_unit_test(serials_are_those_of_spreadsheets),
        cmocka_unit_test(instants_are_utc_and_days_are_shanghai),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
