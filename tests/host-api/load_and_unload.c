/* Takes a plugin through its life as a host without any service would, unloads it, and fails unless it is really gone:
 * `load_and_unload PLUGIN.so`. A plugin may refuse to work without services; it must say why. */
#include <suasor/suasor.h>

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void require(int condition, const char* what) {
    if (condition) return;
    fprintf(stderr, "failed: %s\n", what);
    exit(1);
}

static const void* no_service(const suasor_host* host, suasor_string id) {
    (void)host;
    (void)id;
    return NULL;
}

static int is_mapped(const char* path) {
    char line[4096];
    int found = 0;
    FILE* maps = fopen("/proc/self/maps", "r");
    require(maps != NULL, "reading /proc/self/maps");
    while (fgets(line, sizeof line, maps))
        found = found || strstr(line, path) != NULL;
    fclose(maps);
    return found;
}

static void live(const suasor_plugin_api* api) {
    const suasor_host host = {sizeof host, SUASOR_ABI_MAJOR, SUASOR_ABI_MINOR, 0,
                              NULL,        {"test", 4},      {"1", 1},         no_service};
    char text[512];
    suasor_error error = {sizeof error, 0, text, sizeof text, 0};
    const suasor_plugin* plugin = NULL;
    suasor_status status;

    require(api->create(&host, &plugin, &error) == SUASOR_OK && plugin != NULL, "create");

    status = plugin->init(plugin, &error);
    if (status == SUASOR_OK) {
        plugin->request_stop(plugin);
        plugin->request_stop(plugin);
        require(plugin->shutdown(plugin, &error) == SUASOR_OK, "shutdown");
    } else {
        require(status == SUASOR_E_UNSUPPORTED && error.length > 0,
                "init without services is SUASOR_E_UNSUPPORTED with a text");
        printf("init: %.*s\n", (int)error.length, text);
    }
    plugin->destroy(plugin);
}

int main(int count, char** arguments) {
    void* object;
    void* symbol;
    suasor_plugin_entry_function entry;
    const suasor_plugin_api* api;

    require(count == 2, "usage: load_and_unload PLUGIN.so");
    object = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    if (!object) fprintf(stderr, "%s\n", dlerror());
    require(object != NULL, "dlopen");
    require(is_mapped(arguments[1]), "a loaded plugin is in /proc/self/maps under its path");

    symbol = dlsym(object, SUASOR_PLUGIN_ENTRY_SYMBOL);
    require(symbol != NULL, "dlsym");
    memcpy(&entry, &symbol, sizeof entry);
    api = entry();
    require(api != NULL && api == entry(), "the entry gives the same table at every call");
    require(api->magic == SUASOR_PLUGIN_MAGIC && api->struct_size >= sizeof *api, "magic and struct_size");
    require(api->abi_major == SUASOR_ABI_MAJOR, "abi_major");
    live(api);
    live(api);

    require(dlclose(object) == 0, "dlclose");
    require(!is_mapped(arguments[1]), "an unloaded plugin is gone from /proc/self/maps");
    return 0;
}
