package dev.slipway.cli.doctor;

import dev.slipway.base.Command;
import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The programs an instance starts. */
final class ProgramChecks {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)+");
  private static final int SERVED_MINOR = 33;
  private static final int COMFORTABLE_MINOR = 27;

  /** A program, how it tells its version, and the Debian package that has it. */
  private record Program(String name, String option, String debian) {}

  private static final List<Program> NEEDED =
      List.of(
          new Program("runc", "--version", "runc"),
          new Program("conmon", "--version", "conmon"),
          new Program("ip", "-V", "iproute2"),
          new Program("iptables", "--version", "iptables"),
          new Program("unshare", "--version", "util-linux"),
          new Program("git", "--version", "git"),
          new Program("mmdebstrap", "--version", "mmdebstrap"));

  private ProgramChecks() {}

  static List<Finding> all() {
    var findings = new ArrayList<Finding>();
    for (Program program : NEEDED) {
      findings.add(
          output(program.name(), program.option())
              .map(text -> Finding.ok(program.name(), version(text)))
              .orElseGet(() -> missing(program.name(), program.debian())));
    }
    findings.add(
        output("kubectl", "version", "--client", "-o", "json")
            .map(ProgramChecks::kubectl)
            .orElseGet(() -> missing("kubectl", "kubernetes-client")));
    return findings;
  }

  private static Finding missing(String name, String debian) {
    return Finding.failure(
        name,
        "not found, or does not run",
        "install it; on Debian and Ubuntu: apt-get install --no-install-recommends " + debian);
  }

  private static Optional<String> output(String program, String... arguments) {
    if (!Command.exists(program)) {
      return Optional.empty();
    }
    var words = new ArrayList<>(List.of(program));
    words.addAll(List.of(arguments));
    try {
      Command.Result result = Command.of(words).withLimit(PATIENCE).run();
      return result.succeeded()
          ? Optional.of(result.stdout().isBlank() ? result.stderr() : result.stdout())
          : Optional.empty();
    } catch (SlipwayException e) {
      return Optional.empty();
    }
  }

  static String version(String text) {
    Matcher number = NUMBER.matcher(text);
    return number.find() ? number.group() : text.lines().findFirst().orElse("").strip();
  }

  /** From what {@code kubectl version --client -o json} prints. */
  static Finding kubectl(String json) {
    try {
      var version =
          Json.parse(json.getBytes(StandardCharsets.UTF_8), "kubectl").path("clientVersion");
      String name = version.path("gitVersion").asString("");
      String digits = version.path("minor").asString("").replaceAll("[^0-9]", "");
      int minor = digits.isEmpty() || digits.length() > 4 ? 0 : Integer.parseInt(digits);
      if (minor == 0) {
        return Finding.warning("kubectl", "says no version", "install kubectl 1." + SERVED_MINOR);
      }
      return minor >= COMFORTABLE_MINOR
          ? Finding.ok("kubectl", name)
          : Finding.warning(
              "kubectl",
              name + ", while the cluster speaks 1." + SERVED_MINOR,
              "apply, get, logs and rollout work; diff and dry runs on the server need kubectl 1."
                  + COMFORTABLE_MINOR
                  + " or newer");
    } catch (InputException e) {
      return Finding.warning(
          "kubectl", "its version cannot be read", "install kubectl 1." + SERVED_MINOR);
    }
  }
}
