package dev.slipway.base;

import dev.slipway.base.InputException.Position;
import java.util.Iterator;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A YAML text's events, with positions counted from 1 and the parser's errors turned into ours.
 * What a document may cost is the business of who reads them. For one thread.
 */
public final class YamlEvents {
  private final Iterator<Event> events;
  private final String file;

  /** Where the text ends, in code points, when it does not end with a line break; else -1. */
  private final int unfinishedEnd;

  /**
   * @param file its name in messages
   */
  public YamlEvents(String text, String file) {
    this.unfinishedEnd = text.endsWith("\n") ? -1 : text.codePointCount(0, text.length());
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setCodePointLimit(Integer.MAX_VALUE).build();
    this.events = new Parse(settings).parseString(text).iterator();
    this.file = file;
  }

  /**
   * The next event; the end of the stream is the last.
   *
   * @throws InputException when the text is no YAML, at the first place where it is not
   */
  public Event next() {
    try {
      return events.next();
    } catch (MarkedYamlEngineException e) {
      throw new InputException(
          position(e), "invalid YAML: " + describe(e), "check indentation and quotes", e);
    } catch (YamlEngineException e) {
      throw new InputException(Position.of(file), "invalid YAML: " + e.getMessage(), "", e);
    }
  }

  /** A scalar's text; a block that runs to the end of a file without line break has none either. */
  public String text(ScalarEvent scalar) {
    String text = scalar.getValue();
    boolean added =
        unfinishedEnd >= 0
            && (scalar.isLiteral() || scalar.isFolded())
            && text.endsWith("\n")
            && scalar.getEndMark().map(mark -> mark.getIndex() >= unfinishedEnd).orElse(false);
    return added ? text.substring(0, text.length() - 1) : text;
  }

  /** Where an event begins. */
  public Position position(Event event) {
    return event
        .getStartMark()
        .map(mark -> new Position(file, mark.getLine() + 1, mark.getColumn() + 1))
        .orElseGet(() -> Position.of(file));
  }

  private Position position(MarkedYamlEngineException e) {
    return e.getProblemMark()
        .or(e::getContextMark)
        .map(mark -> new Position(file, mark.getLine() + 1, mark.getColumn() + 1))
        .orElseGet(() -> Position.of(file));
  }

  private static String describe(MarkedYamlEngineException e) {
    String context = e.getContext();
    return context == null || context.isEmpty() ? e.getProblem() : context + ", " + e.getProblem();
  }
}
