/* web/password.c: argon2id by libsodium, and which passwords are too easily guessed. */
#include "web/password.h"

#include <sodium.h>
#include <string.h>

#include "base/pinyin.h"
#include "base/utf8.h"
#include "web/site.h"

enum {
    PASSWORD_PASSES = 2,
    PASSWORD_MEMORY = 19 * 1024 * 1024,
    PASSWORD_LEAST = 8,     /* characters */
    PASSWORD_LONG = 16,     /* from here on any characters will do */
    PASSWORD_KINDS = 3,     /* of capital letters, small letters, digits and others (DOMAIN 10.2) */
    PASSWORD_DIFFERENT = 5, /* characters that differ */
    PASSWORD_NAME = 4,      /* letters of a name in pinyin: shorter ones are in many words */
};

/* Of a password nobody knows: what an unknown login is compared with. */
static const char password_nobody[] =
    "$argon2id$v=19$m=19456,t=2,p=1$rsi/AszcgDLSYCFsEwKIfQ$AOy1zzWMrkpMiWUufzdL3QhLYr/"
    "16Oni2QPJqY3mTXM";

/*
 * What guessers try first, without digits and signs and in small letters: "Admin@123", "Qwer1234" and "1qaz@WSX" all
 * come down to one of these.
 */
static const char *const common_roots[] = {
    "",        "a",        "aa",           "aaa",      "aaaa",         "ab",         "abc",        "abcd",
    "abcde",   "abcdef",   "admin",        "asd",      "asdf",         "asdfg",      "asdfgh",     "asdfghjkl",
    "baidu",   "beijing",  "china",        "computer", "dangwei",      "dangyuan",   "default",    "dragon",
    "edu",     "football", "gongchandang", "guest",    "hello",        "helloworld", "huawei",     "iloveyou",
    "letmein", "login",    "love",         "manager",  "master",       "monkey",     "nihao",      "office",
    "pass",    "passwd",   "password",     "princess", "qaz",          "qazwsx",     "qazwsxedc",  "qq",
    "qwe",     "qweasd",   "qweasdzxc",    "qwer",     "qwert",        "qwerty",     "qwertyuiop", "root",
    "sa",      "school",   "student",      "sunshine", "superman",     "sys",        "sysadmin",   "system",
    "taobao",  "teacher",  "tencent",      "test",     "tsinghua",     "university", "user",       "wang",
    "wei",     "weixin",   "welcome",      "woaini",   "woaizhongguo", "xuexi",      "xx",         "xuexiqiangguo",
    "zaq",     "zaqwsx",   "zhang",        "zhibu",    "zhifubao",     "zhongguo",   "zxc",        "zxcv",
    "zxcvb",   "zxcvbn",   "zxcvbnm",      "zz",
};

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

static int different_in(const char *s)
{
    bool seen[256] = { false };
    int n = 0;
    for (; *s; s++) {
        n += !seen[(unsigned char)*s];
        seen[(unsigned char)*s] = true;
    }
    return n;
}

/* "P@ssw0rd" is "password" to everybody. */
static char letter_of(char ch, bool disguised)
{
    static const char looks[] = "@a0o$s3e!i5s";
    for (size_t i = 0; disguised && i < sizeof(looks) - 1; i += 2)
        if (looks[i] == ch)
            return looks[i + 1];
    if (ch >= 'A' && ch <= 'Z')
        return (char)(ch + 'a' - 'A');
    return ch >= 'a' && ch <= 'z' ? ch : '\0';
}

static bool is_letter(char ch)
{
    return (ch >= 'A' && ch <= 'Z') || (ch >= 'a' && ch <= 'z');
}

/* Digits and signs at the end are a year or a habit, and disguise nothing. */
static bool is_common(const char *password, bool disguised)
{
    char root[32];
    size_t n = 0, len = strlen(password);
    while (len && !is_letter(password[len - 1]))
        len--;
    for (const char *p = password; p < password + len; p++) {
        char ch = (unsigned char)*p > 127 ? 'x' : letter_of(*p, disguised);
        if (n == sizeof(root) - 1)
            return false;
        if (ch)
            root[n++] = ch;
    }
    root[n] = '\0';
    for (size_t i = 0; i < COUNT(common_roots); i++)
        if (!strcmp(root, common_roots[i]))
            return true;
    return false;
}

static bool names_person(struct arena *a, const char *password, const struct password_person *of)
{
    if (of->login[0] && strcasestr(password, of->login))
        return true;
    if (!of->name[0])
        return false;
    const char *sound = pinyin_of_person(a, of->name).full;
    return strstr(password, of->name) || (strlen(sound) >= PASSWORD_NAME && strcasestr(password, sound));
}

const char *password_fault(struct arena *a, const char *password, const struct password_person *of)
{
    size_t chars = utf8_valid(password, strlen(password)) ? utf8_chars(password) : strlen(password);
    if (chars < PASSWORD_LEAST)
        return "密码至少要有 8 个字符。";
    if (chars < PASSWORD_LONG && kinds_of(password) < PASSWORD_KINDS)
        return "请在大写字母、小写字母、数字和符号中至少用三种，或者用 16 个以上的字符。";
    if (different_in(password) < PASSWORD_DIFFERENT || is_common(password, false) || is_common(password, true))
        return "这个密码太常见，别人一猜就中，请换一个。";
    return names_person(a, password, of) ? "密码里请不要包含账号或者姓名。" : NULL;
}

/* --- hashing -------------------------------------------------------------------------------------------------------- */

static void hashing_count(const struct site *site)
{
    if (site->hashed)
        atomic_fetch_add_explicit(site->hashed, 1, memory_order_relaxed);
}

enum rc password_hash(const struct site *site, struct arena *a, const char *password, const char **hash)
{
    char *out = arena_alloc(a, crypto_pwhash_STRBYTES);
    if (!out || sodium_init() < 0)
        return RC_OOM;
    hashing_count(site);
    *hash = out;
    return crypto_pwhash_str_alg(out, password, strlen(password), PASSWORD_PASSES, PASSWORD_MEMORY,
                                 crypto_pwhash_ALG_ARGON2ID13)
               ? RC_OOM
               : RC_OK;
}

bool password_matches(const struct site *site, const char *hash, const char *password)
{
    bool known = hash[0] != '\0';
    hashing_count(site);
    int differs = crypto_pwhash_str_verify(known ? hash : password_nobody, password, strlen(password));
    return !differs && known;
}
