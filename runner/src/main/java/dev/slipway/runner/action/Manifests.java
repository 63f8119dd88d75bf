package dev.slipway.runner.action;

import dev.slipway.runner.action.ActionManifest.Input;
import dev.slipway.runner.action.ActionManifest.Need;
import dev.slipway.runner.action.ActionManifest.Post;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Writes a manifest down. */
public final class Manifests {
  private final String name;
  private final Set<String> versions;
  private final List<Input> inputs = new ArrayList<>();

  private Manifests(String name, Set<String> versions) {
    this.name = name;
    this.versions = versions;
  }

  /** Begins the manifest of an action that is understood in these majors. */
  public static Manifests of(String name, String... versions) {
    return new Manifests(name, Set.of(versions));
  }

  public Manifests input(String input, String fallback) {
    inputs.add(new Input(input, fallback, Need.OPTIONAL));
    return this;
  }

  /** Inputs without a default. */
  public Manifests inputs(String... names) {
    for (String input : names) {
      input(input, "");
    }
    return this;
  }

  public Manifests required(String input) {
    inputs.add(new Input(input, "", Need.REQUIRED));
    return this;
  }

  public ActionManifest done(Post post, String... outputs) {
    return new ActionManifest(name, versions, inputs, List.of(outputs), post);
  }
}
