"""What can go wrong between a file and an answer; messages name the thing, the problem and what to do."""

from __future__ import annotations


class RetrievalError(Exception):
    """Base of every error a view may show; `str(error)` is fit for people."""


class ReaderError(RetrievalError):
    """A file could not become a document."""

    def __init__(self, name: str, problem: str, advice: str) -> None:
        super().__init__(f"{name}: {problem} {advice}")
        self.name = name
        self.problem = problem
        self.advice = advice


class UnsupportedFileError(ReaderError):
    """The file's ending is none of those that can be read."""


class FileTooLargeError(ReaderError):
    """More bytes, pages or characters than the limits allow."""


class EmptyFileError(ReaderError):
    """There is no text at all."""


class NotTextError(ReaderError):
    """The bytes are a picture, a program or something else that only carries a text file's ending."""


class ArchiveError(ReaderError):
    """The bytes are an archive (zip, gzip, Word, Excel …), whatever the ending says."""


class BrokenFileError(ReaderError):
    """The bytes claim to be a known format and are not readable as one."""


class EncryptedPdfError(ReaderError):
    """The PDF needs a password."""


class ImagePdfError(ReaderError):
    """The PDF's pages are pictures: there is no text to search."""


class CorpusFolderError(RetrievalError):
    """A corpus folder without documents, with too many, or not there."""


class IndexLimitError(RetrievalError):
    """Adding these documents would go over what one session may hold."""


class IndexClosedError(RetrievalError):
    """The index was closed and can no longer be searched."""


class SearchSettingsError(RetrievalError):
    """The chosen combination of stages or numbers cannot give a ranking."""


class ModelFileError(RetrievalError):
    """A model file is missing or is not the file this project was built with; search goes on without it."""
