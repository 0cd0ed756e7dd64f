/*
 * feature/intake/demo_person.c: people who do not exist.
 *
 * Citizen numbers start with 99, which no region has, and end in a valid check digit.  Among the names are those that
 * software gets wrong: compound surnames, names with ·, characters outside of the basic plane, very long ones.
 */
#include <string.h>

#include "feature/intake/demo_person.h"

#include "base/citizen.h"
#include "base/date.h"

uint32_t dice_roll(struct dice *d, uint32_t sides)
{
    d->state += 0x9e3779b97f4a7c15u; /* splitmix64 */
    uint64_t z = d->state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (uint32_t)(((z ^ (z >> 31)) >> 32) * sides >> 32);
}

bool dice_chance(struct dice *d, uint32_t per_mille)
{
    return dice_roll(d, 1000) < per_mille;
}

#define PICK(d, list) (list)[dice_roll((d), (uint32_t)COUNT(list))]

const char *const demo_sort_words[DEMO_SORTS] = { "教工", "离退休", "博士生", "硕士生", "本科生" };

/* clang-format off */
static const char *const surnames[] = {
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "高", "罗",
    "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾", "肖", "田", "董", "袁", "潘", "于", "蒋", "蔡",
    "余", "杜", "叶", "程", "苏", "魏", "吕", "丁", "任", "沈", "姚", "卢", "姜", "崔", "钟", "谭", "陆", "汪", "范", "金",
    "石", "廖", "贾", "夏", "韦", "付", "方", "白", "邹", "孟", "熊", "秦", "邱", "江", "尹", "薛", "闫", "段", "雷", "侯",
    "单", "覃", "缪", "区", "仇", "欧阳", "上官", "司马", "诸葛", "长孙", "尉迟",
};
static const char *const given[] = {
    "伟", "敏", "静", "磊", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "秀", "霞", "平", "刚", "桂", "华", "文", "建",
    "国", "春", "梅", "云", "飞", "玲", "志", "强", "晓", "红", "玉", "兰", "海", "燕", "雪", "松", "宇", "航", "子", "涵",
    "梓", "萱", "浩", "然", "思", "远", "若", "曦", "嘉", "怡", "俊", "泽", "雨", "桐", "欣", "悦", "博", "睿", "诗", "琪",
};
static const char *const rare[] = { "𠮷", "㛃", "𬍛", "𫖯", "䶮", "𬸚", "垚", "喆", "𡐓", "𬜬" };
static const char *const long_first[] = { "阿不都热依木", "买买提", "古丽娜尔", "艾尼瓦尔", "努尔兰", "热依汗古丽", "巴特尔", "其木格" };
static const char *const long_last[] = { "买买提明", "吐尔逊", "阿布力孜", "艾合买提", "哈力克", "苏来曼", "额尔德尼" };
static const char *const places[] = { "浙江省杭州市", "江苏省苏州市", "广东省深圳市", "四川省成都市", "陕西省西安市", "上海市浦东新区" };
static const char *const posts[DEMO_SORTS] = { "事业单位专业技术人员", "离退休人员", "研究生", "研究生", "大学生" };
/* clang-format on */

static const char *name_of(struct arena *a, struct dice *d, int *ethnicity)
{
    static const char *const others[] = { "05", "02", "03", "08", "11", "15", "06", "10", "14", "04" };
    *ethnicity = vocab_by_id(&ethnicity_vocab, dice_chance(d, 80) ? PICK(d, others) : "01");
    if (*ethnicity == vocab_by_id(&ethnicity_vocab, "05") || *ethnicity == vocab_by_id(&ethnicity_vocab, "02"))
        return arena_printf(a, "%s·%s", PICK(d, long_first), PICK(d, long_last));
    const char *surname = PICK(d, surnames);
    if (dice_chance(d, 4))
        return arena_printf(a, "%s%s", surname, PICK(d, rare));
    const char *first = PICK(d, given);
    return dice_chance(d, 180) ? arena_printf(a, "%s%s", surname, first)
                               : arena_printf(a, "%s%s%s", surname, first, PICK(d, given));
}

/* Region and sequence are the number of the person, so no two are alike whatever their birthdays. */
static const char *number_of(struct arena *a, int64_t nth, int32_t birth, int sex, int32_t today)
{
    static const char digits[] = "0123456789X";
    int sequence = (int)(nth / 10000 % 500) * 2 + (sex == SEX_MALE);
    const char *first = arena_printf(a, "99%04d%08d%03d0", (int)(nth % 10000), (int)birth, sequence);
    char *number = arena_check(a) ? NULL : arena_copy(a, first, strlen(first));
    if (!number)
        return "";
    for (size_t i = 0; i < sizeof(digits) - 1; i++) {
        number[17] = digits[i];
        if (!citizen_check(number, today, NULL, NULL))
            break;
    }
    return number;
}

static int32_t birth_of(struct dice *d, enum demo_sort sort, int32_t today)
{
    static const struct {
        int youngest, spread;
    } ages[DEMO_SORTS] = { { 27, 33 }, { 60, 32 }, { 25, 8 }, { 22, 6 }, { 19, 5 } };
    int months = 12 * ages[sort].youngest + (int)dice_roll(d, 12 * (uint32_t)ages[sort].spread);
    return date_add_days(date_add_months(today, -months), -(int)dice_roll(d, 28) - 1);
}

static void party_life(struct dice *d, struct member_items *m, enum demo_sort sort, int32_t today)
{
    int32_t eighteen = date_add_months(m->birth_date, 12 * 18);
    uint32_t days = (uint32_t)date_days_between(eighteen, today), most = sort == DEMO_RETIRED ? 12000 : 4000;
    m->join_date = date_add_days(eighteen, (int)dice_roll(d, days < most ? days : most));
    m->full_date = date_add_days(date_add_months(m->join_date, 12), (int)dice_roll(d, 25));
    bool full = m->full_date <= today;
    m->person_category = full ? CATEGORY_FULL_MEMBER : CATEGORY_PROBATIONARY_MEMBER;
    m->full_date = full ? m->full_date : DATE_NONE;
    m->membership_status = STATUS_NORMAL;
    if (sort != DEMO_BACHELOR && dice_chance(d, 5)) {
        m->lost = true;
        m->lost_since = date_add_days(today, -(int)dice_roll(d, 700) - 30);
        m->lost_since = m->lost_since > m->join_date ? m->lost_since : m->join_date;
    }
}

static int education_of(struct dice *d, enum demo_sort sort)
{
    static const char *const staff[] = { "11", "11", "14", "14", "14", "21", "21", "31" };
    static const char *const others[DEMO_SORTS] = { "", "21", "14", "21", "61" };
    return vocab_by_id(&education_vocab, sort == DEMO_STAFF ? PICK(d, staff) : others[sort]);
}

struct member_items demo_person(struct arena *a, struct dice *d, enum demo_sort sort, int64_t nth, int32_t today)
{
    struct member_items m = { .phone = "", .destination = "", .post = posts[sort] };
    m.name = name_of(a, d, &m.ethnicity);
    m.sex = dice_chance(d, 520) ? SEX_MALE : SEX_FEMALE;
    m.birth_date = birth_of(d, sort, today);
    m.citizen_number = number_of(a, nth, m.birth_date, m.sex, today);
    m.education = education_of(d, sort);
    party_life(d, &m, sort, today);
    m.mobile = arena_printf(a, "199%08d", (int)dice_roll(d, 100000000));
    m.home_address = arena_printf(a, "青岚大学家属区%d栋%d室", (int)dice_roll(d, 60) + 1, (int)dice_roll(d, 40) + 101);
    if (dice_chance(d, 40)) {
        m.mobile_member = true;
        m.destination = PICK(d, places);
    }
    return m;
}
