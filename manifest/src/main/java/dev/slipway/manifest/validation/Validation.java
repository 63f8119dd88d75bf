package dev.slipway.manifest.validation;

import dev.slipway.manifest.KubeObject;
import java.util.List;

/** Checks whole objects, after defaulting. */
public final class Validation {
  private Validation() {}

  /** The problems of an object about to be created; empty when it is valid. */
  public static List<FieldProblem> ofNew(KubeObject object) {
    return List.of();
  }

  /** The problems of an object about to replace {@code old}. */
  public static List<FieldProblem> ofChange(KubeObject object, KubeObject old) {
    return List.of();
  }
}
