/*
 * app/serve.c: the server, from its lock to its last answer.
 *
 * SIGTERM and SIGINT end it: no new connections, what was begun is finished, the writer's queue is written.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/app.h"
#include "app/sandbox.h"
#include "base/files.h"
#include "base/log.h"
#include "web/dispatch.h"
#include "web/opening.h"
#include "web/rekey.h"

enum {
    SERVE_QUEUE = 1024, /* waiting jobs of the workers; past that the answer is "busy" */
    SERVE_CONNECTIONS = 8192,
    SERVE_PGSQL_WORKERS = 16, /* each holds one connection while it works */
    SERVE_STOP_SECONDS = 20,
    SERVE_HASHING_CORES =
        2, /* a thread for passwords per so many cores: a morning of sign-ins leaves the pages alone */
    SERVE_HASHING_QUEUE = 256, /* passwords that wait, a few seconds' worth; past that the answer is "busy" */
    SERVE_HASHING_NICE = 10,
};

struct serve_options {
    const char *listen;
    const char *metrics;
    bool proxy;
};

static const char *options_parse(struct serve_options *o, int argc, char **argv)
{
    *o = (struct serve_options){ .listen = "127.0.0.1:8080" };
    for (int i = 0; i < argc; i++) {
        const char **value = !strcmp(argv[i], "--listen")    ? &o->listen
                             : !strcmp(argv[i], "--metrics") ? &o->metrics
                                                             : NULL;
        if (!strcmp(argv[i], "--behind-proxy"))
            o->proxy = true;
        else if (value && i + 1 < argc)
            *value = argv[++i];
        else
            return "用法：zhibu serve [--listen ADDR:PORT] [--metrics ADDR:PORT] [--behind-proxy] "
                   "[--data DIR] [--database URL]";
    }
    return NULL;
}

/* --- figures for a monitoring program ------------------------------------------------------------------------------------- */

static void metrics_serve(void *arg, struct http_exchange *x)
{
    struct http_reply r = { .status = 200, .content_type = "text/plain; version=0.0.4", .body = BUF_INIT(64 * 1024) };
    web_metrics(arg, &r.body);
    http_answer(x, &r);
}

static enum rc metrics_admit(void *arg, struct http_exchange *x, size_t *body_max)
{
    (void)arg;
    (void)x;
    *body_max = 0;
    return RC_OK;
}

static void metrics_refuse(void *arg, struct http_exchange *x, enum rc rc, struct http_reply *reply)
{
    (void)arg;
    (void)x;
    *reply = (struct http_reply){ .status = rc_status(rc), .content_type = "text/plain" };
}

/* --- starting and stopping -------------------------------------------------------------------------------------------------- */

struct server {
    struct app app;
    struct workers *workers;
    struct workers *hashing;
    struct control *control;
    struct jobs *jobs;
    struct openings *openings;
    struct rekey rekey;
    struct web *web;
    struct http_server *http;
    struct http_server *metrics;
};

static void descriptors_raise(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit))
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static enum rc listen_all(struct server *s, const struct serve_options *o)
{
    struct http_config config = { .listen = o->listen, .connections = SERVE_CONNECTIONS, .behind_proxy = o->proxy };
    struct http_app app = web_app(s->web);
    enum rc rc = http_start(&config, &app, &s->http);
    if (rc || !o->metrics)
        return rc;
    config = (struct http_config){ .listen = o->metrics, .threads = 1, .connections = 16 };
    app = (struct http_app){ s->web, metrics_admit, metrics_serve, metrics_refuse };
    return http_start(&config, &app, &s->metrics);
}

static enum rc server_start(struct server *s, const struct app_place *place, const struct serve_options *o)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    enum rc rc = app_open(&s->app, place, false);
    if (rc)
        return rc;
    s->workers = workers_new(place->url ? SERVE_PGSQL_WORKERS : (unsigned)(cores > 2 ? cores : 2), SERVE_QUEUE);
    s->hashing = workers_new_nice((unsigned)(cores > SERVE_HASHING_CORES ? cores / SERVE_HASHING_CORES : 1),
                                  SERVE_HASHING_QUEUE, SERVE_HASHING_NICE);
    if (!s->workers || !s->hashing)
        return RC_OOM;
    s->app.site.workers = s->workers;
    s->openings = openings_new();
    if (!s->openings)
        return RC_OOM;
    s->app.site.openings = s->openings;
    s->app.site.hashing = s->hashing;
    s->app.site.rekey = &s->rekey;
    rc = rekey_start(&s->rekey, &s->app.site);
    if (!rc && !place->url)
        rc = control_start(&s->app.site, &s->control);
    struct web_config web = { .site = &s->app.site, .behind_proxy = o->proxy };
    if (!rc)
        rc = web_new(&web, &s->web);
    if (!rc)
        rc = jobs_start(&s->app.site, &s->jobs);
    return rc ? rc : listen_all(s, o);
}

static void server_stop(struct server *s)
{
    if (s->metrics)
        http_stop(s->metrics, 1);
    if (s->http)
        http_stop(s->http, SERVE_STOP_SECONDS);
    control_stop(s->control);
    jobs_stop(s->jobs);
    rekey_stop(&s->rekey);
    workers_free(s->hashing); /* first: what it has done goes on at the others */
    workers_free(s->workers);
    app_close(&s->app);
    web_free(s->web);
    openings_free(s->openings);
}

/* Threads that are there and those to come; a sanitizer's own threads at the end need what is given up. */
static void powers_drop(void)
{
#ifndef __SANITIZE_ADDRESS__
    if (sandbox_enter())
        log_error("sandbox what=the kernel does not filter system calls; serving without");
#endif
}

/* A file that is there while a server runs: found at the start, the last one was killed. */
static void recovery_say(const char *dir, bool start)
{
    char path[4096];
    struct stat st;
    snprintf(path, sizeof(path), "%s/running", dir);
    if (!start) {
        unlink(path);
        return;
    }
    if (stat(path, &st) == 0)
        log_info("recovered since=%lld what=the last server was killed; what it acknowledged is "
                 "kept, what it had begun is undone",
                 (long long)st.st_mtime);
    if (file_write(path, "", 0, 0600))
        log_error("running path=%s", path);
}

/* Another command may hold the lock for a moment; a server holds it for good. */
static int lock_wait(const char *dir)
{
    for (int tries = 0; tries < APP_LOCK_SECONDS * 20; tries++) {
        int fd = app_lock(dir);
        if (fd >= 0)
            return fd;
        fd = control_connect(dir);
        if (fd >= 0) {
            close(fd);
            return -1;
        }
        nanosleep(&(struct timespec){ .tv_nsec = 50 * 1000 * 1000 }, NULL);
    }
    return -1;
}

static const char *start_fault(enum rc rc)
{
    if (rc == RC_NOTFOUND)
        return "这里还没有站点，请先运行 zhibu init。";
    return rc == RC_IO ? "这个地址不能监听，请检查 --listen，或者换一个端口。" : rc_text(rc);
}

int app_serve(const struct app_place *place, int argc, char **argv)
{
    struct serve_options o;
    const char *why = options_parse(&o, argc, argv);
    if (why)
        return app_cannot(why);
    if (access(place->dir, F_OK) != 0)
        return app_cannot(start_fault(RC_NOTFOUND));
    struct server s = { .app.lock = place->url ? -1 : lock_wait(place->dir) };
    if (!place->url && s.app.lock < 0)
        return app_cannot("这个站点已经有一个服务在运行。");
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL); /* before there are threads, so that none of them takes it */
    signal(SIGPIPE, SIG_IGN);
    descriptors_raise();
    if (!place->url)
        recovery_say(place->dir, true);
    enum rc rc = server_start(&s, place, &o);
    if (!rc) {
        int sig;
        powers_drop();
        printf("ready http://%s\n", http_address(s.http));
        fflush(stdout);
        sigwait(&set, &sig);
    }
    server_stop(&s);
    if (!place->url)
        recovery_say(place->dir, false);
    return rc ? app_cannot(start_fault(rc)) : COMMAND_DONE;
}
