package dev.slipway.manifest.schema;

/**
 * The schema at one place of an object: an object type, a list, a map, or nothing known.
 *
 * <p>Types may contain themselves, so schemas are walked lazily and never compared.
 */
public interface TypeSchema {
  /** Nothing is known: maps merge by key, lists are replaced. */
  TypeSchema UNKNOWN =
      new TypeSchema() {
        @Override
        public TypeSchema field(String name) {
          return this;
        }

        @Override
        public TypeSchema element() {
          return this;
        }

        @Override
        public MergeRule rule() {
          return MergeRule.NONE;
        }

        @Override
        public boolean isKnown() {
          return false;
        }

        @Override
        public String toString() {
          return "unknown";
        }
      };

  /** The schema of a field of this object, or of the values when this is a map. */
  TypeSchema field(String name);

  /** The schema of the elements of this list. */
  TypeSchema element();

  /** How a value here merges. */
  MergeRule rule();

  /** Whether anybody described this place. */
  default boolean isKnown() {
    return true;
  }
}
