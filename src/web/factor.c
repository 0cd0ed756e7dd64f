/* web/factor.c: keys and codes of the second factor, by liboath. */
#include "web/factor.h"

#include <liboath/oath.h>
#include <string.h>

#include "base/base32.h"
#include "base/date.h"
#include "base/random.h"
#include "web/auth.sql.h"
#include "web/event.h"
#include "web/session.h"

enum { FACTOR_DIGITS = 6, FACTOR_SECOND_MS = 1000, FACTOR_CODE_LETTERS = 10 };

/* --- keys ----------------------------------------------------------------------------------------------------------- */

enum rc factor_state(struct ctx *c, int64_t account_id, struct factor_state *out)
{
    struct auth_factor_row row;
    *out = (struct factor_state){ 0 };
    enum rc rc = auth_factor_find(c->db, &(struct auth_factor_find_in){ .account_id = account_id }, &row);
    if (!rc)
        *out = (struct factor_state){ true, row.made_at, row.codes };
    return rc == RC_NOTFOUND ? RC_OK : rc;
}

enum rc factor_key_offered(struct ctx *c, const char **key)
{
    struct factor_state now;
    uint8_t sum[32];
    enum rc rc = factor_state(c, c->viewer->account_id, &now);
    if (rc)
        return rc;
    const char *of = arena_printf(c->arena, "%lld %lld %lld", (long long)c->viewer->account_id,
                                  (long long)c->viewer->session_id, (long long)now.made_at);
    rc = vault_sign(db_vault(c->db), "factor", of, strlen(of), sum);
    *key = rc ? NULL : base32_encode(c->arena, sum, FACTOR_KEY_BYTES);
    return rc || *key ? rc : RC_OOM;
}

/* --- codes ---------------------------------------------------------------------------------------------------------- */

struct key_bytes {
    uint8_t at[2 * FACTOR_KEY_BYTES];
    size_t len;
};

static enum rc key_open(const char *key, struct key_bytes *out)
{
    return base32_decode(key, out->at, sizeof(out->at), &out->len) ? RC_OK : RC_IO;
}

enum rc factor_code_at(const char *key, int64_t instant_ms, char out[static 7])
{
    struct key_bytes k;
    enum rc rc = key_open(key, &k);
    if (rc)
        return rc;
    return oath_totp_generate((const char *)k.at, k.len, (time_t)(instant_ms / FACTOR_SECOND_MS), FACTOR_STEP_SECONDS,
                              0, FACTOR_DIGITS, out) == OATH_OK
               ? RC_OK
               : RC_IO;
}

/* Which time step the code belongs to; RC_INVALID where to none near now. */
static enum rc step_of(const char *key, const char *code, int64_t *step)
{
    struct key_bytes k;
    uint64_t counter = 0;
    if (strlen(code) != FACTOR_DIGITS || strspn(code, "0123456789") != FACTOR_DIGITS)
        return RC_INVALID;
    enum rc rc = key_open(key, &k);
    if (rc)
        return rc;
    int found = oath_totp_validate4((const char *)k.at, k.len, (time_t)(instant_now() / FACTOR_SECOND_MS),
                                    FACTOR_STEP_SECONDS, 0, FACTOR_WINDOW, NULL, &counter, 0, code);
    *step = (int64_t)counter;
    return found >= 0 ? RC_OK : RC_INVALID;
}

/* "abcde fghjk" and "ABCDE-FGHJK" are the same. */
static const char *code_letters(struct ctx *c, const char *code)
{
    char *out = arena_alloc(c->arena, strlen(code) + 1);
    size_t n = 0;
    if (!out)
        return "";
    for (const char *p = code; *p; p++)
        if (*p != '-' && *p != ' ')
            out[n++] = (char)(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p);
    out[n] = '\0';
    return out;
}

static enum rc recovery_use(struct ctx *c, int64_t account_id, const char *code)
{
    enum rc rc = auth_recovery_use(c->db, &(struct auth_recovery_use_in){ .account_id = account_id, .code = code });
    if (rc == RC_NOTFOUND)
        return RC_INVALID;
    return rc ? rc : event_record(c, &(struct event){ .kind = "account_recovery_used", .subject_id = account_id });
}

enum rc factor_check(struct ctx *c, int64_t account_id, const char *code)
{
    struct auth_factor_row row;
    int64_t step = 0;
    const char *letters = code_letters(c, code);
    enum rc rc = auth_factor_find(c->db, &(struct auth_factor_find_in){ .account_id = account_id }, &row);
    if (rc)
        return rc == RC_NOTFOUND ? RC_INVALID : rc;
    if (strlen(letters) == FACTOR_CODE_LETTERS)
        return recovery_use(c, account_id, letters);
    rc = step_of(row.secret, letters, &step);
    if (rc)
        return rc;
    rc = auth_factor_use(c->db, &(struct auth_factor_use_in){ .account_id = account_id, .step = step });
    return rc == RC_NOTFOUND ? RC_INVALID : rc;
}

/* --- setting up and ending ------------------------------------------------------------------------------------------ */

/* Letters and digits that nobody takes for each other; 32 of them, five bits each. */
static const char *code_make(struct ctx *c)
{
    static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    uint8_t bytes[FACTOR_CODE_LETTERS];
    char out[FACTOR_CODE_LETTERS];
    random_bytes(bytes, sizeof(bytes));
    for (size_t i = 0; i < sizeof(out); i++)
        out[i] = letters[bytes[i] & 31];
    return arena_strndup(c->arena, out, sizeof(out));
}

enum rc factor_codes_renew(struct ctx *c, int64_t account_id, const char **codes)
{
    struct auth_recovery_add_in rows[FACTOR_CODES];
    for (size_t i = 0; i < FACTOR_CODES; i++) {
        const char *code = code_make(c);
        rows[i] = (struct auth_recovery_add_in){ .recovery_id = id_new(), .account_id = account_id, .code = code };
        codes[i] = arena_printf(c->arena, "%.5s-%.5s", code, code + FACTOR_CODE_LETTERS / 2);
    }
    enum rc rc = auth_recovery_clear(c->db, &(struct auth_recovery_clear_in){ .account_id = account_id });
    if (!rc)
        rc = auth_recovery_add(c->db, rows, FACTOR_CODES);
    return rc ? rc : event_record(c, &(struct event){ .kind = "account_recovery_renewed", .subject_id = account_id });
}

static enum rc factor_write(struct ctx *c, const char *key, int64_t step)
{
    int64_t own = c->viewer->account_id;
    enum rc rc = auth_factor_set(
        c->db,
        &(struct auth_factor_set_in){ .account_id = own, .secret = key, .used_step = step, .now = instant_now() });
    if (!rc)
        rc = auth_account_set_factor(c->db, &(struct auth_account_set_factor_in){ .account_id = own, .factor = true });
    if (!rc)
        rc = auth_session_delete_all(
            c->db, &(struct auth_session_delete_all_in){ .account_id = own, .keep = c->viewer->session_id });
    if (!rc)
        rc = session_start(c, own, SESSION_WHOLE);
    return rc ? rc : event_record(c, &(struct event){ .kind = "account_factor_set", .subject_id = own });
}

enum rc factor_set(struct ctx *c, const char *code, const char **codes)
{
    const char *key;
    int64_t step = 0;
    enum rc rc = factor_key_offered(c, &key);
    if (!rc)
        rc = step_of(key, code, &step);
    if (!rc)
        rc = factor_write(c, key, step);
    return rc ? rc : factor_codes_renew(c, c->viewer->account_id, codes);
}

enum rc factor_end(struct ctx *c, int64_t account_id)
{
    int64_t keep = c->viewer->account_id == account_id ? c->viewer->session_id : 0;
    enum rc rc = auth_factor_delete(c->db, &(struct auth_factor_delete_in){ .account_id = account_id });
    if (!rc)
        rc = auth_recovery_clear(c->db, &(struct auth_recovery_clear_in){ .account_id = account_id });
    if (!rc)
        rc = auth_account_set_factor(c->db,
                                     &(struct auth_account_set_factor_in){ .account_id = account_id, .factor = false });
    if (!rc)
        rc = session_end_all(c, account_id, keep);
    return rc ? rc : event_record(c, &(struct event){ .kind = "account_factor_ended", .subject_id = account_id });
}
