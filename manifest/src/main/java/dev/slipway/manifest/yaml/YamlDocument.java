package dev.slipway.manifest.yaml;

import dev.slipway.base.InputException.Position;
import java.util.Optional;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** One document of a YAML stream, with the way back to where its values stand. For one thread. */
public final class YamlDocument {
  private final JsonNode root;
  private final String file;
  private final int index;
  private final int line;
  private final String text;
  private Optional<Marks.Recorder> marks = Optional.empty();

  /**
   * A document as read.
   *
   * @param root the document's value; a null node when it is empty
   * @param file the file as the user named it
   * @param index which document of the file, from 0
   * @param line the line of the first value, from 1
   * @param text the whole file
   */
  public YamlDocument(JsonNode root, String file, int index, int line, String text) {
    this.root = root;
    this.file = file;
    this.index = index;
    this.line = line;
    this.text = text;
  }

  public JsonNode root() {
    return root;
  }

  public String file() {
    return file;
  }

  public int index() {
    return index;
  }

  public int line() {
    return line;
  }

  public String text() {
    return text;
  }

  /** Where the document begins. */
  public Position position() {
    return new Position(file, line, 0);
  }

  /**
   * Where the value at {@code pointer} stands, or its nearest enclosing value. The first time reads
   * the text again.
   */
  public Position position(JsonPointer pointer) {
    if (marks.isEmpty()) {
      marks = Optional.of(YamlPositions.of(this));
    }
    Marks.Recorder.Place place = marks.get().find(pointer);
    return place.line() == 0 ? position() : new Position(file, place.line(), place.column());
  }

  @Override
  public String toString() {
    return position() + ": " + root;
  }
}
