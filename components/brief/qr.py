"""A link as a picture for a room full of telephones."""

import segno


def qr_data_uri(link: str) -> str:
    """A QR code as an SVG data URI, black on white in every theme: cameras want the contrast."""
    code = segno.make(link, error="l", micro=False)
    uri: str = code.svg_data_uri(scale=6, border=3, light="#fff")
    return uri
