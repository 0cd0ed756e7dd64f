/* feature/keys/keys.c: `zhibu keys rotate` and `zhibu keys status`. */
#include <time.h>

#include "web/command.h"
#include "web/event.h"
#include "web/feature.h"
#include "web/rekey.h"
#include "web/site.h"

enum { BUSY_TRIES = 20 }; /* two seconds */

static const char begun[] = "新密钥已经启用，原有内容正在后台换用新密钥。用 zhibu keys status 查看进度。\n";
static const char under_way[] = "上一次更换密钥还没有完成，请等它完成以后再试。";

/* --- replacing ---------------------------------------------------------------------------------------------------- */

/* The event first: an event too many is better than keys that nobody can be told of. */
static enum rc rotate(struct ctx *c, void *arg)
{
    (void)arg;
    enum rc rc = event_record(c, &(struct event){ .kind = "keys_rotated" });
    if (!rc)
        rc = vault_keys_rotate(c->site->keys);
    if (rc == RC_CONFLICT)
        return refuse_as(c, rc, "under_way", under_way);
    return rc == RC_LIMIT ? refuse_as(c, rc, "epochs", "密钥已经更换过 254 次，不能再更换。") : rc;
}

/* Another process that is at work takes ours on as well, unless it was just leaving. */
static enum rc run_soon(const struct site *site)
{
    const atomic_bool go_on = false;
    enum rc rc = RC_BUSY;
    for (int tries = 0; rc == RC_BUSY && tries < BUSY_TRIES; tries++) {
        if (tries)
            nanosleep(&(struct timespec){ .tv_nsec = 100 * 1000 * 1000 }, NULL);
        rc = rekey_run(site, &go_on);
    }
    return rc;
}

/* Where no server has a thread for it, the command does the work itself. */
static int finish_here(struct command_call *call)
{
    enum rc rc = run_soon(command_site(call));
    if (rc && rc != RC_BUSY)
        return command_failed(call, rc);
    buf_puts(command_out(call, NULL), rc ? begun : "密钥已经更换。\n");
    return COMMAND_DONE;
}

/* What an earlier command left undone; while another is at it, that is refused. */
static int resume_here(struct command_call *call)
{
    const atomic_bool go_on = false;
    enum rc rc = rekey_run(command_site(call), &go_on);
    if (rc == RC_BUSY)
        return command_cannot(call, under_way);
    if (rc)
        return command_failed(call, rc);
    buf_puts(command_out(call, NULL), "上一次更换密钥没有完成，现在已经完成。\n");
    return COMMAND_DONE;
}

static int keys_rotate(struct command_call *call)
{
    struct rekey *thread = command_site(call)->rekey;
    enum rc rc = command_write(call, rotate, NULL);
    if (rc == RC_CONFLICT && !thread)
        return resume_here(call);
    if (rc)
        return command_failed(call, rc);
    if (!thread)
        return finish_here(call);
    rekey_wake(thread);
    buf_puts(command_out(call, NULL), begun);
    return COMMAND_DONE;
}

/* --- how far it is ------------------------------------------------------------------------------------------------ */

static int keys_status(struct command_call *call)
{
    struct vault_epochs e = vault_epochs_of(command_site(call)->keys);
    bool pending;
    enum rc rc = rekey_pending(command_site(call), &pending);
    if (rc)
        return command_failed(call, rc);
    struct buf *out = command_out(call, NULL);
    buf_printf(out, "密钥第 %d 代。", e.newest);
    buf_puts(out, pending ? "部分内容还在换用中。\n" : "全部内容都已使用。\n");
    return COMMAND_DONE;
}

static const struct command keys_commands[] = {
    { "keys rotate", NULL, keys_rotate, "更换密钥" },
    { "keys status", NULL, keys_status, "查看密钥更换的进度" },
    { 0 },
};

static const struct event_kind keys_events[] = {
    { "keys_rotated", "更换密钥" },
    { "person_erased", "删除个人信息" },
    { 0 },
};

const struct feature keys_feature = {
    .name = "keys",
    .needs = (const char *const[]){ NULL },
    .events = keys_events,
    .commands = keys_commands,
};
