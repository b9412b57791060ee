"""Measures of answers, by their published definitions: of SQuAD, of GLUE, and of entities as conlleval counts them.

They need no model: ``squad``, ``classification``, ``correlation`` and ``entities`` take answers from anywhere.
"""
