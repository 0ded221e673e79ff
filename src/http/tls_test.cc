// The server over TLS with a certificate made on the spot, and the client that trusts it, or not.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "http/client.h"
#include "http/server.h"
#include "http/test_socket.h"

namespace amicast::http {
namespace {

using testing::HasSubstr;

class HttpTls : public testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = testing::TempDir() + "amicast-tls-XXXXXX";
        directory_ = ::mkdtemp(pattern.data());
        write_key_and_certificate(directory_ / "cert.pem", directory_ / "key.pem");
    }
    void TearDown() override { std::filesystem::remove_all(directory_); }

    static void write_key_and_certificate(const std::string& certificate_path,
                                          const std::string& key_path) {
        std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"),
                                                                &EVP_PKEY_free);
        std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
        X509_set_version(certificate.get(), X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
        X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
        X509_set_pubkey(certificate.get(), key.get());
        X509_NAME* name = X509_get_subject_name(certificate.get());
        const auto* common_name = reinterpret_cast<const unsigned char*>("test");
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common_name, -1, -1, 0);
        X509_set_issuer_name(certificate.get(), name);
        std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> names(
            X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1"),
            &X509_EXTENSION_free);
        X509_add_ext(certificate.get(), names.get(), -1);
        X509_sign(certificate.get(), key.get(), EVP_sha256());
        std::unique_ptr<std::FILE, decltype(&std::fclose)> file(
            std::fopen(certificate_path.c_str(), "w"), &std::fclose);
        PEM_write_X509(file.get(), certificate.get());
        file.reset(std::fopen(key_path.c_str(), "w"));
        PEM_write_PrivateKey(file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    }

    std::unique_ptr<Server> start() {
        TlsFiles files{directory_ / "cert.pem", directory_ / "key.pem"};
        auto server = Server::start({.tls = files}, [](wire::HttpRequest&& request) {
            return wire::HttpResponse{.headers = {{"x-secure", request.secure ? "yes" : "no"}},
                                      .body = std::move(request.body)};
        });
        EXPECT_TRUE(server) << server.error().message;
        return std::move(*server);
    }

    std::filesystem::path directory_;
};

TEST_F(HttpTls, CarriesLargeBodiesBothWays) {
    auto server = start();
    EXPECT_EQ(server->endpoint().rfind("https://127.0.0.1:", 0), 0U);
    Client client({.ca_file = directory_ / "cert.pem"});
    std::string body(524'288, 'b');
    for (int i = 0; i < 3; ++i) {
        auto response =
            client.send({.method = "PUT", .url = server->endpoint(), .body = as_bytes(body)});
        ASSERT_TRUE(response) << response.error().message;
        EXPECT_EQ(wire::find_header(response->headers, "x-secure"), "yes");
        EXPECT_TRUE(response->body == body);
    }
}

TEST_F(HttpTls, ClientRefusesACertificateItDoesNotTrust) {
    auto server = start();
    Client client;
    auto response = client.send({.url = server->endpoint()});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::unavailable);
    EXPECT_THAT(response.error().message, HasSubstr("certificate"));
}

TEST_F(HttpTls, PlainTextOnATlsPortEndsTheConnection) {
    auto server = start();
    TestSocket socket(server->endpoint());
    socket.send("GET / HTTP/1.1\r\n\r\n");
    EXPECT_EQ(socket.read_all().find("HTTP/1.1 200"), std::string::npos);
}

TEST_F(HttpTls, RefusesAKeyThatDoesNotBelongToTheCertificate) {
    write_key_and_certificate(directory_ / "other.pem", directory_ / "other.key");
    TlsFiles files{directory_ / "cert.pem", directory_ / "other.key"};
    auto server =
        Server::start({.tls = files}, [](wire::HttpRequest&&) { return wire::HttpResponse{}; });
    ASSERT_FALSE(server);
    EXPECT_EQ(server.error().kind, ErrorKind::invalid);
    EXPECT_THAT(server.error().message, HasSubstr("TLS key"));
}

}  // namespace
}  // namespace amicast::http
