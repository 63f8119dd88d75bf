package dev.slipway.workflow.syntax;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads workflow files (specification §7, §8): every mistake with its position, or the model.
 *
 * <p>Whatever GitHub accepts is accepted; {@link Support} says what cannot be run here.
 */
public final class WorkflowReader {
  /** Calls in one reading, those of called workflows included. */
  static final int MOST_CALLS = 200;

  private final Function<String, Optional<byte[]>> files;
  private final ReadOptions options;
  private int calls;

  /** What came of a reading. */
  public sealed interface Reading {}

  /** The file is right. */
  public record Accepted(Workflow workflow) implements Reading {}

  /** The file is wrong, in the order of the file. */
  public record Refused(List<Problem> problems) implements Reading {
    public Refused {
      problems = List.copyOf(problems);
    }
  }

  WorkflowReader(Function<String, Optional<byte[]>> files, ReadOptions options) {
    this.files = files;
    this.options = options;
  }

  /**
   * Reads a workflow and those it calls.
   *
   * @param yaml the file's bytes
   * @param file its path in the repository, for positions
   * @param localFiles the content of another path of the same commit
   */
  public static Reading read(
      byte[] yaml, String file, Function<String, Optional<byte[]>> localFiles) {
    return new WorkflowReader(localFiles, ReadOptions.DEFAULT).read(yaml, file);
  }

  /**
   * The same for callers that stop at the first problem.
   *
   * @throws InputException when the file is wrong
   */
  public static Workflow require(
      byte[] yaml, String file, Function<String, Optional<byte[]>> localFiles) {
    return switch (read(yaml, file, localFiles)) {
      case Accepted accepted -> accepted.workflow();
      case Refused refused -> throw refused.problems().getFirst().exception();
    };
  }

  Reading read(byte[] yaml, String file) {
    Problems problems = new Problems();
    Optional<Workflow> workflow = read(yaml, file, 0, problems);
    if (workflow.isPresent() && problems.isEmpty()) {
      return new Accepted(workflow.get());
    }
    return new Refused(ordered(problems.list()));
  }

  /** Counts a call; false when there have been too many. */
  boolean mayCallAnother() {
    return ++calls <= MOST_CALLS;
  }

  /** By file in the order the files were met, then by line. */
  private static List<Problem> ordered(List<Problem> problems) {
    Map<String, Integer> order = new HashMap<>();
    problems.forEach(p -> order.putIfAbsent(p.file(), order.size()));
    return problems.stream()
        .sorted(
            Comparator.<Problem>comparingInt(p -> order.getOrDefault(p.file(), 0))
                .thenComparingInt(Problem::line)
                .thenComparingInt(Problem::column))
        .toList();
  }

  /** Reads one file; problems are added, and with any the result may lack what was wrong. */
  Optional<Workflow> read(byte[] yaml, String file, int depth, Problems problems) {
    try {
      Data raw = YamlReader.read(decode(yaml, file), file, options.limits(), problems);
      Data checked = new SchemaChecker(SchemaLoader.SCHEMA, problems).check(raw, Schema.ROOT);
      if (!(checked instanceof Data.Entries root)) {
        return Optional.empty();
      }
      Calls calls = new Calls(this, files, options, depth, problems);
      return Optional.of(new WorkflowBuilder(file, problems, calls).build(new Fields(root)));
    } catch (InputException e) {
      problems.add(e.position(), e.problem(), e.hint().orElse(""));
      return Optional.empty();
    }
  }

  static String decode(byte[] yaml, String file) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(yaml)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new InputException(
          Position.of(file), "The file is not UTF-8", "Save it as UTF-8 text.", e);
    }
  }
}
