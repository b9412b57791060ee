/* Pre-training from files of examples, through the C interface.
 *
 *   pretraining GOLDEN DIRECTORY    the folder Golden, and an empty directory in which everything happens */
#include "training.h"

/* Examples from files: the same ones whatever a trainer did before, every one once in an epoch, and losses that fall. */
static void learns_from_files_of_examples(void) {
    char corpus[4096], directory[4096];
    snprintf(corpus, sizeof corpus, "%s/corpus.txt", root);
    snprintf(directory, sizeof directory, "%s/examples", root);
    FILE *file = fopen(corpus, "wb");
    for (int i = 0; file != NULL && i < 40; i++) {
        fprintf(file, "The house of number %d is old. It stands by the water.\nNobody knows who built it. ", i);
        fprintf(file, "In winter %d birds sit on its roof.\n\n", i * 7 % 40);
    }
    CHECK(file != NULL && fclose(file) == 0, "a corpus");
    albert_model *model = NULL;
    albert_tokenizer *tokenizer = NULL;
    albert_result *report = NULL;
    CHECK(albert_model_open(test_model(), NULL, &model, call) == ALBERT_OK, "%s", albert_call_message(call));
    CHECK(albert_model_tokenizer(model, &tokenizer, call) == ALBERT_OK, "%s", albert_call_message(call));
    const char *const paths[] = {corpus};
    albert_options *options = bag((const char *const[]){"max_length", "48", NULL});
    CHECK(albert_pretraining_data_write(tokenizer, paths, 1, directory, options, &report, call) == ALBERT_OK, "%s",
          albert_call_message(call));
    albert_result_free(report), albert_options_free(options);

    options = bag((const char *const[]){"learning_rate", "0.001", "steps", "12", "classifier_dropout", "0", NULL});
    albert_trainer *one = NULL, *other = NULL;
    CHECK(albert_trainer_open(model, options, &one, call) == ALBERT_OK &&
              albert_trainer_open(model, options, &other, call) == ALBERT_OK,
          "%s", albert_call_message(call));
    int64_t total = 0, counts[5], sum = 0;
    CHECK(albert_trainer_add_examples(one, directory, 0, 3, &total, call) == ALBERT_OK && total > 20, "%s",
          albert_call_message(call));
    CHECK(albert_trainer_evaluate(one, &report, call) == ALBERT_OK, "%s", albert_call_message(call));
    float first = number(report, "loss");
    CHECK(whole(report, "order_count") == 3 && whole(report, "piece_count") > 3, "both objectives");
    albert_result_free(report);
    /* Later, and after others: the same batch. */
    CHECK(albert_trainer_add_examples(other, directory, total + 5, 2, NULL, call) == ALBERT_OK &&
              albert_trainer_evaluate(other, &report, call) == ALBERT_OK,
          "%s", albert_call_message(call));
    albert_result_free(report);
    CHECK(albert_trainer_add_examples(other, directory, 0, 3, NULL, call) == ALBERT_OK &&
              albert_trainer_evaluate(other, &report, call) == ALBERT_OK,
          "%s", albert_call_message(call));
    CHECK(number(report, "loss") == first, "%f and %f", number(report, "loss"), first);
    albert_result_free(report);
    /* An epoch in batches that do not divide it has the tokens of an epoch in one. */
    for (int64_t next = 0; next < total; next += 7) {
        CHECK(albert_trainer_add_examples(one, directory, next, next + 7 > total ? total - next : 7, NULL, call) ==
                  ALBERT_OK,
              "%s", albert_call_message(call));
    }
    CHECK(albert_trainer_counts(one, counts, call) == ALBERT_OK && counts[4] == total, "an epoch has all examples");
    sum = counts[3];
    CHECK(albert_trainer_evaluate(one, &report, call) == ALBERT_OK, "%s", albert_call_message(call));
    float before = number(report, "piece_loss");
    albert_result_free(report);
    CHECK(albert_trainer_add_examples(one, directory, 3 * total, total, NULL, call) == ALBERT_OK &&
              albert_trainer_counts(one, counts, call) == ALBERT_OK && counts[3] == sum,
          "every epoch has the same tokens");
    for (int step = 0; step < 12; step++) {
        CHECK(albert_trainer_step(one, &report, call) == ALBERT_OK, "%s", albert_call_message(call));
        albert_result_free(report);
        CHECK(albert_trainer_add_examples(one, directory, 0, total, NULL, call) == ALBERT_OK, "%s",
              albert_call_message(call));
    }
    CHECK(albert_trainer_evaluate(one, &report, call) == ALBERT_OK, "%s", albert_call_message(call));
    CHECK(number(report, "piece_loss") < before - 0.5f, "it learns: %f, then %f", before, number(report, "piece_loss"));
    albert_result_free(report);

    CHECK(albert_trainer_add_examples(one, directory, 0, 0, NULL, call) == ALBERT_E_ARGUMENT, "no example");
    CHECK(albert_trainer_add_examples(one, directory, 0, 65537, NULL, call) == ALBERT_E_LIMIT, "too many at once");
    CHECK(albert_trainer_add_examples(one, root, 0, 1, NULL, call) == ALBERT_E_IO, "no examples there");
    albert_trainer *classifier = opened("gradients/classification", NULL);
    CHECK(albert_trainer_add_examples(classifier, directory, 0, 1, NULL, call) == ALBERT_E_ARGUMENT, "another task");
    albert_trainer *small = opened("gradients/pretraining", NULL);
    CHECK(albert_trainer_add_examples(small, directory, 0, 1, NULL, call) == ALBERT_E_ARGUMENT, "another vocabulary");
    albert_trainer_free(one), albert_trainer_free(other), albert_trainer_free(classifier), albert_trainer_free(small);
    albert_options_free(options), albert_tokenizer_free(tokenizer), albert_model_free(model);
}

int main(int count, char **arguments) {
    if (count != 3) return 2;
    golden = arguments[1], root = arguments[2];
    CHECK(albert_call_new(&call) == ALBERT_OK, "call");
    learns_from_files_of_examples();
    albert_call_free(call);
    return finish();
}
