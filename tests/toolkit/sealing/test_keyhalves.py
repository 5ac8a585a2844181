"""The two halves of a wave's key, and what can be wrong with their files."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.sealing import keyhalves
from toolkit.sealing.ballots import new_key_pair
from toolkit.sealing.keyhalves import (
    Half,
    KeyFileError,
    erase_link_key,
    join,
    make_link_key,
    parse_half,
    read_half,
    server_half_path,
    split,
    write_half,
)

SECRET = bytes(range(96))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "custodian.half"
    write_half(path, split(SECRET, 1)[1])
    return path


@given(st.binary(min_size=1, max_size=200), st.integers(1, 2**31))
def test_what_is_split_is_joined(private_key: bytes, wave_id: int) -> None:
    server, custodian = split(private_key, wave_id)
    assert join(server, custodian) == private_key
    assert (server.holder, custodian.holder) == ("server", "custodian")


def test_no_half_is_the_key_and_no_two_splits_are_alike() -> None:
    private_key = new_key_pair().private
    halves = [half.secret for _ in range(5) for half in split(private_key, 1)]
    assert len(set(halves)) == 10
    assert private_key not in halves


def test_halves_of_two_splits_join_to_nothing_useful() -> None:
    (server, _), (_, custodian) = split(SECRET, 1), split(SECRET, 1)
    assert join(server, custodian) != SECRET


@given(st.binary(min_size=1, max_size=96), st.integers(1, 10**6))
def test_a_file_keeps_a_half(
    tmp_path_factory: pytest.TempPathFactory, secret: bytes, wave_id: int
) -> None:
    folder = tmp_path_factory.mktemp("halves")
    for half in split(secret, wave_id):
        path = folder / f"{half.holder}.half"
        write_half(path, half)
        assert read_half(path) == half


def test_a_file_is_its_owners_alone_and_so_is_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "wave-1.half"
    write_half(path, split(SECRET, 1)[0])
    assert mode(path) == 0o600
    assert mode(path.parent) == 0o700


def test_no_file_is_ever_replaced(written: Path) -> None:
    before = written.read_bytes()
    with pytest.raises(KeyFileError, match=f"{written}: File exists"):
        write_half(written, split(SECRET, 2)[1])
    assert written.read_bytes() == before


def test_a_link_to_elsewhere_is_not_followed(tmp_path: Path) -> None:
    path, elsewhere = tmp_path / "custodian.half", tmp_path / "elsewhere"
    path.symlink_to(elsewhere)
    with pytest.raises(KeyFileError, match="File exists"):
        write_half(path, split(SECRET, 1)[1])
    assert not elsewhere.exists()


@pytest.mark.parametrize("end", [b"", b"\r\n", b"\n\n"])
def test_another_line_end_does_no_harm(written: Path, end: bytes) -> None:
    half = read_half(written)
    written.write_bytes(written.read_bytes().rstrip() + end)
    assert read_half(written) == half


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a key half"),
        (b"\0\xff\xfe", "not a key half"),
        ("Schlüssel".encode("latin-1"), "not a key half"),
        (b"toolkit-key-half/1", "not a key half"),
        (b"toolkit-key-half/2 1 custodian 00ff 0123456789abcdef", "not a key half"),
        (b"toolkit-key-half/1 ", "truncated or changed"),
        (b"toolkit-key-half/1 1 custodian 00ff", "truncated or changed"),
        (b"toolkit-key-half/1 1 custodian 00ff 0123456789abcdef\n", "truncated or changed"),
    ],
)
def test_what_is_no_half_is_refused_by_name(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "wrong.half"
    path.write_bytes(content)
    with pytest.raises(KeyFileError, match=f"^{path}: {message}$"):
        read_half(path)


@given(data=st.data())
def test_a_truncated_or_edited_half_is_refused_by_name(data: st.DataObject) -> None:
    line = _line()
    cut = data.draw(st.integers(0, len(line) - 1))
    place = data.draw(st.integers(0, len(line) - 1))
    other = data.draw(st.sampled_from("0aZ /\u00e9").filter(lambda c: c != line[place]))
    for wrong in (line[:cut], line[:place] + other + line[place + 1 :]):
        with pytest.raises(KeyFileError, match=r"^here: "):
            parse_half(wrong, source="here")


def _line() -> str:
    text = "toolkit-key-half/1 1 custodian " + SECRET.hex()
    return f"{text} {keyhalves._check(text)}"  # noqa: SLF001 - a good line to spoil


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=f"^{tmp_path / 'none'}: No such file"):
        read_half(tmp_path / "none")
    with pytest.raises(KeyFileError, match=f"^{tmp_path}: Is a directory"):
        read_half(tmp_path)
    file = tmp_path / "file"
    file.write_bytes(b"")
    with pytest.raises(KeyFileError, match=f"^{file / 'half'}: "):
        write_half(file / "half", split(SECRET, 1)[0])


@pytest.mark.parametrize(
    ("server", "custodian", "message"),
    [
        (Half(1, "server", b"ab"), Half(2, "custodian", b"ab"), "halves of two waves: 1 and 2"),
        (Half(1, "custodian", b"ab"), Half(1, "server", b"ab"), "one half must be the server's"),
        (Half(1, "server", b"ab"), Half(1, "server", b"ab"), "one half must be the server's"),
        (Half(1, "server", b"ab"), Half(1, "custodian", b"abc"), "not equally long"),
    ],
)
def test_halves_that_do_not_belong_together_are_refused(
    server: Half, custodian: Half, message: str
) -> None:
    with pytest.raises(KeyFileError, match=message):
        join(server, custodian)


def test_the_key_of_links_lasts_until_it_is_erased(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    key = make_link_key(folder, 1)
    assert make_link_key(folder, 1) == key
    assert make_link_key(folder, 2) != key
    assert len(key) == 32
    assert {mode(path) for path in folder.iterdir()} == {0o600}
    erase_link_key(folder, 1)
    erase_link_key(folder, 1)
    assert [path.name for path in folder.iterdir()] == ["wave-2.links"]
    assert make_link_key(folder, 1) != key


def test_erasing_overwrites_what_stood_there(tmp_path: Path) -> None:
    make_link_key(tmp_path, 1)
    kept = tmp_path / "another name of the same file"
    kept.hardlink_to(tmp_path / "wave-1.links")
    erase_link_key(tmp_path, 1)
    assert kept.read_bytes() == bytes(32)


def test_the_servers_halves_do_not_meet(tmp_path: Path) -> None:
    assert server_half_path(tmp_path, 1) != server_half_path(tmp_path, 11)
