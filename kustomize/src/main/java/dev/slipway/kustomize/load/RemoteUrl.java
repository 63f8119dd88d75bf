package dev.slipway.kustomize.load;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that lies elsewhere: a file on a web server, or a directory of a git repository.
 *
 * <p>Repositories are named as git does ({@code https}, {@code ssh}, {@code file}, {@code
 * user@host:path}) or as {@code github.com/owner/name}. The directory comes after {@code //}, or
 * after {@code .git/}, {@code _git/NAME/} and GitHub's owner and name; then {@code ?ref=}, {@code
 * timeout=} and {@code submodules=}.
 *
 * @param text as the user wrote it
 * @param repository what git clones
 * @param directory the directory in it; empty for its top
 * @param ref branch, tag or commit; empty for the default branch
 * @param timeout how long git may take
 * @param submodules whether to fetch them too
 * @param certainty whether it must be a repository or may be a file
 */
public record RemoteUrl(
    String text,
    String repository,
    String directory,
    String ref,
    Duration timeout,
    Submodules submodules,
    Certainty certainty) {
  private static final Duration USUAL = Duration.ofSeconds(27);
  private static final Pattern SCHEME =
      Pattern.compile("(https?|ssh|file)://([^/]*)(/?)(.*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern SCP = Pattern.compile("((?:[\\w.+-]+@)[\\w.-]+:)(.*)");
  private static final Pattern GITHUB =
      Pattern.compile("github\\.com([/:])(.*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern AFTER_GIT = Pattern.compile("(.*?\\.git)(?:/+(.*))?");
  private static final Pattern AFTER_AZURE = Pattern.compile("((?:.*/)?_git/[^/]+)(?:/+(.*))?");
  private static final Pattern AFTER_OWNER = Pattern.compile("([^/]+/[^/]+)(?:/+(.*))?");
  private static final Pattern DATA = Pattern.compile(".*\\.(ya?ml|json)", Pattern.DOTALL);
  private static final Pattern SECONDS = Pattern.compile("(\\d{1,6})(s|m|h)?");
  private static final Pattern LOGIN = Pattern.compile("://[^/@\\s]*@");

  /** Submodules of a repository. */
  public enum Submodules {
    FETCHED,
    LEFT_OUT
  }

  /** What an address says about itself. */
  public enum Certainty {
    REPOSITORY,
    FILE_OR_REPOSITORY
  }

  /** Where the repository's name ends and the directory begins. */
  private record Split(String repository, String directory, boolean marked) {}

  /** Whether a path is such an address; whether a file of that name exists is not asked. */
  public static boolean isRemote(String text) {
    return parse(text).isPresent();
  }

  /** Reads an address; nothing when it is a local path. */
  public static Optional<RemoteUrl> parse(String text) {
    String address = text.startsWith("git::") ? text.substring("git::".length()) : text;
    int question = address.indexOf('?');
    String path = question < 0 ? address : address.substring(0, question);
    Map<String, String> query = query(question < 0 ? "" : address.substring(question + 1));
    Matcher scheme = SCHEME.matcher(path);
    Matcher scp = SCP.matcher(path);
    Matcher github = GITHUB.matcher(path);
    if (scheme.matches()) {
      return Optional.of(withScheme(text, scheme, query));
    }
    if (scp.matches()) {
      String host = scp.group(1);
      Split split = split(scp.group(2), host.contains("github.com"));
      return Optional.of(of(text, host, split, query, Certainty.REPOSITORY));
    }
    if (github.matches()) {
      String host = github.group(1).equals(":") ? "git@github.com:" : "https://github.com/";
      return Optional.of(of(text, host, split(github.group(2), true), query, Certainty.REPOSITORY));
    }
    return Optional.empty();
  }

  private static RemoteUrl withScheme(String text, Matcher parts, Map<String, String> query) {
    String scheme = parts.group(1).toLowerCase(Locale.ROOT);
    String host = parts.group(2);
    boolean github = host.replaceFirst(".*@", "").equalsIgnoreCase("github.com");
    Split split = split(parts.group(4), github);
    boolean git =
        text.startsWith("git::")
            || !scheme.startsWith("http")
            || split.marked
            || query.containsKey("ref")
            || query.containsKey("version")
            || (github && !DATA.matcher(parts.group(4)).matches());
    String start = scheme + "://" + host + parts.group(3);
    return of(text, start, split, query, git ? Certainty.REPOSITORY : Certainty.FILE_OR_REPOSITORY);
  }

  private static RemoteUrl of(
      String text, String host, Split split, Map<String, String> query, Certainty certainty) {
    return new RemoteUrl(
        text,
        host + split.repository,
        split.directory.replaceAll("^/+|/+$", ""),
        query.getOrDefault("ref", query.getOrDefault("version", "")),
        timeout(query.getOrDefault("timeout", "")),
        query.getOrDefault("submodules", "").equals("false")
            ? Submodules.LEFT_OUT
            : Submodules.FETCHED,
        certainty);
  }

  private static Split split(String path, boolean github) {
    int slashes = path.indexOf("//");
    if (slashes >= 0) {
      return new Split(path.substring(0, slashes), path.substring(slashes + 2), true);
    }
    Matcher git = AFTER_GIT.matcher(path);
    if (git.matches()) {
      return new Split(git.group(1), Optional.ofNullable(git.group(2)).orElse(""), true);
    }
    Matcher azure = AFTER_AZURE.matcher(path);
    if (azure.matches()) {
      return new Split(azure.group(1), Optional.ofNullable(azure.group(2)).orElse(""), true);
    }
    Matcher owner = AFTER_OWNER.matcher(path);
    if (github && owner.matches()) {
      return new Split(owner.group(1), Optional.ofNullable(owner.group(2)).orElse(""), false);
    }
    return new Split(path.replaceFirst("/+$", ""), "", false);
  }

  private static Map<String, String> query(String text) {
    var query = new LinkedHashMap<String, String>();
    for (String part : text.split("&")) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        query.put(part.substring(0, equals), part.substring(equals + 1));
      }
    }
    return query;
  }

  /** Seconds, or a number with its unit; what cannot be read means the usual time. */
  private static Duration timeout(String text) {
    Matcher matcher = SECONDS.matcher(text);
    if (!matcher.matches() || matcher.group(1).matches("0*")) {
      return USUAL;
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (Optional.ofNullable(matcher.group(2)).orElse("s")) {
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofSeconds(number);
    };
  }

  /** The address without names and passwords in it. */
  public String shown() {
    return withoutLogin(text);
  }

  static String withoutLogin(String text) {
    return LOGIN.matcher(text).replaceAll("://");
  }

  @Override
  public String toString() {
    return shown();
  }
}
