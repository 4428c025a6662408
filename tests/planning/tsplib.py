"""Small instances of TSPLIB (Reinelt, 1991) with their published optimum: name, rule of distance, optimum, places."""

from __future__ import annotations

import math

INSTANCES = {
    "burma14": (
        "GEO",
        3323,
        (
            "16.47,96.1 16.47,94.44 20.09,92.54 22.39,93.37 25.23,97.24 22,96.05 20.47,97.02 17.2,96.29 16.3,97.38 "
            "14.05,98.12 16.53,97.38 21.52,95.59 19.41,97.13 20.09,94.55"
        ),
    ),
    "ulysses16": (
        "GEO",
        6859,
        (
            "38.24,20.42 39.57,26.15 40.56,25.32 36.26,23.12 33.48,10.54 37.56,12.19 38.42,13.11 37.52,20.44 41.23,9.1 "
            "41.17,13.05 36.08,-5.21 38.47,15.13 38.15,15.35 37.51,15.17 35.49,14.32 39.36,19.56"
        ),
    ),
    "ulysses22": (
        "GEO",
        7013,
        (
            "38.24,20.42 39.57,26.15 40.56,25.32 36.26,23.12 33.48,10.54 37.56,12.19 38.42,13.11 37.52,20.44 41.23,9.1 "
            "41.17,13.05 36.08,-5.21 38.47,15.13 38.15,15.35 37.51,15.17 35.49,14.32 39.36,19.56 38.09,24.36 36.09,23 "
            "40.44,13.57 40.33,14.15 40.37,14.23 37.57,22.56"
        ),
    ),
    "berlin52": (
        "EUC_2D",
        7542,
        (
            "565,575 25,185 345,750 945,685 845,655 880,660 25,230 525,1000 580,1175 650,1130 1605,620 1220,580 1465,200 "
            "1530,5 845,680 725,370 145,665 415,635 510,875 560,365 300,465 520,585 480,415 835,625 975,580 1215,245 "
            "1320,315 1250,400 660,180 410,250 420,555 575,665 1150,1160 700,580 685,595 685,610 770,610 795,645 720,635 "
            "760,650 475,960 95,260 875,920 700,500 555,815 830,485 1170,65 830,610 605,625 595,360 1340,725 1740,245"
        ),
    ),
    "eil51": (
        "EUC_2D",
        426,
        (
            "37,52 49,49 52,64 20,26 40,30 21,47 17,63 31,62 52,33 51,21 42,41 31,32 5,25 12,42 36,16 52,41 27,23 17,33 "
            "13,13 57,58 62,42 42,57 16,57 8,52 7,38 27,68 30,48 43,67 58,48 58,27 37,69 38,46 46,10 61,33 62,63 63,69 "
            "32,22 45,35 59,15 5,6 10,17 21,10 5,64 30,15 39,10 32,39 25,32 25,55 48,28 56,37 30,40"
        ),
    ),
    "st70": (
        "EUC_2D",
        675,
        (
            "64,96 80,39 69,23 72,42 48,67 58,43 81,34 79,17 30,23 42,67 7,76 29,51 78,92 64,8 95,57 57,91 40,35 68,40 "
            "92,34 62,1 28,43 76,73 67,88 93,54 6,8 87,18 30,9 77,13 78,94 55,3 82,88 73,28 20,55 27,43 95,86 67,99 48,83 "
            "75,81 8,19 20,18 54,38 63,36 44,33 52,18 12,13 25,5 58,85 5,67 90,9 41,76 25,76 37,64 56,63 10,55 98,7 16,74 "
            "89,60 48,82 81,76 29,60 17,22 5,45 79,70 9,100 17,82 74,67 10,68 48,19 83,86 84,94"
        ),
    ),
}


def instance(name: str) -> tuple[list[list[int]], int]:
    """Distances by TSPLIB's own rules, and the length of the shortest tour."""
    kind, optimum, text = INSTANCES[name]
    places = [(float(x), float(y)) for x, y in (pair.split(",") for pair in text.split())]
    rule = _geographical if kind == "GEO" else _euclidean
    return [
        [0 if i == j else rule(here, there) for j, there in enumerate(places)] for i, here in enumerate(places)
    ], optimum


def _euclidean(here: tuple[float, float], there: tuple[float, float]) -> int:
    return int(math.dist(here, there) + 0.5)


def _geographical(here: tuple[float, float], there: tuple[float, float]) -> int:
    """Degrees.minutes to radians with TSPLIB's own value of pi, on a sphere of 6378.388 km."""
    pi, radius = 3.141592, 6378.388

    def radians(value: float) -> float:
        degrees = int(value)
        return pi * (degrees + 5.0 * (value - degrees) / 3.0) / 180.0

    q1 = math.cos(radians(here[1]) - radians(there[1]))
    q2 = math.cos(radians(here[0]) - radians(there[0]))
    q3 = math.cos(radians(here[0]) + radians(there[0]))
    return int(radius * math.acos(0.5 * ((1.0 + q1) * q2 - (1.0 - q1) * q3)) + 1.0)
