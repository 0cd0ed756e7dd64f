/* test/unit/base_codes.c: check digits, with the vectors of DOMAIN 9.1 and 9.5. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/attr.h"
#include "base/citizen.h"

enum { TODAY = 20261122 };

static const struct {
    const char *number;
    enum citizen_fault fault;
    int32_t birth;
    int sex;
} citizens[] = {
    { "11010519491231002X", CITIZEN_OK, 19491231, 2 },
    { "110101199003074012", CITIZEN_OK, 19900307, 1 },
    { "110101200001010010", CITIZEN_OK, 20000101, 1 },
    { "11010120010101123X", CITIZEN_OK, 20010101, 1 },
    { "110101200002290018", CITIZEN_OK, 20000229, 1 },
    { "110101190002290018", CITIZEN_DATE, 0, 0 },
    { "110105194912310021", CITIZEN_CHECK_DIGIT, 0, 0 },
    { "", CITIZEN_LENGTH, 0, 0 },
    { "110105491231002", CITIZEN_LENGTH, 0, 0 },
    { "11010519491231002X0", CITIZEN_LENGTH, 0, 0 },
    { "11010519491231002x", CITIZEN_DIGITS, 0, 0 },
    { "1101051949123X002X", CITIZEN_DIGITS, 0, 0 },
    { "一二三四五六", CITIZEN_DIGITS, 0, 0 },
    { "110101202611230012", CITIZEN_DATE, 0, 0 }, /* tomorrow */
};

static void citizen_numbers_are_checked_in_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(citizens); i++) {
        int32_t birth = 0;
        int sex = 0;
        assert_int_equal(citizen_check(citizens[i].number, TODAY, &birth, &sex), citizens[i].fault);
        assert_int_equal(birth, citizens[i].birth);
        assert_int_equal(sex, citizens[i].sex);
    }
    assert_int_equal(citizen_check("11010519491231002X", TODAY, NULL, NULL), CITIZEN_OK);
    assert_int_equal(citizen_check("11010519491231002X", 19491230, NULL, NULL), CITIZEN_DATE);
}

static void no_region_is_refused(void **state)
{
    (void)state;
    char number[] = "990101199003074010";
    int accepted = 0;
    for (int i = 0; i < 11; i++) { /* exactly one check digit fits */
        number[17] = "0123456789X"[i];
        accepted += citizen_check(number, TODAY, NULL, NULL) == CITIZEN_OK;
    }
    assert_int_equal(accepted, 1);
}

static void social_credit_codes_are_checked(void **state)
{
    (void)state;
    assert_int_equal(uscc_check("91350100M000100Y43"), USCC_OK);
    assert_int_equal(uscc_check("91350100M000100Y4Z"), USCC_LETTERS); /* Z is no letter of codes */
    assert_int_equal(uscc_check("91350100M000100Y4A"), USCC_CHECK_DIGIT);
    assert_int_equal(uscc_check("12100000400000624D"), USCC_OK);
    assert_int_equal(uscc_check("121000004000000010"), USCC_OK);
    assert_int_equal(uscc_check("12100000400000624"), USCC_LENGTH);
    assert_int_equal(uscc_check("12100000400000624d"), USCC_LETTERS);
    assert_int_equal(uscc_check("I2100000400000624D"), USCC_LETTERS);
    assert_true(org_code_valid("D2143569X"));
    assert_false(org_code_valid("D21435690"));
    assert_false(org_code_valid("D2143569"));
    assert_false(org_code_valid("d2143569X"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(citizen_numbers_are_checked_in_order),
        cmocka_unit_test(no_region_is_refused),
        cmocka_unit_test(social_credit_codes_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
