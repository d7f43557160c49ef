from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from courses import attempts
from courses.grading import is_right, right_count

IDS = [f"c{number}" for number in range(8)]


@st.composite
def questions(draw, kinds=("single", "multiple", "ordering"), pk: int = 1):
    kind = draw(st.sampled_from(kinds))
    ids = IDS[: draw(st.integers(3 if kind == "ordering" else 2, 8))]
    if kind == "single":
        right = {draw(st.sampled_from(ids))}
    elif kind == "multiple":
        right = draw(st.sets(st.sampled_from(ids), min_size=1))
    else:
        right = set(ids)
    return {
        "question": pk, "kind": kind, "stem": "?", "hint": "", "objective": "",
        "choices": [{"id": id, "text": id, "right": id in right, "feedback": ""} for id in ids],
    }  # fmt: skip


def key_of(question) -> list[str]:
    return [choice["id"] for choice in question["choices"] if choice["right"]]


@given(questions())
def test_the_key_is_right(question):
    assert is_right(question, key_of(question))


@given(questions(("single", "multiple")), st.data())
def test_a_choice_is_right_when_it_is_exactly_the_key_in_any_order(question, data):
    chosen = data.draw(st.lists(st.sampled_from([choice["id"] for choice in question["choices"]]), unique=True))
    assert is_right(question, chosen) == (set(chosen) == set(key_of(question)))


@given(questions(("ordering",)), st.data())
def test_an_ordering_is_right_in_its_order_only(question, data):
    given_order = data.draw(st.permutations(key_of(question)))
    assert is_right(question, given_order) == (given_order == key_of(question))
    assert not is_right(question, key_of(question)[:-1])


@given(questions(), st.lists(st.text(max_size=8), max_size=9))
def test_anything_else_is_never_right(question, chosen):
    assume(not set(chosen) <= set(IDS))
    assert not is_right(question, chosen)


@given(questions())
def test_no_answer_and_an_answer_given_twice_are_not_right(question):
    assert not is_right(question, [])
    assert not is_right(question, [*key_of(question), key_of(question)[0]])


@given(st.lists(st.booleans(), min_size=1, max_size=6), st.data())
def test_as_many_are_right_as_were_answered_right(plan, data):
    asked = [data.draw(questions(pk=pk)) for pk in range(len(plan))]
    answers = {str(each["question"]): key_of(each) for each, right in zip(asked, plan, strict=True) if right}
    assert right_count(asked, answers) == sum(plan)


@given(questions(), st.text(max_size=5))
def test_an_ordering_is_never_offered_in_the_right_order_and_the_others_as_written(question, seed):
    ids = [choice["id"] for choice in question["choices"]]
    shown = attempts.offered(question, seed)["shown"]
    assert sorted(shown) == sorted(ids)
    assert (shown != ids) == (question["kind"] == "ordering")
    assert shown == attempts.offered(question, seed)["shown"], "the same each time the page is drawn"
