package dev.slipway.dockerfile.leak;

import dev.slipway.dockerfile.leak.Leak.Weight;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files in which programs keep logins: what they hold has no form of its own, and is known by the
 * file's name.
 */
final class LoginFiles {
  private static final List<Kind> KINDS =
      List.of(
          // A checkout keeps its token in a header; a remote may have one in its address.
          new Kind(
              ".*/\\.git/(modules/.*/)?config",
              "(?mi)^\\s*extraheader\\s*=\\s*authorization:\\s*\\S+|://[^/@\\s:]+:[^/@\\s]+@",
              "a login of git"),
          new Kind(".*/\\.git-credentials", "://[^/@\\s:]+:[^/@\\s]+@", "a login of git"),
          new Kind(".*/[._]netrc", "(?m)\\bpassword\\s+\\S+", "a login"),
          new Kind(".*/\\.pypirc", "(?m)^\\s*password\\s*[=:]\\s*[^\\s$]", "a login of PyPI"),
          new Kind(".*/pip\\.conf", "://[^/@\\s:$]+:[^/@\\s$]+@", "a login of PyPI"),
          new Kind(
              ".*/(\\.docker/config\\.json|\\.dockercfg|\\.dockerconfigjson)",
              "\"(auth|identitytoken|password)\"\\s*:\\s*\"[^\"\\s$]{4,}\"",
              "a login of a registry"),
          new Kind(
              ".*/(\\.kube/config|kubeconfig[^/]*|[^/]*\\.kubeconfig)",
              "(?m)^\\s*(- )?(token|password)\\s*:\\s*[^\\s$<{]",
              "a login of a cluster"),
          new Kind(
              ".*/\\.aws/credentials",
              "(?m)^\\s*aws_secret_access_key\\s*=\\s*\\S",
              "an AWS secret access key"),
          new Kind(
              ".*/application_default_credentials\\.json",
              "\"refresh_token\"\\s*:\\s*\"\\S",
              "a login of Google Cloud"),
          new Kind(
              ".*/\\.m2/settings(-security)?\\.xml",
              "<(password|passphrase|master)>[^<$\\s{]",
              "a login of Maven"),
          new Kind(
              ".*/(\\.yarnrc\\.yml|\\.npmrc)",
              "(?m)(npmAuthToken|npmAuthIdent)\\s*:\\s*[\"']?[^\\s\"'$]|_(auth|password)\\s*=\\s*[^\\s$]",
              "an npm login"));

  /** Parts of the names of all these files: most others are told apart without a search. */
  private static final List<String> PARTS =
      List.of(
          "config",
          "cfg",
          "credentials",
          "netrc",
          "pypirc",
          "pip.conf",
          "settings",
          "yarnrc",
          "npmrc");

  /** What holds keys in a form that cannot be looked into; those of trusted roots are public. */
  private static final Pattern KEYSTORE = Pattern.compile("(?i).*\\.(jks|jceks|keystore|p12|pfx)");

  private static final Pattern TRUST = Pattern.compile("(?i).*(trust|cacerts).*");

  private record Kind(Pattern path, Pattern content, String what) {
    Kind(String path, String content, String what) {
      this(Pattern.compile(path), Pattern.compile(content), what);
    }
  }

  private LoginFiles() {}

  /** Whether a file's name says that it may hold a login. */
  static boolean contain(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return (name.indexOf('.') >= 0 && isKeystore(path))
        || (PARTS.stream().anyMatch(name::contains) && isNamedSo(path));
  }

  private static boolean isNamedSo(String path) {
    return KINDS.stream().anyMatch(k -> k.path.matcher(path).matches());
  }

  private static boolean isKeystore(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return KEYSTORE.matcher(name).matches() && !TRUST.matcher(name).matches();
  }

  /**
   * The login in a file.
   *
   * @param path absolute, in the image
   */
  static Optional<Leak> login(String path, byte[] bytes) {
    if (isKeystore(path)) {
      return Optional.of(new Leak(path, 1, "a keystore", Weight.TOLD));
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    for (Kind kind : KINDS) {
      Matcher found = kind.content.matcher(text);
      if (kind.path.matcher(path).matches() && found.find()) {
        int line =
            1 + (int) text.substring(0, found.start()).chars().filter(c -> c == '\n').count();
        return Optional.of(new Leak(path, line, kind.what, Weight.TOLD));
      }
    }
    return Optional.empty();
  }
}
