"""Callbacks of training loops that write an explain job every N epochs, to be compared with each other.

`lightning`, `transformers`, `keras` and `tf_keras` in `salient.callbacks` have an `ExplainEpochs` each. Only the one that is
imported needs its framework.
"""
