package dev.slipway.runner.service;

import dev.slipway.base.SlipwayException;
import dev.slipway.http.HttpException;
import dev.slipway.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Links that need no other credentials: a random key signs what they lead to, for what, and until
 * when. The key lives as long as the process.
 */
public final class SignedUrls {
  private static final Duration LIFE = Duration.ofHours(1);

  private final SecretKeySpec key;
  private final Clock clock;

  /** What a link allows. */
  enum Use {
    READ,
    WRITE
  }

  /**
   * Makes links.
   *
   * @param key random, of at least 32 bytes
   */
  public SignedUrls(byte[] key, Clock clock) {
    if (key.length < 32) {
      throw new IllegalArgumentException("the key has only " + key.length + " bytes");
    }
    this.key = new SecretKeySpec(key, "HmacSHA256");
    this.clock = clock;
  }

  /** A link at the host that the client addressed. */
  String sign(Request request, String path, Use use) {
    long expires = clock.instant().plus(LIFE).getEpochSecond();
    String scheme = request.isSecure() ? "https://" : "http://";
    return scheme
        + request.authority()
        + path
        + "?use="
        + use.name()
        + "&se="
        + expires
        + "&sig="
        + signature(path, use, expires);
  }

  /**
   * Checks a link that was used.
   *
   * @throws HttpException 403 when it was not signed here for this use, or is past its time
   */
  void check(Request request, Use use) {
    long expires;
    try {
      expires = Long.parseLong(request.query("se").orElse("0"));
    } catch (NumberFormatException e) {
      throw new HttpException(403, "the link is not a signed one");
    }
    byte[] given = request.query("sig").orElse("").getBytes(StandardCharsets.UTF_8);
    byte[] right = signature(request.path(), use, expires).getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(given, right)) {
      throw new HttpException(403, "the link's signature is wrong");
    }
    if (clock.instant().getEpochSecond() > expires) {
      throw new HttpException(403, "the link is past its time; ask for a new one");
    }
  }

  private String signature(String path, Use use, long expires) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      String text = use.name() + "\n" + expires + "\n" + path;
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new SlipwayException("this Java cannot sign with HmacSHA256", e);
    }
  }
}
