/* A checkpoint that is killed, or fails, at each of its system calls: the one before is good, or the new one is, and a training
 * that was told of the failure goes on. Run with fault_injection.so loaded before it.
 *
 *   faults GOLDEN DIRECTORY    the folder Golden, and an empty directory */
#include "check.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static albert_call *call;
static const char *golden, *root;
static void (*arm)(int number, int error);
static int (*left)(void);

static albert_trainer *opened(void) {
    char path[4096];
    albert_model *model = NULL;
    albert_trainer *trainer = NULL;
    snprintf(path, sizeof path, "%s/gradients/regression", golden);
    CHECK(albert_model_open(path, NULL, &model, call) == ALBERT_OK, "%s", albert_call_message(call));
    CHECK(albert_trainer_open(model, NULL, &trainer, call) == ALBERT_OK, "%s", albert_call_message(call));
    albert_model_free(model);
    return trainer;
}

static int32_t step(albert_trainer *trainer) {
    static const int32_t ids[] = {2, 5, 6, 3};
    static const int64_t length = 4;
    static const float target = 1;
    albert_result *report = NULL;
    int32_t status = albert_trainer_add(trainer, ids, NULL, NULL, &length, 1, NULL, 0, NULL, 0, &target, 1, call);
    if (status == ALBERT_OK) status = albert_trainer_step(trainer, &report, call);
    albert_result_free(report);
    return status;
}

/* In a process of its own: a good checkpoint, a step, and one that fails at call `number`. What it gives: 0 all was done, 1 the
 * checkpoint failed as it should and the training went on to a good one, anything else is wrong. */
static int child(const char *directory, int number, int error) {
    albert_trainer *trainer = opened();
    if (step(trainer) != ALBERT_OK || albert_trainer_checkpoint(trainer, directory, "", 0, call) != ALBERT_OK)
        return 10;
    if (step(trainer) != ALBERT_OK) return 11;
    arm(number, error);
    int32_t status = albert_trainer_checkpoint(trainer, directory, "second", -1, call);
    int reached = left() == 0;
    arm(0, 0);
    if (!reached) return status == ALBERT_OK ? 0 : 12;
    /* What fails while old checkpoints or left-overs are removed does no harm. */
    if (status != ALBERT_OK && (status != ALBERT_E_IO || albert_call_system_error(call) != error)) return 13;
    if (step(trainer) != ALBERT_OK) return 14;
    if (albert_trainer_checkpoint(trainer, directory, "third", -1, call) != ALBERT_OK) return 15;
    return 1;
}

static int step_of_newest(const char *directory) {
    albert_trainer *trainer = opened();
    albert_result *found = NULL;
    const int32_t *steps = NULL;
    int newest = -2;
    CHECK(albert_trainer_resume(trainer, directory, &found, call) == ALBERT_OK, "%s: %s: %s", directory,
          albert_call_place(call), albert_call_message(call));
    if (found != NULL && albert_result_ints(found, "step", &steps, NULL, call) == ALBERT_OK) newest = steps[0];
    CHECK(step(trainer) == ALBERT_OK, "and goes on");
    albert_result_free(found), albert_trainer_free(trainer);
    return newest;
}

/* Directories in the making that a failed checkpoint left. */
static int left_overs(const char *directory) {
    DIR *listing = opendir(directory);
    int count = 0;
    for (struct dirent *entry; listing != NULL && (entry = readdir(listing)) != NULL;)
        count += strncmp(entry->d_name, ".albert-", 8) == 0;
    if (listing != NULL) closedir(listing);
    return count;
}

static void every_call(const char *name, int error) {
    int number = 0, exit_code = -1;
    while (exit_code != 0 && number < 200) {
        char directory[4096];
        number++;
        snprintf(directory, sizeof directory, "%s/%s-%d", root, name, number);
        fflush(stdout);
        pid_t process = fork();
        if (process == 0) _exit(child(directory, number, error));
        int status = 0;
        waitpid(process, &status, 0);
        exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        int newest = step_of_newest(directory);
        if (error == 0) {
            CHECK(exit_code == 0 || exit_code == 128 + SIGKILL, "%s at %d: %d", name, number, exit_code);
            CHECK(newest == 2 || (newest == 1 && exit_code != 0), "%s at %d: step %d", name, number, newest);
        } else {
            CHECK(exit_code == 0 || exit_code == 1, "%s at %d: %d", name, number, exit_code);
            CHECK(newest == (exit_code == 0 ? 2 : 3), "%s at %d: step %d", name, number, newest);
            /* But for the one whose own removal failed. */
            CHECK(left_overs(directory) <= 1, "%s at %d: %d left over", name, number, left_overs(directory));
        }
    }
    CHECK(exit_code == 0 && number > 8, "%s: %d calls", name, number);
}

int main(int count, char **arguments) {
    if (count != 3) return 2;
    golden = arguments[1], root = arguments[2];
    *(void **)&arm = dlsym(RTLD_DEFAULT, "fault_arm");
    *(void **)&left = dlsym(RTLD_DEFAULT, "fault_left");
    if (arm == NULL || left == NULL) {
        printf("fault_injection.so is not loaded\n");
        return 2;
    }
    CHECK(albert_call_new(&call) == ALBERT_OK, "call");
    every_call("killed", 0);
    every_call("full", ENOSPC);
    every_call("broken", EIO);
    albert_call_free(call);
    return finish();
}
