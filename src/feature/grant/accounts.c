/* feature/grant/accounts.c: the accounts as the system administrator sees them: who has one, and whether it is in use. */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "feature/grant/grant_i.h"

/* "branch_secretary,organizer" as the database joins them becomes words, in the order of the table of roles. */
static enum rc role_words(struct ctx *c, struct grant_account_row *row)
{
    const char *words = "";
    for (int role = 1; role < ROLE_COUNT; role++) {
        const char *id = vocab_id(&role_vocab, role);
        size_t n = strlen(id);
        for (const char *p = row->roles; (p = strstr(p, id)); p += n)
            if ((p == row->roles || p[-1] == ',') && (p[n] == ',' || !p[n]))
                words = arena_printf(c->arena, "%s%s%s", words, *words ? "、" : "", vocab_label(&role_vocab, role));
    }
    row->roles = words;
    return arena_check(c->arena);
}

enum rc accounts_next(struct ctx *c, void *cursor, const void **rows, size_t *n)
{
    static const unsigned states[] = { 0, GRANT_ACCOUNT_LIST_IN_USE, GRANT_ACCOUNT_LIST_INVITED,
                                       GRANT_ACCOUNT_LIST_DISABLED };
    struct accounts_cursor *cu = cursor;
    struct grant_account_row *lot = NULL;
    bool words = cu->q.q && *cu->q.q;
    enum rc rc = grant_account_list(c->db,
                                    &(struct grant_account_list_in){
                                        .on = c->today,
                                        .q = words ? cu->q.q : "",
                                        .part = words ? text_like(c->arena, "", cu->q.q) : "",
                                        .after = cu->after,
                                        .limit = (int64_t)cu->lot + 1,
                                        .with = states[cu->q.state] | (words ? GRANT_ACCOUNT_LIST_Q : 0),
                                    },
                                    &lot, n);
    cu->more = !rc && *n > cu->lot;
    *n -= cu->more;
    for (size_t i = 0; !rc && i < *n; i++)
        rc = role_words(c, &lot[i]);
    if (!rc && *n)
        snprintf(cu->after, sizeof(cu->after), "%s", lot[*n - 1].login);
    *rows = lot;
    return rc;
}

enum rc accounts_get(struct ctx *c, int64_t id, struct grant_account_row *out)
{
    enum rc rc = grant_account_find(c->db, &(struct grant_account_find_in){ .account_id = id, .on = c->today }, out);
    return rc ? rc : role_words(c, out);
}
