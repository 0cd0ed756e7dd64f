/*
 * web/person.h: erasing a person.  DESIGN 4 "deletion", CONTRACT 6; docs/decisions/2026-11-22-keys-per-person.md.
 *
 * The key goes, and with it every value that was sealed for the person, here and in every backup of the database.  What a
 * feature keeps of the person in clear it blanks in its on_erase.  Events stay, with what they say in clear, and so
 * do counts.  Nothing brings the person back: keys/erased says who was erased, and is read at every start.
 */
#pragma once

#include "web/ctx.h"

/* The reason stands in the event, in clear: no personal values.  RC_CONFLICT where the person was erased before. */
MUST_CHECK enum rc person_erase(struct ctx *c, int64_t person_id, const char *reason);
MUST_CHECK enum rc person_is_erased(struct ctx *c, int64_t person_id, bool *erased);

/*
 * At the start: whoever stands in keys/erased is erased once more, where a restored backup has them again.  RC_IO where
 * the key folder is older than the database.
 */
MUST_CHECK enum rc persons_recover(const struct site *site);
