"""The home page's content: doors and sample scenarios."""

from components.start.content import Door, Home, ProofText, home
from components.start.proof import Proof, proof

__all__ = ["Door", "Home", "Proof", "ProofText", "home", "proof"]
