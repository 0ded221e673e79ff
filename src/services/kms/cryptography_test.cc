// Encryption and decryption through the API: contexts, keys, dry runs, limits, and answers known in
// advance.
#include "keys/lifecycle.h"
#include "services/kms/kms_test_case.h"

namespace amicast::services {
namespace {

using testing::HasSubstr;
using testing::Not;

class KmsCryptographyTest : public KmsTest {};

const std::string context = R"("EncryptionContext":{"b":"2","a":"1"})";

TEST_F(KmsCryptographyTest, DecryptsWhatItEncrypted) {
    std::string key = create_key();
    std::string made = must("Encrypt", on(key, blob("Plaintext", "secret") + "," + context));
    EXPECT_EQ(member(made, "KeyId"), arn_of(key));
    EXPECT_EQ(member(made, "EncryptionAlgorithm"), "SYMMETRIC_DEFAULT");
    EXPECT_THAT(made, Not(HasSubstr(to_base64(as_bytes("secret")))));
    std::string ciphertext = member(made, "CiphertextBlob");
    // The order of a context's pairs does not matter.
    std::string opened =
        must("Decrypt", of_ciphertext(ciphertext, R"("EncryptionContext":{"a":"1","b":"2"})"));
    EXPECT_EQ(member(opened, "Plaintext"), to_base64(as_bytes("secret")));
    EXPECT_EQ(member(opened, "KeyId"), arn_of(key));
    EXPECT_EQ(member(opened, "EncryptionAlgorithm"), "SYMMETRIC_DEFAULT");
    EXPECT_EQ(member(opened, "KeyMaterialId"),
              member(must("DescribeKey", on(key)), "CurrentKeyMaterialId"));
    EXPECT_EQ(decrypt(ciphertext, context + "," + text("KeyId", key)), "secret");
    EXPECT_NE(encrypt(key, "secret"), encrypt(key, "secret"));
}

TEST_F(KmsCryptographyTest, TheContextMustBeTheSame) {
    std::string key = create_key();
    std::string ciphertext = encrypt(key, "x", context);
    for (const char* other :
         {"", R"("EncryptionContext":{"a":"1"})", R"("EncryptionContext":{"a":"1","b":"3"})",
          R"("EncryptionContext":{"A":"1","b":"2"})",
          R"("EncryptionContext":{"a":"1","b":"2","c":""})",
          R"("EncryptionContext":{"a1":"","b":"2"})"})
        fails("Decrypt", of_ciphertext(ciphertext, other), "InvalidCiphertextException");
    const std::string bare = encrypt(key, "x");
    fails("Decrypt", of_ciphertext(bare, context), "InvalidCiphertextException");
}

TEST_F(KmsCryptographyTest, ContextsAreBounded) {
    std::string key = create_key();
    auto sized = [&](std::size_t bytes) {
        return R"("EncryptionContext":{"key":")" + std::string(bytes - 3, 'v') + "\"}";
    };
    std::string ciphertext = encrypt(key, "x", sized(8192));
    EXPECT_EQ(decrypt(ciphertext, sized(8192)), "x");
    fails("Encrypt", on(key, blob("Plaintext", "x") + "," + sized(8193)), "ValidationException",
          "8192");
    fails("Decrypt", of_ciphertext(ciphertext, sized(8193)), "ValidationException", "8192");
    fails("GenerateDataKey", on(key, R"("KeySpec":"AES_256",)" + sized(8193)),
          "ValidationException", "8192");
}

TEST_F(KmsCryptographyTest, KeysOfAContextDifferInMoreThanCase) {
    std::string key = create_key();
    const std::string twice = R"("EncryptionContext":{"App":"1","app":"2"})";
    fails("Encrypt", on(key, blob("Plaintext", "x") + "," + twice), "ValidationException", "case");
    fails("GenerateDataKey", on(key, R"("KeySpec":"AES_256",)" + twice), "ValidationException",
          "case");
    EXPECT_EQ(decrypt(encrypt(key, "x", R"("EncryptionContext":{"App":"1","apps":"2"})"),
                      R"("EncryptionContext":{"App":"1","apps":"2"})"),
              "x");
}

TEST_F(KmsCryptographyTest, NothingChangedIsDecrypted) {
    std::string key = create_key();
    const Bytes blob = *from_base64(encrypt(key, "secret"));
    for (std::size_t at = 0; at < blob.size(); ++at) {
        Bytes changed = blob;
        changed[at] ^= 1;
        std::string answer = call("Decrypt", of_ciphertext(to_base64(changed)));
        // A change of the key id, in bytes 2 to 17, names another key.
        const bool in_key_id = at >= 2 && at < 18;
        refused(answer, in_key_id ? "AccessDeniedException" : "InvalidCiphertextException");
    }
    for (std::size_t size : {1U, 17U, 65U, 66U, 90U}) {
        fails("Decrypt", of_ciphertext(to_base64(ByteView(blob).first(size))),
              "InvalidCiphertextException");
        fails("Decrypt", of_ciphertext(to_base64(ByteView(blob).first(size)), text("KeyId", key)),
              "InvalidCiphertextException");
    }
    fails("Decrypt", R"({"CiphertextBlob":"not base64!"})", "SerializationException");
}

TEST_F(KmsCryptographyTest, ANamedKeyMustBeTheOne) {
    std::string key = create_key();
    std::string other = create_key();
    std::string ciphertext = encrypt(key, "x");
    fails("Decrypt", of_ciphertext(ciphertext, text("KeyId", other)), "IncorrectKeyException");
    fails(
        "ReEncrypt",
        of_ciphertext(ciphertext, text("SourceKeyId", other) + "," + text("DestinationKeyId", key)),
        "IncorrectKeyException");
    EXPECT_EQ(decrypt(ciphertext, text("KeyId", arn_of(key))), "x");
}

TEST_F(KmsCryptographyTest, LimitsOfPlaintextAndCiphertext) {
    std::string key = create_key();
    EXPECT_EQ(decrypt(encrypt(key, std::string(4096, 'p'))), std::string(4096, 'p'));
    std::string answer = call("Encrypt", on(key, blob("Plaintext", std::string(4097, 'p'))));
    refused(answer, "ValidationException", "4096");
    EXPECT_THAT(answer, Not(HasSubstr(to_base64(as_bytes("pppppp"))))) << "no secret in an error";
    fails("Encrypt", on(key, blob("Plaintext", "")), "ValidationException", "Plaintext");
    fails("Encrypt", on(key), "ValidationException", "Plaintext");
    fails("Decrypt", of_ciphertext(to_base64(Bytes(6144))), "InvalidCiphertextException");
    fails("Decrypt", of_ciphertext(to_base64(Bytes(6145))), "ValidationException", "6144");
    fails("Decrypt", "{}", "ValidationException", "CiphertextBlob");
}

TEST_F(KmsCryptographyTest, OtherAlgorithmsAreForOtherKeys) {
    std::string key = create_key();
    std::string ciphertext = encrypt(key, "x", R"("EncryptionAlgorithm":"SYMMETRIC_DEFAULT")");
    const std::string rsa = R"("EncryptionAlgorithm":"RSAES_OAEP_SHA_256")";
    fails("Encrypt", on(key, blob("Plaintext", "x") + "," + rsa), "InvalidKeyUsageException",
          "RSAES_OAEP_SHA_256");
    fails("Decrypt", of_ciphertext(ciphertext, rsa), "InvalidKeyUsageException");
    fails("Decrypt", of_ciphertext(ciphertext, R"("EncryptionAlgorithm":"ROT13")"),
          "ValidationException", "ROT13");
    for (const char* side : {"Source", "Destination"})
        fails("ReEncrypt",
              of_ciphertext(ciphertext, text("DestinationKeyId", key) + ",\"" + side +
                                            R"(EncryptionAlgorithm":"SM2PKE")"),
              "InvalidKeyUsageException");
}

TEST_F(KmsCryptographyTest, ReEncryptsFromKeyToKeyAndContextToContext) {
    std::string first = create_key();
    std::string second = create_key();
    std::string ciphertext = encrypt(first, "secret", context);
    std::string moved = must(
        "ReEncrypt", of_ciphertext(ciphertext, R"("SourceEncryptionContext":{"a":"1","b":"2"},)" +
                                                   text("DestinationKeyId", second) +
                                                   R"(,"DestinationEncryptionContext":{"c":"3"})"));
    EXPECT_EQ(member(moved, "SourceKeyId"), arn_of(first));
    EXPECT_EQ(member(moved, "KeyId"), arn_of(second));
    EXPECT_EQ(member(moved, "SourceEncryptionAlgorithm"), "SYMMETRIC_DEFAULT");
    EXPECT_EQ(member(moved, "DestinationEncryptionAlgorithm"), "SYMMETRIC_DEFAULT");
    EXPECT_EQ(member(moved, "SourceKeyMaterialId"),
              member(must("DescribeKey", on(first)), "CurrentKeyMaterialId"));
    EXPECT_EQ(member(moved, "DestinationKeyMaterialId"),
              member(must("DescribeKey", on(second)), "CurrentKeyMaterialId"));
    EXPECT_EQ(decrypt(member(moved, "CiphertextBlob"), R"("EncryptionContext":{"c":"3"})"),
              "secret");
    fails("ReEncrypt", of_ciphertext(ciphertext, text("DestinationKeyId", second)),
          "InvalidCiphertextException");
    must("DisableKey", on(second));
    fails("ReEncrypt",
          of_ciphertext(ciphertext, R"("SourceEncryptionContext":{"a":"1","b":"2"},)" +
                                        text("DestinationKeyId", second)),
          "DisabledException");
}

TEST_F(KmsCryptographyTest, DataKeysComePlainAndEncrypted) {
    std::string key = create_key();
    std::string made = must("GenerateDataKey", on(key, R"("KeySpec":"AES_256",)" + context));
    auto plain = from_base64(member(made, "Plaintext"));
    EXPECT_EQ(plain->size(), 32U);
    EXPECT_EQ(member(made, "KeyId"), arn_of(key));
    EXPECT_EQ(decrypt(member(made, "CiphertextBlob"), context), to_text(*plain));
    made = must("GenerateDataKey", on(key, R"("KeySpec":"AES_128")"));
    EXPECT_EQ(from_base64(member(made, "Plaintext"))->size(), 16U);
    made = must("GenerateDataKey", on(key, R"("NumberOfBytes":1024)"));
    EXPECT_EQ(from_base64(member(made, "Plaintext"))->size(), 1024U);
    made = must("GenerateDataKeyWithoutPlaintext", on(key, R"("NumberOfBytes":1)"));
    EXPECT_THAT(made, Not(HasSubstr("Plaintext")));
    EXPECT_EQ(decrypt(member(made, "CiphertextBlob")).size(), 1U);
    for (const char* action : {"GenerateDataKey", "GenerateDataKeyWithoutPlaintext"}) {
        fails(action, on(key), "ValidationException", "either number of bytes or key spec");
        fails(action, on(key, R"("KeySpec":"AES_256","NumberOfBytes":32)"), "ValidationException",
              "either number of bytes or key spec");
        fails(action, on(key, R"("NumberOfBytes":0)"), "ValidationException", "1 to 1024");
        fails(action, on(key, R"("NumberOfBytes":1025)"), "ValidationException", "1 to 1024");
        fails(action, on(key, R"("KeySpec":"AES_512")"), "ValidationException", "AES_256");
    }
}

TEST_F(KmsCryptographyTest, RandomBytesAreGiven) {
    std::string first = member(must("GenerateRandom", R"({"NumberOfBytes":1024})"), "Plaintext");
    EXPECT_EQ(from_base64(first)->size(), 1024U);
    EXPECT_NE(member(must("GenerateRandom", R"({"NumberOfBytes":1024})"), "Plaintext"), first);
    fails("GenerateRandom", "{}", "ValidationException", "NumberOfBytes");
    fails("GenerateRandom", R"({"NumberOfBytes":1025})", "ValidationException", "1024");
    fails("GenerateRandom", R"({"NumberOfBytes":1,"CustomKeyStoreId":"cks-1"})",
          "CustomKeyStoreNotFoundException");
}

TEST_F(KmsCryptographyTest, EnclavesAreNotServed) {
    std::string key = create_key();
    const std::string recipient = R"("Recipient":{"KeyEncryptionAlgorithm":"RSAES_OAEP_SHA_256"})";
    fails("GenerateRandom", R"({"NumberOfBytes":1,)" + recipient + "}",
          "UnsupportedOperationException", "Recipient");
    fails("GenerateDataKey", on(key, R"("KeySpec":"AES_256",)" + recipient),
          "UnsupportedOperationException", "Recipient");
    fails("Decrypt", of_ciphertext(encrypt(key, "x"), recipient), "UnsupportedOperationException",
          "Recipient");
}

TEST_F(KmsCryptographyTest, DryRunsSayWhetherTheRequestWouldSucceed) {
    std::string key = create_key();
    std::string disabled = create_key();
    std::string ciphertext = encrypt(key, "x");
    must("DisableKey", on(disabled));
    const std::string dry = R"("DryRun":true)";
    const std::pair<const char*, std::string> uses[] = {
        {"Encrypt", blob("Plaintext", "x")},
        {"GenerateDataKey", R"("KeySpec":"AES_256")"},
        {"GenerateDataKeyWithoutPlaintext", R"("KeySpec":"AES_256")"},
        {"CreateGrant",
         text("GranteePrincipal", site_.admin().arn) + R"(,"Operations":["Decrypt"])"}};
    for (const auto& [action, members] : uses) {
        fails(action, on(key, members + "," + dry), "DryRunOperationException",
              "would have succeeded");
        fails(action, on(disabled, members + "," + dry), "DisabledException");
        fails_as(stranger(), action, on(arn_of(key), members + "," + dry), "AccessDeniedException");
        must(action, on(key, members + R"(,"DryRun":false)"));
    }
    fails("Decrypt", of_ciphertext(ciphertext, dry), "DryRunOperationException");
    fails("Decrypt", of_ciphertext(to_base64(Bytes(200)), dry), "InvalidCiphertextException");
    fails("ReEncrypt", of_ciphertext(ciphertext, dry + "," + text("DestinationKeyId", key)),
          "DryRunOperationException");
    EXPECT_THAT(must("ListGrants", on(key)), Not(HasSubstr("DryRun")));
}

TEST_F(KmsCryptographyTest, ADryRunMayDoWithoutTheCiphertext) {
    std::string key = create_key();
    const std::string ignoring = R"("DryRun":true,"DryRunModifiers":["IGNORE_CIPHERTEXT"])";
    fails("Decrypt", on(key, ignoring), "DryRunOperationException");
    fails("Decrypt", "{" + ignoring + "}", "ValidationException", "IGNORE_CIPHERTEXT");
    fails("Decrypt", on(key, R"("DryRunModifiers":["IGNORE_CIPHERTEXT"])"), "ValidationException",
          "DryRun");
    fails("Decrypt", on(key, R"("DryRun":true)"), "ValidationException", "CiphertextBlob");
    fails(
        "ReEncrypt",
        "{" + text("SourceKeyId", key) + "," + text("DestinationKeyId", key) + "," + ignoring + "}",
        "DryRunOperationException");
    must("DisableKey", on(key));
    fails("Decrypt", on(key, ignoring), "DisabledException");
}

TEST_F(KmsCryptographyTest, CiphertextsStayInTheirAccountAndRegion) {
    std::string key = create_key();
    std::string ciphertext = encrypt(key, "x");
    keys::Keyring elsewhere(site_.catalog(), site_.root_key(), site_.clock(), site_.random(),
                            "eu-west-1");
    auto here = site_.keyring().find(key);
    EXPECT_TRUE(site_.keyring().decrypt(**here, *from_base64(ciphertext), {}));
    keys::Key moved = **here;
    moved.region = "eu-west-1";
    EXPECT_FALSE(site_.keyring().decrypt(moved, *from_base64(ciphertext), {}));
    moved = **here;
    moved.account_id = "999999999999";
    EXPECT_FALSE(site_.keyring().decrypt(moved, *from_base64(ciphertext), {}));
    EXPECT_FALSE(elsewhere.decrypt(**here, *from_base64(ciphertext), {}));
}

}  // namespace
}  // namespace amicast::services
