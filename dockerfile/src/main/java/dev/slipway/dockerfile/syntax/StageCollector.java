package dev.slipway.dockerfile.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Groups instructions into stages: each FROM begins one. */
final class StageCollector {
  private final List<Instruction.Arg> globals = new ArrayList<>();
  private final List<Stage> stages = new ArrayList<>();
  private final List<Instruction> instructions = new ArrayList<>();
  private Optional<Instruction.From> from = Optional.empty();

  void add(Instruction instruction) {
    if (instruction instanceof Instruction.From next) {
      endStage();
      from = Optional.of(next);
    } else if (from.isPresent()) {
      instructions.add(instruction);
    } else if (instruction instanceof Instruction.Arg arg) {
      globals.add(arg);
    } else {
      throw instruction
          .range()
          .mistake(
              "no build stage in current context: "
                  + instruction.keyword()
                  + " stands before the first FROM",
              "only ARG may stand before FROM");
    }
  }

  private void endStage() {
    from.ifPresent(f -> stages.add(new Stage(stages.size(), f, instructions)));
    instructions.clear();
    from = Optional.empty();
  }

  boolean hasStages() {
    return from.isPresent() || !stages.isEmpty();
  }

  List<Instruction.Arg> globals() {
    return globals;
  }

  List<Stage> stages() {
    endStage();
    return stages;
  }
}
