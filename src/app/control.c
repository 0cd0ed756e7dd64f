/*
 * app/control.c: commands while a server owns the database.
 *
 * The command connects to DIR/control.sock, sends its arguments, files and standard input, and writes what comes back.
 * Only the server's own user and root are heard.  One thread accepts; the commands themselves run on the workers.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/app.h"
#include "app/frame.h"
#include "base/log.h"

enum { CONTROL_ARGS = 64, CONTROL_SECONDS = 30 };

struct control {
    const struct site *site;
    pthread_t thread;
    int fd;
    int stop[2];
    pthread_mutex_t lock;
    pthread_cond_t idle;
    int running;
};

struct visit {
    struct control *k;
    int fd;
};

static bool address_of(const char *dir, struct sockaddr_un *out)
{
    *out = (struct sockaddr_un){ .sun_family = AF_UNIX };
    return snprintf(out->sun_path, sizeof(out->sun_path), "%s/control.sock", dir) < (int)sizeof(out->sun_path);
}

/* --- the server's end ---------------------------------------------------------------------------------------------------- */

static void frame_forget(void *at)
{
    free(at);
}

static enum rc input_take(struct command_call *call, struct frame *f, char **argv, int *argc)
{
    arena_defer(call->arena, frame_forget, f->at);
    if (f->kind == FRAME_ARG && *argc < CONTROL_ARGS)
        argv[(*argc)++] = f->at;
    else if (f->kind == FRAME_FILE && f->number < COMMAND_OPTIONS) {
        call->values[f->number].file = f->at;
        call->values[f->number].len = f->len;
    } else if (f->kind == FRAME_STDIN) {
        call->input = f->at;
        call->input_len = f->len;
    } else
        return RC_BADREQ;
    return RC_OK;
}

static enum rc inputs_take(int fd, struct command_call *call, char **argv, int *argc)
{
    for (;;) {
        struct frame f;
        enum rc rc = frame_receive(fd, COMMAND_FILE_BYTES, &f);
        if (rc)
            return rc;
        if (f.kind == FRAME_RUN) {
            free(f.at);
            return RC_OK;
        }
        rc = input_take(call, &f, argv, argc);
        if (rc)
            return rc;
    }
}

static int call_run(struct command_call *call, int argc, char *const *argv)
{
    int words = 0;
    call->command = command_find(call->site->features, argc, argv, &words);
    if (!call->command)
        return command_cannot(call, "正在运行的服务不认识这条命令，请先重新启动服务。");
    const char *why = command_parse(call, argc - words, argv + words);
    return why ? command_cannot(call, why) : call->command->run(call);
}

static enum rc outputs_send(int fd, struct command_call *call, int status)
{
    enum rc rc = buf_check(&call->out);
    if (!rc && call->out.len)
        rc = frame_send(fd, FRAME_STDOUT, 0, call->out.at, call->out.len);
    for (uint32_t i = 0; i < COMMAND_OPTIONS && !rc; i++) {
        struct buf *b = &call->values[i].out;
        if (b->max)
            rc = buf_check(b) ? buf_check(b) : frame_send(fd, FRAME_WRITE, i, b->at ? b->at : "", b->len);
    }
    if (!rc && call->error)
        rc = frame_send(fd, FRAME_SENTENCE, 0, call->error, strlen(call->error));
    return rc ? rc : frame_send(fd, FRAME_STATUS, (uint32_t)status, "", 0);
}

static void visit_run(void *arg)
{
    struct visit *v = arg;
    struct control *k = v->k;
    struct arena *a = arena_new(COMMAND_ARENA_BYTES);
    struct command_call *call = a ? arena_alloc(a, sizeof(*call)) : NULL;
    char *argv[CONTROL_ARGS + 1] = { 0 };
    int argc = 0;
    if (call) {
        call->site = k->site;
        call->arena = a;
        enum rc rc = inputs_take(v->fd, call, argv, &argc);
        if (!rc)
            rc = outputs_send(v->fd, call, call_run(call, argc, argv));
        if (rc && argc) /* without arguments somebody only asked whether a server is there */
            log_error("control rc=%s", rc_code(rc));
        command_free(call);
    }
    arena_free(a);
    close(v->fd);
    free(v);
    pthread_mutex_lock(&k->lock);
    k->running--;
    pthread_cond_signal(&k->idle);
    pthread_mutex_unlock(&k->lock);
}

static bool peer_is_ours(int fd)
{
    struct ucred peer;
    socklen_t len = sizeof(peer);
    return !getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) && (peer.uid == 0 || peer.uid == geteuid());
}

static void visit_begin(struct control *k, int fd)
{
    struct timeval patience = { .tv_sec = CONTROL_SECONDS };
    struct visit *v = malloc(sizeof(*v));
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    pthread_mutex_lock(&k->lock);
    k->running++;
    pthread_mutex_unlock(&k->lock);
    if (v && peer_is_ours(fd)) {
        *v = (struct visit){ k, fd };
        if (workers_run(k->site->workers, visit_run, v))
            return;
    }
    pthread_mutex_lock(&k->lock);
    k->running--;
    pthread_mutex_unlock(&k->lock);
    free(v);
    close(fd);
}

static void *control_loop(void *arg)
{
    struct control *k = arg;
    struct pollfd fds[2] = { { .fd = k->fd, .events = POLLIN }, { .fd = k->stop[0], .events = POLLIN } };
    for (;;) {
        if (poll(fds, 2, -1) < 0 && errno != EINTR)
            return NULL;
        if (fds[1].revents)
            return NULL;
        int fd = fds[0].revents ? accept4(k->fd, NULL, NULL, SOCK_CLOEXEC) : -1;
        if (fd >= 0)
            visit_begin(k, fd);
    }
}

static enum rc socket_listen(struct control *k)
{
    struct sockaddr_un address;
    if (!address_of(k->site->dir, &address))
        return RC_IO;
    unlink(address.sun_path); /* of a server that was killed: we hold the lock */
    k->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    mode_t mask = umask(0177);
    int failed = k->fd < 0 || bind(k->fd, (struct sockaddr *)&address, sizeof(address)) || listen(k->fd, 16);
    umask(mask);
    return failed ? RC_IO : RC_OK;
}

enum rc control_start(const struct site *site, struct control **out)
{
    struct control *k = calloc(1, sizeof(*k));
    if (!k)
        return RC_OOM;
    k->site = site;
    pthread_mutex_init(&k->lock, NULL);
    pthread_cond_init(&k->idle, NULL);
    if (socket_listen(k) || pipe2(k->stop, O_CLOEXEC) || pthread_create(&k->thread, NULL, control_loop, k)) {
        log_error("control errno=%d", errno);
        free(k);
        return RC_IO;
    }
    *out = k;
    return RC_OK;
}

void control_stop(struct control *k)
{
    struct sockaddr_un address;
    if (!k)
        return;
    if (write(k->stop[1], "", 1) == 1)
        pthread_join(k->thread, NULL);
    pthread_mutex_lock(&k->lock);
    while (k->running)
        pthread_cond_wait(&k->idle, &k->lock);
    pthread_mutex_unlock(&k->lock);
    if (address_of(k->site->dir, &address))
        unlink(address.sun_path);
    close(k->fd);
    close(k->stop[0]);
    close(k->stop[1]);
    pthread_cond_destroy(&k->idle);
    pthread_mutex_destroy(&k->lock);
    free(k);
}

/* --- the command's end ----------------------------------------------------------------------------------------------------- */

int control_connect(const char *dir)
{
    struct sockaddr_un address;
    int fd = address_of(dir, &address) ? socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1;
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

static enum rc inputs_send(int fd, const struct command_call *call, int argc, char *const *argv)
{
    enum rc rc = RC_OK;
    for (int i = 0; i < argc && !rc; i++)
        rc = frame_send(fd, FRAME_ARG, 0, argv[i], strlen(argv[i]));
    for (uint32_t i = 0; i < COMMAND_OPTIONS && !rc; i++)
        if (call->values[i].file)
            rc = frame_send(fd, FRAME_FILE, i, call->values[i].file, call->values[i].len);
    if (!rc && call->input)
        rc = frame_send(fd, FRAME_STDIN, 0, call->input, call->input_len);
    return rc ? rc : frame_send(fd, FRAME_RUN, 0, "", 0);
}

static void output_take(struct command_call *call, const struct frame *f)
{
    struct buf *b = f->kind == FRAME_STDOUT ? &call->out : NULL;
    if (f->kind == FRAME_WRITE && f->number < COMMAND_OPTIONS)
        b = &call->values[f->number].out;
    if (b) {
        if (!b->max)
            *b = BUF_INIT(COMMAND_OUT_BYTES);
        buf_put(b, f->at, f->len);
    }
    if (f->kind == FRAME_SENTENCE)
        call->error = arena_strndup(call->arena, f->at, f->len);
}

enum rc control_call(int fd, struct command_call *call, int argc, char *const *argv, int *status)
{
    enum rc rc = inputs_send(fd, call, argc, argv);
    bool done = false;
    while (!rc && !done) {
        struct frame f = { 0 };
        rc = frame_receive(fd, COMMAND_OUT_BYTES, &f);
        if (rc)
            break;
        output_take(call, &f);
        done = f.kind == FRAME_STATUS;
        if (done)
            *status = (int)f.number;
        free(f.at);
    }
    return rc;
}
