/* feature/org/org_rekey.c: telephone numbers of organisations sealed anew (web/rekey.h). */
#include "feature/org/org_i.h"

static enum rc phones_anew(struct ctx *c, int64_t after, int64_t *last)
{
    struct org_sealed_row *rows = NULL;
    size_t n = 0;
    enum rc rc = org_sealed(c->db, &(struct org_sealed_in){ .after_id = after, .limit = REKEY_ROWS }, &rows, &n);
    for (size_t i = 0; !rc && i < n; i++) {
        struct blob was = rows[i].contact_phone;
        struct org_reseal_in in = { .org_id = rows[i].id, .contact_phone = was, .was = was };
        rc = db_reseal(c->db, "org.contact_phone", in.org_id, in.org_id, &in.contact_phone);
        if (!rc && in.contact_phone.at != was.at)
            rc = org_reseal(c->db, &in);
    }
    *last = n ? rows[n - 1].id : 0;
    return rc;
}

const struct rekey_step org_rekey[] = {
    { "org", "org", phones_anew },
    { 0 },
};
