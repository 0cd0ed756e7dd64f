/*
 * feature/upkeep/restore_run.c: `zhibu restore FILE`: a site out of a backup, into an empty place.
 *
 * Whoever was erased stays so: keys/erased of the folder, which outlives backups, is added to that of the backup, and
 * opening the site afterwards erases them once more.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "feature/upkeep/backup_i.h"
#include "feature/upkeep/upkeep_i.h"
#include "web/command.h"

enum { ERASED_BYTES = 64 << 20 };

struct run {
    struct restore restore;
    const char *dir;
    const char *folder; /* where it is built */
    const char *passphrase;
    struct vault_keys *keys;
    struct db_site *db;
};

static void bytes_forget(void *at)
{
    file_forget(at);
}

/* What the folder knows of erased persons, behind what the backup knows. */
static enum rc erased_join(struct run *run)
{
    struct arena *a = run->restore.arena;
    const char *path = arena_printf(a, "%s/keys/erased", run->folder);
    char *ours = NULL, *theirs = NULL;
    enum rc rc = file_read(arena_printf(a, "%s/keys/erased", run->dir), ERASED_BYTES, &ours, NULL);
    if (rc)
        return rc == RC_NOTFOUND ? RC_OK : rc;
    arena_defer(a, bytes_forget, ours);
    rc = file_read(path, ERASED_BYTES, &theirs, NULL);
    if (!rc)
        arena_defer(a, bytes_forget, theirs);
    if (rc && rc != RC_NOTFOUND)
        return rc;
    const char *all = arena_printf(a, "%s%s%s", theirs ? theirs : "", theirs && *theirs ? "\n" : "", ours);
    rc = arena_check(a);
    return rc ? rc : file_write(path, all, strlen(all), 0600);
}

static enum rc keys_get(struct run *run, bool keys_there)
{
    struct restore *r = &run->restore;
    bool inside = manifest_find(&r->manifest, BACKUP_KEYS) != NULL;
    if (!inside && !keys_there)
        return restore_refuse(
            r, RC_DENIED, arena_printf(r->arena, "这个备份不含密钥。请先把密钥文件夹放到 %s/keys，再恢复。", run->dir));
    if (inside && keys_there)
        return restore_refuse(r, RC_DENIED,
                              arena_printf(r->arena, "%s/keys 里已经有密钥，备份里也有。请先移开，再恢复。", run->dir));
    if (!inside)
        return vault_keys_load(run->dir, 0, &run->keys);
    run->passphrase = passphrase_read(r->arena, "备份的口令：");
    if (!*run->passphrase)
        return restore_refuse(r, RC_DENIED, "请从标准输入给出备份的口令。");
    enum rc rc = keys_restore(r->arena, r->bundle, run->passphrase, run->folder);
    if (rc == RC_DENIED)
        return restore_refuse(r, rc, "口令不对。没有恢复任何内容。");
    return rc ? rc : vault_keys_load(run->folder, 0, &run->keys);
}

static enum rc database_open(struct run *run)
{
    const struct db_config config = {
        .dir = run->folder, .url = run->restore.site->database, .keys = run->keys, .connections = 2
    };
    return db_site_open(&config, &run->db);
}

static enum rc build(struct run *run, bool keys_there)
{
    struct restore *r = &run->restore;
    enum rc rc = tree_remove(run->folder);
    if (!rc)
        rc = dir_make(run->folder, 0700);
    if (!rc)
        rc = keys_get(run, keys_there);
    if (!rc)
        rc = restore_check_mac(r, run->keys);
    if (!rc && !keys_there)
        rc = erased_join(run);
    if (!rc)
        rc = restore_files(r, run->folder);
    if (!rc)
        rc = database_open(run);
    return rc ? rc : restore_rows(r, run->db);
}

static enum rc run_all(struct run *run, const char *path)
{
    struct restore *r = &run->restore;
    bool keys_there;
    const char *fault = place_fault(r->arena, run->dir, &keys_there);
    if (fault)
        return restore_refuse(r, RC_DENIED, fault);
    enum rc rc = restore_open(r, path);
    if (!rc)
        rc = build(run, keys_there);
    db_site_close(run->db); /* on SQLite this moves its log into the file */
    vault_keys_free(run->keys);
    if (!rc)
        rc = place_move(r->arena, run->dir);
    else if (tree_remove(run->folder))
        r->why = arena_printf(r->arena, "%s请删除 %s。", r->why ? r->why : rc_text(rc), run->folder);
    return rc;
}

int restore_command(struct command_call *call)
{
    const struct site *site = command_site(call);
    struct run run = { .restore = { .site = site }, .dir = site->dir };
    struct arena *a = run.restore.arena = arena_new(BACKUP_ARENA_BYTES);
    if (!a)
        return command_failed(call, RC_OOM);
    run.folder = arena_printf(a, "%s/" RESTORE_FOLDER, site->dir);
    enum rc rc = run_all(&run, command_option(call, "FILE"));
    const char *why = run.restore.why ? arena_strdup(command_arena(call), run.restore.why) : NULL;
    int64_t rows = manifest_rows(&run.restore.manifest);
    arena_free(a);
    if (rc)
        return why ? command_cannot(call, why) : command_failed(call, rc);
    buf_printf(command_out(call, NULL), "已经恢复，共 %lld 行数据。\n", (long long)rows);
    return COMMAND_DONE;
}
