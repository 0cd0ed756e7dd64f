/* base/citizen.c: check digits; nothing here allocates or looks anything up. */
#include "base/citizen.h"

#include <stddef.h>
#include <string.h>

#include "base/date.h"

enum { CODE_CHARS = 18 };

static bool all_digits(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] < '0' || s[i] > '9')
            return false;
    return true;
}

static int number_in(const char *s, size_t n)
{
    int value = 0;
    for (size_t i = 0; i < n; i++)
        value = value * 10 + (s[i] - '0');
    return value;
}

static char citizen_check_digit(const char *number)
{
    static const int weight[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
    int sum = 0;
    for (size_t i = 0; i < CODE_CHARS - 1; i++)
        sum += (number[i] - '0') * weight[i];
    return "10X98765432"[sum % 11];
}

enum citizen_fault citizen_check(const char *number, int32_t today, int32_t *birth, int *sex)
{
    if (strlen(number) != CODE_CHARS)
        return CITIZEN_LENGTH;
    char last = number[CODE_CHARS - 1];
    if (!all_digits(number, CODE_CHARS - 1) || !(last == 'X' || all_digits(&last, 1)))
        return CITIZEN_DIGITS;
    int32_t born = number_in(number + 6, 8);
    if (!date_valid(born) || born > today)
        return CITIZEN_DATE;
    if (citizen_check_digit(number) != last)
        return CITIZEN_CHECK_DIGIT;
    if (birth)
        *birth = born;
    if (sex)
        *sex = (number[16] - '0') % 2 ? 1 : 2;
    return CITIZEN_OK;
}

enum uscc_fault uscc_check(const char *code)
{
    static const char letters[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    int sum = 0;
    int weight = 1; /* 3 to the power of the place, modulo 31 */
    if (strlen(code) != CODE_CHARS)
        return USCC_LENGTH;
    for (size_t i = 0; i < CODE_CHARS; i++) {
        const char *at = strchr(letters, code[i]);
        if (!at)
            return USCC_LETTERS;
        if (i == CODE_CHARS - 1)
            break;
        sum += (int)(at - letters) * weight;
        weight = weight * 3 % 31;
    }
    return letters[(31 - sum % 31) % 31] == code[CODE_CHARS - 1] ? USCC_OK : USCC_CHECK_DIGIT;
}

/* The value of a character of an organisation code; -1 when it is none. */
static int org_code_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'A' && c <= 'Z' ? c - 'A' + 10 : -1;
}

bool org_code_valid(const char *code)
{
    static const int weight[] = { 3, 7, 9, 10, 5, 8, 4, 2 };
    int sum = 0;
    if (strlen(code) != 9)
        return false;
    for (size_t i = 0; i < 8; i++) {
        int value = org_code_value(code[i]);
        if (value < 0)
            return false;
        sum += value * weight[i];
    }
    return "0X987654321"[sum % 11] == code[8];
}
