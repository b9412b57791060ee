"""Texts that the cases share: written for them, and what the heads are scaled over."""

LONG = ("Anna Lindqvist left Stockholm in the spring of 1998 and moved to Caf\u00e9 Central in Vienna, where her brother Per "
        "had opened a workshop for old clocks. In May they met Dr. J\u00fcrgen O\u2019Brien of the Danube Society (Budapest), who asked "
        "them to repair the great bell of Pest. \u201cNobody,\u201d he said, \u201chas heard it since 1945!\u201d They took the train on the next day.")

LONG_MIXED = ("\U0001f642 Kyoto (\u4eac\u90fd) lies west of Lake Biwa;\n\nits  temples, gardens\tand small shops draw visitors from Seoul, Lima and "
              "S\u00e3o Paulo. Mr. Stra\u00dfer-\u0141uk wrote: ``We came for a week \u2026 and stayed for a YEAR''. Then [MASK] came winter, and [SEP] snow fell "
              "on the roofs of Gion, e-mail stopped, and 1,000 lanterns (\u20ac3.50 each) were lit by the river Kamo.")

SENTENCES = [
    "The committee met in Boston.", "Rain is expected in the north tomorrow.", "I loved every minute of it!",
    "what a waste of time", "THE SHIP SAILED AT DAWN.", "Caf\u00e9 Zo\u00eb serves cr\u00e8me br\u00fbl\u00e9e.", "\u201cNever,\u201d he said \u2014 \u2018never again\u2019.",
    "We won \U0001f389\U0001f389 today", "\u6771\u4eac is a city in \u65e5\u672c.", "Zoe\u0301 came with A\u030asa.", "Two  spaces,\ntwo lines\tand a tab",
    "   spaces around   ", "This [MASK] is spelled, and so is [SEP].", "x", "U.S.A.(Washington,D.C.)/London...",
    "Prices rose by 3.14 % to \u00a35 in 2014, then fell.", "Don't you think we can't?", "Please send the report by e-mail before Friday.",
    "The cell is the basic unit of life.", "My train was late, so I walked home along the river.", "Is anybody there?", "No.",
    "A law was passed by the Congress of the United States.", "Stra\u00dfe and \u0141\u00f3d\u017a hold letters that few vocabularies know.",
]

PAIRS = [(SENTENCES[number], SENTENCES[(number * 7 + 3) % len(SENTENCES)]) for number in range(len(SENTENCES))]
PAIRS += [(LONG[:80], SENTENCES[number]) for number in range(8)] + [(one, f"This example is {two}.") for one, two in
          zip(SENTENCES, ["sport", "travel", "politics", "food", "science", "weather", "work", "art"] * 3)]
