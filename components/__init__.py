"""The vertical slices of Tune or Retrieve. Each sub-package's face is its `__init__`."""
