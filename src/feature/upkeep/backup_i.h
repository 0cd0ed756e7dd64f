/*
 * feature/upkeep/backup_i.h: what a backup is, between those who write and those who read it; private to this folder.
 *
 * One zip file (doc/bundle.h) of these parts:
 *     keys               the key folder under a passphrase; not there where it was left out
 *     files/PATH         whatever else the data folder holds
 *     tables/NAME.txt    the rows of a table (db/copy.h), the same on both engines
 *     manifest.json      when, which schema, and of each part before it: bytes, rows, sum (SM3)
 *     manifest.mac       HMAC-SM3 of the manifest under the site's own key: who does not have it makes no backup of ours
 */
#pragma once

#include "base/buf.h"
#include "db/copy.h"
#include "db/schema.sql.h"
#include "doc/bundle.h"
#include "web/site.h"

enum {
    BACKUP_ARENA_BYTES = 256 << 20, /* names of files and tables; bounds, not what is used */
    BACKUP_PASSPHRASE_CHARS = 12,   /* at least */
    BACKUP_CHUNK = 64 << 10,
    BACKUP_MANIFEST_BYTES = 64 << 20,
};

#define BACKUP_KEYS     "keys"
#define BACKUP_MANIFEST "manifest.json"
#define BACKUP_MAC      "manifest.mac"
#define BACKUP_FILES    "files/"
#define BACKUP_TABLES   "tables/"
#define RESTORE_FOLDER  "restore.part"
#define DRILL_FOLDER    "drill.part"
#define BACKUP_FOLDER   "backups"

/* How far it is (what NULL: further than before); called often. RC_OK goes on, anything else ends the work with it. */
struct progress {
    enum rc (*tell)(void *arg, const char *what, int64_t done, int64_t of); /* NULL: nobody asks */
    void *arg;
};
MUST_CHECK enum rc progress_tell(const struct progress *p, const char *what, int64_t done, int64_t of);

/* --- manifest.c --- */

struct manifest_part {
    const char *name;
    const char *sum;
    int64_t bytes;
    int64_t rows; /* of a table, else -1 */
};

struct manifest {
    int64_t made_at;
    const char *engine; /* it was made on */
    struct schema_applied *schema;
    size_t nschema;
    struct manifest_part *parts;
    size_t nparts;
};

MUST_CHECK enum rc manifest_text(struct arena *a, const struct manifest *m, const char **out, size_t *len);
MUST_CHECK enum rc manifest_parse(struct arena *a, const char *text, size_t len, struct manifest *out);
const struct manifest_part *manifest_find(const struct manifest *m, const char *name);
/* "tables/member.txt" is "member"; NULL where it is no table. */
const char *manifest_table(struct arena *a, const char *part);
int64_t manifest_rows(const struct manifest *m);
/* As hexadecimal digits, under the keys of the vault. */
MUST_CHECK enum rc manifest_mac(struct vault *v, struct arena *a, const char *text, size_t len, const char **out);

/* --- backup.c --- */

struct backup_order {
    const struct site *site; /* folder and features */
    struct db_site *db;
    const char *path;       /* of the file */
    const char *passphrase; /* NULL: without the keys */
    struct progress progress;
};
MUST_CHECK enum rc backup_write(struct arena *a, const struct backup_order *o, struct manifest *made);

/* --- backup_files.c --- */

struct data_file {
    const char *name; /* below the data folder */
    int64_t bytes;    /* as many are taken, though it may grow meanwhile */
};
struct data_files {
    struct data_file *at;
    size_t n;
};
/* Only: only below that folder; without: all but what lies there. What is no file is left out. */
MUST_CHECK enum rc data_files_list(struct arena *a, const char *dir, const char *only, const char *without,
                                   struct data_files *out);
/* A part that is a file: arg is a struct file_source. */
struct file_source {
    const char *path;
    int64_t left;
    int fd;
    char *chunk; /* BACKUP_CHUNK bytes; all sources may share them */
};
enum rc file_source_open(void *arg);
enum rc file_source_more(void *arg, const char **at, size_t *len);
void file_source_close(void *arg);
/* Writes a part of a bundle as a new file, synced, and makes the folders it lies in. */
MUST_CHECK enum rc file_restore(struct bundle *b, const char *part, const char *dir, const char *name);

/* --- backup_keys.c --- */

struct keys_source;
MUST_CHECK enum rc keys_source_new(struct arena *a, const char *dir, const char *passphrase, struct keys_source **out);
enum rc keys_source_open(void *arg);
enum rc keys_source_more(void *arg, const char **at, size_t *len);
void keys_source_close(void *arg);
/* The key folder below dir out of the part; RC_DENIED where the passphrase is another. */
MUST_CHECK enum rc keys_restore(struct arena *a, struct bundle *b, const char *passphrase, const char *dir);

/* --- restore.c: out of a file into a database and a folder --- */

struct restore {
    struct arena *arena;
    const struct site *site; /* folder, address and features */
    struct bundle *bundle;
    struct manifest manifest;
    const char *text; /* of the manifest */
    size_t text_len;
    struct progress progress;
    const char *why; /* the sentence, where something was refused */
};

enum rc restore_refuse(struct restore *r, enum rc rc, const char *why);
/* Opens it and looks through all of it; nothing is written. */
MUST_CHECK enum rc restore_open(struct restore *r, const char *path);
MUST_CHECK enum rc restore_check_mac(struct restore *r, const struct vault_keys *keys);
MUST_CHECK enum rc restore_files(struct restore *r, const char *dir);
/* Into an empty database, in one transaction. */
MUST_CHECK enum rc restore_rows(struct restore *r, struct db_site *db);
/* Every table of db against the sum of the manifest: RC_CONFLICT where one is another, which r->why names. */
MUST_CHECK enum rc restore_compare(struct restore *r, struct db_site *db);

/* --- restore_place.c --- */

MUST_CHECK enum rc tree_remove(const char *path); /* a folder and what is in it; one that is not there is fine */
/* A sentence where the folder holds more than keys, else NULL; *keys: there are keys in it. */
const char *place_fault(struct arena *a, const char *dir, bool *keys);
/* What was built below dir/restore.part comes into dir; what makes it a site comes last. */
MUST_CHECK enum rc place_move(struct arena *a, const char *dir);
