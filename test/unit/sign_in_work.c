/*
 * test/unit/sign_in_work.c: what a sign-in costs: one password compared, whether there is such an account or not; and the
 * rules beneath it: who waits how long, which passwords will not do, what a browser is called, how keys are written.
 */
#include "app_test.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

#include "base/base32.h"
#include "base/date.h"
#include "web/account.h"
#include "web/agent.h"
#include "web/dispatch.h"
#include "web/factor.h"
#include "web/password.h"
#include "web/throttle.h"

/* --- a server, and one question --------------------------------------------------------------------------------------- */

struct served {
    struct app_fixture *fixture;
    struct web *web;
    struct http_server *http;
};

/* The answer to these bytes, head first. */
static void ask(const struct served *s, const char *request, char *text, size_t max)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    at.sin_port = htons((uint16_t)strtol(strrchr(http_address(s->http), ':') + 1, NULL, 10));
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&at, sizeof(at)), 0);
    assert_int_equal(send(fd, request, strlen(request), 0), (ssize_t)strlen(request));
    ssize_t got = recv(fd, text, max - 1, MSG_WAITALL);
    text[got > 0 ? got : 0] = '\0';
    close(fd);
}

static int status_of(const struct served *s, const char *login)
{
    char body[256], text[1024];
    int status = 0;
    int n = snprintf(body, sizeof(body), "{\"login\":\"%s\",\"password\":\"Wrong-2026\"}", login);
    snprintf(text, sizeof(text),
             "POST /login.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
             "Content-Length: %d\r\n\r\n%s",
             n, body);
    char answer[1024];
    ask(s, text, answer, sizeof(answer));
    assert_int_equal(sscanf(answer, "HTTP/1.1 %d", &status), 1);
    return status;
}

static enum rc accounts_add(struct ctx *c, void *arg)
{
    const char *hash;
    int64_t id;
    (void)arg;
    assert_int_equal(password_hash(c->site, c->arena, "Hai-tang-2026", &hash), RC_OK);
    assert_int_equal(account_add(c, &(struct account_new){ .login = "known", .name = "", .password = hash }, &id),
                     RC_OK);
    return account_add(c, &(struct account_new){ .login = "invited", .name = "", .password = "" }, &id);
}

static void serve_as(struct served *s, struct app_fixture *f, bool behind_proxy)
{
    struct site *site = &f->app.site;
    s->fixture = f;
    site->workers = workers_new(2, 16);
    site->hashing = workers_new_nice(1, 16, 10);
    assert_int_equal(web_new(&(struct web_config){ .site = site, .behind_proxy = behind_proxy }, &s->web), RC_OK);
    struct http_app app = web_app(s->web);
    struct http_config config = { .listen = "127.0.0.1:0", .threads = 1, .connections = 16 };
    assert_int_equal(http_start(&config, &app, &s->http), RC_OK);
}

static void serve(struct served *s, struct app_fixture *f)
{
    struct command_call call = { .site = &f->app.site, .arena = arena_new(1 << 20) };
    assert_int_equal(command_write(&call, accounts_add, NULL), RC_OK);
    arena_free(call.arena);
    serve_as(s, f, false);
}

static void stop(struct served *s)
{
    http_stop(s->http, 5);
    workers_free(s->fixture->app.site.hashing);
    workers_free(s->fixture->app.site.workers);
    web_free(s->web);
}

static void a_sign_in_compares_one_password(void **state)
{
    static const char *const logins[] = { "known", "unknown", "invited", "' OR 1=1 --" };
    struct app_fixture *f = *state;
    struct served s = { 0 };
    serve(&s, f);
    for (size_t i = 0; i < COUNT(logins); i++) {
        unsigned long long before = f->app.hashed;
        assert_int_equal(status_of(&s, logins[i]), 422);
        assert_int_equal(f->app.hashed - before, 1);
    }
    for (int i = 1; i < THROTTLE_PAIR; i++)
        assert_int_equal(status_of(&s, "known"), 422);
    unsigned long long before = f->app.hashed;
    assert_int_equal(status_of(&s, "known"), 429);
    assert_int_equal(f->app.hashed - before, 0); /* what is refused costs nothing */
    stop(&s);
}
APP_SKIPS(a_sign_in_compares_one_password)

/* --- cookies ----------------------------------------------------------------------------------------------------------- */

enum { PAGE_ROOM = 64 * 1024 };

static unsigned occurrences(const char *text, const char *of)
{
    unsigned n = 0;
    for (const char *p = text; (p = strstr(p, of)); p++)
        n++;
    return n;
}

/* The page to sign in on, with a sentence waiting: how many cookies it sets, and how many of them for https alone. */
static void count_cookies(const struct served *s, const char *header, unsigned *all, unsigned *secure)
{
    char *text = malloc(PAGE_ROOM), request[512];
    snprintf(request, sizeof(request),
             "GET /login HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: done=1.2.3\r\n%s\r\n", header);
    assert_non_null(text);
    ask(s, request, text, PAGE_ROOM);
    *all = occurrences(text, "\r\nSet-Cookie: ");
    *secure = occurrences(text, "; Secure");
    free(text);
}

static void cookies_are_for_https_where_the_proxy_has_it(void **state)
{
    static const struct {
        bool behind_proxy;
        const char *header;
        bool secure;
    } cases[] = {
        { true, "X-Forwarded-Proto: https\r\n", true },
        { true, "X-Forwarded-Proto: http\r\n", false },
        { true, "", false },
        { false, "X-Forwarded-Proto: https\r\n", false }, /* anybody could say so */
    };
    struct app_fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct served s = { 0 };
        unsigned all, secure;
        serve_as(&s, f, cases[i].behind_proxy);
        count_cookies(&s, cases[i].header, &all, &secure);
        assert_int_equal(all, 2);
        assert_int_equal(secure, cases[i].secure ? all : 0);
        stop(&s);
    }
}

/* --- waiting ----------------------------------------------------------------------------------------------------------- */

static void strangers_wait_and_owners_do_not(void **state)
{
    (void)state;
    const int64_t now = 1000000000, ago = now - 500;
    struct throttle_seen seen = { .of_pair = 4, .last_of_pair = ago, .of_login = 19, .last_of_login = ago };
    assert_int_equal(throttle_wait(&seen, false, now), 0);
    seen.of_login = 20;
    assert_int_equal(throttle_wait(&seen, false, now), 500);
    seen.of_login = 23;
    assert_int_equal(throttle_wait(&seen, false, now), 7500);
    seen.of_login = 5000;
    assert_int_equal(throttle_wait(&seen, false, now), 59500); /* a minute and no more, for all the world */
    assert_int_equal(throttle_wait(&seen, true, now), 0);
    seen.of_pair = 5;
    assert_int_equal(throttle_wait(&seen, true, now), THROTTLE_LOCK_MS - 500);
    assert_int_equal(throttle_wait(&seen, true, ago + THROTTLE_LOCK_MS), 0);
    seen = (struct throttle_seen){ .of_source = 31, .last_of_source = ago };
    assert_int_equal(throttle_wait(&seen, false, now), 1500);
    assert_int_equal(throttle_wait(&seen, true, now), 0);
}

static void an_address_is_its_network(void **state)
{
    struct arena *a = arena_new(4096);
    (void)state;
    assert_string_equal(throttle_network(a, "192.0.2.7"), "192.0.2.7");
    assert_string_equal(throttle_network(a, "2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
    assert_string_equal(throttle_network(a, "2001:db8:1:2::99"), "2001:db8:1:2::");
    assert_string_equal(throttle_network(a, "unknown:"), "unknown:");
    arena_free(a);
}

/* --- passwords --------------------------------------------------------------------------------------------------------- */

static void what_is_guessed_first_will_not_do(void **state)
{
    static const char *const bad[] = { "Short-1",       "onlysmall1",   "Password1",
                                       "P@ssw0rd2026",  "1qaz@WSX",     "Qwer1234!",
                                       "Aa123456",      "Admin@123",    "aaaaaaaaaaaaaaaaaaaa",
                                       "Aa1!Aa1!",      "Woaini-1314",  "12345678901234567",
                                       "Xiao.lin-2026", "Linxiao-2026", "My-林晓-2026" };
    static const char *const good[] = { "Hai-tang-2026", "Yinxing-2026-9", "correct horse battery staple",
                                        "春眠不觉晓-Chun1" };
    const struct password_person lin = { "xiao.lin", "林晓" };
    struct arena *a = arena_new(65536);
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        if (!password_fault(a, bad[i], &lin))
            fail_msg("%s was accepted", bad[i]);
    for (size_t i = 0; i < COUNT(good); i++)
        assert_null(password_fault(a, good[i], &lin));
    arena_free(a);
}

/* --- words and keys ---------------------------------------------------------------------------------------------------- */

static void a_browser_is_two_words(void **state)
{
    struct arena *a = arena_new(4096);
    (void)state;
    assert_string_equal(agent_words(a, "Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0"),
                        "Windows 上的 Edge");
    assert_string_equal(agent_words(a, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile Safari/604.1"),
                        "iPhone 上的 Safari");
    assert_string_equal(agent_words(a, "Mozilla/5.0 (Linux; Android 14) Chrome/120 MicroMessenger/8.0"),
                        "安卓 上的 微信");
    assert_string_equal(agent_words(a, "curl/8.0"), "");
    assert_string_equal(agent_words(a, ""), "");
    arena_free(a);
}

/* RFC 4648, and the first row of RFC 6238's table with its last six digits. */
static void keys_are_read_as_others_write_them(void **state)
{
    struct arena *a = arena_new(4096);
    uint8_t bytes[32];
    size_t n;
    char code[7];
    (void)state;
    assert_string_equal(base32_encode(a, (const uint8_t *)"foobar", 6), "MZXW6YTBOI");
    assert_string_equal(base32_encode(a, (const uint8_t *)"", 0), "");
    assert_true(base32_decode("MZXW6YTBOI", bytes, sizeof(bytes), &n));
    assert_int_equal(n, 6);
    assert_memory_equal(bytes, "foobar", 6);
    assert_false(base32_decode("MZ1", bytes, sizeof(bytes), &n));
    assert_false(base32_decode("MZXW6YTBOI", bytes, 3, &n));
    const char *key = base32_encode(a, (const uint8_t *)"12345678901234567890", 20);
    assert_int_equal(factor_code_at(key, 59000, code), RC_OK);
    assert_string_equal(code, "287082");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        APP_ON_SQLITE(a_sign_in_compares_one_password),
        APP_ON_PGSQL(a_sign_in_compares_one_password),
        APP_ON_SQLITE(cookies_are_for_https_where_the_proxy_has_it),
        cmocka_unit_test(strangers_wait_and_owners_do_not),
        cmocka_unit_test(an_address_is_its_network),
        cmocka_unit_test(what_is_guessed_first_will_not_do),
        cmocka_unit_test(a_browser_is_two_words),
        cmocka_unit_test(keys_are_read_as_others_write_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
