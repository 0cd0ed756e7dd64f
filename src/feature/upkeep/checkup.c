/* feature/upkeep/checkup.c: what is looked at, and what to do where it is not well. */
#include <dirent.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include "base/date.h"
#include "db/copy.h"
#include "doc/pdf.h"
#include "feature/upkeep/checkup_i.h"
#include "web/ctx.h"
#include "web/schema.h"

enum {
    SECOND_MS = 1000,
    CLOCK_DRIFT_MS = 2 * SECOND_MS,
    CLOCK_WRONG_MS = 60 * SECOND_MS,
    SEAL_LATE_MS = 600 * SECOND_MS,
    HOUR_MS = 3600 * SECOND_MS,
    BACKUP_DAYS = 2,
    BACKUP_DAYS_WRONG = 8,
};

static const int64_t DAY_MS = 24 * 3600 * (int64_t)SECOND_MS;
static const int64_t SPACE_LEAST = (int64_t)256 << 20, SPACE_ENOUGH = (int64_t)2 << 30;

static void say(struct checkup *k, const char *name, enum upkeep_level level, const char *fmt, ...) PRINTF(4, 5);
static void say(struct checkup *k, const char *name, enum upkeep_level level, const char *fmt, ...)
{
    va_list ap;
    if (k->n == CHECKUP_LINES)
        return;
    va_start(ap, fmt);
    k->lines[k->n++] = (struct upkeep_finding_row){ name, (int)level, arena_vprintf(k->arena, fmt, ap) };
    va_end(ap);
}

static const char *size_text(struct arena *a, int64_t bytes)
{
    if (bytes >= (int64_t)1 << 30)
        return arena_printf(a, "%.1f GB", (double)bytes / (double)((int64_t)1 << 30));
    return arena_printf(a, "%.1f MB", (double)bytes / (double)(1 << 20));
}

/* --- folder and keys ----------------------------------------------------------------------------------------------- */

void checkup_folder(struct checkup *k)
{
    struct stat st;
    const char *dir = k->site->dir;
    if (stat(dir, &st) || !S_ISDIR(st.st_mode))
        say(k, "数据文件夹", LEVEL_WRONG, "没有 %s。请检查 --data，或者先运行 zhibu init。", dir);
    else if (st.st_mode & 07)
        say(k, "数据文件夹", LEVEL_WRONG, "其他用户可以进入 %s。请运行 chmod 700 %s。", dir, dir);
    else if (st.st_mode & 070)
        say(k, "数据文件夹", LEVEL_ATTENTION, "同组用户可以进入 %s。请运行 chmod 700 %s。", dir, dir);
    else
        say(k, "数据文件夹", LEVEL_OK, "只有运行平台的用户可以进入。");
}

/* The first file of the folder that others may read, "" for none. */
static const char *open_to_others(struct arena *a, const char *folder)
{
    struct stat st;
    const char *found = "";
    if (!stat(folder, &st) && st.st_mode & 077)
        return folder;
    DIR *d = opendir(folder);
    for (struct dirent *e; d && !*found && (e = readdir(d));) {
        const char *path = arena_printf(a, "%s/%s", folder, e->d_name);
        if (e->d_name[0] != '.' && !lstat(path, &st) && st.st_mode & 077)
            found = path;
    }
    if (d)
        closedir(d);
    return found;
}

static void value_open(struct checkup *k)
{
    struct upkeep_sealed_row row;
    enum rc rc = upkeep_sealed(k->db, &row);
    if (rc == RC_NOTFOUND)
        say(k, "加密内容", LEVEL_OK, "还没有可以试的加密内容。");
    else if (rc)
        say(k, "加密内容", LEVEL_WRONG, "这套密钥打不开数据库里的内容。请换回与数据库配套的密钥文件夹。");
    else
        say(k, "加密内容", LEVEL_OK, "试着打开了一项，能够打开。");
}

void checkup_keys(struct checkup *k, enum rc loaded)
{
    const char *folder = arena_printf(k->arena, "%s/keys", k->site->dir);
    const char *found = open_to_others(k->arena, folder);
    if (*found)
        say(k, "密钥", LEVEL_WRONG, "其他用户可以读 %s。请运行 chmod 700 %s 和 chmod 600 %s/*，并更换密钥。", found,
            folder, folder);
    else if (loaded)
        say(k, "密钥", LEVEL_WRONG, "%s 里没有可用的密钥。请从备份恢复密钥文件夹。", folder);
    else
        say(k, "密钥", LEVEL_OK, "在，只有运行平台的用户可以读。");
    if (!loaded && k->db && k->thorough)
        value_open(k);
}

/* --- the database --------------------------------------------------------------------------------------------------- */

void checkup_database(struct checkup *k)
{
    struct db_state s;
    const char *name = k->site->database ? "PostgreSQL" : "SQLite";
    if (!k->db || db_state_read(k->db, k->thorough, &s)) {
        say(k, "数据库", LEVEL_WRONG, "连不上 %s。请检查数据库是否在运行、--database 是否正确。", name);
        k->db = NULL;
        return;
    }
    k->bytes = s.bytes;
    if (s.fault)
        say(k, "数据库", LEVEL_WRONG, "数据库文件已经损坏。请停止服务，从最近的备份恢复。");
    else if (!s.utf8)
        say(k, "数据库", LEVEL_WRONG, "数据库的编码不是 UTF-8。请建一个 UTF8 编码的数据库，用备份和恢复搬过去。");
    else
        say(k, "数据库", LEVEL_OK, "%s %s，共 %s%s。", name, s.version, size_text(k->arena, s.bytes),
            k->thorough && !k->site->database ? "，逐页检查过" : "");
    int64_t drift = s.clock_at ? s.clock_at - instant_now() : 0;
    if (drift > CLOCK_DRIFT_MS || drift < -CLOCK_DRIFT_MS)
        say(k, "数据库的时钟", LEVEL_ATTENTION, "与这台机器相差 %lld 秒。请让两台机器都与时间服务器同步。",
            (long long)(drift / SECOND_MS));
}

void checkup_schema(struct checkup *k)
{
    struct migration_set sets[SCHEMA_SETS];
    struct schema_applied *applied;
    size_t n;
    int missing;
    bool newer;
    if (!k->db || db_schema_list(k->db, &applied, &n)) {
        say(k, "数据结构", LEVEL_WRONG, "数据库里没有站点。请先运行 zhibu init，或者从备份恢复。");
        k->db = NULL;
        return;
    }
    schema_sets(k->site->features, sets);
    db_schema_compare(sets, applied, n, &missing, &newer);
    if (newer)
        say(k, "数据结构", LEVEL_WRONG, "数据库比程序新。请升级程序。");
    else if (missing)
        say(k, "数据结构", LEVEL_ATTENTION, "还有 %d 项更新没有做，下次启动服务时会做。请先备份，再重新启动。",
            missing);
    else
        say(k, "数据结构", LEVEL_OK, "与程序一致。");
}

/* --- time and seals ------------------------------------------------------------------------------------------------ */

/* An id begins with the millisecond in which it was made (base/random.h). */
static int64_t id_instant(int64_t id)
{
    return (id >> 21) + 1577836800000;
}

void checkup_clock(struct checkup *k)
{
    struct upkeep_marks_row marks = { 0 };
    struct timex t = { 0 };
    int64_t ahead = 0;
    if (k->db && !upkeep_marks(k->db, &marks) && marks.newest)
        ahead = id_instant(marks.newest) - k->now;
    if (ahead > CLOCK_WRONG_MS)
        say(k, "时钟", LEVEL_WRONG, "最近一条记录比现在晚 %lld 秒，时钟被拨回过。请校准时间后再使用。",
            (long long)(ahead / SECOND_MS));
    else if (k->thorough && adjtimex(&t) == TIME_ERROR)
        say(k, "时钟", LEVEL_ATTENTION,
            "这台机器没有与时间服务器同步。请打开时间同步（systemd-timesyncd 或 chrony）。");
    else
        say(k, "时钟", LEVEL_OK, "没有发现问题。");
}

void checkup_seals(struct checkup *k)
{
    struct upkeep_marks_row marks = { 0 };
    if (!k->db || upkeep_marks(k->db, &marks)) {
        say(k, "记录封存", LEVEL_WRONG, "读不到操作记录。");
        return;
    }
    int64_t late = marks.unsealed ? k->now - id_instant(marks.unsealed) : 0;
    if (late > SEAL_LATE_MS)
        say(k, "记录封存", LEVEL_ATTENTION, "最早一条没有封存的记录已经等了 %lld 分钟。请确认服务正在运行。",
            (long long)(late / (60 * SECOND_MS)));
    else
        say(k, "记录封存", LEVEL_OK, marks.unsealed ? "刚才的记录等待封存。" : "全部记录都已封存。");
}

/* --- space, backups, fonts ----------------------------------------------------------------------------------------- */

void checkup_space(struct checkup *k)
{
    struct statvfs fs;
    if (statvfs(k->site->dir, &fs)) {
        say(k, "磁盘空间", LEVEL_WRONG, "读不到磁盘的情况。");
        return;
    }
    int64_t left = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
    int64_t enough = SPACE_ENOUGH > 3 * k->bytes ? SPACE_ENOUGH : 3 * k->bytes;
    const char *text = size_text(k->arena, left);
    if (left < SPACE_LEAST)
        say(k, "磁盘空间", LEVEL_WRONG, "只剩 %s，很快就不能保存。请马上清理磁盘。", text);
    else if (left < enough)
        say(k, "磁盘空间", LEVEL_ATTENTION, "还剩 %s。备份和恢复演练需要 %s，请清理或者扩大磁盘。", text,
            size_text(k->arena, enough));
    else
        say(k, "磁盘空间", LEVEL_OK, "还剩 %s。", text);
}

void checkup_backup(struct checkup *k)
{
    struct backup_note note;
    backup_note_read(k->site->dir, &note);
    int64_t days = (k->now - note.made_at) / DAY_MS;
    if (!note.made_at)
        say(k, "备份", LEVEL_ATTENTION, "还没有备份过。请每天运行 zhibu backup，并把文件存到另一台机器。");
    else if (days >= BACKUP_DAYS_WRONG)
        say(k, "备份", LEVEL_WRONG, "最近一次备份是 %lld 天以前。请马上备份，并检查每天的备份为什么停了。",
            (long long)days);
    else if (days >= BACKUP_DAYS)
        say(k, "备份", LEVEL_ATTENTION, "最近一次备份是 %lld 天以前。请检查每天的备份。", (long long)days);
    else if (k->now - note.made_at < HOUR_MS)
        say(k, "备份", LEVEL_OK, "一小时以内备份过，共 %lld 行数据。", (long long)note.rows);
    else
        say(k, "备份", LEVEL_OK, "最近一次备份是 %lld 小时以前，共 %lld 行数据。",
            (long long)((k->now - note.made_at) / HOUR_MS), (long long)note.rows);
}

void checkup_fonts(struct checkup *k)
{
    if (pdf_font_there())
        say(k, "字体", LEVEL_OK, "Noto Serif CJK SC 已安装。");
    else
        say(k, "字体", LEVEL_WRONG, "没有 Noto Serif CJK SC，打印件会缺字。请安装 fonts-noto-cjk。");
}

/* Not the fonts: they take long to look for, and are looked for where something is printed. */
void checkup_while_serving(const struct ctx *c, struct checkup *out)
{
    *out = (struct checkup){ .arena = c->arena, .site = c->site, .db = c->db, .now = instant_now() };
    checkup_folder(out);
    checkup_database(out);
    checkup_schema(out);
    checkup_keys(out, RC_OK); /* the server runs with them */
    checkup_clock(out);
    checkup_seals(out);
    checkup_space(out);
    checkup_backup(out);
}
