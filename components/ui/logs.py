"""What the log may hold of an error."""

import traceback


def kind_and_places(error: BaseException) -> str:
    """Type and stack of an error and of its causes, without their messages: those quote names and typed values."""
    lines = []
    found: BaseException | None = error
    while found is not None:
        lines.append(type(found).__qualname__)
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(found.__traceback__)
        ]
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)
    return "\n".join(lines)
