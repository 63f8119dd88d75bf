package dev.slipway.identity;

import java.util.List;

/** Where bindings come from. Answers from memory: it is asked at every request. */
@FunctionalInterface
public interface BindingSource {
  /** The bindings of one member, as {@link Binding#member} writes it. */
  List<Binding> of(String member);
}
