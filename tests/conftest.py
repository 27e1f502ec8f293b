"""Settings for all tests."""

from hypothesis import settings

# A busy machine of two cores is slow, not wrong.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
