/* web/roles.c: the table of roles into the database, and the site's settings. */
#include "web/roles.h"

#include <string.h>

#include "db/person.sql.h"
#include "web/auth.sql.h"
#include "web/cap.h"
#include "web/event.sql.h"
#include "web/notice.sql.h"
#include "web/rekey.sql.h"
#include "web/web.sql.h"

enum { ROLES_ARENA_BYTES = 1 << 20 };

const struct db_stmt *const *const web_statement_lists[] = {
    auth_statements, event_statements, notice_statements, person_statements, rekey_statements, web_statements, NULL,
};

static size_t roles_list(struct auth_role_cap_add_in *out)
{
    size_t n = 0;
    for (int role = 1; role < ROLE_COUNT; role++)
        for (int cap = 1; cap < CAP_COUNT; cap++) {
            enum reach reach = role_reach((enum role)role, (enum cap)cap);
            if (reach != REACH_NONE)
                out[n++] = (struct auth_role_cap_add_in){ vocab_id(&role_vocab, role), cap, reach == REACH_BELOW };
        }
    return n;
}

static bool roles_hold(const struct auth_role_cap_add_in *want, size_t n, const struct auth_role_cap_row *rows,
                       size_t nrows)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < nrows; k++)
            found += !strcmp(want[i].role, rows[k].role) && want[i].cap == rows[k].cap &&
                     want[i].min_depth == rows[k].min_depth;
    return found == n && n == nrows;
}

/* Which roles a role gives, and where. */
static size_t gives_list(struct auth_role_give_add_in *out)
{
    size_t n = 0;
    for (int role = 1; role < ROLE_COUNT; role++)
        for (int given = 1; given < ROLE_COUNT; given++) {
            enum reach reach = role_gives((enum role)role, (enum role)given);
            if (reach != REACH_NONE)
                out[n++] = (struct auth_role_give_add_in){ vocab_id(&role_vocab, role), vocab_id(&role_vocab, given),
                                                           reach == REACH_BELOW, reach == REACH_SITE };
        }
    return n;
}

static bool gives_hold(const struct auth_role_give_add_in *want, size_t n, const struct auth_role_give_row *rows,
                       size_t nrows)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < nrows; k++)
            found += !strcmp(want[i].role, rows[k].role) && !strcmp(want[i].gives, rows[k].gives) &&
                     want[i].min_depth == rows[k].min_depth && want[i].site == rows[k].site;
    return found == n && n == nrows;
}

static enum rc roles_write(struct db *db, void *arg)
{
    (void)arg;
    struct auth_role_cap_add_in caps[ROLE_COUNT * CAP_COUNT];
    struct auth_role_give_add_in gives[ROLE_COUNT * ROLE_COUNT];
    enum rc rc = auth_role_cap_clear(db);
    if (!rc)
        rc = auth_role_cap_add(db, caps, roles_list(caps));
    if (!rc)
        rc = auth_role_give_clear(db);
    return rc ? rc : auth_role_give_add(db, gives, gives_list(gives));
}

/* Does the database already say what the program says? */
static enum rc roles_compare(struct db *db, bool *same)
{
    struct auth_role_cap_add_in caps[ROLE_COUNT * CAP_COUNT];
    struct auth_role_give_add_in gives[ROLE_COUNT * ROLE_COUNT];
    struct auth_role_cap_row *cap_rows = NULL;
    struct auth_role_give_row *give_rows = NULL;
    size_t ncaps = 0;
    size_t ngives = 0;
    enum rc rc = auth_role_caps(db, &cap_rows, &ncaps);
    if (!rc)
        rc = auth_role_gives(db, &give_rows, &ngives);
    *same = !rc && roles_hold(caps, roles_list(caps), cap_rows, ncaps) &&
            gives_hold(gives, gives_list(gives), give_rows, ngives);
    return rc;
}

enum rc roles_refill(struct db_site *site)
{
    struct arena *a = arena_new(ROLES_ARENA_BYTES);
    struct db *db;
    bool same = false;
    enum rc rc = a ? db_read_begin(site, a, &db) : RC_OOM;
    if (!rc) {
        rc = roles_compare(db, &same);
        db_read_end(db);
    }
    if (!rc && !same)
        rc = db_write(site, a, roles_write, NULL);
    arena_free(a);
    return rc;
}

/* --- settings ------------------------------------------------------------------------------------------------------------ */

enum rc setting_get(struct db_site *site, struct arena *a, const char *name, const char **value)
{
    struct web_setting_row row;
    struct db *db;
    enum rc rc = db_read_begin(site, a, &db);
    if (rc)
        return rc;
    rc = web_setting_get(db, &(struct web_setting_get_in){ .name = name }, &row);
    *value = rc ? "" : arena_strdup(a, row.value);
    db_read_end(db);
    return rc == RC_NOTFOUND ? RC_OK : rc;
}

static enum rc setting_write(struct db *db, void *arg)
{
    return web_setting_set(db, arg);
}

enum rc setting_set(struct db_site *site, const char *name, const char *value)
{
    struct web_setting_set_in in = { .name = name, .value = value };
    struct arena *a = arena_new(ROLES_ARENA_BYTES);
    enum rc rc = a ? db_write(site, a, setting_write, &in) : RC_OOM;
    arena_free(a);
    return rc;
}
