/*
 * base/vault_keys.c: keys/site.key, a text file that a person can copy to a safe and type in again:
 *
 *     zhibu-site-key 1
 *     encrypt 64 hexadecimal digits
 *     authenticate …
 *     lookup …
 *     sign …
 *
 * Losing it loses the sealed columns, leaking it opens them: it stays out of the database and out of its backups.
 */
#include "base/vault_keys.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <limits.h>
#include <openssl/crypto.h>

#include "base/files.h"
#include "base/log.h"
#include "base/random.h"
#include "base/vault.h"

enum {
    KEY_FILE_BYTES = 4096, /* four times what it holds */
    HEX_DIGITS = 2 * VAULT_KEY_BYTES,
};

static const char first_line[] = "zhibu-site-key 1";
static const char *const use_name[VAULT_USES] = {
    [VAULT_ENCRYPT] = "encrypt",
    [VAULT_AUTHENTICATE] = "authenticate",
    [VAULT_LOOKUP] = "lookup",
    [VAULT_SIGN] = "sign",
};

static enum rc key_file_write(const char *path)
{
    char text[KEY_FILE_BYTES];
    char hex[HEX_DIGITS + 1];
    int len = snprintf(text, sizeof text, "%s\n", first_line);
    for (int use = 0; use < VAULT_USES; use++) {
        random_hex(hex, VAULT_KEY_BYTES);
        len += snprintf(text + len, sizeof text - (size_t)len, "%s %s\n", use_name[use], hex);
    }
    enum rc rc = file_create(path, text, (size_t)len, 0600);
    OPENSSL_cleanse(text, sizeof text);
    OPENSSL_cleanse(hex, sizeof hex);
    return rc == RC_CONFLICT ? RC_OK : rc; /* another process made it at the same time: its keys hold */
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool key_from_hex(const char *hex, uint8_t out[static VAULT_KEY_BYTES])
{
    for (int i = 0; i < VAULT_KEY_BYTES; i++) {
        int high = hex_value(hex[2 * i]);
        int low = high < 0 ? -1 : hex_value(hex[2 * i + 1]);
        if (low < 0)
            return false;
        out[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

/* Moves past text when *at begins with it. */
static bool skip(const char **at, const char *text)
{
    size_t n = strlen(text);
    if (strncmp(*at, text, n) != 0)
        return false;
    *at += n;
    return true;
}

static bool keys_parse(const char *text, struct vault_keys *k)
{
    bool ok = skip(&text, first_line) && skip(&text, "\n");
    for (int use = 0; ok && use < VAULT_USES; use++) {
        ok = skip(&text, use_name[use]) && skip(&text, " ") && key_from_hex(text, k->key[use]);
        if (ok)
            text += HEX_DIGITS;
        ok = ok && skip(&text, "\n");
    }
    return ok && *text == '\0';
}

static enum rc keys_read(const char *path, struct vault_keys *k)
{
    struct stat st;
    char *text;
    size_t len;
    if (stat(path, &st) == 0 && st.st_mode & (S_IRWXG | S_IRWXO)) {
        log_error("key file readable by others: its mode must be 0600");
        return RC_DENIED;
    }
    enum rc rc = file_read(path, KEY_FILE_BYTES, &text, &len);
    if (rc)
        return rc;
    if (!keys_parse(text, k)) {
        log_error("key file is not of a form this version reads");
        rc = RC_IO;
    }
    OPENSSL_cleanse(text, len);
    free(text);
    return rc;
}

/* Makes the folder and the file where absent. */
static enum rc keys_make(const char *folder, const char *path)
{
    struct stat st;
    if (stat(path, &st) == 0)
        return RC_OK;
    if (errno != ENOENT)
        return RC_IO;
    enum rc rc = dir_make(folder, 0700);
    return rc ? rc : key_file_write(path);
}

enum rc vault_keys_load(const char *dir, int create, struct vault_keys **out)
{
    char folder[PATH_MAX];
    char path[PATH_MAX];
    *out = NULL;
    int n = snprintf(folder, sizeof folder, "%s/keys", dir);
    int m = snprintf(path, sizeof path, "%s/keys/site.key", dir);
    if (n < 0 || m < 0 || (size_t)m >= sizeof path)
        return RC_IO;
    enum rc rc = create ? keys_make(folder, path) : RC_OK;
    if (rc)
        return rc;
    struct vault_keys *k = malloc(sizeof *k);
    if (!k)
        return RC_OOM;
    rc = keys_read(path, k);
    if (rc) {
        vault_keys_free(k);
        return rc;
    }
    *out = k;
    return RC_OK;
}

void vault_keys_free(struct vault_keys *k)
{
    if (!k)
        return;
    OPENSSL_cleanse(k, sizeof *k);
    free(k);
}
