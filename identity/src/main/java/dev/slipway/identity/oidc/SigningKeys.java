package dev.slipway.identity.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.slipway.base.DurableFiles;
import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;

/**
 * The issuer's RSA keys, one owner-only file each. A new one follows after {@link #LIFE}; the old
 * one is published for {@link #OVERLAP} longer, as tokens it signed are still on their way.
 * Thread-safe.
 */
public final class SigningKeys {
  static final Duration LIFE = Duration.ofDays(30);
  static final Duration OVERLAP = Duration.ofDays(1);
  private static final int BITS = 2048;
  private static final String SUFFIX = ".jwk.json";

  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private final Path directory;
  private final Clock clock;
  private final Duration life;
  private final List<RSAKey> keys = new ArrayList<>();
  private boolean loaded;

  /**
   * The keys in {@code directory}, which is created. The first is made when it is first needed:
   * making one takes longer than starting the process.
   */
  public SigningKeys(Path directory, Clock clock) {
    this(directory, clock, LIFE);
  }

  private SigningKeys(Path directory, Clock clock, Duration life) {
    this.directory = directory;
    this.clock = clock;
    this.life = life;
  }

  /** One key that stays, for tokens that may live long. */
  public static SigningKeys lasting(Path directory, Clock clock) {
    return new SigningKeys(directory, clock, FOR_EVER);
  }

  /** The key to sign with. */
  synchronized RSAKey current() {
    refresh();
    return keys.getLast();
  }

  /** The keys to verify with, without their private parts. */
  synchronized JWKSet published() {
    refresh();
    return new JWKSet(List.<JWK>copyOf(keys)).toPublicJWKSet();
  }

  private void refresh() {
    load();
    if (keys.isEmpty() || !now().isBefore(made(keys.getLast()).plus(life))) {
      add();
    }
    // A key ends with the overlap that began when its successor was made.
    while (keys.size() > 1 && !now().isBefore(made(keys.get(1)).plus(OVERLAP))) {
      delete(keys.removeFirst());
    }
  }

  private Instant now() {
    return clock.instant();
  }

  private static Instant made(RSAKey key) {
    return key.getIssueTime().toInstant();
  }

  private void load() {
    if (loaded) {
      return;
    }
    try {
      Files.createDirectories(directory);
      try (var files = Files.list(directory)) {
        for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).toList()) {
          keys.add(RSAKey.parse(Files.readString(file)));
        }
      }
    } catch (IOException | ParseException e) {
      throw new SlipwayException("could not read the issuer's keys in " + directory + ": " + e, e);
    }
    keys.sort(Comparator.comparing(SigningKeys::made).thenComparing(RSAKey::getKeyID));
    loaded = true;
  }

  private void add() {
    try {
      var key =
          new RSAKeyGenerator(BITS)
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.RS256)
              .issueTime(Date.from(now()))
              .keyIDFromThumbprint(true)
              .generate();
      DurableFiles.writeSecret(file(key), key.toJSONString().getBytes(StandardCharsets.UTF_8));
      keys.add(key);
    } catch (JOSEException | IOException e) {
      throw new SlipwayException("could not make a key in " + directory + ": " + e, e);
    }
  }

  private void delete(RSAKey key) {
    try {
      Files.deleteIfExists(file(key));
    } catch (IOException e) {
      throw new SlipwayException("could not delete an old key in " + directory + ": " + e, e);
    }
  }

  private Path file(RSAKey key) {
    return directory.resolve(key.getKeyID() + SUFFIX);
  }
}
