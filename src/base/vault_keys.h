/*
 * base/vault_keys.h: the key file, between vault_keys.c that reads it and vault.c that uses it.
 *
 * Four keys that are independent of each other, so that what one of them gives away (a look-up hash tells equal values)
 * says nothing about the others, and so that each can be replaced alone.
 */
#pragma once

#include <stdint.h>

enum {
    VAULT_KEY_BYTES = 32, /* of each; SM4 uses the first 16 */
    VAULT_GENERATION = 1, /* the key byte of sealed values: keys per person and rotation add others */
};

enum vault_key_use { VAULT_ENCRYPT, VAULT_AUTHENTICATE, VAULT_LOOKUP, VAULT_SIGN, VAULT_USES };

struct vault_keys {
    uint8_t key[VAULT_USES][VAULT_KEY_BYTES];
};
