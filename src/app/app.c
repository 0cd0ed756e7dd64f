/* app/app.c: which command it is, where the site lies, and opening it. */
#include "app/app.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"
#include "base/files.h"
#include "base/log.h"
#include "web/person.h"
#include "web/roles.h"
#include "web/schema.h"

enum { APP_URL_BYTES = 4096, APP_CONNECTIONS = 24 };

int app_cannot(const char *sentence)
{
    fprintf(stderr, "%s\n", sentence);
    return COMMAND_CANNOT;
}

enum rc database_note(const struct app_place *place)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/database", place->dir);
    return file_write(path, place->url, strlen(place->url), 0600);
}

int app_lock(const char *dir)
{
    char path[4096];
    if (snprintf(path, sizeof(path), "%s/lock", dir) >= (int)sizeof(path))
        return -1;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

/* --- opening --------------------------------------------------------------------------------------------------------- */

static bool feature_listed(const char *name, size_t before)
{
    for (size_t i = 0; i < before; i++)
        if (!strcmp(features[i]->name, name))
            return true;
    return false;
}

static enum rc features_check(void)
{
    for (size_t i = 0; features[i]; i++)
        for (const char *const *need = features[i]->needs; need && *need; need++)
            if (!feature_listed(*need, i)) {
                log_error("features what=%s needs=%s", features[i]->name, *need);
                return RC_INVALID;
            }
    return RC_OK;
}

static enum rc schema_bring_up(struct db_site *db, bool create)
{
    struct migration_set sets[SCHEMA_SETS];
    int applied = 0;
    schema_sets(features, sets);
    enum rc rc = db_migrate(db, sets, &applied);
    if (!rc && applied && !create)
        log_info("schema applied=%d", applied);
    return rc ? rc : roles_refill(db);
}

static int32_t fixed_today(void)
{
#ifdef ZHIBU_TEST
    const char *text = getenv("ZHIBU_TODAY");
    return text ? date_parse(text) : DATE_NONE;
#else
    return DATE_NONE;
#endif
}

enum rc app_open(struct app *app, const struct app_place *place, bool create)
{
    app->arena = arena_new(APP_ARENA_BYTES);
    enum rc rc = app->arena ? features_check() : RC_OOM;
    if (!rc)
        rc = vault_keys_load(place->dir, create, &app->keys);
    struct db_config config = { place->dir, place->url, app->keys, APP_CONNECTIONS };
    if (!rc)
        rc = db_site_open(&config, &app->db);
    if (!rc)
        rc = schema_bring_up(app->db, create);
    app->site = (struct site){
        .dir = place->dir,
        .database = place->url,
        .db = app->db,
        .keys = app->keys,
        .features = features,
        .hashed = &app->hashed,
        .fixed_today = fixed_today(),
    };
    if (!rc)
        rc = persons_recover(&app->site);
    return rc ? rc : setting_get(app->db, app->arena, "university", &app->site.university);
}

void app_close(struct app *app)
{
    if (app->db)
        db_site_close(app->db);
    vault_keys_free(app->keys);
    arena_free(app->arena);
    if (app->lock >= 0)
        close(app->lock);
}

/* --- a feature's command ----------------------------------------------------------------------------------------------- */

static enum rc stdin_read(struct command_call *call)
{
    struct buf b = BUF_INIT(COMMAND_STDIN_BYTES);
    char chunk[4096];
    size_t n;
    while ((n = fread(chunk, 1, sizeof(chunk), stdin)) > 0)
        buf_put(&b, chunk, n);
    enum rc rc = buf_check(&b);
    call->input = arena_strndup(call->arena, b.at ? b.at : "", b.len);
    call->input_len = b.len;
    buf_free(&b);
    return rc;
}

static void bytes_free(void *at)
{
    free(at);
}

/* NULL, or the sentence that says which file cannot be read. */
static const char *inputs_read(struct command_call *call)
{
    const struct option *o = call->command->options;
    for (int i = 0; o && o[i].name; i++) {
        struct command_value *v = &call->values[i];
        char *at = NULL;
        if (o[i].kind != OPTION_IN || !v->text)
            continue;
        enum rc rc = file_read(v->text, COMMAND_FILE_BYTES, &at, &v->len);
        if (rc)
            return arena_printf(call->arena, rc == RC_TOOBIG ? "文件太大：%s" : "读不了这个文件：%s", v->text);
        arena_defer(call->arena, bytes_free, at);
        v->file = at;
    }
    return command_wants_stdin(call) && stdin_read(call) ? "标准输入的内容太长。" : NULL;
}

static int outputs_write(struct command_call *call, int status)
{
    const struct option *o = call->command->options;
    for (int i = 0; o && o[i].name; i++) {
        struct buf *b = &call->values[i].out;
        if (o[i].kind != OPTION_OUT || !b->max)
            continue;
        if (buf_check(b) || file_write(call->values[i].text, b->at ? b->at : "", b->len, 0600))
            return app_cannot(arena_printf(call->arena, "写不了这个文件：%s", call->values[i].text));
    }
    if (call->out.len && fwrite(call->out.at, 1, call->out.len, stdout) != call->out.len)
        return app_cannot("写不了标准输出。");
    if (call->error)
        fprintf(stderr, "%s\n", call->error);
    return status;
}

static int run_here(struct command_call *call, const struct app_place *place, int lock)
{
    struct app app = { .lock = lock };
    int status = COMMAND_CANNOT;
    enum rc rc = app_open(&app, place, false);
    if (rc == RC_NOTFOUND)
        call->error = arena_printf(call->arena, "这里还没有站点：%s。请先运行 zhibu init。", place->dir);
    else if (rc)
        call->error = rc_text(rc);
    else {
        call->site = &app.site;
        status = call->command->run(call);
    }
    app_close(&app);
    return status;
}

/* The next start would do this: bring the schema up to date, forget who was to be forgotten. */
static int site_settle(struct command_call *call, const struct app_place *place, int lock)
{
    struct app app = { .lock = lock };
    enum rc rc = place->url ? database_note(place) : RC_OK;
    if (!rc)
        rc = app_open(&app, place, false);
    else
        close(lock);
    if (!rc || app.arena)
        app_close(&app);
    return rc ? command_failed(call, rc) : COMMAND_DONE;
}

static int run_apart(struct command_call *call, const struct app_place *place)
{
    const struct site site = { .dir = place->dir, .database = place->url, .features = features };
    call->site = &site;
    if (call->command->where == COMMAND_APART)
        return call->command->run(call);
    int lock = dir_make(place->dir, 0700) ? -1 : app_lock(place->dir);
    if (lock < 0)
        return command_cannot(call, "建不了这个文件夹，或者另一个进程正在使用它。请检查 --data。");
    int status = call->command->run(call);
    if (status == COMMAND_DONE)
        return site_settle(call, place, lock);
    close(lock);
    return status;
}

/* On SQLite: here with the lock, or at the server that holds it. */
static int run_somewhere(struct command_call *call, const struct app_place *place, int argc, char *const *argv)
{
    if (call->command->where != COMMAND_AT_SITE)
        return run_apart(call, place);
    if (place->url)
        return run_here(call, place, -1);
    char keys[4096];
    snprintf(keys, sizeof(keys), "%s/keys", place->dir);
    if (access(keys, F_OK) != 0)
        return command_cannot(call, arena_printf(call->arena, "这里还没有站点：%s。请先运行 zhibu init。", place->dir));
    for (int tries = 0; tries < APP_LOCK_SECONDS * 20; tries++) {
        int lock = app_lock(place->dir);
        if (lock >= 0)
            return run_here(call, place, lock);
        int fd = control_connect(place->dir);
        int status = COMMAND_CANNOT;
        if (fd >= 0) {
            enum rc rc = control_call(fd, call, argc, argv, &status);
            close(fd);
            return rc ? command_failed(call, rc) : status;
        }
        nanosleep(&(struct timespec){ .tv_nsec = 50 * 1000 * 1000 }, NULL);
    }
    return command_cannot(call, "另一个进程正在使用这个站点，请稍后再试。");
}

static int command_main(const struct command *k, const struct app_place *place, int argc, char *const *argv)
{
    struct arena *a = arena_new(COMMAND_ARENA_BYTES);
    struct command_call *call = a ? arena_alloc(a, sizeof(*call)) : NULL;
    if (!call)
        return app_cannot(rc_text(RC_OOM));
    call->command = k;
    call->arena = a;
    int words = 1;
    for (const char *p = k->words; *p; p++)
        words += *p == ' ';
    const char *why = command_parse(call, argc - words, argv + words);
    if (!why)
        why = inputs_read(call);
    int status = why ? command_cannot(call, why) : run_somewhere(call, place, argc, argv);
    status = outputs_write(call, status);
    command_free(call);
    arena_free(a);
    return status;
}

/* --- arguments that are everybody's ---------------------------------------------------------------------------------------- */

/* Takes "--name VALUE" or "--name=VALUE" out of the arguments. */
static const char *argument_cut(int *argc, char **argv, const char *name)
{
    size_t len = strlen(name);
    for (int i = 0; i < *argc; i++) {
        bool equals = !strncmp(argv[i], name, len) && argv[i][len] == '=';
        bool alone = !strcmp(argv[i], name) && i + 1 < *argc;
        if (!equals && !alone)
            continue;
        const char *value = equals ? argv[i] + len + 1 : argv[i + 1];
        int n = equals ? 1 : 2;
        memmove(argv + i, argv + i + n, (size_t)(*argc - i - n) * sizeof(*argv));
        *argc -= n;
        return value;
    }
    return NULL;
}

static int usage(void)
{
    return app_cannot("用法：zhibu init | serve | import | export | user add | token add | keys | demo | verify | "
                      "backup | restore | doctor [--data DIR] [--database URL]");
}

static int command_dispatch(const struct app_place *place, int argc, char **argv)
{
    int words = 0;
    if (argc && !strcmp(argv[0], "init"))
        return app_init(place, argc - 1, argv + 1);
    if (argc && !strcmp(argv[0], "serve"))
        return app_serve(place, argc - 1, argv + 1);
    const struct command *k = command_find(features, argc, argv, &words);
    return k ? command_main(k, place, argc, argv) : usage();
}

int app_main(int argc, char **argv)
{
    argc--;
    argv++;
    const char *dir = argument_cut(&argc, argv, "--data");
    struct app_place place = { .dir = dir ? dir : "./var", .url = argument_cut(&argc, argv, "--database") };
    char path[4096];
    char *remembered = NULL;
    snprintf(path, sizeof(path), "%s/database", place.dir);
    if (!place.url && !file_read(path, APP_URL_BYTES, &remembered, NULL)) {
        remembered[strcspn(remembered, "\r\n")] = '\0';
        place.url = remembered[0] ? remembered : NULL;
    }
    int status = command_dispatch(&place, argc, argv);
    free(remembered);
    return status;
}
