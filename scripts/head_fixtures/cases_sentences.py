"""Cases of whole texts: classify, zero_shot, choose, the order of sentences, forward."""

from .case import case
from .texts import LONG, LONG_MIXED, SENTENCES


def classify() -> list[dict]:
    every = dict(texts=SENTENCES[:6])
    pairs = dict(texts=[SENTENCES[0], SENTENCES[5], SENTENCES[7]], pairs=[SENTENCES[1], SENTENCES[6], SENTENCES[8]])

    def one(why, text, options=None, model="classifier", pair=None):
        return case("classify", model, why, dict(texts=[text]) | ({} if pair is None else dict(pairs=[pair])), options)

    return [
        case("classify", "classifier", "several texts, the best label of each", every),
        case("classify", "classifier", "every label of every text", every, dict(top_k=3)),
        case("classify", "classifier", "top_k beyond the number of labels", dict(texts=SENTENCES[6:9]), dict(top_k=50)),
        one("an empty text", "", dict(top_k=3)),
        one("a text of spaces alone reads as an empty one", " \n\t ", dict(top_k=3)),
        one("one character", "x", dict(top_k=3)),
        one("an unknown character alone", "\u6f22", dict(top_k=3)),
        one("combining marks", SENTENCES[9], dict(top_k=2)),
        one("double spaces, a new line and a tab", SENTENCES[10], dict(top_k=2)),
        one("spaces around", SENTENCES[11], dict(top_k=3)),
        one("text that spells special tokens", SENTENCES[12], dict(top_k=3)),
        one("a NUL within the text", "Before\u0000after.", dict(top_k=3)),
        one("a text beyond the model's limit is cut", LONG, dict(top_k=3)),
        one("a text beyond max_length is cut", SENTENCES[19], dict(top_k=3, max_length=10)),
        one("the logits themselves", SENTENCES[16], dict(top_k=3, function="none")),
        one("each label alone", SENTENCES[17], dict(top_k=3, function="sigmoid")),
        case("classify", "classifier", "pairs have segments", pairs, dict(top_k=3)),
        case("classify", "classifier", "a text without a pair among pairs", pairs | dict(pairs=[None, SENTENCES[6], None]), dict(top_k=3)),
        one("an empty second text is a pair, with its own [SEP]", SENTENCES[18], dict(top_k=3), pair=""),
        one("an empty first text of a pair", "", dict(top_k=3), pair=SENTENCES[18]),
        one("a long pair is cut, longest first", LONG, dict(top_k=3), pair=LONG_MIXED),
        one("a long first text and a short second one", LONG, dict(top_k=3, max_length=40), pair=SENTENCES[0]),
        one("a short first text and a long second one", "No.", dict(top_k=3, max_length=31), pair=LONG),
        case("classify", "classifier-multi", "labels that exclude nothing: each alone", every, dict(top_k=5)),
        one("softmax where the model asks for sigmoid", SENTENCES[20], dict(top_k=5, function="softmax"), "classifier-multi"),
        case("classify", "regression", "a regression's logit", every),
        one("a regression may be read as a probability", SENTENCES[15], dict(function="sigmoid"), "regression"),
        case("classify", "single", "one label and no problem_type: sigmoid", dict(texts=SENTENCES[12:17])),
        one("softmax over one label is 1", SENTENCES[2], dict(function="softmax"), "single"),
        case("classify", "two-labels", "two labels: softmax", dict(texts=SENTENCES[18:23]), dict(top_k=2)),
        case("classify", "tagger", "a model of another task", dict(texts=["A text."]), error="ALBERT_E_MISSING"),
        case("classify", "plain", "a model without a head", dict(texts=["A text."]), error="ALBERT_E_MISSING"),
    ]


def zero_shot() -> list[dict]:
    labels = ["politics", "sport", "science", "Caf\u00e9 culture", "\u5929\u6c17"]

    def one(why, text, options=None, model="classifier", labels=labels, error=None):
        return case("zero_shot", model, why, dict(texts=text if isinstance(text, list) else [text], labels=labels), options, error)

    return [
        one("labels against each other", SENTENCES[22]),
        one("several texts", SENTENCES[3:6]),
        one("two labels", SENTENCES[0], labels=["travel", "work"]),
        one("one label: entailment against contradiction", SENTENCES[7], labels=["sport"]),
        one("every label alone", SENTENCES[1], dict(multi_label=True)),
        one("a template of one's own", SENTENCES[18], dict(template="It is about {}, I think")),
        one("a template that starts with the label", SENTENCES[18], dict(template="{} is what this is about")),
        one("a template that names the label twice", SENTENCES[19], dict(template="{}: nothing but {}!")),
        one("a template that is the label", SENTENCES[20], dict(template="{}")),
        one("a text beyond the limit is cut, never a label", LONG),
        one("likewise under max_length", LONG_MIXED, dict(max_length=34, multi_label=True)),
        one("another label as entailment", SENTENCES[5], dict(entailment_label="neutral")),
        one("another label as contradiction", SENTENCES[5], dict(contradiction_label="neutral", multi_label=True)),
        one("an empty text", ""),
        one("accents, capitals and unknown characters in labels", SENTENCES[8], labels=["\u00c9T\u00c9", "\u6f22\u5b57", "ete\u0301s"]),
        one("a model with two labels: contradiction is the other one", SENTENCES[14], dict(multi_label=True), "two-labels"),
        one("a model with two labels, one label", SENTENCES[21], None, "two-labels", ["weather"]),
        one("a model with two labels, labels against each other", SENTENCES[21], None, "two-labels"),
        one("a model whose labels name no entailment", "A text.", None, "classifier-multi", error="ALBERT_E_MISSING"),
        one("a label that the model does not have", "A text.", dict(entailment_label="agreement"), error="ALBERT_E_MISSING"),
        one("a template without a place", "A text.", dict(template="This example is."), error="ALBERT_E_ARGUMENT"),
        one("an empty label", "A text.", labels=["sport", ""], error="ALBERT_E_ARGUMENT"),
        one("no label at all", "A text.", labels=[], error="ALBERT_E_ARGUMENT"),
    ]


def choose() -> list[dict]:
    def one(why, prompt, choices, options=None, model="choice", error=None):
        return case("choose", model, why, dict(prompt=prompt, choices=choices), options, error)

    return [
        one("two continuations", "He opened the door and", ["walked in.", "ate the roof."]),
        one("four answers", "Where is the river?", ["In the north.", "On \u6708 the moon", "CAF\u00c9", "\u201cHere!\u201d"]),
        one("one choice has all of it", "A question?", ["An answer."]),
        one("a long prompt is cut", LONG, ["They came back.", "They never came back.", "No."]),
        one("long choices are cut", "Which text is it?", [LONG, LONG_MIXED]),
        one("max_length", SENTENCES[19], SENTENCES[:4], dict(max_length=20)),
        one("an empty choice is a choice", SENTENCES[20], ["Yes.", ""]),
        one("an emoji and a new line", "We won \U0001f389\nso", ["we  danced", "we\twept"]),
        one("a model of another task", "A question?", ["Yes.", "No."], model="classifier", error="ALBERT_E_MISSING"),
    ]


def orders() -> list[dict]:
    story = ["The cell is the basic unit of life.", "It grows, then it splits in two.", "\u201cBoth parts,\u201d she wrote, \u201clive on.\u201d",
             "Caf\u00e9 owners know nothing of this.", "In 2014, the work was done."]

    def batch(why, firsts, seconds, options=None, model="language", error=None):
        return case("sentence_order_batch", model, why, dict(firsts=firsts, seconds=seconds), options, error)

    def ordered(why, sentences, options=None, error=None):
        return case("order_sentences", "language", why, dict(sentences=sentences), options, error)

    return [
        batch("pairs both ways round", story[:2] + story[2:4], [story[1], story[0], story[3], story[2]]),
        batch("long pairs are cut, longest first", [LONG, "No.", LONG_MIXED], [LONG_MIXED, LONG, "Yes."]),
        batch("max_length", SENTENCES[15:18], SENTENCES[18:21], dict(max_length=21)),
        batch("marks, emoji and unknown characters", SENTENCES[7:10], SENTENCES[8:11]),
        batch("an empty text", ["", "A."], ["B.", "C."], error="ALBERT_E_ARGUMENT"),
        batch("a model without a sentence-order head", ["A."], ["B."], model="plain", error="ALBERT_E_MISSING"),
        ordered("one sentence", story[:1]),
        ordered("two sentences", story[:2]),
        ordered("two sentences the other way round", story[1::-1]),
        ordered("three sentences", story[:3]),
        ordered("five sentences", story),
        ordered("the given order keeps its place and gets its coherence", story, dict(keep_order=True)),
        ordered("keep_order takes more than eight", SENTENCES[:10], dict(keep_order=True)),
        ordered("nine sentences are too many to order", SENTENCES[:9], error="ALBERT_E_LIMIT"),
    ]


def forward() -> list[dict]:
    ids = [[2, 20, 31, 45, 3], [2, 3], [2, 100, 200, 300, 3, 350, 399, 3]]
    types = [[0] * 5, [0, 0], [0, 0, 0, 0, 0, 1, 1, 1]]
    mask = [[1, 1, 0, 1, 1], [1, 1], [1, 1, 1, 1, 1, 1, 0, 1]]
    outputs = {"classifier": "class_logits", "classifier-multi": "class_logits", "regression": "class_logits", "single": "class_logits",
               "two-labels": "class_logits", "tagger": "tag_logits", "reader": "span_logits", "choice": "choice_logits",
               "language": "sop_logits", "plain": "pooled"}
    made = [case("forward", model, f"{output} of three sequences", dict(ids=ids, type_ids=types), dict(outputs=output))
            for model, output in outputs.items()]
    made += [case("forward", model, "without segments, with masked positions", dict(ids=ids, attention_mask=mask), dict(outputs=outputs[model]))
             for model in ("classifier", "tagger", "reader", "choice")]
    made.append(case("forward", "language", "mlm_logits of one position and sop_logits", dict(ids=ids[:1], positions=[3]),
                     dict(outputs="mlm_logits,sop_logits")))
    made.append(case("forward", "reader", "another head", dict(ids=ids[:1]), dict(outputs="tag_logits"), "ALBERT_E_MISSING"))
    return made
