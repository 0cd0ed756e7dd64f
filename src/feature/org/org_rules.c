/*
 * feature/org/org_rules.c: what is out of order in an organisation, each with its clause.
 *
 * Thresholds are data with their source (DOMAIN 2.1, 2.2, 7, 13).  A finding never judges a person, and what was never
 * entered is not out of order: without any post or election on record the page says 尚未登记 instead.
 */
#include "base/date.h"
#include "feature/org/org_i.h"

struct org_rule {
    const char *code;
    int limit;
    const char *clause;
};

enum { RULE_MIN_FULL, RULE_MAX, RULE_COMMITTEE, RULE_TERM_MONTHS };

static const struct org_rule rules[] = {
    [RULE_MIN_FULL] = { "too_few_full_members", 3, "《中国共产党支部工作条例（试行）》第四条" },
    [RULE_MAX] = { "too_many_members", 50, "《中国共产党支部工作条例（试行）》第四条" },
    [RULE_COMMITTEE] = { "no_committee", 7, "《中国共产党支部工作条例（试行）》第二十条" },
    [RULE_TERM_MONTHS] = { "term_over", 6, "《中国共产党支部工作条例（试行）》第二十一条" },
};

enum {
    COMMITTEE_MIN = 3
}; /* ZB2018 20: a branch committee has three to five members, at most seven */

int32_t org_term_ends(const struct org_row *o)
{
    return o->elected_on && o->term_years ? date_add_months(o->elected_on, 12 * (int)o->term_years)
                                          : DATE_NONE;
}

static void add(struct org_finding *out, size_t *n, struct org_finding f)
{
    if (*n < ORG_FINDINGS)
        out[(*n)++] = f;
}

static void check_numbers(const struct org_row *o, const struct org_post_count *posts,
                          struct org_finding *out, size_t *n, struct arena *a)
{
    if (o->full_members < rules[RULE_MIN_FULL].limit)
        add(out, n,
            (struct org_finding){
                .code = rules[RULE_MIN_FULL].code,
                .clause = rules[RULE_MIN_FULL].clause,
                .text = arena_printf(a, "正式党员 %d 名，不足 3 名。", (int)o->full_members),
                .advice = "可以与邻近单位成立联合党支部，或者并入其他党支部。" });
    if (o->members > rules[RULE_MAX].limit)
        add(out, n,
            (struct org_finding){
                .code = rules[RULE_MAX].code,
                .clause = rules[RULE_MAX].clause,
                .text = arena_printf(a, "党员 %d 名，一般不超过 50 名。", (int)o->members),
                .advice = "可以按教研室、年级或班级分设党支部。" });
    if (o->full_members >= rules[RULE_COMMITTEE].limit && posts->ever &&
        posts->held < COMMITTEE_MIN)
        add(out, n,
            (struct org_finding){
                .code = rules[RULE_COMMITTEE].code,
                .clause = rules[RULE_COMMITTEE].clause,
                .text =
                    arena_printf(a, "正式党员 %d 名，应当设立支部委员会。", (int)o->full_members),
                .advice = "请召开支部党员大会，选举 3 至 5 名委员，再登记职务。" });
}

static void check_term(const struct org_row *o, int32_t on, struct org_finding *out, size_t *n,
                       struct arena *a)
{
    char text[DATE_TEXT_BYTES];
    int32_t ends = org_term_ends(o);
    if (!ends || o->kind == ORG_PARTY_GROUP || o->kind == ORG_TEMPORARY_BRANCH)
        return;
    const char *clause = org_kind_is_branch(o->kind)
                             ? rules[RULE_TERM_MONTHS].clause
                             : "《中国共产党普通高等学校基层组织工作条例》第五条、第七条";
    if (ends <= on)
        add(out, n,
            (struct org_finding){ .code = "term_over",
                                  .clause = clause,
                                  .text =
                                      arena_printf(a, "任期已于 %s 届满。", date_text(ends, text)),
                                  .advice = "请向上级请示换届，选举后登记本届选举日期。" });
    else if (ends <= date_add_months(on, rules[RULE_TERM_MONTHS].limit))
        add(out, n,
            (struct org_finding){ .code = "term_ending",
                                  .clause = clause,
                                  .due = true,
                                  .text =
                                      arena_printf(a, "任期将于 %s 届满。", date_text(ends, text)),
                                  .advice = "上级应提前六个月提醒，请着手准备换届。" });
}

size_t org_findings(const struct org_row *o, const struct org_post_count *posts, int32_t on,
                    struct org_finding out[static ORG_FINDINGS], struct arena *a)
{
    size_t n = 0;
    /* A temporary branch need not have three members and holds no elections (ZB2018 8). */
    if (org_kind_is_branch(o->kind) && o->kind != ORG_TEMPORARY_BRANCH)
        check_numbers(o, posts, out, &n, a);
    check_term(o, on, out, &n, a);
    return n;
}
