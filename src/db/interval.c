/* db/interval.c: what holds from a day on; see docs/sql.md, Intervals. */
#include "db/db_i.h"

static int64_t about(const struct db_interval *iv, const void *in)
{
    size_t offset = iv->replace->params[0].offset;
    return *(const int64_t *)(const void *)((const char *)in + offset);
}

/* insert reads where the covering row ends, so it comes before the cut. */
enum rc db_interval_set(struct db *db, const struct db_interval *iv, const void *in)
{
    enum rc rc = db_begin(db);
    if (!rc)
        rc = db_lock(db, about(iv, in));
    if (!rc)
        rc = db_exec(db, iv->replace, 0, in);
    if (rc == RC_NOTFOUND) {
        rc = db_exec(db, iv->insert, 0, in);
        if (!rc)
            rc = db_exec(db, iv->cut, 0, in);
    }
    return db_end(db, rc);
}

enum rc db_interval_end(struct db *db, const struct db_interval *iv, const void *in)
{
    enum rc rc = db_begin(db);
    if (!rc)
        rc = db_lock(db, about(iv, in));
    if (!rc)
        rc = db_exec(db, iv->remove, 0, in);
    if (!rc)
        rc = db_exec(db, iv->cut, 0, in);
    return db_end(db, rc);
}
