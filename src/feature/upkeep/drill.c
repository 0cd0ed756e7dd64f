/*
 * feature/upkeep/drill.c: a drill: would the backup bring the site back?
 *
 * A backup is made into DIR/backups, restored into a scratch place (a folder below DIR, on PostgreSQL a schema of its
 * own), every table is compared with the sums, `verify` runs over it, and the place is removed.  The page asks and shows;
 * the job of this feature finds what waits and gives it to a worker, so nobody's browser has to stay open.  A server
 * that ends takes its drill along: it stops between two pieces, and is ended in the list.
 */
#include "feature/upkeep/drill_i.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"
#include "base/files.h"
#include "base/log.h"
#include "base/random.h"
#include "feature/upkeep/backup_i.h"
#include "web/command.h"
#include "web/event.h"

enum {
    DRILL_LOCK = 0x647269, /* "dri" */
    DRILL_ROWS = 10,       /* that are shown */
    DRILL_ARENA_BYTES = 512 << 20,
    DRILL_BEAT_MS = 2000,
    DRILL_LOST_MS = 120 * 1000,
    DRILL_TURN_BYTES = 1 << 20,
    BACKUPS_KEPT = 7,
    BACKUPS_FOUND = 256,
};

static const char scratch_schema[] = "zhibu_drill";

/* --- asking --------------------------------------------------------------------------------------------------------- */

bool drill_is_open(const struct upkeep_drill_row *d)
{
    return (d->state == DRILL_WAITING || d->state == DRILL_RUNNING) && d->beat_at > instant_now() - DRILL_LOST_MS;
}

enum rc drill_list(struct ctx *c, struct upkeep_drill_row **out, size_t *n)
{
    return upkeep_drills(c->db, &(struct upkeep_drills_in){ .limit = DRILL_ROWS }, out, n);
}

enum rc drill_ask(struct ctx *c)
{
    struct upkeep_drill_row *rows = NULL;
    size_t n = 0;
    const int64_t id = id_new();
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = db_lock(c->db, DRILL_LOCK);
    if (!rc)
        rc = drill_list(c, &rows, &n);
    if (!rc && n && drill_is_open(&rows[0]))
        rc = refuse_as(c, RC_CONFLICT, "under_way", "已经有一次演练正在进行，请等它结束。");
    if (!rc)
        rc = upkeep_drill_add(c->db, &(struct upkeep_drill_add_in){ .id = id, .now = instant_now() });
    if (!rc)
        rc = event_record(c, &(struct event){ .kind = "upkeep_drill_asked", .subject_id = id });
    return db_end(c->db, rc);
}

/* --- what is written about it ------------------------------------------------------------------------------------------ */

struct drill {
    const struct site *site;
    struct arena *arena;
    int64_t id;
    int64_t said_at;
    const char *step;
    struct restore restore;
    struct db_site *scratch;
    const char *file, *folder;
    const char *finding; /* the sentence of a failure */
};

static enum rc beat_write(struct db *db, void *arg)
{
    struct drill *d = arg;
    return upkeep_drill_beat(
        db, &(struct upkeep_drill_beat_in){ .id = d->id, .now = instant_now(), .step = d->step ? d->step : "" });
}

/* Said every two seconds and no more often; ends it where the server ends, or somebody took it for lost. */
static enum rc drill_tell(void *arg, const char *what, int64_t done, int64_t of)
{
    struct drill *d = arg;
    int64_t now = instant_now();
    if (workers_ending(d->site->workers))
        return RC_BUSY;
    if (now - d->said_at < DRILL_BEAT_MS)
        return RC_OK;
    struct arena *a = arena_new(DRILL_TURN_BYTES);
    if (!a)
        return RC_OOM;
    d->said_at = now;
    if (what)
        d->step = arena_printf(d->arena, "%s：%lld/%lld", what, (long long)done, (long long)of);
    enum rc rc = db_write(d->site->db, a, beat_write, d);
    arena_free(a);
    return rc;
}

struct ending {
    const struct site *site;
    int64_t id;
    enum drill_state state;
    const char *finding;
};

static enum rc ending_write(struct db *db, void *arg)
{
    const struct ending *e = arg;
    struct answer *none = NULL;
    struct ctx c = { .arena = db_arena(db),
                     .db = db,
                     .site = e->site,
                     .viewer = viewer_site(),
                     .answer = none,
                     .today = site_today(e->site) };
    c.on = c.today;
    enum rc rc =
        upkeep_drill_end(db, &(struct upkeep_drill_end_in){
                                 .id = e->id, .now = instant_now(), .state = (int)e->state, .finding = e->finding });
    return rc ? rc
              : event_record(&c, &(struct event){ .kind = e->state == DRILL_PASSED ? "upkeep_drill_passed"
                                                                                   : "upkeep_drill_failed",
                                                  .subject_id = e->id,
                                                  .basis = e->finding });
}

static void drill_end(const struct site *site, int64_t id, enum drill_state state, const char *finding)
{
    struct ending e = { site, id, state, finding };
    struct arena *a = arena_new(DRILL_TURN_BYTES);
    if (!a || db_write(site->db, a, ending_write, &e))
        log_error("drill id=%lld its end cannot be written", (long long)id);
    arena_free(a);
}

/* --- the work ----------------------------------------------------------------------------------------------------------- */

static int name_compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Their names are times: the last seven in order stay. What was killed while it was written goes as well. */
static void backups_prune(struct arena *a, const char *folder)
{
    const char *names[BACKUPS_FOUND];
    size_t n = 0;
    DIR *d = opendir(folder);
    for (struct dirent *e; d && n < BACKUPS_FOUND && (e = readdir(d));) {
        size_t len = strlen(e->d_name);
        if (strncmp(e->d_name, "zhibu-", 6) != 0)
            continue;
        if (len > 4 && !strcmp(e->d_name + len - 4, ".zip"))
            names[n++] = arena_strdup(a, e->d_name);
        else
            (void)unlinkat(dirfd(d), e->d_name, 0);
    }
    if (d)
        closedir(d);
    qsort(names, n, sizeof *names, name_compare);
    for (size_t i = 0; i + BACKUPS_KEPT < n; i++)
        unlink(arena_printf(a, "%s/%s", folder, names[i]));
}

static enum rc backup_make(struct drill *d)
{
    char at[25];
    struct manifest made;
    const char *folder = arena_printf(d->arena, "%s/" BACKUP_FOLDER, d->site->dir);
    enum rc rc = dir_make(folder, 0700);
    if (rc)
        return rc;
    backups_prune(d->arena, folder);
    d->file = arena_printf(d->arena, "%s/zhibu-%s.zip", folder, instant_text(instant_now(), at));
    const struct backup_order order = {
        .site = d->site, .db = d->site->db, .path = d->file, .progress = { drill_tell, d }
    };
    rc = backup_write(d->arena, &order, &made);
    const struct backup_note note = { .made_at = made.made_at, .rows = manifest_rows(&made) };
    return rc ? rc : backup_note_write(d->site->dir, &note);
}

/* On PostgreSQL beside the tables of the site, where its account may make a schema. */
static enum rc scratch_schema_make(struct drill *d)
{
    struct db *db = NULL;
    struct db_state state;
    enum rc rc = db_read_begin(d->site->db, d->arena, &db);
    if (!rc)
        rc = db_state_read(db, false, &state);
    db_read_end(db);
    if (!rc && !state.may_make) {
        d->finding =
            "备份已经做好并核对，但是数据库账号不能新建模式，没有地方恢复。请授予它在这个数据库里 CREATE 的权限。";
        return RC_DENIED;
    }
    return rc ? rc : db_scratch(d->site->db, d->arena, scratch_schema, true);
}

static enum rc scratch_open(struct drill *d)
{
    const struct site *site = d->site;
    const struct db_config config = { .dir = d->folder,
                                      .url = site->database,
                                      .keys = site->keys,
                                      .connections = 2,
                                      .schema = site->database ? scratch_schema : NULL };
    enum rc rc = tree_remove(d->folder);
    if (!rc)
        rc = dir_make(d->folder, 0700);
    if (!rc && site->database)
        rc = scratch_schema_make(d);
    return rc ? rc : db_site_open(&config, &d->scratch);
}

static enum rc scratch_remove(struct drill *d)
{
    db_site_close(d->scratch);
    d->scratch = NULL;
    enum rc rc = d->site->database && !d->finding ? db_scratch(d->site->db, d->arena, scratch_schema, false) : RC_OK;
    enum rc removed = tree_remove(d->folder);
    return rc ? rc : removed;
}

/* The feature that can verify is asked as a command would be; where there is none, the sums have to do. */
static enum rc scratch_verify(struct drill *d)
{
    struct site site = *d->site;
    char verify[] = "verify";
    char *words[] = { verify, NULL };
    const char *out;
    int status = 0;
    site.db = d->scratch;
    site.dir = d->folder;
    site.workers = NULL;
    enum rc rc = drill_tell(d, "正在核对操作记录", 0, 1);
    if (!rc)
        rc = command_on_site(&site, d->arena, words, &status, &out);
    if (rc == RC_NOTFOUND)
        return RC_OK;
    if (!rc && status)
        d->restore.why = "恢复出来的操作记录与封存不符，请运行 zhibu verify 核对站点。";
    return rc ? rc : status ? RC_CONFLICT : RC_OK;
}

static enum rc drill_steps(struct drill *d)
{
    struct restore *r = &d->restore;
    enum rc rc = backup_make(d);
    if (!rc)
        rc = restore_open(r, d->file);
    if (!rc)
        rc = restore_check_mac(r, d->site->keys);
    if (!rc)
        rc = scratch_open(d);
    if (!rc)
        rc = restore_files(r, d->folder);
    if (!rc)
        rc = restore_rows(r, d->scratch);
    if (!rc)
        rc = restore_compare(r, d->scratch);
    return rc ? rc : scratch_verify(d);
}

static const char *failure_text(const struct drill *d, enum rc rc)
{
    if (d->finding)
        return d->finding;
    if (d->restore.why)
        return d->restore.why;
    if (rc == RC_BUSY)
        return "服务停止了，演练没有做完。请重新开始。";
    return rc == RC_IO ? "写不了数据文件夹，请检查磁盘空间和权限。" : rc_text(rc);
}

static void drill_run(struct drill *d)
{
    d->restore = (struct restore){ .arena = d->arena, .site = d->site, .progress = { drill_tell, d } };
    d->folder = arena_printf(d->arena, "%s/" DRILL_FOLDER, d->site->dir);
    int64_t began = instant_now();
    enum rc rc = drill_steps(d);
    enum rc removed = scratch_remove(d);
    if (!rc)
        rc = removed;
    if (rc) {
        log_error("drill id=%lld rc=%s", (long long)d->id, rc_code(rc));
        drill_end(d->site, d->id, DRILL_FAILED, failure_text(d, rc));
        return;
    }
    const struct manifest *m = &d->restore.manifest;
    drill_end(d->site, d->id, DRILL_PASSED,
              arena_printf(d->arena, "恢复了 %zu 个部分、%lld 行数据，全部一致，用时 %lld 秒。", m->nparts,
                           (long long)manifest_rows(m), (long long)((instant_now() - began) / 1000)));
}

/* --- the job ------------------------------------------------------------------------------------------------------------ */

/* On a worker: arg is the drill, in its own arena. */
static void drill_work(void *arg)
{
    struct drill *d = arg;
    struct arena *a = d->arena;
    drill_run(d);
    arena_free(a);
}

static enum rc claim_write(struct db *db, void *arg)
{
    const struct drill *d = arg;
    return upkeep_drill_claim(db, &(struct upkeep_drill_claim_in){ .id = d->id, .now = instant_now() });
}

static void drill_hand_over(const struct site *site, int64_t id)
{
    struct arena *a = arena_new(DRILL_ARENA_BYTES);
    struct drill *d = a ? arena_alloc(a, sizeof *d) : NULL;
    if (d)
        *d = (struct drill){ .site = site, .arena = a, .id = id };
    if (!d || workers_ending(site->workers) || db_write(site->db, a, claim_write, d)) {
        arena_free(a); /* another server was first, or it goes on waiting */
        return;
    }
    if (!workers_run(site->workers, drill_work, d)) {
        drill_end(site, id, DRILL_FAILED, "服务正忙，演练没有开始。请稍后再试。");
        arena_free(a);
    }
}

static enum rc newest_read(const struct site *site, struct arena *a, struct upkeep_drill_row **rows, size_t *n)
{
    struct db *db = NULL;
    *n = 0;
    enum rc rc = db_read_begin(site->db, a, &db);
    if (!rc)
        rc = upkeep_drills(db, &(struct upkeep_drills_in){ .limit = 1 }, rows, n);
    db_read_end(db);
    return rc;
}

bool drill_job(const struct site *site)
{
    struct upkeep_drill_row *rows;
    size_t n;
    struct arena *a = arena_new(DRILL_TURN_BYTES);
    if (a && !newest_read(site, a, &rows, &n) && n) {
        bool open = rows[0].state == DRILL_WAITING || rows[0].state == DRILL_RUNNING;
        if (open && !drill_is_open(&rows[0]))
            drill_end(site, rows[0].id, DRILL_FAILED, "服务停止了，演练没有做完。请重新开始。");
        else if (rows[0].state == DRILL_WAITING)
            drill_hand_over(site, rows[0].id);
    }
    arena_free(a);
    return false;
}
