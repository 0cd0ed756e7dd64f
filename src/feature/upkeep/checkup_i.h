/* feature/upkeep/checkup_i.h: how the site is, line by line: for `zhibu doctor` and for the page; private to this folder. */
#pragma once

#include "feature/upkeep/upkeep.sql.h"
#include "feature/upkeep/upkeep_i.h"

enum { CHECKUP_LINES = 24 };

struct checkup {
    struct arena *arena;
    const struct site *site;
    struct db *db; /* NULL: there is no reaching it */
    bool thorough; /* what takes as long as the database is large, and what the serving process may not do */
    int64_t now;
    int64_t bytes; /* of the database, once it was looked at */
    struct upkeep_finding_row lines[CHECKUP_LINES];
    size_t n;
};

/* Each adds its lines. */
void checkup_folder(struct checkup *k);
void checkup_keys(struct checkup *k, enum rc loaded); /* what loading them said */
void checkup_database(struct checkup *k);
void checkup_schema(struct checkup *k);
void checkup_clock(struct checkup *k);
void checkup_seals(struct checkup *k);
void checkup_space(struct checkup *k);
void checkup_backup(struct checkup *k);
void checkup_fonts(struct checkup *k);

/* All that can be looked at within a request. */
struct ctx;
void checkup_while_serving(const struct ctx *c, struct checkup *out);

/* --- the newest backup (backup_note.c) ---------------------------------------------------------------------------- */

struct backup_note {
    int64_t made_at; /* 0: none */
    int64_t rows;
    bool keys;
};
void backup_note_read(const char *dir, struct backup_note *out);
MUST_CHECK enum rc backup_note_write(const char *dir, const struct backup_note *n);
