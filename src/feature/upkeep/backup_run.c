/* feature/upkeep/backup_run.c: `zhibu backup FILE`, beside a server or without one: it only reads. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/utf8.h"
#include "feature/upkeep/backup_i.h"
#include "feature/upkeep/checkup_i.h"
#include "web/command.h"

enum { PASSPHRASE_BYTES = 1024 };

/* --- the passphrase ---------------------------------------------------------------------------------------------- */

static bool echo_set(bool on)
{
    struct termios t;
    if (tcgetattr(STDIN_FILENO, &t))
        return false;
    t.c_lflag = on ? t.c_lflag | ECHO : t.c_lflag & ~(tcflag_t)ECHO;
    return tcsetattr(STDIN_FILENO, TCSAFLUSH, &t) == 0;
}

static size_t line_read(char *line)
{
    size_t n = 0;
    for (char ch; n < PASSPHRASE_BYTES;) {
        ssize_t got = read(STDIN_FILENO, &ch, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0 || ch == '\n')
            break;
        line[n++] = ch;
    }
    return n && line[n - 1] == '\r' ? n - 1 : n;
}

const char *passphrase_read(struct arena *a, const char *ask)
{
    char line[PASSPHRASE_BYTES];
    bool person = isatty(STDIN_FILENO);
    if (person && (!echo_set(false) || write(STDERR_FILENO, ask, strlen(ask)) < 0))
        return "";
    size_t n = line_read(line);
    if (person) {
        (void)echo_set(true);
        if (write(STDERR_FILENO, "\n", 1) < 0)
            n = 0;
    }
    const char *out = arena_strndup(a, line, n);
    explicit_bzero(line, sizeof line);
    return out;
}

/* A person at a terminal types it twice; a sentence where it will not do. */
static const char *passphrase_ask(struct arena *a, const char **out)
{
    *out = passphrase_read(a, "给备份里的密钥设一个口令：");
    if (utf8_chars(*out) < BACKUP_PASSPHRASE_CHARS)
        return "口令至少 12 个字符，请从标准输入给出；不需要密钥时加上 --without-keys。";
    if (isatty(STDIN_FILENO) && strcmp(*out, passphrase_read(a, "再输入一次：")) != 0)
        return "两次输入的口令不一样。";
    return NULL;
}

/* --- the command ------------------------------------------------------------------------------------------------- */

enum rc site_read_open(const struct site *site, struct vault_keys **keys, struct db_site **db)
{
    *keys = NULL;
    *db = NULL;
    enum rc rc = vault_keys_load(site->dir, 0, keys);
    const struct db_config config = {
        .dir = site->dir, .url = site->database, .keys = *keys, .connections = 2, .lean = true
    };
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/zhibu.db", site->dir);
    if (!rc && !site->database && access(path, F_OK))
        rc = RC_NOTFOUND; /* opening it would make one */
    return rc ? rc : db_site_open(&config, db);
}

static enum rc backup_run(struct arena *a, struct backup_order *o, struct manifest *made)
{
    struct vault_keys *keys;
    struct db_site *db;
    enum rc rc = site_read_open(o->site, &keys, &db);
    o->db = db;
    if (!rc)
        rc = backup_write(a, o, made);
    const struct backup_note note = { made->made_at, manifest_rows(made), o->passphrase != NULL };
    if (!rc)
        rc = backup_note_write(o->site->dir, &note);
    db_site_close(db);
    vault_keys_free(keys);
    return rc;
}

int backup_command(struct command_call *call)
{
    struct backup_order o = { .site = command_site(call), .path = command_option(call, "FILE") };
    struct manifest made = { 0 };
    struct arena *a = arena_new(BACKUP_ARENA_BYTES);
    if (!a)
        return command_failed(call, RC_OOM);
    bool keys = !command_flag(call, "--without-keys");
    const char *why = keys ? passphrase_ask(command_arena(call), &o.passphrase) : NULL;
    enum rc rc = why ? RC_INVALID : backup_run(a, &o, &made);
    int64_t rows = manifest_rows(&made);
    arena_free(a);
    if (why)
        return command_cannot(call, why);
    if (rc == RC_NOTFOUND)
        why = arena_printf(command_arena(call), "这里还没有站点：%s。", o.site->dir);
    else if (rc == RC_IO)
        why = arena_printf(command_arena(call), "写不了这个文件，或者读不了站点的文件：%s", o.path);
    if (rc)
        return why ? command_cannot(call, why) : command_failed(call, rc);
    buf_printf(command_out(call, NULL), "已经备份，共 %lld 行数据，%s。\n", (long long)rows,
               keys ? "密钥已用口令加密" : "不含密钥");
    return COMMAND_DONE;
}
