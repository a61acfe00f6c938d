"""Breaks small trees and sees structure.py notice."""

import pathlib
import tempfile
import unittest

import structure

PROMISES = """# Plugin

## What it promises under failure

| when | what holds | tests |
|---|---|---|
| a host is killed | It goes on. | [`test_it_goes_on`](tests/life_test.py), [`Resume.GoesOn`](tests/resume_test.cpp) |

## Tests

| label | what |
|---|---|
| `unit` | nothing to do with promises |
"""


class Structure(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.root = pathlib.Path(scratch.name)

        self.write("plugin/core/run.hpp", "#pragma once\n")
        self.write("plugin/core/run.cpp", '#include "plugin/core/run.hpp"\n#include <vector>\n')
        self.write("plugin/core/CMakeLists.txt", "add_library(core run.cpp)\n")
        self.write("plugin/postgres/store.cpp", '#include "plugin/core/run.hpp"\n#include <soci/soci.h>\n')
        self.write("plugin/postgres/CMakeLists.txt", "add_library(postgres\n  store.cpp)\n")
        self.write("host-api/include/suasor/types.h", "\n")
        self.write("host-api/include/suasor/host.h", '#include "types.h"\n')
        self.write("sample-host/http/server.cpp", "#include <suasor/host.h>\n")
        self.write("sample-host/CMakeLists.txt", "add_library(http http/server.cpp)\n")
        self.write("build/dev/anything.cpp", '#include "plugin/core/run.hpp"\n')
        self.write(".github/anything", "")
        self.write("README.md", PROMISES)
        self.write("tests/life_test.py", "class Life:\n    def test_it_goes_on(self):\n        pass\n")
        self.write("tests/resume_test.cpp", "TEST_F(Resume, GoesOn) {}\n")

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def assert_breach(self, breach):
        self.assertEqual(structure.breaches(self.root), [breach])

    def test_a_tree_in_order_has_no_breach(self):
        self.assertEqual(structure.breaches(self.root), [])

    def test_the_core_includes_no_layer_above_it(self):
        self.write("plugin/postgres/store.hpp", "#pragma once\n")
        self.write("plugin/core/run.cpp", '#include "plugin/core/run.hpp"\n#include "../postgres/store.hpp"\n')
        self.assert_breach('plugin/core/run.cpp: plugin/core must not include "../postgres/store.hpp"')

    def test_siblings_do_not_include_each_other(self):
        self.write("plugin/http_api/etag.hpp", "#pragma once\n")
        self.write("plugin/postgres/store.cpp", '#include "plugin/core/run.hpp"\n#include "plugin/http_api/etag.hpp"\n')
        self.assert_breach('plugin/postgres/store.cpp: plugin/postgres must not include "plugin/http_api/etag.hpp"')

    def test_the_core_knows_neither_database_nor_network_nor_the_c_interface(self):
        for name in ("soci/soci.h", "curl/curl.h", "libpq-fe.h"):
            with self.subTest(name):
                self.write("plugin/core/run.cpp", f'#include "plugin/core/run.hpp"\n#  include <{name}>\n')
                self.assert_breach(f"plugin/core/run.cpp: plugin/core must not know <{name}>")

        self.write("plugin/core/run.cpp", '#include "plugin/core/run.hpp"\n#include <suasor/types.h>\n')
        self.assert_breach('plugin/core/run.cpp: plugin/core must not include "suasor/types.h"')

    def test_the_sample_host_does_not_know_the_plugin(self):
        self.write("sample-host/http/server.cpp", '#include "plugin/core/run.hpp"\n')
        self.assert_breach('sample-host/http/server.cpp: sample-host must not include "plugin/core/run.hpp"')

    def test_the_interface_knows_nobody(self):
        self.write("host-api/include/suasor/types.h", '#include "plugin/core/run.hpp"\n')
        self.assert_breach('host-api/include/suasor/types.h: host-api must not include "plugin/core/run.hpp"')

    def test_every_source_is_in_a_part(self):
        self.write("plugin/extra/a.hpp", "#pragma once\n")
        self.write("plugin/core/run.cpp", '#include "plugin/core/run.hpp"\n')
        self.assertIn("plugin/extra/a.hpp: lies in no part that has a place in the order of dependencies",
                      structure.breaches(self.root))

    def test_every_source_is_listed(self):
        self.write("plugin/core/CMakeLists.txt", "add_library(core over_run.cpp)\n")
        self.assert_breach("plugin/core/run.cpp: no CMakeLists.txt lists it")

    def test_every_header_is_included(self):
        self.write("sample-host/http/forgotten.hpp", "#pragma once\n")
        self.assert_breach("sample-host/http/forgotten.hpp: nothing includes it")

    def test_secrets_are_revealed_only_where_that_is_their_use(self):
        self.write("sample-host/http/server.cpp", "#include <suasor/host.h>\nlog.info(password.reveal());\n")
        self.assert_breach("sample-host/http/server.cpp: reveals a secret, and is none of those that may")

        self.write("sample-host/http/server.cpp", "#include <suasor/host.h>\nlog->info(token->reveal());\n")
        self.assert_breach("sample-host/http/server.cpp: reveals a secret, and is none of those that may")

    def test_statements_are_constants(self):
        for statement in ("session << k_find", "session.prepare << k_find", 'session << "SELECT 1", soci::into(one)',
                          "PQexec(connection.get(), k_find)", 'PQsendQueryParams(connection_.get(), "SELECT $1", 1)'):
            with self.subTest(statement):
                self.write_store(f'constexpr auto k_find = "SELECT 1";\n{statement};\n')
                self.assertEqual(structure.breaches(self.root), [])

    def test_statements_with_values_in_them_are_noticed(self):
        for statement, named in {
            'session << fmt::format("SELECT {}", id)': 'fmt::format("SELECT',
            'session << "SELECT " + id': '"SELECT " +',
            "session << k_find + id": "k_find +",
            "session << k_made": "k_made",
            "(session.prepare << find)": "find",
            "PQexec(connection.get(), find.c_str())": "find.c_str",
            "PQexecParams(connection, find.c_str(), 0)": "find.c_str",
            "execute(find)": "find",
            "session.execute(find)": "find",
            "execute_script(session, find)": "find",
        }.items():
            with self.subTest(statement):
                self.write_store(f'constexpr auto k_find = "";\nconst std::string k_made = find;\n{statement};\n')
                self.assert_breach(f"plugin/postgres/store.cpp: {named} is SQL that is no constant")

    def write_store(self, text):
        self.write("plugin/postgres/store.cpp", '#include "plugin/core/run.hpp"\n#include <soci/soci.h>\n' + text)

    def test_the_top_level_is_closed(self):
        self.write("docs/page.md", "")
        self.assert_breach("docs: the top level is closed")

    def test_every_promise_names_a_test(self):
        self.write("README.md", PROMISES.replace("cpp) |\n", "cpp) |\n| | It ends. | by trust |\n"))
        self.assert_breach("README.md: a promise without a test: | | It ends. | by trust |")

    def test_every_test_that_a_promise_names_is_there(self):
        self.write("tests/life_test.py", "class Life:\n    def test_it_goes_on_and_on(self):\n        pass\n")
        self.assert_breach("README.md: tests/life_test.py has no test test_it_goes_on")

        self.write("README.md", PROMISES.replace("tests/life_test.py", "tests/death_test.py"))
        self.assert_breach("README.md: tests/death_test.py has no test test_it_goes_on")

    def test_a_test_is_one_of_its_suite(self):
        self.write("tests/resume_test.cpp", "TEST_F(Pause, GoesOn) {}\nTEST_F(Resume, GoesOnAndOn) {}\n")
        self.assert_breach("README.md: tests/resume_test.cpp has no test Resume.GoesOn")

    def test_there_are_promises(self):
        self.write("README.md", PROMISES.replace("under failure", "in fair weather"))
        self.assert_breach('README.md: there is nothing under "## What it promises under failure"')


unittest.main()
