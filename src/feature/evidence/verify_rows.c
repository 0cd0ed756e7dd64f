/* feature/evidence/verify_rows.c: the rows of every subject beside what was last sealed of them. */
#include <string.h>

#include "feature/evidence/evidence_i.h"

enum {
    ROWS_SUBJECTS = 256,   /* at once */
    ROWS_LIMIT = 64 * 1024 /* of one table; where there are more the lot is halved */
};

struct lot {
    const struct evidence *of;
    const struct subject *at;
    size_t n;
    int64_t from, until; /* rows between the subjects are nobody's */
};

static void say_stranger(struct verify *v, const struct lot *l, int64_t id)
{
    verify_say(v, "登记内容是添加的：%s %lld，没有操作记录", l->of->label, (long long)id);
}

static enum rc subject_check(struct verify *v, const struct lot *l, struct state *s, const struct subject *subject)
{
    static const uint8_t never[MAC_BYTES];
    uint8_t mac[MAC_BYTES];
    size_t stored;
    enum rc rc = state_mac(v->db, s, subject->id, &v->scratch, mac, &stored);
    if (rc || subject->waiting || !memcmp(subject->state, never, MAC_BYTES))
        return rc;
    v->count.subjects++;
    if (memcmp(mac, subject->state, MAC_BYTES) != 0)
        verify_say(v, stored ? "登记内容被改动：%s %lld" : "登记内容被删除：%s %lld", l->of->label,
                   (long long)subject->id);
    return RC_OK;
}

static enum rc lot_compare(struct verify *v, const struct lot *l, struct state *s)
{
    int64_t stranger;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < l->n && !rc; i++) {
        while ((stranger = state_stranger(s, l->at[i].id)))
            say_stranger(v, l, stranger);
        rc = subject_check(v, l, s, &l->at[i]);
    }
    while (!rc && (stranger = state_stranger(s, INT64_MAX)))
        say_stranger(v, l, stranger);
    return rc;
}

/* A lot that holds too much is halved, down to one subject and what lies before it. */
static enum rc lot_check(struct verify *v, const struct lot *l)
{
    struct state s;
    struct arena_mark mark = arena_mark(v->lot);
    enum rc rc = state_read(v->db, l->of, l->from, l->until, ROWS_LIMIT, &s);
    if (!rc && !s.cut)
        rc = lot_compare(v, l, &s);
    arena_rewind(v->lot, mark);
    if (rc || !s.cut)
        return rc;
    if (l->n < 2) {
        verify_say(v,
                   s.unreadable ? "登记内容被改动，已无法读取：%s，编号从 %lld 到 %lld"
                                : "登记内容里添加了大量的行：%s，编号从 %lld 到 %lld",
                   l->of->label, (long long)l->from, (long long)l->until);
        return RC_OK;
    }
    struct lot low = *l, high = *l;
    low.n = l->n / 2;
    low.until = l->at[low.n - 1].id;
    high.at = l->at + low.n;
    high.n = l->n - low.n;
    high.from = low.until + 1;
    rc = lot_check(v, &low);
    return rc ? rc : lot_check(v, &high);
}

/* The last lot reaches to the highest id there can be; one without subjects has only strangers. */
static enum rc class_check(struct verify *v, int class)
{
    struct lot l = { .of = v->classes.at[class] };
    size_t n = 0, done = 0;
    enum rc rc = RC_OK;
    const struct subject *all = subjects_sorted(v->subjects, class, &n);
    do {
        l.at = all + done;
        l.n = n - done < ROWS_SUBJECTS ? n - done : ROWS_SUBJECTS;
        done += l.n;
        l.until = done < n ? all[done - 1].id : INT64_MAX;
        rc = lot_check(v, &l);
        l.from = l.until + (done < n);
    } while (!rc && done < n);
    return rc;
}

enum rc verify_rows(struct verify *v)
{
    enum rc rc = RC_OK;
    for (int class = 0; class < v->classes.n && !rc; class ++)
        rc = class_check(v, class);
    return rc;
}
