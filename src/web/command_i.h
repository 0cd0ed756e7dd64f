/*
 * web/command_i.h: one command being run; between web/command.c and app/, which reads the arguments, brings the files
 * and carries the outcome to the terminal or over the socket.
 */
#pragma once

#include "web/answer_i.h"
#include "web/command.h"
#include "web/feature.h"

enum {
    COMMAND_OPTIONS = 24,
    COMMAND_FILE_BYTES = 128 << 20, /* a workbook of a million rows is half of it */
    COMMAND_STDIN_BYTES = 64 * 1024,
    COMMAND_OUT_BYTES = 512 << 20,
    COMMAND_ARENA_BYTES = 1 << 30, /* an import holds its whole workbook */
};

struct command_value {
    const char *text; /* as typed; NULL where it was not given */
    const void *file; /* of OPTION_IN */
    size_t len;
    struct buf out; /* of OPTION_OUT */
};

struct feature;
struct command_call {
    const struct command *command;
    const struct site *site;
    struct arena *arena;
    struct command_value values[COMMAND_OPTIONS]; /* in the order of the command's options */
    const char *input;                            /* standard input, NULL where it was not read */
    size_t input_len;
    size_t input_at;
    struct buf out;    /* standard output */
    const char *error; /* the sentence, NULL for none */
    struct answer answer;
};

/* The command whose words the arguments begin with, and how many of them they are. */
const struct command *command_find(const struct feature *const *features, int argc, char *const *argv, int *words);
/* Fills values from the arguments after the words; a sentence where they are wrong, else NULL. */
const char *command_parse(struct command_call *call, int argc, char *const *argv);
const char *command_usage(struct arena *a, const struct command *command);
bool command_wants_stdin(const struct command_call *call);
void command_free(struct command_call *call); /* the buffers */
