/*
 * doc/xlsx_read.c: what kind of file was given, and the steps of reading it.
 */
#include <string.h>

#include "doc/xlsx_i.h"

enum { ZIP_ENTRIES = 10000 }; /* a workbook has a dozen; libzip takes some 200 bytes for each */

static const char why_empty[] = "这个文件是空的。请检查后重新上传。";
static const char why_too_big[] = "这个文件太大。请删去图片等不需要的内容，或者分成几个文件后再上传。";
static const char why_password[] = "这个文件设有打开密码。请在表格软件里取消密码后再上传。";
static const char why_xls[] = "这是旧格式的表格（.xls）。请用表格软件打开它，另存为 .xlsx 文件后再上传。";
static const char why_other[] = "这个文件不是 .xlsx 表格。请用表格软件打开它，另存为 .xlsx 文件后再上传。";
static const char why_truncated[] =
    "这个文件不完整，可能没有传完。请重新上传；如果还是这样，请用表格软件打开它，另存后再上传。";

static bool starts_with(struct xlsx_source src, const char *magic, size_t n)
{
    return src.len >= n && !memcmp(src.at, magic, n);
}

/* An encrypted workbook and an old .xls are the same container; the name of a stream tells them apart. */
static enum rc refuse_ole(struct book *b, struct xlsx_source src)
{
    static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    bool encrypted = memmem(src.at, src.len, name, sizeof name) != NULL;
    return book_refuse(b, RC_INVALID, encrypted ? why_password : why_xls);
}

static bool has_many_entries(struct xlsx_source src)
{
    const char *at = src.at;
    const char *end = at + src.len;
    int n = 0;
    while (n <= ZIP_ENTRIES && (at = memmem(at, (size_t)(end - at), "PK\1\2", 4))) {
        n++;
        at += 4;
    }
    return n > ZIP_ENTRIES;
}

static enum rc source_check(struct book *b, struct xlsx_source src)
{
    if (src.len == 0)
        return book_refuse(b, RC_INVALID, why_empty);
    if (src.len > XLSX_FILE_BYTES)
        return book_refuse(b, RC_TOOBIG, why_too_big);
    if (starts_with(src, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8))
        return refuse_ole(b, src);
    if (!starts_with(src, "PK\3\4", 4))
        return book_refuse(b, RC_INVALID, why_other);
    if (has_many_entries(src))
        return book_refuse(b, RC_INVALID, why_damaged);
    return RC_OK;
}

static enum rc package_open(struct book *b, struct xlsx_source src)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(src.at, src.len, 0, &error);
    b->zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    bool memory = zip_error_code_zip(&error) == ZIP_ER_MEMORY;
    zip_error_fini(&error);
    if (b->zip)
        return RC_OK;
    if (source)
        zip_source_free(source);
    if (memory)
        return book_refuse(b, RC_OOM, rc_text(RC_OOM));
    return book_refuse(b, RC_INVALID, why_truncated);
}

enum rc xlsx_read(struct arena *a, struct xlsx_source src, xlsx_row_fn on_row, void *arg, const char **why)
{
    struct book b = { .a = a };
    enum rc rc = source_check(&b, src);
    if (!rc)
        rc = package_open(&b, src);
    if (!rc)
        rc = book_locate(&b);
    if (!rc)
        rc = styles_read(&b);
    if (!rc)
        rc = strings_read(&b);
    if (!rc)
        rc = sheet_read(&b, on_row, arg);
    strings_free(&b.strings);
    if (b.zip)
        zip_discard(b.zip);
    *why = arena_check(a) ? NULL : b.why; /* what seemed damaged or absent may only not have found room */
    return arena_check(a) ? arena_check(a) : rc;
}
