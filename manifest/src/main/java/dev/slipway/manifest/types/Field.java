package dev.slipway.manifest.types;

/**
 * One field of a structure.
 *
 * @param number its number in protobuf
 * @param name its name in JSON
 * @param place where JSON puts it
 * @param sharing how managers share its parts
 */
public record Field(int number, String name, FieldType type, Place place, Sharing sharing) {
  /** Where JSON puts a field. */
  public enum Place {
    OWN,
    /** A structure whose fields appear in the parent itself. */
    INLINE
  }
}
