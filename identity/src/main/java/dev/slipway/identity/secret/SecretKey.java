package dev.slipway.identity.secret;

import dev.slipway.base.DurableFiles;
import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The key of the secrets, in an owner-only file beside the database, never in it. AES-256-GCM. */
final class SecretKey {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final String id;
  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  private SecretKey(String id, byte[] key) {
    this.id = id;
    this.key = new SecretKeySpec(key, "AES");
  }

  /** The key in {@code file}; made when there is no file. */
  static SecretKey open(Path file) {
    try {
      if (!Files.exists(file)) {
        create(file);
      }
      var json = Json.parse(Files.readAllBytes(file), file.toString());
      byte[] key = Base64.getDecoder().decode(json.path("key").asString(""));
      if (key.length != KEY_BYTES) {
        throw new SlipwayException(file + " does not hold a key of 256 bits");
      }
      return new SecretKey(json.path("id").asString(""), key);
    } catch (IOException | IllegalArgumentException | InputException e) {
      throw new SlipwayException("could not read the key of the secrets in " + file + ": " + e, e);
    }
  }

  private static void create(Path file) throws IOException {
    var random = new SecureRandom();
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    byte[] id = new byte[8];
    random.nextBytes(id);
    var json =
        Json.MAPPER
            .createObjectNode()
            .put("id", HexFormat.of().formatHex(id))
            .put("key", Base64.getEncoder().encodeToString(key));
    DurableFiles.writeSecret(file, Json.bytes(json));
  }

  String id() {
    return id;
  }

  /**
   * Encrypts; the result is bound to {@code place}, so that a row moved elsewhere cannot be read.
   */
  byte[] encrypt(String place, String text) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] encrypted =
        run(Cipher.ENCRYPT_MODE, nonce, place, text.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.allocate(nonce.length + encrypted.length).put(nonce).put(encrypted).array();
  }

  /** What {@link #encrypt} was given, for the same place and key. */
  String decrypt(String place, byte[] encrypted) {
    byte[] nonce = Arrays.copyOf(encrypted, NONCE_BYTES);
    byte[] rest = Arrays.copyOfRange(encrypted, NONCE_BYTES, encrypted.length);
    return new String(run(Cipher.DECRYPT_MODE, nonce, place, rest), StandardCharsets.UTF_8);
  }

  private byte[] run(int mode, byte[] nonce, String place, byte[] text) {
    try {
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new SlipwayException(
          "the secret "
              + place
              + " cannot be decrypted: it was changed, or encrypted by another key than "
              + id,
          e);
    }
  }

  @Override
  public String toString() {
    return "SecretKey[" + id + "]";
  }
}
