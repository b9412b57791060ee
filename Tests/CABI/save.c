/* Saving: what is written opens again with the same bits, and whatever goes wrong leaves nothing behind.
 *
 *   save DIRECTORY    an empty directory, in which everything happens */
#include "check.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static albert_call *call;
static albert_model *model;
static const char *root;

static const char *in_root(const char *name) {
    static char paths[8][4096];
    static int next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", root, name);
    return path;
}

/* The number of entries in a directory, those that begin with a dot included; -1 where it is none. */
static int entries(const char *path) {
    DIR *listing = opendir(path);
    if (listing == NULL) return -1;
    int count = 0;
    for (struct dirent *entry; (entry = readdir(listing)) != NULL;)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(listing);
    return count;
}

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "wb");
    CHECK(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0, "%s", path);
}

static vector encoded(albert_model *opened) {
    static vector found;
    memset(&found, 0, sizeof found);
    const char *texts[] = {sample_text};
    found.status = albert_encode(opened, texts, NULL, 1, NULL, found.values, MOST_FLOATS, call);
    return found;
}

static void opens_with_the_same_bits(void) {
    const char *target = in_root("saved");
    static const char *const dtypes[] = {"f32", "bf16", "int8"};
    static vector before, after;
    for (int i = 0; i < 3; i++) {
        albert_options *options = NULL;
        albert_model *narrow = NULL, *again = NULL;
        CHECK(albert_options_new(&options, call) == ALBERT_OK, "options");
        CHECK(albert_options_set(options, "dtype", dtypes[i], call) == ALBERT_OK, "dtype");
        CHECK(albert_model_open(test_model(), options, &narrow, call) == ALBERT_OK, "%s", albert_call_message(call));
        CHECK(albert_model_save(narrow, target, NULL, call) == ALBERT_OK, "%s: %s: %s", dtypes[i],
              albert_call_place(call), albert_call_message(call));
        CHECK(albert_model_open(target, options, &again, call) == ALBERT_OK, "%s: %s", albert_call_place(call),
              albert_call_message(call));
        before = encoded(narrow), after = encoded(again);
        CHECK(same_bits(&before, &after), "%s computes what it computed", dtypes[i]);
        albert_options_free(options), albert_model_free(narrow), albert_model_free(again);
    }
    static const char *const copied[] = {"config.json", "tokenizer.json", "spiece.model", "tokenizer_config.json"};
    for (int i = 0; i < 4; i++) {
        char original[4096];
        snprintf(original, sizeof original, "%s/%s", test_model(), copied[i]);
        CHECK(same_files(original, in_root(i == 0   ? "saved/config.json"
                                           : i == 1 ? "saved/tokenizer.json"
                                           : i == 2 ? "saved/spiece.model"
                                                    : "saved/tokenizer_config.json")),
              "%s is copied as it is", copied[i]);
    }
    CHECK(entries(target) == 5, "%d files, and no other", entries(target));
    int64_t done = 0, total = 0;
    CHECK(albert_model_save(model, target, NULL, call) == ALBERT_OK, "%s", albert_call_message(call));
    CHECK(albert_call_progress(call, &done, &total) == ALBERT_OK && done == total && total > 1000000, "progress");
}

/* What a save that must not happen gives, and that `parent` then holds as many entries as before. */
static void refused(const char *what, const char *target, const char *parent, int32_t expected, int reason) {
    int before = entries(parent);
    int32_t status = albert_model_save(model, target, NULL, call);
    CHECK(status == expected, "%s: %s, expected %s: %s", what, albert_status_name(status), albert_status_name(expected),
          albert_call_message(call));
    CHECK(albert_call_system_error(call) == reason, "%s: errno %d, expected %d", what,
          (int)albert_call_system_error(call), reason);
    CHECK(albert_call_message(call)[0] != 0 && albert_call_place(call)[0] != 0, "%s: no message or place", what);
    CHECK(entries(parent) == before, "%s: %d entries, %d before", what, entries(parent), before);
}

static void hostile_targets(void) {
    write_file(in_root("file"), "kept");
    refused("a file", in_root("file"), root, ALBERT_E_PATH, ENOTDIR);
    refused("below a file", in_root("file/x"), root, ALBERT_E_PATH, ENOTDIR);
    refused("below nothing", in_root("none/x"), root, ALBERT_E_IO, ENOENT);
    refused("no name", "", root, ALBERT_E_ARGUMENT, 0);
    refused("a directory of devices", "/dev/null", root, ALBERT_E_PATH, ENOTDIR);
    refused("its own directory", test_model(), test_model(), ALBERT_E_ARGUMENT, 0);
    CHECK(symlink(test_model(), in_root("own")) == 0, "a link");
    refused("its own directory through a link", in_root("own"), test_model(), ALBERT_E_ARGUMENT, 0);
    CHECK(symlink("nothing", in_root("dangling")) == 0, "a link");
    refused("a link to nothing", in_root("dangling"), root, ALBERT_E_IO, ENOTDIR);
    char endless[5000];
    memset(endless, 'x', sizeof endless - 1);
    endless[sizeof endless - 1] = 0;
    refused("a path without end", endless, root, ALBERT_E_PATH, 0);
    CHECK(mkdir(in_root("loop"), 0777) == 0 && symlink("loop", in_root("loop/loop")) == 0, "a loop");
    refused("a loop of links", in_root("loop/loop/loop"), root, ALBERT_E_IO, ELOOP);

    CHECK(mkdir(in_root("other"), 0777) == 0, "a directory");
    write_file(in_root("other/added_tokens.json"), "{}");
    refused("another model's directory", in_root("other"), in_root("other"), ALBERT_E_ARGUMENT, 0);
    CHECK(mkdir(in_root("blocked"), 0777) == 0 && mkdir(in_root("blocked/model.safetensors"), 0777) == 0, "made");
    write_file(in_root("blocked/config.json"), "kept");
    refused("a directory in a file's place", in_root("blocked"), in_root("blocked"), ALBERT_E_PATH, 0);
    write_file(in_root("kept"), "kept");
    CHECK(same_files(in_root("blocked/config.json"), in_root("kept")), "nothing was replaced");

    /* A link where a file goes is replaced, not followed. */
    CHECK(mkdir(in_root("links"), 0777) == 0 && symlink("../kept", in_root("links/config.json")) == 0, "a link");
    CHECK(albert_model_save(model, in_root("links"), NULL, call) == ALBERT_OK, "%s", albert_call_message(call));
    CHECK(same_files(in_root("kept"), in_root("file")), "what the link led to is as it was");
}

/* Runs `body` as a user whom permissions bind, in a child. */
static void without_privileges(void (*body)(void)) {
    fflush(stdout);
    int pipes[2], counts[2] = {0, 1};
    CHECK(pipe(pipes) == 0, "a pipe");
    pid_t child = fork();
    if (child == 0) {
        passed = failed = 0;
        if (geteuid() == 0) CHECK(setgid(65534) == 0 && setuid(65534) == 0, "another user");
        body();
        int counted[2] = {passed, failed};
        fflush(stdout);
        _exit(write(pipes[1], counted, sizeof counted) != sizeof counted);
    }
    close(pipes[1]);
    CHECK(read(pipes[0], counts, sizeof counts) == sizeof counts, "the child ended early");
    close(pipes[0]);
    passed += counts[0], failed += counts[1];
}

static void read_only(void) {
    if (access(test_model(), R_OK | X_OK) != 0) {
        printf("a read-only directory: skipped, another user cannot read %s\n", test_model());
        return;
    }
    refused("a directory that is read-only", in_root("read-only"), in_root("read-only"), ALBERT_E_IO, EACCES);
    refused("below it", in_root("read-only/new"), in_root("read-only"), ALBERT_E_IO, EACCES);
    const char *place = albert_call_place(call);
    CHECK(strncmp(place, in_root("read-only"), strlen(in_root("read-only"))) == 0, "the place is %s", place);
}

/* A file that may not grow: on the disk as in a process's limits, whose signal would end this program. */
static void too_large(void) {
    struct rlimit before, small = {1 << 20, RLIM_INFINITY};
    CHECK(getrlimit(RLIMIT_FSIZE, &before) == 0, "limits");
    small.rlim_max = before.rlim_max;
    CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0, "limits");
    refused("a new directory beyond the limit of file sizes", in_root("large"), root, ALBERT_E_IO, EFBIG);
    refused("one that exists", in_root("saved"), in_root("saved"), ALBERT_E_IO, EFBIG);
    CHECK(setrlimit(RLIMIT_FSIZE, &before) == 0, "limits");
    sigset_t pending;
    CHECK(sigpending(&pending) == 0 && !sigismember(&pending, SIGXFSZ), "no signal is left");
    albert_model *again = NULL;
    CHECK(albert_model_open(in_root("saved"), NULL, &again, call) == ALBERT_OK, "what was there still opens");
    albert_model_free(again);
}

static void full_disk(void) {
    const char *disk = in_root("disk");
    CHECK(mkdir(disk, 0777) == 0, "a directory");
    if (geteuid() != 0 || mount("tmpfs", disk, "tmpfs", 0, "size=2m") != 0) {
        printf("a full disk: skipped, a file system cannot be mounted here\n");
        return;
    }
    refused("a full disk", in_root("disk/model"), disk, ALBERT_E_IO, ENOSPC);
    refused("a full disk, the directory itself", disk, disk, ALBERT_E_IO, ENOSPC);
    CHECK(umount(disk) == 0, "unmounted");
}

static void *cancel_halfway(void *found) {
    int64_t done = 0, total = 0;
    while (done == 0) {
        if (*(volatile int *)found) return NULL; /* the save was over before it was seen */
        albert_call_progress(call, &done, &total);
    }
    albert_call_cancel(call);
    return NULL;
}

/* A cancel that comes while the weights are written: nothing of them stays. */
static void stopped_halfway(void) {
    int seen = 0;
    for (int attempt = 0; attempt < 50 && !seen; attempt++) {
        pthread_t thread;
        int over = 0, before = entries(root);
        char name[32];
        snprintf(name, sizeof name, "halfway-%d", attempt);
        CHECK(albert_call_reset(call) == ALBERT_OK, "reset");
        CHECK(pthread_create(&thread, NULL, cancel_halfway, &over) == 0, "a thread");
        int32_t status = albert_model_save(model, in_root(name), NULL, call);
        *(volatile int *)&over = 1;
        pthread_join(thread, NULL);
        int64_t done = 0, total = 0;
        albert_call_progress(call, &done, &total);
        seen = status == ALBERT_E_CANCELLED && done > 0 && done < total;
        if (status != ALBERT_OK) CHECK(entries(root) == before, "%d entries, %d before", entries(root), before);
    }
    CHECK(seen, "no save was stopped halfway");
    CHECK(albert_call_reset(call) == ALBERT_OK, "reset");
}

int main(int count, char **arguments) {
    if (count != 2) return 2;
    root = arguments[1];
    CHECK(albert_call_new(&call) == ALBERT_OK, "call");
    CHECK(albert_model_open(test_model(), NULL, &model, call) == ALBERT_OK, "%s", albert_call_message(call));
    opens_with_the_same_bits();
    hostile_targets();
    CHECK(mkdir(in_root("read-only"), 0555) == 0 && chmod(root, 0755) == 0, "a directory");
    without_privileges(read_only);
    too_large();
    full_disk();

    int before = entries(root);
    CHECK(albert_call_cancel(call) == ALBERT_OK, "cancel");
    CHECK(albert_model_save(model, in_root("cancelled"), NULL, call) == ALBERT_E_CANCELLED, "cancelled");
    CHECK(albert_call_reset(call) == ALBERT_OK && entries(root) == before, "nothing was begun");
    CHECK(albert_call_set_deadline(call, 0) == ALBERT_OK, "a deadline");
    CHECK(albert_model_save(model, in_root("late"), NULL, call) == ALBERT_E_DEADLINE, "too late");
    CHECK(albert_call_reset(call) == ALBERT_OK && entries(root) == before, "nothing was begun");
    stopped_halfway();
    albert_model_free(model);
    albert_call_free(call);
    return finish();
}
