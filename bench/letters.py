"""Typesetting letters: CPU time and size of one, by a compiler that is kept."""

from time import process_time
from typing import Final

from graph.letters.pdf import pdf
from tests.fixtures.letters import every_letter

ROUNDS: Final = 5


def run(rounds: int = ROUNDS) -> None:
    """Typeset each kind of letter so many times, another one each time, and print what one took."""
    for letter in every_letter().values():  # what the compiler does once isn't counted
        pdf(letter)
    letters = [letter for number in range(rounds) for letter in every_letter(f"Reden {number}.").values()]
    started = process_time()
    sizes = [len(pdf(letter)) for letter in letters]
    took = (process_time() - started) * 1000 / len(letters)
    print(f"a letter as PDF/UA-1: {took:.1f} ms of CPU, {sum(sizes) / len(sizes) / 1000:.0f} kB")


if __name__ == "__main__":
    run()
