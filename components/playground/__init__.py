"""The proof: one question answered by every arm, and the whole gold set scored.

No streamlit here; see `view`.
"""
