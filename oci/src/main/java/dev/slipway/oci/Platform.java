package dev.slipway.oci;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.slipway.base.InputException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a machine must be to run an image (OCI image specification, image-index.md, {@code
 * platform}). Names are Go's: {@code amd64}, {@code arm64}.
 *
 * @param variant of the architecture, such as {@code v8}; empty when there is none
 * @param osVersion empty except for Windows
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Platform(
    String os,
    String architecture,
    String variant,
    @JsonProperty("os.version") String osVersion,
    @JsonProperty("os.features") List<String> osFeatures) {

  public Platform {
    if (os.isEmpty() || architecture.isEmpty()) {
      throw new IllegalArgumentException("a platform has an operating system and an architecture");
    }
    osFeatures = List.copyOf(osFeatures);
  }

  @JsonCreator
  static Platform fromJson(
      @JsonProperty(value = "os", required = true) String os,
      @JsonProperty(value = "architecture", required = true) String architecture,
      @JsonProperty("variant") @Nullable String variant,
      @JsonProperty("os.version") @Nullable String osVersion,
      @JsonProperty("os.features") @Nullable List<String> osFeatures) {
    return new Platform(
        os,
        architecture,
        variant == null ? "" : variant,
        osVersion == null ? "" : osVersion,
        osFeatures == null ? List.of() : osFeatures);
  }

  public static Platform of(String os, String architecture) {
    return of(os, architecture, "");
  }

  /** The parts under Go's names; a variant that says nothing ({@code arm64/v8}) is dropped. */
  public static Platform of(String os, String architecture, String variant) {
    String name = goName(architecture);
    boolean implied =
        (name.equals("arm64") && variant.equals("v8"))
            || (name.equals("amd64") && variant.equals("v1"));
    return new Platform(os.toLowerCase(Locale.ROOT), name, implied ? "" : variant, "", List.of());
  }

  /** This machine's, for Linux images. */
  public static Platform host() {
    return of("linux", System.getProperty("os.arch", "amd64"));
  }

  /**
   * Reads {@code os/architecture[/variant]}.
   *
   * @throws InputException when it is anything else
   */
  public static Platform parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length < 2 || parts.length > 3 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new InputException(
          InputException.Position.of("platform"),
          "\"" + text + "\" is not a platform",
          "write it as os/architecture[/variant], such as linux/amd64 or linux/arm64");
    }
    return of(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
  }

  /** Whether an image for this platform runs on {@code machine}. */
  public boolean runsOn(Platform machine) {
    return os.equals(machine.os)
        && goName(architecture).equals(goName(machine.architecture))
        && (variant.isEmpty()
            || variant.equals(machine.variant)
            || of(os, architecture, variant).variant.isEmpty());
  }

  @Override
  public String toString() {
    return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
  }

  private static String goName(String architecture) {
    return switch (architecture.toLowerCase(Locale.ROOT)) {
      case "x86_64", "x86-64", "amd64" -> "amd64";
      case "aarch64", "arm64" -> "arm64";
      case "i386", "i686", "x86", "386" -> "386";
      case "armhf", "armel", "arm" -> "arm";
      default -> architecture;
    };
  }
}
