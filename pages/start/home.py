"""Is the gap in what your model knows, or in how it behaves?"""

from components.ui.view import page_header

page_header("Tune or Retrieve", "Is the gap in what your model knows, or in how it behaves?")
