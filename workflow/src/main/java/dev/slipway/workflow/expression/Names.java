package dev.slipway.workflow.expression;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The contexts and functions that exist at some place of a workflow. The language's own functions
 * exist everywhere and are not listed. Names ignore case.
 *
 * @param contexts root names such as {@code github}
 * @param functions such as {@code success}, evaluated by {@link Scope#call}
 */
public record Names(Set<String> contexts, Map<String, Arity> functions) {
  /** Only the language's own functions. */
  public static final Names NONE = new Names(Set.of(), Map.of());

  public Names {
    contexts = Collections.unmodifiableSet(new LinkedHashSet<>(contexts));
    functions = Collections.unmodifiableMap(new LinkedHashMap<>(functions));
  }

  public static Names contexts(String... contexts) {
    return NONE.withContexts(contexts);
  }

  public Names withContexts(String... more) {
    Set<String> all = new LinkedHashSet<>(contexts);
    Collections.addAll(all, more);
    return new Names(all, functions);
  }

  public Names withFunction(String name, Arity arity) {
    Map<String, Arity> all = new LinkedHashMap<>(functions);
    all.put(name, arity);
    return new Names(contexts, all);
  }

  /** The context as it is spelled here. */
  Optional<String> context(String name) {
    return contexts.stream().filter(c -> Folding.same(c, name)).findFirst();
  }

  /** The function as it is spelled here. */
  Optional<Map.Entry<String, Arity>> function(String name) {
    return functions.entrySet().stream().filter(f -> Folding.same(f.getKey(), name)).findFirst();
  }
}
