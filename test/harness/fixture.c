/*
 * test/harness/fixture.c: one small invented university, as the two workbooks that a user would import.
 *
 * Two schools, a general branch, five branches, so that every role has something inside and something outside its scope.
 * Everybody is invented: citizen numbers start with 99, which no region has.
 */
#include <stdio.h>
#include <string.h>
#include <xlsxwriter.h>

#include "harness/site.h"

enum { ORG_COLUMNS = 7, MEMBER_COLUMNS = 19 };

/* clang-format off */
const struct fixture_login fixture_logins[] = {
    { "dept",      "university_org_admin",   NULL,          NULL },
    { "committee", "university_committee",   "001",         NULL },
    { "organizer", "organizer",              "001.001",     NULL },
    { "secretary", "branch_secretary",       "001.001.001", NULL },
    { "publicity", "publicity_commissioner", "001.001.001", NULL },
    { "other",     "branch_secretary",       "001.002.001", NULL },
    { "pair",      "branch_secretary",       "001.001.001", NULL, "001.002.002" },
    { "nested",    "branch_secretary",       "001.001.001", NULL, "001.001" },
    { "member",    "member",                 NULL,          "林晓" },
    { "auditor",   "audit_admin",            NULL,          NULL },
    { "sysadmin",  NULL,                     NULL,          NULL },
    { "secadmin",  NULL,                     NULL,          NULL },
    { 0 },
};

static const char *const org_head[ORG_COLUMNS] = {
    "党组织全称", "党组织简称", "上级党组织", "组织类别", "成立日期", "任期(年)", "本届选举日期" };

static const char *const orgs[][ORG_COLUMNS] = {
    { "中共青岚大学委员会",                     "青岚大学党委",           "",                             "党委",   "1958-09-01", "5", "2022-06-18" },
    { "中共青岚大学数学学院委员会",             "数学学院党委",           "中共青岚大学委员会",           "党委",   "1978-03-01", "5", "2024-10-31" },
    { "中共青岚大学数学学院本科生支部委员会",   "数学学院本科生党支部",   "中共青岚大学数学学院委员会",   "党支部", "2005-09-10", "3", "2025-05-10" },
    { "中共青岚大学数学学院教工支部委员会",     "数学学院教工党支部",     "中共青岚大学数学学院委员会",   "党支部", "1979-09-10", "3", "2023-04-10" },
    { "中共青岚大学文学院委员会",               "文学院党委",             "中共青岚大学委员会",           "党委",   "1978-03-01", "5", "2023-05-20" },
    { "中共青岚大学文学院教工支部委员会",       "文学院教工党支部",       "中共青岚大学文学院委员会",     "党支部", "1980-04-02", "3", "2024-04-10" },
    { "中共青岚大学文学院研究生支部委员会",     "文学院研究生党支部",     "中共青岚大学文学院委员会",     "党支部", "2006-04-02", "3", "2024-04-10" },
    { "中共青岚大学图书馆总支部委员会",         "图书馆党总支",           "中共青岚大学委员会",           "党总支", "1990-05-04", "5", "2022-09-01" },
    { "中共青岚大学图书馆第一支部委员会",       "图书馆第一党支部",       "中共青岚大学图书馆总支部委员会", "党支部", "1990-05-04", "3", "2024-09-01" },
};

static const char *const member_head[MEMBER_COLUMNS] = {
    "姓名", "性别", "公民身份号码", "民族", "出生日期", "学历", "人员类别", "所在党支部", "入党日期", "转正日期",
    "工作岗位", "手机号码", "固定电话", "家庭住址", "党籍状态", "是否为失联党员", "失联日期", "是否为流动党员", "外出流向" };

#define UNDERGRADUATES "数学学院本科生党支部"
#define MATHEMATICIANS "数学学院教工党支部"
#define TEACHERS       "文学院教工党支部"
#define GRADUATES      "文学院研究生党支部"
#define LIBRARY        "图书馆第一党支部"
#define USUAL          "正常", "否", "", "否", ""
/* The citizen number stands here without its last digit, which fixture_number adds. */
static const char *const members[][MEMBER_COLUMNS] = {
    { "林晓",             "女", "99010120040312002", "汉族",   "2004-03-12", "普通高中",   "正式党员", UNDERGRADUATES, "2023-05-04", "2024-05-04", "大学生", "19900000001", "", "青岚市学府区海棠路1号1室", USUAL },
    { "周明远",           "男", "99010120031105003", "汉族",   "2003-11-05", "普通高中",   "正式党员", UNDERGRADUATES, "2022-11-20", "2023-11-20", "大学生", "19900000002", "", "青岚市学府区海棠路1号2室", USUAL },
    { "单于𠮷𤤴",          "男", "99010120040101005", "汉族",   "2004-01-01", "普通高中",   "正式党员", UNDERGRADUATES, "2023-01-10", "2024-01-10", "大学生", "19900000003", "", "青岚市学府区海棠路1号3室", USUAL },
    { "古丽米热·艾合买提", "女", "99010120050620004", "维吾尔族", "2005-06-20", "普通高中", "预备党员", UNDERGRADUATES, "2026-06-30", "",         "大学生", "19900000004", "", "青岚市学府区海棠路1号4室", USUAL },
    { "吕一诺",           "女", "99010119850708006", "汉族",   "1985-07-08", "博士研究生", "正式党员", MATHEMATICIANS, "2006-07-01", "2007-07-01", "事业单位专业技术人员", "19900000005", "", "青岚市学府区丁香路2号1室", USUAL },
    { "朴正浩",           "男", "99010119700131007", "朝鲜族", "1970-01-31", "硕士研究生", "正式党员", MATHEMATICIANS, "1992-06-30", "1993-06-30", "事业单位专业技术人员", "19900000006", "", "青岚市学府区丁香路2号2室", USUAL },
    { "沈书言",           "女", "99010119780916008", "汉族",   "1978-09-16", "博士研究生", "正式党员", TEACHERS,       "1999-06-15", "2000-06-15", "事业单位专业技术人员", "19900000007", "", "青岚市学府区银杏路3号1室", USUAL },
    { "韩立",             "男", "99010119660301009", "汉族",   "1966-03-01", "大学本科",   "正式党员", TEACHERS,       "1988-12-01", "1989-12-01", "事业单位专业技术人员", "19900000008", "", "青岚市学府区银杏路3号2室", "正常", "是", "2025-03-01", "否", "" },
    { "覃小满",           "女", "99010120000521010", "壮族",   "2000-05-21", "大学本科",   "正式党员", GRADUATES,      "2021-06-01", "2022-06-01", "大学生", "19900000009", "", "青岚市学府区银杏路3号3室", "正常", "否", "", "是", "云溪市" },
    { "仇望舒",           "男", "99010119550815011", "汉族",   "1955-08-15", "大学专科",   "正式党员", LIBRARY,        "1980-07-01", "1981-07-01", "离退休人员", "19900000010", "", "青岚市学府区书香路4号1室", USUAL },
};
/* more.xlsx: one who is new, one whom the register has in another branch, one who cannot be. */
static const char *const more[][MEMBER_COLUMNS] = {
    { "程思远",           "男", "99010119900203012", "汉族",   "1990-02-03", "博士研究生", "正式党员", MATHEMATICIANS, "2011-06-01", "2012-06-01", "事业单位专业技术人员", "19900000012", "", "青岚市学府区丁香路2号3室", USUAL },
    { "沈书言",           "女", "99010119780916008", "汉族",   "1978-09-16", "博士研究生", "正式党员", GRADUATES,      "1999-06-15", "2000-06-15", "事业单位专业技术人员", "19900000007", "", "青岚市学府区银杏路3号1室", USUAL },
    { "方未名",           "男", "99010119900203014", "汉族",   "1990-02-03", "博士研究生", "正式党员", "天文台党支部", "2011-06-01", "2012-06-01", "事业单位专业技术人员", "19900000013", "", "青岚市学府区丁香路2号4室", USUAL },
};
/* clang-format on */

static char check_digit(const char *number)
{
    static const int weights[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
    int sum = 0;
    for (int i = 0; i < 17; i++)
        sum += (number[i] - '0') * weights[i];
    return "10X98765432"[sum % 11];
}

/* The sex of the table decides the 17th digit: odd for men. */
static const char *fixture_number(const char *const *row, struct arena *a)
{
    char *number = arena_copy(a, row[2], 18); /* with its NUL, where the last digit goes */
    if (!number)
        return "";
    const int man = strcmp(row[1], "男") == 0;
    if ((number[16] - '0') % 2 != man)
        number[16] = (char)(number[16] == '9' ? '8' : number[16] + 1);
    number[17] = check_digit(number);
    return number;
}

const char *fixture_citizen_number(const char *member, struct arena *a)
{
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (!strcmp(members[i][0], member))
            return fixture_number(members[i], a);
    return "";
}

const char *fixture_password(const char *login, struct arena *a)
{
    (void)login; /* one for all: nobody but the tests signs in here */
    return arena_strdup(a, "Hai-tang-2026");
}

static void put_row(lxw_worksheet *sheet, unsigned row, const char *const *cells, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (cells[i][0])
            worksheet_write_string(sheet, row, (lxw_col_t)i, cells[i], NULL);
}

static int write_orgs(const char *path)
{
    lxw_workbook *book = workbook_new(path);
    lxw_worksheet *sheet = workbook_add_worksheet(book, "党组织");
    put_row(sheet, 0, org_head, ORG_COLUMNS);
    for (unsigned i = 0; i < sizeof orgs / sizeof *orgs; i++)
        put_row(sheet, i + 1, orgs[i], ORG_COLUMNS);
    return workbook_close(book) != LXW_NO_ERROR;
}

static int write_members(const char *path, const char *const (*rows)[MEMBER_COLUMNS], unsigned n, struct arena *a)
{
    lxw_workbook *book = workbook_new(path);
    lxw_worksheet *sheet = workbook_add_worksheet(book, "党员名册");
    worksheet_write_string(sheet, 0, 0, "中共青岚大学委员会党员名册", NULL);
    put_row(sheet, 1, member_head, MEMBER_COLUMNS);
    for (unsigned i = 0; i < n; i++) {
        put_row(sheet, i + 2, rows[i], MEMBER_COLUMNS);
        worksheet_write_string(sheet, i + 2, 2, fixture_number(rows[i], a), NULL);
    }
    return workbook_close(book) != LXW_NO_ERROR;
}

int fixture_workbooks(const char *dir, struct arena *a)
{
    return write_orgs(arena_printf(a, "%s/orgs.xlsx", dir)) ||
           write_members(arena_printf(a, "%s/members.xlsx", dir), members, COUNT(members), a) ||
           write_members(arena_printf(a, "%s/more.xlsx", dir), more, COUNT(more), a);
}
