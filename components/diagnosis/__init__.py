"""Labelled failures in, a decision with its uncertainty out."""

from components.diagnosis.labels import Failure, Label

__all__ = ["Failure", "Label"]
