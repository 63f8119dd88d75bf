package dev.slipway.manifest.yaml;

import dev.slipway.base.InputException.Position;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * One document of a YAML stream, with the way back to where its values stand.
 *
 * @param root the document's value; a null node when it is empty
 * @param file the file as the user named it
 * @param index which document of the file, from 0
 * @param line the line of the first value, from 1
 * @param text the whole file
 */
public record YamlDocument(JsonNode root, String file, int index, int line, String text) {
  /** Where the document begins. */
  public Position position() {
    return new Position(file, line, 0);
  }

  /**
   * Where the value at {@code pointer} stands, or its nearest enclosing value. Reads the text
   * again: meant for error messages.
   */
  public Position position(JsonPointer pointer) {
    return YamlPositions.find(this, pointer);
  }

  @Override
  public String toString() {
    return position() + ": " + root;
  }
}
