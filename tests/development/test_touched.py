"""`make check` finds the tests that a change touches, and takes the nearest first."""

from tests import touched


def test_the_file_of_the_same_name_comes_before_its_room_and_its_room_before_the_rest() -> None:
    near = touched.tests_of(["casework/services/office/absences.py"])
    assert near["tests/services/office/test_absences.py"] == 0
    assert near["tests/services/office/test_directory.py"] == 1
    assert near["tests/routes/office/test_directory.py"] == 2
    assert "tests/letters/test_paper.py" not in near


def test_what_imports_a_change_is_touched_by_it() -> None:
    assert touched.tests_of(["casework/letters/own_word/package.py"])["tests/letters/test_word_dangers.py"] == 1


def test_a_template_is_seen_through_the_pages_of_its_room() -> None:
    near = touched.tests_of(["templates/reports/counts/index.html"])
    assert near == dict.fromkeys(near, 1)
    assert "tests/routes/reports/test_counts.py" in near


def test_a_test_that_was_changed_runs_first() -> None:
    assert touched.tests_of(["tests/forms/test_fields.py"])["tests/forms/test_fields.py"] == 0


def test_the_nearest_are_taken_as_long_as_they_fit_and_the_rest_is_named() -> None:
    near, seconds = {"far": 3, "near": 0, "long": 1, "short": 1}, {"far": 1.0, "near": 4.0, "long": 9.0, "short": 2.0}
    assert touched.choose(near, seconds.__getitem__, 7.0) == (["near", "short", "far"], ["long"])
