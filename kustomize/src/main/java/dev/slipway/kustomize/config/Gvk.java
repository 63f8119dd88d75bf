package dev.slipway.kustomize.config;

import dev.slipway.manifest.schema.KindName;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Group, version and kind; an empty part of a selector matches anything. */
public record Gvk(String group, String version, String kind) {
  /** As an object states them. */
  public static Gvk of(JsonNode object) {
    return of(object.path("apiVersion").asString(""), object.path("kind").asString(""));
  }

  public static Gvk of(String apiVersion, String kind) {
    int slash = apiVersion.indexOf('/');
    return slash < 0
        ? new Gvk("", apiVersion, kind)
        : new Gvk(apiVersion.substring(0, slash), apiVersion.substring(slash + 1), kind);
  }

  /** As a section of a configuration selects them. */
  public static Gvk of(Section section) {
    return new Gvk(section.text("group"), section.text("version"), section.text("kind"));
  }

  /** Whether this, as a selector, takes in {@code other}. */
  public boolean selects(Gvk other) {
    return (group.isEmpty() || group.equals(other.group))
        && (version.isEmpty() || version.equals(other.version))
        && (kind.isEmpty() || kind.equals(other.kind));
  }

  /** The same group and version with another kind. */
  public Gvk ofKind(String other) {
    return other.equals(kind) ? this : new Gvk(group, version, other);
  }

  public KindName kindName() {
    return new KindName(group.isEmpty() ? version : group + "/" + version, kind);
  }

  /** {@code kind.version.group}, with {@code [noGrp]} and the like for what is missing. */
  @Override
  public String toString() {
    return (kind.isEmpty() ? "[noKind]" : kind)
        + "."
        + (version.isEmpty() ? "[noVer]" : version)
        + "."
        + (group.isEmpty() ? "[noGrp]" : group);
  }

  // As records have it; written out because Java makes classes for it when it first runs.
  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof Gvk other
        && group.equals(other.group)
        && version.equals(other.version)
        && kind.equals(other.kind);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * group.hashCode() + version.hashCode()) + kind.hashCode();
  }
}
