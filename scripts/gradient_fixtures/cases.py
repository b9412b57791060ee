"""The table of cases: which model, which sequences, which labels."""

from dataclasses import dataclass, field

TINY = dict(vocab_size=50, embedding_size=8, hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=40,
            max_position_embeddings=14, type_vocab_size=2, hidden_act="gelu_new", layer_norm_eps=1e-12, pad_token_id=0,
            hidden_dropout_prob=0, attention_probs_dropout_prob=0, classifier_dropout_prob=0)

ACTIVATIONS = ["gelu", "gelu_new", "quick_gelu", "gelu_10", "relu", "relu6", "relu2", "silu", "tanh", "sigmoid", "mish", "linear"]

# Where an activation has a corner: no value may be so near that rounding in float32 could take it to the other side.
CORNERS = {"relu": [0], "relu6": [0, 6], "gelu_10": [10]}

# Wider feed-forward weights where an activation clips far from 0, so that it does clip.
FEED_FORWARD_SCALE = {"relu6": 4, "gelu_10": 7}


@dataclass
class Case:
    name: str
    architecture: str
    # Which label keys batch.json has besides the sequences; batches.py draws them.
    labels: list[str]
    lengths: list[int]
    changes: dict = field(default_factory=dict)
    label_count: int | None = None
    # Zeros in the attention mask, inside of a sequence and at its end.
    holes: bool = False
    # The pad id among the pieces that are attended to.
    pads: bool = False

    def settings(self) -> dict:
        """What config.json holds."""
        made = TINY | self.changes | dict(model_type="albert", architectures=[self.architecture])
        if self.label_count is not None:
            made["id2label"] = {str(number): f"LABEL_{number}" for number in range(self.label_count)}
            made["label2id"] = {f"LABEL_{number}": number for number in range(self.label_count)}
        return made


def language(name: str, lengths=(11, 1, 6), **changes) -> Case:
    return Case(name, "AlbertForMaskedLM", ["mlm_labels"], list(lengths), changes)


CASES = [language("activation-" + name, hidden_act=name) for name in ACTIVATIONS]
CASES += [
    language("groups", num_hidden_layers=3, num_hidden_groups=2),
    language("inner-groups", inner_group_num=2),
    language("groups-inner-groups", num_hidden_layers=4, num_hidden_groups=2, inner_group_num=2),
    language("odd-sizes", lengths=(5, 13, 8), embedding_size=17, hidden_size=36, num_attention_heads=4, intermediate_size=50,
             num_hidden_layers=3),
    language("long", lengths=(40, 17, 64), embedding_size=16, hidden_size=64, num_attention_heads=4, intermediate_size=128,
             num_hidden_layers=4, max_position_embeddings=67),
    language("masked-lm", lengths=(7, 12, 3, 9)),
    Case("masked-lm-untied", "AlbertForMaskedLM", ["mlm_labels"], [10, 4, 7], dict(tie_word_embeddings=False), pads=True),
    Case("pretraining", "AlbertForPreTraining", ["mlm_labels", "sop_labels"], [12, 5, 9, 1], pads=True),
    Case("one-layer", "AlbertForPreTraining", ["mlm_labels", "sop_labels"], [6, 11, 3], dict(num_hidden_layers=1)),
    Case("classification", "AlbertForSequenceClassification", ["class_labels"], [8, 3, 12, 5], label_count=5),
    Case("classification-masked", "AlbertForSequenceClassification", ["class_labels"], [8, 11, 6],
         dict(problem_type="single_label_classification"), label_count=5, holes=True, pads=True),
    Case("regression", "AlbertForSequenceClassification", ["class_targets"], [9, 4, 1, 7], dict(problem_type="regression"),
         label_count=1),
    Case("multi-label", "AlbertForSequenceClassification", ["class_targets"], [6, 10, 2],
         dict(problem_type="multi_label_classification"), label_count=5),
    Case("tagging", "AlbertForTokenClassification", ["tag_labels"], [10, 1, 7, 4], label_count=5),
    Case("answering", "AlbertForQuestionAnswering", ["span_starts", "span_ends"], [12, 6, 9], label_count=2),
    Case("choosing", "AlbertForMultipleChoice", ["choice_counts", "choice_labels"], [9, 4, 12, 3, 7, 1]),
]
