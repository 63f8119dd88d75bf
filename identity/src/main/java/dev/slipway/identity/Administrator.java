package dev.slipway.identity;

import dev.slipway.base.DurableFiles;
import dev.slipway.http.Principal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Set;

/** The administrator of an instance, who holds the token in an owner-only file. */
public final class Administrator {
  /** May do everything; the groups are the ones Kubernetes gives its administrators. */
  public static final Principal PRINCIPAL =
      new Principal("admin", Set.of("system:masters", "system:authenticated"));

  private Administrator() {}

  /** The token in {@code file}, created at the first call. */
  public static Token token(Path file) throws IOException {
    if (!Files.exists(file)) {
      Token token = Token.random(new SecureRandom());
      DurableFiles.writeSecret(file, (token.value() + "\n").getBytes(StandardCharsets.UTF_8));
      return token;
    }
    return new Token(Files.readString(file).strip());
  }
}
