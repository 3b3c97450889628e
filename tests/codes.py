"""QR codes in SVG, as another program reads them."""

import re

import numpy as np
import zxingcpp


def read_code(svg: str, pixels: int = 6) -> str:
    """What a code says whose dark squares are one path, drawn with so many pixels a square."""
    side = round(float(re.findall(r'viewBox="0 0 ([\d.]+) ', svg)[0]))
    picture = np.full((side * pixels, side * pixels), 255, np.uint8)
    squares = re.findall(r"M(\d+)[ ,](\d+)(?:h1v1h-1z|H\d+V\d+H\d+z)", svg)
    for x, y in ((int(x) * pixels, int(y) * pixels) for x, y in squares):
        picture[y : y + pixels, x : x + pixels] = 0
    [found] = zxingcpp.read_barcodes(picture)
    return str(found.text)
