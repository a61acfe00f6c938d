#include "support/fake_servers/tls_server.hpp"

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <stdexcept>

namespace suasor::testing {

namespace {

struct freed {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* session) const { SSL_free(session); }
};
template <class T>
using owned = std::unique_ptr<T, freed>;

// For an hour, in the name of 127.0.0.1, with a key of its own.
owned<SSL_CTX> self_signed() {
    const owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
    const owned<X509> certificate(X509_new());
    owned<SSL_CTX> context(SSL_CTX_new(TLS_server_method()));
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    auto* name = X509_get_subject_name(certificate.get());
    const auto* host = reinterpret_cast<const unsigned char*>("127.0.0.1");
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, host, -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    if (X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0 ||
        SSL_CTX_use_certificate(context.get(), certificate.get()) != 1 ||
        SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1)
        throw std::runtime_error("OpenSSL makes no certificate");
    // Whoever has hung up is sent nothing more, which would raise SIGPIPE.
    SSL_CTX_set_num_tickets(context.get(), 0);
    return context;
}

} // namespace

tls_server::tls_server() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, generic, length) != 0 || listen(listener_, 16) != 0 ||
        getsockname(listener_, generic, &length) != 0)
        throw std::runtime_error("no free port on 127.0.0.1");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
}

tls_server::~tls_server() {
    shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    close(listener_);
}

std::string tls_server::heard() const {
    const std::scoped_lock lock(mutex_);
    return heard_;
}

void tls_server::accept_all() {
    const auto context = self_signed();
    for (;;) {
        const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) return;
        ++connections_;

        const owned<SSL> session(SSL_new(context.get()));
        SSL_set_fd(session.get(), client);
        char buffer[4096];
        if (SSL_accept(session.get()) == 1) {
            const int count = SSL_read(session.get(), buffer, sizeof buffer);
            const std::scoped_lock lock(mutex_);
            if (count > 0) heard_.append(buffer, static_cast<std::size_t>(count));
        }
        close(client);
    }
}

} // namespace suasor::testing
