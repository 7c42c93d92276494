"""Many texts without a Python object for each, and one code for all that are equal.

Texts stand one after the other as UTF-8 bytes. Equal ones are found by numbers of eight bytes in
time that grows with their length only; what such a number cannot prove is compared byte by byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, overload

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Flags = NDArray[np.bool_]
Bytes = NDArray[np.uint8]
Numbers = NDArray[np.uint64]

WORD: Final = 8  # bytes taken at a time; as many must follow the last text
_KEEP: Final = np.array([2 ** (8 * n) - 1 for n in range(WORD + 1)], np.uint64)  # little-endian
_ODD: Final = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93))
_HALF: Final = np.uint64(32)
_FEWEST_BITS: Final = 10
_AT_ONCE: Final = 1 << 16
_CLEAN_FROM, _CLEAN_TO, _QUOTE = 0x21, 0x7E, ord('"')


def numbered(numbers: Numbers) -> tuple[Codes, Ints]:
    """Return the code of each number, in the order they are met, and where each is met first."""
    count = len(numbers)
    fresh = np.empty(count, np.bool_)
    fresh[:1] = True
    np.not_equal(numbers[1:], numbers[:-1], out=fresh[1:])  # not the one before
    heads = np.flatnonzero(fresh)
    leader = _leaders(numbers[heads])
    first = np.flatnonzero(leader == np.arange(len(heads), dtype=np.int32))
    code = np.empty(len(heads), np.int32)
    code[first] = np.arange(len(first), dtype=np.int32)
    code = code[leader]
    if len(heads) < count:
        code = code[np.cumsum(fresh, dtype=np.int32) - np.int32(1)]
    return code, heads[first]


def _leaders(numbers: Numbers) -> Codes:
    """Return for each number the first place of an equal one.

    Each round throws the numbers into a table, where the first at a place wins it; what lost to
    another number is thrown again elsewhere.
    """
    count = len(numbers)
    bits = max((2 * count).bit_length(), _FEWEST_BITS)
    table, shift = np.empty(1 << bits, np.int32), np.uint64(64 - bits)
    leader = np.arange(count, dtype=np.int32)
    left, odd = leader.copy(), _ODD[0]
    while len(left):
        parts = [left[low : low + _AT_ONCE] for low in range(0, len(left), _AT_ONCE)]
        for part in reversed(parts):  # what is written last stays: the first met
            thrown = numbers[part[::-1]]
            table[((thrown ^ (thrown >> _HALF)) * odd) >> shift] = part[::-1]
        lost = []
        for part in parts:
            thrown = numbers[part]
            winner = table[((thrown ^ (thrown >> _HALF)) * odd) >> shift]
            met = numbers[winner] == thrown
            leader[part[met]] = winner[met]
            lost.append(part[~met])
        left, odd = np.concatenate(lost), odd ^ (odd << np.uint64(7))
    return leader


def coded(data: Bytes, begin: Ints, size: Ints) -> tuple[Codes, Ints]:
    """Return the code of each text in some bytes, in the order met, and where each is met first.

    Text i is ``data[begin[i]:][:size[i]]``; eight bytes at least stand after the last text.
    """
    code, first = numbered(_prints(data, begin, size))
    if _alike(data, begin, size, first, code):
        return code, first
    codes: dict[bytes, int] = {}  # two texts share a print: as good as never
    whole = data.tobytes()
    pairs = zip(begin.tolist(), size.tolist(), strict=True)
    code = np.array([codes.setdefault(whole[a : a + n], len(codes)) for a, n in pairs], np.int32)
    first = np.full(len(codes), len(code), np.int64)
    np.minimum.at(first, code, np.arange(len(code)))
    return code, first


def _prints(data: Bytes, begin: Ints, size: Ints) -> Numbers:
    """Return a number for each text: of up to eight bytes, no two texts share one."""
    words, found = _words(data), np.empty(len(size), np.uint64)
    for low in range(0, len(size), _AT_ONCE):
        start, long = begin[low : low + _AT_ONCE], size[low : low + _AT_ONCE]
        part = words[start] & _KEEP[np.minimum(long, WORD)]
        part = (part ^ (part >> _HALF)) * _ODD[0]
        at, step = np.flatnonzero(long > WORD), WORD
        while len(at):
            word = words[start[at] + step] & _KEEP[np.minimum(long[at] - step, WORD)]
            mixed = (part[at] ^ word) * _ODD[1]
            part[at] = mixed ^ (mixed >> _HALF)
            step += WORD
            at = at[long[at] > step]
        found[low : low + _AT_ONCE] = part
    return found


def _alike(data: Bytes, begin: Ints, size: Ints, first: Ints, code: Codes) -> bool:
    """Say whether each text is the first one of its code."""
    words = _words(data)
    for low in range(0, len(size), _AT_ONCE):
        here = slice(low, low + _AT_ONCE)
        other, long = first[code[here]], size[here]
        if not np.array_equal(long, size[other]):
            return False
        at = np.flatnonzero((long > WORD) & (other != np.arange(low, low + len(long))))
        one, two, long, step = begin[here][at], begin[other[at]], long[at], 0
        while len(one):
            keep = _KEEP[np.minimum(long - step, WORD)]
            if not np.array_equal(words[one + step] & keep, words[two + step] & keep):
                return False
            step += WORD
            more = long > step
            one, two, long = one[more], two[more], long[more]
    return True


def _words(data: Bytes) -> Numbers:
    """Return the eight bytes that begin at each byte, as numbers; nothing is copied.

    To be indexed and not taken from: ``take`` would first copy all of it.
    """
    return np.ndarray(len(data) - WORD + 1, np.dtype("<u8"), data.data, strides=(1,))


@dataclass(frozen=True, slots=True, eq=False)
class Texts(Sequence[str]):
    """A sequence of texts; text i is the UTF-8 bytes of ``data`` from ``bound[i]`` on.

    ``bound`` has one number more than there are texts; eight bytes of nothing end ``data``.
    """

    data: Bytes
    bound: Ints

    @classmethod
    def of(cls, texts: Iterable[str]) -> Texts:
        """Return the columns of texts given one by one."""
        if isinstance(texts, Texts):
            return texts
        parts = [text.encode("utf-8", "surrogatepass") for text in texts]
        bound = np.zeros(len(parts) + 1, np.int64)
        np.cumsum([len(part) for part in parts], out=bound[1:])
        return cls(np.frombuffer(b"".join(parts) + bytes(WORD), np.uint8), bound)

    @classmethod
    def cut(cls, data: Bytes, begin: Ints, size: Ints) -> Texts:
        """Return the texts ``data[begin[i]:][:size[i]]``, copied."""
        bound = np.zeros(len(size) + 1, np.int64)
        np.cumsum(size, out=bound[1:])
        copied = np.zeros(int(bound[-1]) + WORD, np.uint8)
        for low in range(0, len(size), _AT_ONCE):
            part = slice(low, low + _AT_ONCE)
            a, b = int(bound[low]), int(bound[min(low + _AT_ONCE, len(size))])
            shift = np.repeat(begin[part] - (bound[:-1][part] - a), size[part])
            copied[a:b] = data.take(np.arange(b - a) + shift)
        return cls(copied, bound)

    @classmethod
    def joined(cls, parts: Sequence[Texts]) -> Texts:
        """Return the texts of several, one after the other."""
        ends = np.cumsum([0, *(int(part.bound[-1]) for part in parts)])
        bound = [part.bound[:-1] + end for part, end in zip(parts, ends.tolist(), strict=False)]
        data = [part.data[:-WORD] for part in parts]
        return cls(
            np.concatenate([*data, np.zeros(WORD, np.uint8)]), np.concatenate([*bound, ends[-1:]])
        )

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self.bound) - 1

    @overload
    def __getitem__(self, key: int) -> str: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[str, ...]: ...
    def __getitem__(self, key: int | slice) -> str | tuple[str, ...]:
        """Return one text, or those of a slice."""
        if isinstance(key, slice):
            return tuple(self[at] for at in range(*key.indices(len(self))))
        at = range(len(self))[key]
        return _read(self.data[self.bound[at] : self.bound[at + 1]].tobytes())

    def __iter__(self) -> Iterator[str]:
        """Return the texts in order."""
        for low in range(0, len(self), _AT_ONCE):
            bound = self.bound[low : low + _AT_ONCE + 1].tolist()
            whole = self.data[bound[0] : bound[-1]].tobytes()
            places = [place - bound[0] for place in bound]
            pairs = pairwise(places)
            if whole.isascii():
                text = whole.decode()
                yield from (text[a:b] for a, b in pairs)
            else:
                yield from (_read(whole[a:b]) for a, b in pairs)

    def __eq__(self, other: object) -> bool:
        """Say whether two sequences hold the same texts in the same order."""
        if isinstance(other, Texts):
            return np.array_equal(self.bound, other.bound) and np.array_equal(self.data, other.data)
        return isinstance(other, tuple) and tuple(self) == other

    __hash__ = None  # type: ignore[assignment]  # holds arrays

    @property
    def size(self) -> Ints:
        """Return the bytes of each text."""
        return np.diff(self.bound)

    def up_to(self, size: int) -> Texts:
        """Return the texts of at most so many bytes."""
        return self.take(np.flatnonzero(self.size <= size))

    def take(self, at: Ints) -> Texts:
        """Return the texts named, in that order."""
        return Texts.cut(self.data, self.bound[at], self.size[at])

    def coded(self) -> tuple[Codes, Texts]:
        """Return the code of each text and the text of each code, in the order they are met."""
        code, first = coded(self.data, self.bound[:-1], self.size)
        return code, self if len(first) == len(self) else self.take(first)

    def cleaned(self, clean: Callable[[str], str]) -> tuple[Codes, Texts] | None:
        """Return code and texts after a cleaning of both ends, or None where it changes nothing.

        ``clean`` takes blanks and double quotes off the ends of a text, and nothing else.
        """
        given = np.flatnonzero(self.size)
        ends = self.data[self.bound[given]], self.data[self.bound[given + 1] - 1]
        odd = np.zeros(len(given), np.bool_)
        for end in ends:
            odd |= (end < _CLEAN_FROM) | (end > _CLEAN_TO) | (end == _QUOTE)
        found = {at: clean(self[at]) for at in given[odd].tolist()}
        changed = {at: text for at, text in found.items() if text != self[at]}
        if not changed:
            return None
        both = Texts.joined([self, Texts.of(changed.values())])
        at = np.arange(len(self))
        at[list(changed)] = len(self) + np.arange(len(changed))
        begin, size = both.bound[at], both.size[at]
        code, first = coded(both.data, begin, size)
        return code, Texts.cut(both.data, begin[first], size[first])

    def numbers_behind(self, most: int) -> tuple[Ints, Ints]:
        """Return the number that ends each text, of so many digits at most, and its digits."""
        number, digits = np.zeros(len(self), np.int64), np.zeros(len(self), np.int64)
        end, size = self.bound[1:], self.size
        open_ = np.ones(len(self), np.bool_)
        for back in range(most):
            byte = self.data[np.maximum(end - 1 - back, 0)] - np.uint8(ord("0"))
            open_ &= (size > back) & (byte <= 9)  # noqa: PLR2004 - the digit; others wrap beyond
            if not open_.any():
                break
            number[open_] += byte[open_].astype(np.int64) * 10**back
            digits += open_
        return number, digits

    def holding(self, phrases: Sequence[str]) -> Flags:
        """Say which texts hold one of some phrases; phrases are in lower case, case is ignored."""
        found = np.zeros(len(self), np.bool_)
        for low in range(0, len(self), _AT_ONCE):
            high = min(low + _AT_ONCE, len(self))
            whole = self.data[self.bound[low] : self.bound[high]].tobytes().decode(errors="replace")
            joined = whole.lower()  # quick, and mostly the end of it
            if any(phrase in joined for phrase in phrases):
                for at, text in enumerate(self[low:high], low):
                    found[at] = any(phrase in text.lower() for phrase in phrases)
        return found


def _read(text: bytes) -> str:
    return text.decode("utf-8", "surrogatepass")
