package dev.slipway.manifest.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The syntaxes of names; each check answers what is wrong, in Kubernetes' words. */
final class Names {
  private static final String LABEL_PATTERN = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String QUALIFIED_PATTERN = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final Pattern LABEL = Pattern.compile(LABEL_PATTERN);
  private static final Pattern SUBDOMAIN =
      Pattern.compile(LABEL_PATTERN + "(\\." + LABEL_PATTERN + ")*");
  private static final Pattern LABEL_1035 = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern QUALIFIED = Pattern.compile(QUALIFIED_PATTERN);
  private static final Pattern CONFIG_KEY = Pattern.compile("[-._a-zA-Z0-9]+");
  private static final Pattern PORT_NAME = Pattern.compile("[-a-z0-9]+");
  private static final Pattern VARIABLE = Pattern.compile("[ -<>-~]+");
  private static final int LABEL_LENGTH = 63;
  private static final int SUBDOMAIN_LENGTH = 253;

  private Names() {}

  /** A check of one name. */
  @FunctionalInterface
  interface Check {
    /** What is wrong; empty when nothing is. */
    List<String> problems(String name);
  }

  static List<String> subdomain(String name) {
    return check(
        name,
        SUBDOMAIN,
        SUBDOMAIN_LENGTH,
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
            + " '.', and must start and end with an alphanumeric character (e.g. 'example.com',"
            + " regex used for validation is"
            + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
  }

  /** A host with a star for its first part. */
  static List<String> wildcard(String name) {
    boolean fits = name.startsWith("*.") && SUBDOMAIN.matcher(name.substring(2)).matches();
    var problems = new ArrayList<String>();
    if (name.length() > SUBDOMAIN_LENGTH) {
      problems.add("must be no more than " + SUBDOMAIN_LENGTH + " characters");
    }
    if (!fits) {
      problems.add(
          "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain,"
              + " which must consist of lower case alphanumeric characters, '-' or '.' and end with"
              + " an alphanumeric character (e.g. '*.example.com', regex used for validation is"
              + " '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
    }
    return problems;
  }

  static List<String> label(String name) {
    return check(
        name,
        LABEL,
        LABEL_LENGTH,
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
            + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
            + " regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')");
  }

  static List<String> serviceName(String name) {
    return check(
        name,
        LABEL_1035,
        LABEL_LENGTH,
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an"
            + " alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or"
            + " 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')");
  }

  /** Names that only need to fit into a URL, such as those of roles. */
  static List<String> pathSegment(String name) {
    if (name.equals(".") || name.equals("..")) {
      return List.of("may not be '" + name + "'");
    }
    var problems = new ArrayList<String>();
    for (String illegal : List.of("/", "%")) {
      if (name.contains(illegal)) {
        problems.add("may not contain '" + illegal + "'");
      }
    }
    return problems;
  }

  static List<String> labelValue(String value) {
    if (value.isEmpty()) {
      return List.of();
    }
    return check(
        value,
        QUALIFIED,
        LABEL_LENGTH,
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
            + " '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
            + " 'my_value',  or '12345', regex used for validation is"
            + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')");
  }

  /** Keys of labels and annotations: {@code name} or {@code example.com/name}. */
  static List<String> qualified(String key) {
    var problems = new ArrayList<String>();
    int slash = key.indexOf('/');
    if (key.indexOf('/', slash + 1) >= 0 && slash >= 0) {
      return List.of(
          "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must"
              + " start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or"
              + " '123-abc', regex used for validation is"
              + " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix"
              + " and '/' (e.g. 'example.com/MyName')");
    }
    if (slash == 0) {
      problems.add("prefix part must be non-empty");
    } else if (slash > 0) {
      subdomain(key.substring(0, slash)).forEach(p -> problems.add("prefix part " + p));
    }
    String name = key.substring(slash + 1);
    if (name.isEmpty()) {
      problems.add("name part must be non-empty");
    }
    check(
            name,
            QUALIFIED,
            LABEL_LENGTH,
            "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with"
                + " an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex"
                + " used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')")
        .forEach(p -> problems.add("name part " + p));
    return problems;
  }

  static List<String> configKey(String key) {
    if (key.equals(".") || key.equals("..")) {
      return List.of("must not be '" + key + "'");
    }
    return check(
        key,
        CONFIG_KEY,
        SUBDOMAIN_LENGTH,
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g."
            + " 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is"
            + " '[-._a-zA-Z0-9]+')");
  }

  static List<String> variable(String name) {
    return check(
        name,
        VARIABLE,
        Integer.MAX_VALUE,
        "a valid environment variable name must consist only of printable ASCII characters other"
            + " than '='");
  }

  static List<String> portName(String name) {
    var problems = new ArrayList<String>();
    if (name.length() > 15) {
      problems.add("must be no more than 15 characters");
    }
    if (!PORT_NAME.matcher(name).matches()) {
      problems.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (name.chars().noneMatch(c -> c >= 'a' && c <= 'z')) {
      problems.add("must contain at least one letter (a-z)");
    }
    if (name.contains("--")) {
      problems.add("must not contain consecutive hyphens");
    }
    if (name.startsWith("-") || name.endsWith("-")) {
      problems.add("must not begin or end with a hyphen");
    }
    return problems;
  }

  private static List<String> check(String name, Pattern pattern, int longest, String rule) {
    var problems = new ArrayList<String>();
    if (name.length() > longest) {
      problems.add("must be no more than " + longest + " characters");
    }
    if (!pattern.matcher(name).matches()) {
      problems.add(rule);
    }
    return problems;
  }
}
