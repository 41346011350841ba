"""Counterfactuals of several samples at once."""

from __future__ import annotations

from collections.abc import Sequence

from ..occlusion import Layer, occlusion_search
from .classifier import Classifier, Covering


def counterfactuals(classifier: Classifier, coverings: Sequence[Covering], keep: float) -> list[list[Layer]]:
    """The layers of hierarchical occlusion for each covering, whose inputs are of one size; none where none was found.

    The searches take turns: what all of them ask next is answered in batches.
    """
    searches = [occlusion_search(tuple(covering.inputs.shape[1:]), keep) for covering in coverings]
    asked = {position: next(search) for position, search in enumerate(searches)}
    found: list[list[Layer]] = [[] for _ in coverings]
    while asked:
        answers = classifier.answers([(coverings[position], visible) for position, visible in asked.items()])
        for position, answer in zip(list(asked), answers):
            try:
                asked[position] = searches[position].send(answer)
            except StopIteration as end:
                found[position] = end.value
                del asked[position]
    return found
