package dev.slipway.workflow.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Translates a pattern into steps, from left to right. */
final class PatternCompiler {
  private final String source;
  private final List<Step> steps = new ArrayList<>();
  private int at;

  /** What {@code ?} and {@code +} may follow: the characters that were last asked for singly. */
  private Optional<Characters> last = Optional.empty();

  private PatternCompiler(String source, int start) {
    this.source = source;
    this.at = start;
  }

  static List<Step> compile(String source, int start) {
    var compiler = new PatternCompiler(source, start);
    while (compiler.at < source.length()) {
      compiler.step();
    }
    return List.copyOf(compiler.steps);
  }

  private void step() {
    char c = source.charAt(at);
    switch (c) {
      case '*' -> stars();
      case '?', '+' -> repeat(c);
      case '[' -> single(brackets(), at + 1);
      case '\\' -> {
        if (at + 1 == source.length()) {
          throw error("'\\' at the end has nothing to escape; write '\\\\' for a backslash", at);
        }
        single(new Characters.Exactly(source.charAt(at + 1)), at + 2);
      }
      default -> single(new Characters.Exactly(c), at + 1);
    }
  }

  private void single(Characters characters, int next) {
    steps.add(new Step.One(characters));
    last = Optional.of(characters);
    at = next;
  }

  private void stars() {
    int start = at;
    while (at < source.length() && source.charAt(at) == '*') {
      at++;
    }
    last = Optional.empty();
    if (at - start == 1) {
      steps.add(new Step.Loop(new Characters.InName()));
      return;
    }
    boolean startsName = steps.isEmpty() || source.charAt(start - 1) == '/';
    if (startsName && at < source.length() && source.charAt(at) == '/') {
      at++;
      steps.add(new Step.Fork(3));
      steps.add(new Step.Loop(new Characters.Any()));
      steps.add(new Step.One(new Characters.Exactly('/')));
    } else {
      steps.add(new Step.Loop(new Characters.Any()));
    }
  }

  private void repeat(char quantifier) {
    var repeated =
        last.orElseThrow(() ->
            error(
                "'%c' has no character before it to repeat; write '\\%c' for the character itself"
                    .formatted(quantifier, quantifier),
                at));
    if (quantifier == '+') {
      steps.add(new Step.Loop(repeated));
    } else {
      steps.add(steps.size() - 1, new Step.Fork(2));
    }
    last = Optional.empty();
    at++;
  }

  private Characters brackets() {
    int start = at;
    List<Characters.Range> ranges = new ArrayList<>();
    at++;
    while (at < source.length() && source.charAt(at) != ']') {
      ranges.add(range());
    }
    if (at == source.length()) {
      throw error("'[' is not closed; write '\\[' for the character itself", start);
    }
    if (ranges.isEmpty()) {
      throw error("'[]' lists no characters, so nothing can match", start);
    }
    return new Characters.Listed(List.copyOf(ranges));
  }

  private Characters.Range range() {
    int start = at;
    char from = source.charAt(at++);
    boolean ranged =
        at + 1 < source.length() && source.charAt(at) == '-' && source.charAt(at + 1) != ']';
    if (!ranged) {
      return new Characters.Range(from, from);
    }
    char to = source.charAt(at + 1);
    at += 2;
    if (to < from) {
      throw error("the range '%c-%c' is the wrong way round".formatted(from, to), start);
    }
    return new Characters.Range(from, to);
  }

  private static FilterException error(String message, int offset) {
    return new FilterException(message, offset);
  }
}
