"""Rules of the house, read from the files themselves."""

import ast
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from bot.cli import app
from bot.settings import PREFIX, Settings, load_settings

ROOT = Path(__file__).parents[1]
MODULES = {
    str(path.relative_to(ROOT)): path
    for package in ("bot", "index", "corpus")
    for path in sorted((ROOT / package).rglob("*.py"))
}
TREES = {name: ast.parse(path.read_text()) for name, path in MODULES.items()}
README = (ROOT / "README.md").read_text()

# What each room may import of ours.
BELOW = {"corpus": {"corpus"}, "index": {"index", "corpus"}, "bot": {"bot", "index", "corpus"}}

# What each room inside of bot/ may import of the other rooms; the modules of bot/ itself put them together.
ROOMS = {
    "english": set[str](),
    "writer": {"english"},
    "dialogue": {"english", "writer"},
    "overview": {"english", "writer"},
    "telegram": {"english", "writer", "dialogue", "overview", "terminal"},
    "terminal": {"english", "writer", "dialogue", "overview", "telegram"},
}
DATA_TYPES = {"bot.answer", "bot.question", "bot.listing", "bot.marker"}  # of bot/ itself; import no room

# The only modules that know these libraries; whoever wants one more place for one says so here.
HOMES = {
    "chromadb": {"index/vectors.py"},
    "tantivy": {"index/analysis.py", "index/keywords.py"},
    "sqlite3": {"index/catalog.py", "bot/telegram/store.py"},
    "telegram": {f"bot/telegram/{name}.py" for name in ("check", "courier", "front", "limiter", "menu")},
    "tornado": {"bot/telegram/webhook.py"},
    "torch": {"index/embed.py", "index/export.py"},
    "sentence_transformers": {"index/embed.py", "index/rerank.py"},
    "onnxruntime": {"index/embed.py", "index/export.py"},
    "tokenizers": {"index/embed.py"},
    "sentencex": {"corpus/sentences.py"},
    "ftfy": {"corpus/clean.py"},
    "dateutil": {"corpus/dates.py", "index/calendar_words.py"},
    "pydantic": {"bot/settings.py", "bot/telegram/fields.py"},
    "pydantic_settings": {"bot/settings.py", "bot/telegram/fields.py"},
    "isal": {"corpus/unpack.py"},
    "backports": {"corpus/unpack.py"},
    "warcio": {"corpus/unpack.py", "corpus/web/fetch.py"},
    "trafilatura": {"corpus/formats/page_body.py", "corpus/formats/page_metadata.py"},
    "htmldate": {"corpus/formats/page_dates.py"},
    "charset_normalizer": {"corpus/stream.py", "corpus/formats/html_page.py"},
    "feedparser": {"corpus/formats/feed.py", "corpus/web/listing.py"},
    "pyarrow": {"corpus/formats/table.py"},
    "frontmatter": {"corpus/formats/markdown.py"},
    "dateparser": {"corpus/dates.py", "corpus/foreign_dates.py", "index/calendar_languages.py"},
    "py3langid": {"corpus/language.py"},
    "rensa": {"corpus/duplicates.py"},
    "httpx": {"corpus/web/addresses.py", "corpus/web/visitor.py", "bot/writer/chat_model.py"},
    "tenacity": {"bot/writer/chat_model.py"},
    "httpcore": {"corpus/web/addresses.py"},
    "protego": {"corpus/web/visitor.py"},
    "platformdirs": {"bot/settings.py"},
    "matplotlib": {"bot/overview/picture.py"},
    "typer": {
        "bot/terminal/bot_command.py",
        "bot/terminal/chat_command.py",
        "bot/cli.py",
        "bot/terminal/commands.py",
        "bot/terminal/console.py",
    },
    "rich": {"bot/progress.py"},
}
LONGEST_MODULE = 450


def imports(tree: ast.AST) -> Iterator[str]:
    """The modules that a module imports, inside of functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


IMPORTED = {name: {module.split(".")[0] for module in imports(tree)} for name, tree in TREES.items()}


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_one_way(name: str) -> None:
    found = IMPORTED[name]
    assert found & BELOW.keys() <= BELOW[name.split("/", maxsplit=1)[0]]
    assert "" not in found  # relative


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("bot/") and name.count("/") == 2])
def test_the_rooms_of_bot_open_one_way(name: str) -> None:
    room = name.split("/")[1]
    found = {module.split(".")[1] for module in imports(TREES[name]) if module.startswith("bot.")}
    assert found & ROOMS.keys() <= ROOMS[room] | {room}


@pytest.mark.parametrize("name", [f"{module.replace('.', '/')}.py" for module in sorted(DATA_TYPES)])
def test_the_types_between_the_rooms_know_none_of_them(name: str) -> None:
    assert {module for module in imports(TREES[name]) if module.startswith("bot.")} <= DATA_TYPES


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_known_where_it_should_be(library: str) -> None:
    users = {name for name, imported in IMPORTED.items() if library in imported}
    assert users == HOMES[library]


def test_settings_alone_read_the_environment() -> None:
    readers = {
        name
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv", "putenv"})
        or (
            isinstance(node, ast.ImportFrom)
            and node.module == "os"
            and {a.name for a in node.names} & {"environ", "getenv"}
        )
    }
    # bench, service and reindex hand their own environment on to the processes that they start; embed sets a default
    # before torch reads it.
    handing_on = {"bot/terminal/bench.py", "bot/service.py", "bot/telegram/reindex.py"}
    assert readers == {"bot/settings.py", *handing_on, "index/embed.py"}


@pytest.mark.parametrize("name", MODULES)
def test_a_module_can_be_read_at_one_sitting(name: str) -> None:
    assert len(MODULES[name].read_text().splitlines()) <= LONGEST_MODULE


def test_the_packages_that_are_built_are_those_on_disk() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    on_disk = {str(Path(name).parent).replace("/", ".") for name in MODULES}
    assert sorted(project["tool"]["setuptools"]["packages"]) == sorted(on_disk)


EXAMPLE = (ROOT / ".env.example").read_text()


def described_settings() -> dict[str, tuple[str, str]]:
    """Default and meaning of each setting, as the example file has them."""
    blocks = EXAMPLE.strip().split("\n\n")[1:]  # the first says how to use the file
    found = {}
    for block in blocks:
        *meaning, assignment = [line.removeprefix("# ") for line in block.splitlines()]
        name, default = assignment.split("=", 1)
        found[name] = (default, " ".join(meaning))
    return found


def test_the_example_file_has_exactly_the_settings_with_their_meaning() -> None:
    meanings = {PREFIX + name.upper(): field.description for name, field in Settings.model_fields.items()}
    assert {name: meaning for name, (_, meaning) in described_settings().items()} == meanings


@pytest.mark.parametrize("text", [EXAMPLE, re.sub(r"^# (?=BACKISSUE_)", "", EXAMPLE, flags=re.MULTILINE)])
def test_the_example_file_changes_nothing_as_it_is_or_with_every_line_in_force(text: str) -> None:
    defaults = load_settings().model_dump()
    Path(".env").write_text(text)
    assert load_settings().model_dump() == defaults


def code_lines(language: str) -> list[str]:
    """The lines of the README's code blocks, without comments."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for raw in block.splitlines() if (line := raw.split(" #")[0].strip())]


def test_every_command_of_the_readme_exists() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    calls = [shlex.split(line)[1:] for line in code_lines("sh") if line.startswith("backissue ")]
    assert {call[0] for call in calls} >= {"index", "ask", "search", "show", "status"}
    for name, *arguments in calls:
        assert name in commands
        known = {option for parameter in commands[name].params for option in parameter.opts}
        assert {argument for argument in arguments if argument.startswith("-")} <= known


def test_every_target_that_the_readme_names_exists() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake (?:[A-Z]+=\S+ )?([a-z][a-z-]*)", "\n".join(code_lines("sh"))))
    inline = {
        target for code in re.findall(r"`make ([^`]+)`", README) for target in re.findall(r"^(?:\S+=\S+ )?(\S+)", code)
    }
    assert {"demo", "test"} <= named | inline <= targets


def test_every_file_that_the_readme_names_exists() -> None:
    links = set(re.findall(r"\]\(([^)#:]+)\)", README)) | set(
        re.findall(r"`((?:bot|index|corpus)/[\w/]+\.py)`", README)
    )
    assert [link for link in sorted(links) if not (ROOT / link).exists()] == []
