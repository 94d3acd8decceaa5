"""The program that draws the first page of one file, with little memory and time.

Run by its path with ``python -I``: it imports nothing of the application. Arguments: sort of
file, bytes of memory, seconds, width in pixels. Reads the file from standard input; writes the
number of pages on a line and then a PNG, or nothing when it cannot be drawn.
"""

from __future__ import annotations

import io
import sys
from typing import Any

MOST_PIXELS = 60_000_000


def limit(memory: int, seconds: int) -> None:
    """No more memory and processor time than this, where the system can hold a process to it."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS refuses some
            continue


def pdf_page(content: bytes, width: int) -> tuple[int, Any]:
    """The number of pages and the first one."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    page = document[0]
    scale = min(width / max(page.get_width(), 1), 2 * width / max(page.get_height(), 1), 4)
    return len(document), page.render(scale=scale, may_draw_forms=False).to_pil()


def picture(content: bytes, width: int) -> tuple[int, Any]:
    """The number of frames and the first one, upright."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    image = Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "WEBP", "TIFF"))
    frames = int(getattr(image, "n_frames", 1))
    image.draft("RGB", (width * 2, width * 2))
    image.thumbnail((width, width * 2))
    return frames, ImageOps.exif_transpose(image)


def main() -> None:
    """See the module."""
    media, memory, seconds, width = sys.argv[1:5]
    limit(int(memory), int(seconds))
    content = sys.stdin.buffer.read()
    try:
        draw = pdf_page if media == "pdf" else picture
        pages, image = draw(content, int(width))
        output = io.BytesIO()
        image.convert("RGB").save(output, "PNG", compress_level=6)
    except Exception:  # whatever a foreign file makes a library do: no picture
        return
    sys.stdout.buffer.write(b"%d\n" % pages + output.getvalue())
    sys.stdout.flush()


if __name__ == "__main__":
    main()
