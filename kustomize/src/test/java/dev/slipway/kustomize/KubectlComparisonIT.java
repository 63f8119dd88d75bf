package dev.slipway.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Command;
import dev.slipway.base.InputException;
import dev.slipway.base.SlipwayException;
import dev.slipway.kustomize.CaseFile.Case;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Builds the same directory with a kubectl and with ours; failures must be failures in both.
 *
 * <p>A kubectl takes a tenth of a second to start. What a kubectl of the same kustomize has
 * confirmed once ({@code cases/confirmed.txt}) {@link CasesTest} holds ours against, so of an
 * unchanged file of cases every tenth is asked again; of a changed one, or with another kustomize,
 * all are.
 */
class KubectlComparisonIT {
  private static final Pattern VERSION = Pattern.compile("Kustomize Version: (v5\\.[4-9]\\S*)");
  private static final int RANDOM_OVERLAYS = 100;
  private static final int ASKED_AGAIN = 10;

  /** The files of cases that were compared as a whole, until something differs. */
  private static final TreeSet<String> AGREED = new TreeSet<>();

  @TempDir Path directory;

  @BeforeAll
  static void locate() {
    Assumptions.assumeTrue(
        version().isPresent(), "there is no kubectl with kustomize v5.4 or newer to compare with");
  }

  private static Optional<String> version() {
    try {
      var result = Command.of("kubectl", "version", "--client").run();
      var found = VERSION.matcher(result.stdout());
      return result.succeeded() && found.find() ? Optional.of(found.group(1)) : Optional.empty();
    } catch (SlipwayException e) {
      // No such program.
      return Optional.empty();
    }
  }

  static Stream<Case> cases() {
    List<Case> all = CaseFile.comparable().toList();
    List<String> confirmed = CaseFile.confirmed();
    boolean same = confirmed.contains(version().orElse(""));
    all.stream()
        .map(CaseFile::fileOf)
        .filter(file -> !same || !confirmed.contains(line(file)))
        .forEach(AGREED::add);
    return IntStream.range(0, all.size())
        .filter(i -> i % ASKED_AGAIN == 0 || AGREED.contains(CaseFile.fileOf(all.get(i))))
        .mapToObj(all::get);
  }

  private static String line(String file) {
    return file + " " + CaseFile.digest(file);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void ownOverlays(Case overlay) {
    boolean whole = AGREED.remove(CaseFile.fileOf(overlay));
    compare(overlay.write(directory));
    if (whole) {
      AGREED.add(CaseFile.fileOf(overlay));
    }
  }

  @AfterAll
  static void sayWhatIsConfirmed() {
    AGREED.forEach(file ->
        System.out.println(
            "kustomize "
                + version().orElse("")
                + " confirms for cases/confirmed.txt: "
                + line(file)));
  }

  static LongStream seeds() {
    return LongStream.range(0, RANDOM_OVERLAYS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void randomOverlays(long seed) throws IOException {
    compare(new RandomOverlay(seed, directory).write());
  }

  private static void compare(Path overlay) {
    var theirs =
        Command.of("kubectl", "kustomize", overlay.toString())
            // It ends before there is anything to collect.
            .withEnvironment("GOGC", "off")
            .run();
    Optional<String> ours = build(overlay);
    if (theirs.succeeded()) {
      assertThat(ours).contains(theirs.stdout());
    } else {
      assertThat(ours).as(theirs.stderr()).isEmpty();
    }
  }

  private static Optional<String> build(Path overlay) {
    try {
      return Optional.of(Kustomize.build(overlay).yaml());
    } catch (InputException e) {
      return Optional.empty();
    }
  }
}
