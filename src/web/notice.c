/* web/notice.c: sending notices and reading one's own. */
#include "web/notice.h"

#include "base/date.h"
#include "base/random.h"

static const int64_t notice_keep_ms = (int64_t)NOTICE_DAYS * 24 * 60 * 60 * 1000;

enum rc notice_send(struct ctx *c, const struct notice *n)
{
    return notice_add(c->db, &(struct notice_add_in){
                                 .notice_id = id_new(),
                                 .account_id = n->account_id,
                                 .kind = n->kind,
                                 .sentence = n->sentence,
                                 .href = n->href ? n->href : "",
                                 .now = instant_now(),
                             });
}

enum rc notice_grantors(struct ctx *c, int64_t about_account, const struct notice *n)
{
    struct notice_receiver *to = NULL;
    size_t count = 0;
    enum rc rc = notice_grantors_of(
        c->db, &(struct notice_grantors_of_in){ .account_id = about_account, .on = c->today }, &to, &count);
    for (size_t i = 0; i < count && !rc; i++) {
        struct notice one = *n;
        one.account_id = to[i].account_id;
        rc = notice_send(c, &one);
    }
    return rc;
}

enum rc notice_list(struct ctx *c, int64_t before, struct notice_row **rows, size_t *n)
{
    struct notice_page_in in = {
        .account_id = c->viewer->account_id,
        .before_id = before,
        .limit = NOTICE_PAGE_ROWS,
        .with = before ? NOTICE_PAGE_BEFORE : 0u,
    };
    return notice_page(c->db, &in, rows, n);
}

enum rc notice_read(struct ctx *c)
{
    int64_t now = instant_now();
    enum rc rc =
        notice_read_all(c->db, &(struct notice_read_all_in){ .account_id = c->viewer->account_id, .now = now });
    if (rc)
        return rc;
    return notice_forget(
        c->db, &(struct notice_forget_in){ .account_id = c->viewer->account_id, .before = now - notice_keep_ms });
}
