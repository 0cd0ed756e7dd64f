/*
 * test/fuzz/fuzz_xlsx.c: the workbook reader must refuse whatever it does not understand, with a sentence.
 *
 * Bytes are read as a file.  Since a changed zip entry fails its checksum before a parser sees it, an input that is no
 * zip is also taken for the sheet, the strings, the styles and the workbook of a package: parts end at a line "---".
 */
#include <stdlib.h>
#include <string.h>

#include <zip.h>

#include "doc/xlsx_read.h"

#define REL(id, type, target) "<Relationship Id='" id "' Type='/" type "' Target='" target "'/>"

static const char root_rels[] = "<Relationships>" REL("a", "officeDocument", "w.xml") "</Relationships>";
static const char book_rels[] = "<Relationships>" REL("a", "worksheet", "sheet.xml")
    REL("b", "sharedStrings", "strings.xml") REL("c", "styles", "styles.xml") "</Relationships>";
static const char book[] = "<workbook xmlns:r='r'><sheets><sheet name='s' r:id='a'/></sheets></workbook>";

static enum rc row_check(void *arg, const char *sheet, int row, const struct cell *cells, int n)
{
    size_t *bytes = arg;
    if (!sheet || row < 1 || row > XLSX_ROWS || n < 1 || n > XLSX_COLUMNS)
        abort();
    for (int i = 0; i < n; i++)
        *bytes += strlen(cells[i].text);
    return RC_OK;
}

static void read_all(const void *at, size_t len)
{
    size_t bytes = 0;
    const char *why = NULL;
    struct arena *a = arena_new(4 << 20);
    enum rc rc = xlsx_read(a, (struct xlsx_source){ at, len }, row_check, &bytes, &why);
    if (!rc != !why)
        abort();
    arena_free(a);
}

static void part_add(zip_t *zip, const char *name, const void *at, size_t len)
{
    zip_int64_t i = zip_file_add(zip, name, zip_source_buffer(zip, at, len, 0), 0);
    if (i >= 0)
        (void)zip_set_file_compression(zip, (zip_uint64_t)i, ZIP_CM_STORE, 0);
}

static void package_fill(zip_t *zip, const char *at, size_t len)
{
    static const char *const names[] = { "sheet.xml", "strings.xml", "styles.xml", "w.xml" };
    size_t n = 0;
    part_add(zip, "_rels/.rels", root_rels, sizeof root_rels - 1);
    part_add(zip, "_rels/w.xml.rels", book_rels, sizeof book_rels - 1);
    for (; n < COUNT(names) && len > 0; n++) {
        const char *cut = memmem(at, len, "---", 3);
        size_t size = cut ? (size_t)(cut - at) : len;
        part_add(zip, names[n], at, size);
        at += size + (cut ? 3 : 0);
        len -= size + (cut ? 3 : 0);
    }
    if (n < COUNT(names))
        part_add(zip, "w.xml", book, sizeof book - 1);
}

static void read_as_parts(const char *at, size_t len)
{
    zip_stat_t st;
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 1, NULL);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    zip_source_keep(source);
    package_fill(zip, at, len);
    if (zip_close(zip) == 0 && zip_source_stat(source, &st) == 0 && zip_source_open(source) == 0) {
        char *package = malloc(st.size);
        if (package && zip_source_read(source, package, st.size) == (zip_int64_t)st.size)
            read_all(package, st.size);
        free(package);
        zip_source_close(source);
    }
    zip_source_free(source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_all(data, size);
    if (size > 0 && (size < 2 || memcmp(data, "PK", 2) != 0))
        read_as_parts((const char *)data, size);
    return 0;
}
