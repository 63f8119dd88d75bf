package dev.slipway.cli.standin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The options of {@code docker build}: those there are, and those whose effect cannot be had. */
final class DockerBuildFlags {
  private static final List<String> VALUED =
      List.of(
          "--add-host",
          "--allow",
          "--annotation",
          "--attest",
          "--build-arg",
          "--build-context",
          "--builder",
          "--cache-from",
          "--cache-to",
          "--call",
          "--cgroup-parent",
          "--cpu-period",
          "--cpu-quota",
          "--cpu-shares|-c",
          "--cpuset-cpus",
          "--cpuset-mems",
          "--file|-f",
          "--iidfile",
          "--isolation",
          "--label",
          "--memory|-m",
          "--memory-swap",
          "--metadata-file",
          "--network",
          "--no-cache-filter",
          "--output|-o",
          "--platform",
          "--progress",
          "--provenance",
          "--sbom",
          "--secret",
          "--security-opt",
          "--shm-size",
          "--ssh",
          "--tag|-t",
          "--target",
          "--ulimit");

  private static final List<String> SWITCHES =
      List.of(
          "--check",
          "--compress",
          "--debug|-D",
          "--force-rm",
          "--load",
          "--no-cache",
          "--pull",
          "--push",
          "--quiet|-q",
          "--rm");

  /** What buildx takes too, and does nothing for. */
  private static final List<String> UNUSED =
      List.of(
          "--compress",
          "--cpu-period",
          "--cpu-quota",
          "--cpu-shares",
          "--cpuset-cpus",
          "--cpuset-mems",
          "--isolation",
          "--memory-swap",
          "--security-opt");

  private static final List<String> FORMATS = List.of("format=json", "format=text");

  private DockerBuildFlags() {}

  static Flags parse(List<String> arguments) {
    return Docker.parse("buildx build", arguments, VALUED, SWITCHES);
  }

  /** How an answer is printed. */
  enum Format {
    TEXT,
    JSON
  }

  /** Something that is asked instead of building. */
  record Call(String method, Format format) {}

  /** {@code --call=METHOD[,format=json]} and {@code --check}; empty for a build. */
  static Optional<Call> call(Flags flags) {
    String value = flags.has("--check") ? "check" : flags.last("--call").orElse("build");
    List<String> fields = Arrays.asList(value.split(","));
    List<String> rest = fields.subList(1, fields.size());
    if (!FORMATS.containsAll(rest)) {
      throw DockerUsage.wrong("buildx build", "--call=" + value + ": there is only format=json");
    }
    Format format = rest.contains("format=json") ? Format.JSON : Format.TEXT;
    String method = fields.getFirst();
    return switch (method) {
      case "build" -> Optional.empty();
      case "check", "lint", "outline", "targets" -> Optional.of(new Call(method, format));
      default ->
          throw DockerUsage.wrong(
              "buildx build", "--call=" + value + ": there are build, check, outline and targets");
    };
  }

  static boolean quiet(Flags flags, Surroundings around) {
    return flags.has("--quiet") || progress(flags, around).equals("quiet");
  }

  /** As buildx has it: what the environment says counts where the command line leaves it open. */
  private static String progress(Flags flags, Surroundings around) {
    return flags
        .last("--progress")
        .filter(progress -> !progress.equals("auto"))
        .or(() -> around.variable("BUILDKIT_PROGRESS"))
        .orElse("auto");
  }

  /** What the image is to run on; empty for this machine. */
  static List<String> platforms(Flags flags, Surroundings around) {
    return flags.all("--platform").isEmpty()
        ? around.variable("DOCKER_DEFAULT_PLATFORM").stream().toList()
        : flags.all("--platform");
  }

  /** The stages of {@code --no-cache-filter}, which may be repeated and hold several. */
  static List<String> stages(Flags flags) {
    return flags.all("--no-cache-filter").stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .toList();
  }

  /** Options whose effect cannot be had are refused, so that nobody relies on it. */
  static void refuse(Flags flags, Surroundings around) {
    boolean attested =
        flags.all("--attest").stream()
            .anyMatch(value -> !List.of(value.split(",")).contains("disabled=true"));
    if (flags.has("--sbom") || flags.has("--provenance") || attested) {
      throw DockerUsage.wrong(
          "buildx build",
          "--sbom, --provenance and --attest: no attestations are made here; remove them");
    }
    if (flags.has("--ssh")) {
      throw DockerUsage.wrong("buildx build", "--ssh is not supported here; use --secret");
    }
    if (flags.last("--cgroup-parent").isPresent()) {
      throw DockerUsage.wrong(
          "buildx build", "--cgroup-parent: steps have a place of their own here; remove it");
    }
    if (progress(flags, around).equals("rawjson")) {
      throw DockerUsage.wrong("buildx build", "--progress=rawjson: progress is plain here");
    }
  }

  /** What is taken and does nothing. */
  static List<String> warnings(Flags flags) {
    var warnings = new ArrayList<String>();
    for (String name : UNUSED) {
      if (!flags.all(name).isEmpty()) {
        warnings.add("WARNING: " + name + " has no effect");
      }
    }
    return warnings;
  }
}
