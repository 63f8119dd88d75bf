package dev.slipway.manifest.schema;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Merge rules and scopes of kinds: built-in ones, and those an OpenAPI document adds. */
public final class KindSchemas {
  /** Read when first needed: a command needs one of the two at most. */
  private static final class ApiServer {
    static final KindSchemas SCHEMAS = load(SchemaFlavor.API_SERVER);
  }

  private static final class Kustomize {
    static final KindSchemas SCHEMAS = load(SchemaFlavor.KUSTOMIZE);
  }

  private final Map<KindName, TypeSchema> types;
  private final Map<KindName, Scope> scopes;

  KindSchemas(Map<KindName, TypeSchema> types, Map<KindName, Scope> scopes) {
    this.types = Map.copyOf(types);
    this.scopes = Map.copyOf(scopes);
  }

  /** The kinds that {@code flavor} knows. */
  public static KindSchemas builtIn(SchemaFlavor flavor) {
    return switch (flavor) {
      case API_SERVER -> ApiServer.SCHEMAS;
      case KUSTOMIZE -> Kustomize.SCHEMAS;
    };
  }

  /** The merge rules of a kind; {@link TypeSchema#UNKNOWN} when nobody described it. */
  public TypeSchema type(KindName kind) {
    return types.getOrDefault(kind, TypeSchema.UNKNOWN);
  }

  public Scope scope(KindName kind) {
    return scopes.getOrDefault(kind, Scope.UNKNOWN);
  }

  /**
   * The kinds of an OpenAPI document in place of the built-in ones; their built-in scopes stay.
   *
   * @param document an OpenAPI v2 document with {@code definitions}
   */
  public KindSchemas replacedBy(JsonNode document) {
    var read = OpenApiSchemas.read(document);
    var merged = new HashMap<>(read.scopes());
    merged.putAll(scopes);
    return new KindSchemas(read.types(), merged);
  }

  private static KindSchemas load(SchemaFlavor flavor) {
    var scopes = new HashMap<KindName, Scope>();
    for (String line : TableFile.lines("scopes.txt", flavor)) {
      int space = line.indexOf(' ');
      scopes.put(
          KindName.parse(line.substring(space + 1)),
          Scope.valueOf(line.substring(0, space).toUpperCase(Locale.ROOT)));
    }
    return new KindSchemas(MergeKeyTable.read(flavor), scopes);
  }
}
