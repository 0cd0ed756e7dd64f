/*
 * tools/embed.c: turns files into C at build time.
 *
 *   embed migrations PREFIX OUT.c FILE...   SQL files 001_name.sql, in this order, as PREFIX's last part + _migrations
 *   embed static DIR OUT.c                  every file below DIR, compressed where that helps, as static_files
 *
 * The same input gives the same output, byte for byte.
 */
#include <dirent.h>
#include <errno.h>
#include <openssl/sha.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

struct bytes {
    unsigned char *at;
    size_t len;
};

struct paths {
    char **at;
    size_t n;
};

static void fail(const char *what, const char *which)
{
    fprintf(stderr, "embed: %s: %s\n", which, what);
    exit(1);
}

static void *must(void *p)
{
    if (!p)
        fail("out of memory", "malloc");
    return p;
}

static struct bytes file_read(const char *path)
{
    struct bytes b = { .at = must(malloc(1 << 16)) };
    size_t room = 1 << 16;
    size_t n = 0;
    FILE *f = fopen(path, "rb");
    if (!f)
        fail(strerror(errno), path);
    while ((n = fread(b.at + b.len, 1, room - b.len, f)) > 0) {
        b.len += n;
        if (b.len == room)
            b.at = must(realloc(b.at, room *= 2));
    }
    if (ferror(f))
        fail("cannot be read", path);
    fclose(f);
    return b;
}

static void file_write(const char *path, const char *text, size_t len)
{
    FILE *f = fopen(path, "wb");
    if (!f)
        fail(strerror(errno), path);
    bool failed = fwrite(text, 1, len, f) != len;
    if (fclose(f) || failed) {
        (void)remove(path);
        fail("cannot be written", path);
    }
}

static char *path_join(const char *dir, const char *name)
{
    size_t n = strlen(dir) + strlen(name) + 2;
    char *path = must(malloc(n));
    (void)snprintf(path, n, "%s%s%s", dir, *dir ? "/" : "", name);
    return path;
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* --- migrations ------------------------------------------------------------------------------------------------------ */

/* A question mark is escaped because ISO C reads trigraphs. */
static void line_write(FILE *out, const char *s, size_t n)
{
    fputs("      \"", out);
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '"' || s[i] == '\\' || s[i] == '?')
            fputc('\\', out);
        if (s[i] == '\t')
            fputs("\\t", out);
        else if (s[i] != '\r')
            fputc(s[i], out);
    }
    fputs("\\n\"\n", out);
}

static void sql_write(FILE *out, const char *path)
{
    struct bytes b = file_read(path);
    const char *s = (const char *)b.at;
    const char *end = s + b.len;
    if (memchr(s, 0, b.len) || b.len == 0)
        fail("is not a text", path);
    while (s < end) {
        const char *eol = memchr(s, '\n', (size_t)(end - s));
        size_t n = (size_t)((eol ? eol : end) - s);
        if (n > 2000) /* a literal of ISO C holds 4095 characters, and each may need escaping */
            fail("has a line of more than 2000 characters", path);
        line_write(out, s, n);
        s += n + (eol != NULL);
    }
    free(b.at);
}

/* The number that file's name begins with; they must grow, so that no two files can claim the same place. */
static int migration_number(const char *file, int before)
{
    int number = 0;
    size_t digits = strspn(last_part(file), "0123456789");
    for (size_t i = 0; i < digits && i < 6; i++)
        number = number * 10 + (last_part(file)[i] - '0');
    if (digits == 0 || digits > 6 || last_part(file)[digits] != '_' || number <= before)
        fail("must be named 001_what.sql, with a number greater than the file before", file);
    return number;
}

static void migrations_write(FILE *out, const char *prefix, char **files, int n)
{
    const char *name = last_part(prefix);
    int number = 0;
    fprintf(out,
            "/* Made by tools/embed from src/%s/migrations. */\n"
            "#include \"db/migrate.h\"\n\n"
            "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n"
            "extern const struct migration %s_migrations[];\n"
            "const struct migration %s_migrations[] = {\n",
            prefix, name, name);
    for (int i = 0; i < n; i++) {
        number = migration_number(files[i], number);
        const char *what = strchr(last_part(files[i]), '_') + 1;
        fprintf(out, "    { %d, \"%.*s\",\n", number, (int)strcspn(what, "."), what);
        sql_write(out, files[i]);
        fputs("    },\n", out);
    }
    fputs("    { 0 },\n};\n", out);
}

/* --- static files ---------------------------------------------------------------------------------------------------- */

static void paths_add(struct paths *p, char *path)
{
    p->at = must(realloc(p->at, (p->n + 1) * sizeof *p->at));
    p->at[p->n++] = path;
}

/* Names that begin with a dot are the build's own. */
static void paths_collect(struct paths *p, const char *root, const char *below)
{
    char *here = path_join(root, below);
    DIR *d = opendir(here);
    const struct dirent *e = NULL;
    if (!d)
        fail(strerror(errno), here);
    while ((e = readdir(d))) {
        struct stat st;
        if (e->d_name[0] == '.')
            continue;
        char *path = path_join(below, e->d_name);
        char *full = path_join(root, path);
        if (stat(full, &st))
            fail(strerror(errno), full);
        if (S_ISDIR(st.st_mode))
            paths_collect(p, root, path);
        else
            paths_add(p, path);
        free(full);
    }
    closedir(d);
    free(here);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static const char *content_type(const char *path)
{
    static const struct {
        const char *ending, *type;
    } types[] = {
        { ".css", "text/css; charset=utf-8" },
        { ".js", "text/javascript; charset=utf-8" },
        { ".mjs", "text/javascript; charset=utf-8" },
        { ".svg", "image/svg+xml" },
        { ".png", "image/png" },
        { ".jpg", "image/jpeg" },
        { ".webp", "image/webp" },
        { ".ico", "image/x-icon" },
        { ".woff2", "font/woff2" },
        { ".woff", "font/woff" },
        { ".ttf", "font/ttf" },
        { ".json", "application/json" },
        { ".webmanifest", "application/manifest+json" },
        { ".html", "text/html; charset=utf-8" },
        { ".txt", "text/plain; charset=utf-8" },
    };
    const char *dot = strrchr(last_part(path), '.');
    for (size_t i = 0; dot && i < sizeof types / sizeof types[0]; i++)
        if (!strcmp(types[i].ending, dot))
            return types[i].type;
    fail("has an ending whose content type is not known; add it to tools/embed.c", path);
    return NULL;
}

/* deflateInit2 writes a header without time and name, so the result depends on the content alone. */
static struct bytes gzip(struct bytes in)
{
    z_stream z = { 0 };
    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        fail("deflateInit2", "zlib");
    struct bytes out = { .len = deflateBound(&z, (uLong)in.len) };
    out.at = must(malloc(out.len));
    z.next_in = in.at;
    z.avail_in = (uInt)in.len;
    z.next_out = out.at;
    z.avail_out = (uInt)out.len;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        fail("deflate", "zlib");
    out.len = z.total_out;
    deflateEnd(&z);
    return out;
}

static void bytes_write(FILE *out, size_t index, struct bytes b)
{
    fprintf(out, "static const unsigned char file_%zu[] = {", index);
    for (size_t i = 0; i < b.len; i++)
        fprintf(out, "%s%d,", i % 32 ? "" : "\n", b.at[i]);
    fprintf(out, "%s\n};\n", b.len ? "" : "0"); /* an array needs an element */
}

static void file_embed(FILE *data, FILE *rows, const char *root, const char *path, size_t index)
{
    unsigned char sum[SHA256_DIGEST_LENGTH];
    char *full = path_join(root, path);
    struct bytes plain = file_read(full);
    struct bytes small = gzip(plain);
    bool helps = small.len + small.len / 16 < plain.len; /* a little gain is not worth unpacking */
    SHA256(plain.at, plain.len, sum);
    bytes_write(data, index, helps ? small : plain);
    fprintf(rows, "    { \"%s\", \"%s\", \"", path, content_type(path));
    for (int i = 0; i < 8; i++)
        fprintf(rows, "%02x", sum[i]);
    fprintf(rows, "\", %s, file_%zu, %zu },\n", helps ? "true" : "false", index, helps ? small.len : plain.len);
    free(small.at);
    free(plain.at);
    free(full);
}

static void static_write(FILE *out, const char *root)
{
    struct paths p = { 0 };
    char *text = NULL;
    size_t len = 0;
    FILE *rows = must(open_memstream(&text, &len));
    paths_collect(&p, root, "");
    if (p.n > 1)
        qsort(p.at, p.n, sizeof *p.at, by_name);
    fputs("/* Made by tools/embed from the bundled front end. */\n#include \"web/static.h\"\n\n", out);
    for (size_t i = 0; i < p.n; i++) {
        if (strpbrk(p.at[i], "\"\\?\n"))
            fail("has a character in its name that is not allowed", p.at[i]);
        file_embed(out, rows, root, p.at[i], i);
        free(p.at[i]);
    }
    fclose(rows);
    fprintf(out, "\nconst struct static_file static_files[] = {\n%s    { 0 },\n};\n", text);
    free(text);
    free(p.at);
}

/* --- */

static int usage(void)
{
    fputs("usage: embed migrations PREFIX OUT.c FILE...\n       embed static DIR OUT.c\n", stderr);
    return 1;
}

int main(int argc, char **argv)
{
    bool migrations = argc >= 4 && !strcmp(argv[1], "migrations");
    if (!migrations && (argc != 4 || strcmp(argv[1], "static")))
        return usage();
    char *text = NULL;
    size_t len = 0;
    FILE *out = must(open_memstream(&text, &len)); /* a failure half-way must not leave half a file */
    if (migrations)
        migrations_write(out, argv[2], argv + 4, argc - 4);
    else
        static_write(out, argv[2]);
    if (fclose(out))
        fail("out of memory", argv[3]);
    file_write(argv[3], text, len);
    free(text);
    return 0;
}
