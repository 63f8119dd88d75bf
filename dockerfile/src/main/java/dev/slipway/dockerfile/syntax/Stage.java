package dev.slipway.dockerfile.syntax;

import java.util.List;
import java.util.Optional;

/**
 * A FROM and the instructions up to the next one.
 *
 * @param index its place in the file, counted from 0: {@code COPY --from=0}
 */
public record Stage(int index, Instruction.From from, List<Instruction> instructions) {
  public Stage {
    instructions = List.copyOf(instructions);
  }

  /** Its name in lower case. */
  public Optional<String> name() {
    return from.name();
  }
}
