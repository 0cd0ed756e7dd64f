/* test/harness/names.h: what stands for ids in scenarios: {org:001.001}, {member:林晓}, {kept:x}. */
#pragma once

#include "harness/client.h"

enum { NAMES_MAX = 256 };

struct names {
    struct arena *arena; /* outlives the answers */
    size_t n;
    struct {
        const char *kind, *name, *id;
    } rows[NAMES_MAX];
};

/* Every organisation and member that this client sees. */
void names_learn(struct names *names, struct client *c);
void names_keep(struct names *names, const char *kind, const char *name, const char *id, size_t id_len);
const char *names_find(const struct names *names, const char *kind, const char *name); /* NULL: unknown */
/* The text with every {kind:name} replaced; what is unknown stays as it is. NULL for NULL. */
const char *names_fill(const struct names *names, struct arena *a, const char *text);
