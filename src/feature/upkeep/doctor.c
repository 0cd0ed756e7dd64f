/* feature/upkeep/doctor.c: `zhibu doctor`: is this site well, and if not, what is to be done?  It changes nothing. */
#include "base/date.h"
#include "feature/upkeep/checkup_i.h"
#include "web/command.h"

enum { DOCTOR_ARENA_BYTES = 32 << 20 };

static void checkup_all(struct checkup *k, enum rc loaded)
{
    checkup_folder(k);
    checkup_database(k);
    checkup_schema(k);
    checkup_keys(k, loaded);
    checkup_clock(k);
    checkup_seals(k);
    checkup_space(k);
    checkup_backup(k);
    checkup_fonts(k);
}

int doctor_command(struct command_call *call)
{
    struct vault_keys *keys;
    struct db_site *db;
    struct arena *a = arena_new(DOCTOR_ARENA_BYTES);
    struct checkup k = { .arena = a, .site = command_site(call), .thorough = true, .now = instant_now() };
    if (!a)
        return command_failed(call, RC_OOM);
    enum rc rc = site_read_open(k.site, &keys, &db);
    if (!rc && db_read_begin(db, a, &k.db))
        k.db = NULL;
    struct db *session = k.db;
    checkup_all(&k, keys ? RC_OK : rc);
    db_read_end(session);
    db_site_close(db);
    vault_keys_free(keys);
    size_t wrong = 0;
    for (size_t i = 0; i < k.n; i++) {
        buf_printf(command_out(call, NULL), "%s\t%s\t%s\n", vocab_label(&upkeep_level_vocab, k.lines[i].level),
                   k.lines[i].name, k.lines[i].text);
        wrong += k.lines[i].level == LEVEL_WRONG;
    }
    arena_free(a);
    return wrong ? command_cannot(call, arena_printf(command_arena(call), "有 %zu 处有问题，请按说明处理。", wrong))
                 : COMMAND_DONE;
}
