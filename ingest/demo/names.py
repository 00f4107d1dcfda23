"""Names of nobody: given names from many places, surnames that no telephone book holds."""

from collections.abc import Iterator
from random import Random

_GIVEN = """
Abena Adil Aiko Aisha Alma Amadou Anaïs Andrés Anneli Aroha Arvid Ayşe Beatriz Bilal Bodil Bruno Carmen
Chidi Chloé Ciro Dagny Dalia Daria Deniz Dewi Dimitri Edda Eero Efua Eilidh Elif Emre Enzo Esra Ewa Farid
Fatou Felix Freya Gabor Gita Goran Hana Haruto Hedda Hiro Iben Idris Ilona Imani Ingrid Isak Ivana Jarek
Jia Joaquín João Jolanta Kaito Kamala Karim Katya Keiko Kenji Khadija Kiri Lakshmi Lars Lena Liam Lin
Ludmila Łucja Magnus Malik Manon Mateo Mei Milan Mina Mireille Moana Nadia Naveen Nia Nikos Nils Nkechi
Olga Omar Oriol Paloma Pavel Petra Rafael Rania Ravi Rosa Ruben Saga Samir Sanjay Sara Sefa Selma Sigrid
Sofia Søren Suda Tadeo Tamar Tariq Thandi Tove Uma Vera Viktor Wanjiru Wei Yara Yusuf Zahra Zoë Zuri
""".split()
_STEMS = """
Ash Brack Corr Dun Elder Fenn Gor Hal Ilm Jarr Kel Lorr Marr Norr Oak Pell Quin Roth Sell Tarn Ull Venn
Wex Yarr
""".split()
_ENDINGS = """
aby adun aki amore andrez ekwe eira ello endra hurst iwa mere ova quist shade stad ström wala wick zadeh
""".split()


def names(rng: Random) -> Iterator[tuple[str, str]]:
    """Yields (first, last) with a surname that never comes twice, 480 at most."""
    surnames = [stem + ending for stem in _STEMS for ending in _ENDINGS]
    rng.shuffle(surnames)
    for last in surnames:
        yield rng.choice(_GIVEN), last
