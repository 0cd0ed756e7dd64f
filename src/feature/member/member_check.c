/*
 * feature/member/member_check.c: what contradicts itself in a member's items.
 *
 * One list of checks for the page, the import and the correction.  Order and codes as CONTRACT 2 and DOMAIN 9.1 have
 * them.  Probation a day short or overdue is no fault: that is for the branch to explain, not for a form to refuse.
 */
#include <string.h>

#include "base/citizen.h"
#include "base/date.h"
#include "base/utf8.h"
#include "feature/member/member.h"

enum { JOIN_AGE = 18 }; /* XZ2014 5 */

struct faults {
    struct member_fault *at;
    size_t n;
};

static void fault(struct faults *f, const char *field, const char *code, const char *message)
{
    if (f->n < MEMBER_FAULTS)
        f->at[f->n++] = (struct member_fault){ .field = field, .code = code, .message = message };
}

static void check_citizen_number(struct ctx *c, const struct member_items *m, struct faults *f)
{
    static const struct {
        const char *code, *message;
    } said[] = {
        [CITIZEN_LENGTH] = { "citizen_number_length", "公民身份号码应为 18 位。" },
        [CITIZEN_DIGITS] = { "citizen_number_length",
                             "公民身份号码应为 17 位数字加一位数字或 X。" },
        [CITIZEN_DATE] = { "birth_date_differs", "公民身份号码里的出生日期不存在。" },
        [CITIZEN_CHECK_DIGIT] = { "citizen_number_check_digit",
                                  "公民身份号码的最后一位与前面不符。" },
    };
    int32_t birth = 0;
    int sex = 0;
    enum citizen_fault found = citizen_check(m->citizen_number, c->today, &birth, &sex);
    if (found) {
        fault(f, "citizen_number", said[found].code, said[found].message);
        return;
    }
    if (m->sex && m->sex != sex)
        fault(f, "sex", "sex_differs", "性别与公民身份号码不一致。");
    if (m->birth_date && m->birth_date != birth)
        fault(f, "birth_date", "birth_date_differs", "出生日期与公民身份号码不一致。");
}

static void check_dates(struct ctx *c, const struct member_items *m, struct faults *f)
{
    if (m->birth_date > c->today)
        fault(f, "birth_date", "date_in_future", "出生日期还没有到。");
    if (m->join_date > c->today)
        fault(f, "join_date", "date_in_future", "入党日期还没有到。");
    else if (m->birth_date && date_age(m->birth_date, m->join_date) < JOIN_AGE)
        fault(f, "join_date", "joined_before_eighteen",
              "入党时不满 18 岁。请核对出生日期和入党日期。");
    if (m->full_date > c->today)
        fault(f, "full_date", "date_in_future", "转正日期还没有到。");
    else if (m->full_date && m->full_date < m->join_date)
        fault(f, "full_date", "full_before_joined", "转正日期早于入党日期。");
    if (m->lost_since > c->today)
        fault(f, "lost_since", "date_in_future", "失联日期还没有到。");
}

static void check_missing(const struct member_items *m, struct faults *f)
{
    if (!*m->name)
        fault(f, "name", "missing", "请补充姓名。");
    if (!m->sex)
        fault(f, "sex", "missing", "请补充性别。");
    if (!*m->citizen_number)
        fault(f, "citizen_number", "missing", "请补充公民身份号码。");
    if (!m->ethnicity)
        fault(f, "ethnicity", "missing", "请补充民族。");
    if (!m->birth_date)
        fault(f, "birth_date", "missing", "请补充出生日期。");
    if (!m->person_category)
        fault(f, "person_category", "missing", "请补充人员类别。");
    if (!m->join_date)
        fault(f, "join_date", "missing", "请补充入党日期。");
}

static void check_length(const char *field, const char *text, size_t max, struct faults *f)
{
    if (utf8_chars(text) > max)
        fault(f, field, "too_long", "内容太长，请缩短。");
}

size_t member_check(struct ctx *c, const struct member_items *m,
                    struct member_fault out[static MEMBER_FAULTS])
{
    struct faults f = { .at = out };
    check_missing(m, &f);
    if (*m->citizen_number)
        check_citizen_number(c, m, &f);
    if (m->join_date)
        check_dates(c, m, &f);
    if (m->person_category == CATEGORY_PROBATIONARY_MEMBER && m->full_date)
        fault(&f, "full_date", "unknown_value", "预备党员还没有转正日期。请核对人员类别。");
    check_length("name", m->name, MEMBER_NAME_CHARS, &f);
    check_length("post", m->post, MEMBER_TEXT_CHARS, &f);
    check_length("mobile", m->mobile, 24, &f);
    check_length("phone", m->phone, 24, &f);
    check_length("home_address", m->home_address, MEMBER_ADDRESS_CHARS, &f);
    check_length("destination", m->destination, MEMBER_TEXT_CHARS, &f);
    return f.n;
}

const char *member_tail(struct arena *a, const char *text, size_t n)
{
    size_t len = strlen(text);
    return len > n ? arena_strdup(a, text + len - n) : "";
}

/* "青岚大学家属区1栋19室" shows 青岚大学: up to the first character that ends the name of a place or an institution. */
const char *address_head(struct arena *a, const char *address)
{
    static const char *const ends[] = { "大学", "学院", "自治区", "自治州", "省", "市",
                                        "区",   "县",   "旗",     "镇",     "乡" };
    const char *best = NULL;
    for (size_t i = 0; i < COUNT(ends); i++) {
        const char *at = strstr(address, ends[i]);
        if (at && at > address && (!best || at + strlen(ends[i]) < best))
            best = at + strlen(ends[i]);
    }
    return best ? arena_strndup(a, address, (size_t)(best - address)) : "";
}
