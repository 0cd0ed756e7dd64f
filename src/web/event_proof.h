/*
 * web/event_proof.h: the mark of the program on an event.
 *
 * Whoever can write to the database but has no keys can make a row that looks like an event; not one with this mark.
 * It covers what is in clear, with the commitment to the changes; the note is sealed under its own tag.
 */
#pragma once

#include "base/buf.h"
#include "base/vault.h"
#include "web/event.sql.h"

/* A text with its length before it, so that no two lists of texts read alike. */
void event_text_put(struct buf *b, const char *s);

enum { EVENT_PROOF_BYTES = 16 };

MUST_CHECK enum rc event_proof(struct vault *v, const struct event_add_in *e, uint8_t out[static EVENT_PROOF_BYTES]);
