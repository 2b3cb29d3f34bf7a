/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "toolchain.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config.h"

extern char **environ;

/* The compiler's names, up to the final gcc, in the order of preference. */
static const char *const prefixes[] = {"riscv64-unknown-elf-", "riscv32-unknown-elf-",
                                       "riscv64-elf-", "riscv64-linux-gnu-"};
enum { PREFIXES = sizeof prefixes / sizeof prefixes[0] };

/*
 * The one multilib for which libgcc is known to be found: -march=rv32im_zicsr picks another. GCC 10
 * means that specification, and refuses the option (Makefile).
 */
static const char *const machine_flags[] = {"-march=rv32ima", "-mabi=ilp32", "-mcmodel=medany",
#ifndef TRAPEZE_OLD_RISCV_GCC
                                            "-misa-spec=2.2"
#endif
};

/* No position-independent code or stack guard, whatever the compiler was built to do. */
static const char *const compile_flags[] = {"-g", "-ffreestanding", "-fno-pic", "-fno-pie",
                                            "-fno-stack-protector"};
static const char *const link_flags[] = {"-nostdlib", "-static", "-no-pie", "-Wl,--build-id=none"};

void arguments_add(struct arguments *a, const char *word)
{
    a->word = xrealloc(a->word, (a->count + 2) * sizeof *a->word);
    a->word[a->count++] = xstrdup(word);
    a->word[a->count] = NULL;
}

void arguments_add_all(struct arguments *a, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        arguments_add(a, words[i]);
    }
}

void arguments_free(struct arguments *a)
{
    for (unsigned i = 0; i < a->count; i++) {
        free(a->word[i]);
    }
    free(a->word);
    *a = (struct arguments){0};
}

#define ADD_ALL(a, words) arguments_add_all(a, words, sizeof(words) / sizeof *(words))

void toolchain_add_machine(struct arguments *a)
{
    ADD_ALL(a, machine_flags);
}

void toolchain_add_compile(struct arguments *a)
{
    ADD_ALL(a, compile_flags);
}

void toolchain_add_link(struct arguments *a)
{
    ADD_ALL(a, link_flags);
}

static char *find_compiler(const char *prefix)
{
    char *name = xformat("%sgcc", prefix);
    char *found = program_along_path(name);
    free(name);
    return found;
}

static int find_any_compiler(struct toolchain *t)
{
    const char *wanted = getenv("RISCV_PREFIX");
    if (wanted != NULL && *wanted != '\0') {
        t->compiler = find_compiler(wanted);
        if (t->compiler == NULL) {
            return diag("RISCV_PREFIX=%s: no program %sgcc: expected a compiler's name up to its "
                        "final gcc",
                        wanted, wanted);
        }
        return 0;
    }
    for (int i = 0; i < PREFIXES && t->compiler == NULL; i++) {
        t->compiler = find_compiler(prefixes[i]);
    }
    if (t->compiler == NULL) {
        return diag("no RISC-V compiler: expected %sgcc, %sgcc, %sgcc or %sgcc in PATH, or "
                    "RISCV_PREFIX",
                    prefixes[0], prefixes[1], prefixes[2], prefixes[3]);
    }
    return 0;
}

/* Beside the program, in the source tree or where it was built; or where it was installed. */
static int find_resource(char **found, const char *built, const char *installed)
{
    char *folder = program_folder();
    char *first = xformat("%s/%s", folder, built);
    char *second = xformat("%s/%s", folder, installed);
    bool is_first = access(first, R_OK) == 0;
    int status = 0;
    if (!is_first && access(second, R_OK) != 0) {
        status = diag_internal("a part of Trapeze is missing: neither %s nor %s is there", first,
                               second);
    }
    *found = is_first ? first : second;
    free(is_first ? second : first);
    free(folder);
    return status;
}

int toolchain_find_compiler(struct toolchain *t)
{
    *t = (struct toolchain){0};
    return find_any_compiler(t);
}

int toolchain_find(struct toolchain *t)
{
    const struct {
        char **found;
        const char *built, *installed;
    } parts[] = {
        {&t->guest_headers, "arrows/source/isa/guest", "../share/trapeze/isa/guest"},
        {&t->headers, "arrows/source/examples/lib/include", "../share/trapeze/include"},
        {&t->script, "arrows/source/examples/lib/link.ld", "../share/trapeze/link.ld"},
        {&t->library, "guests/libpg32.a", "../lib/trapeze/libpg32.a"},
    };
    int status = toolchain_find_compiler(t);
    for (unsigned i = 0; i < sizeof parts / sizeof parts[0] && status == 0; i++) {
        status = find_resource(parts[i].found, parts[i].built, parts[i].installed);
    }
    return status;
}

void toolchain_free(struct toolchain *t)
{
    free(t->compiler);
    free(t->guest_headers);
    free(t->headers);
    free(t->script);
    free(t->library);
    *t = (struct toolchain){0};
}

/* Start a program that takes an interrupt from the keyboard, which its parent ignores. */
static int spawn(const struct arguments *a, pid_t *child)
{
    posix_spawnattr_t attributes;
    sigset_t interrupt;
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &interrupt);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    int error = posix_spawn(child, a->word[0], NULL, &attributes, a->word, environ);
    posix_spawnattr_destroy(&attributes);
    return error;
}

/* Interrupted, it ends and Trapeze goes on, to remove what was half made. */
int toolchain_run(const struct arguments *a)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    sigaction(SIGINT, &ignore, &before);
    pid_t child;
    int result = 0;
    int error = spawn(a, &child);
    while (error == 0 && waitpid(child, &result, 0) < 0) {
        error = errno == EINTR ? 0 : errno;
    }
    sigaction(SIGINT, &before, NULL);
    if (error != 0) {
        return diag_internal("%s: %s", a->word[0], strerror(error));
    }
    int signal = WIFSIGNALED(result) ? WTERMSIG(result) : 0;
    if (signal == SIGINT || signal == SIGTERM || signal == SIGHUP) {
        diag("%s: interrupted", a->word[0]);
        return EXIT_GUEST;
    }
    if (signal != 0) {
        return diag_internal("%s: ended by signal %d", a->word[0], signal);
    }
    return WEXITSTATUS(result) == 0 ? 0 : EXIT_USAGE;
}

/* A file name as an operand: one that begins with a dash would be taken for an option. */
static void add_file(struct arguments *a, const char *file)
{
    char *safe = xformat("%s%s", file[0] == '-' ? "./" : "", file);
    arguments_add(a, safe);
    free(safe);
}

int toolchain_compile(const struct toolchain *t, const struct arguments *user, const char *source,
                      const char *object)
{
    struct arguments a = {0};
    arguments_add(&a, t->compiler);
    toolchain_add_machine(&a);
    toolchain_add_compile(&a);
    for (unsigned i = 0; i < user->count; i++) {
        arguments_add(&a, user->word[i]);
    }
    arguments_add(&a, "-I");
    arguments_add(&a, t->guest_headers);
    arguments_add(&a, "-I");
    arguments_add(&a, t->headers);
    arguments_add(&a, "-c");
    arguments_add(&a, "-o");
    arguments_add(&a, object);
    add_file(&a, source);
    int status = toolchain_run(&a);
    arguments_free(&a);
    return status;
}

int toolchain_link(const struct toolchain *t, const struct arguments *objects, const char *image)
{
    struct arguments a = {0};
    arguments_add(&a, t->compiler);
    toolchain_add_machine(&a);
    toolchain_add_link(&a);
    arguments_add(&a, "-T");
    arguments_add(&a, t->script);
    arguments_add(&a, "-o");
    arguments_add(&a, image);
    for (unsigned i = 0; i < objects->count; i++) {
        add_file(&a, objects->word[i]);
    }
    arguments_add(&a, t->library);
    arguments_add(&a, "-lgcc");
    int status = toolchain_run(&a);
    arguments_free(&a);
    return status;
}
