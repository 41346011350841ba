"""A callback of Keras 3, on any of its backends."""

from __future__ import annotations

import keras

from .of_keras import EpochCallback


class ExplainEpochs(EpochCallback, keras.callbacks.Callback):
    """Writes a job after every N epochs of training, with the same samples in each: `directory/epoch_010`, and so on.

        model.fit(x, y, callbacks=[ExplainEpochs("summary/run_1", x[:32], labels=names, explainers={"Gradient": gradient})])

    `epoch_000` is the model before training, so that a wrong call fails before any epoch has cost time. A training that goes on
    with `initial_epoch` writes the jobs of the epochs that it repeats anew. Of a training of several processes, the first one
    alone gets it. The arguments are those of `EpochCallback`.
    """
