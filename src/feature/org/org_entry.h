/* feature/org/org_entry.h: whole organisations for imports: read, founded and changed in bulk. */
#pragma once

#include "web/ctx.h"

/* What a workbook says of one organisation, or what the register holds of it today. Text is clean, never NULL. */
struct org_entry {
    int64_t id, parent_id; /* parent 0: the university's committee */
    const char *code;      /* given by org_found_many */
    const char *name, *short_name;
    int kind;
    int32_t founded_on, changed_on; /* of the version that holds */
    int64_t term_years;
    int32_t elected_on;
    const char *national_code, *contact_person, *contact_phone, *unit_situation, *unit_name,
        *unit_category;
    const char *unit_party_status, *uscc;
};
MUST_CHECK enum rc org_entries(struct ctx *c, struct org_entry **out,
                               size_t *n); /* all, whoever asks; in code order */
/* Checked by the caller; ids are the caller's, parents stand among them or in the register, in any order. */
MUST_CHECK enum rc org_found_many(struct ctx *c, struct org_entry *in, size_t n, const char *basis);
/* Short name, kind, term and items of one that is known. */
MUST_CHECK enum rc org_entry_change(struct ctx *c, const struct org_entry *now,
                                    const struct org_entry *next, int32_t on, const char *basis);
