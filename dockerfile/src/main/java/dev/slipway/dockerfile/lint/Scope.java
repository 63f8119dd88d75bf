package dev.slipway.dockerfile.lint;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What is known at a point of a stage; the stages that start from it begin with a copy. */
final class Scope {
  /** Variables with a value. */
  final Map<String, String> values = new HashMap<>();

  /** Variables that exist, with or without a value. */
  final Set<String> names = new HashSet<>();

  /** Whether the base image may have set variables nobody here knows. */
  boolean open;

  /** Whether a WORKDIR has been set in this file. */
  boolean hasWorkdir;

  /** Whether a SHELL has been set in this file. */
  boolean hasShell;

  Scope copy() {
    var copy = new Scope();
    copy.values.putAll(values);
    copy.names.addAll(names);
    copy.open = open;
    copy.hasWorkdir = hasWorkdir;
    copy.hasShell = hasShell;
    return copy;
  }

  void set(String name, String value) {
    values.put(name, value);
    names.add(name);
  }
}
