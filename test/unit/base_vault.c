/* test/unit/base_vault.c: files, random, the key file, sealing; SM3 and SM4 by the vectors of DOMAIN 10.3. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <cmocka.h>

#include "base/files.h"
#include "base/random.h"
#include "base/vault.h"

enum { PATH_BYTES = 128 };

struct fixture {
    char dir[PATH_BYTES / 2];
    char key_file[PATH_BYTES];
    struct arena *arena;
    struct vault_keys *keys;
    struct vault *vault;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    *state = f;
    snprintf(f->dir, sizeof f->dir, "/tmp/zhibu-unit-XXXXXX");
    if (!mkdtemp(f->dir) || vault_keys_load(f->dir, 1, &f->keys) != RC_OK)
        return -1;
    snprintf(f->key_file, sizeof f->key_file, "%s/keys/site.key", f->dir);
    f->arena = arena_new(1 << 20);
    f->vault = vault_new(f->keys);
    return f->arena && f->vault ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char keys[PATH_BYTES];
    vault_free(f->vault);
    vault_keys_free(f->keys);
    arena_free(f->arena);
    unlink(f->key_file);
    snprintf(keys, sizeof keys, "%s/keys/persons", f->dir);
    unlink(keys);
    snprintf(keys, sizeof keys, "%s/keys", f->dir);
    int left = rmdir(keys) + rmdir(f->dir); /* fails when a temporary file was left behind */
    free(f);
    return left;
}

static void to_hex(const uint8_t *bytes, size_t n, char *out)
{
    for (size_t i = 0; i < n; i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

static void library_agrees_with_the_standard(void **state)
{
    (void)state;
    static const uint8_t key[] = { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef,
                                   0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10 };
    uint8_t out[64];
    char hex[129];
    unsigned n = 0;
    int len = 0;
    assert_int_equal(EVP_Digest("abc", 3, out, &n, EVP_sm3(), NULL), 1);
    to_hex(out, n, hex);
    assert_string_equal(hex, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    assert_int_equal(EVP_EncryptInit_ex2(ctx, EVP_sm4_ecb(), key, NULL, NULL), 1);
    assert_int_equal(EVP_EncryptUpdate(ctx, out, &len, key, sizeof key), 1);
    EVP_CIPHER_CTX_free(ctx);
    to_hex(out, 16, hex);
    assert_string_equal(hex, "681edf34d206965e86b3e94f536e4246");
}

static void files_are_written_whole(void **state)
{
    struct fixture *f = *state;
    char path[PATH_BYTES];
    char *text;
    size_t len;
    struct stat st;
    snprintf(path, sizeof path, "%s/a", f->dir);
    assert_int_equal(file_read(path, 100, &text, &len), RC_NOTFOUND);
    assert_int_equal(file_write(path, "one", 3, 0640), RC_OK);
    assert_int_equal(file_write(path, "second", 6, 0640), RC_OK);
    assert_int_equal(file_create(path, "third", 5, 0640), RC_CONFLICT);
    assert_int_equal(file_read(path, 6, &text, &len), RC_OK);
    assert_string_equal(text, "second");
    assert_int_equal(len, 6);
    free(text);
    assert_int_equal(file_read(path, 5, &text, &len), RC_TOOBIG);
    assert_null(text);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    unlink(path);
    assert_int_equal(file_create(path, "", 0, 0600), RC_OK);
    unlink(path);
    assert_int_equal(file_read(f->dir, 5, &text, &len), RC_IO);
    assert_int_equal(file_write("/tmp/zhibu-no-such-folder/a", "", 0, 0600), RC_IO);
}

static void folders_are_made_with_their_parents(void **state)
{
    struct fixture *f = *state;
    char path[2 * PATH_BYTES];
    struct stat st;
    snprintf(path, sizeof path, "%s/x/y//z/", f->dir);
    assert_int_equal(dir_make(path, 0700), RC_OK);
    assert_int_equal(dir_make(path, 0700), RC_OK);
    assert_int_equal(stat(path, &st), 0);
    assert_true(S_ISDIR(st.st_mode));
    rmdir(path);
    snprintf(path, sizeof path, "%s/x/y", f->dir);
    rmdir(path);
    snprintf(path, sizeof path, "%s/x", f->dir);
    rmdir(path);
    snprintf(path, sizeof path, "%s/below", f->key_file);
    assert_int_equal(dir_make(path, 0700), RC_IO);
    assert_int_equal(dir_make("", 0700), RC_IO);
}

static void ids_increase_and_carry_the_time(void **state)
{
    (void)state;
    int64_t last = id_new();
    assert_true(last > 0);
    assert_true((last >> 21) + 1577836800000 > 1704067200000); /* made after 2024-01-01 */
    for (int i = 0; i < 100000; i++) {
        int64_t id = id_new();
        assert_true(id > last);
        last = id;
    }
}

static void random_words_have_their_form(void **state)
{
    (void)state;
    char one[20], two[20], hex[33];
    random_password(one);
    random_password(two);
    assert_int_equal(strlen(one), 19);
    assert_int_equal(strspn(one, "abcdefghjkmnpqrstuvwxyz23456789-"), 19);
    assert_true(one[4] == '-' && one[9] == '-' && one[14] == '-');
    assert_string_not_equal(one, two);
    random_hex(hex, 16);
    assert_int_equal(strspn(hex, "0123456789abcdef"), 32);
    assert_int_equal(hex[32], 0);
    assert_string_not_equal(hex, "00000000000000000000000000000000");
}

static void sealed_values_open_where_they_were_sealed(void **state)
{
    struct fixture *f = *state;
    const char *values[] = { "", "x", "11010519491231002X", "青岚市一条很长的路一百二十三号四单元五零六室" };
    for (size_t i = 0; i < COUNT(values); i++) {
        struct blob one, two;
        const char *out;
        assert_int_equal(vault_seal(f->vault, f->arena, "member.phone", 7, values[i], &one), RC_OK);
        assert_int_equal(vault_seal(f->vault, f->arena, "member.phone", 7, values[i], &two), RC_OK);
        assert_int_equal(one.len, strlen(values[i]) + 34);
        assert_memory_not_equal(one.at, two.at, one.len); /* equal values do not show */
        assert_int_equal(vault_open(f->vault, f->arena, "member.phone", 7, one, &out), RC_OK);
        assert_string_equal(out, values[i]);
        assert_int_equal(vault_open(f->vault, f->arena, "member.phone", 8, one, &out), RC_IO);
        assert_int_equal(vault_open(f->vault, f->arena, "member.home", 7, one, &out), RC_IO);
        assert_string_equal(out, "");
    }
}

/* Refusals are logged; hundreds of them would bury the results.  Returns what loud() needs. */
static int quiet(void)
{
    int saved = dup(STDERR_FILENO);
    assert_non_null(freopen("/dev/null", "w", stderr));
    return saved;
}

static void loud(int saved)
{
    fflush(stderr);
    assert_true(dup2(saved, STDERR_FILENO) >= 0);
    close(saved);
}

/* Each bit of a value matters, and so does its length. */
static void altered_values_do_not_open(void **state)
{
    struct fixture *f = *state;
    struct blob sealed;
    const char *out;
    uint8_t copy[64];
    assert_int_equal(vault_seal(f->vault, f->arena, "a.b", 1, "hello", &sealed), RC_OK);
    int saved = quiet();
    for (size_t bit = 0; bit < sealed.len * 8; bit++) {
        memcpy(copy, sealed.at, sealed.len);
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
        struct blob altered = { copy, sealed.len };
        assert_int_equal(vault_open(f->vault, f->arena, "a.b", 1, altered, &out), RC_IO);
    }
    for (size_t n = 0; n < sealed.len; n++) {
        struct blob cut = { sealed.at, n };
        assert_int_equal(vault_open(f->vault, f->arena, "a.b", 1, cut, &out), RC_IO);
    }
    assert_int_equal(vault_open(f->vault, f->arena, "a.b", 1, (struct blob){ 0 }, &out), RC_IO);
    loud(saved);
    assert_int_equal(vault_open(f->vault, f->arena, "a.b", 1, sealed, &out), RC_OK);
}

/* The key named in the key file, from its text. */
static void key_from_file(const struct fixture *f, const char *name, uint8_t key[32])
{
    char *text;
    assert_int_equal(file_read(f->key_file, 4096, &text, NULL), RC_OK);
    char *line = strstr(text, name);
    assert_non_null(line);
    line += strlen(name) + 1;
    for (int i = 0; i < 32; i++) {
        char pair[3] = { line[2 * i], line[2 * i + 1], '\0' };
        key[i] = (uint8_t)strtoul(pair, NULL, 16);
    }
    free(text);
}

static void hashes_are_plain_hmac_sm3(void **state)
{
    struct fixture *f = *state;
    uint8_t key[32], want[32], got[32], sign[32];
    unsigned n = sizeof want;
    static const unsigned char message[] = "member.phone\00013900000000";
    key_from_file(f, "token", key);
    assert_non_null(HMAC(EVP_sm3(), key, 32, message, sizeof message - 1, want, &n));
    for (int i = 0; i < 2; i++) { /* the context is as good the second time */
        assert_int_equal(vault_lookup(f->vault, "member.phone", "13900000000", got), RC_OK);
        assert_memory_equal(got, want, 32);
    }
    assert_int_equal(vault_sign(f->vault, "member.phone", "13900000000", 11, sign), RC_OK);
    assert_memory_not_equal(sign, got, 32);
    key_from_file(f, "sign", key);
    assert_non_null(HMAC(EVP_sm3(), key, 32, message, sizeof message - 1, want, &n));
    assert_memory_equal(sign, want, 32);
    assert_int_equal(vault_sign(f->vault, "session", NULL, 0, sign), RC_OK);
    key_from_file(f, "lookup", key);
    assert_non_null(HMAC(EVP_sm3(), key, 32, message, sizeof message - 1, want, &n));
    assert_int_equal(vault_lookup_renewed(f->vault, "member.phone", "13900000000", false, got), RC_OK);
    assert_memory_equal(got, want, 32);
    assert_int_equal(vault_lookup_renewed(f->vault, "member.phone", "13900000000", true, got), RC_NOTFOUND);
}

static void keys_last_and_are_private(void **state)
{
    struct fixture *f = *state;
    struct vault_keys *again;
    struct stat st;
    struct blob sealed;
    const char *out;
    assert_int_equal(stat(f->key_file, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(vault_keys_load(f->dir, 1, &again), RC_OK);
    struct vault *v = vault_new(again);
    assert_int_equal(vault_seal(f->vault, f->arena, "a.b", 1, "hello", &sealed), RC_OK);
    assert_int_equal(vault_open(v, f->arena, "a.b", 1, sealed, &out), RC_OK);
    assert_string_equal(out, "hello");
    vault_free(v);
    vault_keys_free(again);
    assert_int_equal(chmod(f->key_file, 0640), 0);
    assert_int_equal(vault_keys_load(f->dir, 0, &again), RC_DENIED);
    assert_null(again);
    assert_int_equal(chmod(f->key_file, 0600), 0);
}

static void damaged_keys_are_refused(void **state)
{
    struct fixture *f = *state;
    struct vault_keys *k;
    char *text;
    size_t len;
    assert_int_equal(vault_keys_load("/tmp/zhibu-no-such-folder", 0, &k), RC_NOTFOUND);
    assert_int_equal(file_read(f->key_file, 4096, &text, &len), RC_OK);
    int saved = quiet();
    for (size_t cut = 0; cut < len; cut += 13) {
        assert_int_equal(file_write(f->key_file, text, cut, 0600), RC_OK);
        assert_int_equal(vault_keys_load(f->dir, 1, &k), RC_IO); /* and never made anew */
    }
    text[len - 10] = 'g';
    assert_int_equal(file_write(f->key_file, text, len, 0600), RC_OK);
    assert_int_equal(vault_keys_load(f->dir, 0, &k), RC_IO);
    text[len - 10] = '0';
    assert_int_equal(file_write(f->key_file, text, len, 0600), RC_OK);
    assert_int_equal(vault_keys_load(f->dir, 0, &k), RC_OK);
    loud(saved);
    vault_keys_free(k);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(library_agrees_with_the_standard),
        cmocka_unit_test(files_are_written_whole),
        cmocka_unit_test(folders_are_made_with_their_parents),
        cmocka_unit_test(ids_increase_and_carry_the_time),
        cmocka_unit_test(random_words_have_their_form),
        cmocka_unit_test(sealed_values_open_where_they_were_sealed),
        cmocka_unit_test(altered_values_do_not_open),
        cmocka_unit_test(hashes_are_plain_hmac_sm3),
        cmocka_unit_test(keys_last_and_are_private),
        cmocka_unit_test(damaged_keys_are_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
