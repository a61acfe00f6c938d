"""Breaks small trees and sees structure.py notice."""

import pathlib
import tempfile
import unittest

import structure


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

    def test_the_top_level_is_closed(self):
        self.write("docs/page.md", "")
        self.assert_breach("docs: the top level is closed")


unittest.main()
