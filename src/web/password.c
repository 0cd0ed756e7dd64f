/* web/password.c: argon2id by libsodium. */
#include "web/password.h"

#include <semaphore.h>
#include <sodium.h>
#include <string.h>

#include "base/utf8.h"
#include "web/site.h"

enum {
    PASSWORD_PASSES = 2,
    PASSWORD_MEMORY = 19 * 1024 * 1024,
    PASSWORD_LEAST = 8, /* characters */
    PASSWORD_LONG = 16, /* from here on any characters will do */
    PASSWORD_KINDS = 3, /* of capital letters, small letters, digits and others (DOMAIN 10.2) */
};

/* Of a password nobody knows: what an unknown login is compared with. */
static const char password_nobody[] =
    "$argon2id$v=19$m=19456,t=2,p=1$rsi/AszcgDLSYCFsEwKIfQ$AOy1zzWMrkpMiWUufzdL3QhLYr/"
    "16Oni2QPJqY3mTXM";

static void hashing_enter(const struct site *site)
{
    while (site->hashing && sem_wait(site->hashing) != 0)
        ;
}

static void hashing_leave(const struct site *site)
{
    if (site->hashing)
        sem_post(site->hashing);
}

static int kinds_of(const char *s)
{
    unsigned kinds = 0;
    for (; *s; s++) {
        if (*s >= 'A' && *s <= 'Z')
            kinds |= 1;
        else if (*s >= 'a' && *s <= 'z')
            kinds |= 2;
        else
            kinds |= *s >= '0' && *s <= '9' ? 4 : 8;
    }
    return __builtin_popcount(kinds);
}

const char *password_fault(const char *password, const char *login)
{
    size_t chars = utf8_valid(password, strlen(password)) ? utf8_chars(password) : strlen(password);
    if (chars < PASSWORD_LEAST)
        return "密码至少要有 8 个字符。";
    if (chars < PASSWORD_LONG && kinds_of(password) < PASSWORD_KINDS)
        return "请在大写字母、小写字母、数字和符号中至少用三种，或者用 16 个以上的字符。";
    if (login[0] && strcasestr(password, login))
        return "密码里请不要包含账号。";
    return NULL;
}

enum rc password_hash(const struct site *site, struct arena *a, const char *password, const char **hash)
{
    char *out = arena_alloc(a, crypto_pwhash_STRBYTES);
    if (!out || sodium_init() < 0)
        return RC_OOM;
    hashing_enter(site);
    int failed = crypto_pwhash_str_alg(out, password, strlen(password), PASSWORD_PASSES, PASSWORD_MEMORY,
                                       crypto_pwhash_ALG_ARGON2ID13);
    hashing_leave(site);
    *hash = out;
    return failed ? RC_OOM : RC_OK;
}

bool password_matches(const struct site *site, const char *hash, const char *password)
{
    bool known = hash[0] != '\0';
    hashing_enter(site);
    int differs = crypto_pwhash_str_verify(known ? hash : password_nobody, password, strlen(password));
    hashing_leave(site);
    return !differs && known;
}
