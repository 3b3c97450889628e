"""Equal Earth: a world map on which areas can be compared.

B. Šavrič, T. Patterson and B. Jenny (2018), "The Equal Earth map projection", International Journal of Geographical
Information Science 33(3), 454-465.
"""

from math import asin, cos, radians, sin, sqrt

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
HALF_ROOT_3 = sqrt(3) / 2


def equal_earth(lon: float, lat: float) -> tuple[float, float]:
    """Degrees to the plane, for a sphere of radius 1: x to the east, within ±2.7067; y to the north, within ±1.3174."""
    theta = asin(HALF_ROOT_3 * sin(radians(lat)))
    square = theta * theta
    sixth = square**3
    stretch = A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)
    x = radians(lon) * cos(theta) / (HALF_ROOT_3 * stretch)
    y = theta * (A1 + A2 * square + sixth * (A3 + A4 * square))
    return x, y
