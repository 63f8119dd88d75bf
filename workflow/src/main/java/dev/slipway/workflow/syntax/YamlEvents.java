package dev.slipway.workflow.syntax;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import java.util.Iterator;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A YAML text's events with positions counted from 1, syntax errors turned into ours. */
final class YamlEvents {
  private final Iterator<Event> events;
  private final String file;

  /** Where the text ends, in code points, when it does not end with a line break; else -1. */
  private final int unfinishedEnd;

  YamlEvents(String text, String file) {
    this.unfinishedEnd = text.endsWith("\n") ? -1 : text.codePointCount(0, text.length());
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setCodePointLimit(Integer.MAX_VALUE).build();
    this.events = new Parse(settings).parseString(text).iterator();
    this.file = file;
  }

  Event next() {
    try {
      return events.next();
    } catch (MarkedYamlEngineException e) {
      throw new InputException(
          position(e), "Invalid YAML: " + describe(e), "Check indentation and quotes.", e);
    } catch (YamlEngineException e) {
      throw new InputException(Position.of(file), "Invalid YAML: " + e.getMessage(), "", e);
    }
  }

  /** A scalar's text; a block that runs to the end of a file without line break has none either. */
  String text(ScalarEvent scalar) {
    String text = scalar.getValue();
    boolean added =
        unfinishedEnd >= 0
            && (scalar.isLiteral() || scalar.isFolded())
            && text.endsWith("\n")
            && scalar.getEndMark().map(mark -> mark.getIndex() >= unfinishedEnd).orElse(false);
    return added ? text.substring(0, text.length() - 1) : text;
  }

  Position start() {
    return new Position(file, 1, 1);
  }

  Position position(Event event) {
    return event
        .getStartMark()
        .map(mark -> new Position(file, mark.getLine() + 1, mark.getColumn() + 1))
        .orElseGet(this::start);
  }

  private Position position(MarkedYamlEngineException e) {
    return e.getProblemMark()
        .or(e::getContextMark)
        .map(mark -> new Position(file, mark.getLine() + 1, mark.getColumn() + 1))
        .orElseGet(this::start);
  }

  private static String describe(MarkedYamlEngineException e) {
    String context = e.getContext();
    return context == null || context.isEmpty() ? e.getProblem() : context + ", " + e.getProblem();
  }
}
