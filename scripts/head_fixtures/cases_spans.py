"""Cases of places in texts: tag and answer."""

from .case import case
from .texts import LONG, LONG_MIXED, SENTENCES

TAGGED = [
    ("names, and punctuation glued to the last", ["Angela Merkel visited the White House in Washington."], {}),
    ("capitals, accents and hyphens", ["JEAN-CLAUDE JUNCKER met Jos\u00e9 Barroso."], {}),
    ("typographic quotation marks, unknown to the vocabulary", ["\u201cParis,\u201d she said \u2014 \u2018no, Lyon!\u2019"], {}),
    ("emoji, one of them beyond 16 bits", ["I \u2764\ufe0f New York \U0001f5fd, baby!"], {}),
    ("Han characters and brackets", ["\u6771\u4eac is the capital of \u65e5\u672c (Japan)."], {}),
    ("combining marks", ["Zoe\u0301 lives in Sa\u0303o Paulo"], {}),
    ("unknown characters inside names", ["Bj\u00f6rk Stra\u00dfer flew to \u0141\u00f3d\u017a."], {}),
    ("double spaces, a new line and a tab", ["Two  spaces,\nnew lines\tand tabs  in Rome"], {}),
    ("spaces around", ["  we sailed from Oslo  "], {}),
    ("text that spells special tokens", ["The word [MASK] and [SEP] stand in Texas."], {}),
    ("one character, nothing, and spaces", ["x", "", "  "], {}),
    ("punctuation without spaces", ["U.S.A.(Washington,D.C.)/London..."], {}),
    ("apostrophes and folded quotation marks", ["O'Neill's ``best'' can't"], {}),
    ("numbers and signs, offsets in code points", ["1,000 paid \u00a35 or \u20ac7 in 2014,"], {"offsets": "codepoints"}),
    ("several texts, offsets in UTF-16", ["\U0001f642 Lima", "Am \u4eac Kamo"], {"offsets": "utf16"}),
    ("no label is ignored", ["Per met Anna."], {"ignore_labels": ""}),
    ("two labels are ignored", ["Mr. Smith of the Danube Society came to Budapest."], {"ignore_labels": "O\nMISC"}),
    ("windows that share eight pieces", [LONG], {"stride": 8, "ignore_labels": "O\nMISC"}),
    ("windows under max_length, entities across their borders", [LONG[:150]], {"max_length": 24, "stride": 6}),
    ("windows over mixed text, the default stride", [LONG_MIXED[:180]], {}),
    ("windows that share nothing", [LONG_MIXED[:110]], {"max_length": 20, "stride": 0}),
]


def tag() -> list[dict]:
    made = []
    for aggregation in ("none", "simple", "first", "average", "max"):
        for why, texts, options in TAGGED:
            made.append(case("tag", "tagger", f"{aggregation}: {why}", dict(texts=texts), dict(aggregation=aggregation) | options))
    made.append(case("tag", "tagger", "simple is the default", dict(texts=SENTENCES[:3])))
    made.append(case("tag", "tagger", "a kind is ignored by the name it has in the row", dict(texts=[TAGGED[0][1][0]]), dict(ignore_labels="O\nPER")))
    made.append(case("tag", "reader", "a model of another task", dict(texts=["A text."]), error="ALBERT_E_MISSING"))
    return made


def answer() -> list[dict]:
    short = "The bridge in Budapest was opened in 1849 by Count Sz\u00e9chenyi."

    def one(why, question, context, options=None, model="reader", error=None):
        return case("answer", model, why, dict(questions=[question], contexts=[context]), options, error)

    def pieces(why, question, context, **options):
        return one(why, question, context, options | dict(alignment="piece"))

    return [
        one("the best answer", "Who opened it?", short),
        one("the best three", "When was it opened?", short, dict(top_k=3)),
        one("top_k beyond the number of answers", "What?", "On Monday.", dict(top_k=100)),
        one("whole words between spaces", "Where is the bridge?", short, dict(top_k=3, alignment="space")),
        pieces("the pieces' own places", "Where is the bridge?", short, top_k=3),
        one("words without the punctuation around them", "Which city?", "He came from (Budapest), she from \u201cWien\u201d; both stayed.", dict(top_k=2)),
        one("the same with what stands between spaces", "Which city?", "He came from (Budapest), she from \u201cWien\u201d; both stayed.", dict(top_k=2, alignment="space")),
        one("accents and capitals", "WO IST DAS CAF\u00c9?", "DAS CAF\u00c9 IST IN K\u00d6LN, SAGT ZO\u00cb.", dict(top_k=2)),
        one("combining marks belong to words", "Who came?", "Zoe\u0301 came with A\u030asa to Sa\u0303o Paulo.", dict(top_k=3)),
        one("Han characters and emoji", "Where?", "\u6771\u4eac \U0001f5fc is in \u65e5\u672c, far \U0001f642 away.", dict(top_k=2)),
        one("double spaces, lines and tabs", "What\n is  it?", "It  is\na\tsmall   box.", dict(top_k=2)),
        one("spaces around", "  Where?  ", "  in the  garden  ", dict(top_k=2)),
        one("text that spells a special token", "What stands there?", "There stands [SEP] and nothing else.", dict(top_k=2)),
        one("one character", "?", "x"),
        one("punctuation without spaces", "Where?", "U.S.A.(Washington,D.C.)/London...", dict(top_k=2)),
        one("the same, between spaces", "Where?", "U.S.A.(Washington,D.C.)/London...", dict(top_k=2, alignment="space")),
        one("answers of one piece", "Who?", short, dict(top_k=2, max_answer_length=1)),
        pieces("answers of one piece, as it is", "Who?", short, top_k=4, max_answer_length=1),
        one("answers of many pieces", "What happened?", short, dict(max_answer_length=60)),
        one("nothing may be the answer", "Who built the moon?", short, dict(top_k=3, impossible=True)),
        one("nothing, over several windows: the least", "Who built the moon?", LONG, dict(top_k=4, impossible=True)),
        one("the same answer twice, once in capitals", "Who?", "Anna sings. ANNA dances. Then anna sleeps.", dict(top_k=3, max_answer_length=4)),
        one("the same answer in capitals with accents", "Who?", "\u00c9mile \u00c9MILE \u00e9mile Zoe", dict(top_k=2, alignment="space", max_answer_length=1)),
        one("windows", "Who left Stockholm?", LONG, dict(top_k=3)),
        one("windows that share little", "Who left Stockholm?", LONG, dict(top_k=2, stride=3)),
        one("windows under max_length, answers across their borders", "Where was the workshop?", LONG, dict(top_k=2, max_length=40, stride=9)),
        one("windows over mixed text", "When did snow fall?", LONG_MIXED, dict(top_k=2)),
        one("windows, between spaces", "When did snow fall?", LONG_MIXED, dict(top_k=2, alignment="space", stride=6)),
        pieces("windows, the pieces' own places", "When did snow fall?", LONG_MIXED, top_k=2),
        one("scores that compare over windows", "Who left Stockholm?", LONG, dict(top_k=3, comparable=True)),
        one("likewise, and nothing may be the answer", "When did snow fall?", LONG_MIXED, dict(top_k=3, comparable=True, impossible=True)),
        one("one window: comparable changes nothing", "Who opened it?", short, dict(comparable=True)),
        one("offsets in code points", "Which city?", "\u201cS\u00e3o Paulo\u201d \U0001f642 is a city.", dict(top_k=2, offsets="codepoints")),
        one("offsets in UTF-16", "Which city?", "\U0001f642 \u201cS\u00e3o Paulo\u201d is a city.", dict(top_k=2, offsets="utf16")),
        case("answer", "reader", "several questions", dict(questions=["Who?", "Where?", "Who left Stockholm?"], contexts=[short, short, LONG]), dict(top_k=2)),
        one("an empty question", "", short, error="ALBERT_E_ARGUMENT"),
        one("an empty context", "Who?", "", error="ALBERT_E_ARGUMENT"),
        one("a model of another task", "Who?", short, None, "tagger", "ALBERT_E_MISSING"),
    ]
