"""Merges of any three texts, by what must hold of each."""

from hypothesis import given
from hypothesis import strategies as st

from api.comparing import blocks, merge, sentences
from api.merging import Conflict, merge_parts

TEXTS = st.lists(st.sampled_from("ABCDEF"), max_size=8).map(
    lambda letters: "".join(f"{letter}.\n" for letter in letters)
)


@given(TEXTS, TEXTS)
def test_what_one_side_left_alone_is_the_other_side(base: str, edited: str) -> None:
    for yours, theirs in ((edited, base), (base, edited)):
        made = merge(base, yours, theirs, "theirs")
        assert (made.clean, made.body) == (True, edited)


@given(TEXTS, TEXTS)
def test_the_same_edit_twice_is_made_once(base: str, edited: str) -> None:
    made = merge(base, edited, edited, "theirs")
    assert (made.clean, made.body) == (True, edited)


@given(TEXTS, TEXTS, TEXTS)
def test_sides_may_change_places(base: str, yours: str, theirs: str) -> None:
    one, other = (merge(base, *sides, "x") for sides in ((yours, theirs), (theirs, yours)))
    assert one.clean == other.clean
    if one.clean:
        assert one.body == other.body


@given(TEXTS, TEXTS, TEXTS)
def test_each_side_is_whole_with_its_part_of_every_conflict(
    base: str, yours: str, theirs: str
) -> None:
    texts = sentences(base), sentences(yours), sentences(theirs)
    sides = blocks(texts[0], texts[1]), blocks(texts[0], texts[2])
    for piece in merge_parts(*texts, sides):
        if isinstance(piece, Conflict):
            assert piece.yours != piece.theirs
            assert "".join(piece.yours) in yours
            assert "".join(piece.theirs) in theirs


def test_edits_apart_from_each_other_are_both_kept() -> None:
    made = merge("One. Two. Three.", "One! Two. Three.", "One. Two. Three!", "theirs")
    assert (made.clean, made.body) == (True, "One! Two. Three!")


def test_edits_of_one_sentence_are_marked() -> None:
    made = merge("One. Two.", "Uno. Two.", "Eins. Two.", "revision 4")
    marks = "<<<<<<< yours\nUno. \n=======\nEins. \n>>>>>>> revision 4\n"
    assert (made.clean, made.body) == (False, f"{marks}Two.")
