package dev.slipway.identity.secret;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds secrets that are none (specification S49): a project id as a secret turns every image name
 * in every log into asterisks and blanks the outputs of jobs.
 */
final class SecretAdvice {
  private static final Set<String> IDENTIFIERS =
      Set.of(
          "PROJECT",
          "PROJECT_ID",
          "REGION",
          "ZONE",
          "LOCATION",
          "CLUSTER",
          "CLUSTER_NAME",
          "NAMESPACE",
          "REGISTRY",
          "PROVIDER",
          "SERVICE_ACCOUNT",
          "ACCOUNT",
          "EMAIL",
          "ENVIRONMENT",
          "REPOSITORY",
          "BUCKET",
          "HOST",
          "DOMAIN",
          "USER",
          "USERNAME");
  private static final Pattern PUBLIC_VALUE =
      Pattern.compile(
          "projects/\\d+/locations/.*"
              + "|[a-z0-9-]+@[a-z0-9-]+\\.iam\\.gserviceaccount\\.com"
              + "|(us|europe|asia)-[a-z]+\\d(-[a-z])?"
              + "|https?://[^@]*");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9._/@:-]{0,62}");

  private SecretAdvice() {}

  static Optional<String> of(String name, String value) {
    boolean named = IDENTIFIERS.stream().anyMatch(i -> name.equals(i) || name.endsWith("_" + i));
    if (PUBLIC_VALUE.matcher(value).matches() || (named && PLAIN.matcher(value).matches())) {
      return Optional.of(
          name
              + " looks like an identifier, not like a secret: wherever its value appears in a log"
              + " it becomes ***, image names included, and outputs that contain it are empty."
              + " Consider 'slipway variable set "
              + name
              + "' and ${{ vars."
              + name
              + " }}.");
    }
    return Optional.empty();
  }
}
