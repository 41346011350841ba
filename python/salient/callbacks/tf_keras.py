"""A callback of tf-keras, which is Keras 2, and `tf.keras` where TF_USE_LEGACY_KERAS is set."""

from __future__ import annotations

import tf_keras

from .of_keras import EpochCallback


class ExplainEpochs(EpochCallback, tf_keras.callbacks.Callback):
    """As that of `salient.callbacks.keras`."""
