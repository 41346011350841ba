"""Callbacks of training loops that write an explain job every N epochs, to be compared with each other.

`salient.callbacks.lightning`, `salient.callbacks.transformers` and `salient.callbacks.keras` have an `ExplainEpochs` each. Only
the one that is imported needs its framework.
"""
