/* SPDX-License-Identifier: ISC */
/*
 * libssh makes keys from the system's random numbers only, but it reads OpenSSH's key files: an
 * Ed25519 key is any 32 bytes, so such a file is written around bytes drawn from the seed.
 */
#include "lab/wire/hostkey.h"

#include "lab/draw.h"

#include "base/buf.h"
#include "base/mem.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static const char KEY_TYPE[] = "ssh-ed25519";

enum { BLOCK = 8 }; /* that the private part is padded to */

static void put_u32(struct buf *b, uint32_t n)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_add_char(b, (char)(n >> shift));
}

static void put_string(struct buf *b, const void *bytes, size_t len)
{
    put_u32(b, (uint32_t)len);
    buf_add(b, bytes, len);
}

/* The inside of an OpenSSH private key file without passphrase (PROTOCOL.key). */
static void put_key(struct buf *b, const unsigned char *public, const unsigned char *secret)
{
    struct buf part = {0};
    put_string(&part, KEY_TYPE, strlen(KEY_TYPE));
    put_string(&part, public, crypto_sign_PUBLICKEYBYTES);
    buf_add(b, "openssh-key-v1", sizeof "openssh-key-v1");
    put_string(b, "none", strlen("none")); /* cipher */
    put_string(b, "none", strlen("none")); /* its key derivation */
    put_string(b, "", 0);
    put_u32(b, 1);
    put_string(b, part.data, part.len);

    struct buf private = {0};
    put_u32(&private, 0); /* a check number, twice */
    put_u32(&private, 0);
    buf_add(&private, part.data, part.len);
    put_string(&private, secret, crypto_sign_SECRETKEYBYTES);
    put_string(&private, "", 0); /* comment */
    for (char pad = 1; private.len % BLOCK != 0; pad++)
        buf_add_char(&private, pad);
    put_string(b, private.data, private.len);
    buf_fini(&private);
    buf_fini(&part);
}

static ssh_key draw_ed25519(uint64_t seed)
{
    unsigned char bytes[crypto_sign_SEEDBYTES];
    unsigned char public[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
    struct buf file = {0};
    ssh_key key = NULL;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)draw(&seed);
    if (sodium_init() < 0 || crypto_sign_seed_keypair(public, secret, bytes) != 0)
        return NULL;
    put_key(&file, public, secret);
    size_t size = sodium_base64_encoded_len(file.len, sodium_base64_VARIANT_ORIGINAL);
    char *base64 = mem_alloc(size);
    sodium_bin2base64(base64, size, (const unsigned char *)file.data, file.len,
                      sodium_base64_VARIANT_ORIGINAL);
    char *text = mem_printf("-----BEGIN OPENSSH PRIVATE KEY-----\n%s\n"
                            "-----END OPENSSH PRIVATE KEY-----\n",
                            base64);
    if (ssh_pki_import_privkey_base64(text, NULL, NULL, NULL, &key) != SSH_OK)
        key = NULL;
    free(text);
    free(base64);
    buf_fini(&file);
    return key;
}

ssh_key hostkey_new(uint64_t seed, int rsa_bits, struct err *e)
{
    ssh_key key = NULL;
    if (rsa_bits == 0)
        key = draw_ed25519(seed);
    else if (ssh_pki_generate(SSH_KEYTYPE_RSA, rsa_bits, &key) != SSH_OK)
        key = NULL;
    if (!key)
        err_set(e, ERR_IO, NULL, 0, "cannot make a host key");
    return key;
}

char *hostkey_fingerprint(ssh_key key)
{
    unsigned char *hash = NULL;
    size_t len = 0;
    if (ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &len) != 0)
        return NULL;
    char *text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, len);
    char *copy = mem_dup(text);
    ssh_string_free_char(text);
    ssh_clean_pubkey_hash(&hash);
    return copy;
}

char *hostkey_public(ssh_key key)
{
    char *text = NULL;
    if (ssh_pki_export_pubkey_base64(key, &text) != SSH_OK)
        return NULL;
    char *line = mem_printf("%s %s", ssh_key_type_to_char(ssh_key_type(key)), text);
    ssh_string_free_char(text);
    return line;
}
