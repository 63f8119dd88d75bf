package dev.slipway.node.proxy;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Private keys in the PEM forms found in Secrets: PKCS #8 (RFC 5958), PKCS #1 for RSA (RFC 8017,
 * A.1.2) and SEC 1 for elliptic curves (RFC 5915).
 */
final class PemKeys {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([^-]*)-----END \\1-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private static final byte[] VERSION_0 = HexFormat.of().parseHex("020100");
  // rsaEncryption, with a NULL for parameters
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
  // id-ecPublicKey
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int PARAMETERS = 0xa0;

  private PemKeys() {}

  /**
   * The first key in {@code pem}.
   *
   * @throws GeneralSecurityException when there is none, or of no kind known here
   */
  static PrivateKey parse(String pem) throws GeneralSecurityException {
    Matcher block = BLOCK.matcher(pem);
    if (!block.find()) {
      throw new GeneralSecurityException("it holds no unencrypted private key");
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(block.group(2));
      return switch (block.group(1)) {
        case "RSA PRIVATE KEY" -> key("RSA", sequence(VERSION_0, RSA, element(OCTETS, der)));
        case "EC PRIVATE KEY" ->
            key("EC", sequence(VERSION_0, sequence(EC, curve(der)), element(OCTETS, der)));
        default -> anyKey(der);
      };
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new GeneralSecurityException("the private key is damaged", e);
    }
  }

  private static PrivateKey anyKey(byte[] der) throws GeneralSecurityException {
    for (String algorithm : ALGORITHMS) {
      try {
        return key(algorithm, der);
      } catch (GeneralSecurityException e) {
        // The form does not say at once which kind it is: the next one is tried.
      }
    }
    throw new GeneralSecurityException("its private key is of none of the kinds " + ALGORITHMS);
  }

  private static PrivateKey key(String algorithm, byte[] der) throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  /** The curve's name, which SEC 1 keeps inside: ECPrivateKey.parameters. */
  private static byte[] curve(byte[] der) throws GeneralSecurityException {
    int at = content(der, 0);
    while (at < der.length) {
      int start = content(der, at);
      int end = start + length(der, at);
      if ((der[at] & 0xff) == PARAMETERS) {
        return java.util.Arrays.copyOfRange(der, start, end);
      }
      at = end;
    }
    throw new GeneralSecurityException("the private key does not name its curve");
  }

  private static int length(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = 0; i < (first & 0x7f); i++) {
      length = (length << 8) | (der[at + 2 + i] & 0xff);
    }
    return length;
  }

  private static int content(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  private static byte[] sequence(byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    return element(SEQUENCE, content.toByteArray());
  }

  private static byte[] element(int tag, byte[] content) {
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      // Two bytes of length are enough for 64 KiB, more than any key.
      out.write(0x82);
      out.write(content.length >> 8);
      out.write(content.length & 0xff);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }
}
