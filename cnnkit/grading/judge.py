"""In the process that holds the tests: the student's functions, as if they were here.

A test cell calls `Remote` functions. Each call goes to the notebook's process and comes back as
plain data: the result, what was printed and warned of, and what became of the arguments.
"""

from __future__ import annotations

import builtins
import contextlib
import inspect
import socket
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from cnnkit.grading.channel import Channel, Message
from cnnkit.grading.plain import NotPlain, Other, decode, encode
from cnnkit.grading.raised import rebuilt, told
from cnnkit.grading.wire import BadMessage
from cnnkit.grading.witness import LATEST, random_states_differ
from cnnkit.withhold import is_withholding

__all__ = ["Handle", "Judge", "Remote"]


class Judge:
    """Asks the notebook's process on behalf of test cells.

    Parameters
    ----------
    line : socket.socket
        To that process.
    names : dict
        The namespace of the test cells.
    interrupt : callable
        Stops what that process is doing.
    """

    def __init__(
        self, line: socket.socket, names: dict[str, Any], interrupt: Callable[[], None]
    ) -> None:
        self._channel = Channel(line, self._answer, interrupt)
        self._names = names
        self._lent: list[Callable[..., Any]] = []  # functions that the other process may call
        self._mirrors: list[_Mirror] = []
        self._results: dict[int, Any] = {}  # the latest of this cell, by their numbers
        self._random = _random_state()
        self._objects = False
        self._blank = False
        self.blanked = 0
        """Calls of this cell whose arguments were blanked."""
        self.seconds = 0.0
        """How long the last call took in the other process, by its own account."""

    def bind(
        self,
        names: Sequence[str],
        *,
        objects: bool = False,
        seeds: bool = False,
        quiet: bool = False,
        blank: bool = False,
    ) -> None:
        """Bind what the notebook's cells defined by now.

        Parameters
        ----------
        names : sequence of str
            Those that the instructor's answers define; no other name is asked for.
        objects : bool
            Whether objects may be used that stay in the other process.
        seeds : bool
            Whether tests seed NumPy's global random numbers, so that the other process has to
            draw the same.
        quiet : bool
            Whether what functions print is kept from the cell's output: they may have kept what
            a hidden test called them with. A test that catches it gets it all the same.
        blank : bool
            Whether arguments are overwritten by zeros before each call: a wrong answer, to find
            out whether a test works its expected values out afterwards.
        """
        self._objects = objects
        self._seeds, self._blank, self.blanked = seeds, blank, 0
        self._unheard = sys.stdout if quiet else None
        self._mirrors.clear()
        self._results.clear()
        found: dict[str, Any] = {}
        try:
            answer, data = self._channel.ask({"names": list(names), "objects": objects})
            found = self._value(answer, data, self._bound)[0]
        except Exception:  # then every call says what is wrong
            found = {name: Remote(self, name, {"name": name, "callable": True}) for name in names}
        for name in names:
            self._names.pop(name, None)
            if name in found:
                self._names[name] = found[name]

    def call(self, of: int | str, do: str, args: Sequence[Any], options: dict[str, Any]) -> Any:
        """Call a function there, or do something to an object there.

        Parameters
        ----------
        of : int or str
            Number or name of the function or object.
        do : str
            "call", or one of `cnnkit.grading.witness.OPERATIONS`.
        args : sequence
            What is changed there in place is changed here in place, too.
        options : dict
            Further arguments by name.
        """
        __tracebackhide__ = True
        question = {"of": of, "do": do, "floats": np.geterr(), "withhold": is_withholding()}
        if self._blank:
            question["blank"] = True
        for mirror in [each for each in self._mirrors if each.is_stale()]:
            self._mirrors.remove(mirror)
            self.call(mirror.of, "set", [mirror.name, mirror.array], {})
        try:
            handed = [list(args), options, self._newly_seeded()]
            tree, buffers = encode(handed, self._lend, strict=True)
        except NotPlain as error:
            raise NotPlain(
                f"an argument cannot be handed to the notebook's process: {error}. The tag "
                f"'in-sandbox' lets this test cell run there"
            ) from None
        answer, data = self._channel.ask({**question, "with": tree}, buffers)
        try:
            return self._taken(answer, data, args, options)
        except StopIteration:
            if do == "next":
                raise
            raise RuntimeError("StopIteration") from None  # it would end a loop of the test's

    def _newly_seeded(self) -> tuple | None:
        """Return the state of NumPy's random numbers if a test has changed it."""
        if not self._seeds:
            return None
        before, self._random = self._random, _random_state()
        return self._random if random_states_differ(before, self._random) else None

    def _taken(
        self, answer: dict[str, Any], data: list[bytes], args: Sequence[Any], options: Any
    ) -> Any:
        __tracebackhide__ = True
        with _as_bad_message():
            self.seconds = float(answer["seconds"])
            printed = str(answer.get("printed", ""))
            warned = [(_category(kind), str(text)) for kind, text in answer.get("warned", [])]
            changed, first = answer.get("changed", (None, 0))
            number = int(answer.get("number", 0))
            overwritten = [
                (int(n), tree, start) for n, tree, start in answer.get("overwritten", [])
            ]
        if printed and sys.stdout is not self._unheard:
            sys.stdout.write(printed)
        for category, text in warned:
            warnings.warn(text, category, stacklevel=4)
        if "error" in answer:
            raise rebuilt(answer["error"])
        self.blanked += answer.get("blanked") is True
        if answer.get("drew") is True:
            np.random.random()  # noqa: NPY002  (so that seeding it alike once more is noticed)
            self._random = _random_state()
        value, alias = self._value(answer, data)
        if changed is not None:
            with _as_bad_message():
                after = decode(changed, data[first:], self._received)
                _pour(after[:2], [list(args), options])
        for earlier, tree, start in overwritten:
            with _as_bad_message():
                _pour(decode(tree, data[start:], self._received), self._results[earlier])
        value = value if alias is None else _aliased(value, alias, args)
        self._results[number] = value
        while len(self._results) > LATEST:
            del self._results[min(self._results)]
        return value

    def _value(self, answer: dict[str, Any], data: list[bytes], other: Other | None = None) -> list:
        if "error" in answer:
            raise rebuilt(answer["error"])
        value = decode(answer.get("value"), data, other or self._received)
        if type(value) is not list or len(value) != 2:
            raise BadMessage("no value")
        return value

    def _lend(self, value: Any) -> list | None:
        if isinstance(value, _Far):
            return ["other", "yours", value.number]
        if not callable(value) or isinstance(value, type):
            return None
        self._lent.append(value)
        return ["other", "mine", len(self._lent) - 1]

    def _received(self, tree: list) -> Any:
        _, whose, number, *rest = tree
        if type(number) is not int or number < 0:
            raise BadMessage("no number of an object")
        if whose == "yours":
            return self._lent[number]
        if not self._objects:  # it would answer for itself: 'contains', 'length'
            raise BadMessage("an object where only plain data is agreed")
        (about,) = rest
        return (Remote if about["callable"] is True else Handle)(self, number, about)

    def _bound(self, tree: list) -> Any:
        """Take what a name stands for: functions, too, which a result may not be."""
        _, _, number, *rest = tree
        if type(number) is int and rest and rest[0]["callable"] is True:
            return Remote(self, number, rest[0])
        return self._received(tree)

    def _answer(self, question: dict[str, Any], buffers: list[bytes]) -> Message:
        """Call a function that was lent: a callback of the student's function."""
        number = question.get("of")
        if type(number) is not int or not 0 <= number < len(self._lent):
            raise BadMessage("a function that was never lent")
        args = decode(question.get("with"), buffers, self._received)
        if type(args) is not tuple:
            raise BadMessage("no arguments")
        try:
            tree, data = encode(self._lent[number](*args), self._lend)
        except Exception as error:
            return {"error": told(error)}, []
        return {"value": tree}, data

    def mirror(self, of: int | str, name: str, array: np.ndarray) -> None:
        """Send an attribute's array back before the next call, should a test write into it."""
        self._mirrors.append(_Mirror(of, name, array))


class _Far:
    """Something that stays in the notebook's process.

    Parameters
    ----------
    judge : Judge
        Who asks for it.
    number : int or str
        By which that process knows it.
    about : dict
        What `cnnkit.grading.witness.about` says of it.
    """

    def __init__(self, judge: Judge, number: int | str, about: dict[str, Any]) -> None:
        keep = object.__setattr__
        keep(self, "_judge", judge)
        keep(self, "number", number)
        keep(self, "_about", about)
        keep(self, "__name__", str(about.get("name", "")))
        keep(self, "__doc__", str(about.get("doc", "")))
        if (signature := _signature(about.get("parameters"))) is not None:
            keep(self, "__signature__", signature)

    def __deepcopy__(self, memo: dict) -> _Far:
        return self

    def __repr__(self) -> str:
        return f"<{self.__name__ or self._about.get('type')} of the notebook>"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._do("attribute", name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._do("set", name, value)

    def _do(self, do: str, *args: Any) -> Any:
        __tracebackhide__ = True
        value = self._judge.call(self.number, do, args, {})
        if do == "attribute" and type(value) is np.ndarray:
            self._judge.mirror(self.number, args[0], value)
        return value


class Remote(_Far):
    """A function or a class, or whatever else can be called."""

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Call it in the notebook's process."""
        __tracebackhide__ = True
        return self._judge.call(self.number, "call", args, options)

    def __instancecheck__(self, instance: Any) -> bool:
        return isinstance(instance, _Far) and self.number in instance._about.get("classes", [])


class Handle(_Far):
    """Another object: it has attributes and methods, but judges nothing."""

    def __len__(self) -> int:
        return self._do("length")

    def __getitem__(self, key: Any) -> Any:
        return self._do("item", key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._do("set item", key, value)

    def __contains__(self, item: Any) -> bool:
        return self._do("contains", item) is True

    def __iter__(self) -> Any:
        return self._do("iterate")

    def __next__(self) -> Any:
        return self._do("next")

    def _refuse(self, *_: Any) -> Any:
        kind = self._about.get("type")
        raise NotPlain(f"a {kind} of the notebook judges nothing: compare its attributes")

    __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse  # type: ignore
    __array__ = __float__ = __int__ = __index__ = _refuse
    __hash__ = None  # type: ignore[assignment]
    __array_ufunc__ = None


class _Mirror:
    """An array that was read from an attribute."""

    def __init__(self, of: int | str, name: str, array: np.ndarray) -> None:
        self.of, self.name, self.array = of, name, array
        self._before = array.tobytes()

    def is_stale(self) -> bool:
        return self.array.tobytes() != self._before


@contextlib.contextmanager
def _as_bad_message() -> Iterator[None]:
    """Whatever goes wrong here is the other process's doing."""
    try:
        yield
    except BadMessage:
        raise
    except Exception as error:
        raise BadMessage(f"no answer: {type(error).__name__}") from None


def _category(name: Any) -> type[Warning]:
    kind = getattr(builtins, str(name), None)
    return kind if isinstance(kind, type) and issubclass(kind, Warning) else UserWarning


def _random_state() -> tuple:
    return np.random.get_state()  # noqa: NPY002  (a test may seed what the student draws)


def _pour(new: Any, old: Any) -> None:
    """Change what can be changed in place into what it became in the other process."""
    if isinstance(old, np.ndarray) and isinstance(new, np.ndarray):
        if old.dtype != object and old.flags.writeable:
            if old.shape != new.shape:
                old.shape = new.shape  # never another size: views of it would lose their memory
            old[...] = new
    elif isinstance(old, (list, tuple)) and isinstance(new, (list, tuple)):
        for here, there in zip(old, new, strict=False):
            _pour(there, here)
        if isinstance(old, list):
            old[:] = _kept(old, list(new))
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in old.keys() & new.keys():
            _pour(new[key], old[key])
        values = _kept([old.get(key) for key in new], list(new.values()))
        old.clear()
        old.update(zip(new, values, strict=True))
    elif isinstance(old, (set, bytearray)) and type(new) is type(old):
        old.clear()
        old.update(new) if isinstance(old, set) else old.extend(new)


def _kept(old: list, new: list) -> list:
    """Keep the objects that were there before, and were poured into, in their places."""
    kept = [
        here
        if isinstance(here, (list, dict, set, np.ndarray)) and type(here) is type(there)
        else there
        for here, there in zip(old, new, strict=False)
    ]
    return kept + new[len(kept) :]


def _aliased(value: Any, alias: Any, args: Sequence[Any]) -> Any:
    """Return an argument, or a view of one, if the result was that there."""
    with _as_bad_message():
        place, *view = alias
        arg = args[place]
        if not view:
            return arg
        dtype, shape, strides, offset = view
        if not (arg.flags.c_contiguous or arg.flags.f_contiguous):
            return value  # it went there in another arrangement
        if dtype.hasobject or arg.dtype.hasobject:
            return value
        return np.ndarray(shape, dtype, arg, offset, strides)


def _signature(parameters: Any) -> inspect.Signature | None:
    with contextlib.suppress(Exception):
        made = []
        for name, kind, *default in parameters:
            more = {"default": decode(default[0], [])} if default else {}
            made.append(inspect.Parameter(str(name), list(inspect._ParameterKind)[kind], **more))
        return inspect.Signature(made)
    return None
