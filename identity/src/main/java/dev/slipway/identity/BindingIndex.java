package dev.slipway.identity;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Bindings by member. Immutable: who changes bindings makes a new one. */
public final class BindingIndex implements BindingSource {
  private final Map<String, List<Binding>> byMember;

  public BindingIndex(Collection<Binding> bindings) {
    this.byMember =
        Map.copyOf(
            bindings.stream()
                .collect(Collectors.groupingBy(Binding::member, Collectors.toUnmodifiableList())));
  }

  @Override
  public List<Binding> of(String member) {
    return byMember.getOrDefault(member, List.of());
  }
}
