/*
 * test/unit/app_sandbox.c: what the serving process can no longer do, tried in a child that gives it up.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <errno.h>
#include <pthread.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/sandbox.h"

static void *thread_run(void *arg)
{
    *(bool *)arg = true;
    return NULL;
}

static bool thread_works(void)
{
    pthread_t t;
    bool ran = false;
    return !pthread_create(&t, NULL, thread_run, &ran) && !pthread_join(t, NULL) && ran;
}

static bool program_refused(void)
{
    static char name[] = "true";
    char *const argv[] = { name, NULL };
    execve("/bin/true", argv, argv + 1);
    return errno == EPERM;
}

/* The child's verdict is its status; it must not come back into the tests. */
static int child_status(bool (*holds)(void))
{
    pid_t child = fork();
    if (child == 0)
        _exit(sandbox_enter() ? 2 : holds() ? 0 : 1);
    int status = 0;
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static bool process_refused(void)
{
    pid_t p = fork();
    if (p == 0)
        _exit(0);
    return p < 0 && errno == EPERM;
}

static bool tracing_refused(void)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0 && errno == EPERM;
}

static bool identity_refused(void)
{
    return setuid(getuid()) < 0 && errno == EPERM;
}

static void test_no_new_program(void **state)
{
    (void)state;
    assert_int_equal(child_status(program_refused), 0);
}

static void test_no_new_process(void **state)
{
    (void)state;
    assert_int_equal(child_status(process_refused), 0);
}

static void test_no_tracing(void **state)
{
    (void)state;
    assert_int_equal(child_status(tracing_refused), 0);
}

static void test_no_other_identity(void **state)
{
    (void)state;
    assert_int_equal(child_status(identity_refused), 0);
}

static void test_threads_still_start(void **state)
{
    (void)state;
    assert_int_equal(child_status(thread_works), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_new_program),      cmocka_unit_test(test_no_new_process),
        cmocka_unit_test(test_no_tracing),          cmocka_unit_test(test_no_other_identity),
        cmocka_unit_test(test_threads_still_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
