"""The direction of dependencies, the layout of the repository, and the tests that the README names: `structure.py ROOT` prints what
breaks them."""

import pathlib
import re
import sys

TOP_LEVEL = {"CMakeLists.txt", "CMakePresets.json", "CHANGELOG.md", "README.md",
             "host-api", "migrations", "plugin", "sample-host", "tests"}
UNVERSIONED = {"build"}

# Part -> the parts that it may include. The longest path that a file lies in is its part.
MAY_INCLUDE = {
    "host-api": {"host-api"},
    "plugin/core": {"plugin/core"},
    "plugin/media_servers": {"plugin/media_servers", "plugin/core"},
    "plugin/postgres": {"plugin/postgres", "plugin/core"},
    "plugin/http_api": {"plugin/http_api", "plugin/core", "host-api"},
    "plugin/entry": {"plugin/entry", "plugin/core", "plugin/media_servers", "plugin/postgres", "plugin/http_api", "host-api"},
    "sample-host": {"sample-host", "host-api"},
    "tests": {"tests", "host-api", "plugin/core", "plugin/media_servers", "plugin/postgres", "plugin/http_api", "plugin/entry",
              "sample-host"},
}

# A library's headers -> the only parts of the plugin that may know it.
LIBRARIES = {
    r"soci/": {"plugin/postgres"},
    r"libpq|postgresql/": {"plugin/postgres"},
    r"curl/": {"plugin/media_servers"},
}

# Who may look at what a secret holds: those who send it, store it or read it apart. The rest has only the type.
REVEALERS = {
    "plugin/media_servers/client_config.cpp",
    "plugin/media_servers/http_attempt.cpp",
    "plugin/media_servers/jellyfin_source.cpp",
    "plugin/media_servers/subsonic_credentials.cpp",
    "plugin/postgres/connection_pool.cpp",
    "plugin/postgres/conninfo.cpp",
    "plugin/postgres/polled_connection.cpp",
    "sample-host/cli/user_add.cpp",
    "sample-host/database/client_config.cpp",
    "sample-host/database/clients.cpp",
    "sample-host/database/connections.cpp",
    "sample-host/database/conninfo.cpp",
    "sample-host/database/database_probe.cpp",
    "sample-host/database/migration_session.cpp",
    "sample-host/http/session_routes.cpp",
    "sample-host/http/session_token.cpp",
    "sample-host/plugins/attached_plugin.cpp",
}

# The parts that talk to a database, where text becomes a statement in one of these ways. It is a constant; in the plugin the
# type of the class query sees to that for all others.
DATABASE_PARTS = ("plugin/postgres", "sample-host/database")
SQL_SINK = re.compile(r"(?:\bsession\s*<<|\bprepare\s*<<|\bPQ(?:exec|sendQuery)\w*\([\w.()]+,"
                      r"|(?:\bsession\.|(?<![\w(.:>]))execute\(|\bexecute_script\(session,)\s*"
                      r'((?:"(?:[^"\\]|\\.)*"|[^\s,;)]+)(?:\s*\+)?)')
CONSTANT_SQL = re.compile(r'".*"$|k_\w+$|const$')  # the last is a declaration
# What is no constant there: the argument of a function whose callers are looked at here, and a plugin's migration, which the host
# runs as it stands.
OTHER_SQL = {
    "plugin/postgres/polled_connection.cpp": "statement_.c_str",
    "plugin/postgres/table_copy.cpp": "command.c_str",
    "sample-host/database/migration_session.cpp": "statement.c_str",
    "sample-host/database/migrator.cpp": "each.sql",
    "sample-host/database/postgresql_session.cpp": "script.c_str",
}

# Where an include is looked for when it is not beside the file that includes it.
INCLUDE_ROOTS = ["", "plugin", "sample-host", "host-api/include", "tests"]
SOURCES = {".c", ".cpp", ".h", ".hpp"}

# The section of the README whose every row names a test.
PROMISES = "## What it promises under failure"


def part_of(path):
    """The part that a path relative to the root lies in, or None."""
    return next((part for part in sorted(MAY_INCLUDE, key=len, reverse=True)
                 if path.as_posix().startswith(part + "/")), None)


def sources(root):
    """Every source of the repository, relative to the root."""
    for part in sorted({part.split("/")[0] for part in MAY_INCLUDE}):
        for path in sorted((root / part).rglob("*")):
            if path.suffix in SOURCES and "node_modules" not in path.parts:
                yield path.relative_to(root)


def includes(root, source):
    """What a source includes: the text between the quotes or brackets, and the file of this repository, if it is one."""
    for name in re.findall(r'^\s*#\s*include\s*["<]([^">]+)[">]', (root / source).read_text(), flags=re.M):
        candidates = [(root / source).parent / name] + [root / directory / name for directory in INCLUDE_ROOTS]
        found = next((c.resolve().relative_to(root) for c in candidates if c.is_file()), None)
        yield name, found


def top_level_breaches(root):
    for entry in sorted(root.iterdir()):
        if entry.name not in TOP_LEVEL | UNVERSIONED and not entry.name.startswith("."):
            yield f"{entry.name}: the top level is closed"


def include_breaches(root):
    for source in sources(root):
        part = part_of(source)
        if part is None:
            yield f"{source}: lies in no part that has a place in the order of dependencies"
            continue

        for name, found in includes(root, source):
            if found is not None:
                if part_of(found) not in MAY_INCLUDE[part]:
                    yield f'{source}: {part} must not include "{name}"'
            elif part.startswith("plugin/"):
                for library, knowing in LIBRARIES.items():
                    if re.match(library, name) and part not in knowing:
                        yield f"{source}: {part} must not know <{name}>"


def orphan_breaches(root):
    """Sources that no CMakeLists.txt lists, and headers that nothing includes."""
    included = {found for source in sources(root) for _, found in includes(root, source)}
    for source in sources(root):
        if source.parts[0] not in ("plugin", "sample-host"):
            continue
        if source.suffix in (".c", ".cpp") and not is_listed(root, source):
            yield f"{source}: no CMakeLists.txt lists it"
        if source.suffix in (".h", ".hpp") and source not in included:
            yield f"{source}: nothing includes it"


def product_sources(root):
    return (source for source in sources(root) if source.parts[0] in ("plugin", "sample-host"))


def secret_breaches(root):
    for source in product_sources(root):
        if source.name == "secret.hpp" or source.as_posix() in REVEALERS:
            continue
        if re.search(r"[.>]reveal\(", (root / source).read_text()):
            yield f"{source}: reveals a secret, and is none of those that may"


def sql_breaches(root):
    """Statements that are not constants of the program, into which no value can have been written."""
    texts = {source: (root / source).read_text() for source in product_sources(root)
             if source.as_posix().startswith(DATABASE_PARTS)}
    constants = {name for text in texts.values()
                 for name in re.findall(r"(?:constexpr|extern const)\s+[\w:]+\s+(k_\w+)", text)}
    for source, text in texts.items():
        for statement in SQL_SINK.findall(text):
            statement = statement.rstrip("(")
            constant = CONSTANT_SQL.match(statement) and (statement in constants or not statement.startswith("k_"))
            if not constant and statement != OTHER_SQL.get(source.as_posix()):
                yield f"{source}: {statement} is SQL that is no constant"


def is_listed(root, source):
    for directory in source.parents:
        lists = root / directory / "CMakeLists.txt"
        if lists.is_file():
            name = re.escape(source.relative_to(directory).as_posix())
            if re.search(rf"(?<![\w/.-]){name}(?![\w.-])", lists.read_text()):
                return True
    return False


def promise_breaches(root):
    """Promises of the README that name no test, and tests that they name and that do not exist."""
    _, _, section = (root / "README.md").read_text().partition(f"\n{PROMISES}\n")
    rows = [row for row in re.split(r"^## ", section, maxsplit=1, flags=re.M)[0].splitlines() if row.startswith("|")]
    if not rows:
        yield f'README.md: there is nothing under "{PROMISES}"'
    for row in rows[2:]:
        named = re.findall(r"\[`([\w.]+)`\]\((tests/[\w/.-]+)\)", row)
        if not named:
            yield f"README.md: a promise without a test: {row}"
        for name, file in named:
            if not has_test(root / file, name):
                yield f"README.md: {file} has no test {name}"


def has_test(file, name):
    """`test_something` of Python, or `Suite.Something` of C++."""
    suite, _, case = name.rpartition(".")
    test = rf"TEST\w*\({suite}, {case}\)" if suite else rf"def {case}\(self"
    return file.is_file() and re.search(test, file.read_text()) is not None


def breaches(root):
    root = pathlib.Path(root).resolve()
    return [*top_level_breaches(root), *include_breaches(root), *orphan_breaches(root), *promise_breaches(root),
            *secret_breaches(root), *sql_breaches(root)]


if __name__ == "__main__":
    found = breaches(sys.argv[1])
    print(*found, sep="\n")
    sys.exit(bool(found))
