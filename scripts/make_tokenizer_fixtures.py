#!/usr/bin/env python3
"""Records what the `tokenizers` library makes of many texts, one JSON object a line.

  make_tokenizer_fixtures.py OUTPUT.jsonl                 the committed cases (Tests/Golden/tokenizer_cases.jsonl)
  make_tokenizer_fixtures.py OUTPUT.jsonl --random COUNT --seed SEED [--vocabulary DIRECTORY] [--texts FILE]
                                                          random ones, for a longer comparison
  make_tokenizer_fixtures.py OUTPUT.jsonl --sentencepiece [--random COUNT ...]
                                                          the same for compat=sentencepiece (Tests/Golden/sentencepiece_cases.jsonl)

Made with sentencepiece 0.2.3, Python 3.11 and tokenizers 0.23.3 over Sources/AlbertBundledModel/albert-mini. A line has the text (or its words), a pair where
there is one, the options that differ from the defaults, and the windows: ids, type ids, code-point offsets, word numbers.
"""
import argparse
import json
import pathlib
import random
import unicodedata

from tokenizers import AddedToken, Tokenizer

ROOT = pathlib.Path(__file__).resolve().parent.parent

WORDS = """the of and president capital Paris France unbelievable tokenization internationalisation e-mail 2014, 3.14 £5 €7 U.S. don't
can't ``quoted'' ''' (Welt) [MASK] [CLS] [SEP] <pad> <unk> [mask] x[MASK]y naïve café résumé Groß ẞ İstanbul ıI ΟΔΟΣ Σ ﬁne ﬀ ½ ² ² x² … ™ Ω Å é ñ
ａｂｃ 한국어 日本語 中文字符 ひらがな カタカナ ﾊﾟ русский ёлка український हिन्दी क्षत्रिय ไทย ภาษา עִבְרִית العربية ﷺ ﷻ தமிழ் 👍🏽 👨‍👩‍👧 🇩🇪 ❤️ ☃ 𝔘𝔫𝔦 ⅷ ㎏ ㋿ ﷺ
supercalifragilisticexpialidocious 1,000,000 12,5 9, a, ١٢, ٣, ²,  _under_ #tag @user http://example.org/?q=1&b=2 C++ \\n \\t""".split()

SPECIALS = (
    " \t\n\r\x0b\x0c\x00\x01\x08\x1c\x1f\x7f\x80\x85\x8f\x9f\xa0\xad\u034f\u0300\u0301\u0307\u0323\u0345\u0483\u05b0\u064b\u0600\u06dd"
    "\u093c\u094d\u0915\u0937\u0e33\u0e48\u1100\u1161\u11a8\uac00\uac01\u115f\u1160\u1680\u180e\u2000\u200b\u200c\u200d\u200e\u2028\u2029"
    "\u202f\u205f\u2060\u2126\u212b\u2581\u3000\u3099\ufe0f\ufeff\uff9e\uff9f\ufffd\ufffe\uffff\U0001f1e6\U0001f3fd\U0001f468\U000e0001"
    "\U000e0101\U0010ffff``''\"\"-.()[]<>£€–©®\u0130\u0131\u017f\u1e9e\u03a3\u03c2\u0958\u09dc\u0f43\ufb1d\ufdfa\u00a8\u00b4\u2017"
)


def random_text(generator, texts):
    kind = generator.random()
    if kind < 0.3:
        return "".join(generator.choice(SPECIALS + "abcXYZ 12, ") for _ in range(generator.randrange(1, 14)))
    if kind < 0.5:
        scalars = (generator.choice((0x80, 0x250, 0x600, 0x1000, 0x3000, 0xE000, 0x11000, 0x20000)) for _ in range(generator.randrange(1, 12)))
        drawn = (generator.randrange(limit) for limit in scalars)
        return "".join(chr(c) if not 0xD800 <= c < 0xE000 else "x" for c in drawn)
    if kind < 0.75 or not texts:
        return generator.choice((" ", " ", "", "\n")).join(generator.choice(WORDS) for _ in range(generator.randrange(1, 12)))
    text = generator.choice(texts)
    start = generator.randrange(max(1, len(text)))
    text = list(text[start:start + generator.randrange(1, 200)])
    for _ in range(generator.randrange(3)):
        text.insert(generator.randrange(len(text) + 1), generator.choice(SPECIALS))
    return "".join(text)


def random_options(generator, has_pair):
    options = {}
    if generator.random() < 0.2:
        options["keep_accents"] = True
    if generator.random() < 0.2:
        options["lower_case"] = False
    if generator.random() < 0.15:
        options["special_tokens"] = False
    if generator.random() < 0.4:
        options["max_length"] = generator.randrange(3, 24)
        options["truncation"] = generator.choice(["longest_first", "longest_first", "only_first"] + ["only_second"] * has_pair)
        options["truncation_side"] = generator.choice(["right", "left"])
        if generator.random() < 0.6:
            options["overflow"] = True
            options["stride"] = generator.randrange(0, 6)
    return options


class Recorder:
    def __init__(self, vocabulary):
        self.json = json.loads((vocabulary / "tokenizer.json").read_text())
        self.tokenizers = {}

    def tokenizer(self, options):
        key = (options.get("keep_accents", False), options.get("lower_case", True), json.dumps(options.get("added_tokens")))
        if key not in self.tokenizers:
            changed = json.loads(json.dumps(self.json))
            dropped = (["NFKD", "StripAccents"] if key[0] else []) + ([] if key[1] else ["Lowercase"])
            steps = changed["normalizer"]["normalizers"]
            changed["normalizer"]["normalizers"] = [step for step in steps if step["type"] not in dropped]
            self.tokenizers[key] = Tokenizer.from_str(json.dumps(changed))
            for token in options.get("added_tokens", []):
                made = AddedToken(**{k: v for k, v in token.items() if k != "id"})
                self.tokenizers[key].add_tokens([made])
                assert self.tokenizers[key].token_to_id(token["content"]) == token["id"]
        return self.tokenizers[key]

    def record(self, text=None, pair=None, words=None, pair_words=None, **options):
        """None where the library itself panics or refuses: those cases have tests of their own."""
        tokenizer = self.tokenizer(options)
        tokenizer.no_truncation()
        tokenizer.encode_special_tokens = options.get("special_text") == "literal"
        special = options.get("special_tokens", True)
        if "max_length" in options:
            specials = (3 if pair is not None or pair_words is not None else 2) if special else 0
            if options["max_length"] - specials <= options.get("stride", 0) or options["max_length"] < 2:
                return None
        try:
            if "max_length" in options:
                tokenizer.enable_truncation(
                    options["max_length"], stride=options.get("stride", 0), strategy=options.get("truncation", "longest_first"),
                    direction=options.get("truncation_side", "right"))
            if words is not None:
                encoding = tokenizer.encode(words, pair_words, is_pretokenized=True, add_special_tokens=special)
            else:
                encoding = tokenizer.encode(text, pair, add_special_tokens=special)
        except BaseException as error:  # PanicException is no Exception
            if "KeyboardInterrupt" in type(error).__name__:
                raise
            return None
        windows = [encoding] + (encoding.overflowing if options.get("overflow") else [])
        if any(len(w.ids) > options.get("max_length", len(w.ids)) for w in windows):
            return None  # no room at all for one text of a pair: the library then gives it whole as overflow
        case = {"text": text, "pair": pair, "words": words, "pair_words": pair_words, **options}
        case["windows"] = [
            {
                "ids": w.ids, "type_ids": w.type_ids, "offsets": w.offsets,
                "word_ids": [-1 if word is None else word for word in w.word_ids], "special": w.special_tokens_mask,
            }
            for w in windows
        ]
        return {k: v for k, v in case.items() if v is not None}


def committed(recorder):
    generator = random.Random(2019)
    for text in ["", " ", "\u2581", "\u2581a \u2581", "\x01", "\x01abc", "\u0301", "a", "Hello, world!"] + WORDS:
        yield recorder.record(text)
    for keep in (False, True):
        for lower in (True, False):
            for text in ("Élan VITAL İI ß Σ", "A\u030a\u0301 \u1100\u1161 \u2126\u0301 e\u0301\u0323", "\x01\x02…\x01ﬁ\x03 x", "``A'' '''B '' `c`"):
                yield recorder.record(text, keep_accents=keep, lower_case=lower)
    # What is not assigned but ignorable by default stands by itself, what varies or tags joins.
    for scalar in (0xE0000, 0xE0001, 0xE0002, 0xE0020, 0xE007F, 0xE0080, 0xE0100, 0xE01EF, 0xE01F0, 0xE0B14, 0xE0FFF, 0xE1000):
        yield recorder.record(f"q{chr(scalar)}\u200d\u0301 x{chr(scalar)}", keep_accents=True)
    long = "The quick brown fox jumps over the lazy dog while seventeen unbelievable internationalisations happen."
    short = "A second text, shorter."
    for side in ("right", "left"):
        for strategy in ("longest_first", "only_first", "only_second"):
            for length in (4, 7, 12, 25):
                for stride in (0, 2):
                    for overflow in (False, True):
                        options = dict(max_length=length, truncation=strategy, truncation_side=side, stride=stride, overflow=overflow)
                        if strategy != "only_second":
                            yield recorder.record(long, **options)
                        yield recorder.record(long, short, **options)
                        yield recorder.record(short, long, **options)
    yield recorder.record(long, short, special_tokens=False)
    yield recorder.record(long, special_tokens=False, max_length=6, stride=2, overflow=True)
    yield recorder.record("a", "")
    yield recorder.record("", "b")
    yield recorder.record("[CLS] says [MASK] to [SEP]", special_text="literal")
    yield recorder.record(words=["Hello", "wide  world", "", "2014,", "[MASK]", "x[SEP]y"])
    yield recorder.record(words=["un", "believable"], pair_words=["é", "\x01"], max_length=6, stride=1, overflow=True)
    size = len(recorder.json["model"]["vocab"])
    added = [
        {"id": size, "content": "Neuwort", "normalized": True, "special": False},
        {"id": size + 1, "content": "<Tag>", "normalized": False, "special": False, "lstrip": True, "rstrip": True},
        {"id": size + 2, "content": "solo", "normalized": False, "special": False, "single_word": True},
        {"id": size + 3, "content": "[MA", "normalized": False, "special": True},
    ]
    for text in ("neuwort", "xNEUWORTy Neuwort", "a <Tag>  <Tag> b", "solo solos so-lo solo, _solo", "[MASK] [MA] [MASKS", "\x01Neuwort é Neuwort"):
        yield recorder.record(text, added_tokens=added)
    spaced = [
        {"id": size, "content": "New York", "normalized": True, "special": False},
        {"id": size + 1, "content": " b ", "normalized": True, "special": False},
    ]
    for text in ("new   york", "a New\t York new\u3000 York", "x   b   y", "   b  b b", "new\x01 \x01 york  New  York"):
        yield recorder.record(text, added_tokens=spaced)
    for _ in range(250):
        pair = random_text(generator, []) if generator.random() < 0.3 else None
        yield recorder.record(random_text(generator, []), pair, **random_options(generator, pair is not None))


def random_cases(recorder, count, seed, texts):
    generator = random.Random(seed)
    for _ in range(count):
        pair = random_text(generator, texts) if generator.random() < 0.2 else None
        yield recorder.record(random_text(generator, texts), pair, **random_options(generator, pair is not None))


class GoogleRecorder:
    """Google's tokenization.py in few words: preprocess, SentencePiece, and commas cut from digits."""

    def __init__(self, vocabulary):
        import sentencepiece

        self.model = sentencepiece.SentencePieceProcessor(model_file=str(vocabulary / "spiece.model"))

    def prepared(self, text, keep_accents, lower_case):
        text = " ".join(text.split())
        if not keep_accents:
            text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        return text.lower() if lower_case else text

    def record(self, text, keep_accents=False, lower_case=True):
        pieces = []
        for piece in self.model.encode(self.prepared(text, keep_accents, lower_case), out_type=str):
            if len(piece) > 1 and piece[-1] == "," and piece[-2].isdigit():
                number = self.model.encode(piece[:-1].replace("\u2581", ""), out_type=str)
                if piece[0] != "\u2581" and number[0][0] == "\u2581":
                    number = number[1:] if len(number[0]) == 1 else [number[0][1:]] + number[1:]
                pieces += number + [","]
            else:
                pieces.append(piece)
        case = {"text": text, "ids": [self.model.piece_to_id(piece) for piece in pieces]}
        return case | ({"keep_accents": True} if keep_accents else {}) | ({} if lower_case else {"lower_case": False})


def long_words():
    """Words with many cuts of equal score: which one wins depends on how the sums are rounded, and, past a sum of -100,000, on
    where they begin again. With these seeds each of the two shows."""
    for letters, length, seed in (("aé", 200, 3), ("aé", 200, 7), ("a1é", 300, 4), ("abcdefghij", 400, 1), ("etaoin中", 300, 1), ("aé", 7200, 2032)):
        generator = random.Random(seed)
        yield "".join(generator.choice(letters) for _ in range(length))


def google_cases(recorder, count, seed, texts):
    generator = random.Random(seed)
    for text in ["", " ", "\u2581", "ΟΔΟΣ ΟΔΟΣ. Σ ΣΑ", "\x1ca\x1cb", "x\u034fy", "``a''", "in 2014, 1,000, ١٢, ²,"] + WORDS:
        yield recorder.record(text)
    for text in long_words():
        yield recorder.record(text, True)
    for symbol in ".-£€":  # user-defined pieces: their own score decides between "!" "!!!" and "!!!" "!"
        for times in (1, 2, 5, 12):
            yield recorder.record(symbol * times + "!!!!aaaa!!!!!!!")
    for _ in range(count):
        yield recorder.record(random_text(generator, texts), generator.random() < 0.3, generator.random() < 0.7)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("output")
    parser.add_argument("--random", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--vocabulary", type=pathlib.Path, default=ROOT / "Sources/AlbertBundledModel/albert-mini")
    parser.add_argument("--sentencepiece", action="store_true")
    parser.add_argument("--texts", type=pathlib.Path)
    arguments = parser.parse_args()
    texts = arguments.texts.read_text().split("\n") if arguments.texts else []
    if arguments.sentencepiece:
        cases = google_cases(GoogleRecorder(arguments.vocabulary), arguments.random or 300, arguments.seed, texts)
    else:
        recorder = Recorder(arguments.vocabulary)
        cases = random_cases(recorder, arguments.random, arguments.seed, texts) if arguments.random else committed(recorder)
    written = 0
    with open(arguments.output, "w") as file:
        for case in cases:
            if case is not None:
                file.write(json.dumps(case, ensure_ascii=True, separators=(",", ":")) + "\n")
                written += 1
    print(written, "cases")


main()
