"""Whether bytes are a picture that Telegram takes as a photo."""

from __future__ import annotations

import struct
import zlib

from tests.bot.telegram.refused import bad

SIGNATURE = b"\x89PNG\r\n\x1a\n"
LARGEST = 10 << 20  # bytes
SIDES = 10_000  # pixels, width and height together
RATIO = 20
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def size_of(picture: bytes) -> tuple[int, int]:
    """Width and height of a whole PNG; raises Refused as the server does for what it cannot use."""
    if not picture:
        raise bad("file must be non-empty")
    if len(picture) > LARGEST:
        raise bad("file is too big")
    try:
        width, height = decoded(picture)
    except (ValueError, struct.error, zlib.error, KeyError) as error:
        raise bad("IMAGE_PROCESS_FAILED") from error
    if width + height > SIDES or max(width, height) > RATIO * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return width, height


def decoded(picture: bytes) -> tuple[int, int]:
    """Read every chunk and unpack the pixels."""
    if not picture.startswith(SIGNATURE):
        raise ValueError("no PNG")
    at, head, data, name = len(SIGNATURE), b"", b"", b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", picture, at)
        body = picture[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack_from(">I", picture, at + 8 + length)
        if checksum != zlib.crc32(name + body):
            raise ValueError("damaged")
        head, data = (body if name == b"IHDR" else head), (data + body if name == b"IDAT" else data)
        at += 12 + length
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", head)
    line = 1 + (width * CHANNELS[colour] * depth + 7) // 8
    if not (width and height) or (not interlaced and len(zlib.decompress(data)) != line * height):
        raise ValueError("pixels are missing")
    return width, height
