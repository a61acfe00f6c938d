/* The least that a plugin in C is: it writes one line to the host's log, if there is one. */
#include <suasor/suasor.h>

#include <string.h>

static suasor_string text(const char* literal) {
    suasor_string string;
    string.ptr = literal;
    string.len = strlen(literal);
    return string;
}

static const suasor_host* the_host;

static suasor_status init(const suasor_plugin* plugin, suasor_error* error) {
    const suasor_log_service* log = the_host->get_service(the_host, text(SUASOR_LOG_SERVICE));
    (void)plugin;
    (void)error;
    if (log) log->write(log, SUASOR_LOG_INFO, text("hello from C"));
    return SUASOR_OK;
}

static const void* get_extension(const suasor_plugin* plugin, suasor_string id) {
    (void)plugin;
    (void)id;
    return NULL;
}

static void request_stop(const suasor_plugin* plugin) {
    (void)plugin;
}

static suasor_status shutdown(const suasor_plugin* plugin, suasor_error* error) {
    (void)plugin;
    (void)error;
    return SUASOR_OK;
}

static void destroy(const suasor_plugin* plugin) {
    (void)plugin;
    the_host = NULL;
}

static const suasor_plugin instance = {sizeof instance, 0, NULL, init, get_extension, request_stop, shutdown, destroy};

static suasor_status create(const suasor_host* host, const suasor_plugin** plugin, suasor_error* error) {
    (void)error;
    if (the_host) return SUASOR_E_BUSY;
    the_host = host;
    *plugin = &instance;
    return SUASOR_OK;
}

const suasor_plugin_api* suasor_plugin_entry(void) {
    static const suasor_plugin_api api = {SUASOR_PLUGIN_MAGIC, sizeof api,   SUASOR_ABI_MAJOR,        SUASOR_ABI_MINOR,
                                          {"hello_c", 7},      {"1.0.0", 5}, {"Says hello in C", 15}, create};
    return &api;
}
