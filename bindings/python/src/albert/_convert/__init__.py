"""Conversion of what libalbert does not read itself: PyTorch's pickles and TensorFlow 1 checkpoints of the original release.

Programs call ``albert.convert``, people ``albert convert``. PyTorch, TensorFlow and numpy are imported only where a file needs
them.
"""
