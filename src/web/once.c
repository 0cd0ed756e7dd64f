/*
 * web/once.c: a request that comes twice is answered twice and done once.
 *
 * A page's form carries a token of its own, a program names an Idempotency-Key.  The first answer of a signed-in
 * viewer is kept for a day in the transaction of what it did; the same key with other content is a conflict.
 */
#include <sodium.h>
#include <string.h>

#include "base/date.h"
#include "base/random.h"
#include "web/dispatch_i.h"
#include "web/web.sql.h"

enum {
    ONCE_MS = 24 * 60 * 60 * 1000,
    ONCE_KEY_MAX = 128,        /* characters of a key */
    ONCE_BODY_MAX = 64 * 1024, /* of an answer; a longer one is not kept, and the request not done twice either */
    ONCE_PRUNE = 64,           /* one write in so many clears what is over */
};

static const char *once_token(const struct turn *t)
{
    const char *key = http_header(t->call.x, HEADER_ONCE);
    if (key[0])
        return key;
    const struct http_request *r = http_request(t->call.x);
    for (size_t i = 0; i < r->nfields; i++)
        if (!strcmp(r->fields[i].name, FIELD_ONCE))
            return r->fields[i].value;
    return "";
}

static bool is_token(const char *name)
{
    return !strcmp(name, FIELD_ONCE) || !strcmp(name, FIELD_TOKEN);
}

/* Keyed, since what people send is guessable. */
static enum rc digest_make(struct turn *t, const char **out)
{
    const struct http_request *r = http_request(t->call.x);
    crypto_generichash_state state;
    uint8_t sum[32];
    crypto_generichash_init(&state, NULL, 0, sizeof(sum));
    crypto_generichash_update(&state, (const uint8_t *)r->body, r->body ? r->body_len : 0);
    for (size_t i = 0; i < r->nfields; i++) {
        const struct http_field *f = &r->fields[i];
        if (is_token(f->name))
            continue;
        crypto_generichash_update(&state, (const uint8_t *)f->name, strlen(f->name) + 1);
        crypto_generichash_update(&state, (const uint8_t *)&f->len, sizeof(f->len));
        crypto_generichash_update(&state, (const uint8_t *)f->value, f->len);
    }
    crypto_generichash_final(&state, sum, sizeof(sum));
    enum rc rc = vault_sign(db_vault(t->ctx.db), "once", sum, sizeof(sum), sum);
    char *hex = arena_alloc(t->arena, 2 * sizeof(sum) + 1);
    if (!hex)
        return RC_TOOBIG;
    *out = sodium_bin2hex(hex, 2 * sizeof(sum) + 1, sum, sizeof(sum));
    return rc;
}

enum rc once_of(struct turn *t, struct once *out)
{
    *out = (struct once){ 0 };
    const char *token = once_token(t);
    if (!token[0] || !t->viewer.account_id)
        return RC_OK;
    if (strlen(token) > ONCE_KEY_MAX)
        return refuse(&t->ctx, NULL, "idempotency_key", "请求的编号太长，请换一个。");
    out->key = arena_printf(t->arena, "%lld %s %s", (long long)t->viewer.account_id, t->call.path, token);
    return digest_make(t, &out->digest);
}

static enum rc reply_from(struct turn *t, const struct web_once_row *row)
{
    struct http_reply *r = &t->answer.reply;
    *r = (struct http_reply){ .status = (int)row->status, .body = BUF_INIT(ONCE_BODY_MAX + 1) };
    if (row->location[0]) {
        r->headers[0].name = "Location";
        r->headers[0].value = row->location;
    }
    r->content_type = row->content_type[0] ? row->content_type : NULL;
    buf_puts(&r->body, row->body);
    t->answer.filled = true;
    return buf_check(&r->body);
}

enum rc once_recall(struct turn *t, const struct once *o, bool *answered)
{
    *answered = false;
    if (!o->key)
        return RC_OK;
    int64_t lock; /* two of the same at the same moment: the second waits for the first */
    uint8_t sum[crypto_generichash_BYTES_MIN];
    crypto_generichash(sum, sizeof(sum), (const uint8_t *)o->key, strlen(o->key), NULL, 0);
    memcpy(&lock, sum, sizeof(lock));
    struct web_once_row row;
    enum rc rc = db_lock(t->ctx.db, lock);
    if (!rc)
        rc = web_once_find(t->ctx.db, &(struct web_once_find_in){ .key = o->key, .after = instant_now() - ONCE_MS },
                           &row);
    if (rc)
        return rc == RC_NOTFOUND ? RC_OK : rc;
    if (strcmp(row.digest, o->digest) != 0)
        return refuse_as(&t->ctx, RC_CONFLICT, "sent_already",
                         "这张表已经提交过一次，内容不同。请刷新页面，看看现在的情况，再填一次。");
    *answered = true;
    return reply_from(t, &row);
}

static const char *location_of(const struct http_reply *r)
{
    for (size_t i = 0; i < HTTP_HEADERS_MAX && r->headers[i].name; i++)
        if (!strcasecmp(r->headers[i].name, "Location"))
            return r->headers[i].value;
    return "";
}

enum rc once_remember(struct turn *t, const struct once *o)
{
    if (!o->key)
        return RC_OK;
    const struct http_reply *r = &t->answer.reply;
    int64_t now = instant_now();
    int64_t id = id_new();
    bool keep = r->body.at && t->json && r->body.len <= ONCE_BODY_MAX;
    enum rc rc = RC_OK;
    if (id % ONCE_PRUNE == 0)
        rc = web_once_forget(t->ctx.db, &(struct web_once_forget_in){ .before = now - ONCE_MS });
    if (rc)
        return rc;
    return web_once_add(t->ctx.db, &(struct web_once_add_in){
                                       .once_id = id,
                                       .key = o->key,
                                       .digest = o->digest,
                                       .status = r->status,
                                       .location = location_of(r),
                                       .content_type = r->content_type ? r->content_type : "",
                                       .body = keep ? arena_strndup(t->arena, r->body.at, r->body.len) : "",
                                       .now = now,
                                   });
}
