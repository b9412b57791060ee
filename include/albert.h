/* albert.h: ALBERT, from text to answers, in one shared library (libalbert.so.1, symbol version ALBERT_1).
 *
 * Conventions, said once:
 *
 *   Text        is UTF-8. A byte count of -1 means "up to the first NUL"; any other count may cover NULs.
 *               A path is UTF-8 and NUL-terminated (messages are UTF-8 and name it); what has another name can be opened
 *               as /proc/self/fd/N through a descriptor of the caller's.
 *   Types       int32_t, int64_t, float, double and pointers. No struct crosses the boundary, nothing needs initialising.
 *               Arrays and out-parameters need no alignment. Counts of texts, words, tokens, positions: 2^31 - 1 at most.
 *   Status      Every function that can fail returns a status: ALBERT_OK (0) or one of ALBERT_E_*.
 *   Results     Out-parameters are written only on ALBERT_OK.
 *   Handles     albert_model, albert_tokenizer, albert_options, albert_result, albert_trainer, albert_call are opaque tokens that this
 *               library never dereferences: a stale, foreign or already freed handle gives ALBERT_E_HANDLE, never a crash.
 *               Every *_free accepts NULL (and returns ALBERT_OK); freeing twice is reported as ALBERT_E_HANDLE. A handle
 *               freed while another thread is inside a call with it stays alive until that call returns.
 *   Threads     Any function may be called from any thread. Models and tokenizers are immutable and may be shared. An
 *               options object may be read by many calls at once. A call object serves one call at a time.
 *   Errors      The last parameter `call` of every function that can fail may be NULL. Where it is given, the failure's
 *               status, message and place are recorded in it; it is also how another thread watches or stops the call.
 *               A `call` that is no open call object gives ALBERT_E_HANDLE, one that serves another call ALBERT_E_BUSY,
 *               from every function that takes one; neither is repeated below.
 *   Options     `options` may be NULL, which means all defaults. albert_options_describe lists every key.
 *   Silence     Nothing is written to stdout or stderr; no signal handler, locale, environment variable or floating-point
 *               mode is changed. Worker threads start with the first computation that asks for more than one thread.
 */
#ifndef ALBERT_H
#define ALBERT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * Section: status
 *
 * Values are part of the ABI: they are never renumbered, new ones are only added.
 */
enum {
    ALBERT_OK = 0,
    ALBERT_E_ARGUMENT = 1,    /* an argument or option is wrong; the message names it */
    ALBERT_E_HANDLE = 2,      /* a handle is stale, foreign or of another kind */
    ALBERT_E_FORMAT = 3,      /* a file's bytes break its format; the place says where */
    ALBERT_E_LIMIT = 4,       /* a documented limit is exceeded (docs/limits.md) */
    ALBERT_E_UNSUPPORTED = 5, /* valid, but not something this library does */
    ALBERT_E_MISSING = 6,     /* the model's file does not hold what was asked for (a head, the pooler, a tokenizer) */
    ALBERT_E_BUSY = 7,   /* the call object, trainer or directory of checkpoints is in use by another call or process */
    ALBERT_E_MEMORY = 8, /* memory could not be had */
    ALBERT_E_IO = 9,     /* the operating system refused; the message carries its reason */
    ALBERT_E_PATH = 10,  /* a path is not a regular file, or leads outside the model's directory */
    ALBERT_E_CANCELLED = 11, /* albert_call_cancel was called */
    ALBERT_E_DEADLINE = 12,  /* the call's deadline has passed */
    ALBERT_E_NUMERIC = 13,   /* NaN or infinity where `weights_check` = "refuse" forbids them, or in training */
    ALBERT_E_INTERNAL = 14   /* a broken promise of this library: please report it */
};

/* The kind of a result's column, as albert_result_column_type tells it. */
enum { ALBERT_COLUMN_FLOAT = 1, ALBERT_COLUMN_INT = 2, ALBERT_COLUMN_TEXT = 3 };

typedef struct albert_call albert_call;           /* one call's error and progress, its cancel and its deadline */
typedef struct albert_options albert_options;     /* named settings */
typedef struct albert_tokenizer albert_tokenizer; /* text to ids and back; immutable */
typedef struct albert_model albert_model;         /* weights, heads and tokenizer of one directory; immutable */
typedef struct albert_result albert_result;       /* an answer: a table of named columns; immutable */
typedef struct albert_trainer albert_trainer;     /* a model in training; changes with every step */

/* ---------------------------------------------------------------------------------------------------------------------
 * Section: version
 */

/* The ABI's number: 1 for every libalbert.so.1. Never fails. */
int32_t albert_abi_version(void);

/* The library's version as "major.minor.patch": static text, never NULL. */
const char *albert_version(void);

/* A JSON object about this build on this machine: version, CPU features found, kernels chosen (or why ALBERT_ISA could not
 * be obeyed), default thread count, limits. Static text, valid for the life of the process; NULL only without memory. */
const char *albert_build_info(void);

/* The name of a status, such as "ALBERT_E_FORMAT": static text; "ALBERT_E_UNKNOWN" for a number that is none. */
const char *albert_status_name(int32_t status);

/* ---------------------------------------------------------------------------------------------------------------------
 * Section: call
 *
 * Where one call reports its error, and how other threads watch or stop it. Reusable: each use forgets the last one's
 * error and progress. A cancel stays until albert_call_reset, so that a cancel before the call begins is not lost.
 */

/* Makes a call object in `*out`; free it with albert_call_free.
 * Errors: ARGUMENT (`out` is NULL), MEMORY. */
int32_t albert_call_new(albert_call **out);

/* Frees a call object. Errors: HANDLE. */
int32_t albert_call_free(albert_call *call);

/* The status of the last call made with this object (ALBERT_OK before the first); ALBERT_E_HANDLE for a bad handle,
 * ALBERT_E_ARGUMENT for NULL. */
int32_t albert_call_status(albert_call *call);

/* One line about the last failure, "" after a success: UTF-8, NUL-terminated. Belongs to the call object: valid until it
 * is used again or freed. NULL for a bad handle. */
const char *albert_call_message(albert_call *call);

/* Where the last failure lies: a file's path, a tensor's or an option's name, a parameter; "" where there is no place.
 * Lifetime as albert_call_message. */
const char *albert_call_place(albert_call *call);

/* The byte offset in the file (or text) where the last failure lies; -1 where there is none or the handle is bad. */
int64_t albert_call_byte_offset(albert_call *call);

/* The operating system's error number of the last failure; 0 where there is none or the handle is bad. */
int32_t albert_call_system_error(albert_call *call);

/* Asks the call that uses this object, now or next, to stop with ALBERT_E_CANCELLED. May be called from any thread, and
 * from a signal handler as long as no other thread frees the object at that moment. Functions that list CANCELLED stop,
 * the others are too short to. Errors: ARGUMENT (NULL), HANDLE. */
int32_t albert_call_cancel(albert_call *call);

/* Takes a cancel and a deadline back, so that the object can be used again. Errors: ARGUMENT (NULL), HANDLE. */
int32_t albert_call_reset(albert_call *call);

/* How far the running call is: `*done` of `*total` units (tokens, texts or bytes, whatever the call counts; both 0 before
 * it knows). Either pointer may be NULL. Errors: ARGUMENT (`call` is NULL), HANDLE. */
int32_t albert_call_progress(albert_call *call, int64_t *done, int64_t *total);

/* Lets calls with this object run for `seconds` from now at most, then fail with ALBERT_E_DEADLINE; a negative number
 * takes the deadline back. Errors: ARGUMENT (NULL, NaN), HANDLE. */
int32_t albert_call_set_deadline(albert_call *call, double seconds);

/* ---------------------------------------------------------------------------------------------------------------------
 * Section: options
 *
 * A bag of named settings. A key that does not exist, a value of the wrong type and a value out of range are refused when
 * they are set. A function reads the keys that concern it and ignores the others.
 */

/* Makes an empty bag in `*out`; free it with albert_options_free. Errors: ARGUMENT, MEMORY. */
int32_t albert_options_new(albert_options **out, albert_call *call);

/* Frees a bag; calls that are reading it keep what they have read. Errors: HANDLE. */
int32_t albert_options_free(albert_options *options);

/* Sets `key` to a text, number or truth value written as text ("true", "12", "mean"); the value is copied.
 * Errors: ARGUMENT (unknown key, wrong type, out of range; the place is the key), HANDLE, MEMORY. */
int32_t albert_options_set(albert_options *options, const char *key, const char *value, albert_call *call);

/* Sets an integer or truth-value (0 or 1) key. Errors as albert_options_set. */
int32_t albert_options_set_int(albert_options *options, const char *key, int64_t value, albert_call *call);

/* Sets a floating-point key. Errors as albert_options_set; NaN is out of range. */
int32_t albert_options_set_float(albert_options *options, const char *key, double value, albert_call *call);

/* A JSON array of every key: name, type, default, range or choices, what it does, which functions read it. Static text,
 * valid for the life of the process; NULL only without memory. */
const char *albert_options_describe(void);

/* ---------------------------------------------------------------------------------------------------------------------
 * Section: tokenizer
 *
 * Encodings are results with one row per piece and these columns, besides albert_result_rows's own count:
 *   id       int   [pieces]     the piece's number
 *   type_id  int   [pieces]     0 for the first text and its special tokens, 1 for the second
 *   start    int   [pieces]     where the piece begins in its text; unit by option `offsets`: bytes (default),
 *   end      int   [pieces]       codepoints or utf16; end is exclusive; special tokens have 0, 0
 *   word     int   [pieces]     the number of the word, counted anew in the second text; -1 for special tokens
 *   special  int   [pieces]     1 for special tokens that were added, 0 for pieces of text
 *   token    text  [pieces]     the vocabulary's spelling of the piece
 *   window   int   [windows, 3] per window: its text's number, its first row, its row count. Without `overflow` there
 *                               is one window per text, in order
 *
 * Options read: max_length, truncation, truncation_side, stride, overflow, special_tokens, special_text, offsets.
 */

/* Opens a tokenizer.json, a spiece.model, or a directory that holds one of them (tokenizer.json is preferred) and maybe a
 * tokenizer_config.json. Tokens that it or an added_tokens.json adds to a spiece.model count; a tokenizer.json lists its own.
 * `path` is NUL-terminated. Free with albert_tokenizer_free.
 * Options read: compat, lower_case, keep_accents.
 * Errors: ARGUMENT, HANDLE, IO, PATH, MISSING (the directory holds neither), FORMAT, LIMIT, UNSUPPORTED, CANCELLED, DEADLINE,
 * MEMORY. */
int32_t albert_tokenizer_open(const char *path, const albert_options *options, albert_tokenizer **out,
                              albert_call *call);

/* The same from `byte_count` bytes of a tokenizer.json or spiece.model in memory, which may be freed afterwards. */
int32_t albert_tokenizer_open_memory(const void *bytes, int64_t byte_count, const albert_options *options,
                                     albert_tokenizer **out, albert_call *call);

/* Frees a tokenizer. Errors: HANDLE. */
int32_t albert_tokenizer_free(albert_tokenizer *tokenizer);

/* Turns a text, or a pair of texts, into pieces. `pair` may be NULL: a single text (pair_byte_count is then ignored).
 * Malformed UTF-8 is no error: each ill-formed sequence reads as U+FFFD, and offsets still point into the given bytes.
 * Free `*out` with albert_result_free.
 * Errors: ARGUMENT, HANDLE, LIMIT (over 1 GiB of text), CANCELLED, DEADLINE, BUSY, MEMORY. */
int32_t albert_tokenize(albert_tokenizer *tokenizer, const char *text, int64_t byte_count, const char *pair,
                        int64_t pair_byte_count, const albert_options *options, albert_result **out, albert_call *call);

/* Turns `text_count` texts, or as many pairs, into pieces: the same as one by one, laid end to end, read through the
 * column `window`. No text at all gives no rows. `byte_counts` NULL: every text is NUL-terminated; `pair_byte_counts` NULL:
 * so is every second text. `pairs` NULL: no pairs; a NULL entry in it: no pair for that text.
 * Option read besides: threads. Errors as albert_tokenize. */
int32_t albert_tokenize_batch(albert_tokenizer *tokenizer, const char *const *texts, const int64_t *byte_counts,
                              const char *const *pairs, const int64_t *pair_byte_counts, int64_t text_count,
                              const albert_options *options, albert_result **out, albert_call *call);

/* Turns text that is already split into words into pieces: column `word` is the index of the given word, offsets are within
 * that word. `pair_words` may be NULL. Errors as albert_tokenize. */
int32_t albert_tokenize_words(albert_tokenizer *tokenizer, const char *const *words, const int64_t *byte_counts,
                              int64_t word_count, const char *const *pair_words, const int64_t *pair_byte_counts,
                              int64_t pair_word_count, const albert_options *options, albert_result **out,
                              albert_call *call);

/* Turns `id_count` ids back into text: a result with one row and the text column `text`.
 * Option read: skip_special_tokens. Errors: ARGUMENT (an id that is no piece; the message names its position), HANDLE,
 * LIMIT, MEMORY. */
int32_t albert_detokenize(albert_tokenizer *tokenizer, const int32_t *ids, int64_t id_count,
                          const albert_options *options, albert_result **out, albert_call *call);

/* The vocabulary's spelling of `id`, in `*text` (NUL-terminated, but may contain NUL: see `*byte_count`, which may be
 * NULL). Belongs to the tokenizer. Errors: ARGUMENT (no such id), HANDLE. */
int32_t albert_token_text(albert_tokenizer *tokenizer, int32_t id, const char **text, int64_t *byte_count,
                          albert_call *call);

/* The id of a piece by its exact spelling, in `*id`; -1 where the vocabulary has no such piece. Errors: ARGUMENT, HANDLE. */
int32_t albert_token_id(albert_tokenizer *tokenizer, const char *token, int64_t byte_count, int32_t *id,
                        albert_call *call);

/* The id of a special token by role, in `*id`: "pad", "unk", "cls", "sep", "mask", "bos" or "eos"; -1 where the tokenizer
 * has none. Errors: ARGUMENT (no such role), HANDLE. */
int32_t albert_special_id(albert_tokenizer *tokenizer, const char *role, int32_t *id, albert_call *call);

/* The number of pieces, added tokens included, in `*size`; ids are 0 … size-1. Errors: ARGUMENT, HANDLE. */
int32_t albert_vocab_size(albert_tokenizer *tokenizer, int32_t *size, albert_call *call);

/* ---------------------------------------------------------------------------------------------------------------------
 * Section: model
 */

/* Opens a model directory in the Hugging Face layout: config.json; model.safetensors, or its shards with
 * model.safetensors.index.json; and, for functions that take text, tokenizer.json or spiece.model. `path` is
 * NUL-terminated; NULL opens the model that comes with the library. Free with albert_model_free.
 * Options read: dtype, threads, weights_check, compat, lower_case, keep_accents. dtype is "f32", "bf16" or "int8": what the
 * weights are packed in and products are computed in; inputs and outputs of every function are float all the same.
 * Errors: ARGUMENT, HANDLE, IO, PATH, FORMAT, LIMIT, UNSUPPORTED, NUMERIC, CANCELLED, DEADLINE, MEMORY. */
int32_t albert_model_open(const char *path, const albert_options *options, albert_model **out, albert_call *call);

/* The same from memory: the bytes of a config.json, of a safetensors file and, unless `tokenizer` is NULL, of a
 * tokenizer.json or spiece.model. All may be freed afterwards. */
int32_t albert_model_open_memory(const void *config, int64_t config_byte_count, const void *weights,
                                 int64_t weights_byte_count, const void *tokenizer, int64_t tokenizer_byte_count,
                                 const albert_options *options, albert_model **out, albert_call *call);

/* Frees a model. Errors: HANDLE. */
int32_t albert_model_free(albert_model *model);

/* The model's tokenizer as a handle of its own in `*out`, to be freed with albert_tokenizer_free; it outlives the model.
 * Errors: ARGUMENT, HANDLE, MISSING (the model has none). */
int32_t albert_model_tokenizer(albert_model *model, albert_tokenizer **out, albert_call *call);

/* A JSON object in `*json`: sizes and activation under their names in config.json, parameter count, memory (the bytes that
 * the weights hold; workspaces and the tokenizer come on top), dtype, kernels, heads present, files, tensors ignored.
 * Belongs to the model. Errors: ARGUMENT, HANDLE, MEMORY. */
int32_t albert_model_info(albert_model *model, const char **json, albert_call *call);

/* The width of the model's hidden vectors, and so of albert_encode's rows, in `*size`. Errors: ARGUMENT, HANDLE. */
int32_t albert_hidden_size(albert_model *model, int32_t *size, albert_call *call);

/* Saves the model in `directory` (made where there is none) in the Hugging Face layout: its weights, with the exact bytes and
 * types of the files it was opened from, whatever dtype it computes in, as one model.safetensors under transformers' present
 * names; its config.json and the files of its tokenizer and pooling as they are. Those files are read again: they must be there
 * and unchanged. Everything is written under other names first. Where `directory` is new it appears whole or not at all; where
 * it exists files of the same name are replaced, weights last, and it is refused when it is the model's own or holds files of
 * another model that would stay beside this one's. Progress counts bytes; a cancel waits while the disk does. No option is
 * read.
 * Errors: ARGUMENT, HANDLE, IO (with the system's number; also where the model's files have changed), PATH (`directory` is no
 * directory), FORMAT, LIMIT, UNSUPPORTED (the model was opened from memory), CANCELLED, DEADLINE, MEMORY. */
int32_t albert_model_save(albert_model *model, const char *directory, const albert_options *options, albert_call *call);

/* ---------------------------------------------------------------------------------------------------------------------
 * Section: compute
 */

/* Runs the encoder over a batch of sequences that lie end to end, without padding.
 *
 *   ids             [tokens]     piece numbers, 0 … vocabulary-1, special tokens included
 *   type_ids        [tokens]     0 or 1 (below the model's type_vocab_size); NULL: all 0
 *   attention_mask  [tokens]     1: seen as a key, 0: not; NULL: all 1. A sequence whose mask is all 0 attends to nothing
 *                                (its attention output is zero, never NaN). Masked positions still have rows in the output
 *   lengths         [sequences]  tokens per sequence, each 1 … max_position_embeddings; their sum is `tokens`
 *   positions       [positions]  rows (into `tokens`) whose masked-language-model logits are wanted; NULL, with
 *                                position_count 0: all rows
 *
 * `*out` holds, by option `outputs` (a comma-separated list, default "hidden"), these float columns, tokens = all sequences
 * end to end, heads and layers from the configuration:
 *   hidden         [tokens, hidden]             the last layer's output
 *   hidden_states  [layers + 1, tokens, hidden] first the first layer's input, then every layer's output; or those that the
 *                                               option `layers` names
 *   attentions     [values]                     per sequence in turn: [layers, heads, length, length] softmaxed weights
 *   pooled         [sequences, hidden]          tanh of the pooler over the first token
 *   mlm_logits     [positions, vocabulary]
 *   sop_logits     [sequences, 2]               0: the order is right, 1: swapped
 *   class_logits   [sequences, labels]          AlbertForSequenceClassification's head over the pooled vector
 *   choice_logits  [sequences]                  AlbertForMultipleChoice's: one number for each sequence
 *   tag_logits     [tokens, labels]             AlbertForTokenClassification's, over the hidden vectors
 *   span_logits    [tokens, 2]                  AlbertForQuestionAnswering's: 0: an answer starts here, 1: ends here
 * albert_result_rows is the number of tokens. sequence_count is at least 1. Values are bit-identical for any thread
 * count, batch order and neighbours.
 * Options read besides: threads; layers (which hidden_states, in which order: 0, 1, … layers, or from the end -1, -2, …).
 * Errors: ARGUMENT (with the position), HANDLE, MISSING (pooler or head not in the file), LIMIT, CANCELLED, DEADLINE,
 * BUSY, MEMORY. */
int32_t albert_forward(albert_model *model, const int32_t *ids, const int32_t *type_ids, const int32_t *attention_mask,
                       const int64_t *lengths, int64_t sequence_count, const int64_t *positions, int64_t position_count,
                       const albert_options *options, albert_result **out, albert_call *call);

/* Turns `text_count` texts into one vector each, written row after row into `vectors` [text_count, hidden], whose size in
 * floats is `vector_capacity` (at least text_count × hidden; nothing beyond is touched). No text at all is no error.
 * `byte_counts` NULL: every text is NUL-terminated. A text longer than the model's limit (or `max_length`, which may not
 * exceed it) is truncated, or with `long_text` = "windows" read in overlapping windows, whose vectors are averaged by their
 * tokens (of pooling = "max", the largest). Texts are read and computed in rounds, so memory does not grow with their number.
 * On failure after the work has begun (CANCELLED, DEADLINE, MEMORY) the contents of `vectors` are unspecified. `vectors`
 * must not overlap the texts.
 * Options read: pooling (mean, cls, max, pooler; unset: what the directory's sentence-transformers files say, else mean),
 * normalize (unset: likewise, else false), max_length, truncation_side, long_text, stride, memory_budget, threads,
 * special_text.
 * Errors: ARGUMENT, HANDLE, MISSING (no tokenizer; no pooler for pooling = "pooler"), UNSUPPORTED (the directory's files ask
 * for what this library does not do, and `pooling` is unset), LIMIT, CANCELLED, DEADLINE, BUSY, MEMORY. */
int32_t albert_encode(albert_model *model, const char *const *texts, const int64_t *byte_counts, int64_t text_count,
                      const albert_options *options, float *vectors, int64_t vector_capacity, albert_call *call);

/* The same for texts as Apache Arrow lays them out: text i is bytes[offsets[i]] … bytes[offsets[i + 1]] (exclusive).
 * `offset_width` is 4 (utf8) or 8 (large_utf8), the bytes of each of the text_count + 1 offsets, which must not decrease nor
 * exceed `byte_count`. */
int32_t albert_encode_arrow(albert_model *model, const void *offsets, int32_t offset_width, const void *bytes,
                            int64_t byte_count, int64_t text_count, const albert_options *options, float *vectors,
                            int64_t vector_capacity, albert_call *call);

/* ---------------------------------------------------------------------------------------------------------------------
 * Section: tasks
 */

/* Fills every [MASK] of a text: for each mask in order, the best pieces, best first. Columns of `*out`, one row per answer:
 *   mask      int    which mask of the text, from 0
 *   token     text   the piece as it reads in a text (no leading "▁")
 *   token_id  int    its number
 *   score     float  its probability over the whole vocabulary
 *   sequence  text   the whole text with this mask filled; other masks are left as they are
 * Options read: top_k (default 5), targets (pieces or words, one per line: only these are considered, each as the one
 * piece that it is tokenized to, else as the piece of exactly this spelling; a target that is neither is an error), threads.
 * Errors: ARGUMENT (empty text, no mask, unknown target), HANDLE, LIMIT (longer than the model's limit), MISSING (no
 * masked-language-model head, no tokenizer, or one without a mask token), CANCELLED, DEADLINE, BUSY, MEMORY. */
int32_t albert_fill_mask(albert_model *model, const char *text, int64_t byte_count, const albert_options *options,
                         albert_result **out, albert_call *call);

/* The probability in `*probability`, 0 … 1, that text `first` comes before text `second`, as the sentence-order head sees
 * it. A pair longer than the model's limit is truncated, longest first. Options read: max_length, threads, special_text.
 * Errors: ARGUMENT (an empty text), HANDLE, MISSING (no sentence-order head, no pooler or no tokenizer), LIMIT, CANCELLED,
 * DEADLINE, BUSY, MEMORY. */
int32_t albert_sentence_order(albert_model *model, const char *first, int64_t first_byte_count, const char *second,
                              int64_t second_byte_count, const albert_options *options, float *probability,
                              albert_call *call);

/* The tasks below take many texts at once. Texts are arrays of pointers with an array of byte counts beside them (NULL: all
 * NUL-terminated). A row of `*out` names its text in the int column `item`, from 0; rows are in the order of items, and within
 * an item as said; it is freed with albert_result_free. What a text or pair has beyond the model's limit, or `max_length`, is
 * truncated, of a pair the longer one first, unless windows are named. Progress counts texts or pairs. A text has the same bits
 * alone and among others.
 * Options read by all: max_length, threads, special_text. Errors of all: ARGUMENT, HANDLE, MISSING (the head that the function
 * names, the pooler where that head needs it, the tokenizer), LIMIT, CANCELLED, DEADLINE, BUSY, MEMORY. */

/* The probabilities of `pair_count` pairs of texts, each as albert_sentence_order's, into probabilities [pairs], whose contents
 * are unspecified after a failure. Errors besides: ARGUMENT (an empty text). */
int32_t albert_sentence_order_batch(albert_model *model, const char *const *firsts, const int64_t *first_byte_counts,
                                    const char *const *seconds, const int64_t *second_byte_counts, int64_t pair_count,
                                    const albert_options *options, float *probabilities, albert_call *call);

/* The best order of 1 to 8 sentences: the one whose neighbours are most probably in order, by the sum of log
 * albert_sentence_order over them; of equal ones the first in lexicographic order. One row per sentence, in that order:
 *   item    int    the sentence's number as it was given
 *   score   float  the probability that it follows the one before; 1 in the first row
 * With `keep_order` = true the order is the given one (of any number of sentences), and `score` tells its coherence.
 * Errors besides: ARGUMENT (no sentence, an empty one), LIMIT (more than 8 to be put in order). */
int32_t albert_order_sentences(albert_model *model, const char *const *sentences, const int64_t *byte_counts,
                               int64_t sentence_count, const albert_options *options, albert_result **out,
                               albert_call *call);

/* Sorts texts, or pairs, into the labels of AlbertForSequenceClassification. `pairs` NULL: no pairs; a NULL entry in it: no
 * pair for that text. Rows, best first within an item (equal scores by lower label_id):
 *   item      int
 *   label     text   the label's name in config.json (id2label)
 *   label_id  int    its number
 *   score     float  by `function`: "softmax" over all labels, "sigmoid" of each alone, "none": the logit itself; unset: none
 *                    for problem_type "regression", sigmoid for "multi_label_classification" or a single label, else softmax
 * Option read besides: top_k (rows per item, default 1; all labels where there are fewer). */
int32_t albert_classify(albert_model *model, const char *const *texts, const int64_t *byte_counts,
                        const char *const *pairs, const int64_t *pair_byte_counts, int64_t text_count,
                        const albert_options *options, albert_result **out, albert_call *call);

/* Scores labels that the model has never seen, by a sequence classifier trained for entailment: each text is paired with
 * `template` ("This example is {}."), each {} replaced by a label. Rows, best first within an item:
 *   item      int
 *   label     text
 *   label_id  int    its place among `labels`
 *   score     float  softmax of the labels' entailment logits; with `multi_label`, or a single label, softmax of each label's
 *                    entailment against contradiction
 * Entailment is the model's label that begins with "entail", whatever its case, or `entailment_label`; contradiction the one
 * that begins with "contradict", or `contradiction_label`; of two labels the other one. A text is truncated, never a label.
 * Options read besides: template, multi_label, entailment_label, contradiction_label.
 * Errors besides: MISSING (no such label in the model), ARGUMENT (no label, an empty one, a template without {}, one label for
 * both entailment and contradiction), LIMIT (a template whose label leaves no room for the text). */
int32_t albert_zero_shot(albert_model *model, const char *const *texts, const int64_t *byte_counts, int64_t text_count,
                         const char *const *labels, const int64_t *label_byte_counts, int64_t label_count,
                         const albert_options *options, albert_result **out, albert_call *call);

/* Chooses among `choice_count` continuations or answers of one prompt, with AlbertForMultipleChoice, which reads each as the
 * second text of a pair. Rows, best first (equal ones in the given order):
 *   item   int    the choice's number
 *   score  float  softmax over the choices
 *   logit  float  what the head gives
 * Errors besides: ARGUMENT (no choice). */
int32_t albert_choose(albert_model *model, const char *prompt, int64_t prompt_byte_count, const char *const *choices,
                      const int64_t *choice_byte_counts, int64_t choice_count, const albert_options *options,
                      albert_result **out, albert_call *call);

/* Finds entities with AlbertForTokenClassification. Rows, in the order of the text:
 *   item    int
 *   entity  text   the label's name; without B- or I- where pieces are aggregated
 *   score   float  softmax of the piece; of an aggregated entity the mean over its pieces or words
 *   start   int    where it begins and ends in its text; unit by option `offsets`
 *   end     int
 *   word    text   the pieces as they read in a text, unknown ones as the text spells them; without aggregation the piece
 *   index   int    the piece's place in its window, [CLS] included; -1 where pieces are aggregated
 * `aggregation`: "none": one row per piece; "simple" (default): neighbours with the same tag (B- begins anew); "first",
 * "average", "max": the same over words, whose label is its first piece's, that of the mean of the pieces' scores, or that of
 * the piece with the largest score. A word is what stands between spaces; a piece that is only its "▁" belongs to it.
 * A text longer than the model's limit, or `max_length`, is read in windows that share `stride` pieces (default: a quarter).
 * Of overlapping entities the longer stays, then the one with the higher score; of pieces the one that stands farther from
 * the ends of its window.
 * Options read besides: ignore_labels (one per line, default "O"; "" for none), offsets. Errors besides: ARGUMENT (a stride
 * that leaves windows nothing of their own). */
int32_t albert_tag(albert_model *model, const char *const *texts, const int64_t *byte_counts, int64_t text_count,
                   const albert_options *options, albert_result **out, albert_call *call);

/* Finds answers to questions in contexts, one context for each question, with AlbertForQuestionAnswering. Rows, best first
 * within an item:
 *   item    int
 *   answer  text   the context from start to end
 *   score   float  probability of the start times that of the end, each a softmax over context and [CLS] of a window; answers
 *                  with the same text, whatever its case, are one, with the sum of their scores
 *   start   int    in the context; unit by option `offsets`
 *   end     int
 * A context longer than `max_length` (default: 384, or the model's limit if that is less), question included, is read in
 * windows that share `stride` pieces (default: 128, or half of max_length if that is less); the question is never truncated.
 * Options read besides: top_k (default 1, at most 1,000), max_answer_length (in pieces, default 15), impossible (adds the
 * answer "" at 0, 0 with the score of [CLS], the least over the windows), alignment ("word": answers grow to whole words,
 * without punctuation that they do not hold; "space": to what stands between spaces, as transformers' align_to_words;
 * "piece": not at all), comparable (one softmax over all windows, so that their scores compare), offsets.
 * Errors besides: ARGUMENT (an empty question or context; a stride that leaves windows nothing of their own), LIMIT (a question
 * that leaves no room for the context; docs/limits.md). */
int32_t albert_answer(albert_model *model, const char *const *questions, const int64_t *question_byte_counts,
                      const char *const *contexts, const int64_t *context_byte_counts, int64_t question_count,
                      const albert_options *options, albert_result **out, albert_call *call);

/* Cosines between texts into similarities [texts, others], whose size in floats is `capacity` (at least texts × others; nothing
 * beyond is touched); vectors as albert_encode's. No text at all on either side is no error. After a failure the contents of
 * `similarities` are unspecified.
 * Options read besides: those of albert_encode but normalize. Errors besides: ARGUMENT (capacity), those of albert_encode. */
int32_t albert_similarity(albert_model *model, const char *const *texts, const int64_t *byte_counts, int64_t text_count,
                          const char *const *others, const int64_t *other_byte_counts, int64_t other_count,
                          const albert_options *options, float *similarities, int64_t capacity, albert_call *call);

/* Sorts texts by their likeness to a query. Rows, best first (equal scores in the given order):
 *   item   int    the text's number
 *   score  float  the cosine of its vector with the query's
 * Options read besides: those of albert_similarity; top_k (default: all). Errors besides: those of albert_encode. */
int32_t albert_rank(albert_model *model, const char *query, int64_t query_byte_count, const char *const *texts,
                    const int64_t *byte_counts, int64_t text_count, const albert_options *options, albert_result **out,
                    albert_call *call);

/* ---------------------------------------------------------------------------------------------------------------------
 * Section: training
 *
 * A trainer holds float32 weights, their gradients and an optimizer's moments. Batches are added, then a step makes one update
 * of the weights from the mean loss over all of them. A trainer serves one call at a time; a second one meanwhile is BUSY.
 * Weights, losses and moments have the same bits for any number of threads, with and without `recompute`.
 *
 * Reports of steps and evaluations are results of one row:
 *   step           int    steps done
 *   loss           float  the sum of the next three, each a mean over its labels; 0 where there are none
 *   piece_loss     float  of masked pieces
 *   order_loss     float  of the order of segments
 *   task_loss      float  of a task's labels; for answering over starts and ends together
 *   piece_count, order_count, task_count        int    labels that those are means over
 *   piece_correct, order_correct, task_correct  int    of them, those that had the highest logit (of several labels: that lay
 *                                                      on the right side of 1/2); 0 for regression
 *   tokens         int    in all sequences
 *   learning_rate  float  of this step; 0 for an evaluation
 *   gradient_norm  float  before clipping; 0 for an evaluation
 */

/* Begins to train `model`, whose files are read again: they must be there and unchanged. Its dtype does not matter. Free with
 * albert_trainer_free; the model may be freed before. A head that the files lack begins with random weights, and so does the
 * head of `task` where `labels` are given: names, each once, none empty; a classification needs two.
 * Options read: task, labels; dtype (of products: f32 or bf16), seed, threads, tokens_at_once, recompute, freeze_encoder;
 * optimizer, learning_rate, schedule, steps, warmup_steps, power, beta1, beta2, epsilon, weight_decay, clip_norm;
 * hidden_dropout, attention_dropout, classifier_dropout, dropout_sites.
 * Errors: ARGUMENT, HANDLE, LIMIT (labels that no config.json can hold), IO, FORMAT, UNSUPPORTED (a model from memory, int8),
 * NUMERIC (weights that are NaN or infinite), CANCELLED, DEADLINE, MEMORY. */
int32_t albert_trainer_open(albert_model *model, const albert_options *options, albert_trainer **out,
                            albert_call *call);

/* The same with random weights for the bytes of a config.json. Options read besides: tokenizer (a tokenizer's file or directory:
 * albert_trainer_add_examples takes only examples of its pieces). Errors besides: PATH, MISSING. */
int32_t albert_trainer_open_new(const void *config, int64_t config_byte_count, const albert_options *options,
                                albert_trainer **out, albert_call *call);

/* Frees a trainer; what was not saved is lost. Errors: HANDLE. */
int32_t albert_trainer_free(albert_trainer *trainer);

/* One row for each tensor, in the order in which they lie in albert_trainer_gradients; with freeze_encoder those of the encoder too,
 * whose gradients are computed and not applied:
 *   name   text   as in model.safetensors
 *   count  int    its numbers
 *   new    int    1: training began with random numbers
 * Errors: ARGUMENT, HANDLE, BUSY, MEMORY. */
int32_t albert_trainer_tensors(albert_trainer *trainer, albert_result **out, albert_call *call);

/* Adds a batch to those of the next step or evaluation; it is copied. Sequences as for albert_forward. What the labels are
 * depends on the task; those that it does not have are NULL with count 0:
 *
 *   task            labels                                   second_labels                       targets
 *   pretraining     [tokens] pieces, -100: not asked for     [sequences] 0 in order, 1 swapped   -        (either may be NULL)
 *   masked-lm       [tokens] pieces, -100: not asked for     -                                   -
 *   classification  [sequences] numbers of labels            -                                   -
 *   regression      -                                        -                                   [sequences, labels]
 *   multi-label     -                                        -                                   [sequences, labels], 0 to 1
 *   tagging         [tokens] numbers of labels, -100: none   -                                   -
 *   answering       [sequences] first token of the answer    [sequences] last token              -
 *   choosing        [items] the right choice                 [items] choices of each item        -
 *
 * Places of answers count from their sequence's first token. The sequences of a choosing item follow each other.
 * Errors: ARGUMENT (with the position), HANDLE, LIMIT, BUSY, MEMORY; the batch is not added then. */
int32_t albert_trainer_add(albert_trainer *trainer, const int32_t *ids, const int32_t *type_ids,
                           const int32_t *attention_mask, const int64_t *lengths, int64_t sequence_count,
                           const int32_t *labels, int64_t label_count, const int32_t *second_labels,
                           int64_t second_label_count, const float *targets, int64_t target_count, albert_call *call);

/* Adds `count` examples of a set that albert_pretraining_data_write left in `directory`: those from `first` on in an endless order,
 * epoch after epoch, each of which goes through all examples in an order of its own, decided by the trainer's seed. `*total`,
 * which may be NULL, is the number of examples of the set. The task is pretraining or masked-lm; `count` is 1 to 65,536.
 * Errors: ARGUMENT (another task; a set made with other pieces than the tokenizer's of the trainer, where it has one, or with more
 * than the model's; longer examples than the model takes), HANDLE, IO, PATH, FORMAT, LIMIT,
 * BUSY, MEMORY; nothing is added then. */
int32_t albert_trainer_add_examples(albert_trainer *trainer, const char *directory, int64_t first, int64_t count,
                                    int64_t *total, albert_call *call);

/* One update of the weights from the batches that were added, which are forgotten, whatever the outcome. On any error weights,
 * moments and the number of steps are what they were. Progress counts parts of the batches. `*out` is the report; it may not be
 * NULL. Errors: ARGUMENT (no batch), HANDLE, NUMERIC (a loss or a gradient is not finite; the place is the step or the tensor),
 * BUSY, CANCELLED, DEADLINE, MEMORY. */
int32_t albert_trainer_step(albert_trainer *trainer, albert_result **out, albert_call *call);

/* The losses of the batches that were added, without dropout; they are forgotten, and nothing else changes. Errors as
 * albert_trainer_step, without NUMERIC. */
int32_t albert_trainer_evaluate(albert_trainer *trainer, albert_result **out, albert_call *call);

/* A step in halves, for several processes that train one model together:
 *   1. every process adds batches of its own and asks for their counts; all processes add theirs up, and each knows the tokens
 *      and sequences of those before it;
 *   2. albert_trainer_compute: losses and gradients, divided by the labels of all processes;
 *   3. the gradients of all processes are added up, in place (albert_trainer_gradients);
 *   4. albert_trainer_update: clipping and the optimizer's update, the same in every process.
 * Of the batches that were added, `counts` [5]: labelled pieces, orders, task labels; tokens, sequences.
 * Errors: ARGUMENT, HANDLE, BUSY. */
int32_t albert_trainer_counts(albert_trainer *trainer, int64_t *counts, albert_call *call);

/* The first half of a step. `totals` [3] are the sums of the first three counts over all processes, NULL: this process's own;
 * `first_token` and `first_sequence` are what the processes before this one have, 0 for the first. A report's losses are means over
 * this process's own labels; weighted with its counts (piece_count, …) those of all processes make the mean of all.
 * Errors: ARGUMENT (no batch; a total that is smaller than the own count), HANDLE, NUMERIC, LIMIT, BUSY, CANCELLED, DEADLINE,
 * MEMORY. */
int32_t albert_trainer_compute(albert_trainer *trainer, const int64_t *totals, int64_t first_token,
                               int64_t first_sequence, albert_call *call);

/* All gradients, in `*gradients` [count], end to end as albert_trainer_tensors lists them: what albert_trainer_compute left, to be
 * changed in place before albert_trainer_update. They belong to the trainer. Errors: ARGUMENT, HANDLE, BUSY. */
int32_t albert_trainer_gradients(albert_trainer *trainer, float **gradients, int64_t *count, albert_call *call);

/* The second half of a step. `*out` is the report of the whole. Errors: ARGUMENT (no gradients were computed since the last
 * update), HANDLE, NUMERIC (a gradient is not finite; the place is the tensor), BUSY, MEMORY. */
int32_t albert_trainer_update(albert_trainer *trainer, albert_result **out, albert_call *call);

/* Saves the model as it is now in `directory` (made where there is none) in the Hugging Face layout, with the tokenizer's files
 * of the model that training began with, as they were then. Files of the same name are replaced when all are written.
 * Errors: ARGUMENT (the directory of the model that training began with, or one with files of another model that would stay and mix
 * with this one's), HANDLE, IO, PATH, BUSY, CANCELLED, DEADLINE, MEMORY. */
int32_t albert_trainer_save(albert_trainer *trainer, const char *directory, albert_call *call);

/* Writes a checkpoint into `directory` (made where there is none): all that is needed to go on with the same bits, and `note`,
 * a text of the caller's such as where its data stand. It appears whole or not at all; the last two are kept. The directory is
 * this trainer's until it is freed.
 * Errors: ARGUMENT, HANDLE, LIMIT (a note of more than 8 MiB), IO (training can go on), PATH, BUSY (also: another trainer, here or
 * in another process, has the directory), CANCELLED, DEADLINE, MEMORY. */
int32_t albert_trainer_checkpoint(albert_trainer *trainer, const char *directory, const char *note,
                                  int64_t note_byte_count, albert_call *call);

/* Goes on from the newest sound checkpoint in `directory`. The trainer was opened with the same model or configuration and the
 * same options, but for threads and recompute. `*out` has one row: step (int), -1 where there is no checkpoint yet, and note
 * (text).
 * Errors: ARGUMENT (a checkpoint of another training), HANDLE, IO, FORMAT (no checkpoint is sound; of the newest), UNSUPPORTED
 * (of another version), PATH, BUSY, CANCELLED, DEADLINE, MEMORY. The trainer is as before then. */
int32_t albert_trainer_resume(albert_trainer *trainer, const char *directory, albert_result **out, albert_call *call);

/* Turns text files into examples for pre-training as ALBERT's authors describe it: pairs of segments in their order or swapped,
 * and n-grams of whole words to be predicted (docs/pretraining-data.md). `paths` are `path_count` files of UTF-8, read in order:
 * one paragraph per line (or one sentence, `text_format` = "sentences"), a line of nothing but white space between documents. Files with shards of
 * examples are written into `directory` (made where there is none), which must hold none yet: they appear all together or not at
 * all; where a process was killed in the middle of that, shards without an index are left, which the next one replaces. The bytes
 * depend on texts, tokenizer and options alone, not on `threads`. Memory does not grow with the corpus.
 * `*out` is one row of counts, as decimal text: documents, sentences, shards, examples, tokens (special tokens included), masked
 * (pieces to be predicted), swapped (pairs), unrelated (pairs of two documents, where one had but a sentence left).
 * Options read: seed, text_format, max_length (default 512), short_rate, passes, portion, masking, mask_rate, longest_gram,
 * max_predictions, threads. Progress counts bytes of text, once for each pass.
 * Errors: ARGUMENT (also where the files hold no text), HANDLE, MISSING (the tokenizer has no [CLS], [SEP] or [MASK]), IO, PATH
 * (`directory` is no directory or holds examples), FORMAT (a file has shrunk), LIMIT (docs/limits.md), CANCELLED, DEADLINE,
 * MEMORY. */
int32_t albert_pretraining_data_write(albert_tokenizer *tokenizer, const char *const *paths, int64_t path_count,
                                      const char *directory, const albert_options *options, albert_result **out,
                                      albert_call *call);

/* ---------------------------------------------------------------------------------------------------------------------
 * Section: result
 *
 * A small table of named columns. What it hands out is borrowed: valid until the result is freed.
 */

/* The number of rows; -1 for a bad handle. */
int64_t albert_result_rows(albert_result *result);

/* The number of columns; -1 for a bad handle. */
int32_t albert_result_column_count(albert_result *result);

/* The name of column `index`; NULL for a bad handle or index. */
const char *albert_result_column_name(albert_result *result, int32_t index);

/* The kind of column `index`, ALBERT_COLUMN_*; -1 for a bad handle or index. */
int32_t albert_result_column_type(albert_result *result, int32_t index);

/* The values of a float column, row-major, in `*values`; their number in `*count` (may be NULL).
 * Errors: ARGUMENT (no such column, or of another kind), HANDLE. */
int32_t albert_result_floats(albert_result *result, const char *column, const float **values, int64_t *count,
                             albert_call *call);

/* The values of an int column; as albert_result_floats. */
int32_t albert_result_ints(albert_result *result, const char *column, const int32_t **values, int64_t *count,
                           albert_call *call);

/* The text in row `row` of a text column, NUL-terminated, in `*text`; its length without the NUL in `*byte_count` (may be
 * NULL). Errors: ARGUMENT (no such column or row, or of another kind), HANDLE. */
int32_t albert_result_text(albert_result *result, const char *column, int64_t row, const char **text,
                           int64_t *byte_count, albert_call *call);

/* The shape of a column: its rank in `*rank`, and its first `capacity` dimensions in `dimensions` (which may be NULL when
 * capacity is 0). Errors: ARGUMENT, HANDLE. */
int32_t albert_result_shape(albert_result *result, const char *column, int64_t *dimensions, int32_t capacity,
                            int32_t *rank, albert_call *call);

/* Frees a result. Errors: HANDLE. */
int32_t albert_result_free(albert_result *result);

/* ---------------------------------------------------------------------------------------------------------------------
 * Section: process
 */

/* Sets the number of threads that calls use when neither their options nor their model's say: 1 … 1024; 0 goes back to
 * the default, the smallest of the CPU affinity mask, the control group's quota and ALBERT_NUM_THREADS.
 * Errors: ARGUMENT. */
int32_t albert_set_threads(int32_t count, albert_call *call);

#ifdef __cplusplus
}
#endif

#endif /* ALBERT_H */
